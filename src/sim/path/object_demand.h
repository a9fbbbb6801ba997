/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Background chunk demand: the chunks that followed consumers would also load because batches of background
 * producers lie in them.
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
 * youngest to the oldest; most of the others are there by then.
 *
 * Every function does nothing without background producers (run->demand is NULL). */
#pragma once

#include "sim/path/object_run.h"

/* `consumers`: by followed topic, the followed consumers of each of its consumer groups. */
void object_demand_start(struct object_run *run, uint32_t reader_count, const uint32_t *consumers);
struct object_demand_reader {
    uint32_t topic, consumer; /* the consumer's index in its group */
    uint32_t zone;            /* of the agent that it reads from */
    bool is_any_enough;       /* fetch.min.bytes is 1 */
};
void object_demand_set_reader(struct object_run *run, uint32_t index,
                              const struct object_demand_reader *reader);

/* Batches arrived: their share by topic tells what a file holds. group: in clients.groups. */
void object_demand_count_followed(struct object_run *run, uint32_t topic, double batches);
void object_demand_count_background(struct object_run *run, uint32_t group, double batches);

/* A file is committed: draw who wants its chunks, and mark those readers that wait. */
void object_demand_add_file(struct object_run *run, uint32_t file);

/* Whether the reader's fetch is at its agent. */
void object_demand_set_waiting(struct object_run *run, uint32_t reader, bool is_waiting);

/* Whether the reader wants any chunk; whether these and its ready_bytes make fetch.min.bytes; whether its
 * next answer requests this chunk of a committed file anyway. */
bool object_demand_is_any(const struct object_run *run, uint32_t reader);
bool object_demand_is_enough(const struct object_run *run, uint32_t reader, double ready_bytes,
                             uint64_t min_bytes);
bool object_demand_has(const struct object_run *run, uint32_t reader, const struct object_file *file,
                       uint32_t chunk);

/* The reader's answer requests the chunks that it wants, of which so many are requested already for followed
 * batches. Return how many loads it has to wait for; a chain of loads is one. */
uint32_t object_demand_load(struct object_run *run, int64_t now_ns, uint32_t reader,
                            uint32_t already_requested);

/* Go on with the chain: true if it waits for another load. */
bool object_demand_await(struct object_run *run, int64_t now_ns, uint32_t reader);
