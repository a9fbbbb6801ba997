#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The runner counts what it should, above all failures: of cases, of crashes, of suites in which nothing ran. It runs as many at once as it
# is told, long ones first, reports in the order of its arguments, and ends a suite together with all that the suite started.
. tests/harness.sh
suite() { cat >"$scratch/$1.sh"; }
run() {
    (cd "$scratch" && mkdir -p build && BUILD=build JOBS=${jobs:-2} SUITE_SECONDS=${seconds:-60} LONG=${long:-/dev/null} sh "$OLDPWD/tests/run.sh" "$@") \
        >"$scratch/out" 2>&1
}
# counts NAME STATUS LAST_LINE SUITE...
counts() {
    name=$1 status=$2 last=$3
    shift 3
    run "$@"
    got=$?
    [ "$got" -eq "$status" ] && [ "$(tail -n 1 "$scratch/out")" = "$last" ]
    verdict "$name" $? "status $got, wanted $status; last line '$(tail -n 1 "$scratch/out")', wanted '$last'"
}

printf 'echo ok a; echo "ok b # skip no x"; echo ok c\n' | suite good
printf 'echo ok a; echo not ok b; exit 1\n' | suite bad
printf 'echo ok a; echo not ok b\n' | suite bad_but_zero
printf 'echo ok a; exit 3\n' | suite ends_badly
printf 'true\n' | suite empty
printf 'echo ok a; kill -SEGV $$\n' | suite crash
printf 'echo ok a; sleep 1000 & echo $! >hung; wait\n' | suite hang
printf 'echo ok a; trap "" TERM; while :; do sleep 1; done\n' | suite deaf
cat <<'END' | suite unit
echo '[==========] units: Running 4 test(s).'
echo '[ RUN      ] test_a'; echo '[       OK ] test_a'
echo '[ RUN      ] test_b'; echo '[  ERROR   ] --- 0x1 != 0x2'; echo '[  FAILED  ] test_b'
echo '[ RUN      ] test_c'; echo '[  SKIPPED ] test_c'
echo '[ RUN      ] test_d'; echo '[       OK ] test_d'
echo '[==========] units: 4 test(s) run.'
echo '[  PASSED  ] 2 test(s).'
echo '[  SKIPPED ] units: 1 test(s), listed below:'; echo '[  SKIPPED ] test_c'
echo '[  FAILED  ] units: 1 test(s), listed below:'; echo '[  FAILED  ] test_b'
exit 1
END
cat <<'END' | suite unit_crash
echo '[==========] units: Running 5 test(s).'
echo '[ RUN      ] test_a'; echo '[       OK ] test_a'
echo '[ RUN      ] test_b'
kill -ABRT $$
END

counts 'good' 0 '2 passed, 0 failed' good.sh
counts 'a case that fails' 1 '1 passed, 1 failed' bad.sh
counts 'though the suite says all is well' 1 '1 passed, 1 failed' bad_but_zero.sh
counts 'an exit status without a case' 1 '1 passed, 1 failed' ends_badly.sh
counts 'nothing ran' 1 '0 passed, 1 failed' empty.sh
counts 'a crash' 1 '1 passed, 1 failed' crash.sh
seconds=1 counts 'a suite that hangs' 1 '1 passed, 1 failed' hang.sh
counts 'cmocka: failed and skipped' 1 '2 passed, 1 failed' unit.sh
counts 'cmocka: what a crash kept from running' 1 '1 passed, 4 failed' unit_crash.sh
counts 'a suite that is not there' 1 '0 passed, 1 failed' nowhere.sh
counts 'sums' 1 '5 passed, 2 failed' good.sh bad.sh unit.sh

# says NAME TEXT: the last run's output holds the text.
says() {
    grep -qF -e "$2" "$scratch/out"
    verdict "$1" $? "$(cat "$scratch/out")"
}
run crash.sh
says 'a crash is called one' 'crash.sh                                         1 passed     1 failed (crashed: signal 11)'
seconds=1 run hang.sh
says 'a limit is called one' 'hang.sh                                          1 passed     1 failed (timed out after 1 s)'
tries=600
while kill -0 "$(cat "$scratch/hung")" 2>/dev/null && [ $((tries -= 1)) -gt 0 ]; do sleep 0.1; done
[ "$tries" -gt 0 ]
verdict 'what a suite started ends with it' $?
seconds=1 run deaf.sh
says 'one that is deaf to it is killed' 'deaf.sh                                          1 passed     1 failed (killed: memory, or its limit of 1 s)'
run ends_badly.sh
says 'an exit status is said' '1 failed (exit status 3)'
run nowhere.sh
says 'so is that of a suite that is not there' '1 failed (exit status '

# Two that wait for each other end only when both run; a third, given first, ends last and is reported first.
meet() { printf 'touch %s; until [ -e %s ]; do sleep 0.1; done; echo ok met\n' "$1" "$2" | suite "$1"; }
meet left right
meet right left
printf 'until [ -e left ] && [ -e right ]; do sleep 0.1; done; echo ok after\n' | suite after
jobs=3 run after.sh left.sh right.sh
[ "$(sed -n 's/ .*//p' "$scratch/out" | tr '\n' ' ')" = 'after.sh left.sh right.sh 3 ' ]
verdict 'suites run beside each other and are reported in order' $? "$(cat "$scratch/out")"

# One at a time, those of the list first and in its order.
for name in a b c d; do printf 'echo %s >>order; echo ok %s\n' $name $name | suite $name; done
printf '# longest first\nd.sh\nnever.sh\nb.sh\n' >"$scratch/list"
jobs=1 long=$scratch/list run a.sh b.sh c.sh d.sh
[ "$(tr '\n' ' ' <"$scratch/order")" = 'd b a c ' ] && [ "$(sed -n 's/ .*//p' "$scratch/out" | tr '\n' ' ')" = 'a.sh b.sh c.sh d.sh 4 ' ]
verdict 'long suites start first' $? "$(cat "$scratch/order" "$scratch/out")"
for name in $(grep -v '^#' tests/long.txt); do
    [ -e "$name" ] || [ -e "tests/unit/${name#tests/}.c" ] || [ -e "tests/properties/${name#tests/}.c" ] || fail "tests/long.txt: there is no $name"
done

# What an outer make was told doesn't reach suites.
printf '[ -z "${MAKEFLAGS:-}${RUN_SUITE:-}" ] && echo ok alone\n' | suite alone
MAKEFLAGS=-j9 counts 'no flags of make' 0 '1 passed, 0 failed' alone.sh
finish
