#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One mutant: the tree with PATCH applied, built in a directory of its own, run against the test that its first line names.
# Usage: mutant.sh PATCH TREE     exit code 0: killed; 1: survived; 2: can't be tried. TREE is a copy of the project that is
# reused: the patch is taken back afterwards, so that only what it touched is built again, and that a test passes without a mutant
# is seen once.
set -u
patch=$1 tree=$2
test=$(sed -n '1s/^# killed by: *//p' "$patch")
[ -n "$test" ] || { echo "$patch: the first line doesn't say '# killed by: TEST'"; exit 2; }
: "${MAKE:=make}"
case $patch in /*) ;; *) patch=$PWD/$patch ;; esac
cd "$tree" || exit 2

# Builds and runs the named test; 0 when it passes, 1 when it fails, 2 when it doesn't build.
run_test() {
    case $test in
    *.sh)
        $MAKE -s all VARIANT=release BUILD=build/release >build.log 2>&1 || return 2
        WARPCOST=$PWD/build/release/warpcost BUILD=build/release timeout 900 sh "$test" >test.log 2>&1 ;;
    *)
        $MAKE -s "build/release/tests/$test" VARIANT=release BUILD=build/release >build.log 2>&1 || return 2
        WARPCOST=$PWD/build/release/warpcost BUILD=build/release timeout 900 "build/release/tests/$test" >test.log 2>&1 ;;
    esac
    [ $? -eq 0 ] || return 1
}

passes=passes.$(echo "$test" | tr / -)
if [ ! -e "$passes" ]; then
    run_test || { echo "$test doesn't pass without the mutant ($?)"; tail -n 5 build.log test.log; exit 2; }
    touch "$passes"
fi
patch -s -p1 <"$patch" >patch.log 2>&1 || { echo "$patch doesn't apply"; cat patch.log; exit 2; }
run_test
mutated=$?
patch -s -R -p1 <"$patch"
case $mutated in
0) echo "$test passes with the mutant"; exit 1 ;;
1) exit 0 ;;
*) echo "$patch doesn't build"; tail -n 5 build.log; exit 2 ;;
esac
