/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quotes that no backslash escapes are turned into a mask of string bytes by a running exclusive-or (one
 * carry-less multiplication), as described in Langdale and Lemire, "Parsing gigabytes of JSON per second",
 * VLDB Journal 28 (2019), 3.1. Then brackets outside strings are counted a block at a time, and only a block
 * that may hold the end is looked into. */
#include "import/json_scan.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/* '[' and '{', ']' and '}' differ in this bit, as upper and lower case do. */
enum { CASE_BIT = 0x20 };

static size_t skip_plain(struct json_skip *skip, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length; at++) {
        char byte = bytes[at];
        if (skip->escaped) {
            skip->escaped = false;
        } else if (byte == '\\') {
            skip->escaped = skip->backslash = true;
            continue;
        } else if (byte == '"') {
            skip->in_string = !skip->in_string;
            continue;
        }
        if (skip->in_string) continue;
        if ((byte | CASE_BIT) == '{')
            skip->depth++;
        else if ((byte | CASE_BIT) == '}' && --skip->depth == 0)
            return at + 1;
    }
    return length;
}

static bool is_word_at(const char *bytes, const char *word, size_t word_length)
{
    for (size_t i = 0; i < word_length; i++)
        if ((bytes[i] | CASE_BIT) != word[i]) return false;
    return true;
}

static size_t find_plain(const char *bytes, size_t length, size_t from, const char *word, size_t word_length)
{
    for (size_t at = from; at + word_length <= length; at++)
        if (is_word_at(bytes + at, word, word_length)) return at;
    return SIZE_MAX;
}

static size_t lines_plain(const char *bytes, size_t length)
{
    size_t lines = 0;
    for (size_t at = 0; at < length; at++) lines += bytes[at] == '\n';
    return lines;
}

static bool is_ascii_plain(const char *bytes, size_t length)
{
    bool good = true;
    for (size_t at = 0; at < length; at++) good &= (signed char)bytes[at] > 0;
    return good;
}

static const struct json_kernels PLAIN = {skip_plain, find_plain, lines_plain, is_ascii_plain};

#if defined(__x86_64__)

#define VECTORS __attribute__((target("avx2,pclmul,popcnt,bmi")))
enum { VECTOR_BYTES = 32, BLOCK_BYTES = 64 };

VECTORS static inline __m256i load(const char *bytes)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)bytes);
}

/* A bit for each byte of a block that equals byte. */
VECTORS static inline uint64_t equal_mask(__m256i low, __m256i high, char byte)
{
    __m256i wanted = _mm256_set1_epi8(byte);
    uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
    return (uint64_t)second << VECTOR_BYTES | first;
}

/* Mask of bytes after an odd number of backslashes; carry: whether the first byte is, then whether the
 * next block's first is. The sum carries through a run of backslashes and so marks the ends of runs that
 * began at odd positions (as above, 3.1.1). */
static inline uint64_t escaped_mask(uint64_t backslashes, uint64_t *carry)
{
    const uint64_t even = 0x5555555555555555;
    backslashes &= ~*carry;
    uint64_t follows = backslashes << 1 | *carry;
    uint64_t odd_starts = backslashes & ~even & ~follows, sums;
    *carry = __builtin_add_overflow(odd_starts, backslashes, &sums);
    return (even ^ sums << 1) & follows;
}

/* Bit i: parity of the bits up to i. */
VECTORS static inline uint64_t parity_mask(uint64_t bits)
{
    __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

/* Position in a block at which the depth reaches 0, else BLOCK_BYTES; depth is updated. */
static inline unsigned end_within(uint64_t opens, uint64_t closes, uint64_t *depth)
{
    for (uint64_t both = opens | closes; both != 0; both &= both - 1) {
        uint64_t lowest = both & -both;
        if (opens & lowest)
            ++*depth;
        else if (--*depth == 0)
            return (unsigned)__builtin_ctzll(lowest);
    }
    return BLOCK_BYTES;
}

VECTORS static size_t skip_avx2(struct json_skip *skip, const char *bytes, size_t length)
{
    uint64_t inside = skip->in_string ? UINT64_MAX : 0, carry = skip->escaped, depth = skip->depth,
             any_backslash = 0;
    const __m256i case_bit = _mm256_set1_epi8(CASE_BIT);
    size_t at = 0;
    for (; at + BLOCK_BYTES <= length; at += BLOCK_BYTES) {
        __m256i low = load(bytes + at), high = load(bytes + at + VECTOR_BYTES);
        uint64_t quotes = equal_mask(low, high, '"'), backslashes = equal_mask(low, high, '\\');
        if ((backslashes | carry) != 0) quotes &= ~escaped_mask(backslashes, &carry);
        uint64_t strings = parity_mask(quotes) ^ inside;
        inside = (strings >> 63) != 0 ? UINT64_MAX : 0;
        low = _mm256_or_si256(low, case_bit);
        high = _mm256_or_si256(high, case_bit);
        uint64_t opens = equal_mask(low, high, '{') & ~strings,
                 closes = equal_mask(low, high, '}') & ~strings;
        uint64_t closed = (uint64_t)__builtin_popcountll(closes);
        if (closed < depth) {
            depth += (uint64_t)__builtin_popcountll(opens) - closed;
            any_backslash |= backslashes;
            continue;
        }
        unsigned end = end_within(opens, closes, &depth);
        if (end < BLOCK_BYTES) {
            any_backslash |= backslashes & ((UINT64_C(1) << end) - 1); /* ignore bytes after the end */
            *skip = (struct json_skip){.backslash = skip->backslash || any_backslash != 0};
            return at + end + 1;
        }
        any_backslash |= backslashes;
    }
    *skip = (struct json_skip){depth, inside != 0, carry != 0, skip->backslash || any_backslash != 0};
    return at + skip_plain(skip, bytes + at, length - at);
}

/* Positions with both the word's first and last letter are few; the rest is compared there. */
VECTORS static size_t find_avx2(const char *bytes, size_t length, size_t from, const char *word,
                                size_t word_length)
{
    const __m256i first = _mm256_set1_epi8(word[0]), last = _mm256_set1_epi8(word[word_length - 1]);
    const __m256i case_bit = _mm256_set1_epi8(CASE_BIT);
    size_t at = from;
    for (; at + word_length - 1 + VECTOR_BYTES <= length; at += VECTOR_BYTES) {
        __m256i begins = _mm256_cmpeq_epi8(_mm256_or_si256(load(bytes + at), case_bit), first);
        __m256i ends = _mm256_cmpeq_epi8(_mm256_or_si256(load(bytes + at + word_length - 1), case_bit), last);
        uint32_t both = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(begins, ends));
        for (; both != 0; both &= both - 1) {
            size_t found = at + (size_t)__builtin_ctz(both);
            if (is_word_at(bytes + found, word, word_length)) return found;
        }
    }
    return find_plain(bytes, length, at, word, word_length);
}

VECTORS static size_t lines_avx2(const char *bytes, size_t length)
{
    size_t lines = 0, at = 0;
    for (; at + BLOCK_BYTES <= length; at += BLOCK_BYTES)
        lines += (size_t)__builtin_popcountll(
            equal_mask(load(bytes + at), load(bytes + at + VECTOR_BYTES), '\n'));
    return lines + lines_plain(bytes + at, length - at);
}

VECTORS static bool is_ascii_avx2(const char *bytes, size_t length)
{
    __m256i least = _mm256_set1_epi8(1);
    size_t at = 0;
    for (; at + BLOCK_BYTES <= length; at += BLOCK_BYTES)
        least = _mm256_min_epi8(least, _mm256_min_epi8(load(bytes + at), load(bytes + at + VECTOR_BYTES)));
    bool good = _mm256_movemask_epi8(_mm256_cmpgt_epi8(least, _mm256_setzero_si256())) == -1;
    return good && is_ascii_plain(bytes + at, length - at);
}

static const struct json_kernels AVX2 = {skip_avx2, find_avx2, lines_avx2, is_ascii_avx2};

static bool has_vectors(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") &&
           __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi");
}

const struct json_kernels *json_kernels(bool may_be_vectors)
{
    return may_be_vectors && has_vectors() ? &AVX2 : &PLAIN;
}

#else

const struct json_kernels *json_kernels(bool may_be_vectors)
{
    (void)may_be_vectors;
    return &PLAIN;
}

#endif
