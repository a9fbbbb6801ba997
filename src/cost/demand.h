/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Demand: a workload's requirements on an architecture, before any machine is chosen.
 *
 * Demand is a list of segments (a share of the year at a rate factor), since requests are not linear in
 * rate; and for each topic group the bytes along each path, the share that crosses zones, and the data
 * kept. Rates are means; a segment's rate is mean × factor. The factors average to 1 over the year. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/number.h"
#include "cost/kept.h"
#include "params/params.h"

/* The topic groups of a query: all, or a subset. */
struct group_set {
    const uint32_t *topics; /* indexes into params.topics */
    size_t count;
};
struct group_set group_set_all(const struct params *params, struct arena *arena);

struct segment {
    double share;  /* of the year, 0 to 1; shares add up to 1 */
    double factor; /* rate over mean rate */
};

enum flow_path {
    FLOW_PRODUCE,     /* clients to brokers or agents */
    FLOW_REPLICATE,   /* between brokers */
    FLOW_CONSUME,     /* brokers or agents to clients */
    FLOW_OBJECT_UP,   /* brokers or agents to object storage */
    FLOW_OBJECT_DOWN, /* object storage to brokers or agents */
    FLOW_METADATA,    /* to a control plane */
    FLOW__COUNT
};
const char *flow_name(enum flow_path path);

struct flow {
    double bytes_per_s;          /* mean */
    double cross_az_bytes_per_s; /* the part that crosses zones */
};

/* Share of the flow that crosses zones; 0 when nothing flows. */
static inline double flow_cross_az_share(const struct flow *flow)
{
    return flow->bytes_per_s == 0 ? 0 : flow->cross_az_bytes_per_s / flow->bytes_per_s;
}

struct group_demand {
    uint32_t topic;
    struct flow flows[FLOW__COUNT];
    struct kept kept;        /* on disks, by the rules of a log of segments; 0 for storage without them */
    double block_bytes;      /* kept on disks, all copies, on average over the ages of segments */
    double block_most_bytes; /* at most */
    double object_bytes;     /* kept in object storage */
    double partitions;       /* all copies */
    double puts_per_s;       /* PUT-class requests to object storage, mean */
    double gets_per_s;       /* GET-class */
};

struct demand {
    size_t segment_count;
    const struct segment *segments;
    double peak_factor;               /* the largest factor */
    struct load_profile load_profile; /* the same load in time order */
    size_t group_count;
    struct group_demand *groups;
    struct group_demand total; /* sums over the groups; topic and kept unused */
    void *own;                 /* an architecture's own state from load to usage; may be NULL */
};

/* Make the segments of the workload: one at factor 1; or two for peak_to_mean, such that peak_volume_share
 * of the bytes flow at the peak; or one for each distinct hour of load.hourly, scaled to mean 1. Leaves
 * groups zeroed and sized for the set. */
void demand_init(struct demand *demand, const struct params *params, struct group_set groups,
                 struct arena *arena);

void demand_sum(struct demand *demand);

/* Space of disks that leaves free_space (0 to 1) of them empty on average over the ages of segments, and
 * holds what is kept at most. */
static inline double demand_space_bytes(const struct demand *demand, double free_space)
{
    return larger(demand->total.block_bytes / (1 - free_space), demand->total.block_most_bytes);
}

/* Seconds of a year for metered quantities, and hours for hourly charges (billing conventions). */
double year_metered_s(const struct params *params);
double year_hourly_h(const struct params *params);
