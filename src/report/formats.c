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
