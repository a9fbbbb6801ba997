/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outputs: writes a result in a verb's formats to the files of -o and --format. */
#pragma once

#include "cmd/command.h"
#include "report/formats.h"

/* Rows of an option table, for the formats of RUN, CHECK or DIFF. */
#define OUTPUT_OPTIONS(OF)                                                                                \
    {"output",                                                                                            \
     'o',                                                                                                 \
     OPTION_REPEATED,                                                                                     \
     HINT_OUTPUT,                                                                                         \
     "FILE",                                                                                              \
     NULL,                                                                                                \
     "write to FILE, in the format of its extension (- is standard output), instead of standard output; " \
     "may be repeated",                                                                                   \
     true},                                                                                               \
    {                                                                                                     \
        "format", 0, OPTION_VALUE, HINT_CHOICES, "FORMAT", FORMAT_NAMES_OF_##OF,                          \
            FORMAT_HELP_OF_##OF + FORMAT_HELP_SKIPPED, true                                               \
    }

/* True if every output of the options has a format; else false with diagnostics. Called before anything is
 * computed: an hour's run must not fail on a file's name. */
bool outputs_check(const struct parsed *parsed, const struct format *formats, struct session *session);

/* True if every file that the command line names to be written is neither one that it names to be read nor
 * named twice, through links of any kind; else false with DIAG_USAGE. Standard output counts where it is a
 * file.
 */
bool outputs_are_apart(const struct parsed *parsed, struct session *session);

/* The audience of the outputs: text on the terminal of the person who runs the command shows private prices,
 * a file, a pipe and a format for machines hide them. --show-private shows them to all. */
struct audience {
    bool is_person; /* some output is seen by that person alone */
    bool is_others; /* some output isn't */
};
struct audience outputs_audience(const struct parsed *parsed, const struct format *formats,
                                 const char *unsaid, struct session *session);

/* True if text goes to standard output. */
bool outputs_have_text(const struct parsed *parsed, const struct format *formats, struct session *session);

/* Say on a terminal, beside the results, that a file was written. */
void outputs_tell(const char *file, struct session *session);

/* Write a result to all outputs of the options. The caller sets the rendering's subject and run; unsaid
 * names the default format of standard output, NULL for the first. */
void outputs_write(const struct parsed *parsed, const struct format *formats, const char *unsaid,
                   struct rendering rendering, struct session *session);
