/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How far a run can be trusted: warnings, what it assumes, what would be under other assumptions, and what it
 * leaves out. */
#include <math.h>
#include <string.h>

#include "report/money.h"
#include "report/say/say.h"

void say_warnings(struct doc *doc, const struct run *run)
{
    if (run->warning_count > 0) doc_add(doc, DOC_HEADING, 0, "Warnings");
    for (size_t i = 0; i < run->warning_count; i++) doc_add(doc, DOC_ITEM, 0, run->warnings[i]);
}

/* ---- other values ---- */

static void say_variant(struct doc *doc, const struct run *run, const struct run_variant *variant)
{
    const char *name = say_name(run, variant->architecture);
    if (!variant->feasible)
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s, %s: can't, or a price is missing", name, variant->what);
    else
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s, %s: %s a year (%s%s)", name, variant->what,
                 text_usd(doc->arena, variant->usd_per_year), variant->difference_usd_per_year < 0 ? "" : "+",
                 text_usd(doc->arena, variant->difference_usd_per_year));
}

static void add_variant(struct doc *doc, struct doc_table *table, const struct run *run,
                        const struct run_variant *variant)
{
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_words(text_format(doc->arena, "%s, %s",
                                     doc_name(doc->arena, say_name(run, variant->architecture)),
                                     variant->what));
    cells[1] = variant->feasible ? doc_number(DOC_CELL_USD, variant->usd_per_year, NULL)
                                 : doc_words("can't, or a price is missing");
    if (variant->feasible)
        cells[2] = doc_number(DOC_CELL_USD, variant->difference_usd_per_year,
                              say_signed(doc->arena, llround(variant->difference_usd_per_year)));
}

void say_variants(struct doc *doc, const struct run *run)
{
    static const struct doc_column COLUMNS[] = {{0, DOC_WORDS, "assumption", DOC_ALL},
                                                {1, DOC_FIGURE, "total", DOC_ALL},
                                                {2, DOC_FIGURE, "difference", DOC_ALL}};
    if (run->variant_count == 0) return;
    doc_add(doc, DOC_HEADING, 0, "Open assumptions: the total when one of them is another");
    struct doc_table *table = doc_is(doc, DOC_TEXT) ? NULL
                                                    : doc_table(doc, "Totals under another answer", COLUMNS,
                                                                DOC_COUNT(COLUMNS));
    for (size_t i = 0; i < run->variant_count; i++)
        if (table == NULL)
            say_variant(doc, run, &run->variants[i]);
        else
            add_variant(doc, table, run, &run->variants[i]);
}

/* ---- assumptions ---- */

/* "-$178k", "+$12.3k", "none" or that it can't be. */
static const char *change_text(struct arena *arena, double usd)
{
    if (isnan(usd)) return "can't carry the load";
    if (fabs(usd) < 1) return "no change";
    return text_format(arena, "%s%s", usd < 0 ? "" : "+", text_usd(arena, usd));
}

/* The option's name is enough behind the architecture's. */
static const char *short_path(const char *path)
{
    static const char OPTIONS[] = "architectures.", TOPICS[] = "topics.*.";
    if (text_starts_with(path, TOPICS)) return path + strlen(TOPICS);
    const char *behind = text_starts_with(path, OPTIONS) ? strchr(path + strlen(OPTIONS), '.') : NULL;
    return behind == NULL ? path : behind + 1;
}

void say_sensitivities(struct doc *doc, const struct run *run)
{
    enum { SHOWN_MAX = 12 };
    if (run->assumption_count == 0) return;
    doc_add(doc, DOC_HEADING, 0,
            "Assumed: defaults that weigh most, and the total when one is 10 % less / more");
    size_t shown = run->assumption_count < SHOWN_MAX ? run->assumption_count : SHOWN_MAX;
    for (size_t i = 0; i < shown; i++) {
        const struct run_assumption *one = &run->assumptions[i];
        doc_addf(doc, DOC_PARAGRAPH, 1, "%s, %s %s: %s / %s (%c: %s)", say_name(run, one->architecture),
                 short_path(one->path), one->text, change_text(doc->arena, one->less_usd),
                 change_text(doc->arena, one->more_usd), one->grade, one->source);
    }
    doc_addf(doc, DOC_PARAGRAPH, 1, "grades: C from others' notes, D assumed, R remembered%s",
             run->assumption_count > shown ? text_format(doc->arena, "; %zu that weigh less are in the JSON",
                                                         run->assumption_count - shown)
                                           : "");
}

/* A default that was not read at a source or a vendor's page. */
static bool is_doubtful(const struct run_param *param)
{
    return text_equal(param->origin, "default") &&
           (param->grade == 'C' || param->grade == 'D' || param->grade == 'R');
}

void say_defaults(struct doc *doc, const struct run *run)
{
    static const struct doc_column COLUMNS[] = {{0, DOC_WORDS, "parameter", DOC_ALL},
                                                {1, DOC_WORD, "value", DOC_ALL},
                                                {2, DOC_WORD, "grade", DOC_ALL},
                                                {3, DOC_WORDS, "source", DOC_ALL}};
    size_t count = 0;
    for (size_t i = 0; i < run->param_count; i++) count += is_doubtful(&run->params[i]);
    if (count == 0) return;
    doc_addf(doc, DOC_FOLD, 0,
             "Assumptions, %zu: defaults that are a third party's word (C), derived or assumed (D) or "
             "remembered (R)",
             count);
    struct doc_table *table = doc_table(doc, "Assumptions", COLUMNS, DOC_COUNT(COLUMNS));
    for (size_t i = 0; i < run->param_count; i++) {
        const struct run_param *param = &run->params[i];
        if (!is_doubtful(param)) continue;
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(param->path);
        cells[1] = doc_words(param->text);
        cells[2] = doc_words(text_format(doc->arena, "%c", param->grade));
        cells[3] = doc_words(param->source);
    }
    doc_add(doc, DOC_UNFOLD, 0, NULL);
}

/* ---- what is left out ---- */

/* Rows from at that speak of the same thing: they stand together. */
static size_t same_what(const struct run *run, size_t at)
{
    size_t end = at + 1;
    while (end < run->excluded_count && text_equal(run->excluded[end].what, run->excluded[at].what)) end++;
    return end - at;
}

/* "kafka-tuned +$1,420,303, warpstream +$11,354,143 a year"; what is said of all alike is said once. */
static const char *figures_of(const struct run_excluded *rows, size_t count, struct arena *arena)
{
    bool alike = true, has_sum = false;
    for (size_t i = 0; i < count; i++) {
        alike &= isnan(rows[i].usd_per_year) && text_equal(rows[i].figure, rows[0].figure);
        has_sum |= !isnan(rows[i].usd_per_year);
    }
    if (alike) return rows[0].figure;
    struct text out = text_new(arena);
    for (size_t i = 0; i < count; i++) {
        double usd = rows[i].usd_per_year;
        text_addf(&out, "%s%s%s%s%s", i == 0 ? "" : ", ", rows[i].architecture,
                  *rows[i].architecture == '\0' ? "" : " ", isnan(usd) || usd < 0 ? "" : "+",
                  isnan(usd) ? rows[i].figure : money_dollars(arena, llround(usd)));
    }
    text_add(&out, has_sum ? " a year" : "");
    return out.bytes;
}

void say_excluded(struct doc *doc, const struct run *run)
{
    if (run->excluded_count > 0 && !doc_is(doc, DOC_HTML)) doc_add(doc, DOC_HEADING, 0, "Not included");
    for (size_t i = 0, same; i < run->excluded_count; i += same) {
        same = same_what(run, i);
        doc_addf(doc, DOC_ITEM, 0, "%s: %s", run->excluded[i].what,
                 figures_of(&run->excluded[i], same, doc->arena));
    }
}
