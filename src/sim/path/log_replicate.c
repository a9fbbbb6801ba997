/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Leaders and followers. A broker works on one request of a connection at a time, until it is answered
 * (its network layer reads no further before), and on different connections in parallel. Its network card
 * is shared in order of arrival, and doesn't pause with it. */
#include <assert.h>
#include <string.h>

#include "sim/path/log_private.h"
#include "sim/draw/variate.h"

/* Delay before a refused request is retried; those behind it wait, as if the producer's own retry
 * (retry.backoff.ms) kept its position. */
static const double RETRY_BACKOFF_S = 0.1;

/* ---- start ---- */

/* All of a group's partitions placed as Kafka does; the first brokers lead the followed ones. The nth
 * partition that a broker leads here is placed as the nth that it leads there. */
static struct placement place_group(const struct log_run *run, uint32_t topic)
{
    uint32_t brokers = run->rule->brokers, replicas = run->rule->replicas,
             followed = run->base.detail->followed[topic].partitions;
    struct arena *scratch = arena_new();
    uint32_t *led = arena_new_of(scratch, uint32_t, run->leaders), most = 0;
    uint32_t *rows = arena_new_of(scratch, uint32_t, followed);
    for (uint32_t p = 0; p < followed; p++) {
        rows[p] = led[log_leader(run, topic, p % run->destinations)]++;
        most = rows[p] > most ? rows[p] : most;
    }
    struct placement all = placement_new(scratch, (most + 1) * brokers, replicas, brokers,
                                         run->zones < brokers ? run->zones : brokers);
    uint32_t *broker_of = arena_new_of(run->base.arena, uint32_t, (size_t)followed * replicas);
    for (uint32_t p = 0; p < followed; p++) {
        uint32_t partition = rows[p] * brokers + log_leader(run, topic, p % run->destinations);
        memcpy(broker_of + (size_t)p * replicas, all.broker_of + (size_t)partition * replicas,
               replicas * sizeof *broker_of);
    }
    arena_free(scratch);
    return (struct placement){.partitions = followed,
                              .replicas = replicas,
                              .brokers = brokers,
                              .zones = all.zones,
                              .broker_of = broker_of};
}

static void start_sessions(struct log_run *run, uint32_t topic)
{
    const struct path_clients *clients = &run->base.path->clients;
    struct topic_log *group = &run->topics[topic];
    uint32_t count = replicated_log_session_count(group->log);
    group->sessions = arena_new_of(run->base.arena, struct session, count);
    for (uint32_t i = 0; i < count; i++) {
        struct log_session ends = replicated_log_session(group->log, i);
        const struct dist *rtt = log_zone(run, ends.leader) == log_zone(run, ends.follower)
                                     ? clients->rtt_same_zone
                                     : clients->rtt_cross_zone;
        uint32_t entity = (topic * run->rule->brokers + ends.leader) * run->rule->brokers + ends.follower;
        struct random_stream phases = random_stream_of(run->base.key, RANDOM_PLACEMENT, entity);
        struct session *session = &group->sessions[i];
        *session = (struct session){.leader = ends.leader,
                                    .follower = ends.follower,
                                    .appends = random_stream_of(run->base.key, RANDOM_SERVICE, entity),
                                    .waits = random_stream_of(run->base.key, RANDOM_QUEUE, entity),
                                    .disk = log_disk_of(run, UINT32_MAX - entity)};
        session->link = link_of(rtt, random_stream_of(run->base.key, RANDOM_NETWORK, UINT32_MAX - entity));
        int64_t idle_ns = variate_ns(rtt, &phases, 0, 0);
        int64_t since_ns = -(int64_t)(random_unit(&phases, 1) * run->rule->replica_fetch_max_wait_s *
                                      NS_PER_S);
        link_request_ns(&session->link, since_ns);
        replicated_log_set_session(group->log, i, since_ns, idle_ns < 1 ? 1 : idle_ns);
    }
}

void log_replicas_start(struct log_run *run, uint32_t topic)
{
    const struct log_path *rule = run->rule;
    struct topic_log *group = &run->topics[topic];
    uint32_t partitions = run->base.detail->followed[topic].partitions;
    group->placement = place_group(run, topic);
    const struct replicated_log_rule log_rule = {
        .fetch = {.max_wait_s = rule->replica_fetch_max_wait_s,
                  .min_bytes = 1,
                  .max_bytes = rule->replica_response_max_bytes,
                  .partition_max_bytes = rule->replica_fetch_max_bytes},
        .lag_s = rule->replica_lag_s,
        .min_in_sync = rule->min_in_sync < rule->replicas ? rule->min_in_sync : rule->replicas,
        .follower_reads = rule->fetch_from_follower,
    };
    group->log = replicated_log_new(run->base.arena, &log_rule, &group->placement);
    group->next_offset = arena_new_of(run->base.arena, uint64_t, partitions);
    group->committed_offset = arena_new_of(run->base.arena, uint64_t, partitions);
    start_sessions(run, topic);
}

/* ---- requests ---- */

static struct connection *connection_of(struct log_run *run, const struct path_flight *flight)
{
    return &run->connections[(size_t)flight->producer * run->destinations + flight->request->destination];
}

static uint32_t leader_of(const struct log_run *run, const struct path_flight *flight)
{
    return log_leader(run, run->base.producers[flight->producer].topic, flight->request->destination);
}

/* Let the leader work on a request that is there from from_ns on. */
static void work_on(struct log_run *run, int64_t now_ns, int64_t from_ns, uint32_t flight)
{
    const struct path_flight *it = path_flight_at(&run->base, flight);
    const struct path_batch *first = path_batch_at(&run->base, it->first_batch);
    const struct log_work work = {
        .broker = &run->brokers[leader_of(run, it)],
        .works = random_stream_of(run->base.key, RANDOM_SERVICE, UINT32_MAX - it->producer),
        .waits = random_stream_of(run->base.key, RANDOM_QUEUE, UINT32_MAX - it->producer),
        .ordinal = first->audit.sequence,
        .bytes = it->bytes,
        .is_leader = true,
    };
    const struct log_disk *disk = &connection_of(run, it)->disk;
    int64_t worked_ns = log_append_ns(run, now_ns, from_ns, &work), done_ns = worked_ns;
    for (uint32_t batch = it->first_batch; batch != POOL_NONE;) {
        const struct path_batch *one = path_batch_at(&run->base, batch);
        int64_t over_ns = log_commit_ns(run, worked_ns, disk, one->audit.partition);
        done_ns = over_ns > done_ns ? over_ns : done_ns;
        batch = one->next;
    }
    if (done_ns > worked_ns) done_ns = pause_done_ns(&work.broker->pause, now_ns, done_ns, 0);
    path_schedule(&run->base, done_ns, EVENT_APPEND, flight, 0);
}

void log_on_arrive(struct log_run *run, int64_t now_ns, uint32_t flight)
{
    struct path_flight *it = path_flight_at(&run->base, flight);
    int64_t in_ns = link_pass_ns(&run->brokers[leader_of(run, it)].in, now_ns, it->bytes);
    for (uint32_t batch = it->first_batch; batch != POOL_NONE; batch = path_batch_at(&run->base, batch)->next)
        path_batch_at(&run->base, batch)->times_ns[LOG_ARRIVED] = in_ns;
    struct connection *connection = connection_of(run, it);
    it->next = POOL_NONE;
    if (!connection->is_busy) {
        connection->is_busy = true;
        work_on(run, now_ns, in_ns, flight);
    } else if (connection->first_waiting == POOL_NONE) {
        connection->first_waiting = connection->last_waiting = flight;
    } else {
        path_flight_at(&run->base, connection->last_waiting)->next = flight;
        connection->last_waiting = flight;
    }
}

static void answer_flight(struct log_run *run, int64_t now_ns, uint32_t flight)
{
    struct path_flight *it = path_flight_at(&run->base, flight);
    struct path_producer *producer = &run->base.producers[it->producer];
    struct connection *connection = connection_of(run, it);
    path_schedule(&run->base, link_response_ns(&producer->links[it->request->destination], now_ns), EVENT_ACK,
                  flight, 0);
    uint32_t next = connection->first_waiting;
    if (next == POOL_NONE) {
        connection->is_busy = false;
        return;
    }
    connection->first_waiting = path_flight_at(&run->base, next)->next;
    /* It may still be passing through the network card. */
    int64_t in_ns =
        path_batch_at(&run->base, path_flight_at(&run->base, next)->first_batch)->times_ns[LOG_ARRIVED];
    work_on(run, now_ns, in_ns > now_ns ? in_ns : now_ns, next);
}

/* ---- replication ---- */

/* Send an answer from the leader. */
static void replicate_answer(struct log_run *run, int64_t now_ns, uint32_t topic,
                             const struct fetch_turn *turn)
{
    struct session *session = &run->topics[topic].sessions[turn->loop];
    session->ordinal = turn->ordinal;
    session->bytes = turn->bytes;
    session->answered_ns = now_ns;
    int64_t out_ns = link_pass_ns(&run->brokers[session->leader].out, now_ns, (double)turn->bytes);
    if (log_zone(run, session->leader) != log_zone(run, session->follower))
        path_count(&run->base, PATH_REPLICATE_CROSSING_BYTES, now_ns,
                   (double)turn->bytes * run->base.detail->followed[topic].stands_for);
    path_schedule(&run->base, link_response_ns(&session->link, out_ns), EVENT_REACH, turn->loop, topic);
}

/* The follower appends the answer's batches; then its next fetch leaves. Without readers at followers that
 * moment has no effect. */
void log_on_reach(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t index)
{
    struct session *session = &run->topics[topic].sessions[index];
    struct broker *follower = &run->brokers[session->follower];
    int64_t in_ns = link_pass_ns(&follower->in, now_ns, (double)session->bytes);
    const struct log_work work = {follower,         session->appends,       session->waits,
                                  session->ordinal, (double)session->bytes, false};
    int64_t worked_ns = session->bytes > 0 ? log_append_ns(run, now_ns, in_ns, &work)
                                           : pause_done_ns(&follower->pause, now_ns, in_ns, 0);
    int64_t done_ns = worked_ns;
    uint64_t cursor = 0;
    for (struct log_range range; replicated_log_brought(run->topics[topic].log, index, &cursor, &range);) {
        int64_t over_ns = log_commit_ns(run, worked_ns, &session->disk, range.partition);
        done_ns = over_ns > done_ns ? over_ns : done_ns;
    }
    if (done_ns > worked_ns) done_ns = pause_done_ns(&follower->pause, now_ns, done_ns, 0);
    if (run->rule->fetch_from_follower)
        path_schedule(&run->base, done_ns, EVENT_RECEIVED, index, topic);
    else
        path_schedule(&run->base, link_request_ns(&session->link, done_ns), EVENT_REPLICA_FETCH, index,
                      topic);
}

/* Each batch is an independent unit, since it is worked on alone. */
static void count_unit(struct log_run *run, const struct path_batch *batch)
{
    size_t groups = run->base.detail->count;
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++) {
        record_unit(run->base.record, path_measure_at(groups, groups, measure), batch->first_ns);
        if (groups > 1)
            record_unit(run->base.record, path_measure_at(groups, batch->topic, measure), batch->first_ns);
    }
}

/* The leader learns that all replicas in sync have these batches. */
static void commit(struct log_run *run, int64_t now_ns, uint32_t topic, const struct log_range *range)
{
    struct topic_log *group = &run->topics[topic];
    struct audit *audit = run->base.audits[topic];
    uint32_t in_sync = replicated_log_in_sync(group->log, range->partition);
    for (uint64_t number = range->first; number < range->end; number++) {
        uint32_t index = replicated_log_batch(group->log, range->partition, number)->tag;
        struct path_batch *batch = path_batch_at(&run->base, index);
        batch->times_ns[LOG_COMMITTED] = now_ns;
        if (batch->copies >= in_sync) audit_stored(audit, &batch->audit);
        group->committed_offset[range->partition] = batch->audit.offset + batch->audit.records;
        audit_committed(audit, now_ns, &batch->audit, group->committed_offset[range->partition]);
        count_unit(run, batch);
        if (--path_flight_at(&run->base, batch->file)->uncommitted == 0)
            answer_flight(run, now_ns, batch->file);
    }
}

static void take_turns(struct log_run *run, int64_t now_ns, uint32_t topic, const struct log_outcome *outcome)
{
    for (size_t i = 0; i < outcome->turn_count; i++) {
        const struct fetch_turn *turn = &outcome->turns[i];
        switch (turn->kind) {
        case FETCH_NOTHING: break;
        case FETCH_ANSWERED: replicate_answer(run, now_ns, topic, turn); break;
        case FETCH_EXPIRES:
            path_schedule(&run->base, turn->at_ns, EVENT_REPLICA_EXPIRE, turn->loop, topic);
            break;
        case FETCH_COMES:
            path_schedule(&run->base, turn->at_ns, EVENT_REPLICA_FETCH, turn->loop, topic);
            break;
        }
    }
}

/* Apply the leader's commits, partition by partition (Partition.updateFollowerFetchState), and send its
 * answers. */
static void take_outcome(struct log_run *run, int64_t now_ns, uint32_t topic,
                         const struct log_outcome *outcome)
{
    /* Lists are valid until the next call of the log, which nothing here makes. */
    for (size_t i = 0; i < outcome->readable_count; i++) commit(run, now_ns, topic, &outcome->readable[i]);
    for (size_t i = 0; i < outcome->readable_count; i++) {
        log_add_readable(run, now_ns, topic, &outcome->readable[i]);
        log_notify_readers(run, now_ns, topic, outcome->readable[i].partition, 0);
    }
    take_turns(run, now_ns, topic, outcome);
}

/* True if enough replicas are in sync for all of its partitions. */
static bool is_taken(const struct log_run *run, const struct topic_log *group, uint32_t first)
{
    for (uint32_t index = first; index != POOL_NONE; index = path_batch_at(&run->base, index)->next)
        if (!replicated_log_takes(group->log, path_batch_at(&run->base, index)->audit.partition))
            return false;
    return true;
}

/* Append it; true if it can be read at once. */
static bool append_batch(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t flight, uint32_t index)
{
    struct topic_log *group = &run->topics[topic];
    struct path_batch *batch = path_batch_at(&run->base, index);
    uint32_t partition = batch->audit.partition;
    batch->file = flight;
    batch->copies = 1;
    batch->times_ns[LOG_APPENDED] = now_ns;
    audit_appended(run->base.audits[topic], now_ns, &batch->audit, group->next_offset[partition]);
    group->next_offset[partition] += batch->audit.records;
    const struct log_outcome *outcome = replicated_log_add(group->log, now_ns, partition, index,
                                                           (uint32_t)batch->audit.bytes);
    assert(!outcome->is_refused);
    for (size_t i = 0; i < outcome->readable_count; i++) { /* the leader is alone in sync */
        commit(run, now_ns, topic, &outcome->readable[i]);
        log_add_readable(run, now_ns, topic, &outcome->readable[i]);
    }
    return outcome->readable_count > 0;
}

/* All of a request's batches are appended before any waiting fetch is answered. */
void log_on_append(struct log_run *run, int64_t now_ns, uint32_t flight)
{
    struct path_flight *it = path_flight_at(&run->base, flight);
    uint32_t topic = run->base.producers[it->producer].topic, first = it->first_batch;
    struct topic_log *group = &run->topics[topic];
    if (!is_taken(run, group, first)) {
        struct pause *pause = &run->brokers[leader_of(run, it)].pause;
        int64_t again_ns = pause_done_ns(pause, now_ns, now_ns + time_ns(RETRY_BACKOFF_S), 0);
        path_schedule(&run->base, again_ns, EVENT_APPEND, flight, 0);
        return;
    }
    it->uncommitted = it->request->count;
    bool is_readable = false;
    for (uint32_t index = first; index != POOL_NONE; index = path_batch_at(&run->base, index)->next)
        is_readable |= append_batch(run, now_ns, topic, flight, index);
    take_turns(run, now_ns, topic, replicated_log_wake(group->log, now_ns));
    for (uint32_t index = first; is_readable && index != POOL_NONE;
         index = path_batch_at(&run->base, index)->next)
        log_notify_readers(run, now_ns, topic, path_batch_at(&run->base, index)->audit.partition, 0);
}

/* The follower has appended the session's answer: it knows its leader's commits as of the answer's
 * departure. */
void log_on_received(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t index)
{
    struct topic_log *group = &run->topics[topic];
    struct session *session = &group->sessions[index];
    session->received_ns = now_ns;
    session->known_before_ns = session->known_ns;
    session->known_ns = session->answered_ns;
    const struct log_outcome *outcome = replicated_log_received(group->log, index);
    for (size_t i = 0; i < outcome->readable_count; i++)
        log_add_readable(run, now_ns, topic, &outcome->readable[i]);
    for (size_t i = 0; i < outcome->readable_count; i++)
        log_notify_readers(run, now_ns, topic, outcome->readable[i].partition, outcome->readable[i].replica);
    path_schedule(&run->base, link_request_ns(&session->link, now_ns), EVENT_REPLICA_FETCH, index, topic);
}

/* A follower's next fetch confirms the batches of the answer before. */
void log_on_replica_fetch(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t session)
{
    struct topic_log *group = &run->topics[topic];
    uint64_t cursor = 0;
    for (struct log_range range; replicated_log_brought(group->log, session, &cursor, &range);)
        for (uint64_t number = range.first; number < range.end; number++)
            path_batch_at(&run->base, replicated_log_batch(group->log, range.partition, number)->tag)
                ->copies++;
    take_outcome(run, now_ns, topic, replicated_log_fetch(group->log, now_ns, session));
}

void log_on_replica_expire(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t session)
{
    take_outcome(run, now_ns, topic, replicated_log_expire(run->topics[topic].log, now_ns, session));
}

void log_on_check(struct log_run *run, int64_t now_ns)
{
    for (uint32_t g = 0; g < run->base.detail->count; g++)
        take_outcome(run, now_ns, g, replicated_log_check(run->topics[g].log, now_ns));
    path_schedule(&run->base, now_ns + time_ns(run->rule->replica_lag_s / 2), EVENT_CHECK, 0, 0);
}
