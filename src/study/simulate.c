/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/simulate.h"

#include <string.h>

#include "study/describe.h"
#include "study/latency.h"

/* Copy the run so that its architectures can be changed. */
static struct run *changeable(const struct run *run, struct run_architecture **architectures,
                              struct arena *arena)
{
    struct run *copy = arena_new_of(arena, struct run, 1);
    *copy = *run;
    *architectures = arena_new_of(arena, struct run_architecture, run->architecture_count);
    if (run->architecture_count > 0)
        memcpy(*architectures, run->architectures, run->architecture_count * sizeof **architectures);
    copy->architectures = *architectures;
    return copy;
}

static void notify(const struct simulate_progress *progress, size_t done, size_t total, const char *name)
{
    if (progress != NULL) progress->notify(progress->user, done, total, name);
}

const struct run *run_simulate(const struct compare_request *request, const struct comparison *comparison,
                               const struct simulate_progress *progress, struct arena *arena,
                               struct diags *diags)
{
    struct run_architecture *architectures;
    struct run *run = changeable(comparison->run, &architectures, arena);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct arch *arch = ARCHS[request->params->scenarios[i].kind];
        if (!comparison->outcomes[i].feasible || arch->data_path == NULL) continue;
        notify(progress, i, run->architecture_count, architectures[i].id);
        const struct context context = {request->params, i, request->catalogue, NULL, arena};
        const struct latency_request latency = {&context, &comparison->outcomes[i], request->threads,
                                                request->knows_groups, request->trace};
        architectures[i].latency = latency_simulate(&latency, diags);
        architectures[i].latency_unknown = "";
        if (architectures[i].latency == NULL) return NULL;
    }
    notify(progress, run->architecture_count, run->architecture_count, NULL);
    describe_verdict(run, arena);
    return run;
}

const struct run *run_with_latencies(const struct run *run, const struct run *of, struct arena *arena)
{
    struct run_architecture *architectures;
    struct run *with = changeable(run, &architectures, arena);
    for (size_t i = 0; i < run->architecture_count; i++) {
        architectures[i].latency = of->architectures[i].latency;
        architectures[i].latency_unknown = of->architectures[i].latency_unknown;
    }
    describe_verdict(with, arena);
    return with;
}

bool run_converged(const struct run *run, const char **architecture, const char **why)
{
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_latency *latency = run->architectures[i].latency;
        if (latency == NULL) continue;
        const struct run_load_latency *load = !latency->mean_load.is_converged ? &latency->mean_load
                                                                               : &latency->peak_load;
        if (latency->mean_load.is_converged && (!latency->has_peak || latency->peak_load.is_converged))
            continue;
        *architecture = run->architectures[i].id;
        *why = load->why_not;
        return false;
    }
    return true;
}
