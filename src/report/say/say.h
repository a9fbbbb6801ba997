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

/* ---- of a page, and of a workbook ---- */

say_section say_decision; /* what is cheapest, */
say_section say_wait;     /* and what users wait for it */
say_section say_facts;
say_section say_keys;      /* the figures that decide */
say_section say_options;   /* each in a row, with cost and latency */
say_section say_heaviest;  /* of the assumptions */
say_section say_unsettled; /* the variants that move a total most */
say_section say_cost_chart;
say_section say_bridge; /* from the dearest to the cheapest */
say_section say_components;
say_section say_owners; /* and prices that were negotiated */
say_section say_unit_costs;
say_section say_largest; /* of the lines */
say_section say_load;    /* that latencies are at */
say_section say_produce_curves, say_end_to_end_curves;
say_section say_produce_tradeoff, say_end_to_end_tradeoff; /* cost against p99 */
say_section say_percentiles;
say_section say_objectives;
say_section say_stages;
say_section say_sureness; /* of the latencies */
say_section say_counts;   /* of the simulation */
say_section say_flows;    /* bytes on their way */
say_section say_uses;     /* how full machines are */
say_section say_cash_chart;
say_section say_months;
say_section say_reproduce;
say_section say_lines; /* to the cent */
say_section say_params;

/* Cash of month 1 to 12 of the first year. What is due at the start of a commitment falls in the first month.
 */
enum { SAY_MONTHS = 12 };
void say_months_usd(const struct run_architecture *architecture, double usd[SAY_MONTHS]);

/* ---- parts of sections ---- */

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

/* A new row of the ith architecture: its name and sign are field 0. */
struct doc_cell *say_option_row(struct doc_table *table, const struct run *run, size_t i);

/* "48 %", or "none there" for a supply of zero. */
const char *say_percent(struct arena *arena, double fraction);

/* "+$1.2M", "−$3.4k", "no change"; "can’t be" for NAN. */
const char *say_change(struct arena *arena, double usd);

/* A source's grade; a value with its interval, and a star where inputs weren't measured so far into the tail.
 */
struct doc_cell say_grade(struct arena *arena, char grade);
struct doc_cell say_estimate(const struct doc *doc, struct run_estimate estimate, bool is_beyond);

/* The architecture with this id, with its sign; the id when there is none. */
const char *say_option(struct arena *arena, const struct run *run, const char *id);

/* How many a page names of what weighs most. */
enum { SAY_HEAVIEST_MAX = 3 };

/* "control plane" for "control_plane". */
const char *say_component(const char *component);

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
