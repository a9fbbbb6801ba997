/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writers: agents gather requests of many partitions into files, PUT each file and have a sequencer commit
 * it, which assigns offsets to its batches; then producers are answered and consumers may read. */
#pragma once

#include "sim/path/object_run.h"

/* zone_clients: the number of clients connected so far, by zone. */
void object_writers_start(struct object_run *run, uint32_t *zone_clients);

/* Send the first due requests of followed producers. */
void object_writers_begin(struct object_run *run);

/* A request arrives at an agent: so many batches, some of them followed. flight is answered when its file
 * is committed; POOL_NONE: nobody waits for it. */
void object_writers_add(struct object_run *run, int64_t now_ns, uint32_t agent, double bytes, double batches,
                        double followed, uint32_t flight);

/* A file has ended a stage: begin the next one. */
void object_file_end_stage(struct object_run *run, int64_t now_ns, uint32_t file, uint32_t ended);

void object_on_put(struct object_run *run, int64_t now_ns, uint32_t ticket);
void object_on_commit(struct object_run *run, int64_t now_ns, uint32_t setting);
void object_on_file_due(struct object_run *run, int64_t now_ns, uint32_t agent, uint32_t setting);
void object_on_arrive(struct object_run *run, int64_t now_ns, uint32_t flight);
void object_on_compact(struct object_run *run, int64_t now_ns, uint32_t setting);
void object_on_produce(struct object_run *run, int64_t now_ns, uint32_t producer);

/* Take a snapshot as the counted time begins (0) or ends (1), which adds results to base.extra. */
void object_writers_snapshot(struct object_run *run, unsigned which);
void object_writers_finish(struct object_run *run);
