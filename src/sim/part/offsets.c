/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/offsets.h"

#include <assert.h>

#include "sim/engine/index.h"
#include "sim/engine/pool.h"

struct seen {
    uint64_t sequence, first; /* of its first record: number by its producer, offset */
};

/* State of a pair of producer and partition. */
struct pair {
    uint64_t next_sequence;
    uint64_t batches; /* appended: the last one is at (batches − 1) % remembered */
    struct seen seen[];
};

struct offsets {
    uint32_t partitions, remembered;
    uint64_t *ends;
    struct index index; /* of pairs */
    struct pool pairs;
    struct offsets_counts counts;
};

struct offsets *offsets_new(struct arena *arena, uint32_t partitions, uint32_t remembered)
{
    struct offsets *offsets = arena_new_of(arena, struct offsets, 1);
    *offsets = (struct offsets){.partitions = partitions,
                                .remembered = remembered,
                                .ends = arena_new_of(arena, uint64_t, partitions),
                                .index = index_of(arena)};
    offsets->pairs = pool_of(arena, sizeof(struct pair) + remembered * sizeof(struct seen));
    return offsets;
}

static struct pair *pair_at(const struct offsets *offsets, uint32_t number)
{
    return (struct pair *)(void *)((char *)offsets->pairs.items + number * offsets->pairs.item_size);
}

static struct pair *pair_of(struct offsets *offsets, uint32_t producer, uint32_t partition)
{
    uint64_t key = (uint64_t)producer << 32 | partition;
    uint32_t number = index_find(&offsets->index, key);
    if (number == INDEX_NONE) {
        number = pool_take(&offsets->pairs);
        *pair_at(offsets, number) = (struct pair){0};
        index_put(&offsets->index, key, number);
    }
    return pair_at(offsets, number);
}

static struct offsets_answer append(struct offsets *offsets, const struct offsets_batch *batch)
{
    uint64_t first = offsets->ends[batch->partition];
    offsets->ends[batch->partition] += batch->records;
    offsets->counts.batches++;
    offsets->counts.records += batch->records;
    return (struct offsets_answer){OFFSETS_APPENDED, first};
}

/* A batch before its pair's next sequence: compare it with the remembered ones. Each ends where the next
 * begins. */
static struct offsets_answer appended_before(struct offsets *offsets, const struct pair *pair,
                                             const struct offsets_batch *batch)
{
    uint64_t end = pair->next_sequence;
    for (uint32_t back = 1; back <= offsets->remembered && back <= pair->batches; back++) {
        const struct seen *seen = &pair->seen[(pair->batches - back) % offsets->remembered];
        if (seen->sequence == batch->sequence && end - seen->sequence == batch->records) {
            offsets->counts.duplicates++;
            return (struct offsets_answer){OFFSETS_DUPLICATE, seen->first};
        }
        end = seen->sequence;
    }
    offsets->counts.refused++;
    return (struct offsets_answer){.state = batch->sequence < end ? OFFSETS_TOO_OLD : OFFSETS_GAP};
}

struct offsets_answer offsets_append(struct offsets *offsets, const struct offsets_batch *batch)
{
    assert(batch->partition < offsets->partitions && batch->records >= 1);
    if (offsets->remembered == 0 || batch->producer == OFFSETS_NO_PRODUCER) return append(offsets, batch);
    struct pair *pair = pair_of(offsets, batch->producer, batch->partition);
    if (batch->sequence < pair->next_sequence) return appended_before(offsets, pair, batch);
    if (batch->sequence > pair->next_sequence) {
        offsets->counts.refused++;
        return (struct offsets_answer){.state = OFFSETS_GAP};
    }
    struct offsets_answer answer = append(offsets, batch);
    pair->seen[pair->batches++ % offsets->remembered] = (struct seen){batch->sequence, answer.first};
    pair->next_sequence += batch->records;
    return answer;
}

uint64_t offsets_end(const struct offsets *offsets, uint32_t partition)
{
    assert(partition < offsets->partitions);
    return offsets->ends[partition];
}

struct offsets_counts offsets_counts(const struct offsets *offsets) { return offsets->counts; }
