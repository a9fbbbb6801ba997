/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Simulate: adds the latency of every architecture that can carry the workload to a run, from its
 * outcomes. */
#pragma once

#include "study/compare.h"

/* What is told to someone who waits. Any of the functions may be NULL. */
struct simulate_progress {
    /* Before each architecture that is simulated, of so many, and once more with done = total and no name. */
    void (*notify)(void *user, size_t done, size_t total, const char *name);
    void *user;
    /* The costs are known: the run before anything is simulated, if whoever waits may see it. */
    void (*costs)(void *user, const struct run *run);
    void (*advance)(void *user, double share); /* within an architecture, as struct replicate_watch */
};

/* The run with latencies, in arena; shares everything else with the comparison's, which must keep demand.
 * progress may be NULL. NULL with DIAG_INTERNAL when a simulation broke a guarantee of the log. */
const struct run *run_simulate(const struct compare_request *request, const struct comparison *comparison,
                               const struct simulate_progress *progress, struct arena *arena,
                               struct diags *diags);

/* The run with the latencies of another run of the same architectures on the same machines. */
const struct run *run_with_latencies(const struct run *run, const struct run *of, struct arena *arena);

/* True if every simulation converged; else the first that didn't, and why. */
bool run_converged(const struct run *run, const char **architecture, const char **why);
