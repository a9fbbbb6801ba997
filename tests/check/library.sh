#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the library promises (include/warpcost.h), read from its objects: it doesn't end the process, print, ask the
# environment, the clock or the locale, and keeps nothing writable between calls.
. tests/harness.sh
: "${BUILD:=build/release}"
library=$BUILD/libwarpcost.a

# What isn't read uses nothing: a library that is missing, or an nm that can't read it, isn't one that holds its promises.
nm -A -u "$library" >"$scratch/used" && grep -qE ' U malloc(@.*)?$' "$scratch/used"
verdict 'the library is read' $? "$library: $(wc -l <"$scratch/used") symbols"
nm -A -u "$BUILD/src/main.o" "$BUILD/commands.a" >"$scratch/used-by-program" && grep -qE ' U (fflush|fputs|isatty)(@.*)?$' "$scratch/used-by-program"
verdict 'so is the program' $? "$(wc -l <"$scratch/used-by-program") symbols"
[ "$failures" -eq 0 ] || finish

# stderr is for the last words before an abort; snprintf and kin write to memory.
for symbol in exit _exit quick_exit stdout stdin printf puts putchar vprintf fork system popen getenv secure_getenv time clock clock_gettime \
    gettimeofday setlocale rand srand random socket connect getaddrinfo; do
    found=$(grep -E " U (__)?$symbol(_chk)?(@.*)?$" "$scratch/used" | sed 's/.*\.a:\([^:]*\):.*/\1/' | tr '\n' ' ')
    [ -z "$found" ]
    verdict "the library doesn't use $symbol" $? "used by: $found"
done

if [ "${VARIANT:-release}" = san ] || [ "$BUILD" = build/coverage ]; then
    echo 'ok the library has no writable statics # skip instrumented objects have some'
else
    size -A "$library" >"$scratch/sizes" && grep -q '^\.text' "$scratch/sizes"
    verdict 'its sections are read' $?
    found=$(awk '/:$/ { object = $1 } / ex / { object = $1 } /^\.(data|bss|tdata|tbss)[ .]/ && $1 !~ /^\.data\.rel\.ro/ && $2 > 0 { print object, $1, $2 }' "$scratch/sizes")
    [ -z "$found" ]
    verdict 'the library has no writable statics' $? "$found"
fi
! grep -qw setlocale "$scratch/used-by-program"
verdict 'the program never sets a locale' $?

for file in $(find Makefile .ci src include tests docs examples -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.def' -o -name Makefile -o -path '.ci/*' \) | LC_ALL=C sort); do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || { fail "license line of $file"; unlicensed=1; }
done
[ -n "${unlicensed:-}" ] || pass 'every source has its license line'
finish
