/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WarpStream's data path for the simulation, and the bill's closed forms of the same counts. */
#include "arch/path.h"
#include "arch/warpstream.h"
#include "arch/warpstream_files.h"
#include "base/units.h"

/* A load of factor times the mean, as a segment. */
static struct segment segment_at(double factor) { return (struct segment){.share = 1, .factor = factor}; }

/* The memory that an agent doesn't keep for buffers, compaction and the runtime holds chunks. */
static double cache_bytes(const struct context *context, const struct deployment *deployment)
{
    const struct instance *instance = &context->catalogue->instances[deployment->roles[0].instance];
    return instance->memory_gib * GIB * (1 - warpstream_num(context, WARPSTREAM_RESERVED_MEMORY));
}

void warpstream_data_path(const struct context *context, const struct deployment *deployment,
                          const struct demand *demand, double factor, struct data_path *path)
{
    struct segment segment = segment_at(factor);
    double part_bytes = warpstream_num(context, WARPSTREAM_PART_SIZE);
    const enum warpstream_commit_order order = (enum warpstream_commit_order)
        warpstream_num(context, WARPSTREAM_COMMIT_ORDER);
    *path = (struct data_path){
        .kind = PATH_OBJECT,
        .clients = path_clients_of(context, demand, factor),
        .object =
            {
                .agents = warpstream_agents(context, deployment, demand, &segment),
                .answers_in_turn = order == COMMIT_BY_CONNECTION,
                .answers_when_ready = (enum warpstream_read_answer)
                                          warpstream_num(context, WARPSTREAM_READ_ANSWER) == READ_READY,
                .batcher = {.timer = (enum batcher_timer)warpstream_num(context, WARPSTREAM_TIMER),
                            .timeout_s = warpstream_num(context, WARPSTREAM_BATCH_TIMEOUT),
                            .least_s = warpstream_num(context, WARPSTREAM_ADAPTIVE_LEAST),
                            .max_bytes = warpstream_num(context, WARPSTREAM_BATCH_SIZE)},
                .put = path_object_puts(context),
                .get = path_object_store(context, ROOT_OBJECT_GET, ROOT_STORE_GETS),
                /* The commit's latency includes the control plane's own batching. */
                .sequencer = {.lanes = SEQUENCER_NO_LANES,
                              .is_in_file_order = order == COMMIT_BY_FILE,
                              .commit = path_dist(context, ROOT_COMMIT),
                              .unit_bytes = KIB,
                              .units_factor = 1},
                .metadata_batch_bytes = warpstream_num(context, WARPSTREAM_METADATA_PER_BATCH),
                .delays = {[OBJECT_LOOKED_UP] = path_dist(context, ROOT_LOOKUP)},
                .chunk_bytes = warpstream_num(context, WARPSTREAM_CHUNK_SIZE),
                .cache_agent_bytes = cache_bytes(context, deployment),
                /* Compaction is spread evenly in time whenever it happens: without its delay even a short
                 * run sees it. */
                .compactor = {.rewrites = warpstream_num(context, WARPSTREAM_COMPACTION_REWRITES),
                              .chunk_bytes = part_bytes,
                              .part_bytes = part_bytes,
                              .output_bytes = warpstream_num(context, WARPSTREAM_COMPACTED_SIZE),
                              .wait_s = 0,
                              .job_s = 1},
            },
    };
    if (warpstream_num(context, WARPSTREAM_HEEDS_FETCH_MIN_BYTES) == 0)
        path_ignore_fetch_min_bytes(context, &path->clients);
    path_finish(context, path);
}

void warpstream_modelled(const struct context *context, const struct deployment *deployment,
                         const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT])
{
    struct segment segment = segment_at(factor);
    double agents = warpstream_agents(context, deployment, demand, &segment);
    struct object_mix mix = object_mix_of(context, demand, factor);
    struct object_files_rule rule = warpstream_files_rule(context);
    struct object_files files = object_files_of(&rule, &mix, agents);
    struct compaction compaction = warpstream_compaction_of(context, &files, agents);
    object_modelled(context, demand, factor, agents, &files, counts);
    counts[PATH_COMPACTION_GETS] = compaction.gets_per_s;
    counts[PATH_COMPACTION_PUTS] = compaction.puts_per_s;
}
