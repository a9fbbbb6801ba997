/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arch/kafka.h"
#include "base/number.h"
#include "cost/crossing.h"

bool kafka_is_tiered(const struct scene *scene, uint32_t topic)
{
    bool compacted = (enum cleanup)topic_num(scene->params, topic, TOPIC_CLEANUP) == CLEANUP_COMPACT;
    return kafka_num(scene, KAFKA_TIERED_STORAGE) != 0 && !compacted;
}

/* n parts need n + 2 requests (create, parts, complete); an object of one part needs one. */
static double upload_puts(double bytes, double part_bytes)
{
    double parts = ceil(bytes / part_bytes);
    return parts > 1 ? parts + 2 : 1;
}

struct kafka_segments kafka_segments_at(const struct scene *scene, uint32_t topic, double factor)
{
    double rate = topic_num(scene->params, topic, TOPIC_PRODUCE_RATE) * factor;
    if (rate == 0) return (struct kafka_segments){.roll_s = kafka_num(scene, KAFKA_SEGMENT_TIME)};
    double partition_rate = rate / topic_num(scene->params, topic, TOPIC_PARTITIONS);
    double roll_s = smaller(kafka_num(scene, KAFKA_SEGMENT) / partition_rate,
                            kafka_num(scene, KAFKA_SEGMENT_TIME));
    double bytes = partition_rate * roll_s;
    return (struct kafka_segments){
        .bytes = bytes,
        .roll_s = roll_s,
        .per_s = rate / bytes,
        .puts_each = upload_puts(bytes, kafka_num(scene, KAFKA_PART_SIZE)) +
                     kafka_num(scene, KAFKA_INDEX_OBJECTS),
    };
}

struct kafka_uploads kafka_uploads_of(const struct scene *scene, const struct demand *demand, uint32_t topic)
{
    double per_s = 0, puts_per_s = 0;
    for (size_t i = 0; i < demand->segment_count; i++) {
        struct kafka_segments segments = kafka_segments_at(scene, topic, demand->segments[i].factor);
        per_s += demand->segments[i].share * segments.per_s;
        puts_per_s += demand->segments[i].share * segments.per_s * segments.puts_each;
    }
    return (struct kafka_uploads){per_s, per_s == 0 ? 0 : puts_per_s / per_s};
}

/* How long records stay on brokers' disks. A tiered segment leaves local_retention after it was closed and
 * found. */
static double local_window_s(const struct scene *scene, uint32_t topic)
{
    double retention_s = topic_num(scene->params, topic, TOPIC_RETENTION);
    if (!kafka_is_tiered(scene, topic)) return retention_s;
    double tiered_s = kafka_num(scene, KAFKA_LOCAL_RETENTION) + kafka_segments_at(scene, topic, 1).roll_s +
                      kafka_num(scene, KAFKA_UPLOAD_INTERVAL);
    return smaller(retention_s, tiered_s);
}

static double consume_crossing(const struct scene *scene)
{
    double zones = root_num(scene->params, ROOT_ZONES), aware = kafka_num(scene, OPTION_ZONE_AWARE_CONSUME);
    if (kafka_num(scene, KAFKA_FETCH_FROM_FOLLOWER) != 0)
        return crossing_from_follower(zones, kafka_num(scene, KAFKA_REPLICATION_FACTOR), aware);
    return crossing_to_leader(zones, aware);
}

static void load_group(const struct scene *scene, const struct demand *demand, struct group_demand *group)
{
    const struct params *params = scene->params;
    double zones = root_num(params, ROOT_ZONES), replicas = kafka_num(scene, KAFKA_REPLICATION_FACTOR);
    double rate = topic_num(params, group->topic, TOPIC_PRODUCE_RATE);
    double consumed = rate * topic_num(params, group->topic, TOPIC_GROUPS),
           window_s = local_window_s(scene, group->topic);

    group->flows[FLOW_PRODUCE] =
        (struct flow){rate, rate * crossing_to_leader(zones, kafka_num(scene, OPTION_ZONE_AWARE_PRODUCE))};
    group->flows[FLOW_REPLICATE] = (struct flow){rate * (replicas - 1),
                                                 rate * crossing_followers(zones, replicas)};
    group->flows[FLOW_CONSUME] = (struct flow){consumed, consumed * consume_crossing(scene)};
    group->partitions = topic_num(params, group->topic, TOPIC_PARTITIONS) * replicas;
    /* Disks must hold the window in which most was produced. */
    double fullest = demand->peak_factor == 1 ? 1 : cycle_window_factor(&demand->cycle, window_s);
    group->block_bytes = rate * replicas * window_s * fullest;
    if (!kafka_is_tiered(scene, group->topic)) return;
    struct kafka_uploads uploads = kafka_uploads_of(scene, demand, group->topic);
    double historical = consumed * kafka_num(scene, KAFKA_HISTORICAL_READS);
    group->flows[FLOW_OBJECT_UP].bytes_per_s = rate;
    group->flows[FLOW_OBJECT_DOWN].bytes_per_s = historical;
    group->object_bytes = rate * topic_num(params, group->topic, TOPIC_RETENTION);
    group->puts_per_s = uploads.per_s * uploads.puts_each;
    group->gets_per_s = historical / kafka_num(scene, KAFKA_TIER_FETCH_SIZE);
}

/* Flows of all groups at the peak. */
struct peak {
    double produced, consumed, up, down, disk_historical;
};

static struct peak peak_of(const struct scene *scene, const struct demand *demand)
{
    const struct flow *flows = demand->total.flows;
    double factor = demand->peak_factor, consumed = flows[FLOW_CONSUME].bytes_per_s * factor,
           down = flows[FLOW_OBJECT_DOWN].bytes_per_s * factor;
    return (struct peak){
        .produced = flows[FLOW_PRODUCE].bytes_per_s * factor,
        .consumed = consumed,
        .up = flows[FLOW_OBJECT_UP].bytes_per_s * factor,
        .down = down,
        .disk_historical = consumed * kafka_num(scene, KAFKA_HISTORICAL_READS) - down,
    };
}

/* With `copies` of each produced byte written (leader's included). Closed segments have left the page cache
 * by the time that they are uploaded, so that uploading reads the disk. */
static struct kafka_need need_of(const struct scene *scene, struct peak peak, double copies,
                                 enum situation situation)
{
    double tls = kafka_num(scene, KAFKA_TLS) != 0 ? kafka_num(scene, KAFKA_TLS_CPU_FACTOR) : 1;
    return (struct kafka_need){
        .situation = situation,
        .in_bytes_per_s = peak.produced * copies + peak.down,
        .out_bytes_per_s = peak.produced * (copies - 1) + peak.consumed + peak.up,
        .disk_write_bytes_per_s = peak.produced * copies * kafka_num(scene, KAFKA_WRITE_AMPLIFICATION),
        .disk_read_bytes_per_s = peak.disk_historical + peak.up,
        .vcpus = tls * larger(peak.produced / kafka_num(scene, KAFKA_VCPU_PRODUCED),
                              peak.consumed / kafka_num(scene, KAFKA_VCPU_CONSUMED)),
    };
}

static struct kafka_need zone_lost_need(const struct scene *scene, struct peak peak)
{
    double zones = root_num(scene->params, ROOT_ZONES), replicas = kafka_num(scene, KAFKA_REPLICATION_FACTOR);
    struct kafka_need need = need_of(scene, peak, larger(1, replicas * (zones - 1) / zones), ZONE_LOST);
    need.writes_on_live = need.serves_on_live = true;
    return need;
}

/* The zone is back: its brokers receive what they missed on top of what is produced, from leaders that are
 * still in the other zones. What they missed has left the page caches. */
static struct kafka_need catching_up_need(const struct scene *scene, struct peak peak)
{
    double zones = root_num(scene->params, ROOT_ZONES), replicas = kafka_num(scene, KAFKA_REPLICATION_FACTOR);
    double missed_bytes = peak.produced * replicas / zones * kafka_num(scene, KAFKA_ZONE_OUTAGE);
    double missed_bytes_per_s = missed_bytes / kafka_num(scene, KAFKA_CATCH_UP);
    struct kafka_need need = need_of(scene, peak, replicas, CATCHING_UP);
    need.serves_on_live = true;
    /* They fall on one zone's brokers: as much for these as `zones` times it on all. */
    need.in_bytes_per_s += missed_bytes_per_s * zones;
    need.disk_write_bytes_per_s += missed_bytes_per_s * zones * kafka_num(scene, KAFKA_WRITE_AMPLIFICATION);
    need.out_bytes_per_s += missed_bytes_per_s;
    need.disk_read_bytes_per_s += missed_bytes_per_s;
    need.vcpus = 0; /* the zone-lost situation asks for more */
    return need;
}

/* One broker lost its local disks and receives its share of all data within `rebuild`. */
static struct kafka_need rebuilding_need(const struct scene *scene, struct peak peak, double block_bytes)
{
    struct kafka_need need = need_of(scene, peak, kafka_num(scene, KAFKA_REPLICATION_FACTOR), REBUILDING);
    double rebuilt_bytes_per_s = block_bytes / kafka_num(scene, KAFKA_REBUILD);
    need.in_bytes_per_s += rebuilt_bytes_per_s;
    need.disk_write_bytes_per_s += rebuilt_bytes_per_s;
    return need;
}

void kafka_load(const struct scene *scene, struct group_set groups, struct demand *demand)
{
    demand_init(demand, scene->params, groups, scene->arena);
    for (size_t i = 0; i < demand->group_count; i++) load_group(scene, demand, &demand->groups[i]);
    demand_sum(demand);

    struct kafka_needs *needs = arena_new_of(scene->arena, struct kafka_needs, 1);
    needs->controller = catalogue_find(scene->catalogue,
                                       option_text(scene->params, scene->choice, KAFKA_CONTROLLER_INSTANCE));
    struct peak peak = peak_of(scene, demand);
    needs->needs[needs->count++] = need_of(scene, peak, kafka_num(scene, KAFKA_REPLICATION_FACTOR), HEALTHY);
    if (root_num(scene->params, ROOT_ZONES) > 1) {
        needs->needs[needs->count++] = zone_lost_need(scene, peak);
        needs->needs[needs->count++] = catching_up_need(scene, peak);
    }
    needs->needs[needs->count++] = rebuilding_need(scene, peak, demand->total.block_bytes);
    demand->own = needs;
}
