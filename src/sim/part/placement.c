/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/placement.h"

#include <assert.h>
#include <stdbool.h>

/* True if broker can take the next replica besides the count placed ones. */
static bool is_fit(const struct placement *placement, const uint32_t *placed, uint32_t count, uint32_t broker)
{
    uint32_t zones_used = 0;
    bool zone_is_used = false;
    for (uint32_t i = 0; i < count; i++) {
        bool is_first = true;
        if (placed[i] == broker) return false;
        for (uint32_t j = 0; j < i; j++)
            is_first &= placement_zone(placement, placed[j]) != placement_zone(placement, placed[i]);
        zones_used += is_first;
        zone_is_used |= placement_zone(placement, placed[i]) == placement_zone(placement, broker);
    }
    return !zone_is_used || zones_used == placement->zones;
}

struct placement placement_new(struct arena *arena, uint32_t partitions, uint32_t replicas, uint32_t brokers,
                               uint32_t zones)
{
    assert(partitions >= 1 && replicas >= 1 && replicas <= brokers && zones >= 1 && zones <= brokers);
    uint32_t *broker_of = arena_new_of(arena, uint32_t, (size_t)partitions * replicas);
    struct placement placement = {partitions, replicas, brokers, zones, broker_of};
    for (uint32_t partition = 0; partition < partitions; partition++) {
        uint32_t *placed = broker_of + (size_t)partition * replicas, leader = partition % brokers;
        uint64_t shift = (uint64_t)(partition / brokers) * zones;
        placed[0] = leader;
        for (uint32_t count = 1, step = 0; count < replicas; step++) {
            uint32_t broker = (uint32_t)((leader + 1 + (shift + step) % (brokers - 1)) % brokers);
            if (is_fit(&placement, placed, count, broker)) placed[count++] = broker;
        }
    }
    return placement;
}

uint32_t placement_replica_in(const struct placement *placement, uint32_t partition, uint32_t zone)
{
    for (uint32_t i = 0; i < placement->replicas; i++)
        if (placement_zone(placement, placement_broker(placement, partition, i)) == zone) return i;
    return 0;
}
