/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables of units, for those who read (units_read.c) and write (units.c) quantities. */
#pragma once

#include <stdbool.h>

#include "base/units.h"

struct unit {
    const char *name; /* NULL ends a table */
    double factor;
    bool shown; /* units_print and units_show may choose it */
};

extern const struct unit UNIT_BYTES_NAMES[];
extern const struct unit UNIT_TIMES[];         /* "h" */
extern const struct unit UNIT_SPELLED_TIMES[]; /* "hour"; a plural "s" may follow */
extern const struct unit UNIT_BITS[];          /* amounts of a rate besides bytes */

struct unit_table {
    const struct unit *units;
    bool unit_required;
    const char *base;
    const char *example;
    const char *separator; /* between number and unit */
};
extern const struct unit_table UNIT_TABLES[UNIT__COUNT];
