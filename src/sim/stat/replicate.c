/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/stat/replicate.h"

#include <assert.h>
#include <math.h>
#include <stdatomic.h>

#include "base/parallel.h"
#include "base/text.h"
#include "sim/engine/time.h"
#include "sim/stat/warmup.h"

enum { REPLICATIONS = ESTIMATE_SECTIONS };

const double REPLICATE_LEVELS[REPLICATE_LEVEL__COUNT] = {
    [REPLICATE_MEAN] = ESTIMATE_MEAN, [REPLICATE_P50] = 0.5,  [REPLICATE_P90] = 0.9,
    [REPLICATE_P95] = 0.95,           [REPLICATE_P99] = 0.99, [REPLICATE_P999] = 0.999,
};

/* The largest step in length: an interval from a short run is itself uncertain. */
enum { DOUBLINGS_AT_ONCE = 3 };

/* Leaving out more of the start is worth another run if it moves the mean by over this share of its
 * half-width, and by so many standard errors of that move: by chance a start is sometimes above the rest
 * without bias. */
static const double WARMUP_SHARE = 0.1, WARMUP_ERRORS = 3;

/* Latency grows when the halves of the runs differ by so many standard errors and by so much. */
static const double GROWTH_ERRORS = 4, GROWTH_LEAST = 0.1;

/* A replication is stopped at so many times its part of max_events, and at the whole of max_bytes. */
enum { STOPPED_AT = 4 };

/* One run of all replications with its findings. Its arena is freed when the next one runs. */
struct interim {
    const struct replicate_model *model;
    const struct replicate_rule *rule;
    struct arena *arena;
    struct record *records[REPLICATIONS];
    int64_t warm_ns, end_ns, warm_needed_ns;
    struct replicate_measured *measures;
    uint64_t events; /* of all replications */
    bool is_enough;  /* all wanted figures are known */
    bool is_cut;     /* a longer run would take too many events */
    double growth;   /* mean of the second half over the first's; 0 if it may be chance */
    unsigned doubts;
    int64_t before_ns, ahead_ns; /* lengths of the looks before, and of the one that is expected after this */
    atomic_size_t finished;      /* replications */
};

static void tell(struct interim *interim)
{
    const struct replicate_watch *watch = interim->rule->watch;
    if (watch == NULL) return;
    double part = (double)(atomic_fetch_add(&interim->finished, 1) + 1) / REPLICATIONS,
           done_ns = (double)interim->before_ns + part * (double)interim->end_ns;
    watch->advance(watch->user, done_ns / (double)(interim->before_ns + interim->end_ns + interim->ahead_ns));
}

static void run_one(void *user, size_t index)
{
    struct interim *interim = user;
    struct arena *state = arena_new();
    struct record *record = interim->records[index];
    interim->model->simulate(interim->model->user, random_key_of(interim->rule->seed, (uint32_t)index),
                             record, state);
    record_close(record);
    arena_free(state);
    tell(interim);
}

/* A record has an arena of its own, so that replications can fill theirs at the same time. */
static void run_all(struct interim *interim)
{
    const struct replicate_model *model = interim->model;
    for (size_t i = 0; i < REPLICATIONS; i++) {
        struct arena *own = arena_new();
        arena_adopt(interim->arena, own);
        interim->records[i] = record_new(own, model->measures, model->measure_count, model->counter_count,
                                         interim->warm_ns, interim->end_ns);
        interim->records[i]->replication = (uint32_t)i;
        interim->records[i]->most_events = STOPPED_AT * interim->rule->max_events / REPLICATIONS;
        interim->records[i]->most_bytes = interim->rule->max_bytes;
    }
    parallel_for(interim->rule->threads, REPLICATIONS, run_one, interim);
    for (size_t i = 0; i < REPLICATIONS; i++) interim->events += interim->records[i]->events;
}

static struct estimate_rule rule_of(const struct interim *interim, double units)
{
    return (struct estimate_rule){.precision = interim->rule->precision,
                                  .measured_to = interim->rule->measured_to,
                                  .units = units};
}

static void estimate_measure(struct interim *interim, size_t index)
{
    struct replicate_measured *measured = &interim->measures[index];
    const struct histogram *sections[REPLICATIONS];
    measured->name = interim->model->measures[index].name;
    measured->histogram = histogram_new(interim->arena);
    for (size_t i = 0; i < REPLICATIONS; i++) {
        sections[i] = interim->records[i]->histograms[index];
        histogram_merge(measured->histogram, sections[i]);
        measured->units += (double)interim->records[i]->units[index];
    }
    const struct estimate_rule rule = rule_of(interim, measured->units);
    for (size_t level = 0; level < REPLICATE_LEVEL__COUNT; level++)
        measured->estimates[level] = estimate_of(REPLICATE_LEVELS[level], sections, measured->histogram,
                                                 &rule);
}

/* Mean over the bins from first to before end, of one record or (NULL) of all together. */
static double bins_mean_ns(const struct interim *interim, const struct record *record, size_t first,
                           size_t end)
{
    double sum = 0, count = 0;
    for (size_t i = 0; i < REPLICATIONS; i++)
        for (size_t bin = first; bin < end && (record == NULL || record == interim->records[i]); bin++) {
            sum += interim->records[i]->bins[bin].sum_ns;
            count += (double)interim->records[i]->bins[bin].count;
        }
    return count == 0 ? 0 : sum / count;
}

/* True if leaving out the start, as far as the series suggests, would change the mean. */
static bool is_start_biased(const struct interim *interim)
{
    const struct record *any = interim->records[0];
    if (interim->warm_needed_ns <= interim->warm_ns) return false;
    size_t now = (size_t)(interim->warm_ns >> any->bin_shift),
           needed = (size_t)(interim->warm_needed_ns >> any->bin_shift);
    double without[REPLICATIONS], moves[REPLICATIONS];
    for (size_t i = 0; i < REPLICATIONS; i++) {
        without[i] = bins_mean_ns(interim, interim->records[i], needed, any->bin_count);
        moves[i] = bins_mean_ns(interim, interim->records[i], now, any->bin_count) - without[i];
    }
    double half = ESTIMATE_T * estimate_plain_of(without).standard_error,
           by_chance = WARMUP_ERRORS * estimate_plain_of(moves).standard_error;
    double move = fabs(bins_mean_ns(interim, NULL, now, any->bin_count) -
                       bins_mean_ns(interim, NULL, needed, any->bin_count));
    return move > WARMUP_SHARE * half && move > by_chance;
}

/* Judge the warm-up by the replications' common series, which averages out chance and keeps common trends.
 * Bins without arrivals are no observations. */
static void judge_warmup(struct interim *interim)
{
    const struct record *any = interim->records[0];
    double series[RECORD_BINS_MAX];
    size_t bins[RECORD_BINS_MAX], count = 0;
    for (size_t bin = 0; bin < any->bin_count; bin++) {
        double sum = 0, arrived = 0;
        for (size_t i = 0; i < REPLICATIONS; i++) {
            sum += interim->records[i]->bins[bin].sum_ns;
            arrived += (double)interim->records[i]->bins[bin].count;
        }
        if (arrived > 0) {
            bins[count] = bin;
            series[count++] = sum / arrived;
        }
    }
    size_t left_out = warmup_mser5(series, count);
    interim->warm_needed_ns = left_out == 0 ? 0 : (int64_t)bins[left_out] << any->bin_shift;
    if ((interim->warm_needed_ns > interim->end_ns / 2 && is_start_biased(interim)) ||
        time_ns(interim->rule->warm_floor_s) > interim->end_ns / 2)
        interim->doubts |= 1u << REPLICATE_WARMUP_LONG;
}

/* The mean's relative growth from the first to the second half; 0 if it may be chance. */
static double growth_of(const double growth_ns[REPLICATIONS], double before_ns)
{
    struct estimate_plain mean = estimate_plain_of(growth_ns);
    return mean.value > GROWTH_ERRORS * mean.standard_error && mean.value > GROWTH_LEAST * before_ns
               ? mean.value / before_ns
               : 0;
}

static double bin_mean_ns(const struct record_bin *bin)
{
    return bin->count == 0 ? 0 : bin->sum_ns / (double)bin->count;
}

static double measure_growth(const struct interim *interim, size_t measure)
{
    double growth_ns[REPLICATIONS], before_ns = 0;
    for (size_t i = 0; i < REPLICATIONS; i++) {
        const struct record_bin *halves = interim->records[i]->halves[measure];
        growth_ns[i] = bin_mean_ns(&halves[1]) - bin_mean_ns(&halves[0]);
        before_ns += bin_mean_ns(&halves[0]) / REPLICATIONS;
    }
    return before_ns > 0 ? growth_of(growth_ns, before_ns) : 0;
}

static void judge_stability(struct interim *interim)
{
    const struct record *any = interim->records[0];
    size_t first = (size_t)(interim->warm_ns >> any->bin_shift),
           middle = first + (any->bin_count - first) / 2;
    double growth[REPLICATIONS], before = bins_mean_ns(interim, NULL, first, middle);
    for (size_t i = 0; i < REPLICATIONS; i++) {
        growth[i] = bins_mean_ns(interim, interim->records[i], middle, any->bin_count) -
                    bins_mean_ns(interim, interim->records[i], first, middle);
        if (interim->records[i]->utilisation >= 1) interim->doubts |= 1u << REPLICATE_OVERLOADED;
    }
    interim->growth = growth_of(growth, before);
    if (interim->growth > 0) interim->doubts |= 1u << REPLICATE_UNSTABLE;
}

/* The target's estimate with the widest interval for what is asked, or (wanted too) also that of what is only
 * wanted; NULL when there is none. */
static const struct replicate_measured *worst_of(const struct interim *interim, bool wanted_too)
{
    const struct replicate_measured *worst = NULL;
    for (size_t i = 0; i < interim->model->measure_count; i++) {
        const struct replicate_measured *measured = &interim->measures[i];
        if (!interim->model->measures[i].is_target && !(wanted_too && interim->model->measures[i].is_wanted))
            continue;
        const struct estimate *one = &measured->estimates[REPLICATE_P99],
                              *other = worst == NULL ? NULL : &worst->estimates[REPLICATE_P99];
        if (other == NULL || (estimate_is_converged(other) && !estimate_is_converged(one)) ||
            (estimate_is_converged(other) == estimate_is_converged(one) &&
             one->relative_half_width > other->relative_half_width))
            worst = measured;
    }
    return worst;
}

static bool is_violated(const struct interim *interim)
{
    for (size_t i = 0; i < REPLICATIONS; i++)
        if (interim->records[i]->violation != NULL) return true;
    return false;
}

static bool is_stopped(const struct interim *interim)
{
    for (size_t i = 0; i < REPLICATIONS; i++)
        if (interim->records[i]->is_stopped) return true;
    return false;
}

static void take_interim(struct interim *interim)
{
    run_all(interim);
    if (is_stopped(interim)) {
        interim->doubts |= 1u << REPLICATE_STOPPED;
        return;
    }
    if (is_violated(interim)) {
        interim->doubts |= 1u << REPLICATE_VIOLATION;
        return;
    }
    interim->measures = arena_new_of(interim->arena, struct replicate_measured,
                                     interim->model->measure_count);
    for (size_t i = 0; i < interim->model->measure_count; i++) {
        estimate_measure(interim, i);
        interim->measures[i].growth = measure_growth(interim, i);
    }
    judge_warmup(interim);
    judge_stability(interim);
    const struct replicate_measured *worst = worst_of(interim, false),
                                    *worst_wanted = worst_of(interim, true);
    if (worst != NULL && !estimate_is_converged(&worst->estimates[REPLICATE_P99]))
        interim->doubts |= 1u << REPLICATE_TARGET;
    interim->is_enough = interim->doubts == 0 &&
                         (worst_wanted == NULL ||
                          estimate_is_converged(&worst_wanted->estimates[REPLICATE_P99]));
}

/* The length, in this run's, at which the intervals are expected to be narrow enough (their width falls with
 * the root of length) and units to be enough. At least twice this one. */
static double times_of(const struct interim *interim)
{
    const struct replicate_measured *worst = worst_of(interim, true);
    const struct estimate *estimate = worst == NULL ? NULL : &worst->estimates[REPLICATE_P99];
    double times = 2, width = 0;
    if (estimate != NULL && estimate->is_known)
        width = estimate->relative_half_width / interim->rule->precision;
    if (width * width > times) times = width * width;
    if (estimate != NULL && estimate_doubts(estimate, ESTIMATE_FEW_UNITS) &&
        ESTIMATE_UNITS_BEYOND > times * estimate->units_beyond)
        times = ESTIMATE_UNITS_BEYOND / estimate->units_beyond;
    return times;
}

/* The doublings up to the next look. */
static unsigned doublings_of(const struct interim *interim)
{
    unsigned doublings = 1;
    if (interim->doubts >> REPLICATE_UNSTABLE & 1) return doublings; /* the next run decides whether it is */
    for (double times = times_of(interim) / 2; times > 1 && doublings < DOUBLINGS_AT_ONCE; times /= 2)
        doublings++;
    return doublings;
}

/* A run of this length: the warm-up takes at most half of it, so that something is measured. */
static struct interim interim_of(const struct replicate_model *model, const struct replicate_rule *rule,
                                 int64_t end_ns, int64_t warm_ns)
{
    int64_t floor_ns = time_ns(rule->warm_floor_s);
    if (warm_ns < floor_ns) warm_ns = floor_ns;
    return (struct interim){.model = model,
                            .rule = rule,
                            .end_ns = end_ns,
                            .warm_ns = warm_ns < end_ns / 2 ? warm_ns : end_ns / 2};
}

/* True if a run of this length would take too many events, going by this one. */
static bool is_too_much(const struct interim *interim, int64_t end_ns)
{
    return interim->rule->max_events > 0 &&
           (double)interim->events * (double)end_ns / (double)interim->end_ns >
               (double)interim->rule->max_events;
}

/* Note what was done before the next look, and what is expected after it should it not be enough. */
static void look_ahead(const struct interim *interim, struct interim *next)
{
    double wanted_ns = interim->is_enough ? 0 : times_of(interim) * (double)interim->end_ns;
    if (wanted_ns > (double)time_ns(next->rule->max_s)) wanted_ns = (double)time_ns(next->rule->max_s);
    next->before_ns = interim->before_ns + interim->end_ns;
    bool is_last = wanted_ns <= (double)next->end_ns || is_too_much(interim, 2 * next->end_ns);
    next->ahead_ns = is_last ? 0 : (int64_t)wanted_ns;
}

/* Plan the next look, in next; false when this one is the last. */
static bool plan_next(struct interim *interim, unsigned looks_unstable, struct interim *next)
{
    if (interim->doubts &
            (1u << REPLICATE_VIOLATION | 1u << REPLICATE_STOPPED | 1u << REPLICATE_OVERLOADED) ||
        looks_unstable > 1)
        return false;
    bool is_done = interim->is_enough, is_biased = is_start_biased(interim);
    if (is_done && !is_biased) return false;
    int64_t longest_ns = time_ns(interim->rule->max_s), end_ns = interim->end_ns;
    for (unsigned doublings = is_done ? 0 : doublings_of(interim);
         doublings > 0 && end_ns < longest_ns && !interim->is_cut; doublings--) {
        int64_t longer_ns = end_ns > longest_ns / 2 ? longest_ns : 2 * end_ns;
        interim->is_cut = is_too_much(interim, longer_ns);
        end_ns = interim->is_cut ? end_ns : longer_ns;
    }
    interim->is_cut = interim->is_cut && end_ns == interim->end_ns;
    bool is_known = interim->warm_needed_ns <= interim->end_ns / 2;
    *next = interim_of(interim->model, interim->rule, end_ns,
                       is_known && interim->warm_needed_ns > interim->warm_ns ? interim->warm_needed_ns
                                                                              : interim->warm_ns);
    /* As long as this one: only to leave out a start that matters. The series will be the same, and ask
     * for no more. */
    return end_ns > interim->end_ns || (is_biased && next->warm_ns > interim->warm_ns);
}

static const char *doubt_text(const struct interim *interim, enum replicate_doubt doubt, struct arena *arena)
{
    switch (doubt) {
    case REPLICATE_VIOLATION:
        for (size_t i = 0; i < REPLICATIONS; i++)
            if (interim->records[i]->violation != NULL)
                return text_format(arena, "seed %llu, replication %zu: %s",
                                   (unsigned long long)interim->rule->seed, i,
                                   interim->records[i]->violation);
        break;
    case REPLICATE_STOPPED: return "it took far more events or memory than allowed";
    case REPLICATE_OVERLOADED: return "a resource is at or over capacity: its queue grows without bound";
    case REPLICATE_UNSTABLE:
        return text_format(arena, "latency grows: by %.2g %% from the first half of the run to the second",
                           100 * interim->growth);
    case REPLICATE_WARMUP_LONG: return "the warm-up takes over half of the run";
    case REPLICATE_TARGET: {
        const struct replicate_measured *worst = worst_of(interim, false);
        const struct estimate_rule rule = rule_of(interim, worst->units);
        const char *reason = estimate_reason(&worst->estimates[REPLICATE_P99], &rule, arena);
        return text_format(arena, "p99 of %s: %s", worst->name,
                           text_starts_with(reason, "not converged: ") ? reason + sizeof "not converged: " - 1
                                                                       : reason);
    }
    case REPLICATE_DOUBT__COUNT: break;
    }
    assert(doubt != REPLICATE_DOUBT__COUNT);
    return "";
}

static const char *reason_of(const struct interim *interim, struct arena *arena)
{
    struct text reason = text_new(arena);
    for (enum replicate_doubt doubt = 0; doubt < REPLICATE_DOUBT__COUNT; doubt++)
        if (interim->doubts >> doubt & 1)
            text_addf(&reason, "%s%s", reason.length == 0 ? "not converged: " : "; ",
                      doubt_text(interim, doubt, arena));
    if (interim->is_cut && interim->doubts != 0)
        text_addf(&reason, "; twice as long would take more than %.3g million events",
                  (double)interim->rule->max_events / 1e6);
    return reason.bytes;
}

static const struct estimate_plain *rates_of(const struct interim *interim, struct arena *arena)
{
    struct estimate_plain *rates = arena_new_of(arena, struct estimate_plain, interim->model->counter_count);
    double counted_s = time_s(interim->end_ns - interim->warm_ns), values[REPLICATIONS];
    for (size_t counter = 0; counter < interim->model->counter_count; counter++) {
        for (size_t i = 0; i < REPLICATIONS; i++)
            values[i] = (double)interim->records[i]->counts[counter] / counted_s;
        rates[counter] = estimate_plain_of(values);
    }
    return rates;
}

static const struct replicate_result *result_of(const struct interim *interim, unsigned interims,
                                                uint64_t events, struct arena *arena)
{
    arena_adopt(arena, interim->arena);
    struct replicate_result *result = arena_new_of(arena, struct replicate_result, 1);
    struct record **records = arena_new_of(arena, struct record *, REPLICATIONS);
    *result = (struct replicate_result){.is_converged = interim->doubts == 0,
                                        .doubts = interim->doubts,
                                        .reason = reason_of(interim, arena),
                                        .warm_s = time_s(interim->warm_ns),
                                        .length_s = time_s(interim->end_ns),
                                        .interims = interims,
                                        .events = events,
                                        .records = records};
    for (size_t i = 0; i < REPLICATIONS; i++) records[i] = interim->records[i];
    if (interim->doubts & (1u << REPLICATE_VIOLATION | 1u << REPLICATE_STOPPED)) return result;
    for (size_t i = 0; i < interim->model->measure_count; i++)
        for (size_t level = 0; level < REPLICATE_LEVEL__COUNT; level++) {
            const struct estimate_rule rule = rule_of(interim, interim->measures[i].units);
            interim->measures[i].reasons[level] = estimate_reason(&interim->measures[i].estimates[level],
                                                                  &rule, arena);
        }
    result->measure_count = interim->model->measure_count;
    result->measures = interim->measures;
    result->counter_count = interim->model->counter_count;
    result->counters = rates_of(interim, arena);
    return result;
}

const struct replicate_result *replicate(const struct replicate_model *model,
                                         const struct replicate_rule *rule, struct arena *arena)
{
    assert(rule->precision > 0 && rule->start_s > 0 && rule->max_s > 0 && rule->warm_floor_s >= 0);
    double start_s = rule->start_s < rule->max_s ? rule->start_s : rule->max_s;
    struct interim interim = interim_of(model, rule, time_ns(start_s), 0), next;
    unsigned interims = 0, unstable = 0;
    uint64_t events = 0;
    interim.ahead_ns = 2 * interim.end_ns; /* a guess: nothing is known yet */
    for (;; interim = next) {
        interim.arena = arena_new();
        take_interim(&interim);
        interims++;
        events += interim.events;
        unstable = interim.doubts >> REPLICATE_UNSTABLE & 1 ? unstable + 1 : 0;
        if (!plan_next(&interim, unstable, &next)) return result_of(&interim, interims, events, arena);
        look_ahead(&interim, &next);
        arena_free(interim.arena);
    }
}
