/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Progress: a line on the terminal that says how far something is, when it takes long enough to be wondered
 * at. Where the stream is no terminal nothing is ever said.
 *
 * Ownership: plain data; the stream outlives it. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* The fields are its own. */
struct progress {
    FILE *stream;
    double (*clock_s)(void);
    double started_s, shown_s; /* by the clock */
    bool is_shown;
};

/* Seconds of a clock that only goes on. Its zero means nothing. */
double monotonic_s(void);

struct progress progress_start(FILE *stream, double (*clock_s)(void));

/* Return whether a line is due: on a terminal, once half a second has passed since the start, and at least
 * every_s since the line that is shown. */
bool progress_is_due(const struct progress *progress, double every_s);

/* Put this line in place of the one that is shown. */
void progress_show(struct progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Take the line away. */
void progress_clear(struct progress *progress);
