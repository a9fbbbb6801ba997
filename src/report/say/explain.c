/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cost line in depth: the product behind its quantity, the origin of each factor, the tiers and prices
 * behind its dollars, and their sources. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "run/basis.h"
#include "report/pivot.h"
#include "report/money.h"
#include "report/report.h"
#include "report/say/say.h"

enum { GROUPS_SHOWN = 10, CENTS = 2 };

static const char *dollars_and_cents(struct arena *arena, double usd)
{
    return text_format(arena, "%s$%s", usd < 0 ? "-" : "", text_thousands(arena, fabs(usd), CENTS));
}

/* Enough decimals to check the product, none where they mean nothing. */
static const char *quantity_text(struct arena *arena, double quantity)
{
    enum { FEW = 3 };
    bool is_whole = fabs(quantity - round(quantity)) < 0.0005;
    return text_thousands(arena, quantity, is_whole ? 0 : FEW);
}

static const char *grade_text(struct arena *arena, char grade)
{
    static const struct {
        char grade;
        const char *meaning;
    } GRADES[] = {
        {'A', "read in full at the source"}, {'B', "a vendor's page or a paper"}, {'C', "a third party"},
        {'D', "derived or assumed here"},    {'R', "from memory, unverified"},    {'-', "needs none"},
    };
    for (size_t i = 0; i < sizeof GRADES / sizeof *GRADES; i++)
        if (GRADES[i].grade == grade) return text_format(arena, "grade %c (%s)", grade, GRADES[i].meaning);
    return text_format(arena, "grade %c", grade);
}

/* The divisor from the product to billed units, by its usual name. */
static const char *divisor_text(struct arena *arena, double divisor)
{
    static const struct {
        double value;
        const char *name;
    } KNOWN[] = {{GIB, "2^30 bytes to the billed GB"},
                 {GB, "10^9 bytes to the billed GB"},
                 {TIB, "2^40 bytes"}};
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
        if (fabs(divisor / KNOWN[i].value - 1) < 1e-9)
            return text_format(arena, "÷ %s (%s)", text_thousands(arena, KNOWN[i].value, 0), KNOWN[i].name);
    return text_format(arena, "÷ %.12g", divisor);
}

static void say_factors(struct doc *doc, const struct run_line *line)
{
    enum { COLUMNS = 4 };
    if (line->kind->factor_count == 0) return;
    struct doc_table *table = doc_table_of(doc, "The product", "|||");
    table->label_count = COLUMNS;
    for (size_t i = 0; i < line->kind->factor_count; i++) {
        struct doc_cell *cells = doc_row(table);
        const char *path = run_factor_path(line, i, doc->arena);
        cells[0] = doc_words(i > 0 ? "    ×" : "");
        cells[1] = doc_words(basis_value(line, i, doc->arena));
        cells[2] = doc_words(line->kind->factors[i].label);
        cells[3] = doc_wordsf(doc->arena, "%s%s%s", path, *path == '\0' ? "" : ", ",
                              RUN_ORIGINS[line->origins[i]]);
    }
}

static void say_quantity(struct doc *doc, const struct run_line *line)
{
    double product = 1;
    for (size_t i = 0; i < line->kind->factor_count; i++) product *= line->factors[i];
    bool converts = line->kind->factor_count > 0 && line->quantity_per_year > 0 &&
                    fabs(product / line->quantity_per_year - 1) > 1e-9;
    if (converts) doc_add(doc, DOC_PARAGRAPH, 2, divisor_text(doc->arena, product / line->quantity_per_year));
    doc_addf(doc, DOC_PARAGRAPH, 2, "= %s %s per year, %s per month",
             quantity_text(doc->arena, line->quantity_per_year), line->kind->unit,
             quantity_text(doc->arena, line->quantity_per_year / MONTHS_PER_YEAR));
}

static const char *tier_text(struct arena *arena, const struct run_charge *charge, const char *unit)
{
    if (charge->from == 0 && isinf(charge->to)) return "";
    if (isinf(charge->to))
        return text_format(arena, "over %s %s per month: ", quantity_text(arena, charge->from), unit);
    return text_format(arena, "from %s to %s %s per month: ", quantity_text(arena, charge->from),
                       quantity_text(arena, charge->to), unit);
}

static void say_charge(struct doc *doc, const struct run_line *line, struct run_charge charge)
{
    struct arena *arena = doc->arena;
    doc_addf(doc, DOC_PARAGRAPH, 2, "%s%s %s × %s × 12 months = %s",
             tier_text(arena, &charge, line->kind->unit), quantity_text(arena, charge.quantity_per_month),
             line->kind->unit, money_price(arena, charge.usd_per_unit),
             dollars_and_cents(arena, charge.quantity_per_month * charge.usd_per_unit * MONTHS_PER_YEAR));
    if (charge.usd_per_unit != charge.usd_per_unit_list)
        doc_addf(doc, DOC_PARAGRAPH, 3, "list price %s%s", money_price(arena, charge.usd_per_unit_list),
                 line->kind->is_private ? "; a private price is paid" : "");
    doc_addf(doc, DOC_PARAGRAPH, 3, "%s%s, %s%s%s", charge.grade == 'R' ? "(m) " : "", charge.usagetype,
             charge.term, *charge.sku == '\0' ? "" : ", SKU ", charge.sku);
    doc_addf(doc, DOC_PARAGRAPH, 3, "%s, %s; %s%s%s", charge.source, charge.date,
             grade_text(arena, charge.grade), *charge.note == '\0' ? "" : "; ", charge.note);
}

static void say_line(struct doc *doc, const struct run_line *line, bool is_redacted)
{
    doc_add(doc, DOC_GAP, 0, NULL);
    struct text head = text_new(doc->arena);
    text_add(&head, *line->topic_group == '\0'
                        ? "shared by all topic groups"
                        : text_format(doc->arena, "topic group %s", line->topic_group));
    if (*line->kind->item != '\0') text_addf(&head, ", %s", line->kind->item);
    doc_addf(doc, DOC_PARAGRAPH, 1, "%s: %s per year", head.bytes,
             dollars_and_cents(doc->arena, line->usd_per_year));
    say_factors(doc, line);
    say_quantity(doc, line);
    for (size_t i = 0; i < line->kind->charge_count; i++)
        if (line->kind->charges[i].quantity_per_month > 0) say_charge(doc, line, run_line_charge(line, i));
    if (isnan(line->usd_per_year_contracted) && !is_redacted)
        doc_add(doc, DOC_PARAGRAPH, 2, "at contracted prices unknown");
    else if (fabs(line->usd_per_year_contracted - line->usd_per_year) >= 0.005)
        doc_addf(doc, DOC_PARAGRAPH, 2, "at contracted prices %s per year",
                 dollars_and_cents(doc->arena, line->usd_per_year_contracted));
    if (fabs(line->usd_per_year_list - line->usd_per_year) >= 0.005)
        doc_addf(doc, DOC_PARAGRAPH, 2, "at list prices %s per year",
                 dollars_and_cents(doc->arena, line->usd_per_year_list));
}

static int dearest_first(const void *left, const void *right)
{
    const struct run_line *a = *(const struct run_line *const *)left,
                          *b = *(const struct run_line *const *)right;
    if (a->usd_per_year != b->usd_per_year) return a->usd_per_year > b->usd_per_year ? -1 : 1;
    return a < b ? -1 : a > b; /* of one array: the first of equals stays first */
}

/* Lines of one id in one architecture, dearest first. */
static size_t lines_of(const struct run_architecture *architecture, const char *id,
                       const struct run_line ***lines, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < architecture->line_count; i++)
        count += text_equal(architecture->lines[i].kind->id, id);
    *lines = arena_new_of(arena, const struct run_line *, count);
    size_t at = 0;
    for (size_t i = 0; i < architecture->line_count; i++)
        if (text_equal(architecture->lines[i].kind->id, id)) (*lines)[at++] = &architecture->lines[i];
    qsort(*lines, count, sizeof **lines, dearest_first);
    return count;
}

static double sum_from(const struct run_line *const *lines, size_t from, size_t count)
{
    double sum = 0;
    for (size_t i = from; i < count; i++) sum += lines[i]->usd_per_year;
    return sum;
}

static void say_sum(struct doc *doc, const char *text)
{
    doc_add(doc, DOC_PARAGRAPH, DOC_HANGING, doc_mark(doc->arena, DOC_STRONG, text));
}

static double explain_id(struct doc *doc, const struct run_architecture *architecture, const char *id,
                         bool is_redacted)
{
    const struct run_line **lines;
    size_t count = lines_of(architecture, id, &lines, doc->arena);
    double sum = sum_from(lines, 0, count);
    const struct run_line_kind *first = lines[0]->kind;
    if (doc->count > 0) doc_add(doc, DOC_GAP, 0, NULL);
    say_sum(doc, text_format(doc->arena, "%s in %s: %s per year", id, architecture->name,
                             dollars_and_cents(doc->arena, sum)));
    doc_addf(doc, DOC_PARAGRAPH, 1, "%s; paid to: %s", first->title, first->owner);
    doc_addf(doc, DOC_PARAGRAPH, 1, "meter %s%s%s", first->meter,
             *first->cur_pattern == '\0' ? "" : "; in a Cost and Usage Report ", first->cur_pattern);
    size_t shown = count < GROUPS_SHOWN ? count : GROUPS_SHOWN;
    for (size_t i = 0; i < shown; i++) say_line(doc, lines[i], is_redacted);
    if (count > shown) {
        doc_add(doc, DOC_GAP, 0, NULL);
        doc_addf(doc, DOC_PARAGRAPH, 1, "and %zu more: %s per year", count - shown,
                 dollars_and_cents(doc->arena, sum_from(lines, shown, count)));
    }
    return sum;
}

/* The setting's path within the architecture; NULL for any other parameter. */
static const char *client_setting(const struct run *run, const struct run_architecture *architecture,
                                  size_t i, struct arena *arena)
{
    const char *own = text_format(arena, "architectures.%s.", architecture->id), *path = run->params[i].path;
    return text_starts_with(path, own) && text_starts_with(path + strlen(own), "clients.")
               ? path + strlen(own)
               : NULL;
}

/* The architecture's client settings, on which the number of requests rests; those that follow each other
 * and share their source in one paragraph. */
static void say_clients(struct doc *doc, const struct run *run, const struct run_architecture *architecture)
{
    struct text list = text_new(doc->arena);
    for (size_t i = 0; i < run->param_count; i++) {
        const struct run_param *param = &run->params[i];
        const char *path = client_setting(run, architecture, i, doc->arena);
        if (path == NULL) continue;
        text_addf(&list, "%s%s %s", list.length == 0 ? "" : ", ", path, param->text);
        if (i + 1 < run->param_count && client_setting(run, architecture, i + 1, doc->arena) != NULL &&
            text_equal(param->source, param[1].source) && text_equal(param->origin, param[1].origin))
            continue;
        doc_add(doc, DOC_GAP, 0, NULL);
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s: %s%s%s%s%s; a setting that the workload gives holds instead",
                 list.bytes, param->origin, *param->source == '\0' ? "" : ", ", param->source,
                 *param->source == '\0' ? "" : "; ",
                 *param->source == '\0' ? "" : grade_text(doc->arena, param->grade));
        list = text_new(doc->arena);
    }
}

/* True if id is the line asked for or one below it. */
static bool matches(const char *id, const char *line)
{
    size_t length = strlen(line);
    return strncmp(id, line, length) == 0 && (id[length] == '\0' || id[length] == '.');
}

static size_t explain_architecture(struct doc *doc, const struct explained *explained, size_t column,
                                   const struct pivot *pivot, const char *line)
{
    const struct run *run = explained->run;
    const struct run_architecture *architecture = &run->architectures[column];
    size_t matched = 0;
    double sum = 0;
    for (size_t i = 0; i < pivot->row_count; i++) {
        if (!pivot->rows[i].cells[column].applies || !matches(pivot->rows[i].id, line)) continue;
        double usd = explain_id(doc, architecture, pivot->rows[i].id, run->is_redacted);
        if (explained->params != NULL && text_equal(pivot->rows[i].id, "storage.block"))
            say_space(doc, explained, column, usd);
        sum += usd;
        matched++;
    }
    if (matched > 0 && text_starts_with(line, "requests")) say_clients(doc, run, architecture);
    if (matched > 1) {
        doc_add(doc, DOC_GAP, 0, NULL);
        say_sum(doc, text_format(doc->arena, "%s in %s, %zu lines: %s per year", line, architecture->name,
                                 matched, dollars_and_cents(doc->arena, sum)));
    }
    if (matched > 0 && !architecture->feasible) {
        doc_add(doc, DOC_GAP, 0, NULL);
        doc_addf(doc, DOC_PARAGRAPH, 0, "%s %s", architecture->name, say_cannot(doc, architecture));
    }
    return matched;
}

bool say_explanation(struct doc *doc, const struct explained *explained, const char *line,
                     const char *architecture)
{
    const struct run *run = explained->run;
    struct pivot pivot = pivot_make(run, doc->arena);
    size_t matched = 0;
    for (size_t i = 0; i < run->architecture_count; i++)
        if (architecture == NULL || text_equal(run->architectures[i].id, architecture))
            matched += explain_architecture(doc, explained, i, &pivot, line);
    if (report_privacy(run) != NULL) {
        doc_add(doc, DOC_GAP, 0, NULL);
        say_sum(doc, report_privacy(run));
    }
    return matched > 0;
}
