/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What both kinds of data path share:
 *
 *     path.c          runs replications of either kind and gathers their results
 *     path_detail.c   chooses the producers, consumers and partitions that are followed
 *     path_clients.c  followed producers: their accumulators, connections and batches
 *     path_stages.c   the stages of a record's latency
 *     object_path.c   agents and object storage (object_run.h lists its parts)
 *     log_path.c      brokers (log_private.h lists its parts)
 *
 * Indices: a `topic` is a followed topic group, a `group` one of clients.groups or a consumer group. */
#pragma once

#include "sim/engine/kernel.h"
#include "sim/engine/pool.h"
#include "sim/engine/timer.h"
#include "sim/part/link.h"
#include "sim/path/path.h"
#include "sim/path/path_stages.h"
#include "sim/path/path_trace.h"

/* ---- detail ---- */

/* A followed topic group: the first so many of its producers, consumers of each group and partitions. */
struct path_followed {
    uint32_t group; /* in clients.groups */
    uint32_t producers, consumers, partitions;
    double stands_for;  /* producers that a followed one stands for: ≥ 1 */
    double counts_for;  /* producers whose requests are counted with each of its own: 1 where background
                           producers are simulated, which count their own */
    uint32_t every;     /* partitions whose numbers are multiples of this are followed: 1, but where requests
                           hold very many batches */
    double records_for; /* records that a followed one stands for */
    double consumers_for;                                     /* consumers that a followed one stands for */
    uint32_t weight;                                          /* of its records against other topics' */
    uint32_t first_producer, first_partition, first_consumer; /* among those of all topics */
};

struct path_detail {
    size_t count;
    struct path_followed *followed;
    uint32_t producers, partitions, consumers; /* of all topics; consumers of all consumer groups */
    double background_bytes_per_s;             /* produced by producers that are not followed */
    const char *text;
};

/* Choose whom to follow: at most `most` producers unless all are. The path kind decides what approximates the
 * rest. Groups beyond PATH_GROUPS_MAX, the smallest, are background. */
enum { PATH_GROUPS_MAX = 32 };
struct path_kind_row;
struct path_detail path_detail_of(const struct path_clients *clients, bool is_full, uint32_t most,
                                  const struct path_kind_row *kind, struct arena *arena);

/* ---- one replication ---- */

/* Stretches of time, each in a stratum of the record; the time outside of all is in another. Of stretches
 * that overlap the later one also ends later; what lies in both belongs to the earlier one. */
struct path_strata {
    size_t count;
    const int64_t *from_ns, *until_ns; /* ascending */
    const uint8_t *strata;
    uint8_t outside; /* stratum */
};

/* Results of a replication besides its record's measures; record->extra. */
struct path_extra {
    struct path_stages *stages[PATH_MEASURE__COUNT];
    int64_t from_ns, until_ns;        /* the counted time, a part of the measured time */
    double counts[PATH_COUNT__COUNT]; /* NAN for what the path has none of */
    uint64_t checks[AUDIT__COUNT];
    double *busy, *waiting; /* by resource */
    const char *note;       /* to be printed with the detail; NULL for none. In the record's arena */
};

struct path_batch {
    struct audit_batch audit;
    uint32_t next; /* of its request */
    uint16_t topic;
    uint16_t reads_left;
    uint32_t file;   /* object path: the file it is in; log path: the flight it came with */
    uint32_t copies; /* log path: brokers that have it, as far as its leader knows */
    uint8_t stratum;
    int64_t first_ns, last_ns;               /* when its first and its last record were to be sent */
    int64_t times_ns[PATH_WRITE_STAGES_MAX]; /* when each stage ended, up to COMMITTED */
};

/* A request under way. */
struct path_flight {
    struct accumulator_request *request; /* NULL: of a background producer */
    uint32_t producer;
    uint32_t next;        /* of its file */
    uint32_t first_batch; /* POOL_NONE: of a background producer */
    uint32_t uncommitted; /* log path: batches that are not committed yet */
    double bytes;
};

struct path_producer {
    struct accumulator *accumulator;
    struct link *links; /* by destination */
    uint32_t topic;
    uint32_t sequence;
    uint16_t zone;
    struct timer timer;
};

/* A replication, as far as both kinds know it; the first member of the kind's own. */
struct path_run {
    const struct data_path *path;
    const struct path_detail *detail;
    struct random_key key;
    struct record *record;
    struct arena *arena;
    struct kernel *kernel;
    struct path_extra *extra;
    const struct path_strata *strata; /* NULL: all batches count alike */
    struct path_trace *trace;         /* NULL: not traced */
    struct path_stage_list stages[PATH_MEASURE__COUNT];
    struct audit **audits; /* by topic */
    struct path_producer *producers;
    struct pool flights, batches;
    int64_t stop_ns;  /* arrivals end; after the measured time, so that its last records see what all others
                         saw */
    int64_t quiet_ns; /* from here on no followed producer holds records that it has not sent */
    uint64_t outstanding; /* followed batches that have not arrived everywhere */
};

/* Create producers with a link to each of `destinations` servers; arrivals go on for tail_s after the
 * measured time. */
void path_clients_start(struct path_run *run, uint32_t destinations,
                        uint32_t (*server_zone)(const struct path_run *run, uint32_t producer,
                                                uint32_t destination),
                        double tail_s);

/* The producer's next request that leaves now, as a flight; POOL_NONE when there is none, and then its timer
 * is set. type: the event of a producer that is due. */
uint32_t path_next_flight(struct path_run *run, int64_t now_ns, uint32_t producer, unsigned type);

/* A flight is acknowledged: record the latency and the stages of its batches, and give it back. */
void path_acked(struct path_run *run, int64_t now_ns, uint32_t flight, unsigned type);

/* A consumer group has a batch now. ends_ns: by stage, the ends of those behind ACKED, but for the last. */
void path_read(struct path_run *run, int64_t now_ns, uint32_t batch, uint32_t group, uint64_t known_offset,
               const int64_t *ends_ns);

static inline struct path_batch *path_batch_at(const struct path_run *run, uint32_t index)
{
    return &((struct path_batch *)run->batches.items)[index];
}
static inline struct path_flight *path_flight_at(const struct path_run *run, uint32_t index)
{
    return &((struct path_flight *)run->flights.items)[index];
}
static inline const struct path_group *path_group_of(const struct path_run *run, uint32_t topic)
{
    return &run->path->clients.groups[run->detail->followed[topic].group];
}

/* Schedule an event; its type is its priority among those of the same time. */
static inline void path_schedule(struct path_run *run, int64_t time_ns, unsigned type, uint32_t target,
                                 uint32_t data)
{
    kernel_schedule(run->kernel, time_ns, type, type, target, data);
}

/* Count an amount, if now is in the counted time. */
static inline void path_count(struct path_run *run, enum path_count count, int64_t now_ns, double amount)
{
    if (now_ns >= run->extra->from_ns && now_ns < run->extra->until_ns) run->extra->counts[count] += amount;
}

/* The longest linger of all groups, and of the followed ones. */
double path_longest_linger_s(const struct path_clients *clients);
double path_followed_linger_s(const struct path_run *run);

/* Share of the time so far in which a followed producer's buffer was full, on average. */
double path_blocked_share(const struct path_run *run);

/* Whether everything has arrived everywhere and no producer holds anything. Asked when arrivals have ended.
 */
bool path_is_dry(const struct path_run *run);

/* Handle events until the run is dry. Inline, so that the handler is compiled into it. */
static inline void path_loop(struct path_run *run,
                             void (*handle)(struct path_run *run, const struct event *event))
{
    struct event event;
    while (kernel_next(run->kernel, &event)) {
        handle(run, &event);
        if (event.time_ns > run->quiet_ns && path_is_dry(run)) break;
    }
}

/* The run is over: take the verdict and the counts of the audits. */
void path_close(struct path_run *run);

/* ---- the kinds ---- */

struct path_resource_row {
    const char *name;
    bool can_wait;
};

struct path_kind_row {
    const char *unit_name;
    bool has_background;        /* producers that are not followed are simulated as aggregate flows */
    bool follows_all_consumers; /* else a share, like that of producers */
    size_t resource_count;
    const struct path_resource_row *resources;

    /* How much to simulate, and for how long. */
    uint32_t (*most_producers)(const struct data_path *path); /* followed, unless all are */
    double (*warm_s)(const struct data_path *path);
    double (*least_s)(const struct data_path *path); /* of the first length, after the warm-up; NULL: any */
    double (*step_s)(const struct data_path *path);  /* longest period of what keeps step with the start;
                                                        NULL: nothing does */
    double (*units_per_s)(const struct data_path *path); /* expected, for the first length */
    double (*first_units)(const struct data_path *path); /* of all replications, which mostly give p99 to 5 %;
                                                            NULL: unknown */

    /* One replication: struct path_run, followed by what the kind adds. */
    size_t run_bytes;
    void (*start)(struct path_run *run);
    void (*loop)(struct path_run *run); /* path_loop with the kind's handler */
    void (*finish)(struct path_run *run);
};
extern const struct path_kind_row PATH_OBJECT_KIND, PATH_LOG_KIND;
