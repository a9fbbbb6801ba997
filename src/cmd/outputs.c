/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands in a file doesn't depend on the terminal that it was made on: no colour, and a width of its own unless one is
 * given. */
#include "cmd/outputs.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"

enum { FILE_COLUMNS = 100, QUOTED_COLUMNS_MAX = 80 };

static const struct output_format *format_named(const struct parsed *parsed, const struct output_format *formats)
{
    const char *given = parsed_value(parsed, "format");
    for (const struct output_format *format = formats; given != NULL && format->name != NULL; format++)
        if (text_equal(format->name, given))
            return format;
    return NULL;
}

/* What the name ends in wins over --format, unless that is of the same ending; NULL when neither says one. */
static const struct output_format *format_of(const struct parsed *parsed, const struct output_format *formats, const char *file)
{
    const struct output_format *named = format_named(parsed, formats);
    if (named != NULL && named->extension != NULL && text_ends_with(file, named->extension))
        return named;
    for (const struct output_format *format = formats; format->name != NULL; format++)
        if (format->extension != NULL && text_ends_with(file, format->extension))
            return format;
    return named == NULL && text_equal(file, "-") ? formats : named;
}

static size_t output_files(const struct parsed *parsed, struct session *session, const char *const **files)
{
    const char **found = arena_new_of(session->arena, const char *, parsed->given_count);
    *files = found;
    return parsed_values(parsed, "output", found, parsed->given_count);
}

bool outputs_check(const struct parsed *parsed, const struct output_format *formats, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    struct text list = text_new(session->arena);
    bool good = true;
    for (const struct output_format *format = formats; format->name != NULL; format++)
        if (format->extension != NULL && strstr(list.bytes, format->extension) == NULL)
            text_addf(&list, "%s%s", list.length == 0 ? "" : ", ", format->extension);
    for (size_t i = 0; i < count; i++)
        if (format_of(parsed, formats, files[i]) == NULL)
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0}, "'-o %s' doesn't say a format: end it in one of %s, or give --format",
                             text_quote(session->arena, files[i], QUOTED_COLUMNS_MAX), list.bytes);
    return good;
}

static void write_file(const struct parsed *parsed, const struct output_format *format, const void *subject, const char *file,
                       struct session *session)
{
    struct text_style style = {parsed_value(parsed, "columns") == NULL ? FILE_COLUMNS : session->columns, false, true};
    const char *bytes = format->render(subject, style, session->arena);
    file_write(file, bytes, strlen(bytes), session->arena, session->diags);
}

static void write_out(const struct output_format *format, const void *subject, struct session *session)
{
    struct text_style style = {session->columns, session->colour, session->unicode};
    fputs(format->render(subject, style, session->arena), session->out);
}

void outputs_write(const struct parsed *parsed, const struct output_format *formats, const void *subject, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    for (size_t i = 0; i < count; i++) {
        const struct output_format *format = format_of(parsed, formats, files[i]);
        if (text_equal(files[i], "-"))
            write_out(format, subject, session);
        else
            write_file(parsed, format, subject, files[i], session);
    }
    if (count == 0)
        write_out(format_of(parsed, formats, "-"), subject, session);
}
