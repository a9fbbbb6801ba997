/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One replication of the log path: declarations shared by its files.
 *
 *     log_path.c       start, dispatch of events, results, lengths of a run
 *     log_brokers.c    a broker's card, threads and disk
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
 *     COLLECTION  broker: lengths of its collections; UINT32_MAX: 0 their phase
 *     QUEUE       as SERVICE: the wait before that append
 *     DISK        producer × destinations + destination, UINT32_MAX − session: 0 the phase of commits;
 *                 1 + commit × volumes + volume: their lengths
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

/* The commits that one connection or session meets, at the broker that appends for it. */
struct log_disk {
    struct random_stream lengths; /* by commit and volume */
    double phase;                 /* of the first volume's, in intervals */
};

/* A producer's connection to a leader: the broker finishes each request, up to its answer, before the
 * next. */
struct connection {
    struct log_disk disk;
    uint32_t first_waiting, last_waiting; /* flights waiting behind the current one */
    bool is_busy;
};

struct broker {
    struct link_pipe in, out;
    struct link_pipe appends; /* as a leader */
    struct pause pause;       /* rare ones, and collections */
    struct pause *commits;    /* of its volumes' file systems; NULL: none that matters */
    double others_in_bytes_per_s, others_out_bytes_per_s; /* on its card, of what isn't followed */
};

/* A follower's fetches from a leader. */
struct session {
    struct link link;
    struct log_disk disk;
    struct random_stream appends, waits;
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
    int64_t longest_commit_ns;      /* 0: none */
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

/* Batches a second of all producers: full ones, or one of each producer in each linger. */
double log_batches_per_s(const struct path_group *group);

/* ---- log_brokers.c ---- */

/* The share of its time that a broker's card is busy, in or out, whichever is more; more than 1: overfull. */
double log_card_busy(const struct data_path *path);

/* Start the brokers; topics and readers are there. */
void log_brokers_start(struct log_run *run);

/* One append of so many bytes: a request's by its leader, or an answer's by a follower. */
struct log_work {
    struct broker *broker;
    struct random_stream works, waits;
    uint64_t ordinal; /* of both draws */
    double bytes;
    bool is_leader;
};

/* The golden ratio's part: steps of it are spread over one interval as evenly as can be. */
#define LOG_GOLDEN 0.6180339887498949

/* The part of one interval that is this replication's when all share it evenly (a Latin hypercube, in an
 * order that turn gives: prime to their number, another for each use), at u of that part. Rare things are met
 * by few replications: spread so, all together meet them as often as they should, and the interval over
 * replications, which knows nothing of it, is wide enough all the more. */
static inline double log_spread_unit(const struct log_run *run, uint32_t turn, double u)
{
    return (run->base.record->replication * turn % ESTIMATE_SECTIONS + u) / ESTIMATE_SECTIONS;
}

/* Stops of equal distance, ascending and disjoint, until the end of arrivals and a little longer. */
struct log_stops {
    size_t count;
    int64_t *starts_ns, *ends_ns;
};

/* Those of the system's `index`th part that stops so, in the run's arena. Phases of parts that follow each
 * other are spread as evenly as can be, and so are those of replications: all meet about as many. */
struct log_stops log_stops_of(struct log_run *run, const struct dist *length, double interval_s,
                              enum random_purpose purpose, uint32_t index);

/* The end of the append when it could begin at from_ns: it waits for a thread, and works. Pauses stop it. */
int64_t log_append_ns(struct log_run *run, int64_t now_ns, int64_t from_ns, const struct log_work *work);

struct log_disk log_disk_of(const struct log_run *run, uint32_t entity);

/* The time when an append to this partition, done at done_ns but for its disk, is over: its volume may be in
 * a commit. */
int64_t log_commit_ns(const struct log_run *run, int64_t done_ns, const struct log_disk *disk,
                      uint32_t partition);

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

/* The period of oversampled pauses, and the time near one of them; 0 when pauses come at their own rate. */
double log_pause_period_s(const struct data_path *path, double under_way_s);
double log_pause_stretch_s(const struct data_path *path, double under_way_s);

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
