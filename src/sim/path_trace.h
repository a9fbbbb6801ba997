/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Path trace: what happened to some batches and files, to be looked at.
 *
 * A span is a stretch of simulated time in which something went on with an item (a batch, a file, an append); the item's spans lie within its
 * longest one. Items are on lanes: the producer or the server that they belong to. Kept are the first so many spans that begin after the
 * warm-up of the replication that is traced; when that is run again, longer, they are forgotten and kept anew.
 *
 * Ownership: the arena of path_trace_new. Names are static strings. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum path_lane { PATH_LANE_PRODUCER, PATH_LANE_SERVER, PATH_LANE__COUNT };

struct path_span {
    enum path_lane lane;
    uint32_t number;   /* which producer, which agent or broker */
    uint64_t item;     /* of its lane's kind: whatever number is the item's own */
    const char *name;
    int64_t start_ns, end_ns;
};

struct path_trace;

/* Of at most so many spans. */
struct path_trace *path_trace_new(struct arena *arena, size_t most);

/* A replication begins: forget what there is; keep what begins at from_ns or later. trace may be NULL, here and below. */
void path_trace_restart(struct path_trace *trace, int64_t from_ns);

/* Something went on. Of equal start, the longer span comes first. */
void path_trace_span(struct path_trace *trace, enum path_lane lane, uint32_t number, uint64_t item, const char *name, int64_t start_ns, int64_t end_ns);

/* In the order in which they were told. */
size_t path_trace_count(const struct path_trace *trace);
const struct path_span *path_trace_at(const struct path_trace *trace, size_t index);
