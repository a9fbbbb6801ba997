/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policy: the decisions that a workload may not take. It is a YAML file that the workload's authors can't
 * change:
 *
 *     budget: budget.yaml          # beside the policy
 *     prices: eu-west-1.csv        # a book or a directory of books, beside the policy; without, the embedded
 *     baselines: [orders.json]     # beside the policy
 *     workloads: [orders, payments]            # the names of all that is checked; without, whatever there is
 *     owned: [architectures.*.vcpu_produced]   # more parameters that no workload may give
 *     allowed: [latency.object_put]            # of the policy's own, what a workload may give after all
 *     fixed:                       # parameters, as --set takes them
 *       load.peak_to_mean: 2
 *       pricing.discount.AmazonEC2: 12%
 *       architectures.*.free_space: 40%
 *
 * A policy owns all of `pricing`, `billing`, `latency` and `simulation`: prices, billing rules, component
 * speeds and random draws aren't the workload's to design. Parameters that the policy doesn't fix keep
 * their defaults. A workload that gives an owned parameter, or another value than the fixed one, is
 * refused at that line, never ignored.
 *
 * Ownership: the arena that it was read into. */
#pragma once

#include "base/error.h"
#include "params/params.h"

struct fixed {
    const char *path, *value;
    struct place place;
};

/* The parameters that a pattern matches: "latency" all below it, "architectures.*.free_space" of every
 * architecture, "load.hourly". */
struct pattern {
    const char *text;
    struct place place;
};

struct policy {
    const char *name;           /* of the file, as given */
    const char *budget;         /* a path that can be opened */
    const char *prices, *as_of; /* NULL without */
    size_t baseline_count;
    const char *const *baselines;
    size_t workload_count;
    const struct pattern *workloads; /* names: those that are checked, no other; none: whatever there is */
    size_t fixed_count;
    const struct fixed *fixed;
    size_t owned_count, allowed_count;
    const struct pattern *owned, *allowed;
    size_t reference_count;
    const char *const *references; /* ids of architectures that its budget holds costs against: their options
                                      are the policy's, or a dearer one would loosen the rule */
};

/* Apply the policy's fixed values to a workload's params; NULL with diagnostics when the workload or a
 * command-line option contradicts the policy. */
const struct params *policy_apply(const struct policy *policy, const struct params *params,
                                  struct arena *arena, struct diags *diags);
