#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the library promises (src/warpcost.h), read from its objects: it doesn't end the process, print, ask the
# environment, the clock or the locale, and keeps nothing writable between calls.
. tests/harness.sh
: "${BUILD:=build/release}"
library=$BUILD/libwarpcost.a

# stderr is for the last words before an abort; snprintf and kin write to memory.
for symbol in exit _exit quick_exit stdout stdin printf puts putchar vprintf fork system popen getenv secure_getenv time clock clock_gettime \
    gettimeofday setlocale rand srand random socket connect getaddrinfo; do
    found=$(nm -A -u "$library" 2>/dev/null | grep -E " U (__)?$symbol(_chk)?(@.*)?$" | sed 's/.*\.a:\([^:]*\):.*/\1/' | tr '\n' ' ')
    [ -z "$found" ]
    verdict "the library doesn't use $symbol" $? "used by: $found"
done

if [ "${VARIANT:-release}" = san ] || [ "$BUILD" = build/coverage ]; then
    echo 'ok the library has no writable statics # skip instrumented objects have some'
else
    found=$(size -A "$library" | awk '/:$/ { object = $1 } / ex / { object = $1 } /^\.(data|bss|tdata|tbss)[ .]/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print object, $1, $2 }')
    [ -z "$found" ]
    verdict 'the library has no writable statics' $? "$found"
fi
found=$(nm -u "$BUILD/src/main.o" "$BUILD/commands.a" 2>/dev/null | grep -cw setlocale)
verdict 'the program never sets a locale' "$found"

for file in $(find Makefile .ci src tests docs -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.def' -o -name Makefile -o -path '.ci/*' \) | LC_ALL=C sort); do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || { fail "license line of $file"; unlicensed=1; }
done
[ -n "${unlicensed:-}" ] || pass 'every source has its license line'
finish
