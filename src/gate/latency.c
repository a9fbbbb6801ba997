/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/latency.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

const char *const LATENCY_PATHS[LATENCY_PATH__COUNT] = {"produce", "end to end"};
#define SECONDS_PER_MS 1e-3

const struct run_load_latency *latency_load(const struct run_architecture *architecture, bool at_mean)
{
    if (architecture->latency == NULL) return NULL;
    return at_mean ? &architecture->latency->mean_load : run_latency_at_peak(architecture->latency);
}

/* NULL for a topic group that wasn't followed. */
static const struct run_distribution *find(const struct run_load_latency *load, const char *topic_group,
                                           enum latency_path path)
{
    if (*topic_group == '\0' || load->group_count == 0)
        return path == LATENCY_PRODUCE ? &load->produce : &load->end_to_end;
    for (size_t i = 0; i < load->group_count; i++)
        if (text_equal(load->groups[i].topic_group, topic_group))
            return path == LATENCY_PRODUCE ? &load->groups[i].produce : &load->groups[i].end_to_end;
    return NULL;
}

/* The p99 part of "p90: …; p99: …; p99.9: …"; "" without one. */
static const char *note_of_p99(const char *note, struct arena *arena)
{
    static const char OWN[] = "p99: ", NEXT[] = "; p99.9: ";
    const char *start = strstr(note, OWN), *end = start == NULL ? NULL : strstr(start, NEXT);
    if (start == NULL) return "";
    start += strlen(OWN);
    return end == NULL ? start : arena_copy(arena, start, (size_t)(end - start));
}

enum latency_knowledge latency_p99(const struct run_architecture *architecture, const char *topic_group,
                                   enum latency_path path, bool at_mean, struct latency *latency,
                                   const char **why, struct arena *arena)
{
    const struct run_load_latency *load = latency_load(architecture, at_mean);
    *why = architecture->latency_unknown;
    if (load == NULL) return LATENCY_UNKNOWN;
    const struct run_distribution *distribution = find(load, topic_group, path);
    *why = "the topic group is one of the smallest, which the simulation doesn't follow";
    if (distribution == NULL) return LATENCY_UNKNOWN;
    *why = path == LATENCY_END_TO_END ? "no record was seen to be consumed" : "no record was seen";
    if (!distribution->is_known) return LATENCY_UNKNOWN;
    const struct run_estimate *p99 = &distribution->quantiles[RUN_P99];
    *why = note_of_p99(distribution->note, arena);
    if (isnan(p99->ms) || isnan(p99->low_ms) || isnan(p99->high_ms)) return LATENCY_TOO_SHORT;
    *latency = (struct latency){p99->ms * SECONDS_PER_MS, p99->low_ms * SECONDS_PER_MS,
                                p99->high_ms * SECONDS_PER_MS, load->is_converged ? "" : load->why_not};
    return LATENCY_KNOWN;
}
