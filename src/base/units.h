/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantities with units: one table parses and prints all.
 *
 * MB and GB are 10^6 and 10^9 bytes, MiB and GiB 2^20 and 2^30: never silently equal. A quantity
 * that has a dimension must name its unit; "1024" is no amount of bytes. Values are kept in the
 * base unit of their kind (bytes, bytes per second, seconds). */
#pragma once

#include <stddef.h>

#include "base/arena.h"

enum unit_kind {
    UNIT_NUMBER,   /* no dimension */
    UNIT_COUNT,    /* whole number */
    UNIT_FRACTION, /* 0.5 or 50 % */
    UNIT_BYTES,
    UNIT_RATE,     /* bytes per second */
    UNIT_DURATION, /* seconds */
    UNIT__COUNT
};

/* Bytes, seconds and the like by name, for code. */
#define KIB 1024.0
#define MIB 1048576.0
#define GIB 1073741824.0
#define TIB 1099511627776.0
#define KB 1e3
#define MB 1e6
#define GB 1e9
#define SECONDS_PER_HOUR 3600.0
#define SECONDS_PER_DAY 86400.0
#define MONTHS_PER_YEAR 12.0

enum units_result {
    UNITS_OK,
    UNITS_NOT_A_NUMBER, /* no finite decimal number in front */
    UNITS_MISSING,      /* a number, but no unit where one is needed */
    UNITS_UNKNOWN,      /* a unit, but none of this kind */
    UNITS_FRACTIONAL,   /* a count that is not whole, or over 2^53 */
};

/* Read text such as "1.5 GiB/s" as a quantity of kind; *value in the base unit. Leading and
 * trailing blanks are ignored, one run of blanks may stand between number and unit. On failure
 * *value is untouched. Accepts decimal notation only: no hex, inf or nan. */
enum units_result units_parse(enum unit_kind kind, const char *text, double *value);

/* value in the largest unit that shows it with few digits, such that units_parse gives back the
 * same double: "1 GiB/s", "7d", "250ms", "0.5", "1024". Binary units win where both fit. */
char *units_print(struct arena *arena, enum unit_kind kind, double value);

/* value for a person's eye with about 3 to 4 significant digits: "1.37 GiB/s", "47 ms". */
char *units_show(struct arena *arena, enum unit_kind kind, double value);

/* The unit that text seems to mean when its own is unknown ("gib/s" → "GiB/s"), or NULL. */
const char *units_suggest(enum unit_kind kind, const char *text);

/* An example that a message can show: "1 GiB/s". */
const char *units_example(enum unit_kind kind);

/* The base unit's name in files: "B", "B/s", "s" or "". */
const char *units_base(enum unit_kind kind);

/* The nth unit name of a kind, or NULL past the last; for documentation and schema patterns. */
const char *units_name(enum unit_kind kind, size_t n);
