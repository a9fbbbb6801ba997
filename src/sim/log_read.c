/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readers of the log path: consumers fetch from leaders or, where followers may be read, from the replica in their zone. */
#include "sim/log_private.h"

#include <math.h>

#include "base/number.h"
#include "sim/variate.h"

/* The nth consumer of a group is in zone n mod zones. */
static uint32_t consumer_zone(const struct log_run *run, uint32_t group, uint32_t consumer, uint32_t consumers)
{
    return (group * consumers + consumer) % run->zones;
}

/* Where the consumer that has the partition reads it. Of those that choose by zone, and where followers may be read, at the replica there. */
static uint32_t server_of(const struct log_run *run, uint32_t place, uint32_t group, uint32_t partition)
{
    const struct path_followed *followed = &run->base.detail->followed[place];
    const struct placement *placement = &run->groups[place].placement;
    uint32_t consumer = consumer_of(partition, followed->partitions, followed->consumers), n = group * followed->consumers + consumer;
    double aware = run->base.path->clients.zone_aware_consume;
    bool is_aware = floor((n + 1) * aware) > floor(n * aware);
    uint32_t replica = 0;
    if (run->rule->fetch_from_follower && is_aware)
        replica = placement_replica_in(placement, partition, consumer_zone(run, group, consumer, followed->consumers));
    return placement_broker(placement, partition, replica);
}

void log_readers_start(struct log_run *run, uint32_t place)
{
    const struct path_followed *followed = &run->base.detail->followed[place];
    const struct path_group *group = path_group_of(&run->base, place);
    const struct path_clients *clients = &run->base.path->clients;
    struct group_log *log = &run->groups[place];
    struct arena *arena = run->base.arena;
    if (group->consumer_groups == 0)
        return;
    log->servers = arena_new_of(arena, uint32_t, (size_t)group->consumer_groups * followed->partitions);
    for (uint32_t g = 0; g < group->consumer_groups; g++)
        for (uint32_t p = 0; p < followed->partitions; p++)
            log->servers[g * followed->partitions + p] = server_of(run, place, g, p);
    const struct consumer_rule rule = {
        .fetch = {.max_wait_s = group->fetch_max_wait_s, .min_bytes = larger(1, group->fetch_min_bytes), .max_bytes = clients->fetch_max_bytes,
                  .partition_max_bytes = clients->partition_fetch_max_bytes},
        .tier_share = run->rule->historical_reads,
    };
    const struct consumer_layout layout = {group->consumer_groups, followed->partitions, followed->consumers, log->servers};
    log->consumers = consumer_new(arena, &rule, &layout, run->base.key);
    uint32_t count = consumer_connection_count(log->consumers);
    log->readers = arena_new_of(arena, struct reader, count);
    for (uint32_t i = 0; i < count; i++) {
        struct consumer_connection ends = consumer_connection(log->consumers, i);
        uint32_t zone = consumer_zone(run, ends.group, ends.consumer, followed->consumers), entity = place << 24 | i;
        struct reader *reader = &log->readers[i];
        bool is_crossing = zone != ends.server % run->zones;
        const struct dist *rtt = is_crossing ? clients->rtt_cross_zone : clients->rtt_same_zone;
        struct random_stream phases = random_stream_of(run->base.key, RANDOM_CONSUMER, UINT32_MAX - entity);
        *reader = (struct reader){.broker = ends.server, .is_crossing = is_crossing, .tier_reads = random_stream_of(run->base.key, RANDOM_OBJECT_GET, entity)};
        reader->link = link_of(rtt, random_stream_of(run->base.key, RANDOM_NETWORK, UINT32_C(1) << 30 | entity));
        int64_t idle_ns = variate_ns(rtt, &phases, 0, 0), since_ns = -(int64_t)(random_unit(&phases, 1) * group->fetch_max_wait_s * NS_PER_S);
        link_request_ns(&reader->link, since_ns);
        consumer_set_connection(log->consumers, i, since_ns, idle_ns < 1 ? 1 : idle_ns);
    }
}

static void answer(struct log_run *run, int64_t now_ns, uint32_t place, const struct consumer_turn *turn)
{
    struct reader *reader = &run->groups[place].readers[turn->fetch.loop];
    reader->answered_ns = reader->loaded_ns = now_ns;
    if (turn->from_tier)
        reader->loaded_ns += variate_ns(run->rule->historical_read, &reader->tier_reads, turn->fetch.ordinal, (double)turn->fetch.bytes);
    int64_t out_ns = link_pass_ns(&run->brokers[reader->broker].out, reader->loaded_ns, (double)turn->fetch.bytes);
    path_count(&run->base, PATH_FETCHES, now_ns, run->base.detail->followed[place].stands_for);
    kernel_schedule(run->base.kernel, link_response_ns(&reader->link, out_ns), EVENT_DELIVER, EVENT_DELIVER, turn->fetch.loop, place);
}

static void take_turn(struct log_run *run, int64_t now_ns, uint32_t place, const struct consumer_turn *turn)
{
    switch (turn->fetch.kind) {
    case FETCH_NOTHING: break;
    case FETCH_ANSWERED: answer(run, now_ns, place, turn); break;
    case FETCH_EXPIRES: kernel_schedule(run->base.kernel, turn->fetch.at_ns, EVENT_EXPIRE, EVENT_EXPIRE, turn->fetch.loop, place); break;
    case FETCH_COMES: kernel_schedule(run->base.kernel, turn->fetch.at_ns, EVENT_FETCH, EVENT_FETCH, turn->fetch.loop, place); break;
    }
}

void log_readable(struct log_run *run, int64_t now_ns, uint32_t place, const struct log_range *range)
{
    struct group_log *log = &run->groups[place];
    if (log->consumers == NULL)
        return;
    uint32_t broker = placement_broker(&log->placement, range->partition, range->replica), partitions = run->base.detail->followed[place].partitions;
    for (uint64_t number = range->first; number < range->end; number++) {
        const struct fetch_batch batch = *replicated_log_batch(log->log, range->partition, number);
        for (uint32_t g = 0; g < path_group_of(&run->base, place)->consumer_groups; g++) {
            if (log->servers[g * partitions + range->partition] != broker)
                continue;
            struct consumer_turn turn = consumer_readable(log->consumers, now_ns, g, range->partition, batch.tag, batch.bytes);
            take_turn(run, now_ns, place, &turn);
        }
    }
}

void log_on_deliver(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t index)
{
    struct group_log *log = &run->groups[place];
    struct reader *reader = &log->readers[index];
    struct consumer_delivery delivery = consumer_received(log->consumers, now_ns, index);
    for (size_t i = 0; i < delivery.count; i++) {
        const struct consumer_range *range = &delivery.ranges[i];
        for (uint64_t number = range->first; number < range->end; number++) {
            const struct fetch_batch *batch = consumer_batch(log->consumers, range->group, range->partition, number);
            if (reader->is_crossing)
                path_count(&run->base, PATH_CONSUME_CROSSING_BYTES, now_ns, batch->bytes * run->base.detail->followed[place].stands_for);
            path_read(&run->base, now_ns, batch->tag, range->group, log->known_offset[range->partition], reader->answered_ns, reader->loaded_ns);
        }
    }
    kernel_schedule(run->base.kernel, link_request_ns(&reader->link, delivery.fetches_ns), EVENT_FETCH, EVENT_FETCH, index, place);
}

void log_on_fetch(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t index)
{
    struct consumer_turn turn = consumer_fetch(run->groups[place].consumers, now_ns, index);
    take_turn(run, now_ns, place, &turn);
}

void log_on_expire(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t index)
{
    struct consumer_turn turn = consumer_expire(run->groups[place].consumers, now_ns, index);
    take_turn(run, now_ns, place, &turn);
}
