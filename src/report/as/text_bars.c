/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/text_bars.h"

#include <math.h>

/* The longest bar takes the room that label and share leave. */
void text_histogram(struct page *page, const struct doc_series *series)
{
    enum { WORDS = 30, BAR_MAX = 50, BAR_LEAST = 10 };
    size_t room = page->style.columns < WORDS + BAR_LEAST ? BAR_LEAST : page->style.columns - WORDS;
    double columns = room > BAR_MAX ? BAR_MAX : (double)room, largest = 0;
    for (size_t i = 0; i < series->count; i++) largest = fmax(largest, series->points[i].y);
    for (size_t i = 0; i < series->count; i++) {
        const struct doc_point *point = &series->points[i];
        text_addf(&page->out, "  %9s %5.1f%% ", point->label, point->y * 100);
        text_add_repeated(&page->out, '#', (size_t)lround(point->y / largest * columns));
        page_blank(page);
    }
}

/* The symbol of a chart's key: told apart without colour. */
static const char *fill_of(const struct doc_chart *chart, const char *label)
{
    static const char *const FILLS[] = {"\u2588", "\u2593", "\u2592", "\u2591", "+", "o", "~"};
    size_t at = 0;
    while (at < chart->key_count && !text_equal(chart->keys[at].label, label)) at++;
    return FILLS[at % DOC_COUNT(FILLS)];
}

/* Each part ends where the sum up to it does, so that rounding doesn't add up. */
static const char *bar_text(struct page *page, const struct doc_chart *chart, const struct doc_series *series,
                            double columns)
{
    struct text bar = text_new(page->arena);
    double sum = 0;
    long drawn = 0;
    for (size_t i = 0; i < series->count; i++) {
        sum += series->points[i].y;
        long end = lround(sum / chart->y_max * columns);
        for (; drawn < end; drawn++) text_add(&bar, fill_of(chart, series->points[i].label));
    }
    return bar.bytes;
}

void text_stacks(struct page *page, const struct doc_chart *chart)
{
    enum { GAP = 2, BAR_MAX = 80 };
    const size_t room = page->style.columns - DOC_NAME_COLUMNS - GAP,
                 columns = room > BAR_MAX ? BAR_MAX : room;
    struct text legend = text_new(page->arena);
    for (size_t i = 0; i < chart->key_count; i++)
        text_addf(&legend, "%s%s %s", i == 0 ? "" : "  ", fill_of(chart, chart->keys[i].label),
                  chart->keys[i].label);
    size_t wide = text_columns(legend.bytes), indent = DOC_NAME_COLUMNS + GAP;
    if (indent + wide > page->style.columns)
        indent = wide < page->style.columns ? page->style.columns - wide : 0;
    page_paragraph(page, indent, indent, DOC_TONE_PLAIN, legend.bytes);
    for (size_t i = 0; i < chart->count; i++) {
        const struct doc_series *series = &chart->series[i];
        const char *name = text_quote(page->arena, series->name, DOC_NAME_COLUMNS);
        page_add(page, series->is_strong ? DOC_TONE_STRONG : DOC_TONE_PLAIN, name);
        const char *bar = bar_text(page, chart, series, (double)columns);
        if (*bar != '\0') text_add_repeated(&page->out, ' ', DOC_NAME_COLUMNS + GAP - text_columns(name));
        text_add(&page->out, bar);
        page_blank(page);
    }
}
