/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Distributions printed for people, and scaled. */
#include <string.h>

#include "base/dist.h"
#include "base/fp.h"
#include "base/text.h"
#include "base/units.h"

/* ---- levels ---- */

bool dist_level_read(const char *text, double *level)
{
    enum { DIGITS_MAX = 20 };
    size_t length = strlen(text);
    if (text[0] != 'p' || length < 2 || length > DIGITS_MAX || strspn(text + 1, "0123456789.") != length - 1)
        return false;
    char scaled[DIGITS_MAX + 4];
    memcpy(scaled, text + 1, length - 1);
    memcpy(scaled + length - 1, "e-2", 4); /* shifts the point, where a division would round once more */
    double read;
    if (units_parse(UNIT_NUMBER, scaled, &read) != UNITS_OK || read > 1) return false;
    *level = read;
    return true;
}

char *dist_level_name(struct arena *arena, double level)
{
    return text_format(arena, "p%s", text_number(arena, level * 100));
}

/* ---- scaling ---- */

static const double *scaled_values(const double *values, size_t count, double factor, struct arena *arena)
{
    double *scaled = arena_new_of(arena, double, count);
    for (size_t i = 0; i < count; i++) scaled[i] = values[i] * factor;
    return scaled;
}

static const struct dist *scaled_parts(const struct dist *parts, size_t count, double factor,
                                       struct arena *arena)
{
    struct dist *scaled = arena_new_of(arena, struct dist, count);
    for (size_t i = 0; i < count; i++) scaled[i] = dist_scaled(&parts[i], factor, arena);
    return scaled;
}

struct dist dist_scaled(const struct dist *dist, double factor, struct arena *arena)
{
    struct dist scaled = *dist;
    switch (dist->kind) {
    case DIST_CONSTANT: scaled.constant.value *= factor; break;
    case DIST_UNIFORM:
        scaled.uniform.low *= factor;
        scaled.uniform.high *= factor;
        break;
    case DIST_EXPONENTIAL: scaled.exponential.mean *= factor; break;
    case DIST_NORMAL:
        scaled.normal.mean *= factor;
        scaled.normal.sd *= factor;
        break;
    case DIST_LOGNORMAL: scaled.lognormal.mu += fp_log(factor); break;
    case DIST_GAMMA: scaled.gamma.scale *= factor; break;
    case DIST_WEIBULL: scaled.weibull.scale *= factor; break;
    case DIST_PARETO: scaled.pareto.minimum *= factor; break;
    case DIST_MIXTURE:
        scaled.mixture.parts = scaled_parts(dist->mixture.parts, dist->mixture.count, factor, arena);
        break;
    case DIST_QUANTILES:
        scaled.quantiles.values = scaled_values(dist->quantiles.values, dist->quantiles.count, factor, arena);
        break;
    case DIST_SIZED:
        scaled.sized.base_s *= factor;
        scaled.sized.per_byte_s *= factor;
        break;
    case DIST__COUNT: break;
    }
    return scaled;
}
