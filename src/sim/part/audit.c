/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/audit.h"

struct partition {
    uint64_t next_offset;
    uint64_t committed_offset;
};

struct audit {
    uint32_t partition_count, group_count;
    struct partition *partitions;
    uint64_t *read_offsets; /* [group × partition_count + partition] */
    uint64_t pair_count;    /* pairs that are followed */
    uint32_t *next_sequence, *next_acked;
    bool is_waived[AUDIT__COUNT];
    uint64_t sent, appended, acked, read, released;
    uint64_t sent_bytes, appended_bytes, read_bytes;
    uint64_t counts[AUDIT__COUNT];
    bool is_violated;
    struct audit_violation violation;
};

const char *audit_what(enum audit_rule rule)
{
    static const char *const WHAT[AUDIT__COUNT] = {
#define AUDIT(id, what) [AUDIT_##id] = what,
#include "sim/part/audit.def"
#undef AUDIT
    };
    return WHAT[rule];
}

struct audit *audit_new(struct arena *arena, uint32_t producers, uint32_t partitions,
                        uint32_t consumer_groups)
{
    struct audit *audit = arena_new_of(arena, struct audit, 1);
    uint64_t pairs = (uint64_t)producers * partitions;
    audit->partition_count = partitions;
    audit->group_count = consumer_groups;
    audit->partitions = arena_new_of(arena, struct partition, partitions);
    audit->read_offsets = arena_new_of(arena, uint64_t, (size_t)partitions * consumer_groups);
    audit->pair_count = pairs < AUDIT_PAIRS_MAX ? pairs : AUDIT_PAIRS_MAX;
    audit->next_sequence = arena_new_of(arena, uint32_t, audit->pair_count);
    audit->next_acked = arena_new_of(arena, uint32_t, audit->pair_count);
    return audit;
}

void audit_waive(struct audit *audit, enum audit_rule rule) { audit->is_waived[rule] = true; }

static const struct audit_batch NO_BATCH;

/* Count a check of the rule, and keep the first that fails. */
static void look(struct audit *audit, enum audit_rule rule, bool holds, int64_t now_ns,
                 const struct audit_batch *batch, uint64_t expected, uint64_t found)
{
    if (audit->is_waived[rule]) return;
    audit->counts[rule]++;
    if (holds || audit->is_violated) return;
    audit->is_violated = true;
    audit->violation = (struct audit_violation){
        .rule = rule,
        .time_ns = now_ns,
        .producer = batch->producer,
        .partition = batch->partition,
        .sequence = batch->sequence,
        .expected = expected,
        .found = found,
    };
}

void audit_sent(struct audit *audit, struct audit_batch *batch, uint32_t producer, uint32_t partition,
                uint32_t sequence, uint32_t records, uint64_t bytes)
{
    *batch = (struct audit_batch){.producer = producer,
                                  .partition = partition,
                                  .sequence = sequence,
                                  .records = records,
                                  .bytes = bytes};
    audit->sent++;
    audit->sent_bytes += bytes;
}

/* next: by pair, the least sequence that may come. */
static void look_at_order(struct audit *audit, enum audit_rule rule, uint32_t *next, int64_t now_ns,
                          const struct audit_batch *batch)
{
    uint64_t pair = (uint64_t)batch->producer * audit->partition_count + batch->partition;
    if (pair >= audit->pair_count) return;
    look(audit, rule, batch->sequence >= next[pair], now_ns, batch, next[pair], batch->sequence);
    next[pair] = batch->sequence + 1;
}

void audit_appended(struct audit *audit, int64_t now_ns, struct audit_batch *batch, uint64_t offset)
{
    struct partition *partition = &audit->partitions[batch->partition];
    look(audit, AUDIT_APPENDED_ONCE, !batch->is_appended, now_ns, batch, 0, 1);
    look(audit, AUDIT_OFFSETS_DENSE, offset == partition->next_offset, now_ns, batch, partition->next_offset,
         offset);
    look_at_order(audit, AUDIT_ORDER_PER_PRODUCER, audit->next_sequence, now_ns, batch);
    batch->is_appended = true;
    batch->offset = offset;
    partition->next_offset = offset + batch->records;
    audit->appended++;
    audit->appended_bytes += batch->bytes;
}

void audit_stored(struct audit *audit, struct audit_batch *batch)
{
    (void)audit;
    batch->is_stored = true;
}

void audit_committed(struct audit *audit, int64_t now_ns, const struct audit_batch *batch,
                     uint64_t end_offset)
{
    struct partition *partition = &audit->partitions[batch->partition];
    look(audit, AUDIT_COMMIT_AFTER_STORE, batch->is_appended && batch->is_stored, now_ns, batch, 1, 0);
    if (end_offset > partition->committed_offset) partition->committed_offset = end_offset;
}

void audit_acked(struct audit *audit, int64_t now_ns, struct audit_batch *batch)
{
    uint64_t end = batch->offset + batch->records,
             committed = audit->partitions[batch->partition].committed_offset;
    look(audit, AUDIT_ACKED_ONCE, !batch->is_acked, now_ns, batch, 0, 1);
    look(audit, AUDIT_ACK_AFTER_COMMIT, batch->is_appended && end <= committed, now_ns, batch, end,
         committed);
    look_at_order(audit, AUDIT_ANSWERED_IN_ORDER, audit->next_acked, now_ns, batch);
    batch->is_acked = true;
    audit->acked++;
}

void audit_read(struct audit *audit, int64_t now_ns, struct audit_batch *batch, uint32_t group,
                uint64_t known_offset)
{
    uint64_t end = batch->offset + batch->records,
             committed = audit->partitions[batch->partition].committed_offset;
    uint64_t *position = &audit->read_offsets[(size_t)group * audit->partition_count + batch->partition];
    uint64_t least = known_offset < committed ? known_offset : committed;
    look(audit, AUDIT_READ_COMMITTED, batch->is_appended && end <= least, now_ns, batch, end, least);
    look(audit, AUDIT_READ_IN_ORDER, batch->offset == *position, now_ns, batch, *position, batch->offset);
    *position = end;
    batch->groups_read++;
    audit->read++;
    audit->read_bytes += batch->bytes;
}

void audit_released(struct audit *audit, int64_t now_ns, const struct audit_batch *batch)
{
    bool is_done = batch->is_appended && batch->is_stored && batch->is_acked &&
                   batch->groups_read == audit->group_count;
    look(audit, AUDIT_NOTHING_LOST, is_done, now_ns, batch, audit->group_count, batch->groups_read);
    audit->released++;
}

void audit_drained(struct audit *audit, int64_t now_ns)
{
    look(audit, AUDIT_NOTHING_LOST, audit->appended == audit->sent, now_ns, &NO_BATCH, audit->sent,
         audit->appended);
    look(audit, AUDIT_NOTHING_LOST, audit->acked == audit->sent, now_ns, &NO_BATCH, audit->sent,
         audit->acked);
    look(audit, AUDIT_NOTHING_LOST, audit->read == audit->sent * audit->group_count, now_ns, &NO_BATCH,
         audit->sent * audit->group_count, audit->read);
    look(audit, AUDIT_BYTES_CONSERVED, audit->appended_bytes == audit->sent_bytes, now_ns, &NO_BATCH,
         audit->sent_bytes, audit->appended_bytes);
    look(audit, AUDIT_BYTES_CONSERVED, audit->read_bytes == audit->appended_bytes * audit->group_count,
         now_ns, &NO_BATCH, audit->appended_bytes * audit->group_count, audit->read_bytes);
}

const struct audit_violation *audit_violation(const struct audit *audit)
{
    return audit->is_violated ? &audit->violation : NULL;
}

const uint64_t *audit_counts(const struct audit *audit) { return audit->counts; }
