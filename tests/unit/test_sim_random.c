/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random numbers: known answers of the generator's authors, then that draws whose coordinates differ in one
 * place look independent, at a level of 10^-4 with seeds that are fixed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/draw/lanes.h"
#include "sim/draw/random.h"

static const double ALPHA = 1e-4;

/* kat_vectors of Random123 1.14, the lines of philox4x32 10. */
static void test_known_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4];
        struct random_key key;
        uint32_t block[4];
    } rows[] = {
        {{0, 0, 0, 0}, {{0, 0}}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {{0xffffffff, 0xffffffff}},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {{0xa4093822, 0x299f31d0}},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t block[4];
        random_philox(rows[i].counter, &rows[i].key, block);
        assert_memory_equal(block, rows[i].block, sizeof block);
    }
}

/* Where each coordinate stands in the counter, written out. */
static void test_coordinates(void **state)
{
    (void)state;
    const struct random_key key = random_key_of(0x0123456789abcdef, 77);
    const struct random_stream stream = random_stream_of(key, RANDOM_COMMIT, 0xdeadbeef);
    const uint64_t pairs[] = {0, 1, 0xffffffff, 0x100000000, 0x123456789abc >> 1};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        for (uint32_t extra = 0; extra < 3; extra++) {
            const uint32_t counter[4] = {(uint32_t)pairs[i],
                                         (uint32_t)(pairs[i] >> 32) + RANDOM_COMMIT * 65536, 0xdeadbeef,
                                         extra};
            uint32_t block[4];
            random_philox(counter, &key, block);
            for (unsigned half = 0; half < 2; half++) {
                uint64_t ordinal = 2 * pairs[i] + half,
                         wanted = block[2 * half] + ((uint64_t)block[2 * half + 1] << 32);
                assert_true((extra == 0 ? random_bits(&stream, ordinal)
                                        : random_bits_extra(&stream, ordinal, extra)) == wanted);
            }
        }
}

static const struct lanes *lanes_of(int i)
{
    return i == 0 ? &LANES_ONE : i == 1 ? lanes_avx2() : lanes_avx512();
}

static void test_blocks(void **state)
{
    (void)state;
    const struct random_stream stream = random_stream_of(random_key_of(1, 2), RANDOM_TEST, 0xfffffffe);
    const uint64_t firsts[] = {0, 1, 2, 13, (UINT64_C(1) << 33) - 21, (UINT64_C(1) << 48) - 200};
    for (int l = 0; l < 3; l++)
        for (size_t f = 0; f < sizeof firsts / sizeof *firsts; f++)
            for (size_t count = 0; lanes_of(l) != NULL && count <= 70; count++) {
                uint64_t words[71];
                words[count] = 42;
                random_block_by(lanes_of(l), &stream, firsts[f], count, words);
                for (size_t i = 0; i < count; i++)
                    assert_true(words[i] == random_bits(&stream, firsts[f] + i));
                assert_true(words[count] == 42);
            }
    uint64_t words[50];
    random_block(&stream, 7, 50, words);
    for (size_t i = 0; i < 50; i++) assert_true(words[i] == random_bits(&stream, 7 + i));
}

/* A draw by all that it depends on. */
struct place {
    uint64_t seed;
    uint32_t replication, purpose, entity;
    uint64_t ordinal;
    uint32_t extra;
};

static uint64_t bits_at(const struct place *place)
{
    struct random_stream stream = random_stream_of(random_key_of(place->seed, place->replication),
                                                   RANDOM_ARRIVAL, place->entity);
    stream.purpose = place->purpose;
    return place->extra == 0 ? random_bits(&stream, place->ordinal)
                             : random_bits_extra(&stream, place->ordinal, place->extra);
}

enum coordinate { SEED, SEED_HIGH, REPLICATION, PURPOSE, ENTITY, ORDINAL, EXTRA, COORDINATES };
static const char *const NAMES[COORDINATES] = {"seed",   "seed × 2^32", "replication", "purpose",
                                               "entity", "ordinal",     "extra"};

static struct place moved(struct place place, enum coordinate coordinate, uint32_t by)
{
    switch (coordinate) {
    case SEED: place.seed += by; break;
    case SEED_HIGH: place.seed += (uint64_t)by << 32; break;
    case REPLICATION: place.replication += by; break;
    case PURPOSE: place.purpose += by; break;
    case ENTITY: place.entity += by; break;
    case ORDINAL: place.ordinal += by; break;
    case EXTRA: place.extra += by; break;
    case COORDINATES: break;
    }
    return place;
}

enum { CELLS = 32, PAIRS = 100000 };

static double chi_square(const unsigned counts[CELLS][CELLS])
{
    double expected = (double)PAIRS / (CELLS * CELLS), sum = 0;
    for (int i = 0; i < CELLS; i++)
        for (int j = 0; j < CELLS; j++)
            sum += (counts[i][j] - expected) * (counts[i][j] - expected) / expected;
    return sum;
}

/* Of neighbours along one coordinate, places taken along another: which 5 bits of each, from shift on. */
static void check_pairs(enum coordinate along, enum coordinate by, unsigned shift)
{
    static unsigned counts[CELLS][CELLS];
    memset(counts, 0, sizeof counts);
    for (uint32_t i = 0; i < PAIRS; i++) {
        struct place place = moved((struct place){.seed = 1, .entity = 3}, along, i),
                     next = moved(place, by, 1);
        counts[bits_at(&place) >> shift & (CELLS - 1)][bits_at(&next) >> shift & (CELLS - 1)]++;
    }
    double sum = chi_square(counts), dof = CELLS * CELLS - 1;
    if (gsl_cdf_chisq_Q(sum, dof) < ALPHA / 2 || gsl_cdf_chisq_P(sum, dof) < ALPHA / 2)
        fail_msg("along %s, by %s, bits from %u: chi-square %g for %g degrees of freedom", NAMES[along],
                 NAMES[by], shift, sum, dof);
}

static void test_independence(void **state)
{
    (void)state;
    static const unsigned shifts[] = {59, 27, 0};
    for (enum coordinate by = 0; by < COORDINATES; by++)
        for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
            check_pairs(ORDINAL, by, shifts[i]);
            check_pairs(ENTITY, by, shifts[i]);
        }
    check_pairs(REPLICATION, REPLICATION, 59);
    check_pairs(SEED, SEED, 59);
}

/* A change of one coordinate changes every bit half of the time. */
static void test_avalanche(void **state)
{
    (void)state;
    enum { TRIES = 20000 };
    for (enum coordinate by = 0; by < COORDINATES; by++) {
        unsigned changed[64] = {0};
        for (uint32_t i = 0; i < TRIES; i++) {
            struct place place = {.seed = 1, .entity = i, .ordinal = 3 * (uint64_t)i},
                         next = moved(place, by, 1);
            uint64_t difference = bits_at(&place) ^ bits_at(&next);
            for (int bit = 0; bit < 64; bit++) changed[bit] += (unsigned)(difference >> bit & 1);
        }
        for (int bit = 0; bit < 64; bit++) {
            double z = (changed[bit] - TRIES / 2.0) / sqrt(TRIES / 4.0);
            if (fabs(z) > 4.5) fail_msg("%s, bit %d: z = %g", NAMES[by], bit, z);
        }
    }
}

static int compare_words(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* No two of 10^6 draws are the same (by chance: 3 × 10^-8), whatever differs among small coordinates. */
static void test_distinct(void **state)
{
    (void)state;
    enum { SIDE = 10, COUNT = 1000000 };
    uint64_t *words = malloc(COUNT * sizeof *words);
    assert_non_null(words);
    for (uint32_t i = 0; i < COUNT; i++) {
        struct place place = {.seed = i % SIDE,
                              .replication = i / 10 % SIDE,
                              .purpose = i / 100 % SIDE,
                              .entity = i / 1000 % SIDE,
                              .ordinal = i / 10000 % SIDE,
                              .extra = i / 100000};
        words[i] = bits_at(&place);
    }
    qsort(words, COUNT, sizeof *words, compare_words);
    for (size_t i = 1; i < COUNT; i++) assert_true(words[i - 1] != words[i]);
    free(words);
}

static void test_units(void **state)
{
    (void)state;
    assert_true(random_unit_of(0) == RANDOM_UNIT_LEAST &&
                random_unit_of(UINT64_MAX) == 1 - RANDOM_UNIT_LEAST);
    const struct random_stream stream = random_stream_of(random_key_of(1, 0), RANDOM_TEST, 0);
    double sum = 0;
    unsigned counts[7] = {0};
    enum { COUNT = 70000 };
    for (uint64_t i = 0; i < COUNT; i++) {
        double u = random_unit(&stream, i), rest = 1 - u;
        assert_true(1 - rest == u && rest == random_unit_of(~random_bits(&stream, i)));
        sum += u;
        counts[random_below(&stream, i, 7)]++;
        assert_true(random_below(&stream, i, 1) == 0);
    }
    assert_true(fabs(sum / COUNT - 0.5) < 4.5 * sqrt(1.0 / 12 / COUNT));
    for (int i = 0; i < 7; i++) assert_true(fabs(counts[i] - COUNT / 7.0) < 4.5 * sqrt(COUNT * 6.0 / 49));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers), cmocka_unit_test(test_coordinates),
        cmocka_unit_test(test_blocks),        cmocka_unit_test(test_independence),
        cmocka_unit_test(test_avalanche),     cmocka_unit_test(test_distinct),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
