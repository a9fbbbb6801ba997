/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "report/as/html/escape.h"
#include "report/as/html/grid.h"
#include "report/as/html/palette.h"
#include "report/as/html/parts.h"
#include "report/say/say.h"
#include "report/report.h"

const char *parts_name(const struct view *view, size_t architecture)
{
    return text_format(view->arena, "%s<bdi>%s</bdi>", palette_swatch(view->arena, architecture),
                       escape_name(view->arena, view->architectures[architecture].name));
}

const char *parts_words(const struct view *view, const char *text)
{
    return escape_sentence(view->arena, text);
}

const char *parts_change(const struct view *view, double usd)
{
    if (isnan(usd)) return "can\u2019t be";
    if (fabs(usd) < 0.5) return "no change";
    return text_format(view->arena, "%s%s", usd < 0 ? "\u2212\u2060" : "+",
                       text_usd(view->arena, fabs(usd))); /* a sign and its figure stay on one line */
}

const char *parts_path(const struct view *view, const char *architecture, const char *path)
{
    const char *own = text_format(view->arena, "architectures.%s.", architecture);
    return text_starts_with(path, own) ? path + strlen(own) : path;
}

/* A figure and its unit stay on one line: the blank between them doesn't break. */
static const char *keep_units(struct arena *arena, const char *text)
{
    static const char *const UNITS[] = {"%", "ms", "s", "min", "GB", "GiB", "MiB/s", "GiB/s"};
    struct text out = text_new(arena);
    for (size_t i = 0; text[i] != '\0'; i++) {
        bool joins = text[i] == ' ' && i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9', kept = false;
        for (size_t n = 0; joins && !kept && n < sizeof UNITS / sizeof *UNITS; n++)
            kept = text_starts_with(text + i + 1, UNITS[n]) &&
                   strchr(" ,;.)", text[i + 1 + strlen(UNITS[n])]) != NULL;
        text_add_bytes(&out, kept ? "\u00a0" : text + i, kept ? strlen("\u00a0") : 1);
    }
    return out.length == 0 ? "" : out.bytes;
}

/* How much of the sentence is on cost: what is on latency has a line of its own. */
static size_t cost_length(const struct run_verdict *verdict)
{
    size_t length = strlen(verdict->sentence), latency = strlen(verdict->latency_sentence);
    bool is_its_end = latency > 0 && length > latency &&
                      text_ends_with(verdict->sentence, verdict->latency_sentence);
    return is_its_end ? length - latency : length;
}

char *parts_decision(const struct view *view)
{
    const struct run_verdict *verdict = &view->run->verdict;
    size_t length = cost_length(verdict);
    while (length > 0 && verdict->sentence[length - 1] == ' ') length--;
    return text_format(view->arena, "%s",
                       keep_units(view->arena,
                                  parts_words(view, arena_copy(view->arena, verdict->sentence, length))));
}

char *parts_wait(const struct view *view)
{
    const struct run_verdict *verdict = &view->run->verdict;
    return text_format(view->arena, "%s",
                       keep_units(view->arena, parts_words(view, verdict->sentence + cost_length(verdict))));
}

char *parts_facts(const struct view *view)
{
    const struct run *run = view->run;
    struct text out = text_new(view->arena);
    text_addf(&out, "<b>%s</b> in %s: %s. ", escape_name(view->arena, run->workload_name),
              escape_name(view->arena, run->region), parts_words(view, run->workload_text));
    text_addf(&out,
              "US dollars a year of twelve months, without tax; the oldest price is of <span "
              "class=\"whole\">%s</span>. An estimate, not a quote.",
              escape_name(view->arena, run->price_as_of));
    if (run->is_redacted) text_addf(&out, " <strong>%s.</strong>", REPORT_REDACTED);
    return out.bytes;
}

static void add_key(const struct view *view, struct text *out, const char *label, const char *figure,
                    const char *words)
{
    text_addf(out, "<div class=\"key\"><dt>%s</dt><dd><span class=\"figure\">%s</span> %s</dd></div>\n",
              label, escape_name(view->arena, figure), words);
}

/* What the cheapest adds to the wait, against the next. */
static void add_latency_key(const struct view *view, struct text *out, bool end_to_end,
                            const struct view_architecture *cheapest, const struct view_architecture *next)
{
    double own_ms = view_p99_ms(cheapest, end_to_end), next_ms = view_p99_ms(next, end_to_end);
    if (!isfinite(own_ms) || !isfinite(next_ms)) return;
    const struct run_estimate *own = &view_distribution(cheapest, end_to_end)->quantiles[RUN_P99],
                              *other = &view_distribution(next, end_to_end)->quantiles[RUN_P99];
    const char *what = end_to_end ? "consume" : "acknowledge";
    double more_ms = own_ms - next_ms;
    if (!run_estimate_is_longer(own, other) && !run_estimate_is_longer(other, own)) {
        add_key(view, out, text_format(view->arena, "As fast to %s, p99", what), text_ms(view->arena, own_ms),
                text_format(view->arena, "%s with %s: within what sampling leaves open",
                            text_ms(view->arena, next_ms), escape_name(view->arena, next->name)));
        return;
    }
    const char *label = text_format(view->arena, "%s to %s, p99", more_ms < 0 ? "Faster" : "Slower", what);
    add_key(view, out, label,
            text_format(view->arena, "%s%s", more_ms < 0 ? "\u2212" : "+",
                        text_ms(view->arena, fabs(more_ms))),
            text_format(view->arena, "%s instead of %s", text_ms(view->arena, own_ms),
                        text_ms(view->arena, next_ms)));
}

static const char *why_unknown(const struct view_architecture *cheapest, const struct view_architecture *next)
{
    const struct view_architecture *unknown = isfinite(view_p99_ms(cheapest, false)) ? next : cheapest;
    if (unknown->latency == NULL) return unknown->run->latency_unknown;
    return *unknown->latency->why_not != '\0' ? unknown->latency->why_not
                                              : "its distribution isn\u2019t known";
}

static double saved_percent(double saving_usd, const struct view_architecture *other)
{
    return other->run->usd_per_year > 0 ? saving_usd / other->run->usd_per_year * 100 : 0;
}

/* Against the next cheapest, as the decision says it; against the dearest too, since that is how far the
 * field reaches. */
static void add_saving_key(const struct view *view, struct text *out,
                           const struct view_architecture *cheapest, const struct view_architecture *next)
{
    const struct run_verdict *verdict = &view->run->verdict;
    const struct view_architecture *dearest = view_find(view, verdict->dearest);
    double saving_usd = next->run->usd_per_year - cheapest->run->usd_per_year;
    struct text words = text_new(view->arena);
    text_addf(&words, "%.0f %% less than %s", saved_percent(saving_usd, next),
              escape_name(view->arena, next->name));
    if (dearest != NULL && dearest != next)
        text_addf(&words, "<br>%s, %.0f %% less than %s", text_usd(view->arena, verdict->saving_usd_per_year),
                  saved_percent(verdict->saving_usd_per_year, dearest),
                  escape_name(view->arena, dearest->name));
    add_key(view, out, "Saving a year", text_usd(view->arena, saving_usd), words.bytes);
}

char *parts_keys(const struct view *view)
{
    const struct view_architecture *cheapest = view_find(view, view->run->verdict.cheapest),
                                   *next = view_next(view);
    struct text out = text_new(view->arena);
    if (cheapest == NULL || next == NULL) return text_format(view->arena, "%s", "");
    add_saving_key(view, &out, cheapest, next);
    if (isfinite(view_p99_ms(cheapest, false)) && isfinite(view_p99_ms(next, false))) {
        add_latency_key(view, &out, false, cheapest, next);
        add_latency_key(view, &out, true, cheapest, next);
    } else {
        add_key(view, &out, "What it costs in latency", "not known",
                parts_words(view, why_unknown(cheapest, next)));
    }
    return out.bytes;
}

static const char *latency_cell(const struct view *view, const struct view_architecture *architecture,
                                bool end_to_end)
{
    double ms = view_p99_ms(architecture, end_to_end);
    return isfinite(ms) ? text_ms(view->arena, ms) : "\u2013";
}

/* "met", "missed", "undecided"; the worst of all that it was judged by. */
static const char *judgement_cell(const struct view_architecture *architecture)
{
    const struct run_latency *latency = architecture->run->latency;
    bool is_missed = false, is_open = false;
    for (size_t i = 0; latency != NULL && i < latency->objective_count; i++) {
        is_missed |= latency->objectives[i].judgement == RUN_MISSED;
        is_open |= latency->objectives[i].judgement == RUN_UNDECIDED;
    }
    if (latency == NULL || latency->objective_count == 0) return "\u2013";
    return is_missed ? "<span class=\"bad\">missed</span>"
           : is_open ? "undecided"
                     : "<span class=\"good\">met</span>";
}

static bool has_objectives(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->architectures[i].run->latency != NULL &&
            view->architectures[i].run->latency->objective_count > 0)
            return true;
    return false;
}

static void add_option(const struct view *view, struct grid *grid, size_t i, bool with_latency,
                       bool with_objectives)
{
    const struct view_architecture *architecture = &view->architectures[i],
                                   *cheapest = view_find(view, view->run->verdict.cheapest);
    bool is_cheapest = architecture == cheapest, is_feasible = architecture->run->feasible;
    grid_cell(grid, parts_name(view, i));
    const char *usd = architecture->has_cost ? text_usd(view->arena, architecture->run->usd_per_year)
                                             : "\u2013";
    grid_cell(grid, is_cheapest ? text_format(view->arena, "<strong>%s</strong>", usd) : usd);
    grid_cell(grid, !is_feasible  ? "<span class=\"bad\">can\u2019t carry the load</span>"
                    : is_cheapest ? "cheapest"
                    : cheapest == NULL
                        ? ""
                        : parts_change(view, architecture->run->usd_per_year - cheapest->run->usd_per_year));
    for (int end_to_end = 0; with_latency && end_to_end < 2; end_to_end++)
        grid_cell(grid, latency_cell(view, architecture, end_to_end));
    if (with_objectives) grid_cell(grid, judgement_cell(architecture));
}

char *parts_summary(const struct view *view)
{
    bool with_latency = view_has_latency(view), with_objectives = has_objectives(view);
    const char *const heads[] = {"option",      "$ a year",       "dearer by",
                                 "produce p99", "end to end p99", "objectives"};
    const char *const briefly[] = {"option", "$ a year", "dearer by"};
    struct text out = text_new(view->arena);
    struct grid grid = grid_open(&out, view->arena, "Annual cost and latency of each option",
                                 !with_latency     ? "tnn"
                                 : with_objectives ? "tnnnnt"
                                                   : "tnnnn",
                                 with_latency ? heads : briefly);
    for (size_t i = 0; i < view->count; i++)
        add_option(view, &grid, i, with_latency, with_latency && with_objectives);
    grid_close(&grid);
    return out.bytes;
}

enum { WEIGHTY_MAX = 3 };

/* How far a variant moves a total; those that can't be or lack a price don't. */
static double weight_of(const struct run_variant *variant)
{
    return variant->feasible ? fabs(variant->difference_usd_per_year) : 0;
}

static void add_variant(const struct view *view, struct text *out, const struct run_variant *variant)
{
    text_addf(out, "<li><b>%s</b>, %s: %s</li>\n",
              escape_name(view->arena, say_name(view->run, variant->architecture)),
              parts_words(view, variant->what), parts_change(view, variant->difference_usd_per_year));
}

/* The variants that move a total most, heaviest first. */
static void add_variants(const struct view *view, struct text *out)
{
    const struct run *run = view->run;
    bool *is_told = arena_new_of(view->arena, bool, run->variant_count);
    for (int n = 0; n < WEIGHTY_MAX; n++) {
        size_t heaviest = run->variant_count;
        for (size_t i = 0; i < run->variant_count; i++)
            if (!is_told[i] && weight_of(&run->variants[i]) >= 1 &&
                (heaviest == run->variant_count ||
                 weight_of(&run->variants[i]) > weight_of(&run->variants[heaviest])))
                heaviest = i;
        if (heaviest == run->variant_count) return;
        is_told[heaviest] = true;
        add_variant(view, out, &run->variants[heaviest]);
    }
}

char *parts_weighty(const struct view *view)
{
    const struct run *run = view->run;
    struct text out = text_new(view->arena);
    if (run->assumption_count > 0)
        text_add(&out, "<div><h2 class=\"minor\">Assumptions that weigh most: what a tenth less / more of "
                       "each changes a year</h2>\n<ul>\n");
    for (size_t i = 0; i < run->assumption_count && i < WEIGHTY_MAX; i++) {
        const struct run_assumption *assumption = &run->assumptions[i];
        text_addf(&out, "<li><b>%s</b>, <code>%s</code> %s: %s / %s</li>\n",
                  escape_name(view->arena, say_name(run, assumption->architecture)),
                  escape_name(view->arena, parts_path(view, assumption->architecture, assumption->path)),
                  escape_name(view->arena, assumption->text), parts_change(view, assumption->less_usd),
                  parts_change(view, assumption->more_usd));
    }
    text_add(&out, run->assumption_count > 0 ? "</ul></div>\n" : "");
    size_t before = out.length;
    struct text variants = text_new(view->arena);
    add_variants(view, &variants);
    if (variants.length > 0)
        text_addf(&out,
                  "<div><h2 class=\"minor\">Still to be settled: what another answer changes a "
                  "year</h2>\n<ul>\n%s</ul></div>\n",
                  variants.bytes);
    return out.length == before && before == 0 ? text_format(view->arena, "%s", "") : out.bytes;
}
