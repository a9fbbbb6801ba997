/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a run: a section each. A section adds its blocks to a document, or nothing where there is
 * nothing to say. Order is the format's. */
#pragma once

#include "report/doc.h"
#include "run/run.h"

/* A section of a run. */
typedef void say_section(struct doc *doc, const struct run *run);

say_section say_guarantees;
say_section say_machines;
void say_machines_of(struct doc *doc, const struct run_architecture *architecture);

/* A table with a column of a kind for each architecture: field 0 is the label, 1 + i the ith architecture. */
struct doc_table *say_options_table(struct doc *doc, const char *label, const char *head,
                                    enum doc_column_kind kind, const struct run *run);

/* "48 %", or "none there" for a supply of zero. */
const char *say_percent(struct arena *arena, double fraction);
