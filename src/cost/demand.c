/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/demand.h"

#include <stdlib.h>

#include "base/units.h"

static const char *const FLOW_NAMES[FLOW__COUNT] = {
    [FLOW_PRODUCE] = "produce",     [FLOW_REPLICATE] = "replicate",     [FLOW_CONSUME] = "consume",
    [FLOW_OBJECT_UP] = "object_up", [FLOW_OBJECT_DOWN] = "object_down", [FLOW_METADATA] = "metadata",
};

const char *flow_name(enum flow_path path) { return FLOW_NAMES[path]; }

struct group_set group_set_all(const struct params *params, struct arena *arena)
{
    uint32_t *topics = arena_new_of(arena, uint32_t, params->topic_count);
    for (size_t i = 0; i < params->topic_count; i++) topics[i] = (uint32_t)i;
    return (struct group_set){topics, params->topic_count};
}

/* The peak rate, p × mean, lasts as long as volume_share of the bytes takes: a share volume_share / p of
 * the year. The other bytes flow in the rest of the year. */
static size_t peak_segments(double peak_to_mean, double volume_share, struct segment *segments)
{
    if (peak_to_mean == 1) {
        segments[0] = (struct segment){1, 1};
        return 1;
    }
    double peak_share = volume_share / peak_to_mean;
    segments[0] = (struct segment){peak_share, peak_to_mean};
    segments[1] = (struct segment){1 - peak_share, (1 - volume_share) / (1 - peak_share)};
    return 2;
}

static int by_factor_descending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a < b) - (a > b);
}

/* Hours of the same load become one segment. */
static size_t hourly_segments(const struct series *hourly, struct arena *arena, struct segment *segments)
{
    double *loads = arena_new_of(arena, double, hourly->count);
    double sum = 0;
    for (size_t i = 0; i < hourly->count; i++) sum += loads[i] = hourly->values[i];
    qsort(loads, hourly->count, sizeof *loads, by_factor_descending);
    double hours = (double)hourly->count, mean = sum / hours;
    size_t count = 0;
    for (size_t i = 0; i < hourly->count; i++) {
        if (i == 0 || loads[i] != loads[i - 1]) segments[count++] = (struct segment){0, loads[i] / mean};
        segments[count - 1].share += 1 / hours;
    }
    return count;
}

static struct load_profile load_profile_of(const struct value *hourly, const struct segment *segments,
                                           size_t segment_count, struct arena *arena)
{
    const double hours_a_day = 24;
    if (!hourly->is_set) { /* one peak a day */
        double loads[2], hours_each[2];
        for (size_t i = 0; i < segment_count; i++) {
            loads[i] = segments[i].factor;
            hours_each[i] = segments[i].share * hours_a_day;
        }
        return load_profile_new(loads, hours_each, segment_count, arena);
    }
    double *hours_each = arena_new_of(arena, double, hourly->series->count);
    for (size_t i = 0; i < hourly->series->count; i++) hours_each[i] = 1;
    return load_profile_new(hourly->series->values, hours_each, hourly->series->count, arena);
}

void demand_init(struct demand *demand, const struct params *params, struct group_set groups,
                 struct arena *arena)
{
    const struct value *hourly = &params->root[ROOT_HOURLY];
    size_t most = hourly->is_set ? hourly->series->count : 2;
    struct segment *segments = arena_new_of(arena, struct segment, most);
    size_t count = hourly->is_set ? hourly_segments(hourly->series, arena, segments)
                                  : peak_segments(root_num(params, ROOT_PEAK_TO_MEAN),
                                                  root_num(params, ROOT_PEAK_VOLUME_SHARE), segments);
    *demand = (struct demand){
        .segment_count = count,
        .segments = segments,
        .peak_factor = segments[0].factor,
        .load_profile = load_profile_of(hourly, segments, count, arena),
        .group_count = groups.count,
        .groups = arena_new_of(arena, struct group_demand, groups.count),
    };
    for (size_t i = 0; i < groups.count; i++) demand->groups[i].topic = groups.topics[i];
}

void demand_sum(struct demand *demand)
{
    struct group_demand total = {0};
    for (size_t i = 0; i < demand->group_count; i++) {
        const struct group_demand *group = &demand->groups[i];
        for (int path = 0; path < FLOW__COUNT; path++) {
            total.flows[path].bytes_per_s += group->flows[path].bytes_per_s;
            total.flows[path].cross_az_bytes_per_s += group->flows[path].cross_az_bytes_per_s;
        }
        total.block_bytes += group->block_bytes;
        total.block_most_bytes += group->block_most_bytes;
        total.object_bytes += group->object_bytes;
        total.partitions += group->partitions;
        total.puts_per_s += group->puts_per_s;
        total.gets_per_s += group->gets_per_s;
    }
    demand->total = total;
}

double year_metered_s(const struct params *params)
{
    return MONTHS_PER_YEAR * root_num(params, ROOT_MONTH_METERED);
}

double year_hourly_h(const struct params *params)
{
    return MONTHS_PER_YEAR * root_num(params, ROOT_MONTH_HOURLY) / SECONDS_PER_HOUR;
}
