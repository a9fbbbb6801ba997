/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outputs: a result in the formats that a verb knows, written wherever -o and --format say. */
#pragma once

#include "cmd/command.h"
#include "report/formats.h"

/* All formats of a verb. Of several with one extension the first is meant unless --format names another. */
struct outputs {
    const struct format *formats;
    const char *unsaid; /* which of them standard output has where nothing is said */
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
