/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/warpstream_files.h"

#include "base/number.h"
#include "base/units.h"

#include "model/batching.h"
#include "model/producer.h"

static struct batching_rule rule_of(const struct context *context)
{
    return (struct batching_rule){
        .timer = (enum batching_timer)warpstream_num(context, WARPSTREAM_TIMER),
        .timeout_s = warpstream_num(context, WARPSTREAM_BATCH_TIMEOUT),
        .least_s = warpstream_num(context, WARPSTREAM_ADAPTIVE_LEAST),
        .max_bytes = warpstream_num(context, WARPSTREAM_BATCH_SIZE),
    };
}

/* The requests of a topic group's producers at a rate factor. Each producer sends to one agent, which
 * takes all partitions. */
static struct producer_requests group_requests(const struct context *context, uint32_t topic, double factor)
{
    const struct params *params = context->params;
    double producers = topic_num(params, topic, TOPIC_PRODUCERS);
    struct producer producer = {
        .partitioning = (enum producer_partitioning)topic_num(params, topic, TOPIC_PARTITIONING),
        .bytes_per_s = topic_num(params, topic, TOPIC_PRODUCE_RATE) * factor / producers,
        .record_bytes = topic_num(params, topic, TOPIC_RECORD_SIZE) /
                        topic_num(params, topic, TOPIC_COMPRESSION_RATIO),
        .linger_s = scenario_client(params, context->scenario, topic, TOPIC_LINGER)->num,
        .batch_bytes = scenario_client(params, context->scenario, topic, TOPIC_BATCH_SIZE)->num,
        .max_request_bytes = scenario_client(params, context->scenario, topic, TOPIC_MAX_REQUEST_SIZE)->num,
        .partitions = (unsigned)topic_num(params, topic, TOPIC_PARTITIONS),
        .destinations = 1,
    };
    struct producer_requests requests = producer_requests(&producer);
    requests.requests_per_s *= producers;
    return requests;
}

double warpstream_batches_per_byte(const struct context *context, uint32_t topic, double factor)
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

struct warpstream_mix warpstream_mix_of(const struct context *context, const struct demand *demand,
                                        double factor)
{
    struct warpstream_mix mix = {0};
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

struct warpstream_files warpstream_files_of(const struct context *context, const struct warpstream_mix *mix,
                                            double agents)
{
    if (mix->requests_per_s == 0) return (struct warpstream_files){0};
    struct batching_size sizes[BATCHING_SIZES_MAX];
    size_t count = 0;
    for (size_t class = 0; class < BATCHING_SIZES_MAX; class ++)
        if (mix->class_requests_per_s[class] > 0)
            sizes[count++] = (struct batching_size){mix->class_bytes_per_s[class] /
                                                        mix->class_requests_per_s[class],
                                                    mix->class_requests_per_s[class]};
    struct batching_rule rule = rule_of(context);
    double requests_per_s = mix->requests_per_s / agents,
           request_bytes = mix->bytes_per_s / mix->requests_per_s;
    struct batching files = batching_mixed(&rule, requests_per_s, sizes, count);
    return (struct warpstream_files){
        .per_agent_per_s = files.files_per_s,
        .bytes_each = files.bytes_per_file,
        .chunks_each = reads_of(&rule, requests_per_s, request_bytes,
                                warpstream_num(context, WARPSTREAM_CHUNK_SIZE)),
        /* Compaction reads in its write size, longer than the cache's chunks, since it wants the whole
         * file. */
        .parts_each = reads_of(&rule, requests_per_s, request_bytes,
                               warpstream_num(context, WARPSTREAM_PART_SIZE)),
    };
}

struct compaction warpstream_compaction_of(const struct context *context,
                                           const struct warpstream_files *files, double agents)
{
    if (files->per_agent_per_s == 0) return (struct compaction){0};
    double part_bytes = warpstream_num(context, WARPSTREAM_PART_SIZE),
           files_per_s = files->per_agent_per_s * agents;
    struct compaction_rule rule = {
        .rewrites = warpstream_num(context, WARPSTREAM_COMPACTION_REWRITES),
        .chunk_bytes = part_bytes,
        .part_bytes = part_bytes,
        .output_bytes = warpstream_num(context, WARPSTREAM_COMPACTED_SIZE),
        .wait_s = warpstream_num(context, WARPSTREAM_COMPACTION_DELAY),
        .job_s = warpstream_num(context, WARPSTREAM_COMPACTION_TIME),
        .deletion_s = warpstream_num(context, WARPSTREAM_DELETE_DELAY),
    };
    return compaction(&rule, files_per_s, files->parts_each, files_per_s * files->bytes_each);
}
