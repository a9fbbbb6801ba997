/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands in a file doesn't depend on the terminal that it was made on: no colour, and a width of its own
 * unless one is given. */
#include "cmd/outputs.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

enum { FILE_COLUMNS = 100, QUOTED_COLUMNS_MAX = 80 };

static const struct format *format_given(const struct parsed *parsed, const struct outputs *outputs)
{
    const char *given = parsed_value(parsed, "format");
    return given == NULL ? NULL : &outputs->formats[format_find(outputs->formats, given)];
}

/* The first of those with the longest extension that file ends in, or NULL. */
static const struct format *format_named(const struct outputs *outputs, const char *file)
{
    const struct format *named = NULL;
    for (const struct format *format = outputs->formats; format->name != NULL; format++)
        if (format->extension != NULL && text_ends_with(file, format->extension) &&
            (named == NULL || strlen(format->extension) > strlen(named->extension)))
            named = format;
    return named;
}

/* What the name says wins over --format, unless that is for a more special one of the same kind: a.csv may be
 * any CSV, and a.md any Markdown. NULL when neither says one; standard output is then unsaid. */
static const struct format *format_of(const struct parsed *parsed, const struct outputs *outputs,
                                      const char *file)
{
    const struct format *given = format_given(parsed, outputs), *named = format_named(outputs, file);
    if (named == NULL)
        return given == NULL && text_equal(file, "-")
                   ? &outputs->formats[format_find(outputs->formats, outputs->unsaid)]
                   : given;
    return given != NULL && given->extension != NULL && text_ends_with(given->extension, named->extension)
               ? given
               : named;
}

static size_t output_files(const struct parsed *parsed, struct session *session, const char *const **files)
{
    const char **found = arena_new_of(session->arena, const char *, parsed->given_count);
    *files = found;
    return parsed_values(parsed, "output", found, parsed->given_count);
}

/* ".txt, .md or .csv", each once. */
static const char *extension_list(const struct outputs *outputs, struct arena *arena)
{
    size_t count = 0, known = 0;
    while (outputs->formats[count].name != NULL) count++;
    const char **extensions = arena_new_of(arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        const char *extension = outputs->formats[i].extension;
        size_t at = 0;
        while (extension != NULL && at < known && !text_equal(extensions[at], extension)) at++;
        if (extension != NULL && at == known) extensions[known++] = extension;
    }
    return text_list(arena, extensions, known, " or ");
}

bool outputs_check(const struct parsed *parsed, const struct outputs *outputs, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    bool good = true;
    for (size_t i = 0; i < count; i++)
        if (format_of(parsed, outputs, files[i]) == NULL)
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0},
                             "'-o %s' doesn't say a format: end it in %s, or give --format",
                             text_quote(session->arena, files[i], QUOTED_COLUMNS_MAX),
                             extension_list(outputs, session->arena));
    return good;
}

static const char *render(const struct format *format, const void *subject, struct text_style style,
                          struct session *session, size_t *length)
{
    return format_render(format, subject, style, session->created_s, session->arena, length, session->diags);
}

static void write_file(const struct parsed *parsed, const struct format *format, const void *subject,
                       const char *file, struct session *session)
{
    struct text_style style = {parsed_value(parsed, "columns") == NULL ? FILE_COLUMNS : session->columns,
                               false, true};
    struct arena_mark mark = arena_mark(session->arena);
    size_t mistakes = session->diags->count, length;
    const char *bytes = render(format, subject, style, session, &length);
    if (bytes != NULL) file_write(file, bytes, length, session->arena, session->diags);
    if (session->diags->count == mistakes) /* else a message lives there */
        arena_rewind(session->arena, mark);
}

static void write_out(const struct format *format, const void *subject, struct session *session)
{
    struct text_style style = {session->columns, session->colour, session->unicode};
    size_t length;
    const char *bytes = render(format, subject, style, session, &length);
    if (bytes != NULL) fwrite(bytes, 1, length, session->out);
}

void outputs_write(const struct parsed *parsed, const struct outputs *outputs, const void *subject,
                   struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    for (size_t i = 0; i < count; i++)
        if (text_equal(files[i], "-"))
            write_out(format_of(parsed, outputs, "-"), subject, session);
        else
            write_file(parsed, format_of(parsed, outputs, files[i]), subject, files[i], session);
    if (count == 0) write_out(format_of(parsed, outputs, "-"), subject, session);
}
