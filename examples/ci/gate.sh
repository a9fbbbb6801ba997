#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds the workloads of this work tree against the policy of another commit: what the branch itself says of budget and policy doesn't count.
# Usage: gate.sh BASE REPORTS [WORKLOAD...]   BASE is the commit that is merged into, REPORTS a directory. Workloads are workloads/*.yaml by default.
# The policy is warpcost/policy.yaml of BASE. The exit code is that of `warpcost check`: 0 holds, 1 breached, 2 to 7 an error.
set -u
: "${WARPCOST:=warpcost}"
[ $# -ge 2 ] || { echo "usage: gate.sh BASE REPORTS [WORKLOAD...]" >&2; exit 2; }
base=$1 reports=$2
shift 2
[ $# -gt 0 ] || set -- workloads/*.yaml
mkdir -p "$reports/base" || exit 5

# What the base says, out of this branch's reach. A base without a policy can't be a gate.
if ! git archive --format=tar "$base" >"$reports/base.tar" || ! tar -xf "$reports/base.tar" -C "$reports/base"; then
    echo "gate.sh: can't read commit '$base'" >&2
    exit 5
fi
policy=$reports/base/warpcost/policy.yaml
[ -f "$policy" ] || { echo "gate.sh: commit '$base' has no warpcost/policy.yaml" >&2; exit 3; }

# Baselines: the base's own workloads, under the policy as well. A workload that is new has none; a rule on change then says so.
count=0 options=
for workload; do
    [ -f "$reports/base/$workload" ] || continue
    count=$((count + 1))
    if "$WARPCOST" compare --no-simulate "$reports/base/$workload" --policy "$policy" -o "$reports/base-$count.json"; then
        options="$options --baseline $reports/base-$count.json"
    else
        echo "gate.sh: $workload of '$base' can't be compared, so there is no baseline of it" >&2
    fi
    # What this can't read `check` refuses below, with its code and in its reports.
    "$WARPCOST" diff --no-simulate "$reports/base/$workload" "$workload" -o "$reports/diff-$count.md" 2>"$reports/diff-$count.log" || true
done

# shellcheck disable=SC2086 # names of reports have no blanks
"$WARPCOST" check "$@" --policy "$policy" $options \
    -o - -o "$reports/check.json" -o "$reports/check.xml" -o "$reports/check.sarif" -o "$reports/comment.md"
status=$?
for diff in "$reports"/diff-*.md; do
    [ ! -f "$diff" ] || [ ! -f "$reports/comment.md" ] || { echo; sed '/^<!-- warpcost diff -->$/d' "$diff"; } >>"$reports/comment.md"
done
exit "$status"
