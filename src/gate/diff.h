/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Diff: the changes between two runs, by architecture and line, and their causes. The change of each
 * architecture's total is split into three parts that add up to it:
 *
 *     price   the same machines and quantities at the new prices:
 *             c(base | new prices, base's machines) − c(base)
 *     volume  the new traffic under the base's design, both planned anew at the new prices:
 *             c(new traffic) − c(base)
 *     design  the rest: other options, zones, network, machines that are cheapest at the new prices, a
 *             deployment that is given
 *
 * Traffic is `topics` and `load`; prices are `region`, `pricing`, `billing` and the price book; all else
 * is design. Where both sides are workloads the steps are evaluated (gate/diff_split.h). Saved runs can't
 * be evaluated anew: there price is the base's quantity of each line times the change of its average unit
 * cost, for meters with a changed tier; the rest is volume when only traffic parameters differ, design
 * when only design ones do, and one joint part when both do.
 *
 * Ownership: the arena of the diff; strings may point into the runs. */
#pragma once

#include "gate/diff_latency.h"
#include "gate/gate.h"

struct line_change {
    const char *id, *title;
    bool in_base, in_head;
    double base_usd, head_usd; /* per year, over all topic groups; 0 on a side without the line */
};

struct change_split {
    bool is_known;
    const char *why_not; /* reason for an unknown split */
    bool is_joint;       /* volume holds volume and design together; design is 0 */
    double price_usd, volume_usd, design_usd;
};

struct architecture_diff {
    const char *id, *name;
    const struct run_architecture *base, *head; /* NULL on a side without it */
    bool is_comparable;                         /* both sides have it and its bill */
    size_t line_count;
    const struct line_change *lines; /* changed lines in the order of head, then those that are gone */
    size_t same_count;               /* unchanged lines */
    double same_usd;
    struct change_split split;
    size_t latency_count;
    const struct latency_change *latencies;
};

/* A threshold's verdict on an architecture (gate/diff_judge.h). */
struct diff_finding {
    const char *architecture;  /* id; "" for all */
    enum gate_outcome outcome; /* OUTCOME_PASS, OUTCOME_FAIL or OUTCOME_ERROR */
    enum diag_id problem;      /* unless it passes */
    const char *sentence;
};

/* The prices that a side is shown at. */
enum diff_prices {
    DIFF_AT_LIST,  /* it has no private ones */
    DIFF_REDACTED, /* list prices in place of private ones */
    DIFF_AT_PRIVATE,
};

struct diff {
    const char *base_name, *head_name; /* files as given */
    const struct run *base, *head;
    enum diff_prices base_prices, head_prices;
    size_t architecture_count;
    struct architecture_diff *architectures; /* in the order of head, then those that are gone */
    bool has_thresholds;
    size_t finding_count;
    const struct diff_finding *findings;
};

/* Sums that differ by less than a cent are equal. */
#define DIFF_SAME_USD 0.01

/* Either run is at list prices to hide private ones. */
bool diff_is_redacted(const struct diff *diff);

/* Diff two settled runs; splits come from the runs alone. */
struct diff *diff_make(const struct run *base, const char *base_name, const struct run *head,
                       const char *head_name, struct arena *arena);
