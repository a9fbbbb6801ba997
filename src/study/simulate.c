/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/simulate.h"

#include <string.h>

#include "base/text.h"
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

/* What turned out not to carry the load can't be chosen. */
static void take_found(struct run_architecture *architecture, const struct latency_found *found)
{
    architecture->latency = found->latency;
    architecture->latency_unknown = found->unknown;
    if (found->cannot == NULL) return;
    architecture->feasible = false;
    architecture->infeasible_reason = found->cannot;
}

static void notify(const struct simulate_progress *progress, size_t done, size_t total, const char *name)
{
    if (progress != NULL && progress->notify != NULL) progress->notify(progress->user, done, total, name);
}

static bool is_simulated(const struct compare_request *request, const struct comparison *comparison, size_t i)
{
    return comparison->outcomes[i].feasible && ARCHS[request->params->scenarios[i].kind]->data_path != NULL;
}

const struct run *run_simulate(const struct compare_request *request, const struct comparison *comparison,
                               const struct simulate_progress *progress, struct arena *arena,
                               struct diags *diags)
{
    struct run_architecture *architectures;
    struct run *run = changeable(comparison->run, &architectures, arena);
    size_t done = 0, total = 0;
    for (size_t i = 0; i < run->architecture_count; i++) total += is_simulated(request, comparison, i);
    struct path_memo *memo = path_memo_new(arena);
    struct replicate_watch watch = {NULL, NULL};
    if (progress != NULL) watch = (struct replicate_watch){progress->advance, progress->user};
    for (size_t i = 0; i < run->architecture_count; i++) {
        if (!is_simulated(request, comparison, i)) continue;
        notify(progress, done++, total, architectures[i].id);
        const struct context context = {request->params, i, request->catalogue, NULL, arena};
        const struct latency_request latency = {&context,          &comparison->outcomes[i],
                                                request->threads,  request->knows_groups,
                                                request->in_depth, memo,
                                                request->trace,    watch.advance == NULL ? NULL : &watch};
        struct latency_found found;
        if (!latency_simulate(&latency, &found, diags)) return NULL;
        take_found(&architectures[i], &found);
    }
    notify(progress, total, total, NULL);
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
        architectures[i].feasible = of->architectures[i].feasible;
        architectures[i].infeasible_reason = of->architectures[i].infeasible_reason;
    }
    describe_verdict(with, arena);
    return with;
}

/* The reason why one that carries the load has no figures, or wider ones than asked for; NULL for none. */
static const char *why_not_converged(const struct run_architecture *architecture)
{
    const struct run_latency *latency = architecture->latency;
    if (latency == NULL)
        return architecture->feasible && (text_starts_with(architecture->latency_unknown, RUN_UNSTABLE) ||
                                          text_starts_with(architecture->latency_unknown, RUN_TOO_LARGE))
                   ? architecture->latency_unknown
                   : NULL;
    if (!latency->mean_load.is_converged) return latency->mean_load.why_not;
    return latency->has_peak && !latency->peak_load.is_converged ? latency->peak_load.why_not : NULL;
}

bool run_converged(const struct run *run, const char **architecture, const char **why)
{
    for (size_t i = 0; i < run->architecture_count; i++) {
        *architecture = run->architectures[i].id;
        *why = why_not_converged(&run->architectures[i]);
        if (*why != NULL) return false;
    }
    return true;
}
