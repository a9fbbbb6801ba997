/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "cmd/inputs.h"
#include "cmd/load.h"
#include "report/as/xlsx/picture.h"
#include "report/as/html/html.h"
#include "run/document.h"
#include "report/report.h"

enum {
    NOTES_MAX_BYTES = 64 * 1024,
    LOGO_MAX_BYTES = 256 * 1024,
    TEXT_MAX_BYTES = 1000,
    QUOTED_COLUMNS_MAX = 80
};

/* Files of a cover must lie at or below the working directory, so that a report made by another's script
 * can't include more. */
static const char *path_below(const char *file, struct session *session)
{
    struct diags found;
    diags_init(&found, session->arena);
    const char *path = file[0] == '/' ? NULL
                                      : file_beside("./", file, session->arena, (struct place){0}, &found);
    if (path != NULL) return path;
    const char *quoted = text_quote(session->arena, file, QUOTED_COLUMNS_MAX);
    if (file[0] == '/' || found.first->id == DIAG_FILE_OUTSIDE)
        diags_add(session->diags, DIAG_FILE_OUTSIDE, (struct place){0},
                  "'%s' lies outside the working directory; move it there", quoted);
    else
        diags_add(session->diags, found.first->id, (struct place){0}, "%s", found.first->message);
    return NULL;
}

/* The type of a picture, by its first bytes; its name may say anything. */
static const char *picture_type(const char *bytes, size_t length)
{
    static const struct {
        const char *type, *magic;
        size_t length;
    } TYPES[] = {{"image/png", "\x89PNG\r\n\x1A\n", 8}, {"image/jpeg", "\xFF\xD8\xFF", 3}};
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (length > TYPES[i].length && memcmp(bytes, TYPES[i].magic, TYPES[i].length) == 0)
            return TYPES[i].type;
    return NULL;
}

static bool read_logo(const char *file, struct session *session, struct cover *cover)
{
    const char *path = file == NULL ? NULL : path_below(file, session);
    if (path == NULL) return file == NULL;
    cover->logo_bytes = file_read(path, LOGO_MAX_BYTES, session->arena, &cover->logo_length, session->diags);
    if (cover->logo_bytes == NULL) return false;
    cover->logo_type = picture_type(cover->logo_bytes, cover->logo_length);
    const char *quoted = text_quote(session->arena, file, QUOTED_COLUMNS_MAX);
    struct picture_size size;
    if (cover->logo_type == NULL)
        return diags_add(session->diags, DIAG_USAGE, (struct place){0},
                         "'--logo': '%s' is neither PNG nor JPEG", quoted);
    return picture_measure(cover->logo_bytes, cover->logo_length, &size) ||
           diags_add(session->diags, DIAG_USAGE, (struct place){0},
                     "'--logo': '%s' ends before it says how large it is; save it anew as PNG", quoted);
}

static bool read_notes(const char *file, struct session *session, struct cover *cover)
{
    const char *path = file == NULL ? NULL : path_below(file, session);
    size_t length;
    if (path == NULL) return file == NULL;
    cover->notes = file_read(path, NOTES_MAX_BYTES, session->arena, &length, session->diags);
    return cover->notes != NULL;
}

static bool read_words(const struct parsed *parsed, const char *option, struct session *session,
                       const char **words)
{
    *words = parsed_value(parsed, option);
    return *words == NULL || strlen(*words) <= TEXT_MAX_BYTES ||
           diags_add(session->diags, DIAG_USAGE, (struct place){0}, "'--%s' is longer than %d bytes", option,
                     TEXT_MAX_BYTES);
}

static bool read_cover(const struct parsed *parsed, struct session *session, struct cover *cover)
{
    bool good = read_words(parsed, "title", session, &cover->title);
    good = read_words(parsed, "author", session, &cover->author) && good;
    good = read_logo(parsed_value(parsed, "logo"), session, cover) && good;
    return read_notes(parsed_value(parsed, "notes"), session, cover) && good;
}

/* A saved run begins with a brace; a workload file, YAML written by people, doesn't. */
static bool is_document(const char *bytes) { return bytes[strspn(bytes, " \t\r\n")] == '{'; }

static const struct run *run_of(const struct parsed *parsed, struct session *session, const struct run **seen)
{
    const char *file = parsed->arguments[0];
    size_t length;
    *seen = NULL;
    const char *bytes = file_read(file, RUN_FILE_MAX_BYTES, session->arena, &length, session->diags);
    if (bytes == NULL) return NULL;
    if (text_equal(file, "-") || is_document(bytes) || text_ends_with(file, ".json"))
        return input_read_run(file, bytes, length, session);
    const char **ids = arena_new_of(session->arena, const char *, parsed->given_count);
    size_t id_count = parsed_values(parsed, "architecture", ids, parsed->given_count);
    struct loaded loaded = {.run = NULL};
    load_run(parsed, file, ids, id_count, true, outputs_audience(parsed, FORMATS_OF_RUN, "html", session),
             session, &loaded);
    *seen = loaded.seen;
    return loaded.run;
}

static const struct option OPTIONS[] = {
    {"title", 0, OPTION_VALUE, HINT_NONE, "TEXT", NULL, "title of the report", true},
    {"author", 0, OPTION_VALUE, HINT_NONE, "TEXT", NULL, "author and date", true},
    {"logo", 0, OPTION_VALUE, HINT_FILE, "FILE", NULL,
     "PNG or JPEG, at most 256 KiB, embedded in page or workbook", true},
    {"notes", 0, OPTION_VALUE, HINT_FILE, "FILE", NULL,
     "your own text as a section: a small subset of Markdown, at most 64 KiB", true},
    OUTPUT_OPTIONS(RUN),
    LOAD_OPTIONS,
    ARCHITECTURE_OPTION,
    {0},
};

/* "orders.html" for "workloads/orders.yaml". */
static const char *page_name(const char *file, struct arena *arena)
{
    const char *slash = strrchr(file, '/'), *base = slash == NULL ? file : slash + 1,
               *dot = strrchr(base, '.');
    size_t length = dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base);
    return text_equal(file, "-") ? "report.html" : text_format(arena, "%.*s.html", (int)length, base);
}

static const struct option *output_option(void)
{
    const struct option *option = OPTIONS;
    while (!text_equal(option->name, "output")) option++;
    return option;
}

/* A page is of no use on a terminal: with neither -o nor --format it becomes a file. */
static void give_file(struct parsed *parsed, struct session *session)
{
    if (!session->out_is_terminal || parsed_value(parsed, "output") != NULL ||
        parsed_value(parsed, "format") != NULL)
        return;
    const char *file = page_name(parsed->arguments[0], session->arena);
    struct given *given = arena_new_of(session->arena, struct given, parsed->given_count + 1);
    if (parsed->given_count > 0) memcpy(given, parsed->given, parsed->given_count * sizeof *given);
    given[parsed->given_count++] = (struct given){output_option(), file};
    parsed->given = given;
}

static enum exit_code report_run(const struct parsed *typed, struct session *session)
{
    struct parsed whole = *typed, *parsed = &whole;
    struct cover cover = {0};
    give_file(parsed, session);
    if (!read_cover(parsed, session, &cover) || !outputs_check(parsed, FORMATS_OF_RUN, session))
        return session->diags->exit_code;
    const struct run *seen, *run = run_of(parsed, session, &seen);
    if (run != NULL)
        outputs_write(
            parsed, FORMATS_OF_RUN, "html",
            (struct rendering){.subject = run, .seen = seen, .run_text = report_text, .cover = &cover},
            session);
    return session->diags->exit_code;
}

const struct command REPORT = {
    .name = "report",
    .summary = "write a report for decision-makers and reviewers",
    .description = "Writes a comparison as one self-contained HTML page for screen and print: decision, "
                   "costs, latencies, machines, guarantees, assumptions and sources, with charts. The input "
                   "is a saved run document, or a workload, which is compared first.\n\n"
                   "Title, author, logo and notes appear on the page, in Markdown and in the workbook; their "
                   "files must be at or below the working directory. -o x.pdf prints it with a headless "
                   "Chromium or Chrome "
                   "(docs/report.md). On a terminal, without -o and --format, the "
                   "page is written to a file named after the input.",
    .arguments =
        (const struct argument[]){
            {"RUN|WORKLOAD", true, false, HINT_FILE, NULL,
             "a run document or a workload file; - reads a run document from standard input"},
            {0}},
    .options = OPTIONS,
    .examples = (const struct example[]){{"warpcost report run.json -o report.html",
                                          "a saved run as a report"},
                                         {"warpcost report workload.yaml -o report.html -o run.json",
                                          "compare, and keep the run document beside the page"},
                                         {"warpcost report run.json -o report.html --title 'Events on AWS' "
                                          "--author 'Platform team' --logo logo.png --notes notes.md",
                                          "your own"},
                                         {0}},
    .run = report_run,
};
