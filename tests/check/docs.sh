#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# References are what the program would write today; man pages and completions can be written, and man finds no fault with them.
. tests/harness.sh
if [ -n "${EXTRA_ARCH:-}" ]; then
    echo "ok documents are up to date # skip an architecture was added to this build"
    exit 0
fi
sh docs/generate.sh "$WARPCOST" "$scratch/docs" >"$scratch/log" 2>&1
verdict 'pages and completions are written' $? "$(cat "$scratch/log")"
for reference in parameters:--reference latency:--latency; do
    file=docs/${reference%%:*}.md
    "$WARPCOST" schema "${reference#*:}" >"$scratch/reference" 2>&1
    same "$scratch/reference" "$file"
    verdict "$file is up to date" $? "run 'make docs'; $(diff "$file" "$scratch/reference" 2>&1 | head -n 4)"
done
for script in warpcost.bash _warpcost warpcost.fish; do
    [ -s "$scratch/docs/completions/$script" ]
    verdict "completions/$script is written" $?
done
"$WARPCOST" help --format=names >"$scratch/names"
[ -s "$scratch/names" ] && [ "$(find "$scratch/docs/man" -name '*.1' | wc -l)" -eq $(($(wc -l <"$scratch/names") + 1)) ]
verdict 'each command has a page, and there is the overview' $? "$(ls "$scratch/docs/man")"
for page in "$scratch"/docs/man/*.1; do
    mandoc -Tlint "$page" >"$scratch/lint" 2>&1
    [ ! -s "$scratch/lint" ]
    verdict "${page##*/} is clean" $? "$(head -n 3 "$scratch/lint")"
done

sh docs/readme.sh "$WARPCOST" >"$scratch/README.md" 2>"$scratch/log" && cmp -s "$scratch/README.md" README.md
verdict "README.md shows the program's output of today" $? "run 'make docs'; $(cat "$scratch/log"; diff README.md "$scratch/README.md" | head -n 6)"

sed -n '/^<!-- warpcost schema --budget --reference -->$/,/^<!-- end -->$/p' docs/gate.md | sed '1d;$d' >"$scratch/rules"
"$WARPCOST" schema --budget --reference >"$scratch/now" && same "$scratch/now" "$scratch/rules"
verdict 'docs/gate.md lists the rules of today' $? "put what 'warpcost schema --budget --reference' prints between its marks"

# Every option of every command stands in its page, and every exit code in the overview.
while read -r name; do
    page=$scratch/docs/man/warpcost-$(echo "$name" | tr ' ' '-').1
    # shellcheck disable=SC2086
    for option in $("$WARPCOST" help $name | sed -n 's/^  \(-., \)\{0,1\}--\([a-z0-9-]*\).*/\2/p'); do
        mandoc -Tascii "$page" 2>/dev/null | sed 's/.\x08//g' | grep -q -- "--$option"
        status=$?
        [ "$status" -eq 0 ] || fail "${page##*/} tells of --$option"
        told=$((${told:-0} + 1 - status))
    done
done <"$scratch/names"
[ "${told:-0}" -gt 20 ]
verdict "pages tell of all options" $? "only ${told:-0} were found"
codes=$(sed -n 's/^ *EXIT_[A-Z]* = \([0-9]*\),.*/\1/p' src/base/error.h | tr '\n' ' ')
said=$("$WARPCOST" help | sed -n '/^Exit codes/,/^$/s/^  \([0-9]\) .*/\1/p' | tr '\n' ' ')
[ "$codes" = "$said" ] && [ -n "$codes" ]
verdict 'help names every exit code' $? "enum: $codes; help: $said"
finish
