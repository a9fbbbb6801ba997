#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make install puts a whole warpcost below DESTDIR: the program runs, a program that uses the library compiles with
# what pkg-config would say, and make uninstall leaves nothing.
. tests/harness.sh
: "${MAKE:=make}" "${VARIANT:=release}"
stage=$scratch/stage
$MAKE -s install DESTDIR="$stage" PREFIX=/opt/w BUILD="$BUILD" VARIANT="$VARIANT" CC="${CC:-cc}" >"$scratch/log" 2>&1
verdict 'install' $? "$(tail -n 5 "$scratch/log")"
for file in bin/warpcost lib/libwarpcost.a lib/pkgconfig/warpcost.pc include/warpcost/warpcost.h include/warpcost/base/error.h include/warpcost/base/diagnostics.def \
    share/man/man1/warpcost.1 share/man/man1/warpcost-prices-list.1 share/bash-completion/completions/warpcost \
    share/zsh/site-functions/_warpcost share/fish/vendor_completions.d/warpcost.fish; do
    [ -s "$stage/opt/w/$file" ]
    verdict "installs $file" $?
done
expect 'the installed program runs' 0 'warpcost ' '' "$stage/opt/w/bin/warpcost" --version

pc=$stage/opt/w/lib/pkgconfig/warpcost.pc
grep -q '^prefix=/opt/w$' "$pc" && ! grep -q '@' "$pc"
verdict 'warpcost.pc is filled in' $? "$(cat "$pc")"
cat >"$scratch/user.c" <<'END'
#include <stdio.h>
#include <warpcost.h>
int main(void)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    const struct catalogue *catalogue = catalogue_embedded(arena, &diags);
    printf("%d\n", catalogue != NULL);
    arena_free(arena);
    return 0;
}
END
flags=
[ "$VARIANT" = san ] && flags='-fsanitize=address,undefined'
[ "$BUILD" = build/coverage ] && flags='--coverage'
# shellcheck disable=SC2046,SC2086
${CC:-cc} $flags -I"$stage/opt/w/include/warpcost" -o "$scratch/user" "$scratch/user.c" -L"$stage/opt/w/lib" -lwarpcost $(sed -n 's/^Libs.private: //p' "$pc") \
    >"$scratch/log" 2>&1
verdict 'a user of the library compiles' $? "$(head -n 5 "$scratch/log")"
expect 'and runs' 0 '1' '' "$scratch/user"

$MAKE -s uninstall DESTDIR="$stage" PREFIX=/opt/w BUILD="$BUILD" VARIANT="$VARIANT" CC="${CC:-cc}" >"$scratch/log" 2>&1
left=$(find "$stage" -type f | head -n 5)
[ -z "$left" ]
verdict 'uninstall leaves nothing' $? "$left"
finish
