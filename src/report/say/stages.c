/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stages of latency at the peak: on a page a table for each architecture, in a workbook one for all. And
 * the simulation's own counts beside those of the bill. */
#include <math.h>

#include "report/say/say.h"
#include "report/view.h"

const struct run_stage *say_stage_named(const struct run_distribution *distribution, const char *name)
{
    for (size_t n = 0; distribution != NULL && n < distribution->stage_count; n++)
        if (text_equal(distribution->stages[n].name, name)) return &distribution->stages[n];
    return NULL;
}

static struct doc_cell ms_cell(double ms)
{
    return isfinite(ms) ? doc_number(DOC_CELL_MS, ms, NULL) : doc_none();
}

/* The distribution with the most stages: end to end has those up to the acknowledgement, and more. */
static const struct run_distribution *longest_of(const struct run_architecture *architecture)
{
    const struct run_distribution *read = view_distribution(architecture, true);
    return read != NULL && read->stage_count > 0 ? read : view_distribution(architecture, false);
}

static double stage_ms(const struct run_architecture *of, bool end_to_end, const char *name, bool is_mean)
{
    const struct run_stage *stage = say_stage_named(view_distribution(of, end_to_end), name);
    return stage == NULL ? (double)NAN : is_mean ? stage->mean_ms : stage->near_p99_ms;
}

/* True if all stages of two architectures are as long, as shown. */
static bool are_alike(const struct run_architecture *a, const struct run_architecture *b, struct arena *arena)
{
    const struct run_distribution *one = longest_of(a), *other = longest_of(b);
    if (one == NULL || other == NULL || one->stage_count != other->stage_count) return false;
    for (size_t n = 0; n < one->stage_count; n++)
        for (int figure = 0; figure < 4; figure++) {
            const char *name = one->stages[n].name;
            if (!text_equal(text_ms(arena, stage_ms(a, figure > 1, name, figure % 2 == 0)),
                            text_ms(arena, stage_ms(b, figure > 1, name, figure % 2 == 0))))
                return false;
        }
    return true;
}

static void add_stages(struct doc *doc, const struct run_architecture *architecture)
{
    enum { STEP, FIRST };
    const char *label = text_format(doc->arena, "Where the time goes, %s",
                                    doc_name(doc->arena, architecture->name));
    struct doc_table *table = doc_table_of(doc, label,
                                           "step|>write, mean|>near p99|>end to end, mean|>near p99");
    const struct run_distribution *longest = longest_of(architecture);
    for (size_t n = 0; n < longest->stage_count; n++) {
        struct doc_cell *cells = doc_row(table);
        const char *name = longest->stages[n].name;
        cells[STEP] = doc_words(doc_name(doc->arena, name));
        for (unsigned figure = 0; figure < 4; figure++)
            cells[FIRST + figure] = ms_cell(stage_ms(architecture, figure > 1, name, figure % 2 == 0));
    }
}

/* One table for all that are alike. */
static void say_page(struct doc *doc, const struct run *run, size_t i)
{
    const struct run_architecture *architecture = &run->architectures[i];
    const struct run_distribution *longest = longest_of(architecture);
    struct text names = text_new(doc->arena);
    if (longest == NULL || longest->stage_count == 0) return;
    for (size_t n = 0; n < i; n++)
        if (are_alike(&run->architectures[n], architecture, doc->arena)) return;
    for (size_t n = i; n < run->architecture_count; n++)
        if (n == i || are_alike(architecture, &run->architectures[n], doc->arena))
            text_addf(&names, "%s%s", names.length == 0 ? "" : DOC_NEW_LINE,
                      doc_option(doc->arena, run->architectures[n].name, n));
    doc_add(doc, DOC_FOLD, 0, names.bytes);
    add_stages(doc, architecture);
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
    for (size_t i = 0; doc_is(doc, DOC_HTML) && i < run->architecture_count; i++) say_page(doc, run, i);
}

/* ---- counts ---- */

const char *say_count(struct arena *arena, double value, const char *unit)
{
    static const struct {
        double bytes;
        const char *unit;
    } UNITS[] = {{1e15, "PB"}, {1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}, {1, "B"}};
    size_t i = 0;
    if (!text_equal(unit, "B"))
        return text_format(arena, "%s%s%s", text_short(arena, value), *unit == '\0' ? "" : " ", unit);
    while (i + 1 < DOC_COUNT(UNITS) && value < UNITS[i].bytes) i++;
    return text_format(arena, "%s %s", text_short(arena, value / UNITS[i].bytes), UNITS[i].unit);
}

static const char *apart_text(struct arena *arena, const struct run_sim_count *count)
{
    const char *percent = text_format(arena, "%.2f %%", fabs(count->simulated / count->modelled - 1) * 100);
    return count->parts ? doc_mark(arena, DOC_ALARM, text_format(arena, "%s, more than allowed", percent))
                        : percent;
}

void say_counts(struct doc *doc, const struct run *run)
{
    enum { WHAT = 1, MODELLED, SIMULATED, APART };
    struct arena *arena = doc->arena;
    if (!view_is_simulated(run)) return;
    struct doc_table *table =
        doc_table_of(doc, "The simulation's own counts beside the closed forms that the bill rests on",
                     "|counted|>closed form of the bill|>simulation|>difference");
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_load_latency *load = run->architectures[i].latency == NULL
                                                  ? NULL
                                                  : run_latency_at_peak(run->architectures[i].latency);
        for (size_t n = 0; load != NULL && n < load->count_count; n++) {
            const struct run_sim_count *count = &load->counts[n];
            struct doc_cell *cells = say_option_row(table, run, i);
            cells[WHAT] = doc_words(doc_name(arena, count->name));
            cells[MODELLED] = doc_words(say_count(arena, count->modelled, count->unit));
            cells[SIMULATED] = doc_words(say_count(arena, count->simulated, count->unit));
            cells[APART] = count->modelled == 0 ? doc_none() : doc_words(apart_text(arena, count));
        }
    }
}
