/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/text.h"
#include "study/latency_private.h"
#include "study/standing.h"

/* The distribution of a topic group at peak: that of all when there is one group, NULL when it wasn't
 * followed. */
static const struct run_distribution *found_of(const struct study *study, const struct run_load_latency *load,
                                               size_t place, bool end_to_end)
{
    if (study->demand->group_count == 1) return end_to_end ? &load->end_to_end : &load->produce;
    for (size_t i = 0; i < load->group_count; i++)
        if (text_equal(load->groups[i].topic_group, group_name(study, place)))
            return end_to_end ? &load->groups[i].end_to_end : &load->groups[i].produce;
    return NULL;
}

static void judge(struct run_objective *objective, const struct run_distribution *found, struct arena *arena)
{
    objective->p99 = (struct run_estimate){NAN, NAN, NAN};
    objective->judgement = RUN_UNDECIDED;
    objective->why = "";
    if (found == NULL || !found->is_known) {
        objective->why = found == NULL ? "this topic group is one of the smallest and wasn't followed"
                                       : RUN_NOBODY_CONSUMES;
        return;
    }
    objective->p99 = found->quantiles[RUN_P99];
    if (isnan(objective->p99.ms))
        objective->why = *found->note == '\0' ? "p99 isn't known" : found->note;
    else if (objective->p99.high_ms <= objective->objective_ms)
        objective->judgement = RUN_MET;
    else if (objective->p99.low_ms > objective->objective_ms)
        objective->judgement = RUN_MISSED;
    else
        objective->why = text_format(arena, "the 95 %% interval of p99, %.4g to %.4g ms, contains it",
                                     objective->p99.low_ms, objective->p99.high_ms);
}

static void add_objective(const struct study *study, struct run_latency *latency,
                          struct run_objective *objectives, size_t place, enum root_param root,
                          enum topic_param own)
{
    uint32_t topic = study->demand->groups[place].topic;
    bool is_own = study->params->topics[topic].values[own].is_set, end_to_end = root == ROOT_END_TO_END_P99;
    const struct value *value = is_own ? &study->params->topics[topic].values[own]
                                       : &study->params->root[root];
    if (!value->is_set) return;
    const struct run_load_latency *load = run_latency_at_peak(latency);
    struct run_objective *objective = &objectives[latency->objective_count++];
    const double ms_per_s = 1000;
    *objective = (struct run_objective){
        .path = is_own ? params_topic_path(study->arena, study->params, topic, own) : ROOT_ROWS[root].path,
        .topic_group = study->demand->group_count == 1 ? "" : group_name(study, place),
        .objective_ms = value->num * ms_per_s,
    };
    judge(objective, found_of(study, load, place, end_to_end), study->arena);
}

void latency_judge(const struct study *study, struct run_latency *latency)
{
    struct run_objective *objectives = arena_new_of(study->arena, struct run_objective,
                                                    2 * study->demand->group_count);
    for (size_t place = 0; place < study->demand->group_count; place++) {
        add_objective(study, latency, objectives, place, ROOT_PRODUCE_P99, TOPIC_TOPIC_PRODUCE_P99);
        add_objective(study, latency, objectives, place, ROOT_END_TO_END_P99, TOPIC_TOPIC_END_TO_END_P99);
    }
    latency->objectives = objectives;
}
