/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workbook: what the sheets of a report share. Cells that hold what a user or a source wrote are texts, never
 * formulas, whatever they begin with; formulas are made here of cell references and numbers only, and each
 * carries the run's figure as its cached value, so that readers that don't calculate show the same.
 *
 * Three cells of the summary have names that formulas use: rate_of_run, discount_cloud, discount_vendor; a
 * fourth, months, says how many months a year has.
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
    STYLE_AFTER, /* text behind a number: set in */
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
    STYLE_INPUT_NUMBER, /* a cell that is there to be changed */
    STYLE_INPUT_SHARE,
    STYLE_INPUT_PRICE,
    STYLE_MISSED,
    STYLE__COUNT
};

/* Cells of an architecture's figures, as other sheets refer to them. */
struct xlsx_place {
    const char *sheet;                      /* name as a formula quotes it: 'kafka-classic' */
    const char *totals[SHEET_LEVEL__COUNT]; /* 'kafka-classic'!$L$20; NULL without lines */
    uint32_t first, last;                   /* rows of its bill */
    const char *prepaid; /* a sum of cells: a year's dollars of what a commitment pays for at its start; NULL
                            when there is none */
    double prepaid_usd;  /* what it comes to in the run */
};

struct xlsx {
    struct arena *arena;
    const struct run *run;
    const struct cover *cover; /* NULL without one */
    lxw_workbook *book;
    lxw_format *styles[STYLE__COUNT];
    struct sheet_prices prices;
    const struct sheet_bill *bills;
    uint32_t first_price;      /* row of the first price on the sheet of prices */
    struct xlsx_place *places; /* of each architecture */
    lxw_worksheet *sheet;      /* that cells are written to */
    lxw_worksheet *summary, *notes /* NULL without any */, *cash, *price_sheet, **sheets, *latency,
        *distributions, *assumptions, *about;
    lxw_error error; /* the first that happened */
};

/* Columns of an architecture's bill, which its rows and the tiers below them share. */
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

/* text without what a workbook has no place for, and cut where no reader would go on. */
const char *xlsx_clean(struct arena *arena, const char *text);

/* Cells. A number that is no number leaves its cell empty but for the style. */
void xlsx_text(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, const char *text);
void xlsx_number(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, double value);
void xlsx_formula(struct xlsx *xlsx, uint32_t row, int column, enum xlsx_style style, double value,
                  const char *format, ...) __attribute__((format(printf, 6, 7)));

/* A text over the columns first to last of one row, wrapped, as high as it takes. */
void xlsx_paragraph(struct xlsx *xlsx, uint32_t row, int first, int last, size_t width, enum xlsx_style style,
                    const char *text);

/* Heads of a table from column on, two lines high; between '|'; those of numbers begin with '>'. */
void xlsx_heads(struct xlsx *xlsx, uint32_t row, int column, const char *heads);

/* Make a row as high as two lines. */
void xlsx_two_lines(struct xlsx *xlsx, uint32_t row);

/* A document's blocks from a cell on, a free row above each heading but the first; the row behind them. */
uint32_t as_xlsx(struct xlsx *xlsx, uint32_t row, int column, const struct doc *doc);

/* Sections of the run, up to NULL, from the first cell on; the row behind them. */
uint32_t xlsx_say(struct xlsx *xlsx, say_section *const *sections);

/* A name for a cell, which formulas of every sheet know. */
void xlsx_name(struct xlsx *xlsx, const char *name, const char *cell);

/* Write to this sheet from now on; widths of its columns in characters, up to 0. */
void xlsx_begin(struct xlsx *xlsx, lxw_worksheet *sheet, const double *widths);

/* "C5"; "$C$5"; "$C$5:$C$9" of one column. */
char *xlsx_cell(const struct xlsx *xlsx, uint32_t row, int column);
char *xlsx_fixed(const struct xlsx *xlsx, uint32_t row, int column);
char *xlsx_range(const struct xlsx *xlsx, uint32_t first, uint32_t last, int column);

/* A name for the architecture's sheet that every reader takes: letters that are allowed, at most 31, unlike
 * all before it. */
const char *xlsx_sheet_name(const struct xlsx *xlsx, size_t architecture);

/* Print set-up that all sheets share: landscape, as wide as a page, heads on every page, page numbers. head
 * is the last row that stays on top when scrolled. */
void xlsx_page(const struct xlsx *xlsx, uint32_t head, int frozen_columns);

/* Colours that the colour-blind tell apart (Okabe and Ito), by component and by architecture. */
lxw_color_t xlsx_component_colour(const char *component);
lxw_color_t xlsx_architecture_colour(size_t architecture);

/* Put a chart into a sheet, so many times the usual size; the description is for who can't see it. */
void xlsx_chart(struct xlsx *xlsx, lxw_worksheet *sheet, uint32_t row, int column, lxw_chart *chart,
                double width, double height, const char *description);

/* An architecture's look in charts of points and of curves: beyond as many as there are colours, shapes and
 * dashes tell them apart. */
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

/* The logo with its upper left corner in a cell; false when it is no picture that can be shown. */
bool xlsx_write_logo(struct xlsx *xlsx, uint32_t row, int column);
