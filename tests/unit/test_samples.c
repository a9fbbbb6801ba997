/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Measured latencies and percentiles from CSV, and what is said of files that hold none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/dist.h"
#include "base/samples.h"
#include "base/text.h"
#include "diags_text.h"
#include "diags_fixture.h"

static void reads_latencies(void **state)
{
    (void)state;
    static const struct {
        const char *text, *unit;
        size_t count;
        double values[3], bytes[3];
    } ROWS[] = {
        {"latency_ms\n4.25\n0.5\n1e3\n", NULL, 3, {0.00425, 0.0005, 1}, {0}},
        {"ms\n4.25", NULL, 1, {0.00425}, {0}},
        {"\xEF\xBB\xBFhost,Latency (us)\r\na,17\r\n\r\n\"b,c\",18\r\n", NULL, 2, {17e-6, 18e-6}, {0}},
        {"# a remark\nbytes,put_seconds\n4096,0.07\n4 MiB,0.13\n", NULL, 2, {0.07, 0.13}, {4096, 4194304}},
        {"latency\n4.2 ms\n81us\n", NULL, 2, {0.0042, 81e-6}, {0}},
        {"17.3\n2\n", "ms", 2, {0.0173, 0.002}, {0}},
        {"anything\n17.3\n", "us", 1, {17.3e-6}, {0}},
        {"latency_ms\n3 s\n", NULL, 1, {3}, {0}},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct samples *samples = samples_read("m.csv", ROWS[i].text, strlen(ROWS[i].text),
                                                     ROWS[i].unit, arena, &diags);
        if (samples == NULL || samples->count != ROWS[i].count || samples->levels != NULL ||
            (samples->bytes != NULL) != (ROWS[i].bytes[0] > 0))
            fail_msg("row %zu: %s", i, diags_text(&diags, arena));
        for (size_t k = 0; k < samples->count; k++)
            assert_true(fabs(samples->values_s[k] / ROWS[i].values[k] - 1) < 3e-16 &&
                        (samples->bytes == NULL || samples->bytes[k] == ROWS[i].bytes[k]));
    }
}

static void reads_percentiles(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "quantile,value_ms\n0.5,60\n0.999,900\n0.99,400\n0,10\n1,2000\n",
        "percentile,ms\n50,60\n99,400\n99.9,900\nmin,10\nmax,2000\n",
        "p,note,latency\np50,a,60 ms\np99,b,0.4s\np99.9,c,900ms\np0,d,10ms\n100%,e,2s\n",
    };
    for (size_t i = 0; i < 3; i++) {
        const struct samples *samples = samples_read("p.csv", TEXTS[i], strlen(TEXTS[i]), NULL, arena,
                                                     &diags);
        if (samples == NULL) fail_msg("%s", diags_text(&diags, arena));
        const double levels[] = {0, 0.5, 0.99, 0.999, 1}, values[] = {0.01, 0.06, 0.4, 0.9, 2};
        assert_int_equal(samples->count, 5);
        for (size_t k = 0; k < 5; k++)
            assert_true(samples->levels[k] == levels[k] && samples->values_s[k] == values[k]);
    }
    const struct samples *samples = samples_of_text("p50=60ms,p99=0.4s",
                                                    (struct place){.file = "--quantiles"}, arena, &diags);
    assert_true(samples != NULL && samples->count == 2 && samples->levels[1] == 0.99 &&
                samples->values_s[1] == 0.4);
}

static void tells_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *text, *said;
    } ROWS[] = {
        {"", "m.csv:1:1: csv-syntax: there is no row of figures\n"},
        {"latency_ms\n", "m.csv:1:1: csv-syntax: there is no row of figures\n"},
        {"latency_ms\n4\nabc\n0\n-3\n",
         "m.csv:3:1: not-a-number: 'abc' is no latency; write for example '4.2' below 'latency_ms'\n"
         "m.csv:4:1: out-of-range: '0' is no latency: it must be above 0\n"
         "m.csv:5:1: out-of-range: '-3' is no latency: it must be above 0\n"},
        {"latency\n4\n",
         "m.csv:2:1: missing-unit: '4' has no unit; name it in the header, such as 'latency_ms'\n"},
        {"12\n13\n",
         "m.csv:1:1: missing-unit: '12' has no unit; name it in the header, such as 'latency_ms'\n"
         "m.csv:2:1: missing-unit: '13' has no unit; name it in the header, such as 'latency_ms'\n"},
        {"latency_ms\n4 parsecs\n",
         "m.csv:2:1: unknown-unit: '4 parsecs' has an unknown unit; a latency is in s, ms, us or ns\n"},
        {"a,b\n1,2\n", "m.csv:1:1: csv-column: no column is of latencies; end its name in the unit, such as "
                       "'latency_ms'\n"},
        {"1,2\n", "m.csv:1:1: csv-column: the first line doesn't name the columns; put one above, such as "
                  "'latency_ms,bytes' or 'quantile,value_ms'\n"},
        {"a_ms,é,b_ms\n1,x,2\n",
         "m.csv:1:8: csv-column: 'b_ms' is a second column of latencies; leave out one\n"},
        {"bytes,get_ms\n1,2\n1\nx, y\n",
         "m.csv:3:1: csv-syntax: the row has 1 cells, the first line 2; is a comma missing, or one too "
         "many?\n"
         "m.csv:4:4: not-a-number: 'y' is no latency; write for example '4.2' below 'latency_ms'\n"
         "m.csv:4:1: csv-cell: 'x' is no number of bytes; write for example '4194304' or '4 MiB'\n"},
        {"quantile,ms\n99,4\n",
         "m.csv:2:1: csv-cell: '99' is no quantile from 0 to 1; write for example '0.999' or 'p99.9'\n"},
        {"latency_ms\n5\n7200000\n", "m.csv:3:1: out-of-range: '7200000' is outside of 1 ns to 1 h, which no "
                                     "workload takes: is the unit right?\n"},
        {"latency_ns\n0.5\n", "m.csv:2:1: out-of-range: '0.5' is outside of 1 ns to 1 h, which no workload "
                              "takes: is the unit right?\n"},
        {"percentile,ms\n0.5,5\n0.99,10\n",
         "m.csv:3:0: inconsistent: nothing above p0.99 is measured: as percentiles write 50 and 99, or name "
         "fractions of 1 'quantile'\n"},
        {"percentile,ms\n1,4\n0.5,3\n0,1\n",
         "m.csv:2:0: inconsistent: nothing above p1 is measured: as percentiles write 50 and 99, or name "
         "fractions of 1 'quantile'\n"},
        {"p,ms\n0.1,4\n0.2,5\n0.9,6\n",
         "m.csv:4:0: inconsistent: nothing above p0.9 is measured: as percentiles write 50 and 99, or name "
         "fractions of 1 'quantile'\n"},
        {"percentile,ms\n101,4\n",
         "m.csv:2:1: csv-cell: '101' is no percentile from 0 to 100; write for example '99.9' or 'p99.9'\n"},
        {"quantile,ms\n.5,4\np50,4\n", "m.csv:3:0: duplicate-name: p50 is there twice; keep one\n"},
        {"quantile,ms\n.5,4\n.9,3\n", "m.csv:3:0: inconsistent: p90 is below p50\n"},
        {"latency_ms\n\xFF\n", "m.csv:2:0: encoding: byte 0xFF stands here; save the file as plain UTF-8\n"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        diags_init(&diags, arena);
        assert_null(samples_read("m.csv", ROWS[i].text, strlen(ROWS[i].text), NULL, arena, &diags));
        assert_string_equal(diags_text(&diags, arena), ROWS[i].said);
    }
    diags_init(&diags, arena);
    assert_null(samples_read("m.csv", "ms\n1\0\n", 6, NULL, arena, &diags));
    assert_string_equal(diags_text(&diags, arena),
                        "m.csv:2:0: encoding: byte 0x00 stands here; save the file as plain UTF-8\n");
    diags_init(&diags, arena);
    assert_null(
        samples_of_text("p50=60ms,p99,p200=4ms,p9=7", (struct place){.file = "--quantiles"}, arena, &diags));
    assert_string_equal(
        diags_text(&diags, arena),
        "--quantiles:0:0: csv-cell: 'p99' is no percentile and its latency; write for example 'p99=400ms'\n"
        "--quantiles:0:0: csv-cell: 'p200' is no quantile from 0 to 1; write for example '0.999' or 'p99.9'\n"
        "--quantiles:0:0: missing-unit: '7' has no unit; name it in the header, such as 'latency_ms'\n");
}

static void refuses_more_cells_than_it_can_hold(void **state)
{
    (void)state;
    struct text wide = text_new(arena);
    for (int i = 0; i < 64; i++) text_add(&wide, "a,");
    text_add(&wide, "latency_ms\n");
    assert_null(samples_read("m.csv", wide.bytes, wide.length, NULL, arena, &diags));
    assert_string_equal(
        diags_text(&diags, arena),
        "m.csv:1:1: csv-syntax: the line has more than 64 cells; leave out columns that aren't needed\n");
}

static void levels_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double level;
    } ROWS[] = {{"p0", 0}, {"p50", 0.5}, {"p99.9", 0.999}, {"p99.99", 0.9999}, {"p100", 1}, {"p2.5", 0.025}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        double level;
        assert_true(dist_level_read(ROWS[i].name, &level) && level == ROWS[i].level);
        assert_string_equal(dist_level_name(arena, level), ROWS[i].name);
    }
    static const char *const BAD[] = {"",     "p",      "50", "p101", "p-1",
                                      "p1e1", "p1.2.3", "p.", "pp5",  "p123456789012345678901"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) assert_false(dist_level_read(BAD[i], &(double){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_latencies, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_percentiles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_what_is_wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_more_cells_than_it_can_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(levels_have_names, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
