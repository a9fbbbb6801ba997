/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The comparison as text: headline, costs, machines, promises, prices, and what the totals leave out. */
#include <math.h>
#include <string.h>

#include "report/compare_parts.h"
#include "report/waterfall_text.h"
#include "report/latency_text.h"
#include "report/money.h"
#include "report/as/table.h"
#include "report/as/text.h"
#include "report/say/say.h"

/* What the cost table shows when there is room. */
struct detail {
    bool shares, titles;
};

enum { TITLES_FROM_COLUMNS = 120 };

static bool is_cheapest(const struct run *run, size_t column)
{
    return *run->verdict.cheapest != '\0' && text_equal(run->architectures[column].id, run->verdict.cheapest);
}

/* "[ 62%]", always of one width so that digits stand below digits; blanks where a share says nothing. */
static const char *share_text(struct arena *arena, double part, double whole, bool shown)
{
    if (!shown) return "";
    if (part < 0 || whole <= 0) return "       ";
    double percent = part / whole * 100;
    if (percent > 0 && percent < 0.5) return " [ <1%]";
    return text_format(arena, " [%3.0f%%]", percent);
}

static void add_head(struct table *table, const struct run *run, const char *label)
{
    struct table_cell *cells = table_add(table, ROW_HEAD);
    table_set(table, cells, 0, TONE_STRONG, label);
    for (size_t i = 0; i < run->architecture_count; i++)
        table_set(table, cells, table->label_count + i, is_cheapest(run, i) ? TONE_GOOD : TONE_STRONG,
                  run->architectures[i].name);
}

static void add_cost_row(struct table *table, const struct run *run, const struct pivot_row *row,
                         struct detail detail)
{
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, 0, TONE_PLAIN, row->id);
    if (detail.titles) table_set(table, cells, 1, TONE_PLAIN, row->title);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct pivot_cell *cell = &row->cells[i];
        bool applies = cell->applies && run->architectures[i].feasible;
        const char *share = share_text(table->arena, applies ? cell->usd_per_year : -1,
                                       run->architectures[i].usd_per_year, detail.shares);
        const char *figure = applies ? money_whole(table->arena, cell->whole_usd) : "-";
        table_set(table, cells, table->label_count + i, TONE_PLAIN,
                  text_format(table->arena, "%s%s%s", applies && cell->is_unverified ? "(m) " : "", figure,
                              share));
    }
}

static const char *no_share(struct detail detail) { return detail.shares ? "       " : ""; }

static void add_total(struct table *table, const struct run *run, const struct pivot *pivot,
                      struct detail detail)
{
    table_add(table, ROW_RULE);
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, 0, TONE_STRONG, "total $ a year");
    for (size_t i = 0; i < run->architecture_count; i++) {
        bool feasible = run->architectures[i].feasible;
        const char *figure = feasible ? money_whole(table->arena, pivot->total_usd[i]) : "cannot";
        table_set(table, cells, table->label_count + i,
                  is_cheapest(run, i) ? TONE_GOOD
                  : feasible          ? TONE_STRONG
                                      : TONE_BAD,
                  text_format(table->arena, "%s%s", figure, no_share(detail)));
    }
}

/* A row below the total, of a figure for each feasible architecture. */
static void add_note_row(struct table *table, const struct run *run, struct detail detail, const char *label,
                         const char *const *figures)
{
    struct table_cell *cells = table_add(table, ROW_BODY);
    table_set(table, cells, 0, TONE_PLAIN, label);
    for (size_t i = 0; i < run->architecture_count; i++)
        table_set(table, cells, table->label_count + i, is_cheapest(run, i) ? TONE_GOOD : TONE_PLAIN,
                  text_format(table->arena, "%s%s", run->architectures[i].feasible ? figures[i] : "",
                              no_share(detail)));
}

static void add_against_cheapest(struct table *table, const struct run *run, const struct pivot *pivot,
                                 struct detail detail)
{
    const char **figures = arena_new_of(table->arena, const char *, run->architecture_count);
    size_t cheapest = 0, feasible = 0;
    for (size_t i = 0; i < run->architecture_count; i++) {
        cheapest = is_cheapest(run, i) ? i : cheapest;
        feasible += run->architectures[i].feasible;
    }
    if (feasible < 2 || !is_cheapest(run, cheapest)) return;
    for (size_t i = 0; i < run->architecture_count; i++)
        figures[i] = i == cheapest ? "cheapest"
                                   : text_format(table->arena, "+%s",
                                                 money_whole(table->arena, pivot->total_usd[i] -
                                                                               pivot->total_usd[cheapest]));
    add_note_row(table, run, detail, "against the cheapest", figures);
}

static void add_other_prices(struct table *table, const struct run *run, struct detail detail)
{
    const char **figures = arena_new_of(table->arena, const char *, run->architecture_count);
    for (enum compare_price price = 0; !compare_is_at_list(run) && price < COMPARE_PRICE__COUNT; price++) {
        for (size_t i = 0; i < run->architecture_count; i++)
            if (run->architectures[i].feasible)
                figures[i] = money_whole(table->arena,
                                         llround(compare_usd_at(&run->architectures[i], price)));
        add_note_row(table, run, detail, COMPARE_PRICES[price], figures);
    }
}

/* Owners in the order in which they appear; sums of printed rows, so that they add up to the printed total.
 */
static void add_owners(struct table *table, const struct run *run, const struct pivot *pivot,
                       struct detail detail)
{
    enum { OWNERS_MAX = 8 };
    const char *owners[OWNERS_MAX];
    size_t owner_count = 0;
    for (size_t i = 0; i < pivot->row_count; i++) {
        size_t at = 0;
        while (at < owner_count && !text_equal(owners[at], pivot->rows[i].owner)) at++;
        if (at == owner_count && owner_count < OWNERS_MAX) owners[owner_count++] = pivot->rows[i].owner;
    }
    const char **figures = arena_new_of(table->arena, const char *, run->architecture_count);
    for (size_t at = 0; at < owner_count; at++) {
        for (size_t i = 0; i < run->architecture_count; i++) {
            int64_t sum = 0; /* add_note_row leaves out the infeasible */
            for (size_t row = 0; row < pivot->row_count; row++)
                if (text_equal(pivot->rows[row].owner, owners[at]))
                    sum += pivot->rows[row].cells[i].whole_usd;
            figures[i] = money_whole(table->arena, sum);
        }
        add_note_row(table, run, detail, text_format(table->arena, "paid to: %s", owners[at]), figures);
    }
}

static struct table cost_table(const struct run *run, const struct pivot *pivot, struct detail detail,
                               struct arena *arena)
{
    size_t labels = detail.titles ? 2 : 1;
    struct table table = table_new(arena, TABLE_FIGURES, labels, labels + run->architecture_count);
    add_head(&table, run, "$ a year");
    table_add(&table, ROW_RULE);
    for (size_t i = 0; i < pivot->row_count; i++) add_cost_row(&table, run, &pivot->rows[i], detail);
    add_total(&table, run, pivot, detail);
    add_against_cheapest(&table, run, pivot, detail);
    add_other_prices(&table, run, detail);
    add_owners(&table, run, pivot, detail);
    return table;
}

/* With as much detail as fits side by side; else bare, in blocks. */
static void print_costs(struct page *page, const struct run *run, const struct pivot *pivot)
{
    bool wide = page->style.columns >= TITLES_FROM_COLUMNS;
    const struct detail details[] = {{true, wide}, {true, false}, {false, false}};
    for (size_t i = 0;; i++) {
        struct table table = cost_table(run, pivot, details[i], page->arena);
        bool is_last = i + 1 == sizeof details / sizeof *details;
        if (!is_last && !table_fits(&table, page->style.columns)) continue;
        page_blank(page);
        table_print(&table, page);
        return;
    }
}

static void print_headline(struct page *page, const struct run *run)
{
    page_paragraph(page, 0, 0, TONE_STRONG, run->verdict.sentence);
    page_paragraphf(page, 0, 0, "%s in %s: %s", run->workload_name, run->region, run->workload_text);
    page_paragraphf(page, 0, 0, "US dollars a year, without tax%s",
                    run->is_redacted ? "; " REPORT_REDACTED : "");
}

static void print_footer(struct page *page, const struct run *run, const struct pivot *pivot)
{
    size_t priced = 0, remembered = 0, defaulted = 0;
    for (size_t row = 0; row < pivot->row_count; row++) {
        for (size_t i = 0; i < run->architecture_count; i++) {
            const struct pivot_cell *cell = &pivot->rows[row].cells[i];
            priced += cell->applies && run->architectures[i].feasible;
            remembered += cell->is_unverified && run->architectures[i].feasible;
        }
    }
    for (size_t i = 0; i < run->param_count; i++) defaulted += text_equal(run->params[i].origin, "default");
    page_blank(page);
    page_paragraphf(page, 0, 0, "%zu %s priced, %zu with remembered prices, %zu %s defaulted; warpcost %s",
                    priced, priced == 1 ? "line" : "lines", remembered, defaulted,
                    defaulted == 1 ? "parameter" : "parameters", run->engine_version);
}

static void say(struct page *page, const struct run *run, say_section *section)
{
    struct doc doc = doc_new(DOC_TEXT, page->arena);
    section(&doc, run);
    as_text(page, &doc);
}

char *report_text(const struct run *run, struct text_style style, struct arena *arena)
{
    struct page page = page_new(style, arena);
    struct pivot pivot = pivot_make(run, arena);
    print_headline(&page, run);
    if (run->architecture_count > 0) print_costs(&page, run, &pivot);
    latency_print(&page, run);
    compare_print_why(&page, run);
    waterfall_print(&page, run);
    say(&page, run, say_machines);
    compare_print_cross_az(&page, run);
    say(&page, run, say_guarantees);
    compare_print_prices(&page, run);
    compare_print_upfront(&page, run);
    compare_print_warnings(&page, run);
    compare_print_variants(&page, run);
    compare_print_assumptions(&page, run);
    compare_print_excluded(&page, run);
    print_footer(&page, run, &pivot);
    return page_finish(&page);
}
