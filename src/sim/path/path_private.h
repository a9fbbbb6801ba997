/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by both kinds of data path:
 *
 *     path.c          runs replications of either kind and gathers their results
 *     path_detail.c   chooses the producers, consumers and partitions to follow
 *     path_size.c     what a run will need, and what needn't be told apart
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
    double stands_for; /* producers that a followed one stands for: ≥ 1 */
    double counts_for; /* producers whose requests are counted with each of its own: 1 if background producers
                          are simulated, which count their own */
    uint32_t every;    /* follow partitions whose numbers are multiples of this: 1, unless requests hold very
                          many batches */
    double records_for;                                       /* records that a followed one stands for */
    double consumers_for;                                     /* consumers that a followed one stands for */
    uint32_t weight;                                          /* of its records relative to other topics' */
    uint32_t first_producer, first_partition, first_consumer; /* among those of all topics */
};

struct path_detail {
    size_t count;
    struct path_followed *followed;
    uint32_t producers, partitions, consumers; /* of all topics; consumers of all consumer groups */
    double background_bytes_per_s;             /* rate of unfollowed producers */
    const char *text;
};

/* Choose the producers to simulate individually, at most `most` unless all are; the path kind decides how
 * the rest are approximated. Groups beyond PATH_GROUPS_MAX, the smallest, are background. */
enum { PATH_GROUPS_MAX = 32 };
struct path_kind_row;
struct path_detail path_detail_of(const struct path_clients *clients, bool is_full, uint32_t most,
                                  const struct path_kind_row *kind, struct arena *arena);

/* ---- one replication ---- */

/* Stretches of time, each in a stratum of the record; time outside all is in another. Of overlapping
 * stretches the later one also ends later; the overlap belongs to the earlier one. */
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
    double counts[PATH_COUNT__COUNT]; /* NAN for counts that the path lacks */
    uint64_t checks[AUDIT__COUNT];
    double *busy, *waiting; /* by resource */
    const char *note;       /* printed with the detail; NULL for none. In the record's arena */
};

struct path_batch {
    struct audit_batch audit;
    uint32_t next; /* of its request */
    uint16_t topic;
    uint16_t reads_left;
    uint32_t file;   /* object path: its file; log path: its flight */
    uint32_t copies; /* log path: brokers that have it, as far as its leader knows */
    uint8_t stratum;
    int64_t first_ns, last_ns;               /* intended send times of its first and last record */
    int64_t times_ns[PATH_WRITE_STAGES_MAX]; /* end of each stage, up to COMMITTED */
};

/* A request in flight. */
struct path_flight {
    struct accumulator_request *request; /* NULL for a background producer */
    uint32_t producer;
    uint32_t next;        /* of its file */
    uint32_t first_batch; /* POOL_NONE for a background producer */
    uint32_t uncommitted; /* log path: batches not yet committed */
    double bytes;
    uint32_t next_sent;  /* object path with answers in turn: the next of its connection */
    bool is_committed;   /* likewise */
    int64_t answered_ns; /* object path: when its answer leaves */
};

struct path_producer {
    struct accumulator *accumulator;
    struct link *links; /* by destination */
    uint32_t topic;
    uint32_t sequence;
    uint16_t zone;
    struct timer timer;
};

/* The common part of a replication; the first member of each kind's own struct. */
struct path_run {
    const struct data_path *path;
    const struct path_detail *detail;
    struct random_key key;
    struct record *record;
    struct arena *arena;
    struct kernel *kernel;
    struct path_extra *extra;
    const struct path_strata *strata; /* NULL: all batches weigh the same */
    struct path_trace *trace;         /* NULL: not traced */
    struct path_stage_list stages[PATH_MEASURE__COUNT];
    struct audit **audits; /* by topic */
    struct path_producer *producers;
    struct pool flights, batches;
    int64_t
        stop_ns; /* end of arrivals, after the measured time, so that its last records see the same load */
    int64_t quiet_ns;     /* from here on no followed producer holds unsent records */
    uint64_t outstanding; /* followed batches that have not arrived everywhere */
};

/* Create producers with a link to each of `destinations` servers; arrivals go on for tail_s after the
 * measured time. */
void path_clients_start(struct path_run *run, uint32_t destinations,
                        uint32_t (*server_zone)(const struct path_run *run, uint32_t producer,
                                                uint32_t destination),
                        double tail_s);

/* The producer's next request that leaves now, as a flight; POOL_NONE for none, and then its timer is set.
 * type: the event of a due producer. */
uint32_t path_next_flight(struct path_run *run, int64_t now_ns, uint32_t producer, unsigned type);

/* A flight is acknowledged: record the latency and the stages of its batches, and free it. */
void path_acked(struct path_run *run, int64_t now_ns, uint32_t flight, unsigned type);

/* A consumer group has a batch now. ends_ns: by stage, the ends of those after ACKED, but for the last. */
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

/* Mean share of the time so far that a followed producer's buffer was full. */
double path_blocked_share(const struct path_run *run);

/* True if everything has arrived everywhere and no producer holds records. Valid once arrivals have ended. */
bool path_is_dry(const struct path_run *run);

enum { PATH_LOOKS_EVERY = 1 << 16 };

/* True if the run has taken far more than was expected of it: then it is stopped, and says so. */
bool path_stops(struct path_run *run);

/* Handle events until the run is dry. Inline, so that the handler is compiled into it. */
static inline void path_loop(struct path_run *run,
                             void (*handle)(struct path_run *run, const struct event *event))
{
    struct event event;
    while (kernel_next(run->kernel, &event)) {
        handle(run, &event);
        if (event.time_ns > run->quiet_ns && path_is_dry(run)) break;
        if (run->kernel->taken % PATH_LOOKS_EVERY == 0 && path_stops(run)) break;
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
    bool has_background;        /* simulate unfollowed producers as aggregate flows */
    bool follows_all_consumers; /* else a share, like that of producers */
    size_t resource_count;
    const struct path_resource_row *resources;

    /* Size and length of the simulation. */
    uint32_t (*most_producers)(const struct data_path *path); /* followed, unless all are */
    double (*warm_s)(const struct data_path *path);
    double (*least_s)(const struct data_path *path); /* of the first length, after the warm-up; NULL: any */
    double (*step_s)(
        const struct data_path *path); /* longest period in step with the run's start; NULL: none */
    double (*units_per_s)(const struct data_path *path); /* expected, for the first length */
    double (*first_units)(
        const struct data_path *path); /* of all replications, mostly enough for p99 to 5 %; NULL: unknown */

    /* Size of one replication: struct path_run with the kind's additions. */
    size_t run_bytes;
    void (*start)(struct path_run *run);
    void (*loop)(struct path_run *run); /* path_loop with the kind's handler */
    void (*finish)(struct path_run *run);
};
extern const struct path_kind_row PATH_OBJECT_KIND, PATH_LOG_KIND;
const struct path_kind_row *path_kind_of(const struct data_path *path);

/* The shortest first length, warm-up included. */
double path_least_s(const struct data_path *path);
