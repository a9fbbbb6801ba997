#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each tests/mutants/NAME.patch plants a mistake that costs money; the test that its first line names must fail with it and pass
# without it. Tried are those that tests/mutants/always.txt lists, or all with MUTANTS=all (make mutants); that a patch still applies and
# names a test is looked at for all. Works on MUTANT_JOBS copies of the tree.
. tests/harness.sh
: "${BUILD:=build/release}" "${MUTANT_JOBS:=1}" "${MUTANTS:=always}"
copy_tree() {
    mkdir -p "$1/build/release/tests"
    git ls-files -z --cached --others --exclude-standard 2>/dev/null | tar --null -cf - -T - 2>/dev/null | tar -xf - -C "$1"
    [ -f "$1/Makefile" ] || tar -cf - --exclude=./build . | tar -xf - -C "$1" # no git here
    # What is built already needn't be again: times are kept, so that make sees what a patch touches and nothing else.
    for built in src tests/oracles flags list embedded.S embedded.o libwarpcost.a commands.a oracles.a; do
        [ ! -e "build/release/$built" ] || cp -a "build/release/$built" "$1/build/release/$built"
    done
}
killer_of() { sed -n '1s/^# killed by: *//p' "$1"; }

stale=
for patch in tests/mutants/*.patch; do
    test=$(killer_of "$patch")
    [ -e "$test" ] || [ -e "tests/unit/$test.c" ] || [ -e "tests/properties/$test.c" ] || stale="$stale $patch (killed by '$test')"
    patch --dry-run -s -f -p1 <"$patch" >/dev/null || stale="$stale $patch (doesn't apply)"
done
[ -z "$stale" ]
verdict 'all mutants apply and name a test' $? "$stale"
case $MUTANTS in
all) ls tests/mutants/*.patch ;;
*) sed -n 's|^\([^# ][^ ]*\) .*|tests/mutants/\1.patch|p' tests/mutants/always.txt ;;
esac >"$scratch/tried"

# Every MUTANT_JOBS-th mutant from the nth on.
work() {
    awk -v jobs="$MUTANT_JOBS" -v job="$1" 'NR % jobs == job' "$scratch/tried" | while read -r patch; do
        said=$(sh tests/mutant.sh "$patch" "$scratch/tree$1" 2>&1)
        verdict "$patch is killed by $(killer_of "$patch")" $? "$said"
    done
}
job=0
while [ "$job" -lt "$MUTANT_JOBS" ]; do
    copy_tree "$scratch/tree$job"
    (trap - EXIT; work "$job") >"$scratch/said$job" 2>&1 &
    job=$((job + 1))
done
wait
cat "$scratch"/said*
failures=$((failures + $(cat "$scratch"/said* | grep -c '^not ok')))
[ "$(cat "$scratch"/said* | grep -c -e '^ok' -e '^not ok')" -eq "$(wc -l <"$scratch/tried")" ] && [ -s "$scratch/tried" ]
verdict 'each was tried' $? "$(cat "$scratch/tried")"
tree=$scratch/tree0

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
runner() { sh tests/mutant.sh "$scratch/$1.patch" "$tree" >"$scratch/said" 2>&1; }
runner idle
[ $? -eq 1 ]
verdict 'a mutant that changes nothing survives' $? "$(cat "$scratch/said")"
runner stale
[ $? -eq 2 ]
verdict 'a mutant that does not apply is an error' $? "$(cat "$scratch/said")"
runner deadly
[ $? -eq 0 ]
verdict 'a mutant that matters is killed' $? "$(cat "$scratch/said")"
finish
