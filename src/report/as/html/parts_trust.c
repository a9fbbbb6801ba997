/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report/as/html/escape.h"
#include "report/as/html/grid.h"
#include "report/as/html/parts.h"
#include "report/say/say.h"
#include "report/money.h"

static char *nothing(const struct view *view) { return text_format(view->arena, "%s", ""); }

static const char *option(const struct view *view, const char *id)
{
    const struct view_architecture *architecture = view_find(view, id);
    return architecture == NULL ? escape_name(view->arena, id)
                                : parts_name(view, view_index(view, architecture));
}

static const char *code(const struct view *view, const char *path)
{
    return text_format(view->arena, "<code>%s</code>",
                       escape_html(view->arena, path, 2 * ESCAPE_NAME_COLUMNS));
}

char *parts_assumptions(const struct view *view)
{
    static const char *const HEADS[] = {"",      "assumption", "value", "a tenth less", "a tenth more",
                                        "grade", "source"};
    if (view->run->assumption_count == 0) return nothing(view);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "Assumptions that move a total, weightiest first",
                                 "ttwnnwt", HEADS);
    for (size_t i = 0; i < view->run->assumption_count; i++) {
        const struct run_assumption *assumption = &view->run->assumptions[i];
        grid_cell(&grid, option(view, assumption->architecture));
        grid_cell(&grid, code(view, parts_path(view, assumption->architecture, assumption->path)));
        grid_cell(&grid, escape_name(view->arena, assumption->text));
        grid_cell(&grid, parts_change(view, assumption->less_usd));
        grid_cell(&grid, parts_change(view, assumption->more_usd));
        grid_cell(&grid, escape_name(view->arena, (const char[]){assumption->grade, '\0'}));
        grid_cell(&grid, parts_words(view, assumption->source));
    }
    grid_close(&grid);
    return out.bytes;
}

char *parts_variants(const struct view *view)
{
    static const char *const HEADS[] = {"", "if", "$ a year", "difference"};
    if (view->run->variant_count == 0) return nothing(view);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "Totals under another answer", "ttnn", HEADS);
    for (size_t i = 0; i < view->run->variant_count; i++) {
        const struct run_variant *variant = &view->run->variants[i];
        grid_cell(&grid, option(view, variant->architecture));
        grid_cell(&grid, parts_words(view, variant->what));
        grid_cell(&grid, variant->feasible ? money_whole(view->arena, llround(variant->usd_per_year))
                                           : "can\u2019t be, or a price is missing");
        grid_cell(&grid, variant->feasible ? parts_change(view, variant->difference_usd_per_year) : "");
    }
    grid_close(&grid);
    return out.bytes;
}

char *parts_warnings(const struct view *view)
{
    struct text out = text_new(view->arena);
    for (size_t i = 0; i < view->run->warning_count; i++)
        text_addf(&out, "<li>%s</li>\n", parts_words(view, view->run->warnings[i]));
    return out.length == 0 ? nothing(view) : out.bytes;
}

static void add_fact(const struct view *view, struct text *out, const char *label, const char *value)
{
    text_addf(out, "<dt>%s</dt><dd><code>%s</code></dd>\n", label,
              parts_words(view, *value == '\0' ? "\u2013" : value));
}

char *parts_reproduce(const struct view *view)
{
    const struct run *run = view->run;
    struct text out = text_new(view->arena);
    add_fact(view, &out, "command", run->command);
    add_fact(view, &out, "version",
             text_format(view->arena, "warpcost %s, %s", run->engine_version, RUN_SCHEMA));
    add_fact(view, &out, "seed", run->seed);
    for (size_t i = 0; i < run->input_count; i++)
        add_fact(view, &out,
                 text_format(view->arena, "input %s", escape_name(view->arena, run->inputs[i].name)),
                 *run->inputs[i].sha256 == '\0' ? "hash left out, since the file may hold private prices"
                                                : run->inputs[i].sha256);
    add_fact(view, &out,
             text_format(view->arena, "price book, %s, as of %s", escape_name(view->arena, run->region),
                         escape_name(view->arena, run->price_as_of)),
             run->price_sha256);
    add_fact(view, &out,
             text_format(view->arena, "instance types, as of %s",
                         escape_name(view->arena, run->catalogue_as_of)),
             run->catalogue_sha256);
    return out.bytes;
}
