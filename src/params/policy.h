/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policy: what a workload may not decide. It is a YAML file that lies where whoever changes the workload
 * can't change it:
 *
 *     budget: budget.yaml          # beside the policy
 *     prices: eu-west-1.csv        # a book or a directory of books, beside the policy; without, the embedded
 *     baselines: [orders.json]     # beside the policy
 *     owned: [architectures.*.vcpu_produced]   # more parameters that no workload may give
 *     allowed: [latency.object_put]            # of the policy's own, what a workload may give after all
 *     fixed:                       # parameters, as --set takes them
 *       load.peak_to_mean: 2
 *       pricing.discount.AmazonEC2: 12%
 *       architectures.*.free_space: 40%
 *
 * Under a policy all of `pricing`, `billing`, `latency` and `simulation` is the policy's: what things cost,
 * how bills count, how fast the parts are and by which draws that is told is no design of a workload's. What
 * the policy doesn't fix stands at its default. A workload that gives another value than a fixed one, or
 * anything that is owned, is refused at the line where it does so: what it says is never dropped in silence.
 *
 * Ownership: a policy lives in the arena that it was read into. */
#pragma once

#include "base/error.h"
#include "params/params.h"

struct fixed {
    const char *path, *value;
    struct place place;
};

/* Parameters that a pattern is about: "latency" all below it, "architectures.*.free_space" of every
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
    size_t fixed_count;
    const struct fixed *fixed;
    size_t owned_count, allowed_count;
    const struct pattern *owned, *allowed;
};

/* The params of a workload as the policy fixes them; NULL with diagnostics when the workload or an option of
 * the command line says otherwise. */
const struct params *policy_apply(const struct policy *policy, const struct params *params,
                                  struct arena *arena, struct diags *diags);
