/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The prices behind a run: their date, and the unverified ones. */
#include <math.h>
#include <string.h>

#include "report/money.h"
#include "report/say/say.h"
#include "report/used_prices.h"

/* Meters with an unverified price, each once. Meters of a run are few, and lines of one id share theirs. */
static const char *unverified_meters(const struct run *run, struct arena *arena)
{
    enum { METERS_MAX = 64 };
    const char *meters[METERS_MAX];
    size_t count = 0;
    struct text out = text_new(arena);
    for (size_t i = 0; i < run->architecture_count; i++) {
        for (size_t n = 0; n < run->architectures[i].line_count; n++) {
            const struct run_line_kind *kind = run->architectures[i].lines[n].kind;
            size_t at = 0;
            while (kind->is_unverified && at < count && !text_equal(meters[at], kind->meter)) at++;
            if (!kind->is_unverified || at < count || count == METERS_MAX) continue;
            meters[count++] = kind->meter;
            text_addf(&out, "%s%s", count > 1 ? ", " : "", kind->meter);
        }
    }
    return out.bytes;
}

const char *say_not_public(const struct run *run, struct arena *arena)
{
    struct text out = text_new(arena);
    for (size_t i = 0; i < run->architecture_count; i++)
        for (size_t n = 0; n < run->architectures[i].line_count; n++) {
            const struct run_line *line = &run->architectures[i].lines[n];
            if (run_line_lacks_fee(line) && (out.length == 0 || strstr(out.bytes, line->kind->meter) == NULL))
                text_addf(&out, "%s%s", out.length > 0 ? ", " : "", line->kind->meter);
        }
    return out.bytes;
}

const char *say_price_dates_used(const struct run *run, struct arena *arena)
{
    if (*run->price_as_of == '\0') return "none used";
    if (*run->price_newest == '\0' || text_equal(run->price_newest, run->price_as_of))
        return run->price_as_of;
    return text_format(arena, "%s (%s) to %s (%s)", run->price_as_of, run->price_as_of_part,
                       run->price_newest, run->price_newest_part);
}

const char *say_price_span(const struct run *run, struct arena *arena)
{
    bool is_span = *run->price_newest != '\0' && !text_equal(run->price_newest, run->price_as_of);
    if (*run->price_as_of == '\0') return "no list price";
    const char *not_public = say_not_public(run, arena);
    return text_format(arena, "list prices %s %s%s%s", is_span ? "of" : "as of",
                       say_price_dates_used(run, arena),
                       *not_public == '\0' ? "" : ", without what isn't public: ", not_public);
}

void say_price_dates(struct doc *doc, const struct run *run)
{
    doc_add(doc, DOC_HEADING, 0, "Prices");
    doc_addf(doc, DOC_PARAGRAPH, 1, "%s, %s; instance types as of %s", run->region,
             say_price_span(run, doc->arena), run->catalogue_as_of);
    const char *remembered = unverified_meters(run, doc->arena);
    if (*remembered != '\0') doc_addf(doc, DOC_PARAGRAPH, 1, "(m) unverified price: %s", remembered);
}

/* ---- every price ---- */

enum { METER, PRICE, UNIT, TERM, DATE, GRADE, SOURCE };

static void add_price(struct doc *doc, struct doc_table *table, const struct used_price *price)
{
    const struct run_charge *charge = price->charge;
    struct arena *arena = doc->arena;
    struct doc_cell *cells = doc_row(table);
    bool is_page = doc_is(doc, DOC_HTML);
    const char *tier = charge->from > 0
                           ? text_format(arena, ", over %s%s", text_thousands(arena, charge->from, 0),
                                         is_page ? " a month" : "")
                           : "",
               *list = text_format(arena, "list %s", money_price(arena, charge->usd_per_unit_list));
    cells[METER] = doc_wordsf(arena, "%s%s%s", charge->grade == 'R' ? "(m) " : "",
                              is_page ? doc_name(arena, price->kind->meter) : price->kind->meter, tier);
    list = charge->usd_per_unit == charge->usd_per_unit_list ? ""
           : is_page ? text_format(arena, "%s%s", DOC_NEW_LINE, doc_mark(arena, DOC_SMALL, list))
                     : text_format(arena, " (%s)", list);
    cells[PRICE] = doc_wordsf(arena, "%s%s", money_price(arena, charge->usd_per_unit), list);
    cells[UNIT] = doc_words(price->kind->unit);
    cells[TERM] = doc_words(charge->term);
    cells[DATE] = doc_words(charge->date);
    cells[GRADE] = say_grade(arena, charge->grade);
    cells[SOURCE] = doc_words(is_page ? charge->source
                                      : text_format(arena, "%s, grade %c", charge->source, charge->grade));
}

void say_prices(struct doc *doc, const struct run *run)
{
    static const struct doc_column COLUMNS[] = {{METER, DOC_WORDS, "meter", DOC_ALL},
                                                {PRICE, DOC_FIGURE, "price", DOC_ALL},
                                                {UNIT, DOC_WORD, "for each", DOC_ALL},
                                                {TERM, DOC_WORD, "term", DOC_ALL},
                                                {DATE, DOC_WORD, "as of", DOC_ALL},
                                                {GRADE, DOC_WORD, "grade", DOC_HTML},
                                                {SOURCE, DOC_WORDS, "source", DOC_ALL}};
    const size_t max = doc_is(doc, DOC_HTML) ? 200 : 256;
    struct used_price *prices = arena_new_of(doc->arena, struct used_price, max);
    bool has_more, is_folded = !doc_is(doc, DOC_HTML);
    size_t count = used_prices(run, prices, max, &has_more);
    if (count == 0) return;
    if (is_folded)
        doc_addf(doc, DOC_FOLD, 0, "Prices of %s: %s; (m) marks an unverified one",
                 doc_name(doc->arena, run->region), say_price_span(run, doc->arena));
    struct doc_table *table = doc_table(doc, "Prices used", COLUMNS, DOC_COUNT(COLUMNS));
    for (size_t i = 0; i < count; i++) add_price(doc, table, &prices[i]);
    if (is_folded)
        doc_add(doc, DOC_UNFOLD, 0, NULL);
    else if (has_more)
        doc_addf(doc, DOC_NOTE, 0, "The first %zu; the run document has all.", max);
}

/* ---- at the start ---- */

void say_upfront(struct doc *doc, const struct run *run)
{
    bool any = false, is_text = doc_is(doc, DOC_TEXT);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        if (!one->feasible || one->upfront_usd <= 0) continue;
        if (!any && is_text)
            doc_add(doc, DOC_HEADING, 0, "Upfront payments (their annual share is in the totals)");
        any = true;
        const char *usd = money_dollars(doc->arena, money_round(one->upfront_usd));
        if (is_text)
            doc_addf(doc, DOC_PARAGRAPH, 1, "%s: %s for %.4g %s", one->name, usd, one->upfront_years,
                     one->upfront_years == 1 ? "year" : "years");
        else
            doc_addf(doc, DOC_PARAGRAPH, 0,
                     "%s: %s upfront for %.4g years; the total includes its annual share.",
                     doc_name(doc->arena, one->name), usd, one->upfront_years);
    }
}
