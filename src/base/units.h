/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantities with units, parsed and printed by one table.
 *
 * MB and GB are 10^6 and 10^9 bytes, MiB and GiB 2^20 and 2^30: never silently equal. A quantity that has
 * a dimension must name its unit; "1024" is no amount of bytes. Values are kept in the base unit of their
 * kind (bytes, bytes per second, seconds). */
#pragma once

#include <stdbool.h>
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
#define SECONDS_PER_MONTH 2628000.0 /* 730 h, AWS's month */
#define SECONDS_PER_YEAR 31536000.0 /* 12 of these months, 365 days */
#define MONTHS_PER_YEAR 12.0

enum units_result {
    UNITS_OK,
    UNITS_NOT_A_NUMBER, /* doesn't start with a finite decimal number */
    UNITS_MISSING,      /* a number without the required unit */
    UNITS_UNKNOWN,      /* a unit of another kind */
    UNITS_LEADING_ZERO, /* 010: 8 to some, 10 to others */
    UNITS_FRACTIONAL,   /* a count that is not whole, or over 2^53 */
};

/* Read text such as "1.5 GiB/s" as a quantity of kind; *value in the base unit. Leading and
 * trailing blanks are ignored, one run of blanks may stand between number and unit. On failure
 * *value is untouched. Accepts decimal notation only: no hex, inf or nan.
 *
 * A rate is bytes or bits by any time: "GB/h", "30 TB per month", "20 Mbps". A duration may be spelled out
 * ("7 days"), compound ("1h30m") or ISO 8601 ("P7D"). A month is 730 h and a year 12 months, as on AWS's
 * bill. */
enum units_result units_parse(enum unit_kind kind, const char *text, double *value);

/* Print value in the largest unit that shows it with few digits, such that units_parse gives back the same
 * double: "1 GiB/s", "7d", "250ms", "0.5", "1024". Binary units win where both fit. */
char *units_print(struct arena *arena, enum unit_kind kind, double value);

/* Print value for a reader with about 3 to 4 significant digits: "1.37 GiB/s", "47 ms". */
char *units_show(struct arena *arena, enum unit_kind kind, double value);

/* Parse a rate of records, "10k msg/s" or "500 records per minute", to records per second. False, and
 * *per_s untouched, for other text. */
bool units_parse_records(const char *text, double *per_s);

/* The quantities that text may mean when its unit is unknown, quoted: "'3 GiB/s'", "'1 MB/s' or '1
 * Mbit/s'". Each keeps the written magnitude. NULL when there is none. */
char *units_hint(struct arena *arena, enum unit_kind kind, const char *text);

/* An example that a message can show: "1 GiB/s". */
const char *units_example(enum unit_kind kind);

/* The base unit's name in files: "B", "B/s", "s" or "". */
const char *units_base(enum unit_kind kind);

/* The nth unit name of a kind, or NULL past the last; for documentation and schema patterns. */
const char *units_name(enum unit_kind kind, size_t n);

/* A regular expression (ECMA 262) of the units that units_parse takes after a number of this kind, but for
 * ISO 8601. */
char *units_pattern(struct arena *arena, enum unit_kind kind);
