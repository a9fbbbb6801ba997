/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stages of latency at the peak: on a page a table for each architecture, in a workbook one for all. And
 * the simulation's own counts beside those of the bill. */
#include <math.h>

#include "report/say/say.h"
#include "report/view.h"

static const struct run_stage *stage_named(const struct run_distribution *distribution, const char *name)
{
    for (size_t n = 0; distribution != NULL && n < distribution->stage_count; n++)
        if (text_equal(distribution->stages[n].name, name)) return &distribution->stages[n];
    return NULL;
}

static struct doc_cell ms_cell(double ms)
{
    return isfinite(ms) ? doc_number(DOC_CELL_MS, ms, NULL) : doc_none();
}

/* End to end has the stages up to the acknowledgement, and more. */
static void say_page(struct doc *doc, const struct run_architecture *architecture, size_t i)
{
    enum { STEP, FIRST };
    const struct run_distribution *both[] = {view_distribution(architecture, false),
                                             view_distribution(architecture, true)};
    const struct run_distribution *longest = both[both[1] != NULL && both[1]->stage_count > 0];
    if (longest == NULL || longest->stage_count == 0) return;
    const char *label = text_format(doc->arena, "Where the time goes, %s",
                                    doc_name(doc->arena, architecture->name));
    doc_add(doc, DOC_FOLD, 0, doc_option(doc->arena, architecture->name, i));
    struct doc_table *table = doc_table_of(doc, label,
                                           "step|>produce, mean|>near p99|>end to end, mean|>near p99");
    for (size_t n = 0; n < longest->stage_count; n++) {
        struct doc_cell *cells = doc_row(table);
        cells[STEP] = doc_words(doc_name(doc->arena, longest->stages[n].name));
        for (size_t end_to_end = 0; end_to_end < DOC_COUNT(both); end_to_end++) {
            const struct run_stage *stage = stage_named(both[end_to_end], longest->stages[n].name);
            cells[FIRST + 2 * end_to_end] = ms_cell(stage == NULL ? NAN : stage->mean_ms);
            cells[FIRST + 2 * end_to_end + 1] = ms_cell(stage == NULL ? NAN : stage->near_p99_ms);
        }
    }
    doc_add(doc, DOC_UNFOLD, 0, NULL);
}

static void say_sheet(struct doc *doc, const struct run *run)
{
    enum { OPTION, LOAD, MEASURE, STEP, MEAN, NEAR_P99 };
    doc_add(doc, DOC_HEADING, 0, "Where the time goes");
    struct doc_table *table = doc_table_of(doc, "Where the time goes",
                                           ".Architecture|.Load|.Measure|.Step|>mean, ms|>near p99, ms");
    for (size_t i = 0; i < 2 * run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i / 2];
        if (architecture->latency == NULL) continue;
        const struct run_load_latency *load = run_latency_at_peak(architecture->latency);
        const struct run_distribution *distribution = i % 2 == 1 ? &load->end_to_end : &load->produce;
        for (size_t n = 0; n < distribution->stage_count; n++) {
            struct doc_cell *cells = doc_row(table);
            cells[OPTION] = doc_words(architecture->name);
            cells[LOAD] = doc_words(architecture->latency->has_peak ? "peak" : "mean");
            cells[MEASURE] = doc_words(i % 2 == 1 ? "end to end" : "produce");
            cells[STEP] = doc_words(distribution->stages[n].name);
            cells[MEAN] = doc_number(DOC_CELL_MS, distribution->stages[n].mean_ms, NULL);
            cells[NEAR_P99] = doc_number(DOC_CELL_MS, distribution->stages[n].near_p99_ms, NULL);
        }
    }
}

void say_stages(struct doc *doc, const struct run *run)
{
    if (doc_is(doc, DOC_XLSX)) say_sheet(doc, run);
    for (size_t i = 0; doc_is(doc, DOC_HTML) && i < run->architecture_count; i++)
        say_page(doc, &run->architectures[i], i);
}

/* ---- counts ---- */

void say_counts(struct doc *doc, const struct run *run)
{
    enum { WHAT = 1, MODELLED, SIMULATED, APART };
    struct arena *arena = doc->arena;
    if (!view_is_simulated(run)) return;
    struct doc_table *table =
        doc_table_of(doc, "The simulation's own counts beside the closed forms that the bill rests on",
                     "|counted|>closed form of the bill|>simulation|>apart");
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_load_latency *load = run->architectures[i].latency == NULL
                                                  ? NULL
                                                  : run_latency_at_peak(run->architectures[i].latency);
        for (size_t n = 0; load != NULL && n < load->count_count; n++) {
            const struct run_sim_count *count = &load->counts[n];
            struct doc_cell *cells = say_option_row(table, run, i);
            cells[WHAT] = doc_wordsf(arena, "%s%s%s", doc_name(arena, count->name),
                                     *count->unit == '\0' ? "" : ", ", doc_name(arena, count->unit));
            cells[MODELLED] = doc_words(text_short(arena, count->modelled));
            cells[SIMULATED] = doc_words(text_short(arena, count->simulated));
            cells[APART] = count->modelled == 0
                               ? doc_none()
                               : doc_wordsf(arena, "%.2f %%%s%s",
                                            fabs(count->simulated / count->modelled - 1) * 100,
                                            count->parts ? " " : "",
                                            count->parts ? doc_mark(arena, DOC_ALARM, "parts") : "");
        }
    }
}
