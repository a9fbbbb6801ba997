/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log path: requests go to the brokers that lead their partitions, followers fetch from these, and what all in sync have is acknowledged and may
 * be read.
 *
 * A broker works on one request of a connection at a time, until it has been answered (its network layer reads no further before), and on
 * different connections at once. Its network card is shared in order of arrival. */
#include "sim/log_private.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "sim/variate.h"

/* Times of a batch. */
enum { TIME_ARRIVED, TIME_APPENDED, TIME_COMMITTED, TIME__COUNT };

static uint32_t zone_of(const struct log_run *run, uint32_t broker)
{
    return broker % run->zones;
}

static const struct dist *rtt_of(const struct log_run *run, uint32_t zone, uint32_t other)
{
    const struct path_clients *clients = &run->base.path->clients;
    return zone == other ? clients->rtt_same_zone : clients->rtt_cross_zone;
}

/* ---- start ---- */

/* All of a group's partitions placed as Kafka does; those that are followed are led by the first so many brokers. Shifted by the group's
 * place, so that small groups don't meet on the same brokers. */
static struct placement place_group(const struct log_run *run, uint32_t place)
{
    uint32_t brokers = run->rule->brokers, replicas = run->rule->replicas, followed = run->base.detail->followed[place].partitions;
    uint32_t rounds = (followed + run->leaders - 1) / run->leaders;
    struct arena *scratch = arena_new();
    struct placement all = placement_new(scratch, rounds * brokers, replicas, brokers, run->zones < brokers ? run->zones : brokers);
    uint32_t *broker_of = arena_new_of(run->base.arena, uint32_t, (size_t)followed * replicas);
    for (uint32_t j = 0; j < followed; j++) {
        uint32_t partition = j / run->leaders * brokers + j % run->leaders;
        for (uint32_t i = 0; i < replicas; i++)
            broker_of[j * replicas + i] = (placement_broker(&all, partition, i) + place) % brokers;
    }
    arena_free(scratch);
    return (struct placement){.partitions = followed, .replicas = replicas, .brokers = brokers, .zones = all.zones, .broker_of = broker_of};
}

static void start_sessions(struct log_run *run, uint32_t place)
{
    struct group_log *group = &run->groups[place];
    uint32_t count = replicated_log_session_count(group->log);
    group->sessions = arena_new_of(run->base.arena, struct session, count);
    for (uint32_t i = 0; i < count; i++) {
        struct log_session ends = replicated_log_session(group->log, i);
        const struct dist *rtt = rtt_of(run, zone_of(run, ends.leader), zone_of(run, ends.follower));
        uint32_t entity = (place * run->rule->brokers + ends.leader) * run->rule->brokers + ends.follower;
        struct random_stream phases = random_stream_of(run->base.key, RANDOM_PLACE, entity);
        struct session *session = &group->sessions[i];
        *session = (struct session){.leader = ends.leader, .follower = ends.follower, .appends = random_stream_of(run->base.key, RANDOM_SERVICE, entity)};
        session->link = link_of(rtt, random_stream_of(run->base.key, RANDOM_NETWORK, UINT32_MAX - entity));
        int64_t idle_ns = variate_ns(rtt, &phases, 0, 0);
        int64_t since_ns = -(int64_t)(random_unit(&phases, 1) * run->rule->replica_fetch_max_wait_s * NS_PER_S);
        link_request_ns(&session->link, since_ns);
        replicated_log_set_session(group->log, i, since_ns, idle_ns < 1 ? 1 : idle_ns);
    }
}

static void start_group(struct log_run *run, uint32_t place)
{
    const struct log_path *rule = run->rule;
    struct group_log *group = &run->groups[place];
    uint32_t partitions = run->base.detail->followed[place].partitions;
    group->placement = place_group(run, place);
    const struct replicated_log_rule log_rule = {
        .fetch = {.max_wait_s = rule->replica_fetch_max_wait_s, .min_bytes = 1, .max_bytes = rule->replica_response_max_bytes,
                  .partition_max_bytes = rule->replica_fetch_max_bytes},
        .lag_s = rule->replica_lag_s,
        .min_in_sync = rule->min_in_sync < rule->replicas ? rule->min_in_sync : rule->replicas,
        .follower_reads = rule->fetch_from_follower,
    };
    group->log = replicated_log_new(run->base.arena, &log_rule, &group->placement);
    group->next_offset = arena_new_of(run->base.arena, uint64_t, partitions);
    group->known_offset = arena_new_of(run->base.arena, uint64_t, partitions);
    start_sessions(run, place);
    log_readers_start(run, place);
}

static uint32_t server_zone(const struct path_run *base, uint32_t producer, uint32_t destination)
{
    const struct log_run *run = (const struct log_run *)base;
    return zone_of(run, log_leader(run, base->producers[producer].followed, destination));
}

/* Of so many brokers, as many lead followed partitions as there are followed producers for theirs. */
static uint32_t leaders_of(const struct path_detail *detail, const struct log_path *rule)
{
    double least = INFINITY;
    for (size_t i = 0; i < detail->count; i++)
        least = smaller(least, detail->followed[i].stands_for);
    double leaders = detail->count == 0 ? 1 : floor(rule->brokers / least + 0.5);
    return leaders < 1 ? 1 : (uint32_t)leaders;
}

static void start(struct log_run *run)
{
    struct path_run *base = &run->base;
    double longest_linger_s = 0;
    for (uint32_t g = 0; g < base->detail->count; g++)
        longest_linger_s = larger(longest_linger_s, path_group_of(base, g)->linger_s);
    run->leaders = leaders_of(base->detail, run->rule);
    const double tail_s = 0.02; /* as long as answers are under way, and more */
    path_clients_start(base, run->leaders, server_zone, longest_linger_s + tail_s);
    run->quiet_ns = base->stop_ns + time_ns(longest_linger_s);
    run->brokers = arena_new_of(base->arena, struct broker, run->rule->brokers);
    for (uint32_t i = 0; i < run->rule->brokers; i++)
        run->brokers[i] = (struct broker){link_pipe_of(run->rule->network_bytes_per_s), link_pipe_of(run->rule->network_bytes_per_s)};
    run->connections = arena_new_of(base->arena, struct connection, (size_t)base->detail->producers * run->leaders);
    for (size_t i = 0; i < (size_t)base->detail->producers * run->leaders; i++)
        run->connections[i] = (struct connection){POOL_NONE, POOL_NONE, false};
    run->groups = arena_new_of(base->arena, struct group_log, base->detail->count);
    for (uint32_t g = 0; g < base->detail->count; g++)
        start_group(run, g);
    if (run->rule->replica_lag_s > 0)
        kernel_schedule(base->kernel, time_ns(run->rule->replica_lag_s / 2), EVENT_CHECK, EVENT_CHECK, 0, 0);
}

/* ---- producers ---- */

static void on_produce(struct log_run *run, int64_t now_ns, uint32_t number)
{
    for (uint32_t flight; (flight = path_next_flight(&run->base, now_ns, number, EVENT_PRODUCE, EVENT_PRODUCE)) != POOL_NONE;) {
        struct path_producer *producer = &run->base.producers[number];
        const struct path_flight *it = path_flight_at(&run->base, flight);
        uint32_t destination = it->request->destination, leader = log_leader(run, producer->followed, destination);
        if (zone_of(run, leader) != producer->zone)
            path_count(&run->base, PATH_PRODUCE_CROSSING_BYTES, now_ns, it->bytes * run->base.detail->followed[producer->followed].stands_for);
        kernel_schedule(run->base.kernel, link_request_ns(&producer->links[destination], now_ns), EVENT_ARRIVE, EVENT_ARRIVE, flight, 0);
    }
}

static struct connection *connection_of(struct log_run *run, const struct path_flight *flight)
{
    return &run->connections[(size_t)flight->producer * run->leaders + flight->request->destination];
}

/* The leader takes the request from its network card and works on it. */
static void work_on(struct log_run *run, int64_t now_ns, uint32_t flight)
{
    const struct path_flight *it = path_flight_at(&run->base, flight);
    const struct path_batch *first = path_batch_at(&run->base, it->first_batch);
    struct random_stream appends = random_stream_of(run->base.key, RANDOM_SERVICE, UINT32_MAX - it->producer);
    int64_t done_ns = now_ns + variate_ns(run->rule->append, &appends, first->audit.sequence, it->bytes);
    kernel_schedule(run->base.kernel, done_ns, EVENT_APPEND, EVENT_APPEND, flight, 0);
}

static void on_arrive(struct log_run *run, int64_t now_ns, uint32_t flight)
{
    struct path_flight *it = path_flight_at(&run->base, flight);
    uint32_t leader = log_leader(run, run->base.producers[it->producer].followed, it->request->destination);
    int64_t in_ns = link_pass_ns(&run->brokers[leader].in, now_ns, it->bytes);
    for (uint32_t batch = it->first_batch; batch != POOL_NONE; batch = path_batch_at(&run->base, batch)->next)
        path_batch_at(&run->base, batch)->times_ns[TIME_ARRIVED] = in_ns;
    struct connection *connection = connection_of(run, it);
    it->next = POOL_NONE;
    if (!connection->is_busy) {
        connection->is_busy = true;
        work_on(run, in_ns, flight);
    } else if (connection->first_waiting == POOL_NONE) {
        connection->first_waiting = connection->last_waiting = flight;
    } else {
        path_flight_at(&run->base, connection->last_waiting)->next = flight;
        connection->last_waiting = flight;
    }
}

/* ---- replication ---- */

static void take_outcome(struct log_run *run, int64_t now_ns, uint32_t place, const struct log_outcome *outcome);

/* An answer leaves the leader, reaches the follower and is appended there. Without readers at followers nobody sees that moment: then the
 * next fetch's arrival is all that matters. */
static void replicate_answer(struct log_run *run, int64_t now_ns, uint32_t place, const struct fetch_turn *turn)
{
    struct session *session = &run->groups[place].sessions[turn->loop];
    double bytes = (double)turn->bytes;
    int64_t out_ns = link_pass_ns(&run->brokers[session->leader].out, now_ns, bytes);
    int64_t there_ns = link_pass_ns(&run->brokers[session->follower].in, link_response_ns(&session->link, out_ns), bytes);
    int64_t done_ns = there_ns;
    if (turn->bytes > 0)
        done_ns += variate_ns(run->rule->append, &session->appends, turn->ordinal, bytes);
    if (zone_of(run, session->leader) != zone_of(run, session->follower))
        path_count(&run->base, PATH_REPLICATE_CROSSING_BYTES, now_ns, bytes * run->base.detail->followed[place].stands_for);
    if (run->rule->fetch_from_follower)
        kernel_schedule(run->base.kernel, done_ns, EVENT_RECEIVED, EVENT_RECEIVED, turn->loop, place);
    else
        kernel_schedule(run->base.kernel, link_request_ns(&session->link, done_ns), EVENT_REPLICA_FETCH, EVENT_REPLICA_FETCH, turn->loop, place);
}

static void answer_flight(struct log_run *run, int64_t now_ns, uint32_t flight)
{
    struct path_flight *it = path_flight_at(&run->base, flight);
    struct path_producer *producer = &run->base.producers[it->producer];
    struct connection *connection = connection_of(run, it);
    kernel_schedule(run->base.kernel, link_response_ns(&producer->links[it->request->destination], now_ns), EVENT_ACK, EVENT_ACK, flight, 0);
    uint32_t next = connection->first_waiting;
    if (next == POOL_NONE) {
        connection->is_busy = false;
        return;
    }
    connection->first_waiting = path_flight_at(&run->base, next)->next;
    work_on(run, now_ns, next);
}

/* Batches are worked on one by one: each is a thing of its own. */
static void count_unit(struct log_run *run, const struct path_batch *batch)
{
    size_t groups = run->base.detail->count;
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++) {
        record_unit(run->base.record, path_measure_at(groups, groups, measure), batch->first_ns);
        if (groups > 1)
            record_unit(run->base.record, path_measure_at(groups, batch->followed, measure), batch->first_ns);
    }
}

/* All in sync have these batches. */
static void commit(struct log_run *run, int64_t now_ns, uint32_t place, const struct log_range *range)
{
    struct group_log *group = &run->groups[place];
    for (uint64_t number = range->first; number < range->end; number++) {
        uint32_t index = replicated_log_batch(group->log, range->partition, number)->tag;
        struct path_batch *batch = path_batch_at(&run->base, index);
        struct audit *audit = run->base.audits[place];
        batch->times_ns[TIME_COMMITTED] = now_ns;
        if (replicated_log_in_sync(group->log, range->partition) >= 1)
            audit_stored(audit, &batch->audit);
        group->known_offset[range->partition] = batch->audit.offset + batch->audit.records;
        audit_committed(audit, now_ns, &batch->audit, group->known_offset[range->partition]);
        count_unit(run, batch);
        if (--run->flight_left[batch->file] == 0)
            answer_flight(run, now_ns, batch->file);
    }
}

static void take_outcome(struct log_run *run, int64_t now_ns, uint32_t place, const struct log_outcome *outcome)
{
    /* Lists are good until the next call of the log, which nothing here makes. */
    for (size_t i = 0; i < outcome->readable_count; i++)
        if (outcome->readable[i].replica == 0)
            commit(run, now_ns, place, &outcome->readable[i]);
    for (size_t i = 0; i < outcome->readable_count; i++)
        log_readable(run, now_ns, place, &outcome->readable[i]);
    for (size_t i = 0; i < outcome->turn_count; i++) {
        const struct fetch_turn *turn = &outcome->turns[i];
        switch (turn->kind) {
        case FETCH_NOTHING: break;
        case FETCH_ANSWERED: replicate_answer(run, now_ns, place, turn); break;
        case FETCH_EXPIRES: kernel_schedule(run->base.kernel, turn->at_ns, EVENT_REPLICA_EXPIRE, EVENT_REPLICA_EXPIRE, turn->loop, place); break;
        case FETCH_COMES: kernel_schedule(run->base.kernel, turn->at_ns, EVENT_REPLICA_FETCH, EVENT_REPLICA_FETCH, turn->loop, place); break;
        }
    }
}

static void expect_commits(struct log_run *run, uint32_t flight, uint32_t count)
{
    if (flight >= run->flight_capacity) {
        uint32_t capacity = run->flight_capacity == 0 ? 256 : run->flight_capacity;
        while (capacity <= flight)
            capacity *= 2;
        uint32_t *larger_one = arena_new_of(run->base.arena, uint32_t, capacity);
        if (run->flight_capacity > 0)
            memcpy(larger_one, run->flight_left, run->flight_capacity * sizeof *larger_one);
        run->flight_left = larger_one;
        run->flight_capacity = capacity;
    }
    run->flight_left[flight] = count;
}

static void on_append(struct log_run *run, int64_t now_ns, uint32_t flight)
{
    const struct path_flight *it = path_flight_at(&run->base, flight);
    uint32_t place = run->base.producers[it->producer].followed, first = it->first_batch;
    struct group_log *group = &run->groups[place];
    expect_commits(run, flight, it->request->count);
    for (uint32_t index = first, next; index != POOL_NONE; index = next) {
        struct path_batch *batch = path_batch_at(&run->base, index);
        next = batch->next; /* an answer may be the last that is heard of it */
        batch->file = flight;
        batch->times_ns[TIME_APPENDED] = now_ns;
        audit_appended(run->base.audits[place], now_ns, &batch->audit, group->next_offset[batch->audit.partition]);
        group->next_offset[batch->audit.partition] += batch->audit.records;
        take_outcome(run, now_ns, place, replicated_log_append(group->log, now_ns, batch->audit.partition, index, (uint32_t)batch->audit.bytes));
    }
}

static void on_received(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t session)
{
    struct group_log *group = &run->groups[place];
    take_outcome(run, now_ns, place, replicated_log_received(group->log, session));
    kernel_schedule(run->base.kernel, link_request_ns(&group->sessions[session].link, now_ns), EVENT_REPLICA_FETCH, EVENT_REPLICA_FETCH, session, place);
}

static void on_check(struct log_run *run, int64_t now_ns)
{
    for (uint32_t g = 0; g < run->base.detail->count; g++)
        take_outcome(run, now_ns, g, replicated_log_check(run->groups[g].log, now_ns));
    kernel_schedule(run->base.kernel, now_ns + time_ns(run->rule->replica_lag_s / 2), EVENT_CHECK, EVENT_CHECK, 0, 0);
}

/* ---- the whole ---- */

static void handle(struct log_run *run, const struct event *event)
{
    int64_t now_ns = event->time_ns;
    uint32_t target = event->target, place = event->data;
    switch ((enum log_event)event->type) {
    case EVENT_APPEND: on_append(run, now_ns, target); break;
    case EVENT_RECEIVED: on_received(run, now_ns, place, target); break;
    case EVENT_REPLICA_FETCH: take_outcome(run, now_ns, place, replicated_log_fetch(run->groups[place].log, now_ns, target)); break;
    case EVENT_REPLICA_EXPIRE: take_outcome(run, now_ns, place, replicated_log_expire(run->groups[place].log, now_ns, target)); break;
    case EVENT_ARRIVE: on_arrive(run, now_ns, target); break;
    case EVENT_CHECK: on_check(run, now_ns); break;
    case EVENT_ACK: path_acked(&run->base, now_ns, target, EVENT_PRODUCE, EVENT_PRODUCE); break;
    case EVENT_DELIVER: log_on_deliver(run, now_ns, place, target); break;
    case EVENT_FETCH: log_on_fetch(run, now_ns, place, target); break;
    case EVENT_EXPIRE: log_on_expire(run, now_ns, place, target); break;
    case EVENT_PRODUCE:
        if (event->data == run->base.producers[target].setting)
            on_produce(run, now_ns, target);
        break;
    }
}

enum { RESOURCE_OUT, RESOURCE_IN, RESOURCE_BLOCKED, RESOURCE__COUNT };
static const struct path_resource_row RESOURCES[RESOURCE__COUNT] = {
    [RESOURCE_OUT] = {"network out of a leader, followed partitions only", false},
    [RESOURCE_IN] = {"network in of a leader, followed partitions only", false},
    [RESOURCE_BLOCKED] = {"producers' buffers, blocked", false},
};

static void finish(struct log_run *run)
{
    static const enum path_count NONE_OF[] = {PATH_PUTS, PATH_GETS, PATH_COMPACTION_PUTS, PATH_COMPACTION_GETS, PATH_STORED_BYTES, PATH_LOADED_BYTES,
                                              PATH_FILES, PATH_COMMITS, PATH_CACHE_HITS};
    struct path_extra *extra = run->base.extra;
    double all_s = time_s(kernel_now_ns(run->base.kernel));
    for (size_t i = 0; i < sizeof NONE_OF / sizeof *NONE_OF; i++)
        extra->counts[NONE_OF[i]] = NAN;
    for (uint32_t i = 0; i < run->leaders && isfinite(run->rule->network_bytes_per_s); i++) {
        extra->busy[RESOURCE_OUT] = larger(extra->busy[RESOURCE_OUT], run->brokers[i].out.bytes / all_s / run->rule->network_bytes_per_s);
        extra->busy[RESOURCE_IN] = larger(extra->busy[RESOURCE_IN], run->brokers[i].in.bytes / all_s / run->rule->network_bytes_per_s);
    }
    for (uint32_t i = 0; i < run->base.detail->producers; i++)
        extra->busy[RESOURCE_BLOCKED] += accumulator_figures(run->base.producers[i].accumulator).blocked_s / all_s / run->base.detail->producers;
    run->base.record->utilisation = larger(extra->busy[RESOURCE_OUT], extra->busy[RESOURCE_IN]);
}

static void simulate(struct path_run *base)
{
    struct log_run run = {.base = *base, .rule = &base->path->log, .zones = base->path->clients.zones};
    start(&run);
    for (uint32_t i = 0; i < run.base.detail->producers; i++)
        on_produce(&run, 0, i);
    struct event event;
    while (kernel_next(run.base.kernel, &event)) {
        handle(&run, &event);
        if (run.base.outstanding == 0 && event.time_ns > run.quiet_ns)
            break;
    }
    finish(&run);
    *base = run.base;
}

/* ---- lengths ---- */

/* Leaders are alike: a few of them, with their share of the producers. */
static uint32_t most_producers(const struct data_path *path)
{
    const double leaders = 3, least = 48;
    double producers = 0;
    for (size_t i = 0; i < path->clients.group_count; i++)
        producers += path->clients.groups[i].bytes_per_s > 0 ? path->clients.groups[i].producers : 0;
    double most = larger(least, producers * leaders / path->log.brokers);
    return most > UINT32_MAX ? UINT32_MAX : (uint32_t)most;
}

static double warm_s(const struct data_path *path)
{
    const double rounds = 4, wait_s = 0.1;
    double linger_s = 0;
    for (size_t i = 0; i < path->clients.group_count; i++)
        linger_s = larger(linger_s, path->clients.groups[i].linger_s);
    return rounds * linger_s + wait_s;
}

/* Batches: full ones, or one in each linger. */
/* Nothing keeps step with the start. */
static double step_s(const struct data_path *path)
{
    (void)path;
    return 0;
}

static double units_per_s(const struct data_path *path)
{
    double batches_per_s = 0;
    for (size_t i = 0; i < path->clients.group_count; i++) {
        const struct path_group *group = &path->clients.groups[i];
        double by_size = group->bytes_per_s / larger(group->batch_bytes, group->record_bytes), by_record = group->bytes_per_s / group->record_bytes;
        double by_time = group->linger_s == 0 ? by_record : group->producers / group->linger_s;
        batches_per_s += smaller(by_record, larger(by_size, smaller(by_record, by_time)));
    }
    return larger(1e-3, batches_per_s / 8); /* a few leaders are followed */
}

static const char *const PRODUCE_STAGES[] = {"in the producer", "to the leader", "append", "replicated to all in sync", "back to the producer"};
static const char *const END_TO_END_STAGES[] = {"in the producer", "to the leader", "append", "replicated to all in sync",
                                                "waits for watermark and fetch", "read from the tier", "to the consumer"};

const struct path_kind_row PATH_LOG_KIND = {
    .unit_name = "batches",
    .stage_counts = {sizeof PRODUCE_STAGES / sizeof *PRODUCE_STAGES, sizeof END_TO_END_STAGES / sizeof *END_TO_END_STAGES},
    .stages = {PRODUCE_STAGES, END_TO_END_STAGES},
    .time_count = TIME__COUNT,
    .follows_all_consumers = true,
    .resource_count = RESOURCE__COUNT,
    .resources = RESOURCES,
    .most_producers = most_producers,
    .warm_s = warm_s,
    .step_s = step_s,
    .units_per_s = units_per_s,
    .simulate = simulate,
};
