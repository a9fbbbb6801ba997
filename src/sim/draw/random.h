/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Counter-based random numbers: a draw is a function of (seed, replication, stream, entity, ordinal) only.
 *
 * So an extra draw never shifts the others, parts can be simulated in any order and on any thread, and
 * every architecture sees the same arrivals. The generator is Philox4x32 with 10 rounds (Salmon, Moraes,
 * Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC 2011): seed and replication make its key,
 * the rest its counter. One block of 128 bits serves two ordinals.
 *
 * Oracle: the known answers of its authors. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Purposes of draws; their streams never meet. */
enum random_purpose {
    RANDOM_ARRIVAL,   /* records of producers */
    RANDOM_PARTITION, /* the partition of a batch */
    RANDOM_PLACEMENT, /* zones, brokers, agents; phases of periodic events */
    RANDOM_NETWORK,   /* round trips */
    RANDOM_SERVICE,   /* brokers and agents */
    RANDOM_OBJECT_PUT,
    RANDOM_OBJECT_GET,
    RANDOM_COMMIT,
    RANDOM_CONSUMER,
    RANDOM_BACKGROUND, /* compaction */
    RANDOM_TEST,
    RANDOM_PAUSE,      /* of brokers */
    RANDOM_COLLECTION, /* likewise, those that its load brings */
    RANDOM_QUEUE,      /* waits for a thread of a broker */
    RANDOM_DISK,       /* commits of brokers' file systems */
    RANDOM_PURPOSE__COUNT
};

/* One replication's key. */
struct random_key {
    uint32_t words[2];
};
struct random_key random_key_of(uint64_t seed, uint32_t replication);

/* One entity's draws for one purpose. */
struct random_stream {
    struct random_key key;
    uint32_t entity;
    uint32_t purpose; /* enum random_purpose */
};
struct random_stream random_stream_of(struct random_key key, enum random_purpose purpose, uint32_t entity);

/* The block of 128 bits with this counter, as the algorithm's authors define it. */
void random_philox(const uint32_t counter[4], const struct random_key *key, uint32_t block[4]);

/* 64 random bits. ordinal < 2^48. Two ordinals, 2n and 2n + 1, are halves of one block. */
uint64_t random_bits(const struct random_stream *stream, uint64_t ordinal);

/* More bits of the same ordinal, for rejection sampling; extra from 1. */
uint64_t random_bits_extra(const struct random_stream *stream, uint64_t ordinal, uint32_t extra);

/* words[i] = random_bits(stream, first + i) for i < count. */
void random_block(const struct random_stream *stream, uint64_t first, size_t count, uint64_t *words);

/* The same with given lanes (sim/draw/lanes.h). */
struct lanes;
void random_block_by(const struct lanes *lanes, const struct random_stream *stream, uint64_t first,
                     size_t count, uint64_t *words);

/* Between 0 and 1, exclusive: 52 bits and a half. 1 less one of them is exactly another. */
#define RANDOM_UNIT_LEAST 0x1p-53
static inline double random_unit_of(uint64_t bits) { return ((double)(bits >> 12) + 0.5) * 0x1p-52; }
static inline double random_unit(const struct random_stream *stream, uint64_t ordinal)
{
    return random_unit_of(random_bits(stream, ordinal));
}

/* A whole number below n ≥ 1, with equal probability (to 2^−32 for n below 2^32). */
static inline uint32_t random_below(const struct random_stream *stream, uint64_t ordinal, uint32_t n)
{
    return (uint32_t)(((random_bits(stream, ordinal) >> 32) * n) >> 32);
}
