/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What sim/lanes.h promises, for FP_LANES lanes (base/fp_lanes.h). Each file that includes it makes a struct lanes of it. */
#pragma once

#include <assert.h>

#include "sim/lanes.h"
#include "sim/lanes_quantile.h"
#include "sim/random_rounds.h"

/* Low halves multiplied to 64 bits. */
FP_TARGET fp_words lanes_multiply(fp_words words, uint32_t by)
{
#if FP_LANES == 8
    return (fp_words)_mm512_mul_epu32((__m512i)words, _mm512_set1_epi64(by));
#elif FP_LANES == 4
    return (fp_words)_mm256_mul_epu32((__m256i)words, _mm256_set1_epi64x(by));
#else
    return (words & UINT32_MAX) * by;
#endif
}

/* Words of FP_LANES blocks in the order of their ordinals. Lanes hold the blocks in such an order that taking turns between the lanes of
 * two vectors, which processors do in halves and quarters of a vector, sorts them. */
FP_TARGET void lanes_store(fp_words even, fp_words odd, uint64_t *to)
{
#if FP_LANES == 8
    _mm512_storeu_si512(to, _mm512_unpacklo_epi64((__m512i)even, (__m512i)odd));
    _mm512_storeu_si512(to + FP_LANES, _mm512_unpackhi_epi64((__m512i)even, (__m512i)odd));
#elif FP_LANES == 4
    _mm256_storeu_si256((__m256i *)(void *)to, _mm256_unpacklo_epi64((__m256i)even, (__m256i)odd));
    _mm256_storeu_si256((__m256i *)(void *)(to + FP_LANES), _mm256_unpackhi_epi64((__m256i)even, (__m256i)odd));
#else
    to[0] = even;
    to[1] = odd;
#endif
}

FP_TARGET fp_words lanes_blocks(uint64_t first)
{
#if FP_LANES == 8
    return (fp_words){0, 4, 1, 5, 2, 6, 3, 7} + first;
#elif FP_LANES == 4
    return (fp_words){0, 2, 1, 3} + first;
#else
    return first;
#endif
}

/* Philox as in sim/random.c. Only low halves count; what stands in the high ones is garbage that no operation moves down. */
FP_TARGET_CALLED static void lanes_words(const struct random_stream *stream, uint64_t pair, size_t pairs, uint64_t *words)
{
    assert(pairs % LANES_MOST == 0);
    for (size_t done = 0; done < pairs; done += FP_LANES, words += 2 * FP_LANES) {
        fp_words block = lanes_blocks(pair + done);
        fp_words c0 = block, c1 = (block >> 32) | (uint64_t)(stream->purpose << RANDOM_PURPOSE_SHIFT);
        fp_words c2 = (block ^ block) + (uint64_t)stream->entity, c3 = block ^ block;
        uint32_t k0 = stream->key.words[0], k1 = stream->key.words[1];
#pragma GCC unroll 10
        for (int round = 0; round < RANDOM_ROUNDS; round++) {
            fp_words first = lanes_multiply(c0, RANDOM_MULTIPLIER_0), second = lanes_multiply(c2, RANDOM_MULTIPLIER_1);
            c0 = (second >> 32) ^ c1 ^ (uint64_t)k0;
            c1 = second;
            c2 = (first >> 32) ^ c3 ^ (uint64_t)k1;
            c3 = first;
            k0 += RANDOM_WEYL_0;
            k1 += RANDOM_WEYL_1;
        }
        lanes_store(c1 << 32 | (c0 & UINT32_MAX), c3 << 32 | (c2 & UINT32_MAX), words);
    }
}

FP_TARGET_CALLED static void lanes_quantiles(const struct dist *dist, size_t count, double *values)
{
    assert(count % LANES_MOST == 0);
    for (size_t i = 0; i < count; i += FP_LANES)
        fp_store(values + i, lanes_quantile(dist, fp_load(values + i)));
}
