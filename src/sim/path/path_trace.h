/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Path trace: what happened to some batches and files, to be looked at.
 *
 * An item is a batch, a file or the like, from its beginning to its end; its steps are stretches of that. It
 * is on a lane: the producer or the server that it belongs to. Kept are the first so many spans (items and
 * steps) of items that begin after the warm-up of the replication that is traced; when that is run again,
 * longer, they are dropped and kept anew.
 *
 *     if (path_trace_item(trace, PATH_LANE_SERVER, broker, "append", came_ns, done_ns))
 *         path_trace_step(trace, "replication", appended_ns, done_ns);
 *
 * Ownership: the arena of path_trace_new. Names are static strings. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum path_lane { PATH_LANE_PRODUCER, PATH_LANE_SERVER, PATH_LANE__COUNT };

struct path_span {
    enum path_lane lane;
    uint32_t number; /* which producer, which agent or broker */
    bool is_step;    /* of the item before it */
    const char *name;
    int64_t start_ns, end_ns;
};

struct path_trace;

/* A trace of at most so many spans. */
struct path_trace *path_trace_new(struct arena *arena, size_t most);

/* A replication begins: forget what there is; keep items that begin at from_ns or later. trace may be NULL,
 * here and below. */
void path_trace_restart(struct path_trace *trace, int64_t from_ns);

/* An item that is over: whether it is kept, and its steps are to be added. */
bool path_trace_item(struct path_trace *trace, enum path_lane lane, uint32_t number, const char *name,
                     int64_t start_ns, int64_t end_ns);

/* A step of the last item that was kept, within it. */
void path_trace_step(struct path_trace *trace, const char *name, int64_t start_ns, int64_t end_ns);

/* Items in the order in which they were added, each followed by its steps. */
size_t path_trace_count(const struct path_trace *trace);
const struct path_span *path_trace_at(const struct path_trace *trace, size_t index);
