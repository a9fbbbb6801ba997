/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gamma function's kin, computed as in base/fp: the same bits on any processor. Oracle: GSL. */
#pragma once

/* ln Γ(x) for x > 0, with an error of at most 2 × 10^−14, absolute or relative, whichever is larger. */
double gamma_log(double x);

/* The regularised incomplete gamma function P(shape, x): the distribution function of a gamma variate of
 * scale 1, within 10^−12. shape > 0. */
double gamma_lower(double shape, double x);
