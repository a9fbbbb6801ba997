/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/warpstream.h"
#include "arch/warpstream_files.h"
#include "cost/cross_az.h"

/* Metadata bytes per produced byte, at the mean rate. */
static double metadata_share(const struct context *context, uint32_t topic)
{
    if ((enum warpstream_metadata_by)warpstream_num(context, WARPSTREAM_METADATA_BY) == METADATA_BY_BYTES)
        return warpstream_num(context, WARPSTREAM_METADATA_SHARE);
    return warpstream_num(context, WARPSTREAM_METADATA_PER_BATCH) *
           object_batches_per_byte(context, topic, 1);
}

static void load_group(const struct context *context, struct group_demand *group)
{
    const struct params *params = context->params;
    double zones = root_num(params, ROOT_ZONES), rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE);
    double consumed = rate * topic_num(params, group->topic, TOPIC_GROUPS),
           rewrites = warpstream_num(context, WARPSTREAM_COMPACTION_REWRITES);

    double produce_cross_az = cross_az_to_leader(zones, warpstream_num(context, OPTION_ZONE_AWARE_PRODUCE));
    double consume_cross_az = cross_az_to_leader(zones, warpstream_num(context, OPTION_ZONE_AWARE_CONSUME));
    group->flows[FLOW_PRODUCE] = (struct flow){rate, rate * produce_cross_az};
    group->flows[FLOW_CONSUME] = (struct flow){consumed, consumed * consume_cross_az};
    /* Each byte is written once plus once per compaction; read once per zone with consumers plus once per
     * compaction. */
    double reading_zones = consumed > 0 ? zones : 0;
    group->flows[FLOW_OBJECT_UP].bytes_per_s = rate * (1 + rewrites);
    group->flows[FLOW_OBJECT_DOWN].bytes_per_s = rate * (reading_zones + rewrites);
    group->flows[FLOW_METADATA].bytes_per_s = rate * metadata_share(context, group->topic);
}

void warpstream_load(const struct context *context, struct group_set groups, struct demand *demand)
{
    object_files_load(context, groups, demand, load_group);
}
