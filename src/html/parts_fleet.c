/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html/chart.h"
#include "html/escape.h"
#include "html/grid.h"
#include "html/parts.h"
#include "report/compare_parts.h"

static const char *machines_cell(const struct view *view, const struct run_architecture *architecture)
{
    struct text out = text_new(view->arena);
    if (!architecture->feasible)
        text_addf(&out, "<span class=\"bad\">can\u2019t carry this load</span>: %s",
                  parts_words(view, architecture->infeasible_reason));
    for (size_t n = 0; n < architecture->role_count; n++)
        text_addf(&out, "%s%s: %s", out.length > 0 ? "<br>" : "",
                  escape_name(view->arena, architecture->roles[n].role),
                  parts_words(view, architecture->roles[n].text));
    return out.length == 0 ? "\u2013" : out.bytes;
}

char *parts_machines(const struct view *view)
{
    static const char *const HEADS[] = {"", "machines", "fleet", "fullest", "when"};
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "Machines of each option", "ttwnt", HEADS);
    for (size_t i = 0; i < view->count; i++) {
        const struct run_architecture *architecture = view->architectures[i].run;
        const struct run_utilisation *binding = compare_binding(architecture);
        grid_cell(&grid, parts_name(view, i));
        grid_cell(&grid, machines_cell(view, architecture));
        grid_cell(&grid, escape_name(view->arena, architecture->deployment_origin));
        grid_cell(&grid, binding == NULL
                             ? "\u2013"
                             : text_format(view->arena, "%s %s", escape_name(view->arena, binding->resource),
                                           compare_percent(view->arena, binding->fraction)));
        grid_cell(&grid, binding == NULL ? "" : escape_name(view->arena, binding->situation));
    }
    grid_close(&grid);
    return out.bytes;
}

/* Side by side as many as a sheet of paper is wide; further ones below. */
enum { PROMISE_COLUMNS = 4 };

static void add_guarantees(const struct view *view, struct text *out, size_t first, size_t count)
{
    const char *heads[PROMISE_COLUMNS + 1] = {""};
    char kinds[PROMISE_COLUMNS + 2] = "t";
    for (size_t i = 0; i < count; i++) {
        heads[1 + i] = parts_name(view, first + i);
        kinds[1 + i] = 't';
    }
    struct grid grid = grid_open(out, view->arena,
                                 text_format(view->arena, "Promises, from %s on",
                                             view->architectures[first].name),
                                 kinds, heads);
    for (enum guarantee guarantee = 0; guarantee < PROMISE__COUNT; guarantee++) {
        grid_cell(&grid, COMPARE_PROMISES[guarantee]);
        for (size_t i = 0; i < count; i++)
            grid_cell(&grid,
                      parts_words(view, compare_guarantee(view->arena,
                                                          &view->architectures[first + i].run->guarantees,
                                                          guarantee)));
    }
    grid_close(&grid);
}

char *parts_guarantees(const struct view *view)
{
    struct text out = text_new(view->arena);
    for (size_t i = 0; i < view->count; i += PROMISE_COLUMNS)
        add_guarantees(view, &out, i, view->count - i < PROMISE_COLUMNS ? view->count - i : PROMISE_COLUMNS);
    return out.length == 0 ? text_format(view->arena, "%s", "") : out.bytes;
}

/* A picture of each architecture, side by side as far as there is room. */
static char *multiples(const struct view *view,
                       void (*chart)(const struct view *view, size_t architecture, struct text *out))
{
    struct text out = text_new(view->arena);
    for (size_t i = 0; i < view->count; i++) {
        struct text picture = text_new(view->arena);
        chart(view, i, &picture);
        if (picture.length > 0)
            text_addf(&out, "<figure class=\"multiple\"><figcaption>%s</figcaption>\n%s</figure>\n",
                      parts_name(view, i), picture.bytes);
    }
    return out.length == 0 ? text_format(view->arena, "%s", "") : out.bytes;
}

char *parts_flows(const struct view *view) { return multiples(view, chart_flow); }

char *parts_uses(const struct view *view) { return multiples(view, chart_use); }
