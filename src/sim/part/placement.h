/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Placement: the brokers of each partition's replicas, as Kafka spreads them over racks
 * (AdminUtils.assignReplicasToBrokers, without its randomness: the first partition's leader is broker 0).
 *
 * Broker b is in zone b mod zones, so that the list of brokers alternates between zones. Leaders go round
 * the list; followers go on from the leader, one step further apart each time round; a zone gets a second
 * replica only once each has one.
 *
 * Ownership: the arena of placement_new. */
#pragma once

#include <stdint.h>

#include "base/arena.h"

struct placement {
    uint32_t partitions, replicas, brokers, zones;
    const uint32_t *broker_of; /* [partition × replicas + i]; i = 0 leads */
};

/* 1 ≤ replicas ≤ brokers, zones ≤ brokers, partitions ≥ 1. */
struct placement placement_new(struct arena *arena, uint32_t partitions, uint32_t replicas, uint32_t brokers,
                               uint32_t zones);

static inline uint32_t placement_broker(const struct placement *placement, uint32_t partition, uint32_t i)
{
    return placement->broker_of[(uint64_t)partition * placement->replicas + i];
}

static inline uint32_t placement_zone(const struct placement *placement, uint32_t broker)
{
    return broker % placement->zones;
}

/* The replica that a client in this zone reads: a follower's index, or 0, the leader, if it is in the zone
 * or no replica is (RackAwareReplicaSelector, KIP-392). */
uint32_t placement_replica_in(const struct placement *placement, uint32_t partition, uint32_t zone);
