/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file's content doesn't depend on the terminal: no colour, and a fixed width unless one is given. */
#include "cmd/outputs.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/browser.h"
#include "base/text.h"
#include "cmd/load.h"

enum { FILE_COLUMNS = 100, QUOTED_COLUMNS_MAX = 80 };

/* The first format with the longest extension that file ends in, or NULL. */
static const struct format *format_of_extension(const struct format *formats, const char *file)
{
    const struct format *longest = NULL;
    for (; formats->name != NULL; formats++)
        if (*formats->extension != '\0' && text_ends_with(file, formats->extension) &&
            (longest == NULL || strlen(formats->extension) > strlen(longest->extension)))
            longest = formats;
    return longest;
}

/* The file extension wins over --format unless --format names a variant of that extension: a.csv may be
 * any CSV, and a.md any Markdown. NULL when neither names one: the default of standard output. */
static const struct format *format_of(const struct parsed *parsed, const struct format *formats,
                                      const char *unsaid, const char *file)
{
    const char *name = parsed_value(parsed, "format");
    const struct format *given = name == NULL ? NULL : &formats[format_find(formats, name)],
                        *of_file = format_of_extension(formats, file);
    if (of_file == NULL && given == NULL && text_equal(file, "-"))
        return &formats[unsaid == NULL ? 0 : format_find(formats, unsaid)];
    return of_file == NULL || (given != NULL && text_ends_with(given->extension, of_file->extension))
               ? given
               : of_file;
}

static size_t output_files(const struct parsed *parsed, struct session *session, const char *const **files)
{
    const char **found = arena_new_of(session->arena, const char *, parsed->given_count);
    *files = found;
    return parsed_values(parsed, "output", found, parsed->given_count);
}

/* ".txt, .md or .csv", each once. */
static const char *extension_list(const struct format *formats, struct arena *arena)
{
    size_t count = 0, known = 0;
    while (formats[count].name != NULL) count++;
    const char **extensions = arena_new_of(arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        const char *extension = formats[i].extension;
        size_t at = 0;
        while (at < known && !text_equal(extensions[at], extension)) at++;
        if (*extension != '\0' && at == known) extensions[known++] = extension;
    }
    return text_list(arena, extensions, known, " or ");
}

/* The parts of a text that the options ask for; 0 of a command without such options. */
static unsigned parts_of(const struct parsed *parsed)
{
    unsigned parts = 0;
    for (size_t i = 0; i < parsed->given_count; i++) {
        const char *name = parsed->given[i].option->name;
#define PART(id, option, help) parts |= text_equal(name, option) ? TEXT_PART_##id : 0u;
#include "report/text_parts.def"
#undef PART
        parts |= text_equal(name, "full") ? TEXT_PARTS_ALL : 0u;
    }
    return parts;
}

bool outputs_check(const struct parsed *parsed, const struct format *formats, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const struct format *format = format_of(parsed, formats, NULL, files[i]);
        if (format == NULL)
            good = diags_add(session->diags, DIAG_USAGE, (struct place){0},
                             "'-o %s' doesn't say a format: end it in %s, or give --format",
                             text_quote(session->arena, files[i], QUOTED_COLUMNS_MAX),
                             extension_list(formats, session->arena));
        else if (text_equal(format->extension, ".pdf")) /* before minutes of simulating */
            good = browser_find(session->arena, session->diags) != NULL && good;
    }
    return good;
}

/* Note the files to read among the command line's. What those name in turn is noted when it is read, and
 * file_write refuses it. */
static void note_input(const char *value, enum value_hint hint, struct session *session)
{
    struct stat status;
    const char *id, *file = split_deployment(value, session->arena, &id);
    if (!hint_is_input(hint)) return;
    bool is_there = text_equal(file, "-") ? fstat(STDIN_FILENO, &status) == 0
                                          : stat(value, &status) == 0 || stat(file, &status) == 0;
    if (is_there && S_ISREG(status.st_mode))
        file_note_read(status.st_dev, status.st_ino, text_equal(file, "-") ? "standard input" : file,
                       session->diags);
}

/* The files that the command line names to be written. */
static size_t files_to_write(const struct parsed *parsed, struct arena *arena, const char *const **files)
{
    const char **found = arena_new_of(arena, const char *, parsed->given_count);
    size_t count = 0;
    for (size_t i = 0; i < parsed->given_count; i++)
        if (parsed->given[i].option->hint == HINT_OUTPUT) found[count++] = parsed->given[i].value;
    *files = found;
    return count;
}

bool outputs_are_apart(const struct parsed *parsed, struct session *session)
{
    const struct argument *argument = parsed->command->arguments;
    for (size_t i = 0; i < parsed->given_count; i++)
        if (parsed->given[i].value != NULL)
            note_input(parsed->given[i].value, parsed->given[i].option->hint, session);
    for (size_t i = 0; i < parsed->argument_count; i++) {
        note_input(parsed->arguments[i], argument->hint, session);
        argument += !argument->repeated;
    }
    const char *const *files;
    size_t count = files_to_write(parsed, session->arena, &files);
    struct file_identity *identities = arena_new_of(session->arena, struct file_identity, count);
    bool good = !file_is_input("-", session->arena, session->diags);
    for (size_t i = 0; i < count; i++) {
        good = !file_is_input(files[i], session->arena, session->diags) && good;
        if (!file_identify(files[i], session->arena, &identities[i])) continue;
        for (size_t j = 0; j < i; j++)
            if (file_is_same(&identities[i], &identities[j]))
                good = diags_add(session->diags, DIAG_USAGE, (struct place){0},
                                 "the outputs '%s' and '%s' are one file: name it once",
                                 text_quote(session->arena, files[j], QUOTED_COLUMNS_MAX),
                                 text_quote(session->arena, files[i], QUOTED_COLUMNS_MAX));
    }
    return good;
}

static bool is_seen(const struct format *formats, const struct format *format, const char *file,
                    const struct session *session)
{
    return session->out_is_seen && text_equal(file, "-") && format == &formats[0]; /* the first is text */
}

struct audience outputs_audience(const struct parsed *parsed, const struct format *formats,
                                 const char *unsaid, struct session *session)
{
    static const char *const STANDARD_OUTPUT[] = {"-"};
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    struct audience audience = {false, false};
    if (count == 0) files = STANDARD_OUTPUT;
    for (size_t i = 0; i < count || i == 0; i++)
        if (is_seen(formats, format_of(parsed, formats, unsaid, files[i]), files[i], session))
            audience.is_person = true;
        else
            audience.is_others = true;
    return audience;
}

bool outputs_have_text(const struct parsed *parsed, const struct format *formats, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    bool has = count == 0;
    for (size_t i = 0; i < count; i++) has |= text_equal(files[i], "-");
    return has && format_of(parsed, formats, NULL, "-") == &formats[0]; /* the first is text */
}

void outputs_tell(const char *file, struct session *session)
{
    if (session->err_is_terminal)
        fprintf(session->err, "wrote %s\n", text_quote(session->arena, file, QUOTED_COLUMNS_MAX));
}

static void write_file(const struct parsed *parsed, const struct format *format, struct rendering rendering,
                       const char *file, struct session *session)
{
    rendering.style = (struct text_style){parsed_value(parsed, "columns") == NULL ? FILE_COLUMNS
                                                                                  : session->columns,
                                          false, true, rendering.style.parts};
    struct arena_mark mark = arena_mark(session->arena);
    size_t mistakes = session->diags->count, length;
    const char *bytes = format->write(&rendering, &length);
    if (bytes != NULL && file_write(file, bytes, length, session->arena, session->diags))
        outputs_tell(file, session);
    if (session->diags->count == mistakes) /* else the arena holds a diagnostic's message */
        arena_rewind(session->arena, mark);
}

static void write_out(const struct format *formats, const struct format *format, struct rendering rendering,
                      struct session *session)
{
    if (rendering.seen != NULL && is_seen(formats, format, "-", session)) rendering.subject = rendering.seen;
    rendering.style = (struct text_style){session->columns, session->colour, session->unicode,
                                          rendering.style.parts};
    size_t length;
    const char *bytes = format->write(&rendering, &length);
    if (bytes != NULL) fwrite(bytes, 1, length, session->out);
}

void outputs_write(const struct parsed *parsed, const struct format *formats, const char *unsaid,
                   struct rendering rendering, struct session *session)
{
    const char *const *files;
    size_t count = output_files(parsed, session, &files);
    rendering.arena = session->arena;
    rendering.diags = session->diags;
    rendering.created_s = session->created_s;
    rendering.date = session->today;
    rendering.print = browser_print;
    rendering.style.parts = parts_of(parsed);
    for (size_t i = 0; i < count; i++)
        if (text_equal(files[i], "-"))
            write_out(formats, format_of(parsed, formats, unsaid, "-"), rendering, session);
        else
            write_file(parsed, format_of(parsed, formats, unsaid, files[i]), rendering, files[i], session);
    if (count == 0) write_out(formats, format_of(parsed, formats, unsaid, "-"), rendering, session);
}
