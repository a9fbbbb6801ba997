/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Session: how a command talks to whoever called it. The one place that looks at the terminal, the clock and the
 * environment (NO_COLOR, TERM, COLUMNS, SOURCE_DATE_EPOCH). */
#pragma once

#include "cmd/command.h"

enum { COLUMNS_MIN = 80, COLUMNS_MAX = 200 };

/* Fill session from the command line and the surroundings; false with DIAG_USAGE diagnostics. arena and diags are set. */
bool session_open(struct session *session, const struct parsed *parsed);

/* Print every diagnostic to stream as "file:line:column: message". */
void session_print_diags(const struct diags *diags, FILE *stream, bool colour);

/* Flush out; false with DIAG_FILE_UNWRITABLE when anything that was written to it is lost. */
bool session_flush(struct session *session);
