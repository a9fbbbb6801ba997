/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Session: a command's connection to its caller. Only this file looks at the terminal, the clock and the
 * environment (NO_COLOR, TERM, COLUMNS, CI, SOURCE_DATE_EPOCH), except for progress lines (cmd/progress.h).
 */
#pragma once

#include "cmd/command.h"

enum { COLUMNS_MIN = 80, COLUMNS_MAX = 200 };

/* Standard output as a stream that remembers why a write failed: stdio alone forgets it after later
 * writes. */
struct session_output {
    FILE *stream;
    int failure; /* errno of the first write that failed, 0 for none */
};
void session_output_open(struct session_output *output);

/* Flush; false when any output is lost, with DIAG_FILE_UNWRITABLE unless the reader closed its pipe, as
 * '| head' does. */
bool session_output_close(struct session_output *output, struct diags *diags);

/* Fill session from the command line and the environment; false with DIAG_USAGE diagnostics. arena, diags
 * and out must be set. */
bool session_open(struct session *session, const struct parsed *parsed);

/* Print every diagnostic to stream as "file:line:column: message". */
void session_print_diags(const struct diags *diags, FILE *stream, bool colour);
