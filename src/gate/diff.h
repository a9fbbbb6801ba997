/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Diff: what changed between two runs, by architecture and line, and why. Of each architecture that both runs
 * have, the change of the total is split into three parts that add up to it:
 *
 *   price   the same machines and quantities at the new prices: c(base | new prices, base's machines) −
 * c(base) volume  the new traffic under the base's design at the new prices, planned anew: c(new traffic) −
 * c(base), both at the new prices and planned design  the rest: other options, zones, network, machines that
 * are cheapest at the new prices, a deployment that is given
 *
 * Traffic is `topics` and `load`; prices are `region`, `pricing`, `billing` and the price book; all else is
 * design. Where both sides are workloads the steps are evaluated (gate/diff_split.h). Saved runs can't be
 * evaluated anew: there price is the base's quantity of each line times the change of what a unit costs on
 * average, for meters of which a tier changed its price; the rest is volume when only traffic differs among
 * the parameters, design when only design does, and where both do, they are told as one.
 *
 * Ownership: all lives in the arena of the diff; strings may point into the runs. */
#pragma once

#include "gate/diff_latency.h"
#include "gate/gate.h"

struct line_change {
    const char *id, *title;
    bool in_base, in_head;
    double base_usd, head_usd; /* a year, over all topic groups; 0 where it isn't */
};

struct change_split {
    bool is_known;
    const char *why_not; /* when it isn't known */
    bool is_joint;       /* volume holds volume and design together; design is 0 */
    double price_usd, volume_usd, design_usd;
};

struct architecture_diff {
    const char *id, *name;
    const struct run_architecture *base, *head; /* NULL where it isn't */
    bool is_comparable;                         /* both are there and can carry the load */
    size_t line_count;
    const struct line_change *lines; /* that changed, in the order of head, then those that are gone */
    size_t same_count;               /* lines that didn't change */
    double same_usd;
    struct change_split split;
    size_t latency_count;
    const struct latency_change *latencies;
};

/* What a threshold said of an architecture (gate/diff_judge.h). */
struct diff_finding {
    const char *architecture;  /* id; "" for all */
    enum gate_outcome outcome; /* OUTCOME_PASS, OUTCOME_FAIL or OUTCOME_ERROR */
    enum diag_id problem;      /* unless it passes */
    const char *sentence;
};

struct diff {
    const char *base_name, *head_name; /* files as given */
    const struct run *base, *head;
    bool is_redacted; /* either run is at list prices, since private ones aren't shown */
    size_t architecture_count;
    struct architecture_diff *architectures; /* in the order of head, then those that are gone */
    bool has_thresholds;
    size_t finding_count;
    const struct diff_finding *findings;
};

/* Sums that differ by less are the same: a cent. */
#define DIFF_SAME_USD 0.01

/* The diff of two settled runs; splits are made from the runs alone. */
struct diff *diff_make(const struct run *base, const char *base_name, const struct run *head,
                       const char *head_name, struct arena *arena);
