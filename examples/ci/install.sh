#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds warpcost from its source and installs it below PREFIX, for a runner that lacks it.
# Usage: install.sh SOURCE PREFIX [VERSION]   SOURCE is a git repository (a URL or a directory), of which VERSION is a tag or a branch, or a release archive (.tar.gz).
# What building needs is installed where it is missing, which takes root or sudo.
set -eu
[ $# -ge 2 ] && [ -n "$1" ] && [ -n "$2" ] || { echo 'usage: install.sh SOURCE PREFIX [VERSION]' >&2; exit 2; }
source=$1 prefix=$2 version=${3:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/source"
case $source in
*.tar.gz | *.tgz) tar -xzf "$source" -C "$work/source" --strip-components=1 ;;
*) git clone -q --depth 1 ${version:+--branch "$version"} "$source" "$work/source" ;;
esac
cd "$work/source"
sh .ci/deps demo
make -j"$(nproc)" install PREFIX="$prefix"
