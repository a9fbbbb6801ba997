/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Placement: Kafka's own examples, and what holds for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/part/placement.h"

static void assert_replicas(const struct placement *placement, uint32_t partition, uint32_t first,
                            uint32_t second, uint32_t third)
{
    assert_int_equal(placement_broker(placement, partition, 0), first);
    assert_int_equal(placement_broker(placement, partition, 1), second);
    assert_int_equal(placement_broker(placement, partition, 2), third);
}

/* The tables in the comment of AdminUtils: 5 brokers in one rack; 6 brokers in 3 racks, named by their place
 * in the alternating list. */
static void test_examples(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct placement flat = placement_new(arena, 10, 3, 5, 1), racks = placement_new(arena, 7, 3, 6, 3);
    assert_replicas(&flat, 0, 0, 1, 2);
    assert_replicas(&flat, 4, 4, 0, 1);
    assert_replicas(&flat, 5, 0, 2, 3);
    assert_replicas(&flat, 8, 3, 0, 1);
    assert_replicas(&flat, 9, 4, 1, 2);
    for (uint32_t p = 0; p < 6; p++) assert_replicas(&racks, p, p, (p + 1) % 6, (p + 2) % 6);
    assert_replicas(&racks, 6, 0, 4, 5);
    arena_free(arena);
}

static uint32_t zones_of(const struct placement *placement, uint32_t partition)
{
    uint32_t used = 0, count = 0;
    for (uint32_t i = 0; i < placement->replicas; i++)
        used |= 1u << placement_zone(placement, placement_broker(placement, partition, i));
    for (; used; used &= used - 1) count++;
    return count;
}

/* Replicas are on different brokers and in as many zones as there can be; leaders are even to one, and so are
 * replicas after whole rounds. */
static void test_spread(void **state)
{
    (void)state;
    for (uint32_t brokers = 1; brokers <= 24; brokers++)
        for (uint32_t zones = 1; zones <= 4 && zones <= brokers; zones++)
            for (uint32_t replicas = 1; replicas <= 5 && replicas <= brokers; replicas++) {
                struct arena *arena = arena_new();
                struct placement placement = placement_new(arena, 4 * brokers + 1, replicas, brokers, zones);
                uint32_t *held = arena_new_of(arena, uint32_t, brokers),
                         *led = arena_new_of(arena, uint32_t, brokers);
                for (uint32_t p = 0; p < placement.partitions; p++) {
                    led[placement_broker(&placement, p, 0)]++;
                    assert_int_equal(zones_of(&placement, p), replicas < zones ? replicas : zones);
                    for (uint32_t i = 0; i < replicas; i++) {
                        held[placement_broker(&placement, p, i)] += p < 4 * brokers;
                        for (uint32_t j = 0; j < i; j++)
                            assert_true(placement_broker(&placement, p, i) !=
                                        placement_broker(&placement, p, j));
                    }
                }
                for (uint32_t b = 0; b < brokers; b++) {
                    assert_true(led[b] == 4 || led[b] == 5);
                    if (brokers % zones == 0) assert_int_equal(held[b], 4 * replicas);
                }
                arena_free(arena);
            }
}

static void test_nearest(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct placement three = placement_new(arena, 12, 3, 6, 3), two = placement_new(arena, 12, 2, 6, 3);
    for (uint32_t p = 0; p < 12; p++) {
        uint32_t none = 0;
        for (uint32_t zone = 0; zone < 3; zone++) {
            assert_int_equal(placement_zone(&three, placement_broker(&three, p,
                                                                     placement_replica_in(&three, p, zone))),
                             zone);
            uint32_t replica = placement_replica_in(&two, p, zone);
            none += placement_zone(&two, placement_broker(&two, p, replica)) != zone;
            assert_true(replica == 0 || placement_zone(&two, placement_broker(&two, p, replica)) == zone);
        }
        assert_int_equal(none, 1);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
