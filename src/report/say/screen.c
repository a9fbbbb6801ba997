/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first screen of a terminal: the decision, a row of cost, latency and objectives for each option, bars
 * of components, what would change the decision, and the prices that it rests on. Six options take at most
 * 24 lines of 80 columns. */
#include <math.h>

#include "report/report.h"
#include "report/say/say.h"
#include "report/view.h"

enum { VARIANT_COLUMNS = 38 };

static const char *short_name(struct arena *arena, const struct run_architecture *architecture)
{
    return text_quote(arena, architecture->name, DOC_NAME_COLUMNS);
}

/* ---- the decision ---- */

static const char *standing_text(const struct run *run)
{
    if (view_heeds_objectives(run)) return "meets all objectives";
    return text_equal(run->verdict.objectives, RUN_OBJECTIVES_NOT_JUDGED) ? "objectives unjudged"
                                                                          : "no objectives set";
}

static void say_choice(struct doc *doc, const struct run *run, const struct run_architecture *winner)
{
    const struct run_architecture *base = view_base(run);
    if (base == NULL)
        doc_add(doc, DOC_HEADLINE, 0, run->verdict.sentence);
    else if (winner == NULL)
        doc_addf(doc, DOC_HEADLINE, 0,
                 "No option is known to meet all objectives; the cheapest: %s, %s per year%s",
                 short_name(doc->arena, base), text_usd(doc->arena, base->usd_per_year),
                 run_at_list_prices(run, base));
    else
        doc_addf(doc, DOC_HEADLINE, 0, "Recommended: %s, %s per year%s (%s)", short_name(doc->arena, winner),
                 text_usd(doc->arena, winner->usd_per_year), run_at_list_prices(run, winner),
                 standing_text(run));
}

/* "$1.58M (75 %) less than Tuned Kafka, which runs today". */
static void say_margin(struct doc *doc, const struct run *run, const struct run_architecture *winner)
{
    const struct run_architecture *current = view_find(run, run->verdict.current), *other = view_rival(run);
    if (winner == NULL || other == NULL) return;
    double saving_usd = other->usd_per_year - winner->usd_per_year;
    const char *percent = other->usd_per_year > 0 ? text_format(doc->arena, " (%.0f %%)",
                                                                fabs(saving_usd) / other->usd_per_year * 100)
                                                  : "";
    doc_addf(doc, DOC_PARAGRAPH, 0, "%s%s %s than %s, %s", text_usd(doc->arena, fabs(saving_usd)), percent,
             saving_usd < 0 ? "more" : "less", short_name(doc->arena, other),
             other == current ? "which runs today" : "the next cheapest");
}

/* The price of the objectives: the cheapest of the options that aren't known to meet them. */
static bool say_cheaper_but(struct doc *doc, const struct run *run)
{
    const struct run_verdict *verdict = &run->verdict;
    const struct run_contender *first = verdict->miss_count > 0       ? verdict->misses
                                        : verdict->unjudged_count > 0 ? verdict->unjudged
                                                                      : NULL;
    if (first == NULL || !(first->saving_usd_per_year > 0)) return false;
    const char *name = text_quote(doc->arena, say_name(run, first->architecture), DOC_NAME_COLUMNS);
    doc_addf(doc, DOC_PARAGRAPH, 0, "%s would save %s but %s", name,
             text_usd(doc->arena, first->saving_usd_per_year),
             *first->why != '\0'
                 ? text_format(doc->arena, "can't be judged: %s",
                               first->objective_count == 0
                                   ? "its latency isn't known"
                                   : text_format(doc->arena, "%s is undecided",
                                                 say_objective(doc->arena, &first->objectives[0])))
                 : text_format(doc->arena, "misses %s", say_objective(doc->arena, &first->objectives[0])));
    return true;
}

/* ---- each option ---- */

enum { USD = 1, AGAINST, PRODUCE, END_TO_END, OBJECTIVES };

static struct doc_cell objectives_cell(const struct run *run, const struct run_architecture *architecture)
{
    /* The star is that of latencies that are another system's. */
    const bool is_assumed = run_latency_is_assumed(architecture->latency);
    switch (view_standing(run, architecture)) {
    case VIEW_MEETS: return doc_toned(DOC_TONE_GOOD, is_assumed ? "met*" : "met");
    case VIEW_MISSES: return doc_toned(DOC_TONE_BAD, is_assumed ? "missed*" : "missed");
    case VIEW_UNJUDGED: return doc_words("unknown");
    case VIEW_CANNOT:
    case VIEW_STANDING__COUNT: break;
    }
    return doc_none();
}

static struct doc_cell p99_cell(struct arena *arena, const struct run_architecture *architecture,
                                bool end_to_end)
{
    const char *p99 = say_p99(arena, architecture, end_to_end, "-");
    return p99 == NULL ? doc_none() : doc_words(p99);
}

static void add_option(struct doc_table *table, const struct run *run,
                       const struct run_architecture *architecture)
{
    struct arena *arena = table->arena;
    const struct run_architecture *base = view_base(run);
    const double more_usd = architecture->usd_per_year - (base == NULL ? 0 : base->usd_per_year);
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_toned(architecture == view_winner(run) ? DOC_TONE_STRONG : DOC_TONE_PLAIN,
                         short_name(arena, architecture));
    cells[USD] = architecture->line_count == 0
                     ? doc_none()
                     : doc_wordsf(arena, "%s%s", text_usd(arena, architecture->usd_per_year),
                                  run_lacks_fee(architecture) ? "+" : "");
    cells[AGAINST] = !architecture->feasible ? doc_toned(DOC_TONE_BAD, "can't carry")
                     : base == NULL || base == architecture || architecture->line_count == 0
                         ? doc_none()
                         : doc_wordsf(arena, "%s%s", more_usd < 0 ? "" : "+", text_usd(arena, more_usd));
    cells[PRODUCE] = p99_cell(arena, architecture, false);
    cells[END_TO_END] = p99_cell(arena, architecture, true);
    cells[OBJECTIVES] = objectives_cell(run, architecture);
}

static void say_rows(struct doc *doc, const struct run *run)
{
    const size_t *order = view_order(run, doc->arena);
    struct doc_table *table = doc_table_of(doc, "Annual cost and latency of each option",
                                           "option|>$/year|>against|>p99 write|>p99 e2e|>objective");
    if (!view_is_simulated(run))
        table->column_count = PRODUCE;
    else if (!view_heeds_objectives(run))
        table->column_count = OBJECTIVES;
    for (size_t i = 0; i < run->architecture_count; i++)
        add_option(table, run, &run->architectures[order[i]]);
    if (say_assumed(run) != NULL) doc_add(doc, DOC_PARAGRAPH, 0, say_assumed(run));
}

/* ---- what would change it, and what it rests on ---- */

static void say_changes(struct doc *doc, const struct run *run)
{
    const struct run_verdict *verdict = &run->verdict;
    const size_t told = verdict->flip_count > SAY_HEAVIEST_MAX ? SAY_HEAVIEST_MAX : verdict->flip_count;
    for (size_t i = 0; i < told; i++) {
        const struct run_flip *flip = &verdict->flips[i];
        doc_addf(doc, DOC_PARAGRAPH, 0, "Changes to %s (%s): %s",
                 text_quote(doc->arena, say_name(run, flip->recommended), DOC_NAME_COLUMNS),
                 text_usd(doc->arena, flip->usd_per_year),
                 text_quote(doc->arena, flip->what, VARIANT_COLUMNS));
    }
}

static void say_basis(struct doc *doc, const struct run *run)
{
    size_t lines = 0, unverified = 0;
    for (size_t i = 0; i < run->architecture_count; i++)
        for (size_t n = 0; n < run->architectures[i].line_count; n++, lines++)
            unverified += run->architectures[i].lines[n].kind->is_unverified;
    doc_addf(doc, DOC_PARAGRAPH, 0, "Prices: %s, %s, %zu of %zu unverified; no tax", run->region,
             say_price_dates_used(run, doc->arena), unverified, lines);
    const char *not_public = say_not_public(run, doc->arena);
    if (*not_public != '\0')
        doc_addf(doc, DOC_PARAGRAPH, 0, "+ not in the total, since not public: %s", not_public);
    if (report_privacy(run) != NULL)
        doc_add(doc, DOC_PARAGRAPH, 0, doc_mark(doc->arena, DOC_STRONG, report_privacy(run)));
}

/* The reason of each option that can't carry the load. */
static void say_faults(struct doc *doc, const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (!run->architectures[i].feasible)
            doc_addf(doc, DOC_PARAGRAPH, 0, "%s %s", short_name(doc->arena, &run->architectures[i]),
                     say_cannot(doc, &run->architectures[i]));
}

/* The options whose latency is less precise than was asked for. */
static void say_imprecise(struct doc *doc, const struct run *run)
{
    const char *names = say_names(doc, run, view_is_imprecise, run->architecture_count);
    if (*names != '\0') doc_addf(doc, DOC_PARAGRAPH, 0, "Latency not converged (see --latency): %s", names);
}

void say_screen(struct doc *doc, const struct run *run)
{
    const struct run_architecture *winner = view_winner(run);
    say_choice(doc, run, winner);
    if (!say_cheaper_but(doc, run)) say_margin(doc, run, winner);
    doc_addf(doc, DOC_PARAGRAPH, 0, "%s: %s", run->workload_name, run->workload_text);
    doc_add(doc, DOC_GAP, 0, NULL);
    say_rows(doc, run);
    say_cost_chart(doc, run);
    say_faults(doc, run);
    say_imprecise(doc, run);
    say_changes(doc, run);
    say_basis(doc, run);
}

void say_more(struct doc *doc, const struct run *run)
{
    struct text out = text_new(doc->arena);
    text_add(&out, "More: ");
#define PART(id, option, help) text_add(&out, "--" option " ");
#include "report/text_parts.def"
#undef PART
    (void)run;
    doc_addf(doc, DOC_PARAGRAPH, 0, "%s--full", out.bytes);
}
