/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output: a run, written wherever the options say. What stands in a file doesn't depend on the terminal that it was
 * made on: no colour, and a width of its own unless one is given. */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cmd/load.h"
#include "report/report.h"
#include "study/simulate.h"

enum { FILE_COLUMNS = 100, QUOTED_COLUMNS_MAX = 80 };
enum format { FORMAT_TEXT, FORMAT_MARKDOWN, FORMAT_JSON, FORMAT_CSV, FORMAT__COUNT };

const char *const RUN_FORMATS[] = {[FORMAT_TEXT] = "text", [FORMAT_MARKDOWN] = "markdown", [FORMAT_JSON] = "json", [FORMAT_CSV] = "csv", NULL};
static const char *const EXTENSIONS[] = {[FORMAT_TEXT] = ".txt", [FORMAT_MARKDOWN] = ".md", [FORMAT_JSON] = ".json", [FORMAT_CSV] = ".csv"};

/* FORMAT__COUNT when none is given. */
static enum format format_given(const struct parsed *parsed)
{
    const char *given = parsed_value(parsed, "format");
    int format = 0;
    while (format < FORMAT__COUNT && (given == NULL || !text_equal(RUN_FORMATS[format], given)))
        format++;
    return (enum format)format;
}

/* FORMAT__COUNT when neither the name nor the option says one. */
static enum format format_of(const struct parsed *parsed, const char *file)
{
    for (int format = 0; format < FORMAT__COUNT; format++)
        if (text_ends_with(file, EXTENSIONS[format]))
            return (enum format)format;
    enum format given = format_given(parsed);
    return given == FORMAT__COUNT && text_equal(file, "-") ? FORMAT_TEXT : given;
}

static size_t output_files(const struct parsed *parsed, struct session *session, const char *const **files)
{
    const char **found = arena_new_of(session->arena, const char *, parsed->given_count);
    *files = found;
    return parsed_values(parsed, "output", found, parsed->given_count);
}

bool check_outputs(const struct parsed *parsed, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    bool good = true;
    for (size_t i = 0; i < count; i++)
        if (format_of(parsed, files[i]) == FORMAT__COUNT)
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0}, "'-o %s' doesn't say a format: end it in %s, %s, %s or %s, or give --format",
                             text_quote(session->arena, files[i], QUOTED_COLUMNS_MAX), EXTENSIONS[0], EXTENSIONS[1], EXTENSIONS[2], EXTENSIONS[3]);
    return good;
}

static char *render(const struct run *run, enum format format, run_renderer render_text, struct text_style style, struct arena *arena)
{
    switch (format) {
    case FORMAT_MARKDOWN:
        return report_markdown(run, arena);
    case FORMAT_JSON:
        return report_json(run, arena);
    case FORMAT_CSV:
        return report_csv(run, arena);
    case FORMAT_TEXT:
    case FORMAT__COUNT:
        break;
    }
    return render_text(run, style, arena);
}

static void write_file(const struct parsed *parsed, const struct run *run, const char *file, run_renderer render_text, struct session *session)
{
    struct text_style style = {parsed_value(parsed, "columns") == NULL ? FILE_COLUMNS : session->columns, false, true};
    struct arena_mark mark = arena_mark(session->arena);
    size_t mistakes = session->diags->count;
    const char *bytes = render(run, format_of(parsed, file), render_text, style, session->arena);
    file_write(file, bytes, strlen(bytes), session->arena, session->diags);
    if (session->diags->count == mistakes) /* else a message lives there */
        arena_rewind(session->arena, mark);
}

static void write_out(const struct parsed *parsed, const struct run *run, run_renderer render_text, struct session *session)
{
    struct text_style style = {session->columns, session->colour, session->unicode};
    fputs(render(run, format_of(parsed, "-"), render_text, style, session->arena), session->out);
}

void write_run(const struct parsed *parsed, const struct run *run, run_renderer render_text, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    for (size_t i = 0; i < count; i++)
        if (text_equal(files[i], "-"))
            write_out(parsed, run, render_text, session);
        else
            write_file(parsed, run, files[i], render_text, session);
    if (count == 0)
        write_out(parsed, run, render_text, session);
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
