/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rate from which WarpStream is cheaper than well-tuned Kafka. At hardly any load its fee and its least
 * fleet decide and Kafka wins; at much, bytes between zones do and WarpStream wins. Between them there is one
 * rate where they cost the same: whether it is sought upwards or downwards, the same one is found, and around
 * it the difference grows with the rate. */
#include "fixtures/cost.h"

#include <stdio.h>

#include "base/units.h"

enum { KAFKA, WARPSTREAM };

static const double LEAST_BYTES_PER_S = 10e3, MOST_BYTES_PER_S = GIB;

static double usd_at(const struct fixture *fixture, size_t choice, double bytes_per_s)
{
    struct arena_mark mark = arena_mark(fixture->arena);
    const char *rate = text_format(fixture->arena, "%.17g B/s", bytes_per_s);
    const struct params *params = params_override(fixture->params, "topics.*.produce.rate", rate,
                                                  fixture->arena, fixture->diags);
    assert_non_null(params);
    const struct prices *prices = prices_new(params, fixture->book, fixture->catalogue, fixture->arena);
    struct context context = {params, choice, fixture->catalogue, prices, fixture->arena};
    const struct outcome *result = evaluate(&context, group_set_all(params, fixture->arena), NULL,
                                            fixture->diags);
    if (result == NULL || !result->feasible) fail_msg("%s costs nothing that is known", rate);
    double usd = result->bill.usd_per_year;
    arena_rewind(fixture->arena, mark);
    return usd;
}

/* What Kafka costs more. */
static double difference(const struct fixture *fixture, double bytes_per_s)
{
    return usd_at(fixture, KAFKA, bytes_per_s) - usd_at(fixture, WARPSTREAM, bytes_per_s);
}

/* Kafka is cheaper at below, WarpStream at above. */
static double between(const struct fixture *fixture, double below, double above)
{
    enum { HALVINGS = 60 };
    for (int i = 0; i < HALVINGS && above > below * (1 + 1e-12); i++) {
        double middle = sqrt(below * above);
        if (difference(fixture, middle) < 0)
            below = middle;
        else
            above = middle;
    }
    return sqrt(below * above);
}

static const double STEP = 1.37;

static double from_below(const struct fixture *fixture)
{
    double rate = LEAST_BYTES_PER_S;
    while (rate * STEP < MOST_BYTES_PER_S && difference(fixture, rate * STEP) < 0) rate *= STEP;
    return between(fixture, rate, rate * STEP);
}

static double from_above(const struct fixture *fixture)
{
    double rate = MOST_BYTES_PER_S;
    while (rate / STEP > LEAST_BYTES_PER_S && difference(fixture, rate / STEP) > 0) rate /= STEP;
    return between(fixture, rate / STEP, rate);
}

static void check_cross_az(const char *name, const char *rest, const char *const *sets)
{
    struct arena *arena = arena_new();
    const char *text = text_format(arena,
                                   "topics:\n  - {name: events, produce: {rate: 1 MB/s, producers: 24}, "
                                   "partitions: 48, %s}\narchitectures: [kafka-tuned, warpstream]\n",
                                   rest);
    struct fixture fixture = fixture_shipped(text, sets, KAFKA);
    assert_true(difference(&fixture, LEAST_BYTES_PER_S) < 0);
    assert_true(difference(&fixture, MOST_BYTES_PER_S) > 0);
    double up = from_below(&fixture), down = from_above(&fixture);
    print_message("%s: the same at %.3f MiB/s, $%.0f per year\n", name, up / MIB,
                  usd_at(&fixture, WARPSTREAM, up));
    assert_near(up, down, 1e-9);
    assert_true(difference(&fixture, up * (1 - 1e-6)) < 0 && difference(&fixture, up * (1 + 1e-6)) > 0);

    const double around = 4, step = 1.043;
    double before = -INFINITY;
    for (double rate = up / around; rate < up * around; rate *= step) {
        double now = difference(&fixture, rate);
        if (now < before)
            fail_msg("%s: at %g MiB/s Kafka costs %.2f more, before it %.2f", name, rate / MIB, now, before);
        before = now;
    }
    fixture_free(&fixture);
    arena_free(arena);
}

static void one_rate_from_both_sides(void **state)
{
    (void)state;
    check_cross_az("as the presets are", "consume: {groups: 3}, retention: 7d", NULL);
    check_cross_az("one group, a day", "consume: {groups: 1}, retention: 1d", NULL);
    check_cross_az("thirty days", "consume: {groups: 2}, retention: 30d", NULL);
    check_cross_az("a small cluster", "consume: {groups: 3}, retention: 7d",
                   SETS("architectures.warpstream.cluster_tier=dev",
                        "architectures.warpstream.instance=m6in.xlarge"));
}

/* At 10 kB/s nearly all of it is there whatever flows: machines, the cluster's fee, and files that the timer
 * closes. */
static void the_low_end(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(
        "topics:\n" TOPIC("events", "produce: {rate: 10 kB/s, producers: 24}, consume: {groups: 3}, "
                                    "retention: 7d") "architectures: [kafka-tuned, warpstream]\n",
        NULL, WARPSTREAM);
    const struct outcome *result = evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena),
                                            NULL, fixture.diags);
    double fixed = 0, requests = 0, all = result->bill.usd_per_year;
    for (size_t i = 0; i < result->bill.line_count; i++) {
        const struct bill_line *line = &result->bill.lines[i];
        if (line->entry->line->component == COMPUTE || text_equal(line->entry->line->id, "control_plane.fee"))
            fixed += line->usd_per_year;
        requests += line->entry->line->component == REQUESTS ? line->usd_per_year : 0;
    }
    assert_true(fixed > 0.8 * all && fixed + requests > 0.97 * all);
    assert_true(all - fixed - requests < 10); /* a year's bytes are 294 GiB */
    assert_true(usd_at(&fixture, KAFKA, 10e3) < all);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_rate_from_both_sides),
        cmocka_unit_test(the_low_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
