/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samples: measured latencies, or percentiles of them, from CSV.
 *
 * Latencies: a column of them, whose header names the unit (latency_ms, "latency (ms)", ms), unless every
 * cell does ("4.2 ms"); beside it a column of bytes may say how large each one's object was. Percentiles:
 * a column quantile (0.99) or percentile (99), where p99, 99%, min, median and max do in either, and a
 * column of values. A file of latencies may do without a header when the caller knows the unit. Columns of
 * other names are skipped, and lines that start with #. Values are seconds, and above 0.
 *
 * Every mistake is reported with file, line and column.
 *
 * Ownership: the arena given to samples_read. */
#pragma once

#include <stddef.h>

#include "base/error.h"

enum { SAMPLES_MAX_BYTES = 64 * 1024 * 1024 };

struct samples {
    size_t count;
    const double *values_s;
    const double *bytes;  /* object size of each latency; NULL when unknown */
    const double *levels; /* of percentiles, ascending, from 0 to 1; values_s don't descend. NULL for single
                             latencies */
};

/* unit ("ms") applies to values without one; NULL when each must have its own. NULL with diagnostics on
 * any mistake. */
const struct samples *samples_read(const char *file, const char *bytes, size_t length, const char *unit,
                                   struct arena *arena, struct diags *diags);

/* Percentiles from a command line's text: "p50=60ms,p99=400ms". As above; place is that of the text. */
const struct samples *samples_of_text(const char *text, struct place place, struct arena *arena,
                                      struct diags *diags);
