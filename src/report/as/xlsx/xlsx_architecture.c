/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One architecture's sheet: its bill as quantity × price, the tiers of its meters, its machines and their
 * utilisation.
 *
 * A row of the bill is its share of its meter's cost, which is the sum of the tiers below. SUMIF finds
 * meters by the number in the first column: their names come from a price book and may look like a
 * pattern. A support plan is a share of the rows above it; no formula of theirs may have it in a range, or
 * readers see a circle. */
#include <math.h>

#include "base/text.h"
#include "base/units.h"
#include "report/as/xlsx/xlsx.h"
#include "report/say/say.h"

enum { NOTE_ROW = 1, HEAD_ROW = 3 };

/* Columns of dollars per year, of the bill and of its tiers. */
static const int USD_COLUMNS[SHEET_LEVEL__COUNT] = {
    [SHEET_PAID] = BILL_USD, [SHEET_CONTRACTED] = BILL_CONTRACTED, [SHEET_LIST] = BILL_LIST};

/* The sheet being written, and the next row. */
struct writer {
    struct xlsx *xlsx;
    const struct run_architecture *architecture;
    const struct sheet_bill *bill;
    struct xlsx_cells *cells;
    uint32_t last_plain; /* row of the bill: the last that isn't a share of it */
    uint32_t *tiers; /* row of each block's first tier, and the one after the last block; computed before the
                        bill is written */
};

static size_t tier_count(const struct sheet_block *block) { return block->is_live ? block->price_count : 0; }

static void place_tiers(struct writer *writer, uint32_t first)
{
    writer->tiers = arena_new_of(writer->xlsx->arena, uint32_t, writer->bill->block_count + 1);
    writer->tiers[0] = first;
    for (size_t i = 0; i < writer->bill->block_count; i++)
        writer->tiers[i + 1] = writer->tiers[i] + (uint32_t)tier_count(&writer->bill->blocks[i]);
}

static char *bill_range(const struct writer *writer, int column)
{
    return xlsx_range(writer->xlsx, writer->cells->first, writer->cells->last, column);
}

/* The sum of the cloud's rows above the share of them. */
static char *cloud_sum(const struct writer *writer, int column)
{
    return text_format(writer->xlsx->arena, "SUMPRODUCT((%s=\"cloud\")*%s)",
                       xlsx_range(writer->xlsx, writer->cells->first, writer->last_plain, BILL_OWNER),
                       xlsx_range(writer->xlsx, writer->cells->first, writer->last_plain, column));
}

static const struct sheet_row *share_of_bill(const struct writer *writer)
{
    const struct sheet_row *last = &writer->bill->rows[writer->bill->row_count - 1];
    return last->is_share_of_bill ? last : NULL;
}

/* A block's quantity a month, by its number in the row. */
static char *block_quantity(const struct writer *writer, uint32_t row, size_t block)
{
    struct xlsx *xlsx = writer->xlsx;
    const struct sheet_row *share = share_of_bill(writer);
    if (share != NULL && share->block == block) return xlsx_cell(xlsx, writer->cells->last, BILL_QUANTITY);
    return text_format(xlsx->arena, "SUMIF(%s,%s,%s)",
                       xlsx_range(xlsx, writer->cells->first, writer->last_plain, BILL_BLOCK),
                       xlsx_cell(xlsx, row, BILL_BLOCK),
                       xlsx_range(xlsx, writer->cells->first, writer->last_plain, BILL_QUANTITY));
}

/* ---- the bill ---- */

static void write_words(const struct writer *writer, uint32_t row, const struct sheet_row *line)
{
    struct xlsx *xlsx = writer->xlsx;
    const struct run_line_kind *kind = line->kind;
    xlsx_number(xlsx, row, BILL_BLOCK, STYLE_CENTRE, (double)line->block + 1);
    xlsx_text(xlsx, row, BILL_LINE, STYLE_TEXT, kind->id);
    xlsx_text(xlsx, row, BILL_WHAT, STYLE_TEXT,
              kind->is_unverified ? text_format(xlsx->arena, "%s (unverified price)", kind->title)
                                  : kind->title);
    xlsx_text(xlsx, row, BILL_COMPONENT, STYLE_TEXT, kind->component);
    xlsx_text(xlsx, row, BILL_OWNER, STYLE_TEXT, kind->owner);
    xlsx_text(xlsx, row, BILL_METER, STYLE_TEXT, kind->meter);
    xlsx_text(xlsx, row, BILL_UNIT, STYLE_TEXT, kind->unit);
}

static void write_quantity(const struct writer *writer, uint32_t row, const struct sheet_row *line)
{
    struct xlsx *xlsx = writer->xlsx;
    if (line->is_share_of_bill) {
        xlsx_number(xlsx, row, BILL_RUN_QUANTITY, STYLE_NUMBER, line->quantity_per_month);
        xlsx_text(xlsx, row, BILL_FOLLOWS, STYLE_TEXT, "the bill");
        xlsx_formula(xlsx, row, BILL_QUANTITY, STYLE_NUMBER, line->quantity_per_month, "=%s/12",
                     cloud_sum(writer, BILL_USD));
        return;
    }
    xlsx_number(xlsx, row, BILL_RUN_QUANTITY, STYLE_INPUT_NUMBER, line->quantity_per_month);
    xlsx_formula(xlsx, row, BILL_QUANTITY, STYLE_NUMBER, line->quantity_per_month, "=%s",
                 xlsx_cell(xlsx, row, BILL_RUN_QUANTITY));
}

/* The row's share of its meter's tiers summed in a column. */
static void write_share(const struct writer *writer, uint32_t row, size_t block, int column, double usd)
{
    struct xlsx *xlsx = writer->xlsx;
    const char *quantity = block_quantity(writer, row, block),
               *tiers = xlsx_range(xlsx, writer->tiers[block], writer->tiers[block + 1] - 1, column);
    xlsx_formula(xlsx, row, column, STYLE_CENTS, usd, "=IF(%s=0,0,%s/%s*SUM(%s))", quantity,
                 xlsx_cell(xlsx, row, BILL_QUANTITY), quantity, tiers);
}

static void write_line(const struct writer *writer, uint32_t row, const struct sheet_row *line)
{
    struct xlsx *xlsx = writer->xlsx;
    write_words(writer, row, line);
    bool is_live = writer->bill->blocks[line->block].is_live;
    double per_year = line->quantity_per_month * MONTHS_PER_YEAR;
    if (is_live) {
        const char *quantity = xlsx_cell(xlsx, row, BILL_QUANTITY);
        write_quantity(writer, row, line);
        xlsx_formula(xlsx, row, BILL_PRICE, STYLE_PRICE,
                     per_year > 0 ? line->usd_per_year[SHEET_PAID] / per_year : 0, "=IF(%s=0,0,%s/%s/12)",
                     quantity, xlsx_cell(xlsx, row, BILL_USD), quantity);
        for (enum sheet_level level = 0; level < SHEET_LEVEL__COUNT; level++)
            write_share(writer, row, line->block, USD_COLUMNS[level], line->usd_per_year[level]);
    } else {
        xlsx_number(xlsx, row, BILL_RUN_QUANTITY, STYLE_NUMBER, line->quantity_per_month);
        xlsx_text(xlsx, row, BILL_FOLLOWS, STYLE_TEXT, "fixed");
        xlsx_number(xlsx, row, BILL_QUANTITY, STYLE_NUMBER, line->quantity_per_month);
        for (enum sheet_level level = 0; level < SHEET_LEVEL__COUNT; level++)
            xlsx_number(xlsx, row, USD_COLUMNS[level], STYLE_CENTS, line->usd_per_year[level]);
    }
    const char *usd = xlsx_cell(xlsx, row, BILL_USD),
               *total = xlsx_cell(xlsx, writer->cells->last + 1, BILL_USD);
    double share = writer->architecture->usd_per_year > 0
                       ? line->usd_per_year[SHEET_PAID] / writer->architecture->usd_per_year
                       : 0;
    xlsx_formula(xlsx, row, BILL_SHARE, STYLE_SHARE, share, "=IF(%s=0,0,%s/%s)", total, usd, total);
    xlsx_number(xlsx, row, BILL_IN_RUN, STYLE_CENTS, line->usd_per_year[SHEET_PAID]);
}

static void write_total(const struct writer *writer)
{
    struct xlsx *xlsx = writer->xlsx;
    uint32_t row = writer->cells->last + 1;
    for (int column = 0; column <= BILL_IN_RUN; column++)
        xlsx_text(xlsx, row, column, STYLE_TOTAL_TEXT, column == BILL_LINE ? "total" : "");
    const struct run_architecture *architecture = writer->architecture;
    const double totals[SHEET_LEVEL__COUNT] = {[SHEET_PAID] = architecture->usd_per_year,
                                               [SHEET_CONTRACTED] = architecture->usd_per_year_contracted,
                                               [SHEET_LIST] = architecture->usd_per_year_list};
    for (enum sheet_level level = 0; level < SHEET_LEVEL__COUNT; level++) {
        xlsx_formula(xlsx, row, USD_COLUMNS[level], STYLE_TOTAL_CENTS, totals[level], "=SUM(%s)",
                     bill_range(writer, USD_COLUMNS[level]));
        writer->cells->totals[level] = text_format(xlsx->arena, "%s!%s", writer->cells->sheet,
                                                   xlsx_cell(xlsx, row, USD_COLUMNS[level]));
    }
    xlsx_number(xlsx, row, BILL_IN_RUN, STYLE_TOTAL_CENTS, architecture->usd_per_year);
}

/* ---- tiers ---- */

/* The part of a quantity in a tier. Quantities beyond the last tier that the run knows have no price: that
 * is an error and not a guess. */
static char *tier_formula(const struct writer *writer, uint32_t row, const char *quantity, bool is_last_known,
                          bool is_open)
{
    struct xlsx *xlsx = writer->xlsx;
    const char *from = xlsx_cell(xlsx, row, BILL_RUN_QUANTITY), *to = xlsx_cell(xlsx, row, BILL_FOLLOWS);
    if (is_open) return text_format(xlsx->arena, "MAX(0,%s-%s)", quantity, from);
    char *part = text_format(xlsx->arena, "MAX(0,MIN(%s,%s)-%s)", quantity, to, from);
    return is_last_known ? text_format(xlsx->arena, "IF(%s>%s,NA(),%s)", quantity, to, part) : part;
}

/* The cost of a tier per year at other prices than those paid; for a share of the bill, of the bill at these
 * prices. */
static void write_tier_at(const struct writer *writer, uint32_t row, size_t number,
                          const struct run_charge *charge, enum sheet_level level, const char *price,
                          bool is_last_known)
{
    struct xlsx *xlsx = writer->xlsx;
    const struct sheet_block *block = &writer->bill->blocks[number];
    double quantity = sheet_part_in_tier(charge, block->quantity_per_month[level]);
    const char *part = xlsx_cell(xlsx, row, BILL_QUANTITY);
    const struct sheet_row *share = share_of_bill(writer);
    if (share != NULL && share->block == number) {
        const char *bill = text_format(xlsx->arena, "(%s/12)", cloud_sum(writer, USD_COLUMNS[level]));
        part = tier_formula(writer, row, bill, is_last_known, isinf(charge->to));
    }
    xlsx_formula(xlsx, row, USD_COLUMNS[level], STYLE_CENTS,
                 quantity * sheet_usd_per_unit(charge, level) * MONTHS_PER_YEAR, "=%s*%s*12", part, price);
}

static void write_tier(const struct writer *writer, uint32_t row, size_t number, size_t tier)
{
    struct xlsx *xlsx = writer->xlsx;
    const struct sheet_block *block = &writer->bill->blocks[number];
    const struct run_charge *charge = &xlsx->prices.list[block->prices[tier]].charge;
    uint32_t price_row = xlsx->first_price + (uint32_t)block->prices[tier];
    bool is_last = tier + 1 == block->price_count, is_open = isinf(charge->to);
    double quantity = sheet_part_in_tier(charge, block->quantity_per_month[SHEET_PAID]);
    xlsx_number(xlsx, row, BILL_BLOCK, STYLE_CENTRE, (double)number + 1);
    xlsx_text(xlsx, row, BILL_METER, STYLE_TEXT, block->kind->meter);
    xlsx_text(xlsx, row, BILL_UNIT, STYLE_TEXT, block->kind->unit);
    xlsx_number(xlsx, row, BILL_RUN_QUANTITY, STYLE_COUNT, charge->from);
    xlsx_number(xlsx, row, BILL_FOLLOWS, STYLE_COUNT, charge->to);
    xlsx_formula(xlsx, row, BILL_QUANTITY, STYLE_NUMBER, quantity, "=%s",
                 tier_formula(writer, row, block_quantity(writer, row, number), is_last, is_open));
    xlsx_formula(xlsx, row, BILL_PRICE, STYLE_PRICE, charge->usd_per_unit, "=Prices!%s",
                 xlsx_cell(xlsx, price_row, PRICE_FINAL));
    xlsx_formula(xlsx, row, BILL_USD, STYLE_CENTS, quantity * charge->usd_per_unit * MONTHS_PER_YEAR,
                 "=%s*%s*12", xlsx_cell(xlsx, row, BILL_QUANTITY), xlsx_cell(xlsx, row, BILL_PRICE));
    double upfront = run_charge_upfront_share(charge);
    if (upfront > 0) {
        struct xlsx_cells *cells = writer->cells;
        const char *cell = text_format(xlsx->arena, "%s!%s%s%s", cells->sheet, xlsx_cell(xlsx, row, BILL_USD),
                                       upfront == 1 ? "" : "*",
                                       upfront == 1 ? "" : text_number(xlsx->arena, upfront));
        cells->prepaid = cells->prepaid == NULL ? cell
                                                : text_format(xlsx->arena, "%s+%s", cells->prepaid, cell);
        cells->prepaid_usd += quantity * charge->usd_per_unit * MONTHS_PER_YEAR * upfront;
    }
    /* A further discount is negotiated: it lowers contracted prices, and list stays list. */
    const char *contracted = text_format(xlsx->arena, "Prices!%s*(1-Prices!%s)",
                                         xlsx_cell(xlsx, price_row, PRICE_CONTRACTED),
                                         xlsx_cell(xlsx, price_row, PRICE_DISCOUNT));
    write_tier_at(writer, row, number, charge, SHEET_CONTRACTED, contracted, is_last);
    write_tier_at(writer, row, number, charge, SHEET_LIST,
                  text_format(xlsx->arena, "Prices!%s", xlsx_cell(xlsx, price_row, PRICE_LIST)), is_last);
}

static void write_tiers(const struct writer *writer)
{
    static const char HEADS[] = "no.|||||Meter|Unit|>Over, per month|>Up to, per month|>Quantity in the tier|"
                                ">$ per unit|>$ per year||>$ per year, contracted|>$ per year at list|";
    struct xlsx *xlsx = writer->xlsx;
    xlsx_text(xlsx, writer->tiers[0] - 2, BILL_LINE, STYLE_SECTION, "Tiers: what the meters cost");
    xlsx_heads(xlsx, writer->tiers[0] - 1, 0, HEADS);
    for (size_t i = 0; i < writer->bill->block_count; i++)
        for (size_t tier = 0; tier < tier_count(&writer->bill->blocks[i]); tier++)
            write_tier(writer, writer->tiers[i] + (uint32_t)tier, i, tier);
}

/* ---- what else ---- */

static void write_chart(const struct writer *writer, uint32_t row)
{
    struct xlsx *xlsx = writer->xlsx;
    lxw_chart *chart = workbook_add_chart(xlsx->book, LXW_CHART_BAR);
    const char *sheet = writer->cells->sheet;
    lxw_chart_series *series =
        chart_add_series(chart, text_format(xlsx->arena, "=%s!%s", sheet, bill_range(writer, BILL_LINE)),
                         text_format(xlsx->arena, "=%s!%s", sheet, bill_range(writer, BILL_USD)));
    lxw_chart_fill fill = {
        .color = xlsx_architecture_colour((size_t)(writer->architecture - xlsx->run->architectures))};
    chart_series_set_fill(series, &fill);
    chart_series_set_name(series, "$ per year");
    chart_series_set_labels(series);
    chart_series_set_labels_num_format(series, "#,##0");
    chart_title_set_name(chart, "$ per year, line by line");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    chart_axis_set_reverse(chart->y_axis);
    chart_axis_set_num_format(chart->x_axis, "#,##0");
    xlsx_chart(xlsx, xlsx->sheet, row, BILL_METER, chart, 1.6, 1.2,
               "Bars: annual dollars of each line of the bill above");
}

static uint32_t last_tier(const struct writer *writer)
{
    return writer->tiers[writer->bill->block_count] - 1;
}

static void write_bill(struct writer *writer)
{
    static const char HEADS[] = "no.|Line|What|Component|Paid to|Meter|Unit|>Monthly quantity in the run|"
                                "|>Monthly quantity|>$ per unit, mean|>$ per year|>of total|"
                                ">$ per year, contracted|>$ per year at list|>$ per year in the run";
    xlsx_heads(writer->xlsx, HEAD_ROW, 0, HEADS);
    writer->cells->first = HEAD_ROW + 1;
    writer->cells->last = HEAD_ROW + (uint32_t)writer->bill->row_count;
    writer->last_plain = writer->cells->last - (share_of_bill(writer) != NULL);
    place_tiers(writer, writer->cells->last + 5);
    for (size_t i = 0; i < writer->bill->row_count; i++)
        write_line(writer, writer->cells->first + (uint32_t)i, &writer->bill->rows[i]);
    write_total(writer);
    if (last_tier(writer) >= writer->tiers[0]) write_tiers(writer);
}

void xlsx_write_architecture(struct xlsx *xlsx, size_t number)
{
    static const double WIDTHS[] = {5, 30, 44, 14, 9, 50, 13, 18, 12, 18, 16, 15, 8, 15, 15, 15, 0};
    struct writer writer = {
        xlsx, &xlsx->run->architectures[number], &xlsx->bills[number], &xlsx->cells[number], 0, NULL};
    xlsx_begin(xlsx, xlsx->sheets[number], WIDTHS);
    xlsx_text(xlsx, 0, BILL_LINE, STYLE_SECTION, writer.architecture->name);
    struct doc words = doc_new(DOC_XLSX, xlsx->arena);
    xlsx_text(xlsx, NOTE_ROW, BILL_LINE, writer.architecture->feasible ? STYLE_TEXT : STYLE_MISSED,
              writer.architecture->feasible
                  ? "USD, before tax. Change the shaded cells; machines stay as planned."
                  : say_cannot(&words, writer.architecture));
    uint32_t row = HEAD_ROW + 1;
    if (writer.bill->row_count > 0) {
        write_bill(&writer);
        row = (last_tier(&writer) >= writer.tiers[0] ? last_tier(&writer) : writer.cells->last + 1) + 2;
        write_chart(&writer, row);
    }
    say_machines_of(&words, writer.architecture);
    as_xlsx(xlsx, row, BILL_LINE, &words);
    xlsx_page(xlsx, HEAD_ROW, BILL_WHAT);
}
