/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/fit_profile.h"

#include <assert.h>
#include <string.h>

#include "base/fp.h"
#include "base/text.h"
#include "base/units.h"

/* Print a time in a unit that leaves few zeros, or a factor, with the digits that the fit was rounded to. */
static char *written(double value, bool is_factor, struct arena *arena)
{
    static const struct {
        double least, factor;
        const char *unit;
    } UNITS[] = {{1, 1, " s"}, {1e-3, 1e3, " ms"}, {1e-6, 1e6, " us"}, {0, 1e9, " ns"}};
    size_t i = 0;
    if (is_factor) return text_format(arena, "%.*g", FIT_DIGITS, value);
    while (value < UNITS[i].least) i++;
    return text_format(arena, "%.*g%s", FIT_DIGITS, value * UNITS[i].factor, UNITS[i].unit);
}

/* "lognormal: {…}" */
static void add_kind(struct text *out, const struct dist *dist, bool is_factor)
{
    struct arena *arena = out->arena;
    switch (dist->kind) {
    case DIST_LOGNORMAL:
        text_addf(out, "lognormal: {p50: %s, sigma: %s}",
                  written(fp_exp(dist->lognormal.mu), is_factor, arena),
                  written(dist->lognormal.sigma, true, arena));
        return;
    case DIST_GAMMA:
        text_addf(out, "gamma: {shape: %s, scale: %s}", written(dist->gamma.shape, true, arena),
                  written(dist->gamma.scale, is_factor, arena));
        return;
    case DIST_WEIBULL:
        text_addf(out, "weibull: {shape: %s, scale: %s}", written(dist->weibull.shape, true, arena),
                  written(dist->weibull.scale, is_factor, arena));
        return;
    case DIST_MIXTURE:
        text_add(out, "mixture: [");
        for (size_t i = 0; i < dist->mixture.count; i++) {
            text_addf(out, "%s{weight: %s, ", i == 0 ? "" : ", ",
                      text_number(arena, dist->mixture.weights[i]));
            add_kind(out, &dist->mixture.parts[i], is_factor);
            text_add(out, "}");
        }
        text_add(out, "]");
        return;
    case DIST_SIZED:
        text_addf(out, "sized: {base: %s, per_mib: %s, noise: {", written(dist->sized.base_s, false, arena),
                  written(dist->sized.per_byte_s * MIB, false, arena));
        add_kind(out, dist->sized.noise, true);
        text_add(out, "}}");
        return;
    default: assert(false && "a family that is fitted");
    }
}

static char *quoted(const char *text, struct arena *arena)
{
    struct text out = text_new(arena);
    text_add(&out, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') text_add(&out, "\\");
        text_add_bytes(&out, text, 1);
    }
    text_add(&out, "\"");
    return out.bytes;
}

char *fit_profile(const struct fitting *fitting, const struct fit_provenance *provenance, struct arena *arena)
{
    struct text out = text_new(arena);
    const struct fit *fit = &fitting->fits[fitting->chosen];
    const char *dot = strchr(provenance->path, '.');
    text_addf(&out, "# Written by 'warpcost calibrate': a %s, fitted to %zu %s.\n", fit_name(fitting->chosen),
              fitting->count, fitting->has_samples ? "latencies" : "percentiles");
    text_addf(&out, "# Largest error at a percentile: %.2g %%", 100 * fit->worst_error);
    if (fitting->has_samples) text_addf(&out, "; Kolmogorov-Smirnov distance %.2g", fit->distance);
    text_addf(&out, ".\n%.*s:\n  %s:\n    ", (int)(dot - provenance->path), provenance->path, dot + 1);
    add_kind(&out, &fitting->dist, false);
    if (fitting->measured_to > 0)
        text_addf(&out, "\n    measured_to: %s", dist_level_name(arena, fitting->measured_to));
    text_addf(&out, "\n    source: %s\n    grade: %c\n", quoted(provenance->source, arena),
              provenance->grade);
    if (fitting->has_samples) text_addf(&out, "    samples: %zu\n", fitting->count);
    text_addf(&out, "    date: %s\n", provenance->date);
    return out.bytes;
}
