/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/path.h"

#include <math.h>

#include "base/text.h"
#include "sim/path/path_private.h"
#include "sim/path/path_size.h"

const struct path_count_row PATH_COUNT_ROWS[PATH_COUNT__COUNT] = {
#define COUNT(id, name, unit) [PATH_##id] = {name, unit},
#include "sim/path/path_counts.def"
#undef COUNT
};

/* A run starts with its warm-up plus enough independent units in all replications: enough beyond p99, and
 * for the precision asked for. */
static const double LEAST_UNITS = 1.15 * ESTIMATE_UNITS_BEYOND / 0.01, FIRST_PRECISION = 0.05;
/* Ratio of the longest run to the first. */
static const double LENGTHS = 64;
/* The warm-up is at most this share of the first length. */
static const double WARM_SHARE = 0.4;

const struct path_kind_row *path_kind_of(const struct data_path *path)
{
    return path->kind == PATH_OBJECT ? &PATH_OBJECT_KIND : &PATH_LOG_KIND;
}

/* Shared by replications, read only. */
struct shared {
    const struct data_path *path;
    struct path_detail detail;
    struct path_trace *trace;
    struct random_key traced; /* key of the traced replication */
};

static struct path_extra *extra_new(const struct path_run *run, const struct path_kind_row *kind,
                                    struct arena *arena)
{
    struct path_extra *extra = arena_new_of(arena, struct path_extra, 1);
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++)
        extra->stages[measure] = path_stages_new(arena, run->stages[measure].count);
    extra->busy = arena_new_of(arena, double, kind->resource_count);
    extra->waiting = arena_new_of(arena, double, kind->resource_count);
    return extra;
}

/* Events in step with a run's start, like files closed by a timer, are so in all replications: counted
 * over the same time, all would be one too many or too few. So each replication counts over its own time,
 * shorter than the measured time by up to one such step. */
static void choose_counted_time(struct path_extra *extra, const struct record *record, struct random_key key,
                                double step_s)
{
    struct random_stream phases = random_stream_of(key, RANDOM_PLACEMENT, UINT32_MAX);
    int64_t most_ns = (record->end_ns - record->warm_ns) / 2, step_ns = time_ns(step_s);
    step_ns = step_ns < most_ns ? step_ns : most_ns;
    extra->from_ns = record->warm_ns + (int64_t)(random_unit(&phases, 0) * (double)step_ns);
    extra->until_ns = record->end_ns - step_ns + (extra->from_ns - record->warm_ns);
}

static void simulate(const void *user, struct random_key key, struct record *record, struct arena *arena)
{
    const struct shared *shared = user;
    const struct path_kind_row *kind = path_kind_of(shared->path);
    bool is_traced = key.words[0] == shared->traced.words[0] && key.words[1] == shared->traced.words[1];
    struct path_run *run = arena_alloc(arena, kind->run_bytes);
    *run = (struct path_run){
        .path = shared->path,
        .detail = &shared->detail,
        .key = key,
        .record = record,
        .arena = arena,
        .kernel = kernel_new(arena, shared->detail.producers),
        .trace = is_traced ? shared->trace : NULL,
        .flights = pool_of(arena, sizeof(struct path_flight)),
        .batches = pool_of(arena, sizeof(struct path_batch)),
    };
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++)
        run->stages[measure] = path_stage_list_of(run->path, (enum path_measure)measure);
    record->extra = run->extra = extra_new(run, kind, record->arena);
    choose_counted_time(run->extra, record, key, kind->step_s == NULL ? 0 : kind->step_s(shared->path));
    path_trace_restart(run->trace, record->warm_ns);
    kind->start(run);
    kind->loop(run);
    kind->finish(run);
    path_close(run);
}

/* ---- measures ---- */

static const struct record_measure *measures_of(const struct path_clients *clients,
                                                const struct path_detail *detail, struct arena *arena,
                                                size_t *count)
{
    static const char *const NAMES[PATH_MEASURE__COUNT] = {"produce", "end to end"};
    size_t groups = detail->count == 1 ? 1 : detail->count + 1;
    struct record_measure *measures = arena_new_of(arena, struct record_measure,
                                                   PATH_MEASURE__COUNT * groups);
    for (size_t i = 0; i < groups; i++)
        for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++) {
            bool is_all = i + 1 == groups,
                 is_wanted = !is_all && clients->groups[detail->followed[i].group].is_wanted;
            bool is_read = measure == PATH_PRODUCE &&
                           detail->count > 0; /* without producers there is nothing to wait for */
            for (size_t g = 0; g < detail->count; g++)
                is_read |= (is_all || g == i) &&
                           clients->groups[detail->followed[g].group].consumer_groups > 0;
            measures[path_measure_at(detail->count, i, measure)] =
                (struct record_measure){.name = NAMES[measure],
                                        .is_target = is_all && is_read,
                                        .is_wanted = is_wanted && is_read,
                                        .is_in_series = is_all && measure == PATH_PRODUCE,
                                        .is_halved = is_all && measure == PATH_END_TO_END};
        }
    *count = PATH_MEASURE__COUNT * groups;
    return measures;
}

/* ---- results ---- */

static const struct path_stage *stages_of(const struct replicate_result *runs,
                                          const struct path_stage_list *list, size_t groups,
                                          enum path_measure measure, struct arena *arena)
{
    struct path_stages *all = path_stages_new(arena, list->count);
    for (size_t i = 0; i < ESTIMATE_SECTIONS; i++)
        path_stages_merge(all, ((const struct path_extra *)runs->records[i]->extra)->stages[measure]);
    double means_ns[PATH_STAGES_MAX], near_ns[PATH_STAGES_MAX];
    path_stages_means(all, means_ns);
    path_stages_near(
        all, runs->measures[path_measure_at(groups, groups, measure)].estimates[REPLICATE_P99].value_ns,
        near_ns);
    struct path_stage *stages = arena_new_of(arena, struct path_stage, list->count);
    for (size_t i = 0; i < list->count; i++)
        stages[i] = (struct path_stage){list->passed[i].name, means_ns[i], near_ns[i]};
    return stages;
}

static void gather_counts(struct path_result *result)
{
    for (int count = 0; count < PATH_COUNT__COUNT; count++) {
        double rates[ESTIMATE_SECTIONS];
        for (size_t i = 0; i < ESTIMATE_SECTIONS; i++) {
            const struct record *record = result->runs->records[i];
            const struct path_extra *extra = record->extra;
            rates[i] = count == PATH_FILE_BYTES
                           ? extra->counts[PATH_STORED_BYTES] / extra->counts[PATH_FILES]
                           : extra->counts[count] / time_s(extra->until_ns - extra->from_ns);
        }
        result->counts[count] = estimate_plain_of(rates);
    }
}

static void gather_resources(struct path_result *result, const struct path_kind_row *kind,
                             struct arena *arena)
{
    struct path_resource *resources = arena_new_of(arena, struct path_resource, kind->resource_count);
    for (size_t r = 0; r < kind->resource_count; r++) {
        resources[r] = (struct path_resource){.name = kind->resources[r].name};
        for (size_t i = 0; i < ESTIMATE_SECTIONS; i++) {
            const struct path_extra *extra = result->runs->records[i]->extra;
            resources[r].busy += extra->busy[r] / ESTIMATE_SECTIONS;
            resources[r].waiting += extra->waiting[r] / ESTIMATE_SECTIONS;
        }
        if (!kind->resources[r].can_wait) resources[r].waiting = NAN;
    }
    result->resource_count = kind->resource_count;
    result->resources = resources;
}

static void gather_checks(struct path_result *result)
{
    for (size_t i = 0; i < ESTIMATE_SECTIONS; i++) {
        const struct path_extra *extra = result->runs->records[i]->extra;
        for (int rule = 0; rule < AUDIT__COUNT; rule++) result->checks[rule] += extra->checks[rule];
    }
}

static const char *violation_of(const struct replicate_result *runs, uint64_t seed, struct arena *arena)
{
    for (size_t i = 0; i < ESTIMATE_SECTIONS; i++)
        if (runs->records[i]->violation != NULL)
            return text_format(arena, "seed %llu, replication %zu: %s", (unsigned long long)seed, i,
                               runs->records[i]->violation);
    return NULL;
}

static const uint32_t *indices_of(const struct path_detail *detail, struct arena *arena)
{
    uint32_t *indices = arena_new_of(arena, uint32_t, detail->count);
    for (size_t i = 0; i < detail->count; i++) indices[i] = detail->followed[i].group;
    return indices;
}

double path_least_s(const struct data_path *path) { return path_kind_of(path)->warm_s(path) / WARM_SHARE; }

static struct replicate_rule lengths_of(const struct data_path *path, const struct path_kind_row *kind,
                                        const struct replicate_rule *asked)
{
    struct replicate_rule rule = *asked;
    rule.warm_floor_s = kind->warm_s(path);
    rule.measured_to = path->measured_to;
    double times = fmax(1, FIRST_PRECISION / rule.precision), units = LEAST_UNITS;
    if (kind->first_units != NULL) units = fmax(units, kind->first_units(path) * times * times);
    if (rule.start_s == 0)
        rule.start_s = rule.warm_floor_s + fmax(units / ESTIMATE_SECTIONS / kind->units_per_s(path),
                                                rule.warm_floor_s * (1 / WARM_SHARE - 1));
    if (asked->start_s == 0 && kind->least_s != NULL)
        rule.start_s = fmax(rule.start_s, rule.warm_floor_s + kind->least_s(path));
    if (rule.max_s == 0) rule.max_s = rule.start_s * LENGTHS;
    if (rule.start_s > rule.max_s) rule.start_s = fmax(rule.max_s, path_least_s(path));
    return rule;
}

/* Keep within the bounds: a first length of no more events, as far as that is long enough, and no more
 * replications at once than memory has room for. */
static void bound(const struct data_path *path, bool chooses_start, struct replicate_rule *rule)
{
    const struct path_size size = path_size_of(path);
    double start_s = (double)rule->max_events / size.events_per_s,
           at_once = (rule->max_bytes - size.results_bytes) / size.replication_bytes;
    if (chooses_start && rule->max_events > 0 && rule->start_s > start_s)
        rule->start_s = fmin(rule->start_s, fmax(start_s, size.least_s));
    if (rule->max_bytes > 0 && rule->threads > at_once) rule->threads = at_once < 1 ? 1 : (unsigned)at_once;
}

const struct path_result *path_run(const struct data_path *asked_path, const struct replicate_rule *asked,
                                   struct path_trace *trace, struct arena *arena)
{
    const char *merged_note;
    const struct data_path *path = path_merged(asked_path, &merged_note, arena);
    const struct path_kind_row *kind = path_kind_of(path);
    struct shared *shared = arena_new_of(arena, struct shared, 1);
    *shared = (struct shared){.path = path, .trace = trace, .traced = random_key_of(asked->seed, 0)};
    shared->detail = path_detail_of(&path->clients, path->is_full, kind->most_producers(path), kind, arena);
    struct replicate_model model = {.simulate = simulate, .user = shared};
    model.measures = measures_of(&path->clients, &shared->detail, arena, &model.measure_count);
    struct replicate_rule rule = lengths_of(path, kind, asked);
    bound(path, asked->start_s == 0, &rule);
    struct path_result *result = arena_new_of(arena, struct path_result, 1);
    result->runs = replicate(&model, &rule, arena);
    result->group_count = shared->detail.count;
    result->groups = indices_of(&shared->detail, arena);
    result->unit_name = kind->unit_name;
    result->detail = shared->detail.text;
    result->violation = violation_of(result->runs, rule.seed, arena);
    if (result->violation != NULL || result->runs->doubts >> REPLICATE_STOPPED & 1) return result;
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++) {
        const struct path_stage_list list = path_stage_list_of(path, (enum path_measure)measure);
        result->stage_counts[measure] = list.count;
        result->stages[measure] = stages_of(result->runs, &list, shared->detail.count, measure, arena);
    }
    gather_counts(result);
    gather_resources(result, kind, arena);
    gather_checks(result);
    const char *note = ((const struct path_extra *)result->runs->records[0]->extra)->note;
    if (note != NULL) result->detail = text_format(arena, "%s; %s", result->detail, note);
    if (merged_note != NULL) result->detail = text_format(arena, "%s; %s", result->detail, merged_note);
    return result;
}
