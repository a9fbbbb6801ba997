/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files in object storage that architectures without leaders write, by the closed forms of model/: an
 * agent (a broker without a log) gathers the requests of all producers, whatever their partitions, into a
 * file. Shared by the architectures of that kind; each gives its own rule. */
#pragma once

#include "arch/arch.h"
#include "model/batching.h"

/* Requests of all groups, binned by size: at most BATCHING_SIZES_MAX sizes, each within a power of four. */
struct object_mix {
    double requests_per_s;
    double bytes_per_s;
    double class_requests_per_s[BATCHING_SIZES_MAX];
    double class_bytes_per_s[BATCHING_SIZES_MAX];
};

struct object_files_rule {
    struct batching_rule batching;
    double chunk_bytes; /* of a GET into a cache */
    double part_bytes;  /* of a GET for compaction */
};

struct object_files {
    double per_agent_per_s; /* files that one agent writes */
    double bytes_each;
    double chunks_each; /* GETs that load one whole file into a cache */
    double parts_each;  /* GETs that read one whole file for compaction */
};

/* The requests of all groups at a factor times the mean rate. */
struct object_mix object_mix_of(const struct context *context, const struct demand *demand, double factor);

/* The files that so many agents make of them; none when nothing is produced. */
struct object_files object_files_of(const struct object_files_rule *rule, const struct object_mix *mix,
                                    double agents);

/* Batches of a partition per byte that the topic group's producers send, at a factor times the mean rate;
 * 0 when they send none. */
double object_batches_per_byte(const struct context *context, uint32_t topic, double factor);

/* The load of an architecture that keeps all records in object storage: load_group fills the flows of one
 * topic group. Then mixes of all load segments, and the last numbers of agents that were worked out, are
 * remembered: the search asks for few of them, over and over. They are demand->own; written by the cost side
 * only. */
void object_files_load(const struct context *context, struct group_set groups, struct demand *demand,
                       void (*load_group)(const struct context *context, struct group_demand *group));

/* The requests of a load segment; only after object_files_load. */
const struct object_mix *object_mix_in(const struct demand *demand, size_t segment);

/* The files of a load segment; only after object_files_load. */
struct object_files object_files_in(const struct object_files_rule *rule, const struct demand *demand,
                                    size_t segment, double agents);

/* The fewest nodes, in multiples of the zones, that hold; most when no fewer do. More of them hold where
 * fewer do. */
uint32_t object_fewest(uint32_t most, uint32_t zones, bool (*holds)(const void *load, uint32_t count),
                       const void *load);

/* The zones whose agents load what is produced: all, or none without consumers. */
static inline double object_reading_zones(const struct context *context, const struct demand *demand)
{
    return demand->total.flows[FLOW_CONSUME].bytes_per_s > 0 ? root_num(context->params, ROOT_ZONES) : 0;
}

/* The closed forms of what agents count per second, NAN where there is none: compaction is the
 * architecture's. */
void object_modelled(const struct context *context, const struct demand *demand, double factor, double agents,
                     const struct object_files *files, double counts[PATH_COUNT__COUNT]);
