/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Costs of each architecture per year, line by line, and below them the totals at other prices and by owner.
 */
#include <math.h>

#include "report/money.h"
#include "report/say/say.h"
#include "report/view.h"

/* The table being made. */
struct costs {
    struct doc_table *table;
    struct arena *arena;
    const struct run *run;
    const struct pivot *pivot;
    bool shares; /* of the total, after each figure */
    bool is_text;
};

enum { LABEL, TITLE, FIRST };

/* The place of an architecture of the run; that after the last for NULL. */
static size_t index_of(const struct run *run, const struct run_architecture *architecture)
{
    return architecture == NULL ? run->architecture_count : (size_t)(architecture - run->architectures);
}

static size_t winner_of(const struct run *run) { return index_of(run, view_winner(run)); }

/* "[ 62%]" has a fixed width in text, so that digits align. */
static const char *share_text(const struct costs *costs, double part, double whole)
{
    double percent = part >= 0 && whole > 0 ? part / whole * 100 : 0;
    bool is_small = percent > 0 && percent < 0.5;
    if (!costs->is_text)
        return text_format(costs->arena, " (%s%.0f %%)", is_small ? "<" : "", is_small ? 1 : percent);
    if (!costs->shares) return "";
    return part < 0 || whole <= 0 ? "       "
           : is_small             ? " [ <1%]"
                                  : text_format(costs->arena, " [%3.0f%%]", percent);
}

static struct doc_cell cost_cell(const struct costs *costs, const struct pivot_cell *cell, size_t i)
{
    const struct run_architecture *architecture = &costs->run->architectures[i];
    if (!cell->applies || !run_is_priced(architecture))
        return costs->is_text ? doc_wordsf(costs->arena, "-%s", share_text(costs, -1, 0)) : doc_none();
    return doc_wordsf(costs->arena, "%s%s%s", cell->is_unverified ? "(m) " : "",
                      money_whole(costs->arena, cell->whole_usd),
                      share_text(costs, cell->usd_per_year, architecture->usd_per_year));
}

static const char *no_share(const struct costs *costs)
{
    return costs->is_text && costs->shares ? "       " : "";
}

static void add_total(const struct costs *costs)
{
    doc_row_of(costs->table, DOC_RULE);
    struct doc_cell *cells = doc_row_of(costs->table, DOC_TOTAL);
    cells[LABEL] = doc_toned(DOC_TONE_STRONG, costs->is_text ? "total $ per year" : "total");
    for (size_t i = 0; i < costs->run->architecture_count; i++) {
        const struct run_architecture *architecture = &costs->run->architectures[i];
        const char *figure = run_is_priced(architecture)
                                 ? money_whole(costs->arena, costs->pivot->total_usd[i])
                                 : "cannot";
        cells[FIRST + i] = doc_toned(i == winner_of(costs->run) ? DOC_TONE_GOOD
                                     : architecture->feasible   ? DOC_TONE_STRONG
                                                                : DOC_TONE_BAD,
                                     text_format(costs->arena, "%s%s", figure, no_share(costs)));
    }
}

/* Marks fleets whose dollars stand although they can't carry the load. */
static void add_marks(const struct costs *costs)
{
    bool has_marks = false, by_guideline = false;
    for (size_t i = 0; i < costs->run->architecture_count; i++) {
        const struct run_architecture *one = &costs->run->architectures[i];
        bool is_marked = !one->feasible && run_is_priced(one);
        has_marks |= is_marked;
        by_guideline |= is_marked && !run_is_short_of_clients(one);
    }
    if (!has_marks) return;
    struct doc_cell *cells = doc_row(costs->table);
    cells[LABEL] = doc_words(by_guideline ? "by guideline" : "the load");
    for (size_t i = 0; i < costs->run->architecture_count; i++) {
        bool feasible = costs->run->architectures[i].feasible;
        cells[FIRST + i] = doc_toned(feasible ? DOC_TONE_PLAIN : DOC_TONE_BAD,
                                     text_format(costs->arena, "%s%s", feasible ? "carries" : "can't carry",
                                                 no_share(costs)));
    }
}

/* A row below the total, with a figure for each architecture that has a bill. */
static void add_below(const struct costs *costs, const char *label, const char *const *figures)
{
    struct doc_cell *cells = doc_row(costs->table);
    cells[LABEL] = doc_words(label);
    for (size_t i = 0; i < costs->run->architecture_count; i++)
        cells[FIRST + i] = doc_toned(i == winner_of(costs->run) ? DOC_TONE_GOOD : DOC_TONE_PLAIN,
                                     text_format(costs->arena, "%s%s",
                                                 run_is_priced(&costs->run->architectures[i]) ? figures[i]
                                                                                              : "",
                                                 no_share(costs)));
}

static void add_against_base(const struct costs *costs)
{
    const struct run *run = costs->run;
    const char **figures = arena_new_of(costs->arena, const char *, run->architecture_count),
               *word = view_base_word(run);
    size_t base = index_of(run, view_base(run)), feasible = 0;
    for (size_t i = 0; i < run->architecture_count; i++) feasible += run->architectures[i].feasible;
    if (feasible < 2 || base == run->architecture_count) return;
    for (size_t i = 0; i < run->architecture_count; i++) {
        int64_t more_usd = costs->pivot->total_usd[i] - costs->pivot->total_usd[base];
        figures[i] = i == base ? word
                               : text_format(costs->arena, "%s%s", more_usd < 0 ? "" : "+",
                                             money_whole(costs->arena, more_usd));
    }
    add_below(costs, text_format(costs->arena, "against the %s", word), figures);
}

/* In finance's order, upwards from the price paid. */
static void add_other_prices(const struct costs *costs)
{
    const struct run *run = costs->run;
    for (int is_list = run->is_redacted; !say_is_at_list(run) && is_list < 2; is_list++) {
        const char **figures = arena_new_of(costs->arena, const char *, run->architecture_count);
        for (size_t i = 0; i < run->architecture_count; i++)
            if (run_is_priced(&run->architectures[i]))
                figures[i] = money_or_unknown(costs->arena,
                                              is_list ? run->architectures[i].usd_per_year_list
                                                      : run->architectures[i].usd_per_year_contracted);
        add_below(costs,
                  run->is_redacted ? "at list prices, on demand"
                  : is_list        ? "at list prices"
                                   : "at contracted prices",
                  figures);
    }
}

static void add_owner(const struct costs *costs, const char *owner)
{
    const char **figures = arena_new_of(costs->arena, const char *, costs->run->architecture_count);
    for (size_t i = 0; i < costs->run->architecture_count; i++) {
        double sum_usd = 0;
        for (size_t row = 0; row < costs->pivot->row_count; row++)
            if (text_equal(costs->pivot->rows[row].owner, owner))
                sum_usd += costs->pivot->rows[row].cells[i].usd_per_year;
        figures[i] = money_whole(costs->arena, money_round(sum_usd));
    }
    add_below(costs, text_format(costs->arena, "paid to: %s", owner), figures);
}

/* Owners in the order in which they appear. */
static void add_owners(const struct costs *costs)
{
    for (size_t i = 0; i < costs->pivot->row_count; i++) {
        size_t at = 0;
        while (!text_equal(costs->pivot->rows[at].owner, costs->pivot->rows[i].owner)) at++;
        if (at == i) add_owner(costs, costs->pivot->rows[i].owner);
    }
}

static struct doc_table *costs_table(const struct doc *doc, const struct run *run, const struct pivot *pivot,
                                     bool titles, bool shares)
{
    static const struct doc_column LABELS[] = {{LABEL, DOC_WORDS, "$ per year", DOC_ALL},
                                               {TITLE, DOC_WORDS, "", DOC_ALL}};
    struct doc_table *table = doc_table_apart(doc, "Annual cost by line", LABELS, titles ? 2 : 1);
    const struct costs costs = {table, doc->arena, run, pivot, shares, doc_is(doc, DOC_TEXT)};
    table->label_count = titles ? 2 : 1;
    table->best = winner_of(run) == run->architecture_count ? 0 : table->label_count + winner_of(run);
    for (size_t i = 0; i < run->architecture_count; i++)
        doc_column(table,
                   (struct doc_column){FIRST + (unsigned)i, DOC_FIGURE,
                                       doc_option(doc->arena, run->architectures[i].name, i), DOC_ALL});
    doc_row_of(table, DOC_RULE);
    for (size_t row = 0; row < pivot->row_count; row++) {
        struct doc_cell *cells = doc_row(table);
        cells[LABEL] = doc_words(doc_name(doc->arena, pivot->rows[row].id));
        cells[TITLE] = doc_words(pivot->rows[row].title);
        for (size_t i = 0; i < run->architecture_count; i++)
            cells[FIRST + i] = cost_cell(&costs, &pivot->rows[row].cells[i], i);
    }
    add_total(&costs);
    add_marks(&costs);
    if (costs.is_text) add_against_base(&costs);
    add_other_prices(&costs);
    if (costs.is_text) add_owners(&costs);
    return table;
}

/* Text has as much detail as fits side by side. */
void say_costs(struct doc *doc, const struct run *run)
{
    enum { TITLES_FROM_COLUMNS = 120 };
    if (run->architecture_count == 0) return;
    struct pivot pivot = pivot_make(run, doc->arena);
    struct doc_table *table = costs_table(doc, run, &pivot, false, true);
    if (doc_is(doc, DOC_TEXT)) {
        struct doc_table *wide = costs_table(doc, run, &pivot, true, true);
        table->narrower = costs_table(doc, run, &pivot, false, false);
        wide->narrower = table;
        wide->columns_least = TITLES_FROM_COLUMNS;
        table = wide;
        doc_add(doc, DOC_GAP, 0, NULL);
    }
    doc_add_table(doc, table);
    if (doc_is(doc, DOC_MARKDOWN))
        doc_add(doc, DOC_PARAGRAPH, 0,
                run->is_redacted ? "Totals are at list prices, with commitments spread over their term; "
                                   "contracted and paid prices are redacted."
                : say_is_at_list(run)
                    ? "All totals are at list prices."
                    : "The total is the effective cost: commitments are spread over their term. Contracted "
                      "prices are those negotiated, without commitments.");
    if (pivot.is_off) doc_add(doc, DOC_PARAGRAPH, 0, MONEY_OFF);
}
