/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantile functions of the distributions that have one in closed form, for FP_LANES lanes (base/fp_lanes.h). */
#pragma once

#include <assert.h>
#include <stdbool.h>

#include "base/dist.h"
#include "base/fp.h"
#include "base/fp_lanes.h"

/* For x whose lanes may be beyond what the kernel carries: rare, hence one by one. */
FP_TARGET fp_lanes lanes_exp(fp_lanes x)
{
    const double limit = 708;
    if (!fp_any((x > limit) | (x < -limit)))
        return fp_exp_inside(x);
    double values[FP_LANES];
    fp_store(values, x);
    for (int i = 0; i < FP_LANES; i++)
        values[i] = fp_exp(values[i]);
    return fp_load(values);
}

FP_TARGET fp_lanes lanes_normal(fp_lanes u)
{
    fp_lanes w, x = fp_normal_quantile_inside(u, &w);
    if (!fp_any(w > FP_QUANTILE_LIMIT))
        return x;
    double values[FP_LANES];
    fp_store(values, u);
    for (int i = 0; i < FP_LANES; i++)
        values[i] = fp_normal_quantile(values[i]);
    return fp_load(values);
}

/* Exponential of mean 1. 1 − u is exact for what random_unit_of gives. */
FP_TARGET fp_lanes lanes_exponential(fp_lanes u)
{
    return -fp_log_inside(1.0 - u);
}

/* Of a uniform, exponential, normal, lognormal, Weibull or Pareto distribution, at 0 < u < 1. */
FP_TARGET fp_lanes lanes_quantile(const struct dist *dist, fp_lanes u)
{
    switch (dist->kind) {
    case DIST_UNIFORM:
        return u * (dist->uniform.high - dist->uniform.low) + dist->uniform.low;
    case DIST_EXPONENTIAL:
        return lanes_exponential(u) * dist->exponential.mean;
    case DIST_NORMAL:
        return lanes_normal(u) * dist->normal.sd + dist->normal.mean;
    case DIST_LOGNORMAL:
        return lanes_exp(lanes_normal(u) * dist->lognormal.sigma + dist->lognormal.mu);
    case DIST_WEIBULL:
        return lanes_exp(fp_log_inside(lanes_exponential(u)) / dist->weibull.shape) * dist->weibull.scale;
    case DIST_PARETO:
        return lanes_exp(lanes_exponential(u) / dist->pareto.shape) * dist->pareto.minimum;
    default:
        assert(false);
        return u;
    }
}
