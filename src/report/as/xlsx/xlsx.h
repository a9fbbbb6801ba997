/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workbook: declarations shared by the sheets of a report. Cells with a user's or a source's words are
 * texts, never formulas; formulas are made here of cell references and numbers only, and each carries the
 * run's figure as its cached value, so that readers that don't calculate show the same.
 *
 * Two cells of the summary have names that formulas use: discount_cloud and discount_vendor.
 *
 * Ownership: the workbook's own memory is libxlsxwriter's until it is closed; all else is in the arena. */
#pragma once

#include <stdint.h>
#include <xlsxwriter.h>

#include "report/cover.h"
#include "report/say/say.h"
#include "report/as/xlsx/sheet_bill.h"

enum xlsx_style {
    STYLE_TEXT,
    STYLE_WRAP,
    STYLE_AFTER, /* text after a number: indented */
    STYLE_CENTRE,
    STYLE_TITLE,
    STYLE_NOTE,    /* small print */
    STYLE_SECTION, /* heading of a table */
    STYLE_HEAD,
    STYLE_HEAD_RIGHT,
    STYLE_USD, /* whole dollars */
    STYLE_CENTS,
    STYLE_PRICE, /* every digit of a price of one unit */
    STYLE_NUMBER,
    STYLE_COUNT,
    STYLE_SHARE, /* 0.25 as 25.0 % */
    STYLE_MS,
    STYLE_EXACT,      /* every digit */
    STYLE_SHARE_FINE, /* 0.9999 as 99.99 % */
    STYLE_RATIO,      /* dollars of something small */
    STYLE_TOTAL_TEXT,
    STYLE_TOTAL_USD,
    STYLE_TOTAL_CENTS,
    STYLE_INPUT_NUMBER, /* a cell for the reader to change */
    STYLE_INPUT_SHARE,
    STYLE_INPUT_PRICE,
    STYLE_MISSED,
    STYLE__COUNT
};

/* Cells of an architecture's figures, as other sheets refer to them. */
struct xlsx_cells {
    const char *sheet;                      /* name as a formula quotes it: 'kafka-classic' */
    const char *totals[SHEET_LEVEL__COUNT]; /* 'kafka-classic'!$L$20; NULL without lines */
    uint32_t first, last;                   /* rows of its bill */
    const char
        *prepaid; /* a sum of cells: a year's cost of a commitment's prepaid lines; NULL when there is none */
    double prepaid_usd; /* its value in the run */
};

struct xlsx {
    struct arena *arena;
    const struct run *run;
    const struct cover *cover; /* NULL without one */
    lxw_workbook *book;
    lxw_format *styles[STYLE__COUNT];
    struct sheet_prices prices;
    const struct sheet_bill *bills;
    uint32_t first_price;     /* row of the first price on the sheet of prices */
    struct xlsx_cells *cells; /* of each architecture */
    lxw_worksheet *sheet;     /* the sheet being written */
    const double *widths;     /* of its columns, in characters, up to 0 */
    lxw_worksheet *summary, *notes /* NULL without any */, *cash, *price_sheet, **sheets, *latency,
        *distributions, *assumptions, *about;
    lxw_error error; /* the first error */
};

/* Columns of an architecture's bill, shared by its rows and the tiers below them. */
enum {
    BILL_BLOCK,
    BILL_LINE,
    BILL_WHAT,
    BILL_COMPONENT,
    BILL_OWNER,
    BILL_METER,
    BILL_UNIT,
    BILL_RUN_QUANTITY,
    BILL_FOLLOWS,
    BILL_QUANTITY,
    BILL_PRICE,
    BILL_USD,
    BILL_SHARE,
    BILL_CONTRACTED,
    BILL_LIST,
    BILL_IN_RUN,
};

/* A column of the summary: right of its paragraphs. */
enum { XLSX_LOGO_COLUMN = 5 };

/* Columns of the sheet of prices. */
enum {
    PRICE_METER,
    PRICE_UNIT,
    PRICE_FROM,
    PRICE_TO,
    PRICE_LIST,
    PRICE_CONTRACTED,
    PRICE_PAID,
    PRICE_DISCOUNT,
    PRICE_FINAL,
    PRICE_TERM,
    PRICE_SKU,
    PRICE_DATE,
    PRICE_GRADE,
    PRICE_SOURCE,
    PRICE_NOTE,
    PRICE__COUNT
};

/* Formats of all styles. */
void xlsx_styles(struct xlsx *xlsx);

/* Drop characters that a workbook can't hold, and cut text that nobody would read to the end. */
const char *xlsx_clean(struct arena *arena, const char *text);

/* Cells. NAN and infinity leave the cell empty but for the style. */
void xlsx_text(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, const char *text);
void xlsx_number(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, double value);
/* The word for an unknown figure. */
const char *xlsx_unknown(const struct xlsx *xlsx);
void xlsx_formula(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, double value,
                  const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A formula whose value is a text. */
void xlsx_text_formula(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, const char *text,
                       const char *formula);

/* A text over the columns first to last of one row, wrapped, with the row's height to match. */
void xlsx_paragraph(struct xlsx *xlsx, uint32_t row, int first, int last, size_t width, enum xlsx_style style,
                    const char *text);

/* Headings of a table from column on, two lines high; separated by '|'; those of numbers begin with '>'. */
void xlsx_heads(struct xlsx *xlsx, uint32_t row, int column, const char *heads);

/* Make a row as high as the architectures' names need in columns so wide. */
void xlsx_fit_heads(struct xlsx *xlsx, uint32_t row, size_t columns);

/* Make a row as high as so many lines, or as two. */
void xlsx_lines(struct xlsx *xlsx, uint32_t row, size_t lines);
void xlsx_two_lines(struct xlsx *xlsx, uint32_t row);

/* Write a document's blocks from a cell on, a free row above each heading but the first; return the row
 * after them. */
uint32_t as_xlsx(struct xlsx *xlsx, uint32_t row, int column, const struct doc *doc);

/* Write sections of the run, up to NULL, from the first cell on; return the row after them. */
uint32_t xlsx_say(struct xlsx *xlsx, say_section *const *sections);

/* Name a cell for formulas on every sheet. */
void xlsx_name(struct xlsx *xlsx, const char *name, const char *cell);

/* Write to this sheet from now on; widths of its columns in characters, up to 0. */
void xlsx_begin(struct xlsx *xlsx, lxw_worksheet *sheet, const double *widths);

/* "C5"; "$C$5"; "$C$5:$C$9" of one column. */
char *xlsx_cell(const struct xlsx *xlsx, uint32_t row, int column);
char *xlsx_fixed(const struct xlsx *xlsx, uint32_t row, int column);
char *xlsx_range(const struct xlsx *xlsx, uint32_t first, uint32_t last, int column);

/* A unique name for the architecture's sheet: allowed letters, at most 31. */
const char *xlsx_sheet_name(const struct xlsx *xlsx, size_t architecture);

/* Print set-up of all sheets: landscape, one page wide, headings on every page, page numbers. head is the
 * last row that stays on top when scrolling. */
void xlsx_page(const struct xlsx *xlsx, uint32_t head, int frozen_columns);

/* Colours safe for the colour-blind (Okabe and Ito), by component and by architecture. */
lxw_color_t xlsx_component_colour(const char *component);
lxw_color_t xlsx_architecture_colour(size_t architecture);

/* Put a chart into a sheet, so many times the usual size; the description is for those who can't see it. */
void xlsx_chart(struct xlsx *xlsx, lxw_worksheet *sheet, uint32_t row, int column, lxw_chart *chart,
                double width, double height, const char *description);

/* An architecture's look in charts of points and curves: when colours run out, shapes and dashes
 * distinguish them. */
void xlsx_marker(lxw_chart_series *series, size_t architecture);
void xlsx_curve(lxw_chart_series *series, size_t architecture);

/* The sheets. Those of prices and of architectures come before summary and cash, which refer to them. */
void xlsx_write_prices(struct xlsx *xlsx);
void xlsx_write_architecture(struct xlsx *xlsx, size_t architecture);
void xlsx_write_summary(struct xlsx *xlsx);
void xlsx_write_cash(struct xlsx *xlsx);
void xlsx_write_latency(struct xlsx *xlsx);
void xlsx_write_assumptions(struct xlsx *xlsx);
void xlsx_write_about(struct xlsx *xlsx);
void xlsx_write_notes(struct xlsx *xlsx);

/* Put the logo's upper left corner in a cell; false when it is no known picture. */
bool xlsx_write_logo(struct xlsx *xlsx, uint32_t row, int column);
