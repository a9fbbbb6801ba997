/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/warpstream_files.h"

struct object_files_rule warpstream_files_rule(const struct context *context)
{
    return (struct object_files_rule){
        .batching = {.timer = (enum batching_timer)warpstream_num(context, WARPSTREAM_TIMER),
                     .timeout_s = warpstream_num(context, WARPSTREAM_BATCH_TIMEOUT),
                     .least_s = warpstream_num(context, WARPSTREAM_ADAPTIVE_LEAST),
                     .max_bytes = warpstream_num(context, WARPSTREAM_BATCH_SIZE)},
        .chunk_bytes = warpstream_num(context, WARPSTREAM_CHUNK_SIZE),
        .part_bytes = warpstream_num(context, WARPSTREAM_PART_SIZE),
    };
}

struct compaction warpstream_compaction_of(const struct context *context, const struct object_files *files,
                                           double agents)
{
    if (files->per_agent_per_s == 0) return (struct compaction){0};
    double part_bytes = warpstream_num(context, WARPSTREAM_PART_SIZE),
           files_per_s = files->per_agent_per_s * agents;
    struct compaction_rule rule = {
        .rewrites = warpstream_num(context, WARPSTREAM_COMPACTION_REWRITES),
        .chunk_bytes = part_bytes,
        .part_bytes = part_bytes,
        .output_bytes = warpstream_num(context, WARPSTREAM_COMPACTED_SIZE),
        .wait_s = warpstream_num(context, WARPSTREAM_COMPACTION_DELAY),
        .job_s = warpstream_num(context, WARPSTREAM_COMPACTION_TIME),
        .deletion_s = warpstream_num(context, WARPSTREAM_DELETE_DELAY),
    };
    return compaction(&rule, files_per_s, files->parts_each, files_per_s * files->bytes_each);
}
