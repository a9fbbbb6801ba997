/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A page's first screen: the decision, its figures, and each option in a row. */
#include <math.h>
#include <string.h>

#include "report/report.h"
#include "report/say/say.h"
#include "report/view.h"

/* A figure and its unit stay on one line: the blank between them doesn't break. */
static const char *keep_units(struct arena *arena, const char *text)
{
    static const char *const UNITS[] = {"%", "ms", "s", "min", "GB", "GiB", "MiB/s", "GiB/s"};
    struct text out = text_new(arena);
    for (size_t i = 0; text[i] != '\0'; i++) {
        bool joins = text[i] == ' ' && i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9', kept = false;
        for (size_t n = 0; joins && !kept && n < DOC_COUNT(UNITS); n++)
            kept = text_starts_with(text + i + 1, UNITS[n]) &&
                   strchr(" ,;.)", text[i + 1 + strlen(UNITS[n])]) != NULL;
        text_add_bytes(&out, kept ? "\u00a0" : text + i, kept ? strlen("\u00a0") : 1);
    }
    return out.bytes;
}

/* The length of the part on cost: the part on latency has its own line. */
static size_t cost_length(const struct run_verdict *verdict)
{
    size_t length = strlen(verdict->sentence), latency = strlen(verdict->latency_sentence);
    bool is_its_end = latency > 0 && length > latency &&
                      text_ends_with(verdict->sentence, verdict->latency_sentence);
    return is_its_end ? length - latency : length;
}

void say_decision(struct doc *doc, const struct run *run)
{
    const char *sentence = run->verdict.sentence;
    size_t length = cost_length(&run->verdict);
    while (length > 0 && sentence[length - 1] == ' ') length--;
    doc_add(doc, DOC_HEADLINE, 0, keep_units(doc->arena, arena_copy(doc->arena, sentence, length)));
}

void say_wait(struct doc *doc, const struct run *run)
{
    const struct run_verdict *verdict = &run->verdict;
    doc_add(doc, DOC_HEADLINE, 0, keep_units(doc->arena, verdict->sentence + cost_length(verdict)));
}

void say_facts(struct doc *doc, const struct run *run)
{
    struct arena *arena = doc->arena;
    const char *privacy = report_privacy(run);
    doc_addf(doc, DOC_HEADLINE, 0,
             "%s in %s: %s. USD per year (12 months), before tax; %s. An "
             "estimate, not a quote.%s%s",
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
            factor == 1 ? "the mean load, which is the peak too"
                        : text_format(doc->arena, "the peak, %.3g times the mean load", factor));
}

/* ---- keys ---- */

static void add_key(struct doc *doc, const char *label, const char *figure, const char *words)
{
    doc_fact(doc, DOC_KEY, label,
             text_format(doc->arena, "%s %s", doc_mark(doc->arena, DOC_BIG, figure), words));
}

/* The cheapest's p99 against the next's. */
static void add_latency_key(struct doc *doc, const struct run_architecture *cheapest,
                            const struct run_architecture *next, bool end_to_end)
{
    struct arena *arena = doc->arena;
    const struct run_estimate *own = &view_distribution(cheapest, end_to_end)->quantiles[RUN_P99],
                              *other = &view_distribution(next, end_to_end)->quantiles[RUN_P99];
    const char *what = end_to_end ? "consume" : "acknowledge", *own_ms = text_ms(arena, own->ms),
               *other_ms = text_ms(arena, other->ms);
    double more_ms = own->ms - other->ms;
    if (!isfinite(more_ms)) return;
    if (!run_estimate_is_longer(own, other) && !run_estimate_is_longer(other, own))
        add_key(doc, text_format(arena, "As fast to %s, p99", what), own_ms,
                text_format(arena, "%s with %s: within what sampling leaves open", other_ms,
                            doc_name(arena, next->name)));
    else
        add_key(doc, text_format(arena, "%s to %s, p99", more_ms < 0 ? "Faster" : "Slower", what),
                text_format(arena, "%s%s", more_ms < 0 ? "\u2212" : "+", text_ms(arena, fabs(more_ms))),
                text_format(arena, "%s instead of %s", own_ms, other_ms));
}

static const char *why_unknown(const struct run_architecture *unknown)
{
    if (unknown->latency == NULL) return unknown->latency_unknown;
    const char *why_not = run_latency_at_peak(unknown->latency)->why_not;
    return *why_not != '\0' ? why_not : "its distribution isn\u2019t known";
}

static const char *saved_text(struct arena *arena, double saving_usd, const struct run_architecture *other)
{
    double percent = other->usd_per_year > 0 ? saving_usd / other->usd_per_year * 100 : 0;
    return text_format(arena, "%.0f %% less than %s", percent, doc_name(arena, other->name));
}

/* The saving against the next cheapest, as in the decision, and against the dearest, to show the range. */
static void add_saving_key(struct doc *doc, const struct run *run, const struct run_architecture *cheapest,
                           const struct run_architecture *next)
{
    struct arena *arena = doc->arena;
    const struct run_architecture *dearest = view_find(run, run->verdict.dearest);
    double saving_usd = next->usd_per_year - cheapest->usd_per_year,
           most_usd = dearest == NULL ? 0 : dearest->usd_per_year - cheapest->usd_per_year;
    struct text words = text_new(arena);
    text_add(&words, saved_text(arena, saving_usd, next));
    if (dearest != NULL && dearest != next && dearest != cheapest)
        text_addf(&words, "%s%s, %s", DOC_NEW_LINE, text_usd(arena, most_usd),
                  saved_text(arena, most_usd, dearest));
    add_key(doc, "Annual saving", text_usd(arena, saving_usd), words.bytes);
}

/* The price of the objectives: the saving of the cheapest that misses one. */
static void add_objectives_key(struct doc *doc, const struct run *run)
{
    const struct run_verdict *verdict = &run->verdict;
    if (verdict->miss_count == 0 || !(verdict->misses[0].saving_usd_per_year > 0)) return;
    add_key(doc, "Annual cost of the objectives",
            text_usd(doc->arena, verdict->misses[0].saving_usd_per_year),
            text_format(doc->arena, "more than %s, which misses %s",
                        doc_name(doc->arena, say_name(run, verdict->misses[0].architecture)),
                        say_objective(doc->arena, &verdict->misses[0].objectives[0])));
}

void say_keys(struct doc *doc, const struct run *run)
{
    const struct run_architecture *cheapest = view_winner(run), *next = view_next(run);
    if (cheapest == NULL) return;
    add_objectives_key(doc, run);
    if (next == NULL) return;
    const struct run_architecture *current = view_find(run, run->verdict.current);
    bool saves = current != NULL && current->usd_per_year > cheapest->usd_per_year;
    add_saving_key(doc, run, cheapest, saves ? current : next);
    bool is_known = isfinite(view_p99_ms(cheapest, false));
    if (is_known && isfinite(view_p99_ms(next, false))) {
        add_latency_key(doc, cheapest, next, false);
        if (view_distribution(cheapest, true) != NULL && view_distribution(next, true) != NULL)
            add_latency_key(doc, cheapest, next, true);
    } else {
        add_key(doc, "What it costs in latency", "not known", why_unknown(is_known ? next : cheapest));
    }
}

/* ---- each option ---- */

enum { USD = 1, DEARER, PRODUCE, END_TO_END, JUDGEMENT };

/* As the verdict has it, where it heeds objectives. */
static struct doc_cell standing_cell(struct arena *arena, const struct run *run,
                                     const struct run_architecture *architecture)
{
    const struct run_verdict *verdict = &run->verdict;
    if (!architecture->feasible) return doc_none();
    return doc_words(view_contender(verdict->misses, verdict->miss_count, architecture) != NULL
                         ? doc_mark(arena, DOC_BAD, "missed")
                     : view_contender(verdict->unjudged, verdict->unjudged_count, architecture) != NULL
                         ? "can\u2019t be judged"
                         : doc_mark(arena, DOC_GOOD, "met"));
}

/* The worst judgement of its objectives. */
static struct doc_cell judgement_cell(struct arena *arena, const struct run_latency *latency)
{
    bool is_missed = false, is_open = false;
    if (latency == NULL || latency->objective_count == 0) return doc_none();
    for (size_t i = 0; i < latency->objective_count; i++) {
        is_missed |= latency->objectives[i].judgement == RUN_MISSED;
        is_open |= latency->objectives[i].judgement == RUN_UNDECIDED;
    }
    return doc_words(is_missed ? doc_mark(arena, DOC_BAD, "missed")
                     : is_open ? "undecided"
                               : doc_mark(arena, DOC_GOOD, "met"));
}

static bool has_objectives(const struct run *run)
{
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].latency != NULL && run->architectures[i].latency->objective_count > 0)
            return true;
    return false;
}

static struct doc_cell p99_cell(const struct run_architecture *architecture, bool end_to_end)
{
    double ms = view_p99_ms(architecture, end_to_end);
    return isfinite(ms) ? doc_number(DOC_CELL_MS, ms, NULL) : doc_none();
}

static void add_option(struct doc *doc, struct doc_table *table, const struct run *run, size_t i)
{
    struct arena *arena = doc->arena;
    const struct run_architecture *architecture = &run->architectures[i], *base = view_base(run);
    double more_usd = architecture->usd_per_year - (base == NULL ? 0 : base->usd_per_year);
    const char *usd = text_usd(arena, architecture->usd_per_year);
    struct doc_cell *cells = say_option_row(table, run, i);
    cells[USD] = architecture->line_count == 0
                     ? doc_none()
                     : doc_words(architecture == view_winner(run) ? doc_mark(arena, DOC_STRONG, usd) : usd);
    cells[DEARER] = doc_words(!architecture->feasible ? say_mark(doc, architecture)
                              : architecture == base  ? view_base_word(run)
                              : base == NULL          ? ""
                                                      : say_change(arena, more_usd));
    cells[PRODUCE] = p99_cell(architecture, false);
    cells[END_TO_END] = p99_cell(architecture, true);
    cells[JUDGEMENT] = view_heeds_objectives(run) ? standing_cell(arena, run, architecture)
                                                  : judgement_cell(arena, architecture->latency);
}

void say_options(struct doc *doc, const struct run *run)
{
    struct doc_table *table =
        doc_table_of(doc, "Annual cost and latency of each option",
                     "option|>$ per year|>extra cost|>produce p99|>end to end p99|objectives");
    if (!view_is_simulated(run))
        table->column_count = PRODUCE;
    else if (!has_objectives(run))
        table->column_count = JUDGEMENT;
    for (size_t i = 0; i < run->architecture_count; i++) add_option(doc, table, run, i);
}
