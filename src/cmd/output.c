/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output: a run, written wherever the options say. What stands in a file doesn't depend on the terminal that it was
 * made on: no colour, and a width of its own unless one is given. */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cmd/load.h"
#include "html/html.h"
#include "report/report.h"
#include "study/simulate.h"

enum { FILE_COLUMNS = 100, QUOTED_COLUMNS_MAX = 80 };
enum format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSON, FORMAT_CSV, FORMAT_FOCUS_CSV, FORMAT_LATENCY_CSV, FORMAT_HTML, FORMAT_XLSX, FORMAT__COUNT };

const char *const RUN_FORMATS[] = {
    [FORMAT_TEXT] = "text", [FORMAT_MARKDOWN] = "markdown", [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv", [FORMAT_FOCUS_CSV] = "focus-csv",
    [FORMAT_LATENCY_CSV] = "latency-csv", [FORMAT_HTML] = "html", [FORMAT_XLSX] = "xlsx", NULL,
};
static const char *const EXTENSIONS[FORMAT__COUNT] = {
    [FORMAT_TEXT] = ".txt", [FORMAT_MARKDOWN] = ".md", [FORMAT_JSON] = ".json", [FORMAT_CSV] = ".csv", [FORMAT_FOCUS_CSV] = ".focus.csv",
    [FORMAT_LATENCY_CSV] = ".latency.csv", [FORMAT_HTML] = ".html", [FORMAT_XLSX] = ".xlsx",
};

/* How a run is written: text as the verb has it, the report's cover, and which of all when nothing says it. */
struct rendering {
    run_renderer text;
    const struct cover *cover;
    enum format unsaid;
};

/* FORMAT__COUNT when none is given. */
static enum format format_given(const struct parsed *parsed)
{
    const char *given = parsed_value(parsed, "format");
    int format = 0;
    while (format < FORMAT__COUNT && (given == NULL || !text_equal(RUN_FORMATS[format], given)))
        format++;
    return (enum format)format;
}

/* FORMAT__COUNT when neither the name nor the option says one; standard output is then unsaid. A name says the format of its longest
 * extension, unless the option is for a more special one of the same kind: a.csv may be any CSV. */
static enum format format_of(const struct parsed *parsed, const char *file, enum format unsaid)
{
    enum format given = format_given(parsed), named = FORMAT__COUNT;
    for (int format = 0; format < FORMAT__COUNT; format++)
        if (text_ends_with(file, EXTENSIONS[format]) && (named == FORMAT__COUNT || strlen(EXTENSIONS[format]) > strlen(EXTENSIONS[named])))
            named = (enum format)format;
    if (named == FORMAT__COUNT)
        return given == FORMAT__COUNT && text_equal(file, "-") ? unsaid : given;
    return given != FORMAT__COUNT && text_ends_with(EXTENSIONS[given], EXTENSIONS[named]) ? given : named;
}

static size_t output_files(const struct parsed *parsed, struct session *session, const char *const **files)
{
    const char **found = arena_new_of(session->arena, const char *, parsed->given_count);
    *files = found;
    return parsed_values(parsed, "output", found, parsed->given_count);
}

/* ".txt, .md or .csv" */
static const char *extension_list(struct arena *arena)
{
    struct text list = text_new(arena);
    for (int format = 0; format < FORMAT__COUNT; format++)
        text_addf(&list, "%s%s", format == 0 ? "" : format + 1 == FORMAT__COUNT ? " or " : ", ", EXTENSIONS[format]);
    return list.bytes;
}

bool check_outputs(const struct parsed *parsed, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    bool good = true;
    for (size_t i = 0; i < count; i++)
        if (format_of(parsed, files[i], FORMAT_TEXT) == FORMAT__COUNT)
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0}, "'-o %s' doesn't say a format: end it in %s, or give --format",
                             text_quote(session->arena, files[i], QUOTED_COLUMNS_MAX), extension_list(session->arena));
    return good;
}

/* What was rendered. at is NULL, with diagnostics, when it can't be made. */
struct bytes {
    const char *at;
    size_t length;
};

static struct bytes of_text(const char *text)
{
    return (struct bytes){text, strlen(text)};
}

static struct bytes of_workbook(const struct run *run, const struct cover *cover, struct session *session)
{
    struct bytes bytes = {NULL, 0};
    bytes.at = report_xlsx(run, cover, session->created_s, session->arena, &bytes.length, session->diags);
    return bytes;
}

static struct bytes render(const struct run *run, enum format format, const struct rendering *rendering, struct text_style style, struct session *session)
{
    switch (format) {
    case FORMAT_MARKDOWN:
        return of_text(report_markdown(run, rendering->cover, session->arena));
    case FORMAT_JSON:
        return of_text(report_json(run, session->arena));
    case FORMAT_CSV:
        return of_text(report_csv(run, session->arena));
    case FORMAT_FOCUS_CSV:
        return of_text(report_focus_csv(run, session->arena));
    case FORMAT_LATENCY_CSV:
        return of_text(report_latency_csv(run, session->arena));
    case FORMAT_HTML:
        return of_text(html_report(run, rendering->cover, session->arena));
    case FORMAT_XLSX:
        return of_workbook(run, rendering->cover, session);
    case FORMAT_TEXT:
    case FORMAT__COUNT:
        break;
    }
    return of_text(rendering->text(run, style, session->arena));
}

static void write_file(const struct parsed *parsed, const struct run *run, const char *file, const struct rendering *rendering, struct session *session)
{
    struct text_style style = {parsed_value(parsed, "columns") == NULL ? FILE_COLUMNS : session->columns, false, true};
    struct arena_mark mark = arena_mark(session->arena);
    size_t mistakes = session->diags->count;
    struct bytes bytes = render(run, format_of(parsed, file, rendering->unsaid), rendering, style, session);
    if (bytes.at != NULL)
        file_write(file, bytes.at, bytes.length, session->arena, session->diags);
    if (session->diags->count == mistakes) /* else a message lives there */
        arena_rewind(session->arena, mark);
}

static void write_out(const struct parsed *parsed, const struct run *run, const struct rendering *rendering, struct session *session)
{
    struct text_style style = {session->columns, session->colour, session->unicode};
    struct bytes bytes = render(run, format_of(parsed, "-", rendering->unsaid), rendering, style, session);
    if (bytes.at != NULL)
        fwrite(bytes.at, 1, bytes.length, session->out);
}

static void write_everywhere(const struct parsed *parsed, const struct run *run, const struct rendering *rendering, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    for (size_t i = 0; i < count; i++)
        if (text_equal(files[i], "-"))
            write_out(parsed, run, rendering, session);
        else
            write_file(parsed, run, files[i], rendering, session);
    if (count == 0)
        write_out(parsed, run, rendering, session);
}

void write_run(const struct parsed *parsed, const struct run *run, run_renderer render_text, struct session *session)
{
    write_everywhere(parsed, run, &(struct rendering){render_text, NULL, FORMAT_TEXT}, session);
}

void write_report(const struct parsed *parsed, const struct run *run, const struct cover *cover, struct session *session)
{
    write_everywhere(parsed, run, &(struct rendering){report_text, cover, FORMAT_HTML}, session);
}

/* Asked for with --require-converged. The output is written by then, and says more. */
static void check_converged(const struct parsed *parsed, const struct run *run, struct session *session)
{
    const char *architecture, *why;
    if (parsed_flag(parsed, "require-converged") && !run_converged(run, &architecture, &why))
        diags_add(session->diags, DIAG_NOT_CONVERGED, (struct place){0},
                  "the latency of %s did not converge: %s; allow more with simulation.max_duration, or ask for less with simulation.precision", architecture, why);
}

enum exit_code load_and_write(const struct parsed *parsed, bool simulates, run_renderer render_text, struct session *session)
{
    const char **ids = arena_new_of(session->arena, const char *, parsed->given_count);
    size_t id_count = parsed_values(parsed, "architecture", ids, parsed->given_count);
    if (!check_outputs(parsed, session))
        return EXIT_USAGE;
    const struct run *run = load_run(parsed, parsed->arguments[0], ids, id_count, simulates, session);
    if (run == NULL)
        return session->diags->exit_code;
    write_run(parsed, run, render_text, session);
    if (run->verdict.cheapest[0] == '\0')
        diags_add(session->diags, DIAG_NOTHING_FEASIBLE, (struct place){0}, "no architecture can carry workload '%s'; the output says why",
                  text_quote(session->arena, run->workload_name, QUOTED_COLUMNS_MAX));
    check_converged(parsed, run, session);
    return session->diags->exit_code;
}
