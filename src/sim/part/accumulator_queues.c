/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/accumulator_private.h"

enum { OPEN_LEAST = 4, SLAB = 64 };

static struct accumulator_batch *new_batch(struct accumulators *all)
{
    if (all->batches == NULL) {
        struct accumulator_batch *slab = arena_new_of(all->arena, struct accumulator_batch, SLAB);
        for (size_t i = 0; i < SLAB; i++) {
            slab[i].next = all->batches;
            all->batches = &slab[i];
        }
    }
    struct accumulator_batch *batch = all->batches;
    all->batches = batch->next;
    return batch;
}

void accumulator_begin_queues(struct accumulator *a)
{
    struct arena *arena = a->all->arena;
    a->destinations = arena_new_of(arena, struct accumulator_destination, a->destination_count);
    a->words = ((a->all->rule.partitions + a->destination_count - 1) / a->destination_count +
                ACCUMULATOR_WORD_BITS - 1) /
               ACCUMULATOR_WORD_BITS;
    a->due = timer_heap_new(arena, a->destination_count);
    a->open = (struct accumulator_open){.slots = arena_new_of(arena, struct accumulator_batch *, OPEN_LEAST),
                                        .mask = OPEN_LEAST - 1};
}

/* ---- which partitions have batches ---- */

static void grow(struct arena *arena, struct accumulator_open *open)
{
    struct accumulator_open larger = {.mask = 2 * open->mask + 1, .count = open->count};
    larger.slots = arena_new_of(arena, struct accumulator_batch *, larger.mask + 1);
    for (uint32_t i = 0; i <= open->mask; i++)
        if (open->slots[i] != NULL)
            larger.slots[accumulator_slot(&larger, open->slots[i]->partition)] = open->slots[i];
    *open = larger;
}

/* Empty a slot, and move up entries after it that the gap would hide. */
static void forget(struct accumulator_open *open, uint32_t slot)
{
    for (uint32_t next = (slot + 1) & open->mask; open->slots[next] != NULL; next = (next + 1) & open->mask) {
        uint32_t home = accumulator_home(open, open->slots[next]->partition);
        if (((next - home) & open->mask) < ((next - slot) & open->mask)) continue;
        open->slots[slot] = open->slots[next];
        slot = next;
    }
    open->slots[slot] = NULL;
    open->count--;
}

/* ---- destinations ---- */

void accumulator_update_due(struct accumulator *a, uint32_t which)
{
    const struct accumulator_destination *destination = &a->destinations[which];
    int64_t due_ns = NEVER_NS;
    if (destination->oldest != NULL && destination->in_flight < a->all->rule.max_in_flight)
        due_ns = destination->oldest->opened_ns + (destination->full > 0 ? 0 : a->all->linger_ns);
    timer_heap_set(&a->due, which, due_ns);
}

void accumulator_fill(struct accumulator *a, struct accumulator_batch *batch)
{
    uint32_t which = accumulator_destination_of(a, batch->partition);
    batch->is_full = true;
    a->current = NULL;
    if (a->destinations[which].full++ == 0) accumulator_update_due(a, which);
}

/* ---- which partitions of a destination have batches, in order ---- */

static uint64_t *word_of(const struct accumulator *a, uint32_t which, uint32_t index)
{
    return &a->waiting[(size_t)which * a->words + index / ACCUMULATOR_WORD_BITS];
}

static void mark(struct accumulator *a, uint32_t partition)
{
    uint32_t index = partition / a->destination_count;
    *word_of(a, accumulator_destination_of(a, partition), index) |= UINT64_C(1)
                                                                    << index % ACCUMULATOR_WORD_BITS;
}

static void unmark(struct accumulator *a, uint32_t partition)
{
    uint32_t index = partition / a->destination_count;
    *word_of(a, accumulator_destination_of(a, partition), index) &= ~(UINT64_C(1)
                                                                      << index % ACCUMULATOR_WORD_BITS);
}

/* Most sticky producers never have two batches for a destination, and need no bits for thousands of
 * partitions. */
static void begin_marking(struct accumulator *a)
{
    a->waiting = arena_new_of(a->all->arena, uint64_t, (size_t)a->destination_count * a->words);
    for (uint32_t i = 0; i <= a->open.mask; i++)
        if (a->open.slots[i] != NULL) mark(a, a->open.slots[i]->partition);
}

uint32_t accumulator_next_waiting(const struct accumulator *a, uint32_t which, uint32_t from)
{
    uint32_t end = a->words * ACCUMULATOR_WORD_BITS;
    if (from >= end) return end;
    uint64_t bits = *word_of(a, which, from) >> from % ACCUMULATOR_WORD_BITS;
    if (bits != 0) return from + (uint32_t)__builtin_ctzll(bits);
    for (uint32_t index = (from / ACCUMULATOR_WORD_BITS + 1) * ACCUMULATOR_WORD_BITS; index < end;
         index += ACCUMULATOR_WORD_BITS)
        if ((bits = *word_of(a, which, index)) != 0) return index + (uint32_t)__builtin_ctzll(bits);
    return end;
}

/* ---- batches ---- */

static void enter_order(struct accumulator_destination *destination, struct accumulator_batch *batch)
{
    batch->older = destination->newest;
    if (destination->newest != NULL)
        destination->newest->newer = batch;
    else
        destination->oldest = batch;
    destination->newest = batch;
}

static void leave_order(struct accumulator_destination *destination, struct accumulator_batch *batch)
{
    if (batch->older != NULL)
        batch->older->newer = batch->newer;
    else
        destination->oldest = batch->newer;
    if (batch->newer != NULL)
        batch->newer->older = batch->older;
    else
        destination->newest = batch->older;
}

/* Enter the first batch of its partition. */
static void enter_partition(struct accumulator *a, uint32_t which, struct accumulator_batch *batch,
                            uint32_t slot)
{
    batch->last = batch;
    a->open.slots[slot] = batch;
    if (2 * ++a->open.count > a->open.mask + 1) grow(a->all->arena, &a->open);
    if (++a->destinations[which].partitions == 2 && a->waiting == NULL)
        begin_marking(a);
    else if (a->waiting != NULL)
        mark(a, batch->partition);
}

struct accumulator_batch *accumulator_open(struct accumulator *a, uint32_t partition, uint32_t slot)
{
    uint32_t which = accumulator_destination_of(a, partition);
    struct accumulator_destination *destination = &a->destinations[which];
    struct accumulator_batch *batch = new_batch(a->all), *first = a->open.slots[slot];
    *batch = (struct accumulator_batch){.partition = partition, .opened_ns = a->clock_ns};
    enter_order(destination, batch);
    if (first == NULL) {
        enter_partition(a, which, batch, slot);
    } else {
        first->last->behind = batch;
        first->last = batch;
    }
    a->figures.batches++;
    if (++a->figures.held > a->figures.most_held) a->figures.most_held = a->figures.held;
    if (destination->oldest == batch) accumulator_update_due(a, which);
    return batch;
}

static void leave_partition(struct accumulator *a, struct accumulator_destination *destination,
                            struct accumulator_batch *batch, uint32_t slot)
{
    if (batch->behind != NULL) {
        batch->behind->last = batch->last;
        a->open.slots[slot] = batch->behind;
        return;
    }
    forget(&a->open, slot);
    destination->partitions--;
    if (a->waiting != NULL) unmark(a, batch->partition);
}

void accumulator_take(struct accumulator *a, struct accumulator_batch *batch, uint32_t slot)
{
    struct accumulator_destination *destination =
        &a->destinations[accumulator_destination_of(a, batch->partition)];
    leave_partition(a, destination, batch, slot);
    leave_order(destination, batch);
    destination->full -= batch->is_full;
    if (batch == a->current) a->current = NULL;
    batch->number = a->sent++;
    if (a->sequences != NULL) batch->sequence = a->sequences[batch->partition]++;
}
