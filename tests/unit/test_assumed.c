/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Assumptions and their weight, against changes that can be worked out: a line that is linear in a parameter
 * changes by a tenth of itself, a fleet by a zone's worth of machines, a load that is no longer carried by
 * nothing that has a figure. */
#include "fixtures/cost.h"

#include "base/number.h"
#include "study/assumed.h"

#define WORKLOAD                                                                       \
    "topics:\n" TOPIC(                                                                 \
        "events", "produce: {rate: 960 MiB/s, producers: 512}, consume: {groups: 3}, " \
                  "retention: 7d") "architectures: [{use: warpstream, with: {instance: m6in.4xlarge}}]\n"

struct weighed {
    struct fixture fixture;
    const struct outcome *result;
    const struct run_assumption *items;
    size_t count;
};

static struct weighed weigh(const char *workload, const char *const *sets)
{
    struct weighed it = {.fixture = fixture_shipped(workload, sets, 0)};
    struct group_set groups = group_set_all(it.fixture.params, it.fixture.arena);
    it.result = evaluate(&it.fixture.context, groups, NULL, it.fixture.diags);
    assert_true(it.result != NULL && it.result->feasible);
    struct arena *scratch = arena_new();
    it.items = assumed_make(&it.fixture.context, groups, &it.result->deployment, it.result->bill.usd_per_year,
                            scratch, &it.count);
    arena_free(scratch);
    return it;
}

static const struct run_assumption *find(const struct weighed *it, const char *path)
{
    for (size_t i = 0; i < it->count; i++)
        if (text_equal(it->items[i].path, path)) return &it->items[i];
    return NULL;
}

static const struct run_assumption *wanted(const struct weighed *it, const char *path)
{
    const struct run_assumption *found = find(it, path);
    if (found == NULL) fail_msg("%s isn't among them", path);
    return found;
}

static double usd_of_line(const struct outcome *result, const char *id)
{
    double usd = 0;
    for (size_t i = 0; i < result->bill.line_count; i++)
        if (text_equal(result->bill.lines[i].entry->line->id, id)) usd += result->bill.lines[i].usd_per_year;
    return usd;
}

static void a_linear_line(void **state)
{
    (void)state;
    struct weighed it = weigh(WORKLOAD, NULL);
    const struct run_assumption *share = wanted(&it, "architectures.warpstream.metadata_share");
    double metadata = usd_of_line(it.result, "network.metadata");
    assert_true(metadata > 3000);
    assert_near(share->less_usd, -metadata / 10, 1e-6);
    assert_near(share->more_usd, metadata / 10, 1e-6);
    assert_true(share->grade == 'C' && strstr(share->source, "1.4 MiB/s") != NULL);
    assert_string_equal(share->architecture, "warpstream");
    fixture_free(&it.fixture);
}

/* 2,880 MiB/s ÷ (30 × 0.9) MiB/s are 106.7 vCPUs: seven agents, so nine; at 30 × 1.1 they are what is
 * produced that six hold. */
static void a_fleet_in_steps(void **state)
{
    (void)state;
    struct weighed it = weigh(WORKLOAD, NULL);
    const struct run_assumption *fetched = wanted(&it, "architectures.warpstream.vcpu_fetched");
    assert_near(fetched->less_usd, usd_of_line(it.result, "compute.agents") / 2, 1e-9);
    assert_true(fetched->more_usd == 0);
    assert_string_equal(fetched->text, "30 MiB/s");
    fixture_free(&it.fixture);
}

/* The presets' own values are assumptions as well; what the workload gives, what has a source, and what moves
 * nothing isn't one. */
static void what_counts(void **state)
{
    (void)state;
    struct weighed it = weigh(WORKLOAD, NULL);
    assert_non_null(find(&it, "architectures.warpstream.compaction_rewrites"));
    assert_non_null(find(&it, "topics.*.produce.compression_ratio"));
    assert_null(find(&it, "topics.*.produce.producers"));                  /* given */
    assert_null(find(&it, "architectures.warpstream.chunk_size"));         /* grade B */
    assert_null(find(&it, "architectures.warpstream.metadata_per_batch")); /* metadata goes by bytes */
    for (size_t i = 1; i < it.count; i++)
        assert_true(larger(fabs(it.items[i - 1].less_usd), fabs(it.items[i - 1].more_usd)) >=
                    larger(fabs(it.items[i].less_usd), fabs(it.items[i].more_usd)));
    fixture_free(&it.fixture);

    it = weigh(WORKLOAD, SETS("architectures.warpstream.metadata_share=0.002",
                              "topics.events.produce.compression_ratio=1.5"));
    assert_null(find(&it, "architectures.warpstream.metadata_share"));
    assert_null(find(&it, "topics.*.produce.compression_ratio"));
    fixture_free(&it.fixture);
}

/* A ratio below 1 isn't one: the range ends there. */
static void at_the_end_of_a_range(void **state)
{
    (void)state;
    struct weighed it = weigh(WORKLOAD, NULL);
    const struct run_assumption *ratio = wanted(&it, "topics.*.produce.compression_ratio");
    assert_true(ratio->less_usd == 0 && ratio->more_usd > 10000);
    fixture_free(&it.fixture);
}

/* Six agents and no more: a tenth less a vCPU and they don't carry it, which weighs most of all. */
static void what_can_no_longer_be_carried(void **state)
{
    (void)state;
    struct weighed it = weigh(WORKLOAD, SETS("architectures.warpstream.agents=6"));
    const struct run_assumption *fetched = wanted(&it, "architectures.warpstream.vcpu_fetched");
    assert_true(isnan(fetched->less_usd) && fetched->more_usd == 0);
    assert_true(isnan(it.items[0].less_usd) || isnan(it.items[0].more_usd));
    fixture_free(&it.fixture);
}

static void too_many_groups_to_weigh(void **state)
{
    (void)state;
    for (int groups = ASSUMED_GROUPS_MAX; groups <= ASSUMED_GROUPS_MAX + 1; groups++) {
        struct arena *arena = arena_new();
        struct text text = text_new(arena);
        text_add(&text, "topics:\n");
        for (int i = 0; i < groups; i++) text_addf(&text, "  - {name: t%d, produce: {rate: 40 KiB/s}}\n", i);
        text_add(&text, "architectures: [warpstream]\n");
        struct weighed it = weigh(text.bytes, NULL);
        assert_true((it.count > 0) == (groups <= ASSUMED_GROUPS_MAX));
        fixture_free(&it.fixture);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_linear_line),
        cmocka_unit_test(a_fleet_in_steps),
        cmocka_unit_test(what_counts),
        cmocka_unit_test(at_the_end_of_a_range),
        cmocka_unit_test(what_can_no_longer_be_carried),
        cmocka_unit_test(too_many_groups_to_weigh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
