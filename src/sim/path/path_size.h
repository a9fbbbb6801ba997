/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Size of a simulation, known before it begins: closed forms of what its parts allocate and of the events
 * that they handle. They are within a factor of four of what runs take (tests/unit/test_path_size.c), and a
 * run that goes beyond four times its events is stopped (sim/stat/replicate.h).
 *
 * Memory is the same whatever the machine: a replication at a time must fit, and only as many go on at once
 * as fit together. */
#pragma once

#include "sim/path/path.h"

struct path_size {
    double replication_bytes; /* state of one replication */
    double results_bytes;     /* of all replications */
    double events_per_s;      /* of all replications, by simulated time of each */
    double least_s;           /* the shortest first length, warm-up included */
};

struct path_size path_size_of(const struct data_path *path);

/* Inputs that can ask for much. */
enum path_ask {
    PATH_ASK_PRODUCERS,
    PATH_ASK_PARTITIONS,
    PATH_ASK_CONSUMER_GROUPS,
    PATH_ASK_CONSUMERS,
    PATH_ASK_LINGER,
    PATH_ASK_BATCH_BYTES,
    PATH_ASK_RECORD_BYTES,
    PATH_ASK_RATE,
    PATH_ASK_COLLECTION_INTERVAL, /* from here on of the whole path, not of a topic group */
    PATH_ASK_PAUSE_INTERVAL,
    PATH_ASK_BATCH_TIMEOUT,
    PATH_ASK_FULL,
    PATH_ASK__COUNT
};

static inline bool path_ask_is_of_group(enum path_ask ask) { return ask < PATH_ASK_COLLECTION_INTERVAL; }

/* The bound that a path breaks. */
struct path_excess {
    bool is_of_memory;    /* bytes of a replication and all results; else events of the shortest run */
    double needed, bound; /* needed > bound */
    enum path_ask ask;    /* the input that asks for most of it */
    size_t group;         /* in clients.groups, if the input is a topic group's */
};

/* NULL when a run fits into the rule's bounds. */
const struct path_excess *path_excess_of(const struct data_path *path, const struct replicate_rule *rule,
                                         struct arena *arena);

/* The same path where more clients and partitions are taken together, as far as no latency depends on it:
 *
 *     producers    so many that hardly two records of one meet in a linger and a round trip (5 % of them)
 *     partitions   so many that no two records of a request meet in one
 *
 * In arena; the path itself when it is small. note: what was taken together; NULL for nothing. */
const struct data_path *path_merged(const struct data_path *path, const char **note, struct arena *arena);
