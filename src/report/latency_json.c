/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/latency_json.h"

#include <math.h>

/* Members of quantiles: "p999", as keys are spelled in the document, and their intervals. */
static const char *const LEVEL_KEYS[RUN_LEVEL__COUNT] = {"p50", "p90", "p95", "p99", "p999"};
static const char *const INTERVAL_KEYS[RUN_LEVEL__COUNT] = {"p50_ci", "p90_ci", "p95_ci", "p99_ci",
                                                            "p999_ci"};

/* ---- out ---- */

static void write_interval(struct json_out *out, const char *key, struct run_estimate estimate)
{
    json_list_row(out, key);
    json_number_or_null(out, NULL, estimate.low_ms);
    json_number_or_null(out, NULL, estimate.high_ms);
    json_close(out);
}

static void write_stages(struct json_out *out, const struct run_distribution *distribution)
{
    json_list(out, "stages");
    for (size_t i = 0; i < distribution->stage_count; i++) {
        json_object_row(out, NULL);
        json_text(out, "name", distribution->stages[i].name);
        json_number(out, "mean", distribution->stages[i].mean_ms);
        json_number_or_null(out, "near_p99", distribution->stages[i].near_p99_ms);
        json_close(out);
    }
    json_close(out);
}

static void write_cdf(struct json_out *out, const struct run_distribution *distribution)
{
    json_list(out, "cdf");
    for (size_t i = 0; i < distribution->cdf_count; i++) {
        json_list_row(out, NULL);
        json_number(out, NULL, distribution->cdf[i].ms);
        json_number(out, NULL, distribution->cdf[i].share);
        json_close(out);
    }
    json_close(out);
}

static void write_distribution(struct json_out *out, const char *key,
                               const struct run_distribution *distribution)
{
    if (!distribution->is_known) {
        json_text_or_null(out, key, "");
        return;
    }
    json_object(out, key);
    json_number_or_null(out, "mean", distribution->mean.ms);
    write_interval(out, "mean_ci", distribution->mean);
    for (size_t i = 0; i < RUN_LEVEL__COUNT; i++) {
        json_number_or_null(out, LEVEL_KEYS[i], distribution->quantiles[i].ms);
        write_interval(out, INTERVAL_KEYS[i], distribution->quantiles[i]);
    }
    json_list_row(out, "beyond_measured");
    for (size_t i = 0; i < RUN_LEVEL__COUNT; i++)
        if (distribution->beyond_measured[i]) json_text(out, NULL, LEVEL_KEYS[i]);
    json_close(out);
    json_text(out, "note", distribution->note);
    write_stages(out, distribution);
    write_cdf(out, distribution);
    json_close(out);
}

static void write_groups(struct json_out *out, const struct run_load_latency *load)
{
    json_list(out, "topic_groups");
    for (size_t i = 0; i < load->group_count; i++) {
        json_object(out, NULL);
        json_text(out, "topic_group", load->groups[i].topic_group);
        write_distribution(out, "produce_ms", &load->groups[i].produce);
        write_distribution(out, "end_to_end_ms", &load->groups[i].end_to_end);
        json_close(out);
    }
    json_close(out);
}

static void write_checks(struct json_out *out, const struct run_load_latency *load)
{
    json_list(out, "counts");
    for (size_t i = 0; i < load->count_count; i++) {
        const struct run_sim_count *count = &load->counts[i];
        json_object_row(out, NULL);
        json_text(out, "name", count->name);
        json_text(out, "unit", count->unit);
        json_number(out, "modelled", count->modelled);
        json_number(out, "simulated", count->simulated);
        json_number(out, "allowed", count->allowed);
        json_bool(out, "parts", count->parts);
        json_close(out);
    }
    json_close(out);
    json_list(out, "checks");
    for (size_t i = 0; i < load->check_count; i++) {
        json_object_row(out, NULL);
        json_text(out, "what", load->checks[i].what);
        json_number(out, "count", load->checks[i].count);
        json_close(out);
    }
    json_close(out);
    json_list(out, "resources");
    for (size_t i = 0; i < load->resource_count; i++) {
        json_object_row(out, NULL);
        json_text(out, "name", load->resources[i].name);
        json_number(out, "busy", load->resources[i].busy);
        json_number_or_null(out, "waiting", load->resources[i].waiting);
        json_close(out);
    }
    json_close(out);
}

static void write_load(struct json_out *out, const char *key, const struct run_load_latency *load)
{
    json_object(out, key);
    json_number(out, "rate_factor", load->rate_factor);
    json_bool(out, "converged", load->is_converged);
    json_text_or_null(out, "why_not", load->why_not);
    write_distribution(out, "produce_ms", &load->produce);
    write_distribution(out, "end_to_end_ms", &load->end_to_end);
    write_groups(out, load);
    write_checks(out, load);
    json_number(out, "replications", load->replications);
    json_number(out, "simulated_s", load->simulated_s);
    json_number(out, "warm_up_s", load->warm_up_s);
    json_text(out, "unit_name", load->unit_name);
    json_number(out, "units", load->units);
    json_number(out, "events", load->events);
    json_text(out, "detail", load->detail);
    json_close(out);
}

static void write_objectives(struct json_out *out, const struct run_latency *latency)
{
    json_list(out, "objectives");
    for (size_t i = 0; i < latency->objective_count; i++) {
        const struct run_objective *objective = &latency->objectives[i];
        json_object_row(out, NULL);
        json_text(out, "path", objective->path);
        json_text_or_null(out, "topic_group", objective->topic_group);
        json_number(out, "objective_ms", objective->objective_ms);
        json_number_or_null(out, "p99_ms", objective->p99.ms);
        write_interval(out, "p99_ci", objective->p99);
        json_text(out, "judgement", RUN_JUDGEMENTS[objective->judgement]);
        json_text_or_null(out, "why", objective->why);
        json_close(out);
    }
    json_close(out);
}

void latency_json_write(struct json_out *out, const struct run_latency *latency)
{
    if (latency == NULL) {
        json_text_or_null(out, "latency", "");
        return;
    }
    json_object(out, "latency");
    write_load(out, "mean_load", &latency->mean_load);
    if (latency->has_peak)
        write_load(out, "peak_load", &latency->peak_load);
    else
        json_text_or_null(out, "peak_load", "");
    json_list(out, "sensitivities");
    for (size_t i = 0; i < latency->sensitivity_count; i++) {
        const struct run_latency_sensitivity *one = &latency->sensitivities[i];
        json_object_row(out, NULL);
        json_text(out, "path", one->path);
        json_number(out, "factor", one->factor);
        json_number_or_null(out, "produce_p99_ms", one->produce_p99_ms);
        json_number_or_null(out, "end_to_end_p99_ms", one->end_to_end_p99_ms);
        json_close(out);
    }
    json_close(out);
    write_objectives(out, latency);
    json_text(out, "calibration", latency->calibration);
    json_close(out);
}

/* ---- in ---- */

#define MS_ROW(type, field, key)                                                      \
    {                                                                                 \
        key, MEMBER_NUMBER_OR_NAN, offsetof(struct type, field), 0, MEMBER_NUMBER_MAX \
    }

static const struct member STAGE_ROWS[] = {
    TEXT_ROW(run_stage, name, "name"),
    NUMBER_ROW(run_stage, mean_ms, "mean"),
    MS_ROW(run_stage, near_p99_ms, "near_p99"),
    {0},
};
static const struct member DISTRIBUTION_ROWS[] = {
    MS_ROW(run_distribution, mean.ms, "mean"),
    MS_ROW(run_distribution, quantiles[RUN_P50].ms, "p50"),
    MS_ROW(run_distribution, quantiles[RUN_P90].ms, "p90"),
    MS_ROW(run_distribution, quantiles[RUN_P95].ms, "p95"),
    MS_ROW(run_distribution, quantiles[RUN_P99].ms, "p99"),
    MS_ROW(run_distribution, quantiles[RUN_P999].ms, "p999"),
    TEXT_ROW(run_distribution, note, "note"),
    {0},
};
static const struct member GROUP_ROWS[] = {TEXT_ROW(run_group_latency, topic_group, "topic_group"), {0}};
static const struct member COUNT_ROWS[] = {
    TEXT_ROW(run_sim_count, name, "name"),
    TEXT_ROW(run_sim_count, unit, "unit"),
    NUMBER_ROW(run_sim_count, modelled, "modelled"),
    NUMBER_ROW(run_sim_count, simulated, "simulated"),
    NUMBER_ROW(run_sim_count, allowed, "allowed"),
    BOOL_ROW(run_sim_count, parts, "parts"),
    {0},
};
static const struct member CHECK_ROWS[] = {TEXT_ROW(run_sim_check, what, "what"),
                                           NUMBER_ROW(run_sim_check, count, "count"),
                                           {0}};
static const struct member RESOURCE_ROWS[] = {
    TEXT_ROW(run_sim_resource, name, "name"),
    NUMBER_ROW(run_sim_resource, busy, "busy"),
    MS_ROW(run_sim_resource, waiting, "waiting"),
    {0},
};
static const struct member LOAD_ROWS[] = {
    NUMBER_ROW(run_load_latency, rate_factor, "rate_factor"),
    BOOL_ROW(run_load_latency, is_converged, "converged"),
    TEXT_OR_NULL_ROW(run_load_latency, why_not, "why_not"),
    NUMBER_ROW(run_load_latency, replications, "replications"),
    NUMBER_ROW(run_load_latency, simulated_s, "simulated_s"),
    NUMBER_ROW(run_load_latency, warm_up_s, "warm_up_s"),
    TEXT_ROW(run_load_latency, unit_name, "unit_name"),
    NUMBER_ROW(run_load_latency, units, "units"),
    NUMBER_ROW(run_load_latency, events, "events"),
    TEXT_ROW(run_load_latency, detail, "detail"),
    {0},
};
static const struct member SENSITIVITY_ROWS[] = {
    TEXT_ROW(run_latency_sensitivity, path, "path"),
    NUMBER_ROW(run_latency_sensitivity, factor, "factor"),
    MS_ROW(run_latency_sensitivity, produce_p99_ms, "produce_p99_ms"),
    MS_ROW(run_latency_sensitivity, end_to_end_p99_ms, "end_to_end_p99_ms"),
    {0},
};
static const struct member OBJECTIVE_ROWS[] = {
    TEXT_ROW(run_objective, path, "path"),
    TEXT_OR_NULL_ROW(run_objective, topic_group, "topic_group"),
    NUMBER_ROW(run_objective, objective_ms, "objective_ms"),
    MS_ROW(run_objective, p99.ms, "p99_ms"),
    TEXT_OR_NULL_ROW(run_objective, why, "why"),
    {0},
};
static const struct member LATENCY_ROWS[] = {TEXT_ROW(run_latency, calibration, "calibration"), {0}};

/* A list of exactly count numbers of 0 or more, null read as NAN. */
static bool read_numbers(struct members_reader *reader, const struct json *list, size_t count,
                         double *numbers)
{
    if (list->type != JSON_ARRAY || list->count != count)
        return members_refuse(reader, list->place, "this must be a list of %zu numbers", count);
    for (const struct json *at = list->first; at != NULL; at = at->next, numbers++) {
        bool is_number = at->type == JSON_NUMBER && at->number >= 0 && at->number <= MEMBER_NUMBER_MAX;
        if (!is_number && at->type != JSON_NULL)
            return members_refuse(reader, at->place, "this must be null or a number from 0 to %g",
                                  MEMBER_NUMBER_MAX);
        *numbers = is_number ? at->number : NAN;
    }
    return true;
}

static bool read_interval(struct members_reader *reader, const struct json *object, const char *key,
                          struct run_estimate *estimate)
{
    const struct json *list = members_get(reader, object, key, JSON_ARRAY);
    double ends[2];
    if (list == NULL || !read_numbers(reader, list, 2, ends)) return false;
    estimate->low_ms = ends[0];
    estimate->high_ms = ends[1];
    return true;
}

static bool read_beyond(struct members_reader *reader, const struct json *object,
                        struct run_distribution *distribution)
{
    const struct json *list = members_get(reader, object, "beyond_measured", JSON_ARRAY);
    if (list == NULL) return false;
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        size_t level = 0;
        while (level < RUN_LEVEL__COUNT &&
               (at->type != JSON_STRING || !text_equal(at->text, LEVEL_KEYS[level])))
            level++;
        if (level == RUN_LEVEL__COUNT)
            return members_refuse(reader, at->place,
                                  "'beyond_measured' must hold names of quantiles, such as \"p999\"");
        distribution->beyond_measured[level] = true;
    }
    return true;
}

static bool read_cdf(struct members_reader *reader, const struct json *object,
                     struct run_distribution *distribution)
{
    const struct json *list = members_get(reader, object, "cdf", JSON_ARRAY);
    if (list == NULL) return false;
    struct run_cdf_point *points = arena_new_of(reader->arena, struct run_cdf_point, list->count);
    distribution->cdf = points;
    for (const struct json *at = list->first; at != NULL; at = at->next) {
        double pair[2];
        if (!read_numbers(reader, at, 2, pair)) return false;
        if (isnan(pair[0]) || !(pair[1] <= 1))
            return members_refuse(reader, at->place,
                                  "a point of 'cdf' must be milliseconds and a share of at most 1");
        points[distribution->cdf_count++] = (struct run_cdf_point){pair[0], pair[1]};
    }
    return true;
}

static bool read_distribution(struct members_reader *reader, const struct json *object, const char *key,
                              struct run_distribution *distribution)
{
    const struct json *member = json_member(object, key);
    if (member != NULL && member->type == JSON_NULL) {
        *distribution = (struct run_distribution){.note = ""};
        return true;
    }
    member = members_get(reader, object, key, JSON_OBJECT);
    if (member == NULL || !members_read(reader, member, DISTRIBUTION_ROWS, distribution)) return false;
    distribution->is_known = true;
    bool good = read_interval(reader, member, "mean_ci", &distribution->mean);
    for (size_t i = 0; i < RUN_LEVEL__COUNT; i++)
        good &= read_interval(reader, member, INTERVAL_KEYS[i], &distribution->quantiles[i]);
    good &= read_beyond(reader, member, distribution);
    distribution->stages = members_list(reader, member, "stages", STAGE_ROWS, sizeof *distribution->stages,
                                        &distribution->stage_count);
    return read_cdf(reader, member, distribution) && good && distribution->stages != NULL;
}

static bool read_groups(struct members_reader *reader, const struct json *object,
                        struct run_load_latency *load)
{
    struct run_group_latency *groups = members_list(reader, object, "topic_groups", GROUP_ROWS,
                                                    sizeof *groups, &load->group_count);
    load->groups = groups;
    if (groups == NULL) return false;
    bool good = true;
    const struct json *at = json_member(object, "topic_groups")->first;
    for (size_t i = 0; i < load->group_count; i++, at = at->next) {
        good &= read_distribution(reader, at, "produce_ms", &groups[i].produce);
        good &= read_distribution(reader, at, "end_to_end_ms", &groups[i].end_to_end);
    }
    return good;
}

static bool read_load(struct members_reader *reader, const struct json *object, struct run_load_latency *load)
{
    if (!members_read(reader, object, LOAD_ROWS, load)) return false;
    bool good = read_distribution(reader, object, "produce_ms", &load->produce);
    good &= read_distribution(reader, object, "end_to_end_ms", &load->end_to_end);
    good &= read_groups(reader, object, load);
    load->counts = members_list(reader, object, "counts", COUNT_ROWS, sizeof *load->counts,
                                &load->count_count);
    load->checks = members_list(reader, object, "checks", CHECK_ROWS, sizeof *load->checks,
                                &load->check_count);
    load->resources = members_list(reader, object, "resources", RESOURCE_ROWS, sizeof *load->resources,
                                   &load->resource_count);
    return good && load->counts != NULL && load->checks != NULL && load->resources != NULL;
}

static bool read_judgement(struct members_reader *reader, const struct json *object,
                           enum run_judgement *judgement)
{
    const struct json *member = members_get(reader, object, "judgement", JSON_STRING);
    if (member == NULL) return false;
    for (int i = 0; i < RUN_JUDGEMENT__COUNT; i++)
        if (text_equal(member->text, RUN_JUDGEMENTS[i])) {
            *judgement = (enum run_judgement)i;
            return true;
        }
    return members_refuse(reader, member->place, "'judgement' must be \"met\", \"missed\" or \"undecided\"");
}

static bool read_objectives(struct members_reader *reader, const struct json *object,
                            struct run_latency *latency)
{
    struct run_objective *objectives = members_list(reader, object, "objectives", OBJECTIVE_ROWS,
                                                    sizeof *objectives, &latency->objective_count);
    latency->objectives = objectives;
    if (objectives == NULL) return false;
    bool good = true;
    const struct json *at = json_member(object, "objectives")->first;
    for (size_t i = 0; i < latency->objective_count; i++, at = at->next) {
        good &= read_interval(reader, at, "p99_ci", &objectives[i].p99);
        good &= read_judgement(reader, at, &objectives[i].judgement);
    }
    return good;
}

bool latency_json_read(struct members_reader *reader, const struct json *architecture,
                       const struct run_latency **latency)
{
    const struct json *member = json_member(architecture, "latency");
    *latency = NULL;
    if (member != NULL && member->type == JSON_NULL) return true;
    member = members_get(reader, architecture, "latency", JSON_OBJECT);
    struct run_latency *read = arena_new_of(reader->arena, struct run_latency, 1);
    if (member == NULL || !members_read(reader, member, LATENCY_ROWS, read)) return false;
    const struct json *mean = members_get(reader, member, "mean_load", JSON_OBJECT),
                      *peak = json_member(member, "peak_load");
    bool good = mean != NULL && read_load(reader, mean, &read->mean_load);
    read->has_peak = peak == NULL || peak->type != JSON_NULL;
    if (read->has_peak) {
        peak = members_get(reader, member, "peak_load", JSON_OBJECT);
        good &= peak != NULL && read_load(reader, peak, &read->peak_load);
    }
    read->sensitivities = members_list(reader, member, "sensitivities", SENSITIVITY_ROWS,
                                       sizeof *read->sensitivities, &read->sensitivity_count);
    good &= read_objectives(reader, member, read);
    *latency = read;
    return good && read->sensitivities != NULL;
}
