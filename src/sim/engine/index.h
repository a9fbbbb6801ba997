/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Index: maps a 64-bit key to a number.
 *
 * An open hash table, at most 3/4 full, with linear probing; removal closes the gap, so there are no
 * tombstones. Nothing depends on the order of keys. index_mix spreads similar keys (1, 2, 3, …).
 *
 * Ownership: the arena; growing leaves the smaller tables behind there, together less than the last one. */
#pragma once

#include <stdint.h>

#include "base/arena.h"

/* No value. */
#define INDEX_NONE UINT32_MAX

struct index_slot {
    uint64_t key;
    uint32_t value; /* INDEX_NONE: the slot is free */
};

struct index {
    struct arena *arena;
    struct index_slot *slots;
    uint32_t capacity, count; /* capacity: a power of two */
};

/* A one-to-one mixing of 64 bits in which each bit of the argument moves half of the result's: the finaliser
 * of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014, variant 13
 * of Stafford). */
static inline uint64_t index_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

struct index index_of(struct arena *arena);

/* The slot of the key, or the free one for it; some slot must be free (capacity > 0). */
static inline uint32_t index_slot_of(const struct index *index, uint64_t key)
{
    uint32_t slot = (uint32_t)index_mix(key) & (index->capacity - 1);
    while (index->slots[slot].value != INDEX_NONE && index->slots[slot].key != key)
        slot = (slot + 1) & (index->capacity - 1);
    return slot;
}

/* The value of the key, or INDEX_NONE. */
static inline uint32_t index_find(const struct index *index, uint64_t key)
{
    return index->count == 0 ? INDEX_NONE : index->slots[index_slot_of(index, key)].value;
}

/* Add value (not INDEX_NONE) under a new key. */
void index_put(struct index *index, uint64_t key, uint32_t value);

/* Remove an existing key. */
void index_remove(struct index *index, uint64_t key);
