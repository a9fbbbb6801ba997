/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Run: the results of a comparison, as plain data. The run document (JSON) is this struct written down;
 * text, Markdown and the rest render only it, so that a saved run can be rendered later, elsewhere,
 * without prices. docs/run-document.md describes the members.
 *
 * Ownership: all of a run lives in the arena that it was made in. Strings are UTF-8, never NULL unless
 * said. */
#pragma once

#include "base/arena.h"
#include "run/latency.h"
#include "run/structs.h"

/* A minor version adds members or renames them; documents of every minor version are read. */
#define RUN_FAMILY "warpcost.run/"
#define RUN_MAJOR "1"

/* A document's version, "warpcost.run/1.3". The minor version is that of its youngest row. */
const char *run_version(struct arena *arena);

/* Names of origins: those of a parameter, then "deployed" and "constant". */
enum { RUN_ORIGIN_DEPLOYED = 5, RUN_ORIGIN_CONSTANT, RUN_ORIGIN__COUNT };
extern const char *const RUN_ORIGINS[RUN_ORIGIN__COUNT];

/* The architecture with this id, or NULL. */
const struct run_architecture *run_architecture_find(const struct run *run, const char *id);

/* True for a vendor's line at a list price of 0: it isn't public, and no private one is given. The total is
 * without it. */
bool run_line_lacks_fee(const struct run_line *line);
bool run_lacks_fee(const struct run_architecture *architecture);

/* " at list prices", or these " with commitments", after a total of a redacted run; " before a fee that isn't
 * public" after one that lacks it; "" after what is paid. */
const char *run_at_list_prices(const struct run *run, const struct run_architecture *of);
/* True if the architecture has a bill: it can carry the load, or its fleet was given and can't by guideline.
 */
bool run_is_priced(const struct run_architecture *architecture);

/* True if the fleet would do, and it is clients that can't push or read the load: the reason is why its
 * latency is unknown, too. */
bool run_is_short_of_clients(const struct run_architecture *architecture);

/* "can't carry the load", or "can't carry the load by guideline" of a fleet. */
const char *run_cannot(const struct run_architecture *architecture);

/* True if private prices or discounts were asked for, shown or redacted. */
bool run_is_private(const struct run *run);

/* True if the charge is at a commitment's price: neither on demand nor private. */
bool run_charge_is_committed(const struct run_charge *charge);

/* The part of it that is paid upfront, from 0 to 1. */
double run_charge_upfront_share(const struct run_charge *charge);

/* The line's part of the kind's nth charge. */
struct run_charge run_line_charge(const struct run_line *line, size_t n);

/* The full path of the nth factor's parameter, with the line's topic group; "" when derived. */
const char *run_factor_path(const struct run_line *line, size_t n, struct arena *arena);

/* The state of a verdict's objectives; "" in an older document. */
#define RUN_OBJECTIVES_NONE "none"
#define RUN_OBJECTIVES_JUDGED "judged"
#define RUN_OBJECTIVES_NOT_JUDGED "not judged"

/* True for "broker.count" and its like: the fewest nodes that a fleet may have over those that it has. That
 * is a condition, and no utilisation: load doesn't fill it. */
bool run_utilisation_is_count(const struct run_utilisation *utilisation);

/* Names of the run's topic groups, in the order of the workload. */
const char *const *run_topic_groups(const struct run *run, struct arena *arena, size_t *count);

/* True if any consumer group reads the topic group. */
bool run_is_consumed(const struct run *run, const char *topic_group, struct arena *arena);
