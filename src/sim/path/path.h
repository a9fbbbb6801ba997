/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Data path: the way of a record from its producer to its consumers, described as data. An architecture
 * describes it (arch/), the simulation runs it; neither includes the other. There are two kinds:
 *
 *     object path   agents gather requests into files in object storage, a sequencer commits the files
 *     log path      brokers lead partitions, followers replicate them
 *
 * A run measures the latency of records, from when a record was meant to be sent until it is acknowledged
 * (produce) and until a consumer group has it (end to end), by topic group and overall; the stages of that
 * latency; the quantities that are metered; and whether the guarantees of a log held (sim/part/audit.h).
 *
 * Unless `is_full`, only some producers, consumers and partitions are simulated one by one (they are
 * "followed"); aggregate flows stand for the rest.
 *
 * Ownership: distributions and lists belong to whoever describes the path, results to the arena of path_run.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/dist.h"
#include "sim/part/accumulator.h"
#include "sim/draw/arrivals.h"
#include "sim/part/audit.h"
#include "sim/part/batcher.h"
#include "sim/part/compactor.h"
#include "sim/part/object_store.h"
#include "sim/stat/replicate.h"
#include "sim/part/sequencer.h"

/* ---- what it is made of ---- */

/* Limits of clients. */
struct path_limits {
    double max_request_bytes;                          /* max.request.size */
    double buffer_bytes;                               /* buffer.memory */
    uint32_t max_in_flight;                            /* max.in.flight.requests.per.connection */
    double fetch_max_bytes, partition_fetch_max_bytes; /* fetch.max.bytes, max.partition.fetch.bytes */
};

/* A topic group. Rates are totals of the group at this load. */
struct path_group {
    double bytes_per_s;  /* produced, on the wire */
    double record_bytes; /* on the wire */
    uint32_t producers, partitions;
    enum accumulator_partitioning partitioning;
    double linger_s, batch_bytes;
    uint32_t consumer_groups; /* 0: nobody reads */
    uint32_t consumers;       /* of each group */
    double fetch_max_wait_s, fetch_min_bytes;
    const struct path_limits *limits; /* of its clients; NULL: those of all */
    bool is_wanted; /* its own p99 is to be known, as far as the run may go on; that of all together always is
                     */
};

/* Bursts of a producer, where arrivals come in bursts (sim/draw/arrivals.h): records that a burst has on
 * average, and its rate within as a multiple of the mean rate. An assumption of our own: we know of no
 * published measurement of how producers burst. */
enum { PATH_BURST_RECORDS = 10, PATH_BURST_FACTOR = 10 };

struct path_clients {
    size_t group_count;
    const struct path_group *groups;
    unsigned zones;
    enum arrivals_kind
        arrivals; /* of records; ARRIVALS_TRACE is not for paths; bursts are of PATH_BURST_RECORDS */
    double max_request_bytes;                          /* max.request.size */
    double buffer_bytes;                               /* buffer.memory */
    uint32_t max_in_flight;                            /* max.in.flight.requests.per.connection */
    double fetch_max_bytes, partition_fetch_max_bytes; /* fetch.max.bytes, max.partition.fetch.bytes */
    double zone_aware_produce, zone_aware_consume; /* share of clients that stay in their zone by choice; the
                                                      others' zone is chance */
    const struct dist *rtt_same_zone, *rtt_cross_zone;
};

/* The limits of a group's clients. */
static inline struct path_limits path_limits_of(const struct path_clients *clients,
                                                const struct path_group *group)
{
    return group->limits != NULL ? *group->limits
                                 : (struct path_limits){clients->max_request_bytes, clients->buffer_bytes,
                                                        clients->max_in_flight, clients->fetch_max_bytes,
                                                        clients->partition_fetch_max_bytes};
}

/* ---- stages of a record's latency ---- */

enum object_stage {
#define OBJECT_STAGE(id, station, name, latency) OBJECT_##id,
#include "sim/path/stages.def"
    OBJECT_STAGE__COUNT
};
enum log_stage {
#define LOG_STAGE(id, station, name, latency) LOG_##id,
#include "sim/path/stages.def"
    LOG_STAGE__COUNT
};

/* Agents that write files into object storage. A sequencer that doesn't commit in file order keeps the order
 * per producer only with one request in flight: with more, the audit finds it broken. */
struct object_path {
    uint32_t agents; /* spread evenly over the zones */
    struct batcher_rule batcher;
    struct object_rule put, get;
    struct sequencer_rule sequencer;
    double metadata_batch_bytes;                    /* that a commit carries for each batch of a file */
    double chunk_bytes;                             /* read into a zone's cache by a GET */
    double cache_agent_bytes;                       /* memory of an agent for chunks */
    struct compactor_rule compactor;                /* rewrites 0: none */
    const struct dist *delays[OBJECT_STAGE__COUNT]; /* of stages that are delays; NULL: without that stage */
};

/* Brokers that replicate a log. */
struct log_path {
    uint32_t brokers; /* spread evenly over the zones */
    uint32_t replicas;
    bool fetch_from_follower; /* zone-aware consumers read from a replica in their zone */
    const struct dist
        *append; /* a broker's work on a batch that it takes, as a leader or as a follower; by bytes */
    double replica_fetch_max_wait_s, replica_fetch_max_bytes, replica_response_max_bytes;
    double replica_lag_s;
    uint32_t min_in_sync;
    const struct dist *pause;           /* how long a broker stands still (sim/part/pause.h); NULL: never */
    double pause_interval_s;            /* mean time between its pauses; 0: none */
    double network_bytes_per_s;         /* of a broker, each way; infinity: no bound */
    double historical_reads;            /* share of consumed bytes that come from the tier or from disk */
    const struct dist *historical_read; /* how long such a read takes, by bytes; NULL when the share is 0 */
};

enum path_kind { PATH_OBJECT, PATH_LOG };

/* A followed batch when its producer is answered, or when a consumer group has it. */
struct path_seen {
    struct random_key key;                  /* of the replication */
    uint32_t topic;                         /* index of the followed topic group */
    uint32_t producer, partition, sequence; /* of the followed group; sequence as in sim/part/audit.h */
    uint32_t records;
    uint64_t offset;           /* of its first record */
    int64_t first_ns, last_ns; /* when its first and its last record were to be sent */
    int64_t sent_ns, now_ns;
    bool is_read; /* by this consumer group; else acknowledged */
    uint32_t consumer_group;
};

/* A callback for each of them, warm-up and drain included. Called by whichever thread runs the
 * replication. */
struct path_observer {
    void (*see)(void *user, const struct path_seen *seen);
    void *user;
};

struct data_path {
    enum path_kind kind;
    struct path_clients clients;
    union {
        struct object_path object;
        struct log_path log;
    };
    bool is_full;       /* every producer, consumer, agent and broker is followed; else as much of them as the
                           answer needs */
    double measured_to; /* highest level that all of its distributions' sources measured */
    double tail_s; /* log path: how long records come behind the measured time, so that its last ones see what
                      all saw; 0: as long as matters */
    const struct path_observer *observer; /* NULL: nobody */
};

/* The highest level that the sources of all stages' latencies measured; 0 when one of them doesn't say. */
double path_measured_to(const struct data_path *path);

/* ---- what it finds ---- */

enum path_measure { PATH_PRODUCE, PATH_END_TO_END, PATH_MEASURE__COUNT };

enum path_count {
#define COUNT(id, name, unit) PATH_##id,
#include "sim/path/path_counts.def"
#undef COUNT
    PATH_COUNT__COUNT
};
struct path_count_row {
    const char *name, *unit;
};
extern const struct path_count_row PATH_COUNT_ROWS[PATH_COUNT__COUNT];

/* A step on the way; the means of all steps add up to the mean latency. */
struct path_stage {
    const char *name;
    double mean_ns;     /* over all records */
    double near_p99_ns; /* over batches whose latency is within the bin of sixteenths of an octave around p99;
                           NAN when there were none */
};

/* Something that can be busy. */
struct path_resource {
    const char *name;
    double busy;    /* share of the time; of the busiest of its kind */
    double waiting; /* mean number that waits; NAN where nothing can */
};

struct path_result {
    const struct replicate_result *runs; /* measures as path_measure_at numbers them; no counters */
    size_t group_count;                  /* groups that are followed */
    const uint32_t *groups;              /* their places in clients.groups */
    size_t stage_counts[PATH_MEASURE__COUNT];
    const struct path_stage *stages[PATH_MEASURE__COUNT];
    struct estimate_plain counts[PATH_COUNT__COUNT]; /* a second, but for bytes of a file; value NAN for what
                                                        the path has no such thing of */
    size_t resource_count;
    const struct path_resource *resources;
    uint64_t checks[AUDIT__COUNT];
    const char *unit_name; /* what is independent: "files", "batches" */
    const char *detail;    /* "full", or what stands for what */
    const char *violation; /* which promise was broken, where and with which seed; NULL when none was */
};

/* Place of a measure in runs->measures: of followed group i, or of all together (i = group_count). With one
 * group both are the same. */
static inline size_t path_measure_at(size_t group_count, size_t i, enum path_measure measure)
{
    return group_count == 1 ? measure : PATH_MEASURE__COUNT * i + measure;
}

struct path_trace;

/* Simulate. rule.warm_floor_s and rule.measured_to are the path's own; start_s and max_s may be 0: then the
 * path chooses the first, and the last is 64 times it. trace may be NULL; else the first replication's
 * sampled batches and files are written there. */
const struct path_result *path_run(const struct data_path *path, const struct replicate_rule *rule,
                                   struct path_trace *trace, struct arena *arena);
