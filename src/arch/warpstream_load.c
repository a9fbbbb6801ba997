/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/warpstream.h"
#include "arch/warpstream_files.h"
#include "cost/crossing.h"

/* Metadata bytes for a produced byte, at the mean rate. */
static double metadata_share(const struct scene *scene, uint32_t topic)
{
    if ((enum warpstream_metadata_by)warpstream_num(scene, WARPSTREAM_METADATA_BY) == METADATA_BY_BYTES)
        return warpstream_num(scene, WARPSTREAM_METADATA_SHARE);
    return warpstream_num(scene, WARPSTREAM_METADATA_PER_BATCH) *
           warpstream_batches_per_byte(scene, topic, 1);
}

static void load_group(const struct scene *scene, struct group_demand *group)
{
    const struct params *params = scene->params;
    double zones = root_num(params, ROOT_ZONES), rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE);
    double consumed = rate * topic_num(params, group->topic, TOPIC_GROUPS),
           rewrites = warpstream_num(scene, WARPSTREAM_COMPACTION_REWRITES);

    double produce_crossing = crossing_to_leader(zones, warpstream_num(scene, OPTION_ZONE_AWARE_PRODUCE));
    double consume_crossing = crossing_to_leader(zones, warpstream_num(scene, OPTION_ZONE_AWARE_CONSUME));
    group->flows[FLOW_PRODUCE] = (struct flow){rate, rate * produce_crossing};
    group->flows[FLOW_CONSUME] = (struct flow){consumed, consumed * consume_crossing};
    /* Every byte is written once and again by each compaction; read once by each zone with consumers and by
     * each compaction. */
    double reading_zones = consumed > 0 ? zones : 0;
    group->flows[FLOW_OBJECT_UP].bytes_per_s = rate * (1 + rewrites);
    group->flows[FLOW_OBJECT_DOWN].bytes_per_s = rate * (reading_zones + rewrites);
    group->flows[FLOW_METADATA].bytes_per_s = rate * metadata_share(scene, group->topic);
    group->partitions = topic_num(params, group->topic, TOPIC_PARTITIONS);
    group->object_bytes = rate * topic_num(params, group->topic, TOPIC_RETENTION);
}

void warpstream_load(const struct scene *scene, struct group_set groups, struct demand *demand)
{
    demand_init(demand, scene->params, groups, scene->arena);
    for (size_t i = 0; i < demand->group_count; i++) load_group(scene, &demand->groups[i]);
    demand_sum(demand);
}
