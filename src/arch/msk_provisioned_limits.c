/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/msk_provisioned.h"

#include "base/text.h"

static const struct param_row *row_of(const struct context *context, int option)
{
    return &ARCHS[context->params->scenarios[context->scenario].kind]->kind.rows[option];
}

/* The deployment's type of brokers, or the one that the workload names; NULL while it is searched. */
static const struct instance *type_of(const struct context *context, const struct deployment *deployment)
{
    int index = deployment != NULL
                    ? deployment->roles[0].instance
                    : catalogue_find(context->catalogue,
                                     option_text(context->params, context->scenario, OPTION_INSTANCE));
    return index == CATALOGUE_NONE ? NULL : &context->catalogue->instances[index];
}

static const char *refuses_type(const struct context *context, const struct instance *type, bool tiered)
{
    const struct param_row *metadata = row_of(context, PROVISIONED_METADATA);
    if ((enum msk_metadata)option_num(context->params, context->scenario, PROVISIONED_METADATA) ==
            METADATA_KRAFT &&
        !type->has_kraft)
        return text_format(context->arena,
                           "%s isn't sold for versions with KRaft (%s, grade %c); take another type, or "
                           "metadata: zookeeper with a version up to 3.8",
                           type->name, metadata->source, metadata->grade);
    if (tiered && !type->has_tiered_storage)
        return text_format(context->arena,
                           "%s has no tiered storage (Amazon MSK developer guide, tiered storage: not with "
                           "t3.small, grade A); take another type",
                           type->name);
    return NULL;
}

/* The refusal of a topic group that is kept too shortly for the tier, or NULL. */
static const char *refuses_retention(const struct context *context, uint32_t topic)
{
    const struct param_row *least = row_of(context, PROVISIONED_TIERED_LEAST_RETENTION);
    double least_s = option_num(context->params, context->scenario, PROVISIONED_TIERED_LEAST_RETENTION),
           kept_s = topic_num(context->params, topic, TOPIC_RETENTION);
    const double day_s = 86400;
    if (kept_s >= least_s) return NULL;
    return text_format(
        context->arena,
        "topic group '%s' is kept %.3g d, and MSK's tier keeps at least %.3g (%s: %s, grade %c); "
        "raise its retention, or leave tiered_storage out",
        text_quote(context->arena, context->params->topics[topic].name, 60), kept_s / day_s, least_s / day_s,
        least->path, least->source, least->grade);
}

const char *msk_provisioned_refuses(const struct context *context, const struct deployment *deployment,
                                    const struct demand *demand)
{
    const struct instance *type = type_of(context, deployment);
    bool tiered = false;
    for (size_t i = 0; i < demand->group_count; i++)
        tiered = tiered || msk_is_tiered(context, demand->groups[i].topic);
    const char *refused = type == NULL ? NULL : refuses_type(context, type, tiered);
    for (size_t i = 0; i < demand->group_count && refused == NULL; i++)
        if (msk_is_tiered(context, demand->groups[i].topic))
            refused = refuses_retention(context, demand->groups[i].topic);
    return refused != NULL ? refused : msk_refuses_brokers(context, deployment, PROVISIONED_BROKERS);
}
