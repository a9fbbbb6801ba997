/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row after another: the head, the header, then rows that are skipped by their raw cells or parsed by
 * libcsv. */
#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "import/offer_csv_private.h"

enum { CELLS_IN_HEAD = 2, USUAL_ROW_BYTES = 4096 };

#define EXACT_BIT (UINT32_C(1) << OFFER_FILTERS_MAX)

bool csv_rows_wrong(struct csv_rows *rows, enum diag_id id, const char *what)
{
    rows->failed = true;
    return diags_add(rows->diags, id, (struct place){rows->name, (uint32_t)rows->row.line, 1},
                     "%s (byte %llu)", what, (unsigned long long)rows->row.offset);
}

/* Raw cells are compared without parsing. */

static struct offer_cell trim_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) at++;
    while (end > at && (end[-1] == ' ' || end[-1] == '\t')) end--;
    return (struct offer_cell){at, (size_t)(end - at)};
}

static struct offer_cell trim(const char *at, const char *end)
{
    struct offer_cell cell = trim_blanks(at, end);
    if (cell.length >= 2 && *cell.bytes == '"' && cell.bytes[cell.length - 1] == '"')
        return trim_blanks(cell.bytes + 1, cell.bytes + cell.length - 1);
    return cell;
}

static char lower(char byte) { return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte; }

/* A missing cell may be anything. Case and blanks don't matter, as the sink may ignore them. */
static bool may_be(struct offer_cell cell, const char *value)
{
    size_t i = 0;
    if (cell.bytes == NULL) return true;
    while (i < cell.length && value[i] != '\0' && lower(cell.bytes[i]) == lower(value[i])) i++;
    return i == cell.length && value[i] == '\0';
}

/* The value at a position of the row, unless it contains a quote; bytes NULL when the row is too short. */
static struct offer_cell raw_cell(const struct csv_rows *rows, int position)
{
    if (position < 0 || (size_t)position >= rows->cells->count) return (struct offer_cell){NULL, 0};
    size_t length;
    const char *begin = scan_cell(rows->cells, (size_t)position, &length);
    return trim(begin, begin + length);
}

static struct offer_cell raw_field(const struct csv_rows *rows, enum offer_field field)
{
    int position = rows->position_of[field];
    return position == OFFER_NO_FIELD ? (struct offer_cell){NULL, 0} : raw_cell(rows, position);
}

static bool term_is_wanted(const struct csv_rows *rows, const struct offer_wanted *wanted)
{
    if (wanted->term_code_count == 0) return true;
    struct offer_cell code = raw_field(rows, OFFER_TERM_CODE);
    for (size_t i = 0; i < wanted->term_code_count; i++)
        if (may_be(code, wanted->term_codes[i])) return true;
    struct offer_cell type = raw_field(rows, OFFER_TERM_TYPE);
    return type.bytes == NULL || !may_be(type, "Reserved");
}

/* The search strings within the cell: bit i for filter i, EXACT_BIT for the exact one. */
static uint32_t strings_held(const struct csv_rows *rows, struct offer_cell usagetype)
{
    uint32_t held = 0;
    for (size_t i = 0; i < usagetype.length; i++) {
        uint32_t begin = rows->begin_with[(unsigned char)usagetype.bytes[i]] & ~held;
        for (; begin != 0; begin &= begin - 1) {
            unsigned string = (unsigned)__builtin_ctz(begin);
            size_t length = rows->strings[string].length;
            if (length <= usagetype.length - i &&
                memcmp(usagetype.bytes + i, rows->strings[string].bytes, length) == 0)
                held |= UINT32_C(1) << string;
        }
    }
    return held;
}

/* Strings of a filter hold no quotes, so a doubled quote can't hide one. */
static bool rest_is_held(const struct csv_rows *rows, const struct offer_attribute_filter *attribute_filter)
{
    for (size_t i = 1; i < OFFER_FILTER_STRINGS_MAX && attribute_filter->all[i] != NULL; i++)
        if (memmem(rows->cells->row, rows->cells->length, attribute_filter->all[i],
                   strlen(attribute_filter->all[i])) == NULL)
            return false;
    return true;
}

/* The most frequent rows of an import: each cell is looked up only when those before it match. */
static bool says_exactly(const struct csv_rows *rows, const struct offer_exact *exact)
{
    for (size_t i = 0; i < exact->cell_count; i++)
        if (!may_be(raw_field(rows, exact->cells[i].field), exact->cells[i].value)) return false;
    return true;
}

static bool usage_is_wanted(const struct csv_rows *rows, const struct offer_wanted *wanted)
{
    bool is_plan = rows->columns.has[OFFER_DISCOUNTED_USAGETYPE];
    struct offer_cell usagetype = raw_field(rows, is_plan ? OFFER_DISCOUNTED_USAGETYPE : OFFER_USAGETYPE);
    if (usagetype.bytes == NULL) return true;
    uint32_t held = strings_held(rows, usagetype);
    if ((held & EXACT_BIT) != 0 && !says_exactly(rows, &wanted->exact)) return false;
    for (size_t i = 0; i < wanted->filter_count; i++)
        if ((held >> i & 1) != 0 && rest_is_held(rows, &wanted->attribute_filters[i])) return true;
    return wanted->filter_count == 0;
}

static void search_for(struct csv_rows *rows, unsigned bit, const char *string)
{
    rows->strings[bit] = (struct offer_cell){string, strlen(string)};
    rows->begin_with[(unsigned char)*string] |= UINT32_C(1) << bit;
}

static void prepare_search(struct csv_rows *rows)
{
    assert(rows->wanted->filter_count <= OFFER_FILTERS_MAX);
    for (size_t i = 0; i < rows->wanted->filter_count; i++)
        search_for(rows, (unsigned)i, rows->wanted->attribute_filters[i].all[0]);
    if (rows->wanted->exact.usage != NULL) search_for(rows, OFFER_FILTERS_MAX, rows->wanted->exact.usage);
}

static size_t without_line_end(const struct raw_row *raw)
{
    size_t length = raw->length;
    while (length > 0 && (raw->bytes[length - 1] == '\n' || raw->bytes[length - 1] == '\r')) length--;
    return length;
}

/* Mark the cells of a plain row, which can be compared without parsing; false for other rows. */
static bool mark_row(struct csv_rows *rows, const struct raw_row *raw)
{
    struct scan_cells *cells = rows->cells;
    cells->row = raw->bytes;
    cells->length = without_line_end(raw);
    if (raw->is_multiline || cells->length > SCAN_ROW_MAX_BYTES ||
        (raw->may_have_cr && memchr(raw->bytes, '\r', cells->length) != NULL))
        return false;
    rows->scanner->mark_cells(cells);
    return true;
}

static bool is_wanted(const struct csv_rows *rows)
{
    return term_is_wanted(rows, rows->wanted) && usage_is_wanted(rows, rows->wanted);
}

/* Rows that pass are parsed. */

static void keep(struct csv_rows *rows, struct offer_cell *cell, const char *bytes, size_t length)
{
    char *copy = rows->buffer + rows->buffer_used;
    if (length > 0) memcpy(copy, bytes, length);
    rows->buffer_used += length;
    *cell = (struct offer_cell){copy, length};
}

static void take_cell(void *bytes, size_t length, void *context)
{
    struct csv_rows *rows = context;
    size_t position = rows->position++;
    struct offer_cell cell = {bytes, length};
    if (rows->failed) return;
    if (rows->part == CSV_HEAD && position == 0 && offer_opens_header(bytes, length)) rows->part = CSV_HEADER;
    if (rows->part == CSV_HEADER)
        rows->failed = !offer_bind(&rows->columns, cell, rows->name, &rows->row, rows->diags);
    else if (rows->part == CSV_HEAD && position < CELLS_IN_HEAD)
        keep(rows, &rows->row.cells[position], bytes, length);
    else if (rows->part == CSV_ROWS && position < rows->columns.width &&
             rows->columns.field_of[position] != OFFER_NO_FIELD)
        keep(rows, &rows->row.cells[rows->columns.field_of[position]], bytes, length);
}

static void end_head_row(struct csv_rows *rows)
{
    struct offer_cell none = {"", 0};
    offer_take_head(&rows->head, rows->row.cells[0], rows->position > 1 ? rows->row.cells[1] : none,
                    rows->arena);
    if (++rows->head_rows == OFFER_HEAD_ROWS_MAX)
        csv_rows_wrong(
            rows, DIAG_CSV_COLUMN,
            "there is no header whose first column is SKU in the first rows; this is no price list of AWS");
}

static void end_header(struct csv_rows *rows)
{
    rows->part = CSV_ROWS;
    memset(rows->row.cells, 0, sizeof rows->row.cells);
    for (size_t i = 0; i < rows->columns.width; i++)
        if (rows->columns.field_of[i] != OFFER_NO_FIELD)
            rows->position_of[rows->columns.field_of[i]] = (int)i;
    rows->failed = !offer_columns_suffice(&rows->columns, rows->name, &rows->row, rows->diags) ||
                   !rows->sink->head(rows->sink->user, &rows->head);
}

static void end_row(struct csv_rows *rows)
{
    if (rows->position != rows->columns.width) {
        const char *what =
            text_format(rows->diags->arena,
                        "the row has %zu cells, the header names %zu columns; download the file again",
                        rows->position, rows->columns.width);
        csv_rows_wrong(rows, DIAG_CSV_SYNTAX, what);
    } else if (!rows->only_checks) {
        rows->failed = !rows->sink->row(rows->sink->user, &rows->row);
    }
}

static void take_row(int terminator, void *context)
{
    (void)terminator;
    struct csv_rows *rows = context;
    if (rows->failed) return;
    if (rows->parsed_rows++ > 0)
        csv_rows_wrong(rows, DIAG_CSV_SYNTAX,
                       "a carriage return stands in the row without a line feed; download the file again");
    else if (rows->part == CSV_HEAD)
        end_head_row(rows);
    else if (rows->part == CSV_HEADER)
        end_header(rows);
    else
        end_row(rows);
    rows->position = 0;
}

/* Cells of a row never take more than its bytes. */
static void make_room(struct csv_rows *rows, size_t length)
{
    if (length > rows->buffer_bytes) {
        rows->buffer_bytes = length * 2 < OFFER_ROW_MAX_BYTES ? length * 2 : OFFER_ROW_MAX_BYTES;
        rows->buffer = arena_alloc(rows->arena, rows->buffer_bytes);
    }
    rows->buffer_used = 0;
}

static bool parse_line(struct csv_rows *rows, const struct raw_row *raw, const char *line, size_t length)
{
    if (raw->may_be_high && text_invalid_utf8_at(line, length) < length)
        return csv_rows_wrong(rows, DIAG_ENCODING, "the row is not valid UTF-8; download the file again");
    if (csv_parse(&rows->parser, line, length, take_cell, take_row, rows) != length && !rows->failed)
        return csv_rows_wrong(rows, DIAG_CSV_SYNTAX,
                              "a quote stands inside a cell of the row; download the file again");
    return !rows->failed;
}

/* Line by line, so that the first of several mistakes is reported, as by the plain reader. */
static bool parse_row(struct csv_rows *rows, const struct raw_row *raw, bool only_checks)
{
    size_t at = 0, length = raw->length < OFFER_ROW_MAX_BYTES ? raw->length : OFFER_ROW_MAX_BYTES;
    make_room(rows, length);
    rows->only_checks = only_checks;
    rows->parsed_rows = rows->position = 0;
    while (at < length) {
        const char *newline = memchr(raw->bytes + at, '\n', length - at);
        if (newline == NULL) break;
        size_t next = (size_t)(newline - raw->bytes) + 1;
        if (!parse_line(rows, raw, raw->bytes + at, next - at)) return false;
        at = next;
    }
    if (raw->length > OFFER_ROW_MAX_BYTES)
        return csv_rows_wrong(rows, DIAG_CSV_SYNTAX,
                              "the row is over 4 MiB; a quote may not be closed, or this is no price list");
    return true;
}

/* True if a marked row breaks no rule. False may be wrong: then parsing decides. */
static bool is_well_formed(const struct csv_rows *rows, const struct raw_row *raw)
{
    return rows->cells->count == rows->columns.width && !rows->cells->is_odd &&
           raw->length <= OFFER_ROW_MAX_BYTES &&
           !(raw->may_be_high && text_invalid_utf8_at(raw->bytes, raw->length) < raw->length);
}

bool csv_rows_take(struct csv_rows *rows, const struct raw_row *raw)
{
    bool only_checks = rows->part == CSV_ROWS && mark_row(rows, raw) && !is_wanted(rows);
    return (only_checks && is_well_formed(rows, raw)) || parse_row(rows, raw, only_checks);
}

bool csv_rows_try(struct csv_rows *rows, const struct raw_row *raw) { return parse_row(rows, raw, false); }

void csv_rows_start(struct csv_rows *rows)
{
    make_room(rows, USUAL_ROW_BYTES);
    prepare_search(rows);
    rows->cells = arena_new_of(rows->arena, struct scan_cells, 1);
    rows->row.line = 1;
    for (size_t i = 0; i < OFFER_FIELD__COUNT; i++) rows->position_of[i] = OFFER_NO_FIELD;
    csv_init(&rows->parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_blk_size(&rows->parser, USUAL_ROW_BYTES);
}

void csv_rows_end(struct csv_rows *rows) { csv_free(&rows->parser); }
