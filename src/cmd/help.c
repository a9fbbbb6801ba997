/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Help for a terminal, and the command that prints every document of the table. Help leads with examples,
 * since most readers want a line to copy. */
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "cmd/document.h"
#include "cmd/wrap.h"

enum { HELP_COLUMNS_MAX = 100, LABEL_COLUMNS = 22, INDENT = 2, QUOTED_COLUMNS_MAX = 60 };

struct page {
    FILE *out;
    size_t columns;
    bool colour;
};

static void put_spaces(struct page *page, size_t count) { fprintf(page->out, "%*s", (int)count, ""); }

static void put_bold(struct page *page, const char *text)
{
    fprintf(page->out, page->colour ? "\033[1m%s\033[0m" : "%s", text);
}

static void put_wrapped(struct page *page, const char *text, size_t indent, size_t at)
{
    wrap_put(page->out, text, page->columns, indent, at);
}

static void put_row(struct page *page, const char *label, const char *meaning)
{
    size_t width = wrap_columns(label, strlen(label)), indent = INDENT + LABEL_COLUMNS;
    put_spaces(page, INDENT);
    fputs(label, page->out);
    size_t at = INDENT + width;
    if (at + 1 >= indent) {
        fputc('\n', page->out);
        at = 0;
    }
    put_spaces(page, indent - at);
    put_wrapped(page, meaning, indent, indent);
}

static void put_title(struct page *page, const char *name, const char *summary)
{
    put_bold(page, name);
    fputs(": ", page->out);
    put_wrapped(page, summary, INDENT, wrap_columns(name, strlen(name)) + strlen(": "));
}

static void put_heading(struct page *page, const char *heading)
{
    fputc('\n', page->out);
    put_bold(page, heading);
    fputc('\n', page->out);
}

/* Print a line to copy; a long one continues after a backslash, as a shell reads it. */
static void put_command_line(struct page *page, const char *line)
{
    size_t indent = INDENT;
    put_spaces(page, indent);
    for (size_t room = page->columns - indent; wrap_columns(line, strlen(line)) > room;
         room = page->columns - indent) {
        size_t cut = 0;
        for (size_t i = 0; line[i] != '\0' && wrap_columns(line, i) + 2 <= room; i++)
            if (line[i] == ' ') cut = i;
        if (cut == 0) break; /* one word */
        fwrite(line, 1, cut, page->out);
        line += cut + 1;
        indent = 2 * INDENT;
        fputs(" \\\n", page->out);
        put_spaces(page, indent);
    }
    fprintf(page->out, "%s\n", line);
}

static void put_examples(struct page *page, const struct example *examples)
{
    if (examples == NULL || examples->line == NULL) return;
    fputc('\n', page->out);
    for (; examples->line != NULL; examples++) {
        put_command_line(page, examples->line);
        put_spaces(page, 3 * INDENT);
        put_wrapped(page, examples->what, 3 * INDENT, 3 * INDENT);
    }
}

static void put_options(struct page *page, const char *heading, const struct option *options,
                        struct arena *arena)
{
    if (options == NULL || options->name == NULL) return;
    put_heading(page, heading);
    for (; options->name != NULL; options++) put_row(page, option_label(options, arena), options->help);
}

static void put_terms(struct page *page, const char *heading, const struct term_row *rows)
{
    put_heading(page, heading);
    for (; rows->name != NULL; rows++) put_row(page, rows->name, rows->meaning);
}

/* The commands whose name starts with prefix, below their headings. */
static void put_commands(struct page *page, const char *prefix)
{
    const char *heading = "";
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!text_starts_with(COMMANDS[i]->name, prefix)) continue;
        if (!text_equal(heading, COMMAND_HEADINGS[i])) put_heading(page, heading = COMMAND_HEADINGS[i]);
        put_row(page, COMMANDS[i]->name, COMMANDS[i]->summary);
    }
}

static void put_architectures(struct page *page)
{
    put_heading(page, "Architectures");
    for (size_t i = 0; i < ARCH_COUNT; i++) put_row(page, ARCHS[i]->kind.id, ARCHS[i]->kind.summary);
}

static void put_program(struct page *page, struct arena *arena)
{
    put_title(page, "warpcost", PROGRAM_SUMMARY);
    put_examples(page, PROGRAM_EXAMPLES);
    put_commands(page, "");
    put_architectures(page);
    put_options(page, "Options of every command", COMMON_OPTIONS, arena);
    put_terms(page, "Exit codes", EXIT_CODE_ROWS);
    put_terms(page, "Environment", ENVIRONMENT_ROWS);
    fputs("\nRun 'warpcost help COMMAND' for details.\n", page->out);
}

static void put_command(struct page *page, const struct command *command, struct arena *arena)
{
    put_title(page, text_format(arena, "warpcost %s", command->name), command->summary);
    put_examples(page, command->examples);
    put_heading(page, "Usage");
    put_spaces(page, INDENT);
    put_wrapped(page, command_usage(command, arena), INDENT, INDENT);
    if (command->description != NULL && command->description[0] != '\0') {
        fputc('\n', page->out);
        put_wrapped(page, command->description, 0, 0);
    }
    if (command->arguments != NULL && command->arguments->name != NULL) put_heading(page, "Arguments");
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL;
         argument++)
        put_row(page, argument->name, argument->help);
    put_options(page, "Options", command->options, arena);
    put_options(page, "Options of every command", COMMON_OPTIONS, arena);
}

static struct page page_on(FILE *out, size_t columns, bool colour)
{
    return (struct page){out, columns > HELP_COLUMNS_MAX ? HELP_COLUMNS_MAX : columns, colour};
}

void command_help(const struct command *command, FILE *out, size_t columns, bool colour)
{
    struct page page = page_on(out, columns, colour);
    struct arena *arena = arena_new();
    if (command == NULL)
        put_program(&page, arena);
    else
        put_command(&page, command, arena);
    arena_free(arena);
}

/* A row for each heading: the names below it. */
static void put_names_by_heading(struct page *page, struct arena *arena)
{
    for (size_t i = 0, first = 0; i < COMMAND_COUNT; first = i) {
        struct text names = text_new(arena);
        for (; i < COMMAND_COUNT && text_equal(COMMAND_HEADINGS[i], COMMAND_HEADINGS[first]); i++)
            text_addf(&names, "%s%s", i == first ? "" : ", ", COMMANDS[i]->name);
        put_row(page, COMMAND_HEADINGS[first], names.bytes);
    }
}

void command_overview(FILE *out, size_t columns, bool colour)
{
    struct page page = page_on(out, columns, colour);
    struct arena *arena = arena_new();
    put_title(&page, "warpcost", PROGRAM_SUMMARY);
    put_examples(&page, PROGRAM_EXAMPLES);
    put_heading(&page, "Commands");
    put_names_by_heading(&page, arena);
    fputs("\n'warpcost help' explains them, 'warpcost help COMMAND' one of them.\n", out);
    arena_free(arena);
}

static bool is_group(const char *prefix)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (text_starts_with(COMMANDS[i]->name, prefix)) return true;
    return false;
}

static enum exit_code unknown_command(const char *name, struct session *session)
{
    const char **names = arena_new_of(session->arena, const char *, COMMAND_COUNT);
    for (size_t i = 0; i < COMMAND_COUNT; i++) names[i] = COMMANDS[i]->name;
    const char *nearest = text_nearest(name, names, COMMAND_COUNT);
    const char *hint = nearest == NULL ? "" : text_format(session->arena, ", did you mean '%s'?", nearest);
    diags_add(session->diags, DIAG_USAGE, (struct place){0}, "there is no command '%s'%s",
              text_quote(session->arena, name, QUOTED_COLUMNS_MAX), hint);
    return EXIT_USAGE;
}

static void put_names(FILE *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) fprintf(out, "%s\n", COMMANDS[i]->name);
}

static enum exit_code help_run(const struct parsed *parsed, struct session *session)
{
    const char *format = parsed_value(parsed, "format");
    const struct command *command = NULL;
    if (parsed->argument_count > 0) {
        struct text name = text_new(session->arena);
        for (size_t i = 0; i < parsed->argument_count; i++)
            text_addf(&name, "%s%s", i == 0 ? "" : " ", parsed->arguments[i]);
        command = command_find(name.bytes);
        const char *prefix = text_format(session->arena, "%s ", name.bytes);
        if (command == NULL && !is_group(prefix)) return unknown_command(name.bytes, session);
        if (command == NULL) {
            struct page page = page_on(session->out, session->columns, session->colour);
            put_commands(&page, prefix);
            return EXIT_DONE;
        }
    }
    if (format == NULL || text_equal(format, "text"))
        command_help(command, session->out, session->columns, session->colour);
    else if (text_equal(format, "man"))
        man_page(command, session->arena, session->out);
    else if (text_equal(format, "bash"))
        completion_bash(session->arena, session->out);
    else if (text_equal(format, "zsh"))
        completion_zsh(session->arena, session->out);
    else if (text_equal(format, "fish"))
        completion_fish(session->arena, session->out);
    else
        put_names(session->out);
    return EXIT_DONE;
}

static const char *const FORMATS[] = {"text", "man", "bash", "zsh", "fish", "names", NULL};

const struct command HELP = {
    .name = "help",
    .summary = "print help, a man page or shell completion",
    .description = "Without COMMAND, prints an overview. The formats bash, zsh and fish print shell "
                   "completion for all commands; man prints a man page.",
    .arguments = (const struct argument[]){{"COMMAND", false, true, HINT_COMMAND, NULL,
                                            "command name, one or two words"},
                                           {0}},
    .options =
        (const struct option[]){{"format", 0, OPTION_VALUE, HINT_CHOICES, "FORMAT", FORMATS,
                                 "text (default), man, bash, zsh, fish, or names (one command per line)",
                                 true},
                                {0}},
    .examples = (const struct example[]){{"warpcost help compare", "how to compare"},
                                         {"source <(warpcost help --format=bash)",
                                          "enable completion in this shell"},
                                         {"warpcost help prices list --format=man | man -l -", "a man page"},
                                         {0}},
    .run = help_run,
};
