/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Totals under other values of open assumptions. */
#include <math.h>

#include "report/money.h"
#include "report/say/say.h"

enum { OPTION, WHAT, BOTH, USD, DIFFERENCE, THEN };

static const char CANNOT[] = "can't, or a price is missing";

/* The variant's entry among those that change the recommendation, or NULL. */
static const struct run_flip *flip_of(const struct run *run, const struct run_variant *variant)
{
    for (size_t i = 0; i < run->verdict.flip_count; i++) {
        const struct run_flip *flip = &run->verdict.flips[i];
        if (text_equal(flip->architecture, variant->architecture) && text_equal(flip->path, variant->path) &&
            text_equal(flip->value, variant->value))
            return flip;
    }
    return NULL;
}

static void say_variant(struct doc *doc, const struct run *run, const struct run_variant *variant)
{
    const char *name = say_name(run, variant->architecture);
    if (!variant->feasible)
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s, %s: %s", name, variant->what, CANNOT);
    else
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s, %s: %s per year (%s%s)", name, variant->what,
                 text_usd(doc->arena, variant->usd_per_year), variant->difference_usd_per_year < 0 ? "" : "+",
                 text_usd(doc->arena, variant->difference_usd_per_year));
}

static void add_variant(struct doc *doc, struct doc_table *table, const struct run *run,
                        const struct run_variant *variant)
{
    struct arena *arena = doc->arena;
    bool is_page = doc_is(doc, DOC_HTML);
    double difference_usd = variant->difference_usd_per_year;
    const struct run_flip *flip = flip_of(run, variant);
    struct doc_cell *cells = doc_row(table);
    cells[OPTION] = doc_words(is_page ? say_option(arena, run, variant->architecture)
                                      : variant->architecture);
    cells[WHAT] = doc_words(variant->what);
    cells[BOTH] = doc_wordsf(arena, "%s, %s", doc_name(arena, say_name(run, variant->architecture)),
                             variant->what);
    cells[USD] = variant->feasible ? doc_number(DOC_CELL_USD, variant->usd_per_year, NULL)
                                   : doc_words(is_page ? "can\u2019t be, or a price is missing" : CANNOT);
    cells[DIFFERENCE] = !variant->feasible
                            ? doc_number(DOC_CELL_USD, NAN, NULL)
                            : doc_number(DOC_CELL_USD, difference_usd,
                                         is_page ? say_change(arena, difference_usd)
                                                 : say_signed(arena, money_round(difference_usd)));
    cells[THEN] = doc_words(flip == NULL ? "" : flip->recommended);
}

void say_variants(struct doc *doc, const struct run *run)
{
    static const struct doc_column COLUMNS[] = {{OPTION, DOC_WORDS, "", DOC_HTML},
                                                {OPTION, DOC_WORD, "Architecture", DOC_XLSX},
                                                {WHAT, DOC_WORDS, "if", DOC_HTML},
                                                {WHAT, DOC_WORD, "With", DOC_XLSX},
                                                {BOTH, DOC_WORDS, "assumption", DOC_MARKDOWN},
                                                {USD, DOC_FIGURE, "total", DOC_MARKDOWN},
                                                {USD, DOC_FIGURE, "$ per year", DOC_HTML | DOC_XLSX},
                                                {DIFFERENCE, DOC_FIGURE, "difference",
                                                 DOC_HTML | DOC_MARKDOWN},
                                                {DIFFERENCE, DOC_FIGURE, "against the run", DOC_XLSX},
                                                {THEN, DOC_WORD, "Recommended then", DOC_XLSX}};
    if (run->variant_count == 0) return;
    if (!doc_is(doc, DOC_HTML))
        doc_add(doc, DOC_HEADING, 0,
                doc_is(doc, DOC_XLSX) ? "Totals under other values of open assumptions, in the run"
                                      : "Open assumptions: total if one changes");
    struct doc_table *table = doc_is(doc, DOC_TEXT)
                                  ? NULL
                                  : doc_table(doc, "What-if totals", COLUMNS, DOC_COUNT(COLUMNS));
    for (size_t i = 0; i < run->variant_count; i++)
        if (table == NULL)
            say_variant(doc, run, &run->variants[i]);
        else
            add_variant(doc, table, run, &run->variants[i]);
}
