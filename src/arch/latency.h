/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency profiles: the distributions that ship with warpcost (pricing/latency.csv), each with its source,
 * grade and the highest percentile that its source measured. Users name them where a parameter takes a
 * distribution.
 *
 * Ownership: the arena that was passed in. */
#pragma once

#include "params/params.h"

/* The shipped profiles. The last one's name is NULL. */
const struct param_profile *latency_embedded(struct arena *arena);

/* The Markdown page that lists them (docs/latency.md). */
char *latency_page(const struct param_profile *profiles, struct arena *arena);
