/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is said of a run: a section each. A section adds its blocks to a document, or nothing where there is
 * nothing to say. say_run has the order of text and of Markdown; a page and a workbook have places of their
 * own for each section. */
#pragma once

#include "report/cover.h"
#include "report/doc.h"
#include "report/pivot.h"
#include "run/run.h"

/* A section of a run. */
typedef void say_section(struct doc *doc, const struct run *run);

say_section say_head;
say_section say_costs;
say_section say_latency;
say_section say_why; /* one architecture is cheaper than the others */
say_section say_waterfall;
say_section say_machines;
say_section say_cross_az;
say_section say_guarantees;
say_section say_price_dates;
say_section say_prices;
say_section say_upfront;
say_section say_warnings;
say_section say_variants;      /* totals under other values of open assumptions */
say_section say_sensitivities; /* the assumptions that weigh most */
say_section say_defaults;      /* assumptions that somebody ought to check */
say_section say_excluded;
say_section say_foot;
void say_cover(struct doc *doc, const struct run *run, const struct cover *cover);
void say_latency_notes(struct doc *doc, const struct run_load_latency *load); /* of its two distributions */
void say_roles(struct doc *doc, const struct run_architecture *architecture, int level);
void say_machines_of(struct doc *doc, const struct run_architecture *architecture);

/* A run from end to end, as text or Markdown. cover may be NULL. */
void say_run(struct doc *doc, const struct run *run, const struct cover *cover);

/* The search of each architecture in depth; the simulation of each. */
say_section say_plan;
say_section say_simulation;

/* ---- words that sections share ---- */

/* A table with a column of a kind for each architecture: field 0 is the label, 1 + i the ith architecture. */
struct doc_table *say_options_table(struct doc *doc, const char *label, const char *head,
                                    enum doc_column_kind kind, const struct run *run);

/* "48 %", or "none there" for a supply of zero. */
const char *say_percent(struct arena *arena, double fraction);

/* "+1,204", "-12", "0". */
const char *say_signed(struct arena *arena, int64_t usd);

/* Whether no architecture has a discount, a private price or a commitment that is worth a dollar: then all
 * totals are one. */
bool say_is_at_list(const struct run *run);

/* "Kafka, classic (kafka-classic)"; the id once where the name says it already. */
const char *say_name_and_id(struct arena *arena, const struct run_architecture *architecture);

/* The name of the architecture with this id; the id when there is none. */
const char *say_name(const struct run *run, const char *id);

/* The utilisation that binds, or NULL. */
const struct run_utilisation *say_binding(const struct run_architecture *architecture);

/* A document of one section. */
struct doc say_alone(say_section *section, const struct run *run, enum doc_medium medium,
                     struct arena *arena);
