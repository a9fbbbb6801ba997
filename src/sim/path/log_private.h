/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log path, inside:
 *
 *     log_path.c       its start, its events, and what paths of this kind have in common
 *     log_replicate.c  what leaders and followers do
 *     log_read.c       consumers
 *     log_rare.c       pauses of brokers, put where they are met where they would be too rare
 *
 * Draws, by purpose, entity and ordinal (place: of the followed topic group; B brokers):
 *
 *     NETWORK     producer's link: producer × destinations + destination; consumer's: 2^30 + reader;
 * session's: UINT32_MAX − session SERVICE     a request's append: UINT32_MAX − producer, the request's first
 * batch; a follower's: session, its answer PLACE       session: 0 its idle round trip, 1 since when its first
 * fetch waits CONSUMER    UINT32_MAX − reader: 0 and 1 as above; reader: whether an answer comes from the
 * tier OBJECT_GET  reader, its answer PAUSE       broker: see sim/part/pause.h; UINT32_MAX: see log_rare.c
 *
 * with session = (place × B + leader) × B + follower, reader = place × 2^24 + connection. */
#pragma once

#include "sim/part/consumer.h"
#include "sim/path/path_private.h"
#include "sim/part/pause.h"
#include "sim/part/replicated_log.h"

/* What happens, and in which order at one moment: what brokers end, then what arrives, then what is sent. */
enum log_event {
    EVENT_APPEND,         /* flight that its leader has worked on */
    EVENT_RECEIVED,       /* session of the followed group `data` whose follower has appended an answer */
    EVENT_REPLICA_FETCH,  /* session whose fetch arrives */
    EVENT_REPLICA_EXPIRE, /* session whose fetch has waited long enough */
    EVENT_ARRIVE,         /* flight at its leader */
    EVENT_REACH,          /* session whose answer is at its follower */
    EVENT_CHECK,          /* who is in sync */
    EVENT_LOADED,         /* reader whose answer the broker has from the tier */
    EVENT_ACK,            /* flight back at its producer */
    EVENT_DELIVER,        /* reader that has its answer */
    EVENT_FETCH,          /* reader whose fetch arrives */
    EVENT_EXPIRE,         /* reader whose fetch has waited long enough */
    EVENT_PRODUCE,        /* producer that is due */
};

/* A producer's connection to a leader: the broker works on one request after another, each to its answer. */
struct connection {
    uint32_t first_waiting, last_waiting; /* flights behind the one that is worked on */
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
    int64_t told_ns;         /* when that left */
    /* The follower knows what was committed when these answers left: of the latest one that it has, and of
     * the one before. */
    int64_t received_ns, known_ns, known_before_ns;
};

/* A consumer's fetches from a broker. */
struct reader {
    struct link link;
    struct random_stream tier_reads;
    uint32_t broker;
    bool is_crossing;
    uint64_t bytes;                    /* of the latest answer */
    int64_t ends_ns[LOG_STAGE__COUNT]; /* of the latest answer's stages */
};

/* One followed topic group's log. */
struct group_log {
    struct replicated_log *log;
    struct placement placement;
    uint64_t *next_offset; /* by partition */
    uint64_t *committed_offset;
    struct session *sessions;
    struct consumers *consumers; /* NULL without */
    uint32_t *replicas; /* from which group × partitions + partition is read: its place in the placement */
    struct reader *readers;
};

struct log_run {
    struct path_run base;
    const struct log_path *rule;
    unsigned zones;
    uint32_t leaders;      /* brokers that lead followed partitions: 0 to before this */
    uint32_t destinations; /* connections of a producer: as many as there are brokers, or nearly, so that a
                              request meets as few others on its own */
    struct broker *brokers;
    struct connection *connections; /* by producer × destinations + destination */
    uint32_t *flight_left;          /* batches of a flight that aren't committed yet, by flight */
    uint32_t flight_capacity;
    struct group_log *groups;
    int64_t quiet_ns;
};

/* The broker that leads partitions which a followed group's producers send to this destination: partition p
 * is at p mod destinations. Shifted by the group's place, so that small groups don't meet on the same
 * brokers. */
static inline uint32_t log_leader(const struct log_run *run, uint32_t place, uint32_t destination)
{
    return (destination + place) % run->leaders;
}

static inline uint32_t log_zone(const struct log_run *run, uint32_t broker) { return broker % run->zones; }

/* Of so many that choose their zone with this share: does the nth? */
static inline bool log_is_aware(double share, uint32_t n)
{
    return (uint64_t)((n + 1.0) * share) > (uint64_t)(n * share);
}

/* The zone in which a producer meets the leader of this destination: its own where it chooses. */
static inline uint32_t log_producer_meets(const struct log_run *run, const struct path_producer *producer,
                                          uint32_t number, uint32_t destination)
{
    if (log_is_aware(run->base.path->clients.zone_aware_produce,
                     number - run->base.detail->followed[producer->followed].first_producer))
        return producer->zone;
    return log_zone(run, log_leader(run, producer->followed, destination));
}

/* ---- log_replicate.c ---- */

void log_replicas_start(struct log_run *run, uint32_t place);
void log_on_arrive(struct log_run *run, int64_t now_ns, uint32_t flight);
void log_on_append(struct log_run *run, int64_t now_ns, uint32_t flight);
void log_on_reach(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t session);
void log_on_received(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t session);
void log_on_replica_fetch(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t session);
void log_on_replica_expire(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t session);
void log_on_check(struct log_run *run, int64_t now_ns);

/* ---- log_rare.c ---- */

/* Brokers' pauses. What is under way, for as long, when a pause begins may be touched by it. base.stop_ns is
 * known. */
void log_pauses_start(struct log_run *run, double under_way_s);

/* The time in which a replication meets one pause that is put there; 0 when they come as they come. */
double log_pause_period_s(const struct data_path *path, double under_way_s);

/* ---- log_read.c ---- */

void log_readers_start(struct log_run *run, uint32_t place);

/* Batches of a partition may be read at a replica; then tell those who wait for them, after all that becomes
 * readable at once was added. */
void log_add_readable(struct log_run *run, int64_t now_ns, uint32_t place, const struct log_range *range);
void log_tell_readers(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t partition,
                      uint32_t replica);

void log_on_loaded(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t reader);
void log_on_deliver(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t reader);
void log_on_fetch(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t reader);
void log_on_expire(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t reader);
