/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shares that cross zones, against counting. Two brokers a zone stand in a row that goes round the zones, as
 * Kafka's rack-aware assignment puts them (AdminUtils: "the broker list is alternated by rack"); the replicas
 * of partition p are those from broker p on. A client sits in each zone for each partition. */
#include "cost/cross_az.h"

#include "fixtures/cost.h"

enum { ZONES_MAX = 6, BROKERS_PER_ZONE = 2 };

struct placement {
    int zones, brokers, replicas;
};

static int zone_of(const struct placement *placement, int partition, int replica)
{
    int broker = (partition + replica) % placement->brokers;
    return broker % placement->zones;
}

static bool has_replica_in(const struct placement *placement, int partition, int zone)
{
    for (int r = 0; r < placement->replicas; r++)
        if (zone_of(placement, partition, r) == zone) return true;
    return false;
}

struct counted {
    double to_leader, from_follower, followers; /* means over partitions and clients' zones */
};

static struct counted count(const struct placement *placement)
{
    struct counted counted = {0, 0, 0};
    for (int p = 0; p < placement->brokers; p++) {
        int leader = zone_of(placement, p, 0);
        for (int r = 1; r < placement->replicas; r++) counted.followers += zone_of(placement, p, r) != leader;
        for (int client = 0; client < placement->zones; client++) {
            counted.to_leader += client != leader;
            counted.from_follower += !has_replica_in(placement, p, client);
        }
    }
    double partitions = placement->brokers, clients = partitions * placement->zones;
    return (struct counted){counted.to_leader / clients, counted.from_follower / clients,
                            counted.followers / partitions};
}

static void as_counted(void **state)
{
    (void)state;
    int compared = 0;
    for (int zones = 1; zones <= ZONES_MAX; zones++)
        for (int replicas = 1; replicas <= zones * BROKERS_PER_ZONE && replicas <= 6; replicas++) {
            struct placement placement = {zones, zones * BROKERS_PER_ZONE, replicas};
            struct counted wanted = count(&placement);
            assert_near(cross_az_to_leader(zones, 0), wanted.to_leader, 1e-14);
            assert_true(fabs(cross_az_from_follower(zones, replicas, 1) - wanted.from_follower) < 1e-14);
            assert_true(cross_az_followers(zones, replicas) == wanted.followers);
            /* of clients that choose partly, each part does as all of them did */
            const double share = 0.37;
            assert_near(cross_az_to_leader(zones, share), (1 - share) * wanted.to_leader, 1e-14);
            assert_near(cross_az_from_follower(zones, replicas, share),
                        share * wanted.from_follower + (1 - share) * wanted.to_leader, 1e-14);
            compared++;
        }
    assert_int_equal(compared, 2 + 4 + 6 + 6 + 6 + 6);
}

static void known_figures(void **state)
{
    (void)state;
    assert_near(cross_az_to_leader(3, 0), 2 / 3.0, 1e-15);
    assert_near(cross_az_from_follower(3, 2, 1), 1 / 3.0, 1e-15);
    assert_true(cross_az_from_follower(3, 3, 1) == 0 && cross_az_to_leader(1, 0) == 0 &&
                cross_az_to_leader(5, 1) == 0);
    assert_true(cross_az_followers(3, 3) == 2 && cross_az_followers(3, 4) == 2 &&
                cross_az_followers(2, 3) == 1 && cross_az_followers(1, 3) == 0);
}

static void relays_waive(void **state)
{
    (void)state;
    static const struct {
        const char *access, *waives;
        bool metered;
    } CASES[] = {
        {"direct", "true", true},           {"direct", "false", true},
        {"load-balancer", "true", true},    {"load-balancer", "false", true},
        {"transit-gateway", "true", false}, {"transit-gateway", "false", true},
        {"privatelink", "true", false},     {"privatelink", "false", true},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct fixture fixture = fixture_small(SMALL_WORKLOAD,
                                               SETS(text_format(arena, "network.access=%s", CASES[i].access),
                                                    text_format(arena, "network.access_waives_crossing=%s",
                                                                CASES[i].waives)));
        assert_int_equal(cross_az_is_metered(fixture.params), CASES[i].metered);
        fixture_free(&fixture);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_counted), cmocka_unit_test(known_figures),
                                       cmocka_unit_test(relays_waive)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
