/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/text.h"

#include <math.h>

#include "report/as/table.h"
#include "report/diff.h"
#include "report/gate.h"
#include "report/report.h"
#include "report/say/say.h"

/* Pages escape what they are given. */
static char *plain(struct arena *arena, const char *text, size_t columns)
{
    (void)columns;
    return arena_copy_string(arena, text);
}

static const struct doc_style STYLE = {.escape = plain, .none = "-", .marks = {[DOC_BREAK] = {.open = " "}}};

static enum tone tone_of(enum doc_tone tone)
{
    static const enum tone TONES[] = {[DOC_TONE_PLAIN] = TONE_PLAIN,
                                      [DOC_TONE_STRONG] = TONE_STRONG,
                                      [DOC_TONE_GOOD] = TONE_GOOD,
                                      [DOC_TONE_BAD] = TONE_BAD};
    return TONES[tone];
}

static const char *set_in(const struct doc_table *table, size_t column, const char *text)
{
    return table->is_indented && column == 0 && *text != '\0' ? text_format(table->arena, "  %s", text)
                                                              : text;
}

static void add_row(struct table *table, const struct doc_table *from, const struct doc_row *row)
{
    if (row->kind == DOC_RULE) {
        table_add(table, ROW_RULE);
        return;
    }
    struct table_cell *cells = table_add(table, ROW_BODY);
    for (size_t i = 0; i < from->column_count; i++) {
        const struct doc_cell *cell = &row->cells[from->columns[i].field];
        table_set(table, cells, i, tone_of(cell->tone),
                  set_in(from, i, doc_write_cell(cell, &STYLE, from->arena)));
    }
}

static bool has_head(const struct doc_table *table)
{
    bool any = false;
    for (size_t i = 0; i < table->column_count; i++) any |= *table->columns[i].head != '\0';
    return any;
}

static struct table laid_out(const struct doc_table *from)
{
    struct table table = table_new(from->arena, doc_is_of_figures(from) ? TABLE_FIGURES : TABLE_SENTENCES,
                                   from->label_count, from->column_count);
    struct table_cell *head = has_head(from) ? table_add(&table, ROW_HEAD) : NULL;
    for (size_t i = 0; head != NULL && i < from->column_count; i++)
        table_set(&table, head, i, from->best > 0 && i == from->best ? TONE_GOOD : TONE_STRONG,
                  set_in(from, i, doc_write(from->columns[i].head, &STYLE, from->arena)));
    for (size_t i = 0; i < from->row_count; i++) add_row(&table, from, &from->rows[i]);
    return table;
}

static bool fits(const struct doc_table *from, const struct table *table, size_t columns)
{
    return columns >= from->columns_least && table_fits(table, columns);
}

/* The widest that fits, else the narrowest, in parts. */
static void print_table(struct page *page, const struct doc_table *from)
{
    struct table table = laid_out(from);
    while (from->narrower != NULL && !fits(from, &table, page->style.columns)) {
        from = from->narrower;
        table = laid_out(from);
    }
    table_print(&table, page);
}

static void print_paragraph(struct page *page, int level, const char *text)
{
    enum { INDENT = 2 };
    size_t first = level > 0 ? INDENT * (size_t)level : 0, rest = level == 0 ? 0 : first + INDENT;
    enum tone tone = doc_is_marked(text, DOC_STRONG) ? TONE_STRONG
                     : doc_is_marked(text, DOC_BAD)  ? TONE_BAD
                                                     : TONE_PLAIN;
    page_paragraph(page, first, rest, tone, doc_write(text, &STYLE, page->arena));
}

/* The longest bar takes what room there is behind label and share. */
static void print_histogram(struct page *page, const struct doc_series *series)
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

static void print_block(struct page *page, const struct doc_block *block)
{
    switch (block->kind) {
    case DOC_TITLE:
    case DOC_HEADLINE:
        page_paragraph(page, 0, 0, TONE_STRONG, doc_write(block->text, &STYLE, page->arena));
        break;
    case DOC_HEADING:
    case DOC_FOLD: page_heading(page, doc_write(block->text, &STYLE, page->arena)); break;
    case DOC_PARAGRAPH:
    case DOC_NOTE: print_paragraph(page, block->level, block->text); break;
    case DOC_ITEM: print_paragraph(page, 1, block->text); break;
    case DOC_FACT:
    case DOC_KEY:
        print_paragraph(page, 1, text_format(page->arena, "%s: %s", block->label, block->text));
        break;
    case DOC_TABLE: print_table(page, block->table); break;
    case DOC_VERDICT:
        page_item(page, block->label, tone_of(block->tone), doc_write(block->text, &STYLE, page->arena));
        break;
    case DOC_CHART:
        if (block->chart->kind == DOC_HISTOGRAM) print_histogram(page, block->chart->series);
        break;
    case DOC_GAP: page_blank(page); break;
    case DOC_SIGN:
    case DOC_USER_NOTES:
    case DOC_UNFOLD: break;
    }
}

void as_text(struct page *page, const struct doc *doc)
{
    for (size_t i = 0; i < doc->count; i++) print_block(page, &doc->blocks[i]);
}

static char *as_page(const struct doc *doc, struct text_style style)
{
    struct page page = page_new(style, doc->arena);
    as_text(&page, doc);
    return page_finish(&page);
}

char *report_text(const struct run *run, struct text_style style, struct arena *arena)
{
    struct doc doc = doc_new(DOC_TEXT, arena);
    say_run(&doc, run, NULL);
    return as_page(&doc, style);
}

char *report_plan(const struct run *run, struct text_style style, struct arena *arena)
{
    struct doc doc = say_alone(say_plan, run, DOC_TEXT, arena);
    return as_page(&doc, style);
}

char *report_simulate(const struct run *run, struct text_style style, struct arena *arena)
{
    struct doc doc = say_alone(say_simulation, run, DOC_TEXT, arena);
    return as_page(&doc, style);
}

char *report_explain(const struct run *run, const char *line, const char *architecture,
                     struct text_style style, struct arena *arena)
{
    struct doc doc = doc_new(DOC_TEXT, arena);
    return say_explanation(&doc, run, line, architecture) ? as_page(&doc, style) : NULL;
}

char *diff_text(const struct diff *diff, struct text_style style, struct arena *arena)
{
    struct doc doc = doc_new(DOC_TEXT, arena);
    say_diff(&doc, diff);
    return as_page(&doc, style);
}

char *gate_text(const struct gate *gate, struct text_style style, struct arena *arena)
{
    struct doc doc = doc_new(DOC_TEXT, arena);
    say_check(&doc, gate, SITE_GITHUB);
    return as_page(&doc, style);
}
