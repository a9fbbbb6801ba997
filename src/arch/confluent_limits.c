/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/confluent.h"
#include "arch/msk.h"
#include "base/text.h"
#include "params/choices.h"

const char *const CONFLUENT_CONNECT_CHOICES[] = {"public", "peering", "pni", "privatelink", NULL};

const struct arch *confluent_arch(const struct context *context)
{
    return ARCHS[context->params->scenarios[context->scenario].kind];
}

enum confluent_connect confluent_connect(const struct context *context)
{
    return (enum confluent_connect)confluent_num(context, CONFLUENT_CONNECT);
}

/* ---- load and size ---- */

/* Ways of clients by cluster type: Confluent Cloud documentation, cluster types and networking (2026). */
static bool has_way(enum machine_service service, enum confluent_connect connect)
{
    switch (service) {
    case SERVICE_CONFLUENT_FREIGHT: return connect == CONNECT_PNI;
    case SERVICE_CONFLUENT_ENTERPRISE: return connect == CONNECT_PNI || connect == CONNECT_PRIVATELINK;
    case SERVICE_CONFLUENT_DEDICATED: return connect != CONNECT_PNI;
    default: return connect == CONNECT_PUBLIC;
    }
}

bool confluent_consistent(const struct context *context, struct diags *diags)
{
    const struct value *connect = &context->params->scenarios[context->scenario].values[CONFLUENT_CONNECT];
    const char *path = params_option_path(diags->arena, context->params, context->scenario,
                                          CONFLUENT_CONNECT);
    if (!has_way(confluent_arch(context)->service, confluent_connect(context)))
        return diags_add(diags, DIAG_INCONSISTENT, params_place(context->params, connect),
                         "%s: %s has no %s (" CONFLUENT_TYPES ", grade A); take another way or leave it out",
                         path, service_name(confluent_arch(context)->service),
                         CONFLUENT_CONNECT_CHOICES[confluent_connect(context)]);
    if (confluent_connect(context) == CONNECT_PRIVATELINK &&
        (enum access)root_num(context->params, ROOT_ACCESS) != ACCESS_DIRECT)
        return diags_add(
            diags, DIAG_INCONSISTENT, params_place(context->params, connect),
            "%s: privatelink is paid here, and network.access would add its own way; leave one out", path);
    return true;
}

/* AWS bills no bytes between zones through PrivateLink. */
void confluent_load(const struct context *context, struct group_set groups, struct demand *demand)
{
    msk_load_hidden(context, groups, 1, demand); /* units and meters count a partition once */
    if (confluent_connect(context) != CONNECT_PRIVATELINK) return;
    for (size_t i = 0; i < demand->group_count; i++)
        for (int path = 0; path < FLOW__COUNT; path++) demand->groups[i].flows[path].cross_az_bytes_per_s = 0;
    demand_sum(demand);
}

const struct role_kind CONFLUENT_ROLES[] = {MSK_ROLE_BARE("unit"), {.name = NULL}};

/* The count of the search is the least: units follow from the load in one step. */
bool confluent_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                    struct deployment *deployment, const char **why)
{
    (void)why;
    uint32_t units = option_is_set(context->params, context->scenario, CONFLUENT_UNITS)
                         ? count
                         : confluent_units(context, demand, instance, demand->peak_factor);
    return msk_size(CONFLUENT_ROLES, instance, units, (struct volumes){.kind = VOLUME_NONE}, deployment);
}

static const char *const DIMENSIONS[DIMENSION__COUNT] = {
    [DIMENSION_IN] = "cluster.ingress",
    [DIMENSION_OUT] = "cluster.egress",
    [DIMENSION_PARTITIONS] = "cluster.partitions",
    [DIMENSION_COMPACTED] = "cluster.compacted_partitions",
    [DIMENSION_CONNECTIONS] = "cluster.connections",
    [DIMENSION_ATTEMPTS] = "cluster.connection_attempts",
    [DIMENSION_REQUESTS] = "cluster.requests",
};
static const char LEAST[] = "cluster.least_units", PARTITION_IN[] = "partition.ingress",
                  PARTITION_OUT[] = "partition.egress";

void confluent_capacity(const struct context *context, const struct deployment *deployment,
                        const struct demand *demand, struct capacity *capacity)
{
    const struct role *units = &deployment->roles[0];
    const struct confluent_load load = confluent_load_at(context, demand, demand->peak_factor),
                                unit = confluent_unit(context, units->instance);
    const struct msk_partition busiest = msk_busiest_partition(context, demand);
    *capacity = capacity_new();
    for (int i = 0; i < DIMENSION__COUNT; i++)
        if (load.of[i] > 0)
            capacity_use(capacity, DIMENSIONS[i], HEALTHY, load.of[i], units->count * unit.of[i]);
    capacity_use_bought(capacity, LEAST, HEALTHY, confluent_num(context, CONFLUENT_LEAST_UNITS),
                        units->count);
    capacity_use(capacity, PARTITION_IN, HEALTHY, busiest.in_bytes_per_s,
                 confluent_num(context, CONFLUENT_PARTITION_IN));
    capacity_use(capacity, PARTITION_OUT, HEALTHY, busiest.out_bytes_per_s,
                 confluent_num(context, CONFLUENT_PARTITION_OUT));
}

/* ---- limits ---- */

/* "Enterprise clusters that use PrivateLink networking on AWS are limited to 10 eCKU": Kafka cluster types.
 */
static const double MOST_OVER_PRIVATELINK = 10;

static bool is_limited_by_link(const struct context *context)
{
    return confluent_arch(context)->service == SERVICE_CONFLUENT_ENTERPRISE &&
           confluent_connect(context) == CONNECT_PRIVATELINK &&
           confluent_num(context, CONFLUENT_MOST_UNITS) > MOST_OVER_PRIVATELINK;
}

/* The units of a cluster, and what asks for most of them when they follow from the load. */
struct asked {
    double units;
    const char *by;
};

static struct asked asked_by_load(const struct context *context, const struct demand *demand, int instance)
{
    const struct confluent_load load = confluent_load_at(context, demand, demand->peak_factor),
                                unit = confluent_unit(context, instance);
    int most = 0;
    for (int i = 1; i < DIMENSION__COUNT; i++)
        if (load.of[i] * unit.of[most] > load.of[most] * unit.of[i]) most = i;
    return (struct asked){confluent_units(context, demand, instance, demand->peak_factor),
                          text_format(context->arena, ", for %s", DIMENSIONS[most])};
}

static struct asked asked(const struct context *context, const struct deployment *deployment,
                          const struct demand *demand)
{
    if (deployment != NULL) return (struct asked){deployment->roles[0].count, ""};
    if (option_is_set(context->params, context->scenario, CONFLUENT_UNITS))
        return (struct asked){confluent_num(context, CONFLUENT_UNITS), ""};
    int instance = catalogue_find(context->catalogue,
                                  option_text(context->params, context->scenario, OPTION_INSTANCE));
    return instance == CATALOGUE_NONE ? (struct asked){0, ""} : asked_by_load(context, demand, instance);
}

/* The refusal of more units than a cluster has, or NULL. */
static const char *refuses_units(const struct context *context, struct asked units)
{
    bool by_link = is_limited_by_link(context);
    double most = by_link ? MOST_OVER_PRIVATELINK : confluent_num(context, CONFLUENT_MOST_UNITS);
    if (units.units <= most) return NULL;
    return text_format(context->arena,
                       "%.0f units%s, and a cluster of %s has at most %.0f%s (" CONFLUENT_TYPES
                       ", grade A); %s, or spread the load over clusters",
                       units.units, units.by, service_name(confluent_arch(context)->service), most,
                       by_link ? " over PrivateLink" : "",
                       by_link ? "connect by pni" : "raise most_units to what the vendor agreed to");
}

const char *confluent_refuses(const struct context *context, const struct deployment *deployment,
                              const struct demand *demand)
{
    double partitions = demand->total.partitions, most = confluent_num(context, CONFLUENT_MOST_PARTITIONS);
    if (partitions > most)
        return text_format(
            context->arena,
            "%.0f partitions, and a cluster of %s has at most %.0f (most_partitions: " CONFLUENT_TYPES
            ", grade A); spread them over clusters",
            partitions, service_name(confluent_arch(context)->service), most);
    return refuses_units(context, asked(context, deployment, demand));
}
