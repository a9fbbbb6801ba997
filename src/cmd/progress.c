/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/progress.h"

#include <stdarg.h>
#include <time.h>
#include <unistd.h>

static const double AFTER_S = 0.5;

double monotonic_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct progress progress_start(FILE *stream, double (*clock_s)(void))
{
    return (struct progress){.stream = stream, .clock_s = clock_s, .started_s = clock_s()};
}

bool progress_is_due(const struct progress *progress, double every_s)
{
    double now_s = progress->clock_s();
    return now_s - progress->started_s >= AFTER_S &&
           (!progress->is_shown || now_s - progress->shown_s >= every_s) && isatty(fileno(progress->stream));
}

void progress_show(struct progress *progress, const char *format, ...)
{
    progress_clear(progress);
    progress->is_shown = true;
    progress->shown_s = progress->clock_s();
    va_list values;
    va_start(values, format);
    vfprintf(progress->stream, format, values);
    va_end(values);
    fflush(progress->stream);
}

void progress_clear(struct progress *progress)
{
    static const char ERASE_LINE[] = "\r\x1b[K";
    if (progress->is_shown) fputs(ERASE_LINE, progress->stream);
    progress->is_shown = false;
    fflush(progress->stream);
}
