/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Histograms against lists of all that was added. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/stat/histogram.h"
#include "unit/model_random.h"

/* Between low and high, as likely in each octave between them. */
static int64_t random_ns(uint64_t *random, double low, double high)
{
    return (int64_t)(low * exp(random_unit(random) * log(high / low)));
}

static int compare_ns(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void near_quantile(const struct histogram *histogram, const int64_t *sorted, size_t count,
                          double level)
{
    size_t rank = (size_t)ceil(level * (double)count);
    double wanted = (double)sorted[rank < 1 ? 0 : rank - 1], got = histogram_quantile_ns(histogram, level);
    if (wanted < HISTOGRAM_LEAST_NS) wanted = HISTOGRAM_LEAST_NS;
    if (wanted > HISTOGRAM_MOST_NS ? !isinf(got) : !(fabs(got - wanted) <= wanted * HISTOGRAM_RELATIVE_ERROR))
        fail_msg("quantile %g: %.17g instead of %.17g", level, got, wanted);
}

static void test_quantiles(void **state)
{
    (void)state;
    enum { COUNT = 4000 };
    const double levels[] = {0, 1e-9, 0.001, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1};
    const double lows[] = {1, 900, 1000, 1e6, 7e5, 1e12}, highs[] = {2000, 1100, 4e12, 1.3e6, 9e11, 9e12};
    uint64_t random = 1;
    for (size_t set = 0; set < sizeof lows / sizeof *lows; set++) {
        struct arena *arena = arena_new();
        struct histogram *histogram = histogram_new(arena);
        int64_t values[COUNT];
        unsigned __int128 sum = 0;
        size_t below = 0, above = 0;
        for (size_t i = 0; i < COUNT; i++) {
            values[i] = random_ns(&random, lows[set], highs[set]);
            histogram_add(histogram, values[i]);
            sum += (uint64_t)values[i];
            below += values[i] < HISTOGRAM_LEAST_NS;
            above += values[i] > HISTOGRAM_MOST_NS;
        }
        qsort(values, COUNT, sizeof *values, compare_ns);
        for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
            near_quantile(histogram, values, COUNT, levels[i]);
        assert_int_equal(histogram_count(histogram), COUNT);
        assert_int_equal(histogram->below, below);
        assert_int_equal(histogram->above, above);
        assert_true(histogram_mean_ns(histogram) == (double)sum / COUNT);
        arena_free(arena);
    }
}

/* What a bucket holds, also of those that a histogram has no memory for. */
static uint64_t held(const struct histogram *histogram, uint64_t bucket)
{
    return bucket - histogram->first < histogram->count ? histogram->counts[bucket - histogram->first] : 0;
}

static void same(const struct histogram *a, const struct histogram *b, int64_t low_ns, int64_t high_ns,
                 const char *what)
{
    if (histogram_count(a) != histogram_count(b) || a->below != b->below || a->above != b->above ||
        histogram_sum_ns(a) != histogram_sum_ns(b))
        fail_msg("%s: from %lld to %lld ns count, ends or sum differ", what, (long long)low_ns,
                 (long long)high_ns);
    for (uint64_t i = 0; i < a->count + b->count; i++) {
        uint64_t bucket = i < a->count ? a->first + i : b->first + i - a->count;
        if (held(a, bucket) != held(b, bucket))
            fail_msg("%s: from %lld to %lld ns bucket %llu differs", what, (long long)low_ns,
                     (long long)high_ns, (unsigned long long)bucket);
    }
}

static int64_t spread(int64_t low_ns, int64_t high_ns, uint64_t count, uint64_t i)
{
    if (count == 1) return low_ns + (high_ns - low_ns) / 2;
    return low_ns + (int64_t)(((unsigned __int128)(uint64_t)(high_ns - low_ns)) * i / (count - 1));
}

static void check_range(struct arena *arena, int64_t low_ns, int64_t high_ns, uint64_t count)
{
    struct arena_mark mark = arena_mark(arena);
    struct histogram *range = histogram_new(arena), *single = histogram_new(arena);
    histogram_add_range(range, low_ns, high_ns, count);
    for (uint64_t i = 0; i < count; i++) histogram_add(single, spread(low_ns, high_ns, count, i));
    same(range, single, low_ns, high_ns, "range");
    arena_rewind(arena, mark);
}

static void test_ranges(void **state)
{
    (void)state;
    enum { RANGES = 20000, COUNT_MAX = 400 };
    struct arena *arena = arena_new();
    arena_alloc(arena, 1);
    uint64_t random = 1;
    for (int i = 0; i < RANGES; i++) {
        int64_t low_ns = random_ns(&random, 1, 5e12), high_ns = low_ns;
        switch (random_bits(&random) % 4) {
        case 0: /* within few buckets */
            high_ns += random_ns(&random, 1, 1 + (double)low_ns / 100) - 1;
            break;
        case 1: /* over few octaves */ high_ns += random_ns(&random, 1, 1 + (double)low_ns * 10) - 1; break;
        case 2: high_ns += random_ns(&random, 1, 9e18 - (double)low_ns); break;
        default: break;
        }
        check_range(arena, low_ns, high_ns, 1 + (i % 3 == 0 ? 0 : random_bits(&random) % COUNT_MAX));
    }
    /* The borders of buckets and octaves themselves. */
    const int64_t borders[] = {0,
                               1,
                               999,
                               1000,
                               1001,
                               1023,
                               1024,
                               1025,
                               2047,
                               2048,
                               4096,
                               (1 << 20) - 1,
                               1 << 20,
                               (1 << 20) + 2048,
                               HISTOGRAM_MOST_NS - 1,
                               HISTOGRAM_MOST_NS,
                               HISTOGRAM_MOST_NS + 1,
                               INT64_C(1) << 42,
                               INT64_MAX};
    enum { BORDERS = sizeof borders / sizeof *borders };
    for (size_t low = 0; low < BORDERS; low++)
        for (size_t high = low; high < BORDERS; high++)
            for (uint64_t count = 1; count < 30; count++)
                check_range(arena, borders[low], borders[high], count);
    check_range(arena, 900, 5000, 1000000);
    arena_free(arena);
}

/* Too many to list: n latencies spread over whole buckets put the same into each, to one. */
static void test_huge_range(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct histogram *histogram = histogram_new(arena);
    const uint64_t count = UINT64_C(1) << 62;
    histogram_add_range(histogram, 1 << 20, (1 << 21) - 1, count);
    assert_true(histogram_count(histogram) == count);
    for (unsigned i = 0; i + 1 < HISTOGRAM_OCTAVE_BUCKETS; i++) {
        double share = (double)held(histogram, histogram_bucket_of(1 << 20) + i) / (double)count;
        assert_true(fabs(share * ((1 << 20) - 1) / 2048 - 1) < 1e-3);
    }
    assert_true(fabs(histogram_mean_ns(histogram) / (1.5 * (1 << 20) - 0.5) - 1) < 1e-6);
    arena_free(arena);
}

/* A sum beyond one word, of records added one by one. */
static void test_huge_sum(void **state)
{
    (void)state;
    enum { COUNT = 8000000 };
    struct arena *arena = arena_new();
    struct histogram *histogram = histogram_new(arena);
    for (int i = 0; i < COUNT; i++) histogram_add(histogram, HISTOGRAM_MOST_NS - HISTOGRAM_MOST_NS / 10 - i);
    const unsigned __int128 wanted = (unsigned __int128)COUNT * (HISTOGRAM_MOST_NS - HISTOGRAM_MOST_NS / 10) -
                                     (unsigned __int128)COUNT * (COUNT - 1) / 2;
    assert_true(histogram_sum_ns(histogram) == wanted && wanted >> 64 != 0);
    arena_free(arena);
}

static void test_merge(void **state)
{
    (void)state;
    enum { PARTS = 5, COUNT = 3000 };
    struct arena *arena = arena_new();
    struct histogram *all = histogram_new(arena), *forth = histogram_new(arena), *back = histogram_new(arena),
                     *parts[PARTS];
    uint64_t random = 1;
    for (int part = 0; part < PARTS; part++) {
        parts[part] = histogram_new(arena);
        for (int i = 0; i < COUNT; i++) {
            int64_t ns = random_ns(&random, part % 2 ? 1e3 : 1e6, part % 3 ? 1e9 : 9e12);
            histogram_add(parts[part], ns);
            histogram_add(all, ns);
        }
        histogram_add_count(parts[part], 1234567, 89);
        histogram_add_count(all, 1234567, 89);
    }
    for (int part = 0; part < PARTS; part++) {
        histogram_merge(forth, parts[part]);
        histogram_merge(back, parts[PARTS - 1 - part]);
    }
    same(forth, all, 0, 0, "merge");
    same(back, all, 0, 0, "merge in reverse");
    arena_free(arena);
}

static void test_empty(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct histogram *histogram = histogram_new(arena);
    assert_true(histogram_quantile_ns(histogram, 0.5) == 0 && histogram_mean_ns(histogram) == 0 &&
                histogram_count(histogram) == 0);
    histogram_add_count(histogram, 5000, 0);
    assert_int_equal(histogram_count(histogram), 0);
    histogram_add(histogram, HISTOGRAM_MOST_NS);
    histogram_add(histogram, 1000);
    histogram_add(histogram, 999);
    histogram_add(histogram, HISTOGRAM_MOST_NS + 1);
    assert_int_equal(histogram->below, 1);
    assert_int_equal(histogram->above, 1);
    assert_true(histogram_quantile_ns(histogram, 0.25) == 1000 &&
                histogram_quantile_ns(histogram, 0.5) == 1000);
    assert_true(fabs(histogram_quantile_ns(histogram, 0.75) / 3.6e12 - 1) < HISTOGRAM_RELATIVE_ERROR);
    assert_true(isinf(histogram_quantile_ns(histogram, 1)));
    arena_free(arena);
}

static void test_at_most(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct histogram *histogram = histogram_new(arena);
    histogram_add_range(histogram, 500, 2000499, 2000000);
    histogram_add_count(histogram, HISTOGRAM_MOST_NS + 7, 3);
    for (int64_t ns = 1000; ns < 3000000; ns = ns * 9 / 7) {
        double wanted = fmin((double)(ns - 499), 2000000), got = (double)histogram_at_most(histogram, ns);
        assert_true(got >= wanted && got <= wanted + (double)ns / HISTOGRAM_OCTAVE_BUCKETS + 1);
    }
    assert_int_equal(histogram_at_most(histogram, HISTOGRAM_MOST_NS), 2000000);
    assert_int_equal(histogram_at_most(histogram, INT64_MAX), 2000003);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles), cmocka_unit_test(test_ranges), cmocka_unit_test(test_huge_range),
        cmocka_unit_test(test_huge_sum),  cmocka_unit_test(test_merge),  cmocka_unit_test(test_empty),
        cmocka_unit_test(test_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
