/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/variants.h"

#include <math.h>

#include "base/text.h"
#include "study/what_if.h"

enum { VARIANTS_MAX = 16 };

/* Full path of a variant's parameter: a topic or root path as it is, else an option of this architecture. */
static const char *full_path(const struct context *context, const char *path, struct arena *arena)
{
    if (text_starts_with(path, "topics.")) return path;
    return text_format(arena, "architectures.%s.%s", context->params->scenarios[context->scenario].id, path);
}

/* True if the workload itself gave the parameter a value, which settles it. */
static bool is_decided(const struct context *context, const char *path)
{
    static const char EVERY_TOPIC[] = "topics.*.";
    struct param_ref ref;
    if (!text_starts_with(path, EVERY_TOPIC))
        return params_find(context->params, path, &ref) && ref.value->origin == ORIGIN_GIVEN;
    for (int row = 0; row < TOPIC__COUNT; row++)
        if (text_equal(TOPIC_ROWS[row].path, path + sizeof EVERY_TOPIC - 1))
            for (size_t i = 0; i < context->params->topic_count; i++)
                if (context->params->topics[i].values[row].origin == ORIGIN_GIVEN) return true;
    return false;
}

const struct run_variant *variants_make(const struct context *context, struct group_set groups,
                                        double usd_per_year, struct arena *scratch, size_t *count)
{
    const struct arch *arch = ARCHS[context->params->scenarios[context->scenario].kind];
    struct run_variant *variants = arena_new_of(context->arena, struct run_variant, VARIANTS_MAX);
    *count = 0;
    for (const struct variant *variant = arch->variants;
         variant != NULL && variant->path != NULL && *count < VARIANTS_MAX; variant++) {
        const char *path = full_path(context, variant->path, context->arena);
        if (is_decided(context, path)) continue;
        double usd = what_if(context, groups, NULL, path, variant->value, scratch);
        if (usd == usd_per_year) continue;
        variants[(*count)++] = (struct run_variant){
            .architecture = context->params->scenarios[context->scenario].id,
            .what = variant->what,
            .path = path,
            .value = variant->value,
            .feasible = !isnan(usd),
            .usd_per_year = isnan(usd) ? 0 : usd,
            .difference_usd_per_year = isnan(usd) ? 0 : usd - usd_per_year,
        };
    }
    return variants;
}
