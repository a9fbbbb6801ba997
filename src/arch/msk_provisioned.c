/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amazon MSK with Standard brokers: Kafka on machines and volumes that MSK sells. A broker carries as much
 * as AWS's guideline for its type; replication is free; each broker has one volume, whose throughput can
 * be raised on larger types. */
#include <math.h>

#include "arch/kafka_path.h"
#include "arch/msk_provisioned.h"
#include "arch/replicas.h"
#include "base/number.h"
#include "base/text.h"
#include "cost/cross_az.h"
#include "cost/factors.h"
#include "params/choices.h"

static const char *const METADATA_CHOICES[] = {"kraft", "zookeeper", NULL}; /* as enum metadata */

static const struct param_row ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
#include "arch/msk_provisioned.def"
#undef PARAM
};
_Static_assert(sizeof ROWS / sizeof *ROWS == PROVISIONED__COUNT, "rows and enum agree");

static double num(const struct context *context, int option)
{
    return option_num(context->params, context->scenario, option);
}

/* ---- lines ---- */

static const struct line COMPUTE_BROKERS = {
    "compute.brokers", COMPUTE, METER_ID_MSK_BROKER, "brokers", {BROKERS, YEAR_H}};
static const struct line SPACE_LINE = {"storage.block",
                                       STORAGE,
                                       METER_ID_MSK_SPACE,
                                       "brokers' volumes",
                                       {BROKERS, {FACTOR_DEPLOYED, 0, UNIT_BYTES, "size"}, MONTHS}};
static const struct line THROUGHPUT_LINE = {
    "storage.block.throughput",
    STORAGE,
    METER_ID_MSK_THROUGHPUT,
    "brokers' volumes: throughput",
    {BROKERS, {FACTOR_DEPLOYED, 0, UNIT_RATE, "throughput provisioned, without what is included"}, MONTHS}};
static const struct line TIER_SPACE = {"storage.object",
                                       STORAGE,
                                       METER_ID_MSK_TIERED_SPACE,
                                       "segments in MSK's low-cost tier",
                                       {RATE, KEPT, MONTHS}};
static const struct line TIER_READ = {
    "storage.object.retrieval",
    STORAGE,
    METER_ID_MSK_TIERED_READ,
    "historical reads from the tier",
    {RATE, GROUPS, {FACTOR_OPTION, PROVISIONED_HISTORICAL_READS, UNIT_FRACTION, "historical"}, YEAR_S}};

static const struct line *const LINES[] = {&COMPUTE_BROKERS, &SPACE_LINE,  &THROUGHPUT_LINE, &TIER_SPACE,
                                           &TIER_READ,       &MSK_PRODUCE, &MSK_CONSUME,     NULL};

/* ---- load ---- */

/* A situation's demands on all brokers together, at the peak. */
struct need {
    enum situation situation;
    bool writes_on_live, serves_on_live; /* some brokers are down: the rest carry the bytes */
    double in_bytes_per_s, out_bytes_per_s, disk_write_bytes_per_s, disk_read_bytes_per_s;
};
enum { NEEDS_MAX = 3 };
struct needed {
    size_t count;
    struct need needs[NEEDS_MAX];
};

bool msk_is_tiered(const struct context *context, uint32_t topic)
{
    bool compacted = (enum cleanup)topic_num(context->params, topic, TOPIC_CLEANUP) == CLEANUP_COMPACT;
    return num(context, PROVISIONED_TIERED_STORAGE) != 0 && !compacted;
}

/* What stays on brokers' volumes. A tiered segment leaves them once its last record is past local_retention,
 * and not before it was moved. */
static struct kept local_kept(const struct context *context, const struct demand *demand, uint32_t topic)
{
    struct log_rules rules = log_rules_of(context->params, topic, num(context, PROVISIONED_SEGMENT),
                                          num(context, PROVISIONED_SEGMENT_TIME));
    if (msk_is_tiered(context, topic))
        rules.retention_s = smaller(rules.retention_s, larger(num(context, PROVISIONED_LOCAL_RETENTION),
                                                              num(context, PROVISIONED_UPLOAD_INTERVAL)));
    return kept_of(&demand->load_profile, &rules);
}

static void load_group(const struct context *context, const struct demand *demand, struct group_demand *group)
{
    const struct params *params = context->params;
    double zones = root_num(params, ROOT_ZONES), replicas = num(context, PROVISIONED_REPLICATION_FACTOR),
           aware = num(context, OPTION_ZONE_AWARE_CONSUME);
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE),
           consumed = rate * topic_num(params, group->topic, TOPIC_GROUPS);
    double cross_az = num(context, PROVISIONED_FETCH_FROM_FOLLOWER) != 0
                          ? cross_az_from_follower(zones, replicas, aware)
                          : cross_az_to_leader(zones, aware);

    group->flows[FLOW_PRODUCE] =
        (struct flow){rate, rate * cross_az_to_leader(zones, num(context, OPTION_ZONE_AWARE_PRODUCE))};
    group->flows[FLOW_REPLICATE] = (struct flow){rate * (replicas - 1),
                                                 rate * cross_az_followers(zones, replicas)};
    group->flows[FLOW_CONSUME] = (struct flow){consumed, consumed * cross_az};
    group->partitions = topic_num(params, group->topic, TOPIC_PARTITIONS) * replicas;
    group->kept = local_kept(context, demand, group->topic);
    group->block_bytes = rate * replicas * group->kept.mean_s;
    group->block_most_bytes = rate * replicas * group->kept.most_s;
    if (!msk_is_tiered(context, group->topic)) return;
    group->flows[FLOW_OBJECT_UP].bytes_per_s = rate;
    group->flows[FLOW_OBJECT_DOWN].bytes_per_s = consumed * num(context, PROVISIONED_HISTORICAL_READS);
    group->object_bytes = rate * topic_asked_s(params, group->topic);
}

/* The need when `copies` of each produced byte are written, the leader's included. Moving closed segments
 * to the tier reads the volume. */
static struct need need_of(const struct context *context, const struct demand *demand, double copies,
                           enum situation situation)
{
    const struct flow *flows = demand->total.flows;
    double peak = demand->peak_factor, produced = flows[FLOW_PRODUCE].bytes_per_s * peak,
           consumed = flows[FLOW_CONSUME].bytes_per_s * peak;
    double up = flows[FLOW_OBJECT_UP].bytes_per_s * peak, down = flows[FLOW_OBJECT_DOWN].bytes_per_s * peak;
    return (struct need){
        .situation = situation,
        .in_bytes_per_s = produced * copies + down,
        .out_bytes_per_s = produced * (copies - 1) + consumed + up,
        .disk_write_bytes_per_s = produced * copies * num(context, PROVISIONED_WRITE_AMPLIFICATION),
        .disk_read_bytes_per_s = consumed * num(context, PROVISIONED_HISTORICAL_READS) - down + up,
    };
}

static struct need zone_lost_need(const struct context *context, const struct demand *demand)
{
    double zones = root_num(context->params, ROOT_ZONES),
           replicas = num(context, PROVISIONED_REPLICATION_FACTOR);
    struct need need = need_of(context, demand, larger(1, replicas * (zones - 1) / zones), ZONE_LOST);
    need.writes_on_live = need.serves_on_live = true;
    return need;
}

/* The need when the zone is back: its brokers receive the missed bytes on top of new ones, from leaders in
 * the other zones. Bytes on one zone's brokers are the same load per broker as `zones` times as much on
 * all. */
static struct need catching_up_need(const struct context *context, const struct demand *demand)
{
    double zones = root_num(context->params, ROOT_ZONES),
           replicas = num(context, PROVISIONED_REPLICATION_FACTOR);
    double produced = demand->total.flows[FLOW_PRODUCE].bytes_per_s * demand->peak_factor;
    double missed_bytes_per_s = produced * replicas / zones * num(context, PROVISIONED_ZONE_OUTAGE) /
                                num(context, PROVISIONED_CATCH_UP);
    struct need need = need_of(context, demand, replicas, CATCHING_UP);
    need.serves_on_live = true;
    need.in_bytes_per_s += missed_bytes_per_s * zones;
    need.disk_write_bytes_per_s += missed_bytes_per_s * zones * num(context, PROVISIONED_WRITE_AMPLIFICATION);
    need.out_bytes_per_s += missed_bytes_per_s;
    need.disk_read_bytes_per_s += missed_bytes_per_s;
    return need;
}

static void load(const struct context *context, struct group_set groups, struct demand *demand)
{
    demand_init(demand, context->params, groups, context->arena);
    for (size_t i = 0; i < demand->group_count; i++) load_group(context, demand, &demand->groups[i]);
    demand_sum(demand);
    struct needed *needs = arena_new_of(context->arena, struct needed, 1);
    needs->needs[needs->count++] = need_of(context, demand, num(context, PROVISIONED_REPLICATION_FACTOR),
                                           HEALTHY);
    if (root_num(context->params, ROOT_ZONES) > 1) {
        needs->needs[needs->count++] = zone_lost_need(context, demand);
        needs->needs[needs->count++] = catching_up_need(context, demand);
    }
    demand->own = needs;
}

/* ---- size and capacity ---- */

/* The share of each of `carriers`: infinite when there is a need and no carrier. */
static double each(double need, double carriers)
{
    return need == 0 ? 0 : carriers == 0 ? INFINITY : need / carriers;
}

static double disk_each(const struct need *need, double brokers, double zones)
{
    double live = msk_live(brokers, zones);
    return each(need->disk_write_bytes_per_s, need->writes_on_live ? live : brokers) +
           each(need->disk_read_bytes_per_s, need->serves_on_live ? live : brokers);
}

/* Below 334 GiB a volume's speed grows with its size, as gp2's, so a larger one is bought for speed;
 * above, throughput is provisioned where the type has it. */
static struct volumes volume_of(const struct context *context, const struct demand *demand,
                                const struct instance *type, uint32_t count)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[VOLUME_MSK];
    const struct needed *needs = demand->own;
    double bytes_per_s = 0, zones = root_num(context->params, ROOT_ZONES),
           step_gib = num(context, PROVISIONED_VOLUME_STEP) / GIB;
    for (size_t i = 0; i < needs->count; i++) {
        double disk = disk_each(&needs->needs[i], count, zones);
        bytes_per_s = isfinite(disk) ? larger(bytes_per_s, disk) : bytes_per_s;
    }
    double fastest_bytes_per_s = VOLUME_LIMITS[VOLUME_GP2].max_bytes_per_s,
           gib = larger(limits->min_gib,
                        demand_space_bytes(demand, num(context, PROVISIONED_FREE_SPACE)) / count / GIB);
    double by_speed_gib = smaller(bytes_per_s, fastest_bytes_per_s) / limits->bytes_per_s_per_iops /
                          limits->iops_per_gib;
    if (by_speed_gib * limits->iops_per_gib > limits->base_iops) gib = larger(gib, by_speed_gib);
    struct volumes volumes = {.kind = VOLUME_MSK, .count = 1, .gib = ceil(gib / step_gib) * step_gib};
    if (option_is_set(context->params, context->scenario, PROVISIONED_VOLUME_THROUGHPUT))
        volumes.bytes_per_s = num(context, PROVISIONED_VOLUME_THROUGHPUT);
    else if (bytes_per_s > fastest_bytes_per_s && type->volume_max_bytes_per_s > 0)
        volumes.bytes_per_s = smaller(ceil(bytes_per_s / MIB) * MIB, type->volume_max_bytes_per_s);
    return volumes;
}

static const struct role_kind ROLES[] = {
    {.name = "broker",
     .title = "brokers",
     .volumes = VOLUME_BIT(VOLUME_MSK),
     .volumes_most = 1,
     .volumes_rule =
         "each broker has one volume of the kind msk: \"volumes\": {\"kind\": \"msk\", \"count\": 1, "
         "\"gib\": …}"},
    {.name = NULL},
};

static bool size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why)
{
    (void)why;
    return msk_size(ROLES, instance, count,
                    volume_of(context, demand, &context->catalogue->instances[instance], count), deployment);
}

static const char INGRESS[] = "broker.ingress", EGRESS[] = "broker.egress",
                  NETWORK_IN[] = "broker.network_in", NETWORK_OUT[] = "broker.network_out",
                  EBS[] = "broker.ebs_throughput", VOLUME_BYTES[] = "broker.volume_throughput",
                  LIMITS[] = "broker.volume_limits", PROVISIONED[] = "broker.provisioned_throughput",
                  SPACE[] = "broker.space", PARTITIONS[] = "broker.partitions", COUNT[] = "broker.count";

static void use_for_need(const struct context *context, const struct role *brokers, const struct need *need,
                         struct capacity *capacity)
{
    const struct instance *type = &context->catalogue->instances[brokers->instance];
    double zones = root_num(context->params, ROOT_ZONES), live = msk_live(brokers->count, zones),
           disk = disk_each(need, brokers->count, zones);
    double writers = need->writes_on_live ? live : brokers->count,
           servers = need->serves_on_live ? live : brokers->count;
    capacity_use(capacity, NETWORK_IN, need->situation, need->in_bytes_per_s,
                 writers * type->network_bytes_per_s);
    capacity_use(capacity, NETWORK_OUT, need->situation, need->out_bytes_per_s,
                 servers * type->network_bytes_per_s);
    capacity_use(capacity, EBS, need->situation, disk, type->ebs_bytes_per_s);
    capacity_use_bought(capacity, VOLUME_BYTES, need->situation, disk,
                        volume_sustained_bytes_per_s(&brokers->volumes));
}

/* The guideline leaves part of a broker free for the loss of a zone. */
static void use_guideline(const struct context *context, const struct role *brokers,
                          const struct demand *demand, struct capacity *capacity)
{
    const struct instance *type = &context->catalogue->instances[brokers->instance];
    double zones = root_num(context->params, ROOT_ZONES), in = type->ingress_bytes_per_s,
           out = in * num(context, PROVISIONED_CONSUMED_PER_PRODUCED);
    double produced = demand->total.flows[FLOW_PRODUCE].bytes_per_s * demand->peak_factor,
           consumed = demand->total.flows[FLOW_CONSUME].bytes_per_s * demand->peak_factor;
    capacity_use(capacity, INGRESS, HEALTHY, produced, brokers->count * in);
    capacity_use(capacity, EGRESS, HEALTHY, consumed, brokers->count * out);
    if (zones <= 1) return;
    double live = msk_live(brokers->count, zones) / (1 - num(context, PROVISIONED_CPU_HEADROOM));
    capacity_use(capacity, INGRESS, ZONE_LOST, produced, live * in);
    capacity_use(capacity, EGRESS, ZONE_LOST, consumed, live * out);
}

static void capacity(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct capacity *capacity)
{
    const struct role *brokers = &deployment->roles[0];
    const struct instance *type = &context->catalogue->instances[brokers->instance];
    const struct needed *needs = demand->own;
    const struct volumes *volumes = &brokers->volumes;
    *capacity = capacity_new();
    use_guideline(context, brokers, demand, capacity);
    for (size_t i = 0; i < needs->count; i++) use_for_need(context, brokers, &needs->needs[i], capacity);
    capacity_use_bought(capacity, LIMITS, HEALTHY, volume_limit_use(volumes), 1);
    if (volumes->bytes_per_s > 0)
        capacity_use_bought(capacity, PROVISIONED, HEALTHY, volumes->bytes_per_s,
                            type->volume_max_bytes_per_s);
    capacity_use_bought(capacity, SPACE, HEALTHY,
                        demand_space_bytes(demand, num(context, PROVISIONED_FREE_SPACE)) / brokers->count,
                        volumes->gib * GIB);
    capacity_use(capacity, PARTITIONS, HEALTHY, demand->total.partitions / brokers->count, type->partitions);
    capacity_use(capacity, COUNT, HEALTHY, num(context, PROVISIONED_REPLICATION_FACTOR), brokers->count);
    msk_use_zones(context, 2, 3, capacity);
}

/* ---- bill ---- */

static void fleet(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)demand;
    const struct role *brokers = &deployment->roles[0];
    double charged_bytes_per_s = larger(0, brokers->volumes.bytes_per_s -
                                               num(context, PROVISIONED_THROUGHPUT_INCLUDED));
    msk_fleet(context, &COMPUTE_BROKERS, deployment, ledger);
    ledger_add_line(ledger, &SPACE_LINE, GROUP_SHARED, ITEM_NONE, brokers->count, brokers->volumes.gib * GIB,
                    MONTHS_PER_YEAR);
    ledger_add_line(ledger, &THROUGHPUT_LINE, GROUP_SHARED, ITEM_NONE, brokers->count, charged_bytes_per_s,
                    MONTHS_PER_YEAR);
}

static void flows(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    for (size_t i = 0; i < demand->group_count; i++) {
        const struct group_demand *group = &demand->groups[i];
        double rate = topic_num(context->params, group->topic, TOPIC_PRODUCE_RATE),
               readers = topic_num(context->params, group->topic, TOPIC_GROUPS);
        msk_client_usage(context, group, ledger);
        if (!msk_is_tiered(context, group->topic)) continue;
        ledger_add_line(ledger, &TIER_SPACE, (int32_t)group->topic, ITEM_NONE, rate,
                        topic_asked_s(context->params, group->topic), MONTHS_PER_YEAR);
        ledger_add_line(ledger, &TIER_READ, (int32_t)group->topic, ITEM_NONE, rate, readers,
                        num(context, PROVISIONED_HISTORICAL_READS), year_metered_s(context->params));
    }
}

/* ---- latency ---- */

static void data_path(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, double factor, struct data_path *path)
{
    static const struct kafka_path_options OPTIONS = {
        .replication_factor = PROVISIONED_REPLICATION_FACTOR,
        .min_insync_replicas = PROVISIONED_MIN_INSYNC_REPLICAS,
        .fetch_from_follower = PROVISIONED_FETCH_FROM_FOLLOWER,
        .historical_reads = PROVISIONED_HISTORICAL_READS,
        .replica_lag_time = PROVISIONED_REPLICA_LAG_TIME,
        .replica_fetch_max_wait = PROVISIONED_REPLICA_FETCH_MAX_WAIT,
        .replica_fetch_max_bytes = PROVISIONED_REPLICA_FETCH_MAX_BYTES,
        .replica_response_max_bytes = PROVISIONED_REPLICA_RESPONSE_MAX_BYTES,
        .write_amplification = PROVISIONED_WRITE_AMPLIFICATION,
    };
    kafka_path(context, &OPTIONS, deployment, demand, factor, path);
}

/* ---- guarantees ---- */

static const struct replica_options REPLICAS = {PROVISIONED_REPLICATION_FACTOR,
                                                PROVISIONED_MIN_INSYNC_REPLICAS};

static bool consistent(const struct context *context, struct diags *diags)
{
    return replicas_consistent(context, &REPLICAS, diags);
}

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    replicas_guarantee(context, &REPLICAS, guarantees);
    guarantees->optimisations =
        text_format(context->arena, "replication isn't charged%s%s",
                    num(context, PROVISIONED_TIERED_STORAGE) != 0 ? ", tiered storage" : "",
                    num(context, PROVISIONED_FETCH_FROM_FOLLOWER) != 0 ? ", fetch from follower" : "");
}

static const struct variant VARIANTS[] = {
    {"tiered storage", "tiered_storage", "true"},
    {"consumers that read from leaders", "zone_aware_consume", "0"},
    {"volumes a fifth empty", "free_space", "20%"},
    {NULL, NULL, NULL},
};

const struct arch msk_provisioned = {
    .kind = {.id = "msk-provisioned",
             .title = "MSK Standard",
             .summary = "Amazon MSK with Standard brokers, EBS volumes and rack-aware consumers",
             .rows = ROWS,
             .row_count = PROVISIONED__COUNT,
             .presets = MSK_BROKER_PRESETS},
    MSK_HOOKS,
    .consistent = consistent,
    .refuses = msk_provisioned_refuses,
    .service = SERVICE_MSK,
    .count_option = PROVISIONED_BROKERS,
    .variants = VARIANTS,
    .data_path = data_path,
    .modelled = kafka_modelled,
    .evidence = "kafka",
    .open = KAFKA_OPEN,
    .assumed = "assumed, grade D: the same as self-managed Kafka on the same machines and volumes; AWS "
               "publishes no latency for Standard brokers",
};
