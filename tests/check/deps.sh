#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Packages are installed only when something is missing, never against NO_DEPS=1, and not without root: then the command
# is printed. apt-get, sudo and id are stand-ins that note how they are called.
. tests/harness.sh
mkdir "$scratch/bin"
stand_in() { { echo '#!/bin/sh'; cat; } >"$scratch/bin/$1"; chmod +x "$scratch/bin/$1"; }
echo "echo \"apt-get \$*\" >>$scratch/calls; [ ! -e $scratch/apt-fails ]" | stand_in apt-get
echo 'exit 1' | stand_in sudo
# With this compiler every header is missing, with that one none.
echo 'exit 1' | stand_in blind-cc
echo 'exit 0' | stand_in seeing-cc
be() { echo "echo $1" | stand_in id; }
with() { env -u NO_DEPS PATH="$scratch/bin:$PATH" "$@" </dev/null; }
calls() { cat "$scratch/calls" 2>/dev/null; rm -f "$scratch/calls"; }
headers='libc6-dev libyaml-dev libcjson-dev libcsv-dev libssl-dev libgsl-dev libxlsxwriter-dev'

be 0
expect 'nothing is missing: nothing is said' 0 '' '' with CC=seeing-cc sh .ci/deps demo
verdict 'and nothing is called' "$([ -z "$(calls)" ]; echo $?)"
expect 'NO_DEPS=1' 0 '' '' with CC=blind-cc NO_DEPS=1 sh .ci/deps demo
verdict 'calls nothing' "$([ -z "$(calls)" ]; echo $?)"
expect 'as root, what is missing is said' 0 "installing: $headers" '' with CC=blind-cc sh .ci/deps demo
called=$(calls)
[ "$called" = "apt-get install -y --no-install-recommends $headers" ]
verdict 'and installed' $? "$called"
touch "$scratch/apt-fails"
expect 'when apt-get fails, the command is shown' 1 'installing:' "by hand: apt-get update && apt-get install --no-install-recommends $headers" with CC=blind-cc sh .ci/deps demo
called=$(calls | tr '\n' ';')
case $called in 'apt-get install'*';apt-get update;'*) true ;; *) false ;; esac
verdict 'after the lists were refreshed' $? "$called"
rm "$scratch/apt-fails"
be 1000
expect 'without root or sudo, the command is shown' 1 '' "apt-get install --no-install-recommends $headers" with CC=blind-cc sh .ci/deps demo
verdict 'and nothing is called' "$([ -z "$(calls)" ]; echo $?)"
echo "[ \"\$1\" = -n ] && shift; exec \"\$@\"" | stand_in sudo
expect 'with sudo it is installed' 0 "installing: $headers" '' with CC=blind-cc sh .ci/deps demo
[ "$(calls | grep -c 'apt-get install')" -eq 1 ]
verdict 'by apt-get' $?

# The runtime of clang is a package of the version that is installed. All else of this level is there.
be 0
for tool in llvm-cov valgrind shellcheck; do echo 'exit 0' | stand_in $tool; done
sed 's|/usr/bin/python3|python3|' .ci/deps >"$scratch/deps"
echo 'exit 0' | stand_in python3
clang_is() { echo "[ \"\$1\" = -dumpversion ] && echo $1 && exit 0; exit 1" | stand_in clang; }
for version in 14.0.6 19; do
    clang_is $version
    expect "the runtime of clang $version" 0 "installing: libclang-rt-${version%%.*}-dev" '' with CC=seeing-cc sh "$scratch/deps" extra
done
mkdir "$scratch/bare"
for tool in sh sed tr cat head env rm mktemp; do ln -s "$(command -v $tool)" "$scratch/bare/$tool"; done
rm "$scratch/bin/clang"
expect 'without clang, that of the clang to come' 0 'installing: clang libclang-rt-dev' '' env -u NO_DEPS CC=seeing-cc PATH="$scratch/bin:$scratch/bare" sh "$scratch/deps" extra
finish
