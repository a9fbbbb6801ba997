/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulation of each architecture in depth: `warpcost simulate`. */
#include <math.h>

#include "report/say/say.h"
#include "report/say/say.h"
#include "report/as/table.h"

/* ---- quantiles ---- */

static const char *interval_text(struct arena *arena, struct run_estimate estimate)
{
    if (!isfinite(estimate.low_ms) || !isfinite(estimate.high_ms)) return "";
    return text_format(arena, "%s to %s", text_ms(arena, estimate.low_ms), text_ms(arena, estimate.high_ms));
}

static void add_estimate(struct table *table, const char *label, struct run_estimate produce,
                         bool produce_beyond, struct run_estimate end_to_end, bool end_beyond)
{
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, 0, TONE_PLAIN, text_format(table->arena, "  %s", label));
    table_set(table, cells, 1, TONE_STRONG,
              text_format(table->arena, "%s%s", text_ms(table->arena, produce.ms),
                          produce_beyond ? "*" : ""));
    table_set(table, cells, 2, TONE_PLAIN, interval_text(table->arena, produce));
    table_set(table, cells, 3, TONE_STRONG,
              text_format(table->arena, "%s%s", text_ms(table->arena, end_to_end.ms), end_beyond ? "*" : ""));
    table_set(table, cells, 4, TONE_PLAIN, interval_text(table->arena, end_to_end));
}

static void print_quantiles(struct page *page, const struct run_distribution *produce,
                            const struct run_distribution *end_to_end)
{
    struct table table = table_new(page->arena, TABLE_FIGURES, 1, 5);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    table_set(&table, head, 0, TONE_STRONG, "  latency");
    table_set(&table, head, 1, TONE_STRONG, "produce");
    table_set(&table, head, 2, TONE_STRONG, "95 % interval");
    table_set(&table, head, 3, TONE_STRONG, "end to end");
    table_set(&table, head, 4, TONE_STRONG, "95 % interval");
    add_estimate(&table, "mean", produce->mean, false, end_to_end->mean, false);
    for (int level = 0; level < RUN_LEVEL__COUNT; level++)
        add_estimate(&table, RUN_LEVEL_NAMES[level], produce->quantiles[level],
                     produce->beyond_measured[level], end_to_end->quantiles[level],
                     end_to_end->beyond_measured[level]);
    page_blank(page);
    table_print(&table, page);
}

/* ---- shape ---- */

enum { BAR_COLUMNS_MAX = 50, BAR_LEAST = 10, BINS = 24 };

/* Share of records that take at most ms, between the points of the distribution. */
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

/* Bars of equal ratio in time, each as long as the share of records that falls into it. */
static void print_shape(struct page *page, const char *title, const struct run_distribution *distribution)
{
    if (distribution->cdf_count < 2 || distribution->cdf[0].ms <= 0) return;
    double first = distribution->cdf[0].ms, last = distribution->cdf[distribution->cdf_count - 1].ms;
    double shares[BINS], largest = 0, ratio = pow(last / first, 1.0 / BINS);
    for (int i = 0; i < BINS; i++) {
        shares[i] = share_at(distribution, first * pow(ratio, i + 1)) -
                    (i == 0 ? 0 : share_at(distribution, first * pow(ratio, i)));
        largest = fmax(largest, shares[i]);
    }
    if (!(ratio > 1) || largest <= 0) return;
    page_blank(page);
    page_paragraphf(page, 2, 4, "%s: share of the records by latency", title);
    size_t room = page->style.columns < 40 ? BAR_LEAST : page->style.columns - 30;
    double columns = room > BAR_COLUMNS_MAX ? BAR_COLUMNS_MAX : (double)room;
    for (int i = 0; i < BINS; i++) {
        struct text bar = text_new(page->arena);
        text_addf(&bar, "  %9s %5.1f%% ", text_ms(page->arena, first * pow(ratio, i + 1)), shares[i] * 100);
        text_add_repeated(&bar, '#', (size_t)lround(shares[i] / largest * columns));
        text_add(&bar, "\n");
        page_add(page, TONE_PLAIN, bar.bytes);
    }
}

/* ---- stages, counts, checks ---- */

static void print_stages(struct page *page, const char *title, const struct run_distribution *distribution)
{
    if (distribution->stage_count == 0) return;
    struct table table = table_new(page->arena, TABLE_FIGURES, 1, 3);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    table_set(&table, head, 0, TONE_STRONG, text_format(page->arena, "  %s, step by step", title));
    table_set(&table, head, 1, TONE_STRONG, "mean");
    table_set(&table, head, 2, TONE_STRONG, "of records near p99");
    double mean = 0, near = 0;
    for (size_t i = 0; i < distribution->stage_count; i++) {
        const struct run_stage *stage = &distribution->stages[i];
        struct table_cell *cells = table_add(&table, ROW_BODY);
        table_set(&table, cells, 0, TONE_PLAIN, text_format(page->arena, "  %s", stage->name));
        table_set(&table, cells, 1, TONE_PLAIN, text_ms(page->arena, stage->mean_ms));
        table_set(&table, cells, 2, TONE_PLAIN, text_ms(page->arena, stage->near_p99_ms));
        mean += stage->mean_ms;
        near += stage->near_p99_ms;
    }
    struct table_cell *cells = table_add(&table, ROW_BODY);
    table_set(&table, cells, 0, TONE_STRONG, "  sum");
    table_set(&table, cells, 1, TONE_STRONG, text_ms(page->arena, mean));
    table_set(&table, cells, 2, TONE_STRONG, text_ms(page->arena, near));
    page_blank(page);
    table_print(&table, page);
}

static void print_groups(struct page *page, const struct run_load_latency *load)
{
    if (load->group_count == 0) return;
    struct table table = table_new(page->arena, TABLE_FIGURES, 1, 5);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    static const char *const HEADS[] = {"  topic group", "produce p50", "p99", "end to end p50", "p99"};
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++)
        table_set(&table, head, i, TONE_STRONG, HEADS[i]);
    for (size_t i = 0; i < load->group_count; i++) {
        const struct run_group_latency *group = &load->groups[i];
        const struct run_distribution *both[] = {&group->produce, &group->end_to_end};
        struct table_cell *cells = table_add(&table, ROW_BODY);
        table_set(&table, cells, 0, TONE_PLAIN, text_format(page->arena, "  %s", group->topic_group));
        for (size_t n = 0; n < 2; n++) {
            table_set(&table, cells, 1 + 2 * n, TONE_PLAIN,
                      both[n]->is_known ? text_ms(page->arena, both[n]->quantiles[RUN_P50].ms) : "-");
            table_set(&table, cells, 2 + 2 * n, TONE_PLAIN,
                      both[n]->is_known ? text_ms(page->arena, both[n]->quantiles[RUN_P99].ms) : "-");
        }
    }
    page_blank(page);
    table_print(&table, page);
}

static void print_counts(struct page *page, const struct run_load_latency *load)
{
    if (load->count_count == 0) return;
    struct table table = table_new(page->arena, TABLE_FIGURES, 1, 5);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    static const char *const HEADS[] = {"  counted", "simulated", "closed form", "apart", "allowed"};
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++)
        table_set(&table, head, i, TONE_STRONG, HEADS[i]);
    for (size_t i = 0; i < load->count_count; i++) {
        const struct run_sim_count *count = &load->counts[i];
        struct table_cell *cells = table_add(&table, ROW_BODY);
        const char *unit = *count->unit == '\0' ? "" : text_format(page->arena, " %s", count->unit);
        table_set(&table, cells, 0, TONE_PLAIN, text_format(page->arena, "  %s", count->name));
        table_set(&table, cells, 1, TONE_PLAIN, text_format(page->arena, "%.5g%s", count->simulated, unit));
        table_set(&table, cells, 2, TONE_PLAIN, text_format(page->arena, "%.5g%s", count->modelled, unit));
        if (count->modelled != 0)
            table_set(&table, cells, 3, count->parts ? TONE_BAD : TONE_PLAIN,
                      text_format(page->arena, "%+.2f %%", (count->simulated / count->modelled - 1) * 100));
        table_set(&table, cells, 4, TONE_PLAIN, text_format(page->arena, "%.2f %%", count->allowed * 100));
    }
    page_blank(page);
    table_print(&table, page);
}

static void print_resources(struct page *page, const struct run_load_latency *load)
{
    if (load->resource_count == 0) return;
    struct table table = table_new(page->arena, TABLE_FIGURES, 1, 3);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    table_set(&table, head, 0, TONE_STRONG, "  resource");
    table_set(&table, head, 1, TONE_STRONG, "busy");
    table_set(&table, head, 2, TONE_STRONG, "waiting, mean");
    for (size_t i = 0; i < load->resource_count; i++) {
        const struct run_sim_resource *resource = &load->resources[i];
        struct table_cell *cells = table_add(&table, ROW_BODY);
        table_set(&table, cells, 0, TONE_PLAIN, text_format(page->arena, "  %s", resource->name));
        table_set(&table, cells, 1, TONE_PLAIN, say_percent(page->arena, resource->busy));
        if (isfinite(resource->waiting))
            table_set(&table, cells, 2, TONE_PLAIN, text_format(page->arena, "%.3g", resource->waiting));
    }
    page_blank(page);
    table_print(&table, page);
}

static void print_checks(struct page *page, const struct run_load_latency *load)
{
    if (load->check_count == 0) return;
    page_blank(page);
    page_paragraph(page, 2, 4, TONE_PLAIN, "functional check, all held:");
    for (size_t i = 0; i < load->check_count; i++)
        page_paragraphf(page, 4, 6, "%s: %s times", load->checks[i].what,
                        text_thousands(page->arena, load->checks[i].count, 0));
}

/* ---- a load, an architecture ---- */

static void print_load(struct page *page, const char *what, const struct run_load_latency *load)
{
    page_blank(page);
    page_paragraphf(page, 2, 4, "%s (rate \u00d7 %.3g): %s", what, load->rate_factor,
                    load->is_converged ? "converged"
                                       : text_format(page->arena, "not converged: %s", load->why_not));
    page_paragraphf(page, 4, 6,
                    "%.0f replications, %.4g s measured in all, %.3g s of warm-up dropped from each; %s "
                    "independent %s; %s events; detail: %s",
                    load->replications, load->simulated_s, load->warm_up_s,
                    text_thousands(page->arena, load->units, 0), load->unit_name,
                    text_thousands(page->arena, load->events, 0), load->detail);
    print_quantiles(page, &load->produce, &load->end_to_end);
    if (*load->produce.note != '\0') page_paragraphf(page, 4, 6, "produce: %s", load->produce.note);
    if (*load->end_to_end.note != '\0') page_paragraphf(page, 4, 6, "end to end: %s", load->end_to_end.note);
    print_groups(page, load);
    print_stages(page, "produce", &load->produce);
    print_stages(page, "end to end", &load->end_to_end);
    print_shape(page, "produce", &load->produce);
    print_shape(page, "end to end", &load->end_to_end);
    print_counts(page, load);
    print_resources(page, load);
    print_checks(page, load);
}

static void print_architecture(struct page *page, const struct run_architecture *architecture)
{
    page_heading(page, say_name_and_id(page->arena, architecture));
    for (size_t i = 0; i < architecture->role_count; i++)
        page_paragraphf(page, 2, 4, "%s: %s", architecture->roles[i].role, architecture->roles[i].text);
    if (architecture->latency == NULL) {
        page_paragraphf(page, 2, 4, "no latency: %s",
                        architecture->feasible ? architecture->latency_unknown
                                               : architecture->infeasible_reason);
        return;
    }
    print_load(page, "mean load", &architecture->latency->mean_load);
    if (architecture->latency->has_peak) print_load(page, "peak load", &architecture->latency->peak_load);
    if (*architecture->latency->calibration != '\0')
        page_paragraph(page, 2, 4, TONE_PLAIN, architecture->latency->calibration);
}

char *report_simulate(const struct run *run, struct text_style style, struct arena *arena)
{
    struct page page = page_new(style, arena);
    page_paragraph(&page, 0, 0, TONE_STRONG, run->verdict.sentence);
    page_paragraphf(&page, 0, 0, "%s in %s: %s; seed %s", run->workload_name, run->region, run->workload_text,
                    run->seed);
    for (size_t i = 0; i < run->architecture_count; i++) print_architecture(&page, &run->architectures[i]);
    return page_finish(&page);
}
