/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The object path, inside: agents and files (object_path.c), consumers and caches (object_read.c), what
 * stands for those that aren't followed (object_aggregate.c, object_wish.c), and who goes where
 * (object_place.c).
 */
#pragma once

#include "sim/part/aggregate.h"
#include "sim/part/fetch.h"
#include "sim/part/offsets.h"
#include "sim/path/path_private.h"
#include "sim/part/zone_cache.h"

/* What happens, and in which order at one moment: what ends, then what is due, then what arrives, then what
 * is sent. */
enum object_event {
    EVENT_PUT,          /* target: ticket of an upload */
    EVENT_DELAY,        /* file whose delay ends; data: its stage */
    EVENT_COMMIT,       /* the sequencer is due */
    EVENT_GET,          /* ticket of a load */
    EVENT_TIMER,        /* agent whose file is due; data: its setting */
    EVENT_ARRIVE,       /* flight at its agent */
    EVENT_CROWD_ARRIVE, /* flight of a producer that isn't followed, at its agent */
    EVENT_COMPACT,      /* the compactor is due */
    EVENT_ACK,          /* flight back at its producer */
    EVENT_CROWD_ACK,
    EVENT_FETCH_DELAY, /* reader whose answer's delay ends; data: its stage */
    EVENT_DELIVER,     /* reader that has its answer */
    EVENT_FETCH,       /* reader whose fetch arrives */
    EVENT_EXPIRE,      /* reader whose fetch has waited long enough */
    EVENT_PRODUCE,     /* producer that is due; data: its setting */
    EVENT_CROWD_DUE,   /* the same of one that isn't followed */
    EVENT_MARK,        /* the counted time begins or ends: data 0 or 1 */
};

/* Chunks of a file of which is known who asked last, so that an answer asks once. */
enum { FILE_SEEN_MAX = 8 };

struct file {
    uint64_t number; /* of its agent */
    uint64_t serial; /* of all, from 0 */
    uint32_t agent;
    uint32_t first_flight, last_flight;
    uint32_t unread; /* batches that somebody still reads */
    double bytes;
    uint32_t chunks;
    double batches; /* of followed producers and others */
    double followed_batches;
    uint32_t groups_seen;                     /* a bit for each followed group with a record that counts */
    int64_t opened_ns, ends_ns[OBJECT_ACKED]; /* by stage, from CLOSED on */
    bool is_stored;
    uint32_t seen_by[FILE_SEEN_MAX]; /* the answer that asked for the chunk last */
    uint64_t shelf_at;               /* number of its first chunk on the shelf */
};

struct agent {
    struct batcher batcher;
    uint32_t open; /* file, or POOL_NONE */
    uint32_t setting;
};

/* A producer that isn't followed. */
struct aggregate_producer {
    struct aggregate_member member;
    uint32_t group; /* in clients.groups */
    uint32_t agent;
    bool crosses; /* into another zone */
    struct link link;
    struct timer timer;
    double credit; /* requests that it stands for and hasn't brought, < 1 */
};

/* Those of a topic group. */
struct aggregate_group {
    struct aggregate_rule rule;
    uint32_t members;
    double weight;  /* producers that each sends for */
    double batches; /* that came so far and aren't followed */
};

/* A chunk of a committed file. */
struct shelved {
    uint64_t serial;
    double bytes; /* of the file */
    uint32_t chunk;
};

/* Those that readers may still wish for, numbered from begin to before end; by number mod capacity, a power
 * of two ≥ 64. A row has a bit for each. */
struct shelf {
    uint64_t begin, end, capacity;
    struct shelved *items;
    uint32_t *first_row; /* by followed group: the row of its first consumer, */
    uint64_t
        *wishes; /* which says what it wishes for, as all groups' consumers with the same partitions do */
    uint64_t *asked, *loaded; /* by zone: what its cache was asked for, and is known to have */
    double *bytes;            /* by followed group: what each consumer that wishes for it has in it */
};
#define NO_SHELF UINT64_MAX

/* A consumer's fetch at an agent of its zone. */
struct reader {
    uint32_t followed, loop; /* of the followed group's fetches */
    uint16_t zone, agent_zone;
    struct link link;
    struct random_stream delays;
    uint64_t answer_count;
    uint32_t pending;  /* loads that the answer waits for */
    uint32_t *batches; /* of the answer */
    uint32_t count, capacity;
    int64_t ends_ns[OBJECT_STAGE__COUNT]; /* of the answer's stages */
    bool is_told;                         /* waits in the list of those to be told */
    uint32_t consumer;                    /* of its group */
    uint64_t shelf_from;                  /* the first that wasn't in an answer */
    uint64_t shelf_low, shelf_at; /* of the answer under way: the first, and behind the one that is waited
                                     for; NO_SHELF for none */
};

/* A chunk that an agent gets. */
struct load {
    uint32_t zone, ticket, agent, prefix;
    double bytes;
};

/* What the parts counted by some time. */
struct object_tally {
    struct object_counts puts, gets;
    struct sequencer_counts commits;
};

struct object_run {
    struct path_run base;
    const struct object_path *rule;
    unsigned zones;
    struct agent *agents;
    uint32_t *producer_agents;
    struct pool files;
    uint64_t file_count;
    struct object_store *puts, *gets;
    struct sequencer *sequencer;
    struct timer commit_timer;
    struct compactor *compactor;
    struct timer compact_timer;
    struct aggregate_producer *aggregate;
    uint32_t aggregate_count;
    struct aggregate_group *aggregate_groups;       /* by place in clients.groups */
    double aggregate_batches;                       /* of all of them so far */
    double *followed_batches, followed_batches_all; /* by followed group, so far */
    struct object_tally tallies[2];                 /* at the beginning and at the end of the counted time */
    int64_t quiet_ns;         /* from then on no followed producer holds records that it hasn't sent */
    struct offsets **offsets; /* by followed group */

    /* Readers. */
    struct fetches **fetches; /* by followed group; NULL without consumers */
    uint32_t *first_reader;
    uint32_t reader_count;
    struct reader *readers;
    struct zone_cache **caches; /* by zone */
    struct pool loads;
    bool *waits; /* by reader: its fetch is at the server */
    struct shelf shelf;
    uint32_t *told, told_count; /* readers for whom something was committed just now */
    uint32_t answer_serial;
};

static inline struct file *file_at(const struct object_run *run, uint32_t index)
{
    return &((struct file *)run->files.items)[index];
}

/* ---- object_place.c ---- */

uint32_t object_agents_in(const struct object_run *run, uint32_t zone);

/* The nth of the zone's agents, round and round; of any where the zone has none. */
uint32_t object_agent_for(const struct object_run *run, uint32_t zone, uint32_t n);

/* The zone that client n goes to: its own, for the share that chooses so; the others take turns. */
uint32_t object_zone_for(const struct object_run *run, uint32_t n, double aware);

/* ---- object_path.c ---- */

/* A request of so many bytes in so many batches, of which so many are followed, comes to an agent. flight is
 * whom to answer when the file is committed, or POOL_NONE. */
void object_gather(struct object_run *run, int64_t now_ns, uint32_t agent, double bytes, double batches,
                   double followed, uint32_t flight);

/* ---- object_lengths.c: what struct path_kind_row asks for ---- */

uint32_t object_most_producers(const struct data_path *path);
double object_warm_s(const struct data_path *path);
double object_step_s(const struct data_path *path);
double object_units_per_s(const struct data_path *path);
double object_first_units(const struct data_path *path);

/* ---- object_aggregate.c ---- */

/* turns: by zone, how many clients went there. */
void object_aggregate_start(struct object_run *run, uint32_t *turns);
void object_on_aggregate_due(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t setting);
void object_on_aggregate_arrive(struct object_run *run, int64_t now_ns, uint32_t flight);
void object_on_aggregate_ack(struct object_run *run, int64_t now_ns, uint32_t flight);

/* The flight's file is committed. */
void object_aggregate_answer(struct object_run *run, int64_t now_ns, uint32_t flight);

/* ---- object_read.c ---- */

void object_readers_start(struct object_run *run);

/* A batch is committed: its consumers may have it. When all that is committed at one moment was said, they
 * are told. */
void object_batch_readable(struct object_run *run, int64_t now_ns, uint32_t batch);
void object_tell_readers(struct object_run *run, int64_t now_ns);

/* The reader is to be told. */
void object_remember_to_tell(struct object_run *run, uint32_t reader);

/* Whether the reader has to wait for a chunk of the file with this serial and so many bytes. */
bool object_want(struct object_run *run, int64_t now_ns, uint32_t waiter, uint64_t serial, double file_bytes,
                 uint32_t chunk);

/* A waiter is a reader that counts the loads that it waits for, or with this one that goes on with its
 * wishes. */
#define OBJECT_CHAIN (UINT32_C(1) << 31)

/* Each of the consumers that the reader stands for wanted so many chunks: one of all loads each, the others
 * find it there or on its way. */
void object_count_wants(struct object_run *run, int64_t now_ns, uint32_t reader, double chunks);

/* Something of a file was read for the last time, or nobody reads it. */
void object_file_unread(struct object_run *run, uint32_t file, uint32_t times);

void object_on_get(struct object_run *run, int64_t now_ns, uint32_t ticket);
void object_on_fetch_delay(struct object_run *run, int64_t now_ns, uint32_t reader, uint32_t stage);
void object_on_deliver(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_fetch(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_expire(struct object_run *run, int64_t now_ns, uint32_t reader);

/* ---- object_wish.c ---- */

void object_shelf_start(struct object_run *run);

/* A file is committed: what is in it of producers that aren't followed concerns readers. */
void object_file_readable(struct object_run *run, uint32_t file);

/* Whether the reader has wishes, and whether they are, with what is ready for it, enough for an answer. */
bool object_has_wishes(const struct object_run *run, const struct reader *reader);
bool object_is_enough(const struct object_run *run, const struct reader *reader);

/* Whether the reader's next answer has the chunk of a committed file among its wishes. */
bool object_is_wish(const struct object_run *run, const struct reader *reader, const struct file *file,
                    uint32_t chunk);

/* The answer asks for its wishes, of which so many are asked for already for followed batches, and goes on
 * with them when one was loaded that it waits for: true if it has to wait for another. */
bool object_ask_for_wishes(struct object_run *run, int64_t now_ns, uint32_t reader, uint32_t asked_already);
bool object_await_wishes(struct object_run *run, int64_t now_ns, uint32_t reader);
