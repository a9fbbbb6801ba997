/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures of a year's cost: each architecture by component, and the steps from what it is held against to
 * the recommended. */
#include <math.h>
#include <stdlib.h>

#include "report/say/say.h"
#include "report/view.h"

static const char *says_of(const struct view *view)
{
    struct text says = text_new(view->arena);
    text_add(&says, "Bars: annual cost by component.");
    for (size_t i = 0; i < view->count; i++) {
        const struct view_architecture *architecture = &view->architectures[i];
        text_addf(&says, " %s: %s", architecture->name,
                  architecture->has_cost ? text_usd(view->arena, architecture->run->usd_per_year)
                                         : "no cost, it can't carry the load");
        for (size_t c = 0; c < view->component_count; c++)
            if (architecture->has_cost && architecture->usd[c] > 0)
                text_addf(&says, ", %s %s", say_component(view->components[c]),
                          text_usd(view->arena, architecture->usd[c]));
        text_add(&says, ".");
    }
    return says.bytes;
}

static void add_parts(const struct view *view, struct doc_series *series,
                      const struct view_architecture *architecture)
{
    const double total_usd = architecture->run->usd_per_year;
    for (size_t c = 0; c < view->component_count; c++) {
        const char *title = say_component(view->components[c]);
        double usd = architecture->usd[c];
        if (usd <= 0) continue;
        series->points[series->count++] =
            (struct doc_point){.y = usd,
                               .label = title,
                               .style = COMPONENTS[component_find(view->components[c])].style,
                               .hover = text_format(view->arena, "%s, %s: %s per year, %.1f %% of %s",
                                                    architecture->name, title, text_usd(view->arena, usd),
                                                    usd / total_usd * 100, text_usd(view->arena, total_usd))};
    }
}

const struct doc_series *say_stack(const struct view *view, size_t i)
{
    const struct view_architecture *architecture = &view->architectures[i];
    struct doc_series *series = arena_new_of(view->arena, struct doc_series, 1);
    struct text parts = text_new(view->arena);
    *series = (struct doc_series){.name = architecture->name, .sign = i, .figures = ""};
    series->points = arena_new_of(view->arena, struct doc_point, view->component_count);
    add_parts(view, series, architecture);
    for (size_t n = 0; n < series->count; n++)
        text_addf(&parts, "%s%s %s", n == 0 ? "" : ", ", series->points[n].label,
                  text_usd(view->arena, series->points[n].y));
    series->hover = text_format(view->arena, "%s: %s", architecture->name, parts.bytes);
    return series;
}

static void add_keys(struct doc_chart *chart, const struct view *view)
{
    chart->keys = arena_new_of(view->arena, struct doc_point, view->component_count);
    for (size_t c = 0; c < view->component_count; c++)
        chart->keys[chart->key_count++] =
            (struct doc_point){.label = say_component(view->components[c]),
                               .style = COMPONENTS[component_find(view->components[c])].style};
}

void say_bar_keys(struct doc *doc, const struct view *view)
{
    if (view->max_usd <= 0) return;
    struct doc_chart *chart = doc_chart(doc, DOC_KEYS, 0);
    chart->says = "Colours of the bars, which share one scale.";
    add_keys(chart, view);
}

void say_cost_chart(struct doc *doc, const struct run *run)
{
    const struct view view = view_make(run, doc->arena);
    if (view.max_usd <= 0) return;
    struct doc_chart *chart = doc_chart(doc, DOC_STACKS, view.count);
    chart->says = says_of(&view);
    chart->y_max = view.max_usd;
    add_keys(chart, &view);
    const size_t *order = doc_is(doc, DOC_HTML) ? view_sort(run, doc->arena) : view_order(run, doc->arena);
    for (size_t i = 0; i < view.count; i++) {
        const struct view_architecture *of = &view.architectures[order[i]];
        struct doc_series *series = doc_series(doc, chart, of->name, order[i], view.component_count);
        series->is_strong = of->run == view_winner(run);
        series->figures = text_format(doc->arena, "%s%s%s",
                                      of->run->feasible && of->has_cost ? "" : "can\u2019t carry the load",
                                      !of->run->feasible && of->has_cost ? ", " : "",
                                      of->has_cost ? text_usd(doc->arena, of->run->usd_per_year) : "");
        add_parts(&view, series, of);
    }
}

/* ---- from what runs today, or else the next cheapest, to the recommended ---- */

static const struct run_architecture *start_of(const struct run *run)
{
    const struct run_architecture *rival = view_rival(run);
    return rival != NULL ? rival : view_find(run, run->verdict.dearest);
}

struct change {
    const char *component;
    size_t number;
    double usd;
};

/* The largest saving first, the largest increase last. */
static int by_change(const void *left, const void *right)
{
    const struct change *a = left, *b = right;
    if (a->usd != b->usd) return a->usd < b->usd ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static size_t find_changes(const struct view *view, const struct view_architecture *from,
                           const struct view_architecture *to, struct change *changes)
{
    size_t count = 0;
    for (size_t c = 0; c < view->component_count; c++)
        if (from->usd[c] != to->usd[c])
            changes[count++] = (struct change){view->components[c], c, to->usd[c] - from->usd[c]};
    qsort(changes, count, sizeof *changes, by_change);
    return count;
}

static void add_step(struct doc *doc, struct doc_chart *chart, const char *name, size_t sign, double from_usd,
                     double to_usd)
{
    struct doc_series *step = doc_series(doc, chart, name, sign, 1);
    double usd = to_usd - from_usd;
    bool is_total = sign != DOC_NO_SIGN;
    step->style = is_total ? "total" : usd < 0 ? "down" : "up";
    step->figures = text_format(doc->arena, "%s%s",
                                is_total  ? ""
                                : usd < 0 ? "\u2212"
                                          : "+",
                                text_usd(doc->arena, fabs(usd)));
    step->hover = text_format(doc->arena, "%s: %s per year", name, step->figures);
    step->points[step->count++] = (struct doc_point){.x = from_usd, .y = to_usd};
    chart->y_max = fmax(chart->y_max, fmax(from_usd, to_usd));
}

void say_bridge(struct doc *doc, const struct run *run)
{
    const struct run_architecture *start = start_of(run), *base = view_base(run);
    if (start == NULL || base == NULL || start == base) return;
    const struct view view = view_make(run, doc->arena);
    const size_t from = (size_t)(start - run->architectures), to = (size_t)(base - run->architectures);
    struct change changes[VIEW_COMPONENTS_MAX];
    size_t count = find_changes(&view, &view.architectures[from], &view.architectures[to], changes);
    struct doc_chart *chart = doc_chart(doc, DOC_STEPS, count + 2);
    struct text says = text_new(doc->arena);
    double usd = start->usd_per_year;
    add_step(doc, chart, view.architectures[from].name, from, 0, usd);
    for (size_t i = 0; i < count; usd += changes[i++].usd)
        add_step(doc, chart, say_component(changes[i].component), DOC_NO_SIGN, usd, usd + changes[i].usd);
    add_step(doc, chart, view.architectures[to].name, to, 0, base->usd_per_year);
    for (size_t i = 0; i < chart->count; i++)
        text_addf(&says,
                  i == 0       ? "Bridge from %s at %s per year"
                  : i <= count ? ", %s %s"
                               : ", to %s at %s.",
                  chart->series[i].name, chart->series[i].figures);
    chart->says = says.bytes;
}

void say_bridge_caption(struct doc *doc, const struct run *run)
{
    const struct run_architecture *start = start_of(run), *base = view_base(run);
    if (start == NULL || base == NULL || start == base) return;
    doc_addf(doc, DOC_HEADLINE, 0, "%s\u2019s cost against that of %s, by component.",
             doc_mark(doc->arena, DOC_SUBJECT, base->name), doc_name(doc->arena, start->name));
}
