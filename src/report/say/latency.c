/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency at peak load, the objectives, and the doubts about them. */
#include <math.h>

#include "report/say/say.h"
#include "report/view.h"

/* "412 ms ±11%" with the larger side of the interval, or with both ends; "*" where the inputs weren't
 * measured that far into the tail. */
struct doc_cell say_estimate(const struct doc *doc, struct run_estimate estimate, bool is_beyond)
{
    struct arena *arena = doc->arena;
    const char *value = text_format(arena, "%s%s", text_ms(arena, estimate.ms), is_beyond ? "*" : ""),
               *ends = text_format(arena, "%s to %s", text_ms(arena, estimate.low_ms),
                                   text_ms(arena, estimate.high_ms));
    if (!isfinite(estimate.ms) && doc_is(doc, DOC_HTML)) return doc_none();
    double half = fmax(estimate.high_ms - estimate.ms, estimate.ms - estimate.low_ms),
           percent = estimate.ms > 0 ? half / estimate.ms * 100 : 0;
    const char *interval = !isfinite(estimate.low_ms) || !isfinite(estimate.high_ms) || !isfinite(half) ? ""
                           : doc_is(doc, DOC_TEXT)
                               ? text_format(arena, " \u00b1%.*f%%", percent < 9.95 ? 1 : 0, percent)
                           : doc_is(doc, DOC_HTML)
                               ? text_format(arena, "%s%s", DOC_NEW_LINE, doc_mark(arena, DOC_SMALL, ends))
                               : text_format(arena, " (%s)", ends);
    return doc_number(DOC_CELL_MS, estimate.ms, text_format(arena, "%s%s", value, interval));
}

static const struct run_load_latency *load_of(const struct run_architecture *architecture)
{
    return architecture->latency == NULL ? NULL : run_latency_at_peak(architecture->latency);
}

/* The first simulated architecture, or NULL. */
static const struct run_architecture *first_simulated(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].latency != NULL) return &run->architectures[i];
    return NULL;
}

static void add_quantile_row(struct doc *doc, struct doc_table *table, const struct run *run, bool end_to_end,
                             int level)
{
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_wordsf(doc->arena, "%s %s", end_to_end ? "end to end" : "produce", RUN_LEVEL_NAMES[level]);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_distribution *one = view_distribution(&run->architectures[i], end_to_end);
        cells[1 + i] = one == NULL ? doc_none()
                                   : say_estimate(doc, one->quantiles[level], one->beyond_measured[level]);
        cells[1 + i].tone = level == RUN_P99 ? DOC_TONE_STRONG : DOC_TONE_PLAIN;
    }
}

/* One row for each objective that any architecture was judged by. */
static void add_objective_row(struct doc *doc, struct doc_table *table, const struct run *run,
                              const struct run_objective *objective, size_t n)
{
    static const enum doc_tone TONES[RUN_JUDGEMENT__COUNT] = {
        [RUN_MET] = DOC_TONE_GOOD, [RUN_MISSED] = DOC_TONE_BAD};
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_words(say_objective(doc->arena, objective));
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_latency *latency = run->architectures[i].latency;
        if (latency == NULL || n >= latency->objective_count) {
            cells[1 + i] = doc_is(doc, DOC_TEXT) ? doc_words("") : doc_none();
            continue;
        }
        enum run_judgement judgement = latency->objectives[n].judgement;
        cells[1 + i] = doc_toned(TONES[judgement], text_format(doc->arena, "%s%s", RUN_JUDGEMENTS[judgement],
                                                               run_latency_is_assumed(latency) ? "*" : ""));
    }
}

static void add_table(struct doc *doc, const struct run *run, const char *head)
{
    static const int LEVELS[] = {RUN_P50, RUN_P99, RUN_P999};
    struct doc_table *table = say_options_table(doc, "Latency of a record", head, DOC_FIGURE, run);
    doc_row_of(table, DOC_RULE);
    for (int end_to_end = 0; end_to_end < 2; end_to_end++)
        for (size_t i = 0; i < DOC_COUNT(LEVELS); i++)
            add_quantile_row(doc, table, run, end_to_end, LEVELS[i]);
    const struct run_latency *first = first_simulated(run)->latency;
    for (size_t n = 0; n < first->objective_count; n++)
        add_objective_row(doc, table, run, &first->objectives[n], n);
}

/* ---- doubts ---- */

static bool is_any_beyond(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_load_latency *load = load_of(&run->architectures[i]);
        for (int level = 0; load != NULL && level < RUN_LEVEL__COUNT; level++)
            if (load->produce.beyond_measured[level] || load->end_to_end.beyond_measured[level]) return true;
    }
    return false;
}

/* "with latency.object_put 40 % shorter: produce p99 352 ms (-14 %), …" */
/* "520 ms (+12 %)" */
static const char *change_text(struct arena *arena, double ms, const struct run_distribution *from)
{
    if (!isfinite(ms)) return "not known";
    double change = from->is_known ? ms / from->quantiles[RUN_P99].ms - 1 : (double)NAN;
    return isfinite(change) ? text_format(arena, "%s (%+.0f %%)", text_ms(arena, ms), change * 100)
                            : text_ms(arena, ms);
}

static void say_shorter_and_longer(struct doc *doc, const struct run_latency *latency)
{
    const struct run_load_latency *load = run_latency_at_peak(latency);
    for (size_t i = 0; i < latency->sensitivity_count; i++) {
        const struct run_latency_sensitivity *one = &latency->sensitivities[i];
        doc_addf(doc, DOC_PARAGRAPH, 2, "with %s %.0f %% %s: produce p99 %s, end to end p99 %s", one->path,
                 fabs(one->factor - 1) * 100, one->factor < 1 ? "shorter" : "longer",
                 change_text(doc->arena, one->produce_p99_ms, &load->produce),
                 change_text(doc->arena, one->end_to_end_p99_ms, &load->end_to_end));
    }
}

/* "model error: ×1.22 over 7 published points" */
const char *say_model_error(struct arena *arena, const struct run_latency *latency)
{
    if (!latency->has_model_error) return "";
    return text_format(arena, "model error: ×%.2f over %.0f published points", latency->model_error.factor,
                       latency->model_error.points);
}

/* "commit_order: file: produce p99 503 ms, end to end p99 1.10 s" */
static const char *open_option_text(struct arena *arena, const struct run_latency_open_option *one)
{
    const char *read = isfinite(one->end_to_end_p99_ms)
                           ? text_format(arena, ", end to end p99 %s", text_ms(arena, one->end_to_end_p99_ms))
                           : "";
    return text_format(arena, "with %s: produce p99 %s%s", one->settings, text_ms(arena, one->produce_p99_ms),
                       read);
}

void say_model(struct doc *doc, const struct run_latency *latency)
{
    if (latency->has_model_error) doc_add(doc, DOC_PARAGRAPH, 2, say_model_error(doc->arena, latency));
    for (size_t i = 0; i < latency->open_option_count; i++)
        doc_add(doc, DOC_PARAGRAPH, 2, open_option_text(doc->arena, &latency->open_options[i]));
}

static void say_parted(struct doc *doc, const struct run_load_latency *load)
{
    for (size_t i = 0; i < load->count_count; i++)
        if (load->counts[i].parts)
            doc_addf(doc, DOC_PARAGRAPH, 2, "%s: %s simulated, %s in the bill (%.1f %% apart)",
                     load->counts[i].name,
                     say_count(doc->arena, load->counts[i].simulated, load->counts[i].unit),
                     say_count(doc->arena, load->counts[i].modelled, load->counts[i].unit),
                     fabs(load->counts[i].simulated / load->counts[i].modelled - 1) * 100);
}

/* "producers give up on 0.12 % of the records: their delivery_timeout passes"; "" when on none. */
static const char *given_up_text(struct arena *arena, const struct run_load_latency *load)
{
    return load->given_up > 0
               ? text_format(arena,
                             "producers give up on %.3g %% of the records: their delivery_timeout passes",
                             load->given_up * 100)
               : "";
}

void say_latency_notes(struct doc *doc, const struct run_load_latency *load)
{
    const char *given_up = given_up_text(doc->arena, load);
    if (*given_up != '\0') doc_add(doc, DOC_PARAGRAPH, 2, given_up);
    if (*load->produce.note != '\0') doc_addf(doc, DOC_PARAGRAPH, 2, "produce: %s", load->produce.note);
    if (*load->end_to_end.note != '\0')
        doc_addf(doc, DOC_PARAGRAPH, 2, "end to end: %s", load->end_to_end.note);
}

/* "1,746", "0.5" */
static const char *seconds_text(struct arena *arena, const struct run_load_latency *load)
{
    return load->simulated_s < 10 ? text_format(arena, "%.3g", load->simulated_s)
                                  : text_thousands(arena, load->simulated_s, 0);
}

/* The remarks that a reader needs on one architecture's figures. */
static void say_doubts(struct doc *doc, const struct run_architecture *architecture)
{
    const struct run_latency *latency = architecture->latency;
    doc_add(doc, DOC_PARAGRAPH, 1, say_name_and_id(doc->arena, architecture));
    if (latency == NULL) {
        doc_addf(doc, DOC_PARAGRAPH, 2, "no latency: %s", architecture->latency_unknown);
        return;
    }
    const struct run_load_latency *load = run_latency_at_peak(latency);
    doc_addf(doc, DOC_PARAGRAPH, 2, "%s %s of %s s simulated, %s", text_thousands(doc->arena, load->units, 0),
             load->unit_name, seconds_text(doc->arena, load),
             load->is_converged ? "converged" : text_format(doc->arena, "not converged: %s", load->why_not));
    say_latency_notes(doc, load);
    for (size_t i = 0; i < latency->objective_count; i++)
        if (latency->objectives[i].judgement == RUN_UNDECIDED)
            doc_addf(doc, DOC_PARAGRAPH, 2, "%s is undecided: %s", latency->objectives[i].path,
                     latency->objectives[i].why);
    say_parted(doc, load);
    say_model(doc, latency);
    say_shorter_and_longer(doc, latency);
    if (*latency->calibration != '\0') doc_add(doc, DOC_PARAGRAPH, 2, latency->calibration);
}

static void say_legend(struct doc *doc, const struct run *run)
{
    double peak = load_of(first_simulated(run))->rate_factor;
    doc_addf(
        doc, DOC_PARAGRAPH, 0,
        "measured from the scheduled send time, %s, on a healthy cluster; \u00b1: 95 %% sampling interval%s",
        peak == 1 ? "at the mean load"
                  : text_format(doc->arena, "at the peak, %.3g times the mean load", peak),
        is_any_beyond(run) ? "; *: beyond the highest percentile that the inputs cover" : "");
}

/* A line for each architecture whose model is held against anything, with its open options. */
static void say_models(struct doc *doc, const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_latency *latency = run->architectures[i].latency;
        if (latency == NULL || !latency->has_model_error) continue;
        struct text out = text_new(doc->arena);
        text_addf(&out, "%s: %s", doc_name(doc->arena, run->architectures[i].name),
                  say_model_error(doc->arena, latency));
        for (size_t n = 0; n < latency->open_option_count; n++)
            text_addf(&out, "; %s", open_option_text(doc->arena, &latency->open_options[n]));
        doc_addf(doc, DOC_ITEM, 0, "%s.", out.bytes);
    }
}

void say_latency(struct doc *doc, const struct run *run)
{
    if (first_simulated(run) == NULL) return;
    if (!doc_is(doc, DOC_TEXT)) {
        doc_add(doc, DOC_HEADING, 0, "Latency of a record, at peak load");
        add_table(doc, run, "from the scheduled send time");
        doc_add(
            doc, DOC_PARAGRAPH, 0,
            "In brackets: 95 % sampling interval. *: beyond the highest percentile that the inputs cover.");
        say_models(doc, run);
        return;
    }
    doc_add(doc, DOC_GAP, 0, NULL);
    add_table(doc, run, "latency of a record");
    say_legend(doc, run);
    doc_add(doc, DOC_HEADING, 0, "Confidence in these latencies");
    for (size_t i = 0; i < run->architecture_count; i++) say_doubts(doc, &run->architectures[i]);
}

/* ---- on a page ---- */

static void add_remark(struct text *out, const char *before, const char *remark)
{
    if (*remark != '\0') text_addf(out, " %s%s.", before, remark);
}

/* The same remarks in one item. */
static const char *remarks_text(struct arena *arena, const struct run_latency *latency)
{
    const struct run_load_latency *load = run_latency_at_peak(latency);
    struct text out = text_new(arena);
    text_addf(&out, "%s %s in %s s simulated at %s, %s.", text_thousands(arena, load->units, 0),
              doc_name(arena, load->unit_name), seconds_text(arena, load),
              load->rate_factor == 1 ? "the mean load"
                                     : text_format(arena, "%.3g times the mean load", load->rate_factor),
              load->is_converged ? "converged" : doc_mark(arena, DOC_STRONG, "not converged"));
    if (!load->is_converged) add_remark(&out, "Why not: ", load->why_not);
    add_remark(&out, "Given up: ", given_up_text(arena, load));
    add_remark(&out, "Produce: ", load->produce.note);
    add_remark(&out, "End to end: ", load->end_to_end.note);
    for (size_t i = 0; i < latency->sensitivity_count; i++) {
        const struct run_latency_sensitivity *one = &latency->sensitivities[i];
        text_addf(&out, " With %s %.0f %% %s: produce p99 %s, end to end p99 %s.",
                  doc_mark(arena, DOC_CODE, doc_name(arena, one->path)), fabs(one->factor - 1) * 100,
                  one->factor < 1 ? "shorter" : "longer", text_ms(arena, one->produce_p99_ms),
                  text_ms(arena, one->end_to_end_p99_ms));
    }
    for (size_t i = 0; i < latency->open_option_count; i++)
        add_remark(&out, "", open_option_text(arena, &latency->open_options[i]));
    add_remark(&out, "", say_model_error(arena, latency));
    add_remark(&out, "Inputs ", latency->calibration);
    return out.bytes;
}

void say_sureness(struct doc *doc, const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *architecture = &run->architectures[i];
        doc_addf(doc, DOC_ITEM, 0, "%s: %s", doc_option(doc->arena, architecture->name, i),
                 architecture->latency == NULL
                     ? text_format(doc->arena, "no latency, %s.", architecture->latency_unknown)
                     : remarks_text(doc->arena, architecture->latency));
    }
}
