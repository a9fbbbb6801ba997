/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/draw/variate.h"

/* The draws of a stream one after another, as fast as in blocks: a few are made ahead. dist is the caller's
 * and stays. */
enum { VARIATE_CURSOR_DRAWS = 16 };
struct variate_cursor {
    const struct dist *dist, *drawn; /* drawn: the noise of a sized distribution (NULL for none), else dist */
    struct random_stream stream;
    uint64_t next; /* ordinal after those in values */
    unsigned at;   /* of values, the next draw */
    double values[VARIATE_CURSOR_DRAWS];
};

/* A cursor whose first draw is of ordinal first. */
struct variate_cursor variate_cursor_of(const struct dist *dist, struct random_stream stream, uint64_t first);

/* For variate_next. */
void variate_cursor_fill(struct variate_cursor *cursor);

/* The next ordinal's variate. */
static inline double variate_next(struct variate_cursor *cursor, double bytes)
{
    if (cursor->at == VARIATE_CURSOR_DRAWS) variate_cursor_fill(cursor);
    double value = cursor->values[cursor->at++];
    return variate_bounded(cursor->dist->kind == DIST_SIZED ? variate_sized(cursor->dist, value, bytes)
                                                            : value);
}

static inline int64_t variate_next_ns(struct variate_cursor *cursor, double bytes)
{
    return time_ns(variate_next(cursor, bytes));
}
