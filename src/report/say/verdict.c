/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The head of a page: the choice, the conditions under which it is another, and what was compared. */
#include <math.h>
#include <string.h>

#include "report/report.h"
#include "report/say/say.h"
#include "report/view.h"

/* Keep a figure and its unit on one line: the blank between them doesn't break. */
static const char *keep_units(struct arena *arena, const char *text)
{
    static const char *const UNITS[] = {"%", "ms", "s", "min", "GB", "GiB", "MiB/s", "GiB/s"};
    struct text out = text_new(arena);
    for (size_t i = 0; text[i] != '\0'; i++) {
        bool joins = text[i] == ' ' && i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9', kept = false;
        for (size_t n = 0; joins && !kept && n < DOC_COUNT(UNITS); n++)
            kept = text_starts_with(text + i + 1, UNITS[n]) &&
                   strchr(" ,;:.)", text[i + 1 + strlen(UNITS[n])]) != NULL;
        text_add_bytes(&out, kept ? "\u00a0" : text + i, kept ? strlen("\u00a0") : 1);
    }
    return out.length == 0 ? "" : out.bytes;
}

const char *say_p99(struct arena *arena, const struct run_architecture *architecture, bool end_to_end,
                    const char *dash)
{
    double ms = view_p99_ms(architecture, end_to_end);
    if (!isfinite(ms)) return NULL;
    struct run_estimate range = run_latency_range(architecture->latency, end_to_end);
    return text_format(arena, "%s%s",
                       isfinite(range.ms) ? text_ms_range(arena, range.low_ms, range.high_ms, dash)
                                          : text_ms(arena, ms),
                       run_latency_is_assumed(architecture->latency) ? "*" : "");
}

/* ---- the choice ---- */

static const char *strong_name(struct arena *arena, const struct run_architecture *architecture)
{
    return doc_mark(arena, DOC_STRONG, doc_name(arena, architecture->name));
}

static const struct run_architecture *current_of(const struct run *run)
{
    return view_find(run, run->verdict.current);
}

/* The factor within which a p99 is no reason for a choice: the error of its model. That is a mean over a few
 * published points, and a single figure may be further off: at least twice. */
enum { MODEL_FACTOR_LEAST = 2 };
static double model_factor(const struct run_architecture *of)
{
    return of->latency->has_model_error ? fmax(of->latency->model_error.factor, MODEL_FACTOR_LEAST)
                                        : MODEL_FACTOR_LEAST;
}

/* True if the option's p99 is longer than the other's by more than sampling and models leave open. */
static bool is_slower(const struct run_architecture *one, const struct run_architecture *other,
                      bool end_to_end)
{
    const struct run_distribution *own = view_distribution(one, end_to_end),
                                  *its = view_distribution(other, end_to_end);
    if (own == NULL || its == NULL) return false;
    const struct run_estimate *long_p99 = &own->quantiles[RUN_P99], *short_p99 = &its->quantiles[RUN_P99];
    return run_estimate_is_longer(long_p99, short_p99) &&
           long_p99->ms > short_p99->ms * fmax(model_factor(one), model_factor(other));
}

/* "8.90 ms to acknowledge a record and 14.4 ms end to end": the latencies by which the one is slower than the
 * other. */
static const char *slower_text(struct arena *arena, const struct run_architecture *of,
                               const struct run_architecture *slow, const struct run_architecture *fast)
{
    struct text out = text_new(arena);
    for (int end_to_end = 0; end_to_end < 2; end_to_end++)
        if (is_slower(slow, fast, end_to_end != 0))
            text_addf(&out, "%s%s %s", out.length == 0 ? "" : " and ",
                      doc_mark(arena, DOC_WHOLE, say_p99(arena, of, end_to_end != 0, "\u2013")),
                      end_to_end ? "end to end" : "to acknowledge a record");
    return out.length == 0 ? NULL : out.bytes;
}

static const char *price_text(struct arena *arena, const struct run *run, const struct run_architecture *of)
{
    return text_format(arena, "%s per year%s", text_usd(arena, of->usd_per_year),
                       run_at_list_prices(run, of));
}

/* Under which condition the winner is chosen, or for which reason; the other is NULL. */
struct because {
    const char *condition; /* "a p99 of 0.40–0.67 s to acknowledge a record is fast enough" */
    const char *reason;    /* "is the cheapest option that carries the load" */
};

static struct because because(struct arena *arena, const struct run *run,
                              const struct run_architecture *winner, const struct run_architecture *rival)
{
    if (view_heeds_objectives(run))
        return (struct because){.reason = "is the cheapest option that meets every objective"};
    const char *slower = slower_text(arena, winner, winner, rival);
    return slower == NULL
               ? (struct because){.reason = "is the cheapest option that carries the load"}
               : (struct because){.condition = text_format(arena, "a p99 of %s is fast enough", slower)};
}

static const char *saving_text(struct arena *arena, const struct run *run,
                               const struct run_architecture *winner, const struct run_architecture *rival)
{
    double saving_usd = rival->usd_per_year - winner->usd_per_year;
    const char *percent = rival->usd_per_year > 0
                              ? text_format(arena, " (%.0f %%)", fabs(saving_usd) / rival->usd_per_year * 100)
                              : "";
    return text_format(arena, "It %s %s%s against %s, %s.", saving_usd < 0 ? "costs a further" : "saves",
                       text_usd(arena, fabs(saving_usd)), percent, doc_name(arena, rival->name),
                       rival == current_of(run) ? "which runs today" : "the next cheapest");
}

/* "Choose X, at $1.2M per year": the first words of the choice. */
static const char *choice_text(struct arena *arena, const struct run *run)
{
    const struct run_architecture *winner = view_winner(run), *base = view_base(run);
    if (base == NULL) return run->verdict.sentence;
    const char *price = price_text(arena, run, base), *name = strong_name(arena, base);
    if (winner == NULL)
        return text_format(arena, "No option is known to meet every objective. %s is the cheapest, at %s",
                           name, price);
    if (view_rival(run) == NULL) return text_format(arena, "%s costs %s", name, price);
    return text_format(arena, "%s %s, at %s", winner == current_of(run) ? "Stay with" : "Choose", name,
                       price);
}

/* "a p99 of 1 s is fast enough. It saves …", after the words that lead to the condition or to the reason. */
static const char *reason_text(struct arena *arena, const struct run *run,
                               const struct run_architecture *rival, const char *before_condition,
                               const char *before_reason)
{
    const struct run_architecture *winner = view_winner(run);
    const struct because why = because(arena, run, winner, rival);
    const char *saving = saving_text(arena, run, winner, rival);
    return why.condition != NULL ? text_format(arena, "%s%s. %s", before_condition, why.condition, saving)
                                 : text_format(arena, "%s%s. %s", before_reason, why.reason, saving);
}

/* In Markdown a heading, and a paragraph with a sentence of its own. */
void say_decision(struct doc *doc, const struct run *run)
{
    struct arena *arena = doc->arena;
    const struct run_architecture *rival = view_winner(run) == NULL ? NULL : view_rival(run);
    const char *choice = choice_text(arena, run), *end = view_base(run) == NULL ? "" : ".";
    if (!doc_is(doc, DOC_MARKDOWN)) {
        const char *rest = rival == NULL ? end : reason_text(arena, run, rival, ", if ", ": it ");
        doc_add(doc, DOC_HEADLINE, 0, keep_units(arena, text_format(arena, "%s%s", choice, rest)));
        return;
    }
    doc_add(doc, DOC_HEADLINE, 0, choice);
    if (rival != NULL) doc_add(doc, DOC_PARAGRAPH, 0, reason_text(arena, run, rival, "Do so if ", "It "));
}

/* ---- its conditions ---- */

/* "transactions, compaction": the features that the one has and the other lacks. */
static const char *lacking_text(struct arena *arena, const struct guarantees *has,
                                const struct guarantees *lacks)
{
    const char *lacking[] = {has->transactions && !lacks->transactions ? "transactions" : NULL,
                             has->idempotence && !lacks->idempotence ? "idempotent producers" : NULL,
                             has->compaction && !lacks->compaction ? "compacted topics" : NULL};
    const char *list[DOC_COUNT(lacking)];
    size_t count = 0;
    for (size_t i = 0; i < DOC_COUNT(lacking); i++)
        if (lacking[i] != NULL) list[count++] = lacking[i];
    return count == 0 ? NULL : text_list(arena, list, count, " or ");
}

static const char *need_text(struct arena *arena, const struct run *run,
                             const struct run_architecture *winner, const struct run_architecture *rival)
{
    const char *faster = slower_text(arena, rival, winner, rival),
               *lacking = lacking_text(arena, &rival->guarantees, &winner->guarantees);
    double saving_usd = rival->usd_per_year - winner->usd_per_year;
    if (faster != NULL)
        return text_format(arena, "you need a p99 of %s%s%s", faster, lacking == NULL ? "" : ", or ",
                           lacking == NULL ? "" : lacking);
    if (lacking != NULL) return text_format(arena, "you need %s", lacking);
    if (rival == current_of(run) && saving_usd > 0)
        return text_format(arena, "moving costs more than the %s per year that it saves",
                           text_usd(arena, saving_usd));
    return NULL;
}

static void say_rival(struct doc *doc, const struct run *run, const struct run_architecture *winner)
{
    const struct run_architecture *rival = view_rival(run);
    const char *need = rival == NULL ? NULL : need_text(doc->arena, run, winner, rival);
    if (need != NULL)
        doc_addf(doc, DOC_ITEM, 0, "%s %s, at %s, if %s.", rival == current_of(run) ? "Stay with" : "Choose",
                 strong_name(doc->arena, rival), price_text(doc->arena, run, rival),
                 keep_units(doc->arena, need));
}

/* "produce p99 within 100 ms can be relaxed to 517 ms and …": beyond the intervals, and beyond what three
 * digits round off. */
static const char *relaxed_text(struct arena *arena, const struct run_contender *one)
{
    const double digits = 1.005;
    struct text out = text_new(arena);
    for (size_t i = 0; i < one->objective_count; i++)
        text_addf(&out, "%s%s can be relaxed to %s", i == 0 ? "" : " and ",
                  keep_units(arena, say_objective(arena, &one->objectives[i])),
                  keep_units(arena, text_ms(arena, one->objectives[i].p99.high_ms * digits)));
    return out.bytes;
}

/* The cheapest of the options that miss an objective, when it would save anything. */
static void say_relaxed(struct doc *doc, const struct run *run)
{
    const struct run_contender *first = run->verdict.misses;
    const struct run_architecture *of = run->verdict.miss_count == 0 ? NULL
                                                                     : view_find(run, first->architecture);
    if (of == NULL || first->objective_count == 0) return;
    bool saves = first->saving_usd_per_year > 0;
    if (!saves && view_winner(run) != NULL) return;
    const char *saving = saves ? text_format(doc->arena, ", %s less,",
                                             text_usd(doc->arena, first->saving_usd_per_year))
                               : ",";
    doc_addf(doc, DOC_ITEM, 0, "%s %s, at %s%s only if %s.", of == current_of(run) ? "Stay with" : "Choose",
             strong_name(doc->arena, of), price_text(doc->arena, run, of), saving,
             relaxed_text(doc->arena, first));
}

/* The cheapest of those that can't be judged, when it would save anything. */
static void say_measure(struct doc *doc, const struct run *run)
{
    const struct run_contender *first = run->verdict.unjudged;
    const struct run_architecture *of = run->verdict.unjudged_count == 0
                                            ? NULL
                                            : view_find(run, first->architecture);
    if (of == NULL || !(first->saving_usd_per_year > 0)) return;
    doc_addf(doc, DOC_ITEM, 0,
             "%s would save %s but can\u2019t be judged: %s. Measure it before choosing it.",
             strong_name(doc->arena, of), text_usd(doc->arena, first->saving_usd_per_year),
             first->objective_count == 0 ? "its latency isn\u2019t known" : first->why);
}

void say_conditions(struct doc *doc, const struct run *run)
{
    const struct run_architecture *winner = view_winner(run);
    if (winner != NULL) say_rival(doc, run, winner);
    say_relaxed(doc, run);
    say_measure(doc, run);
}

/* ---- what was compared ---- */

void say_facts(struct doc *doc, const struct run *run)
{
    struct arena *arena = doc->arena;
    const char *privacy = report_privacy(run);
    doc_addf(doc, doc_is(doc, DOC_HTML) ? DOC_HEADLINE : DOC_PARAGRAPH, 0,
             "%s in %s: %s. USD per year, before tax, at %s. An estimate, not a quote.%s%s",
             doc_mark(arena, DOC_SUBJECT, run->workload_name), doc_name(arena, run->region),
             run->workload_text, say_price_span(run, arena), privacy == NULL ? "" : " ",
             privacy == NULL ? "" : doc_mark(arena, DOC_STRONG, text_format(arena, "%s.", privacy)));
}

void say_load(struct doc *doc, const struct run *run)
{
    double factor = 1;
    for (size_t i = 0; i < run->architecture_count && factor == 1; i++)
        if (run->architectures[i].latency != NULL)
            factor = run_latency_at_peak(run->architectures[i].latency)->rate_factor;
    doc_add(doc, DOC_HEADLINE, 0,
            factor == 1 ? "the mean load (this workload has no peak)"
                        : text_format(doc->arena, "the peak, %.3g times the mean load", factor));
}
