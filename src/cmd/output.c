/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Output: a run, written wherever the options say. What stands in a file doesn't depend on the terminal that it was
 * made on: no colour, and a width of its own unless one is given. */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cmd/load.h"
#include "report/report.h"

enum { FILE_COLUMNS = 100, QUOTED_COLUMNS_MAX = 80 };
enum format { FORMAT_BY_NAME, FORMAT_TEXT, FORMAT_JSON };

const char *const RUN_FORMATS[] = {"text", "json", NULL};

static enum format format_given(const struct parsed *parsed)
{
    const char *format = parsed_value(parsed, "format");
    return format == NULL ? FORMAT_BY_NAME : text_equal(format, "json") ? FORMAT_JSON : FORMAT_TEXT;
}

static enum format format_of(enum format given, const char *file)
{
    if (text_ends_with(file, ".json"))
        return FORMAT_JSON;
    if (text_ends_with(file, ".txt"))
        return FORMAT_TEXT;
    return given != FORMAT_BY_NAME ? given : text_equal(file, "-") ? FORMAT_TEXT : FORMAT_BY_NAME;
}

/* Before anything is computed: an hour's run must not end at a name that says nothing. */
static bool check_outputs(const struct parsed *parsed, const char *const *files, size_t count, struct session *session)
{
    bool good = true;
    for (size_t i = 0; i < count; i++)
        if (format_of(format_given(parsed), files[i]) == FORMAT_BY_NAME)
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0}, "'-o %s' doesn't say a format: end it in .txt or .json, or give --format",
                             text_quote(session->arena, files[i], QUOTED_COLUMNS_MAX));
    return good;
}

static char *render(const struct run *run, enum format format, run_renderer render_text, struct text_style style, struct arena *arena)
{
    return format == FORMAT_JSON ? report_json(run, arena) : render_text(run, style, arena);
}

static void write_file(const struct parsed *parsed, const struct run *run, const char *file, run_renderer render_text, struct session *session)
{
    struct text_style style = {parsed_value(parsed, "columns") == NULL ? FILE_COLUMNS : session->columns, false, true};
    struct arena_mark mark = arena_mark(session->arena);
    size_t mistakes = session->diags->count;
    const char *bytes = render(run, format_of(format_given(parsed), file), render_text, style, session->arena);
    file_write(file, bytes, strlen(bytes), session->arena, session->diags);
    if (session->diags->count == mistakes) /* else a message lives there */
        arena_rewind(session->arena, mark);
}

static void write_out(const struct parsed *parsed, const struct run *run, run_renderer render_text, struct session *session)
{
    struct text_style style = {session->columns, session->colour, session->unicode};
    fputs(render(run, format_given(parsed), render_text, style, session->arena), session->out);
}

enum exit_code load_and_write(const struct parsed *parsed, run_renderer render_text, struct session *session)
{
    const char **files = arena_new_of(session->arena, const char *, parsed->given_count);
    const char **ids = arena_new_of(session->arena, const char *, parsed->given_count);
    size_t file_count = parsed_values(parsed, "output", files, parsed->given_count);
    size_t id_count = parsed_values(parsed, "architecture", ids, parsed->given_count);
    if (!check_outputs(parsed, files, file_count, session))
        return EXIT_USAGE;
    const struct run *run = load_run(parsed, parsed->arguments[0], ids, id_count, session);
    if (run == NULL)
        return session->diags->exit_code;
    for (size_t i = 0; i < file_count; i++)
        if (text_equal(files[i], "-"))
            write_out(parsed, run, render_text, session);
        else
            write_file(parsed, run, files[i], render_text, session);
    if (file_count == 0)
        write_out(parsed, run, render_text, session);
    if (run->verdict.cheapest[0] == '\0')
        diags_add(session->diags, DIAG_NOTHING_FEASIBLE, (struct place){0}, "no architecture can carry workload '%s'; the output says why",
                  text_quote(session->arena, run->workload_name, QUOTED_COLUMNS_MAX));
    return session->diags->exit_code;
}
