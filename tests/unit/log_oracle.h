/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kafka's data path from the definitions, for tests: every partition is an array of batches at each replica,
 * every replica has its log end and its high watermark, each poll is an event whether it finds anything or
 * not, a broker's pauses are a list of times. It shares with the simulation the producers
 * (sim/part/accumulator.h, whose own oracle is test_sim_accumulator.c), the placement, and the draws, as
 * sim/path/log_private.h numbers them.
 *
 * Slow on purpose: whatever can be looked for is looked for. One replication of a path whose detail is full;
 * times in ns. */
#pragma once

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/part/accumulator.h"
#include "sim/path/path.h"
#include "sim/part/placement.h"
#include "sim/draw/variate.h"

enum {
    ORACLE_BROKERS = 6,
    ORACLE_PARTITIONS = 24,
    ORACLE_REPLICAS = 3,
    ORACLE_GROUPS = 2 /* of topics */,
    ORACLE_READS = 3 /* consumer groups */,
    ORACLE_PRODUCERS = 16,
    ORACLE_CONSUMERS = 4,
    ORACLE_BATCHES = 8192,
    ORACLE_EVENTS = 4096,
    ORACLE_PAUSES = 4096,
};

/* In the order of one moment: what brokers end, then what arrives, then what is sent. */
enum oracle_type {
    O_APPEND,
    O_RECEIVED,
    O_RFETCH,
    O_REXPIRE,
    O_ARRIVE,
    O_REACH,
    O_CHECK,
    O_LOADED,
    O_ACK,
    O_DELIVER,
    O_CFETCH,
    O_CEXPIRE
};

struct oracle_event {
    int64_t time_ns;
    enum oracle_type type;
    uint64_t sequence;
    uint32_t target, wait; /* wait: of a fetch that expires */
    bool is_poll;          /* a fetch after an answer that said nothing */
};

struct oracle_batch {
    uint32_t place, producer, partition, sequence, records, flight;
    uint64_t bytes, offset;
    int64_t first_ns, last_ns, sent_ns, acked_ns, read_ns[ORACLE_READS];
};

struct oracle_flight {
    uint32_t producer, destination, first, count, left; /* batches first … first + count − 1 */
    double bytes;
    int64_t in_ns;
    struct accumulator_request *request;
};

struct oracle_link {
    const struct dist *rtt;
    struct random_stream stream;
    uint64_t requests, responses;
    int64_t request_ns, response_ns;
};

struct oracle_broker {
    double in_ns, out_ns; /* when its card is free */
    size_t pauses;
    int64_t start_ns[ORACLE_PAUSES], end_ns[ORACLE_PAUSES]; /* in any order; they may overlap */
};

/* A partition. Numbers are places in log: replica r has log[0 … end[r] − 1]. */
struct oracle_partition {
    uint32_t log[ORACLE_BATCHES];
    uint64_t records;
    uint32_t broker[ORACLE_REPLICAS];
    uint64_t end[ORACLE_REPLICAS], watermark[ORACLE_REPLICAS];
    uint64_t asked[ORACLE_REPLICAS], leader_end_then[ORACLE_REPLICAS];
    int64_t caught_up_ns[ORACLE_REPLICAS], fetched_ns[ORACLE_REPLICAS];
    bool is_in_sync[ORACLE_REPLICAS];
};

/* What reads partitions of one topic group at one broker: a follower, or a consumer of a group. */
struct oracle_loop {
    uint32_t place, broker, follower, group, consumer, entity;
    bool is_waiting;
    uint32_t wait;
    uint64_t answers, ordinal, bytes;
    int64_t idle_ns;
    struct oracle_link link;
    struct random_stream appends, waits;
    bool has[ORACLE_PARTITIONS];
    uint64_t sent[ORACLE_PARTITIONS], got[ORACLE_PARTITIONS]; /* got: by a consumer */
    uint32_t order[ORACLE_PARTITIONS], ready; /* partitions with more than was sent, as they became so */
    uint32_t taken[ORACLE_PARTITIONS], taken_count; /* of the latest answer */
    uint64_t carried[ORACLE_PARTITIONS];            /* watermarks in it */
    uint32_t news[ORACLE_PARTITIONS],
        news_count; /* partitions whose watermark moved since the follower was told, as they did */
    uint32_t told[ORACLE_PARTITIONS], told_count; /* those in the latest answer */
};

struct oracle {
    const struct data_path *path;
    const struct log_path *rule;
    struct random_key key;
    uint32_t replication;
    unsigned zones, replicas;
    struct arena *arena;
    int64_t now_ns;
    struct oracle_event events[ORACLE_EVENTS];
    size_t event_count;
    uint64_t sequence;
    struct oracle_broker brokers[ORACLE_BROKERS];
    struct oracle_partition partitions[ORACLE_GROUPS][ORACLE_PARTITIONS];
    struct oracle_loop sessions[ORACLE_GROUPS * ORACLE_BROKERS * ORACLE_BROKERS];
    size_t session_count;
    struct oracle_loop readers[ORACLE_GROUPS * ORACLE_READS * ORACLE_CONSUMERS * ORACLE_BROKERS];
    size_t reader_count;
    uint32_t producer_count;
    struct accumulator *producers[ORACLE_PRODUCERS];
    uint32_t producer_place[ORACLE_PRODUCERS], producer_number[ORACLE_PRODUCERS], sequences[ORACLE_PRODUCERS];
    struct oracle_link links[ORACLE_PRODUCERS][ORACLE_BROKERS];
    uint32_t queue[ORACLE_PRODUCERS][ORACLE_BROKERS]
                  [ORACLE_BATCHES]; /* flights at a broker that aren't answered, the first is worked on */
    size_t queued[ORACLE_PRODUCERS][ORACLE_BROKERS], answered[ORACLE_PRODUCERS][ORACLE_BROKERS];
    struct oracle_batch batches[ORACLE_BATCHES];
    struct oracle_flight flights[ORACLE_BATCHES];
    uint32_t batch_count, flight_count;
    unsigned held, cut, tier_reads, refused, shrinks, expired,
        committed; /* what happened, so that cases can be seen to be what they are for */
};

/* ---- time ---- */

static inline void oracle_at(struct oracle *o, int64_t time_ns, enum oracle_type type, uint32_t target,
                             uint32_t wait, bool is_poll)
{
    assert(o->event_count < ORACLE_EVENTS && time_ns >= o->now_ns);
    o->events[o->event_count++] = (struct oracle_event){time_ns, type, o->sequence++, target, wait, is_poll};
}

static inline bool oracle_before(const struct oracle_event *a, const struct oracle_event *b)
{
    if (a->time_ns != b->time_ns) return a->time_ns < b->time_ns;
    return a->type != b->type ? a->type < b->type : a->sequence < b->sequence;
}

static inline int64_t oracle_request(struct oracle_link *link, int64_t now_ns)
{
    int64_t rtt_ns = variate_ns(link->rtt, &link->stream, link->requests++, 0),
            at_ns = now_ns + rtt_ns - rtt_ns / 2;
    return link->request_ns = at_ns > link->request_ns ? at_ns : link->request_ns;
}

static inline int64_t oracle_response(struct oracle_link *link, int64_t now_ns)
{
    int64_t rtt_ns = variate_ns(link->rtt, &link->stream, link->responses++, 0), at_ns = now_ns + rtt_ns / 2;
    return link->response_ns = at_ns > link->response_ns ? at_ns : link->response_ns;
}

/* A card in real arithmetic: exact, as long as bytes per second divide 10^9 into few binary places. */
static inline int64_t oracle_pass(const struct oracle *o, double *free_ns, double bytes)
{
    double start_ns = *free_ns > (double)o->now_ns ? *free_ns : (double)o->now_ns;
    *free_ns = start_ns + bytes * (1e9 / o->rule->network_bytes_per_s);
    return (int64_t)floor(*free_ns);
}

/* The end of the pause that holds this time; the time itself where none does. */
static inline int64_t oracle_awake(const struct oracle *o, uint32_t broker, int64_t at_ns)
{
    const struct oracle_broker *it = &o->brokers[broker];
    for (size_t i = 0; i < it->pauses; i++)
        if (it->start_ns[i] <= at_ns && at_ns < it->end_ns[i]) return oracle_awake(o, broker, it->end_ns[i]);
    return at_ns;
}

/* Work stands still in pauses: piece by piece. */
static inline int64_t oracle_work(const struct oracle *o, uint32_t broker, int64_t from_ns, int64_t work_ns)
{
    const struct oracle_broker *it = &o->brokers[broker];
    int64_t at_ns = oracle_awake(o, broker, from_ns), next_ns = INT64_MAX;
    for (size_t i = 0; i < it->pauses; i++)
        if (it->start_ns[i] > at_ns && it->start_ns[i] < next_ns && it->end_ns[i] > it->start_ns[i])
            next_ns = it->start_ns[i];
    if (next_ns == INT64_MAX || work_ns <= next_ns - at_ns) return at_ns + work_ns;
    return oracle_work(o, broker, next_ns, work_ns - (next_ns - at_ns));
}

/* An append that is worked on so long: before, it waits for a thread; after, for a commit of the volume of
 * each of its partitions. */
static inline int64_t oracle_append(struct oracle *o, uint32_t broker, int64_t from_ns, int64_t work_ns,
                                    const struct random_stream *waits, uint64_t ordinal, uint32_t disk,
                                    const uint32_t *partitions, size_t count)
{
    uint32_t volumes = o->rule->volumes == 0 ? 1 : o->rule->volumes;
    if (o->rule->wait != NULL) work_ns += variate_ns(o->rule->wait, waits, ordinal, 0);
    int64_t worked_ns = oracle_work(o, broker, from_ns, work_ns), done_ns = worked_ns;
    const struct random_stream lengths = random_stream_of(o->key, RANDOM_DISK, disk);
    for (size_t i = 0; i < count && o->rule->commit != NULL; i++) {
        uint32_t volume = partitions[i] % volumes;
        double turns = random_unit(&lengths, 0) + volume * 0.6180339887498949;
        for (size_t n = 0;; n++) {
            int64_t start_ns = time_ns(((double)n + (turns - floor(turns))) * o->rule->commit_interval_s);
            if (start_ns > worked_ns) break;
            int64_t end_ns = start_ns + variate_ns(o->rule->commit, &lengths, 1 + n * volumes + volume, 0);
            if (worked_ns >= end_ns) continue;
            o->committed++;
            end_ns = oracle_awake(o, broker, end_ns);
            done_ns = end_ns > done_ns ? end_ns : done_ns;
        }
    }
    return done_ns;
}

/* Part `index` of those that stop each interval begins its nth stop so long after the start: each of the 20
 * replications has its twentieth of the interval. */
static inline int64_t oracle_stop_ns(const struct oracle *o, enum random_purpose purpose, uint32_t index,
                                     size_t n, double interval_s)
{
    const struct random_stream phases = random_stream_of(o->key, purpose, UINT32_MAX);
    double turns = (o->replication + random_unit(&phases, 0)) / 20 + index * 0.6180339887498949;
    return time_ns(((double)n + (turns - floor(turns))) * interval_s);
}

/* ---- the world ---- */

static inline unsigned oracle_zone(const struct oracle *o, uint32_t broker) { return broker % o->zones; }

static inline uint32_t oracle_leader(const struct oracle *o, uint32_t place, uint32_t destination)
{
    return (destination + place) % o->rule->brokers;
}

static inline const struct path_group *oracle_group(const struct oracle *o, uint32_t place)
{
    return &o->path->clients.groups[place];
}

/* The first n of a row have share × n among them, spread evenly. */
static inline bool oracle_chooses(double share, uint32_t n)
{
    return floor((n + 1) * share) > floor(n * share);
}

static inline struct oracle_link oracle_link_of(const struct oracle *o, bool is_same, uint32_t entity)
{
    const struct path_clients *clients = &o->path->clients;
    return (struct oracle_link){.rtt = is_same ? clients->rtt_same_zone : clients->rtt_cross_zone,
                                .stream = random_stream_of(o->key, RANDOM_NETWORK, entity)};
}

/* Collections are pauses too; a stop that lasts into the next one delays it. */
static inline void oracle_start_stops(struct oracle *o, uint32_t b, int64_t until_ns)
{
    struct oracle_broker *broker = &o->brokers[b];
    struct random_stream lengths = random_stream_of(o->key, RANDOM_COLLECTION, b);
    int64_t start_ns = 0, end_ns = 0;
    for (size_t n = 0; o->rule->collection != NULL && start_ns < until_ns; n++) {
        start_ns = oracle_stop_ns(o, RANDOM_COLLECTION, b, n, o->rule->collection_interval_s);
        start_ns = start_ns > end_ns ? start_ns : end_ns;
        end_ns = start_ns + variate_ns(o->rule->collection, &lengths, n, 0);
        assert(broker->pauses < ORACLE_PAUSES);
        broker->start_ns[broker->pauses] = start_ns;
        broker->end_ns[broker->pauses++] = end_ns;
    }
}

static inline void oracle_start_brokers(struct oracle *o, int64_t until_ns)
{
    for (uint32_t b = 0; b < o->rule->brokers; b++) {
        struct oracle_broker *broker = &o->brokers[b];
        const struct dist gap = {.kind = DIST_EXPONENTIAL, .exponential = {o->rule->pause_interval_s}};
        const struct random_stream stream = random_stream_of(o->key, RANDOM_PAUSE, b);
        for (int64_t end_ns = 0; o->rule->pause != NULL && o->rule->pause_interval_s > 0 && end_ns < until_ns;
             broker->pauses++) {
            assert(broker->pauses < ORACLE_PAUSES);
            broker->start_ns[broker->pauses] = end_ns + variate_ns(&gap, &stream, 2 * broker->pauses, 0);
            broker->end_ns[broker->pauses] = end_ns = broker->start_ns[broker->pauses] +
                                                      variate_ns(o->rule->pause, &stream,
                                                                 2 * broker->pauses + 1, 0);
        }
        oracle_start_stops(o, b, until_ns);
    }
}

static inline void oracle_start_producers(struct oracle *o, uint32_t place, int64_t until_ns)
{
    const struct path_clients *clients = &o->path->clients;
    const struct path_group *group = oracle_group(o, place);
    const struct accumulator_rule rule = {
        .partitioning = group->partitioning,
        .record_bytes = group->record_bytes,
        .linger_s = group->linger_s,
        .batch_bytes = group->batch_bytes,
        .max_request_bytes = clients->max_request_bytes,
        .buffer_bytes = clients->buffer_bytes,
        .max_in_flight = clients->max_in_flight,
        .partitions = group->partitions,
        .destinations = o->rule->brokers,
    };
    struct arrivals_rule *arrivals = arena_new_of(o->arena, struct arrivals_rule, 1);
    *arrivals = (struct arrivals_rule){.kind = clients->arrivals,
                                       .per_s = group->bytes_per_s / group->record_bytes / group->producers,
                                       .rate_factor = 1,
                                       .burst_records = PATH_BURST_RECORDS,
                                       .burst_factor = PATH_BURST_FACTOR,
                                       .step = 1};
    struct accumulators *all = accumulators_new(o->arena, &rule);
    for (uint32_t i = 0; i < group->producers; i++) {
        uint32_t number = o->producer_count++;
        assert(number < ORACLE_PRODUCERS);
        o->producer_place[number] = place;
        o->producer_number[number] = i;
        o->producers[number] = accumulator_new(all, arrivals, 0, o->key, number);
        accumulator_end(o->producers[number], until_ns);
        for (uint32_t d = 0; d < o->rule->brokers; d++) {
            bool is_same = oracle_chooses(clients->zone_aware_produce, i) ||
                           oracle_zone(o, oracle_leader(o, place, d)) == i % o->zones;
            o->links[number][d] = oracle_link_of(o, is_same, number * o->rule->brokers + d);
        }
    }
}

/* A loop whose first fetch came at some time before 0. */
static inline void oracle_start_loop(struct oracle *o, struct oracle_loop *loop, enum random_purpose purpose,
                                     uint32_t entity, double max_wait_s, enum oracle_type expire,
                                     uint32_t index, int64_t *since_ns)
{
    const struct random_stream stream = random_stream_of(o->key, purpose, entity);
    loop->idle_ns = variate_ns(loop->link.rtt, &stream, 0, 0);
    if (loop->idle_ns < 1) loop->idle_ns = 1;
    *since_ns = -(int64_t)(random_unit(&stream, 1) * max_wait_s * 1e9);
    oracle_request(&loop->link, *since_ns);
    loop->is_waiting = true;
    oracle_at(o, *since_ns + time_ns(max_wait_s), expire, index, loop->wait, false);
}

static inline void oracle_start_partitions(struct oracle *o, uint32_t place)
{
    const struct path_group *group = oracle_group(o, place);
    uint32_t brokers = o->rule->brokers, rounds = (group->partitions + brokers - 1) / brokers;
    struct placement all = placement_new(o->arena, rounds * brokers, o->replicas, brokers,
                                         o->zones < brokers ? o->zones : brokers);
    assert(group->partitions <= ORACLE_PARTITIONS);
    for (uint32_t p = 0; p < group->partitions; p++)
        for (uint32_t r = 0; r < o->replicas; r++) {
            /* As Kafka places the partition whose leader is the one that requests for p go to. */
            uint32_t like = p / brokers * brokers + oracle_leader(o, place, p % brokers);
            o->partitions[place][p].broker[r] = placement_broker(&all, like, r);
            o->partitions[place][p].is_in_sync[r] = true;
        }
    for (uint32_t leader = 0; leader < brokers; leader++)
        for (uint32_t follower = 0; follower < brokers; follower++) {
            uint32_t index = (uint32_t)o->session_count;
            struct oracle_loop *session = &o->sessions[index];
            bool is_one = false;
            *session = (struct oracle_loop){.place = place, .broker = leader, .follower = follower};
            for (uint32_t p = 0; p < group->partitions; p++)
                for (uint32_t r = 1; r < o->replicas; r++)
                    if (o->partitions[place][p].broker[0] == leader &&
                        o->partitions[place][p].broker[r] == follower)
                        is_one = session->has[p] = true;
            if (!is_one) continue;
            o->session_count++;
            uint32_t entity = (place * brokers + leader) * brokers + follower;
            session->appends = random_stream_of(o->key, RANDOM_SERVICE, entity);
            session->waits = random_stream_of(o->key, RANDOM_QUEUE, entity);
            session->entity = entity;
            session->link = oracle_link_of(o, oracle_zone(o, leader) == oracle_zone(o, follower),
                                           UINT32_MAX - entity);
            int64_t since_ns;
            oracle_start_loop(o, session, RANDOM_PLACEMENT, entity, o->rule->replica_fetch_max_wait_s,
                              O_REXPIRE, index, &since_ns);
            for (uint32_t p = 0; p < group->partitions; p++)
                for (uint32_t r = 1; session->has[p] && r < o->replicas; r++)
                    if (o->partitions[place][p].broker[r] == follower)
                        o->partitions[place][p].caught_up_ns[r] = o->partitions[place][p].fetched_ns[r] =
                            since_ns;
        }
}

/* Ranges: the first of n consumers have one partition more where it doesn't come out even. */
static inline uint32_t oracle_owner(uint32_t partition, uint32_t partitions, uint32_t consumers)
{
    for (uint32_t c = 0, first = 0; c < consumers; c++) {
        uint32_t count = partitions / consumers + (c < partitions % consumers);
        if (partition < first + count) return c;
        first += count;
    }
    abort();
}

/* The zone of the nth consumer of a topic group: rows of all zones, each beginning one further. */
static inline unsigned oracle_consumer_zone(const struct oracle *o, uint32_t n)
{
    return (n % o->zones + n / o->zones) % o->zones;
}

/* From which replica the consumer of the group that has the partition reads it. */
static inline uint32_t oracle_replica(const struct oracle *o, uint32_t place, uint32_t group,
                                      uint32_t partition)
{
    const struct path_group *topic = oracle_group(o, place);
    uint32_t n = group * topic->consumers + oracle_owner(partition, topic->partitions, topic->consumers);
    if (o->rule->fetch_from_follower && oracle_chooses(o->path->clients.zone_aware_consume, n))
        for (uint32_t r = 0; r < o->replicas; r++)
            if (oracle_zone(o, o->partitions[place][partition].broker[r]) == oracle_consumer_zone(o, n))
                return r;
    return 0;
}

static inline void oracle_start_readers(struct oracle *o, uint32_t place)
{
    const struct path_group *topic = oracle_group(o, place);
    uint32_t connection = 0;
    for (uint32_t g = 0; g < topic->consumer_groups; g++)
        for (uint32_t c = 0; c < topic->consumers; c++)
            for (uint32_t b = 0; b < o->rule->brokers; b++) {
                struct oracle_loop *reader = &o->readers[o->reader_count];
                bool is_one = false;
                *reader = (struct oracle_loop){.place = place, .broker = b, .group = g, .consumer = c};
                for (uint32_t p = 0; p < topic->partitions; p++)
                    if (oracle_owner(p, topic->partitions, topic->consumers) == c &&
                        o->partitions[place][p].broker[oracle_replica(o, place, g, p)] == b)
                        is_one = reader->has[p] = true;
                if (!is_one) continue;
                uint32_t n = g * topic->consumers + c;
                bool is_at_home = !o->rule->fetch_from_follower &&
                                  oracle_chooses(o->path->clients.zone_aware_consume, n);
                reader->entity = place << 24 | connection++;
                reader->link = oracle_link_of(o,
                                              is_at_home || oracle_zone(o, b) == oracle_consumer_zone(o, n),
                                              UINT32_C(1) << 30 | reader->entity);
                int64_t since_ns;
                oracle_start_loop(o, reader, RANDOM_CONSUMER, UINT32_MAX - reader->entity,
                                  topic->fetch_max_wait_s, O_CEXPIRE, (uint32_t)o->reader_count++, &since_ns);
            }
}

/* ---- long polls ---- */

static inline uint64_t oracle_batch_bytes(const struct oracle *o, const struct oracle_loop *loop, uint32_t p,
                                          uint64_t number)
{
    return o->batches[o->partitions[loop->place][p].log[number]].bytes;
}

/* Up to where the loop may read: a follower all that its leader has, a consumer what its server's watermark
 * shows. */
static inline uint64_t oracle_limit(const struct oracle *o, const struct oracle_loop *loop, bool is_session,
                                    uint32_t p)
{
    const struct oracle_partition *it = &o->partitions[loop->place][p];
    return is_session ? it->end[0] : it->watermark[oracle_replica(o, loop->place, loop->group, p)];
}

static inline uint64_t oracle_ready_bytes(const struct oracle *o, const struct oracle_loop *loop,
                                          bool is_session)
{
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < loop->ready; i++)
        for (uint64_t n = loop->sent[loop->order[i]]; n < oracle_limit(o, loop, is_session, loop->order[i]);
             n++)
            bytes += oracle_batch_bytes(o, loop, loop->order[i], n);
    return bytes;
}

/* The partition joins the end of the row, unless it is there. */
static inline void oracle_join(uint32_t *row, uint32_t *count, uint32_t p)
{
    for (uint32_t i = 0; i < *count; i++)
        if (row[i] == p) return;
    row[(*count)++] = p;
}

/* Whole batches, partition by partition, within the limits; who was served and has more goes to the end of
 * the row. */
static inline void oracle_take(struct oracle *o, struct oracle_loop *loop, bool is_session, double max_bytes,
                               double partition_max_bytes)
{
    uint32_t rest[ORACLE_PARTITIONS], rests = 0, again[ORACLE_PARTITIONS], agains = 0;
    bool is_full = false;
    loop->bytes = loop->taken_count = 0;
    for (uint32_t i = 0; i < loop->ready; i++) {
        uint32_t p = loop->order[i];
        uint64_t limit = oracle_limit(o, loop, is_session, p), own = 0;
        while (!is_full && loop->sent[p] < limit) {
            uint64_t bytes = oracle_batch_bytes(o, loop, p, loop->sent[p]);
            is_full = loop->bytes > 0 && (double)(loop->bytes + bytes) > max_bytes;
            if (is_full || (own > 0 && (double)(own + bytes) > partition_max_bytes)) break;
            own += bytes, loop->bytes += bytes, loop->sent[p]++;
        }
        if (own > 0) loop->taken[loop->taken_count++] = p;
        o->cut += loop->sent[p] < limit;
        if (loop->sent[p] < limit) *(own > 0 ? &again[agains++] : &rest[rests++]) = p;
    }
    memcpy(loop->order, rest, rests * sizeof *rest);
    memcpy(loop->order + rests, again, agains * sizeof *again);
    loop->ready = rests + agains;
}

/* ---- consumers ---- */

static inline void oracle_send_answer(struct oracle *o, uint32_t index)
{
    struct oracle_loop *reader = &o->readers[index];
    int64_t out_ns = oracle_pass(o, &o->brokers[reader->broker].out_ns, (double)reader->bytes);
    oracle_at(o, oracle_response(&reader->link, out_ns), O_DELIVER, index, 0, false);
}

static inline void oracle_answer_reader(struct oracle *o, uint32_t index)
{
    struct oracle_loop *reader = &o->readers[index];
    oracle_take(o, reader, false, o->path->clients.fetch_max_bytes,
                o->path->clients.partition_fetch_max_bytes);
    reader->is_waiting = false;
    if (reader->taken_count == 0) {
        oracle_at(o, o->now_ns + reader->idle_ns, O_CFETCH, index, 0, true);
        return;
    }
    uint64_t ordinal = reader->answers++;
    const struct random_stream lots = random_stream_of(o->key, RANDOM_CONSUMER, reader->entity),
                               reads = random_stream_of(o->key, RANDOM_OBJECT_GET, reader->entity);
    if (o->rule->historical_reads > 0 && random_unit(&lots, ordinal) < o->rule->historical_reads) {
        o->tier_reads++;
        oracle_at(o, o->now_ns + variate_ns(o->rule->historical_read, &reads, ordinal, (double)reader->bytes),
                  O_LOADED, index, 0, false);
    } else {
        oracle_send_answer(o, index);
    }
}

static inline bool oracle_is_enough(const struct oracle *o, const struct oracle_loop *reader)
{
    double least = oracle_group(o, reader->place)->fetch_min_bytes;
    return (double)oracle_ready_bytes(o, reader, false) >= (least < 1 ? 1 : least);
}

static inline void oracle_tell_readers(struct oracle *o, uint32_t place, uint32_t p, uint32_t replica)
{
    for (uint32_t i = 0; i < o->reader_count; i++) {
        struct oracle_loop *reader = &o->readers[i];
        if (reader->place == place && reader->has[p] &&
            oracle_replica(o, place, reader->group, p) == replica && reader->is_waiting &&
            oracle_is_enough(o, reader))
            oracle_answer_reader(o, i);
    }
}

/* The watermark of a replica went up to this. */
static inline void oracle_raise(struct oracle *o, uint32_t place, uint32_t p, uint32_t replica,
                                uint64_t watermark)
{
    o->partitions[place][p].watermark[replica] = watermark;
    for (uint32_t i = 0; i < o->reader_count; i++)
        if (o->readers[i].place == place && o->readers[i].has[p] &&
            oracle_replica(o, place, o->readers[i].group, p) == replica)
            oracle_join(o->readers[i].order, &o->readers[i].ready, p);
}

static inline void oracle_on_cfetch(struct oracle *o, uint32_t index)
{
    struct oracle_loop *reader = &o->readers[index];
    reader->is_waiting = true;
    if (reader->ready > 0 && oracle_is_enough(o, reader))
        oracle_answer_reader(o, index);
    else
        oracle_at(o, o->now_ns + time_ns(oracle_group(o, reader->place)->fetch_max_wait_s), O_CEXPIRE, index,
                  ++reader->wait, false);
}

static inline void oracle_on_deliver(struct oracle *o, uint32_t index)
{
    struct oracle_loop *reader = &o->readers[index];
    for (uint32_t i = 0; i < reader->taken_count; i++)
        for (uint32_t p = reader->taken[i]; reader->got[p] < reader->sent[p]; reader->got[p]++)
            o->batches[o->partitions[reader->place][p].log[reader->got[p]]].read_ns[reader->group] =
                o->now_ns;
    oracle_at(o, oracle_request(&reader->link, o->now_ns), O_CFETCH, index, 0, false);
}

/* ---- requests ---- */

static inline void oracle_work_on(struct oracle *o, uint32_t flight)
{
    const struct oracle_flight *it = &o->flights[flight];
    const struct random_stream stream = random_stream_of(o->key, RANDOM_SERVICE, UINT32_MAX - it->producer);
    int64_t from_ns = it->in_ns > o->now_ns ? it->in_ns : o->now_ns;
    int64_t work_ns = variate_ns(o->rule->append, &stream, o->batches[it->first].sequence, it->bytes);
    const struct random_stream waits = random_stream_of(o->key, RANDOM_QUEUE, UINT32_MAX - it->producer);
    uint32_t partitions[ORACLE_PARTITIONS];
    for (uint32_t i = 0; i < it->count; i++) partitions[i] = o->batches[it->first + i].partition;
    oracle_at(o,
              oracle_append(o, oracle_leader(o, o->producer_place[it->producer], it->destination), from_ns,
                            work_ns, &waits, o->batches[it->first].sequence,
                            it->producer * o->rule->brokers + it->destination, partitions, it->count),
              O_APPEND, flight, 0, false);
}

static inline void oracle_on_arrive(struct oracle *o, uint32_t flight)
{
    struct oracle_flight *it = &o->flights[flight];
    it->in_ns = oracle_pass(
        o, &o->brokers[oracle_leader(o, o->producer_place[it->producer], it->destination)].in_ns, it->bytes);
    size_t *queued = &o->queued[it->producer][it->destination];
    o->queue[it->producer][it->destination][(*queued)++] = flight;
    if (*queued - o->answered[it->producer][it->destination] == 1) oracle_work_on(o, flight);
}

static inline void oracle_answer_flight(struct oracle *o, uint32_t flight)
{
    const struct oracle_flight *it = &o->flights[flight];
    size_t answered = ++o->answered[it->producer][it->destination];
    oracle_at(o, oracle_response(&o->links[it->producer][it->destination], o->now_ns), O_ACK, flight, 0,
              false);
    if (answered < o->queued[it->producer][it->destination])
        oracle_work_on(o, o->queue[it->producer][it->destination][answered]);
}

/* ---- replication ---- */

static inline uint32_t oracle_in_sync(const struct oracle *o, const struct oracle_partition *it)
{
    uint32_t count = 0;
    for (uint32_t r = 0; r < o->replicas; r++) count += it->is_in_sync[r];
    return count;
}

/* To the least position of all in sync; what this commits is acknowledged. Whether it moved. */
static inline bool oracle_advance(struct oracle *o, uint32_t place, uint32_t p)
{
    struct oracle_partition *it = &o->partitions[place][p];
    uint64_t least = it->end[0], before = it->watermark[0];
    for (uint32_t r = 1; r < o->replicas; r++)
        if (it->is_in_sync[r] && it->asked[r] < least) least = it->asked[r];
    if (least <= before ||
        oracle_in_sync(o, it) < (o->rule->min_in_sync < o->replicas ? o->rule->min_in_sync : o->replicas))
        return false;
    oracle_raise(o, place, p, 0, least);
    for (uint32_t s = 0; s < o->session_count; s++)
        if (o->sessions[s].place == place && o->sessions[s].has[p])
            oracle_join(o->sessions[s].news, &o->sessions[s].news_count, p);
    for (uint64_t n = before; n < least; n++) {
        uint32_t flight = o->batches[it->log[n]].flight;
        if (--o->flights[flight].left == 0) oracle_answer_flight(o, flight);
    }
    return true;
}

static inline uint32_t oracle_place_of(const struct oracle *o, const struct oracle_loop *session, uint32_t p)
{
    for (uint32_t r = 1; r < o->replicas; r++)
        if (o->partitions[session->place][p].broker[r] == session->follower) return r;
    abort();
}

/* Is there a watermark that the follower wasn't told? It matters where consumers read from followers only. */
static inline bool oracle_has_news(const struct oracle *o, const struct oracle_loop *session)
{
    return o->rule->fetch_from_follower && session->news_count > 0;
}

/* The answer carries the watermarks as they are. */
static inline void oracle_tell(struct oracle *o, struct oracle_loop *session)
{
    for (uint32_t p = 0; p < oracle_group(o, session->place)->partitions; p++)
        session->carried[p] = o->partitions[session->place][p].watermark[0];
    memcpy(session->told, session->news, sizeof session->told);
    session->told_count = session->news_count;
    session->news_count = 0;
}

/* Its records and, unless that was done before, its watermarks. */
static inline void oracle_answer_session(struct oracle *o, uint32_t index, bool tells)
{
    struct oracle_loop *session = &o->sessions[index];
    bool has_news = oracle_has_news(o, session);
    oracle_take(o, session, true, o->rule->replica_response_max_bytes, o->rule->replica_fetch_max_bytes);
    session->is_waiting = false;
    if (session->taken_count == 0 && !has_news) {
        oracle_at(o, o->now_ns + session->idle_ns, O_RFETCH, index, 0, true);
        return;
    }
    if (tells) oracle_tell(o, session);
    session->ordinal = session->answers++;
    int64_t out_ns = oracle_pass(o, &o->brokers[session->broker].out_ns, (double)session->bytes);
    oracle_at(o, oracle_response(&session->link, out_ns), O_REACH, index, 0, false);
}

static inline void oracle_on_reach(struct oracle *o, uint32_t index)
{
    struct oracle_loop *session = &o->sessions[index];
    int64_t in_ns = oracle_pass(o, &o->brokers[session->follower].in_ns, (double)session->bytes);
    int64_t work_ns = session->bytes > 0 ? variate_ns(o->rule->append, &session->appends, session->ordinal,
                                                      (double)session->bytes)
                                         : 0;
    int64_t done_ns = session->bytes > 0
                          ? oracle_append(o, session->follower, in_ns, work_ns, &session->waits,
                                          session->ordinal, UINT32_MAX - session->entity, session->taken,
                                          session->taken_count)
                          : oracle_work(o, session->follower, in_ns, 0);
    oracle_at(o, done_ns, O_RECEIVED, index, 0, false);
}

/* Partitions in the order of the answer: those with records, then those of which only the watermark moved. */
static inline void oracle_on_received(struct oracle *o, uint32_t index)
{
    struct oracle_loop *session = &o->sessions[index];
    uint32_t order[ORACLE_PARTITIONS], count = 0, raised[ORACLE_PARTITIONS], raises = 0;
    for (uint32_t i = 0; i < session->taken_count; i++) oracle_join(order, &count, session->taken[i]);
    for (uint32_t i = 0; i < session->told_count; i++) oracle_join(order, &count, session->told[i]);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t r = oracle_place_of(o, session, order[i]);
        struct oracle_partition *it = &o->partitions[session->place][order[i]];
        it->end[r] = session->sent[order[i]];
        uint64_t watermark = session->carried[order[i]] < it->end[r] ? session->carried[order[i]]
                                                                     : it->end[r];
        if (!o->rule->fetch_from_follower || watermark <= it->watermark[r]) continue;
        oracle_raise(o, session->place, order[i], r, watermark);
        raised[raises++] = order[i];
    }
    for (uint32_t i = 0; i < raises; i++)
        oracle_tell_readers(o, session->place, raised[i], oracle_place_of(o, session, raised[i]));
    oracle_at(o, oracle_request(&session->link, o->now_ns), O_RFETCH, index, 0, false);
}

static inline void oracle_update(struct oracle *o, const struct oracle_loop *session, uint32_t p)
{
    uint32_t r = oracle_place_of(o, session, p);
    struct oracle_partition *it = &o->partitions[session->place][p];
    it->asked[r] = it->end[r];
    if (it->asked[r] == it->end[0])
        it->caught_up_ns[r] = o->now_ns;
    else if (it->asked[r] >= it->leader_end_then[r] && it->fetched_ns[r] > it->caught_up_ns[r])
        it->caught_up_ns[r] = it->fetched_ns[r];
    it->leader_end_then[r] = it->end[0];
    it->fetched_ns[r] = o->now_ns;
    it->is_in_sync[r] |= it->asked[r] == it->end[0] ||
                         (double)(o->now_ns - it->caught_up_ns[r]) <= o->rule->replica_lag_s * 1e9;
}

/* Reads before it updates: an answer that leaves at once doesn't know what its own fetch commits. */
static inline void oracle_on_rfetch(struct oracle *o, uint32_t index)
{
    struct oracle_loop *session = &o->sessions[index];
    bool at_once = session->ready > 0;
    if (at_once) oracle_tell(o, session);
    for (uint32_t p = 0; p < oracle_group(o, session->place)->partitions; p++)
        if (session->has[p]) oracle_update(o, session, p);
    /* One partition after the other: who waits for several leaves with the first that moves
     * (Partition.updateFollowerFetchState). */
    uint32_t count = session->taken_count;
    session->taken_count = 0;
    for (uint32_t i = 0; i < count; i++)
        if (oracle_advance(o, session->place, session->taken[i]))
            oracle_tell_readers(o, session->place, session->taken[i], 0);
    session->is_waiting = !at_once;
    if (at_once)
        oracle_answer_session(o, index, false);
    else
        oracle_at(o, o->now_ns + time_ns(o->rule->replica_fetch_max_wait_s), O_REXPIRE, index,
                  ++session->wait, false);
}

static inline void oracle_on_append(struct oracle *o, uint32_t flight)
{
    const struct oracle_flight *it = &o->flights[flight];
    uint32_t place = o->producer_place[it->producer],
             least = o->rule->min_in_sync < o->replicas ? o->rule->min_in_sync : o->replicas;
    for (uint32_t i = it->first; i < it->first + it->count; i++)
        if (oracle_in_sync(o, &o->partitions[place][o->batches[i].partition]) < least) {
            o->refused++;
            oracle_at(o, oracle_awake(o, oracle_leader(o, place, it->destination), o->now_ns + 100000000),
                      O_APPEND, flight, 0, false);
            return;
        }
    bool is_raised[ORACLE_PARTITIONS] = {false};
    for (uint32_t i = it->first; i < it->first + it->count; i++) {
        struct oracle_batch *batch = &o->batches[i];
        struct oracle_partition *partition = &o->partitions[place][batch->partition];
        batch->offset = partition->records;
        partition->records += batch->records;
        partition->log[partition->end[0]++] = i;
        for (uint32_t s = 0; s < o->session_count; s++)
            if (o->sessions[s].place == place && o->sessions[s].has[batch->partition])
                oracle_join(o->sessions[s].order, &o->sessions[s].ready, batch->partition);
    }
    for (uint32_t i = it->first; i < it->first + it->count; i++)
        is_raised[o->batches[i].partition] |= oracle_advance(o, place, o->batches[i].partition);
    for (uint32_t i = it->first; i < it->first + it->count; i++)
        for (uint32_t r = 1; r < o->replicas; r++)
            for (uint32_t s = 0; s < o->session_count; s++)
                if (o->sessions[s].place == place && o->sessions[s].has[o->batches[i].partition] &&
                    o->sessions[s].is_waiting &&
                    o->sessions[s].follower == o->partitions[place][o->batches[i].partition].broker[r])
                    oracle_answer_session(o, s, true);
    for (uint32_t i = it->first; i < it->first + it->count; i++)
        if (is_raised[o->batches[i].partition]) oracle_tell_readers(o, place, o->batches[i].partition, 0);
}

static inline void oracle_on_check(struct oracle *o)
{
    for (uint32_t place = 0; place < o->path->clients.group_count; place++) {
        for (uint32_t p = 0; p < oracle_group(o, place)->partitions; p++)
            for (uint32_t r = 1; r < o->replicas; r++) {
                struct oracle_partition *it = &o->partitions[place][p];
                bool is_behind = it->asked[r] < it->end[0] &&
                                 (double)(o->now_ns - it->caught_up_ns[r]) > o->rule->replica_lag_s * 1e9;
                o->shrinks += is_behind && it->is_in_sync[r];
                it->is_in_sync[r] &= !is_behind;
                if (oracle_advance(o, place, p)) oracle_tell_readers(o, place, p, 0);
            }
    }
    oracle_at(o, o->now_ns + time_ns(o->rule->replica_lag_s / 2), O_CHECK, 0, 0, false);
}

/* ---- producers ---- */

static inline void oracle_produce(struct oracle *o, uint32_t number)
{
    uint32_t place = o->producer_place[number];
    for (struct accumulator_request *request;
         (request = accumulator_advance(o->producers[number], o->now_ns)) != NULL;) {
        uint32_t flight = o->flight_count++;
        assert(flight < ORACLE_BATCHES);
        o->flights[flight] = (struct oracle_flight){.producer = number,
                                                    .destination = request->destination,
                                                    .first = o->batch_count,
                                                    .count = request->count,
                                                    .left = request->count,
                                                    .bytes = request->bytes,
                                                    .request = request};
        for (const struct accumulator_batch *from = request->batches; from != NULL; from = from->next) {
            assert(o->batch_count < ORACLE_BATCHES);
            o->batches[o->batch_count++] = (struct oracle_batch){
                .place = place,
                .producer = o->producer_number[number],
                .partition = from->partition,
                .sequence = o->sequences[number]++,
                .records = from->records,
                .flight = flight,
                .bytes = (uint64_t)(from->records * oracle_group(o, place)->record_bytes + 0.5),
                .first_ns = from->first_ns,
                .last_ns = from->last_ns,
                .sent_ns = o->now_ns,
                .acked_ns = -1,
                .read_ns = {-1, -1, -1}};
        }
        oracle_at(o, oracle_request(&o->links[number][request->destination], o->now_ns), O_ARRIVE, flight, 0,
                  false);
    }
}

static inline void oracle_on_ack(struct oracle *o, uint32_t flight)
{
    const struct oracle_flight *it = &o->flights[flight];
    for (uint32_t i = it->first; i < it->first + it->count; i++) o->batches[i].acked_ns = o->now_ns;
    accumulator_acked(o->producers[it->producer], o->now_ns, it->request);
}

/* ---- the whole ---- */

/* A paused broker looks at a fetch afterwards; polls that find nothing and have nothing to say pass it by. */
static inline bool oracle_holds(struct oracle *o, const struct oracle_event *event)
{
    bool is_session = event->type == O_RFETCH || event->type == O_REXPIRE,
         is_reader = event->type == O_CFETCH || event->type == O_CEXPIRE;
    if (!is_session && !is_reader && event->type != O_LOADED) return false;
    const struct oracle_loop *loop = is_session ? &o->sessions[event->target] : &o->readers[event->target];
    bool is_expiry = event->type == O_REXPIRE || event->type == O_CEXPIRE;
    if (is_expiry && (!loop->is_waiting || loop->wait != event->wait)) return false;
    if ((is_expiry || event->is_poll) && event->type != O_LOADED && loop->ready == 0 &&
        !(is_session && oracle_has_news(o, loop)))
        return false;
    int64_t handled_ns = oracle_awake(o, loop->broker, event->time_ns);
    if (handled_ns == event->time_ns) return false;
    o->held++;
    oracle_at(o, handled_ns, event->type, event->target, event->wait, event->is_poll);
    return true;
}

static inline void oracle_handle(struct oracle *o, const struct oracle_event *event)
{
    if (oracle_holds(o, event)) return;
    switch (event->type) {
    case O_APPEND: oracle_on_append(o, event->target); break;
    case O_RECEIVED: oracle_on_received(o, event->target); break;
    case O_RFETCH: oracle_on_rfetch(o, event->target); break;
    case O_REXPIRE:
        if (o->sessions[event->target].is_waiting && o->sessions[event->target].wait == event->wait)
            oracle_answer_session(o, event->target, true);
        break;
    case O_ARRIVE: oracle_on_arrive(o, event->target); break;
    case O_REACH: oracle_on_reach(o, event->target); break;
    case O_CHECK: oracle_on_check(o); break;
    case O_LOADED: oracle_send_answer(o, event->target); break;
    case O_ACK: oracle_on_ack(o, event->target); break;
    case O_DELIVER: oracle_on_deliver(o, event->target); break;
    case O_CFETCH: oracle_on_cfetch(o, event->target); break;
    case O_CEXPIRE:
        if (o->readers[event->target].is_waiting && o->readers[event->target].wait == event->wait) {
            o->expired += o->readers[event->target].ready > 0;
            oracle_answer_reader(o, event->target);
        }
        break;
    }
}

/* From empty: records until until_ns, looked at until horizon_ns. */
static inline struct oracle *oracle_run(const struct data_path *path, struct random_key key,
                                        uint32_t replication, int64_t until_ns, int64_t horizon_ns)
{
    struct oracle *o = calloc(1, sizeof *o);
    o->path = path, o->rule = &path->log, o->key = key, o->replication = replication,
    o->zones = path->clients.zones, o->replicas = path->log.replicas;
    o->arena = arena_new();
    o->now_ns = INT64_MIN;
    oracle_start_brokers(o, horizon_ns);
    for (uint32_t place = 0; place < path->clients.group_count; place++)
        oracle_start_producers(o, place, until_ns);
    for (uint32_t place = 0; place < path->clients.group_count; place++) {
        oracle_start_partitions(o, place);
        oracle_start_readers(o, place);
    }
    oracle_at(o, time_ns(o->rule->replica_lag_s / 2), O_CHECK, 0, 0, false);
    for (;;) {
        size_t least = 0;
        for (size_t i = 1; i < o->event_count; i++)
            if (oracle_before(&o->events[i], &o->events[least])) least = i;
        uint32_t first = 0;
        int64_t due_ns = INT64_MAX;
        for (uint32_t i = 0; i < o->producer_count; i++) {
            int64_t its_ns = accumulator_due_ns(o->producers[i]);
            if (its_ns < due_ns) first = i, due_ns = its_ns;
        }
        if (due_ns < o->now_ns) due_ns = o->now_ns;
        const struct oracle_event event = o->events[least];
        o->now_ns = event.time_ns <= due_ns ? event.time_ns : due_ns;
        if (o->now_ns > horizon_ns) break;
        if (event.time_ns > due_ns) {
            oracle_produce(o, first);
            continue;
        }
        o->events[least] = o->events[--o->event_count];
        oracle_handle(o, &event);
    }
    return o;
}

static inline void oracle_free(struct oracle *o)
{
    arena_free(o->arena);
    free(o);
}
