/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A document's blocks as GitHub Flavored Markdown, a blank line between them. */
#include "report/as/markdown.h"

#include <stdint.h>
#include <string.h>

#include "report/diff.h"
#include "report/gate.h"
#include "report/report.h"
#include "report/say/say.h"
#include "report/view.h"

static const struct doc_style STYLE = {.escape = markdown_escape,
                                       .none = "-",
                                       .columns = SIZE_MAX,
                                       .marks = {[DOC_NAME] = {.columns = MARKDOWN_NAME_COLUMNS},
                                                 [DOC_OPTION] = {.columns = MARKDOWN_NAME_COLUMNS},
                                                 [DOC_STRONG] = {"**", "**", 0},
                                                 [DOC_SUBJECT] = {"**", "**", MARKDOWN_NAME_COLUMNS},
                                                 [DOC_BAD] = {"**", "**", 0},
                                                 [DOC_BREAK] = {.open = "<br>"}}};

static char *inline_text(const char *text, struct arena *arena)
{
    return text == NULL ? NULL : doc_write(text, &STYLE, arena);
}

static const char *cell_text(const struct doc_row *row, const struct doc_cell *cell, struct arena *arena)
{
    const char *text = doc_write_cell(cell, &STYLE, arena);
    bool is_strong = row->kind == DOC_TOTAL || cell->tone == DOC_TONE_BAD;
    return is_strong && *text != '\0' ? text_format(arena, "**%s**", text) : text;
}

static void write_cell(struct text *out, const char *text)
{
    text_addf(out, " %s%s", text, *text == '\0' ? "|" : " |");
}

static const char *row_text(const struct doc_table *from, const struct doc_row *row)
{
    struct text out = text_new(from->arena);
    if (row->kind == DOC_RULE || row->kind == DOC_GROUP) return "";
    text_add(&out, "|");
    for (size_t i = 0; i < from->column_count; i++)
        write_cell(&out, cell_text(row, &row->cells[from->columns[i].field], from->arena));
    text_add(&out, "\n");
    return out.bytes;
}

/* Rows without room are counted. */
static size_t write_rows(struct text *out, const struct doc_table *from)
{
    for (size_t n = 0; n < from->row_count; n++) {
        const char *row = row_text(from, &from->rows[n]);
        bool is_full = (from->rows_max > 0 && n == from->rows_max) ||
                       (from->bytes_max > 0 && out->length + strlen(row) > from->bytes_max);
        if (is_full) return from->row_count - n;
        text_add(out, row);
    }
    return 0;
}

/* Write a table; one of figures has them right-aligned. */
static void write_table(struct text *out, const struct doc_table *from)
{
    text_add(out, "|");
    for (size_t i = 0; i < from->column_count; i++)
        write_cell(out, inline_text(from->columns[i].head, from->arena));
    text_add(out, "\n|");
    for (size_t i = 0; i < from->column_count; i++)
        write_cell(out, i > 0 && (doc_is_of_figures(from) ||
                                  (from->is_summary && from->columns[i].kind == DOC_FIGURE))
                            ? "---:"
                            : ":---");
    text_add(out, "\n");
    size_t left = write_rows(out, from);
    if (left > 0)
        text_addf(out, "\n%zu more row%s left out here; %s.\n", left, left == 1 ? " is" : "s are",
                  from->others_are_in);
}

static void write_block(struct text *out, const struct doc_block *block, struct arena *arena)
{
    const char *text = inline_text(block->text, arena);
    switch (block->kind) {
    case DOC_SIGN: text_addf(out, "<!-- %s -->\n", block->text); break;
    case DOC_TITLE: text_addf(out, "## %s\n", text); break;
    case DOC_HEADLINE: text_addf(out, "### %s\n", text); break;
    case DOC_HEADING: text_addf(out, "#### %s\n", text); break;
    case DOC_PARAGRAPH: text_addf(out, "%s\n", text); break;
    case DOC_NOTE: text_addf(out, "<sub>%s</sub>\n", text); break;
    case DOC_ITEM: text_addf(out, "- %s\n", text); break;
    case DOC_VERDICT: text_addf(out, "- **%s**: %s\n", block->label, text); break;
    case DOC_FACT:
    case DOC_KEY: text_addf(out, "- %s: %s\n", inline_text(block->label, arena), text); break;
    case DOC_TABLE: write_table(out, block->table); break;
    case DOC_FOLD: text_addf(out, "<details>\n<summary>%s</summary>\n", text); break;
    case DOC_UNFOLD: text_add(out, "</details>\n"); break;
    case DOC_USER_NOTES:
    case DOC_CHART:
    case DOC_GAP: break;
    }
}

static bool is_item(enum doc_block_kind kind)
{
    return kind == DOC_ITEM || kind == DOC_FACT || kind == DOC_KEY;
}

void as_markdown(struct text *out, const struct doc *doc)
{
    enum doc_block_kind before = DOC_SIGN;
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc_block *block = &doc->blocks[i];
        if (block->kind == DOC_USER_NOTES) markdown_notes(out, block->text, doc->arena);
        if (block->kind == DOC_USER_NOTES || block->kind == DOC_CHART || block->kind == DOC_GAP) continue;
        bool goes_on = before == DOC_SIGN || (is_item(block->kind) && is_item(before));
        text_add(out, goes_on ? "" : "\n");
        write_block(out, block, doc->arena);
        before = block->kind;
    }
}

char *report_markdown(const struct run *run, const struct cover *cover, struct arena *arena)
{
    struct text out = text_new(arena);
    struct doc doc = doc_new(DOC_MARKDOWN, arena);
    say_markdown(&doc, view_sorted(run, arena), cover);
    as_markdown(&out, &doc);
    return out.bytes;
}

char *diff_markdown(const struct diff *diff, struct arena *arena)
{
    struct text out = text_new(arena);
    struct doc doc = doc_new(DOC_MARKDOWN, arena);
    say_diff(&doc, diff);
    as_markdown(&out, &doc);
    return out.bytes;
}

static char *comment(const struct gate *gate, enum comment_site site, struct arena *arena)
{
    struct text out = text_new(arena);
    struct doc doc = doc_new(DOC_MARKDOWN, arena);
    say_check(&doc, gate, site);
    as_markdown(&out, &doc);
    return out.bytes;
}

char *gate_github(const struct gate *gate, struct arena *arena) { return comment(gate, SITE_GITHUB, arena); }
char *gate_gitlab(const struct gate *gate, struct arena *arena) { return comment(gate, SITE_GITLAB, arena); }
