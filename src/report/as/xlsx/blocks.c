/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A document's blocks in the cells of a sheet, one below the other. */
#include <math.h>

#include "report/as/xlsx/xlsx.h"

static char *clean(struct arena *arena, const char *text, size_t columns)
{
    (void)columns; /* the cell's writer cuts it */
    return arena_copy_string(arena, text);
}

static const struct doc_style STYLE = {.escape = clean, .none = "", .marks = {[DOC_BREAK] = {.open = " "}}};

static void write_cell(struct xlsx *xlsx, uint32_t row, int column, const struct doc_cell *cell,
                       enum xlsx_style words)
{
    static const enum xlsx_style STYLES[] = {[DOC_CELL_USD] = STYLE_USD,
                                             [DOC_CELL_COUNT] = STYLE_COUNT,
                                             [DOC_CELL_SHARE] = STYLE_SHARE,
                                             [DOC_CELL_MS] = STYLE_MS,
                                             [DOC_CELL_EXACT] = STYLE_EXACT};
    if (cell->kind == DOC_CELL_WORDS && cell->text != NULL)
        xlsx_text(xlsx, row, column, cell->tone == DOC_TONE_BAD ? STYLE_MISSED : words,
                  doc_write_cell(cell, &STYLE, xlsx->arena));
    else if (cell->kind > DOC_CELL_NONE)
        xlsx_number(xlsx, row, column, STYLES[cell->kind], cell->value);
}

/* Sentences wrap; a word after a number is indented. */
static enum xlsx_style words_style(const struct doc_table *table, size_t column)
{
    bool is_behind = column > 0 && table->columns[column - 1].kind == DOC_FIGURE;
    return table->columns[column].kind == DOC_WORDS ? STYLE_WRAP : is_behind ? STYLE_AFTER : STYLE_TEXT;
}

static uint32_t write_heads(struct xlsx *xlsx, uint32_t row, int column, const struct doc_table *table)
{
    bool any = false;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct doc_column *one = &table->columns[i];
        if (*one->head == '\0') continue;
        any = true;
        xlsx_text(xlsx, row, column + (int)i, one->kind == DOC_FIGURE ? STYLE_HEAD_RIGHT : STYLE_HEAD,
                  doc_write(one->head, &STYLE, xlsx->arena));
    }
    if (any) xlsx_two_lines(xlsx, row);
    return row + any;
}

/* The lines that a wrapped cell takes in its column: readers don't all fit a row to its text. */
static size_t lines_of(const struct xlsx *xlsx, int column, const struct doc_cell *cell)
{
    int known = 0;
    while (known < column && xlsx->widths[known] > 0) known++;
    double width = xlsx->widths[known];
    return cell->text == NULL || known < column || width <= 0
               ? 1
               : (size_t)ceil((double)text_columns(xlsx_clean(xlsx->arena, cell->text)) / width);
}

static uint32_t write_table(struct xlsx *xlsx, uint32_t row, int column, const struct doc_table *table)
{
    row = write_heads(xlsx, row, column, table);
    for (size_t n = 0; n < table->row_count; n++) {
        if (table->rows[n].kind == DOC_RULE) continue;
        size_t most = 1;
        for (size_t i = 0; i < table->column_count; i++) {
            const struct doc_cell *cell = &table->rows[n].cells[table->columns[i].field];
            size_t lines = table->columns[i].kind == DOC_WORDS ? lines_of(xlsx, column + (int)i, cell) : 1;
            write_cell(xlsx, row, column + (int)i, cell, words_style(table, i));
            most = lines > most ? lines : most;
        }
        if (most > 1) xlsx_lines(xlsx, row, most);
        row++;
    }
    return row;
}

uint32_t as_xlsx(struct xlsx *xlsx, uint32_t row, int column, const struct doc *doc)
{
    for (size_t i = 0; i < doc->count; i++) {
        const struct doc_block *block = &doc->blocks[i];
        const char *text = block->text == NULL ? "" : doc_write(block->text, &STYLE, xlsx->arena);
        switch (block->kind) {
        case DOC_TITLE:
        case DOC_HEADLINE:
        case DOC_HEADING:
            row += i > 0;
            xlsx_text(xlsx, row++, column, STYLE_SECTION, text);
            break;
        case DOC_PARAGRAPH:
        case DOC_ITEM: xlsx_text(xlsx, row++, column, STYLE_TEXT, text); break;
        case DOC_NOTE: xlsx_text(xlsx, row++, column, STYLE_NOTE, text); break;
        case DOC_TABLE: row = write_table(xlsx, row, column, block->table); break;
        case DOC_GAP: row++; break;
        case DOC_FACT:
        case DOC_KEY:
            xlsx_text(xlsx, row, column, STYLE_TEXT, doc_write(block->label, &STYLE, xlsx->arena));
            xlsx_text(xlsx, row++, column + 1, STYLE_TEXT, text);
            break;
        case DOC_SIGN:
        case DOC_VERDICT:
        case DOC_CHART:
        case DOC_USER_NOTES:
        case DOC_FOLD:
        case DOC_UNFOLD: break;
        }
    }
    return row;
}

uint32_t xlsx_say(struct xlsx *xlsx, say_section *const *sections)
{
    struct doc doc = doc_new(DOC_XLSX, xlsx->arena);
    for (; *sections != NULL; sections++) (*sections)(&doc, xlsx->run);
    return as_xlsx(xlsx, 0, 0, &doc);
}
