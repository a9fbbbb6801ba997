/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Consumers: groups that read everything, each by its own fetch loops.
 *
 * Each group's consumers share the partitions among them in ranges (RangeAssignor, the default). A
 * consumer has one connection, with one fetch in flight (sim/part/fetch.h), to each server that it reads
 * from: leaders, followers in its zone, or the one agent that serves its zone; who serves which partition
 * to whom is given. A batch that becomes readable at the server joins the connection's queue. The answer
 * arrives, its records are delivered, processed, and the next fetch leaves.
 *
 * Some consumers lag, and their records are no longer on the server: a share of the answers, drawn for
 * each, first needs a GET from the tier (KIP-405), whose latency is the caller's.
 *
 * Invariant: each batch is delivered to each group once, those of a partition in order. Ownership: the
 * arena. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sim/part/fetch.h"
#include "sim/draw/random.h"

struct consumer_rule {
    struct fetch_rule fetch;
    double processing_s;   /* ≥ 0: from an answer's arrival to the next fetch */
    double tier_share;     /* of answers, 0 to 1 */
    uint32_t first_entity; /* for draws: a connection's entity is this plus its number */
};

/* Assignment of partitions to servers: servers[group × partitions + partition] serves the partition to the
 * consumer that has it. */
struct consumer_layout {
    uint32_t groups, partitions, consumers; /* ≥ 1 each; consumers per group */
    const uint32_t *servers;
};

struct consumers;

/* The connection between a consumer of a group and a server. */
struct consumer_connection {
    uint32_t group, consumer, server;
};

struct consumer_turn {
    struct fetch_turn fetch; /* loop is the connection */
    bool from_tier;          /* FETCH_ANSWERED: leaves only after a GET */
};

/* Batches of a partition, numbered from first to before end, have reached the group. */
struct consumer_range {
    uint32_t group, partition;
    uint64_t first, end;
};

struct consumer_delivery {
    size_t count;
    const struct consumer_range *ranges; /* until the next call */
    int64_t fetches_ns;                  /* when the next fetch leaves */
};

/* The consumer, from 0, of the partition: ranges of equal length, the first ones longer by one if it
 * doesn't divide evenly. */
uint32_t consumer_of(uint32_t partition, uint32_t partitions, uint32_t consumers);

/* The key is that of the replication; draws are by connection and answer (RANDOM_CONSUMER). */
struct consumers *consumer_new(struct arena *arena, const struct consumer_rule *rule,
                               const struct consumer_layout *layout, struct random_key key);

/* Connections, numbered by group, consumer, server. */
uint32_t consumer_connection_count(const struct consumers *consumers);
struct consumer_connection consumer_connection(const struct consumers *consumers, uint32_t connection);

/* As fetch_set_loop. */
void consumer_set_connection(struct consumers *consumers, uint32_t connection, int64_t arrived_ns,
                             int64_t idle_round_trip_ns);

/* Batches become readable at the server that serves them to the group: add each, then notify each of their
 * partitions once. */
void consumer_add(struct consumers *consumers, int64_t now_ns, uint32_t group, uint32_t partition,
                  uint32_t tag, uint32_t bytes);
struct consumer_turn consumer_notify(struct consumers *consumers, int64_t now_ns, uint32_t group,
                                     uint32_t partition);

/* The connection's next fetch arrives at its server, at the time of an earlier turn. */
struct consumer_turn consumer_fetch(struct consumers *consumers, int64_t now_ns, uint32_t connection);

/* The time of FETCH_EXPIRES has come. */
struct consumer_turn consumer_expire(struct consumers *consumers, int64_t now_ns, uint32_t connection);

/* The latest answer has arrived at the consumer. */
struct consumer_delivery consumer_received(struct consumers *consumers, int64_t now_ns, uint32_t connection);

/* A batch of a delivery, the latest or a later one. time_ns is when it became readable. */
const struct fetch_batch *consumer_batch(const struct consumers *consumers, uint32_t group,
                                         uint32_t partition, uint64_t number);

/* Batches that the group has got; and that are readable but haven't reached it. */
uint64_t consumer_position(const struct consumers *consumers, uint32_t group, uint32_t partition);
uint64_t consumer_lag(const struct consumers *consumers, uint32_t group, uint32_t partition);
