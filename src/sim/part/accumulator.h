/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accumulator: a Kafka producer that gathers records in batches and sends batches in requests.
 *
 * As KafkaProducer's documentation and its RecordAccumulator do it. Records of a partition gather in a
 * batch. A batch is full when it has batch_bytes or the next record doesn't fit; a record is never split,
 * so one has one at least. Partition p is at destination p mod destinations (the brokers that lead them; 1
 * where one agent takes all). A destination is due when a batch for it is full or was opened linger_s ago;
 * then one batch of each of its partitions that has some goes out in a request, full or not, up to
 * max_request_bytes (one at least). Partitions are asked in order of their numbers, round and round,
 * beginning with the one whose batch didn't fit last time. What is left stays until the destination is due
 * again, which may be at once.
 *
 *     sticky  records without key fill one batch after another, each in another partition, drawn uniformly
 *             from the others (KIP-480)
 *     keyed   each record goes to a partition that is drawn uniformly from all
 *
 * A slow destination takes max_in_flight requests at most (max.in.flight.requests.per.connection); while
 * so many are unanswered it isn't due, open batches go on being filled and full ones queue. Each batch
 * that isn't acknowledged yet holds batch_bytes of buffer_bytes (buffer.memory; more if its record is
 * larger). When a record needs a new batch and there is no room, it and all behind it are blocked, and
 * every batch is due, until an acknowledgement makes room; their latency counts from when they were to be
 * sent. (max.block.ms and delivery.timeout.ms aren't in it: nobody gives up.)
 *
 * At one moment: first acknowledgements, then what is due goes out (the longest due first, a full one as
 * if due since its oldest batch was opened; of equals the lower destination), then records arrive. A
 * record that finds its batch full comes after that has gone.
 *
 * Records are taken lazily: while no destination is at its limit, all up to the next request are, so that
 * a producer needs one call per request, not per record. While some are at their limit and others aren't,
 * it asks to be called for each record; while all are, not at all.
 *
 * The producer's batches, its requests to each destination and, on request, its batches for each partition
 * are numbered in the order of sending, from 0 and without gaps.
 *
 * Draws are the 32-bit halves of the producer's RANDOM_PARTITION stream, the lower half of a word first:
 * the n-th record's partition (keyed), the n-th opened batch's (sticky).
 *
 * Time is constant per record and per batch; a request adds the log of the destinations and a 64th of the
 * destination's partitions, in nanoseconds. Memory: 700 bytes for a producer with one destination and one
 * batch at a time (70 MB for 10^5 of them); beyond that 64 per destination, 88 per batch that isn't
 * acknowledged yet, 16 to 32 per partition that has one waiting, an eighth per partition once two have
 * some for the same destination, and 4 per partition when batches are counted for each.
 *
 * Ownership: the arena of accumulators_new; requests and batches are lent until they are acknowledged. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "sim/draw/arrivals.h"

enum accumulator_partitioning { ACCUMULATOR_STICKY, ACCUMULATOR_KEYED };

struct accumulator_rule {
    enum accumulator_partitioning partitioning;
    double record_bytes; /* on the wire, > 0 */
    double linger_s;
    double batch_bytes;       /* batch.size */
    double max_request_bytes; /* max.request.size */
    double buffer_bytes;      /* buffer.memory; infinity: never blocks */
    uint32_t max_in_flight;   /* per destination, ≥ 1 */
    uint32_t partitions;      /* ≥ 1 */
    uint32_t destinations;    /* ≥ 1; more than partitions are as many as these */
    bool count_batches;       /* number batches per partition, for checks */
};

struct accumulator_batch {
    struct accumulator_batch *next; /* of the same request */
    int64_t first_ns, last_ns;      /* intended send times of its first and last record */
    uint32_t records;               /* ≥ 1 */
    uint32_t partition;
    uint32_t number;   /* of the producer's batches, in order of sending */
    uint32_t sequence; /* of the producer's batches in this partition; 0 when they aren't counted */

    /* Private to the accumulator. */
    bool is_full;
    int64_t opened_ns;
    struct accumulator_batch *behind;        /* of the same partition, the next one */
    struct accumulator_batch *last;          /* of the same partition; kept by its first batch */
    struct accumulator_batch *older, *newer; /* of the same destination, by opening */
};

struct accumulator_request {
    struct accumulator_request *next;  /* for the holder; NULL at first */
    struct accumulator_batch *batches; /* count of them, linked by next, in the order of leaving */
    uint32_t count;                    /* ≥ 1 */
    uint32_t producer;                 /* its entity */
    uint32_t destination;
    uint32_t sequence; /* of the producer's requests to this destination */
    uint32_t records;
    double bytes;
    int64_t sent_ns;
    int64_t first_ns, last_ns; /* earliest and latest intended send time of its records */
};

/* Totals of a producer, up to the records of its last request. */
struct accumulator_figures {
    uint64_t records, batches, requests; /* records gathered; batches opened; requests sent */
    uint32_t held;                       /* unacknowledged batches */
    uint32_t most_held;
    uint64_t blocks;  /* times that a record was blocked */
    double blocked_s; /* time with a blocked record */
};

/* Producers with the same rule. */
struct accumulators;
struct accumulator;

struct accumulators *accumulators_new(struct arena *arena, const struct accumulator_rule *rule);

/* A producer, with the records of arrivals_start(). Entity numbers it among all producers of a run, and keys
 * its draws. */
struct accumulator *accumulator_new(struct accumulators *all, const struct arrivals_rule *arrivals,
                                    size_t first, struct random_key key, uint32_t entity);

/* Drop records at until_ns or later, except those taken already. Gathered records are still sent. */
void accumulator_end(struct accumulator *accumulator, int64_t until_ns);

/* The time to call accumulator_advance, unless an acknowledgement comes first; NEVER_NS to wait for one.
 * It may change with every call. */
int64_t accumulator_due_ns(struct accumulator *accumulator);

/* Advance to now_ns, which is not after accumulator_due_ns(). Returns the next request that leaves now;
 * call until it is NULL. */
struct accumulator_request *accumulator_advance(struct accumulator *accumulator, int64_t now_ns);

/* A request is answered, in any order, and given back with its batches. Ask accumulator_due_ns() again: it
 * may be now. */
void accumulator_acked(struct accumulator *accumulator, int64_t now_ns, struct accumulator_request *request);

struct accumulator_figures accumulator_figures(const struct accumulator *accumulator);

/* The bytes of one of its batches. */
static inline double accumulator_batch_bytes(const struct accumulator_rule *rule,
                                             const struct accumulator_batch *batch)
{
    return batch->records * rule->record_bytes;
}
