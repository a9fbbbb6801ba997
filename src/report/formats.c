/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/formats.h"

#include <string.h>

#include "base/text.h"
#include "report/as/html/html.h"

static char *as_text(const void *subject, struct text_style style, struct arena *arena)
{
    const struct run_view *view = subject;
    return view->text(view->run, style, arena);
}

static char *as_xlsx(const void *subject, int64_t created_s, struct arena *arena, size_t *length,
                     struct diags *diags)
{
    const struct run_view *view = subject;
    return report_xlsx(view->run, view->cover, created_s, arena, length, diags);
}

/* A text that is the same in any style. */
#define AS(name, text)                                                                   \
    static char *name(const void *subject, struct text_style style, struct arena *arena) \
    {                                                                                    \
        const struct run_view *view = subject;                                           \
        (void)style;                                                                     \
        return text;                                                                     \
    }
AS(as_markdown, report_markdown(view->run, view->cover, arena))
AS(as_json, report_json(view->run, arena))
AS(as_csv, report_csv(view->run, arena))
AS(as_focus_csv, report_focus_csv(view->run, arena))
AS(as_latency_csv, report_latency_csv(view->run, arena))
AS(as_html, html_report(view->run, view->cover, arena))

const struct format RUN_FORMATS[] = {
#define FORMAT(name, extension, text, bytes) {name, extension, text, bytes},
#include "report/formats.def"
#undef FORMAT
    {.name = NULL}};
const char *const RUN_FORMAT_NAMES[] = {
#define FORMAT(name, extension, text, bytes) name,
#include "report/formats.def"
#undef FORMAT
    NULL};

size_t format_find(const struct format *formats, const char *name)
{
    size_t i = 0;
    while (formats[i].name != NULL && !text_equal(formats[i].name, name)) i++;
    return i;
}

const char *format_render(const struct format *format, const void *subject, struct text_style style,
                          int64_t created_s, struct arena *arena, size_t *length, struct diags *diags)
{
    if (format->text == NULL) return format->bytes(subject, created_s, arena, length, diags);
    const char *text = format->text(subject, style, arena);
    *length = strlen(text);
    return text;
}
