/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents made from the table of commands: help (help.c), man pages (man.c), shell completion
 * (completion.c). This header holds their shared parts. */
#pragma once

#include "cmd/command.h"

/* A name with its meaning, for lists. */
struct term_row {
    const char *name; /* NULL ends a table */
    const char *meaning;
};
extern const struct term_row EXIT_CODE_ROWS[];
extern const struct term_row ENVIRONMENT_ROWS[];

extern const char PROGRAM_SUMMARY[];
extern const char PROGRAM_DESCRIPTION[];
extern const struct example PROGRAM_EXAMPLES[];

/* "-o, --output FILE", in arena. */
char *option_label(const struct option *option, struct arena *arena);

/* The known values of a hint (choices, architectures, lines, commands' words), in arena, each once,
 * NULL-ended; NULL when it has none. */
const char *const *hint_values(enum value_hint hint, const char *const *choices, struct arena *arena);

/* The man page of a command, or of the program when command is NULL, in man(7). */
void man_page(const struct command *command, struct arena *arena, FILE *out);

void completion_bash(struct arena *arena, FILE *out);
void completion_zsh(struct arena *arena, FILE *out);
void completion_fish(struct arena *arena, FILE *out);
