/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offsets: the end of every partition's log, and the latest batches of idempotent producers.
 *
 * An appended batch of n records gets the next n offsets of its partition: dense from 0, none twice, none
 * left out. A producer numbers the records that it sends to a partition from 0 (its sequence, as in Kafka's
 * idempotent producer). The last `remembered` batches of each (producer, partition) are recognised: a
 * duplicate gets its first offsets back and isn't appended again. An older one is refused, and so is one that
 * leaves a gap after its producer's last batch. Kafka's brokers remember 5 (ProducerStateEntry).
 *
 * Memory: 8 bytes a partition, and for each pair of producer and partition that met about 40 + 16 ×
 * remembered.
 *
 * Ownership: the arena. */
#pragma once

#include <stdint.h>

#include "base/arena.h"

/* The producer of a non-idempotent batch, which is always appended. */
#define OFFSETS_NO_PRODUCER UINT32_MAX

struct offsets_batch {
    uint32_t partition, producer;
    uint64_t sequence; /* of its first record, among the producer's to this partition */
    uint32_t records;  /* ≥ 1 */
};

enum offsets_state {
    OFFSETS_APPENDED,
    OFFSETS_DUPLICATE, /* appended before */
    OFFSETS_TOO_OLD,   /* before any remembered batch */
    OFFSETS_GAP,       /* ahead of the next sequence, or across a remembered batch */
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

/* remembered 0: producers aren't tracked, and every batch is appended. */
struct offsets *offsets_new(struct arena *arena, uint32_t partitions, uint32_t remembered);

struct offsets_answer offsets_append(struct offsets *offsets, const struct offsets_batch *batch);

/* The partition's number of records, which is the next one's offset. */
uint64_t offsets_end(const struct offsets *offsets, uint32_t partition);

struct offsets_counts offsets_counts(const struct offsets *offsets);
