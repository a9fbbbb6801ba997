/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/path_size.h"

#include <math.h>

#include "base/number.h"
#include "sim/path/log_private.h"

/* Bytes of each, with what its parts keep of it: measured as arena_used_bytes grows by more of them. A lane
 * is a partition of a consumer group; a loop a consumer's fetches from one server. */
enum {
    PRODUCER_BYTES = 600,
    DESTINATION_BYTES = 300, /* of a producer */
    BACKGROUND_BYTES = 450,
    PARTITION_BYTES = 170,
    REPLICA_BYTES = 110,
    LANE_BYTES = 110,
    LOOP_BYTES = 480,
    SESSION_BYTES = 400,
    STOP_BYTES = 32,
    PAIR_BYTES = 8,
    BATCH_BYTES = 500, /* in flight */
    CHUNK_BYTES = 40,
    HISTOGRAM_BYTES = 50 * 1024,
    REPLICATION_BYTES = 256 * 1024,
};

/* Times of the parts, roughly. */
static const double ACK_S = 0.1, COMMIT_S = 1, ROUND_TRIP_S = 0.002, WINDOW_S = 10;
/* Events of each. Fetches that find nothing have none. */
static const double REQUEST_EVENTS = 4, COPY_EVENTS = 3, READ_EVENTS = 2, FILE_EVENTS = 6,
                    BACKGROUND_EVENTS = 3;

/* ---- log path ---- */

/* Stops that each broker keeps a list of, over the longest run. */
static double stops_of(const struct log_path *log, double longest_s)
{
    double stops = log->collection != NULL && log->collection_interval_s > 0
                       ? longest_s / log->collection_interval_s
                       : 0;
    return stops + (log->pause != NULL && log->pause_interval_s > 0 ? longest_s / log->pause_interval_s : 0);
}

static void add_log_topic(struct path_size *size, const struct data_path *path,
                          const struct path_followed *followed)
{
    const struct log_path *log = &path->log;
    const struct path_group *group = &path->clients.groups[followed->group];
    double brokers = log->brokers, partitions = followed->partitions, producers = followed->producers,
           groups = group->consumer_groups, copies = log->replicas - 1.0,
           leaders = larger(1, brokers / followed->stands_for);
    double sessions = smaller(partitions, leaders) *
                      smaller(copies * larger(1, partitions / leaders), brokers),
           lanes = groups * partitions,
           loops = groups *
                   smaller(partitions, smaller(followed->consumers, partitions) *
                                           smaller(brokers, larger(1, partitions / followed->consumers)));
    double batches_per_s = log_batches_per_s(group) / followed->stands_for,
           copies_per_s = smaller(batches_per_s * copies, sessions / ROUND_TRIP_S),
           reads_per_s = smaller(batches_per_s * groups, loops / ROUND_TRIP_S);
    size->replication_bytes += producers *
                                   (PRODUCER_BYTES + DESTINATION_BYTES * smaller(brokers, partitions)) +
                               smaller(producers * partitions, AUDIT_PAIRS_MAX) * PAIR_BYTES +
                               partitions * (PARTITION_BYTES + REPLICA_BYTES * (double)log->replicas) +
                               lanes * LANE_BYTES + loops * LOOP_BYTES + sessions * SESSION_BYTES +
                               batches_per_s * (group->linger_s + ACK_S) * BATCH_BYTES;
    size->events_per_s += batches_per_s * REQUEST_EVENTS + copies_per_s * COPY_EVENTS +
                          reads_per_s * READ_EVENTS;
}

/* ---- object path ---- */

/* Requests a second of one producer: one in each linger, or as fast as its window turns. */
static double requests_per_s(const struct path_clients *clients, const struct path_group *group)
{
    const double answer_s = 0.3;
    const struct path_limits limits = path_limits_of(clients, group);
    double own = group->bytes_per_s / group->producers;
    return smaller(own / group->record_bytes,
                   larger(own / limits.max_request_bytes,
                          1 / larger(group->linger_s, answer_s / limits.max_in_flight)));
}

static void add_object_topic(struct path_size *size, const struct data_path *path,
                             const struct path_followed *followed, double files_per_s)
{
    const struct path_group *group = &path->clients.groups[followed->group];
    double partitions = followed->partitions, producers = followed->producers,
           groups = group->consumer_groups, loops = groups * smaller(followed->consumers, partitions),
           sent_per_s = producers * requests_per_s(&path->clients, group);
    size->replication_bytes += producers * (PRODUCER_BYTES + DESTINATION_BYTES) +
                               smaller(producers * partitions, AUDIT_PAIRS_MAX) * PAIR_BYTES +
                               partitions * PARTITION_BYTES + groups * partitions * LANE_BYTES +
                               loops * (LOOP_BYTES + WINDOW_S * files_per_s / 4) +
                               sent_per_s * (group->linger_s + COMMIT_S) * BATCH_BYTES;
    size->events_per_s += sent_per_s * REQUEST_EVENTS + loops * files_per_s;
}

/* Producers that aren't followed, and files. */
static void add_object_rest(struct path_size *size, const struct data_path *path,
                            const struct path_detail *detail, double files_per_s)
{
    const double each_agent = 32; /* as object_background.c */
    double producers = 0, requests = 0, background = 0;
    for (size_t i = 0; i < path->clients.group_count; i++) {
        const struct path_group *group = &path->clients.groups[i];
        if (group->bytes_per_s <= 0) continue;
        background++;
        producers += group->producers;
        requests += group->producers * requests_per_s(&path->clients, group);
    }
    background = smaller(producers, background + each_agent * path->object.agents);
    size->replication_bytes += background * BACKGROUND_BYTES +
                               files_per_s * WINDOW_S * (CHUNK_BYTES + 8.0 * (double)detail->count);
    size->events_per_s += files_per_s * (FILE_EVENTS + path->clients.zones);
    if (producers > 0) size->events_per_s += background * requests / producers * BACKGROUND_EVENTS;
}

/* ---- the whole ---- */

static double longest_s(const struct path_size *size) { return 64 * size->least_s; }

struct path_size path_size_of(const struct data_path *path)
{
    const struct path_kind_row *kind = path_kind_of(path);
    struct arena *arena = arena_new();
    const struct path_detail detail = path_detail_of(&path->clients, path->is_full,
                                                     kind->most_producers(path), kind, arena);
    struct path_size size = {.replication_bytes = REPLICATION_BYTES, .least_s = path_least_s(path)};
    double files_per_s = path->kind == PATH_OBJECT ? kind->units_per_s(path) : 0;
    for (size_t i = 0; i < detail.count; i++)
        if (path->kind == PATH_LOG)
            add_log_topic(&size, path, &detail.followed[i]);
        else
            add_object_topic(&size, path, &detail.followed[i], files_per_s);
    if (path->kind == PATH_LOG)
        size.replication_bytes += path->log.brokers * stops_of(&path->log, longest_s(&size)) * STOP_BYTES;
    else
        add_object_rest(&size, path, &detail, files_per_s);
    size.results_bytes = ESTIMATE_SECTIONS *
                         (REPLICATION_BYTES + HISTOGRAM_BYTES * 2.0 * (double)(detail.count + 1));
    size.events_per_s *= ESTIMATE_SECTIONS;
    arena_free(arena);
    return size;
}

/* ---- what asks for it ---- */

/* Set the input to what needs little; groups are the path's own copy. */
static void ask_little(struct data_path *path, struct path_group *group, enum path_ask ask)
{
    const uint32_t few = 100;
    const double short_s = 0.005, plain_bytes = 16384, gap_s = 60;
    switch (ask) {
    case PATH_ASK_PRODUCERS: group->producers = group->producers < few ? group->producers : few; break;
    case PATH_ASK_PARTITIONS: group->partitions = group->partitions < few ? group->partitions : few; break;
    case PATH_ASK_CONSUMERS: group->consumers = group->consumers < few ? group->consumers : few; break;
    case PATH_ASK_CONSUMER_GROUPS: group->consumer_groups = group->consumer_groups > 0; break;
    case PATH_ASK_LINGER: group->linger_s = smaller(group->linger_s, short_s); break;
    case PATH_ASK_BATCH_BYTES: group->batch_bytes = larger(group->batch_bytes, plain_bytes); break;
    case PATH_ASK_RECORD_BYTES: group->record_bytes = larger(group->record_bytes, 1024); break;
    case PATH_ASK_RATE: group->bytes_per_s = smaller(group->bytes_per_s, 1e6); break;
    case PATH_ASK_COLLECTION_INTERVAL:
        if (path->kind == PATH_LOG)
            path->log.collection_interval_s = larger(path->log.collection_interval_s, gap_s);
        break;
    case PATH_ASK_PAUSE_INTERVAL:
        if (path->kind == PATH_LOG) path->log.pause_interval_s = larger(path->log.pause_interval_s, gap_s);
        break;
    case PATH_ASK_BATCH_TIMEOUT:
        if (path->kind == PATH_OBJECT)
            path->object.batcher.timeout_s = larger(path->object.batcher.timeout_s, 0.25);
        break;
    case PATH_ASK_FULL: path->is_full = false; break;
    case PATH_ASK__COUNT: break;
    }
}

static double needed_by(const struct path_size *size, bool is_of_memory)
{
    return is_of_memory ? size->replication_bytes + size->results_bytes : size->events_per_s * size->least_s;
}

struct blame {
    const struct data_path *path;
    struct path_group *groups; /* a copy of the path's */
    const struct path_detail *detail;
    struct path_excess *excess;
    double least; /* that is needed with one input changed, so far */
};

/* Try each followed topic group with little of this input. */
static void try_little(struct blame *blame, enum path_ask ask)
{
    for (size_t i = 0; i < blame->detail->count; i++) {
        uint32_t g = blame->detail->followed[i].group;
        struct data_path with = *blame->path;
        with.clients.groups = blame->groups;
        ask_little(&with, &blame->groups[g], ask);
        const struct path_size size = path_size_of(&with);
        double needed = needed_by(&size, blame->excess->is_of_memory);
        blame->groups[g] = blame->path->clients.groups[g];
        if (needed >= blame->least) continue;
        blame->least = needed;
        blame->excess->ask = ask;
        blame->excess->group = g;
    }
}

/* Find the input without which least is needed: each with little in its place, one after another. Rates,
 * which a workload is about, only when no other input would make it fit. */
static void find_ask(const struct data_path *path, struct path_excess *excess, struct arena *arena)
{
    size_t count = path->clients.group_count;
    const struct path_kind_row *kind = path_kind_of(path);
    const struct path_detail detail = path_detail_of(&path->clients, path->is_full,
                                                     kind->most_producers(path), kind, arena);
    struct blame blame = {path, arena_new_of(arena, struct path_group, count), &detail, excess, INFINITY};
    for (size_t i = 0; i < count; i++) blame.groups[i] = path->clients.groups[i];
    for (enum path_ask ask = 0; ask < PATH_ASK__COUNT; ask++)
        if (ask != PATH_ASK_RATE) try_little(&blame, ask);
    if (blame.least > excess->bound) try_little(&blame, PATH_ASK_RATE);
}

const struct path_excess *path_excess_of(const struct data_path *path, const struct replicate_rule *rule,
                                         struct arena *arena)
{
    const char *note;
    const struct data_path *merged = path_merged(path, &note, arena);
    const struct path_size size = path_size_of(merged);
    double bytes = needed_by(&size, true), events = needed_by(&size, false);
    bool is_of_memory = rule->max_bytes > 0 && bytes > rule->max_bytes;
    if (!is_of_memory && (rule->max_events == 0 || events <= (double)rule->max_events)) return NULL;
    struct path_excess *excess = arena_new_of(arena, struct path_excess, 1);
    *excess = (struct path_excess){.is_of_memory = is_of_memory,
                                   .needed = is_of_memory ? bytes : events,
                                   .bound = is_of_memory ? rule->max_bytes : (double)rule->max_events};
    find_ask(merged, excess, arena);
    return excess;
}

/* ---- together ---- */

static const double FOLLOWED_MANY = 20000, PARTITIONS_MANY = 100000, RECORDS_MEET = 0.05;

/* The records of a producer that could meet: in a linger and a round trip. Bursts bring more at once. */
static double records_at_once(const struct path_clients *clients, const struct path_group *group)
{
    const double answer_s = 0.05;
    double times = clients->arrivals == ARRIVALS_BURSTY ? PATH_BURST_FACTOR : 1;
    return times * (group->linger_s + answer_s) * group->bytes_per_s / group->record_bytes;
}

static uint32_t fewer_producers(const struct path_clients *clients, const struct path_group *group,
                                double times)
{
    double fewer = larger(ceil(records_at_once(clients, group) / RECORDS_MEET),
                          ceil(group->producers / times));
    return (uint32_t)larger(1, smaller(fewer, group->producers));
}

static uint32_t fewer_partitions(const struct path_clients *clients, const struct path_group *group)
{
    double enough = larger(PARTITIONS_MANY, group->consumers),
           together = records_at_once(clients, group) / group->producers;
    if (group->partitioning == ACCUMULATOR_KEYED) enough = larger(enough, together / RECORDS_MEET);
    return (uint32_t)smaller(ceil(enough), group->partitions);
}

/* How many times as many producers are followed as it takes. */
static double times_too_many(const struct data_path *path)
{
    const struct path_kind_row *kind = path_kind_of(path);
    double producers = 0;
    for (size_t i = 0; i < path->clients.group_count; i++)
        producers += path->clients.groups[i].bytes_per_s > 0 ? path->clients.groups[i].producers : 0;
    return larger(1, smaller(producers, kind->most_producers(path)) / FOLLOWED_MANY);
}

const struct data_path *path_merged(const struct data_path *path, const char **note, struct arena *arena)
{
    const struct path_clients *clients = &path->clients;
    double times = path->is_full ? 1 : times_too_many(path);
    bool is_merged = false;
    *note = NULL;
    struct path_group *groups = arena_new_of(arena, struct path_group, clients->group_count);
    for (size_t i = 0; i < clients->group_count && !path->is_full; i++) {
        groups[i] = clients->groups[i];
        if (groups[i].bytes_per_s <= 0) continue;
        groups[i].partitions = fewer_partitions(clients, &clients->groups[i]);
        if (times > 1) groups[i].producers = fewer_producers(clients, &clients->groups[i], times);
        is_merged |= groups[i].partitions != clients->groups[i].partitions ||
                     groups[i].producers != clients->groups[i].producers;
    }
    if (!is_merged) return path;
    struct data_path *merged = arena_new_of(arena, struct data_path, 1);
    *merged = *path;
    merged->clients.groups = groups;
    *note = "many producers, or partitions, are taken together where hardly two of their records meet";
    return merged;
}
