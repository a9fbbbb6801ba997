/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readers: each followed consumer fetches from an agent of its zone, which looks up the batches and
 * answers when the zone's cache has their chunks (object_loads.h): all of them or, where answers hold what is
 * ready (path.h), some. */
#pragma once

#include "sim/path/object_loads.h"

void object_readers_start(struct object_run *run);

/* A batch is committed; its readers are notified together with those of other batches of the same moment. */
void object_readers_add(struct object_run *run, int64_t now_ns, uint32_t batch);
void object_readers_notify(struct object_run *run, int64_t now_ns);

/* A reader's answer has ended a stage: begin the next one. */
void object_reader_end_stage(struct object_run *run, int64_t now_ns, uint32_t reader, uint32_t ended);

void object_on_deliver(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_fetch(struct object_run *run, int64_t now_ns, uint32_t reader);
void object_on_expire(struct object_run *run, int64_t now_ns, uint32_t reader);

/* A load that a waiter requested has ended; then, where answers hold what is ready, those of the zone that
 * wait may leave. */
void object_reader_wake(struct object_run *run, int64_t now_ns, uint32_t waiter, uint32_t load);
void object_readers_offer(struct object_run *run, int64_t now_ns, uint32_t zone);

/* ---- for background chunk demand ---- */

/* Mark a reader to be notified. */
void object_reader_mark(struct object_run *run, uint32_t reader);
bool object_reader_is_marked(const struct object_run *run, uint32_t reader);

/* Count chunks requested by each consumer that the reader stands for. All but loads are cache hits. */
void object_reader_count_chunks(struct object_run *run, int64_t now_ns, uint32_t reader, double chunks);
