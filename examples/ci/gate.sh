#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Holds the workloads of this work tree against the policy of another commit: what the branch itself says of budget and policy doesn't count.
# Usage: gate.sh BASE REPORTS [WORKLOAD...]   BASE is the commit that is merged into, REPORTS a directory for check.json, check.xml, check.sarif and comment.md, which are
# replaced; one that is a link or comes with the branch is refused. A WORKLOAD is a file or a pattern in quotes ('kafka/*.yaml'), of this tree and of BASE; by default 'workloads/*.yaml'. The policy is warpcost/policy.yaml of BASE.
# Exit codes are those of `warpcost check`: 0 holds, 1 breached, 2 to 7 an error; 2 a wrong command line of this script, 3 a BASE without policy, 5 also where warpcost or BASE
# isn't there, 7 also where warpcost was killed.
set -u
: "${WARPCOST:=warpcost}"
stop() { # CODE MESSAGE
    echo "gate.sh: $2" >&2
    exit "$1"
}
[ $# -ge 2 ] || stop 2 'usage: gate.sh BASE REPORTS [WORKLOAD...]'
base=$1 reports=$2
shift 2
[ $# -gt 0 ] || set -- 'workloads/*.yaml'
command -v "$WARPCOST" >/dev/null 2>&1 || stop 5 "there is no '$WARPCOST': install warpcost, or say by WARPCOST where it is"
[ ! -L "$reports" ] && { [ ! -d "$reports" ] || [ -z "$(git ls-files -- "$reports" 2>/dev/null)" ]; } || stop 2 "'$reports' comes with the branch: name a directory that isn't there"
mkdir -p "$reports" && reports=$(cd "$reports" && pwd) || stop 5 "can't make the directory '$reports'"
for report in check.json check.xml check.sarif comment.md; do rm -f "$reports/$report" || stop 5 "can't replace '$reports/$report'"; done
work=$(mktemp -d "${TMPDIR:-/tmp}/warpcost.XXXXXX") || stop 5 "can't make a directory in ${TMPDIR:-/tmp}"
trap 'rm -rf "$work"' EXIT
trap 'exit 7' HUP INT TERM
mkdir "$work/base" "$work/baselines" "$work/paths" "$work/out"

# What the base says, out of this branch's reach. A base without a policy can't be a gate.
{ git archive --format=tar "$base" >"$work/base.tar" && tar -xf "$work/base.tar" -C "$work/base"; } || stop 5 "can't read commit '$base'"
policy=$work/base/warpcost/policy.yaml
[ -f "$policy" ] || stop 3 "commit '$base' has no warpcost/policy.yaml"

# found DIRECTORY PATTERN...: the files in it, one a line; no field is split, so that names may have blanks. None reads as an option, and none is a link out of it.
found() (
    cd "$1" && top=$(pwd -P) || exit
    shift
    IFS=
    for pattern; do for file in $pattern; do
        [ -f "$file" ] || continue
        case $(readlink -f -- "$file") in "$top"/*) ;; *) echo "gate.sh: '$file' is a link out of the repository" >&2 && exit 3 ;; esac
        case $file in -*) file=./$file ;; esac
        case $file in *"$newline"*) echo "gate.sh: a file's name has a line break: $file" >&2 && exit 3 ;; esac
        printf '%s\n' "$file"
    done; done >"$work/found" || exit
    awk '!seen[$0]++' "$work/found"
)
newline='
'
compared() { "$WARPCOST" compare --no-simulate "$1" --policy "$policy" -o "$2"; [ -s "$2" ]; }
name_of() { sed -n 's/^  "workload": //p' "$1"; }
gist_of() { sed '/"sha256"/d; /"command"/d' "$1"; }

# Baselines: the base's own workloads, under the policy as well. All of them are there, so that a workload which has none is new.
count=0 are_complete=1
found "$work/base" "$@" >"$work/base.list" || exit
while IFS= read -r file; do
    count=$((count + 1))
    if compared "$work/base/$file" "$work/baselines/$count.json" >"$work/log" 2>&1 </dev/null || [ -s "$work/baselines/$count.json" ]; then
        printf '%s\n' "$work/base/$file" >"$work/paths/$count"
    else
        cat "$work/log" >&2
        echo "gate.sh: '$file' of '$base' can't be compared, so there is no baseline of it, and none is known to be new" >&2
        are_complete=0
    fi
done <"$work/base.list"

# What this changes, workload by workload, whatever the files are called. What can't be read here `check` refuses below, with its code and in its reports.
found . "$@" >"$work/list" || exit
: >"$work/changes.md"
while IFS= read -r file; do
    compared "$file" "$work/head.json" >/dev/null 2>&1 </dev/null || { rm -f "$work/head.json"; continue; }
    gist_of "$work/head.json" >"$work/after"
    for path in "$work"/paths/*; do
        baseline=$work/baselines/${path##*/}.json
        [ -f "$path" ] && [ "$(name_of "$baseline")" = "$(name_of "$work/head.json")" ] || continue
        gist_of "$baseline" | cmp -s - "$work/after" && continue
        "$WARPCOST" diff --no-simulate "$(cat "$path")" "$file" --format markdown >"$work/change" 2>/dev/null </dev/null
        [ ! -s "$work/change" ] || { echo; sed '/^<!-- warpcost diff -->$/d' "$work/change"; } >>"$work/changes.md"
    done
    rm -f "$work/head.json"
done <"$work/list"

set --
while IFS= read -r file; do set -- "$@" "$file"; done <"$work/list"
if grep -q '^baselines *:' "$policy"; then
    : # the policy's are the ones
elif [ "$are_complete" -eq 1 ]; then
    set -- "$@" --baseline "$work/baselines"
else
    for baseline in "$work"/baselines/*.json; do [ ! -f "$baseline" ] || set -- "$@" --baseline "$baseline"; done
fi
"$WARPCOST" check "$@" --policy "$policy" -o "$work/out/text.txt" -o "$work/out/check.json" -o "$work/out/check.xml" -o "$work/out/check.sarif" -o "$work/out/comment.md"
status=$?
[ "$status" -le 7 ] || status=7
[ ! -f "$work/out/comment.md" ] || cat "$work/changes.md" >>"$work/out/comment.md"

# The base's files go by their names in the repository.
prefix=$(printf '%s' "$work/base/" | sed 's/[].[*^$|\\]/\\&/g')
for report in "$work"/out/*; do
    [ -f "$report" ] || continue
    sed "s|file://$prefix||g; s|$prefix||g" "$report" >"$work/shown"
    case $report in
    */text.txt) cat "$work/shown" ;;
    *) cp "$work/shown" "$reports/${report##*/}" || status=5 ;;
    esac
done
exit "$status"
