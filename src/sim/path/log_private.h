/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One replication of the log path: declarations shared by its files.
 *
 *     log_path.c       start, dispatch of events, results, lengths of a run
 *     log_replicate.c  leaders and followers
 *     log_read.c       consumers
 *     log_pauses.c     brokers' pauses, oversampled where they are rare
 *
 * Draws by purpose, entity and ordinal (B: brokers):
 *
 *     NETWORK     producer × destinations + destination; 2^30 + reader; UINT32_MAX − session
 *     SERVICE     UINT32_MAX − producer: a request's append, by the sequence of its first batch;
 *                 session: a follower's append, by answer
 *     PLACEMENT   session: 0 its idle round trip, 1 since when its first fetch waits
 *     CONSUMER    UINT32_MAX − reader: 0 and 1 likewise; reader: whether an answer comes from the tier
 *     OBJECT_GET  reader, by answer
 *     PAUSE       broker (sim/part/pause.h); UINT32_MAX (log_pauses.c)
 *
 * with session = (topic × B + leader) × B + follower and reader = topic × 2^24 + connection. */
#pragma once

#include "sim/part/consumer.h"
#include "sim/path/path_private.h"
#include "sim/part/pause.h"
#include "sim/part/replicated_log.h"

/* Events, in their order at one moment: work that ends at brokers, arrivals, departures. */
enum log_event {
    EVENT_APPEND,         /* flight appended by its leader */
    EVENT_RECEIVED,       /* session, of topic `data`, whose follower has appended an answer */
    EVENT_REPLICA_FETCH,  /* session whose fetch arrives */
    EVENT_REPLICA_EXPIRE, /* session whose fetch has waited long enough */
    EVENT_ARRIVE,         /* flight at its leader */
    EVENT_REACH,          /* session whose answer is at its follower */
    EVENT_CHECK,          /* shrink the sets of replicas in sync */
    EVENT_LOADED,         /* reader whose answer the broker has from the tier */
    EVENT_ACK,            /* flight back at its producer */
    EVENT_DELIVER,        /* reader that has its answer */
    EVENT_FETCH,          /* reader whose fetch arrives */
    EVENT_EXPIRE,         /* reader whose fetch has waited long enough */
    EVENT_PRODUCE,        /* producer that is due */
};

/* A producer's connection to a leader: the broker finishes each request, up to its answer, before the
 * next. */
struct connection {
    uint32_t first_waiting, last_waiting; /* flights waiting behind the current one */
    bool is_busy;
};

struct broker {
    struct link_pipe in, out;
    struct pause pause;
};

/* A follower's fetches from a leader. */
struct session {
    struct link link;
    struct random_stream appends;
    uint32_t leader, follower;
    uint64_t ordinal, bytes; /* of the latest answer */
    int64_t answered_ns;     /* departure of that answer */
    /* received_ns: the follower appended its latest answer. From then on it knows the commits of that
     * answer's departure (known_ns); before, those of the previous one's. */
    int64_t received_ns, known_ns, known_before_ns;
};

/* A consumer's fetches from a broker. */
struct reader {
    struct link link;
    struct random_stream tier_reads;
    uint32_t broker;
    bool is_crossing;
    uint64_t bytes;                    /* of the latest answer */
    int64_t ends_ns[LOG_STAGE__COUNT]; /* ends of the latest answer's stages */
};

/* The log of a topic. */
struct topic_log {
    struct replicated_log *log;
    struct placement placement;
    uint64_t *next_offset; /* by partition */
    uint64_t *committed_offset;
    struct session *sessions;
    struct consumers *consumers; /* NULL without */
    uint32_t
        *replicas; /* by group × partitions + partition: the replica to read, by index in the placement */
    struct reader *readers;
};

struct log_run {
    struct path_run base;
    const struct log_path *rule;
    unsigned zones;
    uint32_t leaders;      /* number of brokers that lead followed partitions, from 0 on */
    uint32_t destinations; /* connections of a producer: as many as there are brokers, or nearly, so that a
                              request meets as few others as in the full system */
    struct broker *brokers;
    struct connection *connections; /* by producer × destinations + destination */
    struct topic_log *topics;
};

/* The leader of this destination's partitions among a topic's: partition p goes to p mod destinations.
 * Shifted by topic, so that small topics don't meet on the same brokers. */
static inline uint32_t log_leader(const struct log_run *run, uint32_t topic, uint32_t destination)
{
    return (destination + topic) % run->leaders;
}

static inline uint32_t log_zone(const struct log_run *run, uint32_t broker) { return broker % run->zones; }

/* True if client n is zone-aware when this share of all is. */
static inline bool log_is_aware(double share, uint32_t n)
{
    return (uint64_t)((n + 1.0) * share) > (uint64_t)(n * share);
}

/* The zone in which a producer reaches the leader of this destination: its own if it is zone-aware. */
static inline uint32_t log_producer_meets(const struct log_run *run, const struct path_producer *producer,
                                          uint32_t number, uint32_t destination)
{
    if (log_is_aware(run->base.path->clients.zone_aware_produce,
                     number - run->base.detail->followed[producer->topic].first_producer))
        return producer->zone;
    return log_zone(run, log_leader(run, producer->topic, destination));
}

/* ---- log_replicate.c ---- */

void log_replicas_start(struct log_run *run, uint32_t topic);
void log_on_arrive(struct log_run *run, int64_t now_ns, uint32_t flight);
void log_on_append(struct log_run *run, int64_t now_ns, uint32_t flight);
void log_on_reach(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t session);
void log_on_received(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t session);
void log_on_replica_fetch(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t session);
void log_on_replica_expire(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t session);
void log_on_check(struct log_run *run, int64_t now_ns);

/* ---- log_pauses.c ---- */

/* Start the brokers' pauses. under_way_s: time in flight of records, which a pause's start may affect.
 * base.stop_ns is known. */
void log_pauses_start(struct log_run *run, double under_way_s);

/* The period of oversampled pauses; 0 when pauses come at their own rate. */
double log_pause_period_s(const struct data_path *path, double under_way_s);

/* ---- log_read.c ---- */

void log_readers_start(struct log_run *run, uint32_t topic);

/* Mark batches of a partition readable at a replica. Notify its readers after the last batch of the same
 * moment. */
void log_add_readable(struct log_run *run, int64_t now_ns, uint32_t topic, const struct log_range *range);
void log_notify_readers(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t partition,
                        uint32_t replica);

/* Send the reader's answer from the broker. */
void log_send_answer(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t reader);
void log_on_deliver(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t reader);
void log_on_fetch(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t reader);
void log_on_expire(struct log_run *run, int64_t now_ns, uint32_t topic, uint32_t reader);
