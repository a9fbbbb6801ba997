/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Data path: a record's way from its producer to its consumers, as data. An architecture describes it
 * (arch/), the simulation runs it; neither includes the other. There are two kinds:
 *
 *     object path   agents gather requests into files in object storage, a sequencer commits the files
 *     log path      brokers lead partitions, followers replicate them
 *
 * A run measures the latency of records, from when a record was meant to be sent until it is acknowledged
 * (produce) and until a consumer group has it (end to end), by topic group and overall; the stages of that
 * latency; the metered quantities; and whether the guarantees of a log held (sim/part/audit.h).
 *
 * Unless `is_full`, only some producers, consumers and partitions are simulated one by one (they are
 * "followed"); aggregate flows stand for the rest.
 *
 * Ownership: distributions and lists are the architecture's, results are in the arena of path_run. */
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

/* ---- description ---- */

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
    const struct path_limits *limits; /* limits of its clients; NULL: those of all */
    bool is_wanted; /* extend the run until its own p99 is known; that of all together always is */
};

/* Bursts of a producer, for bursty arrivals (sim/draw/arrivals.h): mean records per burst, and the rate
 * within as a multiple of the mean rate. Our own assumption: we know of no published measurement of how
 * producers burst. */
enum { PATH_BURST_RECORDS = 10, PATH_BURST_FACTOR = 10 };

struct path_clients {
    size_t group_count;
    const struct path_group *groups;
    unsigned zones;
    enum arrivals_kind arrivals; /* of records; not ARRIVALS_TRACE; bursts are of PATH_BURST_RECORDS */
    double max_request_bytes;    /* max.request.size */
    double buffer_bytes;         /* buffer.memory */
    uint32_t max_in_flight;      /* max.in.flight.requests.per.connection */
    double fetch_max_bytes, partition_fetch_max_bytes; /* fetch.max.bytes, max.partition.fetch.bytes */
    double zone_aware_produce,
        zone_aware_consume; /* share of clients that choose their own zone; the others' zone is random */
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

/* Agents that write files into object storage. A sequencer that doesn't commit in file order keeps the
 * order per producer only with one request in flight: with more, it isn't promised. */
struct object_path {
    uint32_t agents;      /* spread evenly over the zones */
    bool answers_in_turn; /* the requests of a connection are answered in the order in which they were sent,
                             though committed in any (Apache Kafka's protocol guide, Network) */
    struct batcher_rule batcher;
    struct object_rule put, get;
    struct sequencer_rule sequencer;
    bool answers_when_ready; /* a fetch is answered with the batches whose chunks are there, once some are;
                                else with all, once all are. fetch_min_bytes then counts what is committed,
                                not what is there */
    double metadata_batch_bytes;                    /* metadata of a commit for each batch of a file */
    double chunk_bytes;                             /* size of a GET into a zone's cache */
    double cache_agent_bytes;                       /* memory of an agent for chunks */
    struct compactor_rule compactor;                /* rewrites 0: none */
    const struct dist *delays[OBJECT_STAGE__COUNT]; /* of stages that are delays; NULL: no such stage */
};

/* Brokers that replicate a log. */
struct log_path {
    uint32_t brokers; /* spread evenly over the zones */
    uint32_t replicas;
    bool fetch_from_follower; /* zone-aware consumers read from a replica in their zone */
    const struct dist
        *append; /* a broker's work on a request or an answer, as leader or follower; by bytes */
    double append_bytes_per_s;     /* a leader's appends go no faster; 0: no bound */
    const struct dist *wait;       /* for a thread, before that work; NULL: one is always free */
    const struct dist *collection; /* short pause of a broker's virtual machine; NULL: none */
    double collection_interval_s;  /* time between two of them */
    const struct dist *commit;     /* of a broker's file system, for which appends wait; NULL: they don't */
    double commit_interval_s;      /* time between two of them */
    uint32_t volumes;              /* of a broker, each with a file system of its own; 0 counts as 1 */
    double replica_fetch_max_wait_s, replica_fetch_max_bytes, replica_response_max_bytes;
    double replica_lag_s;
    uint32_t min_in_sync;
    const struct dist *pause;   /* length of a broker's pause (sim/part/pause.h); NULL: never */
    double pause_interval_s;    /* mean time between its pauses; 0: none */
    double network_bytes_per_s; /* of a broker, each way; infinity: no bound */
    double tier_in_bytes_per_s, tier_out_bytes_per_s; /* of a broker, from and to the tier, beside that */
    double historical_reads;            /* share of consumed bytes that come from the tier or from disk */
    const struct dist *historical_read; /* latency of such a read, by bytes; NULL when the share is 0 */
};

enum path_kind { PATH_OBJECT, PATH_LOG };

/* A followed batch at its producer's answer, or at its arrival at a consumer group. */
struct path_seen {
    struct random_key key;                  /* of the replication */
    uint32_t topic;                         /* index of the followed topic group */
    uint32_t producer, partition, sequence; /* of the followed group; sequence as in sim/part/audit.h */
    uint32_t records;
    uint64_t offset;           /* of its first record */
    int64_t first_ns, last_ns; /* intended send times of its first and last record */
    int64_t sent_ns, now_ns;
    bool is_read; /* read by this consumer group; else acknowledged */
    uint32_t consumer_group;
};

/* A callback for each of them, warm-up and drain included, on the replication's thread. */
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
    bool is_full; /* follow every producer, consumer, agent and broker; else as many as the result needs */
    double measured_to; /* highest level that all of its distributions' sources measured */
    double tail_s; /* log path: traffic after the measured time, so that its last records see the same load;
                      0: as long as it matters */
    const struct path_observer *observer; /* NULL: none */
};

/* True if both give the same result under the same rule. Equal paths that were built in different ways may be
 * told apart, different ones never aren't. */
bool data_path_same(const struct data_path *one, const struct data_path *other);

/* The highest level that the sources of all stages' latencies measured; 0 when one doesn't say. */
double path_measured_to(const struct data_path *path);

/* ---- results ---- */

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

/* A stage of the latency; the means of all add up to the mean latency. */
struct path_stage {
    const char *name;
    double mean_ns;     /* over all records */
    double near_p99_ns; /* over batches with a latency in the bin of sixteenths of an octave around p99; NAN
                           without any */
};

/* A shared resource that can be busy. */
struct path_resource {
    const char *name;
    double busy;    /* share of the time; of the busiest of its kind */
    double waiting; /* mean queue length; NAN without a queue */
};

struct path_result {
    const struct replicate_result *runs; /* measures as path_measure_at numbers them; no counters */
    size_t group_count;                  /* followed groups */
    const uint32_t *groups;              /* their indices in clients.groups */
    size_t stage_counts[PATH_MEASURE__COUNT];
    const struct path_stage *stages[PATH_MEASURE__COUNT];
    struct estimate_plain counts[PATH_COUNT__COUNT]; /* per second, but for bytes of a file; value NAN for
                                                        counts that the path lacks */
    size_t resource_count;
    const struct path_resource *resources;
    uint64_t checks[AUDIT__COUNT];
    const char *unit_name; /* the independent units: "files", "batches" */
    const char *detail;    /* "full", or the approximations */
    const char *violation; /* the broken guarantee, with position and seed; NULL for none */
};

/* Index of a measure in runs->measures: of followed group i, or of all together (i = group_count). With
 * one group both are the same. */
static inline size_t path_measure_at(size_t group_count, size_t i, enum path_measure measure)
{
    return group_count == 1 ? measure : PATH_MEASURE__COUNT * i + measure;
}

struct path_trace;

/* Simulate. The path sets rule.warm_floor_s and rule.measured_to; start_s and max_s may be 0: the path
 * then chooses the first, and the last is 64 times it. trace may be NULL; else it receives the first
 * replication's sampled batches and files. */
const struct path_result *path_run(const struct data_path *path, const struct replicate_rule *rule,
                                   struct path_trace *trace, struct arena *arena);
