/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/draw/random.h"

#include <assert.h>
#include <string.h>

#include "sim/draw/lanes.h"
#include "sim/draw/random_rounds.h"

void random_philox(const uint32_t counter[4], const struct random_key *key, uint32_t block[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
    uint32_t k0 = key->words[0], k1 = key->words[1];
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        uint64_t first = (uint64_t)RANDOM_MULTIPLIER_0 * c0, second = (uint64_t)RANDOM_MULTIPLIER_1 * c2;
        c0 = (uint32_t)(second >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)second;
        c2 = (uint32_t)(first >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)first;
        k0 += RANDOM_WEYL_0;
        k1 += RANDOM_WEYL_1;
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
    assert(ordinal < UINT64_C(1) << RANDOM_ORDINAL_BITS);
    uint64_t pair = ordinal >> 1;
    const uint32_t counter[4] = {(uint32_t)pair,
                                 (uint32_t)(pair >> 32) | stream->purpose << RANDOM_PURPOSE_SHIFT,
                                 stream->entity, extra};
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

void random_block_by(const struct lanes *lanes, const struct random_stream *stream, uint64_t first,
                     size_t count, uint64_t *words)
{
    if (count > 0 && first % 2 == 1) {
        *words++ = random_bits(stream, first++);
        count--;
    }
    assert(first + count <= UINT64_C(1) << RANDOM_ORDINAL_BITS);
    size_t whole = count / (2 * LANES_MOST) * LANES_MOST;
    lanes->words(stream, first / 2, whole, words);
    size_t rest = count - 2 * whole;
    if (rest > 0) {
        uint64_t last[2 * LANES_MOST];
        lanes->words(stream, first / 2 + whole, LANES_MOST, last);
        memcpy(words + 2 * whole, last, rest * sizeof *last);
    }
}

void random_block(const struct random_stream *stream, uint64_t first, size_t count, uint64_t *words)
{
    random_block_by(lanes_best(), stream, first, count, words);
}
