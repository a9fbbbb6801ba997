/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "report/as/xlsx/xlsx.h"

/* Texts are for people: none is longer than a reader takes (32,767 UTF-16 units) or anybody reads. */
enum {
    TEXT_COLUMNS_MAX = 2000,
    TEXT_BYTES_MAX = 8000 /* an escape makes 13 bytes of 7 at most */,
    SHEET_NAME_MAX = 31
};

/* Shades that stay apart when printed grey. */
enum {
    SHADE_HEAD = 0xE8EDF2,
    SHADE_INPUT = 0xFFF6D6,
    INK_INPUT = 0x0000C0,
    INK_NOTE = 0x595959,
    INK_BAD = 0xA61B00,
    INK_RULE = 0x808080
};

static const struct style_row {
    const char *number;
    bool bold, wrap, right, centre, indent, above; /* above: a rule over the cell */
    uint32_t shade, ink;                           /* 0: none, black */
    double size;
} STYLES[STYLE__COUNT] = {
    [STYLE_TEXT] = {0},
    [STYLE_WRAP] = {.wrap = true},
    [STYLE_AFTER] = {.indent = true},
    [STYLE_CENTRE] = {.number = "0", .centre = true},
    [STYLE_TITLE] = {.bold = true, .wrap = true, .size = 14},
    [STYLE_NOTE] = {.wrap = true, .ink = INK_NOTE, .size = 9},
    [STYLE_SECTION] = {.bold = true, .size = 12},
    [STYLE_HEAD] = {.bold = true, .wrap = true, .shade = SHADE_HEAD},
    [STYLE_HEAD_RIGHT] = {.bold = true, .wrap = true, .right = true, .shade = SHADE_HEAD},
    [STYLE_USD] = {.number = "#,##0;-#,##0;\u2013"}, /* a dash where nothing is paid */
    [STYLE_CENTS] = {.number = "#,##0.00"},
    [STYLE_PRICE] = {.number = "0.00##########"},
    [STYLE_NUMBER] = {.number = "#,##0.00"},
    [STYLE_COUNT] = {.number = "#,##0"},
    [STYLE_SHARE] = {.number = "0.0 %"},
    [STYLE_MS] = {.number = "#,##0.0"},
    [STYLE_EXACT] = {0},
    [STYLE_SHARE_FINE] = {.number = "0.00 %"},
    [STYLE_RATIO] = {.number = "0.000000"},
    [STYLE_TOTAL_TEXT] = {.bold = true, .above = true},
    [STYLE_TOTAL_USD] = {.number = "#,##0", .bold = true, .above = true},
    [STYLE_TOTAL_CENTS] = {.number = "#,##0.00", .bold = true, .above = true},
    [STYLE_INPUT_NUMBER] = {.number = "#,##0.00", .shade = SHADE_INPUT, .ink = INK_INPUT},
    [STYLE_INPUT_SHARE] = {.number = "0.0 %", .shade = SHADE_INPUT, .ink = INK_INPUT},
    [STYLE_INPUT_PRICE] = {.number = "0.00##########", .shade = SHADE_INPUT, .ink = INK_INPUT},
    [STYLE_MISSED] = {.bold = true, .ink = INK_BAD},
};

static lxw_format *make_format(lxw_workbook *book, const struct style_row *row)
{
    lxw_format *format = workbook_add_format(book);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (row->number != NULL) format_set_num_format(format, row->number);
    if (row->bold) format_set_bold(format);
    if (row->wrap) format_set_text_wrap(format);
    if (row->right) format_set_align(format, LXW_ALIGN_RIGHT);
    if (row->centre) format_set_align(format, LXW_ALIGN_CENTER);
    if (row->indent) format_set_indent(format, 1);
    if (row->above) {
        format_set_top(format, LXW_BORDER_THIN);
        format_set_top_color(format, INK_RULE);
    }
    if (row->shade != 0) format_set_bg_color(format, row->shade);
    if (row->ink != 0) format_set_font_color(format, row->ink);
    if (row->size > 0) format_set_font_size(format, row->size);
    return format;
}

void xlsx_styles(struct xlsx *xlsx)
{
    for (int style = 0; style < STYLE__COUNT; style++)
        xlsx->styles[style] = make_format(xlsx->book, &STYLES[style]);
}

static void note_error(struct xlsx *xlsx, lxw_error error)
{
    if (xlsx->error == LXW_NO_ERROR) xlsx->error = error;
}

/* Readers take _x0041_ for an A: such an underscore is written as an escape itself (ECMA-376-1,
 * 22.9.2.19). */
static char *escape_underscores(struct arena *arena, const char *text)
{
    static const char HEX[] = "0123456789abcdefABCDEF";
    struct text out = text_new(arena);
    for (const char *at = strstr(text, "_x"); at != NULL; at = strstr(at + 1, "_x")) {
        if (strspn(at + 2, HEX) < 4 || at[6] != '_') continue;
        text_add_bytes(&out, text, (size_t)(at - text));
        text_add(&out, "_x005F");
        text = at;
    }
    text_add(&out, text);
    return out.bytes;
}

/* Drop characters that XML 1.0 doesn't allow; control characters are visible already. U+FFFE and U+FFFF
 * are EF BF BE and EF BF BF. */
const char *xlsx_clean(struct arena *arena, const char *text)
{
    char *quoted = text_quote(arena, text, TEXT_COLUMNS_MAX);
    for (char *at = strstr(quoted, "\xEF\xBF"); at != NULL; at = strstr(at + 1, "\xEF\xBF"))
        if (at[2] == '\xBE' || at[2] == '\xBF') at[2] = '\xBD';
    size_t length = strlen(quoted);
    if (length > TEXT_BYTES_MAX) {
        length = TEXT_BYTES_MAX;
        while ((quoted[length] & 0xC0) == 0x80) length--;
        quoted[length] = '\0';
    }
    return escape_underscores(arena, quoted);
}

void xlsx_text(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, const char *text)
{
    note_error(xlsx, worksheet_write_string(xlsx->sheet, row, (lxw_col_t)column,
                                            xlsx_clean(xlsx->arena, text), xlsx->styles[style]));
}

void xlsx_number(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, double value)
{
    lxw_format *format = xlsx->styles[style];
    note_error(xlsx, isfinite(value)
                         ? worksheet_write_number(xlsx->sheet, row, (lxw_col_t)column, value, format)
                         : worksheet_write_blank(xlsx->sheet, row, (lxw_col_t)column, format));
}

const char *xlsx_unknown(const struct xlsx *xlsx) { return xlsx->run->is_redacted ? "redacted" : "unknown"; }

void xlsx_formula(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, double value,
                  const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *formula = text_vformat(xlsx->arena, format, args);
    va_end(args);
    if (isnan(value)) { /* an input of it is redacted, or an older document lacks it */
        xlsx_text(xlsx, row, column, style, xlsx_unknown(xlsx));
        return;
    }
    note_error(xlsx, worksheet_write_formula_num(xlsx->sheet, row, (lxw_col_t)column, formula,
                                                 xlsx->styles[style], value));
}

void xlsx_text_formula(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, const char *text,
                       const char *formula)
{
    note_error(xlsx, worksheet_write_formula_str(xlsx->sheet, row, (lxw_col_t)column, formula,
                                                 xlsx->styles[style], xlsx_clean(xlsx->arena, text)));
}

void xlsx_paragraph(struct xlsx *xlsx, uint32_t row, int first, int last, size_t width, enum xlsx_style style,
                    const char *text)
{
    const double line_points = STYLES[style].size > 0 ? STYLES[style].size * 1.35
                                                      : 15; /* 11 points in a row of 15, as readers do */
    const double base_size = 11;
    double columns = (double)width * base_size / (STYLES[style].size > 0 ? STYLES[style].size : base_size);
    double lines = ceil((double)text_columns(xlsx_clean(xlsx->arena, text)) / columns);
    note_error(xlsx, worksheet_set_row(xlsx->sheet, row, line_points * fmax(1, fmin(lines, 20)), NULL));
    note_error(xlsx, worksheet_merge_range(xlsx->sheet, row, (lxw_col_t)first, row, (lxw_col_t)last,
                                           xlsx_clean(xlsx->arena, text), xlsx->styles[style]));
}

void xlsx_lines(struct xlsx *xlsx, uint32_t row, size_t lines)
{
    const double line_points = 15;
    note_error(xlsx, worksheet_set_row(xlsx->sheet, row, line_points * (double)lines, NULL));
}

void xlsx_two_lines(struct xlsx *xlsx, uint32_t row) { xlsx_lines(xlsx, row, 2); }

void xlsx_fit_heads(struct xlsx *xlsx, uint32_t row, size_t columns)
{
    enum { LINES_MAX = 4 };
    size_t most = 1;
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        size_t width = text_columns(xlsx->run->architectures[i].name), lines = width / columns + 1;
        lines += lines > 1 && width % columns > columns * 3 / 4; /* words fill no line to its end */
        most = lines > most ? lines : most;
    }
    xlsx_lines(xlsx, row, most < LINES_MAX ? most : LINES_MAX);
}

void xlsx_heads(struct xlsx *xlsx, uint32_t row, int column, const char *heads)
{
    xlsx_two_lines(xlsx, row);
    for (;; column++) {
        bool is_right = *heads == '>';
        size_t length = strcspn(heads += is_right, "|");
        xlsx_text(xlsx, row, column, is_right ? STYLE_HEAD_RIGHT : STYLE_HEAD,
                  arena_copy(xlsx->arena, heads, length));
        if (heads[length] == '\0') return;
        heads += length + 1;
    }
}

void xlsx_begin(struct xlsx *xlsx, lxw_worksheet *sheet, const double *widths)
{
    xlsx->sheet = sheet;
    xlsx->widths = widths;
    for (lxw_col_t i = 0; widths[i] > 0; i++)
        note_error(xlsx, worksheet_set_column(sheet, i, i, widths[i], NULL));
}

char *xlsx_cell(const struct xlsx *xlsx, uint32_t row, int column)
{
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(cell, row, (lxw_col_t)column);
    return arena_copy_string(xlsx->arena, cell);
}

char *xlsx_fixed(const struct xlsx *xlsx, uint32_t row, int column)
{
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell_abs(cell, row, (lxw_col_t)column, 1, 1);
    return arena_copy_string(xlsx->arena, cell);
}

void xlsx_name(struct xlsx *xlsx, const char *name, const char *cell)
{
    note_error(xlsx, workbook_define_name(xlsx->book, name, text_format(xlsx->arena, "=%s", cell)));
}

char *xlsx_range(const struct xlsx *xlsx, uint32_t first, uint32_t last, int column)
{
    char range[LXW_MAX_CELL_RANGE_LENGTH];
    lxw_rowcol_to_range_abs(range, first, (lxw_col_t)column, last, (lxw_col_t)column);
    if (first == last) /* the library would make one cell a range */
        return text_format(xlsx->arena, "%s:%s", range, range);
    return arena_copy_string(xlsx->arena, range);
}

/* A workload's ids are plain already; those of an edited document may not be. */
static const char *plain_name(const char *id, struct arena *arena)
{
    static const char ALLOWED[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _.-";
    size_t length = strlen(id);
    char *name = arena_copy(arena, id, length < SHEET_NAME_MAX ? length : SHEET_NAME_MAX);
    for (char *at = name; *at != '\0'; at++)
        if (strchr(ALLOWED, *at) == NULL) *at = '-';
    return *name == '\0' ? "-" : name;
}

/* Readers ignore case in sheet names. */
static bool is_taken(const struct xlsx *xlsx, size_t architecture, const char *name)
{
    static const char *const OWN[] = {"Summary",       "Notes",       "Cash",  "Prices", "Latency",
                                      "Distributions", "Assumptions", "About", "History"};
    bool taken = false;
    for (size_t i = 0; i < sizeof OWN / sizeof *OWN; i++) taken |= strcasecmp(OWN[i], name) == 0;
    for (size_t i = 0; i < architecture; i++) {
        size_t length = strlen(xlsx->cells[i].sheet);
        taken |= strlen(name) + 2 == length && strncasecmp(xlsx->cells[i].sheet + 1, name, length - 2) == 0;
    }
    return taken;
}

const char *xlsx_sheet_name(const struct xlsx *xlsx, size_t architecture)
{
    const char *plain = plain_name(xlsx->run->architectures[architecture].id, xlsx->arena), *name = plain;
    for (size_t number = 2; is_taken(xlsx, architecture, name); number++) {
        const char *suffix = text_format(xlsx->arena, " %zu", number);
        name = text_format(xlsx->arena, "%.*s%s", (int)(SHEET_NAME_MAX - strlen(suffix)), plain, suffix);
    }
    return name;
}
