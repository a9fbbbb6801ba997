/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/latency.h"

#include <math.h>

const char *const LATENCY_PATHS[LATENCY_PATH__COUNT] = {"produce", "end to end"};
#define SECONDS_PER_MS 1e-3

bool latency_p99(const struct run_architecture *architecture, enum latency_path path, bool at_mean, struct latency *latency, const char **why)
{
    *why = architecture->latency_unknown;
    if (architecture->latency == NULL)
        return false;
    const struct run_load_latency *load =
        at_mean ? &architecture->latency->mean_load : run_latency_at_peak(architecture->latency);
    const struct run_distribution *distribution = path == LATENCY_PRODUCE ? &load->produce : &load->end_to_end;
    const struct run_estimate *p99 = &distribution->quantiles[RUN_P99];
    *why = distribution->note;
    if (!distribution->is_known || isnan(p99->ms) || isnan(p99->low_ms) || isnan(p99->high_ms))
        return false;
    *latency = (struct latency){p99->ms * SECONDS_PER_MS, p99->low_ms * SECONDS_PER_MS, p99->high_ms * SECONDS_PER_MS,
                                load->is_converged ? "" : load->why_not};
    return true;
}
