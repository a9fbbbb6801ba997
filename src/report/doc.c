/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/doc.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "report/money.h"

/* A mark: OPEN, 1 + its kind, for an option its number too, the text, CLOSE. */
enum { OPEN = (char)0xFF, CLOSE = (char)0xFE }; /* in no UTF-8 (RFC 3629) */
enum { OPTION_DIGITS = 4 };
_Static_assert(1 + DOC_BREAK == 9, "DOC_NEW_LINE spells it");

const char *doc_mark(struct arena *arena, enum doc_mark mark, const char *text)
{
    return text_format(arena, "%c%c%s%c", OPEN, (char)(1 + mark), text, CLOSE);
}

const char *doc_name(struct arena *arena, const char *text) { return doc_mark(arena, DOC_NAME, text); }

const char *doc_option(struct arena *arena, const char *name, size_t architecture)
{
    return doc_mark(arena, DOC_OPTION, text_format(arena, "%0*zu%s", OPTION_DIGITS, architecture, name));
}

struct doc doc_new(enum doc_medium medium, struct arena *arena)
{
    return (struct doc){arena, medium, 0, 0, NULL};
}

bool doc_is(const struct doc *doc, unsigned media) { return (doc->medium & media) != 0; }

static struct doc_block *new_block(struct doc *doc)
{
    arena_grow(doc->arena, doc->blocks, doc->count, doc->capacity, 16);
    return &doc->blocks[doc->count++];
}

void doc_add(struct doc *doc, enum doc_block_kind kind, int level, const char *text)
{
    *new_block(doc) = (struct doc_block){.kind = kind, .level = level, .text = text};
}

void doc_add_block(struct doc *doc, const struct doc_block *block) { *new_block(doc) = *block; }

void doc_addf(struct doc *doc, enum doc_block_kind kind, int level, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    doc_add(doc, kind, level, text_vformat(doc->arena, format, args));
    va_end(args);
}

void doc_fact(struct doc *doc, enum doc_block_kind kind, const char *label, const char *text)
{
    *new_block(doc) = (struct doc_block){.kind = kind, .label = label, .text = text};
}

void doc_column(struct doc_table *table, struct doc_column column)
{
    assert(table->row_count == 0);
    arena_grow(table->arena, table->columns, table->column_count, table->column_capacity, 8);
    table->columns[table->column_count++] = column;
    if (column.field >= table->field_count) table->field_count = column.field + 1;
}

struct doc_table *doc_table_apart(const struct doc *doc, const char *label, const struct doc_column *columns,
                                  size_t count)
{
    struct doc_table *table = arena_new_of(doc->arena, struct doc_table, 1);
    *table = (struct doc_table){.arena = doc->arena, .medium = doc->medium, .label = label, .label_count = 1};
    for (size_t i = 0; i < count; i++) {
        if (doc_is(doc, columns[i].media)) doc_column(table, columns[i]);
        if (columns[i].field >= table->field_count) table->field_count = columns[i].field + 1;
    }
    return table;
}

void doc_add_table(struct doc *doc, const struct doc_table *table)
{
    *new_block(doc) = (struct doc_block){.kind = DOC_TABLE, .table = table};
}

void doc_verdict(struct doc *doc, const char *label, enum doc_tone tone, const char *text)
{
    *new_block(doc) = (struct doc_block){.kind = DOC_VERDICT, .label = label, .tone = tone, .text = text};
}

struct doc_table *doc_table(struct doc *doc, const char *label, const struct doc_column *columns,
                            size_t count)
{
    struct doc_table *table = doc_table_apart(doc, label, columns, count);
    doc_add_table(doc, table);
    return table;
}

struct doc_table *doc_table_of(struct doc *doc, const char *label, const char *heads)
{
    struct doc_table *table = doc_table(doc, label, NULL, 0);
    for (unsigned field = 0;; field++) {
        enum doc_column_kind kind = *heads == '>' ? DOC_FIGURE : *heads == '.' ? DOC_WORD : DOC_WORDS;
        heads += kind != DOC_WORDS;
        size_t length = strcspn(heads, "|");
        doc_column(table, (struct doc_column){field, kind, arena_copy(doc->arena, heads, length), DOC_ALL});
        if (heads[length] == '\0') return table;
        heads += length + 1;
    }
}

struct doc_cell *doc_row_of(struct doc_table *table, enum doc_row_kind kind)
{
    arena_grow(table->arena, table->rows, table->row_count, table->row_capacity, 16);
    struct doc_row *row = &table->rows[table->row_count++];
    *row = (struct doc_row){.kind = kind,
                            .cells = arena_new_of(table->arena, struct doc_cell, table->field_count)};
    return row->cells;
}

void doc_row_bar(struct doc_table *table, const struct doc_series *bar, double max)
{
    assert(table->row_count > 0);
    table->rows[table->row_count - 1].bar = bar;
    table->rows[table->row_count - 1].bar_max = max;
}

struct doc_cell *doc_row(struct doc_table *table) { return doc_row_of(table, DOC_BODY); }

struct doc_chart *doc_chart(struct doc *doc, enum doc_chart_kind kind, size_t series_max)
{
    struct doc_chart *chart = arena_new_of(doc->arena, struct doc_chart, 1);
    *chart = (struct doc_chart){.kind = kind, .says = "", .objective = NAN};
    chart->series = arena_new_of(doc->arena, struct doc_series, series_max);
    *new_block(doc) = (struct doc_block){.kind = DOC_CHART, .chart = chart};
    return chart;
}

struct doc_series *doc_series(struct doc *doc, struct doc_chart *chart, const char *name, size_t sign,
                              size_t points_max)
{
    struct doc_series *series = &chart->series[chart->count++];
    *series = (struct doc_series){.name = name, .sign = sign, .figures = ""};
    series->points = arena_new_of(doc->arena, struct doc_point, points_max);
    return series;
}

struct doc_cell doc_words(const char *text) { return (struct doc_cell){.text = text}; }

struct doc_cell doc_wordsf(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *text = text_vformat(arena, format, args);
    va_end(args);
    return doc_words(text);
}

struct doc_cell doc_toned(enum doc_tone tone, const char *text)
{
    return (struct doc_cell){.tone = tone, .text = text};
}

struct doc_cell doc_none(void) { return (struct doc_cell){.kind = DOC_CELL_NONE, .value = NAN}; }

struct doc_cell doc_number(enum doc_cell_kind kind, double value, const char *text)
{
    return (struct doc_cell){.kind = kind, .value = value, .text = text};
}

/* ---- for writers ---- */

bool doc_is_of_figures(const struct doc_table *table)
{
    bool all = table->column_count > table->label_count;
    for (size_t i = table->label_count; i < table->column_count; i++)
        all &= table->columns[i].kind == DOC_FIGURE;
    return all;
}

/* Write the text up to the next mark, within the innermost one. */
static void write_piece(struct text *out, const char *piece, size_t length, enum doc_mark mark,
                        const struct doc_style *style)
{
    size_t columns = mark == DOC_MARK__COUNT || style->marks[mark].columns == 0 ? style->columns
                                                                                : style->marks[mark].columns;
    text_add(out, style->escape(out->arena, arena_copy(out->arena, piece, length), columns));
}

/* Length of a mark's head at text; 0 for other text, such as invalid UTF-8 from outside. */
static size_t head_length(const char *text)
{
    if (text[0] != OPEN || text[1] < 1 || text[1] > DOC_MARK__COUNT) return 0;
    if (text[1] - 1 != DOC_OPTION) return 2;
    return strspn(text + 2, "0123456789") < OPTION_DIGITS ? 0 : 2 + OPTION_DIGITS;
}

static enum doc_mark open_mark(struct text *out, const char *head, const struct doc_style *style)
{
    enum doc_mark mark = (enum doc_mark)(head[1] - 1);
    size_t architecture = 0;
    for (int i = 0; mark == DOC_OPTION && i < OPTION_DIGITS; i++)
        architecture = architecture * 10 + (size_t)(head[2 + i] - '0');
    if (mark == DOC_OPTION && style->sign != NULL) text_add(out, style->sign(out->arena, architecture));
    if (style->marks[mark].open != NULL) text_add(out, style->marks[mark].open);
    return mark;
}

char *doc_write(const char *text, const struct doc_style *style, struct arena *arena)
{
    enum { DEPTH_MAX = 8 };
    static const char STOPS[] = {OPEN, CLOSE, '\0'};
    enum doc_mark marks[DEPTH_MAX] = {DOC_MARK__COUNT};
    size_t depth = 0;
    struct text out = text_new(arena);
    for (const char *at = text; *at != '\0';) {
        size_t head = depth + 1 < DEPTH_MAX ? head_length(at) : 0;
        if (head > 0) {
            marks[++depth] = open_mark(&out, at, style);
            at += head;
        } else if (*at == CLOSE && depth > 0) {
            const char *close = style->marks[marks[depth--]].close;
            if (close != NULL) text_add(&out, close);
            at++;
        } else {
            size_t length = 1 + strcspn(at + 1, STOPS);
            write_piece(&out, at, length, marks[depth], style);
            at += length;
        }
    }
    return out.length == 0 ? arena_copy(arena, "", 0) : out.bytes;
}

bool doc_is_marked(const char *text, enum doc_mark mark)
{
    if (head_length(text) == 0 || text[1] != 1 + (int)mark) return false;
    size_t depth = 1, at = head_length(text);
    for (; depth > 0 && text[at] != '\0'; at++) depth = depth + (text[at] == OPEN) - (text[at] == CLOSE);
    return depth == 0 && text[at] == '\0';
}

static const char *number_text(const struct doc_cell *cell, struct arena *arena)
{
    if (!isfinite(cell->value)) return "";
    switch (cell->kind) {
    case DOC_CELL_USD: return money_whole(arena, money_round(cell->value));
    case DOC_CELL_COUNT: return text_thousands(arena, cell->value, 0);
    case DOC_CELL_SHARE: return text_format(arena, "%.0f %%", cell->value * 100);
    case DOC_CELL_MS: return text_ms(arena, cell->value);
    case DOC_CELL_EXACT: return text_format(arena, "%.17g", cell->value);
    case DOC_CELL_WORDS:
    case DOC_CELL_NONE: break;
    }
    return "";
}

char *doc_write_cell(const struct doc_cell *cell, const struct doc_style *style, struct arena *arena)
{
    if (cell->kind == DOC_CELL_NONE) return arena_copy_string(arena, style->none);
    return doc_write(cell->text != NULL ? cell->text : number_text(cell, arena), style, arena);
}
