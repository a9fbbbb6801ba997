/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outputs: a result in the formats that a verb knows, written wherever -o and --format say. */
#pragma once

#include "cmd/command.h"
#include "report/report.h"

/* One format of a verb. The extension may be NULL: then only --format names it. Of several with one extension the first is meant unless
 * --format names another. */
struct output_format {
    const char *name;      /* NULL ends a table */
    const char *extension; /* ".sarif" */
    char *(*render)(const void *subject, struct text_style style, struct arena *arena);
};

/* Whether every output that the options name says its format; else false with diagnostics. The first format is that of standard output
 * where nothing else is said. */
bool outputs_check(const struct parsed *parsed, const struct output_format *formats, struct session *session);

void outputs_write(const struct parsed *parsed, const struct output_format *formats, const void *subject, struct session *session);
