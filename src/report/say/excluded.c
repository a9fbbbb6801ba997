/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Warnings, and the costs that the totals leave out. */
#include <math.h>

#include "report/money.h"
#include "report/say/say.h"

void say_warnings(struct doc *doc, const struct run *run)
{
    if (run->warning_count > 0 && !doc_is(doc, DOC_HTML)) doc_add(doc, DOC_HEADING, 0, "Warnings");
    for (size_t i = 0; i < run->warning_count; i++) doc_add(doc, DOC_ITEM, 0, run->warnings[i]);
}

/* The number of rows from at with the same `what`: they are adjacent. */
static size_t same_what(const struct run *run, size_t at)
{
    size_t end = at + 1;
    while (end < run->excluded_count && text_equal(run->excluded[end].what, run->excluded[at].what)) end++;
    return end - at;
}

/* "kafka-tuned +$1,420,303, warpstream +$11,354,143 per year"; a common remark appears once. */
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
                  isnan(usd) ? rows[i].figure : money_dollars(arena, money_round(usd)));
    }
    text_add(&out, has_sum ? " per year" : "");
    return out.bytes;
}

/* "+$1.42M with Tuned Kafka; +$11.4M with WarpStream", or the least and the most of many. */
static const char *sums_of(const struct run *run, const struct run_excluded *rows, size_t count,
                           struct arena *arena)
{
    enum { NAMED_MAX = 3 };
    size_t least = 0, most = 0;
    struct text out = text_new(arena);
    for (size_t i = 0; i < count; i++) {
        if (isnan(rows[i].usd_per_year)) return NULL;
        if (rows[i].usd_per_year < rows[least].usd_per_year) least = i;
        if (rows[i].usd_per_year > rows[most].usd_per_year) most = i;
    }
    for (size_t i = 0; i < count; i++)
        if (count <= NAMED_MAX || i == least || i == most)
            text_addf(&out, "%s%s%s%s",
                      out.length == 0      ? ""
                      : count <= NAMED_MAX ? "; "
                                           : " to ",
                      say_change(arena, rows[i].usd_per_year), *rows[i].architecture == '\0' ? "" : " with ",
                      *rows[i].architecture == '\0' ? ""
                                                    : doc_name(arena, say_name(run, rows[i].architecture)));
    return text_format(arena, "%s per year", out.bytes);
}

static void say_sheet(struct doc *doc, const struct run *run)
{
    enum { OPTION, WHAT, USD, FIGURE };
    doc_add(doc, DOC_HEADING, 0, "Not in the totals");
    struct doc_table *table = doc_table_of(doc, "Not in the totals",
                                           ".Architecture|.What|>$ per year|.Figure");
    for (size_t i = 0; i < run->excluded_count; i++) {
        const struct run_excluded *one = &run->excluded[i];
        struct doc_cell *cells = doc_row(table);
        cells[OPTION] = doc_words(*one->architecture == '\0' ? "all" : one->architecture);
        cells[WHAT] = doc_words(one->what);
        cells[USD] = doc_number(DOC_CELL_USD, one->usd_per_year, NULL);
        cells[FIGURE] = doc_words(one->figure);
    }
}

void say_excluded(struct doc *doc, const struct run *run)
{
    if (doc_is(doc, DOC_XLSX)) {
        say_sheet(doc, run);
        return;
    }
    if (run->excluded_count > 0 && !doc_is(doc, DOC_HTML)) doc_add(doc, DOC_HEADING, 0, "Not included");
    for (size_t i = 0, same; i < run->excluded_count; i += same) {
        same = same_what(run, i);
        const char *sums = doc_is(doc, DOC_HTML | DOC_MARKDOWN)
                               ? sums_of(run, &run->excluded[i], same, doc->arena)
                               : NULL;
        doc_addf(doc, DOC_ITEM, 0, "%s: %s", run->excluded[i].what,
                 sums != NULL ? sums : figures_of(&run->excluded[i], same, doc->arena));
    }
}
