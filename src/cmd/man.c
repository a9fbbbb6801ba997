/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Man pages in man(7), which every man program reads. */
#include <ctype.h>
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "cmd/document.h"

/* Print text with roff's special characters escaped: backslashes, dashes that must stay ASCII, and a dot
 * or quote at the head of a line. An empty line is a paragraph. Lines break at blanks within break_after
 * columns. */
static void put(FILE *out, const char *text, size_t break_after)
{
    bool at_start = true;
    size_t column = 0;
    for (; *text != '\0'; text++) {
        if (*text == ' ' && column + strcspn(text + 1, " \n") > break_after) {
            fputc('\n', out);
            at_start = true;
            column = 0;
            continue;
        }
        column++;
        if (text[0] == '\n' && text[1] == '\n') {
            fputs("\n.PP\n", out);
            text++;
            at_start = true;
            column = 0;
            continue;
        }
        if (at_start && (*text == '.' || *text == '\'')) fputs("\\&", out);
        at_start = *text == '\n';
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else if (*text == '\'')
            fputs("\\(aq", out);
        else if (*text == '~')
            fputs("\\(ti", out);
        else if (*text == '^')
            fputs("\\(ha", out);
        else
            fputc(*text, out);
    }
}

enum {
    UNBROKEN = 10000,
    LINE_COLUMNS = 70
}; /* escapes make a line somewhat longer; roff's own limit is 80 */

static void put_line(FILE *out, const char *text)
{
    put(out, text, LINE_COLUMNS);
    fputc('\n', out);
}

static void put_term(FILE *out, const char *term, const char *meaning)
{
    fputs(".TP\n.B ", out);
    put(out, term, UNBROKEN);
    fputc('\n', out);
    put_line(out, meaning);
}

static void put_examples(FILE *out, const struct example *examples)
{
    if (examples == NULL || examples->line == NULL) return;
    fputs(".SH EXAMPLES\n", out);
    for (; examples->line != NULL; examples++) put_term(out, examples->line, examples->what);
}

static void put_options(FILE *out, const char *heading, const struct option *options, struct arena *arena)
{
    if (options == NULL || options->name == NULL) return;
    fprintf(out, ".SH %s\n", heading);
    for (; options->name != NULL; options++) put_term(out, option_label(options, arena), options->help);
}

static void put_terms(FILE *out, const char *heading, const struct term_row *rows)
{
    fprintf(out, ".SH %s\n", heading);
    for (; rows->name != NULL; rows++) put_term(out, rows->name, rows->meaning);
}

/* "compare" → "warpcost-compare", "prices list" → "warpcost-prices-list". */
static char *page_name(const struct command *command, struct arena *arena)
{
    if (command == NULL) return arena_copy_string(arena, "warpcost");
    char *name = text_format(arena, "warpcost-%s", command->name);
    for (char *byte = name; *byte != '\0'; byte++)
        if (*byte == ' ') *byte = '-';
    return name;
}

static void put_head(FILE *out, const struct command *command, struct arena *arena)
{
    char *name = page_name(command, arena), *title = arena_copy_string(arena, name);
    for (char *byte = title; *byte != '\0'; byte++) *byte = (char)toupper((unsigned char)*byte);
    fprintf(out,
            ".\\\" Written by 'make docs' from the table of commands.\n.TH %s 1 %s \"warpcost %s\" \"User "
            "Commands\"\n.SH NAME\n",
            title, WARPCOST_DATE, WARPCOST_VERSION);
    put(out, name, UNBROKEN);
    fputs(" \\- ", out);
    put(out, command == NULL ? PROGRAM_SUMMARY : command->summary,
        LINE_COLUMNS - 30); /* less the longest name */
    fputc('\n', out);
}

static void put_program(struct arena *arena, FILE *out)
{
    fputs(
        ".SH SYNOPSIS\n.B warpcost\n.I COMMAND\n[\\fIARGUMENT\\fR...] [\\fIOPTION\\fR...]\n.SH DESCRIPTION\n",
        out);
    put_line(out, PROGRAM_DESCRIPTION);
    put_examples(out, PROGRAM_EXAMPLES);
    fputs(".SH COMMANDS\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) put_term(out, COMMANDS[i]->name, COMMANDS[i]->summary);
    fputs(".SH ARCHITECTURES\n", out);
    for (size_t i = 0; i < ARCH_COUNT; i++) put_term(out, ARCHS[i]->kind.id, ARCHS[i]->kind.summary);
    put_options(out, "OPTIONS OF EVERY COMMAND", COMMON_OPTIONS, arena);
}

static void put_command(const struct command *command, struct arena *arena, FILE *out)
{
    fputs(".SH SYNOPSIS\n", out);
    put_line(out, command_usage(command, arena));
    fputs(".SH DESCRIPTION\n", out);
    put_line(out, command->description != NULL ? command->description : command->summary);
    put_examples(out, command->examples);
    if (command->arguments != NULL && command->arguments->name != NULL) fputs(".SH ARGUMENTS\n", out);
    for (const struct argument *argument = command->arguments; argument != NULL && argument->name != NULL;
         argument++)
        put_term(out, argument->name, argument->help);
    put_options(out, "OPTIONS", command->options, arena);
    put_options(out, "OPTIONS OF EVERY COMMAND", COMMON_OPTIONS, arena);
}

static void put_see_also(const struct command *command, struct arena *arena, FILE *out)
{
    fputs(".SH SEE ALSO\n", out);
    if (command != NULL) {
        fputs(".BR warpcost (1)\n", out);
        return;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fputs(".BR ", out);
        put(out, page_name(COMMANDS[i], arena), UNBROKEN);
        fprintf(out, " (1)%s\n", i + 1 < COMMAND_COUNT ? "," : "");
    }
}

void man_page(const struct command *command, struct arena *arena, FILE *out)
{
    put_head(out, command, arena);
    if (command == NULL)
        put_program(arena, out);
    else
        put_command(command, arena, out);
    put_terms(out, "EXIT STATUS", EXIT_CODE_ROWS);
    put_terms(out, "ENVIRONMENT", ENVIRONMENT_ROWS);
    put_see_also(command, arena, out);
}
