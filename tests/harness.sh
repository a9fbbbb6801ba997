# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# What test scripts share: each case prints "ok NAME" or "not ok NAME". Source it from the project's root.
: "${WARPCOST:=$PWD/build/release/warpcost}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
failures=0

pass() { echo "ok $1"; }
fail() {
    echo "not ok $1"
    failures=$((failures + 1))
    shift
    [ $# -eq 0 ] || printf '    %s\n' "$@"
}

# verdict NAME STATUS [EXPLANATION...]: passes when STATUS is 0.
verdict() {
    if [ "$2" -eq 0 ]; then pass "$1"; else shift_name=$1; shift 2; fail "$shift_name" "$@"; fi
}

# matches FILE WANTED: WANTED is '' (nothing at all), '*' (anything), or a text that a line must hold.
matches() {
    case $2 in
    '') [ ! -s "$1" ] ;;
    '*') true ;;
    *) grep -aqF -e "$2" "$1" ;;
    esac
}

# same FILE FILE: the same bytes, and there are some.
same() { [ -s "$1" ] && cmp -s "$1" "$2"; }

# expect NAME CODE OUT ERR COMMAND...: runs COMMAND and compares exit code, standard output and standard error.
expect() {
    name=$1 code=$2 out=$3 err=$4
    shift 4
    status=0
    "$@" >"$scratch/out" 2>"$scratch/err" || status=$?
    if [ "$status" -ne "$code" ]; then
        fail "$name" "exit code $status, wanted $code; standard error: $(head -c 300 "$scratch/err")"
    elif ! matches "$scratch/out" "$out"; then
        fail "$name" "standard output lacks '$out': $(head -c 300 "$scratch/out")"
    elif ! matches "$scratch/err" "$err"; then
        fail "$name" "standard error lacks '$err': $(head -c 300 "$scratch/err")"
    else
        pass "$name"
    fi
}

finish() { [ "$failures" -eq 0 ] || exit 1; exit 0; }
