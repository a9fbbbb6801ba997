/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run/latency.h"

#include <math.h>

const double RUN_LEVELS[RUN_LEVEL__COUNT] = {0.5, 0.9, 0.95, 0.99, 0.999};
const char *const RUN_LEVEL_NAMES[RUN_LEVEL__COUNT] = {"p50", "p90", "p95", "p99", "p99.9"};
const char *const RUN_LEVEL_KEYS[RUN_LEVEL__COUNT] = {"p50", "p90", "p95", "p99", "p999"};
const char *const RUN_JUDGEMENTS[RUN_JUDGEMENT__COUNT] = {"met", "missed", "undecided"};

bool run_estimate_is_longer(const struct run_estimate *a, const struct run_estimate *b)
{
    double a_ms = isfinite(a->low_ms) ? a->low_ms : a->ms, b_ms = isfinite(b->high_ms) ? b->high_ms : b->ms;
    return a_ms > b_ms;
}

const struct run_load_latency *run_latency_at_peak(const struct run_latency *latency)
{
    return latency->has_peak ? &latency->peak_load : &latency->mean_load;
}

bool run_latency_is_assumed(const struct run_latency *latency)
{
    return latency != NULL && run_latency_at_peak(latency)->produce.beyond_measured[RUN_P50];
}

struct run_estimate run_latency_range(const struct run_latency *latency, bool end_to_end)
{
    const struct run_load_latency *load = latency == NULL ? NULL : run_latency_at_peak(latency);
    if (load == NULL || latency->open_option_count == 0) return (struct run_estimate){NAN, NAN, NAN};
    double ms = (end_to_end ? &load->end_to_end : &load->produce)->quantiles[RUN_P99].ms;
    struct run_estimate range = {ms, ms, ms};
    for (size_t i = 0; i < latency->open_option_count; i++) {
        const struct run_latency_open_option *one = &latency->open_options[i];
        if (isnan(one->produce_p99_ms)) range.high_ms = INFINITY; /* its queue grows */
        double other_ms = end_to_end ? one->end_to_end_p99_ms : one->produce_p99_ms;
        if (other_ms < range.low_ms) range.low_ms = other_ms;
        if (other_ms > range.high_ms) range.high_ms = other_ms;
    }
    return range;
}
