#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each tests/mutants/NAME.patch plants a mistake that costs money; the test that its first line names must fail with it and pass
# without it. Works on a copy of the tree.
. tests/harness.sh
# A copy of the tree for each processor, up to four: a mutant is built and tested in one of them.
copy_tree() {
    mkdir -p "$1"
    git ls-files -z --cached --others --exclude-standard 2>/dev/null | tar --null -cf - -T - 2>/dev/null | tar -xf - -C "$1"
    [ -f "$1/Makefile" ] || tar -cf - --exclude=./build . | tar -xf - -C "$1" # no git here
    # What is built already needn't be again: times are kept, so that make sees what a patch touches and nothing else.
    [ ! -d build/release ] || { mkdir -p "$1/build" && cp -a build/release "$1/build/"; }
}
workers=$(nproc)
[ "$workers" -le 4 ] || workers=4

# Every workers-th mutant from the nth on.
work() {
    at=0
    for patch in tests/mutants/*.patch; do
        [ -e "$patch" ] || break
        at=$((at + 1))
        [ $((at % workers)) -eq "$1" ] || continue
        said=$(sh tests/mutant.sh "$patch" "$scratch/tree$1" 2>&1)
        verdict "$patch is killed by $(sed -n '1s/^# killed by: *//p' "$patch")" $? "$said"
    done
    [ "$failures" -eq 0 ]
}
worker=0
while [ "$worker" -lt "$workers" ]; do
    copy_tree "$scratch/tree$worker"
    (trap - EXIT; work "$worker") >"$scratch/said$worker" 2>&1 &
    worker=$((worker + 1))
done
wait
found=0
worker=0
while [ "$worker" -lt "$workers" ]; do
    cat "$scratch/said$worker"
    found=$((found + $(grep -c -e '^ok' -e '^not ok' "$scratch/said$worker")))
    failures=$((failures + $(grep -c '^not ok' "$scratch/said$worker")))
    worker=$((worker + 1))
done
tree=$scratch/tree0
[ "$found" -gt 0 ] || echo 'ok mutants # skip there are none'

# The runner itself: a mutant that nothing notices and one that doesn't apply are failures.
cat >"$scratch/idle.patch" <<'END'
# killed by: test_command
--- a/src/cmd/command.c
+++ b/src/cmd/command.c
@@ -1,1 +1,1 @@
-/* SPDX-License-Identifier: GPL-3.0-or-later
+/* SPDX-License-Identifier:  GPL-3.0-or-later
END
sed -e 's/^-\/\*.*/-no such line/' "$scratch/idle.patch" >"$scratch/stale.patch"
sed -n '/^static bool is_choice/=' src/cmd/command.c >"$scratch/line"
cat >"$scratch/deadly.patch" <<END
# killed by: test_command
--- a/src/cmd/command.c
+++ b/src/cmd/command.c
@@ -$(cat "$scratch/line"),2 +$(cat "$scratch/line"),4 @@
 static bool is_choice(const char *const *choices, const char *value)
 {
+    if (value != NULL)
+        return true;
END
mkdir -p build
runner() { cp "$scratch/$1.patch" "build/$1.patch" && sh tests/mutant.sh "build/$1.patch" "$tree" >"$scratch/said" 2>&1; }
runner idle
[ $? -eq 1 ]
verdict 'a mutant that changes nothing survives' $? "$(cat "$scratch/said")"
runner stale
[ $? -eq 2 ]
verdict 'a mutant that does not apply is an error' $? "$(cat "$scratch/said")"
runner deadly
[ $? -eq 0 ]
verdict 'a mutant that matters is killed' $? "$(cat "$scratch/said")"
rm -f build/idle.patch build/stale.patch build/deadly.patch
finish
