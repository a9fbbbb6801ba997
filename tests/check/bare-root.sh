#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The two commands of the README on a fresh machine: a minimal Debian with nothing but git and make gets a clone of the committed
# project, runs `make demo` and `make check`, and reports. Needs root and debootstrap. The mirror, proxy and keys are those
# that make apt work on this machine. Usage: make check-bare-root [SUITE=bookworm] [ROOT=/var/tmp/…, kept]
. tests/harness.sh
[ "$(id -u)" -eq 0 ] || { echo 'not ok bare root: this needs root (chroot, debootstrap)'; exit 1; }
command -v debootstrap >/dev/null 2>&1 || { echo 'not ok bare root: apt-get install debootstrap'; exit 1; }
suite=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
if [ -n "${ROOT:-}" ]; then root=$ROOT; else
    root=$(mktemp -d /var/tmp/bare.XXXXXX)
    trap 'umount "$root/proc" 2>/dev/null; rm -rf --one-file-system "$root" "$scratch"' EXIT
fi

# The first mirror that apt itself knows for the suite.
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 2>/dev/null | awk -v suite="$suite" '$2 == suite { print $1; exit }')
[ -n "$mirror" ] || { echo "not ok bare root: apt knows no mirror for $suite"; exit 1; }
keyring=$(ls /usr/share/keyrings/debian-archive-keyring.gpg 2>/dev/null)
proxy=$(apt-config dump --format '%v%n' Acquire::http::Proxy 2>/dev/null | head -n 1)
[ -z "$proxy" ] || export http_proxy="$proxy"
debootstrap --variant=minbase --include=git,make,ca-certificates ${keyring:+--keyring="$keyring"} "$suite" "$root" "$mirror" >"$scratch/bootstrap" 2>&1
verdict "a bare $suite" $? "$(tail -n 5 "$scratch/bootstrap")"
[ "$failures" -eq 0 ] || finish

# What makes apt work here works there: sources, settings, keys, names.
for part in sources.list sources.list.d apt.conf apt.conf.d auth.conf auth.conf.d trusted.gpg.d preferences.d; do
    [ -e "/etc/apt/$part" ] && cp -rL "/etc/apt/$part" "$root/etc/apt/"
done
for part in /usr/share/keyrings /usr/local/share/ca-certificates /etc/ssl/certs; do
    [ -d "$part" ] && mkdir -p "$root$part" && cp -rL "$part/." "$root$part/" 2>/dev/null
done
cp -L /etc/resolv.conf /etc/hosts "$root/etc/" 2>/dev/null
for name in $(cd "$root" && ls usr/bin); do
    case $name in cc | gcc | gcc-[0-9]* | clang) fail 'the root is bare' "it has $name" ;; esac
done

git clone -q --no-hardlinks . "$root/root/project" 2>"$scratch/clone"
verdict 'a clone of what is committed' $? "$(cat "$scratch/clone")"
mkdir -p "$root/proc"
mount -t proc proc "$root/proc" 2>/dev/null || echo '# /proc could not be mounted; going on without'
inside() {
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C TERM=dumb ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} \
        chroot "$root" sh -c "cd /root/project && $1" >"$scratch/inside" 2>&1
}
NO_DEPS='' inside 'make demo'
verdict 'make demo' $? "$(tail -n 15 "$scratch/inside")"
grep -a '^installing:' "$scratch/inside" | sed 's/^/# /'
grep -aq 'total \$ per year' "$scratch/inside"
verdict 'the demo prints a comparison' $? "$(tail -n 15 "$scratch/inside")"
inside 'make demo' && ! grep -aq '^installing' "$scratch/inside"
verdict 'a second demo installs nothing' $?
inside 'make check'
status=$?
grep -a '^installing:' "$scratch/inside" | sed 's/^/# /'
verdict "make check: $(grep -aE '^[0-9]+ passed, [0-9]+ failed$' "$scratch/inside" | tail -n 1)" $status "$(grep -aE 'not ok|[1-9][0-9]* failed|rror' "$scratch/inside" | head -n 20)"
inside 'bash .ci/run | tail -n 1 | grep -Eq "^[0-9]+ passed, 0 failed$"'
verdict '.ci/run ends with the count' $? "$(tail -n 3 "$scratch/inside")"
finish
