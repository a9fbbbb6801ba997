/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/kept_hint.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"
#include "base/units.h"

/* The least time between two segments that is advised: Amazon MSK developer guide, tiered storage, which
 * takes no shorter segment.ms. */
static const double ADVISED_LEAST_S = 600;

/* A time in which a segment closes often enough: half of what is asked for, in whole hours or minutes. */
static double advised_s(double asked_s)
{
    double half_s = asked_s / 2, step_s = half_s >= SECONDS_PER_HOUR ? SECONDS_PER_HOUR : 60;
    return larger(ADVISED_LEAST_S, floor(half_s / step_s) * step_s);
}

/* A segment that takes as long to close as its topic group asks to keep doubles what is kept at most. */
static bool keeps_a_multiple(const struct context *context, const struct group_demand *group)
{
    const struct kept *kept = &group->kept;
    return kept->fill_s >= kept->asked_s && kept->fill_s > advised_s(kept->asked_s) &&
           group->block_bytes > 0 &&
           (enum cleanup)topic_num(context->params, group->topic, TOPIC_CLEANUP) == CLEANUP_DELETE;
}

static double surplus_bytes(const struct group_demand *group)
{
    return group->block_bytes * (1 - group->kept.asked_s / group->kept.mean_s);
}

static const char *hint(const struct context *context, const struct group_demand *group, size_t others)
{
    enum { NAME_COLUMNS = 60 };
    struct arena *arena = context->arena;
    const struct kept *kept = &group->kept;
    double segment_time_s = advised_s(kept->asked_s);
    return text_format(
        arena,
        "%s: topic group %s asks for %s on disks and keeps %s on average, %s at most: Kafka deletes closed "
        "segments only, and one takes %s to close; with segment_time: %s (Kafka's segment.ms=%.0f) it keeps "
        "%s "
        "on average%s",
        context->params->scenarios[context->scenario].id,
        text_quote(arena, context->params->topics[group->topic].name, NAME_COLUMNS),
        units_show(arena, UNIT_DURATION, kept->asked_s), units_show(arena, UNIT_DURATION, kept->mean_s),
        units_show(arena, UNIT_DURATION, kept->most_s), units_show(arena, UNIT_DURATION, kept->fill_s),
        units_print(arena, UNIT_DURATION, segment_time_s), segment_time_s * 1000,
        units_show(arena, UNIT_DURATION, kept->asked_s + segment_time_s / 2),
        others == 0 ? "" : text_format(arena, "; %zu more do likewise", others));
}

const char *kept_hint(const struct context *context, const struct demand *demand)
{
    const struct group_demand *worst = NULL;
    size_t count = 0;
    for (size_t i = 0; i < demand->group_count; i++) {
        const struct group_demand *group = &demand->groups[i];
        if (!keeps_a_multiple(context, group)) continue;
        count++;
        if (worst == NULL || surplus_bytes(group) > surplus_bytes(worst)) worst = group;
    }
    return worst == NULL ? NULL : hint(context, worst, count - 1);
}
