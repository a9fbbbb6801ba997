/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/progress.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

static const double AFTER_S = 0.5;
static const char ERASE_LINE[] = "\r\x1b[K";

enum { LINE_BYTES = 400 };

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

/* A dumb terminal can't erase a line. */
static bool can_erase(FILE *stream)
{
    const char *term = getenv("TERM");
    return isatty(fileno(stream)) && (term == NULL || !text_equal(term, "dumb"));
}

bool progress_is_due(const struct progress *progress, double every_s)
{
    double now_s = progress->clock_s();
    return now_s - progress->started_s >= AFTER_S &&
           (!progress->is_shown || now_s - progress->shown_s >= every_s) && can_erase(progress->stream);
}

/* Cut the line to the terminal's width less one: a line that wraps can't be erased. */
static void fit(FILE *stream, char *line)
{
    struct winsize size;
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return;
    for (size_t end = strlen(line); text_columns(line) >= size.ws_col; line[end] = '\0') do
            end--;
        while (((unsigned char)line[end] & 0xC0) == 0x80); /* within a code point */
}

void progress_show(struct progress *progress, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list values;
    va_start(values, format);
    vsnprintf(line, sizeof line, format, values);
    va_end(values);
    fit(progress->stream, line);
    fprintf(progress->stream, "%s%s", progress->is_shown ? ERASE_LINE : "", line);
    progress->is_shown = true;
    progress->shown_s = progress->clock_s();
    fflush(progress->stream);
}

void progress_clear(struct progress *progress)
{
    if (progress->is_shown) fputs(ERASE_LINE, progress->stream);
    progress->is_shown = false;
    fflush(progress->stream);
}
