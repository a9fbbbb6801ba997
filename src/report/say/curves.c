/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures of latency, at the peak: shares of records against time, and cost against p99. */
#include <math.h>

#include "report/say/say.h"
#include "report/view.h"

static const char *ms_or_dash(struct arena *arena, double ms)
{
    return isfinite(ms) ? text_ms(arena, ms) : "\u2013";
}

/* The highest level that is known: a curve ends there. */
static double highest_share(const struct run_distribution *distribution)
{
    int level = RUN_LEVEL__COUNT - 1;
    while (level > 0 && !isfinite(distribution->quantiles[level].ms)) level--;
    return RUN_LEVELS[level];
}

/* The range of time, common to both distributions, so that the pictures can be compared. False when there
 * is nothing to draw. */
static bool find_range(const struct run *run, double *min_ms, double *max_ms)
{
    *min_ms = INFINITY;
    *max_ms = 0;
    for (size_t i = 0; i < 2 * run->architecture_count; i++) {
        const struct run_distribution *one = view_distribution(&run->architectures[i / 2], i % 2 == 1);
        for (size_t n = 0; one != NULL && n < one->cdf_count; n++) {
            const struct run_cdf_point *point = &one->cdf[n];
            if (point->share < 0.01 || point->share > highest_share(one) || point->ms <= 0) continue;
            *min_ms = fmin(*min_ms, point->ms);
            *max_ms = fmax(*max_ms, point->ms);
        }
    }
    for (int end_to_end = 0; *max_ms > 0 && end_to_end < 2; end_to_end++)
        *max_ms = fmax(*max_ms, view_objective_ms(run, end_to_end != 0)); /* the other if one is NAN */
    return *max_ms > 0;
}

static void add_curve(struct doc *doc, struct doc_chart *chart, const char *name, size_t i,
                      const struct run_distribution *distribution)
{
    static const int LEVELS[] = {RUN_P50, RUN_P99};
    struct arena *arena = doc->arena;
    const struct run_estimate *quantiles = distribution->quantiles;
    const char *p50 = ms_or_dash(arena, quantiles[RUN_P50].ms),
               *p99 = ms_or_dash(arena, quantiles[RUN_P99].ms);
    const double highest = highest_share(distribution);
    struct doc_series *series = doc_series(doc, chart, name, i, distribution->cdf_count + DOC_COUNT(LEVELS));
    for (size_t n = 0; n < distribution->cdf_count; n++)
        if (distribution->cdf[n].share <= highest)
            series->points[series->count++] = (struct doc_point){.x = distribution->cdf[n].ms,
                                                                 .y = distribution->cdf[n].share};
    series->marks = series->points + series->count;
    for (size_t n = 0; n < DOC_COUNT(LEVELS); n++)
        series->marks[series->mark_count++] = (struct doc_point){
            .x = quantiles[LEVELS[n]].ms,
            .y = RUN_LEVELS[LEVELS[n]],
            .hover = text_format(arena, "%s %s: %s", name, RUN_LEVEL_NAMES[LEVELS[n]], n == 0 ? p50 : p99)};
    series->figures = text_format(arena, "p50 %s, p99 %s", p50, p99);
    series->hover = text_format(arena, "%s: half of the records within %s, 99 %% within %s", name,
                                text_ms(arena, quantiles[RUN_P50].ms), text_ms(arena, quantiles[RUN_P99].ms));
}

static void say_curves(struct doc *doc, const struct run *run, bool end_to_end)
{
    double min_ms, max_ms;
    if (!find_range(run, &min_ms, &max_ms)) return;
    const char *what = end_to_end ? "time until consumed" : "time until acknowledged";
    struct doc_chart *chart = doc_chart(doc, DOC_CURVES, run->architecture_count);
    struct text says = text_new(doc->arena);
    chart->y_title = end_to_end ? "End to end" : "Produce";
    chart->x_min = min_ms;
    chart->x_max = max_ms;
    chart->objective = view_objective_ms(run, end_to_end);
    chart->x_title = text_format(doc->arena, "%s, logarithmic", what);
    text_addf(&says, "Curves: share of records against %s.", what);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_distribution *distribution = view_distribution(&run->architectures[i], end_to_end);
        if (distribution == NULL) continue;
        const char *name = view_name(&run->architectures[i], doc->arena);
        add_curve(doc, chart, name, i, distribution);
        text_addf(&says, " %s: %s.", name, chart->series[chart->count - 1].figures);
    }
    chart->says = says.bytes;
}

void say_produce_curves(struct doc *doc, const struct run *run) { say_curves(doc, run, false); }
void say_end_to_end_curves(struct doc *doc, const struct run *run) { say_curves(doc, run, true); }

/* ---- cost against p99 ---- */

static void add_dot(struct doc *doc, struct doc_chart *chart, const struct run_architecture *of, size_t i,
                    struct run_estimate p99)
{
    struct arena *arena = doc->arena;
    const char *usd = text_usd(arena, of->usd_per_year), *ms = text_ms(arena, p99.ms);
    struct doc_series *series = doc_series(doc, chart, view_name(of, arena), i, 1);
    series->marks = series->points;
    series->marks[series->mark_count++] =
        (struct doc_point){.x = p99.ms,
                           .y = of->usd_per_year,
                           .low = p99.low_ms,
                           .high = p99.high_ms,
                           .hover = text_format(arena, "%s: %s per year, p99 %s", series->name, usd, ms)};
    series->figures = text_format(arena, "%s, p99 %s", usd, ms);
    chart->says = text_format(arena, "%s %s: %s, %s.", chart->says, series->name, usd, ms);
}

/* End to end, unless only the acknowledgement is known or has an objective. */
static bool is_of_end_to_end(const struct run *run)
{
    bool is_known = false;
    for (size_t i = 0; i < run->architecture_count; i++)
        is_known |= isfinite(view_p99_ms(&run->architectures[i], true));
    return is_known && (!isfinite(view_objective_ms(run, false)) || isfinite(view_objective_ms(run, true)));
}

static void find_extent(struct doc_chart *chart)
{
    const double aside = 1.35; /* room on both sides, even when all points are close together */
    bool has_objective = isfinite(chart->objective) && chart->objective > 0;
    chart->x_min = has_objective ? chart->objective : INFINITY;
    chart->x_max = has_objective ? chart->objective : 0;
    chart->y_min = INFINITY;
    for (size_t i = 0; i < chart->count; i++) {
        const struct doc_point *mark = &chart->series[i].marks[0];
        chart->x_min = fmin(chart->x_min, mark->x);
        chart->x_max = fmax(chart->x_max, mark->x);
        chart->y_min = fmin(chart->y_min, mark->y);
        chart->y_max = fmax(chart->y_max, mark->y);
    }
    chart->x_min /= aside;
    chart->x_max *= aside;
}

void say_tradeoff(struct doc *doc, const struct run *run)
{
    bool end_to_end = is_of_end_to_end(run);
    const char *what = end_to_end ? "end to end" : "write";
    struct doc_chart *chart = NULL;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        double ms = view_p99_ms(one, end_to_end);
        if (one->line_count == 0 || !isfinite(ms) || ms <= 0 || !(one->usd_per_year > 0)) continue;
        if (chart == NULL) {
            chart = doc_chart(doc, DOC_DOTS, run->architecture_count);
            chart->says = text_format(doc->arena, "Points: annual cost against %s p99.", what);
            chart->x_title = text_format(doc->arena, "p99 %s, logarithmic", what);
            chart->objective = view_objective_ms(run, end_to_end);
        }
        add_dot(doc, chart, one, i, view_distribution(one, end_to_end)->quantiles[RUN_P99]);
    }
    if (chart == NULL) return;
    chart->y_title = "$ per year";
    find_extent(chart);
}
