/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture of each architecture: the utilisation of its resources, and its flows of bytes. */
#include <math.h>
#include <stdlib.h>

#include "report/say/say.h"
#include "report/view.h"

static struct doc_chart *picture(struct doc *doc, enum doc_chart_kind kind, const struct run_architecture *of,
                                 size_t i, size_t series_max)
{
    struct doc_chart *chart = doc_chart(doc, kind, series_max);
    chart->caption = doc_option(doc->arena, of->name, i);
    return chart;
}

/* ---- resources ---- */

/* Fullest first; a missing resource is fuller than any. */
static int by_fraction(const void *left, const void *right)
{
    const struct run_utilisation *a = *(const struct run_utilisation *const *)left,
                                 *b = *(const struct run_utilisation *const *)right;
    if (a->binding != b->binding) return a->binding ? -1 : 1;
    if (a->fraction != b->fraction) return a->fraction > b->fraction ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void add_resource(struct doc *doc, struct doc_chart *chart, const struct run_utilisation *use)
{
    enum { RESOURCE_COLUMNS = 40 };
    struct arena *arena = doc->arena;
    struct doc_series *bar = doc_series(doc, chart, text_quote(arena, use->resource, RESOURCE_COLUMNS),
                                        DOC_NO_SIGN, 1);
    bar->points[bar->count++].y = isfinite(use->fraction) ? fmin(fmax(use->fraction, 0), 1) : 1;
    bar->is_strong = use->binding;
    bar->style = use->fraction > 1 ? "use over" : use->binding ? "use limiting" : "use";
    bar->figures = text_percent(arena, use->fraction);
    bar->hover = text_format(arena, "%s: %s when %s%s", bar->name, bar->figures, use->situation,
                             use->binding ? "; it limits the fleet" : "");
    chart->says = text_format(arena, "%s %s %s.", chart->says, use->resource, bar->figures);
}

static void say_use(struct doc *doc, const struct run_architecture *of, size_t architecture)
{
    enum { SHOWN_MAX = 6, NOTE_COLUMNS = 200 };
    const struct run_utilisation **sorted = arena_new_of(doc->arena, const struct run_utilisation *,
                                                         of->utilisation_count);
    struct text note = text_new(doc->arena);
    size_t count = 0;
    for (size_t i = 0; i < of->utilisation_count; i++) /* a least number of nodes isn't used by any load */
        if (!run_utilisation_is_count(&of->utilisations[i])) sorted[count++] = &of->utilisations[i];
    if (count == 0) return;
    size_t shown = count < SHOWN_MAX ? count : SHOWN_MAX;
    qsort(sorted, count, sizeof(*sorted), by_fraction);
    struct doc_chart *chart = picture(doc, DOC_BARS, of, architecture, shown);
    chart->says = text_format(doc->arena, "Bars: how full the resources of %s are.",
                              view_name(of, doc->arena));
    for (size_t i = 0; i < shown; i++) add_resource(doc, chart, sorted[i]);
    if (sorted[0]->binding)
        text_addf(&note, "limited by %s (%s)", sorted[0]->resource, sorted[0]->situation);
    else
        text_addf(&note, "the smallest fleet allowed");
    if (count > shown)
        text_addf(&note, "%s%zu more: %s at most", note.length > 0 ? "; " : "", count - shown,
                  text_percent(doc->arena, sorted[shown]->fraction));
    chart->note = text_quote(doc->arena, note.bytes, NOTE_COLUMNS);
}

void say_uses(struct doc *doc, const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].utilisation_count > 0) say_use(doc, &run->architectures[i], i);
}

/* ---- bytes ---- */

/* Paths, and the bill's lines for them. */
static const struct {
    const char *path, *line, *fee, *before; /* the fee for each byte; label of the bytes */
} FLOWS[DOC_FLOW__COUNT] = {
    [DOC_PRODUCE] = {"produce", "network.produce", "network.data_in", ""},
    [DOC_CONSUME] = {"consume", "network.consume", "network.data_out", ""},
    [DOC_REPLICATE] = {"replicate", "network.replicate", NULL, "copies: "},
    [DOC_OBJECT_UP] = {"object_up", "requests.put", NULL, "written "},
    [DOC_OBJECT_DOWN] = {"object_down", "requests.get", NULL, "read "},
};

static const char *gb_text(struct arena *arena, double gb)
{
    return text_format(arena, "%s GB", text_short(arena, gb));
}

#define NOTHING_USD 0.005
static const char *usd_text(struct arena *arena, double usd)
{
    return usd < NOTHING_USD ? "$0" : text_usd(arena, usd);
}

static const char *cross_az_text(struct arena *arena, const struct run_flow *flow)
{
    double share = flow->cross_az_gb_per_year / flow->gb_per_year;
    return share <= 0 ? "none crosses" : text_format(arena, "%.0f %% crosses", share * 100);
}

static void add_flow(struct doc *doc, struct doc_chart *chart, const struct run_flow *flow,
                     enum doc_flow kind, double usd)
{
    struct arena *arena = doc->arena;
    struct doc_series *series = doc_series(doc, chart, FLOWS[kind].path, DOC_NO_SIGN, 1);
    if (flow == NULL) return;
    const char *gb = gb_text(arena, flow->gb_per_year), *dollars = usd_text(arena, usd);
    double cross_gb = flow->cross_az_gb_per_year;
    bool is_object = kind == DOC_OBJECT_UP || kind == DOC_OBJECT_DOWN;
    series->points[series->count++] = (struct doc_point){.x = flow->gb_per_year, .y = cross_gb};
    series->hover = text_format(arena, "%s: %s per year, of which %s from zone to zone; %s per year",
                                flow->path, gb, cross_gb > 0 ? gb_text(arena, cross_gb) : "none", dollars);
    series->lines[0] = text_format(arena, "%s%s", FLOWS[kind].before, gb);
    series->lines[1] = is_object ? text_format(arena, "requests %s", dollars) : cross_az_text(arena, flow);
    bool is_free = usd < NOTHING_USD && cross_gb > 0; /* as MSK's replication */
    series->lines[2] = is_object ? NULL : is_free ? "not charged" : dollars;
}

static const char *flow_says(const struct view *view, const struct run_architecture *of, double network_usd)
{
    struct text says = text_new(view->arena);
    text_addf(&says, "Flow of bytes through %s.", view_name(of, view->arena));
    for (size_t i = 0; i < of->flow_count; i++)
        if (of->flows[i].gb_per_year > 0)
            text_addf(&says, " %s: %s per year, %s.", of->flows[i].path,
                      gb_text(view->arena, of->flows[i].gb_per_year),
                      cross_az_text(view->arena, &of->flows[i]));
    text_addf(&says, " Network %s per year.", usd_text(view->arena, network_usd));
    return says.bytes;
}

/* Strokes are on one scale for all architectures. */
static double max_gb(const struct run *run)
{
    double max = 0;
    for (size_t i = 0; i < run->architecture_count; i++)
        for (size_t n = 0; n < run->architectures[i].flow_count; n++)
            max = fmax(max, run->architectures[i].flows[n].gb_per_year);
    return max;
}

static void say_flow(struct doc *doc, const struct view *view, size_t architecture)
{
    const struct run_architecture *of = view->architectures[architecture].run;
    double network_usd = view_line_usd(view, architecture, "network"), other_usd = network_usd, fees_usd = 0;
    struct doc_chart *chart = picture(doc, DOC_FLOW, of, architecture, DOC_FLOW__COUNT);
    chart->x_max = max_gb(view->run);
    chart->x_title = of->role_count > 0 ? text_format(doc->arena, "%ss", of->roles[0].role) : "nodes";
    chart->says = flow_says(view, of, network_usd);
    for (enum doc_flow kind = 0; kind < DOC_FLOW__COUNT; kind++) {
        double fee_usd = FLOWS[kind].fee == NULL ? 0 : view_line_usd(view, architecture, FLOWS[kind].fee),
               usd = view_line_usd(view, architecture, FLOWS[kind].line) + fee_usd;
        fees_usd += fee_usd;
        add_flow(doc, chart, view_flow(of, FLOWS[kind].path), kind, usd);
        if (kind <= DOC_REPLICATE) other_usd -= usd;
    }
    chart->note = fees_usd >= 0.5    ? text_format(doc->arena, "of it the service\u2019s fees for data: %s",
                                                   text_usd(doc->arena, fees_usd))
                  : other_usd >= 0.5 ? text_format(doc->arena, "other network (metadata, access): %s",
                                                   text_usd(doc->arena, other_usd))
                                     : "";
}

void say_flows(struct doc *doc, const struct run *run)
{
    const struct view view = view_make(run, doc->arena);
    for (size_t i = 0; i < view.count; i++)
        if (view_flow(&run->architectures[i], "produce") != NULL) say_flow(doc, &view, i);
}
