/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The scanner for processors with AVX2, 64 bytes a step.
 *
 * Most steps hold no newline. These only add their quotes to a vector by exclusive or: the parity of its
 * set bytes is the parity of all quotes so far. Masks of single bytes are made only at newlines, and
 * within rows whose cells are wanted. */
#include "import/offer_scan_private.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define FAST __attribute__((target("avx2,popcnt,bmi,pclmul")))

struct step {
    __m256i low, high;
};

FAST static inline struct step step_load(const char *bytes)
{
    return (struct step){_mm256_loadu_si256((const __m256i *)(const void *)bytes),
                         _mm256_loadu_si256((const __m256i *)(const void *)(bytes + sizeof(__m256i)))};
}

FAST static inline struct step step_equal(struct step step, char byte)
{
    __m256i wanted = _mm256_set1_epi8(byte);
    return (struct step){_mm256_cmpeq_epi8(step.low, wanted), _mm256_cmpeq_epi8(step.high, wanted)};
}

FAST static inline uint64_t step_mask(struct step step)
{
    return (uint32_t)_mm256_movemask_epi8(step.low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(step.high)
                                                          << 32;
}

FAST static inline bool parity(uint64_t mask) { return _mm_popcnt_u64(mask) & 1; }

FAST static inline bool vector_parity(__m256i vector)
{
    return parity((uint32_t)_mm256_movemask_epi8(vector));
}

/* End rows at the newlines of a step at offset at. */
FAST static inline size_t end_rows(struct scan_rows *scan, uint64_t newlines, uint64_t quotes, size_t at,
                                   struct scan_end *ends)
{
    size_t count = 0;
    for (; newlines != 0; newlines = _blsr_u64(newlines)) {
        uint64_t before = _blsmsk_u64(newlines);
        scan->lines++;
        if (scan->is_quoted ^ parity(quotes & before)) continue;
        ends[count++] = (struct scan_end){(uint32_t)(at + _tzcnt_u64(newlines) + 1), scan->lines};
        scan->lines = 0;
    }
    scan->is_quoted ^= parity(quotes);
    return count;
}

FAST static size_t find_rows(struct scan_rows *scan, const char *bytes, size_t length, struct scan_end *ends,
                             size_t room, size_t *count)
{
    __m256i quoted = _mm256_setzero_si256(), any = quoted, returns = quoted;
    size_t at = 0, found = 0;
    for (; at + SCAN_STEP_BYTES <= length && found + SCAN_STEP_BYTES <= room; at += SCAN_STEP_BYTES) {
        struct step step = step_load(bytes + at), quote = step_equal(step, '"'),
                    newline = step_equal(step, '\n'), cr = step_equal(step, '\r');
        any = _mm256_or_si256(any, _mm256_or_si256(step.low, step.high));
        returns = _mm256_or_si256(returns, _mm256_or_si256(cr.low, cr.high));
        __m256i newlines = _mm256_or_si256(newline.low, newline.high);
        if (__builtin_expect(_mm256_testz_si256(newlines, newlines), 1)) {
            quoted = _mm256_xor_si256(quoted, _mm256_xor_si256(quote.low, quote.high));
            continue;
        }
        scan->is_quoted ^= vector_parity(quoted);
        quoted = _mm256_setzero_si256();
        found += end_rows(scan, step_mask(newline), step_mask(quote), at, ends + found);
    }
    scan->is_quoted ^= vector_parity(quoted);
    scan->has_high |= _mm256_movemask_epi8(any) != 0;
    scan->has_cr |= _mm256_movemask_epi8(returns) != 0;
    *count = found;
    if (at + SCAN_STEP_BYTES <= length) return at;
    size_t more,
        rest = SCANNER_PORTABLE.find_rows(scan, bytes + at, length - at, ends + found, room - found, &more);
    for (size_t i = 0; i < more; i++) ends[found + i].at += (uint32_t)at;
    *count += more;
    return at + rest;
}

/* Bit i: parity of the bits up to and including i, as the carry-less product with all ones. */
FAST static inline uint64_t running_parity(uint64_t bits)
{
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), _mm_set1_epi8(-1), 0));
}

/* Takes the commas before the step; returns those before the next. */
FAST static inline size_t mark_step(struct scan_cells *cells, size_t i, uint64_t valid,
                                    struct scan_carried *carried, size_t before)
{
    struct step step = step_load(cells->row + i * SCAN_STEP_BYTES);
    uint64_t quotes = step_mask(step_equal(step, '"')) & valid,
             commas = step_mask(step_equal(step, ',')) & valid;
    cells->before[i] = (uint16_t)before;
    return before + (size_t)_mm_popcnt_u64(
                        scan_mark_step(cells, i, quotes, commas, running_parity(quotes), valid, carried));
}

FAST static void mark_cells(struct scan_cells *cells)
{
    struct scan_carried carried = {0};
    size_t whole = cells->length / SCAN_STEP_BYTES, left = cells->length % SCAN_STEP_BYTES, commas = 0;
    for (size_t i = 0; i < whole; i++) commas = mark_step(cells, i, UINT64_MAX, &carried, commas);
    if (left > 0) commas = mark_step(cells, whole, (UINT64_C(1) << left) - 1, &carried, commas);
    cells->is_odd = carried.odd != 0;
    cells->count = commas + 1;
}

static const struct scanner SCANNER_AVX2 = {"AVX2", find_rows, mark_cells};

const struct scanner *scanner_avx2(void)
{
    bool can = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") &&
               __builtin_cpu_supports("bmi");
    return can && __builtin_cpu_supports("pclmul") ? &SCANNER_AVX2 : NULL;
}

#else

const struct scanner *scanner_avx2(void) { return NULL; }

#endif
