/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bufstream's data path for the simulation, and the bill's closed forms of the same counts. Archives aren't
 * in a record's way: they are written later, from brokers' caches. */
#include "arch/bufstream.h"
#include "arch/path.h"

/* A load of factor times the mean, as a segment. */
static struct segment segment_at(double factor) { return (struct segment){.share = 1, .factor = factor}; }

static const struct dist *option_dist(const struct context *context, int option)
{
    return &context->params->scenarios[context->scenario].values[option].distribution->dist;
}

static double cache_bytes(const struct context *context, const struct deployment *deployment)
{
    const struct instance *instance = &context->catalogue->instances[deployment->roles[0].instance];
    return instance->memory_gib * GIB * (1 - bufstream_num(context, BUFSTREAM_RESERVED_MEMORY));
}

static struct object_rule gets(const struct context *context)
{
    struct object_rule rule = path_object_store(context, ROOT_OBJECT_GET, ROOT_STORE_GETS);
    rule.hedge_after = path_constant(context, bufstream_num(context, BUFSTREAM_GET_HEDGE));
    return rule;
}

void bufstream_data_path(const struct context *context, const struct deployment *deployment,
                         const struct demand *demand, double factor, struct data_path *path)
{
    struct segment segment = segment_at(factor);
    struct object_files_rule intake = bufstream_intake(context);
    *path = (struct data_path){
        .kind = PATH_OBJECT,
        .clients = path_clients_of(context, demand, factor),
        .object =
            {
                .agents = bufstream_brokers(context, deployment, demand, &segment),
                .answers_in_turn = true, /* Apache Kafka's protocol guide, Network */
                .answers_when_ready = bufstream_num(context, BUFSTREAM_FETCH_EAGER) != 0,
                .batcher = {.timer = BATCHER_ARMED,
                            .timeout_s = intake.batching.timeout_s,
                            .max_bytes = intake.batching.max_bytes},
                .put = path_object_puts(context),
                .get = gets(context),
                .sequencer = {.lanes = SEQUENCER_NO_LANES,
                              .commit = option_dist(context, BUFSTREAM_METADATA_COMMIT),
                              .unit_bytes = KIB,
                              .units_factor = 1},
                .delays = {[OBJECT_LOOKED_UP] = option_dist(context, BUFSTREAM_METADATA_LOOKUP)},
                .chunk_bytes = intake.chunk_bytes,
                .cache_agent_bytes = cache_bytes(context, deployment),
            },
    };
    path_finish(context, path);
}

void bufstream_modelled(const struct context *context, const struct deployment *deployment,
                        const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT])
{
    struct segment segment = segment_at(factor);
    double brokers = bufstream_brokers(context, deployment, demand, &segment);
    struct object_files_rule intake = bufstream_intake(context);
    struct object_mix mix = object_mix_of(context, demand, factor);
    struct object_files files = object_files_of(&intake, &mix, brokers);
    object_modelled(context, demand, factor, brokers, &files, counts);
}
