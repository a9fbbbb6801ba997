/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Units: expectations are worked out by hand from the definitions of the units, not from the table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/units.h"

enum { SAMPLES = 20000 };

static void parses(void **state)
{
    (void)state;
    static const struct {
        enum unit_kind kind;
        const char *text;
        double value;
    } ROWS[] = {
        {UNIT_BYTES, "1.5 GiB", 1610612736.0},
        {UNIT_BYTES, "1.5 GB", 1500000000.0},
        {UNIT_BYTES, "7MiB", 7340032.0},
        {UNIT_BYTES, "7MB", 7000000.0},
        {UNIT_BYTES, "3 KiB", 3072.0},
        {UNIT_BYTES, "3 KB", 3000.0},
        {UNIT_BYTES, "3 kB", 3000.0},
        {UNIT_BYTES, "2 TiB", 2199023255552.0},
        {UNIT_BYTES, "2 PB", 2e15},
        {UNIT_BYTES, "0.25 PiB", 281474976710656.0},
        {UNIT_BYTES, "17 B", 17.0},
        {UNIT_BYTES, "0", 0.0},
        {UNIT_BYTES, " \t12.5e3 \t B \t", 12500.0},
        {UNIT_RATE, "1 GiB/s", 1073741824.0},
        {UNIT_RATE, "10 Gbit/s", 1.25e9},
        {UNIT_RATE, "8 Mbit/s", 1e6},
        {UNIT_RATE, "86.4 GB/d", 1e6},
        {UNIT_RATE, "675 GiB/d", 8388608.0},
        {UNIT_RATE, "0", 0.0},
        {UNIT_DURATION, "250ms", 0.25},
        {UNIT_DURATION, "5 us", 5e-6},
        {UNIT_DURATION, "5 µs", 5e-6},
        {UNIT_DURATION, "40ns", 4e-8},
        {UNIT_DURATION, "1.5 h", 5400.0},
        {UNIT_DURATION, "2 min", 120.0},
        {UNIT_DURATION, "2m", 120.0},
        {UNIT_DURATION, "7d", 604800.0},
        {UNIT_DURATION, "2w", 1209600.0},
        {UNIT_DURATION, "730h", 2628000.0},
        {UNIT_RATE, "1 GB/h", 1e9 / 3600},
        {UNIT_RATE, "5 TB/month", 5e12 / 2628000},
        {UNIT_RATE, "30 TB per mo", 30e12 / 2628000},
        {UNIT_RATE, "365 GB/year", 365e9 / 31536000},
        {UNIT_RATE, "20 Mbps", 2.5e6},
        {UNIT_RATE, "1 kbit/s", 125.0},
        {UNIT_RATE, "2 Mibit/s", 262144.0},
        {UNIT_RATE, "64 kbps", 8000.0},
        {UNIT_RATE, "8 bps", 1.0},
        {UNIT_RATE, "3 MBps", 3e6},
        {UNIT_RATE, "3 MiB/sec", 3145728.0},
        {UNIT_RATE, "60 MiB / min", 1048576.0},
        {UNIT_DURATION, "7 days", 604800.0},
        {UNIT_DURATION, "1 week", 604800.0},
        {UNIT_DURATION, "168hours", 604800.0},
        {UNIT_DURATION, "1h30m", 5400.0},
        {UNIT_DURATION, "1d 12h", 129600.0},
        {UNIT_DURATION, "2 weeks 1 day 30 s", 1296030.0},
        {UNIT_DURATION, "P7D", 604800.0},
        {UNIT_DURATION, "PT1H30M", 5400.0},
        {UNIT_DURATION, "P1Y2M3DT4H5M6S", 31536000.0 + 5256000.0 + 259200 + 14400 + 300 + 6},
        {UNIT_DURATION, "1mo", 2628000.0},
        {UNIT_DURATION, "1y", 31536000.0},
        {UNIT_DURATION, "3 months", 7884000.0},
        {UNIT_DURATION, "500 milliseconds", 0.5},
        {UNIT_BYTES, "1024 bytes", 1024.0},
        {UNIT_FRACTION, "50%", 0.5},
        {UNIT_FRACTION, "0.625", 0.625},
        {UNIT_FRACTION, "12.5 %", 0.125},
        {UNIT_COUNT, "1e3", 1000.0},
        {UNIT_COUNT, "9007199254740992", 9007199254740992.0},
        {UNIT_NUMBER, "-.5", -0.5},
        {UNIT_NUMBER, "+2.", 2.0},
        {UNIT_NUMBER, "6.02E+2", 602.0},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        double value = -1;
        /* A rate by a longer time is no multiple of B/s, so it may be rounded once more. */
        double tolerance = ROWS[i].kind != UNIT_RATE || strstr(ROWS[i].text, "/s") != NULL
                               ? 0
                               : 0x1p-52 * ROWS[i].value;
        if (units_parse(ROWS[i].kind, ROWS[i].text, &value) != UNITS_OK ||
            fabs(value - ROWS[i].value) > tolerance)
            fail_msg("'%s': %.17g, not %.17g", ROWS[i].text, value, ROWS[i].value);
    }
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        enum unit_kind kind;
        const char *text;
        enum units_result result;
    } ROWS[] = {
        {UNIT_BYTES, "1024", UNITS_MISSING},
        {UNIT_RATE, "1e9 ", UNITS_MISSING},
        {UNIT_DURATION, "-3", UNITS_MISSING},
        {UNIT_BYTES, "1 gib", UNITS_UNKNOWN},
        {UNIT_BYTES, "1 GiB/s", UNITS_UNKNOWN},
        {UNIT_RATE, "1 GiB", UNITS_UNKNOWN},
        {UNIT_BYTES, "1 M", UNITS_UNKNOWN},
        {UNIT_DURATION, "1 M", UNITS_UNKNOWN},
        {UNIT_NUMBER, "1 x", UNITS_UNKNOWN},
        {UNIT_COUNT, "5%", UNITS_UNKNOWN},
        {UNIT_BYTES, "1 2 B", UNITS_UNKNOWN},
        {UNIT_BYTES, "1,5 GiB", UNITS_UNKNOWN},
        {UNIT_DURATION, "30m1h", UNITS_UNKNOWN},
        {UNIT_DURATION, "1h30", UNITS_UNKNOWN},
        {UNIT_DURATION, "1h-30m", UNITS_UNKNOWN},
        {UNIT_DURATION, "P7", UNITS_NOT_A_NUMBER},
        {UNIT_DURATION, "PT", UNITS_NOT_A_NUMBER},
        {UNIT_DURATION, "P1D2W", UNITS_NOT_A_NUMBER},
        {UNIT_RATE, "10 MB", UNITS_UNKNOWN},
        {UNIT_RATE, "1 GB/m", UNITS_UNKNOWN}, /* a minute or a month */
        {UNIT_RATE, "1 GB/ms", UNITS_UNKNOWN},
        {UNIT_RATE, "1 Mb/s", UNITS_UNKNOWN}, /* bits or bytes */
        {UNIT_RATE, "1 mbps", UNITS_UNKNOWN}, /* millibits to the letter */
        {UNIT_RATE, "5 msg/s", UNITS_UNKNOWN},
        {UNIT_RATE, "1 ps", UNITS_UNKNOWN},
        {UNIT_COUNT, "010", UNITS_LEADING_ZERO},
        {UNIT_BYTES, "08 MiB", UNITS_LEADING_ZERO},
        {UNIT_NUMBER, "-00.5", UNITS_LEADING_ZERO},
        {UNIT_NUMBER, "0x10", UNITS_UNKNOWN},
        {UNIT_NUMBER, "1_000", UNITS_UNKNOWN},
        {UNIT_NUMBER, "1\n", UNITS_UNKNOWN},
        {UNIT_NUMBER, "1e", UNITS_UNKNOWN},
        {UNIT_NUMBER, "", UNITS_NOT_A_NUMBER},
        {UNIT_NUMBER, "nan", UNITS_NOT_A_NUMBER},
        {UNIT_NUMBER, "inf", UNITS_NOT_A_NUMBER},
        {UNIT_BYTES, "GiB", UNITS_NOT_A_NUMBER},
        {UNIT_NUMBER, "-", UNITS_NOT_A_NUMBER},
        {UNIT_NUMBER, ".", UNITS_NOT_A_NUMBER},
        {UNIT_NUMBER, "1e999", UNITS_NOT_A_NUMBER},
        {UNIT_BYTES, "1e300 PiB", UNITS_NOT_A_NUMBER},
        {UNIT_NUMBER, "- 1", UNITS_NOT_A_NUMBER},
        {UNIT_COUNT, "2.5", UNITS_FRACTIONAL},
        {UNIT_COUNT, "9007199254740994", UNITS_FRACTIONAL},
        {UNIT_COUNT, "1e-3", UNITS_FRACTIONAL},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        double value = 4.75;
        enum units_result result = units_parse(ROWS[i].kind, ROWS[i].text, &value);
        if (result != ROWS[i].result || value != 4.75)
            fail_msg("'%s': result %d, not %d; value %g", ROWS[i].text, (int)result, (int)ROWS[i].result,
                     value);
    }
}

static void prints(void **state)
{
    (void)state;
    static const struct {
        enum unit_kind kind;
        double value;
        const char *text;
    } ROWS[] = {
        {UNIT_RATE, 1073741824.0, "1 GiB/s"},
        {UNIT_RATE, 12e6, "12 MB/s"},
        {UNIT_BYTES, 16384.0, "16 KiB"},
        {UNIT_BYTES, 1.0, "1 B"},
        {UNIT_BYTES, 1500.0, "1.5 kB"},
        {UNIT_DURATION, 604800.0, "7d"},
        {UNIT_DURATION, 0.25, "250ms"},
        {UNIT_DURATION, 3600.0, "1h"},
        {UNIT_DURATION, 2628000.0, "730h"},
        {UNIT_DURATION, 0.0, "0s"},
        {UNIT_FRACTION, 0.5, "0.5"},
        {UNIT_COUNT, 1024.0, "1024"},
        {UNIT_NUMBER, 0.1, "0.1"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        assert_string_equal(units_print(arena, ROWS[i].kind, ROWS[i].value), ROWS[i].text);
    arena_free(arena);
}

static void shows(void **state)
{
    (void)state;
    static const struct {
        enum unit_kind kind;
        double value;
        const char *text;
    } ROWS[] = {
        {UNIT_RATE, 1471026299.0, "1.37 GiB/s"}, {UNIT_DURATION, 0.0470, "47 ms"},
        {UNIT_FRACTION, 0.4806, "48.1 %"},       {UNIT_BYTES, 0.0, "0 B"},
        {UNIT_NUMBER, 31536000.0, "31,536,000"}, {UNIT_NUMBER, 2.385, "2.385"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        assert_string_equal(units_show(arena, ROWS[i].kind, ROWS[i].value), ROWS[i].text);
    arena_free(arena);
}

/* Any double that can be printed reads back as itself, whatever unit was chosen. */
static void prints_what_it_reads(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    uint64_t bits = UINT64_C(0x9E3779B97F4A7C15);
    for (int i = 0; i < SAMPLES; i++) {
        struct arena_mark mark = arena_mark(arena);
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        double exponent = (double)(bits >> 48) / 65536.0 * 36 - 12;
        double value = (double)(bits & 0xFFFFFFFFFFFFF) * 0x1p-52 * pow(10, exponent);
        if (i % 3 == 0) value = round(value);
        for (enum unit_kind kind = 0; kind < UNIT__COUNT; kind++) {
            if (kind == UNIT_COUNT && (value != round(value) || value > 0x1p53)) continue;
            char *text = units_print(arena, kind, value);
            double back = -1;
            if (units_parse(kind, text, &back) != UNITS_OK || back != value)
                fail_msg("%.17g prints as '%s' and reads as %.17g", value, text, back);
        }
        arena_rewind(arena, mark);
    }
    arena_free(arena);
}

/* A hint is a quantity of the magnitude that was written: the number stays, and so does what counts. */
static void hints(void **state)
{
    (void)state;
    static const struct {
        enum unit_kind kind;
        const char *text, *hint;
    } ROWS[] = {
        {UNIT_RATE, "3 gib/s", "'3 GiB/s'"},
        {UNIT_BYTES, "3 mib", "'3 MiB'"},
        {UNIT_DURATION, "3 S", "'3s'"},
        {UNIT_RATE, "12 GiBs", "'12 GiB/s'"},
        {UNIT_RATE, "10MB", "'10 MB/s'"},
        {UNIT_RATE, "1 Mib/s", "'1 MiB/s' or '1 Mibit/s'"},
        {UNIT_RATE, "1 mb/s", "'1 MB/s' or '1 Mbit/s'"},
        {UNIT_BYTES, "3 parsecs", NULL},
        {UNIT_NUMBER, "3 x", NULL},
        {UNIT_RATE, "1 GB/fortnight", NULL},
        {UNIT_DURATION, "1 fortnight", NULL},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *hint = units_hint(arena, ROWS[i].kind, ROWS[i].text);
        if (hint == NULL || ROWS[i].hint == NULL)
            assert_true(hint == ROWS[i].hint);
        else
            assert_string_equal(hint, ROWS[i].hint);
    }
    arena_free(arena);
}

static void parses_records(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double per_s;
    } ROWS[] = {
        {"10k msg/s", 10000},        {"10000 msg/s", 10000}, {"1.5M records/min", 25000},
        {"3600 events per hour", 1}, {"7 rec/s", 7},         {"86400 messages/day", 1},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        double per_s = -1;
        assert_true(units_parse_records(ROWS[i].text, &per_s));
        assert_true(fabs(per_s - ROWS[i].per_s) <= 1e-12 * ROWS[i].per_s);
    }
    static const char *const OTHERS[] = {"10 MB/s",   "10 msg", "msg/s", "10 x msg/s",
                                         "010 msg/s", "10 M/s", ""};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        double per_s = 4.75;
        assert_false(units_parse_records(OTHERS[i], &per_s));
        assert_true(per_s == 4.75);
    }
}

static void names_every_unit(void **state)
{
    (void)state;
    static const char *const BASES[UNIT__COUNT] = {"", "", "", "B", "B/s", "s"};
    for (enum unit_kind kind = 0; kind < UNIT__COUNT; kind++) {
        double value = 0;
        assert_string_equal(units_base(kind), BASES[kind]);
        assert_int_equal(units_parse(kind, units_example(kind), &value), UNITS_OK);
        for (size_t n = 0; units_name(kind, n) != NULL; n++) {
            char text[32] = "3";
            strcat(text, units_name(kind, n));
            assert_int_equal(units_parse(kind, text, &value), UNITS_OK);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(refuses),
        cmocka_unit_test(prints),
        cmocka_unit_test(shows),
        cmocka_unit_test(prints_what_it_reads),
        cmocka_unit_test(hints),
        cmocka_unit_test(parses_records),
        cmocka_unit_test(names_every_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
