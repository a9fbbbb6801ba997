/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/latency_text.h"

#include <math.h>

#include "report/compare_parts.h"
#include "report/as/table.h"

/* "412 ms ±11", the larger side of the interval in the unit of the value; "*" where the inputs weren't
 * measured so far. */
static const char *estimate_text(struct arena *arena, struct run_estimate estimate, bool is_beyond)
{
    const char *value = text_ms(arena, estimate.ms);
    double half = fmax(estimate.high_ms - estimate.ms, estimate.ms - estimate.low_ms);
    if (!isfinite(estimate.ms) || !isfinite(half))
        return text_format(arena, "%s%s", value, is_beyond ? "*" : "");
    double percent = estimate.ms > 0 ? half / estimate.ms * 100 : 0;
    return text_format(arena, "%s%s \u00b1%.*f%%", value, is_beyond ? "*" : "", percent < 9.95 ? 1 : 0,
                       percent);
}

static bool is_simulated(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].latency != NULL) return true;
    return false;
}

static const struct run_distribution *distribution_of(const struct run_load_latency *load, bool end_to_end)
{
    return end_to_end ? &load->end_to_end : &load->produce;
}

static void add_quantile_row(struct table *table, const struct run *run, bool end_to_end, int level)
{
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, 0, TONE_PLAIN,
              text_format(table->arena, "%s %s", end_to_end ? "end to end" : "produce",
                          RUN_LEVEL_NAMES[level]));
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_latency *latency = run->architectures[i].latency;
        const struct run_distribution *distribution = latency == NULL
                                                          ? NULL
                                                          : distribution_of(run_latency_at_peak(latency),
                                                                            end_to_end);
        const char *text = distribution == NULL || !distribution->is_known
                               ? "-"
                               : estimate_text(table->arena, distribution->quantiles[level],
                                               distribution->beyond_measured[level]);
        table_set(table, cells, 1 + i, level == RUN_P99 ? TONE_STRONG : TONE_PLAIN, text);
    }
}

/* One row for each objective that any architecture was judged by. */
static void add_objective_rows(struct table *table, const struct run *run)
{
    const struct run_latency *first = NULL;
    for (size_t i = 0; i < run->architecture_count && first == NULL; i++)
        first = run->architectures[i].latency;
    for (size_t n = 0; first != NULL && n < first->objective_count; n++) {
        const struct run_objective *objective = &first->objectives[n];
        struct table_cell *cells = table_add(table, ROW_BODY);
        bool is_produce = text_ends_with(objective->path, "produce_p99");
        table_set(table, cells, 0, TONE_PLAIN,
                  text_format(table->arena, "%s%s p99 within %s",
                              *objective->topic_group == '\0'
                                  ? ""
                                  : text_format(table->arena, "%s: ", objective->topic_group),
                              is_produce ? "produce" : "end to end",
                              text_ms(table->arena, objective->objective_ms)));
        for (size_t i = 0; i < run->architecture_count; i++) {
            const struct run_latency *latency = run->architectures[i].latency;
            if (latency == NULL || n >= latency->objective_count) continue;
            enum run_judgement judgement = latency->objectives[n].judgement;
            table_set(table, cells, 1 + i,
                      judgement == RUN_MET      ? TONE_GOOD
                      : judgement == RUN_MISSED ? TONE_BAD
                                                : TONE_PLAIN,
                      RUN_JUDGEMENTS[judgement]);
        }
    }
}

static void print_table(struct page *page, const struct run *run)
{
    static const int LEVELS[] = {RUN_P50, RUN_P99, RUN_P999};
    struct table table = table_new(page->arena, TABLE_FIGURES, 1, 1 + run->architecture_count);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    table_set(&table, head, 0, TONE_STRONG, "latency of a record");
    for (size_t i = 0; i < run->architecture_count; i++)
        table_set(&table, head, 1 + i, TONE_STRONG, run->architectures[i].name);
    table_add(&table, ROW_RULE);
    for (int end_to_end = 0; end_to_end < 2; end_to_end++)
        for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++)
            add_quantile_row(&table, run, end_to_end, LEVELS[i]);
    add_objective_rows(&table, run);
    page_blank(page);
    table_print(&table, page);
}

static double peak_factor(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].latency != NULL)
            return run_latency_at_peak(run->architectures[i].latency)->rate_factor;
    return 1;
}

static bool is_any_beyond(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        for (int level = 0; run->architectures[i].latency != NULL && level < RUN_LEVEL__COUNT; level++) {
            const struct run_load_latency *load = run_latency_at_peak(run->architectures[i].latency);
            if (load->produce.beyond_measured[level] || load->end_to_end.beyond_measured[level]) return true;
        }
    return false;
}

/* "p99 of produce 14 % less, 22 % more with latency.object_put ×0.6, ×1.4" */
static void print_sensitivities(struct page *page, const struct run_architecture *architecture)
{
    const struct run_latency *latency = architecture->latency;
    const struct run_load_latency *load = run_latency_at_peak(latency);
    for (size_t i = 0; i < latency->sensitivity_count; i++) {
        const struct run_latency_sensitivity *one = &latency->sensitivities[i];
        page_paragraphf(page, 4, 6,
                        "with %s %.0f %% %s: produce p99 %s (%+.0f %%), end to end p99 %s (%+.0f %%)",
                        one->path, fabs(one->factor - 1) * 100, one->factor < 1 ? "shorter" : "longer",
                        text_ms(page->arena, one->produce_p99_ms),
                        (one->produce_p99_ms / load->produce.quantiles[RUN_P99].ms - 1) * 100,
                        text_ms(page->arena, one->end_to_end_p99_ms),
                        (one->end_to_end_p99_ms / load->end_to_end.quantiles[RUN_P99].ms - 1) * 100);
    }
}

static void print_parted(struct page *page, const struct run_load_latency *load)
{
    for (size_t i = 0; i < load->count_count; i++)
        if (load->counts[i].parts)
            page_paragraphf(page, 4, 6,
                            "%s: %.4g%s%s simulated, %.4g in the bill's closed form: they part by %.1f %%",
                            load->counts[i].name, load->counts[i].simulated,
                            *load->counts[i].unit == '\0' ? "" : " ", load->counts[i].unit,
                            load->counts[i].modelled,
                            fabs(load->counts[i].simulated / load->counts[i].modelled - 1) * 100);
}

/* What a reader must know of one architecture's figures. */
static void print_notes(struct page *page, const struct run_architecture *architecture)
{
    const struct run_latency *latency = architecture->latency;
    page_paragraph(page, 2, 4, TONE_PLAIN, compare_name_and_id(page->arena, architecture));
    if (latency == NULL) {
        page_paragraphf(page, 4, 6, "no latency: %s", architecture->latency_unknown);
        return;
    }
    const struct run_load_latency *load = run_latency_at_peak(latency);
    page_paragraphf(page, 4, 6, "%s %s of %s simulated, %s", text_thousands(page->arena, load->units, 0),
                    load->unit_name, text_format(page->arena, "%.3g s", load->simulated_s),
                    load->is_converged ? "converged"
                                       : text_format(page->arena, "not converged: %s", load->why_not));
    if (*load->produce.note != '\0') page_paragraphf(page, 4, 6, "produce: %s", load->produce.note);
    if (*load->end_to_end.note != '\0') page_paragraphf(page, 4, 6, "end to end: %s", load->end_to_end.note);
    for (size_t i = 0; i < latency->objective_count; i++)
        if (latency->objectives[i].judgement == RUN_UNDECIDED)
            page_paragraphf(page, 4, 6, "%s is undecided: %s", latency->objectives[i].path,
                            latency->objectives[i].why);
    print_parted(page, load);
    print_sensitivities(page, architecture);
    if (*latency->calibration != '\0') page_paragraph(page, 4, 6, TONE_PLAIN, latency->calibration);
}

void latency_print(struct page *page, const struct run *run)
{
    if (!is_simulated(run)) return;
    print_table(page, run);
    page_paragraphf(page, 0, 0,
                    "from when a record was meant to be sent, %s, on a healthy cluster; \u00b1 is the 95 %% "
                    "interval of the sampling%s",
                    peak_factor(run) == 1
                        ? "at the mean load"
                        : text_format(page->arena, "at the peak, %.3g times the mean load", peak_factor(run)),
                    is_any_beyond(run) ? "; * is further into the tail than the inputs' sources measured"
                                       : "");
    page_heading(page, "How sure these latencies are");
    for (size_t i = 0; i < run->architecture_count; i++) print_notes(page, &run->architectures[i]);
}
