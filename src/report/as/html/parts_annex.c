/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The annex: lines to the cent, the prices behind them, and every parameter. Topic groups of one line stand
 * together, and what is beyond a readable number of rows is counted and left to the run document, so that ten
 * thousand topic groups still make a page. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/as/html/escape.h"
#include "report/as/html/grid.h"
#include "report/as/html/parts.h"
#include "report/basis.h"
#include "report/money.h"
#include "report/used_prices.h"

enum { LINES_MAX = 100, PRICES_MAX = 200, PARAMS_MAX = 400 };

/* The lines of one id and meter, all topic groups together. */
struct row {
    const struct run_line *first;
    size_t line_count;
    double quantity, usd, list_usd;
};

static bool is_same_row(const struct run_line_kind *a, const struct run_line_kind *b)
{
    return a == b ||
           (text_equal(a->id, b->id) && text_equal(a->meter, b->meter) && text_equal(a->item, b->item));
}

/* The last row takes what finds none of its own; is_full says that it did. */
static size_t pivot_lines(const struct run_architecture *architecture, struct row *rows, bool *is_full)
{
    size_t count = 0, last = 0;
    for (size_t i = 0; i < architecture->line_count; i++) {
        const struct run_line *line = &architecture->lines[i];
        size_t at = last < count && is_same_row(rows[last].first->kind, line->kind) ? last : 0;
        while (at < count && !is_same_row(rows[at].first->kind, line->kind)) at++;
        *is_full |= at == LINES_MAX;
        at = at < LINES_MAX ? at : LINES_MAX - 1;
        if (at == count) rows[count++] = (struct row){.first = line};
        rows[at].line_count++;
        rows[at].quantity += line->quantity_per_year;
        rows[at].usd += line->usd_per_year;
        rows[at].list_usd += line->usd_per_year_list;
        last = at;
    }
    return count;
}

static const char *quantity_text(const struct view *view, double quantity)
{
    const double exact_below = 1000;
    return text_thousands(view->arena, quantity, quantity != 0 && quantity < exact_below ? 3 : 0);
}

static const char *what_cell(const struct view *view, const struct row *row)
{
    const struct run_line_kind *kind = row->first->kind;
    struct text out = text_new(view->arena);
    text_addf(&out, "<code>%s</code>%s %s", escape_name(view->arena, kind->id),
              kind->is_unverified ? " (m)" : "", escape_name(view->arena, kind->title));
    if (*kind->item != '\0') text_addf(&out, ", %s", escape_name(view->arena, kind->item));
    if (row->line_count > 1)
        text_addf(&out, "<br><small>%zu topic groups together</small>", row->line_count);
    else if (kind->factor_count > 0)
        text_addf(&out, "<br><small>%s</small>", parts_words(view, basis_sentence(row->first, view->arena)));
    return out.bytes;
}

/* A quotient, without the digits that only its division has. */
static double six_digits(double usd)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.5e", usd);
    return strtod(digits, NULL);
}

static void add_row(const struct view *view, struct grid *grid, const struct row *row, int64_t cents)
{
    const struct run_line_kind *kind = row->first->kind;
    double unit_usd = row->quantity > 0 ? row->usd / row->quantity : 0;
    grid_cell(grid, what_cell(view, row));
    grid_cell(grid, escape_html(view->arena, kind->meter, ESCAPE_NAME_COLUMNS));
    grid_cell(grid, quantity_text(view, row->quantity));
    grid_cell(grid, escape_name(view->arena, kind->unit));
    grid_cell(grid, row->quantity > 0 ? money_price(view->arena, six_digits(unit_usd)) : "\u2013");
    grid_cell(grid, money_cents(view->arena, cents));
}

static void add_lines(const struct view *view, struct text *out, size_t i)
{
    static const char *const HEADS[] = {"line", "meter",          "quantity a year",
                                        "unit", "$ a unit, mean", "$ a year"};
    const struct run_architecture *architecture = view->architectures[i].run;
    struct row rows[LINES_MAX];
    double usd[LINES_MAX];
    int64_t cents[LINES_MAX];
    bool is_full = false;
    size_t count = pivot_lines(architecture, rows, &is_full);
    for (size_t n = 0; n < count; n++) usd[n] = rows[n].usd * 100;
    int64_t total = money_round(usd, count, architecture->usd_per_year * 100, cents, view->arena);
    text_addf(out, "<h3>%s</h3>\n", parts_name(view, i));
    struct grid grid = grid_open(out, view->arena,
                                 text_format(view->arena, "Lines of %s to the cent",
                                             view->architectures[i].name),
                                 "ttnwnn", HEADS);
    for (size_t n = 0; n < count; n++) add_row(view, &grid, &rows[n], cents[n]);
    grid_foot(&grid);
    const char *const foot[] = {"total", "", "", "", "", money_cents(view->arena, total)};
    for (size_t n = 0; n < sizeof foot / sizeof *foot; n++) grid_cell(&grid, foot[n]);
    grid_close(&grid);
    if (is_full)
        text_add(out,
                 "<p class=\"note\">The last row holds further lines too; the run document has each.</p>\n");
}

char *parts_lines(const struct view *view)
{
    struct text out = text_new(view->arena);
    for (size_t i = 0; i < view->count; i++)
        if (view->architectures[i].has_cost) add_lines(view, &out, i);
    return out.length == 0 ? text_format(view->arena, "%s", "") : out.bytes;
}

static void add_price(const struct view *view, struct grid *grid, const struct used_price *price)
{
    const struct run_charge *charge = price->charge;
    bool is_list = charge->usd_per_unit == charge->usd_per_unit_list;
    const char *tier = charge->from > 0 ? text_format(view->arena, ", over %s a month",
                                                      text_thousands(view->arena, charge->from, 0))
                                        : "";
    grid_cell(grid, text_format(view->arena, "%s%s%s", charge->grade == 'R' ? "(m) " : "",
                                escape_html(view->arena, price->kind->meter, ESCAPE_NAME_COLUMNS), tier));
    grid_cell(grid, text_format(view->arena, "%s%s", money_price(view->arena, charge->usd_per_unit),
                                is_list ? ""
                                        : text_format(view->arena, "<br><small>list %s</small>",
                                                      money_price(view->arena, charge->usd_per_unit_list))));
    grid_cell(grid, escape_name(view->arena, price->kind->unit));
    grid_cell(grid, escape_name(view->arena, charge->term));
    grid_cell(grid, escape_name(view->arena, charge->date));
    grid_cell(grid, escape_name(view->arena, (const char[]){charge->grade, '\0'}));
    grid_cell(grid, parts_words(view, charge->source));
}

char *parts_prices(const struct view *view)
{
    static const char *const HEADS[] = {"meter", "price", "for each", "term", "as of", "grade", "source"};
    struct used_price *prices = arena_new_of(view->arena, struct used_price, PRICES_MAX);
    bool has_more;
    size_t count = used_prices(view->run, prices, PRICES_MAX, &has_more);
    struct text out = text_new(view->arena);
    if (count == 0) return text_format(view->arena, "%s", "");
    struct grid grid = grid_open(&out, view->arena, "Prices that were used", "tnwwwwt", HEADS);
    for (size_t i = 0; i < count; i++) add_price(view, &grid, &prices[i]);
    grid_close(&grid);
    if (has_more)
        text_addf(&out, "<p class=\"note\">The first %d; the run document has all.</p>\n", PRICES_MAX);
    return out.bytes;
}

/* What stands behind "architectures.ID.", or NULL. */
static const char *own_path(const char *path)
{
    static const char ARCHITECTURES[] = "architectures.";
    const char *dot = text_starts_with(path, ARCHITECTURES) ? strchr(path + strlen(ARCHITECTURES), '.')
                                                            : NULL;
    return dot == NULL ? NULL : dot + 1;
}

static bool says_the_same(const struct run_param *a, const struct run_param *b)
{
    const char *one = own_path(a->path), *other = own_path(b->path);
    return one != NULL && other != NULL && text_equal(one, other) && text_equal(a->text, b->text) &&
           text_equal(a->origin, b->origin) && a->grade == b->grade && text_equal(a->source, b->source);
}

/* A parameter that several architectures have alike stands once. */
struct param_row {
    const struct run_param *first;
    size_t count;
};

static size_t pivot_params(const struct run *run, struct param_row *rows, size_t *left)
{
    size_t count = 0;
    *left = 0;
    for (size_t i = 0; i < run->param_count; i++) {
        size_t at = own_path(run->params[i].path) == NULL ? count : 0;
        while (at < count && !says_the_same(rows[at].first, &run->params[i])) at++;
        if (at == PARAMS_MAX) {
            ++*left;
            continue;
        }
        if (at == count) rows[count++] = (struct param_row){&run->params[i], 0};
        rows[at].count++;
    }
    return count;
}

static void add_param(const struct view *view, struct grid *grid, const struct param_row *row)
{
    const struct run_param *param = row->first;
    const char *path = row->count == 1
                           ? param->path
                           : text_format(view->arena, "architectures.*.%s", own_path(param->path));
    grid_cell(grid,
              text_format(view->arena, "<code>%s</code>%s",
                          escape_html(view->arena, path, 2 * ESCAPE_NAME_COLUMNS),
                          row->count == 1 ? ""
                                          : text_format(view->arena, " <small>of %zu</small>", row->count)));
    grid_cell(grid, escape_html(view->arena, param->text, 2 * ESCAPE_NAME_COLUMNS));
    grid_cell(grid, escape_name(view->arena, param->origin));
    grid_cell(grid, param->grade == '-' ? "" : escape_name(view->arena, (const char[]){param->grade, '\0'}));
    grid_cell(grid, parts_words(view, param->source));
}

char *parts_params(const struct view *view)
{
    static const char *const HEADS[] = {"parameter", "value", "origin", "grade", "source"};
    struct param_row *rows = arena_new_of(view->arena, struct param_row, PARAMS_MAX);
    size_t left, count = pivot_params(view->run, rows, &left);
    struct text out = text_new(view->arena);
    if (count == 0) return text_format(view->arena, "%s", "");
    struct grid grid = grid_open(&out, view->arena, "Every parameter", "ttwwt", HEADS);
    for (size_t i = 0; i < count; i++) add_param(view, &grid, &rows[i]);
    grid_close(&grid);
    if (left > 0) text_addf(&out, "<p class=\"note\">%zu more are in the run document.</p>\n", left);
    return out.bytes;
}
