/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outputs: a result in the formats that a verb knows, written wherever -o and --format say. */
#pragma once

#include "cmd/command.h"
#include "report/formats.h"

/* Rows of an option table, for the formats of RUN, CHECK or DIFF. */
#define OUTPUT_OPTIONS(OF)                                                                                \
    {"output",                                                                                            \
     'o',                                                                                                 \
     OPTION_REPEATED,                                                                                     \
     HINT_FILE,                                                                                           \
     "FILE",                                                                                              \
     NULL,                                                                                                \
     "write to FILE, in the format that its extension says (- is standard output), in place of standard " \
     "output; may be repeated",                                                                           \
     true},                                                                                               \
    {                                                                                                     \
        "format", 0, OPTION_VALUE, HINT_CHOICES, "FORMAT", FORMAT_NAMES_OF_##OF,                          \
            FORMAT_HELP_OF_##OF + FORMAT_HELP_SKIPPED, true                                               \
    }

/* Whether every output that the options name says its format; else false with diagnostics. Asked before
 * anything is computed: an hour's run must not end at a name that says nothing. */
bool outputs_check(const struct parsed *parsed, const struct format *formats, struct session *session);

/* Write a result wherever the options say. Of the rendering, subject and what is of a run are given; unsaid
 * names the format of standard output where nothing is said, NULL for the first. */
void outputs_write(const struct parsed *parsed, const struct format *formats, const char *unsaid,
                   struct rendering rendering, struct session *session);
