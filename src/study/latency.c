/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/latency.h"

#include <assert.h>
#include <math.h>

#include "base/number.h"
#include "base/text.h"
#include "sim/path/path_size.h"
#include "study/latency_private.h"
#include "study/model_error.h"

/* In depth, PUT's latency is varied by this much either way, in runs an eighth as long: the same draws are
 * compared. */
static const double PUT_FACTORS[] = {0.6, 1.4};
static const double PUT_LENGTH = 0.125;

/* The ends of the range over open options are simulated for so much of the run's time, the others for less.
 */
static const double END_LENGTH = 0.5, OTHER_LENGTH = 0.25;

/* ---- progress ---- */

static void advance(void *user, double share)
{
    const struct study_share *of = user;
    of->whole->advance(of->whole->user, (of->before + share * of->part) / of->all);
}

/* The next simulation begins, or is left out: it was expected to take this part. */
static void begin_part(const struct study *study, double part)
{
    study->share->before += study->share->part;
    study->share->part = part;
}

static double option_part(const struct study *study, const struct open_options *options)
{
    return options->is_end ? END_LENGTH : study->request->in_depth ? OTHER_LENGTH : 0;
}

static double all_parts(const struct study *study)
{
    double all = study->demand->peak_factor != 1 ? 2 : 1;
    for (size_t i = 0;
         study->arch->put_decides && study->request->in_depth && i < sizeof PUT_FACTORS / sizeof *PUT_FACTORS;
         i++)
        all += PUT_LENGTH;
    for (const struct open_options *it = study->arch->open; it != NULL && it->settings[0].path != NULL; it++)
        all += option_part(study, it);
    return all;
}

/* ---- one load ---- */

/* Events per second of a processor, where seconds are asked for: paths of either kind took 0.15 to 0.35 µs
 * for each on x86-64 at 2.6 GHz. A figure of the program, so that no result depends on the machine. */
static const double EVENTS_PER_S = 4e6;

static double most_events(const struct params *params)
{
    const struct value *seconds = &params->root[ROOT_MAX_SECONDS];
    double events = root_num(params, ROOT_MAX_EVENTS);
    return seconds->is_set ? smaller(events, seconds->num * EVENTS_PER_S) : events;
}

static struct replicate_rule rule_of(const struct study *study)
{
    return (struct replicate_rule){
        .seed = (uint64_t)root_num(study->params, ROOT_SEED),
        .threads = study->request->threads,
        .watch = study->request->watch == NULL ? NULL : &study->watch,
        .precision = root_num(study->params, ROOT_PRECISION),
        /* All replications together take at most the duration asked for. */
        .max_s = root_num(study->params, ROOT_MAX_DURATION) / ESTIMATE_SECTIONS,
        .max_events = (uint64_t)most_events(study->params),
        .max_bytes = root_num(study->params, ROOT_MAX_MEMORY),
    };
}

static bool has_objective(const struct params *params, uint32_t topic)
{
    const struct value *own = params->topics[topic].values, *root = params->root;
    return own[TOPIC_TOPIC_PRODUCE_P99].is_set || own[TOPIC_TOPIC_END_TO_END_P99].is_set ||
           root[ROOT_PRODUCE_P99].is_set || root[ROOT_END_TO_END_P99].is_set;
}

/* Topic groups whose own p99 is asked for run until it is known. */
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
    begin_part(study, 1);
    const struct replicate_rule rule = rule_of(study);
    study->found->unknown = latency_too_large(study, &path, &rule);
    if (*study->found->unknown != '\0') return true;
    const struct path_result *result = path_memo_run(study->request->memo, &path, &rule, trace);
    if (result->violation != NULL)
        return diags_add(
            study->diags, DIAG_INTERNAL, (struct place){0},
            "the simulation violated a guarantee of the log, which is a bug: %s; please report it "
            "with the workload",
            result->violation);
    study->found->unknown = latency_stopped(study, result, &rule);
    if (*study->found->unknown != '\0') return true;
    if (latency_is_stable(study, result, &path, factor)) latency_figures(study, result, &path, factor, load);
    return true;
}

/* ---- sensitivity to PUT's latency ---- */

static double p99_ms(const struct path_result *result, enum path_measure measure)
{
    const struct histogram *histogram =
        result->runs->measures[path_measure_at(result->group_count, result->group_count, measure)].histogram;
    return histogram_count(histogram) == 0 ? NAN
                                           : ms_of(histogram_quantile_ns(histogram, RUN_LEVELS[RUN_P99]));
}

/* The architecture's own parameter, or the root's. */
static const char *put_path(const struct study *study)
{
    const struct context *context = study->request->context;
    const char *path = ROOT_ROWS[ROOT_OBJECT_PUT].path;
    bool is_own = scenario_root(context->params, context->scenario, ROOT_OBJECT_PUT) !=
                  &context->params->root[ROOT_OBJECT_PUT];
    return is_own ? text_format(study->arena, "architectures.%s.%s",
                                context->params->scenarios[context->scenario].id, path)
                  : path;
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
    bool holds = result->violation == NULL, is_known = holds &&
                                                       *latency_stopped(study, result, &rule) == '\0' &&
                                                       latency_keeps_up(result, &path);
    if (holds)
        *one = (struct run_latency_sensitivity){put_path(study), put_factor,
                                                is_known ? p99_ms(result, PATH_PRODUCE) : (double)NAN,
                                                is_known ? p99_ms(result, PATH_END_TO_END) : (double)NAN};
    else
        diags_add(study->diags, DIAG_INTERNAL, (struct place){0},
                  "the simulation violated a guarantee of the log, which is a bug: %s", result->violation);
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
    for (size_t i = 0; i < COUNT; i++) {
        begin_part(study, PUT_LENGTH);
        if (!simulate_with_put(study, load->rate_factor, PUT_FACTORS[i], length_s, &all[i])) return false;
    }
    latency->sensitivities = all;
    latency->sensitivity_count = COUNT;
    return true;
}

/* ---- options that the vendor is silent on ---- */

/* True if the workload or a profile has chosen the parameter. */
static bool is_decided(const struct params *params, const char *path)
{
    struct param_ref found;
    return params_find(params, path, &found) && found.value->is_set &&
           (found.value->origin == ORIGIN_GIVEN || found.value->origin == ORIGIN_PROFILE);
}

/* The parameters with the value; the same ones where it is there already, or where the workload has decided.
 */
static const struct params *with_setting(const struct study *study, const struct params *params,
                                         const struct open_setting *setting, struct arena *arena)
{
    const size_t scenario = study->request->context->scenario;
    const char *path = text_format(arena, "architectures.%s.%s", params->scenarios[scenario].id,
                                   setting->path);
    struct param_ref before, after;
    struct diags diags;
    diags_init(&diags, arena);
    if (is_decided(params, path) || is_decided(params, setting->path)) return params;
    const struct params *changed = params_override(params, path, setting->value, arena, &diags);
    assert(changed != NULL && "the program's own options");
    bool is_same = params_find(params, path, &before) && params_find(changed, path, &after) &&
                   before.value->is_set && before.value->num == after.value->num;
    return is_same ? params : changed;
}

/* What of the options differs from the run: its parameters and words; params unchanged when nothing does. */
static const struct params *with_options(const struct study *study, const struct open_options *options,
                                         struct text *words, struct arena *arena)
{
    const struct params *params = study->params;
    for (int i = 0; i < OPEN_SETTINGS_MAX && options->settings[i].path != NULL; i++) {
        const struct params *changed = with_setting(study, params, &options->settings[i], arena);
        if (changed != params)
            text_addf(words, "%s%s: %s", words->length == 0 ? "" : ", ", options->settings[i].path,
                      options->settings[i].value);
        params = changed;
    }
    return params;
}

static bool is_there(const struct run_latency *latency, const char *settings)
{
    for (size_t i = 0; i < latency->open_option_count; i++)
        if (text_equal(latency->open_options[i].settings, settings)) return true;
    return false;
}

static bool simulate_with(const struct study *study, const struct params *params, double length_s,
                          struct run_latency_open_option *one, struct arena *arena)
{
    const struct run_load_latency *load = study->load;
    const struct context *own = study->request->context;
    const struct context context = {params, own->scenario, own->catalogue, own->prices, arena};
    struct data_path path;
    study->arch->data_path(&context, &study->request->outcome->deployment, study->demand, load->rate_factor,
                           &path);
    struct replicate_rule rule = rule_of(study);
    rule.start_s = rule.max_s = length_s;
    const struct path_result *result = path_memo_run(study->request->memo, &path, &rule, NULL);
    if (result->violation != NULL)
        return diags_add(study->diags, DIAG_INTERNAL, (struct place){0},
                         "the simulation violated a guarantee of the log, which is a bug: %s",
                         result->violation);
    bool grows = result->runs->doubts &
                 (1u << REPLICATE_STOPPED | 1u << REPLICATE_OVERLOADED | 1u << REPLICATE_UNSTABLE);
    one->produce_p99_ms = grows ? NAN : p99_ms(result, PATH_PRODUCE);
    one->end_to_end_p99_ms = grows ? NAN : p99_ms(result, PATH_END_TO_END);
    return true;
}

static bool vary_options(struct study *study, struct run_latency *latency)
{
    enum { OPTIONS_MAX = 16 };
    const struct run_load_latency *load = study->load = run_latency_at_peak(latency);
    if (!load->produce.is_known || !load->is_converged) return true;
    struct run_latency_open_option *all = arena_new_of(study->arena, struct run_latency_open_option,
                                                       OPTIONS_MAX);
    latency->open_options = all;
    for (const struct open_options *it = study->arch->open; it->settings[0].path != NULL; it++) {
        struct arena *arena = arena_new(); /* the memo keeps the path */
        arena_adopt(study->arena, arena);
        struct text words = text_new(study->arena);
        const struct params *params = with_options(study, it, &words, arena);
        double part = option_part(study, it);
        bool is_wanted = params != study->params && part > 0 && !is_there(latency, words.bytes);
        double length_s = load->warm_up_s + load->simulated_s / load->replications * part;
        struct run_latency_open_option *one = &all[latency->open_option_count];
        one->settings = words.bytes;
        begin_part(study, part);
        if (is_wanted && !simulate_with(study, params, length_s, one, arena)) return false;
        latency->open_option_count += is_wanted;
    }
    return true;
}

/* ---- the whole ---- */

bool latency_simulate(const struct latency_request *request, struct latency_found *found, struct diags *diags)
{
    const struct context *context = request->context;
    struct study study = {.request = request,
                          .arch = ARCHS[context->params->scenarios[context->scenario].kind],
                          .params = context->params,
                          .arena = context->arena,
                          .demand = &request->outcome->demand,
                          .diags = diags,
                          .found = found};
    struct study_share share = {.whole = request->watch, .all = all_parts(&study)};
    study.share = &share;
    study.watch = (struct replicate_watch){advance, &share};
    struct run_latency *latency = arena_new_of(study.arena, struct run_latency, 1);
    *found = (struct latency_found){.unknown = ""};
    latency->calibration = study.arch->calibration == NULL ? "" : study.arch->calibration;
    latency->has_peak = study.demand->peak_factor != 1;
    bool holds = simulate_load(&study, 1, request->trace, &latency->mean_load);
    if (holds && latency->has_peak && *found->unknown == '\0')
        holds = simulate_load(&study, study.demand->peak_factor, NULL, &latency->peak_load);
    if (!holds || *found->unknown != '\0') return holds;
    if (study.arch->put_decides && request->in_depth && !vary_put(&study, latency)) return false;
    if (study.arch->open != NULL && !vary_options(&study, latency)) return false;
    latency->has_model_error = model_error_of(study.arch->evidence, &latency->model_error, study.arena);
    latency_judge(&study, latency);
    found->latency = latency;
    return true;
}
