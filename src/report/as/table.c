/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/table.h"

#include <string.h>

enum {
    GAP = 2,               /* blanks between columns */
    HEAD_COLUMNS = 18,     /* a longer head of figures wraps rather than widening its column */
    HEAD_LINES = 3,        /* and is cut after this many */
    SENTENCE_COLUMNS = 18, /* narrower than this, sentences are put into the next block */
};

struct table table_new(struct arena *arena, enum table_content content, size_t label_count,
                       size_t column_count)
{
    return (struct table){.arena = arena,
                          .content = content,
                          .label_count = label_count,
                          .column_count = column_count};
}

struct table_cell *table_add(struct table *table, enum table_row_kind kind)
{
    arena_grow(table->arena, table->rows, table->row_count, table->capacity, 16);
    struct table_cell *cells = arena_new_of(table->arena, struct table_cell, table->column_count);
    table->rows[table->row_count++] = (struct table_row){kind, cells};
    return cells;
}

void table_set(const struct table *table, struct table_cell *cells, size_t column, enum tone tone,
               const char *text)
{
    cells[column] = (struct table_cell){page_clean(table->arena, text), tone};
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Columns of the widest cell among rows of a kind. */
static size_t natural(const struct table *table, size_t column, enum table_row_kind kind)
{
    size_t widest = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        const char *text = table->rows[i].cells[column].text;
        size_t columns = text == NULL || table->rows[i].kind != kind ? 0 : text_columns(text);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

/* The width that a column would like. */
static size_t wish(const struct table *table, size_t column)
{
    size_t body = natural(table, column, ROW_BODY), head = natural(table, column, ROW_HEAD);
    if (column >= table->label_count && table->content == TABLE_FIGURES) head = least(head, HEAD_COLUMNS);
    size_t width = body > head ? body : head;
    return width == 0 ? 1 : width;
}

/* What labels may take: half of the page, or all that short columns of figures leave. */
static size_t label_room(const struct table *table, size_t columns)
{
    size_t figures = 0;
    for (size_t i = table->label_count; i < table->column_count; i++) figures += wish(table, i) + GAP;
    return figures < columns / 2 ? columns - figures : columns / 2;
}

/* Each label gets what it wishes, within an equal share of what those before it left. */
static size_t label_widths(const struct table *table, size_t columns, size_t *widths)
{
    size_t room = label_room(table, columns), used = 0;
    for (size_t i = 0; i < table->label_count; i++) {
        used += i > 0 ? GAP : 0;
        size_t share = (room - used) / (table->label_count - i);
        widths[i] = least(wish(table, i), share > GAP ? share - (i + 1 < table->label_count ? GAP : 0) : 1);
        used += widths[i];
    }
    return used;
}

/* Number of columns from first on that fit into the room beside the labels (at least one), and their widths.
 */
static size_t block_widths(const struct table *table, size_t first, size_t room, size_t *widths)
{
    size_t count = 0, used = 0;
    for (size_t i = first; i < table->column_count; i++) {
        size_t width = least(wish(table, i), room - GAP);
        size_t must = table->content == TABLE_SENTENCES ? least(width, SENTENCE_COLUMNS) : width;
        if (count > 0 && used + GAP + must > room) break;
        widths[i] = width;
        used += GAP + must;
        count++;
    }
    if (table->content == TABLE_SENTENCES)
        for (size_t i = first; i < first + count; i++) widths[i] = least(widths[i], room / count - GAP);
    return count;
}

bool table_fits(const struct table *table, size_t columns)
{
    size_t *widths = arena_new_of(table->arena, size_t, table->column_count);
    size_t room = columns - label_widths(table, columns, widths);
    return table->column_count == table->label_count ||
           block_widths(table, table->label_count, room, widths) == table->column_count - table->label_count;
}

/* The columns of one block: the labels, then count from first on. */
struct block {
    const size_t *widths;
    size_t first, count;
};

/* One line of one cell. Blanks are owed until something follows them, so that no line ends in any. */
static void print_piece(struct page *page, const char *piece, enum tone tone, size_t width, bool right,
                        size_t *owed)
{
    size_t columns = text_columns(piece), pad = width > columns ? width - columns : 0, length = strlen(piece);
    size_t trailing = 0;
    while (trailing < length && piece[length - trailing - 1] == ' ') trailing++;
    *owed += right ? pad : 0;
    if (trailing < length) {
        text_add_repeated(&page->out, ' ', *owed);
        *owed = 0;
        page_add(page, tone, arena_copy(page->arena, piece, length - trailing));
    }
    *owed += trailing + (right ? 0 : pad);
}

static struct wrapped wrap_cell(const struct table *table, const struct table_row *row, size_t column,
                                size_t width)
{
    const char *text = row->cells[column].text == NULL ? "" : row->cells[column].text;
    if (table->content == TABLE_FIGURES && row->kind == ROW_BODY && text_columns(text) <= width) {
        /* Figures may begin with blanks that align them. */
        const char **line = arena_new_of(table->arena, const char *, 1);
        *line = text;
        return (struct wrapped){1, line};
    }
    struct wrapped wrapped = page_wrap(table->arena, text, width);
    if (row->kind == ROW_HEAD && wrapped.count > HEAD_LINES) {
        wrapped.count = HEAD_LINES;
        struct wrapped last = page_wrap(table->arena, wrapped.lines[HEAD_LINES - 1],
                                        width > 1 ? width - 1 : 1);
        wrapped.lines[HEAD_LINES - 1] = text_format(table->arena, "%s…", last.lines[0]);
    }
    return wrapped;
}

/* The nth printed column of a block. */
static size_t column_of(const struct table *table, const struct block *block, size_t n)
{
    return n < table->label_count ? n : block->first + n - table->label_count;
}

static void print_row(const struct table *table, const struct table_row *row, const struct block *block,
                      struct page *page)
{
    size_t shown = table->label_count + block->count, height = 1;
    struct wrapped *cells = arena_new_of(table->arena, struct wrapped, shown);
    for (size_t n = 0; n < shown; n++) {
        size_t column = column_of(table, block, n);
        cells[n] = wrap_cell(table, row, column, block->widths[column]);
        height = cells[n].count > height ? cells[n].count : height;
    }
    for (size_t i = 0; i < height; i++) {
        size_t owed = 0;
        for (size_t n = 0; n < shown; n++) {
            size_t column = column_of(table, block, n);
            bool right = n >= table->label_count && table->content == TABLE_FIGURES;
            const char *piece = i < cells[n].count ? cells[n].lines[i] : "";
            owed += n > 0 ? GAP : 0;
            print_piece(page, piece, row->cells[column].tone, block->widths[column], right, &owed);
        }
        page_blank(page);
    }
}

static void print_rule(const struct table *table, const struct block *block, struct page *page)
{
    size_t shown = table->label_count + block->count;
    for (size_t n = 0; n < shown; n++)
        for (size_t i = 0; i < block->widths[column_of(table, block, n)] + (n > 0 ? GAP : 0); i++)
            text_add(&page->out, "─");
    page_blank(page);
}

void table_print(const struct table *table, struct page *page)
{
    size_t *widths = arena_new_of(table->arena, size_t, table->column_count);
    size_t room = page->style.columns - label_widths(table, page->style.columns, widths);
    size_t first = table->label_count;
    do {
        struct block block = {widths, first, block_widths(table, first, room, widths)};
        if (first > table->label_count) page_blank(page);
        for (size_t i = 0; i < table->row_count; i++) {
            if (table->rows[i].kind == ROW_RULE)
                print_rule(table, &block, page);
            else
                print_row(table, &table->rows[i], &block, page);
        }
        first += block.count;
    } while (first < table->column_count);
}
