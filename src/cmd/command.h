/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands: one table of verbs and their options. Parsing, help, man pages and shell completion all come from
 * it. A verb is one file in cmd/ that defines one `const struct command`, and one row in cmd/commands.def. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

enum option_kind { OPTION_FLAG, OPTION_VALUE, OPTION_REPEATED };

/* The kind of a value, for completion and help. */
enum value_hint {
    HINT_NONE,
    HINT_FILE,
    HINT_YAML,
    HINT_JSON,
    HINT_DIRECTORY,
    HINT_OUTPUT, /* a file to write; every other file is read */
    HINT_PATH_VALUE,
    HINT_CHOICES,      /* one of choices; anything else is refused */
    HINT_ARCHITECTURE, /* an id, usually one of ARCHS */
    HINT_LINE,         /* a cost line's id */
    HINT_COMMAND,      /* a word of a command's name */
    HINT_STEP,         /* a named step of a waterfall, usually */
};

struct option {
    const char *name; /* "deployment" for --deployment; NULL ends a table */
    char letter;      /* 'o', 0 for none */
    enum option_kind kind;
    enum value_hint hint;
    const char *argument;       /* "FILE"; NULL for flags */
    const char *const *choices; /* NULL-ended, for HINT_CHOICES */
    const char *help;
    bool incidental; /* affects how or where, not what: left out of parsed.line */
};

/* Rows of an option table: of a flag, of an option with one value, and of one that may be repeated. */
#define FLAG_ROW(name, help)                                     \
    {                                                            \
        name, 0, OPTION_FLAG, HINT_NONE, NULL, NULL, help, false \
    }
#define VALUE_ROW(name, hint, argument, choices, help)              \
    {                                                               \
        name, 0, OPTION_VALUE, hint, argument, choices, help, false \
    }
#define REPEATED_ROW(name, hint, argument, help)                    \
    {                                                               \
        name, 0, OPTION_REPEATED, hint, argument, NULL, help, false \
    }

struct argument {
    const char *name; /* "WORKLOAD"; NULL ends a table */
    bool required, repeated;
    enum value_hint hint;
    const char *const *choices;
    const char *help;
};

struct example {
    const char *line; /* "warpcost compare workload.yaml"; NULL ends a table */
    const char *what;
};

/* A parsed command line. */
struct parsed {
    const struct command *command;
    size_t argument_count;
    const char *const *arguments;
    size_t given_count;
    struct given {
        const struct option *option;
        const char *value;
    } * given;        /* in order */
    const char *line; /* the command for the run document: as given but for incidental options, so that
                         neither threads nor the output's name change a byte of it */
};

/* The environment of a command. Results go to out, remarks that aren't mistakes to err; main prints
 * diagnostics. */
struct session {
    struct arena *arena;
    struct diags *diags;
    FILE *out;
    FILE *err;
    bool out_is_terminal;
    bool out_is_seen; /* only by the person who runs the command: a terminal, and no log of CI */
    bool err_is_terminal;
    bool streams_are_one; /* what out and err print is seen in one place: a terminal, or a file of both */
    bool colour;          /* on out: --color, else by NO_COLOR, TERM and whether it is a terminal */
    bool err_colour;
    bool unicode;      /* false on a dumb terminal */
    size_t columns;    /* width to render for, 80 to 200 */
    const char *today; /* ISO date: --today or the clock */
    int64_t created_s; /* creation time written into files: SOURCE_DATE_EPOCH or a fixed date */
};

struct command {
    const char *name;        /* "prices check" is two words */
    const char *summary;     /* a line without full stop */
    const char *description; /* paragraphs for the man page */
    const struct argument *arguments;
    const struct option *options; /* besides the common ones */
    const struct example *examples;
    enum exit_code (*run)(const struct parsed *parsed, struct session *session);
};

extern const struct command *const COMMANDS[];
extern const char
    *const COMMAND_HEADINGS[]; /* of each command in help; commands of one heading follow each other */
extern const size_t COMMAND_COUNT;
extern const struct option COMMON_OPTIONS[]; /* --help, --version, --color, --columns, --today */

/* The command with exactly this name, or NULL. */
const struct command *command_find(const char *name);

/* "warpcost compare WORKLOAD [OPTION...]" */
char *command_usage(const struct command *command, struct arena *arena);

bool parsed_flag(const struct parsed *parsed, const char *option);
/* True if the hint's value is a file to read. */
bool hint_is_input(enum value_hint hint);

const char *parsed_value(const struct parsed *parsed, const char *option); /* last given, or NULL */
/* Store at most max values of a repeated option in order; return their number. given_count is always
 * enough. */
size_t parsed_values(const struct parsed *parsed, const char *option, const char **values, size_t max);

/* Parse; false with DIAG_USAGE diagnostics (unknown verb or option: did-you-mean). command is NULL when
 * nothing was given, or only common options with --help or --version, which need no complete line. */
bool command_parse(int argc, char *const argv[], struct arena *arena, struct parsed *parsed,
                   struct diags *diags);

/* Help of one command, or of the program when command is NULL. */
void command_help(const struct command *command, FILE *out, size_t columns, bool colour);

/* The lines to begin with and the names of commands, on half a screen. */
void command_overview(FILE *out, size_t columns, bool colour);
