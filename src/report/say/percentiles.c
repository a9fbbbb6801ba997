/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Percentiles of latency with their intervals: on a page those at the peak, in a workbook those of both loads
 * and of each topic group too. */
#include <math.h>

#include "report/say/say.h"
#include "report/view.h"

enum { OPTION, LOAD, MEASURE, GROUP, MEAN, P99_LOW, P99_HIGH, MODEL, CONVERGED, BEYOND, NOTE, FIRST_LEVEL };
enum { ROWS_MAX = 100000 };

static const struct doc_column COLUMNS[] = {
    {OPTION, DOC_WORDS, "latency of a record", DOC_HTML},
    {OPTION, DOC_WORD, "Architecture", DOC_XLSX},
    {LOAD, DOC_WORD, "Load", DOC_XLSX},
    {MEASURE, DOC_WORD, "Measure", DOC_XLSX},
    {GROUP, DOC_WORD, "Topic group", DOC_XLSX},
    {MEAN, DOC_FIGURE, "mean", DOC_HTML},
    {MEAN, DOC_FIGURE, "mean, ms", DOC_XLSX},
};

static const char *const MEASURES[] = {"produce", "end to end"};

/* Levels beyond a source's measurements: "p99, p99.9". */
static const char *beyond_text(struct arena *arena, const struct run_distribution *distribution)
{
    struct text out = text_new(arena);
    for (int level = 0; level < RUN_LEVEL__COUNT; level++)
        if (distribution->beyond_measured[level])
            text_addf(&out, "%s%s", out.length == 0 ? "" : ", ", RUN_LEVEL_NAMES[level]);
    return out.bytes;
}

static void set_figures(const struct doc *doc, struct doc_cell *cells,
                        const struct run_distribution *distribution)
{
    struct run_estimate p99 = distribution->quantiles[RUN_P99];
    cells[MEAN] = say_estimate(doc, distribution->mean, false);
    for (int level = 0; level < RUN_LEVEL__COUNT; level++)
        cells[FIRST_LEVEL + level] = say_estimate(doc, distribution->quantiles[level],
                                                  distribution->beyond_measured[level]);
    cells[P99_LOW] = doc_number(DOC_CELL_MS, p99.low_ms, NULL);
    cells[P99_HIGH] = doc_number(DOC_CELL_MS, p99.high_ms, NULL);
    cells[BEYOND] = doc_words(beyond_text(doc->arena, distribution));
    cells[NOTE] = doc_words(distribution->note);
}

/* ---- of a page ---- */

static void add_at_peak(struct doc *doc, struct doc_table *table, const struct run_architecture *architecture,
                        size_t i, bool end_to_end)
{
    const struct run_distribution *distribution = view_distribution(architecture, end_to_end);
    struct doc_cell *cells = doc_row(table);
    for (unsigned field = 0; field < table->field_count; field++) cells[field] = doc_none();
    if (distribution != NULL) set_figures(doc, cells, distribution);
    cells[OPTION] = doc_wordsf(doc->arena, "%s, %s", doc_option(doc->arena, architecture->name, i),
                               MEASURES[end_to_end]);
}

/* ---- of a workbook ---- */

static void add_distribution(struct doc *doc, struct doc_table *table, const struct doc_cell *about,
                             const char *group, const struct run_distribution *distribution)
{
    if (!distribution->is_known || table->row_count >= ROWS_MAX) return;
    struct doc_cell *cells = doc_row(table);
    for (unsigned field = OPTION; field <= CONVERGED; field++) cells[field] = about[field];
    cells[GROUP] = doc_words(group);
    set_figures(doc, cells, distribution);
}

static void add_load(struct doc *doc, struct doc_table *table, const struct run_architecture *architecture,
                     const struct run_load_latency *load, const char *name)
{
    for (int end_to_end = 0; end_to_end < 2; end_to_end++) {
        const struct doc_cell about[] = {
            [OPTION] = doc_words(architecture->name),
            [LOAD] = doc_words(name),
            [MEASURE] = doc_words(MEASURES[end_to_end]),
            [MODEL] = doc_words(say_model_error(doc->arena, architecture->latency)),
            [CONVERGED] = doc_words(load->is_converged ? "yes"
                                                       : text_format(doc->arena, "no: %s", load->why_not))};
        add_distribution(doc, table, about, "all", end_to_end ? &load->end_to_end : &load->produce);
        for (size_t i = 0; i < load->group_count; i++)
            add_distribution(doc, table, about, load->groups[i].topic_group,
                             end_to_end ? &load->groups[i].end_to_end : &load->groups[i].produce);
    }
}

static void add_all(struct doc *doc, struct doc_table *table, const struct run_architecture *architecture)
{
    const struct run_latency *latency = architecture->latency;
    if (latency == NULL) {
        struct doc_cell *cells = doc_row(table);
        cells[OPTION] = doc_words(architecture->name);
        cells[LOAD] = doc_wordsf(doc->arena, "- (%s)", architecture->latency_unknown);
        return;
    }
    add_load(doc, table, architecture, &latency->mean_load, "mean");
    if (latency->has_peak) add_load(doc, table, architecture, &latency->peak_load, "peak");
}

static void add_columns(const struct doc *doc, struct doc_table *table)
{
    static const struct doc_column INTERVAL[] = {{P99_LOW, DOC_FIGURE, "low", DOC_ALL},
                                                 {P99_HIGH, DOC_FIGURE, "high", DOC_ALL}},
                                   BEHIND[] = {{MODEL, DOC_WORD, "Model error", DOC_ALL},
                                               {CONVERGED, DOC_WORD, "Converged", DOC_ALL},
                                               {BEYOND, DOC_WORD, "Beyond the inputs", DOC_ALL},
                                               {NOTE, DOC_WORD, "Note", DOC_ALL}};
    bool is_sheet = doc_is(doc, DOC_XLSX);
    for (unsigned level = 0; level < RUN_LEVEL__COUNT; level++) {
        const char *head = text_format(doc->arena, "%s%s", RUN_LEVEL_NAMES[level], is_sheet ? ", ms" : "");
        doc_column(table, (struct doc_column){FIRST_LEVEL + level, DOC_FIGURE, head, DOC_ALL});
        for (size_t i = 0; is_sheet && level == RUN_P99 && i < DOC_COUNT(INTERVAL); i++)
            doc_column(table, INTERVAL[i]);
    }
    for (size_t i = 0; is_sheet && i < DOC_COUNT(BEHIND); i++) doc_column(table, BEHIND[i]);
}

void say_percentiles(struct doc *doc, const struct run *run)
{
    if (doc_is(doc, DOC_XLSX)) {
        doc_add(doc, DOC_HEADING, 0, "Latency of a record");
        doc_add(doc, DOC_PARAGRAPH, 0,
                "Measured from the scheduled send time on a healthy cluster, as simulated in the run; low "
                "and high are the 95 % sampling interval of p99. Shaded cells change nothing here.");
        doc_add(doc, DOC_GAP, 0, NULL);
    }
    struct doc_table *table = doc_table(doc, "Latency percentiles", COLUMNS, DOC_COUNT(COLUMNS));
    add_columns(doc, table);
    for (size_t i = 0; i < run->architecture_count; i++)
        if (doc_is(doc, DOC_XLSX))
            add_all(doc, table, &run->architectures[i]);
        else
            for (int end_to_end = 0; run->architectures[i].latency != NULL && end_to_end < 2; end_to_end++)
                add_at_peak(doc, table, &run->architectures[i], i, end_to_end != 0);
}
