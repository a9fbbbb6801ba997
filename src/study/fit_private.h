/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by the files of fitting. */
#pragma once

#include "base/arena.h"
#include "base/dist.h"

/* The mixture weight·LN(ln_median, sigma) + (1 − weight)·LN(others), the part with the smaller median first.
 */
struct two_lognormals {
    double weight;
    double mu[2], sigma[2];
};
struct dist two_lognormals_dist(const struct two_lognormals *two, struct arena *arena);

/* Fit by expectation maximisation to ascending logarithms; false when no start leads to two parts. */
bool two_lognormals_likelihood(const double *logs, size_t count, struct arena *scratch,
                               struct two_lognormals *two);
