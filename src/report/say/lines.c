/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines of the bill: the largest of each architecture, and all of them to the cent. Topic groups of one
 * line are adjacent, and rows beyond a readable number are only counted, so that ten thousand topic groups
 * still make a page. */
#include <stdio.h>
#include <stdlib.h>

#include "run/basis.h"
#include "report/money.h"
#include "report/say/say.h"

/* ---- the largest ---- */

/* The pivot row that costs the architecture most among those not shown yet; row_count when there is none. */
static size_t largest_row(const struct pivot *pivot, size_t architecture, const bool *is_shown)
{
    size_t largest = pivot->row_count;
    for (size_t row = 0; row < pivot->row_count; row++) {
        double usd = pivot->rows[row].cells[architecture].usd_per_year;
        if (!is_shown[row] && usd > 0 &&
            (largest == pivot->row_count || usd > pivot->rows[largest].cells[architecture].usd_per_year))
            largest = row;
    }
    return largest;
}

static struct doc_cell largest_cell(struct arena *arena, const struct pivot_row *row, size_t i,
                                    double usd_per_year)
{
    const char *what = text_format(arena, "%s: %s", doc_name(arena, row->id), doc_name(arena, row->title));
    return doc_wordsf(arena, "%s, %s%s%s", money_whole(arena, row->cells[i].whole_usd),
                      text_percent(arena, row->cells[i].usd_per_year / usd_per_year), DOC_NEW_LINE,
                      doc_mark(arena, DOC_SMALL, what));
}

void say_largest(struct doc *doc, const struct run *run)
{
    const struct pivot pivot = pivot_make(run, doc->arena);
    struct doc_table *table = doc_table_of(doc, "The largest lines of each option",
                                           "$ per year|largest|second|third");
    for (size_t i = 0; i < run->architecture_count; i++) {
        if (run->architectures[i].line_count == 0) continue;
        bool *is_shown = arena_new_of(doc->arena, bool, pivot.row_count);
        struct doc_cell *cells = say_option_row(table, run, i);
        for (size_t n = 1; n < table->column_count; n++) {
            size_t row = largest_row(&pivot, i, is_shown);
            bool any = row < pivot.row_count;
            cells[n] = any ? largest_cell(doc->arena, &pivot.rows[row], i, run->architectures[i].usd_per_year)
                           : doc_none();
            if (any) is_shown[row] = true;
        }
    }
}

/* ---- to the cent ---- */

enum { LINES_MAX = 100 };

/* The lines of one id and meter, all topic groups together. */
struct row {
    const struct run_line *first;
    size_t line_count;
    double quantity, usd;
};

/* Fill the rows; the last takes lines without one of their own, and is_full says so. */
static size_t pivot_lines(const struct run_architecture *architecture, struct row *rows, bool *is_full)
{
    size_t count = 0, last = 0;
    for (size_t i = 0; i < architecture->line_count; i++) {
        const struct run_line *line = &architecture->lines[i];
        size_t at = last < count && pivot_is_alike(rows[last].first->kind, line->kind) ? last : 0;
        while (at < count && !pivot_is_alike(rows[at].first->kind, line->kind)) at++;
        *is_full |= at == LINES_MAX;
        at = at < LINES_MAX ? at : LINES_MAX - 1;
        if (at == count) rows[count++] = (struct row){.first = line};
        rows[at].line_count++;
        rows[at].quantity += line->quantity_per_year;
        rows[at].usd += line->usd_per_year;
        last = at;
    }
    return count;
}

static struct doc_cell what_cell(struct arena *arena, const struct row *row)
{
    const struct run_line_kind *kind = row->first->kind;
    struct text out = text_new(arena);
    text_addf(&out, "%s%s %s%s%s", doc_mark(arena, DOC_CODE, doc_name(arena, kind->id)),
              kind->is_unverified ? " (m)" : "", doc_name(arena, kind->title),
              *kind->item == '\0' ? "" : ", ", doc_name(arena, kind->item));
    const char *below = row->line_count > 1 ? text_format(arena, "%zu topic groups together", row->line_count)
                        : kind->factor_count > 0 ? basis_sentence(row->first, arena)
                                                 : NULL;
    if (below != NULL) text_addf(&out, "%s%s", DOC_NEW_LINE, doc_mark(arena, DOC_SMALL, below));
    return doc_words(out.bytes);
}

/* Round a quotient to the digits that mean something. */
static double six_digits(double usd)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.5e", usd);
    return strtod(digits, NULL);
}

enum { WHAT, METER, QUANTITY, UNIT, PRICE, USD };

static void add_row(struct doc_table *table, const struct row *row, int64_t cents)
{
    const double exact_below = 1000;
    struct arena *arena = table->arena;
    const struct run_line_kind *kind = row->first->kind;
    struct doc_cell *cells = doc_row(table);
    bool is_exact = row->quantity != 0 && row->quantity < exact_below;
    cells[WHAT] = what_cell(arena, row);
    cells[METER] = doc_words(doc_name(arena, kind->meter));
    cells[QUANTITY] = doc_words(text_thousands(arena, row->quantity, is_exact ? 3 : 0));
    cells[UNIT] = doc_words(doc_name(arena, kind->unit));
    cells[PRICE] = row->quantity > 0 ? doc_words(money_price(arena, six_digits(row->usd / row->quantity)))
                                     : doc_none();
    cells[USD] = doc_words(money_cents(arena, cents));
}

static void say_lines_of(struct doc *doc, const struct run_architecture *architecture, size_t i)
{
    struct row rows[LINES_MAX];
    bool is_full = false;
    size_t count = pivot_lines(architecture, rows, &is_full);
    int64_t total = money_round(architecture->usd_per_year * 100), sum = 0;
    const char *name = doc_name(doc->arena, architecture->name);
    doc_add(doc, DOC_HEADING, 0, doc_option(doc->arena, architecture->name, i));
    struct doc_table *table = doc_table_of(doc, text_format(doc->arena, "Lines of %s to the cent", name),
                                           "line|meter|>annual quantity|.unit|>$ per unit, mean|>$ per year");
    for (size_t n = 0; n < count; n++) {
        int64_t cents = money_round(rows[n].usd * 100);
        add_row(table, &rows[n], cents);
        sum += cents;
    }
    struct doc_cell *foot = doc_row_of(table, DOC_TOTAL);
    foot[WHAT] = doc_words("total");
    foot[USD] = doc_words(money_cents(doc->arena, total));
    if (sum != total) doc_add(doc, DOC_NOTE, 0, MONEY_OFF);
    if (is_full)
        doc_add(doc, DOC_NOTE, 0, "The last row sums up further lines; the run document lists each.");
}

void say_lines(struct doc *doc, const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].line_count > 0) say_lines_of(doc, &run->architectures[i], i);
}
