/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One replication of the object path: declarations shared by its parts. Each part hides its state behind a
 * header of functions that the others may call:
 *
 *     object_path.c        start, dispatch of events, results, lengths of a run
 *     object_writers.c     agents, their files, PUTs, commits, compaction
 *     object_answers.c     the order in which a connection's requests are answered
 *     object_loads.c       zone caches, GETs
 *     object_readers.c     consumers' fetches
 *     object_background.c  producers that are not followed, as aggregate flows
 *     object_demand.c      chunks that consumers want of those producers */
#pragma once

#include "sim/part/offsets.h"
#include "sim/path/path_private.h"

/* Events, in their order at one moment: ends, due timers, arrivals, departures. */
enum object_event {
    EVENT_PUT,               /* target: ticket of an upload */
    EVENT_FILE_DELAY,        /* file; data: the stage that ends */
    EVENT_COMMIT,            /* the sequencer is due; data: the timer's setting */
    EVENT_GET,               /* ticket of a load */
    EVENT_FILE_DUE,          /* agent whose file is due; data: its setting */
    EVENT_ARRIVE,            /* flight at its agent */
    EVENT_BACKGROUND_ARRIVE, /* the same of a background producer */
    EVENT_COMPACT,           /* the compactor is due */
    EVENT_ACK,               /* flight back at its producer */
    EVENT_BACKGROUND_ACK,
    EVENT_FETCH_DELAY,    /* reader; data: the stage of its answer that ends */
    EVENT_DELIVER,        /* reader that has its answer */
    EVENT_FETCH,          /* reader whose fetch arrives */
    EVENT_EXPIRE,         /* reader whose fetch has waited for max_wait */
    EVENT_PRODUCE,        /* producer that is due; data: its timer's setting */
    EVENT_BACKGROUND_DUE, /* the same of a background producer */
    EVENT_SNAPSHOT,       /* the counted time begins (data 0) or ends (1) */
};

/* Chunks per file that remember their last reader, so that an answer requests each once. */
enum { FILE_SEEN_MAX = 8 };

/* A file, from its first request until everything in it has been read. Writers fill it; readers note who
 * requested which chunk. */
struct object_file {
    uint64_t number; /* of its agent */
    uint64_t serial; /* of all files, from 0 */
    uint32_t agent;
    uint32_t first_flight, last_flight;
    uint32_t unread; /* pending reads of its batches */
    double bytes;
    uint32_t chunks;
    double batches, followed_batches;
    uint32_t topics_counted;                  /* a bit per followed topic with a record that counts */
    int64_t opened_ns, ends_ns[OBJECT_ACKED]; /* ends_ns: by stage, from CLOSED on */
    bool is_stored;
    uint32_t seen_by[FILE_SEEN_MAX], seen_load[FILE_SEEN_MAX]; /* by chunk: the answer that requested it last,
                                                                  and the load that it waits for */
    uint64_t window_at; /* number of its first chunk in the recent-chunk window */
};

enum { RESOURCE_PUT_LIMIT, RESOURCE_GET_LIMIT, RESOURCE_BLOCKED, RESOURCE__COUNT };

struct object_run {
    struct path_run base; /* first member, as the path's functions expect */
    const struct object_path *rule;
    unsigned zones;
    struct pool files;         /* struct object_file */
    struct offsets **offsets;  /* by followed topic */
    struct object_line *lines; /* by connection; NULL unless answers come in turn */
    struct object_writers *writers;
    struct object_loads *loads;
    struct object_readers *readers;
    struct object_background *background; /* NULL: all producers are followed */
    struct object_demand *demand;         /* NULL likewise */
};

static inline struct object_file *object_file_at(const struct object_run *run, uint32_t index)
{
    return &((struct object_file *)run->files.items)[index];
}

/* So many reads of the file's batches are done. */
static inline void object_file_read(struct object_run *run, uint32_t index, uint32_t times)
{
    struct object_file *file = object_file_at(run, index);
    file->unread -= times;
    if (file->unread == 0) pool_give(&run->files, index);
}

/* The agents in a zone: agent a is in zone a mod zones, and so is client a. */
uint32_t object_agents_in(const struct object_run *run, uint32_t zone);

/* The nth agent of the zone, round robin; of all agents if the zone has none. */
uint32_t object_agent_for(const struct object_run *run, uint32_t zone, uint32_t n);

/* The zone that client n connects to: its own, for the share of zone-aware clients; round robin otherwise. */
uint32_t object_zone_for(const struct object_run *run, uint32_t n, double aware);

/* End a stage and return the next one, a delay of the path or a station. Delays that the path lacks end at
 * once. */
uint32_t object_next_stage(const struct object_run *run, int64_t now_ns, uint32_t stage, int64_t *ends_ns);

/* Count the billed requests between two snapshots of a store for the result `count`, and its share of the
 * limit. */
void object_count_requests(struct object_run *run, const struct object_rule *rule,
                           const struct object_counts snapshots[2], enum path_count count, int resource);
