/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The chain from the rate of each topic group to the bytes that brokers keep, to the volumes that hold them,
 * and what their free space costs. */
#include "report/report.h"
#include "report/say/say.h"
#include "study/outcome.h"

enum { GROUPS_SHOWN = 10 };

static const char *gib(struct arena *arena, double bytes)
{
    return text_format(arena, "%s GiB", text_thousands(arena, bytes / GIB, 0));
}

/* The share of volumes that an architecture keeps empty; false when it has no such option. */
static bool free_share(const struct params *params, const char *id, double *share, struct arena *arena)
{
    struct param_ref ref;
    bool has = params_find(params, text_format(arena, "architectures.%s.free_space", id), &ref);
    *share = has ? ref.value->num : 0;
    return has && *share < 1;
}

static void say_group(struct doc *doc, const struct group_demand *group, const char *name)
{
    const struct kept *kept = &group->kept;
    const double noticed = 0.005, rate = group->flows[FLOW_PRODUCE].bytes_per_s;
    struct arena *arena = doc->arena;
    bool is_longer = kept->mean_s > kept->asked_s * (1 + noticed);
    doc_addf(doc, DOC_PARAGRAPH, 2, "%s: %s × %s%s × %.3g copies = %s", doc_name(arena, name),
             units_show(arena, UNIT_RATE, rate), units_show(arena, UNIT_DURATION, kept->mean_s),
             is_longer ? text_format(arena, " (%s plus half a segment)",
                                     units_show(arena, UNIT_DURATION, kept->asked_s))
                       : "",
             group->block_bytes / (rate * kept->mean_s), gib(arena, group->block_bytes));
}

static void say_groups(struct doc *doc, const struct params *params, const struct demand *demand)
{
    size_t shown = 0;
    double rest_bytes = 0;
    for (size_t i = 0; i < demand->group_count; i++) {
        const struct group_demand *group = &demand->groups[i];
        if (!(group->block_bytes > 0)) continue;
        if (shown++ < GROUPS_SHOWN)
            say_group(doc, group, params->topics[group->topic].name);
        else
            rest_bytes += group->block_bytes;
    }
    if (shown > GROUPS_SHOWN)
        doc_addf(doc, DOC_PARAGRAPH, 2, "and %zu more: %s", shown - GROUPS_SHOWN,
                 gib(doc->arena, rest_bytes));
    if (shown > 1)
        doc_addf(doc, DOC_PARAGRAPH, 2, "all topic groups: %s", gib(doc->arena, demand->total.block_bytes));
}

/* The role whose volumes hold the records, or NULL. */
static const struct role *keeper(const struct outcome *outcome)
{
    const struct deployment *deployment = &outcome->deployment;
    return outcome->has_deployment && deployment->role_count > 0 && deployment->roles[0].volumes.count > 0
               ? &deployment->roles[0]
               : NULL;
}

void say_space(struct doc *doc, const struct explained *explained, size_t architecture, double usd_per_year)
{
    const struct outcome *outcome = &explained->outcomes[architecture];
    const struct role *role = keeper(outcome);
    const double records_bytes = outcome->demand.total.block_bytes;
    if (role == NULL || !(records_bytes > 0)) return;
    struct arena *arena = doc->arena;
    const double held_bytes = (double)role->count * role->volumes.count * role->volumes.gib * GIB,
                 filled = records_bytes / held_bytes;
    double share;
    doc_add(doc, DOC_GAP, 0, NULL);
    doc_add(doc, DOC_PARAGRAPH, 1, "from the rate to the volumes");
    say_groups(doc, explained->params, &outcome->demand);
    if (free_share(explained->params, explained->params->scenarios[architecture].id, &share, arena))
        doc_addf(doc, DOC_PARAGRAPH, 2, "÷ (1 − %.4g %% free_space) = %s", 100 * share,
                 gib(arena, records_bytes / (1 - share)));
    doc_addf(doc, DOC_PARAGRAPH, 2, "%u × %u volumes of %s = %s, which records fill to %.0f %%", role->count,
             role->volumes.count, gib(arena, role->volumes.gib * GIB), gib(arena, held_bytes), 100 * filled);
    if (filled < 1)
        doc_addf(doc, DOC_PARAGRAPH, 2, "space that stays empty costs $%s of $%s per year",
                 text_thousands(arena, usd_per_year * (1 - filled), 2),
                 text_thousands(arena, usd_per_year, 2));
}
