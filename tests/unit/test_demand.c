/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Segments of a load, against sums over the hours that they stand for. */
#include "fixtures/cost.h"

static struct demand demand_of(struct fixture *fixture)
{
    struct demand demand;
    demand_init(&demand, fixture->params, group_set_all(fixture->params, fixture->arena), fixture->arena);
    return demand;
}

/* True of every load. */
static void check_segments(const struct demand *demand)
{
    double share = 0, mean = 0, peak = 0;
    for (size_t i = 0; i < demand->segment_count; i++) {
        assert_true(demand->segments[i].share > 0 && demand->segments[i].factor >= 0);
        share += demand->segments[i].share;
        mean += demand->segments[i].share * demand->segments[i].factor;
        peak = fmax(peak, demand->segments[i].factor);
    }
    assert_near(share, 1, 1e-12);
    assert_near(mean, 1, 1e-12);
    assert_true(demand->peak_factor == peak);
}

static void flat(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct demand demand = demand_of(&fixture);
    assert_int_equal(demand.segment_count, 1);
    assert_true(demand.segments[0].share == 1 && demand.segments[0].factor == 1 && demand.peak_factor == 1);
    fixture_free(&fixture);
}

static void peaks(void **state)
{
    (void)state;
    const struct {
        const char *peak, *share;
        double peak_share_of_year, rest_factor;
    } CASES[] = {
        {"2.5", "0.5", 0.2, 0.625}, /* 0.2 × 2.5 = 0.5 of the bytes; the other half in 0.8 of the year */
        {"4", "0.25", 0.0625, 0.8}, /* 0.75 / 0.9375 */
        {"1.000001", "0.99", 0.99 / 1.000001, 0.01 / (1 - 0.99 / 1.000001)},
        {"100", "0.01", 0.0001, 0.99 / 0.9999},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_small(SMALL_WORKLOAD,
                                               SETS(text_format(arena, "load.peak_to_mean=%s", CASES[i].peak),
                                                    text_format(arena, "load.peak_volume_share=%s",
                                                                CASES[i].share)));
        struct demand demand = demand_of(&fixture);
        check_segments(&demand);
        assert_int_equal(demand.segment_count, 2);
        assert_true(demand.peak_factor == strtod(CASES[i].peak, NULL));
        assert_near(demand.segments[0].share, CASES[i].peak_share_of_year, 1e-12);
        assert_near(demand.segments[1].factor, CASES[i].rest_factor, 1e-9);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

static void hourly(void **state)
{
    (void)state;
    static const double LOADS[24] = {3, 1, 1, 0, 0, 2.5, 7,     9,     12.75, 9, 9, 7,
                                     7, 6, 6, 6, 8, 10,  12.75, 12.75, 9,     7, 5, 3};
    struct arena *arena = arena_new();
    struct text set = text_new(arena);
    double sum = 0, most = 0;
    for (size_t h = 0; h < COUNT_OF(LOADS); h++) {
        text_addf(&set, "%s%g", h == 0 ? "load.hourly=[" : ", ", LOADS[h]);
        sum += LOADS[h];
        most = fmax(most, LOADS[h]);
    }
    text_add(&set, "]");
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS(set.bytes));
    struct demand demand = demand_of(&fixture);
    check_segments(&demand);
    assert_near(demand.peak_factor, most * 24 / sum, 1e-12);
    /* any function of the rate has the same sum over segments as over hours; requests are not linear in it */
    double by_hour = 0, by_segment = 0;
    for (size_t h = 0; h < COUNT_OF(LOADS); h++) by_hour += ceil(LOADS[h] * 24 / sum * 3.3) / 24;
    for (size_t i = 0; i < demand.segment_count; i++)
        by_segment += ceil(demand.segments[i].factor * 3.3) * demand.segments[i].share;
    assert_near(by_segment, by_hour, 1e-12);
    for (size_t i = 1; i < demand.segment_count; i++)
        assert_true(demand.segments[i].factor < demand.segments[i - 1].factor);
    assert_int_equal(demand.segment_count, 11); /* distinct values above */
    fixture_free(&fixture);
    arena_free(arena);
}

static void years(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL),
                   other = fixture_small(SMALL_WORKLOAD,
                                         SETS("billing.month_metered=30d", "billing.month_hourly=31d"));
    assert_true(year_metered_s(fixture.params) == 31536000 && year_hourly_h(fixture.params) == 8760);
    assert_true(year_metered_s(other.params) == 31104000 && year_hourly_h(other.params) == 8928);
    fixture_free(&fixture);
    fixture_free(&other);
}

static void totals_are_sums(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small("topics:\n" TOPIC("a", "produce: {rate: 1 MB/s}")
                                               TOPIC("b", "produce: {rate: 2 MB/s}")
                                                   TOPIC("c", "produce: {rate: 3 MB/s}"),
                                           NULL);
    static const uint32_t SUBSET[] = {2, 0};
    struct demand demand;
    demand_init(&demand, fixture.params, (struct group_set){SUBSET, 2}, fixture.arena);
    assert_int_equal(demand.group_count, 2);
    assert_int_equal(demand.groups[0].topic, 2);
    assert_int_equal(demand.groups[1].topic, 0);
    for (size_t g = 0; g < 2; g++) {
        double base = g == 0 ? 3.25 : 17.5; /* sums of these are exact */
        for (int path = 0; path < FLOW__COUNT; path++)
            demand.groups[g].flows[path] = (struct flow){base * (path + 1), base * (path + 1) / 2};
        demand.groups[g].block_bytes = base * 64;
        demand.groups[g].object_bytes = base * 128;
        demand.groups[g].partitions = base * 256;
        demand.groups[g].puts_per_s = base * 512;
        demand.groups[g].gets_per_s = base * 1024;
    }
    demand_sum(&demand);
    for (int path = 0; path < FLOW__COUNT; path++) {
        assert_true(demand.total.flows[path].bytes_per_s == 20.75 * (path + 1));
        assert_true(demand.total.flows[path].cross_az_bytes_per_s == 20.75 * (path + 1) / 2);
    }
    assert_true(demand.total.block_bytes == 20.75 * 64 && demand.total.object_bytes == 20.75 * 128 &&
                demand.total.partitions == 20.75 * 256);
    assert_true(demand.total.puts_per_s == 20.75 * 512 && demand.total.gets_per_s == 20.75 * 1024);
    fixture_free(&fixture);
}

static void flows_have_names(void **state)
{
    (void)state;
    for (int a = 0; a < FLOW__COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(flow_name((enum flow_path)a), flow_name((enum flow_path)b));
}

/* The fullest window, against every start minute by minute over repeated days. */
static void fullest_window(void **state)
{
    (void)state;
    static const double WINDOWS_H[] = {0.5, 1, 1.5, 2.75, 6.4, 11, 23.25, 24, 31.5, 48, 77.75, 168};
    static const char *const LOADS[] = {
        "load.hourly=[1,1,1,1,1,2,3,4,5,5,5.5,5,5,5,5,5,4,3,3,2,2,1,1,0]",
        "load.hourly=[9,0,0,0,3,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,8]", /* the fullest goes over midnight */
        "load.hourly=[9,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,8]", /* and ends with the first hour */
        "load.peak_to_mean=2.5",
        "load.peak_to_mean=7",
    };
    for (size_t l = 0; l < COUNT_OF(LOADS); l++) {
        struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS(LOADS[l]));
        struct demand demand = demand_of(&fixture);
        enum { STEPS_A_DAY = 24 * 60 };
        double load[STEPS_A_DAY], sum = 0;
        double peak = root_num(fixture.params, ROOT_PEAK_TO_MEAN), peak_minutes = STEPS_A_DAY * 0.5 / peak;
        for (int i = 0; i < STEPS_A_DAY; i++) {
            const struct value *hourly = &fixture.params->root[ROOT_HOURLY];
            double at_peak = fmax(0, fmin(1, peak_minutes - i)); /* part of the minute */
            load[i] = hourly->is_set ? hourly->series->values[i / 60]
                                     : at_peak * peak + (1 - at_peak) * 0.5 / (1 - 0.5 / peak);
            sum += load[i];
        }
        for (size_t w = 0; w < COUNT_OF(WINDOWS_H); w++) {
            int minutes = (int)(WINDOWS_H[w] * 60);
            double most = 0;
            for (int start = 0; start < STEPS_A_DAY; start++) {
                double held = 0;
                for (int i = 0; i < minutes; i++) held += load[(start + i) % STEPS_A_DAY];
                most = fmax(most, held);
            }
            double factor = load_profile_window_factor(&demand.load_profile, WINDOWS_H[w] * 3600);
            assert_near(factor, most / (sum / STEPS_A_DAY * minutes),
                        1e-3); /* the oracle starts on whole minutes */
            assert_true(factor >= 1 - 1e-12);
        }
        assert_near(load_profile_window_factor(&demand.load_profile, 0), demand.peak_factor, 1e-9);
        fixture_free(&fixture);
    }
}

/* Ninety minutes to one o'clock: the first hour's 9 and half of the last hour's 8, over a mean of 39 / 24. */
static void window_over_midnight(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_small(SMALL_WORKLOAD, SETS("load.hourly=[9,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,8]"));
    struct demand demand = demand_of(&fixture);
    assert_near(load_profile_window_factor(&demand.load_profile, 5400), (9 + 4) / 1.5 / (39 / 24.0), 1e-12);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flat),
        cmocka_unit_test(peaks),
        cmocka_unit_test(hourly),
        cmocka_unit_test(window_over_midnight),
        cmocka_unit_test(years),
        cmocka_unit_test(totals_are_sums),
        cmocka_unit_test(flows_have_names),
        cmocka_unit_test(fullest_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
