/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loads: the chunks that the agents of a zone GET into their cache, each once for all readers of the zone. */
#pragma once

#include "sim/path/object_run.h"

/* No load: the chunk is there. */
#define LOAD_NONE UINT32_MAX

/* A waiter of a load is a reader, with this bit if the load is part of a chain of background demand. */
#define LOAD_CHAIN (UINT32_C(1) << 31)

/* A chunk of a committed file. */
struct object_chunk {
    uint64_t file_serial;
    double file_bytes;
    uint32_t chunk;     /* in the file */
    uint64_t window_at; /* number in the recent-chunk window */
};

void object_loads_start(struct object_run *run);

/* Request a chunk from the zone's cache; return the load that the waiter waits for, which
 * object_reader_wake ends, or LOAD_NONE. */
uint32_t object_load(struct object_run *run, int64_t now_ns, uint32_t zone, const struct object_chunk *chunk,
                     uint32_t waiter);

void object_on_get(struct object_run *run, int64_t now_ns, uint32_t ticket);

/* True if the zone's cache has ever dropped a chunk. */
bool object_loads_evict(const struct object_run *run, uint32_t zone);

void object_loads_snapshot(struct object_run *run, unsigned which);
void object_loads_finish(struct object_run *run);
