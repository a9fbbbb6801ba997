/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Functions of one real number whose result has the same bits on any processor and at any optimisation.
 *
 * Libraries differ in the last bits of exp and its kin, and bills and simulated latencies are compared
 * byte by byte. These use only IEEE +, −, ×, ÷ and sqrt in a fixed order (with -ffp-contract=off), so that
 * they can't differ. */
#pragma once

/* e^x, within 1 ulp. 0 below −745.14, infinite above 709.79. */
double fp_exp(double x);

/* e^x − 1, within 2 ulp, also for x so small that fp_exp(x) − 1 would lose its digits. */
double fp_expm1(double x);

/* 2^x, within 2 ulp, exact for whole x. Half the work of fp_exp, since splitting off the whole part of x
 * is exact. 0 below −1076, infinite from 1024 on. */
double fp_exp2(double x);

/* The natural logarithm, within 1 ulp. −infinite at 0, not a number below. */
double fp_log(double x);

/* log(1 + x), within 2 ulp, also for x so small that 1 + x would lose its digits. */
double fp_log1p(double x);

/* The quantile of the standard normal distribution at p, 0 < p < 1, within a relative 10^−15. */
double fp_normal_quantile(double p);

/* The complementary error function 2/√π × ∫ e^(−t²) dt from x to infinity: within 10^−15 for x below 1,
 * beyond that within a relative 10^−13, to x = 26, where it leaves the normal numbers. */
double fp_erfc(double x);

/* x^n for a whole n of 0 or more, by squaring: n × 2^−53 relative error at most. */
double fp_power(double x, unsigned long n);
