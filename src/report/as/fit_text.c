/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/fit_text.h"

#include <math.h>

#include "base/text.h"
#include "base/units.h"

/* A fit with a larger error is useless. */
static const double MISFIT = 0.1;

static const char *percent(double share, struct arena *arena)
{
    static const double INVISIBLE = 5e-5; /* would be +0.00 or -0.00 */
    return fabs(share) < INVISIBLE ? "0.00 %" : text_format(arena, "%+.2f %%", 100 * share);
}

static void add_subject(struct text *out, const struct fitting *fitting)
{
    if (!fitting->has_samples) {
        text_addf(out, "%zu percentiles", fitting->level_count);
        if (fitting->count > fitting->level_count)
            text_add(out,
                     " (without p0 and p100, which are of the sample rather than of what it was drawn from)");
        text_add(out, "\n");
        return;
    }
    text_addf(out, "%zu latencies", fitting->count);
    if (fitting->has_sizes)
        text_addf(out, ", median %s + %s/MiB; below, factors of it",
                  units_show(out->arena, UNIT_DURATION, fitting->base_s),
                  units_show(out->arena, UNIT_DURATION, fitting->per_byte_s * MIB));
    text_add(out, "\n");
}

static void add_families(struct text *out, const struct fitting *fitting)
{
    text_addf(out, "\n%-26s %10s", "", "parameters");
    text_addf(out, fitting->has_samples ? " %12s %12s %14s\n" : " %.0s%.0s%14s\n", "AIC", "KS distance",
              "largest error");
    for (int i = 0; i < FIT__COUNT; i++) {
        const struct fit *fit = &fitting->fits[i];
        text_addf(out, "%-26s %10u", fit_name(fit->family), fit->parameters);
        if (fit->errors == NULL) {
            text_addf(out, " -  %s\n", fit->lacking);
            continue;
        }
        if (fitting->has_samples) text_addf(out, " %12.1f %12.4f", fit->aic, fit->distance);
        text_addf(out, " %12.2f %%%s%s\n", 100 * fit->worst_error,
                  fitting->chosen == fit->family ? "  <- chosen" : "",
                  fit->lacking == NULL ? "" : text_format(out->arena, "  (%s)", fit->lacking));
    }
    if (fitting->has_samples)
        text_addf(out,
                  "A KS distance beyond %.4f is a misfit at the 5 %% level.\nChosen: the least AIC; a "
                  "mixture must be better by 10.\n",
                  1.358 / sqrt((double)fitting->count));
    else
        text_add(out, "Chosen: the fewest parameters with which no percentile is off by more than 1 %, else "
                      "the smallest largest error.\n");
}

static void add_levels(struct text *out, const struct fitting *fitting)
{
    const struct fit *fit = &fitting->fits[fitting->chosen];
    text_addf(out, "\n%-8s %12s %12s %10s\n", "", "observed", "fitted", "error");
    for (size_t i = 0; i < fitting->level_count; i++) {
        double fitted = dist_quantile(&fit->dist, fitting->levels[i], 0);
        struct arena *arena = out->arena;
        const char *observed = fitting->has_sizes ? text_format(arena, "%.4g", fitting->observed[i])
                                                  : units_show(arena, UNIT_DURATION, fitting->observed[i]);
        text_addf(out, "%-8s %12s %12s %10s\n", dist_level_name(arena, fitting->levels[i]), observed,
                  fitting->has_sizes ? text_format(arena, "%.4g", fitted)
                                     : units_show(arena, UNIT_DURATION, fitted),
                  percent(fit->errors[i], arena));
    }
    if (!fitting->has_samples && fitting->chosen == FIT_MIXTURE && fitting->level_count < fit->parameters)
        text_addf(
            out,
            "Other mixtures fit these %zu percentiles as well: beyond the highest one this is a guess.\n",
            fitting->level_count);
    if (!fitting->has_samples && fit->worst_error > MISFIT)
        text_add(out, "No family comes near: a table in the workload, {quantiles: {p0: ..., p50: ..., p100: "
                      "...}}, would say just what was published.\n");
    if (fitting->measured_to > 0)
        text_addf(out, "Measured to %s; what lies beyond is extrapolated.\n",
                  dist_level_name(out->arena, fitting->measured_to));
}

char *fit_text(const struct fitting *fitting, struct arena *arena)
{
    struct text out = text_new(arena);
    add_subject(&out, fitting);
    add_families(&out, fitting);
    add_levels(&out, fitting);
    return out.bytes;
}
