/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accumulator: its state, and the queues of waiting batches (accumulator_queues.c): by partition, by order
 * of opening for a destination, and the partitions of a destination that have some. */
#pragma once

#include "sim/part/accumulator.h"
#include "sim/engine/timer_heap.h"

enum { ACCUMULATOR_DRAWN_WORDS = 8, ACCUMULATOR_WORD_BITS = 64 };

struct accumulators {
    struct arena *arena;
    struct accumulator_rule rule;
    int64_t linger_ns;
    uint32_t fit;                      /* records in a full batch */
    bool is_exact;                     /* the last of these fills it, else the next finds it full */
    uint32_t held_most;                /* batches that the buffer holds */
    struct accumulator_batch *batches; /* free ones, linked by next */
    struct accumulator_request *requests;
};

struct accumulator_destination {
    struct accumulator_batch *oldest, *newest; /* of all its batches */
    uint32_t partitions;                       /* that have some */
    uint32_t full;                             /* batches */
    uint32_t next;                             /* index among its partitions where the next request begins */
    uint32_t in_flight;
    uint32_t requests;
};

/* The first batch of each partition with batches: a hash table with linear probing, at least half empty. */
struct accumulator_open {
    struct accumulator_batch **slots; /* NULL: empty */
    uint32_t mask, count;
};

struct accumulator {
    struct accumulators *all;
    struct arrivals arrivals;
    struct random_stream keys;
    uint32_t entity;
    uint32_t partition;                /* sticky: of the current batch, or of the last one */
    struct accumulator_batch *current; /* sticky: takes records */
    struct accumulator_open open;
    struct accumulator_destination *destinations;
    struct timer_heap due; /* of destinations below their limit */
    uint32_t destination_count, at_limit;
    uint64_t *waiting; /* a bit for each partition of each destination with a batch; NULL while none has two
                          of these */
    uint32_t words;    /* of a destination */
    bool is_blocked;
    int64_t now_ns;   /* time of the current call */
    int64_t clock_ns; /* time of the last step; after now_ns when records were taken in advance */
    int64_t blocked_ns;
    uint32_t sent;                                       /* batches */
    uint32_t *sequences;                                 /* of each partition, if they are counted */
    uint64_t drawn[ACCUMULATOR_DRAWN_WORDS], drawn_from; /* words of its stream, from this one on */
    struct accumulator_figures figures;
};

static inline uint32_t accumulator_destination_of(const struct accumulator *a, uint32_t partition)
{
    return a->destination_count == 1 ? 0 : partition % a->destination_count;
}

void accumulator_begin_queues(struct accumulator *a);

/* The slot where the search for a partition begins. */
static inline uint32_t accumulator_home(const struct accumulator_open *open, uint32_t partition)
{
    /* Multiplied by 2^32 ÷ the golden ratio, which spreads neighbours and multiples. */
    return (uint32_t)((uint64_t)(partition * UINT32_C(2654435769)) * ((uint64_t)open->mask + 1) >> 32);
}

/* The slot of the partition, or the empty one for it. */
static inline uint32_t accumulator_slot(const struct accumulator_open *open, uint32_t partition)
{
    uint32_t slot = accumulator_home(open, partition);
    while (open->slots[slot] != NULL && open->slots[slot]->partition != partition)
        slot = (slot + 1) & open->mask;
    return slot;
}

/* The first of the destination's partitions with a batch, by its index there, from `from` on; a->words ×
 * 64 for none. While no destination has two such partitions, none are marked: a->waiting is NULL. */
uint32_t accumulator_next_waiting(const struct accumulator *a, uint32_t which, uint32_t from);

/* Append a new batch without records to the partition's queue. slot is the partition's. */
struct accumulator_batch *accumulator_open(struct accumulator *a, uint32_t partition, uint32_t slot);

/* Mark the batch full: it takes no more, and its destination is due. */
void accumulator_fill(struct accumulator *a, struct accumulator_batch *batch);

/* Take the first batch of its partition out of its queues. slot is the partition's. */
void accumulator_take(struct accumulator *a, struct accumulator_batch *batch, uint32_t slot);

/* Reschedule a destination whose first batch, full batches or requests in flight changed. */
void accumulator_update_due(struct accumulator *a, uint32_t which);
