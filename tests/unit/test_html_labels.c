/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where labels and ticks go. Spreading is compared with the best of all placements on a fine grid; scales
 * with the C library's logarithm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "report/as/html/labels.h"
#include "report/as/html/measure.h"
#include "report/as/html/scale.h"
#include "report/as/html/svg.h"
#include "arena_fixture.h"

#define assert_near(got, wanted, apart) assert_true(fabs((got) - (wanted)) <= (apart))

enum { GRID = 400, LABELS_MAX = 8 };
static const double LOW = 0, HIGH = 100;

/* The least sum of squares of any placement on the grid, wishes in order: dynamic programming over where the
 * last label stands. */
static double best_on_grid(const double *sorted, size_t count, double gap)
{
    static double best[LABELS_MAX][GRID + 1];
    const double step = (HIGH - LOW) / GRID;
    int apart = (int)lround(gap / step);
    for (size_t i = 0; i < count; i++) {
        double before = i == 0 ? 0 : INFINITY;
        for (int at = 0; at <= GRID; at++) {
            if (i > 0 && at >= apart) before = fmin(before, best[i - 1][at - apart]);
            double off = LOW + at * step - sorted[i];
            best[i][at] = before + off * off;
        }
    }
    double least = INFINITY;
    for (int at = 0; at <= GRID; at++) least = fmin(least, best[count - 1][at]);
    return least;
}

static double next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (double)(*state >> 8) / (1 << 24);
}

static void test_spread_is_the_best(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 300; round++) {
        size_t count = 1 + (size_t)(next_random(&seed) * LABELS_MAX);
        count = count > LABELS_MAX ? LABELS_MAX : count;
        double wanted[LABELS_MAX], at[LABELS_MAX], sum = 0, gap = 0.25 * (1 + (int)(next_random(&seed) * 50));
        for (size_t i = 0; i < count; i++) /* ascending; in clumps, and beyond the edges */
            wanted[i] = (i == 0 ? -10 : wanted[i - 1]) +
                        (next_random(&seed) < 0.5 ? 0.5 : 30) * next_random(&seed);
        labels_spread(wanted, count, gap, LOW, HIGH, at, arena);
        for (size_t i = 0; i < count; i++) {
            assert_true(at[i] >= LOW - 1e-9 && at[i] <= HIGH + 1e-9);
            assert_true(i == 0 || at[i] - at[i - 1] >= gap - 1e-9);
            sum += (at[i] - wanted[i]) * (at[i] - wanted[i]);
        }
        double best = best_on_grid(wanted, count, gap);
        assert_true(sum <= best + 1e-6);
        assert_true(sum >= best - (double)count * 0.25 *
                                      (0.25 + 2 * sqrt(best / (double)count +
                                                       1))); /* a grid's width away from it at most */
    }
}

static void test_spread_without_room(void **state)
{
    (void)state;
    const double wanted[] = {50, 50, 50, 50, 50};
    double at[5];
    labels_spread(wanted, 5, 40, LOW, HIGH, at, arena);
    for (int i = 0; i < 5; i++) assert_near(at[i], 25 * i, 1e-9);
    const double backwards[] = {60, 20};
    labels_spread(backwards, 2, 10, LOW, HIGH, at, arena);
    assert_near(at[0], 60, 1e-9);
    assert_near(at[1], 20, 1e-9);
    labels_spread(wanted, 0, 10, LOW, HIGH, at, arena);
}

static void test_placed_labels_are_clear(void **state)
{
    (void)state;
    uint32_t seed = 11;
    struct labels labels = labels_new((struct label_box){0, 0, 300, 200}, arena);
    struct label_box placed[60];
    size_t count = 0, refused = 0;
    for (int i = 0; i < 60; i++) {
        struct label_box tries[3];
        for (int n = 0; n < 3; n++)
            tries[n] = (struct label_box){next_random(&seed) * 320 - 10, next_random(&seed) * 220 - 10, 40,
                                          14};
        if (labels_place(&labels, tries, 3, &placed[count]))
            count++;
        else
            refused++;
    }
    assert_true(count > 20 && refused > 0);
    for (size_t i = 0; i < count; i++) {
        assert_true(placed[i].x >= 0 && placed[i].y >= 0 && placed[i].x + 40 <= 300 &&
                    placed[i].y + 14 <= 200);
        for (size_t j = 0; j < i; j++)
            assert_true(fabs(placed[i].x - placed[j].x) >= 40 - 1e-9 ||
                        fabs(placed[i].y - placed[j].y) >= 14 - 1e-9);
    }
}

static void check_ticks(struct scale scale, double apart_px)
{
    double ticks[SCALE_TICKS_MAX];
    size_t count = scale_ticks(&scale, apart_px, ticks);
    assert_in_range(count, 2, SCALE_TICKS_MAX);
    for (size_t i = 0; i < count; i++) {
        assert_true(ticks[i] >= scale.low * (1 - 1e-9) && ticks[i] <= scale.high * (1 + 1e-9));
        assert_true(i == 0 || count == 2 ||
                    fabs(scale_at(&scale, ticks[i]) - scale_at(&scale, ticks[i - 1])) >= apart_px - 1e-6);
    }
}

static void test_scales(void **state)
{
    (void)state;
    static const double SPANS[][2] = {{7.6, 512}, {0.08, 0.081}, {1, 1},
                                      {9.99, 10}, {3e-4, 9e6},   {250, 250.5}};
    for (size_t i = 0; i < sizeof SPANS / sizeof *SPANS; i++) {
        struct scale scale = scale_log(SPANS[i][0], SPANS[i][1], 56, 336);
        assert_true(scale.low <= SPANS[i][0] && scale.high >= SPANS[i][1] && scale.low < scale.high);
        assert_true(scale.high / scale.low <=
                    25 * SPANS[i][1] / SPANS[i][0] + 1e-9); /* not much more than what is asked for */
        for (double value = scale.low; value <= scale.high; value *= 1.07)
            assert_near(scale_at(&scale, value),
                        56 + 280 * log(value / scale.low) / log(scale.high / scale.low), 1e-9);
        check_ticks(scale, 48);
    }
    for (double max = 0.013; max < 1e12; max *= 3.7) {
        struct scale scale = scale_linear(max, 300, 20);
        assert_true(scale.low == 0 && scale.high >= max && scale.high <= 2 * max);
        assert_near(scale_at(&scale, max), 300 - 280 * max / scale.high, 1e-9);
        check_ticks(scale, 30);
    }
    assert_true(scale_linear(0, 0, 1).high > 0);
}

static void test_measures(void **state)
{
    (void)state;
    assert_near(measure_text("i", 100), 28, 1e-9);   /* DejaVu Sans: 0.2778 em */
    assert_near(measure_text("mm", 10), 19.6, 1e-9); /* 0.9741 em each */
    static const char *const TEXTS[] = {"",
                                        "Kafka",
                                        "Kafka, well tuned, forty per cent of each volume kept free",
                                        "你好你好你好你好你好你好",
                                        "é\u0301\u0301",
                                        "🚀🚀🚀🚀🚀🚀🚀"};
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
        for (double width = 0; width < 500; width += 7.3) {
            const char *fit = measure_fit(arena, TEXTS[i], 12, width);
            assert_true(measure_text(fit, 12) <= width);
            assert_int_equal(text_invalid_utf8_at(fit, strlen(fit)), strlen(fit));
            if (measure_text(TEXTS[i], 12) <= width) assert_string_equal(fit, TEXTS[i]);
        }
}

static void test_pixels(void **state)
{
    (void)state;
    assert_string_equal(svg_px(arena, 0), "0");
    assert_string_equal(svg_px(arena, -0.04), "0");
    assert_string_equal(svg_px(arena, 12.34), "12.3");
    assert_string_equal(svg_px(arena, 12.96), "13");
    assert_string_equal(svg_px(arena, -7.25), "-7.3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_spread_is_the_best, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_spread_without_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_placed_labels_are_clear, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scales, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_measures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pixels, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
