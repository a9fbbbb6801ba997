/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The verdict: the cheapest architecture, its margin, and the latency that comes with it. */
#include "study/describe.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

/* The cheapest other than `than`, or NULL. */
static const struct run_architecture *cheapest_but(const struct run *run, const struct run_architecture *than)
{
    const struct run_architecture *cheapest = NULL;
    for (size_t i = 0; i < run->architecture_count; i++) {
        const struct run_architecture *one = &run->architectures[i];
        if (one->feasible && one != than && (cheapest == NULL || one->usd_per_year < cheapest->usd_per_year))
            cheapest = one;
    }
    return cheapest;
}

static const struct run_architecture *dearest_of(const struct run *run)
{
    const struct run_architecture *dearest = NULL;
    for (size_t i = 0; i < run->architecture_count; i++)
        if (run->architectures[i].feasible &&
            (dearest == NULL || run->architectures[i].usd_per_year > dearest->usd_per_year))
            dearest = &run->architectures[i];
    return dearest;
}

/* "$1.58M (75 %) less than Kafka, well tuned ($2.10M)": brackets keep the figure with a name that may hold
 * a comma. */
static const char *less_than(const struct run_architecture *cheapest, const struct run_architecture *other,
                             struct arena *arena)
{
    double saving_usd = other->usd_per_year - cheapest->usd_per_year;
    double percent = other->usd_per_year == 0 ? 0 : saving_usd / other->usd_per_year * 100;
    return text_format(arena, "%s (%.0f %%) less than %s (%s)", text_usd(arena, saving_usd), percent,
                       other->name, text_usd(arena, other->usd_per_year));
}

static const char *oldest_price(const struct run *run)
{
    const char *oldest = "";
    for (size_t i = 0; i < run->architecture_count; i++) {
        const char *date = run->architectures[i].price_as_of;
        if (date[0] != '\0' && (oldest[0] == '\0' || strcmp(date, oldest) < 0)) oldest = date;
    }
    return oldest;
}

/* p99 at peak, of acknowledgement and end to end; NAN where unknown. */
struct p99 {
    struct run_estimate produce, end_to_end;
};
static const struct run_estimate UNKNOWN = {NAN, NAN, NAN};

static struct run_estimate p99_estimate(const struct run_distribution *distribution)
{
    return distribution->is_known ? distribution->quantiles[RUN_P99] : UNKNOWN;
}

static struct p99 p99_of(const struct run_architecture *architecture)
{
    if (architecture == NULL || architecture->latency == NULL) return (struct p99){UNKNOWN, UNKNOWN};
    const struct run_load_latency *load = run_latency_at_peak(architecture->latency);
    return (struct p99){p99_estimate(&load->produce), p99_estimate(&load->end_to_end)};
}

/* "acknowledged within 943 ms and consumed within 1.90 s" */
static const char *within(struct p99 p99, struct arena *arena)
{
    const char *consumed = isnan(p99.end_to_end.ms) ? ""
                                                    : text_format(arena, " and consumed within %s",
                                                                  text_ms(arena, p99.end_to_end.ms));
    return text_format(arena, "acknowledged within %s%s", text_ms(arena, p99.produce.ms), consumed);
}

/* The rival's latency, without words that the own figures already gave. */
static const char *within_too(struct p99 own, struct p99 other, struct arena *arena)
{
    if (isnan(other.produce.ms)) return "not known";
    if (isnan(own.end_to_end.ms) != isnan(other.end_to_end.ms)) return within(other, arena);
    const char *consumed = isnan(other.end_to_end.ms)
                               ? ""
                               : text_format(arena, " and %s", text_ms(arena, other.end_to_end.ms));
    return text_format(arena, "within %s%s", text_ms(arena, other.produce.ms), consumed);
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
 * it has figures of its own. */
static const char *latency_sentence(const struct run_architecture *cheapest,
                                    const struct run_architecture *next, struct arena *arena)
{
    if (cheapest->latency == NULL && cheapest->latency_unknown != NULL &&
        !text_equal(cheapest->latency_unknown, RUN_NOT_SIMULATED))
        return text_format(arena, "Its latency isn't known: %s.", cheapest->latency_unknown);
    if (cheapest->latency == NULL) return "Latency was not simulated.";
    struct p99 own = p99_of(cheapest), other = p99_of(next);
    if (isnan(own.produce.ms)) return "Its p99 latency isn't known.";
    const char *compares = compared(own, other), *load = !cheapest->latency->has_peak ? "99 %"
                                                         : *compares == '\0'          ? "At peak load 99 %"
                                                                                      : "at peak load 99 %";
    const char *rival = next == NULL
                            ? ""
                            : text_format(arena, "; with %s: %s", next->name, within_too(own, other, arena));
    return text_format(arena, "%s%s of records are %s%s.", compares, load, within(own, arena), rival);
}

/* The next cheapest comes first, as the fair rival; the dearest shows the whole range. */
static const char *cost_sentence(const struct run *run, const struct run_architecture *cheapest,
                                 const struct run_architecture *next, const struct run_architecture *dearest,
                                 struct arena *arena)
{
    const char *cost = text_usd(arena, cheapest->usd_per_year);
    if (next == NULL)
        return text_format(arena,
                           run->architecture_count == 1 ? "%s costs %s a year."
                                                        : "Only %s can carry the workload, at %s a year.",
                           cheapest->name, cost);
    const char *field = next == dearest ? ""
                                        : text_format(arena, " and %s", less_than(cheapest, dearest, arena));
    return text_format(arena, "%s is cheapest at %s a year: %s%s.", cheapest->name, cost,
                       less_than(cheapest, next, arena), field);
}

void describe_verdict(struct run *run, struct arena *arena)
{
    run->price_as_of = oldest_price(run);
    const struct run_architecture *cheapest = cheapest_but(run, NULL), *dearest = dearest_of(run),
                                  *next = cheapest_but(run, cheapest);
    struct run_verdict *verdict = &run->verdict;
    *verdict = (struct run_verdict){.cheapest = "",
                                    .dearest = "",
                                    .latency_sentence = "",
                                    .sentence = "None of these architectures can carry the workload."};
    if (cheapest == NULL) return;
    verdict->cheapest = cheapest->id;
    verdict->dearest = dearest->id;
    verdict->saving_usd_per_year = dearest->usd_per_year - cheapest->usd_per_year;
    bool is_alone = next == NULL && cheapest->latency == NULL; /* nothing to compare */
    const char *cost = cost_sentence(run, cheapest, next, dearest, arena);
    verdict->latency_sentence = is_alone ? "" : latency_sentence(cheapest, next, arena);
    verdict->sentence = is_alone ? cost : text_format(arena, "%s %s", cost, verdict->latency_sentence);
}
