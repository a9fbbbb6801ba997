/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outputs: a result in the formats that a verb knows, written wherever -o and --format say. */
#pragma once

#include "cmd/command.h"
#include "report/report.h"

/* One format of a verb: text, or bytes of another kind. Of several with one extension the first is meant
 * unless --format names another. */
struct output_format {
    const char *extension; /* ".sarif"; NULL: only --format names it */
    char *(*text)(const void *subject, struct text_style style, struct arena *arena);
    char *(*bytes)(const void *subject, struct session *session,
                   size_t *length); /* where text is NULL. NULL, with diagnostics, when it can't be made */
};

/* All formats of a verb. */
struct outputs {
    const char *const *names;            /* NULL-ended: the choices of --format */
    const struct output_format *formats; /* one for each name, in their order */
    size_t unsaid;                       /* which of them standard output has where nothing is said */
};

/* A text of FUNCTION(subject, arena), whatever the style, as rendered_by_FUNCTION. */
#define OUTPUT_RENDERED_BY(function)                                                                       \
    static char *rendered_by_##function(const void *subject, struct text_style style, struct arena *arena) \
    {                                                                                                      \
        (void)style;                                                                                       \
        return function(subject, arena);                                                                   \
    }

/* Whether every output that the options name says its format; else false with diagnostics. Asked before
 * anything is computed: an hour's run must not end at a name that says nothing. */
bool outputs_check(const struct parsed *parsed, const struct outputs *outputs, struct session *session);

void outputs_write(const struct parsed *parsed, const struct outputs *outputs, const void *subject,
                   struct session *session);
