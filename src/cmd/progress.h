/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Progress: a status line on a terminal for work that takes long. On other streams, and on a terminal that
 * can't erase (TERM=dumb), it prints nothing.
 *
 * Ownership: plain data; the stream outlives it. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* Private to progress.c. */
struct progress {
    FILE *stream;
    double (*clock_s)(void);
    double started_s, shown_s; /* by the clock */
    bool is_shown;
};

/* Seconds of a monotonic clock with an arbitrary zero. */
double monotonic_s(void);

struct progress progress_start(FILE *stream, double (*clock_s)(void));

/* Return whether a line is due: on a terminal, half a second after the start, and at least every_s after
 * the shown line. */
bool progress_is_due(const struct progress *progress, double every_s);

/* Replace the shown line. What is wider than the terminal is cut. */
void progress_show(struct progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Erase the line. */
void progress_clear(struct progress *progress);
