/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/object_files.h"

#include <math.h>

#include "arch/clients.h"
#include "arch/options.h"
#include "base/number.h"
#include "cost/cross_az.h"
#include "model/cache.h"

/* The requests of a topic group's producers at a rate factor. Each producer sends to one agent, which
 * takes all partitions. */
static struct producer_requests group_requests(const struct context *context, uint32_t topic, double factor)
{
    const unsigned agents = 1;
    return clients_requests(context, topic, factor, agents);
}

double object_batches_per_byte(const struct context *context, uint32_t topic, double factor)
{
    struct producer_requests requests = group_requests(context, topic, factor);
    return requests.requests_per_s == 0 ? 0 : requests.batches_per_request / requests.request_bytes;
}

static size_t class_of(double bytes)
{
    const double smallest_bytes = 64, step = 4; /* 64 B, 256 B, 1 KiB, … 1 MiB and above */
    size_t class = 0;
    for (double upper = smallest_bytes * step; bytes >= upper && class + 1 < BATCHING_SIZES_MAX;
         upper *= step)
        class ++;
    return class;
}

struct object_mix object_mix_of(const struct context *context, const struct demand *demand, double factor)
{
    struct object_mix mix = {0};
    for (size_t i = 0; i < demand->group_count; i++) {
        struct producer_requests requests = group_requests(context, demand->groups[i].topic, factor);
        if (requests.requests_per_s == 0) continue;
        size_t class = class_of(requests.request_bytes);
        double bytes_per_s = requests.requests_per_s * requests.request_bytes;
        mix.class_requests_per_s[class] += requests.requests_per_s;
        mix.class_bytes_per_s[class] += bytes_per_s;
        mix.requests_per_s += requests.requests_per_s;
        mix.bytes_per_s += bytes_per_s;
    }
    return mix;
}

/* Mean GETs of so many bytes that read a whole file. */
static double reads_of(const struct batching_rule *rule, double requests_per_s, double request_bytes,
                       double get_bytes)
{
    if (larger(rule->max_bytes, request_bytes) <= get_bytes) return 1;
    return batching_chunks(rule, requests_per_s, request_bytes, get_bytes);
}

struct object_files object_files_of(const struct object_files_rule *rule, const struct object_mix *mix,
                                    double agents)
{
    if (mix->requests_per_s == 0) return (struct object_files){0};
    struct batching_size sizes[BATCHING_SIZES_MAX];
    size_t count = 0;
    for (size_t class = 0; class < BATCHING_SIZES_MAX; class ++)
        if (mix->class_requests_per_s[class] > 0)
            sizes[count++] = (struct batching_size){mix->class_bytes_per_s[class] /
                                                        mix->class_requests_per_s[class],
                                                    mix->class_requests_per_s[class]};
    double requests_per_s = mix->requests_per_s / agents,
           request_bytes = mix->bytes_per_s / mix->requests_per_s;
    struct batching files = batching_mixed(&rule->batching, requests_per_s, sizes, count);
    return (struct object_files){
        .per_agent_per_s = files.files_per_s,
        .bytes_each = files.bytes_per_file,
        .chunks_each = reads_of(&rule->batching, requests_per_s, request_bytes, rule->chunk_bytes),
        /* Compaction reads in its write size, longer than the cache's chunks, since it wants the whole
         * file. */
        .parts_each = reads_of(&rule->batching, requests_per_s, request_bytes, rule->part_bytes),
    };
}

/* ---- the search's memory ---- */

enum { MEMO_SIZE = 61 };
struct memo {
    struct object_mix *mixes; /* of each load segment */
    struct {
        double agents; /* 0: none yet */
        size_t segment;
        struct object_files files;
    } works[MEMO_SIZE];
};

static void start_memo(const struct context *context, struct demand *demand)
{
    struct memo *memo = arena_new_of(context->arena, struct memo, 1);
    memo->mixes = arena_new_of(context->arena, struct object_mix, demand->segment_count);
    for (size_t i = 0; i < demand->segment_count; i++)
        memo->mixes[i] = object_mix_of(context, demand, demand->segments[i].factor);
    demand->own = memo;
}

void object_files_load(const struct context *context, struct group_set groups, struct demand *demand,
                       void (*load_group)(const struct context *context, struct group_demand *group))
{
    const struct params *params = context->params;
    demand_init(demand, params, groups, context->arena);
    for (size_t i = 0; i < demand->group_count; i++) {
        struct group_demand *group = &demand->groups[i];
        load_group(context, group);
        group->partitions = topic_num(params, group->topic, TOPIC_PARTITIONS);
        group->object_bytes = topic_num(params, group->topic, TOPIC_PRODUCE_RATE) *
                              topic_asked_s(params, group->topic);
    }
    demand_sum(demand);
    start_memo(context, demand);
}

const struct object_mix *object_mix_in(const struct demand *demand, size_t segment)
{
    return &((const struct memo *)demand->own)->mixes[segment];
}

struct object_files object_files_in(const struct object_files_rule *rule, const struct demand *demand,
                                    size_t segment, double agents)
{
    struct memo *memo = demand->own;
    size_t slot = ((size_t)agents + segment * 7) % MEMO_SIZE;
    if (memo->works[slot].agents != agents || memo->works[slot].segment != segment) {
        memo->works[slot].agents = agents;
        memo->works[slot].segment = segment;
        memo->works[slot].files = object_files_of(rule, &memo->mixes[segment], agents);
    }
    return memo->works[slot].files;
}

uint32_t object_fewest(uint32_t most, uint32_t zones, bool (*holds)(const void *load, uint32_t count),
                       const void *load)
{
    /* Nodes that hold, hold with more of them: halve the interval of those that may be the fewest. */
    uint32_t least = 1, last = (most + zones - 1) / zones;
    while (least < last) {
        uint32_t middle = (least + last) / 2;
        if (holds(load, middle * zones))
            last = middle;
        else
            least = middle + 1;
    }
    return least * zones < most ? least * zones : most;
}

/* ---- counts ---- */

/* Chunks that consumers request per second, each on its own: most are cached by then, or on their way. */
static double chunks_wanted_per_s(const struct context *context, const struct demand *demand, double factor,
                                  double chunks_per_s)
{
    double wanted = 0;
    for (size_t i = 0; i < demand->group_count && chunks_per_s > 0; i++) {
        uint32_t topic = demand->groups[i].topic;
        double batches_per_s = topic_num(context->params, topic, TOPIC_PRODUCE_RATE) * factor *
                               object_batches_per_byte(context, topic, factor);
        double consumers = smaller(topic_num(context->params, topic, TOPIC_CONSUMERS),
                                   topic_num(context->params, topic, TOPIC_PARTITIONS));
        wanted += topic_num(context->params, topic, TOPIC_GROUPS) * chunks_per_s *
                  cache_consumers_that_want(consumers, batches_per_s / chunks_per_s);
    }
    return wanted;
}

void object_modelled(const struct context *context, const struct demand *demand, double factor, double agents,
                     const struct object_files *files, double counts[PATH_COUNT__COUNT])
{
    double zones = root_num(context->params, ROOT_ZONES), files_per_s = files->per_agent_per_s * agents,
           reading_zones = smaller(object_reading_zones(context, demand), agents);
    const struct flow *flows = demand->total.flows;
    for (int i = 0; i < PATH_COUNT__COUNT; i++) counts[i] = NAN;
    counts[PATH_PUTS] = counts[PATH_FILES] = counts[PATH_COMMITS] = files_per_s;
    counts[PATH_GETS] = files_per_s * files->chunks_each * reading_zones;
    counts[PATH_CACHE_HITS] = larger(0, chunks_wanted_per_s(context, demand, factor,
                                                            files_per_s * files->chunks_each) -
                                            counts[PATH_GETS]);
    counts[PATH_FILE_BYTES] = files_per_s > 0 ? files->bytes_each : NAN;
    counts[PATH_STORED_BYTES] = files_per_s * files->bytes_each;
    counts[PATH_LOADED_BYTES] = counts[PATH_STORED_BYTES] * reading_zones;
    counts[PATH_PRODUCED_BYTES] = flows[FLOW_PRODUCE].bytes_per_s * factor;
    counts[PATH_CONSUMED_BYTES] = flows[FLOW_CONSUME].bytes_per_s * factor;
    counts[PATH_PRODUCE_CROSSING_BYTES] = counts[PATH_PRODUCED_BYTES] *
                                          cross_az_to_leader(zones,
                                                             option_num(context->params, context->scenario,
                                                                        OPTION_ZONE_AWARE_PRODUCE));
    counts[PATH_CONSUME_CROSSING_BYTES] = counts[PATH_CONSUMED_BYTES] *
                                          cross_az_to_leader(zones,
                                                             option_num(context->params, context->scenario,
                                                                        OPTION_ZONE_AWARE_CONSUME));
}
