/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Confluent Cloud: units in each dimension, hour by hour, and what isn't sold, by hand from the published
 * table of units. Whole bills are worked out in tests/published/confluent-*.sh. */
#include "fixtures/cost.h"

#include "base/units.h"

#define ONE(topic, id, rest) "topics:\n" TOPIC("events", topic) "architectures: [" id "]\n" rest
/* Clients that batch and fetch so much that requests never bind. */
#define QUIET ", linger: 1s, batch_size: 1 MiB"
#define QUIET_FETCH ", fetch_min_bytes: 16 MiB"

static const struct outcome *evaluated(struct fixture *fixture)
{
    const struct outcome *result = evaluate(&fixture->context, group_set_all(fixture->params, fixture->arena),
                                            NULL, fixture->diags);
    if (result == NULL) fail_msg("%s", fixture_diags(fixture));
    return result;
}

static double usd_of(const struct outcome *result, const char *line)
{
    double usd = 0;
    for (size_t i = 0; i < result->bill.line_count; i++)
        if (text_equal(result->bill.lines[i].entry->line->id, line))
            usd += result->bill.lines[i].usd_per_year;
    return usd;
}

static void units_by_dimension(void **state)
{
    (void)state;
    static const struct {
        const char *id, *topic;
        uint32_t units;
    } CASES[] = {
        /* the least of each */
        {"confluent-freight", "produce: {rate: 1 MB/s" QUIET "}", 2},
        {"confluent-enterprise", "produce: {rate: 1 MB/s" QUIET "}", 1},
        {"confluent-dedicated", "produce: {rate: 1 MB/s" QUIET "}", 2},
        {"confluent-standard", "produce: {rate: 1 MB/s, producers: 10" QUIET "}, consume: {consumers: 10}",
         1},
        /* exactly full, and a byte more */
        {"confluent-freight", "produce: {rate: 240000000 B/s" QUIET "}, consume: {groups: 1" QUIET_FETCH "}",
         4},
        {"confluent-freight", "produce: {rate: 240000001 B/s" QUIET "}, consume: {groups: 1" QUIET_FETCH "}",
         5},
        {"confluent-dedicated", "produce: {rate: 60 MB/s" QUIET "}, consume: {groups: 15" QUIET_FETCH "}", 5},
        {"confluent-dedicated", "produce: {rate: 60 MB/s" QUIET "}, consume: {groups: 16" QUIET_FETCH "}", 6},
        {"confluent-freight", "produce: {rate: 1 MB/s" QUIET "}, partitions: 9000", 3},
        {"confluent-freight", "produce: {rate: 1 MB/s" QUIET "}, partitions: 9001", 4},
        {"confluent-dedicated", "produce: {rate: 1 MB/s" QUIET "}, partitions: 13501", 4},
        {"confluent-standard",
         "produce: {rate: 1 MB/s, producers: 10" QUIET "}, consume: {consumers: 10}, partitions: 1251", 6},
        /* compacted: 360 of an Enterprise unit, all of a Dedicated one */
        {"confluent-enterprise", "produce: {rate: 1 MB/s" QUIET "}, partitions: 1081, cleanup: compact", 4},
        {"confluent-dedicated", "produce: {rate: 1 MB/s" QUIET "}, partitions: 1081, cleanup: compact", 2},
        /* three connections a client: 17,900 producers and 100 consumers are 54,000 */
        {"confluent-freight", "produce: {rate: 1 MB/s, producers: 17900" QUIET "}", 3},
        {"confluent-freight", "produce: {rate: 1 MB/s, producers: 17901" QUIET "}", 4},
        {"confluent-freight", "produce: {rate: 1 MB/s, producers: 17900" QUIET "}, partitions: 2", 2},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(text_format(arena, ONE("%s", "%s", ""), CASES[i].topic,
                                                             CASES[i].id),
                                                 NULL, 0);
        const struct outcome *result = evaluated(&fixture);
        if (!result->feasible || result->deployment.roles[0].count != CASES[i].units)
            fail_msg("%s, %s: %u units (%s), wanted %u", CASES[i].id, CASES[i].topic,
                     result->deployment.roles[0].count, result->reason == NULL ? "" : result->reason,
                     CASES[i].units);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

/* All connections anew within a second: 600 clients make 1,800 of them, of which a unit takes 500. */
static void connection_attempts(void **state)
{
    (void)state;
    static const struct {
        const char *set;
        uint32_t units;
    } CASES[] = {{"reconnect_time=1s", 4}, {"reconnect_time=2s", 2}, {"brokers_per_client=9", 2}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct fixture fixture = fixture_shipped(
            ONE("produce: {rate: 1 MB/s, producers: 500" QUIET "}", "confluent-freight", ""),
            SETS(text_format(arena_new(), "architectures.confluent-freight.%s", CASES[i].set)), 0);
        assert_int_equal(evaluated(&fixture)->deployment.roles[0].count, CASES[i].units);
        fixture_free(&fixture);
    }
}

/* Each record of 1 KiB is a batch and a request of its own when batch_size is that and lingering isn't
 * wanted: 30 MiB/s are 30,720 requests. Nobody fetches. */
static void requests(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        uint32_t units;
    } CASES[] = {{"confluent-freight", 3}, {"confluent-dedicated", 3}, {"confluent-enterprise", 5}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(
            text_format(arena,
                        ONE("produce: {rate: 30 MiB/s, record_size: 1 KiB, linger: 0, batch_size: 1 KiB}, "
                            "consume: {groups: 0}, partitions: 3000",
                            "%s", ""),
                        CASES[i].id),
            NULL, 0);
        assert_int_equal(evaluated(&fixture)->deployment.roles[0].count, CASES[i].units);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

/* One consumer of one partition of whose producer a batch of 1 MiB comes each second: a fetch a second and
 * round trip; without records one each fetch_max_wait and round trip. */
static void fetches(void **state)
{
    (void)state;
    static const struct {
        const char *rate;
        double per_s;
    } CASES[] = {{"1 MiB/s", 1 / 1.5}, {"0 B/s", 1 / 2.5}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(
            text_format(
                arena,
                ONE("produce: {rate: %s, producers: 1, record_size: 1 MiB, batch_size: 1 MiB, linger: "
                    "0, max_request_size: 1 MiB}, consume: {consumers: 1, fetch_max_wait: 2s}, "
                    "partitions: 1",
                    "confluent-freight", ""),
                CASES[i].rate),
            SETS("architectures.confluent-freight.fetch_round_trip=500ms",
                 "architectures.confluent-freight.unit_requests=1"),
            0);
        const struct outcome *result = evaluated(&fixture);
        double produced = i == 0 ? 1 : 0, got = 0;
        for (size_t u = 0; u < result->capacity.count; u++)
            if (text_equal(result->capacity.utilisations[u].resource, "cluster.requests"))
                got = result->capacity.utilisations[u].fraction * result->deployment.roles[0].count;
        assert_near(got, produced + CASES[i].per_s, 1e-6);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

/* Three hours of eight at four times the load of the others: elastic units follow, Dedicated's don't. */
static void hours(void **state)
{
    (void)state;
    static const char HOURLY[] = "load: {hourly: [4, 4, 4, 1, 1, 1, 1, 1, 4, 4, 4, 1, 1, 1, 1, 1, "
                                 "4, 4, 4, 1, 1, 1, 1, 1]}\n";
    static const struct {
        const char *id;
        double unit_hours; /* of 24 */
    } CASES[] = {
        /* mean 17/8: the peak is 500 MB/s, 9 units, the rest 125 MB/s, 3 */
        {"confluent-freight", 9 * 9 + 15 * 3},
        {"confluent-dedicated", 24 * 9},
        {"confluent-freight, with: {units: 10}", 24 * 10},
    };
    static const double PRICES[] = {2.25, 2.66, 2.25};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(text_format(arena,
                                                             ONE("produce: {rate: 265625000 B/s" QUIET
                                                                 "}, consume: {groups: 1" QUIET_FETCH "}",
                                                                 "{use: %s}", "%s"),
                                                             CASES[i].id, HOURLY),
                                                 NULL, 0);
        const struct outcome *result = evaluated(&fixture);
        assert_true(result->feasible);
        assert_near(usd_of(result, "compute.units"), CASES[i].unit_hours / 24 * 8760 * PRICES[i], 1e-12);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

static void storage_by_copies(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        double usd_per_gib_month;
    } CASES[] = {{"confluent-freight", 0.03},
                 {"confluent-enterprise", 0.08},
                 {"confluent-standard", 0.08},
                 {"confluent-dedicated", 3 * 0.08}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(
            text_format(arena,
                        ONE("produce: {rate: 1 MiB/s, producers: 10" QUIET "}, consume: {consumers: 10}, "
                            "retention: 1024s",
                            "%s", ""),
                        CASES[i].id),
            NULL, 0);
        assert_near(usd_of(evaluated(&fixture), "storage.block"), 12 * CASES[i].usd_per_gib_month, 1e-12);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

static void what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *topic, *arch, *says;
    } CASES[] = {
        {"produce: {rate: 1 MB/s}, cleanup: compact", "confluent-freight", "needs compacted topics"},
        {"produce: {rate: 1 MB/s}, needs: [idempotence]", "confluent-freight", "needs idempotent producers"},
        {"produce: {rate: 1 MB/s}, needs: [transactions]", "confluent-freight", "needs "},
        {"produce: {rate: 9121 MB/s" QUIET "}, partitions: 4000", "confluent-freight",
         "153 units, for cluster.ingress, and a cluster of Confluent Cloud Freight has at most 152"},
        {"produce: {rate: 1 MB/s" QUIET "}, partitions: 50001", "confluent-freight",
         "50001 partitions, and a cluster of Confluent Cloud Freight has at most 50000"},
        {"produce: {rate: 601 MB/s" QUIET "}, consume: {groups: 0}, partitions: 3000",
         "{use: confluent-enterprise, with: {connect: privatelink}}",
         "11 units, for cluster.ingress, and a cluster of Confluent Cloud Enterprise has at most 10 over "
         "PrivateLink"},
        {"produce: {rate: 251 MB/s" QUIET "}, consume: {groups: 0}", "confluent-standard", "has at most 10"},
        {"produce: {rate: 1 MB/s}", "{use: confluent-dedicated, with: {units: 25}}",
         "25 units, and a cluster"},
        {"produce: {rate: 7 MB/s" QUIET "}, partitions: 1", "confluent-freight", "partition.ingress"},
        {"produce: {rate: 61 MB/s" QUIET "}", "{use: confluent-dedicated, with: {units: 1}}",
         "cluster.least_units"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(text_format(arena, ONE("%s", "%s", ""), CASES[i].topic,
                                                             CASES[i].arch),
                                                 NULL, 0);
        const struct outcome *result = evaluated(&fixture);
        if (result->feasible || strstr(result->reason, CASES[i].says) == NULL)
            fail_msg("%s on %s: %s, wanted %s", CASES[i].topic, CASES[i].arch,
                     result->feasible ? "carried" : result->reason, CASES[i].says);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

static void ways(void **state)
{
    (void)state;
    static const struct {
        const char *id, *connect, *access;
        bool sold;
    } CASES[] = {
        {"confluent-freight", "pni", "direct", true},
        {"confluent-freight", "privatelink", "direct", false},
        {"confluent-enterprise", "privatelink", "direct", true},
        {"confluent-enterprise", "privatelink", "transit-gateway", false},
        {"confluent-enterprise", "pni", "transit-gateway", true},
        {"confluent-enterprise", "public", "direct", false},
        {"confluent-dedicated", "public", "direct", true},
        {"confluent-dedicated", "pni", "direct", false},
        {"confluent-standard", "peering", "direct", false},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(text_format(arena,
                                                             ONE("produce: {rate: 1 MB/s}",
                                                                 "{use: %s, with: {connect: %s}}",
                                                                 "network: {access: %s}\n"),
                                                             CASES[i].id, CASES[i].connect, CASES[i].access),
                                                 NULL, 0);
        const struct outcome *result = evaluate(&fixture.context,
                                                group_set_all(fixture.params, fixture.arena), NULL,
                                                fixture.diags);
        assert_int_equal(result != NULL, CASES[i].sold);
        if (!CASES[i].sold) assert_diag(&fixture, DIAG_INCONSISTENT, ".connect", CASES[i].connect);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_by_dimension),
        cmocka_unit_test(connection_attempts),
        cmocka_unit_test(requests),
        cmocka_unit_test(fetches),
        cmocka_unit_test(hours),
        cmocka_unit_test(storage_by_copies),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
