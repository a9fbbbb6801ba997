/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "arch/clients.h"
#include "base/number.h"
#include "base/text.h"
#include "study/latency_private.h"

/* Simulated counts may differ from closed forms by this share from that many units on; below, by that many
 * standard errors. */
static const double COUNT_ALLOWED = 0.02, COUNT_UNITS = 1000, COUNT_ERRORS = 4;

/* ---- distributions ---- */

static struct run_estimate estimate_of_measure(const struct estimate *estimate)
{
    if (!estimate->is_known) return (struct run_estimate){NAN, NAN, NAN};
    /* A wide interval around a small value would reach below 0. */
    return (struct run_estimate){ms_of(estimate->value_ns), ms_of(larger(0, estimate->low_ns)),
                                 ms_of(estimate->high_ns)};
}

/* Shares of the plotted distribution: closer in the tail. */
static const double CDF_SHARES[] = {0.001, 0.005, 0.01, 0.02, 0.05, 0.1,  0.15,  0.2,   0.25,   0.3,   0.35,
                                    0.4,   0.45,  0.5,  0.55, 0.6,  0.65, 0.7,   0.75,  0.8,    0.85,  0.9,
                                    0.925, 0.95,  0.96, 0.97, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999};
enum { CDF_SHARE_COUNT = sizeof CDF_SHARES / sizeof *CDF_SHARES };

/* Follow the tail as far as there are independent units. */
static void fill_cdf(struct run_distribution *distribution, const struct replicate_measured *measured,
                     struct arena *arena)
{
    struct run_cdf_point *points = arena_new_of(arena, struct run_cdf_point, CDF_SHARE_COUNT);
    for (size_t i = 0; i < CDF_SHARE_COUNT && (1 - CDF_SHARES[i]) * measured->units >= 1; i++) {
        double ms = ms_of(histogram_quantile_ns(measured->histogram, CDF_SHARES[i]));
        if (!isfinite(ms) || (distribution->cdf_count > 0 && ms <= points[distribution->cdf_count - 1].ms))
            continue;
        points[distribution->cdf_count++] = (struct run_cdf_point){ms, CDF_SHARES[i]};
    }
    distribution->cdf = points;
}

/* The reason, without a "not converged: " that its heading already says. */
static const char *why_not(const char *reason)
{
    static const char PREFIX[] = "not converged: ";
    return text_starts_with(reason, PREFIX) ? reason + strlen(PREFIX) : reason;
}

/* Another system's latencies, and a note on each level that isn't as it should be: "p99.9: …". */
static const char *note_of(const struct study *study, const struct replicate_measured *measured)
{
    static const char *const NAMES[REPLICATE_LEVEL__COUNT] = {"mean", "p50", "p90", "p95", "p99", "p99.9"};
    const unsigned unmeasured = 1u << ESTIMATE_UNMEASURED; /* beyond_measured says it */
    struct text note = text_new(study->arena);
    if (study->arch->assumed != NULL) text_add(&note, study->arch->assumed);
    for (int level = 0; level < REPLICATE_LEVEL__COUNT; level++)
        if ((measured->estimates[level].doubts & ~unmeasured) != 0 && measured->reasons[level] != NULL)
            text_addf(&note, "%s%s: %s", note.length == 0 ? "" : "; ", NAMES[level],
                      why_not(measured->reasons[level]));
    return note.length == 0 ? "" : note.bytes;
}

static struct run_distribution distribution_of(const struct study *study,
                                               const struct replicate_measured *measured, double measured_to)
{
    static const enum replicate_level LEVELS[RUN_LEVEL__COUNT] = {REPLICATE_P50, REPLICATE_P90, REPLICATE_P95,
                                                                  REPLICATE_P99, REPLICATE_P999};
    if (histogram_count(measured->histogram) == 0) return (struct run_distribution){.note = ""};
    struct run_distribution distribution = {.is_known = true,
                                            .mean = estimate_of_measure(&measured->estimates[REPLICATE_MEAN]),
                                            .note = note_of(study, measured)};
    for (int level = 0; level < RUN_LEVEL__COUNT; level++) {
        distribution.quantiles[level] = estimate_of_measure(&measured->estimates[LEVELS[level]]);
        distribution.beyond_measured[level] = study->arch->assumed != NULL ||
                                              (measured_to > 0 && RUN_LEVELS[level] > measured_to);
    }
    return distribution;
}

static void fill_stages(struct run_distribution *distribution, const struct path_result *result,
                        enum path_measure measure, struct arena *arena)
{
    struct run_stage *stages = arena_new_of(arena, struct run_stage, result->stage_counts[measure]);
    for (size_t i = 0; i < result->stage_counts[measure]; i++)
        stages[i] = (struct run_stage){result->stages[measure][i].name,
                                       ms_of(result->stages[measure][i].mean_ns),
                                       ms_of(result->stages[measure][i].near_p99_ns)};
    distribution->stages = stages;
    distribution->stage_count = result->stage_counts[measure];
}

static struct run_distribution all_of(const struct study *study, const struct path_result *result,
                                      enum path_measure measure, double measured_to)
{
    const struct replicate_measured *measured =
        &result->runs->measures[path_measure_at(result->group_count, result->group_count, measure)];
    struct run_distribution distribution = distribution_of(study, measured, measured_to);
    if (!distribution.is_known) return distribution;
    fill_stages(&distribution, result, measure, study->arena);
    fill_cdf(&distribution, measured, study->arena);
    return distribution;
}

static void fill_groups(const struct study *study, struct run_load_latency *load,
                        const struct path_result *result, double measured_to)
{
    if (study->demand->group_count < 2) return;
    struct run_group_latency *groups = arena_new_of(study->arena, struct run_group_latency,
                                                    result->group_count);
    for (size_t i = 0; i < result->group_count; i++) {
        groups[i].topic_group = group_name(study, result->groups[i]);
        groups[i].produce = distribution_of(
            study, &result->runs->measures[path_measure_at(result->group_count, i, PATH_PRODUCE)],
            measured_to);
        groups[i].end_to_end = distribution_of(
            study, &result->runs->measures[path_measure_at(result->group_count, i, PATH_END_TO_END)],
            measured_to);
    }
    load->groups = groups;
    load->group_count = result->group_count;
}

/* ---- counts, checks, resources ---- */

static void fill_counts(const struct study *study, struct run_load_latency *load,
                        const struct path_result *result, double factor)
{
    double modelled[PATH_COUNT__COUNT];
    study->arch->modelled(study->request->context, &study->request->outcome->deployment, study->demand,
                          factor, modelled);
    struct run_sim_count *counts = arena_new_of(study->arena, struct run_sim_count, PATH_COUNT__COUNT);
    for (int i = 0; i < PATH_COUNT__COUNT; i++) {
        const struct estimate_plain *simulated = &result->counts[i];
        if (isnan(modelled[i]) || isnan(simulated->value)) continue;
        double apart = modelled[i] == simulated->value
                           ? 0
                           : fabs(simulated->value - modelled[i]) / larger(modelled[i], 1e-300);
        double by_chance = modelled[i] == 0 ? 0 : COUNT_ERRORS * simulated->standard_error / modelled[i];
        double allowed = load->units >= COUNT_UNITS ? COUNT_ALLOWED : larger(COUNT_ALLOWED, by_chance);
        counts[load->count_count++] = (struct run_sim_count){.name = PATH_COUNT_ROWS[i].name,
                                                             .unit = PATH_COUNT_ROWS[i].unit,
                                                             .modelled = modelled[i],
                                                             .simulated = simulated->value,
                                                             .allowed = allowed,
                                                             .parts = apart > allowed};
    }
    load->counts = counts;
}

static void fill_checks(const struct study *study, struct run_load_latency *load,
                        const struct path_result *result)
{
    struct run_sim_check *checks = arena_new_of(study->arena, struct run_sim_check, AUDIT__COUNT);
    load->checks = checks;
    for (int rule = 0; rule < AUDIT__COUNT; rule++)
        if (result->checks[rule] > 0)
            checks[load->check_count++] = (struct run_sim_check){audit_what((enum audit_rule)rule),
                                                                 (double)result->checks[rule]};
    struct run_sim_resource *resources = arena_new_of(study->arena, struct run_sim_resource,
                                                      result->resource_count);
    for (size_t i = 0; i < result->resource_count; i++)
        resources[i] = (struct run_sim_resource){result->resources[i].name, result->resources[i].busy,
                                                 result->resources[i].waiting};
    load->resources = resources;
    load->resource_count = result->resource_count;
}

/* ---- the whole ---- */

/* Records that are acknowledged later than their producers wait; they count in the quantiles all the same. */
static double given_up(const struct study *study, const struct path_result *result,
                       const struct data_path *path)
{
    double late = 0, all = 0;
    for (size_t i = 0; i < result->group_count; i++) {
        const struct path_group *group = &path->clients.groups[result->groups[i]];
        uint32_t topic = study->demand->groups[result->groups[i]].topic;
        double timeout_s = clients_of(study->request->context, topic).delivery_timeout_s,
               records_per_s = group->bytes_per_s / group->record_bytes;
        const struct histogram *histogram =
            result->runs->measures[path_measure_at(result->group_count, i, PATH_PRODUCE)].histogram;
        double count = (double)histogram_count(histogram),
               in_time = (double)histogram_at_most(histogram, time_ns(timeout_s));
        all += records_per_s;
        late += count == 0 ? 0 : records_per_s * (count - in_time) / count;
    }
    return all == 0 ? 0 : late / all;
}

void latency_figures(const struct study *study, const struct path_result *result,
                     const struct data_path *path, double factor, struct run_load_latency *load)
{
    size_t all = path_measure_at(result->group_count, result->group_count, PATH_PRODUCE);
    *load = (struct run_load_latency){
        .rate_factor = factor,
        .is_converged = result->runs->is_converged,
        .why_not = result->runs->is_converged ? "" : why_not(result->runs->reason),
        .given_up = given_up(study, result, path),
        .produce = all_of(study, result, PATH_PRODUCE, path->measured_to),
        .end_to_end = all_of(study, result, PATH_END_TO_END, path->measured_to),
        .replications = ESTIMATE_SECTIONS,
        .simulated_s = (result->runs->length_s - result->runs->warm_s) * ESTIMATE_SECTIONS,
        .warm_up_s = result->runs->warm_s,
        .unit_name = result->unit_name,
        .units = result->runs->measures[all].units,
        .events = (double)result->runs->events,
        .detail = result->detail,
    };
    fill_groups(study, load, result, path->measured_to);
    fill_counts(study, load, result, factor);
    fill_checks(study, load, result);
}
