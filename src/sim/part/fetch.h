/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fetch: the long poll with which followers and consumers of Kafka read.
 *
 * A reader runs a loop: its fetch arrives at a server; the server answers as soon as there are min_bytes
 * beyond what the loop has, and at the latest after max_wait; the answer travels, is worked on, and the
 * next fetch arrives. One loop covers many partitions.
 *
 *     stream   the batches of a partition in order, numbered from 0
 *     lane     how far one loop has read one stream: [done, sent) is under way, [sent, end) is ready
 *     loop     one reader at one server, with one fetch at a time, and its lanes
 *
 * A waiting fetch is state, never an event: while there is nothing to notify of, polls that expire and
 * come again are not simulated one by one; when something comes, it is computed where the loop stands in
 * its cycle of max_wait and idle_round_trip. So a loop costs nothing while it is idle, and what it finds
 * when it isn't is exact. (A fetch that waited for max_wait to the nanosecond has expired.)
 *
 * An answer takes whole batches, stream by stream, in the order in which streams became ready; one that
 * has been served and has more queues again at the end (as fetch sessions do, KIP-227). It holds at least
 * one batch, and beyond that at most max_bytes, and of each stream at least one batch and at most
 * partition_max_bytes. After a batch for which no room was left it takes nothing more.
 *
 * Times are those at the server, and never go back from one call on a loop to the next. Ownership: the
 * arena, where it grows; only these functions change fields, which all may read. Oracles:
 * tests/unit/test_replicated_log.c, test_consumer.c. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "sim/engine/time.h"

#define FETCH_NONE UINT32_MAX

struct fetch_rule {
    double max_wait_s;          /* ≥ 0: fetch.max.wait.ms, replica.fetch.wait.max.ms */
    double min_bytes;           /* ≥ 1: fetch.min.bytes, replica.fetch.min.bytes */
    double max_bytes;           /* ≥ 1: fetch.max.bytes, replica.fetch.response.max.bytes */
    double partition_max_bytes; /* ≥ 1: max.partition.fetch.bytes, replica.fetch.max.bytes */
};

struct fetch_batch {
    int64_t time_ns; /* arrival */
    uint32_t tag;    /* the owner's word */
    uint32_t bytes;  /* ≥ 1 */
};

struct fetch_stream {
    struct fetch_batch *ring;
    uint64_t begin, end; /* numbers of the kept batches */
    uint64_t capacity;   /* 0 or a power of two */
};

struct fetch_lane {
    uint64_t done, sent; /* numbers in the stream; done ≤ sent ≤ end */
    uint32_t stream, loop;
    uint32_t next_ready, next_taken;
};

struct fetch_loop {
    int64_t arrived_ns;                            /* of the waiting fetch, or of the one answered last */
    int64_t idle_round_trip_ns;                    /* from an idle answer to the next fetch's arrival */
    uint64_t ready_bytes, answers;                 /* bytes that could be sent; answers with batches */
    uint32_t first_ready, last_ready, first_taken; /* lanes; taken are those of the latest answer */
    bool is_away; /* the server has no fetch of this loop: an answer or a fetch is in flight */
    bool is_due;  /* the waiting fetch will be answered at max_wait, which its owner knows */
};

struct fetches {
    struct arena *arena;
    int64_t max_wait_ns;
    uint64_t min_bytes, max_bytes, partition_max_bytes;
    struct fetch_stream *streams;
    struct fetch_lane *lanes;
    struct fetch_loop *loops;
    uint32_t stream_count, lane_count, loop_count;
    uint64_t *keys; /* of the loops, ascending */
};

/* The consequence of a call, and the owner's next step. */
enum fetch_turn_kind {
    FETCH_NOTHING,
    FETCH_ANSWERED, /* an answer of so many bytes leaves the server now: after its arrival call fetch_done,
                       and later fetch_arrive */
    FETCH_EXPIRES,  /* call fetch_expire at at_ns, or later if the server can't before */
    FETCH_COMES,    /* the next fetch is in flight: call fetch_arrive at at_ns, or later */
};

struct fetch_turn {
    enum fetch_turn_kind kind;
    uint32_t loop;
    int64_t at_ns;
    uint64_t ordinal; /* of the answer in its loop, from 0: for draws */
    uint64_t bytes;   /* of the answer; 0: it only notifies */
};

/* Lane i reads stream streams[i] in the loop of all lanes whose key is keys[i]; loops are numbered in the
 * order of keys. All loops wait since time 0, their idle_round_trip is one nanosecond: see fetch_set_loop. */
struct fetches *fetch_new(struct arena *arena, const struct fetch_rule *rule, uint32_t stream_count,
                          uint32_t lane_count, const uint32_t *streams, const uint64_t *keys);

/* Set, before the first call with a time, the arrival of the loop's first fetch (a negative one sets its
 * phase), and the time from an idle answer to the next fetch, ≥ 1. */
void fetch_set_loop(struct fetches *fetches, uint32_t loop, int64_t arrived_ns, int64_t idle_round_trip_ns);

/* A full stream needs more memory unless its owner drops the batches before number from. */
bool fetch_is_full(const struct fetches *fetches, uint32_t stream);
void fetch_drop(struct fetches *fetches, uint32_t stream, uint64_t from);

/* A batch joins a stream; then fetch_add to each of its lanes, and fetch_notify each of their
 * loops once, so that batches of several streams that come at one moment are notified together. */
void fetch_append(struct fetches *fetches, uint32_t stream, const struct fetch_batch *batch);
void fetch_add(struct fetches *fetches, uint32_t lane);

/* The batch with this number; a dropped one stays until the next fetch_append. */
const struct fetch_batch *fetch_batch(const struct fetches *fetches, uint32_t stream, uint64_t number);

/* There is something to notify of besides batches, with the next answer. */
struct fetch_turn fetch_notify(struct fetches *fetches, uint32_t loop, int64_t now_ns);

/* True if a fetch arriving now would be answered at once. */
static inline bool fetch_is_enough(const struct fetches *fetches, uint32_t loop)
{
    return fetches->loops[loop].ready_bytes >= fetches->min_bytes;
}

/* Answer the waiting fetch, if any, with whatever is ready, even nothing. */
struct fetch_turn fetch_answer(struct fetches *fetches, uint32_t loop, int64_t now_ns);

/* The loop's next fetch arrives. notifies: there is something to notify of besides batches. fetch_done came
 * before. */
struct fetch_turn fetch_arrive(struct fetches *fetches, uint32_t loop, int64_t now_ns, bool notifies);

/* max_wait has passed, perhaps some time ago while the server paused; nothing if its fetch has been
 * answered. */
struct fetch_turn fetch_expire(struct fetches *fetches, uint32_t loop, int64_t now_ns);

/* The lanes of the loop's latest answer, from first_taken by next_taken, have received it: done = sent;
 * the list is empty then. */
void fetch_done(struct fetches *fetches, uint32_t loop);
