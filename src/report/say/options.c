/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each option in a row with its cost, its latency and a bar of its components, cheapest first; those that
 * miss an objective, can't be judged or can't carry the load stand in groups of their own. */
#include <math.h>

#include "report/report.h"
#include "report/say/say.h"
#include "report/view.h"

enum { USD = 1, AGAINST, PRODUCE, END_TO_END, MODEL, REMARK };

static const char *const GROUPS[VIEW_STANDING__COUNT] = {
    [VIEW_MEETS] = "Meet every objective",
    [VIEW_MISSES] = "Miss an objective",
    [VIEW_UNJUDGED] = "Can\u2019t be judged",
    [VIEW_CANNOT] = "Can\u2019t carry the load",
};

/* The reason why a contender isn't recommended: "misses events: produce p99 within 100 ms". */
static const char *why_not(struct arena *arena, const struct run_contender *one)
{
    if (*one->why == '\0')
        return one->objective_count == 0
                   ? ""
                   : text_format(arena, "misses %s", say_objective(arena, &one->objectives[0]));
    return one->objective_count == 0
               ? "latency not known"
               : text_format(arena, "undecided: %s", say_objective(arena, &one->objectives[0]));
}

static const char *remark_of(const struct doc *doc, const struct run *run,
                             const struct run_architecture *architecture)
{
    enum { REASON_COLUMNS = 110 };
    const struct run_verdict *verdict = &run->verdict;
    const struct run_contender *misses = view_contender(verdict->misses, verdict->miss_count, architecture),
                               *unjudged = view_contender(verdict->unjudged, verdict->unjudged_count,
                                                          architecture);
    if (!architecture->feasible)
        return text_quote(doc->arena, architecture->infeasible_reason, REASON_COLUMNS);
    if (architecture == view_winner(run)) return view_base_word(run);
    if (text_equal(architecture->id, verdict->current)) return "runs today";
    return misses != NULL     ? why_not(doc->arena, misses)
           : unjudged != NULL ? why_not(doc->arena, unjudged)
                              : "";
}

static struct doc_cell p99_cell(struct arena *arena, const struct run_architecture *architecture,
                                bool end_to_end)
{
    const char *p99 = say_p99(arena, architecture, end_to_end, "\u2013");
    return p99 == NULL ? doc_none() : doc_words(doc_mark(arena, DOC_WHOLE, p99));
}

/* The error of the model of a latency that is known. */
static struct doc_cell model_cell(struct arena *arena, const struct run_architecture *architecture)
{
    const struct run_latency *latency = architecture->latency;
    return !isfinite(view_p99_ms(architecture, false)) || !latency->has_model_error
               ? doc_none()
               : doc_wordsf(arena, "\u00d7%.2f", latency->model_error.factor);
}

static void add_option(struct doc *doc, struct doc_table *table, const struct view *view, size_t i)
{
    struct arena *arena = doc->arena;
    const struct run *run = view->run;
    const struct run_architecture *architecture = &run->architectures[i], *base = view_base(run);
    double more_usd = architecture->usd_per_year - (base == NULL ? 0 : base->usd_per_year);
    bool is_best = architecture == view_winner(run), has_cost = architecture->line_count > 0;
    const char *usd = text_format(arena, "%s%s", text_usd(arena, architecture->usd_per_year),
                                  run_lacks_fee(architecture) ? "+" : ""),
               *remark = remark_of(doc, run, architecture), *name = architecture->name;
    struct doc_cell *cells = doc_row(table);
    name = doc_option(arena, is_best ? doc_mark(arena, DOC_STRONG, name) : name, i);
    cells[0] = *remark == '\0' || doc_is(doc, DOC_MARKDOWN)
                   ? doc_words(name)
                   : doc_wordsf(arena, "%s %s", name, doc_mark(arena, DOC_SMALL, remark));
    cells[REMARK] = doc_words(remark);
    cells[USD] = !has_cost ? doc_none() : doc_words(is_best ? doc_mark(arena, DOC_STRONG, usd) : usd);
    cells[AGAINST] = !has_cost || base == NULL || base == architecture
                         ? doc_none()
                         : doc_words(say_change(arena, more_usd));
    cells[PRODUCE] = p99_cell(arena, architecture, false);
    cells[END_TO_END] = p99_cell(arena, architecture, true);
    cells[MODEL] = model_cell(arena, architecture);
    if (has_cost) doc_row_bar(table, say_stack(view, i), view->max_usd);
}

static bool has_model_error(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].latency != NULL && run->architectures[i].latency->has_model_error)
            return true;
    return false;
}

const char *say_assumed(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run_latency_is_assumed(run->architectures[i].latency))
            return "* Assumed (grade D): another system\u2019s latency on these machines.";
    return NULL;
}

static struct doc_table *options_table(struct doc *doc, const struct run *run)
{
    const unsigned of_latency = view_is_simulated(run) ? DOC_ALL : 0,
                   of_models = has_model_error(run) ? DOC_ALL : 0;
    const struct doc_column columns[] = {{0, DOC_WORDS, "option", DOC_ALL},
                                         {USD, DOC_FIGURE, "per year", DOC_ALL},
                                         {AGAINST, DOC_FIGURE, "difference", DOC_ALL},
                                         {PRODUCE, DOC_FIGURE, "p99 write", of_latency},
                                         {END_TO_END, DOC_FIGURE, "p99 end to end", of_latency},
                                         {MODEL, DOC_FIGURE, "model error", of_models},
                                         {REMARK, DOC_WORDS, "", DOC_MARKDOWN}};
    struct doc_table *table = doc_table(doc, "Annual cost and latency of each option", columns,
                                        DOC_COUNT(columns));
    table->is_summary = true;
    return table;
}

void say_options(struct doc *doc, const struct run *run)
{
    if (run->architecture_count == 0) return;
    const struct view view = view_make(run, doc->arena);
    struct doc_table *table = options_table(doc, run);
    size_t groups = 0;
    for (enum view_standing at = 0; at < VIEW_STANDING__COUNT; at++)
        for (size_t i = 0, has = 0; i < run->architecture_count; i++)
            if (view_standing(run, &run->architectures[i]) == at) groups += has++ == 0;
    const size_t *order = view_sort(run, doc->arena);
    enum view_standing last = VIEW_STANDING__COUNT;
    for (size_t i = 0; i < run->architecture_count; i++) {
        enum view_standing standing = view_standing(run, &run->architectures[order[i]]);
        if (standing != last && groups > 1)
            doc_row_of(table, DOC_GROUP)[0] = doc_words(
                standing == VIEW_MEETS && !view_heeds_objectives(run) ? "Carry the load" : GROUPS[standing]);
        last = standing;
        add_option(doc, table, &view, order[i]);
    }
    say_bar_keys(doc, &view);
    if (say_assumed(run) != NULL) doc_add(doc, DOC_NOTE, 0, say_assumed(run));
}
