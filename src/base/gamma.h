/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gamma function's kin, as base/fp.h computes: the same bits on any processor. Oracle: GSL. */
#pragma once

/* ln Γ(x) for x > 0, within 2 × 10^−14 of it or of 1, whichever is more. */
double gamma_log(double x);

/* The regularised incomplete gamma function P(shape, x): the distribution function of a gamma variate of
 * scale 1, within 10^−12. shape > 0. */
double gamma_lower(double shape, double x);
