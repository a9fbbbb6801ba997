#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the man pages and completions that the program prints about itself. Usage: generate.sh PROGRAM DIRECTORY
set -eu
program=$1 directory=$2
mkdir -p "$directory/man" "$directory/completions"
rm -f "$directory"/man/*.1
"$program" help --format=man >"$directory/man/warpcost.1"
"$program" help --format=names | while read -r name; do
    # shellcheck disable=SC2086 # a name can be two words
    "$program" help $name --format=man >"$directory/man/warpcost-$(echo "$name" | tr ' ' '-').1"
done
"$program" help --format=bash >"$directory/completions/warpcost.bash"
"$program" help --format=zsh >"$directory/completions/_warpcost"
"$program" help --format=fish >"$directory/completions/warpcost.fish"
