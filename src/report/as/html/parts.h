/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parts: the tables and lists of a report, each as the HTML of a slot of the template. A part with nothing to
 * say is "". */
#pragma once

#include "report/as/html/view.h"

/* The mark and the escaped name of an architecture; its name alone. */
const char *parts_name(const struct view *view, size_t architecture);
const char *parts_words(const struct view *view, const char *text); /* a sentence from anywhere */

/* path without what says of which architecture it is, where the architecture stands beside it. */
const char *parts_path(const struct view *view, const char *architecture, const char *path);

/* "+$1.2M", "−$3.4k", "no change"; "can't" for NAN. */
const char *parts_change(const struct view *view, double usd);

/* First screen. */
char *parts_decision(const struct view *view); /* what is cheapest, */
char *parts_wait(const struct view *view);     /* and what users wait for it */
char *parts_facts(const struct view *view);
char *parts_keys(const struct view *view);
char *parts_summary(const struct view *view);
char *parts_weighty(const struct view *view);

/* Cost. */
char *parts_components(const struct view *view);
char *parts_owners(const struct view *view);
char *parts_units(const struct view *view);
char *parts_largest(const struct view *view);
char *parts_waterfall(const struct view *view);
char *parts_months(const struct view *view);

/* Latency. */
char *parts_percentiles(const struct view *view);
char *parts_objectives(const struct view *view);
char *parts_stages(const struct view *view);
char *parts_latency_notes(const struct view *view);
char *parts_counts(const struct view *view);

/* What each is. */
char *parts_flows(const struct view *view);
char *parts_uses(const struct view *view);

/* What it rests on. */
char *parts_assumptions(const struct view *view);
char *parts_variants(const struct view *view);
char *parts_warnings(const struct view *view);
char *parts_reproduce(const struct view *view);

/* Annex: to the cent. */
char *parts_lines(const struct view *view);
char *parts_prices(const struct view *view);
char *parts_params(const struct view *view);
