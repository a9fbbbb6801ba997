/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections of a run, listed in sections.def. A section adds its blocks to a document, or
 * nothing where there is nothing to say. */
#pragma once

#include "report/cover.h"
#include "report/doc.h"
#include "report/pivot.h"
#include "report/view.h"
#include "run/run.h"

/* A section of a run. */
typedef void say_section(struct doc *doc, const struct run *run);

#define SECTION(name, media) say_section say_##name;
#include "report/say/sections.def"
#undef SECTION

/* Cash of months 1 to 12 of the first year. A commitment's upfront payment falls in the first month. */
enum { SAY_MONTHS = 12 };
void say_months_usd(const struct run_architecture *architecture, double usd[SAY_MONTHS]);

/* ---- parts of sections ---- */

void say_cover(struct doc *doc, const struct run *run, const struct cover *cover);
/* "model error: ×1.22 over 7 published points"; "" when none is known. */
const char *say_model_error(struct arena *arena, const struct run_latency *latency);
void say_model(struct doc *doc, const struct run_latency *latency); /* its error, and its open options */
void say_latency_notes(struct doc *doc, const struct run_load_latency *load); /* of its two distributions */
void say_roles(struct doc *doc, const struct run_architecture *architecture, int level);
void say_utilisations(struct doc *doc, const struct run_architecture *architecture);
void say_machines_of(struct doc *doc, const struct run_architecture *architecture);

/* A comparison as text: its first screen, and the parts that were asked for (bits of enum text_part). */
void say_comparison(struct doc *doc, const struct run *run, unsigned parts);

/* A run as Markdown. cover may be NULL. */
void say_markdown(struct doc *doc, const struct run *run, const struct cover *cover);

/* The search of each architecture in depth; the simulation of each. */
say_section say_plan;
void say_simulation(struct doc *doc, const struct run *run, bool in_full);
/* One line id in depth. architecture may be NULL for all. False when no line matches. */
struct explained;
bool say_explanation(struct doc *doc, const struct explained *explained, const char *line,
                     const char *architecture);
void say_space(struct doc *doc, const struct explained *explained, size_t architecture, double usd_per_year);

/* ---- words that sections share ---- */

/* Add a table with a column of a kind for each architecture: field 0 is the label, 1 + i the ith
 * architecture. */
struct doc_table *say_options_table(struct doc *doc, const char *label, const char *head,
                                    enum doc_column_kind kind, const struct run *run);

/* Add a row of the ith architecture: field 0 has its name and sign. */
struct doc_cell *say_option_row(struct doc_table *table, const struct run *run, size_t i);

/* "can't carry the load by guideline: broker.space is 175 % used (healthy)": the figures of a fleet that
 * stands are those of a guideline that it exceeds. Without a fleet "cannot carry this load: …". */
const char *say_cannot(const struct doc *doc, const struct run_architecture *architecture);

/* The same without the reason. */
const char *say_mark(const struct doc *doc, const struct run_architecture *architecture);

/* "+$1.2M", "−$3.4k", "no change"; "can’t be" for NAN. */
const char *say_change(struct arena *arena, double usd);

/* "0.40–0.67 s", "8.90 ms*": the p99 with its range over what the vendor is silent on, dash between its ends;
 * NULL when unknown. */
const char *say_p99(struct arena *arena, const struct run_architecture *architecture, bool end_to_end,
                    const char *dash);

/* What the star of such a latency means; NULL when none has it. */
const char *say_assumed(const struct run *run);

/* The components of the ith architecture's cost as one bar, and the legend of such bars. */
const struct doc_series *say_stack(const struct view *view, size_t i);
void say_bar_keys(struct doc *doc, const struct view *view);

/* The stage with this name; NULL without one, or without a distribution. */
const struct run_stage *say_stage_named(const struct run_distribution *distribution, const char *name);

/* A count in three significant digits, bytes in decimal units: "1.07 GB", "31.5M". */
const char *say_count(struct arena *arena, double value, const char *unit);

/* A source's grade. */
struct doc_cell say_grade(struct arena *arena, char grade);

/* A latency with its interval, and a star where the inputs weren't measured that far into the tail. */
struct doc_cell say_estimate(const struct doc *doc, struct run_estimate estimate, bool is_beyond);

/* "orders: produce p99 within 1 s" */
const char *say_objective(struct arena *arena, const struct run_objective *objective);

/* The architecture with this id, with its sign; the id when unknown. */
const char *say_option(struct arena *arena, const struct run *run, const char *id);

/* The number of assumptions and variants on a first screen. */
enum { SAY_HEAVIEST_MAX = 3 };

/* "control plane" for "control_plane". */
const char *say_component(const char *component);

/* "+1,204", "-12", "0". */
const char *say_signed(struct arena *arena, int64_t usd);

/* "AutoMQ:AKU-Hours": meters of vendors that are used for nothing, since their prices aren't public; ""
 * without. */
const char *say_not_public(const struct run *run, struct arena *arena);

/* "2024-07 (EBS) to 2026-08-17 (NAT gateways)": the oldest and the newest that were used. */
const char *say_price_dates_used(const struct run *run, struct arena *arena);

/* "list prices of 2024-07 (EBS) to 2026-08-17 (NAT gateways)" */
const char *say_price_span(const struct run *run, struct arena *arena);

/* True if no architecture has a discount, a private price or a commitment worth a dollar: then all totals
 * are equal. */
bool say_is_at_list(const struct run *run);

/* "Classic Kafka (kafka-classic)"; without the id if the name contains it. */
const char *say_name_and_id(struct arena *arena, const struct run_architecture *architecture);

/* The name of the architecture with this id; the id when unknown. */
const char *say_name(const struct run *run, const char *id);

/* The binding utilisation, or NULL. */
const struct run_utilisation *say_binding(const struct run_architecture *architecture);

/* "One; Two; 3 more": the architectures that are meant; "" without. */
const char *say_names(const struct doc *doc, const struct run *run,
                      bool (*is_meant)(const struct run_architecture *), size_t named_max);

/* A document of one section. */
struct doc say_alone(say_section *section, const struct run *run, enum doc_medium medium,
                     struct arena *arena);
