/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Baselines: the saved runs that rules on change are held against, found by the name of their workload. */
#pragma once

#include "cmd/command.h"
#include "params/policy.h"
#include "run/run.h"

#define BASELINE_OPTION                                                               \
    {                                                                                 \
        "baseline", 0, OPTION_REPEATED, HINT_JSON, "RUN", NULL,                       \
            "baseline run for rules on change, matched by the workload's name; or a " \
            "directory "                                                              \
            "with one per workload; a workload without one is new",                   \
            false                                                                     \
    }

struct baselines {
    size_t count;
    const struct run **runs;
    bool are_complete; /* a directory was given: a workload that is in none is new */
};

/* Those of --baseline, or the policy's where it names some (NULL for none). False with diagnostics. */
bool baselines_read(const struct parsed *parsed, const struct policy *policy, struct session *session,
                    struct baselines *baselines);

/* The workload's, or NULL. */
const struct run *baselines_find(const struct baselines *baselines, const char *workload);
