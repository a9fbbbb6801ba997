/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The waterfall: the saving of each option, on the way from one architecture to another. */
#include <math.h>

#include "report/money.h"
#include "report/say/say.h"

enum { WHAT, STEP, TOTAL, OTHER_ORDER };

/* An end: an architecture and its total. */
static void add_end(struct doc *doc, struct doc_table *table, const char *name, const char *total)
{
    struct doc_cell *cells = doc_row(table);
    cells[WHAT] = doc_toned(DOC_TONE_STRONG, doc_name(doc->arena, name));
    cells[TOTAL] = doc_toned(DOC_TONE_STRONG, total);
}

/* A step is the difference of the printed totals around it. So start and steps add up to every total in
 * the column, and the ends are those of the table of costs. */
static void add_step(struct doc *doc, struct doc_table *table, const struct run_step *step,
                     int64_t before_usd)
{
    bool is_text = doc_is(doc, DOC_TEXT);
    int64_t total_usd = money_round(step->usd_per_year);
    struct doc_cell *cells = doc_row(table);
    const char *added = !step->is_added ? "" : is_text ? "+ " : "beyond: ";
    bool says_why = !is_text && !step->feasible;
    cells[WHAT] = doc_wordsf(doc->arena, "%s%s%s%s", added, step->what, says_why ? "; cannot: " : "",
                             says_why ? step->infeasible_reason : "");
    bool is_page = doc_is(doc, DOC_HTML);
    cells[STEP] = step->feasible ? doc_words(say_signed(doc->arena, total_usd - before_usd))
                  : is_text      ? doc_toned(DOC_TONE_BAD, "cannot")
                  : is_page      ? doc_none()
                                 : doc_words("");
    cells[TOTAL] = step->feasible       ? doc_words(money_whole(doc->arena, total_usd))
                   : is_text || is_page ? doc_none()
                                        : doc_words("");
    if (step->interacts)
        cells[OTHER_ORDER] = is_page
                                 ? doc_number(DOC_CELL_USD, step->step_usd_reversed, NULL)
                                 : doc_words(say_signed(doc->arena, money_round(step->step_usd_reversed)));
}

/* Text marks the row that reaches the second architecture. */
static void add_steps(struct doc *doc, struct doc_table *table, const struct run *run)
{
    const struct run_waterfall *waterfall = run->waterfall;
    int64_t usd = money_round(waterfall->from_usd_per_year);
    add_end(doc, table, say_name(run, waterfall->from), money_whole(doc->arena, usd));
    for (size_t i = 0; i <= waterfall->step_count; i++) {
        const struct run_step *step = i < waterfall->step_count ? &waterfall->steps[i] : NULL,
                              *before = i == 0 ? NULL : &waterfall->steps[i - 1];
        bool is_beyond = step == NULL || step->is_added;
        if (doc_is(doc, DOC_TEXT) && is_beyond && (before == NULL || !before->is_added)) {
            doc_row_of(table, DOC_RULE);
            add_end(doc, table, say_name(run, waterfall->to),
                    before == NULL || before->feasible ? money_whole(doc->arena, usd) : "cannot");
        }
        if (step == NULL) break;
        add_step(doc, table, step, usd);
        usd = money_round(step->usd_per_year);
    }
}

static void say_remarks(struct doc *doc, const struct run_waterfall *waterfall, bool interacts)
{
    if (interacts)
        doc_add(doc, DOC_PARAGRAPH, 1,
                "reverse order: the step with the options taken from last to first, if different");
    for (size_t i = 0; i < waterfall->step_count; i++)
        if (!waterfall->steps[i].feasible)
            doc_addf(doc, DOC_PARAGRAPH, 1, "%s: %s; the next step counts from the last total",
                     waterfall->steps[i].what, waterfall->steps[i].infeasible_reason);
}

void say_waterfall(struct doc *doc, const struct run *run)
{
    static const struct doc_column COLUMNS[] = {
        {WHAT, DOC_WORDS, "$ per year", DOC_ALL},
        {STEP, DOC_FIGURE, "step", DOC_ALL},
        {TOTAL, DOC_FIGURE, "total", DOC_ALL},
        {OTHER_ORDER, DOC_FIGURE, "reverse order", DOC_TEXT},
        {OTHER_ORDER, DOC_FIGURE, "step in reverse order, if different", DOC_MARKDOWN},
        {OTHER_ORDER, DOC_FIGURE, "step in reverse order", DOC_HTML},
    };
    const struct run_waterfall *waterfall = run->waterfall;
    if (waterfall == NULL) return;
    bool interacts = false;
    for (size_t i = 0; i < waterfall->step_count; i++) interacts |= waterfall->steps[i].interacts;
    if (!doc_is(doc, DOC_HTML))
        doc_addf(doc, DOC_HEADING, 0, "Waterfall from %s to %s",
                 doc_name(doc->arena, say_name(run, waterfall->from)),
                 doc_name(doc->arena, say_name(run, waterfall->to)));
    struct doc_table *table = doc_table(doc, "What each option is worth", COLUMNS, DOC_COUNT(COLUMNS));
    if (doc_is(doc, DOC_TEXT)) {
        table->column_count -= !interacts;
        doc_row_of(table, DOC_RULE);
    }
    add_steps(doc, table, run);
    if (doc_is(doc, DOC_TEXT)) say_remarks(doc, waterfall, interacts);
}
