/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/kept.h"

#include <math.h>

#include "base/number.h"

/* The most that is produced within window_s, as time at the mean rate. */
static double fullest_s(const struct load_profile *load_profile, double window_s)
{
    return load_profile->peak == 1 ? window_s : window_s * load_profile_window_factor(load_profile, window_s);
}

/* A segment that is closed by size holds its size at any load; one that is closed by time, what comes in that
 * time. Neither rule lets more be kept than the fullest retention + segment_time. */
struct kept kept_of(const struct load_profile *load_profile, const struct log_rules *rules)
{
    double size_s = rules->segment_bytes / rules->bytes_per_s,
           fill_s = smaller(size_s, rules->segment_time_s),
           asked_s = smaller(fullest_s(load_profile, rules->retention_s),
                             rules->retention_bytes / rules->bytes_per_s);
    double most_s = smaller(asked_s + smaller(size_s, fullest_s(load_profile, rules->segment_time_s)),
                            fullest_s(load_profile, rules->retention_s + rules->segment_time_s));
    return (struct kept){
        .asked_s = asked_s,
        .fill_s = fill_s,
        .mean_s = smaller(asked_s + fill_s / 2, most_s),
        .most_s = most_s,
    };
}

static double topic_or(const struct params *params, size_t topic, enum topic_param row, double otherwise)
{
    const struct value *value = &params->topics[topic].values[row];
    return value->is_set ? value->num : otherwise;
}

static double retention_bytes(const struct params *params, size_t topic)
{
    return topic_or(params, topic, TOPIC_RETENTION_BYTES, INFINITY) *
           topic_num(params, topic, TOPIC_PARTITIONS);
}

struct log_rules log_rules_of(const struct params *params, size_t topic, double segment_bytes,
                              double segment_time_s)
{
    return (struct log_rules){
        .bytes_per_s = topic_num(params, topic, TOPIC_PRODUCE_RATE),
        .retention_s = topic_num(params, topic, TOPIC_RETENTION),
        .retention_bytes = retention_bytes(params, topic),
        .segment_bytes = topic_or(params, topic, TOPIC_SEGMENT, segment_bytes) *
                         topic_num(params, topic, TOPIC_PARTITIONS),
        .segment_time_s = topic_or(params, topic, TOPIC_SEGMENT_TIME, segment_time_s),
    };
}

double topic_asked_s(const struct params *params, size_t topic)
{
    return smaller(topic_num(params, topic, TOPIC_RETENTION),
                   retention_bytes(params, topic) / topic_num(params, topic, TOPIC_PRODUCE_RATE));
}
