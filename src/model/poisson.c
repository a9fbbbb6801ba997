/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/poisson.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "base/fp.h"

static const double TWO_PI = 6.28318530717958648;

/* Chernoff: P(X ≥ a + d) ≤ e^(−d²/(2(a + d/3))) and P(X ≤ a − d) ≤ e^(−d²/(2a)); e^(−36) is below 10^−15. */
static const double DEVIATIONS = 8.5;
static const double TAIL_EXTRA = 24;

double poisson_highest(double mean) { return ceil(mean + DEVIATIONS * sqrt(mean) + TAIL_EXTRA); }

double poisson_lowest(double mean) { return floor(mean - DEVIATIONS * sqrt(mean)); }

/* Sums from the far side of the mean, where that is what's small, so that a rare event keeps its digits. */
static struct poisson by_recursion(double mean, double limit)
{
    struct poisson p = {.mean = mean, .limit = limit};
    double below = 0, from = 0;
    double probability = fp_exp(-mean);
    double highest = poisson_highest(mean);
    for (double x = 0; x <= highest; x++) {
        if (x < limit) {
            below += probability;
            p.clipped += x * probability;
            p.pairs += x * (x - 1) / 2 * probability;
        } else {
            from += probability;
        }
        if (x == limit) p.exactly = probability;
        probability *= mean / (x + 1);
    }
    p.reach = limit > mean ? from : 1 - below;
    if (p.reach > 0) {
        p.clipped += limit * p.reach;
        p.pairs += limit * (limit - 1) / 2 * p.reach;
    }
    return p;
}

/* Coefficients of powers of η in Temme's c0, c1 and c2 (DLMF 8.12.11 and its recursion; DiDonato and Morris
 * 1986, table 1). */
static const double C0[] = {-3.33333333333333333e-01, 8.33333333333333333e-02,  -1.48148148148148148e-02,
                            1.15740740740740741e-03,  3.52733686067019400e-04,  -1.78755144032921811e-04,
                            3.91926317852243778e-05,  -2.18544851067999216e-06, -1.85406221071515996e-06,
                            8.29671134095308601e-07};
static const double C1[] = {-1.85185185185185185e-03, -3.47222222222222222e-03, 2.64550264550264550e-03,
                            -9.90226337448559671e-04, 2.05761316872427984e-04,  -4.01877572016460905e-07,
                            -1.80985503344899779e-05};
static const double C2[] = {4.13359788359788360e-03, -2.68132716049382716e-03, 7.71604938271604938e-04,
                            2.00938786008230453e-06};

static double ascending(const double *coefficients, size_t count, double x)
{
    double sum = 0;
    while (count-- > 0) sum = sum * x + coefficients[count];
    return sum;
}

#define SERIES(coefficients, x) ascending(coefficients, sizeof(coefficients) / sizeof(coefficients)[0], x)

/* η²/2 = μ − ln(1 + μ) for μ = (mean − limit)/limit, by the series of atanh in s = (mean − limit)/(mean +
 * limit): nothing cancels however near the two are. |s| ≤ ½ here, so that 26 terms leave less than 2^−53. */
static double half_eta_squared(double s)
{
    enum { FEW = 8, ALL = 26 };
    double square = s * s;
    double sum = 0;
    for (int n = square < 0.01 ? FEW : ALL; n >= 0; n--) sum = sum * square + 1.0 / (2 * n + 3);
    return 2 * square * (1 / (1 - s) - s * sum);
}

/* Distance from a mean above 100 that is passed with a probability below e^(−30). */
static const double FAR = 3;

/* P(X ≥ limit) = 1 − Q(limit, mean), the normalised incomplete gamma function. */
static struct poisson by_expansion(double mean, double limit)
{
    struct poisson p = {.mean = mean, .limit = limit};
    double short_of = 1; /* P(X < limit) */
    if (limit * FAR < mean) {
        short_of = 0;
        p.reach = 1;
    } else if (limit <= mean * FAR) {
        double half_square = half_eta_squared((mean - limit) / (mean + limit));
        double eta = copysign(sqrt(2 * half_square), mean - limit);
        double density = fp_exp(-limit * half_square) / sqrt(TWO_PI * limit);
        double correction = density * (SERIES(C0, eta) + (SERIES(C1, eta) + SERIES(C2, eta) / limit) / limit);
        double normal = eta * sqrt(limit / 2);
        short_of = fmax(0, fp_erfc(normal) / 2 + correction);
        p.reach = fmax(0, fp_erfc(-normal) / 2 - correction);
        /* Stirling's series for 1 ÷ Γ*. */
        p.exactly = density * (1 - (1 - (1 + 139 / (180 * limit)) / (24 * limit)) / (12 * limit));
    }
    double before = p.exactly * limit / mean;         /* P(X = limit − 1) */
    double before_that = before * (limit - 1) / mean; /* P(X = limit − 2) */
    double upto_2 = fmax(0, short_of - before);       /* P(X ≤ limit − 2) */
    double upto_3 = fmax(0, upto_2 - before_that);    /* P(X ≤ limit − 3) */
    p.clipped = mean * upto_2;
    p.pairs = mean * mean / 2 * upto_3;
    if (p.reach > 0) {
        p.clipped += limit * p.reach;
        p.pairs += limit * (limit - 1) / 2 * p.reach;
    }
    return p;
}

struct poisson poisson_clip(double mean, double limit)
{
    assert(mean >= 0 && isfinite(mean) && limit >= 0 && (isinf(limit) || limit == floor(limit)));
    if (limit > poisson_highest(mean))
        return (struct poisson){.mean = mean, .limit = limit, .clipped = mean, .pairs = mean * mean / 2};
    return mean <= POISSON_RECURSION_MAX ? by_recursion(mean, limit) : by_expansion(mean, limit);
}

struct poisson poisson_next(const struct poisson *of)
{
    assert(of->limit >= 1);
    struct poisson p = *of;
    if (isinf(of->limit)) return p;
    p.limit = of->limit + 1;
    p.exactly = of->exactly * of->mean / p.limit;
    p.reach = fmax(0, of->reach - of->exactly);
    p.clipped = of->clipped + p.reach;
    p.pairs = of->pairs + (p.reach > 0 ? of->limit * p.reach : 0);
    return p;
}

double poisson_reach(double mean, double limit) { return poisson_clip(mean, limit).reach; }

double poisson_excess(const struct poisson *of) { return fmax(0, of->mean - of->clipped); }
