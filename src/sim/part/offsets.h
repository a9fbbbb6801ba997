/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offsets: the end of every partition's log, and what idempotent producers have appended to it of late.
 *
 * An appended batch of n records gets the next n offsets of its partition: dense from 0, none twice, none
 * left out. A producer numbers the records that it sends to a partition from 0 (its sequence, as in Kafka's
 * idempotent producer). The last `remembered` batches of each (producer, partition) are known again: such a
 * duplicate gets its first offsets back and is appended no second time. One that is older is refused, and so
 * is one that leaves a gap behind what its producer appended last. Kafka's brokers remember 5
 * (ProducerStateEntry).
 *
 * Memory: 8 bytes a partition, and for each pair of producer and partition that met about 40 + 16 ×
 * remembered.
 *
 * Ownership: the arena. */
#pragma once

#include <stdint.h>

#include "base/arena.h"

/* The producer of a batch that isn't idempotent: it is always appended. */
#define OFFSETS_NO_PRODUCER UINT32_MAX

struct offsets_batch {
    uint32_t partition, producer;
    uint64_t sequence; /* of its first record, among the producer's to this partition */
    uint32_t records;  /* ≥ 1 */
};

enum offsets_state {
    OFFSETS_APPENDED,
    OFFSETS_DUPLICATE, /* appended before */
    OFFSETS_TOO_OLD,   /* before anything that is remembered */
    OFFSETS_GAP,       /* ahead of what comes next, or across a batch that is remembered */
};

struct offsets_answer {
    enum offsets_state state;
    uint64_t first; /* offset of its first record, if appended or a duplicate */
};

struct offsets_counts {
    uint64_t batches, records; /* appended */
    uint64_t duplicates, refused;
};

struct offsets;

/* remembered 0: nothing is known of producers, and every batch is appended. */
struct offsets *offsets_new(struct arena *arena, uint32_t partitions, uint32_t remembered);

struct offsets_answer offsets_append(struct offsets *offsets, const struct offsets_batch *batch);

/* The offset that the partition's next record gets: how many it has. */
uint64_t offsets_end(const struct offsets *offsets, uint32_t partition);

struct offsets_counts offsets_counts(const struct offsets *offsets);
