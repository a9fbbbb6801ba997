/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The effect of a change on costs and latencies. */
#include "report/diff.h"

#include <math.h>

#include "report/gate.h"
#include "report/money.h"
#include "report/say/say.h"

enum { SENTENCE_COLUMNS = 300 };

/* ---- figures and their words ---- */

/* An architecture's figures in whole dollars. */
struct figures {
    int64_t base_usd, head_usd;
    int64_t *line_base_usd, *line_head_usd; /* of its changed lines */
    int64_t same_usd;
    int64_t price_usd, volume_usd, design_usd;
    bool is_off; /* lines don't add up to a total */
};

/* If nothing changed by a cent, both totals are one. */
static struct figures round_figures(const struct architecture_diff *diff, struct arena *arena)
{
    struct figures figures = {.line_base_usd = arena_new_of(arena, int64_t, diff->line_count + 1),
                              .line_head_usd = arena_new_of(arena, int64_t, diff->line_count + 1)};
    figures.base_usd = diff->base == NULL ? 0 : money_round(diff->base->usd_per_year);
    figures.head_usd = diff->head == NULL ? 0 : money_round(diff->head->usd_per_year);
    if (!diff->is_comparable) return figures;
    figures.same_usd = money_round(diff->same_usd);
    if (diff->line_count == 0) figures.base_usd = figures.same_usd = figures.head_usd;
    int64_t base_usd = figures.same_usd, head_usd = figures.same_usd;
    for (size_t i = 0; i < diff->line_count; i++) {
        base_usd += figures.line_base_usd[i] = money_round(diff->lines[i].base_usd);
        head_usd += figures.line_head_usd[i] = money_round(diff->lines[i].head_usd);
    }
    figures.is_off = base_usd != figures.base_usd || head_usd != figures.head_usd;
    const struct change_split *split = &diff->split;
    if (!split->is_known) return figures;
    figures.price_usd = money_round(split->price_usd);
    figures.volume_usd = money_round(split->volume_usd);
    figures.design_usd = money_round(split->design_usd);
    return figures;
}

static const char *signed_dollars(int64_t usd, struct arena *arena)
{
    return text_format(arena, "%s%s", usd > 0 ? "+" : "", money_dollars(arena, usd));
}

/* "+12.3 %"; "new" from nothing. */
static const char *percent_text(double base, double head, struct arena *arena)
{
    return base == 0 ? head == 0 ? "" : "new" : text_format(arena, "%+.1f %%", 100 * (head / base - 1));
}

/* "+$1,204 per year (+12.3 %)", "no change". */
static const char *change_text(int64_t base_usd, int64_t head_usd, struct arena *arena)
{
    if (base_usd == head_usd) return "no change";
    return text_format(arena, "%s per year (%s)", signed_dollars(head_usd - base_usd, arena),
                       percent_text((double)base_usd, (double)head_usd, arena));
}

/* "price +$1, volume +$2, design -$3", or the reason why it is unknown. */
static const char *split_text(const struct architecture_diff *diff, const struct figures *figures,
                              struct arena *arena)
{
    const struct change_split *split = &diff->split;
    if (!split->is_known)
        return text_format(arena, "not split into price, volume and design: %s", split->why_not);
    if (split->is_joint)
        return text_format(arena, "price %s, volume and design %s", signed_dollars(figures->price_usd, arena),
                           signed_dollars(money_round(split->volume_usd + split->design_usd), arena));
    return text_format(arena, "price %s, volume %s, design %s", signed_dollars(figures->price_usd, arena),
                       signed_dollars(figures->volume_usd, arena),
                       signed_dollars(figures->design_usd, arena));
}

const char *diff_mark(const struct architecture_diff *diff, struct arena *arena)
{
    bool base_can = diff->base == NULL || diff->base->feasible,
         head_can = diff->head == NULL || diff->head->feasible;
    if (base_can && head_can) return "";
    if (head_can) return text_format(arena, "the old one %s", run_cannot(diff->base));
    return text_format(arena, "%s: %s",
                       base_can ? text_format(arena, "the new one %s", run_cannot(diff->head))
                                : "neither the old nor the new one can carry the load by guideline",
                       diff->head->infeasible_reason);
}

/* "new: $12,000 per year" */
static const char *alone_text(const struct run_architecture *architecture, const char *word,
                              struct arena *arena)
{
    return text_format(arena, "%s %s per year%s", word,
                       money_dollars(arena, money_round(architecture->usd_per_year)),
                       architecture->feasible ? ""
                                              : text_format(arena, "; it %s: %s", run_cannot(architecture),
                                                            architecture->infeasible_reason));
}

const char *diff_apart(const struct architecture_diff *diff, struct arena *arena)
{
    if (diff->base == NULL)
        return run_is_priced(diff->head) ? alone_text(diff->head, "new:", arena)
                                         : text_format(arena, "new, and can't carry the workload: %s",
                                                       diff->head->infeasible_reason);
    if (diff->head == NULL)
        return run_is_priced(diff->base) ? alone_text(diff->base, "gone: was", arena)
                                         : "gone: couldn't carry the workload";
    if (!diff->head->feasible)
        return text_format(arena, "%s carry the workload: %s",
                           diff->base->feasible ? "can no longer" : "still can't",
                           diff->head->infeasible_reason);
    return text_format(arena, "can carry the workload now: %s per year",
                       money_dollars(arena, money_round(diff->head->usd_per_year)));
}

/* ---- latency ---- */

/* A p99 that changed or that is unknown on a side. */
struct p99_words {
    const char *what;      /* "p99 of produce" */
    const char *old, *new; /* "9.25 ms"; "-" if absent, "?" if unknown */
    const char *change;    /* "+12.3 %", or the reason why it is unknown */
};

static const char *p99_of(const struct latency_side *side, bool is_there, struct arena *arena)
{
    return !is_there                          ? "-"
           : side->knowledge != LATENCY_KNOWN ? "?"
                                              : units_show(arena, UNIT_DURATION, side->p99.p99_s);
}

static struct p99_words latency_of(const struct latency_change *change, struct arena *arena)
{
    struct p99_words latency = {.what = change->what,
                                .old = p99_of(&change->base, change->in_base, arena),
                                .new = p99_of(&change->head, change->in_head, arena)};
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
        latency.change = percent_text(change->base.p99.p99_s, change->head.p99.p99_s, arena);
    }
    return latency;
}

/* Unknown on both sides is no change. */
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

static struct doc_cell p99_cell(const char *text)
{
    return text_equal(text, "-") ? doc_none() : doc_words(text);
}

static void say_p99s(struct doc *doc, const struct architecture_diff *diff)
{
    struct doc_table *table = NULL;
    size_t same = 0;
    for (size_t i = 0; i < diff->latency_count; i++) {
        const struct latency_change *change = &diff->latencies[i];
        same += is_same(change);
        if (is_same(change) || is_unknown(change)) continue;
        struct p99_words one = latency_of(change, doc->arena);
        if (doc_is(doc, DOC_TEXT)) {
            doc_addf(doc, DOC_PARAGRAPH, 1, "%s at peak: %s → %s (%s)", one.what, one.old, one.new,
                     one.change);
            continue;
        }
        if (table == NULL) table = doc_table_of(doc, "Latency at peak", "latency at peak|>old|>new|>change");
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(doc_name(doc->arena, one.what));
        cells[1] = p99_cell(one.old);
        cells[2] = p99_cell(one.new);
        cells[3] = doc_words(text_quote(doc->arena, one.change, SENTENCE_COLUMNS));
    }
    if (same == 0) return;
    if (doc_is(doc, DOC_TEXT))
        doc_addf(doc, DOC_PARAGRAPH, 1, "%zu p99%s at peak unchanged", same, same == 1 ? "" : "s");
    else
        doc_addf(doc, DOC_PARAGRAPH, 0, "%zu p99%s unchanged.", same, same == 1 ? " is" : "s are");
}

/* ---- lines ---- */

enum { SIGN, LINE, OLD, NEW, CHANGE, PERCENT };

/* A comment gives the unit with each figure, text in the heading. */
static struct doc_cell usd_cell(const struct doc *doc, enum doc_tone tone, int64_t usd)
{
    return doc_toned(tone,
                     doc_is(doc, DOC_TEXT) ? money_whole(doc->arena, usd) : money_dollars(doc->arena, usd));
}

static struct doc_cell change_cell(const struct doc *doc, enum doc_tone tone, int64_t usd)
{
    return doc_toned(tone,
                     doc_is(doc, DOC_TEXT) ? say_signed(doc->arena, usd) : signed_dollars(usd, doc->arena));
}

static void add_line(struct doc *doc, struct doc_table *table, const struct line_change *line, int64_t old,
                     int64_t new)
{
    enum doc_tone tone = !doc_is(doc, DOC_TEXT) || new == old ? DOC_TONE_PLAIN
                         : new > old                          ? DOC_TONE_BAD
                                                              : DOC_TONE_GOOD;
    struct doc_cell *cells = doc_row(table);
    cells[SIGN] = doc_toned(tone, !line->in_base ? "+" : !line->in_head ? "-" : "~");
    cells[LINE] = doc_words(doc_name(doc->arena, line->id));
    cells[OLD] = line->in_base ? usd_cell(doc, DOC_TONE_PLAIN, old) : doc_none();
    cells[NEW] = line->in_head ? usd_cell(doc, DOC_TONE_PLAIN, new) : doc_none();
    cells[CHANGE] = change_cell(doc, tone, new - old);
    cells[PERCENT] = doc_toned(tone, line->in_base && line->in_head
                                         ? percent_text(line->base_usd, line->head_usd, doc->arena)
                                         : "");
}

/* Text has the rest and the total below the lines. */
static void add_totals(struct doc *doc, struct doc_table *table, const struct architecture_diff *diff,
                       const struct figures *figures)
{
    if (diff->same_count > 0) {
        struct doc_cell *cells = doc_row(table);
        cells[LINE] = doc_wordsf(doc->arena, "%zu unchanged", diff->same_count);
        cells[OLD] = cells[NEW] = usd_cell(doc, DOC_TONE_PLAIN, figures->same_usd);
    }
    struct doc_cell *cells = doc_row(table);
    cells[LINE] = doc_toned(DOC_TONE_STRONG, "total");
    cells[OLD] = usd_cell(doc, DOC_TONE_STRONG, figures->base_usd);
    cells[NEW] = usd_cell(doc, DOC_TONE_STRONG, figures->head_usd);
    cells[CHANGE] = change_cell(doc, DOC_TONE_STRONG, figures->head_usd - figures->base_usd);
    cells[PERCENT] = doc_toned(DOC_TONE_STRONG,
                               percent_text(diff->base->usd_per_year, diff->head->usd_per_year, doc->arena));
}

static void say_changes(struct doc *doc, const struct architecture_diff *diff, const struct figures *figures)
{
    static const struct doc_column COLUMNS[] = {
        {SIGN, DOC_WORDS, "", DOC_TEXT},         {LINE, DOC_WORDS, "$ per year", DOC_TEXT},
        {LINE, DOC_WORDS, "line", DOC_MARKDOWN}, {OLD, DOC_FIGURE, "old", DOC_ALL},
        {NEW, DOC_FIGURE, "new", DOC_ALL},       {CHANGE, DOC_FIGURE, "change", DOC_ALL},
        {PERCENT, DOC_FIGURE, "", DOC_TEXT},     {PERCENT, DOC_FIGURE, "%", DOC_MARKDOWN}};
    struct doc_table *table = doc_table(doc, "Lines that changed", COLUMNS, DOC_COUNT(COLUMNS));
    table->label_count = doc_is(doc, DOC_TEXT) ? 2 : 1;
    for (size_t i = 0; i < diff->line_count; i++)
        add_line(doc, table, &diff->lines[i], figures->line_base_usd[i], figures->line_head_usd[i]);
    if (doc_is(doc, DOC_TEXT))
        add_totals(doc, table, diff, figures);
    else
        doc_addf(doc, DOC_PARAGRAPH, 0, "%zu line%s unchanged (%s).", diff->same_count,
                 diff->same_count == 1 ? " is" : "s are", money_dollars(doc->arena, figures->same_usd));
    if (figures->is_off) doc_add(doc, DOC_PARAGRAPH, doc_is(doc, DOC_TEXT) ? 1 : 0, MONEY_OFF);
}

/* ---- as text ---- */

static void say_architecture(struct doc *doc, const struct architecture_diff *one)
{
    struct figures figures = round_figures(one, doc->arena);
    if (!one->is_comparable) {
        doc_addf(doc, DOC_HEADING, 0, "%s: %s", one->name, diff_apart(one, doc->arena));
        return;
    }
    doc_addf(doc, DOC_HEADING, 0, "%s: %s → %s, %s", one->name, money_dollars(doc->arena, figures.base_usd),
             money_dollars(doc->arena, figures.head_usd),
             change_text(figures.base_usd, figures.head_usd, doc->arena));
    if (*diff_mark(one, doc->arena) != '\0') doc_add(doc, DOC_PARAGRAPH, 1, diff_mark(one, doc->arena));
    if (one->line_count > 0) {
        doc_add(doc, DOC_PARAGRAPH, 1, split_text(one, &figures, doc->arena));
        say_changes(doc, one, &figures);
    }
    say_p99s(doc, one);
}

static void say_thresholds(struct doc *doc, const struct diff *diff)
{
    size_t passed = 0;
    doc_add(doc, DOC_HEADING, 0, "Thresholds");
    for (size_t i = 0; i < diff->finding_count; i++) {
        enum gate_outcome outcome = diff->findings[i].outcome;
        passed += outcome == OUTCOME_PASS;
        if (outcome != OUTCOME_PASS)
            doc_verdict(doc, OUTCOMES[outcome], gate_tone(outcome), diff->findings[i].sentence);
    }
    if (passed > 0)
        doc_verdict(doc, OUTCOMES[OUTCOME_PASS], DOC_TONE_GOOD,
                    text_format(doc->arena, "%zu of %zu", passed, diff->finding_count));
}

static const char *side_prices(const struct doc *doc, const char *name, enum diff_prices prices)
{
    static const char *const WORDS[] = {[DIFF_AT_LIST] = "has no private prices",
                                        [DIFF_REDACTED] = "is at list prices in place of private ones",
                                        [DIFF_AT_PRIVATE] = "is at private prices"};
    return text_format(doc->arena, "%s %s", doc_is(doc, DOC_TEXT) ? name : doc_name(doc->arena, name),
                       WORDS[prices]);
}

const char *diff_privacy(const struct doc *doc, const struct diff *diff)
{
    enum diff_prices base = diff->base_prices, head = diff->head_prices;
    if (base == head)
        return base == DIFF_REDACTED ? REPORT_REDACTED : base == DIFF_AT_PRIVATE ? REPORT_PRIVATE : NULL;
    bool is_in = base == DIFF_AT_PRIVATE || head == DIFF_AT_PRIVATE;
    return text_format(doc->arena, "%s%s, and %s: %s",
                       diff_is_redacted(diff) ? "private prices redacted: " : "",
                       side_prices(doc, diff->base_name, base), side_prices(doc, diff->head_name, head),
                       is_in ? "a part of the change is that"
                             : "no figure here includes that difference (--show-private shows paid prices)");
}

static void say_privacy(struct doc *doc, const struct diff *diff)
{
    const char *privacy = diff_privacy(doc, diff);
    if (privacy != NULL) doc_add(doc, DOC_PARAGRAPH, DOC_HANGING, doc_mark(doc->arena, DOC_STRONG, privacy));
}

static void say_text(struct doc *doc, const struct diff *diff)
{
    doc_addf(doc, DOC_PARAGRAPH, DOC_HANGING, "%s (%s) → %s (%s)", diff->base->workload_name, diff->base_name,
             diff->head->workload_name, diff->head_name);
    say_privacy(doc, diff);
    for (size_t i = 0; i < diff->architecture_count; i++) say_architecture(doc, &diff->architectures[i]);
    if (diff->has_thresholds) say_thresholds(doc, diff);
    say_warnings(doc, diff->head);
    doc_add(doc, DOC_GAP, 0, NULL);
    doc_add(doc, DOC_PARAGRAPH, DOC_HANGING, "~ changed, + new, - gone; USD per year, before tax");
}

/* ---- as a comment ---- */

static void add_summary_row(struct doc *doc, struct doc_table *table, const struct architecture_diff *one)
{
    struct arena *arena = doc->arena;
    struct figures figures = round_figures(one, arena);
    struct doc_cell *cells = doc_row(table);
    cells[0] = doc_words(doc_name(arena, one->name));
    const char *mark = one->is_comparable ? diff_mark(one, arena) : "";
    cells[1] = one->base == NULL || !run_is_priced(one->base)
                   ? doc_none()
                   : usd_cell(doc, DOC_TONE_PLAIN, figures.base_usd);
    cells[2] = one->head == NULL || !run_is_priced(one->head)
                   ? doc_none()
                   : usd_cell(doc, DOC_TONE_PLAIN, figures.head_usd);
    cells[3] = doc_words(
        text_quote(arena,
                   one->is_comparable
                       ? text_format(arena, "%s%s%s", change_text(figures.base_usd, figures.head_usd, arena),
                                     *mark == '\0' ? "" : "; ", mark)
                       : diff_apart(one, arena),
                   SENTENCE_COLUMNS));
    if (one->is_comparable && one->line_count > 0)
        cells[4] = doc_words(text_quote(arena, split_text(one, &figures, arena), SENTENCE_COLUMNS));
}

static void say_summary(struct doc *doc, const struct diff *diff)
{
    struct doc_table *table = doc_table_of(doc, "What the change costs",
                                           "architecture|>old|>new|>change|>price, volume, design");
    for (size_t i = 0; i < diff->architecture_count; i++)
        add_summary_row(doc, table, &diff->architectures[i]);
}

/* The thresholds that broke or couldn't be judged; else that all hold. */
static void say_broken(struct doc *doc, const struct diff *diff)
{
    static const char *const WORDS[OUTCOME__COUNT] = {[OUTCOME_FAIL] = "failed", [OUTCOME_ERROR] = "error"};
    size_t passed = 0;
    for (size_t i = 0; i < diff->finding_count; i++) {
        const struct diff_finding *finding = &diff->findings[i];
        passed += finding->outcome == OUTCOME_PASS;
        if (finding->outcome != OUTCOME_PASS)
            doc_addf(doc, DOC_ITEM, 0, "%s: %s", doc_mark(doc->arena, DOC_STRONG, WORDS[finding->outcome]),
                     text_quote(doc->arena, finding->sentence, SENTENCE_COLUMNS));
    }
    if (passed > 0) doc_addf(doc, DOC_ITEM, 0, "%zu of %zu thresholds hold", passed, diff->finding_count);
}

/* Only the architecture's own few lines, so that no comment outgrows the site's limit. */
static void say_comment(struct doc *doc, const struct diff *diff)
{
    struct arena *arena = doc->arena;
    doc_add(doc, DOC_SIGN, 0, "warpcost diff");
    doc_add(doc, DOC_HEADING, 0, "warpcost: what the change costs");
    doc_addf(doc, DOC_PARAGRAPH, 0, "%s (%s) → %s (%s)", doc_name(arena, diff->base->workload_name),
             doc_name(arena, diff->base_name), doc_name(arena, diff->head->workload_name),
             doc_name(arena, diff->head_name));
    say_privacy(doc, diff);
    if (diff->has_thresholds) say_broken(doc, diff);
    say_summary(doc, diff);
    doc_add(doc, DOC_FOLD, 0, "Lines and latencies that changed");
    for (size_t i = 0; i < diff->architecture_count; i++) {
        const struct architecture_diff *one = &diff->architectures[i];
        if (!one->is_comparable) continue;
        const struct figures figures = round_figures(one, arena);
        doc_add(doc, DOC_PARAGRAPH, 0, doc_mark(arena, DOC_STRONG, doc_name(arena, one->name)));
        say_changes(doc, one, &figures);
        say_p99s(doc, one);
    }
    for (size_t i = 0; i < diff->head->warning_count; i++)
        doc_add(doc, DOC_ITEM, 0, text_quote(arena, diff->head->warnings[i], SENTENCE_COLUMNS));
    doc_add(doc, DOC_UNFOLD, 0, NULL);
    doc_addf(doc, DOC_NOTE, 0, "USD per year, before tax; an estimate. warpcost %s",
             diff->head->engine_version);
}

void say_diff(struct doc *doc, const struct diff *diff)
{
    if (doc_is(doc, DOC_TEXT))
        say_text(doc, diff);
    else
        say_comment(doc, diff);
}
