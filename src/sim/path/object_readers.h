/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readers: each followed consumer fetches from an agent of its zone, which looks up the batches and
 * answers when the zone's cache has their chunks. A zone loads a chunk once. */
#pragma once

#include "sim/path/object_run.h"

void object_readers_start(struct object_run *run);

/* A batch is committed; its readers are notified together with those of other batches of the same moment. */
void object_readers_add(struct object_run *run, int64_t now_ns, uint32_t batch);
void object_readers_notify(struct object_run *run, int64_t now_ns);

/* A reader's answer has ended a stage: begin the next one. */
void object_reader_end_stage(struct object_run *run, int64_t now_ns, uint32_t reader, uint32_t ended);

void object_on_get(struct object_run *run, int64_t now_ns, uint32_t ticket);
void object_on_deliver(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_fetch(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_expire(struct object_run *run, int64_t now_ns, uint32_t reader);

void object_readers_snapshot(struct object_run *run, unsigned which);
void object_readers_finish(struct object_run *run);

/* ---- for background chunk demand ---- */

/* Mark a reader to be notified. */
void object_reader_mark(struct object_run *run, uint32_t reader);
bool object_reader_is_marked(const struct object_run *run, uint32_t reader);

/* Request a chunk from the cache of the reader's zone; true if it isn't there yet. Its end is counted by
 * the reader's answer or, if it is part of a chain, goes to object_demand_await. */
enum object_load_for { LOAD_FOR_ANSWER, LOAD_FOR_CHAIN };
bool object_reader_load(struct object_run *run, int64_t now_ns, uint32_t reader, enum object_load_for purpose,
                        uint64_t file_serial, double file_bytes, uint32_t chunk);

/* Count chunks requested by each consumer that the reader stands for. All but loads are cache hits. */
void object_reader_count_chunks(struct object_run *run, int64_t now_ns, uint32_t reader, double chunks);

/* True if the cache of the reader's zone has ever dropped a chunk. */
bool object_reader_cache_evicts(const struct object_run *run, uint32_t reader);
