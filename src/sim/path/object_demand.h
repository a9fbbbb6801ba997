/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Background chunk demand: the chunks that followed consumers also load, for batches of background producers
 * in them.
 *
 * A consumer that owns one in C of the partitions wants a chunk with n batches with probability 1 − e^(−n/C).
 * Followed batches account for a part of that; the rest is drawn. So readers are as busy, and as much in step
 * with each other, as in the whole system: those of a zone wait for each other's loads, are answered when the
 * slowest load ends, and so request the next files together. All groups' consumers of the same partitions
 * share one draw. Not modelled: demand takes none of the bytes that an answer may hold.
 *
 * The recent-chunk window holds the chunks of committed files in order, with a row of bits for each consumer:
 * the chunks that it wants. A reader remembers the first chunk that was not in its last answer and scans from
 * there, 64 chunks at a time. To learn when its last chunk is loaded it waits for one at a time, from the
 * youngest to the oldest; most of the others are there by then. Where answers hold what is ready it waits for
 * any, and remembers those that it has had.
 *
 * Every function does nothing without background producers (run->demand is NULL). */
#pragma once

#include "sim/path/object_run.h"

/* `consumers`: by followed topic, the followed consumers of each of its consumer groups. */
void object_demand_start(struct object_run *run, uint32_t reader_count, const uint32_t *consumers);
struct object_demand_reader {
    uint32_t topic, consumer; /* the consumer's index in its group */
    uint32_t zone;            /* zone of its agent */
    bool is_any_enough;       /* fetch.min.bytes is 1 */
};
void object_demand_set_reader(struct object_run *run, uint32_t index,
                              const struct object_demand_reader *reader);

/* Count arrived batches, whose shares by topic estimate a file's content. group: in clients.groups. */
void object_demand_count_followed(struct object_run *run, uint32_t topic, double batches);
void object_demand_count_background(struct object_run *run, uint32_t group, double batches);

/* A file is committed: draw the consumers that want its chunks, and mark those of their readers that wait. */
void object_demand_add_file(struct object_run *run, uint32_t file);

/* Note whether the reader's fetch waits at its agent. */
void object_demand_set_waiting(struct object_run *run, uint32_t reader, bool is_waiting);

/* True if the reader wants any chunk; if these and its ready_bytes reach fetch.min.bytes; if its next
 * answer requests this chunk of a committed file anyway. */
bool object_demand_is_any(const struct object_run *run, uint32_t reader);
bool object_demand_is_enough(const struct object_run *run, uint32_t reader, double ready_bytes,
                             uint64_t min_bytes);
bool object_demand_has(const struct object_run *run, uint32_t reader, const struct object_file *file,
                       uint32_t chunk);

/* Request the chunks that the reader wants; so many are requested already for followed batches. Return the
 * number of loads to wait for; a chain of loads is one. */
uint32_t object_demand_load(struct object_run *run, int64_t now_ns, uint32_t reader,
                            uint32_t already_requested);

/* A zone has loaded a chunk, by its number in the window. Noted where answers hold what is ready. */
void object_demand_loaded(struct object_run *run, uint32_t zone, uint64_t window_at);

/* Where answers hold what is ready: true if the reader's answer brings a chunk that it wants and no answer
 * brought before; then, if a missing chunk holds up a batch of the partition in a later chunk; if any chunk
 * is missing. */
bool object_demand_take_ready(struct object_run *run, uint32_t reader);
bool object_demand_blocks(const struct object_run *run, uint32_t topic, uint32_t partition,
                          uint64_t window_at);
bool object_demand_is_left(const struct object_run *run, uint32_t reader);

/* Continue the chain: true if it waits for another load. */
bool object_demand_await(struct object_run *run, int64_t now_ns, uint32_t reader);
