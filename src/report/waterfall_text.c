/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/waterfall_text.h"

#include <math.h>

#include "report/compare_parts.h"
#include "report/money.h"
#include "report/as/table.h"

enum column { WHAT, STEP, TOTAL, OTHER_ORDER, COLUMN__COUNT };

static const char *step_text(struct arena *arena, int64_t usd)
{
    return text_format(arena, "%s%s", usd > 0 ? "+" : "", money_whole(arena, usd));
}

/* An end of the ladder: an architecture and its total. */
static void add_end(struct table *table, const struct run *run, const char *id, const char *total)
{
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, WHAT, TONE_STRONG, compare_name(run, id));
    table_set(table, cells, TOTAL, TONE_STRONG, total);
}

/* A step is the difference of the totals around it as they are printed. So start and steps add up to every
 * total in the column, and the ends are those of the table of costs. */
static void add_step(struct table *table, const struct run_step *step, int64_t before_usd, bool shows_order)
{
    struct table_cell *cells = table_add(table, ROW_BODY);
    int64_t total_usd = llround(step->usd_per_year);
    table_set(table, cells, WHAT, TONE_PLAIN,
              text_format(table->arena, "%s%s", step->is_added ? "+ " : "", step->what));
    table_set(table, cells, STEP, step->feasible ? TONE_PLAIN : TONE_BAD,
              step->feasible ? step_text(table->arena, total_usd - before_usd) : "cannot");
    table_set(table, cells, TOTAL, TONE_PLAIN, step->feasible ? money_whole(table->arena, total_usd) : "-");
    if (shows_order)
        table_set(table, cells, OTHER_ORDER, TONE_PLAIN,
                  step->interacts ? step_text(table->arena, llround(step->step_usd_reversed)) : "");
}

static struct table waterfall_table(const struct run *run, bool shows_order, struct arena *arena)
{
    const struct run_waterfall *waterfall = run->waterfall;
    struct table table = table_new(arena, TABLE_FIGURES, 1, shows_order ? COLUMN__COUNT : OTHER_ORDER);
    struct table_cell *head = table_add(&table, ROW_HEAD);
    table_set(&table, head, WHAT, TONE_STRONG, "$ a year");
    table_set(&table, head, STEP, TONE_STRONG, "step");
    table_set(&table, head, TOTAL, TONE_STRONG, "total");
    if (shows_order) table_set(&table, head, OTHER_ORDER, TONE_STRONG, "other order");
    table_add(&table, ROW_RULE);
    int64_t usd = llround(waterfall->from_usd_per_year);
    add_end(&table, run, waterfall->from, money_whole(arena, usd));
    for (size_t i = 0; i <= waterfall->step_count; i++) {
        bool goes_beyond = i == waterfall->step_count || waterfall->steps[i].is_added;
        if (goes_beyond && (i == 0 || !waterfall->steps[i - 1].is_added)) {
            table_add(&table, ROW_RULE);
            add_end(&table, run, waterfall->to,
                    i == 0 || waterfall->steps[i - 1].feasible ? money_whole(arena, usd) : "cannot");
        }
        if (i == waterfall->step_count) break;
        add_step(&table, &waterfall->steps[i], usd, shows_order);
        usd = llround(waterfall->steps[i].usd_per_year);
    }
    return table;
}

void waterfall_print(struct page *page, const struct run *run)
{
    const struct run_waterfall *waterfall = run->waterfall;
    if (waterfall == NULL) return;
    bool interacts = false;
    for (size_t i = 0; i < waterfall->step_count; i++) interacts |= waterfall->steps[i].interacts;
    page_heading(page, text_format(page->arena, "Ladder from %s to %s", compare_name(run, waterfall->from),
                                   compare_name(run, waterfall->to)));
    struct table table = waterfall_table(run, interacts, page->arena);
    table_print(&table, page);
    if (interacts)
        page_paragraph(page, 2, 4, TONE_PLAIN,
                       "other order: the step when the rungs are climbed from the last to the first, where "
                       "that is another sum");
    for (size_t i = 0; i < waterfall->step_count; i++)
        if (!waterfall->steps[i].feasible)
            page_paragraphf(page, 2, 4, "%s: %s; the next step counts from the last total",
                            waterfall->steps[i].what, waterfall->steps[i].infeasible_reason);
}
