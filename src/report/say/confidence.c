/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The doubts about a recommendation on a page's first screen: what would change it, and how sure it is. */
#include <math.h>
#include <stdlib.h>

#include "report/report.h"
#include "report/say/say.h"
#include "report/view.h"

/* ---- what would change it ---- */

static size_t tested_of(const struct run *run)
{
    size_t tested = 0;
    for (size_t i = 0; i < run->variant_count; i++) tested += run->variants[i].feasible;
    return tested;
}

void say_reversals(struct doc *doc, const struct run *run)
{
    struct arena *arena = doc->arena;
    const struct run_verdict *verdict = &run->verdict;
    const size_t told = verdict->flip_count < SAY_HEAVIEST_MAX ? verdict->flip_count : SAY_HEAVIEST_MAX,
                 tested = tested_of(run);
    if (view_base(run) == NULL) return;
    for (size_t i = 0; i < told; i++) {
        const struct run_flip *flip = &verdict->flips[i];
        const char *with = text_equal(flip->recommended, flip->architecture)
                               ? ""
                               : text_format(arena, " for %s",
                                             doc_name(arena, say_name(run, flip->architecture)));
        doc_addf(doc, DOC_ITEM, 0, "With %s%s, %s is recommended, at %s per year.", flip->what, with,
                 doc_mark(arena, DOC_STRONG, doc_name(arena, say_name(run, flip->recommended))),
                 text_usd(arena, flip->usd_per_year));
    }
    if (verdict->flip_count > told)
        doc_addf(doc, DOC_ITEM, 0, "%zu more under Assumptions.", verdict->flip_count - told);
    if (told == 0 && tested > 0)
        doc_addf(doc, DOC_ITEM, 0, "No alternative assumption changes it (%zu tested).", tested);
}

/* ---- how sure it is ---- */

static bool is_unknown(const struct run_architecture *architecture)
{
    return architecture->feasible && !isfinite(view_p99_ms(architecture, false));
}

/* The error of the models, each factor once. */
static void say_models(struct doc *doc, const struct run *run)
{
    struct arena *arena = doc->arena;
    struct text out = text_new(arena);
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_latency *latency = run->architectures[i].latency;
        if (latency == NULL || !latency->has_model_error) continue;
        bool is_said = false;
        for (size_t n = 0; n < i && !is_said; n++) {
            const struct run_latency *other = run->architectures[n].latency;
            is_said = other != NULL && other->has_model_error &&
                      other->model_error.factor == latency->model_error.factor &&
                      other->model_error.points == latency->model_error.points;
        }
        if (!is_said)
            text_addf(&out, "%s\u00d7%.2f over %.0f published points (%s%s)", out.length == 0 ? "" : "; ",
                      latency->model_error.factor, latency->model_error.points,
                      doc_name(arena, run->architectures[i].name),
                      run->architecture_count > 2 ? " and its kind" : "");
    }
    if (out.length > 0)
        doc_addf(doc, DOC_ITEM, 0, "%s Predicted p99 is off by a mean factor of %s.",
                 doc_mark(arena, DOC_SUBJECT, "Latency model:"), out.bytes);
}

static void say_range(struct doc *doc, const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_latency *latency = run->architectures[i].latency;
        if (latency == NULL || !isfinite(run_latency_range(latency, false).ms)) continue;
        doc_addf(doc, DOC_ITEM, 0,
                 "%s A range covers what isn\u2019t known: settings that a vendor doesn\u2019t publish, "
                 "or a cluster\u2019s disks, heap and processors.",
                 doc_mark(doc->arena, DOC_SUBJECT, "p99 ranges:"));
        return;
    }
}

/* Names that are concerned by a doubt, or nothing. */
static void say_doubt(struct doc *doc, const struct run *run, const char *doubt,
                      bool (*is_meant)(const struct run_architecture *))
{
    enum { NAMED_MAX = 3 };
    const char *names = say_names(doc, run, is_meant, NAMED_MAX);
    if (*names != '\0') doc_addf(doc, DOC_ITEM, 0, "%s %s.", doc_mark(doc->arena, DOC_SUBJECT, doubt), names);
}

/* The share of the base's cost at prices that nobody verified. */
static void say_price_doubt(struct doc *doc, const struct run_architecture *base)
{
    double unverified_usd = 0;
    for (size_t i = 0; i < base->line_count; i++)
        if (base->lines[i].kind->is_unverified) unverified_usd += base->lines[i].usd_per_year;
    double share = base->usd_per_year > 0 ? unverified_usd / base->usd_per_year : 0;
    doc_addf(doc, DOC_ITEM, 0,
             share > 0 ? "%s The cost of %s rests on unverified prices to %s."
                       : "%s The cost of %s rests on no unverified price.",
             doc_mark(doc->arena, DOC_SUBJECT, "Prices:"), doc_name(doc->arena, base->name),
             text_percent(doc->arena, share));
}

static void say_robustness(struct doc *doc, const struct run *run)
{
    size_t tested = tested_of(run), flips = run->verdict.flip_count;
    if (tested == 0 || flips == 0 || view_winner(run) == NULL) return;
    doc_addf(doc, DOC_ITEM, 0, "%s The recommendation holds under %zu of %zu alternative assumptions.",
             doc_mark(doc->arena, DOC_SUBJECT, "Robustness:"), tested > flips ? tested - flips : 0, tested);
}

void say_confidence(struct doc *doc, const struct run *run)
{
    const struct run_architecture *base = view_base(run);
    if (base == NULL) return;
    say_robustness(doc, run);
    say_price_doubt(doc, base);
    if (!view_is_simulated(run)) {
        doc_addf(doc, DOC_ITEM, 0, "%s It was not simulated%s.",
                 doc_mark(doc->arena, DOC_SUBJECT, "Latency:"),
                 text_equal(run->verdict.objectives, RUN_OBJECTIVES_NOT_JUDGED)
                     ? ", so that objectives aren\u2019t judged"
                     : "");
        return;
    }
    say_models(doc, run);
    say_range(doc, run);
    say_doubt(doc, run, "Latency not known:", is_unknown);
    say_doubt(doc, run, "Latency sampled less precisely than asked:", view_is_imprecise);
}
