/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arch/kafka.h"
#include "base/number.h"
#include "cost/cross_az.h"

bool kafka_is_tiered(const struct context *context, uint32_t topic)
{
    bool compacted = (enum cleanup)topic_num(context->params, topic, TOPIC_CLEANUP) == CLEANUP_COMPACT;
    return kafka_num(context, KAFKA_TIERED_STORAGE) != 0 && !compacted;
}

/* n parts need n + 2 requests (create, parts, complete); an object of one part needs one. */
static double upload_puts(double bytes, double part_bytes)
{
    double parts = ceil(bytes / part_bytes);
    return parts > 1 ? parts + 2 : 1;
}

static struct log_rules rules_of(const struct context *context, uint32_t topic)
{
    return log_rules_of(context->params, topic, kafka_num(context, KAFKA_SEGMENT),
                        kafka_num(context, KAFKA_SEGMENT_TIME));
}

struct kafka_segments kafka_segments_at(const struct context *context, uint32_t topic, double factor)
{
    struct log_rules rules = rules_of(context, topic);
    double rate = rules.bytes_per_s * factor;
    if (rate == 0) return (struct kafka_segments){.per_s = 0};
    double partitions = topic_num(context->params, topic, TOPIC_PARTITIONS),
           bytes = smaller(rules.segment_bytes, rate * rules.segment_time_s);
    return (struct kafka_segments){
        .per_s = rate / bytes * partitions,
        .puts_each = upload_puts(bytes / partitions, kafka_num(context, KAFKA_PART_SIZE)) +
                     kafka_num(context, KAFKA_INDEX_OBJECTS),
    };
}

struct kafka_uploads kafka_uploads_of(const struct context *context, const struct demand *demand,
                                      uint32_t topic)
{
    double per_s = 0, puts_per_s = 0;
    for (size_t i = 0; i < demand->segment_count; i++) {
        struct kafka_segments segments = kafka_segments_at(context, topic, demand->segments[i].factor);
        per_s += demand->segments[i].share * segments.per_s;
        puts_per_s += demand->segments[i].share * segments.per_s * segments.puts_each;
    }
    return (struct kafka_uploads){per_s, per_s == 0 ? 0 : puts_per_s / per_s};
}

/* What stays on brokers' disks. A tiered segment leaves them once its last record is past local_retention,
 * and not before it was uploaded. */
static struct kept local_kept(const struct context *context, const struct demand *demand, uint32_t topic)
{
    struct log_rules rules = rules_of(context, topic);
    if (kafka_is_tiered(context, topic))
        rules.retention_s = smaller(rules.retention_s, larger(kafka_num(context, KAFKA_LOCAL_RETENTION),
                                                              kafka_num(context, KAFKA_UPLOAD_INTERVAL)));
    return kept_of(&demand->load_profile, &rules);
}

static double consume_cross_az(const struct context *context)
{
    double zones = root_num(context->params, ROOT_ZONES),
           aware = kafka_num(context, OPTION_ZONE_AWARE_CONSUME);
    if (kafka_num(context, KAFKA_FETCH_FROM_FOLLOWER) != 0)
        return cross_az_from_follower(zones, kafka_num(context, KAFKA_REPLICATION_FACTOR), aware);
    return cross_az_to_leader(zones, aware);
}

static void load_group(const struct context *context, const struct demand *demand, struct group_demand *group)
{
    const struct params *params = context->params;
    double zones = root_num(params, ROOT_ZONES), replicas = kafka_num(context, KAFKA_REPLICATION_FACTOR);
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE);
    double consumed = rate * topic_num(params, group->topic, TOPIC_GROUPS);

    group->flows[FLOW_PRODUCE] =
        (struct flow){rate, rate * cross_az_to_leader(zones, kafka_num(context, OPTION_ZONE_AWARE_PRODUCE))};
    group->flows[FLOW_REPLICATE] = (struct flow){rate * (replicas - 1),
                                                 rate * cross_az_followers(zones, replicas)};
    group->flows[FLOW_CONSUME] = (struct flow){consumed, consumed * consume_cross_az(context)};
    group->partitions = topic_num(params, group->topic, TOPIC_PARTITIONS) * replicas;
    group->kept = local_kept(context, demand, group->topic);
    group->block_bytes = rate * replicas * group->kept.mean_s;
    group->block_most_bytes = rate * replicas * group->kept.most_s;
    if (!kafka_is_tiered(context, group->topic)) return;
    struct kafka_uploads uploads = kafka_uploads_of(context, demand, group->topic);
    double historical = consumed * kafka_num(context, KAFKA_HISTORICAL_READS);
    group->flows[FLOW_OBJECT_UP].bytes_per_s = rate;
    group->flows[FLOW_OBJECT_DOWN].bytes_per_s = historical;
    group->object_bytes = rate * topic_asked_s(params, group->topic);
    group->puts_per_s = uploads.per_s * uploads.puts_each;
    group->gets_per_s = historical / kafka_num(context, KAFKA_TIER_FETCH_SIZE);
}

/* Flows of all groups at the peak. */
struct peak {
    double produced, consumed, up, down, disk_historical;
};

static struct peak peak_of(const struct context *context, const struct demand *demand)
{
    const struct flow *flows = demand->total.flows;
    double factor = demand->peak_factor, consumed = flows[FLOW_CONSUME].bytes_per_s * factor,
           down = flows[FLOW_OBJECT_DOWN].bytes_per_s * factor;
    return (struct peak){
        .produced = flows[FLOW_PRODUCE].bytes_per_s * factor,
        .consumed = consumed,
        .up = flows[FLOW_OBJECT_UP].bytes_per_s * factor,
        .down = down,
        .disk_historical = consumed * kafka_num(context, KAFKA_HISTORICAL_READS) - down,
    };
}

/* The need when `copies` of each produced byte are written (the leader's included). Closed segments have
 * left the page cache by the time of their upload, so uploading reads the disk. */
static struct kafka_need need_of(const struct context *context, struct peak peak, double copies,
                                 enum situation situation)
{
    double tls = kafka_num(context, KAFKA_TLS) != 0 ? kafka_num(context, KAFKA_TLS_CPU_FACTOR) : 1;
    return (struct kafka_need){
        .situation = situation,
        .in_bytes_per_s = peak.produced * copies + peak.down,
        .out_bytes_per_s = peak.produced * (copies - 1) + peak.consumed + peak.up,
        .disk_write_bytes_per_s = peak.produced * copies * kafka_num(context, KAFKA_WRITE_AMPLIFICATION),
        .disk_read_bytes_per_s = peak.disk_historical + peak.up,
        .vcpus = tls * larger(peak.produced / kafka_num(context, KAFKA_VCPU_PRODUCED),
                              peak.consumed / kafka_num(context, KAFKA_VCPU_CONSUMED)),
    };
}

static struct kafka_need zone_lost_need(const struct context *context, struct peak peak)
{
    double zones = root_num(context->params, ROOT_ZONES),
           replicas = kafka_num(context, KAFKA_REPLICATION_FACTOR);
    struct kafka_need need = need_of(context, peak, larger(1, replicas * (zones - 1) / zones), ZONE_LOST);
    need.writes_on_live = need.serves_on_live = true;
    return need;
}

/* The need when the zone is back: its brokers receive the missed bytes on top of new ones, from leaders in
 * the other zones. The missed bytes have left the page caches. */
static struct kafka_need catching_up_need(const struct context *context, struct peak peak)
{
    double zones = root_num(context->params, ROOT_ZONES),
           replicas = kafka_num(context, KAFKA_REPLICATION_FACTOR);
    double missed_bytes = peak.produced * replicas / zones * kafka_num(context, KAFKA_ZONE_OUTAGE);
    double missed_bytes_per_s = missed_bytes / kafka_num(context, KAFKA_CATCH_UP);
    struct kafka_need need = need_of(context, peak, replicas, CATCHING_UP);
    need.serves_on_live = true;
    /* One zone's brokers receive them: the same load per broker as `zones` times as much on all. */
    need.in_bytes_per_s += missed_bytes_per_s * zones;
    need.disk_write_bytes_per_s += missed_bytes_per_s * zones * kafka_num(context, KAFKA_WRITE_AMPLIFICATION);
    need.out_bytes_per_s += missed_bytes_per_s;
    need.disk_read_bytes_per_s += missed_bytes_per_s;
    need.vcpus = 0; /* the zone-lost situation asks for more */
    return need;
}

/* The need when one broker lost its local disks and receives its share of all data within `rebuild`. */
static struct kafka_need rebuilding_need(const struct context *context, struct peak peak, double block_bytes)
{
    struct kafka_need need = need_of(context, peak, kafka_num(context, KAFKA_REPLICATION_FACTOR), REBUILDING);
    double rebuilt_bytes_per_s = block_bytes / kafka_num(context, KAFKA_REBUILD);
    need.in_bytes_per_s += rebuilt_bytes_per_s;
    need.disk_write_bytes_per_s += rebuilt_bytes_per_s;
    return need;
}

void kafka_load(const struct context *context, struct group_set groups, struct demand *demand)
{
    demand_init(demand, context->params, groups, context->arena);
    for (size_t i = 0; i < demand->group_count; i++) load_group(context, demand, &demand->groups[i]);
    demand_sum(demand);

    struct kafka_needs *needs = arena_new_of(context->arena, struct kafka_needs, 1);
    needs->controller = catalogue_find(context->catalogue, option_text(context->params, context->scenario,
                                                                       KAFKA_CONTROLLER_INSTANCE));
    struct peak peak = peak_of(context, demand);
    needs->needs[needs->count++] = need_of(context, peak, kafka_num(context, KAFKA_REPLICATION_FACTOR),
                                           HEALTHY);
    if (root_num(context->params, ROOT_ZONES) > 1) {
        needs->needs[needs->count++] = zone_lost_need(context, peak);
        needs->needs[needs->count++] = catching_up_need(context, peak);
    }
    needs->needs[needs->count++] = rebuilding_need(context, peak, demand->total.block_bytes);
    demand->own = needs;
}
