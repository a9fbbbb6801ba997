/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readers of the log path: consumers fetch from leaders or, where followers may be read, from the replica
 * in their zone. */
#include "sim/path/log_private.h"

#include "base/number.h"
#include "sim/draw/variate.h"

/* Consumers go round the zones, each round starting one zone further. Brokers go round the zones and
 * partitions round the brokers too, so without that shift all consumers would have the leader in their own
 * zone, or none. */
static uint32_t consumer_zone(const struct log_run *run, uint32_t group, uint32_t consumer,
                              uint32_t consumers)
{
    uint32_t n = group * consumers + consumer;
    return (n + n / run->zones) % run->zones;
}

/* True if the group's consumer is zone-aware. */
static bool is_aware(const struct log_run *run, uint32_t topic, uint32_t group, uint32_t consumer)
{
    return log_is_aware(run->base.path->clients.zone_aware_consume,
                        group * run->base.detail->followed[topic].consumers + consumer);
}

/* The replica to read: the one in the consumer's zone, if followers may be read and it is zone-aware. */
static uint32_t replica_of(const struct log_run *run, uint32_t topic, uint32_t group, uint32_t partition)
{
    const struct path_followed *followed = &run->base.detail->followed[topic];
    uint32_t consumer = consumer_of(partition, followed->partitions, followed->consumers);
    if (!run->rule->fetch_from_follower || !is_aware(run, topic, group, consumer)) return 0;
    return placement_replica_in(&run->topics[topic].placement, partition,
                                consumer_zone(run, group, consumer, followed->consumers));
}

void log_readers_start(struct log_run *run, uint32_t topic)
{
    const struct path_followed *followed = &run->base.detail->followed[topic];
    const struct path_group *group = path_group_of(&run->base, topic);
    const struct path_clients *clients = &run->base.path->clients;
    const struct path_limits limits = path_limits_of(clients, group);
    struct topic_log *log = &run->topics[topic];
    struct arena *arena = run->base.arena;
    if (group->consumer_groups == 0) return;
    size_t reads = (size_t)group->consumer_groups * followed->partitions;
    uint32_t *servers = arena_new_of(arena, uint32_t, reads);
    log->replicas = arena_new_of(arena, uint32_t, reads);
    for (size_t i = 0; i < reads; i++) {
        uint32_t partition = (uint32_t)(i % followed->partitions);
        log->replicas[i] = replica_of(run, topic, (uint32_t)(i / followed->partitions), partition);
        servers[i] = placement_broker(&log->placement, partition, log->replicas[i]);
    }
    const struct consumer_rule rule = {
        .fetch = {.max_wait_s = group->fetch_max_wait_s,
                  .min_bytes = larger(1, group->fetch_min_bytes),
                  .max_bytes = limits.fetch_max_bytes,
                  .partition_max_bytes = limits.partition_fetch_max_bytes},
        .tier_share = run->rule->historical_reads,
        .first_entity = topic << 24,
    };
    const struct consumer_layout layout = {group->consumer_groups, followed->partitions, followed->consumers,
                                           servers};
    log->consumers = consumer_new(arena, &rule, &layout, run->base.key);
    uint32_t count = consumer_connection_count(log->consumers);
    log->readers = arena_new_of(arena, struct reader, count);
    for (uint32_t i = 0; i < count; i++) {
        struct consumer_connection ends = consumer_connection(log->consumers, i);
        uint32_t zone = consumer_zone(run, ends.group, ends.consumer, followed->consumers),
                 entity = topic << 24 | i;
        struct reader *reader = &log->readers[i];
        bool is_met_at_home = !run->rule->fetch_from_follower &&
                              is_aware(run, topic, ends.group, ends.consumer);
        bool is_crossing = !is_met_at_home && zone != log_zone(run, ends.server);
        const struct dist *rtt = is_crossing ? clients->rtt_cross_zone : clients->rtt_same_zone;
        struct random_stream phases = random_stream_of(run->base.key, RANDOM_CONSUMER, UINT32_MAX - entity);
        *reader = (struct reader){.broker = ends.server,
                                  .is_crossing = is_crossing,
                                  .tier_reads = random_stream_of(run->base.key, RANDOM_OBJECT_GET, entity)};
        reader->link = link_of(rtt,
                               random_stream_of(run->base.key, RANDOM_NETWORK, UINT32_C(1) << 30 | entity));
        int64_t idle_ns = variate_ns(rtt, &phases, 0, 0),
                since_ns = -(int64_t)(random_unit(&phases, 1) * group->fetch_max_wait_s * NS_PER_S);
        link_request_ns(&reader->link, since_ns);
        consumer_set_connection(log->consumers, i, since_ns, idle_ns < 1 ? 1 : idle_ns);
    }
}

void log_send_answer(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t index)
{
    struct reader *reader = &run->topics[topic].readers[index];
    reader->ends_ns[LOG_LOADED] = now_ns;
    int64_t out_ns = link_pass_ns(&run->brokers[reader->broker].out, now_ns, (double)reader->bytes);
    path_schedule(&run->base, link_response_ns(&reader->link, out_ns), EVENT_DELIVER, index, topic);
}

static void answer(struct log_run *run, int64_t now_ns, uint32_t topic, const struct consumer_turn *turn)
{
    struct reader *reader = &run->topics[topic].readers[turn->fetch.loop];
    reader->ends_ns[LOG_ANSWERED] = now_ns;
    reader->bytes = turn->fetch.bytes;
    path_count(&run->base, PATH_FETCHES, now_ns, run->base.detail->followed[topic].stands_for);
    if (!turn->from_tier) {
        log_send_answer(run, now_ns, topic, turn->fetch.loop);
        return;
    }
    int64_t loaded_ns = now_ns + variate_ns(run->rule->historical_read, &reader->tier_reads,
                                            turn->fetch.ordinal, (double)turn->fetch.bytes);
    path_schedule(&run->base, loaded_ns, EVENT_LOADED, turn->fetch.loop, topic);
}

static void take_turn(struct log_run *run, int64_t now_ns, uint32_t topic, const struct consumer_turn *turn)
{
    switch (turn->fetch.kind) {
    case FETCH_NOTHING: break;
    case FETCH_ANSWERED: answer(run, now_ns, topic, turn); break;
    case FETCH_EXPIRES:
        path_schedule(&run->base, turn->fetch.at_ns, EVENT_EXPIRE, turn->fetch.loop, topic);
        break;
    case FETCH_COMES:
        path_schedule(&run->base, turn->fetch.at_ns, EVENT_FETCH, turn->fetch.loop, topic);
        break;
    }
}

void log_add_readable(struct log_run *run, int64_t now_ns, uint32_t topic, const struct log_range *range)
{
    struct topic_log *log = &run->topics[topic];
    uint32_t groups = path_group_of(&run->base, topic)->consumer_groups,
             partitions = run->base.detail->followed[topic].partitions;
    for (uint64_t number = range->first; number < range->end; number++) {
        const struct fetch_batch batch = *replicated_log_batch(log->log, range->partition, number);
        for (uint32_t g = 0; g < groups; g++)
            if (log->replicas[g * partitions + range->partition] == range->replica)
                consumer_add(log->consumers, now_ns, g, range->partition, batch.tag, batch.bytes);
    }
}

void log_notify_readers(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t partition,
                        uint32_t replica)
{
    struct topic_log *log = &run->topics[topic];
    uint32_t groups = path_group_of(&run->base, topic)->consumer_groups,
             partitions = run->base.detail->followed[topic].partitions;
    for (uint32_t g = 0; g < groups; g++) {
        if (log->replicas[g * partitions + partition] != replica) continue;
        struct consumer_turn turn = consumer_notify(log->consumers, now_ns, g, partition);
        take_turn(run, now_ns, topic, &turn);
    }
}

/* The time of the last commit known to the server that answered the reader. A leader knows its own, a
 * follower those sent with the answers that it had by then. (Only the last two are kept; asked for more,
 * it claims to know too much.) */
static int64_t known_ns(const struct log_run *run, uint32_t topic, const struct reader *reader,
                        uint32_t partition, uint32_t replica)
{
    const struct topic_log *log = &run->topics[topic];
    if (replica == 0) return reader->ends_ns[LOG_ANSWERED];
    const struct session *session = &log->sessions[replicated_log_session_of(log->log, partition, replica)];
    return session->received_ns <= reader->ends_ns[LOG_ANSWERED] ? session->known_ns
                                                                 : session->known_before_ns;
}

void log_on_deliver(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t index)
{
    struct topic_log *log = &run->topics[topic];
    struct reader *reader = &log->readers[index];
    struct consumer_delivery delivery = consumer_received(log->consumers, now_ns, index);
    for (size_t i = 0; i < delivery.count; i++) {
        const struct consumer_range *range = &delivery.ranges[i];
        uint32_t replica =
            log->replicas[range->group * run->base.detail->followed[topic].partitions + range->partition];
        int64_t until_ns = known_ns(run, topic, reader, range->partition, replica);
        for (uint64_t number = range->first; number < range->end; number++) {
            const struct fetch_batch *batch = consumer_batch(log->consumers, range->group, range->partition,
                                                             number);
            if (reader->is_crossing)
                path_count(&run->base, PATH_CONSUME_CROSSING_BYTES, now_ns,
                           batch->bytes * run->base.detail->followed[topic].stands_for);
            bool is_known = path_batch_at(&run->base, batch->tag)->times_ns[LOG_COMMITTED] <= until_ns;
            uint64_t known_offset = is_known ? log->committed_offset[range->partition] : 0;
            path_read(&run->base, now_ns, batch->tag, range->group, known_offset, reader->ends_ns);
        }
    }
    path_schedule(&run->base, link_request_ns(&reader->link, delivery.fetches_ns), EVENT_FETCH, index, topic);
}

void log_on_fetch(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t index)
{
    struct consumer_turn turn = consumer_fetch(run->topics[topic].consumers, now_ns, index);
    take_turn(run, now_ns, topic, &turn);
}

void log_on_expire(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t index)
{
    struct consumer_turn turn = consumer_expire(run->topics[topic].consumers, now_ns, index);
    take_turn(run, now_ns, topic, &turn);
}
