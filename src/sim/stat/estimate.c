/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/stat/estimate.h"

#include <assert.h>
#include <math.h>

#include "base/number.h"
#include "base/text.h"

enum { SECTIONS = ESTIMATE_SECTIONS };

/* The bias that the merged value may have: a tenth of the requested half-width, or of the interval's own if
 * wider, and half a percent at most. Bias falls with length, so the mean of the replications is about
 * ESTIMATE_SECTIONS times as far away. */
static const double BIAS_SHARE = 0.1, BIAS_MOST = 0.005;

/* A gap is searched in steps of equal probability through the interval: a step that takes this share of the
 * whole. A smooth density takes about a twentieth in each; the outermost steps of a long tail, a tenth. */
static const double GAP_SHARE = 0.5;
enum { GAP_STEPS = 20 };

static double value_of(const struct histogram *histogram, double level)
{
    return level == ESTIMATE_MEAN ? histogram_mean_ns(histogram) : histogram_quantile_ns(histogram, level);
}

static double mean_of(const double values[SECTIONS])
{
    double sum = 0;
    for (size_t i = 0; i < SECTIONS; i++) sum += values[i];
    return sum / SECTIONS;
}

/* The standard error of the mean, with deviations taken from centre. */
static double error_around(const double values[SECTIONS], double centre)
{
    double squares = 0;
    for (size_t i = 0; i < SECTIONS; i++) squares += (values[i] - centre) * (values[i] - centre);
    return sqrt(squares / (SECTIONS - 1) / SECTIONS);
}

struct estimate_plain estimate_plain_of(const double sections[ESTIMATE_SECTIONS])
{
    double mean = mean_of(sections), error = error_around(sections, mean);
    return (struct estimate_plain){.value = mean,
                                   .low = mean - ESTIMATE_T * error,
                                   .high = mean + ESTIMATE_T * error,
                                   .standard_error = error};
}

/* The interval of the level itself, from the share of each replication at or below the merged value. */
static double level_error(const struct histogram *const *sections, double value_ns)
{
    double shares[SECTIONS];
    for (size_t i = 0; i < SECTIONS; i++)
        shares[i] = (double)histogram_at_most(sections[i], (int64_t)value_ns) /
                    (double)histogram_count(sections[i]);
    return error_around(shares, mean_of(shares));
}

/* A quantile is where the distribution function passes the level. The replications' shares at the merged
 * value are means, unbiased however short they are; their own quantiles are biased, and scatter too
 * little. So t goes over the shares, and the interval's ends are the merged quantiles that far below and
 * above the level. */
static unsigned bound_quantile(struct estimate *estimate, const struct histogram *const *sections,
                               const struct histogram *merged, double precision)
{
    double off = ESTIMATE_T * level_error(sections, estimate->value_ns), values[GAP_STEPS + 1];
    if (estimate->level - off <= 0 || estimate->level + off >= 1) return 1u << ESTIMATE_OPEN;
    for (size_t i = 0; i <= GAP_STEPS; i++)
        values[i] = histogram_quantile_ns(merged, estimate->level - off + 2 * off * (double)i / GAP_STEPS);
    estimate->low_ns = values[0];
    estimate->high_ns = values[GAP_STEPS];
    double way = values[GAP_STEPS] - values[0];
    for (size_t i = 0; i < GAP_STEPS && way > precision * estimate->value_ns; i++)
        if (values[i + 1] - values[i] > GAP_SHARE * way) {
            estimate->gap_low_ns = values[i];
            estimate->gap_high_ns = values[i + 1];
            estimate->doubts |= 1u << ESTIMATE_GAP;
        }
    return isinf(estimate->high_ns) ? 1u << ESTIMATE_OFF_SCALE : 0;
}

static void bound_mean(struct estimate *estimate, const double values[SECTIONS])
{
    double half = ESTIMATE_T * error_around(values, estimate->value_ns);
    estimate->low_ns = estimate->value_ns - half;
    estimate->high_ns = estimate->value_ns + half;
}

static bool is_any_empty(const struct histogram *const *sections)
{
    for (size_t i = 0; i < SECTIONS; i++)
        if (histogram_count(sections[i]) == 0) return true;
    return false;
}

/* Doubts that leave no estimate at all. */
static unsigned unknown_why(const struct estimate *estimate, const struct histogram *const *sections,
                            double value_ns)
{
    if (is_any_empty(sections)) return 1u << ESTIMATE_EMPTY;
    if (estimate->level != ESTIMATE_MEAN && estimate->units_beyond < ESTIMATE_UNITS_BEYOND)
        return 1u << ESTIMATE_FEW_UNITS;
    return isinf(value_ns) ? 1u << ESTIMATE_OFF_SCALE : 0;
}

/* Judge width and bias, once the bounds are known. */
static void judge(struct estimate *estimate, double precision)
{
    double half = (estimate->high_ns - estimate->low_ns) / 2,
           distance = fabs(estimate->value_ns - estimate->sections_mean_ns);
    estimate->standard_error_ns = half / ESTIMATE_T;
    estimate->relative_half_width = estimate->value_ns > 0 ? half / estimate->value_ns : 0;
    if (estimate->relative_half_width > precision) estimate->doubts |= 1u << ESTIMATE_WIDE;
    double bias = smaller(BIAS_SHARE * larger(half, precision * estimate->value_ns),
                          BIAS_MOST * estimate->value_ns);
    if (distance > SECTIONS * bias + HISTOGRAM_RELATIVE_ERROR * estimate->value_ns)
        estimate->doubts |= 1u << ESTIMATE_BIASED;
}

struct estimate estimate_of(double level, const struct histogram *const *sections,
                            const struct histogram *merged, const struct estimate_rule *rule)
{
    assert(level == ESTIMATE_MEAN || (level > 0 && level < 1));
    struct estimate estimate = {.level = level,
                                .units_beyond = level == ESTIMATE_MEAN ? rule->units
                                                                       : rule->units * (1 - level)};
    double values[SECTIONS];
    estimate.value_ns = value_of(merged, level);
    if (rule->measured_to > 0 && level > rule->measured_to) estimate.doubts |= 1u << ESTIMATE_UNMEASURED;
    unsigned unknown = unknown_why(&estimate, sections, estimate.value_ns);
    for (size_t i = 0; i < SECTIONS && unknown == 0; i++)
        if (isinf(values[i] = value_of(sections[i], level))) unknown = 1u << ESTIMATE_OFF_SCALE;
    if (unknown == 0) {
        estimate.sections_mean_ns = mean_of(values);
        if (level == ESTIMATE_MEAN)
            bound_mean(&estimate, values);
        else
            unknown = bound_quantile(&estimate, sections, merged, rule->precision);
    }
    estimate.doubts |= unknown;
    estimate.is_known = unknown == 0;
    if (estimate.is_known) judge(&estimate, rule->precision);
    return estimate;
}

bool estimate_is_converged(const struct estimate *estimate)
{
    return (estimate->doubts & ~(1u << ESTIMATE_UNMEASURED)) == 0;
}

/* "412 ms" */
static const char *time_text(double ns, struct arena *arena)
{
    return ns < 1e9 ? text_format(arena, "%.3g ms", ns / 1e6) : text_format(arena, "%.4g s", ns / 1e9);
}

static const char *doubt_text(const struct estimate *estimate, enum estimate_doubt doubt,
                              const struct estimate_rule *rule, struct arena *arena)
{
    switch (doubt) {
    case ESTIMATE_EMPTY: return "a replication measured nothing";
    case ESTIMATE_OFF_SCALE: return "it is over an hour";
    case ESTIMATE_FEW_UNITS:
        return text_format(arena, "only %.0f independent samples lie beyond it; %d are needed",
                           floor(estimate->units_beyond), ESTIMATE_UNITS_BEYOND);
    case ESTIMATE_OPEN: return "its interval is unbounded: the replications differ too much";
    case ESTIMATE_GAP:
        return text_format(arena, "almost no samples lie between %s and %s; it may be on either side",
                           time_text(estimate->gap_low_ns, arena), time_text(estimate->gap_high_ns, arena));
    case ESTIMATE_BIASED:
        return text_format(arena, "replications are too short: their mean is %s, all together give %s",
                           time_text(estimate->sections_mean_ns, arena),
                           time_text(estimate->value_ns, arena));
    case ESTIMATE_WIDE:
        return text_format(arena, "±%.*f %% is wider than %.2g %%",
                           estimate->relative_half_width < 0.0995 ? 1 : 0,
                           100 * estimate->relative_half_width, 100 * rule->precision);
    case ESTIMATE_UNMEASURED:
        return text_format(arena, "the inputs were measured to p%.12g only", 100 * rule->measured_to);
    case ESTIMATE_DOUBT__COUNT: break;
    }
    assert(doubt != ESTIMATE_DOUBT__COUNT);
    return "";
}

const char *estimate_reason(const struct estimate *estimate, const struct estimate_rule *rule,
                            struct arena *arena)
{
    struct text reason = text_new(arena);
    if (!estimate_is_converged(estimate)) text_add(&reason, "not converged: ");
    const char *separator = "";
    for (enum estimate_doubt doubt = 0; doubt < ESTIMATE_DOUBT__COUNT; doubt++)
        if (estimate_doubts(estimate, doubt)) {
            text_addf(&reason, "%s%s", separator, doubt_text(estimate, doubt, rule, arena));
            separator = "; ";
        }
    return reason.bytes;
}
