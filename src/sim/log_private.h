/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The log path, inside: brokers and followers (log_path.c), consumers (log_read.c). */
#pragma once

#include "sim/consumer.h"
#include "sim/path_private.h"
#include "sim/replicated_log.h"

/* What happens, and in which order at one moment: what brokers end, then what arrives, then what is sent. */
enum log_event {
    EVENT_APPEND,         /* flight that its leader has worked on */
    EVENT_RECEIVED,       /* session whose follower has appended an answer */
    EVENT_REPLICA_FETCH,  /* session of the followed group `data` whose fetch arrives */
    EVENT_REPLICA_EXPIRE, /* session whose fetch has waited long enough */
    EVENT_ARRIVE,         /* flight at its leader */
    EVENT_CHECK,          /* who is in sync */
    EVENT_ACK,            /* flight back at its producer */
    EVENT_DELIVER,        /* reader that has its answer */
    EVENT_FETCH,          /* reader whose fetch arrives */
    EVENT_EXPIRE,         /* reader whose fetch has waited long enough */
    EVENT_PRODUCE,        /* producer that is due */
};

/* A producer's connection to a leader: the broker works on one request after another, each to its answer. */
struct connection {
    uint32_t first_waiting, last_waiting; /* flights behind the one that is worked on */
    bool is_busy;
};

struct broker {
    struct link_pipe in, out;
};

/* A follower's fetches from a leader. */
struct session {
    struct link link;
    struct random_stream appends;
    uint32_t leader, follower;
};

/* A consumer's fetches from a broker. */
struct reader {
    struct link link;
    struct random_stream tier_reads;
    uint32_t broker;
    bool is_crossing;
    uint64_t answer_bytes;
    int64_t answered_ns, loaded_ns;
};

/* One followed topic group's log. */
struct group_log {
    struct replicated_log *log;
    struct placement placement;
    uint64_t *next_offset;       /* by partition */
    uint64_t *known_offset;      /* committed end by partition */
    struct session *sessions;
    struct consumers *consumers; /* NULL without */
    uint32_t *servers;           /* broker by group × partitions + partition */
    struct reader *readers;
};

struct log_run {
    struct path_run base;
    const struct log_path *rule;
    unsigned zones;
    uint32_t leaders;            /* brokers that lead followed partitions: 0 to before this, shifted by the group's place */
    struct broker *brokers;
    struct connection *connections; /* by producer × leaders + destination */
    uint32_t *flight_left;       /* batches of a flight that aren't committed yet, by flight */
    uint32_t flight_capacity;
    struct group_log *groups;
    int64_t quiet_ns;
};

/* The broker that leads partitions which a followed group's producers send to this destination. */
static inline uint32_t log_leader(const struct log_run *run, uint32_t place, uint32_t destination)
{
    return (destination + place) % run->leaders;
}

/* ---- log_read.c ---- */

void log_readers_start(struct log_run *run, uint32_t place);

/* Batches of a partition may be read at one of its replicas. */
void log_readable(struct log_run *run, int64_t now_ns, uint32_t place, const struct log_range *range);

void log_on_deliver(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t reader);
void log_on_fetch(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t reader);
void log_on_expire(struct log_run *run, int64_t now_ns, uint32_t place, uint32_t reader);
