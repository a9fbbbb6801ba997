/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/random.h"

#include <assert.h>

/* Multipliers and Weyl constants of Philox4x32 (the paper's table 2). */
static const uint32_t MULTIPLIER[2] = {0xD2511F53, 0xCD9E8D57};
static const uint32_t WEYL[2] = {0x9E3779B9, 0xBB67AE85};
enum { ROUNDS = 10 };

void random_philox(const uint32_t counter[4], const struct random_key *key, uint32_t block[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key->words[0], k1 = key->words[1];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t first = (uint64_t)MULTIPLIER[0] * c0, second = (uint64_t)MULTIPLIER[1] * c2;
        c0 = (uint32_t)(second >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)second;
        c2 = (uint32_t)(first >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)first;
        k0 += WEYL[0];
        k1 += WEYL[1];
    }
    block[0] = c0, block[1] = c1, block[2] = c2, block[3] = c3;
}

struct random_key random_key_of(uint64_t seed, uint32_t replication)
{
    const struct random_key root = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    const uint32_t counter[4] = {replication, 0, 0, 0};
    uint32_t block[4];
    random_philox(counter, &root, block);
    return (struct random_key){{block[0], block[1]}};
}

struct random_stream random_stream_of(struct random_key key, enum random_purpose purpose, uint32_t entity)
{
    return (struct random_stream){.key = key, .entity = entity, .purpose = purpose};
}

static uint64_t half(const struct random_stream *stream, uint64_t ordinal, uint32_t extra)
{
    assert(ordinal < UINT64_C(1) << 48);
    uint64_t pair = ordinal >> 1;
    const uint32_t counter[4] = {(uint32_t)pair, (uint32_t)(pair >> 32) | stream->purpose << 16, stream->entity, extra};
    uint32_t block[4];
    random_philox(counter, &stream->key, block);
    return ordinal & 1 ? (uint64_t)block[3] << 32 | block[2] : (uint64_t)block[1] << 32 | block[0];
}

uint64_t random_bits(const struct random_stream *stream, uint64_t ordinal)
{
    return half(stream, ordinal, 0);
}

uint64_t random_bits_extra(const struct random_stream *stream, uint64_t ordinal, uint32_t extra)
{
    return half(stream, ordinal, extra);
}
