#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion as a shell does it: the bash script is really sourced and asked; zsh and fish parse theirs where they are installed.
. tests/harness.sh
root=$PWD
"$WARPCOST" help --format=bash >"$scratch/warpcost.bash"
mkdir -p "$scratch/files/dir with blank" "$scratch/files/sub"
touch "$scratch/files/a.yaml" "$scratch/files/b.yml" "$scratch/files/c.json" "$scratch/files/d.txt" "$scratch/files/two words.yaml"

cat >"$scratch/ask.bash" <<'END'
# Usage: ask.bash SCRIPT WORD...   Prints what completes the last WORD, sorted, between bars.
source "$1"
shift
# Words as readline makes them: "=" stands alone.
COMP_WORDS=()
for word; do
    if [[ "$word" == *=* ]]; then
        while [[ "$word" == *=* ]]; do
            [ -n "${word%%=*}" ] && COMP_WORDS+=("${word%%=*}")
            COMP_WORDS+=(=)
            word="${word#*=}"
        done
        [ -n "$word" ] && COMP_WORDS+=("$word")
    else
        COMP_WORDS+=("$word")
    fi
done
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
complete -p warpcost >/dev/null || exit 1
_warpcost
printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | tr '\n' '|'
END

ask() {
    wanted=$1
    shift
    got=$(cd "$scratch/files" && bash "$scratch/ask.bash" "$scratch/warpcost.bash" "$@" 2>&1)
    [ "$got" = "$wanted" ]
    verdict "bash: $*" $? "got $got" "wanted $wanted"
}
ask 'compare|' warpcost com
ask 'explain|' warpcost e
ask 'check|diff|import|list|show|' warpcost prices ''
ask 'list|' warpcost prices l
ask '--deployment|' warpcost compare --dep
ask '--columns|' warpcost compare x.yaml --colu
ask '--output|' warpcost compare --out
ask 'csv|focus-csv|html|json|latency-csv|markdown|pdf|text|xlsx|' warpcost compare --format ''
ask 'json|' warpcost compare --format=j
ask 'csv|focus-csv|html|json|latency-csv|markdown|pdf|text|xlsx|' warpcost compare --format=
ask 'always|auto|' warpcost --color a
ask 'always|auto|' warpcost compare --color=a
ask 'a.yaml|b.yml|dir with blank|sub|two words.yaml|' warpcost compare ''
ask 'two words.yaml|' warpcost compare t
ask 'a.yaml|b.yml|dir with blank|sub|two words.yaml|' warpcost plan --profile ''
ask 'c.json|' warpcost compare --deployment c
ask 'c.json|' warpcost compare --deployment kafka-classic=c
ask 'c.json|' warpcost compare --deployment=kafka-classic=c
ask 'd.txt|dir with blank|' warpcost compare -o d
ask 'network.replicate|' warpcost explain network.repl
ask 'a.yaml|' warpcost explain network.replicate a
ask 'a.yaml|' warpcost explain network.replicate --set x=1 a
ask 'kafka-classic|' warpcost compare --architecture kafka-c
ask 'compare|' warpcost help comp
ask '|' warpcost compare --set ''
ask '|' warpcost nonsense ''

# Every option and command that there is can be completed.
"$WARPCOST" help --format=names >"$scratch/names"
while read -r name; do
    # shellcheck disable=SC2086
    for option in $("$WARPCOST" help $name | sed -n 's/^  \(-., \)\{0,1\}--\([a-z0-9-]*\).*/\2/p'); do
        got=$(bash "$scratch/ask.bash" "$scratch/warpcost.bash" warpcost $name "--$option")
        case "|$got" in *"|--$option|"*) status=0 ;; *) status=1 ;; esac
        verdict "bash: warpcost $name --$option" $status "got $got"
    done
done <"$scratch/names"

for shell in zsh fish; do
    if command -v "$shell" >/dev/null 2>&1; then
        "$WARPCOST" help --format="$shell" >"$scratch/script"
        expect "$shell parses its completion" 0 '' '' "$shell" -n "$scratch/script"
    else
        echo "ok $shell parses its completion # skip there is no $shell"
    fi
done
cd "$root" || exit 1
finish
