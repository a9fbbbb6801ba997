/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/table.h"

#include <string.h>

enum {
    GAP = 2,               /* blanks between columns */
    HEAD_COLUMNS = 18,     /* a longer heading of figures wraps rather than widening its column */
    HEAD_LINES = 3,        /* and is cut after this many */
    SENTENCE_COLUMNS = 18, /* narrower than this, sentences are put into the next block */
};

struct cell {
    const char *text; /* clean */
    enum doc_tone tone;
};

enum row_kind { ROW_BODY, ROW_HEAD, ROW_RULE };

struct row {
    enum row_kind kind;
    struct cell *cells;
};

/* A table to print. */
struct table {
    struct arena *arena;
    bool is_of_figures;                          /* beside the labels; else of sentences */
    size_t set_in;                               /* blanks before each line of the first label */
    size_t label_count, column_count, row_count; /* labels are columns too */
    struct row *rows;
};

static struct cell *add_row(struct table *table, enum row_kind kind)
{
    struct cell *cells = arena_new_of(table->arena, struct cell, table->column_count);
    table->rows[table->row_count++] = (struct row){kind, cells};
    return cells;
}

static struct cell clean_cell(const struct doc_table *from, size_t column, enum doc_tone tone,
                              const char *text)
{
    bool is_set_in = from->is_indented && column == 0 && *text != '\0';
    text = is_set_in ? text_format(from->arena, "  %s", text) : text;
    return (struct cell){page_clean(from->arena, text), tone};
}

static void add_head(struct table *table, const struct doc_table *from, const struct doc_style *style)
{
    bool any = false;
    for (size_t i = 0; i < from->column_count; i++) any |= *from->columns[i].head != '\0';
    if (!any) return;
    struct cell *cells = add_row(table, ROW_HEAD);
    for (size_t i = 0; i < from->column_count; i++)
        cells[i] = clean_cell(from, i, from->best > 0 && i == from->best ? DOC_TONE_GOOD : DOC_TONE_STRONG,
                              doc_write(from->columns[i].head, style, from->arena));
}

static struct table lay_out(const struct doc_table *from, const struct doc_style *style)
{
    struct table table = {from->arena,
                          doc_is_of_figures(from),
                          from->is_indented ? GAP : 0,
                          from->label_count,
                          from->column_count,
                          0,
                          arena_new_of(from->arena, struct row, from->row_count + 1)};
    add_head(&table, from, style);
    for (size_t n = 0; n < from->row_count; n++) {
        const struct doc_row *row = &from->rows[n];
        struct cell *cells = add_row(&table, row->kind == DOC_RULE ? ROW_RULE : ROW_BODY);
        for (size_t i = 0; row->kind != DOC_RULE && i < from->column_count; i++) {
            const struct doc_cell *cell = &row->cells[from->columns[i].field];
            cells[i] = clean_cell(from, i, cell->tone, doc_write_cell(cell, style, from->arena));
        }
    }
    return table;
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Columns of the widest cell among rows of a kind. */
static size_t natural(const struct table *table, size_t column, enum row_kind kind)
{
    size_t widest = 0;
    for (size_t i = 0; i < table->row_count; i++) {
        const char *text = table->rows[i].cells[column].text;
        size_t columns = text == NULL || table->rows[i].kind != kind ? 0 : text_columns(text);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

/* The width that a column asks for. */
static size_t wanted_width(const struct table *table, size_t column)
{
    size_t body = natural(table, column, ROW_BODY), head = natural(table, column, ROW_HEAD);
    if (column >= table->label_count && table->is_of_figures) head = least(head, HEAD_COLUMNS);
    size_t width = body > head ? body : head;
    return width == 0 ? 1 : width;
}

/* The room for labels: half of the page, or all that short columns of figures leave. */
static size_t label_room(const struct table *table, size_t columns)
{
    size_t figures = 0;
    for (size_t i = table->label_count; i < table->column_count; i++) figures += wanted_width(table, i) + GAP;
    return figures < columns / 2 ? columns - figures : columns / 2;
}

/* Give each label the width it asks for, within an equal share of the room left. */
static size_t label_widths(const struct table *table, size_t columns, size_t *widths)
{
    size_t room = label_room(table, columns), used = 0;
    for (size_t i = 0; i < table->label_count; i++) {
        used += i > 0 ? GAP : 0;
        size_t share = (room - used) / (table->label_count - i);
        widths[i] = least(wanted_width(table, i),
                          share > GAP ? share - (i + 1 < table->label_count ? GAP : 0) : 1);
        used += widths[i];
    }
    return used;
}

/* The number of columns from first on that fit beside the labels (at least one), and their widths. */
static size_t block_widths(const struct table *table, size_t first, size_t room, size_t *widths)
{
    size_t count = 0, used = 0;
    for (size_t i = first; i < table->column_count; i++) {
        size_t width = least(wanted_width(table, i), room - GAP);
        size_t must = !table->is_of_figures ? least(width, SENTENCE_COLUMNS) : width;
        if (count > 0 && used + GAP + must > room) break;
        widths[i] = width;
        used += GAP + must;
        count++;
    }
    if (!table->is_of_figures)
        for (size_t i = first; i < first + count; i++) widths[i] = least(widths[i], room / count - GAP);
    return count;
}

/* True if all columns fit side by side. */
static bool fits(const struct table *table, size_t columns)
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

/* One line of one cell. Blanks are deferred until something follows, so that no line ends in any. */
static void print_piece(struct page *page, const char *piece, enum doc_tone tone, size_t width, bool right,
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

static struct wrapped wrap_cell(const struct table *table, const struct row *row, size_t column, size_t width)
{
    const char *text = row->cells[column].text == NULL ? "" : row->cells[column].text;
    if (table->is_of_figures && row->kind == ROW_BODY && text_columns(text) <= width) {
        /* Figures may begin with blanks that align them. */
        const char **line = arena_new_of(table->arena, const char *, 1);
        *line = text;
        return (struct wrapped){1, line};
    }
    size_t set_in = column == 0 && width > 2 * table->set_in && *text != '\0' ? table->set_in : 0;
    struct wrapped wrapped = page_wrap(table->arena, text + set_in, width - set_in);
    for (size_t i = 0; set_in > 0 && i < wrapped.count; i++)
        wrapped.lines[i] = text_format(table->arena, "%*s%s", (int)set_in, "", wrapped.lines[i]);
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

static void print_row(const struct table *table, const struct row *row, const struct block *block,
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
            bool right = n >= table->label_count && table->is_of_figures;
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

static void print(const struct table *table, struct page *page)
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

void table_print(const struct doc_table *from, const struct doc_style *style, struct page *page)
{
    struct table table = lay_out(from, style);
    while (from->narrower != NULL &&
           (page->style.columns < from->columns_least || !fits(&table, page->style.columns))) {
        from = from->narrower;
        table = lay_out(from, style);
    }
    print(&table, page);
}
