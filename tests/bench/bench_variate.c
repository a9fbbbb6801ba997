/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drawing from distributions: any ordinal, one after another, and in blocks, per draw. Counter and key of
 * each draw are made within what is measured. Of a block one value is looked at: adding all of them would
 * take longer than some draws. */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench.h"
#include "sim/draw/lanes.h"
#include "oracles/variate_cursor.h"
#include "sim/draw/variate.h"

enum { DRAWS = 200000, BLOCK = 1000 };

enum way { ALONE, IN_TURN, IN_BLOCKS };

static const struct dist EXPONENTIAL = {.kind = DIST_EXPONENTIAL, .exponential = {0.06}};
static const struct dist LOGNORMAL = {.kind = DIST_LOGNORMAL, .lognormal = {-2.8, 0.6}};
static const struct dist WEIBULL = {.kind = DIST_WEIBULL, .weibull = {0.7, 0.05}};
static const struct dist GAMMA = {.kind = DIST_GAMMA, .gamma = {2.5, 0.02}};
static const struct dist PARTS[] = {
    {.kind = DIST_LOGNORMAL, .lognormal = {-2.8, 0.3}},
    {.kind = DIST_LOGNORMAL, .lognormal = {-1.3, 0.8}},
};
static const double WEIGHTS[] = {0.95, 0.05};
static const struct dist MIXTURE = {.kind = DIST_MIXTURE, .mixture = {2, WEIGHTS, PARTS}};

static const struct subject {
    const char *name;
    const struct dist *dist;
    enum way way;
    double bound_s;
} SUBJECTS[] = {
    {"exponential, one after another", &EXPONENTIAL, IN_TURN, 12e-9},
    {"exponential, blocks", &EXPONENTIAL, IN_BLOCKS, 4e-9},
    {"exponential, any ordinal", &EXPONENTIAL, ALONE, 0},
    {"lognormal, one after another", &LOGNORMAL, IN_TURN, 12e-9},
    {"lognormal, blocks", &LOGNORMAL, IN_BLOCKS, 4e-9},
    {"lognormal, any ordinal", &LOGNORMAL, ALONE, 0},
    {"mixture of two lognormals, one after another", &MIXTURE, IN_TURN, 0},
    {"mixture of two lognormals, blocks", &MIXTURE, IN_BLOCKS, 0},
    {"mixture of two lognormals, any ordinal", &MIXTURE, ALONE, 0},
    {"Weibull, blocks", &WEIBULL, IN_BLOCKS, 0},
    {"gamma, blocks", &GAMMA, IN_BLOCKS, 0},
};
enum { SUBJECTS_COUNT = sizeof SUBJECTS / sizeof *SUBJECTS };

static double draw_all(const struct subject *subject, const struct random_stream *stream)
{
    static double values[BLOCK];
    double sum = 0;
    switch (subject->way) {
    case ALONE:
        for (uint64_t i = 0; i < DRAWS; i++) sum += variate(subject->dist, stream, i, 0);
        break;
    case IN_TURN: {
        struct variate_cursor cursor = variate_cursor_of(subject->dist, *stream, 0);
        for (uint64_t i = 0; i < DRAWS; i++) sum += variate_next(&cursor, 0);
        break;
    }
    case IN_BLOCKS:
        for (uint64_t i = 0; i < DRAWS; i += BLOCK) {
            variate_block(subject->dist, stream, i, BLOCK, 0, values);
            sum += values[BLOCK - 1];
        }
        break;
    }
    return sum;
}

static void measure(struct bench *bench, size_t round, void *user)
{
    (void)user;
    const struct random_stream stream = random_stream_of(random_key_of(1, 0), RANDOM_TEST, (uint32_t)round);
    for (size_t i = 0; i < SUBJECTS_COUNT; i++) {
        double start = bench_cpu_s(), sum = draw_all(&SUBJECTS[i], &stream);
        bench->subjects[i].rounds[round] = (bench_cpu_s() - start) / DRAWS;
        if (!(sum > 0)) {
            fprintf(stderr, "bench_variate: %s adds up to %g\n", SUBJECTS[i].name, sum);
            exit(2);
        }
    }
}

int main(void)
{
    static struct bench bench;
    char title[64];
    snprintf(title, sizeof title, "a draw (%s)", lanes_best()->name);
    bench.title = title;
    for (size_t i = 0; i < SUBJECTS_COUNT; i++)
        bench_add(&bench, SUBJECTS[i].name, BENCH_TIME_S, SUBJECTS[i].bound_s);
    return bench_run(&bench, measure, NULL);
}
