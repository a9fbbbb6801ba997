/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantile functions of the distributions that have one in closed form, for FP_LANES lanes (base/fp_lanes.h).
 */
#pragma once

#include <assert.h>
#include <stdbool.h>

#include "base/dist.h"
#include "base/fp.h"
#include "base/fp_lanes.h"

/* Draws outside a kernel's range are rare, hence done one by one. */
FP_TARGET_CALLED __attribute__((cold, noinline)) static fp_lanes lanes_repair(fp_lanes results,
                                                                              fp_lanes arguments, fp_mask bad,
                                                                              double (*careful)(double))
{
    double from[FP_LANES], to[FP_LANES];
    fp_store(from, arguments);
    fp_store(to, results);
    for (int i = 0; i < FP_LANES; i++)
        if (fp_is_set(bad, i)) to[i] = careful(from[i]);
    return fp_load(to);
}

FP_TARGET fp_lanes lanes_exp2(fp_lanes x)
{
    fp_lanes power = fp_exp2_inside(x);
    fp_mask bad = (x > FP_EXP2_LIMIT) | (x < -FP_EXP2_LIMIT);
    return __builtin_expect(fp_any(bad), 0) ? lanes_repair(power, x, bad, fp_exp2) : power;
}

/* Standard normal; w is fp_quantile_depth(u). */
FP_TARGET fp_lanes lanes_normal(fp_lanes u, fp_lanes w)
{
    fp_lanes x = fp_normal_quantile_inside(u, w);
    fp_mask bad = w > FP_QUANTILE_LIMIT;
    return __builtin_expect(fp_any(bad), 0) ? lanes_repair(x, u, bad, fp_normal_quantile) : x;
}

/* Exponential of mean 1. 1 − u is exact for what random_unit_of gives. */
FP_TARGET fp_lanes lanes_exponential(fp_lanes u) { return -fp_log_inside(1.0 - u); }

/* Quantiles of a uniform, exponential, normal, lognormal, Weibull or Pareto distribution, at 0 < u < 1. */
FP_TARGET fp_lanes lanes_quantile(const struct dist *dist, fp_lanes u)
{
    switch (dist->kind) {
    case DIST_UNIFORM: return u * (dist->uniform.high - dist->uniform.low) + dist->uniform.low;
    case DIST_EXPONENTIAL: return lanes_exponential(u) * dist->exponential.mean;
    case DIST_NORMAL: return lanes_normal(u, fp_quantile_depth(u)) * dist->normal.sd + dist->normal.mean;
    case DIST_LOGNORMAL:
        return lanes_exp2(lanes_normal(u, fp_quantile_depth(u)) * (dist->lognormal.sigma * FP_LOG2_E) +
                          dist->lognormal.mu * FP_LOG2_E);
    case DIST_WEIBULL:
        return lanes_exp2(fp_log_inside(lanes_exponential(u)) * (FP_LOG2_E / dist->weibull.shape)) *
               dist->weibull.scale;
    case DIST_PARETO:
        return lanes_exp2(lanes_exponential(u) * (FP_LOG2_E / dist->pareto.shape)) * dist->pareto.minimum;
    default: assert(false); return u;
    }
}
