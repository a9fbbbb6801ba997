/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions in workloads: every kind and spelling, what is said of wrong ones, scalars changed by path,
 * files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/file.h"
#include "base/units.h"
#include "params/load.h"
#include "params_fixture.h"
#include "diags_fixture.h"

static const char TOPICS[] = "topics: [{name: t, produce: {rate: 3 MiB/s}}]\n";

static const struct params *resolve(const char *distribution, const char *const *sets)
{
    const struct params *params = resolve_text(text_format(arena, "%slatency: {object_put: %s}\n", TOPICS,
                                                           distribution),
                                               sets, arena, &diags);
    if (params == NULL) fail_msg("%s: %s", distribution, diags_text(&diags, arena));
    return params;
}

static const struct distribution *put_of(const struct params *params)
{
    return params->root[ROOT_OBJECT_PUT].distribution;
}

static void near(double got, double want, const char *what)
{
    if (!(fabs(got - want) <= 1e-11 * fabs(want))) fail_msg("%s: %.15g, not %.15g", what, got, want);
}

/* ---- every spelling means what it says ---- */

static void means_what_it_says(void **state)
{
    (void)state;
    const double z90 = 1.2815515655446004;
    static const double BYTES = 3 * MIB;
    const struct {
        const char *text;
        enum dist_kind kind;
        double level, quantile, mean; /* mean 0: not checked */
    } ROWS[] = {
        {"5ms", DIST_CONSTANT, 0.3, 0.005, 0.005},
        {"0", DIST_CONSTANT, 0.3, 0, 0},
        {"{constant: 5.25 ms}", DIST_CONSTANT, 0.3, 0.00525, 0.00525},
        {"{uniform: {low: 1 ms, high: 9 ms}}", DIST_UNIFORM, 0.25, 0.003, 0.005},
        {"{exponential: {mean: 20 ms}}", DIST_EXPONENTIAL, 0.9, 0.02 * log(10), 0.02},
        {"{normal: {mean: 20 ms, sd: 2 ms}}", DIST_NORMAL, 0.9, 0.02 + 0.002 * z90, 0.02},
        {"{lognormal: {p50: 60 ms, p99: 400 ms}}", DIST_LOGNORMAL, 0.99, 0.4, 0},
        {"{lognormal: {p99: 400 ms, p50: 60 ms}}", DIST_LOGNORMAL, 0.5, 0.06, 0},
        {"{lognormal: {p90: 60 ms, p99.9: 90 ms}}", DIST_LOGNORMAL, 0.999, 0.09, 0},
        {"{lognormal: {p50: 60 ms, sigma: 0.25}}", DIST_LOGNORMAL, 0.9, 0.06 * exp(0.25 * z90),
         0.06 * exp(0.03125)},
        {"{lognormal: {p90: 60 ms, sigma: 0.25}}", DIST_LOGNORMAL, 0.5, 0.06 * exp(-0.25 * z90),
         0.06 * exp(0.03125 - 0.25 * z90)},
        {"{lognormal: {mean: 60 ms, p99: 150 ms}}", DIST_LOGNORMAL, 0.99, 0.15, 0.06},
        {"{lognormal: {mean: 60 ms, p50: 50 ms}}", DIST_LOGNORMAL, 0.5, 0.05, 0.06},
        {"{lognormal: {mean: 60 ms, p10: 20 ms}}", DIST_LOGNORMAL, 0.1, 0.02, 0.06},
        {"{lognormal: {mean: 60 ms, sigma: 0.5}}", DIST_LOGNORMAL, 0.5, 0.06 * exp(-0.125), 0.06},
        {"{lognormal: {mu: -3, sigma: 0.5}}", DIST_LOGNORMAL, 0.5, exp(-3), exp(-2.875)},
        {"{gamma: {shape: 4, mean: 5 ms}}", DIST_GAMMA, 0, 0, 0.005},
        {"{gamma: {shape: 1, scale: 5 ms}}", DIST_GAMMA, 0.9, 0.005 * log(10), 0.005},
        {"{gamma: {mean: 5 ms, sd: 5 ms}}", DIST_GAMMA, 0.9, 0.005 * log(10), 0.005},
        {"{weibull: {shape: 2, scale: 5 ms}}", DIST_WEIBULL, 0.9, 0.005 * sqrt(log(10)),
         0.005 * sqrt(M_PI) / 2},
        {"{weibull: {shape: 2, mean: 5 ms}}", DIST_WEIBULL, 0.9, 0.01 / sqrt(M_PI) * sqrt(log(10)), 0.005},
        {"{pareto: {minimum: 5 ms, shape: 3}}", DIST_PARETO, 0.875, 0.01, 0.0075},
        {"{quantiles: {p0: 1 ms, p99: 9 ms, p50: 4 ms, p100: 20 ms}}", DIST_QUANTILES, 0.25, 0.0025, 0},
        {"{mixture: [{weight: 3, constant: 5 ms}, {weight: 1, uniform: {low: 100 ms, high: 200 ms}}]}",
         DIST_MIXTURE, 0.875, 0.15, 0.04125},
        {"{sized: {base: 55 ms, per_mib: 15 ms}}", DIST_SIZED, 0.1, 0.1, 0.1},
        {"{sized: {base: 55 ms, per_mib: 15 ms, noise: {lognormal: {p50: 1, p99: 2}}}}", DIST_SIZED, 0.99,
         0.2, 0},
        {"{sized: {base: 55 ms, per_mib: 15 ms, noise: {mixture: [{weight: 1, constant: 0.5}, {weight: 1, "
         "constant: 4}]}}}",
         DIST_SIZED, 0.9, 0.4, 0.225},
        {"s3-standard-get", DIST_LOGNORMAL, 0.99, 0.09, 0},
        {"rtt-cross-zone", DIST_CONSTANT, 0.99, 0.0008, 0},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct distribution *put = put_of(resolve(ROWS[i].text, NULL));
        assert_int_equal(put->dist.kind, ROWS[i].kind);
        near(dist_quantile(&put->dist, ROWS[i].level, BYTES), ROWS[i].quantile, ROWS[i].text);
        if (ROWS[i].mean > 0) near(dist_mean(&put->dist, BYTES), ROWS[i].mean, ROWS[i].text);
    }
}

static void says_where_it_comes_from(void **state)
{
    (void)state;
    const struct distribution *put = put_of(
        resolve("{lognormal: {p50: 60 ms, p99: 400 ms}, measured_to: p99.9, source: \"our own, week 17: 10^6 "
                "PUTs\", grade: B, samples: 1000000, date: 2026-11-20}",
                NULL));
    assert_true(put->dist.measured_to == 0.999 && put->grade == 'B');
    assert_string_equal(put->source, "our own, week 17: 10^6 PUTs");
    assert_string_equal(put->profile, "");
    const struct params *params = resolve("s3-standard-get", NULL);
    put = put_of(params);
    assert_true(put->dist.measured_to == 0.99 && put->grade == 'C');
    assert_string_equal(put->source, "a get of its own");
    assert_string_equal(put->profile, "s3-standard-get");
    assert_int_equal(params->root[ROOT_OBJECT_PUT].origin, ORIGIN_GIVEN);
    assert_int_equal(params->root[ROOT_OBJECT_GET].origin, ORIGIN_DEFAULT);
    assert_true(put_of(resolve("{quantiles: {p0: 1 ms, p50: 2 ms, p99: 3 ms, p100: 4 ms}}", NULL))
                    ->dist.measured_to == 0.99);
}

static void prints_what_was_written(void **state)
{
    (void)state;
    static const struct {
        const char *given, *printed;
    } ROWS[] = {
        {"5 ms", "5ms"},
        {"s3-standard-get", "s3-standard-get"},
        {"\n    lognormal:\n      p50: 60 ms\n      p99: '400 ms'\n",
         "{lognormal: {p50: 60 ms, p99: 400 ms}}"},
        {"{mixture: [{weight: 3, constant: 5ms}, {weight: 1, constant: 1s}], source: \"a: b, \\\"c\\\"\"}",
         "{mixture: [{weight: 3, constant: 5ms}, {weight: 1, constant: 1s}], source: \"a: b, \\\"c\\\"\"}"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct params *params = resolve_text(text_format(arena, "%slatency:\n  object_put: %s\n",
                                                               TOPICS, ROWS[i].given),
                                                   NULL, arena, &diags);
        assert_string_equal(diags_text(&diags, arena), "");
        assert_string_equal(put_of(params)->text, ROWS[i].printed);
        const struct params *again = params_override(params, "latency.object_put", ROWS[i].printed, arena,
                                                     &diags);
        assert_string_equal(diags_text(&diags, arena), "");
        assert_string_equal(put_of(again)->text, ROWS[i].printed);
    }
}

/* ---- scalars by path ---- */

static void scalars_can_be_set(void **state)
{
    (void)state;
    static const struct {
        const char *given, *set, *printed;
    } ROWS[] = {
        {"{lognormal: {p50: 60 ms, p99: 400 ms}}", "latency.object_put.lognormal.p99=500 ms",
         "{lognormal: {p50: 60 ms, p99: 500 ms}}"},
        {"{lognormal: {p50: 60 ms, p99.9: 900 ms}}", "latency.object_put.lognormal.p99.9=0.7s",
         "{lognormal: {p50: 60 ms, p99.9: 0.7s}}"},
        {"{mixture: [{weight: 3, constant: 5ms}, {weight: 1, constant: 1s}]}",
         "latency.object_put.mixture.2.weight=2",
         "{mixture: [{weight: 3, constant: 5ms}, {weight: 2, constant: 1s}]}"},
        {"{constant: 5ms}", "latency.object_put.constant=7ms", "{constant: 7ms}"},
        {"s3-standard-put", "latency.object_put.sized.base=70ms",
         "{sized: {base: 70ms, per_mib: 10 ms, noise: {lognormal: {p50: 1, p99: 2.5}}}}"},
        {"s3-standard-put", "latency.object_put.sized.noise.lognormal.p99=3",
         "{sized: {base: 50 ms, per_mib: 10 ms, noise: {lognormal: {p50: 1, p99: 3}}}}"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct params *params = resolve(ROWS[i].given, (const char *const[]){ROWS[i].set, NULL});
        assert_string_equal(put_of(params)->text, ROWS[i].printed);
        assert_int_equal(params->root[ROOT_OBJECT_PUT].origin, ORIGIN_GIVEN);
        assert_string_equal(put_of(params)->source, "");
        char *path = arena_copy_string(arena, ROWS[i].set), *equals = strchr(path, '=');
        *equals = '\0';
        const struct params *before = resolve(ROWS[i].given, NULL),
                            *after = params_override(before, path, equals + 1, arena, &diags);
        assert_string_equal(put_of(after)->text, ROWS[i].printed);
        assert_string_not_equal(put_of(before)->text, ROWS[i].printed);
        struct param_ref ref;
        assert_true(params_find(after, path, &ref) && ref.value->distribution == put_of(after));
    }
    /* One after the other: the second sees what the first left. */
    const struct params *params = resolve(
        "s3-standard-get", (const char *const[]){"latency.object_put={lognormal: {p50: 1ms, p99: 2ms}}",
                                                 "latency.object_put.lognormal.p50=1.5ms", NULL});
    assert_string_equal(put_of(params)->text, "{lognormal: {p50: 1.5ms, p99: 2ms}}");
}

static void refuses_wrong_sets(void **state)
{
    (void)state;
    static const struct {
        const char *set;
        enum diag_id id;
        const char *part;
    } ROWS[] = {
        {"latency.object_put.lognormal.p98=1ms", DIAG_UNKNOWN_PATH,
         "latency.object_put has no scalar 'lognormal.p98' inside; there are lognormal.p50, lognormal.p99, "
         "source"},
        {"latency.object_put.lognormal=1ms", DIAG_UNKNOWN_PATH, "no scalar 'lognormal'"},
        {"latency.object_put.lognormal.p50=1", DIAG_MISSING_UNIT, "'1' has no unit"},
        {"latency.object_put.lognormal.p50=1s", DIAG_INCONSISTENT, "ascend"},
        {"latency.rtt_same_zone.constant=1s", DIAG_UNKNOWN_PATH,
         "latency.rtt_same_zone is rtt-same-zone, which has no keys inside"},
        {"latency.object_putt.lognormal.p50=1s", DIAG_UNKNOWN_PATH, "no parameter has the path"},
        {"latency.object_put={file: m.csv}", DIAG_FILE_UNREADABLE, "load them as a file"},
        {"latency.object_put=s3-standard-got", DIAG_UNKNOWN_CHOICE, "did you mean 's3-standard-get'?"},
    };
    const char *text = text_format(
        arena, "%slatency: {object_put: {lognormal: {p50: 60 ms, p99: 400 ms}, source: here}}\n", TOPICS);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        diags_init(&diags, arena);
        assert_null(resolve_text(text, (const char *const[]){ROWS[i].set, NULL}, arena, &diags));
        if (diags.count != 1 || diags.first->id != ROWS[i].id ||
            strstr(diags.first->message, ROWS[i].part) == NULL)
            fail_msg("%s: %s", ROWS[i].set, diags_text(&diags, arena));
        assert_true(text_starts_with(diags.first->place.file, "--set latency.object") ||
                    text_starts_with(diags.first->place.file, "--set latency.rtt"));
    }
}

/* ---- mistakes ---- */

static void tells_every_mistake(void **state)
{
    (void)state;
    static const struct {
        const char *distribution, *said; /* behind "orders.yaml:2:" */
    } ROWS[] = {
        {"5", "23: missing-unit: '5' has no unit; write for example '5ms'"},
        {"5 parsecs",
         "23: unknown-unit: '5 parsecs' has an unknown unit; object_put is a duration in y, mo, w, d, "
         "h, min, m, s, ms, us, µs, ns"},
        {"2h", "23: out-of-range: '2h' is outside the range of latency.object_put: 0s to 1h"},
        {"[1ms]", "23: wrong-shape: found a list where 'object_put' takes a distribution; write for example "
                  "'s3-standard-put'"},
        {"s3", "23: unknown-choice: 's3' is neither a duration nor one of the latency profiles "
               "s3-standard-put, s3-standard-get, warpstream-commit, warpstream-lookup, rtt-same-zone, "
               "rtt-cross-zone, broker-append, broker-pause, broker-collection, ebs-gp3-append, flush-nvme, "
               "flush-io2, flush-hdd"},
        {"{}", "23: missing-key: the distribution has no kind; write for example '{lognormal: {p50: 60 ms, "
               "p99: 400 ms}}'"},
        {"{lognormol: {p50: 1ms}}", "24: unknown-key: unknown key 'lognormol', did you mean 'lognormal'?"},
        {"{constant: 1ms, uniform: {low: 1ms, high: 2ms}}",
         "39: inconsistent: a distribution is of one kind, and 'uniform' stands beside 'constant'; keep one, "
         "or mix them: 'mixture: […]'"},
        {"{lognormal: 5ms}", "35: wrong-shape: found a text where two of a quantile (such as p50), another "
                             "quantile, mean and sigma; or mu and sigma of 'lognormal' is expected; "
                             "write for example 'lognormal: {p50: 60 ms, p99: 400 ms}'"},
        {"{lognormal: {p50: 60, p99: 400 ms}}",
         "41: missing-unit: '60' has no unit; write for example '60ms'"},
        {"{lognormal: {p50: 60 ms, p99.9: 4 xs}}", "55: unknown-unit: '4 xs' has an unknown unit; p99.9 is a "
                                                   "duration in y, mo, w, d, h, min, m, s, ms, us, µs, ns"},
        {"{lognormal: {median: 60 ms}}", "36: unknown-key: unknown key 'median', did you mean 'mean'?"},
        {"{lognormal: {p50: 60 ms}}",
         "35: inconsistent: lognormal: these keys don't make one; it takes two of a quantile (such as p50), "
         "another quantile, mean and sigma; or mu and sigma"},
        {"{lognormal: {p50: 60 ms, p99: 6 ms}}",
         "35: inconsistent: lognormal: the quantiles must ascend; a value that never changes is a "
         "'constant'; it takes two of a quantile (such as p50), "
         "another quantile, mean and sigma; or mu and sigma"},
        {"{lognormal: {p50: 60 ms, p50.0: 6 ms}}",
         "35: duplicate-key: p50 is given twice, under two spellings; keep one"},
        {"{lognormal: {mean: 6 ms, p50: 7 ms}}",
         "35: inconsistent: lognormal: no lognormal has this mean beside this quantile (the mean is never "
         "below the median, nor far below a high quantile); it takes two of a quantile (such as "
         "p50), another quantile, mean and sigma; or mu and sigma"},
        {"{lognormal: {mean: 6 ms, p99: 7 s}}",
         "35: inconsistent: lognormal: no lognormal has this mean beside this quantile (the mean is never "
         "below the median, nor far below a high quantile); it takes two of a quantile (such as "
         "p50), another quantile, mean and sigma; or mu and sigma"},
        {"{lognormal: {p0: 6 ms, p99: 7 s}}",
         "35: inconsistent: lognormal: there is no p0 nor p100: the values reach from 0 to infinity; it "
         "takes two of a quantile (such as p50), another quantile, "
         "mean and sigma; or mu and sigma"},
        {"{uniform: {low: 2 ms}}",
         "33: inconsistent: uniform: these keys don't make one; it takes low and high"},
        {"{uniform: {low: 2 ms, high: 1 ms}}",
         "33: inconsistent: uniform: high must not be below low, nor low below 0; it takes low and high"},
        {"{exponential: {mean: 0}}",
         "44: out-of-range: '0' is outside the range of latency.object_put.exponential.mean: 1ns to 1h"},
        {"{gamma: {shape: 5000, mean: 1 ms}}",
         "39: out-of-range: '5000' is outside the range of latency.object_put.gamma.shape: 0.05 to 1,000"},
        {"{gamma: {mean: 1 ms, sd: 0}}", "31: inconsistent: gamma: the shape must be from 0.05 to 1,000; it "
                                         "takes shape and mean, shape and scale, or mean and sd"},
        {"{quantiles: {p50: 1 ms, p99: 2 ms}}",
         "35: inconsistent: quantiles: p0 and p100, the least and the largest value, are missing; 'warpcost "
         "calibrate' fits a distribution to quantiles without "
         "them; it takes quantiles from p0 to p100"},
        {"{quantiles: {p0: 1 ms, p50: 3 ms, p100: 2 ms}}",
         "35: inconsistent: quantiles: values must not descend; it takes quantiles from p0 to p100"},
        {"{mixture: []}",
         "33: wrong-shape: found a list where a list of weighted distributions is expected; write for "
         "example 'mixture: [{weight: 9, constant: 5 ms}, {weight: 1, constant: 50 ms}]'"},
        {"{mixture: [{constant: 1 ms}]}",
         "34: missing-key: the part has no 'weight'; add for example 'weight: 0.1'"},
        {"{mixture: [{weight: 0, constant: 1 ms}]}",
         "43: out-of-range: '0' is outside the range of latency.object_put.mixture.1.weight: 1e-12 to "
         "1,000,000,000,000"},
        {"{mixture: [{weight: 1, mixture: []}]}", "55: wrong-shape: a part of a mixture can't be 'mixture'"},
        {"{sized: {base: 1 ms}}", "31: missing-key: 'sized' has no 'per_mib'; write for example 'sized: "
                                  "{base: 55 ms, per_mib: 17 ms}'"},
        {"{sized: {base: 1 ms, per_mib: 1 ms, nose: 1}}",
         "59: unknown-key: unknown key 'nose', did you mean 'noise'?"},
        {"{sized: {base: 1 ms, per_mib: 1 ms, noise: {constant: 1 ms}}}",
         "77: unknown-unit: '1 ms' has a unit where constant takes a plain number; write for example '1.5'"},
        {"{sized: {base: 1 ms, per_mib: 1 ms, noise: 1}}",
         "66: wrong-shape: found a text where a distribution is expected; write for example '{lognormal: "
         "{p50: 1, p99: 2}}'"},
        {"{sized: {base: 1 ms, per_mib: 1 ms, noise: {sized: {}}}}",
         "74: wrong-shape: noise can't be 'sized'"},
        {"{constant: 1 ms, grade: E}", "47: unknown-choice: 'E' is no grade: A, B, C, D or R"},
        {"{constant: 1 ms, measured_to: most}",
         "53: not-a-number: 'most' is no quantile; write for example 'p99.9'"},
        {"{constant: 1 ms, source: [a]}",
         "48: wrong-shape: found a list where a text for 'source' is expected; write for example '…'"},
        {"{constant: 1 ms, source: \"a\\tb\"}",
         "48: bad-name: 'a\\x09b' holds a control character or is longer than 500 bytes"},
        {"{file: m.csv}", "30: file-unreadable: 'm.csv' can't be read here: the parameters are read as a "
                          "text on their own; load them as a file"},
        {"{file: [m.csv]}", "30: wrong-shape: found a list where the name of a file is expected; write for "
                            "example 'file: measured.csv'"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        diags_init(&diags, arena);
        assert_null(
            resolve_text(text_format(arena, "%slatency: {object_put: %s}\n", TOPICS, ROWS[i].distribution),
                         NULL, arena, &diags));
        assert_string_equal(diags_text(&diags, arena),
                            text_format(arena, "orders.yaml:2:%s\n", ROWS[i].said));
    }
    /* All of one value in one go. */
    diags_init(&diags, arena);
    assert_null(resolve_text(
        text_format(arena,
                    "%slatency: {object_put: {mixture: [{weight: x, constant: 1}, {constant: 2 ms}]}}\n",
                    TOPICS),
        NULL, arena, &diags));
    assert_int_equal(diags.count, 3);
}

/* ---- files ---- */

static char directory[] = "/tmp/warpcost-test-XXXXXX";

static const char *write_file(const char *name, const char *text)
{
    char *path = text_format(arena, "%s/%s", directory, name);
    assert_true(file_write(path, text, strlen(text), arena, &diags));
    return path;
}

static void reads_files_beside_the_workload(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(directory));
    struct text measured = text_new(arena);
    text_add(&measured, "latency_ms\n");
    for (int i = 100; i > 0; i--) /* 101 figures: the quantile of level q is 1 + 100 q, to the number */
        text_addf(&measured, "%d\n", i + 1);
    text_add(&measured, "1\n");
    const char *csv = write_file("m.csv", measured.bytes),
               *percentiles = write_file("p.csv", "percentile,ms\nmin,1\n50,4\n99.9,9\nmax,20\n");
    const char *workload = write_file("w.yaml",
                                      text_format(arena,
                                                  "%slatency: {object_put: {file: m.csv}, object_get: {file: "
                                                  "p.csv}, commit: {mixture: [{weight: 1, file: m.csv}]}}\n",
                                                  TOPICS));
    const struct params *params = params_load(workload, NULL, 0, NULL, 0, &FIXTURE, arena, &diags);
    if (params == NULL) fail_msg("%s", diags_text(&diags, arena));
    const struct dist *put = &put_of(params)->dist, *get = &params->root[ROOT_OBJECT_GET].distribution->dist;
    for (double level = 0; level <= 1; level += 0.0625)
        near(dist_quantile(put, level, 0), 0.001 + 0.1 * level, "quantile of a file");
    assert_true(put->measured_to == 0.9 && get->measured_to == 0.999);
    near(dist_quantile(get, 0.25, 0), 0.0025, "quantile of percentiles");
    near(dist_quantile(&params->root[ROOT_COMMIT].distribution->dist, 0.5, 0), 0.051, "mixture of files");
    assert_int_equal(params->input_count, 3);
    assert_string_equal(params->inputs[1].name, "m.csv");
    assert_int_equal(strlen(params->inputs[2].sha256), 64);
    assert_string_equal(put_of(params)->text, "{file: m.csv}");

    static const struct {
        const char *name, *text, *said;
    } BAD[] = {
        {"absolute.yaml", "{file: /etc/passwd}", "'/etc/passwd'"},
        {"up.yaml", "{file: ../m.csv}", "m.csv'"},
        {"none.yaml", "{file: none.csv}", "file-unreadable: can't open 'none.csv'"},
        {"one.yaml", "{file: one.csv}", "2:30: inconsistent: 'one.csv' has a single figure"},
        {"open.yaml", "{file: open.csv}", "2:30: inconsistent: 'open.csv' lacks min or max"},
        {"bad.yaml", "{file: bad.csv}", "bad.csv:2:1: not-a-number: 'x' is no latency"},
    };
    write_file("one.csv", "ms\n4\n");
    write_file("open.csv", "quantile,ms\n.5,4\n.9,5\n");
    write_file("bad.csv", "ms\nx\n");
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        diags_init(&diags, arena);
        const char *path = write_file(BAD[i].name, text_format(arena, "%slatency: {object_put: %s}\n", TOPICS,
                                                               BAD[i].text));
        assert_null(params_load(path, NULL, 0, NULL, 0, &FIXTURE, arena, &diags));
        if (strstr(diags_text(&diags, arena), BAD[i].said) == NULL)
            fail_msg("%s: %s", BAD[i].name, diags_text(&diags, arena));
        unlink(path);
    }
    const char *const leftover[] = {csv, percentiles, workload, "one.csv", "open.csv", "bad.csv"};
    for (size_t i = 0; i < 6; i++)
        unlink(i < 3 ? leftover[i] : text_format(arena, "%s/%s", directory, leftover[i]));
    assert_int_equal(rmdir(directory), 0);
}

/* Of 200,000 figures the table keeps the largest exactly and the rest closely. */
static void thins_large_files(void **state)
{
    (void)state;
    enum { COUNT = 200000 };
    char name[] = "/tmp/warpcost-test-XXXXXX";
    assert_non_null(mkdtemp(name));
    struct text measured = text_new(arena);
    text_add(&measured, "latency_us\n");
    for (int i = 0; i < COUNT; i++)
        text_addf(&measured, "%.3f\n",
                  1000 * exp(3.0 * ((i * 7919) % COUNT) / COUNT)); /* every value once, shuffled */
    char *csv = text_format(arena, "%s/m.csv", name), *workload = text_format(arena, "%s/w.yaml", name);
    const char *yaml = text_format(arena, "%slatency: {object_put: {file: m.csv}}\n", TOPICS);
    assert_true(file_write(csv, measured.bytes, measured.length, arena, &diags) &&
                file_write(workload, yaml, strlen(yaml), arena, &diags));
    const struct params *params = params_load(workload, NULL, 0, NULL, 0, &FIXTURE, arena, &diags);
    assert_non_null(params);
    const struct dist *put = &put_of(params)->dist;
    assert_true(put->quantiles.count == 4096 && put->measured_to == 0.9999);
    for (double level = 0; level < 1; level += 0.00137)
        if (fabs(dist_quantile(put, level, 0) / (0.001 * exp(3 * level)) - 1) > 1e-4)
            fail_msg("level %g: %g, not %g", level, dist_quantile(put, level, 0), 0.001 * exp(3 * level));
    unlink(csv);
    unlink(workload);
    assert_int_equal(rmdir(name), 0);
}

/* ---- the shipped profiles ---- */

static void shipped_profiles_are_as_their_rows_say(void **state)
{
    (void)state;
    const struct param_registry *registry = arch_registry(arena);
    size_t count = 0, defaults = 0;
    for (const struct param_profile *profile = registry->profiles; profile->name != NULL;
         profile++, count++) {
        char *text = text_format(arena, "%slatency: {object_put: %s}\n", TOPICS, profile->name);
        struct param_request request = {.workload = {"w.yaml", text, strlen(text)}};
        const struct params *params = params_resolve(registry, &request, arena, &diags);
        if (params == NULL) fail_msg("%s: %s", profile->name, diags_text(&diags, arena));
        assert_true(put_of(params)->dist.measured_to == profile->measured_to &&
                    put_of(params)->grade == profile->grade);
        for (int row = 0; row < ROOT__COUNT; row++)
            if (ROOT_ROWS[row].type == PARAM_DISTRIBUTION &&
                strcmp(ROOT_ROWS[row].fallback, profile->name) == 0) {
                assert_int_equal(ROOT_ROWS[row].grade, profile->grade);
                defaults++;
            }
    }
    assert_true(count == 20 && defaults == 13);
}

/* The published percentiles behind each profile, in ms. */
static void shipped_profiles_have_published_percentiles(void **state)
{
    (void)state;
    static const struct {
        const char *profile;
        double bytes, level, ms, within;
    } ROWS[] = {
        {"s3-standard-get", 4096, 0.5, 26.79, 0.004},  {"s3-standard-get", 4096, 0.9, 46.85, 0.01},
        {"s3-standard-get", 4096, 0.95, 69.02, 0.004}, {"s3-standard-get", 4096, 0.99, 113.35, 0.004},
        {"s3-express-get", 4096, 0.5, 2.48, 0.004},    {"s3-express-get", 4096, 0.9, 3.77, 0.004},
        {"s3-express-get", 4096, 0.95, 5.16, 0.01},    {"s3-express-get", 4096, 0.99, 9.29, 0.004},
        {"s3-standard-put", 512000, 0.5, 69.75, 0.1},  {"s3-standard-put", 512000, 0.95, 101.1, 0.1},
        {"s3-standard-put", 4194304, 0.99, 400, 0.25}, {"s3-standard-put", 52428800, 0.5, 672, 0.12},
    };
    const struct param_registry *registry = arch_registry(arena);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        char *text = text_format(arena, "%slatency: {object_put: %s}\n", TOPICS, ROWS[i].profile);
        struct param_request request = {.workload = {"w.yaml", text, strlen(text)}};
        const struct params *params = params_resolve(registry, &request, arena, &diags);
        double ms = 1000 * dist_quantile(&put_of(params)->dist, ROWS[i].level, ROWS[i].bytes);
        if (!(fabs(ms / ROWS[i].ms - 1) <= ROWS[i].within))
            fail_msg("%s at %g: %g ms, not %g", ROWS[i].profile, ROWS[i].level, ms, ROWS[i].ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(means_what_it_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_where_it_comes_from, set_up, tear_down),
        cmocka_unit_test_setup_teardown(prints_what_was_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(scalars_can_be_set, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_wrong_sets, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_every_mistake, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_files_beside_the_workload, set_up, tear_down),
        cmocka_unit_test_setup_teardown(thins_large_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shipped_profiles_are_as_their_rows_say, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shipped_profiles_have_published_percentiles, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
