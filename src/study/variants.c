/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/variants.h"

#include <math.h>

#include "base/text.h"
#include "study/what_if.h"

enum { VARIANTS_MAX = 16 };

/* Full path of a variant's parameter: one of a topic group or of the root as it is, else an option of this
 * architecture. */
static const char *full_path(const struct scene *scene, const char *path, struct arena *arena)
{
    if (text_starts_with(path, "topics.")) return path;
    return text_format(arena, "architectures.%s.%s", scene->params->choices[scene->choice].id, path);
}

/* Whether the workload itself gave the parameter a value: then it isn't open. */
static bool is_decided(const struct scene *scene, const char *path)
{
    static const char EVERY_TOPIC[] = "topics.*.";
    struct param_ref ref;
    if (!text_starts_with(path, EVERY_TOPIC))
        return params_find(scene->params, path, &ref) && ref.value->origin == ORIGIN_GIVEN;
    for (int row = 0; row < TOPIC__COUNT; row++)
        if (text_equal(TOPIC_ROWS[row].path, path + sizeof EVERY_TOPIC - 1))
            for (size_t i = 0; i < scene->params->topic_count; i++)
                if (scene->params->topics[i].values[row].origin == ORIGIN_GIVEN) return true;
    return false;
}

const struct run_variant *variants_make(const struct scene *scene, struct group_set groups,
                                        double usd_per_year, struct arena *scratch, size_t *count)
{
    const struct arch *arch = ARCHS[scene->params->choices[scene->choice].kind];
    struct run_variant *variants = arena_new_of(scene->arena, struct run_variant, VARIANTS_MAX);
    *count = 0;
    for (const struct variant *variant = arch->variants;
         variant != NULL && variant->path != NULL && *count < VARIANTS_MAX; variant++) {
        const char *path = full_path(scene, variant->path, scene->arena);
        if (is_decided(scene, path)) continue;
        double usd = what_if(scene, groups, NULL, path, variant->value, scratch);
        variants[(*count)++] = (struct run_variant){
            .architecture = scene->params->choices[scene->choice].id,
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
