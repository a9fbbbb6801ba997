/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/latency.h"

#include <math.h>
#include <string.h>

#include "base/derived.h"
#include "base/number.h"
#include "base/text.h"
#include "params/params.h"

#define MS_PER_NS 1e-6

/* From so many files on, simulated counts may part from closed forms by this; below by so many standard
 * errors. */
static const double COUNT_ALLOWED = 0.02, COUNT_UNITS = 1000, COUNT_ERRORS = 4;

/* PUT's latency is varied by this much either way, in runs an eighth as long: what is compared are the same
 * draws. */
static const double PUT_FACTORS[] = {0.6, 1.4};
static const double PUT_LENGTH = 0.125;

struct study {
    const struct latency_request *request;
    const struct arch *arch;
    const struct params *params;
    struct arena *arena;
    const struct demand *demand;
    struct diags *diags;
};

static double ms_of(double ns) { return derived_round(ns * MS_PER_NS); }

/* ---- distributions ---- */

static struct run_estimate estimate_of_measure(const struct estimate *estimate)
{
    if (!estimate->is_known) return (struct run_estimate){NAN, NAN, NAN};
    /* A wide interval around a small value reaches below what a latency can be. */
    return (struct run_estimate){ms_of(estimate->value_ns), ms_of(larger(0, estimate->low_ns)),
                                 ms_of(estimate->high_ns)};
}

/* Shares at which the distribution is told: closer where the tail is. */
static const double CDF_SHARES[] = {0.001, 0.005, 0.01, 0.02, 0.05, 0.1,  0.15,  0.2,   0.25,   0.3,   0.35,
                                    0.4,   0.45,  0.5,  0.55, 0.6,  0.65, 0.7,   0.75,  0.8,    0.85,  0.9,
                                    0.925, 0.95,  0.96, 0.97, 0.98, 0.99, 0.995, 0.999, 0.9995, 0.9999};
enum { CDF_SHARE_COUNT = sizeof CDF_SHARES / sizeof *CDF_SHARES };

/* As far into the tail as there are independent units for. */
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

/* "not converged: …" without what its place says already. */
static const char *why_not(const char *reason)
{
    static const char PREFIX[] = "not converged: ";
    return text_starts_with(reason, PREFIX) ? reason + strlen(PREFIX) : reason;
}

/* What there is to say of each level that isn't as it should be: "p99.9: …". */
static const char *note_of(const struct replicate_measured *measured, struct arena *arena)
{
    static const char *const NAMES[REPLICATE_LEVEL__COUNT] = {"mean", "p50", "p90", "p95", "p99", "p99.9"};
    const unsigned unmeasured = 1u << ESTIMATE_UNMEASURED; /* said by beyond_measured */
    struct text note = text_new(arena);
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
                                            .note = note_of(measured, study->arena)};
    for (int level = 0; level < RUN_LEVEL__COUNT; level++) {
        distribution.quantiles[level] = estimate_of_measure(&measured->estimates[LEVELS[level]]);
        distribution.beyond_measured[level] = measured_to > 0 && RUN_LEVELS[level] > measured_to;
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

static const char *group_name(const struct study *study, size_t place)
{
    return study->params->topics[study->demand->groups[place].topic].name;
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
                                                             .modelled = derived_round(modelled[i]),
                                                             .simulated = derived_round(simulated->value),
                                                             .allowed = derived_round(allowed),
                                                             .parts = apart > allowed};
    }
    load->counts = counts;
}

static void fill_checks(const struct study *study, struct run_load_latency *load,
                        const struct path_result *result)
{
    struct run_sim_check *checks = arena_new_of(study->arena, struct run_sim_check, AUDIT__COUNT);
    for (int rule = 0; rule < AUDIT__COUNT; rule++)
        checks[rule] = (struct run_sim_check){audit_what((enum audit_rule)rule),
                                              (double)result->checks[rule]};
    load->checks = checks;
    load->check_count = AUDIT__COUNT;
    struct run_sim_resource *resources = arena_new_of(study->arena, struct run_sim_resource,
                                                      result->resource_count);
    for (size_t i = 0; i < result->resource_count; i++)
        resources[i] = (struct run_sim_resource){result->resources[i].name,
                                                 derived_round(result->resources[i].busy),
                                                 derived_round(result->resources[i].waiting)};
    load->resources = resources;
    load->resource_count = result->resource_count;
}

/* ---- one load ---- */

static struct replicate_rule rule_of(const struct study *study)
{
    return (struct replicate_rule){
        .seed = (uint64_t)root_num(study->params, ROOT_SEED),
        .threads = study->request->threads,
        .precision = root_num(study->params, ROOT_PRECISION),
        /* All replications together take at most what was asked for. */
        .max_s = root_num(study->params, ROOT_MAX_DURATION) / ESTIMATE_SECTIONS,
        .max_events = (uint64_t)root_num(study->params, ROOT_MAX_EVENTS),
    };
}

static bool has_objective(const struct params *params, uint32_t topic)
{
    const struct value *own = params->topics[topic].values, *root = params->root;
    return own[TOPIC_TOPIC_PRODUCE_P99].is_set || own[TOPIC_TOPIC_END_TO_END_P99].is_set ||
           root[ROOT_PRODUCE_P99].is_set || root[ROOT_END_TO_END_P99].is_set;
}

/* Topic groups whose own p99 somebody asks for are run until it is known. */
static void choose_wanted(const struct study *study, struct path_clients *clients)
{
    struct path_group *groups = arena_new_of(study->arena, struct path_group, clients->group_count);
    for (size_t i = 0; i < clients->group_count; i++) {
        groups[i] = clients->groups[i];
        groups[i].is_wanted = study->request->knows_groups ||
                              has_objective(study->params, study->demand->groups[i].topic);
    }
    clients->groups = groups;
}

static bool simulate_load(const struct study *study, double factor, struct path_trace *trace,
                          struct run_load_latency *load)
{
    struct data_path path;
    study->arch->data_path(study->request->context, &study->request->outcome->deployment, study->demand,
                           factor, &path);
    choose_wanted(study, &path.clients);
    const struct replicate_rule rule = rule_of(study);
    const struct path_result *result = path_run(&path, &rule, trace, study->arena);
    if (result->violation != NULL)
        return diags_add(study->diags, DIAG_INTERNAL, (struct place){0},
                         "the simulation broke a promise of the log, which is a bug: %s; please report it "
                         "with the workload",
                         result->violation);
    size_t all = path_measure_at(result->group_count, result->group_count, PATH_PRODUCE);
    *load = (struct run_load_latency){
        .rate_factor = derived_round(factor),
        .is_converged = result->runs->is_converged,
        .why_not = result->runs->is_converged ? "" : why_not(result->runs->reason),
        .produce = all_of(study, result, PATH_PRODUCE, path.measured_to),
        .end_to_end = all_of(study, result, PATH_END_TO_END, path.measured_to),
        .replications = ESTIMATE_SECTIONS,
        .simulated_s = derived_round((result->runs->length_s - result->runs->warm_s) * ESTIMATE_SECTIONS),
        .warm_up_s = derived_round(result->runs->warm_s),
        .unit_name = result->unit_name,
        .units = result->runs->measures[all].units,
        .events = (double)result->runs->events,
        .detail = result->detail,
    };
    fill_groups(study, load, result, path.measured_to);
    fill_counts(study, load, result, factor);
    fill_checks(study, load, result);
    return true;
}

/* ---- how much hangs on PUT's latency ---- */

static double p99_ms(const struct path_result *result, enum path_measure measure)
{
    const struct histogram *histogram =
        result->runs->measures[path_measure_at(result->group_count, result->group_count, measure)].histogram;
    return histogram_count(histogram) == 0 ? NAN
                                           : ms_of(histogram_quantile_ns(histogram, RUN_LEVELS[RUN_P99]));
}

static bool simulate_with_put(const struct study *study, double factor, double put_factor, double length_s,
                              struct run_latency_sensitivity *one)
{
    struct data_path path;
    study->arch->data_path(study->request->context, &study->request->outcome->deployment, study->demand,
                           factor, &path);
    const struct dist scaled = dist_scaled(path.object.put.latency, put_factor, study->arena);
    path.object.put.latency = &scaled;
    struct replicate_rule rule = rule_of(study);
    rule.start_s = rule.max_s = length_s;
    struct arena *arena = arena_new();
    const struct path_result *result = path_run(&path, &rule, NULL, arena);
    bool holds = result->violation == NULL;
    if (holds)
        *one = (struct run_latency_sensitivity){ROOT_ROWS[ROOT_OBJECT_PUT].path, put_factor,
                                                p99_ms(result, PATH_PRODUCE),
                                                p99_ms(result, PATH_END_TO_END)};
    else
        diags_add(study->diags, DIAG_INTERNAL, (struct place){0},
                  "the simulation broke a promise of the log, which is a bug: %s", result->violation);
    arena_free(arena);
    return holds;
}

static bool vary_put(const struct study *study, struct run_latency *latency)
{
    enum { COUNT = sizeof PUT_FACTORS / sizeof *PUT_FACTORS };
    const struct run_load_latency *load = run_latency_at_peak(latency);
    if (!load->produce.is_known) return true;
    double length_s = load->warm_up_s + load->simulated_s / load->replications * PUT_LENGTH;
    struct run_latency_sensitivity *all = arena_new_of(study->arena, struct run_latency_sensitivity, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        if (!simulate_with_put(study, load->rate_factor, PUT_FACTORS[i], length_s, &all[i])) return false;
    latency->sensitivities = all;
    latency->sensitivity_count = COUNT;
    return true;
}

/* ---- objectives ---- */

/* What was found of a topic group at peak: of all together when there is one group, NULL when it wasn't
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
                                       : "nobody consumes it";
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
        objective->why = text_format(arena, "the 95 %% interval of p99, %.4g to %.4g ms, straddles it",
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
        .objective_ms = derived_round(value->num * ms_per_s),
    };
    judge(objective, found_of(study, load, place, end_to_end), study->arena);
}

static void judge_all(const struct study *study, struct run_latency *latency)
{
    struct run_objective *objectives = arena_new_of(study->arena, struct run_objective,
                                                    2 * study->demand->group_count);
    for (size_t place = 0; place < study->demand->group_count; place++) {
        add_objective(study, latency, objectives, place, ROOT_PRODUCE_P99, TOPIC_TOPIC_PRODUCE_P99);
        add_objective(study, latency, objectives, place, ROOT_END_TO_END_P99, TOPIC_TOPIC_END_TO_END_P99);
    }
    latency->objectives = objectives;
}

/* ---- the whole ---- */

const struct run_latency *latency_simulate(const struct latency_request *request, struct diags *diags)
{
    const struct context *context = request->context;
    struct study study = {.request = request,
                          .arch = ARCHS[context->params->scenarios[context->scenario].kind],
                          .params = context->params,
                          .arena = context->arena,
                          .demand = &request->outcome->demand,
                          .diags = diags};
    struct run_latency *latency = arena_new_of(study.arena, struct run_latency, 1);
    latency->calibration = study.arch->calibration == NULL ? "" : study.arch->calibration;
    latency->has_peak = study.demand->peak_factor != 1;
    bool holds = simulate_load(&study, 1, request->trace, &latency->mean_load);
    if (holds && latency->has_peak)
        holds = simulate_load(&study, study.demand->peak_factor, NULL, &latency->peak_load);
    if (holds && study.arch->put_decides) holds = vary_put(&study, latency);
    judge_all(&study, latency);
    return holds ? latency : NULL;
}
