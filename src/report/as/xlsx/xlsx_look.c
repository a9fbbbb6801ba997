/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The look of pages and charts: print set-up, and the colours, shapes and dashes of architectures and
 * components. */
#include "cost/components.h"
#include "report/pivot.h"
#include "report/as/xlsx/xlsx.h"

void xlsx_page(const struct xlsx *xlsx, uint32_t head, int frozen_columns)
{
    lxw_worksheet *sheet = xlsx->sheet;
    worksheet_freeze_panes(sheet, head + 1, (lxw_col_t)frozen_columns);
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, head, head);
    worksheet_set_footer(sheet, "&L&A&Rpage &P of &N");
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
}

/* Masataka Okabe and Kei Ito, Color Universal Design, 2008. */
enum {
    BLUE = 0x0072B2,
    ORANGE = 0xE69F00,
    VERMILION = 0xD55E00,
    GREEN = 0x009E73,
    PURPLE = 0xCC79A7,
    SKY = 0x56B4E9,
    GREY = 0x7F7F7F,
    INK = 0x1A1A1A
};
enum { COLOUR_COUNT = 8 };

lxw_color_t xlsx_component_colour(const char *component)
{
    return COMPONENTS[component_find(component)].sheet_colour;
}

lxw_color_t xlsx_architecture_colour(size_t architecture)
{
    static const lxw_color_t COLOURS[COLOUR_COUNT] = {BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, INK, GREY};
    return COLOURS[architecture % COLOUR_COUNT];
}

void xlsx_chart(struct xlsx *xlsx, lxw_worksheet *sheet, uint32_t row, int column, lxw_chart *chart,
                double width, double height, const char *description)
{
    lxw_chart_options options = {.x_scale = width,
                                 .y_scale = height,
                                 .description = arena_copy_string(xlsx->arena, description)};
    if (worksheet_insert_chart_opt(sheet, row, (lxw_col_t)column, chart, &options) != LXW_NO_ERROR)
        xlsx->error = LXW_ERROR_PARAMETER_VALIDATION;
}

void xlsx_marker(lxw_chart_series *series, size_t architecture)
{
    static const uint8_t SHAPES[] = {LXW_CHART_MARKER_CIRCLE, LXW_CHART_MARKER_SQUARE,
                                     LXW_CHART_MARKER_DIAMOND, LXW_CHART_MARKER_TRIANGLE};
    lxw_chart_fill fill = {.color = xlsx_architecture_colour(architecture)};
    lxw_chart_line line = {.color = xlsx_architecture_colour(architecture)};
    chart_series_set_marker_type(
        series, SHAPES[(architecture + architecture / COLOUR_COUNT) % (sizeof SHAPES / sizeof *SHAPES)]);
    chart_series_set_marker_size(series, 9);
    chart_series_set_marker_fill(series, &fill);
    chart_series_set_marker_line(series, &line);
}

void xlsx_curve(lxw_chart_series *series, size_t architecture)
{
    static const uint8_t DASHES[] = {LXW_CHART_LINE_DASH_SOLID, LXW_CHART_LINE_DASH_DASH,
                                     LXW_CHART_LINE_DASH_ROUND_DOT, LXW_CHART_LINE_DASH_DASH_DOT};
    lxw_chart_line line = {.color = xlsx_architecture_colour(architecture),
                           .width = 1.75F,
                           .dash_type =
                               DASHES[architecture / COLOUR_COUNT % (sizeof DASHES / sizeof *DASHES)]};
    chart_series_set_line(series, &line);
    chart_series_set_marker_type(series, LXW_CHART_MARKER_NONE);
}
