/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/blocks.h"

#include "report/as/html/escape.h"
#include "report/as/html/grid.h"
#include "report/as/html/palette.h"

static const struct doc_style STYLE = {.escape = escape_html,
                                       .sign = palette_swatch,
                                       .none = "\u2013",
                                       .columns = ESCAPE_SENTENCE_COLUMNS,
                                       .marks = {[DOC_NAME] = {.columns = ESCAPE_NAME_COLUMNS},
                                                 [DOC_CODE] = {"<code>", "</code>", 2 * ESCAPE_NAME_COLUMNS},
                                                 [DOC_STRONG] = {"<strong>", "</strong>", 0},
                                                 [DOC_SMALL] = {"<small>", "</small>", 0},
                                                 [DOC_GOOD] = {"<span class=\"good\">", "</span>", 0},
                                                 [DOC_BAD] = {"<span class=\"bad\">", "</span>", 0},
                                                 [DOC_OPEN] = {"<span class=\"open\">", "</span>", 0},
                                                 [DOC_OPTION] = {"<bdi>", "</bdi>", ESCAPE_NAME_COLUMNS},
                                                 [DOC_BREAK] = {.open = "<br>"}}};

static char *inline_html(const char *text, struct arena *arena) { return doc_write(text, &STYLE, arena); }

/* Texts of an attribute have no marks. */
static char *plain(struct arena *arena, const char *text, size_t columns)
{
    return text_quote(arena, text, columns);
}
static const struct doc_style PLAIN = {.escape = plain,
                                       .columns = ESCAPE_SENTENCE_COLUMNS,
                                       .marks = {[DOC_OPTION] = {.columns = ESCAPE_NAME_COLUMNS}}};

static void add_rows(struct grid *grid, const struct doc_table *from, const size_t *which, size_t count)
{
    for (size_t n = 0; n < from->row_count; n++) {
        const struct doc_row *row = &from->rows[n];
        if (row->kind == DOC_RULE) continue;
        if (row->kind == DOC_TOTAL) grid_foot(grid);
        for (size_t i = 0; i < count; i++)
            grid_cell(grid, doc_write_cell(&row->cells[from->columns[which[i]].field], &STYLE, from->arena));
    }
}

/* The label's column and count others from first on. */
static void add_part(struct text *out, const struct doc_table *from, size_t first, size_t count)
{
    static const char KINDS[] = {[DOC_WORDS] = 't', [DOC_WORD] = 'w', [DOC_FIGURE] = 'n'};
    size_t which[GRID_COLUMNS_MAX] = {0};
    const char *heads[GRID_COLUMNS_MAX];
    char kinds[GRID_COLUMNS_MAX + 1] = "";
    for (size_t i = 0; i <= count; i++) {
        which[i] = i == 0 ? 0 : first + i - 1;
        heads[i] = inline_html(from->columns[which[i]].head, from->arena);
        kinds[i] = KINDS[from->columns[which[i]].kind];
    }
    const char *label = from->side_by_side == 0
                            ? from->label
                            : text_format(from->arena, "%s, from %s on", from->label,
                                          doc_write(from->columns[first].head, &PLAIN, from->arena));
    struct grid grid = grid_open(out, from->arena, label, kinds, heads);
    add_rows(&grid, from, which, count + 1);
    grid_close(&grid);
}

static void add_table(struct text *out, const struct doc_table *from)
{
    size_t beside = from->column_count - 1, each = from->side_by_side == 0 ? beside : from->side_by_side;
    for (size_t i = 0; i < beside; i += each)
        add_part(out, from, 1 + i, beside - i < each ? beside - i : each);
}

char *as_html(const struct doc *doc)
{
    struct text out = text_new(doc->arena);
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc_block *block = &doc->blocks[i];
        const char *text = block->text == NULL ? "" : inline_html(block->text, doc->arena);
        switch (block->kind) {
        case DOC_TITLE:
        case DOC_HEADLINE:
        case DOC_HEADING: text_addf(&out, "<h3>%s</h3>\n", text); break;
        case DOC_PARAGRAPH: text_addf(&out, "<p>%s</p>\n", text); break;
        case DOC_NOTE: text_addf(&out, "<p class=\"note\">%s</p>\n", text); break;
        case DOC_ITEM: text_addf(&out, "<li>%s</li>\n", text); break; /* the page has the list about them */
        case DOC_TABLE: add_table(&out, block->table); break;
        case DOC_GAP:
        case DOC_USER_NOTES:
        case DOC_FOLD:
        case DOC_UNFOLD: break;
        }
    }
    return out.length == 0 ? arena_copy(doc->arena, "", 0) : out.bytes;
}
