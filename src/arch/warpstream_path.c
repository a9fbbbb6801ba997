/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WarpStream's data path for the simulation, and the bill's closed forms of the same counts. */
#include <math.h>

#include "arch/path.h"
#include "arch/warpstream.h"
#include "arch/warpstream_files.h"
#include "base/number.h"
#include "base/units.h"
#include "cost/cross_az.h"
#include "model/cache.h"

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

/* Chunks that consumers request per second, each on its own: most are cached by then, or on their way. */
static double chunks_wanted_per_s(const struct context *context, const struct demand *demand, double factor,
                                  double chunks_per_s)
{
    double wanted = 0;
    for (size_t i = 0; i < demand->group_count && chunks_per_s > 0; i++) {
        uint32_t topic = demand->groups[i].topic;
        double batches_per_s = topic_num(context->params, topic, TOPIC_PRODUCE_RATE) * factor *
                               warpstream_batches_per_byte(context, topic, factor);
        double consumers = smaller(topic_num(context->params, topic, TOPIC_CONSUMERS),
                                   topic_num(context->params, topic, TOPIC_PARTITIONS));
        wanted += topic_num(context->params, topic, TOPIC_GROUPS) * chunks_per_s *
                  cache_consumers_that_want(consumers, batches_per_s / chunks_per_s);
    }
    return wanted;
}

void warpstream_modelled(const struct context *context, const struct deployment *deployment,
                         const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT])
{
    struct segment segment = segment_at(factor);
    double agents = warpstream_agents(context, deployment, demand, &segment),
           zones = root_num(context->params, ROOT_ZONES);
    struct warpstream_mix mix = warpstream_mix_of(context, demand, factor);
    struct warpstream_files files = warpstream_files_of(context, &mix, agents);
    double files_per_s = files.per_agent_per_s * agents,
           reading_zones = smaller(warpstream_reading_zones(context, demand), agents);
    struct compaction compaction = warpstream_compaction_of(context, &files, agents);
    const struct flow *flows = demand->total.flows;
    for (int i = 0; i < PATH_COUNT__COUNT; i++) counts[i] = NAN;
    counts[PATH_PUTS] = counts[PATH_FILES] = counts[PATH_COMMITS] = files_per_s;
    counts[PATH_GETS] = files_per_s * files.chunks_each * reading_zones;
    counts[PATH_CACHE_HITS] = larger(0, chunks_wanted_per_s(context, demand, factor,
                                                            files_per_s * files.chunks_each) -
                                            counts[PATH_GETS]);
    counts[PATH_FILE_BYTES] = files_per_s > 0 ? files.bytes_each : NAN;
    counts[PATH_STORED_BYTES] = files_per_s * files.bytes_each;
    counts[PATH_LOADED_BYTES] = counts[PATH_STORED_BYTES] * reading_zones;
    counts[PATH_PRODUCED_BYTES] = flows[FLOW_PRODUCE].bytes_per_s * factor;
    counts[PATH_CONSUMED_BYTES] = flows[FLOW_CONSUME].bytes_per_s * factor;
    counts[PATH_PRODUCE_CROSSING_BYTES] = counts[PATH_PRODUCED_BYTES] *
                                          cross_az_to_leader(zones,
                                                             warpstream_num(context,
                                                                            OPTION_ZONE_AWARE_PRODUCE));
    counts[PATH_CONSUME_CROSSING_BYTES] = counts[PATH_CONSUMED_BYTES] *
                                          cross_az_to_leader(zones,
                                                             warpstream_num(context,
                                                                            OPTION_ZONE_AWARE_CONSUME));
    counts[PATH_COMPACTION_GETS] = compaction.gets_per_s;
    counts[PATH_COMPACTION_PUTS] = compaction.puts_per_s;
}
