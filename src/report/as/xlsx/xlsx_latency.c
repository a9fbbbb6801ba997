/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sheets of latency: quantiles with their intervals, objectives, the steps on the way, and the
 * distributions behind a chart. They hold what the simulation found: no formula computes it anew. */
#include <math.h>

#include "base/text.h"
#include "report/as/xlsx/xlsx.h"

enum { COL_ARCHITECTURE, COL_LOAD, COL_MEASURE, COL_GROUP, COL_FIRST };
enum { NOTE_ROW = 1, HEAD_ROW = 3, ROWS_MAX = 100000 };

struct writer {
    struct xlsx *xlsx;
    lxw_worksheet *sheet;
    uint32_t row;
};

/* What a row is about. */
struct about {
    const struct run_architecture *architecture;
    const struct run_load_latency *load;
    bool is_peak, end_to_end;
};

static void write_about(struct writer *writer, const struct about *about, const char *group)
{
    xlsx_text(writer->xlsx, writer->sheet, writer->row, COL_ARCHITECTURE, STYLE_TEXT,
              about->architecture->name);
    xlsx_text(writer->xlsx, writer->sheet, writer->row, COL_LOAD, STYLE_TEXT,
              about->is_peak ? "peak" : "mean");
    xlsx_text(writer->xlsx, writer->sheet, writer->row, COL_MEASURE, STYLE_TEXT,
              about->end_to_end ? "end to end" : "produce");
    xlsx_text(writer->xlsx, writer->sheet, writer->row, COL_GROUP, STYLE_TEXT, group);
}

static void write_estimate(struct writer *writer, int column, const struct run_estimate *estimate)
{
    xlsx_number(writer->xlsx, writer->sheet, writer->row, column, STYLE_MS, estimate->ms);
    xlsx_number(writer->xlsx, writer->sheet, writer->row, column + 1, STYLE_MS, estimate->low_ms);
    xlsx_number(writer->xlsx, writer->sheet, writer->row, column + 2, STYLE_MS, estimate->high_ms);
}

static void write_distribution(struct writer *writer, const struct about *about, const char *group,
                               const struct run_distribution *distribution)
{
    if (!distribution->is_known || writer->row >= ROWS_MAX) return;
    write_about(writer, about, group);
    int column = COL_FIRST;
    xlsx_number(writer->xlsx, writer->sheet, writer->row, column++, STYLE_MS, distribution->mean.ms);
    struct text beyond = text_new(writer->xlsx->arena);
    for (int level = 0; level < RUN_LEVEL__COUNT; level++) {
        xlsx_number(writer->xlsx, writer->sheet, writer->row, column++, STYLE_MS,
                    distribution->quantiles[level].ms);
        if (level == RUN_P99) {
            xlsx_number(writer->xlsx, writer->sheet, writer->row, column++, STYLE_MS,
                        distribution->quantiles[level].low_ms);
            xlsx_number(writer->xlsx, writer->sheet, writer->row, column++, STYLE_MS,
                        distribution->quantiles[level].high_ms);
        }
        if (distribution->beyond_measured[level])
            text_addf(&beyond, "%s%s", beyond.length == 0 ? "" : ", ", RUN_LEVEL_NAMES[level]);
    }
    xlsx_text(writer->xlsx, writer->sheet, writer->row, column++, STYLE_AFTER,
              about->load->is_converged ? "yes"
                                        : text_format(writer->xlsx->arena, "no: %s", about->load->why_not));
    xlsx_text(writer->xlsx, writer->sheet, writer->row, column++, STYLE_TEXT, beyond.bytes);
    xlsx_text(writer->xlsx, writer->sheet, writer->row, column, STYLE_TEXT, distribution->note);
    writer->row++;
}

static void write_load(struct writer *writer, const struct run_architecture *architecture,
                       const struct run_load_latency *load, bool is_peak)
{
    for (int end_to_end = 0; end_to_end < 2; end_to_end++) {
        struct about about = {architecture, load, is_peak, end_to_end != 0};
        write_distribution(writer, &about, "all", about.end_to_end ? &load->end_to_end : &load->produce);
        for (size_t i = 0; i < load->group_count; i++)
            write_distribution(writer, &about, load->groups[i].topic_group,
                               about.end_to_end ? &load->groups[i].end_to_end : &load->groups[i].produce);
    }
}

static void write_quantiles(struct writer *writer)
{
    static const char *const HEADS[] = {"Architecture", "Load",
                                        "Measure",      "Topic group",
                                        ">mean, ms",    ">p50, ms",
                                        ">p90, ms",     ">p95, ms",
                                        ">p99, ms",     ">low",
                                        ">high",        ">p99.9, ms",
                                        "Converged",    "Beyond what inputs measured",
                                        "Note",         NULL};
    struct xlsx *xlsx = writer->xlsx;
    xlsx_heads(xlsx, writer->sheet, HEAD_ROW, 0, HEADS);
    writer->row = HEAD_ROW + 1;
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_architecture *architecture = &xlsx->run->architectures[i];
        if (architecture->latency == NULL) {
            xlsx_text(xlsx, writer->sheet, writer->row, COL_ARCHITECTURE, STYLE_TEXT, architecture->name);
            xlsx_text(xlsx, writer->sheet, writer->row++, COL_LOAD, STYLE_TEXT,
                      text_format(xlsx->arena, "- (%s)", architecture->latency_unknown));
            continue;
        }
        write_load(writer, architecture, &architecture->latency->mean_load, false);
        if (architecture->latency->has_peak)
            write_load(writer, architecture, &architecture->latency->peak_load, true);
    }
}

/* ---- objectives and stages ---- */

static void write_objectives(struct writer *writer)
{
    static const char *const HEADS[] = {"Architecture", "Objective", "Topic group", "Judgement",
                                        ">within, ms",  ">p99, ms",  ">low",        ">high",
                                        "Why",          NULL};
    struct xlsx *xlsx = writer->xlsx;
    size_t count = 0;
    for (size_t i = 0; i < xlsx->run->architecture_count; i++)
        count += xlsx->run->architectures[i].latency == NULL
                     ? 0
                     : xlsx->run->architectures[i].latency->objective_count;
    if (count == 0) return;
    xlsx_text(xlsx, writer->sheet, writer->row + 1, 0, STYLE_SECTION, "Objectives, judged at the peak");
    xlsx_heads(xlsx, writer->sheet, writer->row + 2, 0, HEADS);
    writer->row += 3;
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_architecture *architecture = &xlsx->run->architectures[i];
        for (size_t n = 0; architecture->latency != NULL && n < architecture->latency->objective_count &&
                           writer->row < ROWS_MAX;
             n++, writer->row++) {
            const struct run_objective *objective = &architecture->latency->objectives[n];
            xlsx_text(xlsx, writer->sheet, writer->row, 0, STYLE_TEXT, architecture->name);
            xlsx_text(xlsx, writer->sheet, writer->row, 1, STYLE_TEXT, objective->path);
            xlsx_text(xlsx, writer->sheet, writer->row, 2, STYLE_TEXT,
                      *objective->topic_group == '\0' ? "all" : objective->topic_group);
            xlsx_text(xlsx, writer->sheet, writer->row, 3,
                      objective->judgement == RUN_MISSED ? STYLE_MISSED : STYLE_TEXT,
                      RUN_JUDGEMENTS[objective->judgement]);
            xlsx_number(xlsx, writer->sheet, writer->row, 4, STYLE_MS, objective->objective_ms);
            write_estimate(writer, 5, &objective->p99);
            xlsx_text(xlsx, writer->sheet, writer->row, 8, STYLE_AFTER, objective->why);
        }
    }
}

static void write_stages_of(struct writer *writer, const struct about *about,
                            const struct run_distribution *distribution)
{
    for (size_t i = 0; i < distribution->stage_count; i++, writer->row++) {
        write_about(writer, about, distribution->stages[i].name);
        xlsx_number(writer->xlsx, writer->sheet, writer->row, COL_FIRST, STYLE_MS,
                    distribution->stages[i].mean_ms);
        xlsx_number(writer->xlsx, writer->sheet, writer->row, COL_FIRST + 1, STYLE_MS,
                    distribution->stages[i].near_p99_ms);
    }
}

static void write_stages(struct writer *writer)
{
    static const char *const HEADS[] = {"Architecture", "Load",          "Measure", "Step",
                                        ">mean, ms",    ">near p99, ms", NULL};
    struct xlsx *xlsx = writer->xlsx;
    xlsx_text(xlsx, writer->sheet, writer->row + 1, 0, STYLE_SECTION, "Where the time goes");
    xlsx_heads(xlsx, writer->sheet, writer->row + 2, 0, HEADS);
    writer->row += 3;
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_architecture *architecture = &xlsx->run->architectures[i];
        if (architecture->latency == NULL) continue;
        bool is_peak = architecture->latency->has_peak;
        const struct run_load_latency *load = is_peak ? &architecture->latency->peak_load
                                                      : &architecture->latency->mean_load;
        write_stages_of(writer, &(struct about){architecture, load, is_peak, false}, &load->produce);
        write_stages_of(writer, &(struct about){architecture, load, is_peak, true}, &load->end_to_end);
    }
}

/* ---- distributions ---- */

/* A pair of columns of milliseconds and shares, and a curve of them. */
static void write_curve(struct xlsx *xlsx, lxw_chart *chart, int column, size_t number,
                        const struct run_distribution *distribution)
{
    lxw_worksheet *sheet = xlsx->distributions;
    xlsx_text(xlsx, sheet, HEAD_ROW - 1, column, STYLE_HEAD, xlsx->run->architectures[number].name);
    xlsx_text(xlsx, sheet, HEAD_ROW, column, STYLE_HEAD_RIGHT, "ms");
    xlsx_text(xlsx, sheet, HEAD_ROW, column + 1, STYLE_HEAD_RIGHT, "share of records");
    for (size_t i = 0; i < distribution->cdf_count; i++) {
        xlsx_number(xlsx, sheet, HEAD_ROW + 1 + (uint32_t)i, column, STYLE_MS, distribution->cdf[i].ms);
        xlsx_number(xlsx, sheet, HEAD_ROW + 1 + (uint32_t)i, column + 1, STYLE_SHARE_FINE,
                    distribution->cdf[i].share);
    }
    uint32_t last = HEAD_ROW + (uint32_t)distribution->cdf_count;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    chart_series_set_categories(series, "Distributions", HEAD_ROW + 1, (lxw_col_t)column, last,
                                (lxw_col_t)column);
    chart_series_set_values(series, "Distributions", HEAD_ROW + 1, (lxw_col_t)(column + 1), last,
                            (lxw_col_t)(column + 1));
    chart_series_set_name_range(series, "Distributions", HEAD_ROW - 1, (lxw_col_t)column);
    xlsx_curve(series, number);
}

/* Where the axis of time begins and ends: whole decades around all points. */
struct decades {
    double min_ms, max_ms;
};

static void widen(struct decades *decades, const struct run_distribution *distribution)
{
    for (size_t i = 0; i < distribution->cdf_count; i++) {
        double ms = distribution->cdf[i].ms;
        while (ms > 0 && ms < decades->min_ms) decades->min_ms /= 10;
        while (ms > decades->max_ms) decades->max_ms *= 10;
    }
}

static void finish_chart(struct xlsx *xlsx, lxw_chart *chart, bool end_to_end, struct decades decades,
                         uint32_t row)
{
    chart_title_set_name(chart, end_to_end ? "End to end: share of records within"
                                           : "Produce: share of records within");
    chart_axis_set_name(chart->x_axis, "ms, at the peak load");
    chart_axis_set_log_base(chart->x_axis, 10);
    chart_axis_set_min(chart->x_axis, decades.min_ms);
    chart_axis_set_max(chart->x_axis, decades.max_ms);
    chart_axis_set_min(chart->y_axis, 0);
    chart_axis_set_max(chart->y_axis, 1);
    chart_axis_set_num_format(chart->y_axis, "0%");
    chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    xlsx_chart(xlsx, xlsx->latency, row, end_to_end ? COL_GROUP + 1 : COL_ARCHITECTURE, chart, 1.3, 1.4,
               "Curves: the share of records that took at most so many milliseconds, one for each "
               "architecture; the figures are on the sheet of distributions");
}

static int write_curves(struct xlsx *xlsx, bool end_to_end, int column, uint32_t chart_row)
{
    lxw_chart *chart = NULL;
    struct decades decades = {1, 100};
    for (size_t i = 0; i < xlsx->run->architecture_count; i++) {
        const struct run_latency *latency = xlsx->run->architectures[i].latency;
        if (latency == NULL) continue;
        const struct run_load_latency *load = run_latency_at_peak(latency);
        const struct run_distribution *distribution = end_to_end ? &load->end_to_end : &load->produce;
        if (!distribution->is_known || distribution->cdf_count == 0) continue;
        if (chart == NULL) {
            chart = workbook_add_chart(xlsx->book, LXW_CHART_SCATTER_STRAIGHT);
            xlsx_text(xlsx, xlsx->distributions, HEAD_ROW - 2, column, STYLE_SECTION,
                      end_to_end ? "End to end" : "Produce");
        }
        write_curve(xlsx, chart, column, i, distribution);
        widen(&decades, distribution);
        column += 2;
    }
    if (chart != NULL) finish_chart(xlsx, chart, end_to_end, decades, chart_row);
    return column;
}

void xlsx_write_latency(struct xlsx *xlsx)
{
    static const struct xlsx_column COLUMNS[] = {{30}, {34}, {13}, {28}, {10}, {10}, {10}, {10},
                                                 {10}, {10}, {10}, {10}, {14}, {18}, {60}, {0}};
    struct writer writer = {xlsx, xlsx->latency, HEAD_ROW};
    xlsx_columns(xlsx, xlsx->latency, COLUMNS);
    xlsx_text(xlsx, xlsx->latency, 0, 0, STYLE_SECTION, "Latency of a record");
    xlsx_text(xlsx, xlsx->latency, NOTE_ROW, 0, STYLE_TEXT,
              "From when it was meant to be sent, on a healthy cluster, as simulated in the run; low and "
              "high bound the 95 % interval of p99 by the sampling. Nothing here follows "
              "the shaded cells.");
    write_quantiles(&writer);
    write_objectives(&writer);
    write_stages(&writer);
    xlsx_text(xlsx, xlsx->distributions, 0, 0, STYLE_SECTION, "Distributions of latency, at the peak load");
    int column = write_curves(xlsx, false, 0, writer.row + 1);
    write_curves(xlsx, true, column, writer.row + 1);
    xlsx_page(xlsx->latency, HEAD_ROW, COL_FIRST);
    xlsx_page(xlsx->distributions, HEAD_ROW, 0);
}
