/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kafka's data path for the simulation, and the bill's closed forms of the same counts. */
#include <math.h>

#include "arch/kafka_path.h"
#include "arch/kafka_queue.h"
#include "arch/options.h"
#include "arch/path.h"
#include "base/number.h"

static double num(const struct context *context, int option)
{
    return option_num(context->params, context->scenario, option);
}

/* ---- load ---- */

/* What one broker carries at a load, and what its hardware can. */
struct broker_load {
    double busy;      /* share of the time that its processors work; more than 1: they can't */
    double disk_busy; /* likewise its volumes */
    double received_bytes_per_s;
    double tier_in_bytes_per_s, tier_out_bytes_per_s;
};

/* Volumes together, or the machine's way to them. Local disks have no published figure here: infinite. */
static double disk_bytes_per_s(const struct context *context, const struct role *brokers)
{
    double volumes = brokers->volumes.count * volume_sustained_bytes_per_s(&brokers->volumes),
           machine = context->catalogue->instances[brokers->instance].ebs_bytes_per_s;
    if (brokers->volumes.kind == VOLUME_NVME) return INFINITY;
    return machine > 0 ? smaller(volumes, machine) : volumes;
}

static struct broker_load load_of(const struct context *context, const struct kafka_path_options *options,
                                  const struct role *brokers, const struct demand *demand, double factor)
{
    const double sent_share = 1 / 3.0; /* of an appended byte's work: see latency.broker_vcpu_rate */
    const struct flow *flows = demand->total.flows;
    double each = factor / brokers->count, replicas = num(context, options->replication_factor);
    double produced = flows[FLOW_PRODUCE].bytes_per_s * each,
           consumed = flows[FLOW_CONSUME].bytes_per_s * each, up = flows[FLOW_OBJECT_UP].bytes_per_s * each,
           down = flows[FLOW_OBJECT_DOWN].bytes_per_s * each;
    double written = produced * replicas * num(context, options->write_amplification),
           read = up + consumed * num(context, options->historical_reads) - down;
    double work = produced * replicas + (produced * (replicas - 1) + consumed + up) * sent_share;
    if (options->tls != 0 && num(context, options->tls) != 0) work *= num(context, options->tls_cpu_factor);
    return (struct broker_load){
        .busy = work / (path_num(context, ROOT_BROKER_VCPU_RATE) *
                        context->catalogue->instances[brokers->instance].vcpus),
        .disk_busy = (written + read) / disk_bytes_per_s(context, brokers),
        .received_bytes_per_s = produced * replicas + down,
        .tier_in_bytes_per_s = down,
        .tier_out_bytes_per_s = up,
    };
}

/* ---- threads and disk ---- */

/* Bytes of a batch in the mean over all bytes: a full one, or what a producer has for it in a linger. */
static double batch_bytes(const struct path_clients *clients)
{
    double weighed = 0, all = 0;
    for (size_t i = 0; i < clients->group_count; i++) {
        const struct path_group *group = &clients->groups[i];
        double in_linger = group->bytes_per_s / group->producers * group->linger_s,
               batch = larger(group->record_bytes, smaller(group->batch_bytes, in_linger));
        weighed += batch * group->bytes_per_s;
        all += group->bytes_per_s;
    }
    return all == 0 ? 0 : weighed / all;
}

static void use_threads(const struct context *context, const struct role *brokers,
                        const struct broker_load *load, struct data_path *path)
{
    double vcpus = context->catalogue->instances[brokers->instance].vcpus,
           bytes = batch_bytes(&path->clients);
    double threads = smaller(path_num(context, ROOT_BROKER_THREADS), vcpus);
    path->log.append = path_dist(context, ROOT_BROKER_APPEND);
    path->log.wait = kafka_wait((unsigned)threads, load->busy, dist_mean(path->log.append, bytes),
                                context->arena);
}

static void use_collections(const struct context *context, const struct broker_load *load,
                            struct log_path *log)
{
    double young_bytes = path_num(context, ROOT_BROKER_YOUNG);
    if (young_bytes == 0 || load->received_bytes_per_s == 0) return;
    log->collection = path_dist(context, ROOT_BROKER_COLLECTION);
    log->collection_interval_s = young_bytes / load->received_bytes_per_s;
}

static enum root_param flush_row(enum volume_kind kind)
{
    switch (kind) {
    case VOLUME_ST1:
    case VOLUME_SC1: return ROOT_FLUSH_HDD;
    case VOLUME_IO2: return ROOT_FLUSH_IO2;
    case VOLUME_NVME: return ROOT_FLUSH_NVME;
    case VOLUME_GP3:
    case VOLUME_GP2:
    case VOLUME_IO1: /* milliseconds, as AWS has it for both */
    case VOLUME_MSK:
    case VOLUME__COUNT: break;
    }
    return ROOT_FLUSH_GP;
}

static const struct dist *flush_of(const struct context *context, enum volume_kind kind)
{
    return path_dist(context, flush_row(kind));
}

/* A flush waits behind what the disk has to do: 1 / (1 − busy) times as long, as in a queue of one server. */
static void use_disk(const struct context *context, const struct role *brokers,
                     const struct broker_load *load, struct log_path *log)
{
    double flushes = path_num(context, ROOT_COMMIT_FLUSHES),
           times = flushes / (1 - smaller(load->disk_busy, KAFKA_BUSY_MOST));
    log->commit_interval_s = path_num(context, ROOT_COMMIT_INTERVAL);
    if (flushes == 0 || brokers->volumes.kind == VOLUME_NONE) return;
    struct dist *commit = arena_new_of(context->arena, struct dist, 1);
    *commit = dist_scaled(flush_of(context, brokers->volumes.kind), times, context->arena);
    log->commit = commit;
    log->volumes = brokers->volumes.count;
}

/* ---- the path ---- */

void kafka_path(const struct context *context, const struct kafka_path_options *options,
                const struct deployment *deployment, const struct demand *demand, double factor,
                struct data_path *path)
{
    const struct role *brokers = deployment_role(deployment, "broker");
    double replicas = num(context, options->replication_factor);
    const struct broker_load load = load_of(context, options, brokers, demand, factor);
    double overload = larger(load.busy, load.disk_busy);
    *path = (struct data_path){
        .kind = PATH_LOG,
        .clients = path_clients_of(context, demand, factor),
        .log =
            {
                .brokers = brokers->count,
                .replicas = (uint32_t)replicas,
                .fetch_from_follower = num(context, options->fetch_from_follower) != 0,
                .append_bytes_per_s = overload < 1 ? 0
                                                   : demand->total.flows[FLOW_PRODUCE].bytes_per_s * factor /
                                                         brokers->count / overload,
                .pause = path_dist(context, ROOT_BROKER_PAUSE),
                .pause_interval_s = path_num(context, ROOT_BROKER_PAUSE_INTERVAL),
                .replica_fetch_max_wait_s = num(context, options->replica_fetch_max_wait),
                .replica_fetch_max_bytes = num(context, options->replica_fetch_max_bytes),
                .replica_response_max_bytes = num(context, options->replica_response_max_bytes),
                .replica_lag_s = num(context, options->replica_lag_time),
                .min_in_sync = (uint32_t)smaller(num(context, options->min_insync_replicas), replicas),
                .network_bytes_per_s = context->catalogue->instances[brokers->instance].network_bytes_per_s,
                .tier_in_bytes_per_s = load.tier_in_bytes_per_s,
                .tier_out_bytes_per_s = load.tier_out_bytes_per_s,
                .historical_reads = num(context, options->historical_reads),
                .historical_read = path_dist(context, ROOT_OBJECT_GET),
            },
    };
    use_threads(context, brokers, &load, path);
    use_collections(context, &load, &path->log);
    use_disk(context, brokers, &load, &path->log);
    path_finish(context, path);
}

void kafka_modelled(const struct context *context, const struct deployment *deployment,
                    const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT])
{
    (void)context;
    (void)deployment;
    const struct flow *flows = demand->total.flows;
    for (int i = 0; i < PATH_COUNT__COUNT; i++) counts[i] = NAN;
    counts[PATH_PRODUCED_BYTES] = flows[FLOW_PRODUCE].bytes_per_s * factor;
    counts[PATH_CONSUMED_BYTES] = flows[FLOW_CONSUME].bytes_per_s * factor;
    counts[PATH_PRODUCE_CROSSING_BYTES] = flows[FLOW_PRODUCE].cross_az_bytes_per_s * factor;
    counts[PATH_REPLICATE_CROSSING_BYTES] = flows[FLOW_REPLICATE].cross_az_bytes_per_s * factor;
    counts[PATH_CONSUME_CROSSING_BYTES] = flows[FLOW_CONSUME].cross_az_bytes_per_s * factor;
}

/* ---- what isn't known ---- */

#define OPEN_DISK_LITTLE                          \
    {                                             \
        "latency.file_system_commit_flushes", "0" \
    }
#define OPEN_DISK_MUCH                              \
    {                                               \
        "latency.file_system_commit_interval", "5s" \
    }
#define OPEN_YOUNG_LITTLE                 \
    {                                     \
        "latency.broker_young", "0.3 GiB" \
    }
#define OPEN_VCPU_LITTLE                      \
    {                                         \
        "latency.broker_vcpu_rate", "30 MB/s" \
    }

/* The slowest of all is the range's end. Nothing is much faster than what is assumed: without waits for disks
 * p99 falls by a few percent. Sources are those of the parameters: ext4 against XFS, G1's least young
 * generation, MSK's guideline for processors. */
const struct open_options KAFKA_OPEN[] = {
    {{OPEN_DISK_MUCH, OPEN_YOUNG_LITTLE, OPEN_VCPU_LITTLE}, true},
    {{OPEN_DISK_LITTLE}, false},
    {{OPEN_DISK_MUCH}, false},
    {{OPEN_YOUNG_LITTLE}, false},
    {{OPEN_VCPU_LITTLE}, false},
    {{{NULL, NULL}}, false},
};
