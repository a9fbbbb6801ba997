/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/progress.h"

#include <stdarg.h>
#include <time.h>
#include <unistd.h>

static const double AFTER_S = 0.5;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct progress progress_start(FILE *stream)
{
    return (struct progress){.stream = stream, .started_s = now_s()};
}

bool progress_is_due(const struct progress *progress, double every_s)
{
    double now = now_s();
    return now - progress->started_s >= AFTER_S && now - progress->shown_s >= every_s &&
           isatty(fileno(progress->stream));
}

void progress_show(struct progress *progress, const char *format, ...)
{
    progress_clear(progress);
    progress->shown_s = now_s();
    va_list values;
    va_start(values, format);
    vfprintf(progress->stream, format, values);
    va_end(values);
    fflush(progress->stream);
}

void progress_clear(struct progress *progress)
{
    static const char ERASE_LINE[] = "\r\x1b[K";
    if (progress->shown_s > 0) fputs(ERASE_LINE, progress->stream);
    progress->shown_s = 0;
    fflush(progress->stream);
}
