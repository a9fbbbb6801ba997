/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/consumer.h"

#include <assert.h>
#include <string.h>

enum { RANGES_LEAST = 16 };

struct consumers {
    struct arena *arena;
    struct fetches *fetches; /* stream and lane: group × partitions + partition; loop: connection */
    struct random_key key;
    int64_t processing_ns;
    double tier_share;
    uint32_t first_entity;
    uint32_t groups, partitions, consumers, servers;
    struct consumer_range *ranges;
    size_t range_capacity;
};

uint32_t consumer_of(uint32_t partition, uint32_t partitions, uint32_t consumers)
{
    uint32_t least = partitions / consumers, longer = partitions % consumers; /* this many have one more */
    uint32_t of_longer = longer * (least + 1);
    return partition < of_longer ? partition / (least + 1) : longer + (partition - of_longer) / least;
}

struct consumers *consumer_new(struct arena *arena, const struct consumer_rule *rule,
                               const struct consumer_layout *layout, struct random_key key)
{
    assert(rule->tier_share >= 0 && rule->tier_share <= 1);
    uint32_t lanes = layout->groups * layout->partitions;
    struct consumers *consumers = arena_new_of(arena, struct consumers, 1);
    *consumers = (struct consumers){.arena = arena,
                                    .key = key,
                                    .processing_ns = time_ns(rule->processing_s),
                                    .tier_share = rule->tier_share,
                                    .first_entity = rule->first_entity,
                                    .groups = layout->groups,
                                    .partitions = layout->partitions,
                                    .consumers = layout->consumers,
                                    .range_capacity = RANGES_LEAST};
    consumers->ranges = arena_new_of(arena, struct consumer_range, consumers->range_capacity);
    for (uint32_t lane = 0; lane < lanes; lane++)
        if (layout->servers[lane] >= consumers->servers) consumers->servers = layout->servers[lane] + 1;
    struct arena *scratch = arena_new();
    uint32_t *streams = arena_new_of(scratch, uint32_t, lanes);
    uint64_t *keys = arena_new_of(scratch, uint64_t, lanes);
    for (uint32_t lane = 0; lane < lanes; lane++) {
        uint32_t group = lane / layout->partitions,
                 consumer = consumer_of(lane % layout->partitions, layout->partitions, layout->consumers);
        streams[lane] = lane;
        keys[lane] = ((uint64_t)group * layout->consumers + consumer) * consumers->servers +
                     layout->servers[lane];
    }
    consumers->fetches = fetch_new(arena, &rule->fetch, lanes, lanes, streams, keys);
    arena_free(scratch);
    return consumers;
}

uint32_t consumer_connection_count(const struct consumers *consumers)
{
    return consumers->fetches->loop_count;
}

struct consumer_connection consumer_connection(const struct consumers *consumers, uint32_t connection)
{
    uint64_t key = consumers->fetches->keys[connection], who = key / consumers->servers;
    return (struct consumer_connection){(uint32_t)(who / consumers->consumers),
                                        (uint32_t)(who % consumers->consumers),
                                        (uint32_t)(key % consumers->servers)};
}

void consumer_set_connection(struct consumers *consumers, uint32_t connection, int64_t arrived_ns,
                             int64_t idle_round_trip_ns)
{
    fetch_set_loop(consumers->fetches, connection, arrived_ns, idle_round_trip_ns);
}

static uint32_t lane_of(const struct consumers *consumers, uint32_t group, uint32_t partition)
{
    assert(group < consumers->groups && partition < consumers->partitions);
    return group * consumers->partitions + partition;
}

static struct consumer_turn turn_of(const struct consumers *consumers, struct fetch_turn turn)
{
    struct consumer_turn it = {.fetch = turn};
    if (turn.kind == FETCH_ANSWERED && consumers->tier_share > 0) {
        const struct random_stream stream = random_stream_of(consumers->key, RANDOM_CONSUMER,
                                                             consumers->first_entity + turn.loop);
        it.from_tier = random_unit(&stream, turn.ordinal) < consumers->tier_share;
    }
    return it;
}

void consumer_add(struct consumers *consumers, int64_t now_ns, uint32_t group, uint32_t partition,
                  uint32_t tag, uint32_t bytes)
{
    uint32_t lane = lane_of(consumers, group, partition);
    if (fetch_is_full(consumers->fetches, lane))
        fetch_drop(consumers->fetches, lane, consumers->fetches->lanes[lane].done);
    fetch_append(consumers->fetches, lane, &(struct fetch_batch){now_ns, tag, bytes});
    fetch_add(consumers->fetches, lane);
}

struct consumer_turn consumer_notify(struct consumers *consumers, int64_t now_ns, uint32_t group,
                                     uint32_t partition)
{
    return turn_of(consumers,
                   fetch_notify(consumers->fetches,
                                consumers->fetches->lanes[lane_of(consumers, group, partition)].loop,
                                now_ns));
}

struct consumer_turn consumer_fetch(struct consumers *consumers, int64_t now_ns, uint32_t connection)
{
    return turn_of(consumers, fetch_arrive(consumers->fetches, connection, now_ns, false));
}

struct consumer_turn consumer_expire(struct consumers *consumers, int64_t now_ns, uint32_t connection)
{
    return turn_of(consumers, fetch_expire(consumers->fetches, connection, now_ns));
}

static void add_range(struct consumers *consumers, size_t at, struct consumer_range range)
{
    arena_grow(consumers->arena, consumers->ranges, at, consumers->range_capacity, 1);
    consumers->ranges[at] = range;
}

struct consumer_delivery consumer_received(struct consumers *consumers, int64_t now_ns, uint32_t connection)
{
    struct fetches *fetches = consumers->fetches;
    size_t count = 0;
    for (uint32_t id = fetches->loops[connection].first_taken; id != FETCH_NONE;
         id = fetches->lanes[id].next_taken)
        add_range(consumers, count++,
                  (struct consumer_range){id / consumers->partitions, id % consumers->partitions,
                                          fetches->lanes[id].done, fetches->lanes[id].sent});
    fetch_done(fetches, connection);
    return (struct consumer_delivery){count, consumers->ranges, now_ns + consumers->processing_ns};
}

const struct fetch_batch *consumer_batch(const struct consumers *consumers, uint32_t group,
                                         uint32_t partition, uint64_t number)
{
    return fetch_batch(consumers->fetches, lane_of(consumers, group, partition), number);
}

uint64_t consumer_position(const struct consumers *consumers, uint32_t group, uint32_t partition)
{
    return consumers->fetches->lanes[lane_of(consumers, group, partition)].done;
}

uint64_t consumer_lag(const struct consumers *consumers, uint32_t group, uint32_t partition)
{
    uint32_t lane = lane_of(consumers, group, partition);
    return consumers->fetches->streams[lane].end - consumers->fetches->lanes[lane].done;
}
