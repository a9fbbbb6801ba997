/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/simulate.h"

#include <string.h>

#include "base/text.h"
#include "study/describe.h"
#include "study/latency.h"
#include "study/list_prices.h"

static size_t choice_of(const struct params *params, const char *id)
{
    size_t scenario = 0;
    while (!text_equal(params->scenarios[scenario].id, id)) scenario++;
    return scenario;
}

static bool is_simulated(const struct compare_request *request, const struct run_architecture *architecture)
{
    const struct arch *arch =
        ARCHS[request->params->scenarios[choice_of(request->params, architecture->id)].kind];
    return architecture->feasible && arch->data_path != NULL;
}

/* What simulating took is dropped at once but for the figures. */
static bool simulate_one(const struct compare_request *request, struct run_architecture *architecture,
                         struct arena *arena, struct diags *diags)
{
    struct context context = {request->params, choice_of(request->params, architecture->id),
                              request->catalogue, NULL, arena};
    struct deployment deployment = run_deployment(architecture, request->catalogue);
    const struct latency_request latency = {&context,
                                            group_set_all(request->params, arena),
                                            &deployment,
                                            request->threads,
                                            request->knows_groups,
                                            request->trace};
    architecture->latency = latency_simulate(&latency, diags);
    architecture->latency_unknown = "";
    return architecture->latency != NULL;
}

static void tell(const struct simulate_progress *progress, size_t done, size_t total, const char *name)
{
    if (progress != NULL) progress->tell(progress->user, done, total, name);
}

const struct run *run_simulate(const struct compare_request *request, const struct run *run,
                               const struct simulate_progress *progress, struct arena *arena,
                               struct diags *diags)
{
    struct run *simulated = arena_new_of(arena, struct run, 1);
    struct run_architecture *architectures = arena_new_of(arena, struct run_architecture,
                                                          run->architecture_count);
    *simulated = *run;
    simulated->architectures = architectures;
    if (run->architecture_count > 0)
        memcpy(architectures, run->architectures, run->architecture_count * sizeof *architectures);
    for (size_t i = 0; i < run->architecture_count; i++) {
        if (!is_simulated(request, &architectures[i])) continue;
        tell(progress, i, run->architecture_count, architectures[i].id);
        if (!simulate_one(request, &architectures[i], arena, diags)) return NULL;
    }
    tell(progress, run->architecture_count, run->architecture_count, NULL);
    describe_verdict(simulated, arena);
    return simulated;
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
