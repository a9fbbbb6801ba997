/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/text.h"

#include "report/as/table.h"
#include "report/as/text_bars.h"
#include "report/diff.h"
#include "report/gate.h"
#include "report/report.h"
#include "report/say/say.h"

/* Pages escape their input. */
static char *plain(struct arena *arena, const char *text, size_t columns)
{
    (void)columns;
    return arena_copy_string(arena, text);
}

static const struct doc_style STYLE = {.escape = plain, .none = "-", .marks = {[DOC_BREAK] = {.open = " "}}};

static void print_paragraph(struct page *page, int level, const char *text)
{
    enum { INDENT = 2 };
    size_t first = level > 0 ? INDENT * (size_t)level : 0, rest = level == 0 ? 0 : first + INDENT;
    enum doc_tone tone = doc_is_marked(text, DOC_STRONG) ? DOC_TONE_STRONG
                         : doc_is_marked(text, DOC_BAD)  ? DOC_TONE_BAD
                                                         : DOC_TONE_PLAIN;
    page_paragraph(page, first, rest, tone, doc_write(text, &STYLE, page->arena));
}

static void print_block(struct page *page, const struct doc_block *block)
{
    switch (block->kind) {
    case DOC_TITLE:
    case DOC_HEADLINE:
        page_paragraph(page, 0, 0, DOC_TONE_STRONG, doc_write(block->text, &STYLE, page->arena));
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
    case DOC_TABLE: table_print(block->table, &STYLE, page); break;
    case DOC_VERDICT:
        page_item(page, block->label, block->tone, doc_write(block->text, &STYLE, page->arena));
        break;
    case DOC_CHART:
        if (block->chart->kind == DOC_HISTOGRAM) text_histogram(page, block->chart->series);
        if (block->chart->kind == DOC_STACKS) text_stacks(page, block->chart);
        break;
    case DOC_GAP: page_blank(page); break;
    case DOC_SIGN:
    case DOC_USER_NOTES:
    case DOC_UNFOLD: break;
    }
}

char *as_page(const struct doc *doc, struct text_style style)
{
    struct page page = page_new(style, doc->arena);
    for (size_t i = 0; i < doc->count; i++) print_block(&page, &doc->blocks[i]);
    return page_finish(&page);
}

char *report_text(const struct run *run, struct text_style style, struct arena *arena)
{
    struct doc doc = doc_new(DOC_TEXT, arena);
    say_comparison(&doc, run, style.parts);
    return as_page(&doc, style);
}

char *report_costs(const struct run *run, struct text_style style, struct arena *arena)
{
    struct doc doc = say_alone(say_screen, run, DOC_TEXT, arena);
    doc_add(&doc, DOC_PARAGRAPH, 0, "Simulating latencies; --no-simulate leaves them out");
    return as_page(&doc, style);
}

char *report_plan(const struct run *run, struct text_style style, struct arena *arena)
{
    struct doc doc = say_alone(say_plan, run, DOC_TEXT, arena);
    return as_page(&doc, style);
}

char *report_simulate(const struct run *run, struct text_style style, struct arena *arena)
{
    struct doc doc = doc_new(DOC_TEXT, arena);
    say_simulation(&doc, run, style.parts == TEXT_PARTS_ALL);
    return as_page(&doc, style);
}

char *report_explain(const struct explained *explained, const char *line, const char *architecture,
                     struct text_style style, struct arena *arena)
{
    struct doc doc = doc_new(DOC_TEXT, arena);
    return say_explanation(&doc, explained, line, architecture) ? as_page(&doc, style) : NULL;
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
