/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernels of sim/draw/lanes.h, for FP_LANES lanes (base/fp_lanes.h). Each file that includes it makes
 * a struct lanes of them. */
#pragma once

#include <assert.h>

#include "sim/draw/lanes.h"
#include "sim/draw/lanes_quantile.h"
#include "sim/draw/random_rounds.h"

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

/* Store words of FP_LANES blocks in the order of their ordinals. The lanes hold the blocks so that
 * interleaving two vectors, which processors do in halves and quarters, sorts them. */
FP_TARGET void lanes_store(fp_words even, fp_words odd, void *to)
{
#if FP_LANES == 8
    _mm512_storeu_si512(to, _mm512_unpacklo_epi64((__m512i)even, (__m512i)odd));
    _mm512_storeu_si512((char *)to + sizeof even, _mm512_unpackhi_epi64((__m512i)even, (__m512i)odd));
#elif FP_LANES == 4
    _mm256_storeu_si256(to, _mm256_unpacklo_epi64((__m256i)even, (__m256i)odd));
    _mm256_storeu_si256((__m256i *)to + 1, _mm256_unpackhi_epi64((__m256i)even, (__m256i)odd));
#else
    memcpy(to, &even, sizeof even);
    memcpy((char *)to + sizeof even, &odd, sizeof odd);
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

/* Between 0 and 1 as in random_unit_of: 52 bits after the point of a number from 1 to 2, less 1 − 2^−53,
 * which is exact. */
FP_TARGET fp_words lanes_unit(fp_words words)
{
    return fp_words_of(fp_lanes_of((words >> 12) | UINT64_C(0x3ff) << 52) - (1.0 - RANDOM_UNIT_LEAST));
}

/* The keys of all rounds. */
struct lanes_keys {
    uint64_t even[RANDOM_ROUNDS], odd[RANDOM_ROUNDS];
};

static struct lanes_keys lanes_keys_of(const struct random_key *key)
{
    struct lanes_keys keys;
    uint32_t k0 = key->words[0], k1 = key->words[1];
    for (int round = 0; round < RANDOM_ROUNDS; round++, k0 += RANDOM_WEYL_0, k1 += RANDOM_WEYL_1) {
        keys.even[round] = k0;
        keys.odd[round] = k1;
    }
    return keys;
}

/* Philox as in sim/draw/random.c for FP_LANES blocks. Only low halves count; the high ones hold garbage
 * that no operation moves down. */
FP_TARGET void lanes_philox(const struct random_stream *stream, const struct lanes_keys *keys, uint64_t pair,
                            fp_words *even, fp_words *odd)
{
    fp_words c0 = lanes_blocks(pair), zero = c0 ^ c0;
    fp_words c1 = (c0 >> 32) | (uint64_t)(stream->purpose << RANDOM_PURPOSE_SHIFT),
             c2 = zero + (uint64_t)stream->entity, c3 = zero;
#pragma GCC unroll 10
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        fp_words first = lanes_multiply(c0, RANDOM_MULTIPLIER_0),
                 second = lanes_multiply(c2, RANDOM_MULTIPLIER_1);
        c0 = (second >> 32) ^ c1 ^ keys->even[round];
        c1 = second;
        c2 = (first >> 32) ^ c3 ^ keys->odd[round];
        c3 = first;
    }
    *even = c1 << 32 | (c0 & UINT32_MAX);
    *odd = c3 << 32 | (c2 & UINT32_MAX);
}

FP_TARGET_CALLED static void lanes_words(const struct random_stream *stream, uint64_t pair, size_t pairs,
                                         uint64_t *words)
{
    assert(pairs % LANES_MOST == 0);
    const struct lanes_keys keys = lanes_keys_of(&stream->key);
    for (size_t done = 0; done < pairs; done += FP_LANES, words += 2 * FP_LANES) {
        fp_words even, odd;
        lanes_philox(stream, &keys, pair + done, &even, &odd);
        lanes_store(even, odd, words);
    }
}

FP_TARGET_CALLED static void lanes_units(const struct random_stream *stream, uint64_t pair, size_t pairs,
                                         double *units)
{
    assert(pairs % LANES_MOST == 0);
    const struct lanes_keys keys = lanes_keys_of(&stream->key);
    for (size_t done = 0; done < pairs; done += FP_LANES, units += 2 * FP_LANES) {
        fp_words even, odd;
        lanes_philox(stream, &keys, pair + done, &even, &odd);
        lanes_store(lanes_unit(even), lanes_unit(odd), units);
    }
}

/* lanes_quantile for a lognormal distribution, in passes of short dependency chains, which overlap between
 * neighbours. */
FP_TARGET_CALLED static void lanes_lognormal(double mu, double sigma, size_t count, double *values)
{
    double depths[LANES_BLOCK];
    for (size_t i = 0; i < count; i += FP_LANES) fp_store(depths + i, fp_quantile_depth(fp_load(values + i)));
    for (size_t i = 0; i < count; i += FP_LANES)
        fp_store(values + i, lanes_normal(fp_load(values + i), fp_load(depths + i)));
    for (size_t i = 0; i < count; i += FP_LANES)
        fp_store(values + i, lanes_exp2(fp_load(values + i) * (sigma * FP_LOG2_E) + mu * FP_LOG2_E));
}

FP_TARGET_CALLED static void lanes_quantiles(const struct dist *dist, size_t count, double *values)
{
    assert(count % LANES_MOST == 0 && count <= LANES_BLOCK);
    if (dist->kind == DIST_LOGNORMAL) {
        lanes_lognormal(dist->lognormal.mu, dist->lognormal.sigma, count, values);
        return;
    }
    for (size_t i = 0; i < count; i += FP_LANES)
        fp_store(values + i, lanes_quantile(dist, fp_load(values + i)));
}
