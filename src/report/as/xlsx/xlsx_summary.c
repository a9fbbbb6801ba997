/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first sheet: the decision, the cells to change, each architecture's cost and its users' latency. */
#include <math.h>

#include "base/text.h"
#include "base/units.h"
#include "report/report.h"
#include "report/as/xlsx/xlsx.h"
#include "report/view.h"

enum {
    LABEL,
    FIRST_ARCHITECTURE,
    PARAGRAPH_LAST = XLSX_LOGO_COLUMN - 1,
    PARAGRAPH_COLUMNS = 100,
    OPTION_COLUMNS = 16
};
enum {
    TITLE_ROW,
    AUTHOR_ROW,
    DECISION_ROW,
    WORKLOAD_ROW,
    NOTE_ROW,
    PRIVACY_ROW,
    CHANGE_ROW = 7,
    CLOUD_ROW,
    VENDOR_ROW,
    HEAD_ROW = 11
};
struct writer {
    struct xlsx *xlsx;
    struct view view; /* with components that have rows */
    uint32_t row, total_row;
};

static const struct run_architecture *architecture_of(const struct writer *writer, size_t i)
{
    return &writer->xlsx->run->architectures[i];
}

static int column_of(size_t architecture) { return FIRST_ARCHITECTURE + (int)architecture; }

/* ---- the head ---- */

static void write_head(const struct writer *writer)
{
    struct xlsx *xlsx = writer->xlsx;
    const struct run *run = xlsx->run;
    xlsx_paragraph(xlsx, TITLE_ROW, LABEL, PARAGRAPH_LAST, PARAGRAPH_COLUMNS, STYLE_SECTION,
                   cover_title(xlsx->cover, run, xlsx->arena));
    if (xlsx->cover != NULL && xlsx->cover->author != NULL)
        xlsx_paragraph(xlsx, AUTHOR_ROW, LABEL, PARAGRAPH_LAST, PARAGRAPH_COLUMNS, STYLE_NOTE,
                       xlsx->cover->author);
    xlsx_paragraph(xlsx, WORKLOAD_ROW, LABEL, PARAGRAPH_LAST, PARAGRAPH_COLUMNS, STYLE_WRAP,
                   text_format(xlsx->arena, "%s in %s: %s. USD, before tax.", run->workload_name, run->region,
                               run->workload_text));
    xlsx_paragraph(
        xlsx, NOTE_ROW, LABEL, PARAGRAPH_LAST, PARAGRAPH_COLUMNS, STYLE_NOTE,
        text_format(
            xlsx->arena,
            "A forecast from a model, not a quote; %s. The rows marked \"in the "
            "run\" come from the run; all other figures are computed here and follow the shaded cells.",
            say_price_span(run, xlsx->arena)));
    if (report_privacy(run) != NULL) xlsx_text(xlsx, PRIVACY_ROW, LABEL, STYLE_MISSED, report_privacy(run));
}

static void write_inputs(const struct writer *writer)
{
    static const struct {
        uint32_t row;
        const char *label, *name, *what;
    } INPUTS[] = {
        {CLOUD_ROW, "extra discount, cloud", "discount_cloud",
         "applied to all cloud prices; change single prices on the sheet of prices"},
        {VENDOR_ROW, "extra discount, vendors", "discount_vendor", "applied to all vendor prices"},
    };
    struct xlsx *xlsx = writer->xlsx;
    xlsx_text(xlsx, CHANGE_ROW, LABEL, STYLE_SECTION, "What if");
    for (size_t i = 0; i < sizeof INPUTS / sizeof *INPUTS; i++) {
        xlsx_text(xlsx, INPUTS[i].row, LABEL, STYLE_TEXT, INPUTS[i].label);
        xlsx_number(xlsx, INPUTS[i].row, FIRST_ARCHITECTURE, STYLE_INPUT_SHARE, 0);
        xlsx_text(xlsx, INPUTS[i].row, FIRST_ARCHITECTURE + 1, STYLE_AFTER, INPUTS[i].what);
        xlsx_name(xlsx, INPUTS[i].name,
                  text_format(xlsx->arena, "Summary!%s",
                              xlsx_fixed(xlsx, INPUTS[i].row, FIRST_ARCHITECTURE)));
    }
}

/* ---- the table ---- */

/* Dollars of the rows with a given component or owner. */
static double sum_of(const struct sheet_bill *bill, bool by_owner, const char *word)
{
    double usd = 0;
    for (size_t i = 0; i < bill->row_count; i++)
        usd += text_equal(by_owner ? bill->rows[i].kind->owner : bill->rows[i].kind->component, word)
                   ? bill->rows[i].usd_per_year[SHEET_PAID]
                   : 0;
    return usd;
}

/* A row with its label. */
static uint32_t begin_row(struct writer *writer, const char *label)
{
    xlsx_text(writer->xlsx, writer->row, LABEL, STYLE_TEXT, label);
    return writer->row++;
}

/* Sum by equality: SUMIF would take words for patterns. */
static void write_sums(struct writer *writer, const char *label, const char *word, bool by_owner)
{
    struct xlsx *xlsx = writer->xlsx;
    uint32_t row = begin_row(writer, label);
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct xlsx_cells *cells = &xlsx->cells[i];
        if (cells->totals[SHEET_PAID] == NULL) continue;
        const char *is_word = by_owner ? text_format(xlsx->arena, "\"%s\"", word)
                                       : xlsx_cell(xlsx, row, LABEL);
        xlsx_formula(xlsx, row, column_of(i), STYLE_USD, sum_of(&xlsx->bills[i], by_owner, word),
                     "=SUMPRODUCT((%s!%s=%s)*%s!%s)", cells->sheet,
                     xlsx_range(xlsx, cells->first, cells->last, by_owner ? BILL_OWNER : BILL_COMPONENT),
                     is_word, cells->sheet, xlsx_range(xlsx, cells->first, cells->last, BILL_USD));
    }
}

static void write_totals(struct writer *writer)
{
    struct xlsx *xlsx = writer->xlsx;
    writer->total_row = writer->row++;
    xlsx_text(xlsx, writer->total_row, LABEL, STYLE_TOTAL_TEXT, "total $ per year");
    uint32_t in_run = begin_row(writer, "total in the run"),
             contracted = begin_row(writer, "at contracted prices"),
             list = begin_row(writer, "at list prices");
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_architecture *architecture = architecture_of(writer, i);
        const struct xlsx_cells *cells = &xlsx->cells[i];
        if (!architecture->feasible)
            xlsx_text(xlsx, writer->row, column_of(i), STYLE_MISSED,
                      run_is_priced(architecture) ? run_cannot(architecture) : "cannot");
        if (cells->totals[SHEET_PAID] == NULL) continue;
        xlsx_formula(xlsx, writer->total_row, column_of(i), STYLE_TOTAL_USD, architecture->usd_per_year,
                     "=%s", cells->totals[SHEET_PAID]);
        xlsx_number(xlsx, in_run, column_of(i), STYLE_USD, architecture->usd_per_year);
        xlsx_formula(xlsx, contracted, column_of(i), STYLE_USD, architecture->usd_per_year_contracted, "=%s",
                     cells->totals[SHEET_CONTRACTED]);
        xlsx_formula(xlsx, list, column_of(i), STYLE_USD, architecture->usd_per_year_list, "=%s",
                     cells->totals[SHEET_LIST]);
    }
}

/* Only architectures that can carry the workload are compared. */
static char *feasible_totals(const struct writer *writer)
{
    struct text list = text_new(writer->xlsx->arena);
    for (size_t i = 0; i < writer->xlsx->run->architecture_count; i++)
        if (architecture_of(writer, i)->feasible && writer->xlsx->cells[i].totals[SHEET_PAID] != NULL)
            text_addf(&list, "%s%s", list.length == 0 ? "" : ",",
                      xlsx_cell(writer->xlsx, writer->total_row, column_of(i)));
    return list.length == 0 ? NULL : list.bytes;
}

/* The winner's total, or the least where nothing is known to meet the objectives. */
static const char *base_total(const struct writer *writer, const struct run_architecture *base)
{
    const struct run *run = writer->xlsx->run;
    if (view_heeds_objectives(run) && base == view_winner(run))
        return xlsx_cell(writer->xlsx, writer->total_row, column_of((size_t)(base - run->architectures)));
    return text_format(writer->xlsx->arena, "MIN(%s)", feasible_totals(writer));
}

static void write_comparison(struct writer *writer)
{
    struct xlsx *xlsx = writer->xlsx;
    const struct run_architecture *base = view_base(xlsx->run);
    uint32_t row = begin_row(writer, text_format(xlsx->arena, "more than the %s", view_base_word(xlsx->run)));
    for (size_t i = 0; base != NULL && feasible_totals(writer) != NULL && i < xlsx->run->architecture_count;
         i++)
        if (architecture_of(writer, i)->feasible && xlsx->cells[i].totals[SHEET_PAID] != NULL)
            xlsx_formula(xlsx, row, column_of(i), STYLE_USD,
                         architecture_of(writer, i)->usd_per_year - base->usd_per_year, "=%s-%s",
                         xlsx_cell(xlsx, writer->total_row, column_of(i)), base_total(writer, base));
}

/* True if prices alone decide whether the architecture is chosen. */
static bool may_be_chosen(const struct writer *writer, size_t i)
{
    return view_standing(writer->xlsx->run, architecture_of(writer, i)) == VIEW_MEETS &&
           writer->xlsx->cells[i].totals[SHEET_PAID] != NULL;
}

/* The choice as a formula: the cheapest of those that may be chosen, at the prices in the cells. */
static void write_choice(struct writer *writer)
{
    struct xlsx *xlsx = writer->xlsx;
    const struct run_architecture *winner = view_winner(xlsx->run);
    const char *why = view_heeds_objectives(xlsx->run) ? "meets every objective" : "carries the load",
               *said = winner == NULL
                           ? xlsx->run->verdict.sentence
                           : text_format(xlsx->arena, "%s is the cheapest option that %s, at $%s per year.",
                                         winner->name, why,
                                         text_thousands(xlsx->arena, winner->usd_per_year, 0));
    xlsx_paragraph(xlsx, DECISION_ROW, LABEL, PARAGRAPH_LAST, PARAGRAPH_COLUMNS, STYLE_TITLE, said);
    if (winner == NULL) return;
    int last = column_of(xlsx->run->architecture_count - 1);
    uint32_t row = begin_row(writer, "total, if it may be chosen");
    for (size_t i = 0; i < xlsx->run->architecture_count; i++)
        if (may_be_chosen(writer, i))
            xlsx_formula(xlsx, row, column_of(i), STYLE_USD, architecture_of(writer, i)->usd_per_year, "=%s",
                         xlsx_cell(xlsx, writer->total_row, column_of(i)));
    const char *totals = text_format(xlsx->arena, "%s:%s", xlsx_cell(xlsx, row, FIRST_ARCHITECTURE),
                                     xlsx_cell(xlsx, row, last)),
               *names = text_format(xlsx->arena, "%s:%s", xlsx_cell(xlsx, HEAD_ROW, FIRST_ARCHITECTURE),
                                    xlsx_cell(xlsx, HEAD_ROW, last));
    xlsx_text_formula(xlsx, DECISION_ROW, LABEL, STYLE_TITLE, said,
                      text_format(xlsx->arena,
                                  "=INDEX(%s,MATCH(MIN(%s),%s,0))&\" is the cheapest option that %s, at "
                                  "$\"&TEXT(MIN(%s),\"#,##0\")&\" per year.\"",
                                  names, totals, totals, why, totals));
}

static void write_upfront(struct writer *writer)
{
    struct xlsx *xlsx = writer->xlsx;
    bool any = false;
    for (size_t i = 0; i < xlsx->run->architecture_count; i++)
        any |= architecture_of(writer, i)->upfront_usd > 0;
    if (!any) return;
    uint32_t cash = begin_row(writer, "upfront, in the run"), years = begin_row(writer, "years it covers");
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        xlsx_number(xlsx, cash, column_of(i), STYLE_USD, architecture_of(writer, i)->upfront_usd);
        xlsx_number(xlsx, years, column_of(i), STYLE_COUNT, architecture_of(writer, i)->upfront_years);
    }
}

static void write_unit_cost(struct writer *writer)
{
    struct xlsx *xlsx = writer->xlsx;
    uint32_t produced = begin_row(writer, "GB produced per year, in the run"),
             each = begin_row(writer, "$ per GB produced");
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_flow *flow = view_flow(architecture_of(writer, i), "produce");
        if (flow == NULL || xlsx->cells[i].totals[SHEET_PAID] == NULL) continue;
        xlsx_number(xlsx, produced, column_of(i), STYLE_COUNT, flow->gb_per_year);
        xlsx_formula(xlsx, each, column_of(i), STYLE_RATIO,
                     architecture_of(writer, i)->usd_per_year / flow->gb_per_year, "=%s/%s",
                     xlsx_cell(xlsx, writer->total_row, column_of(i)),
                     xlsx_cell(xlsx, produced, column_of(i)));
    }
}

/* ---- latency ---- */

static uint32_t write_latency_row(struct writer *writer, const char *label, bool end_to_end, int level)
{
    struct xlsx *xlsx = writer->xlsx;
    uint32_t row = begin_row(writer, label);
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_distribution *distribution = view_distribution(architecture_of(writer, i),
                                                                        end_to_end);
        if (distribution != NULL)
            xlsx_number(xlsx, row, column_of(i), STYLE_MS, distribution->quantiles[level].ms);
    }
    return row;
}

/* The power of ten at or below, at most 1 s. */
static double decade_below(double ms)
{
    double decade = 1000;
    while (decade > ms && decade > 1e-3) decade /= 10;
    return decade;
}

/* Each architecture as a point: its cost and its users' latency. */
static void write_trade(const struct writer *writer, uint32_t p99_row, uint32_t at)
{
    struct xlsx *xlsx = writer->xlsx;
    lxw_chart *chart = NULL; /* NULL until it has a point: an empty chart is invalid */
    double min_ms = INFINITY;
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_distribution *distribution = view_distribution(architecture_of(writer, i), true);
        if (distribution == NULL || !isfinite(distribution->quantiles[RUN_P99].ms) ||
            !architecture_of(writer, i)->feasible || xlsx->cells[i].totals[SHEET_PAID] == NULL)
            continue;
        if (chart == NULL) chart = workbook_add_chart(xlsx->book, LXW_CHART_SCATTER);
        min_ms = fmin(min_ms, distribution->quantiles[RUN_P99].ms);
        const char *x = xlsx_fixed(xlsx, p99_row, column_of(i)),
                   *y = xlsx_fixed(xlsx, writer->total_row, column_of(i));
        lxw_chart_series *series = chart_add_series(chart, text_format(xlsx->arena, "=Summary!%s", x),
                                                    text_format(xlsx->arena, "=Summary!%s", y));
        chart_series_set_name_range(series, "Summary", HEAD_ROW, (lxw_col_t)column_of(i));
        xlsx_marker(series, i);
    }
    if (chart == NULL) return;
    chart_title_set_name(chart, "Cost against latency");
    chart_axis_set_name(chart->x_axis, "end to end p99, ms");
    chart_axis_set_name(chart->y_axis, "$ per year");
    chart_axis_set_num_format(chart->x_axis, "#,##0");
    chart_axis_set_num_format(chart->y_axis, "#,##0");
    chart_axis_set_log_base(chart->x_axis, 10); /* latencies differ by decades */
    chart_axis_set_min(chart->x_axis, decade_below(min_ms));
    chart_axis_set_min(chart->y_axis, 0);
    xlsx_chart(xlsx, xlsx->sheet, at, FIRST_ARCHITECTURE + 4, chart, 1.1, 1.4,
               "Points: annual dollars against end-to-end p99, one per architecture");
}

/* ---- charts ---- */

static void write_components_chart(const struct writer *writer, uint32_t at)
{
    struct xlsx *xlsx = writer->xlsx;
    int last = column_of(xlsx->run->architecture_count - 1);
    lxw_chart *chart = workbook_add_chart(xlsx->book, LXW_CHART_COLUMN_STACKED);
    for (size_t i = 0; i < writer->view.component_count; i++) {
        uint32_t row = HEAD_ROW + 1 + (uint32_t)i;
        lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
        chart_series_set_categories(series, "Summary", HEAD_ROW, FIRST_ARCHITECTURE, HEAD_ROW,
                                    (lxw_col_t)last);
        chart_series_set_values(series, "Summary", row, FIRST_ARCHITECTURE, row, (lxw_col_t)last);
        chart_series_set_name_range(series, "Summary", row, LABEL);
        lxw_chart_fill fill = {.color = xlsx_component_colour(writer->view.components[i])};
        lxw_chart_line line = {.color = 0xFFFFFF, .width = 0.75F};
        chart_series_set_fill(series, &fill);
        chart_series_set_line(series, &line);
    }
    chart_title_set_name(chart, "$ per year by component");
    chart_axis_set_num_format(chart->y_axis, "#,##0");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    xlsx_chart(xlsx, xlsx->sheet, at, LABEL, chart, 1.4, 1.4,
               "Stacked columns: annual dollars of each component, one column per architecture");
}

static void write_table(struct writer *writer)
{
    struct xlsx *xlsx = writer->xlsx;
    xlsx_text(xlsx, HEAD_ROW, LABEL, STYLE_HEAD, "$ per year");
    for (size_t i = 0; i < xlsx->run->architecture_count; i++)
        xlsx_text(xlsx, HEAD_ROW, column_of(i), STYLE_HEAD_RIGHT, architecture_of(writer, i)->name);
    xlsx_fit_heads(xlsx, HEAD_ROW, OPTION_COLUMNS);
    writer->row = HEAD_ROW + 1;
    for (size_t i = 0; i < writer->view.component_count; i++)
        write_sums(writer, writer->view.components[i], writer->view.components[i], false);
    write_totals(writer);
    write_comparison(writer);
    write_choice(writer);
    write_sums(writer, "paid to: cloud", "cloud", true);
    write_sums(writer, "paid to: vendor", "vendor", true);
    write_upfront(writer);
    write_unit_cost(writer);
}

/* What would change the recommendation, and how sure it is: as the page says it. */
static void write_doubts(struct writer *writer)
{
    static const struct {
        const char *title;
        say_section *say;
    } DOUBTS[] = {{"When to choose another, in the run", say_conditions},
                  {"What would change it, in the run", say_reversals},
                  {"How sure the run is", say_confidence}};
    for (size_t i = 0; i < DOC_COUNT(DOUBTS); i++) {
        const struct doc doc = say_alone(DOUBTS[i].say, writer->xlsx->run, DOC_XLSX, writer->xlsx->arena);
        if (doc.count == 0) continue;
        xlsx_text(writer->xlsx, writer->row + 1, LABEL, STYLE_SECTION, DOUBTS[i].title);
        writer->row = as_xlsx(writer->xlsx, writer->row + 2, LABEL, &doc);
    }
}

void xlsx_write_summary(struct xlsx *xlsx)
{
    static const double WIDTHS[] = {32, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 0};
    struct writer writer = {.xlsx = xlsx, .view = view_make(xlsx->run, xlsx->arena)};
    xlsx_begin(xlsx, xlsx->summary, WIDTHS);
    write_head(&writer);
    write_inputs(&writer);
    write_table(&writer);
    uint32_t p99_row = 0;
    if (view_is_simulated(xlsx->run)) {
        write_latency_row(&writer, "produce p50, ms, in the run", false, RUN_P50);
        write_latency_row(&writer, "produce p99, ms, in the run", false, RUN_P99);
        write_latency_row(&writer, "end to end p50, ms, in the run", true, RUN_P50);
        p99_row = write_latency_row(&writer, "end to end p99, ms, in the run", true, RUN_P99);
    }
    write_doubts(&writer);
    if (writer.view.component_count > 0) write_components_chart(&writer, writer.row + 1);
    if (p99_row > 0 && writer.view.component_count > 0) write_trade(&writer, p99_row, writer.row + 1);
    xlsx_page(xlsx, HEAD_ROW, 1);
}
