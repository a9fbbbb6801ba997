/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulation of each architecture in depth. */
#include <math.h>
#include <string.h>

#include "report/say/say.h"

/* A table below a heading, a free line above it. */
static struct doc_table *detail_table(struct doc *doc, const char *label, const char *heads)
{
    doc_add(doc, DOC_GAP, 0, NULL);
    struct doc_table *table = doc_table_of(doc, label, heads);
    table->is_indented = true;
    return table;
}

/* ---- quantiles ---- */

static const char *interval_text(struct arena *arena, struct run_estimate estimate)
{
    if (!isfinite(estimate.low_ms) || !isfinite(estimate.high_ms)) return "";
    return text_format(arena, "%s to %s", text_ms(arena, estimate.low_ms), text_ms(arena, estimate.high_ms));
}

/* level: of a quantile; RUN_LEVEL__COUNT for the mean. */
static void add_estimate(struct doc *doc, struct doc_table *table, int level,
                         const struct run_distribution *const *both)
{
    struct doc_cell *cells = doc_row(table);
    bool is_mean = level == RUN_LEVEL__COUNT;
    cells[0] = doc_words(is_mean ? "mean" : RUN_LEVEL_NAMES[level]);
    for (size_t n = 0; n < 2; n++) {
        if (!both[n]->is_known) {
            cells[1 + 2 * n] = cells[2 + 2 * n] = doc_none();
            continue;
        }
        struct run_estimate estimate = is_mean ? both[n]->mean : both[n]->quantiles[level];
        bool is_beyond = !is_mean && both[n]->beyond_measured[level];
        cells[1 + 2 * n] = doc_toned(DOC_TONE_STRONG,
                                     text_format(doc->arena, "%s%s", text_ms(doc->arena, estimate.ms),
                                                 is_beyond ? "*" : ""));
        cells[2 + 2 * n] = doc_words(interval_text(doc->arena, estimate));
    }
}

static void say_quantiles(struct doc *doc, const struct run_load_latency *load, bool in_full)
{
    const struct run_distribution *const both[] = {&load->produce, &load->end_to_end};
    struct doc_table *table = detail_table(doc, "Latency",
                                           "latency|>produce|>95 % interval|>end to end|>95 % interval");
    add_estimate(doc, table, RUN_LEVEL__COUNT, both);
    for (int level = 0; level < RUN_LEVEL__COUNT; level++)
        if (in_full || level == RUN_P50 || level == RUN_P99 || level == RUN_P999)
            add_estimate(doc, table, level, both);
}

static void say_groups(struct doc *doc, const struct run_load_latency *load)
{
    static const int LEVELS[] = {RUN_P50, RUN_P99};
    if (load->group_count == 0) return;
    struct doc_table *table = detail_table(doc, "Latency by topic group",
                                           "topic group|>produce p50|>p99|>end to end p50|>p99");
    for (size_t i = 0; i < load->group_count; i++) {
        const struct run_group_latency *group = &load->groups[i];
        const struct run_distribution *const both[] = {&group->produce, &group->end_to_end};
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(group->topic_group);
        for (size_t n = 0; n < 4; n++)
            cells[1 + n] = both[n / 2]->is_known
                               ? doc_number(DOC_CELL_MS, both[n / 2]->quantiles[LEVELS[n % 2]].ms, NULL)
                               : doc_none();
    }
}

/* ---- shape ---- */

enum { BINS = 24 };
static const double LEAST_SHARE = 0.0005; /* of a row: less is printed as 0.0 % */

/* Share of records that take at most ms, interpolated. */
static double share_at(const struct run_distribution *distribution, double ms)
{
    double before_ms = 0, before_share = 0;
    for (size_t i = 0; i < distribution->cdf_count; i++) {
        struct run_cdf_point point = distribution->cdf[i];
        if (ms < point.ms)
            return before_share + (point.share - before_share) * (ms - before_ms) / (point.ms - before_ms);
        before_ms = point.ms;
        before_share = point.share;
    }
    return distribution->cdf_count == 0 ? 0 : 1;
}

/* Bars of equal ratio in time, each as long as its share of records. */
static void say_shape(struct doc *doc, const char *title, const struct run_distribution *distribution)
{
    if (distribution->cdf_count < 2 || distribution->cdf[0].ms <= 0) return;
    double first = distribution->cdf[0].ms, last = distribution->cdf[distribution->cdf_count - 1].ms,
           ratio = pow(last / first, 1.0 / BINS), before = 0;
    struct doc_point points[BINS];
    size_t count = 0;
    for (int i = 0; i < BINS; i++) {
        double ms = first * pow(ratio, i + 1), share = share_at(distribution, ms);
        if (share - before >= LEAST_SHARE)
            points[count++] = (struct doc_point){.y = share - before, .label = text_ms(doc->arena, ms)};
        before = share;
    }
    if (!(ratio > 1) || count == 0) return;
    doc_add(doc, DOC_GAP, 0, NULL);
    doc_addf(doc, DOC_PARAGRAPH, 1, "%s: share of the records by latency", title);
    struct doc_series *series = doc_series(doc, doc_chart(doc, DOC_HISTOGRAM, 1), title, DOC_NO_SIGN, BINS);
    memcpy(series->points, points, count * sizeof *points);
    series->count = count;
    if (count < BINS)
        doc_addf(doc, DOC_PARAGRAPH, 1, "left out: rows with under %.2g %% of the records (%zu)",
                 100 * LEAST_SHARE, BINS - count);
}

/* ---- stages, counts, checks ---- */

/* End to end has the steps up to the acknowledgement, and more. */
static void say_step_by_step(struct doc *doc, const struct run_load_latency *load)
{
    enum { FIGURES = 4 };
    const struct run_distribution *const both[] = {&load->produce, &load->end_to_end};
    struct doc_table *table = detail_table(doc, "Where the time goes",
                                           "step by step|>produce|>near p99|>end to end|>near p99");
    double sums[FIGURES] = {0};
    for (size_t n = 0; n < 2; n++)
        for (size_t i = 0; i < both[n]->stage_count; i++) {
            const char *name = both[n]->stages[i].name;
            if (n > 0 && say_stage_named(both[0], name) != NULL) continue;
            struct doc_cell *cells = doc_row(table);
            cells[0] = doc_words(name);
            for (size_t m = 0; m < 2; m++) {
                const struct run_stage *stage = say_stage_named(both[m], name);
                cells[1 + 2 * m] = stage == NULL ? doc_none() : doc_number(DOC_CELL_MS, stage->mean_ms, NULL);
                cells[2 + 2 * m] = stage == NULL ? doc_none()
                                                 : doc_number(DOC_CELL_MS, stage->near_p99_ms, NULL);
                sums[2 * m] += stage == NULL ? 0 : stage->mean_ms;
                sums[2 * m + 1] += stage == NULL ? 0 : stage->near_p99_ms;
            }
        }
    struct doc_cell *cells = doc_row_of(table, DOC_TOTAL);
    cells[0] = doc_toned(DOC_TONE_STRONG, "sum");
    for (size_t i = 0; i < FIGURES; i++)
        cells[1 + i] = both[i / 2]->stage_count == 0
                           ? doc_none()
                           : doc_toned(DOC_TONE_STRONG, text_ms(doc->arena, sums[i]));
}

static void say_closed_forms(struct doc *doc, const struct run_load_latency *load)
{
    if (load->count_count == 0) return;
    struct doc_table *table = detail_table(doc, "Simulated counts against closed forms",
                                           "counted|>simulated|>closed form|>apart");
    for (size_t i = 0; i < load->count_count; i++) {
        const struct run_sim_count *count = &load->counts[i];
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(count->name);
        cells[1] = doc_words(say_count(doc->arena, count->simulated, count->unit));
        cells[2] = doc_words(say_count(doc->arena, count->modelled, count->unit));
        if (count->modelled != 0)
            cells[3] = doc_toned(count->parts ? DOC_TONE_BAD : DOC_TONE_PLAIN,
                                 text_format(doc->arena, "%+.2f of %.3g %%",
                                             (count->simulated / count->modelled - 1) * 100,
                                             count->allowed * 100));
    }
}

/* The same in a sentence. */
static void say_agreement(struct doc *doc, const struct run_load_latency *load)
{
    double worst = 0;
    size_t parted = 0;
    for (size_t i = 0; i < load->count_count; i++) {
        const struct run_sim_count *count = &load->counts[i];
        parted += count->parts;
        if (count->modelled != 0) worst = fmax(worst, fabs(count->simulated / count->modelled - 1));
    }
    doc_add(doc, DOC_GAP, 0, NULL);
    if (load->count_count > 0)
        doc_addf(doc, DOC_PARAGRAPH, 1,
                 "%zu counts beside the closed forms of the bill: at most %.2g %% apart, %zu beyond "
                 "what is allowed",
                 load->count_count, 100 * worst, parted);
    if (load->check_count > 0)
        doc_addf(doc, DOC_PARAGRAPH, 1, "functional check: all %zu rules held", load->check_count);
}

static void say_resources(struct doc *doc, const struct run_load_latency *load)
{
    if (load->resource_count == 0) return;
    struct doc_table *table = detail_table(doc, "How busy servers are", "resource|>busy|>waiting, mean");
    for (size_t i = 0; i < load->resource_count; i++) {
        const struct run_sim_resource *resource = &load->resources[i];
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(resource->name);
        cells[1] = doc_words(text_percent(doc->arena, resource->busy));
        if (isfinite(resource->waiting)) cells[2] = doc_wordsf(doc->arena, "%.3g", resource->waiting);
    }
}

static void say_checks(struct doc *doc, const struct run_load_latency *load)
{
    if (load->check_count == 0) return;
    doc_add(doc, DOC_GAP, 0, NULL);
    doc_add(doc, DOC_PARAGRAPH, 1, "invariants checked, all held:");
    for (size_t i = 0; i < load->check_count; i++)
        doc_addf(doc, DOC_PARAGRAPH, 2, "%s: %s times", load->checks[i].what,
                 text_thousands(doc->arena, load->checks[i].count, 0));
}

/* ---- a load, an architecture ---- */

static void say_at_load(struct doc *doc, const char *what, const struct run_load_latency *load, bool in_full)
{
    doc_add(doc, DOC_GAP, 0, NULL);
    doc_addf(doc, DOC_PARAGRAPH, 1, "%s (rate \u00d7 %.3g): %s", what, load->rate_factor,
             load->is_converged ? "converged" : text_format(doc->arena, "not converged: %s", load->why_not));
    if (in_full)
        doc_addf(doc, DOC_PARAGRAPH, 2,
                 "%.0f replications, %.4g s measured in all, %.3g s of warm-up dropped from each; %s "
                 "independent %s; %s events; detail: %s",
                 load->replications, load->simulated_s, load->warm_up_s,
                 text_thousands(doc->arena, load->units, 0), load->unit_name,
                 text_thousands(doc->arena, load->events, 0), load->detail);
    say_quantiles(doc, load, in_full);
    say_latency_notes(doc, load);
    if (in_full) say_groups(doc, load);
    if (load->produce.stage_count > 0 || load->end_to_end.stage_count > 0) say_step_by_step(doc, load);
}

static void say_depths(struct doc *doc, const struct run_load_latency *load)
{
    say_shape(doc, "produce", &load->produce);
    say_shape(doc, "end to end", &load->end_to_end);
    say_closed_forms(doc, load);
    say_resources(doc, load);
    say_checks(doc, load);
}

static void say_architecture(struct doc *doc, const struct run_architecture *architecture, bool in_full)
{
    const struct run_latency *latency = architecture->latency;
    doc_add(doc, DOC_HEADING, 0, say_name_and_id(doc->arena, architecture));
    say_roles(doc, architecture, 1);
    if (latency == NULL) {
        doc_addf(doc, DOC_PARAGRAPH, 1, "no latency: %s",
                 architecture->feasible ? architecture->latency_unknown : say_cannot(doc, architecture));
        return;
    }
    const struct run_load_latency *at_peak = run_latency_at_peak(latency);
    if (in_full && latency->has_peak) {
        say_at_load(doc, "mean load", &latency->mean_load, true);
        say_depths(doc, &latency->mean_load);
    }
    say_at_load(doc, latency->has_peak ? "peak load" : "mean load", at_peak, in_full);
    if (in_full)
        say_depths(doc, at_peak);
    else
        say_agreement(doc, at_peak);
    if (in_full)
        say_model(doc, latency);
    else if (latency->has_model_error)
        doc_add(doc, DOC_PARAGRAPH, 1, say_model_error(doc->arena, latency));
    if (*latency->calibration != '\0') doc_add(doc, DOC_PARAGRAPH, 1, latency->calibration);
}

void say_simulation(struct doc *doc, const struct run *run, bool in_full)
{
    doc_add(doc, DOC_HEADLINE, 0, run->verdict.sentence);
    doc_addf(doc, DOC_PARAGRAPH, 0, "%s in %s: %s; seed %s", run->workload_name, run->region,
             run->workload_text, run->seed);
    for (size_t i = 0; i < run->architecture_count; i++)
        say_architecture(doc, &run->architectures[i], in_full);
    if (in_full) return;
    doc_add(doc, DOC_GAP, 0, NULL);
    doc_add(doc, DOC_PARAGRAPH, 0,
            "More: --full for topic groups, the mean load, shapes, counts, resources and checks");
}
