/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/diff.h"

#include <math.h>

#include "report/say/say.h"
#include "report/gate.h"
#include "report/money.h"
#include "report/as/table.h"
#include "report/as/text.h"

/* ---- figures and words that all renderings share ---- */

static void round_side(const struct architecture_diff *diff, bool head, int64_t rest, int64_t *whole,
                       struct arena *arena)
{
    double *parts = arena_new_of(arena, double, diff->line_count + 1);
    for (size_t i = 0; i < diff->line_count; i++)
        parts[i] = head ? diff->lines[i].head_usd : diff->lines[i].base_usd;
    money_round(parts, diff->line_count, (double)rest, whole, arena);
}

/* What is unchanged has one figure on both sides; of the total without it the changed lines take the rest.
 * Where nothing changed but by less than a cent, both totals are one. */
struct diff_figures diff_round(const struct architecture_diff *diff, struct arena *arena)
{
    struct diff_figures figures = {.line_base_usd = arena_new_of(arena, int64_t, diff->line_count + 1),
                                   .line_head_usd = arena_new_of(arena, int64_t, diff->line_count + 1)};
    figures.base_usd = diff->base == NULL ? 0 : llround(diff->base->usd_per_year);
    figures.head_usd = diff->head == NULL ? 0 : llround(diff->head->usd_per_year);
    if (!diff->is_comparable) return figures;
    figures.same_usd = llround(diff->same_usd);
    if (diff->line_count == 0) figures.base_usd = figures.same_usd = figures.head_usd;
    round_side(diff, false, figures.base_usd - figures.same_usd, figures.line_base_usd, arena);
    round_side(diff, true, figures.head_usd - figures.same_usd, figures.line_head_usd, arena);
    int64_t whole[3] = {0};
    const struct change_split *split = &diff->split;
    if (split->is_known)
        money_round((const double[]){split->price_usd, split->volume_usd, split->design_usd}, 3,
                    (double)(figures.head_usd - figures.base_usd), whole, arena);
    figures.price_usd = whole[0];
    figures.volume_usd = whole[1];
    figures.design_usd = whole[2];
    return figures;
}

static const char *signed_dollars(int64_t usd, struct arena *arena)
{
    return text_format(arena, "%s%s", usd > 0 ? "+" : "", money_dollars(arena, usd));
}

const char *diff_percent(double base, double head, struct arena *arena)
{
    return base == 0 ? head == 0 ? "" : "new" : text_format(arena, "%+.1f %%", 100 * (head / base - 1));
}

const char *diff_change(int64_t base_usd, int64_t head_usd, struct arena *arena)
{
    if (base_usd == head_usd) return "no change";
    return text_format(arena, "%s a year (%s)", signed_dollars(head_usd - base_usd, arena),
                       diff_percent((double)base_usd, (double)head_usd, arena));
}

const char *diff_split_text(const struct architecture_diff *diff, const struct diff_figures *figures,
                            struct arena *arena)
{
    const struct change_split *split = &diff->split;
    if (!split->is_known)
        return text_format(arena, "not split into price, volume and design: %s", split->why_not);
    if (split->is_joint)
        return text_format(arena, "price %s, volume and design %s", signed_dollars(figures->price_usd, arena),
                           signed_dollars(figures->volume_usd + figures->design_usd, arena));
    return text_format(arena, "price %s, volume %s, design %s", signed_dollars(figures->price_usd, arena),
                       signed_dollars(figures->volume_usd, arena),
                       signed_dollars(figures->design_usd, arena));
}

const char *diff_apart(const struct architecture_diff *diff, struct arena *arena)
{
    if (diff->base == NULL)
        return diff->head->feasible ? text_format(arena, "new: %s a year",
                                                  money_dollars(arena, llround(diff->head->usd_per_year)))
                                    : text_format(arena, "new, and can't carry the workload: %s",
                                                  diff->head->infeasible_reason);
    if (diff->head == NULL)
        return diff->base->feasible ? text_format(arena, "gone: was %s a year",
                                                  money_dollars(arena, llround(diff->base->usd_per_year)))
                                    : "gone: couldn't carry the workload";
    if (!diff->head->feasible)
        return text_format(arena, "%s carry the workload: %s",
                           diff->base->feasible ? "can no longer" : "still can't",
                           diff->head->infeasible_reason);
    return text_format(arena, "can carry the workload now: %s a year",
                       money_dollars(arena, llround(diff->head->usd_per_year)));
}

/* ---- latency ---- */

static const char *p99_of(const struct latency_side *side, bool is_there, struct arena *arena)
{
    return !is_there                          ? "-"
           : side->knowledge != LATENCY_KNOWN ? "?"
                                              : units_show(arena, UNIT_DURATION, side->p99.p99_s);
}

static struct diff_latency latency_of(const struct latency_change *change, struct arena *arena)
{
    struct diff_latency latency = {.what = change->what,
                                   .old = p99_of(&change->base, change->in_base, arena),
                                   .new = p99_of(&change->head, change->in_head, arena),
                                   .tone = TONE_PLAIN};
    const struct latency_side *unknown = change->in_base && change->base.knowledge != LATENCY_KNOWN
                                             ? &change->base
                                         : change->in_head && change->head.knowledge != LATENCY_KNOWN
                                             ? &change->head
                                             : NULL;
    if (unknown != NULL) {
        latency.change = unknown->why;
    } else if (!change->in_base || !change->in_head) {
        latency.change = change->in_head ? "new" : "gone";
    } else {
        latency.change = diff_percent(change->base.p99.p99_s, change->head.p99.p99_s, arena);
        latency.tone = change->head.p99.p99_s > change->base.p99.p99_s ? TONE_BAD : TONE_GOOD;
    }
    return latency;
}

/* What neither side knows is no change. */
static bool is_unknown(const struct latency_change *change)
{
    return (!change->in_base || change->base.knowledge != LATENCY_KNOWN) &&
           (!change->in_head || change->head.knowledge != LATENCY_KNOWN);
}

static bool is_same(const struct latency_change *change)
{
    return change->in_base && change->in_head && change->base.knowledge == LATENCY_KNOWN &&
           change->head.knowledge == LATENCY_KNOWN && change->base.p99.p99_s == change->head.p99.p99_s;
}

const struct diff_latency *diff_latencies(const struct architecture_diff *diff, struct arena *arena,
                                          size_t *count, size_t *same_count)
{
    struct diff_latency *latencies = arena_new_of(arena, struct diff_latency, diff->latency_count);
    *count = *same_count = 0;
    for (size_t i = 0; i < diff->latency_count; i++)
        if (is_same(&diff->latencies[i]))
            (*same_count)++;
        else if (!is_unknown(&diff->latencies[i]))
            latencies[(*count)++] = latency_of(&diff->latencies[i], arena);
    return latencies;
}

/* ---- text ---- */

static const char *side(bool is_there, int64_t usd, struct arena *arena)
{
    return is_there ? money_whole(arena, usd) : "-";
}

static void print_lines(struct page *page, const struct architecture_diff *diff,
                        const struct diff_figures *figures)
{
    static const char *const HEADS[] = {"", "$ a year", "old", "new", "change", ""};
    enum { HEAD_COUNT = sizeof HEADS / sizeof *HEADS };
    struct arena *arena = page->arena;
    struct table table = table_new(arena, TABLE_FIGURES, 2, HEAD_COUNT);
    struct table_cell *cells = table_add(&table, ROW_HEAD);
    for (size_t i = 0; i < HEAD_COUNT; i++) table_set(&table, cells, i, TONE_STRONG, HEADS[i]);
    for (size_t i = 0; i < diff->line_count; i++) {
        const struct line_change *line = &diff->lines[i];
        int64_t old = figures->line_base_usd[i], new = figures->line_head_usd[i];
        enum tone tone = new > old ? TONE_BAD : new < old ? TONE_GOOD : TONE_PLAIN;
        cells = table_add(&table, ROW_BODY);
        table_set(&table, cells, 0, tone, !line->in_base ? "+" : !line->in_head ? "-" : "~");
        table_set(&table, cells, 1, TONE_PLAIN, line->id);
        table_set(&table, cells, 2, TONE_PLAIN, side(line->in_base, old, arena));
        table_set(&table, cells, 3, TONE_PLAIN, side(line->in_head, new, arena));
        table_set(&table, cells, 4, tone,
                  text_format(arena, "%s%s", new > old ? "+" : "", money_whole(arena, new - old)));
        table_set(&table, cells, 5, tone,
                  line->in_base && line->in_head ? diff_percent(line->base_usd, line->head_usd, arena) : "");
    }
    if (diff->same_count > 0) {
        cells = table_add(&table, ROW_BODY);
        table_set(&table, cells, 1, TONE_PLAIN, text_format(arena, "%zu unchanged", diff->same_count));
        table_set(&table, cells, 2, TONE_PLAIN, money_whole(arena, figures->same_usd));
        table_set(&table, cells, 3, TONE_PLAIN, money_whole(arena, figures->same_usd));
    }
    cells = table_add(&table, ROW_BODY);
    table_set(&table, cells, 1, TONE_STRONG, "total");
    table_set(&table, cells, 2, TONE_STRONG, money_whole(arena, figures->base_usd));
    table_set(&table, cells, 3, TONE_STRONG, money_whole(arena, figures->head_usd));
    int64_t change = figures->head_usd - figures->base_usd;
    table_set(&table, cells, 4, TONE_STRONG,
              text_format(arena, "%s%s", change > 0 ? "+" : "", money_whole(arena, change)));
    table_set(&table, cells, 5, TONE_STRONG,
              diff_percent(diff->base->usd_per_year, diff->head->usd_per_year, arena));
    table_print(&table, page);
}

static void print_latency(struct page *page, const struct architecture_diff *diff)
{
    size_t count, same_count;
    const struct diff_latency *latencies = diff_latencies(diff, page->arena, &count, &same_count);
    for (size_t i = 0; i < count; i++)
        page_paragraphf(page, 2, 4, "%s at peak: %s → %s (%s)", latencies[i].what, latencies[i].old,
                        latencies[i].new, latencies[i].change);
    if (same_count > 0)
        page_paragraphf(page, 2, 4, "%zu p99%s at peak unchanged", same_count, same_count == 1 ? "" : "s");
}

static void print_findings(struct page *page, const struct diff *diff)
{
    size_t passed = 0;
    page_heading(page, "Thresholds");
    for (size_t i = 0; i < diff->finding_count; i++) {
        passed += diff->findings[i].outcome == OUTCOME_PASS;
        if (diff->findings[i].outcome != OUTCOME_PASS)
            page_item(page, OUTCOMES[diff->findings[i].outcome], gate_tone(diff->findings[i].outcome),
                      diff->findings[i].sentence);
    }
    if (passed > 0)
        page_item(page, OUTCOMES[OUTCOME_PASS], TONE_GOOD,
                  text_format(page->arena, "%zu of %zu", passed, diff->finding_count));
}

char *diff_text(const struct diff *diff, struct text_style style, struct arena *arena)
{
    struct page page = page_new(style, arena);
    page_paragraphf(&page, 0, 2, "%s (%s) → %s (%s)", diff->base->workload_name, diff->base_name,
                    diff->head->workload_name, diff->head_name);
    for (size_t i = 0; i < diff->architecture_count; i++) {
        const struct architecture_diff *one = &diff->architectures[i];
        struct diff_figures figures = diff_round(one, arena);
        if (!one->is_comparable) {
            page_heading(&page, text_format(arena, "%s: %s", one->name, diff_apart(one, arena)));
            continue;
        }
        page_heading(&page,
                     text_format(arena, "%s: %s → %s, %s", one->name, money_dollars(arena, figures.base_usd),
                                 money_dollars(arena, figures.head_usd),
                                 diff_change(figures.base_usd, figures.head_usd, arena)));
        if (one->line_count > 0) {
            page_paragraph(&page, 2, 4, TONE_PLAIN, diff_split_text(one, &figures, arena));
            print_lines(&page, one, &figures);
        }
        print_latency(&page, one);
    }
    if (diff->has_thresholds) print_findings(&page, diff);
    const struct doc warnings = say_alone(say_warnings, diff->head, DOC_TEXT, arena);
    as_text(&page, &warnings);
    page_blank(&page);
    page_paragraph(&page, 0, 2, TONE_PLAIN, "~ changed, + new, - gone; US dollars a year, without tax");
    if (diff->is_redacted) page_paragraph(&page, 0, 2, TONE_PLAIN, REPORT_REDACTED);
    return page_finish(&page);
}
