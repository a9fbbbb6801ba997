#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Man pages, completions and the parameter reference are what the program would write today, and man finds no fault with them.
. tests/harness.sh
if [ -n "${EXTRA_ARCH:-}" ]; then
    echo "ok documents are up to date # skip an architecture was added to this build"
    exit 0
fi
sh docs/generate.sh "$WARPCOST" "$scratch/docs" >"$scratch/log" 2>&1
verdict 'documents are written' $? "$(cat "$scratch/log")"
(cd "$scratch/docs" && find . -type f | LC_ALL=C sort) >"$scratch/list"
while read -r file; do
    cmp -s "$scratch/docs/$file" "docs/$file"
    verdict "docs/${file#./} is up to date" $? "run 'make docs'; $(diff "docs/$file" "$scratch/docs/$file" 2>&1 | head -n 4)"
done <"$scratch/list"
for page in docs/man/*.1; do
    [ -e "$page" ] || break
    [ -f "$scratch/docs/man/${page##*/}" ]
    verdict "$page is of a command" $? "no command writes it"
    mandoc -Tlint "$page" >"$scratch/lint" 2>&1
    [ ! -s "$scratch/lint" ]
    verdict "$page is clean" $? "$(head -n 3 "$scratch/lint")"
done

sh docs/readme.sh "$WARPCOST" >"$scratch/README.md" 2>"$scratch/log" && cmp -s "$scratch/README.md" README.md
verdict "README.md shows the program's output of today" $? "run 'make docs'; $(cat "$scratch/log"; diff README.md "$scratch/README.md" | head -n 6)"

sed -n '/^<!-- warpcost schema --budget --reference -->$/,/^<!-- end -->$/p' docs/gate.md | sed '1d;$d' >"$scratch/rules"
"$WARPCOST" schema --budget --reference | cmp -s - "$scratch/rules"
verdict 'docs/gate.md lists the rules of today' $? "put what 'warpcost schema --budget --reference' prints between its marks"

# Every option of every command stands in its page, and every exit code in the overview.
"$WARPCOST" help --format=names >"$scratch/names"
while read -r name; do
    page=docs/man/warpcost-$(echo "$name" | tr ' ' '-').1
    # shellcheck disable=SC2086
    for option in $("$WARPCOST" help $name | sed -n 's/^  \(-., \)\{0,1\}--\([a-z0-9-]*\).*/\2/p'); do
        mandoc -Tascii "$page" 2>/dev/null | sed 's/.\x08//g' | grep -q -- "--$option"
        status=$?
        [ "$status" -eq 0 ] || fail "$page tells of --$option"
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
