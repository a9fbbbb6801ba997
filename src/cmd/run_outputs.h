/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outputs of a run: the formats that every verb knows whose result is a run. */
#pragma once

#include "cmd/command.h"
#include "report/formats.h"

/* Rows of an option table: where the result goes. */
#define OUTPUT_OPTIONS                                                                                      \
    {"output",                                                                                              \
     'o',                                                                                                   \
     OPTION_REPEATED,                                                                                       \
     HINT_FILE,                                                                                             \
     "FILE",                                                                                                \
     NULL,                                                                                                  \
     "write to FILE (.txt, .md, .json, .csv, .focus.csv, .latency.csv, .html or .xlsx; - is standard "      \
     "output) in place of standard output; may be "                                                         \
     "repeated",                                                                                            \
     true},                                                                                                 \
    {                                                                                                       \
        "format", 0, OPTION_VALUE, HINT_CHOICES, "FORMAT", RUN_FORMAT_NAMES,                                \
            "text, markdown, json, csv, focus-csv, latency-csv, html or xlsx; by default what the name of " \
            "the output says, else text",                                                                   \
            true                                                                                            \
    }

/* As outputs_check(). */
bool run_outputs_check(const struct parsed *parsed, struct session *session);

/* Render a run and write it wherever the options say. */
void run_outputs_write(const struct parsed *parsed, const struct run *run, run_renderer render_text,
                       struct session *session);

/* The same for a report: HTML with this cover is what is written where nothing says a format. */
void run_outputs_report(const struct parsed *parsed, const struct run *run, const struct cover *cover,
                        struct session *session);
