/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quorum: a write that waits for the fastest k of n independent answers with one distribution.
 *
 * If one answer comes by a time with probability p, k of n have come with the upper tail of a binomial
 * distribution. So the whole distribution of the quorum follows from that of one answer. Oracle: order
 * statistics of drawn numbers. */
#pragma once

enum { QUORUM_MAX = 64 };

/* Probability that at least `needed` of `of` (1 ≤ needed ≤ of ≤ QUORUM_MAX) have come, when each has with
 * probability one (0 to 1). */
double quorum_probability(unsigned needed, unsigned of, double one);

/* The inverse: for which probability of one answer the quorum is reached with probability all (0 to 1). The
 * quantile of a quorum at `all` is the quantile of one answer there: 2 of 3 leaves the median where it is.
 * quorum_probability of it is within 10^−13 of all. */
double quorum_level(unsigned needed, unsigned of, double all);
