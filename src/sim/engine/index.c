/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/engine/index.h"

#include <assert.h>

enum { CAPACITY_FIRST = 64, FULL_OF_FOUR = 3 };

struct index index_of(struct arena *arena) { return (struct index){.arena = arena}; }

static uint32_t home_of(const struct index *index, uint64_t key)
{
    return (uint32_t)index_mix(key) & (index->capacity - 1);
}

static void grow(struct index *index)
{
    const struct index_slot *old = index->slots;
    uint32_t old_capacity = index->capacity;
    index->capacity = old_capacity > 0 ? 2 * old_capacity : CAPACITY_FIRST;
    assert(index->capacity > old_capacity);
    index->slots = arena_new_of(index->arena, struct index_slot, index->capacity);
    for (uint32_t i = 0; i < index->capacity; i++) index->slots[i].value = INDEX_NONE;
    for (uint32_t i = 0; i < old_capacity; i++)
        if (old[i].value != INDEX_NONE) index->slots[index_slot_of(index, old[i].key)] = old[i];
}

void index_put(struct index *index, uint64_t key, uint32_t value)
{
    assert(value != INDEX_NONE);
    if (index->count >= index->capacity / 4 * FULL_OF_FOUR) grow(index);
    uint32_t slot = index_slot_of(index, key);
    assert(index->slots[slot].value == INDEX_NONE);
    index->slots[slot] = (struct index_slot){key, value};
    index->count++;
}

/* A later entry of the same run moves into the gap if the gap lies between its home and itself. */
void index_remove(struct index *index, uint64_t key)
{
    const uint32_t mask = index->capacity - 1;
    assert(index->count > 0);
    uint32_t gap = index_slot_of(index, key);
    assert(index->slots[gap].value != INDEX_NONE);
    for (uint32_t at = (gap + 1) & mask; index->slots[at].value != INDEX_NONE; at = (at + 1) & mask) {
        uint32_t home = home_of(index, index->slots[at].key);
        if (((at - home) & mask) < ((at - gap) & mask)) continue;
        index->slots[gap] = index->slots[at];
        gap = at;
    }
    index->slots[gap].value = INDEX_NONE;
    index->count--;
}
