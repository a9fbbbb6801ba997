/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Path trace: the history of some batches and files, for a viewer.
 *
 * An item is a batch, a file or the like, from its beginning to its end; its steps are parts of that time. It
 * is on the lane of its producer or server. The trace keeps the first so many spans (items and steps) of
 * items that begin after the traced replication's warm-up; when that is run again, longer, it starts anew.
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
    uint32_t number; /* number of the producer, agent or broker */
    bool is_step;    /* of the item before it */
    const char *name;
    int64_t start_ns, end_ns;
};

struct path_trace;

/* A trace of at most so many spans. */
struct path_trace *path_trace_new(struct arena *arena, size_t most);

/* A replication begins: drop all items; keep those that begin at from_ns or later. trace may be NULL, here
 * and below. */
void path_trace_restart(struct path_trace *trace, int64_t from_ns);

/* Add an item that is over; true if it was kept and its steps are to be added. */
bool path_trace_item(struct path_trace *trace, enum path_lane lane, uint32_t number, const char *name,
                     int64_t start_ns, int64_t end_ns);

/* Add a step of the last kept item, within it. */
void path_trace_step(struct path_trace *trace, const char *name, int64_t start_ns, int64_t end_ns);

/* Items in the order in which they were added, each followed by its steps. */
size_t path_trace_count(const struct path_trace *trace);
const struct path_span *path_trace_at(const struct path_trace *trace, size_t index);
