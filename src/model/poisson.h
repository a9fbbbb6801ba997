/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Poisson counts, cut off: moments of the number of arrivals X in a time with `mean` expected, for batching.
 *
 * Up to a mean of 100 by recursion over the probabilities, above by Temme's uniform expansion of the
 * incomplete gamma function (DLMF 8.12), whose error there is below 10^−9. So a call costs at most some 300
 * steps, whatever the mean. Oracle: sums of the probabilities in long double. */
#pragma once

struct poisson {
    double mean, limit; /* of X; where it is cut off */
    double exactly;     /* P(X = limit) */
    double reach;       /* P(X ≥ limit) */
    double clipped;     /* E min(X, limit) */
    double pairs;       /* E m(m − 1)/2 for m = min(X, limit) */
};

/* All of that; mean ≥ 0 and limit a whole number ≥ 0 (infinity: never reached), both without dimension. */
struct poisson poisson_clip(double mean, double limit);

/* The same with limit + 1, cheaply, for a limit of 1 or more. What is small against the mean loses digits. */
struct poisson poisson_next(const struct poisson *of);

/* P(X ≥ limit). */
double poisson_reach(double mean, double limit);

/* E of max(X − limit, 0). */
double poisson_excess(const struct poisson *of);

enum {
    POISSON_RECURSION_MAX = 100, /* the largest mean whose probabilities are added up one by one */
};

/* A whole number above which X does not come but with a probability below 10^−15. */
double poisson_highest(double mean);

/* The next lower one: X stays above it but with a probability below 10^−15; may be negative. */
double poisson_lowest(double mean);
