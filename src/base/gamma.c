/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/gamma.h"

#include <math.h>

#include "base/fp.h"

static const double HALF_LOG_TWO_PI = 0.91893853320467274178, TWO_PI = 6.28318530717958647693;
static const double PRECISION = 1e-17, TINY = 1e-300;
static const double STIRLING_FROM = 12;
enum { STEPS_MAX = 100000 };

/* Stirling's series: the correction to (x − ½) ln x − x + ½ ln 2π that makes ln Γ(x) (DLMF 5.11.1); from
 * 12 on the omitted terms are below 10^−17. */
static double stirling_rest(double x)
{
    double square = 1 / (x * x);
    double sum = 1.0 / 1188;
    sum = sum * square - 1.0 / 1680;
    sum = sum * square + 1.0 / 1260;
    sum = sum * square - 1.0 / 360;
    sum = sum * square + 1.0 / 12;
    return sum / x;
}

double gamma_log(double x)
{
    double product = 1; /* Γ(x + 1) = xΓ(x) leads from small arguments to where the series converges */
    for (; x < STIRLING_FROM; x++) product *= x;
    return (x - 0.5) * fp_log(x) - x + HALF_LOG_TWO_PI + stirling_rest(x) - fp_log(product);
}

/* x^shape e^−x / Γ(shape); for large shapes computed from x − shape, since the three would cancel each
 * other's digits. */
static double density_of(double shape, double x)
{
    if (shape < STIRLING_FROM) return fp_exp(shape * fp_log(x) - x - gamma_log(shape));
    double off = (x - shape) / shape;
    return sqrt(shape / TWO_PI) * fp_exp(-shape * (off - fp_log1p(off)) - stirling_rest(shape));
}

/* DLMF 8.11.4: converges fast below the mean. */
static double by_series(double shape, double x)
{
    double term = 1 / shape, sum = term;
    for (int n = 1; n < STEPS_MAX && term > sum * PRECISION; n++) {
        term *= x / (shape + n);
        sum += term;
    }
    return sum;
}

/* The continued fraction of the upper function (DLMF 8.9.2) by Lentz's method, for x above the mean. */
static double by_fraction(double shape, double x)
{
    double b = x + 1 - shape, c = 1 / TINY, d = 1 / b, value = d;
    for (int n = 1; n < STEPS_MAX; n++) {
        double a = -n * (n - shape);
        b += 2;
        d = a * d + b;
        d = 1 / (fabs(d) < TINY ? TINY : d);
        c = b + a / c;
        c = fabs(c) < TINY ? TINY : c;
        double step = c * d;
        value *= step;
        if (fabs(step - 1) < 1e-16) break;
    }
    return value;
}

double gamma_lower(double shape, double x)
{
    if (x <= 0) return 0;
    if (isinf(x)) return 1;
    double density = density_of(shape, x);
    return x < shape + 1 ? density * by_series(shape, x) : 1 - density * by_fraction(shape, x);
}
