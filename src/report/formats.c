/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/formats.h"

#include <string.h>

#include "base/text.h"
#include "report/as/html/html.h"
#include "report/diff.h"
#include "run/document.h"
#include "report/gate.h"

size_t format_find(const struct format *formats, const char *name)
{
    size_t i = 0;
    while (formats[i].name != NULL && !text_equal(formats[i].name, name)) i++;
    return i;
}

static char *with_length(char *text, size_t *length)
{
    *length = strlen(text);
    return text;
}

static char *run_as_text(const struct rendering *rendering, size_t *length)
{
    return with_length(rendering->run_text(rendering->subject, rendering->style, rendering->arena), length);
}

static char *run_as_markdown(const struct rendering *rendering, size_t *length)
{
    return with_length(report_markdown(rendering->subject, rendering->cover, rendering->arena), length);
}

static char *run_as_html(const struct rendering *rendering, size_t *length)
{
    const struct cover none = {0};
    struct cover cover = rendering->cover == NULL ? none : *rendering->cover;
    cover.date = rendering->date;
    return with_length(html_report(rendering->subject, &cover, rendering->arena), length);
}

static char *run_as_pdf(const struct rendering *rendering, size_t *length)
{
    if (rendering->print != NULL)
        return rendering->print(run_as_html(rendering, length), rendering->arena, length, rendering->diags);
    diags_add(rendering->diags, DIAG_USAGE, (struct place){0},
              "a PDF is made by a browser, which the library doesn't start: print the page of format html");
    return NULL;
}

static char *run_as_xlsx(const struct rendering *rendering, size_t *length)
{
    return report_xlsx(rendering->subject, rendering->cover, rendering->created_s, rendering->arena, length,
                       rendering->diags);
}

/* Most bytes of a run's rows, which are made in memory: of a document as many as are read again. Bytes that a
 * cost line takes, and of a document a parameter too, were measured on ten thousand topic groups. */
enum {
    ROWS_MAX_BYTES = 128 * 1024 * 1024,
    JSON_LINE_BYTES = 1500,
    CSV_LINE_BYTES = 195,
    FOCUS_LINE_BYTES = 510
};
static const double JSON_PARAM_BYTES = 160;

static bool refuse_rows(const struct rendering *rendering, const char *what, double lines, double bytes,
                        double most_bytes)
{
    const double mib = 1024 * 1024;
    return diags_add(
        rendering->diags, DIAG_FILE_TOO_LARGE, (struct place){0},
        "%s of %s cost lines takes about %.0f MiB, and %.0f are possible: take like topic groups "
        "together, or fewer architectures with --architecture; text, Markdown, HTML and XLSX hold sums",
        what, text_thousands(rendering->arena, lines, 0), bytes / mib, most_bytes / mib);
}

static double lines_of(const struct run *run)
{
    double lines = 0;
    for (size_t i = 0; i < run->architecture_count; i++) lines += (double)run->architectures[i].line_count;
    return lines;
}

static bool rows_fit(const struct rendering *rendering, const char *what, double line_bytes,
                     double param_bytes, double most_bytes)
{
    const struct run *run = rendering->subject;
    double lines = lines_of(run), bytes = param_bytes * (double)run->param_count + line_bytes * lines;
    return bytes <= most_bytes || refuse_rows(rendering, what, lines, bytes, most_bytes);
}

static char *run_as_json(const struct rendering *rendering, size_t *length)
{
    const double most_bytes = RUN_FILE_MAX_BYTES;
    if (!rows_fit(rendering, "a run document", JSON_LINE_BYTES, JSON_PARAM_BYTES, most_bytes)) return NULL;
    char *text = with_length(run_write(rendering->subject, rendering->arena), length);
    if (*length <= RUN_FILE_MAX_BYTES) return text;
    refuse_rows(rendering, "a run document", lines_of(rendering->subject), (double)*length, most_bytes);
    return NULL;
}

static char *run_as_csv(const struct rendering *rendering, size_t *length)
{
    return rows_fit(rendering, "CSV", CSV_LINE_BYTES, 0, ROWS_MAX_BYTES)
               ? with_length(report_csv(rendering->subject, rendering->arena), length)
               : NULL;
}

static char *run_as_focus_csv(const struct rendering *rendering, size_t *length)
{
    return rows_fit(rendering, "FOCUS CSV", FOCUS_LINE_BYTES, 0, ROWS_MAX_BYTES)
               ? with_length(report_focus_csv(rendering->subject, rendering->arena), length)
               : NULL;
}

static char *check_as_text(const struct rendering *rendering, size_t *length)
{
    return with_length(gate_text(rendering->subject, rendering->style, rendering->arena), length);
}

static char *diff_as_text(const struct rendering *rendering, size_t *length)
{
    return with_length(diff_text(rendering->subject, rendering->style, rendering->arena), length);
}

#define FORMAT_WITH(of, name, extension, what, writer)
#define FORMAT(of, name, extension, what, writer)                                 \
    static char *by_##writer(const struct rendering *rendering, size_t *length)   \
    {                                                                             \
        return with_length(writer(rendering->subject, rendering->arena), length); \
    }
#include "report/formats_run.def"
#include "report/formats_check.def"
#include "report/formats_diff.def"
#undef FORMAT
#undef FORMAT_WITH

#define FORMAT_WITH(of, name, extension, what, writer) {name, extension, writer},
#define FORMAT(of, name, extension, what, writer) {name, extension, by_##writer},
const struct format FORMATS_OF_RUN[] = {
#include "report/formats_run.def"
#include "report/formats_printed.def"
    {0}};
const struct format FORMATS_OF_CHECK[] = {
#include "report/formats_check.def"
    {0}};
const struct format FORMATS_OF_DIFF[] = {
#include "report/formats_diff.def"
    {0}};
#undef FORMAT
#undef FORMAT_WITH

#define FORMAT_WITH(of, name, extension, what, writer) name,
#define FORMAT FORMAT_WITH
const char *const FORMAT_NAMES_OF_RUN[] = {
#include "report/formats_run.def"
#include "report/formats_printed.def"
    NULL};
const char *const FORMAT_NAMES_OF_LIBRARY[] = {
#include "report/formats_run.def"
    NULL};
const char *const FORMAT_NAMES_OF_CHECK[] = {
#include "report/formats_check.def"
    NULL};
const char *const FORMAT_NAMES_OF_DIFF[] = {
#include "report/formats_diff.def"
    NULL};
#undef FORMAT_WITH

#define FORMAT_WITH(of, name, extension, what, writer) ", " name " (" extension what ")"
#define BY_DEFAULT "; by default what the name of the output says, else text"
const char FORMAT_HELP_OF_RUN[] =
#include "report/formats_run.def"
#include "report/formats_printed.def"
    BY_DEFAULT;
const char FORMAT_HELP_OF_CHECK[] =
#include "report/formats_check.def"
    BY_DEFAULT;
const char FORMAT_HELP_OF_DIFF[] =
#include "report/formats_diff.def"
    BY_DEFAULT;
