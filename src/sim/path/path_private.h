/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Data paths, inside: what both kinds share.
 *
 *     path.c          runs replications of either kind and gathers what they found
 *     path_detail.c   which producers, consumers and partitions are followed, and what stands for the others
 *     path_clients.c  followed producers: their accumulators, connections and batches
 *     path_stages.c   where the time goes
 *     object_path.c   agents, files, commits (object_read.c: consumers and caches; object_aggregate.c,
 * object_wish.c: what stands for others) log_path.c      brokers (log_replicate.c: leaders and followers;
 * log_read.c: consumers) */
#pragma once

#include "sim/engine/kernel.h"
#include "sim/part/link.h"
#include "sim/path/path.h"
#include "sim/path/path_stages.h"
#include "sim/path/path_trace.h"
#include "sim/engine/pool.h"
#include "sim/engine/timer.h"

/* ---- detail ---- */

/* A topic group that is followed: the first so many of its producers, consumers of each group and partitions.
 */
struct path_followed {
    uint32_t group; /* in clients.groups */
    uint32_t producers, consumers, partitions;
    double stands_for; /* producers that a followed one stands for: ≥ 1 */
    double counts_for; /* producers whose requests are counted with each of its own: 1 where the others are a
                          crowd that counts for itself */
    uint32_t every; /* of its partitions those whose numbers are multiples of this are followed: 1, but where
                       requests hold very many batches */
    double records_for;                                       /* records that a followed one stands for */
    double consumers_for;                                     /* consumers that a followed one stands for */
    uint32_t weight;                                          /* of its records beside other groups' */
    uint32_t first_producer, first_partition, first_consumer; /* in the numbering of all followed ones */
};

struct path_detail {
    size_t count;
    struct path_followed *followed;
    uint32_t producers, partitions, consumers; /* followed in all; consumers of all consumer groups */
    double background_bytes_per_s;             /* produced by those that are not followed */
    const char *text;
};

/* Which are followed, where that is so, and what stands for the others is the kind's. At most `most`
 * producers are followed where not all are. Groups beyond PATH_GROUPS_MAX, the smallest, are background. */
enum { PATH_GROUPS_MAX = 32 };
struct path_kind_row;
struct path_detail path_detail_of(const struct path_clients *clients, bool is_full, uint32_t most,
                                  const struct path_kind_row *kind, struct arena *arena);

/* ---- one replication ---- */

/* Times that something rare touches, which a path makes more frequent than it is: what happens then is of a
 * kind of the record's, what happens outside of another. Of times that overlap the later one also ends later;
 * what lies in both is of the earlier one's kind. */
struct path_rare {
    size_t count;
    const int64_t *from_ns, *until_ns; /* ascending */
    const uint8_t *kinds;
    uint8_t quiet; /* kind of what happens outside */
};

/* What a replication found beside its record's measures; record->extra. */
struct path_extra {
    struct path_stages *stages[PATH_MEASURE__COUNT];
    int64_t from_ns, until_ns;        /* what happens in this time is counted: a part of the measured time */
    double counts[PATH_COUNT__COUNT]; /* NAN for what there is none of */
    uint64_t checks[AUDIT__COUNT];
    double *busy, *waiting; /* by resource */
    const char *note;       /* to be said beside the detail; NULL for nothing. In the record's arena */
};

struct path_batch {
    struct audit_batch audit;
    uint32_t next; /* of its request */
    uint16_t followed;
    uint16_t reads_left;
    uint32_t file;   /* object path: the file it is in; log path: the flight it came with */
    uint32_t copies; /* log path: brokers that have it, as far as its leader knows */
    uint8_t kind;    /* of the record's: see path_rare */
    int64_t first_ns, last_ns;
    int64_t times_ns[PATH_WRITE_STAGES_MAX]; /* when each stage ended, up to COMMITTED */
};

/* A request under way. */
struct path_flight {
    struct accumulator_request *request; /* NULL: of a producer that isn't followed */
    uint32_t producer;
    uint32_t next;        /* of its file */
    uint32_t first_batch; /* POOL_NONE: of a producer that isn't followed */
    double bytes;
};

struct path_producer {
    struct accumulator *accumulator;
    struct link *links; /* by destination */
    uint32_t followed;
    uint32_t sequence;
    uint16_t zone;
    struct timer timer;
};

/* What both paths know of a replication. */
struct path_run {
    const struct data_path *path;
    const struct path_detail *detail;
    struct random_key key;
    struct record *record;
    struct arena *arena;
    struct kernel *kernel;
    struct path_extra *extra;
    const struct path_rare *rare; /* NULL: all batches count alike */
    struct path_trace *trace;     /* NULL: this replication isn't traced */
    struct path_stage_list stages[PATH_MEASURE__COUNT];
    struct audit **audits; /* by followed group */
    struct path_producer *producers;
    struct pool flights, batches;
    int64_t stop_ns; /* arrivals go on behind the measured time, so that the last of it sees what all others
                        saw */
    uint64_t outstanding; /* followed batches that haven't arrived everywhere */
};

/* Fill a run: producers with a link to each of `destinations` servers. */
void path_clients_start(struct path_run *run, uint32_t destinations,
                        uint32_t (*server_zone)(const struct path_run *run, uint32_t producer,
                                                uint32_t destination),
                        double tail_s);

/* The producer's next request that goes out now, as a flight whose batches were sent and are expected;
 * POOL_NONE when there is none: then its timer is set. */
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
static inline const struct path_group *path_group_of(const struct path_run *run, uint32_t followed)
{
    return &run->path->clients.groups[run->detail->followed[followed].group];
}

/* Count something that happens now, if it is in the time for that. */
static inline void path_count(struct path_run *run, enum path_count count, int64_t now_ns, double amount)
{
    if (now_ns >= run->extra->from_ns && now_ns < run->extra->until_ns) run->extra->counts[count] += amount;
}

/* Has everything arrived everywhere, and no producer anything left? Asked when arrivals have ended. */
bool path_is_dry(const struct path_run *run);

/* Nothing anywhere any more: the audit's last word, and its counts. */
void path_close(struct path_run *run);

/* ---- the kinds ---- */

struct path_resource_row {
    const char *name;
    bool can_wait;
};

struct path_kind_row {
    const char *unit_name;
    bool has_aggregate;         /* producers that aren't followed are simulated as a crowd */
    bool follows_all_consumers; /* else as many as there are followed producers for theirs */
    size_t resource_count;
    const struct path_resource_row *resources;
    uint32_t (*most_producers)(const struct data_path *path); /* followed, where not all are */
    double (*warm_s)(const struct data_path *path);
    double (*least_s)(const struct data_path *path); /* behind the warm-up, of the first length; NULL: any */
    double (*step_s)(
        const struct data_path *path); /* the longest time after which things happen again in step */
    double (*units_per_s)(const struct data_path *path); /* expected, for the first length */
    double (*first_units)(const struct data_path *path); /* in all replications, with which p99 is mostly
                                                            known to 5 %; NULL: no idea */
    void (*simulate)(struct path_run *run);
};
extern const struct path_kind_row PATH_OBJECT_KIND, PATH_LOG_KIND;
