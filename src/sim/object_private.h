/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The object path, inside: agents and files (object_path.c), consumers and caches (object_read.c). */
#pragma once

#include "sim/fetch.h"
#include "sim/offsets.h"
#include "sim/path_private.h"
#include "sim/zone_cache.h"

/* What happens, and in which order at one moment: what ends, then what is due, then what arrives, then what is sent. */
enum object_event {
    EVENT_PUT,      /* target: ticket of an upload */
    EVENT_COMMIT,   /* the sequencer is due */
    EVENT_GET,      /* ticket of a load */
    EVENT_TIMER,    /* agent whose file is due; data: its setting */
    EVENT_ARRIVE,   /* flight at its agent */
    EVENT_LUMP,     /* agent: bytes of producers that aren't followed */
    EVENT_WATCH,    /* file × zones + zone: consumers that aren't followed want it */
    EVENT_COMPACT,  /* the compactor is due */
    EVENT_ACK,      /* flight back at its producer */
    EVENT_LOOKUP,   /* reader whose answer knows its files */
    EVENT_DELIVER,  /* reader that has its answer */
    EVENT_FETCH,    /* reader whose fetch arrives */
    EVENT_EXPIRE,   /* reader whose fetch has waited long enough */
    EVENT_PRODUCE,  /* producer that is due */
};

/* Chunks of a file of which is known who asked last, so that an answer asks once. */
enum { FILE_SEEN_MAX = 8 };

struct file {
    uint64_t number; /* of its agent */
    uint64_t serial; /* of all, from 0 */
    uint32_t agent;
    uint32_t first_flight, last_flight;
    uint32_t unread;        /* batches that somebody still reads, and watchers */
    double bytes;
    uint32_t batch_count;
    int64_t opened_ns, closed_ns, stored_ns;
    bool is_stored;
    uint32_t seen_by[FILE_SEEN_MAX]; /* the answer that asked for the chunk last */
};

struct agent {
    struct batcher batcher;
    uint32_t open; /* file, or POOL_NONE */
    uint32_t setting;
    struct random_stream lumps;
    uint64_t lump_count;
};

/* A consumer's fetch at an agent of its zone. */
struct reader {
    uint32_t followed, loop; /* of the followed group's fetches */
    uint32_t agent;
    uint16_t zone, agent_zone;
    struct link link;
    struct random_stream lookups;
    uint64_t lookup_count;
    uint32_t pending; /* loads that the answer waits for */
    uint32_t *batches; /* of the answer */
    uint32_t count, capacity;
    int64_t answered_ns, loaded_ns;
    bool is_under_way;
    bool is_told;     /* waits in the list of those to be told */
};

/* A chunk that an agent gets. */
struct load {
    uint32_t zone, ticket, agent, prefix;
    double bytes;
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
    int64_t commit_timer_ns;
    uint32_t commit_setting;
    struct compactor *compactor;
    int64_t compact_timer_ns;
    uint32_t compact_setting;
    double lump_rate_bytes_per_s;   /* of an agent, of producers that aren't followed */
    double request_bytes, request_count; /* of followed producers so far */
    int64_t quiet_ns;               /* from then on no followed producer holds records that it hasn't sent */
    struct offsets **offsets;       /* by followed group */

    /* Readers. */
    struct fetches **fetches;       /* by followed group; NULL without consumers */
    uint32_t *first_reader;
    uint32_t reader_count;
    struct reader *readers;
    struct zone_cache **caches;     /* by zone */
    struct pool loads;
    uint32_t *told, told_count;     /* readers for whom something was committed just now */
    uint32_t answer_serial;
    double *unfollowed_consumers;   /* by zone, of all groups */
    double cycle_sum_s, cycle_count; /* from one answer to a reader to the next */
    struct random_stream watches;
};

static inline struct file *file_at(const struct object_run *run, uint32_t index)
{
    return &((struct file *)run->files.items)[index];
}

/* ---- object_read.c ---- */

void object_readers_start(struct object_run *run);

/* A batch is committed: its consumers may have it. When all that is committed at one moment was said, they are told. */
void object_batch_readable(struct object_run *run, int64_t now_ns, uint32_t batch);
void object_tell_readers(struct object_run *run, int64_t now_ns);

/* A file is committed: consumers that aren't followed will want it. */
void object_file_readable(struct object_run *run, int64_t now_ns, uint32_t file);

/* Something of a file was read for the last time, or nobody reads it. */
void object_file_unread(struct object_run *run, uint32_t file, uint32_t times);

void object_on_get(struct object_run *run, int64_t now_ns, uint32_t ticket);
void object_on_watch(struct object_run *run, int64_t now_ns, uint32_t target);
void object_on_lookup(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_deliver(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_fetch(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_expire(struct object_run *run, int64_t now_ns, uint32_t reader);
