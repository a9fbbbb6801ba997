/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log path: requests go to the leaders of their partitions, followers fetch from these, and once all
 * replicas in sync have a batch it is acknowledged and readable. */
#include "sim/path/log_private.h"

#include <math.h>

#include "base/number.h"

static uint32_t server_zone(const struct path_run *base, uint32_t producer, uint32_t destination)
{
    const struct log_run *run = (const struct log_run *)base;
    return log_producer_meets(run, &base->producers[producer], producer, destination);
}

/* Brokers that lead followed partitions, in proportion to the followed producers. */
static uint32_t leaders_of(const struct path_detail *detail, const struct log_path *rule)
{
    double least = INFINITY;
    for (size_t i = 0; i < detail->count; i++) least = smaller(least, detail->followed[i].stands_for);
    double leaders = detail->count == 0 ? 1 : floor(rule->brokers / least + 0.5);
    return leaders < 1 ? 1 : (uint32_t)leaders;
}

/* Destinations: about one per broker, the same number for each leader. */
static uint32_t destinations_of(const struct log_run *run)
{
    return run->leaders * (uint32_t)((double)run->rule->brokers / run->leaders + 0.5);
}

double log_batches_per_s(const struct path_group *group)
{
    double by_size = group->bytes_per_s / larger(group->batch_bytes, group->record_bytes),
           by_record = group->bytes_per_s / group->record_bytes;
    double by_time = group->linger_s == 0 ? by_record : group->producers / group->linger_s;
    return smaller(by_record, larger(by_size, smaller(by_record, by_time)));
}

/* The time after a record in which later ones may affect it: answers are in flight, and a follower learns
 * how far it may serve only from the answer that the next batch triggers. */
static double tail_s(const struct log_run *run)
{
    const double under_way_s = 0.02, gaps = 8; /* a gap that long is one in 3,000 */
    double most_s = 0;
    if (run->base.path->tail_s > 0) return run->base.path->tail_s;
    for (uint32_t g = 0;
         g < run->base.detail->count && run->rule->fetch_from_follower && run->rule->replicas > 1; g++) {
        double copies_per_s = log_batches_per_s(path_group_of(&run->base, g)) /
                              run->base.detail->followed[g].stands_for * (run->rule->replicas - 1);
        most_s = larger(most_s, gaps * replicated_log_session_count(run->topics[g].log) / copies_per_s);
    }
    return under_way_s + smaller(most_s, run->rule->replica_fetch_max_wait_s);
}

/* The time in flight of most records. */
static double under_way_s(const struct data_path *path)
{
    const double answers_s = 0.03;
    return path_longest_linger_s(&path->clients) + answers_s;
}

static void on_produce(struct log_run *run, int64_t now_ns, uint32_t number);

static void start(struct path_run *base)
{
    struct log_run *run = (struct log_run *)base;
    run->rule = &base->path->log;
    run->zones = base->path->clients.zones;
    run->leaders = leaders_of(base->detail, run->rule);
    run->destinations = destinations_of(run);
    run->topics = arena_new_of(base->arena, struct topic_log, base->detail->count);
    for (uint32_t g = 0; g < base->detail->count; g++) log_replicas_start(run, g);
    path_clients_start(base, run->destinations, server_zone, path_followed_linger_s(base) + tail_s(run));
    run->connections = arena_new_of(base->arena, struct connection,
                                    (size_t)base->detail->producers * run->destinations);
    for (size_t i = 0; i < (size_t)base->detail->producers * run->destinations; i++)
        run->connections[i] = (struct connection){log_disk_of(run, (uint32_t)i), POOL_NONE, POOL_NONE, false};
    for (uint32_t g = 0; g < base->detail->count; g++) log_readers_start(run, g);
    log_brokers_start(run);
    log_pauses_start(run, under_way_s(base->path));
    if (run->rule->replica_lag_s > 0)
        path_schedule(base, time_ns(run->rule->replica_lag_s / 2), EVENT_CHECK, 0, 0);
    for (uint32_t i = 0; i < base->detail->producers; i++) on_produce(run, 0, i);
}

/* ---- producers ---- */

static void on_produce(struct log_run *run, int64_t now_ns, uint32_t number)
{
    for (uint32_t flight;
         (flight = path_next_flight(&run->base, now_ns, number, EVENT_PRODUCE)) != POOL_NONE;) {
        struct path_producer *producer = &run->base.producers[number];
        const struct path_flight *it = path_flight_at(&run->base, flight);
        uint32_t destination = it->request->destination;
        if (log_producer_meets(run, producer, number, destination) != producer->zone)
            path_count(&run->base, PATH_PRODUCE_CROSSING_BYTES, now_ns,
                       it->bytes * run->base.detail->followed[producer->topic].stands_for);
        path_schedule(&run->base, link_request_ns(&producer->links[destination], now_ns), EVENT_ARRIVE,
                      flight, 0);
    }
}

/* ---- the whole ---- */

/* A broker looks at the fetches that arrived during its pause afterwards, in their order. Polls that find
 * nothing and carry nothing are exempt: their phase has no effect. */
static bool is_held(struct log_run *run, const struct event *event)
{
    uint32_t broker;
    switch ((enum log_event)event->type) {
    case EVENT_REPLICA_FETCH:
    case EVENT_REPLICA_EXPIRE: broker = run->topics[event->data].sessions[event->target].leader; break;
    case EVENT_LOADED:
    case EVENT_FETCH:
    case EVENT_EXPIRE: broker = run->topics[event->data].readers[event->target].broker; break;
    default: return false;
    }
    int64_t handled_ns = pause_done_ns(&run->brokers[broker].pause, event->time_ns, event->time_ns, 0);
    if (handled_ns == event->time_ns) return false;
    kernel_schedule(run->base.kernel, handled_ns, event->type, event->type, event->target, event->data);
    return true;
}

static void handle(struct path_run *base, const struct event *event)
{
    struct log_run *run = (struct log_run *)base;
    int64_t now_ns = event->time_ns;
    uint32_t target = event->target, topic = event->data;
    if (is_held(run, event)) return;
    switch ((enum log_event)event->type) {
    case EVENT_APPEND: log_on_append(run, now_ns, target); break;
    case EVENT_RECEIVED: log_on_received(run, now_ns, topic, target); break;
    case EVENT_REPLICA_FETCH: log_on_replica_fetch(run, now_ns, topic, target); break;
    case EVENT_REPLICA_EXPIRE: log_on_replica_expire(run, now_ns, topic, target); break;
    case EVENT_ARRIVE: log_on_arrive(run, now_ns, target); break;
    case EVENT_REACH: log_on_reach(run, now_ns, topic, target); break;
    case EVENT_CHECK: log_on_check(run, now_ns); break;
    case EVENT_LOADED: log_send_answer(run, now_ns, topic, target); break;
    case EVENT_ACK: path_acked(&run->base, now_ns, target, EVENT_PRODUCE); break;
    case EVENT_DELIVER: log_on_deliver(run, now_ns, topic, target); break;
    case EVENT_FETCH: log_on_fetch(run, now_ns, topic, target); break;
    case EVENT_EXPIRE: log_on_expire(run, now_ns, topic, target); break;
    case EVENT_PRODUCE:
        if (timer_rings(&run->base.producers[target].timer, event->data)) on_produce(run, now_ns, target);
        break;
    }
}

static void loop(struct path_run *base) { path_loop(base, handle); }

enum { RESOURCE_OUT, RESOURCE_IN, RESOURCE_BLOCKED, RESOURCE__COUNT };
static const struct path_resource_row RESOURCES[RESOURCE__COUNT] = {
    [RESOURCE_OUT] = {"network out of a leader", false},
    [RESOURCE_IN] = {"network in of a leader", false},
    [RESOURCE_BLOCKED] = {"producers' buffers, blocked", false},
};

static void finish(struct path_run *base)
{
    static const enum path_count NONE_OF[] = {
        PATH_PUTS,         PATH_GETS,  PATH_COMPACTION_PUTS, PATH_COMPACTION_GETS, PATH_STORED_BYTES,
        PATH_LOADED_BYTES, PATH_FILES, PATH_FILE_BYTES,      PATH_COMMITS,         PATH_CACHE_HITS};
    const struct log_run *run = (struct log_run *)base;
    struct path_extra *extra = base->extra;
    double all_s = time_s(kernel_now_ns(base->kernel)), sent_s = smaller(time_s(base->stop_ns), all_s);
    for (size_t i = 0; i < sizeof NONE_OF / sizeof *NONE_OF; i++) extra->counts[NONE_OF[i]] = NAN;
    for (uint32_t i = 0; i < run->leaders && isfinite(run->rule->network_bytes_per_s); i++) {
        const struct broker *broker = &run->brokers[i];
        double out = (broker->out.bytes + broker->others_out_bytes_per_s * sent_s) / all_s,
               in = (broker->in.bytes + broker->others_in_bytes_per_s * sent_s) / all_s;
        extra->busy[RESOURCE_OUT] = larger(extra->busy[RESOURCE_OUT], out / run->rule->network_bytes_per_s);
        extra->busy[RESOURCE_IN] = larger(extra->busy[RESOURCE_IN], in / run->rule->network_bytes_per_s);
    }
    extra->busy[RESOURCE_BLOCKED] = path_blocked_share(base);
    base->record->utilisation = larger(extra->busy[RESOURCE_OUT], extra->busy[RESOURCE_IN]);
}

/* ---- lengths ---- */

/* Leaders are alike: one in each of three zones, with their share of the producers, so that each leads as
 * many partitions as in the full system. */
static uint32_t most_producers(const struct data_path *path)
{
    const double leaders = 3, least = 24;
    double producers = 0;
    for (size_t i = 0; i < path->clients.group_count; i++)
        producers += path->clients.groups[i].bytes_per_s > 0 ? path->clients.groups[i].producers : 0;
    double most = larger(least, producers * leaders / path->log.brokers);
    return most > UINT32_MAX ? UINT32_MAX : (uint32_t)most;
}

/* A few rounds plus the time near a pause, so that as much is held up when the counted time begins as when it
 * ends. */
static double warm_s(const struct data_path *path)
{
    const double rounds = 4, wait_s = 0.1;
    return larger(rounds * path_longest_linger_s(&path->clients) + wait_s,
                  log_pause_stretch_s(path, under_way_s(path)));
}

/* A pause in each replication: all together meet as many of each kind as they should. */
static double least_s(const struct data_path *path) { return log_pause_period_s(path, under_way_s(path)); }

static double units_per_s(const struct data_path *path)
{
    double per_s = 0;
    for (size_t i = 0; i < path->clients.group_count; i++)
        per_s += log_batches_per_s(&path->clients.groups[i]);
    return larger(1e-3, per_s / 8); /* a few leaders are followed */
}

const struct path_kind_row PATH_LOG_KIND = {
    .unit_name = "batches",
    .follows_all_consumers = true,
    .resource_count = RESOURCE__COUNT,
    .resources = RESOURCES,
    .most_producers = most_producers,
    .warm_s = warm_s,
    .least_s = least_s,
    .units_per_s = units_per_s,
    .run_bytes = sizeof(struct log_run),
    .start = start,
    .loop = loop,
    .finish = finish,
};
