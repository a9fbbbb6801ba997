/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Kept: the part of a log that is still there when whole segments are deleted.
 *
 * Kafka appends to one segment of a partition, closes it when it is full or old enough, and deletes a closed
 * segment once its last record is past retention (by time), or once the rest still holds retention_bytes (by
 * size); the lesser of both rules decides. So a partition keeps what its rules ask for, and of the segment
 * that these reach into the part before it: anything from nothing to all of it, half on average.
 *
 * Apache Kafka, storage/src/main/java/org/apache/kafka/storage/internals/log/UnifiedLog.java:
 * deleteRetentionMsBreachedSegments, deleteRetentionSizeBreachedSegments. The checks' own interval
 * (log.retention.check.interval.ms, 5 minutes) is not counted. */
#pragma once

#include "cost/load_profile.h"
#include "params/params.h"

/* Rules of a topic group: rates and bytes are those of all its partitions, one copy. */
struct log_rules {
    double bytes_per_s; /* mean */
    double retention_s;
    double retention_bytes; /* INFINITY: by time alone */
    double segment_bytes;
    double segment_time_s;
};

/* Times in which this many bytes are produced at the mean rate. */
struct kept {
    double asked_s; /* what the rules ask for, at the fullest time of a day */
    double fill_s;  /* a segment, until it is closed */
    double mean_s;  /* kept on average over the ages of segments, at the fullest time of a day */
    double most_s;  /* kept at most: when every partition is about to delete a segment */
};

struct kept kept_of(const struct load_profile *load_profile, const struct log_rules *rules);

/* The rules of a topic group. Its own segment and segment_time go before those of the brokers, which are
 * given. */
struct log_rules log_rules_of(const struct params *params, size_t topic, double segment_bytes,
                              double segment_time_s);

/* Seconds of produced bytes that a topic group asks to keep: the shorter of retention and the time that
 * fills retention_bytes at the mean rate. */
double topic_asked_s(const struct params *params, size_t topic);
