#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The runner counts what it should, above all failures: of cases, of crashes, of suites in which nothing ran.
. tests/harness.sh
suite() { cat >"$scratch/$1.sh"; }
run() { (cd "$scratch" && mkdir -p build && BUILD=build SUITE_SECONDS=${seconds:-60} sh "$OLDPWD/tests/run.sh" "$@") >"$scratch/out" 2>&1; }
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
printf 'echo ok a; sleep 30\n' | suite hang
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
finish
