/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Objectives of latency, and whether each architecture meets them at the peak. */
#include "report/say/say.h"
#include "report/view.h"

enum { OPTION, OBJECTIVE, GROUP, JUDGEMENT, WITHIN, P99, LOW, HIGH, WHY };

static const struct doc_column COLUMNS[] = {{OPTION, DOC_WORDS, "option", DOC_HTML},
                                            {OPTION, DOC_WORD, "Architecture", DOC_XLSX},
                                            {OBJECTIVE, DOC_WORDS, "objective", DOC_HTML},
                                            {OBJECTIVE, DOC_WORD, "Objective", DOC_XLSX},
                                            {GROUP, DOC_WORD, "Topic group", DOC_XLSX},
                                            {JUDGEMENT, DOC_WORD, "Judgement", DOC_XLSX},
                                            {WITHIN, DOC_FIGURE, "within, ms", DOC_XLSX},
                                            {P99, DOC_FIGURE, "p99", DOC_HTML},
                                            {P99, DOC_FIGURE, "p99, ms", DOC_XLSX},
                                            {LOW, DOC_FIGURE, "low", DOC_XLSX},
                                            {HIGH, DOC_FIGURE, "high", DOC_XLSX},
                                            {JUDGEMENT, DOC_WORDS, "judgement", DOC_HTML},
                                            {WHY, DOC_WORD, "Why", DOC_XLSX}};

const char *say_objective(struct arena *arena, const struct run_objective *objective)
{
    return text_format(arena, "%s%s%s within %s", doc_name(arena, objective->topic_group),
                       *objective->topic_group == '\0' ? "" : ": ",
                       text_ends_with(objective->path, "produce_p99") ? "produce p99" : "end to end p99",
                       text_ms(arena, objective->objective_ms));
}

static const char *judgement_text(struct arena *arena, const struct run_objective *objective)
{
    static const enum doc_mark MARKS[RUN_JUDGEMENT__COUNT] = {
        [RUN_MET] = DOC_GOOD, [RUN_MISSED] = DOC_BAD, [RUN_UNDECIDED] = DOC_OPEN};
    bool has_why = objective->judgement == RUN_UNDECIDED && *objective->why != '\0';
    return text_format(arena, "%s%s%s",
                       doc_mark(arena, MARKS[objective->judgement], RUN_JUDGEMENTS[objective->judgement]),
                       has_why ? ": " : "", has_why ? objective->why : "");
}

static void add_objective(struct doc *doc, struct doc_table *table, const char *option,
                          const struct run_objective *objective, bool is_assumed)
{
    bool is_page = doc_is(doc, DOC_HTML);
    struct doc_cell *cells = doc_row(table);
    cells[OPTION] = doc_words(option);
    cells[OBJECTIVE] = doc_words(is_page ? say_objective(doc->arena, objective) : objective->path);
    cells[GROUP] = doc_words(*objective->topic_group == '\0' ? "all" : objective->topic_group);
    cells[JUDGEMENT] = doc_words(is_page ? judgement_text(doc->arena, objective)
                                         : RUN_JUDGEMENTS[objective->judgement]);
    cells[JUDGEMENT].tone = objective->judgement == RUN_MISSED ? DOC_TONE_BAD : DOC_TONE_PLAIN;
    cells[WITHIN] = doc_number(DOC_CELL_MS, objective->objective_ms, NULL);
    cells[P99] = say_estimate(doc, objective->p99, is_assumed);
    cells[LOW] = doc_number(DOC_CELL_MS, objective->p99.low_ms, NULL);
    cells[HIGH] = doc_number(DOC_CELL_MS, objective->p99.high_ms, NULL);
    cells[WHY] = doc_words(objective->why);
}

void say_objectives(struct doc *doc, const struct run *run)
{
    const size_t rows_max = doc_is(doc, DOC_HTML) ? 200 : 100000;
    struct doc_table *table = NULL;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i];
        for (size_t n = 0; architecture->latency != NULL && n < architecture->latency->objective_count; n++) {
            if (table == NULL) {
                if (doc_is(doc, DOC_XLSX)) doc_add(doc, DOC_HEADING, 0, "Objectives, judged at the peak");
                table = doc_table(doc, "Objectives", COLUMNS, DOC_COUNT(COLUMNS));
            }
            if (table->row_count < rows_max)
                add_objective(doc, table, doc_option(doc->arena, architecture->name, i),
                              &architecture->latency->objectives[n],
                              run_latency_is_assumed(architecture->latency));
        }
    }
}
