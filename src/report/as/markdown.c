/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A document's blocks as GitHub Flavored Markdown, a blank line between them. */
#include "report/as/markdown.h"

#include <stdint.h>

#include "report/report.h"
#include "report/say/say.h"

static const struct doc_style STYLE = {.escape = markdown_escape,
                                       .none = "-",
                                       .columns = SIZE_MAX,
                                       .marks = {[DOC_NAME] = {.columns = MARKDOWN_NAME_COLUMNS},
                                                 [DOC_OPTION] = {.columns = MARKDOWN_NAME_COLUMNS},
                                                 [DOC_STRONG] = {"**", "**", 0},
                                                 [DOC_BAD] = {"**", "**", 0},
                                                 [DOC_BREAK] = {.open = "<br>"}}};

static const char *cell_text(const struct doc_row *row, const struct doc_cell *cell, struct arena *arena)
{
    const char *text = doc_write_cell(cell, &STYLE, arena);
    bool is_strong = row->kind == DOC_TOTAL || cell->tone == DOC_TONE_BAD;
    return is_strong && *text != '\0' ? text_format(arena, "**%s**", text) : text;
}

static void write_table(struct text *out, const struct doc_table *from)
{
    const char **heads = arena_new_of(from->arena, const char *, from->column_count);
    for (size_t i = 0; i < from->column_count; i++)
        heads[i] = doc_write(from->columns[i].head, &STYLE, from->arena);
    struct markdown_table table = markdown_table_new(out, heads, from->column_count, doc_is_of_figures(from));
    for (size_t n = 0; n < from->row_count; n++)
        for (size_t i = 0; from->rows[n].kind != DOC_RULE && i < from->column_count; i++)
            markdown_cell(&table, cell_text(&from->rows[n], &from->rows[n].cells[from->columns[i].field],
                                            from->arena));
}

void as_markdown(struct text *out, const struct doc *doc)
{
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc_block *block = &doc->blocks[i];
        const char *text = block->text == NULL ? "" : doc_write(block->text, &STYLE, doc->arena);
        bool goes_on = block->kind == DOC_ITEM && i > 0 && doc->blocks[i - 1].kind == DOC_ITEM;
        if (block->kind == DOC_USER_NOTES) markdown_notes(out, block->text, doc->arena);
        if (block->kind == DOC_GAP || block->kind == DOC_USER_NOTES) continue;
        text_add(out, out->length == 0 || goes_on ? "" : "\n");
        switch (block->kind) {
        case DOC_TITLE: text_addf(out, "## %s\n", text); break;
        case DOC_HEADLINE: text_addf(out, "### %s\n", text); break;
        case DOC_HEADING: text_addf(out, "#### %s\n", text); break;
        case DOC_PARAGRAPH:
        case DOC_NOTE: text_addf(out, "%s\n", text); break;
        case DOC_ITEM: text_addf(out, "- %s\n", text); break;
        case DOC_FACT:
        case DOC_KEY: text_addf(out, "- %s: %s\n", doc_write(block->label, &STYLE, doc->arena), text); break;
        case DOC_TABLE: write_table(out, block->table); break;
        case DOC_FOLD: text_addf(out, "<details>\n<summary>%s</summary>\n", text); break;
        case DOC_UNFOLD: text_add(out, "</details>\n"); break;
        case DOC_GAP:
        case DOC_CHART:
        case DOC_USER_NOTES: break;
        }
    }
}

char *report_markdown(const struct run *run, const struct cover *cover, struct arena *arena)
{
    struct text out = text_new(arena);
    struct doc doc = doc_new(DOC_MARKDOWN, arena);
    say_run(&doc, run, cover);
    as_markdown(&out, &doc);
    return out.bytes;
}
