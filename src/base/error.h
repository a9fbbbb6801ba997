/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Diagnostics: mistakes in the input, their positions and remedies.
 *
 * Every mistake is a row of base/diagnostics.def: an id and the exit code that it leads to. Functions that
 * can fail return false and append to a `struct diags`; they leave their outputs untouched. One list can
 * hold every mistake of a file, so that a user mends them in one go. Nothing is printed here: main does
 * that, once.
 *
 * Ownership: a message and everything it points to lives in the arena of its list. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Exit codes of the program; a contract with scripts, never renumbered. */
enum exit_code {
    EXIT_DONE = 0,       /* done; for compare, at least one architecture is feasible */
    EXIT_BREACH = 1,     /* a check failed */
    EXIT_USAGE = 2,      /* invalid command line */
    EXIT_INPUT = 3,      /* invalid input file or value */
    EXIT_PRICE = 4,      /* a required price is missing */
    EXIT_IO = 5,         /* a file could not be read or written, or memory ran out */
    EXIT_INFEASIBLE = 6, /* nothing is feasible, or convergence or objectives were required and not reached */
    EXIT_INTERNAL = 7,   /* an internal check was violated: a bug */
};

enum diag_id {
#define DIAG(id, slug, exit_code) DIAG_##id,
#include "base/diagnostics.def"
#undef DIAG
    DIAG__COUNT
};

/* A position in an input. line and column count from 1; 0 means unknown. file may be NULL. */
struct place {
    const char *file;
    uint32_t line;
    uint32_t column;
};

struct diag {
    enum diag_id id;
    struct place place;
    const char *message;
    struct diag *next;
};

struct file_seen;

/* Further diagnostics are only counted: a broken generator shouldn't fill a screen. */
enum { DIAGS_KEPT_MAX = 200 };

struct diags {
    struct arena *arena;
    struct diag *first;
    struct diag **end;
    size_t count; /* all, kept or not */
    size_t kept_count;
    enum exit_code exit_code;      /* of the first diagnostic; EXIT_DONE when empty */
    const struct file_seen *files; /* that were read, which no output may overwrite (base/file.h) */
};

void diags_init(struct diags *diags, struct arena *arena);

/* Append a diagnostic, formatted as by printf. Always false, so that a caller can `return diags_add(…)`. */
bool diags_add(struct diags *diags, enum diag_id id, struct place place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Sort the kept diagnostics by file (in order of appearance), line and column. Stable. */
void diags_sort(struct diags *diags);

const char *diag_slug(enum diag_id id);
enum exit_code diag_exit_code(enum diag_id id);
