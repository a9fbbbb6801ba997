/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict: the cheapest architecture, or the cheapest that meets the objectives, its margin, and the
 * latency that comes with it. */
#include "study/describe.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "study/standing.h"

static const struct run_architecture *dearest_of(const struct run *run)
{
    const struct run_architecture *dearest = NULL;
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].feasible &&
            (dearest == NULL || run->architectures[i].usd_per_year > dearest->usd_per_year))
            dearest = &run->architectures[i];
    return dearest;
}

/* "$1.58M (75 %) less than Tuned Kafka ($2.10M)": brackets keep the figure with a name that may hold
 * a comma. */
static const char *less_than(const struct run_architecture *cheapest, const struct run_architecture *other,
                             struct arena *arena)
{
    double saving_usd = other->usd_per_year - cheapest->usd_per_year;
    double percent = other->usd_per_year == 0 ? 0 : saving_usd / other->usd_per_year * 100;
    return text_format(arena, "%s (%.0f %%) less than %s (%s)", text_usd(arena, saving_usd), percent,
                       other->name, text_usd(arena, other->usd_per_year));
}

/* p99 at peak, of acknowledgement and end to end; NAN where unknown. */
struct p99 {
    struct run_estimate produce, end_to_end;
    bool is_assumed;
    struct run_estimate range[2]; /* of produce and end to end, over what the vendor is silent on */
};
static const struct run_estimate UNKNOWN = {NAN, NAN, NAN};

static struct run_estimate p99_estimate(const struct run_distribution *distribution)
{
    return distribution->is_known ? distribution->quantiles[RUN_P99] : UNKNOWN;
}

static struct p99 p99_of(const struct run_architecture *architecture)
{
    if (architecture == NULL || architecture->latency == NULL)
        return (struct p99){UNKNOWN, UNKNOWN, false, {UNKNOWN, UNKNOWN}};
    const struct run_load_latency *load = run_latency_at_peak(architecture->latency);
    return (struct p99){p99_estimate(&load->produce),
                        p99_estimate(&load->end_to_end),
                        run_latency_is_assumed(architecture->latency),
                        {run_latency_range(architecture->latency, false),
                         run_latency_range(architecture->latency, true)}};
}

static const char *assumed_text(struct p99 p99) { return p99.is_assumed ? " (assumed, grade D)" : ""; }

/* "943 ms", or "0.39 to 0.66 s" over what the vendor is silent on. */
static const char *p99_text(struct run_estimate p99, struct run_estimate range, struct arena *arena)
{
    return isnan(range.ms) ? text_ms(arena, p99.ms)
                           : text_ms_range(arena, range.low_ms, range.high_ms, " to ");
}

/* "p99 acknowledgement is 943 ms and p99 end to end 1.90 s" */
static const char *p99_sentence(struct p99 p99, struct arena *arena)
{
    const char *end_to_end = isnan(p99.end_to_end.ms)
                                 ? ""
                                 : text_format(arena, " and p99 end to end %s",
                                               p99_text(p99.end_to_end, p99.range[1], arena));
    return text_format(arena, "p99 acknowledgement is %s%s%s", p99_text(p99.produce, p99.range[0], arena),
                       end_to_end, assumed_text(p99));
}

/* The rival's figures: "9.17 ms and 30.5 ms"; in words where only one of the two has an end to end. */
static const char *p99_of_rival(struct p99 own, struct p99 other, struct arena *arena)
{
    if (isnan(other.produce.ms)) return "latency unknown";
    if (isnan(own.end_to_end.ms) != isnan(other.end_to_end.ms)) return p99_sentence(other, arena);
    const char *end_to_end = isnan(other.end_to_end.ms)
                                 ? ""
                                 : text_format(arena, " and %s",
                                               p99_text(other.end_to_end, other.range[1], arena));
    return text_format(arena, "%s%s%s", p99_text(other.produce, other.range[0], arena), end_to_end,
                       assumed_text(other));
}

/* Compare only if every figure known of both says the same. */
static const char *compared(struct p99 own, struct p99 other)
{
    bool is_slower = run_estimate_is_longer(&own.produce, &other.produce),
         is_faster = run_estimate_is_longer(&other.produce, &own.produce);
    if (!isnan(own.end_to_end.ms) && !isnan(other.end_to_end.ms)) {
        is_slower &= run_estimate_is_longer(&own.end_to_end, &other.end_to_end);
        is_faster &= run_estimate_is_longer(&other.end_to_end, &own.end_to_end);
    }
    return is_slower ? "It is slower: " : is_faster ? "It is faster too: " : "";
}

/* The latency paid for the saving, against the next cheapest if there is one. A sentence of its own, since
 * it has figures of its own; it names its subject where others stood before it. */
static const char *latency_sentence(const struct run_architecture *cheapest,
                                    const struct run_architecture *next, bool is_named, struct arena *arena)
{
    if (cheapest->latency == NULL && cheapest->latency_unknown != NULL &&
        !text_equal(cheapest->latency_unknown, RUN_NOT_SIMULATED))
        return text_format(arena, "Its latency isn't known: %s.", cheapest->latency_unknown);
    if (cheapest->latency == NULL) return "Latency was not simulated.";
    struct p99 own = p99_of(cheapest), other = p99_of(next);
    if (isnan(own.produce.ms)) return "Its p99 latency isn't known.";
    const char *compares = is_named ? "" : compared(own, other),
               *subject = is_named ? text_format(arena, "With %s", cheapest->name) : "",
               *at_peak = !cheapest->latency->has_peak ? ""
                          : *subject != '\0'           ? " at peak load"
                          : *compares == '\0'          ? "At peak load"
                                                       : "at peak load";
    const char *rival = next == NULL
                            ? ""
                            : text_format(arena, " (%s: %s)", next->name, p99_of_rival(own, other, arena));
    return text_format(arena, "%s%s%s%s%s%s.", compares, subject, at_peak,
                       *subject == '\0' && *at_peak == '\0' ? "" : ", ", p99_sentence(own, arena), rival);
}

/* From what runs today, where that is known. Else the next cheapest comes first, as the fair rival; the
 * dearest shows the whole range. */
static const char *margin(const struct run *run, const struct run_architecture *winner,
                          const struct run_architecture *next, const struct run_architecture *dearest,
                          struct arena *arena)
{
    const struct run_architecture *current = run_architecture_find(run, run->verdict.current);
    if (current == winner)
        return text_format(arena, "it runs today%s%s", next == NULL ? "" : ", and costs ",
                           next == NULL ? "" : less_than(winner, next, arena));
    if (current != NULL && current->usd_per_year < winner->usd_per_year)
        return text_format(arena, "%s more than %s (%s), which runs today",
                           text_usd(arena, winner->usd_per_year - current->usd_per_year), current->name,
                           text_usd(arena, current->usd_per_year));
    if (current != NULL) return text_format(arena, "%s, which runs today", less_than(winner, current, arena));
    if (next == NULL) return "";
    return text_format(arena, "%s%s%s", less_than(winner, next, arena), next == dearest ? "" : " and ",
                       next == dearest ? "" : less_than(winner, dearest, arena));
}

/* "$518k per year" */
static const char *per_year(const struct run *run, const struct run_architecture *of, struct arena *arena)
{
    return text_format(arena, "%s per year%s", text_usd(arena, of->usd_per_year),
                       run_at_list_prices(run, of));
}

/* A sentence of what the winner costs, and how far the others are from it. */
static const char *cost_sentence(const struct run *run, const struct run_architecture *cheapest,
                                 const struct run_architecture *next, const struct run_architecture *dearest,
                                 struct arena *arena)
{
    const char *cost = per_year(run, cheapest, arena);
    const struct run_architecture *current = run_architecture_find(run, run->verdict.current);
    const char *by = current == NULL || current == cheapest ? ""
                                                            : margin(run, cheapest, next, dearest, arena);
    if (next == NULL)
        return text_format(arena,
                           run->architecture_count == 1 ? "%s costs %s%s%s."
                                                        : "Only %s can carry the workload, at %s%s%s.",
                           cheapest->name, cost, *by == '\0' ? "" : ": ", by);
    return text_format(arena, "%s is cheapest at %s: %s.", cheapest->name, cost,
                       margin(run, cheapest, next, dearest, arena));
}

/* ---- objectives ---- */

enum { SAID_MAX = 3 }; /* contenders that the sentence names, and objectives of each */

/* "produce p99 100 ms of orders (969 ms)" */
static const char *objective_text(const struct run_objective *objective, struct arena *arena)
{
    bool has_group = *objective->topic_group != '\0', is_known = !isnan(objective->p99.ms);
    return text_format(arena, "%s p99 %s%s%s%s%s%s",
                       text_ends_with(objective->path, "produce_p99") ? "produce" : "end to end",
                       text_ms(arena, objective->objective_ms), has_group ? " of " : "",
                       objective->topic_group, is_known ? " (" : "",
                       is_known ? text_ms(arena, objective->p99.ms) : "", is_known ? ")" : "");
}

static const char *objectives_text(const struct run_contender *contender, struct arena *arena)
{
    size_t said = contender->objective_count > SAID_MAX ? SAID_MAX - 1 : contender->objective_count,
           more = contender->objective_count - said;
    struct text list = text_new(arena);
    for (size_t i = 0; i < said; i++)
        text_addf(&list, "%s%s",
                  i == 0                       ? ""
                  : i + 1 == said && more == 0 ? " and "
                                               : ", ",
                  objective_text(&contender->objectives[i], arena));
    if (more > 0) text_addf(&list, " and %zu more", more);
    return list.bytes;
}

/* "misses produce p99 100 ms (969 ms)", "can't be judged: its latency isn't known" */
static const char *fault_text(const struct run_contender *contender, const struct run_architecture *of,
                              struct arena *arena)
{
    if (*contender->why == '\0')
        return text_format(arena, "misses %s%s", objectives_text(contender, arena),
                           run_latency_is_assumed(of->latency) ? ", by assumed latencies" : "");
    if (contender->objective_count == 0) return "can't be judged: its latency isn't known";
    return text_format(arena, "can't be judged: %s %s undecided", objectives_text(contender, arena),
                       contender->objective_count == 1 ? "is" : "are");
}

/* "Y would save $33.0k but misses …." for each of a list that is cheaper than the recommended; without a
 * recommendation "Y ($518k) misses …." for each but the one named already. */
static void add_contenders(struct text *out, const struct run *run, const struct run_contender *contenders,
                           size_t count, const struct run_architecture *told)
{
    size_t said = 0, more = 0;
    for (size_t i = 0; i < count; i++) {
        const struct run_architecture *of = run_architecture_find(run, contenders[i].architecture);
        double saving_usd = contenders[i].saving_usd_per_year;
        if (of == told || saving_usd <= 0) continue;
        if (said == SAID_MAX) {
            more++;
            continue;
        }
        const char *fault = fault_text(&contenders[i], of, out->arena), *blank = out->length == 0 ? "" : " ";
        said++;
        if (isnan(saving_usd))
            text_addf(out, "%s%s (%s) %s.", blank, of->name, text_usd(out->arena, of->usd_per_year), fault);
        else
            text_addf(out, "%s%s would save %s but %s.", blank, of->name, text_usd(out->arena, saving_usd),
                      fault);
    }
    if (more > 0)
        text_addf(out, " %zu more %s.", more,
                  *contenders[0].why != '\0' ? "can't be judged"
                  : more == 1                ? "misses some"
                                             : "miss some");
}

static const char *contenders_text(const struct run *run, const struct run_architecture *told,
                                   struct arena *arena)
{
    const struct run_verdict *verdict = &run->verdict;
    struct text out = text_new(arena);
    add_contenders(&out, run, verdict->misses, verdict->miss_count, told);
    add_contenders(&out, run, verdict->unjudged, verdict->unjudged_count, told);
    return out.bytes;
}

static void say_recommended(struct run *run, struct arena *arena)
{
    struct run_verdict *verdict = &run->verdict;
    const struct run_architecture *recommended = run_architecture_find(run, verdict->recommended),
                                  *next = standing_next(run, recommended);
    while (next != NULL && standing_of(next) != STANDING_MEETS) next = standing_next(run, next);
    const char *contenders = contenders_text(run, recommended, arena);
    verdict->latency_sentence = text_format(arena, "%s%s%s", contenders, *contenders == '\0' ? "" : " ",
                                            latency_sentence(recommended, next, *contenders != '\0', arena));
    const char *by = margin(run, recommended, next, next, arena);
    verdict->sentence = text_format(arena, "Cheapest that meets your objectives: %s at %s%s%s. %s",
                                    recommended->name, per_year(run, recommended, arena),
                                    *by == '\0' ? "" : ": ", by, verdict->latency_sentence);
}

static void say_none_meets(struct run *run, struct arena *arena)
{
    struct run_verdict *verdict = &run->verdict;
    const struct run_architecture *cheapest = run_architecture_find(run, verdict->cheapest);
    bool is_missed = verdict->miss_count > 0 && text_equal(verdict->misses[0].architecture, cheapest->id);
    const struct run_contender *of = is_missed ? verdict->misses : verdict->unjudged;
    verdict->latency_sentence = contenders_text(run, cheapest, arena);
    verdict->sentence = text_format(arena,
                                    "No architecture %s the objectives; the cheapest is %s at %s. It %s.%s%s",
                                    verdict->miss_count > 0 ? "meets" : "is known to meet", cheapest->name,
                                    per_year(run, cheapest, arena), fault_text(of, cheapest, arena),
                                    *verdict->latency_sentence == '\0' ? "" : " ", verdict->latency_sentence);
}

/* ---- the whole ---- */

static const char *current_of(const struct run *run)
{
    for (size_t i = 0; i < run->param_count; i++) {
        const struct run_architecture *one = NULL;
        if (text_equal(run->params[i].path, "current")) one = run_architecture_find(run, run->params[i].text);
        if (one != NULL && run_is_priced(one)) return one->id;
    }
    return "";
}

/* The reason and the dollars of fleets that stand, while none carries the load. */
static const char *none_carries(const struct run *run, struct arena *arena)
{
    const struct run_architecture *only = run->architectures;
    struct text out = text_new(arena);
    size_t said = 0, more = 0;
    bool by_guideline = false;
    if (run->architecture_count == 1 && run_is_priced(only))
        return text_format(arena, "%s can't carry the workload%s: %s. As it stands it costs %s.", only->name,
                           run_is_short_of_clients(only) ? "" : " by guideline", only->infeasible_reason,
                           per_year(run, only, arena));
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        if (!run_is_priced(one)) continue;
        by_guideline |= !run_is_short_of_clients(one);
        if (said++ < SAID_MAX)
            text_addf(&out, " As it stands %s costs %s: %s.", one->name, per_year(run, one, arena),
                      one->infeasible_reason);
        else
            more++;
    }
    return text_format(arena, "None of these architectures can carry the workload%s.%s%s",
                       by_guideline ? " by guideline" : "", out.bytes,
                       more == 0 ? "" : text_format(arena, " %zu more can't either.", more));
}

static void say_cheapest(struct run *run, const struct run_architecture *cheapest,
                         const struct run_architecture *dearest, struct arena *arena)
{
    struct run_verdict *verdict = &run->verdict;
    const struct run_architecture *next = standing_next(run, cheapest);
    bool is_unjudged = text_equal(verdict->objectives, RUN_OBJECTIVES_NOT_JUDGED),
         is_alone = next == NULL && cheapest->latency == NULL; /* nothing to compare */
    const char *cost = cost_sentence(run, cheapest, next, dearest, arena);
    if (is_unjudged)
        verdict->latency_sentence = "Latency was not simulated, so your objectives were not judged.";
    else if (!is_alone)
        verdict->latency_sentence = latency_sentence(cheapest, next, false, arena);
    verdict->sentence = *verdict->latency_sentence == '\0'
                            ? cost
                            : text_format(arena, "%s %s", cost, verdict->latency_sentence);
}

void describe_verdict(struct run *run, struct arena *arena)
{
    describe_price_dates(run, arena);
    const struct run_architecture *cheapest = standing_next(run, NULL), *dearest = dearest_of(run);
    struct run_verdict *verdict = &run->verdict;
    *verdict = (struct run_verdict){.current = current_of(run),
                                    .cheapest = "",
                                    .dearest = "",
                                    .latency_sentence = "",
                                    .sentence = cheapest == NULL ? none_carries(run, arena) : ""};
    standing_describe(run, arena);
    if (cheapest == NULL) return;
    verdict->cheapest = cheapest->id;
    verdict->dearest = dearest->id;
    verdict->saving_usd_per_year = dearest->usd_per_year - cheapest->usd_per_year;
    if (!text_equal(verdict->objectives, RUN_OBJECTIVES_JUDGED))
        say_cheapest(run, cheapest, dearest, arena);
    else if (*verdict->recommended == '\0')
        say_none_meets(run, arena);
    else
        say_recommended(run, arena);
}
