/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Audit: the functional check that goes along with every simulation. It knows a log's guarantees
 * (audit.def) and not how a system keeps them: the data path reports each step of a batch, and running
 * counters detect a broken guarantee. A violation is a bug of the simulation, never a result.
 *
 * A batch is the records of one producer for one partition that travel together. Offsets count records.
 * sequence is the producer's own count of its batches, ascending over all its partitions.
 *
 * Memory: 16 bytes for each partition, 8 more for each group and partition, and two tables of at most
 * AUDIT_PAIRS_MAX pairs of producer and partition for the order per producer: with more pairs than that,
 * the order of a fixed part of them is followed.
 *
 * Ownership: the arena of audit_new. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum audit_rule {
#define AUDIT(id, what) AUDIT_##id,
#include "sim/part/audit.def"
#undef AUDIT
    AUDIT__COUNT
};
const char *audit_what(enum audit_rule rule);

enum { AUDIT_PAIRS_MAX = 1 << 18 };

/* The audit's part of a batch, which the data path keeps with it. */
struct audit_batch {
    uint32_t producer, partition, sequence, records;
    uint64_t bytes;
    uint64_t offset; /* of its first record, once appended */
    uint16_t groups_read;
    bool is_appended, is_stored, is_acked;
};

/* The first violation. */
struct audit_violation {
    enum audit_rule rule;
    int64_t time_ns;
    uint32_t producer, partition, sequence;
    uint64_t expected, found; /* offsets, counts or bytes, as the rule has it */
};

struct audit;

struct audit *audit_new(struct arena *arena, uint32_t producers, uint32_t partitions,
                        uint32_t consumer_groups);

/* The system doesn't promise this: don't look at it. Call it before the first batch. */
void audit_waive(struct audit *audit, enum audit_rule rule);

/* A producer sent the batch. Fills it; later steps are reported with the same struct. */
void audit_sent(struct audit *audit, struct audit_batch *batch, uint32_t producer, uint32_t partition,
                uint32_t sequence, uint32_t records, uint64_t bytes);

/* The log took the batch at this offset. */
void audit_appended(struct audit *audit, int64_t now_ns, struct audit_batch *batch, uint64_t offset);

/* The batch is stored durably enough to acknowledge: in object storage, or at every in-sync replica. */
void audit_stored(struct audit *audit, struct audit_batch *batch);

/* The partition is committed up to and without end_offset: the high watermark, or the end of a sequencer's
 * assignments. The batch is the last one in it. */
void audit_committed(struct audit *audit, int64_t now_ns, const struct audit_batch *batch,
                     uint64_t end_offset);

/* The producer received the batch's acknowledgement. */
void audit_acked(struct audit *audit, int64_t now_ns, struct audit_batch *batch);

/* A server that knows the partition to be committed up to known_offset delivered the batch to a consumer
 * group. */
void audit_read(struct audit *audit, int64_t now_ns, struct audit_batch *batch, uint32_t group,
                uint64_t known_offset);

/* The data path releases the batch, allowed only after its last step. */
void audit_released(struct audit *audit, int64_t now_ns, const struct audit_batch *batch);

/* The run is over and drained: check that everything sent has arrived everywhere. */
void audit_drained(struct audit *audit, int64_t now_ns);

/* NULL while all guarantees held. */
const struct audit_violation *audit_violation(const struct audit *audit);

/* The number of checks of each rule, AUDIT__COUNT of them. */
const uint64_t *audit_counts(const struct audit *audit);
