/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "report/as/html/escape.h"
#include "report/as/html/grid.h"
#include "report/as/html/parts.h"

static char *nothing(const struct view *view) { return text_format(view->arena, "%s", ""); }

/* The value, its interval below it, and a star where the inputs weren't measured so far into the tail. */
static const char *estimate_cell(const struct view *view, struct run_estimate estimate, bool is_beyond)
{
    if (!isfinite(estimate.ms)) return "\u2013";
    const char *value = text_format(view->arena, "%s%s", text_ms(view->arena, estimate.ms),
                                    is_beyond ? "*" : "");
    if (!isfinite(estimate.low_ms) || !isfinite(estimate.high_ms)) return value;
    return text_format(view->arena, "%s<br><small>%s to %s</small>", value,
                       text_ms(view->arena, estimate.low_ms), text_ms(view->arena, estimate.high_ms));
}

static void add_distribution(const struct view *view, struct grid *grid, size_t i, bool end_to_end)
{
    const struct run_distribution *distribution = view_distribution(&view->architectures[i], end_to_end);
    grid_cell(grid,
              text_format(view->arena, "%s, %s", parts_name(view, i), end_to_end ? "end to end" : "produce"));
    grid_cell(grid, distribution == NULL ? "\u2013" : estimate_cell(view, distribution->mean, false));
    for (int level = 0; level < RUN_LEVEL__COUNT; level++)
        grid_cell(grid, distribution == NULL ? "\u2013"
                                             : estimate_cell(view, distribution->quantiles[level],
                                                             distribution->beyond_measured[level]));
}

char *parts_percentiles(const struct view *view)
{
    static const char *const HEADS[] = {"latency of a record", "mean", "p50", "p90", "p95", "p99", "p99.9"};
    if (!view_has_latency(view)) return nothing(view);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "Latency percentiles", "tnnnnnn", HEADS);
    for (size_t i = 0; i < view->count; i++)
        for (int end_to_end = 0; view->architectures[i].latency != NULL && end_to_end < 2; end_to_end++)
            add_distribution(view, &grid, i, end_to_end);
    grid_close(&grid);
    return out.bytes;
}

static const char *objective_name(const struct view *view, const struct run_objective *objective)
{
    const char *group = *objective->topic_group == '\0'
                            ? ""
                            : text_format(view->arena,
                                          "%s: ", escape_name(view->arena, objective->topic_group));
    const char *what = text_ends_with(objective->path, "produce_p99") ? "produce p99" : "end to end p99";
    return text_format(view->arena, "%s%s within %s", group, what,
                       text_ms(view->arena, objective->objective_ms));
}

char *parts_objectives(const struct view *view)
{
    static const char *const HEADS[] = {"option", "objective", "p99", "judgement"};
    static const char *const CLASSES[RUN_JUDGEMENT__COUNT] = {
        [RUN_MET] = "good", [RUN_MISSED] = "bad", [RUN_UNDECIDED] = "open"};
    enum { ROWS_MAX = 200 };
    struct text out = text_new(view->arena);
    struct grid grid = {0};
    size_t rows = 0;
    for (size_t i = 0; i < view->count; i++) {
        const struct run_latency *latency = view->architectures[i].run->latency;
        for (size_t n = 0; latency != NULL && n < latency->objective_count && rows < ROWS_MAX; n++) {
            const struct run_objective *objective = &latency->objectives[n];
            if (rows++ == 0) grid = grid_open(&out, view->arena, "Objectives", "ttnt", HEADS);
            grid_cell(&grid, parts_name(view, i));
            grid_cell(&grid, objective_name(view, objective));
            grid_cell(&grid, estimate_cell(view, objective->p99, false));
            bool has_why = objective->judgement == RUN_UNDECIDED && *objective->why != '\0';
            grid_cell(&grid,
                      text_format(view->arena, "<span class=\"%s\">%s</span>%s%s",
                                  CLASSES[objective->judgement], RUN_JUDGEMENTS[objective->judgement],
                                  has_why ? ": " : "", has_why ? parts_words(view, objective->why) : ""));
        }
    }
    if (rows == 0) return nothing(view);
    grid_close(&grid);
    return out.bytes;
}

static const struct run_stage *stage_named(const struct run_distribution *distribution, const char *name)
{
    for (size_t n = 0; distribution != NULL && n < distribution->stage_count; n++)
        if (text_equal(distribution->stages[n].name, name)) return &distribution->stages[n];
    return NULL;
}

static void stage_cells(const struct view *view, struct grid *grid, const struct run_stage *stage)
{
    grid_cell(grid, stage == NULL ? "\u2013" : text_ms(view->arena, stage->mean_ms));
    grid_cell(grid, stage == NULL || !isfinite(stage->near_p99_ms)
                        ? "\u2013"
                        : text_ms(view->arena, stage->near_p99_ms));
}

/* The way end to end has the steps of the way to the acknowledgement, and more. */
static void add_stages(const struct view *view, struct text *out, size_t i)
{
    static const char *const HEADS[] = {"step", "produce, mean", "near p99", "end to end, mean", "near p99"};
    const struct run_distribution *produce = view_distribution(&view->architectures[i], false),
                                  *end_to_end = view_distribution(&view->architectures[i], true);
    const struct run_distribution *longest = end_to_end != NULL && end_to_end->stage_count > 0 ? end_to_end
                                                                                               : produce;
    if (longest == NULL || longest->stage_count == 0) return;
    text_addf(out, "<div><h4>%s</h4>\n", parts_name(view, i));
    struct grid grid = grid_open(out, view->arena,
                                 text_format(view->arena, "Where the time goes, %s",
                                             view->architectures[i].name),
                                 "tnnnn", HEADS);
    for (size_t n = 0; n < longest->stage_count; n++) {
        grid_cell(&grid, escape_name(view->arena, longest->stages[n].name));
        stage_cells(view, &grid, stage_named(produce, longest->stages[n].name));
        stage_cells(view, &grid, stage_named(end_to_end, longest->stages[n].name));
    }
    grid_close(&grid);
    text_add(out, "</div>\n");
}

char *parts_stages(const struct view *view)
{
    struct text out = text_new(view->arena);
    for (size_t i = 0; i < view->count; i++) add_stages(view, &out, i);
    return out.length == 0 ? nothing(view) : out.bytes;
}

static void add_sensitivities(const struct view *view, struct text *out, const struct run_latency *latency)
{
    for (size_t i = 0; i < latency->sensitivity_count; i++) {
        const struct run_latency_sensitivity *one = &latency->sensitivities[i];
        text_addf(out, " With <code>%s</code> %.0f %% %s: produce p99 %s, end to end p99 %s.",
                  escape_name(view->arena, one->path), fabs(one->factor - 1) * 100,
                  one->factor < 1 ? "shorter" : "longer", text_ms(view->arena, one->produce_p99_ms),
                  text_ms(view->arena, one->end_to_end_p99_ms));
    }
}

static void add_note(const struct view *view, struct text *out, const char *before, const char *note)
{
    if (*note != '\0') text_addf(out, " %s%s.", before, parts_words(view, note));
}

/* What a reader must know of one option's latency. */
static void add_notes(const struct view *view, struct text *out, size_t i)
{
    const struct view_architecture *architecture = &view->architectures[i];
    text_addf(out, "<li>%s: ", parts_name(view, i));
    if (architecture->latency == NULL) {
        text_addf(out, "no latency, %s.</li>\n", parts_words(view, architecture->run->latency_unknown));
        return;
    }
    const struct run_load_latency *load = architecture->latency;
    const char *at = load->rate_factor == 1
                         ? "the mean load"
                         : text_format(view->arena, "%.3g times the mean load", load->rate_factor);
    text_addf(out, "%s %s in %.3g s simulated at %s, %s.", text_thousands(view->arena, load->units, 0),
              escape_name(view->arena, load->unit_name), load->simulated_s, at,
              load->is_converged ? "converged" : "<strong>not converged</strong>");
    if (!load->is_converged) add_note(view, out, "Why not: ", load->why_not);
    add_note(view, out, "Produce: ", load->produce.note);
    add_note(view, out, "End to end: ", load->end_to_end.note);
    add_sensitivities(view, out, architecture->run->latency);
    add_note(view, out, "Inputs ", architecture->run->latency->calibration);
    text_add(out, "</li>\n");
}

char *parts_latency_notes(const struct view *view)
{
    struct text out = text_new(view->arena);
    text_add(&out, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < view->count; i++) add_notes(view, &out, i);
    text_add(&out, "</ul>\n");
    return out.bytes;
}

static void add_counts(const struct view *view, struct grid *grid, size_t i)
{
    const struct run_load_latency *load = view->architectures[i].latency;
    for (size_t n = 0; load != NULL && n < load->count_count; n++) {
        const struct run_sim_count *count = &load->counts[n];
        bool has_model = count->modelled != 0;
        grid_cell(grid, parts_name(view, i));
        grid_cell(grid, text_format(view->arena, "%s%s%s", escape_name(view->arena, count->name),
                                    *count->unit == '\0' ? "" : ", ", escape_name(view->arena, count->unit)));
        grid_cell(grid, text_short(view->arena, count->modelled));
        grid_cell(grid, text_short(view->arena, count->simulated));
        grid_cell(grid, has_model ? text_format(view->arena, "%.2f %%%s",
                                                fabs(count->simulated / count->modelled - 1) * 100,
                                                count->parts ? " <strong class=\"bad\">parts</strong>" : "")
                                  : "\u2013");
    }
}

char *parts_counts(const struct view *view)
{
    static const char *const HEADS[] = {"", "counted", "closed form of the bill", "simulation", "apart"};
    if (!view_has_latency(view)) return nothing(view);
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena,
                                 "The simulation's own counts beside the closed forms that the bill rests on",
                                 "ttnnn", HEADS);
    for (size_t i = 0; i < view->count; i++) add_counts(view, &grid, i);
    grid_close(&grid);
    return out.bytes;
}
