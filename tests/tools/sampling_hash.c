/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints a hash of 10^6 variates of every kind and of the functions of base/fp that they come from: the same
 * on any processor, with any compiler and at any optimisation. Needs nothing but the sampled path and the C
 * library, so that it is easily built for other processors.
 *
 *     sampling_hash [one|AVX2|AVX-512|alone]     lanes; alone draws one by one; by default the widest. Exit
 * code 3: not on this processor. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/fp.h"
#include "sim/draw/lanes.h"
#include "sim/draw/variate.h"

/* FNV-1a, 64 bits, by bytes from the lowest on. */
static uint64_t add_bits(uint64_t hash, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++) hash = (hash ^ (bits >> 8 * i & 0xff)) * UINT64_C(0x100000001b3);
    return hash;
}

static const double WEIGHTS[] = {0.5, 0.3, 0.2};
static const struct dist PARTS[] = {
    {.kind = DIST_LOGNORMAL, .lognormal = {-2.8, 0.3}},
    {.kind = DIST_GAMMA, .gamma = {1.5, 0.1}},
    {.kind = DIST_WEIBULL, .weibull = {0.6, 0.4}},
};
static const double LEVELS[] = {0, 0.5, 0.9, 0.99, 1}, VALUES[] = {0.01, 0.055, 0.081, 0.16, 1.7};
static const struct dist KINDS[] = {
    {.kind = DIST_CONSTANT, .constant = {0.1}},
    {.kind = DIST_UNIFORM, .uniform = {0.3, 1.1}},
    {.kind = DIST_EXPONENTIAL, .exponential = {0.7}},
    {.kind = DIST_NORMAL, .normal = {0.9, 0.5}},
    {.kind = DIST_LOGNORMAL, .lognormal = {-2.8, 0.6}},
    {.kind = DIST_LOGNORMAL, .lognormal = {3, 260}},
    {.kind = DIST_GAMMA, .gamma = {0.4, 0.2}},
    {.kind = DIST_GAMMA, .gamma = {7.3, 0.2}},
    {.kind = DIST_WEIBULL, .weibull = {0.7, 0.05}},
    {.kind = DIST_PARETO, .pareto = {0.2, 1.3}},
    {.kind = DIST_MIXTURE, .mixture = {3, WEIGHTS, PARTS}},
    {.kind = DIST_QUANTILES, .quantiles = {5, LEVELS, VALUES}},
    {.kind = DIST_SIZED, .sized = {0.055, 1.7e-8, &PARTS[0]}},
};
enum { KINDS_COUNT = sizeof KINDS / sizeof *KINDS, DRAWS = 1000000 / KINDS_COUNT, STEP = 1003 };

static uint64_t add_variates(uint64_t hash, const struct lanes *lanes, size_t kind)
{
    const struct random_stream stream = random_stream_of(random_key_of(1, (uint32_t)kind), RANDOM_TEST, 7);
    double values[STEP];
    for (uint64_t first = 0; first < DRAWS; first += STEP) {
        if (lanes != NULL) variate_block_by(lanes, &KINDS[kind], &stream, first, STEP, 3.7e6, values);
        for (size_t i = 0; i < STEP; i++)
            hash = add_bits(hash,
                            lanes != NULL ? values[i] : variate(&KINDS[kind], &stream, first + i, 3.7e6));
    }
    return hash;
}

static uint64_t add_functions(uint64_t hash)
{
    static double (*const functions[])(double) = {fp_exp, fp_exp2, fp_expm1, fp_log, fp_log1p, fp_erfc};
    for (size_t f = 0; f < sizeof functions / sizeof *functions; f++)
        for (int i = 1; i <= 20000; i++) {
            double x = i * 0.618033988749894;
            hash = add_bits(hash, functions[f](x * 1e-3));
            hash = add_bits(hash, functions[f](x * 0x1p-30));
        }
    for (int i = 1; i < 20000; i++) hash = add_bits(hash, fp_normal_quantile(i / 20000.0));
    return hash;
}

int main(int argc, char **argv)
{
    const struct lanes *all[] = {&LANES_ONE, lanes_avx2(), lanes_avx512()},
                       *lanes = argc < 2 ? lanes_best() : NULL;
    for (size_t i = 0; argc > 1 && i < sizeof all / sizeof *all; i++)
        if (all[i] != NULL && strcmp(all[i]->name, argv[1]) == 0) lanes = all[i];
    if (lanes == NULL && strcmp(argv[1], "alone") != 0) return 3;
    uint64_t hash = add_functions(UINT64_C(0xcbf29ce484222325));
    for (size_t kind = 0; kind < KINDS_COUNT; kind++) hash = add_variates(hash, lanes, kind);
    printf("%016llx\n", (unsigned long long)hash);
    return 0;
}
