#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# make install puts a whole warpcost below DESTDIR: the program runs; the examples of the library compile with what pkg-config
# says, as C and C++, against the shared and the static library, and run; of both libraries nothing is seen but wc_*; and make
# uninstall leaves nothing.
. tests/harness.sh
: "${MAKE:=make}" "${VARIANT:=release}"
case ${CC:-cc} in *clang*) : "${CXX:=clang++}" ;; *) : "${CXX:=c++}" ;; esac
stage=$scratch/stage
$MAKE -s install DESTDIR="$stage" PREFIX=/opt/w BUILD="$BUILD" VARIANT="$VARIANT" CC="${CC:-cc}" >"$scratch/log" 2>&1
verdict 'install' $? "$(tail -n 5 "$scratch/log")"
for file in bin/warpcost lib/libwarpcost.a lib/libwarpcost.so lib/pkgconfig/warpcost.pc include/warpcost.h \
    share/man/man1/warpcost.1 share/man/man1/warpcost-prices-list.1 share/bash-completion/completions/warpcost \
    share/zsh/site-functions/_warpcost share/fish/vendor_completions.d/warpcost.fish share/doc/warpcost/README.md \
    share/doc/warpcost/LICENSE share/doc/warpcost/docs/faq.md share/doc/warpcost/docs/install.md; do
    [ -s "$stage/opt/w/$file" ]
    verdict "installs $file" $?
done
headers=$(find "$stage/opt/w/include" -type f | wc -l)
[ "$headers" -eq 1 ]
verdict 'and no other header' $? "$headers"
expect 'the installed program runs' 0 'warpcost ' '' "$stage/opt/w/bin/warpcost" --version

lib=$stage/opt/w/lib
pc=$lib/pkgconfig/warpcost.pc
grep -q '^prefix=/opt/w$' "$pc" && ! grep -q '@' "$pc"
verdict 'warpcost.pc is filled in' $? "$(cat "$pc")"
export PKG_CONFIG_PATH="$lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$stage"
config() { pkg-config "$@" warpcost; }
flags=
[ "$VARIANT" = san ] && flags='-fsanitize=address,undefined'
[ "$BUILD" = build/coverage ] && flags='--coverage'
workload=examples/orders.yaml

# The first defines a function `compare` of its own, which the library has inside, too.
# shellcheck disable=SC2046,SC2086
{
    ${CC:-cc} -Wall -Wextra -Werror $flags examples/library/cheapest.c $(config --cflags --libs) -o "$scratch/shared" >"$scratch/log" 2>&1
    verdict 'the example compiles with the shared library' $? "$(head -n 5 "$scratch/log")"
    ${CC:-cc} $flags examples/library/cheapest.c $(config --cflags) -L"$lib" -l:libwarpcost.a \
        $(config --static --libs | sed 's/-lwarpcost//') -o "$scratch/static" >"$scratch/log" 2>&1
    verdict 'and with the static one' $? "$(head -n 5 "$scratch/log")"
    $CXX -Wall -Wextra -Werror $flags examples/library/page.cpp $(config --cflags --libs) -o "$scratch/page" >"$scratch/log" 2>&1
    verdict 'and one in C++' $? "$(head -n 5 "$scratch/log")"
    awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' docs/library.md >"$scratch/page.c"
    ${CC:-cc} -Wall -Wextra -Werror $flags "$scratch/page.c" $(config --cflags --libs) -o "$scratch/documented" >"$scratch/log" 2>&1
    verdict 'and the one of docs/library.md' $? "$(head -n 5 "$scratch/log")"
}
expect 'with the shared library it runs' 0 'warpstream ' '' env LD_LIBRARY_PATH="$lib" "$scratch/shared" $workload
expect 'and with the static one' 0 'warpstream ' '' "$scratch/static" $workload
expect 'and the one in C++' 0 'Orders on AWS' '' env LD_LIBRARY_PATH="$lib" "$scratch/page"
(cd examples && LD_LIBRARY_PATH="$lib" "$scratch/documented" >"$scratch/log" 2>&1)
verdict 'and the documented one' $? "$(tail -n 3 "$scratch/log")"
expect 'a mistake has its place' 1 '' 'tests/bad/' env LD_LIBRARY_PATH="$lib" "$scratch/shared" "$(find tests/bad -name '*.yaml' | LC_ALL=C sort | head -n 1)"
readelf -d "$scratch/shared" | grep -q 'libwarpcost\.so\.[0-9]*\]'
verdict 'it is bound to a version of the shared library' $?

# Sanitizers and coverage add symbols of their own.
if [ -z "$flags" ]; then
    seen=$({ nm -D --defined-only "$lib/libwarpcost.so"; nm -g --defined-only "$lib/libwarpcost.a"; } | awk 'NF == 3 && $3 !~ /^wc_/ { print $3 }' | head -n 5)
    [ -z "$seen" ]
    verdict 'nothing is seen but wc_*' $? "$seen"
    declared=$(grep -o 'wc_[a-z_]*(' include/warpcost.h | grep -v '^wc_close(context' | tr -d '(' | LC_ALL=C sort -u)
    for library in "-D $lib/libwarpcost.so" "-g $lib/libwarpcost.a"; do
        # shellcheck disable=SC2086
        nm --defined-only $library | awk 'NF == 3 { print $3 }' | LC_ALL=C sort -u >"$scratch/defined"
        printf '%s\n' "$declared" | LC_ALL=C comm -23 - "$scratch/defined" >"$scratch/lacking"
        [ ! -s "$scratch/lacking" ]
        verdict "all that the header declares is in ${library#-? "$lib"/}" $? "$(cat "$scratch/lacking")"
    done
fi

$MAKE -s uninstall DESTDIR="$stage" PREFIX=/opt/w BUILD="$BUILD" VARIANT="$VARIANT" CC="${CC:-cc}" >"$scratch/log" 2>&1
left=$(find "$stage" -type f -o -type l | head -n 5)
[ -z "$left" ]
verdict 'uninstall leaves nothing' $? "$left"
finish
