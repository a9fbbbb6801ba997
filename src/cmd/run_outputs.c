/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/run_outputs.h"

#include "cmd/outputs.h"
#include "report/as/html/html.h"

enum format {
    FORMAT_TEXT,
    FORMAT_MARKDOWN,
    FORMAT_JSON,
    FORMAT_CSV,
    FORMAT_FOCUS_CSV,
    FORMAT_LATENCY_CSV,
    FORMAT_HTML,
    FORMAT_XLSX
};

const char *const RUN_FORMATS[] = {
    [FORMAT_TEXT] = "text", [FORMAT_MARKDOWN] = "markdown",   [FORMAT_JSON] = "json",
    [FORMAT_CSV] = "csv",   [FORMAT_FOCUS_CSV] = "focus-csv", [FORMAT_LATENCY_CSV] = "latency-csv",
    [FORMAT_HTML] = "html", [FORMAT_XLSX] = "xlsx",           NULL,
};

/* A run, with text as the verb has it and the cover of a report (NULL: none). */
struct rendering {
    const struct run *run;
    run_renderer text;
    const struct cover *cover;
};

static char *as_text(const void *subject, struct text_style style, struct arena *arena)
{
    const struct rendering *rendering = subject;
    return rendering->text(rendering->run, style, arena);
}

static char *as_html(const void *subject, struct text_style style, struct arena *arena)
{
    (void)style;
    const struct rendering *rendering = subject;
    return html_report(rendering->run, rendering->cover, arena);
}

static char *as_markdown(const void *subject, struct text_style style, struct arena *arena)
{
    (void)style;
    const struct rendering *rendering = subject;
    return report_markdown(rendering->run, rendering->cover, arena);
}

static char *as_xlsx(const void *subject, struct session *session, size_t *length)
{
    const struct rendering *rendering = subject;
    return report_xlsx(rendering->run, rendering->cover, session->created_s, session->arena, length,
                       session->diags);
}

#define RENDERED_BY(function)                                                                     \
    static char *as_##function(const void *subject, struct text_style style, struct arena *arena) \
    {                                                                                             \
        (void)style;                                                                              \
        return function(((const struct rendering *)subject)->run, arena);                         \
    }
RENDERED_BY(report_json)
RENDERED_BY(report_csv)
RENDERED_BY(report_focus_csv)
RENDERED_BY(report_latency_csv)

static const struct output_format FORMATS[] = {
    [FORMAT_TEXT] = {.extension = ".txt", .text = as_text},
    [FORMAT_MARKDOWN] = {.extension = ".md", .text = as_markdown},
    [FORMAT_JSON] = {.extension = ".json", .text = as_report_json},
    [FORMAT_CSV] = {.extension = ".csv", .text = as_report_csv},
    [FORMAT_FOCUS_CSV] = {.extension = ".focus.csv", .text = as_report_focus_csv},
    [FORMAT_LATENCY_CSV] = {.extension = ".latency.csv", .text = as_report_latency_csv},
    [FORMAT_HTML] = {.extension = ".html", .text = as_html},
    [FORMAT_XLSX] = {.extension = ".xlsx", .bytes = as_xlsx},
};

bool run_outputs_check(const struct parsed *parsed, struct session *session)
{
    return outputs_check(parsed, &(struct outputs){RUN_FORMATS, FORMATS, FORMAT_TEXT}, session);
}

void run_outputs_write(const struct parsed *parsed, const struct run *run, run_renderer render_text,
                       struct session *session)
{
    outputs_write(parsed, &(struct outputs){RUN_FORMATS, FORMATS, FORMAT_TEXT},
                  &(struct rendering){run, render_text, NULL}, session);
}

void run_outputs_report(const struct parsed *parsed, const struct run *run, const struct cover *cover,
                        struct session *session)
{
    outputs_write(parsed, &(struct outputs){RUN_FORMATS, FORMATS, FORMAT_HTML},
                  &(struct rendering){run, report_text, cover}, session);
}
