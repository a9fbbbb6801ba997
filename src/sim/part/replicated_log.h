/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Replicated log: brokers that lead partitions, and followers that copy them by fetching, as Kafka does it.
 *
 * Each follower has one session (num.replica.fetchers = 1) with each leader, a fetch loop (sim/part/fetch.h)
 * over all partitions that it copies from there. One round:
 *
 *     1. The fetch arrives at the leader. The follower now has what the previous answer brought, so the high
 *        watermarks of its partitions may advance to the least position of all replicas in sync (all, not a
 *        quorum): producers with acks=all are answered, and consumers of the leader may read.
 *     2. The leader answers at once if it has more, else at the next append, else after max_wait.
 *     3. The answer arrives at the follower, which appends it (without fsync) and sends the next fetch.
 *
 * A follower learns the watermark from answers only, and serves consumers up to it (KIP-392). An answer that
 * leaves at once carries the watermark as it was before its own fetch moved it (Partition.fetchRecords reads
 * first); and a watermark that moved answers no waiting fetch (KAFKA-9952), so that on an idle partition
 * followers learn of it up to max_wait later.
 *
 * In sync: a follower is caught up with a partition when it asks for all that the leader had, or for all that
 * it had at the previous fetch, then as of that (Replica.updateFetchState). At replicated_log_check one that
 * is behind and was last caught up longer than lag ago leaves; it is back with the fetch that shows it caught
 * up within lag. Kafka's own check runs every half of replica.lag.time.max.ms. While fewer than min_in_sync
 * (leader included) are in sync, appends with acks=all are refused and the watermark stays (KAFKA-15583).
 * Left out: the controller's round trip for a change, leader elections.
 *
 * Cost: an append touches its partition's followers, a fetch the partitions that were in the previous answer;
 * a check touches all.
 *
 * Invariants (asserted): watermarks grow, so batches are committed in order, and none before all in sync have
 * it; followers serve nothing beyond what they have and know. Ownership: the arena. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/part/fetch.h"
#include "sim/part/placement.h"

struct replicated_log_rule {
    struct fetch_rule fetch; /* of followers */
    double lag_s;            /* replica.lag.time.max.ms */
    uint32_t min_in_sync;    /* min.insync.replicas, ≥ 1 */
    bool follower_reads;     /* consumers read from followers: track what these may serve */
};

struct replicated_log;

/* Batches of a partition, numbered from first to before end, at a broker. */
struct log_range {
    uint32_t partition, replica; /* replica: its index in the placement; 0 is the leader */
    uint64_t first, end;
};

/* The consequences of a call. Lists are valid until the next call. Loops of turns are sessions. */
struct log_outcome {
    size_t turn_count, readable_count;
    const struct fetch_turn *turns;
    const struct log_range *readable; /* by the leader: committed, acks=all is answered; by a follower:
                                         consumers may read there */
    bool is_refused;                  /* the append: too few replicas are in sync */
};

/* The placement must outlive it. Nothing is appended yet, and all followers wait for it: see
 * replicated_log_set_session. */
struct replicated_log *replicated_log_new(struct arena *arena, const struct replicated_log_rule *rule,
                                          const struct placement *placement);

/* Sessions, numbered by leader, then by follower. */
struct log_session {
    uint32_t leader, follower; /* brokers */
};
uint32_t replicated_log_session_count(const struct replicated_log *log);
struct log_session replicated_log_session(const struct replicated_log *log, uint32_t session);

/* As fetch_set_loop. */
void replicated_log_set_session(struct replicated_log *log, uint32_t session, int64_t arrived_ns,
                                int64_t idle_round_trip_ns);

/* The partition's leader appends a batch. For acks=1 it can be answered at once. */
const struct log_outcome *replicated_log_append(struct replicated_log *log, int64_t now_ns,
                                                uint32_t partition, uint32_t tag, uint32_t bytes);

/* The same for the batches of one request: all are appended before any fetch that waits for them is answered
 * (ReplicaManager.appendRecords; its action queue). Add each, then replicated_log_wake at the same moment. */
const struct log_outcome *replicated_log_add(struct replicated_log *log, int64_t now_ns, uint32_t partition,
                                             uint32_t tag, uint32_t bytes);
const struct log_outcome *replicated_log_wake(struct replicated_log *log, int64_t now_ns);

/* True if the leader could append now; false if too few replicas are in sync. */
bool replicated_log_takes(const struct replicated_log *log, uint32_t partition);

/* Iterate over the batches of the session's latest answer: call with a cursor that starts at 0; false at
 * the end. Valid until replicated_log_fetch. */
bool replicated_log_brought(const struct replicated_log *log, uint32_t session, uint64_t *cursor,
                            struct log_range *range);

/* The session in which a replica (from 1) of the partition copies it. */
uint32_t replicated_log_session_of(const struct replicated_log *log, uint32_t partition, uint32_t replica);

/* The follower has appended the session's latest answer; its next fetch leaves now. Needed for follower_reads
 * only. */
const struct log_outcome *replicated_log_received(struct replicated_log *log, uint32_t session);

/* The session's next fetch arrives at the leader: after an answer (FETCH_ANSWERED), or as FETCH_COMES said.
 */
const struct log_outcome *replicated_log_fetch(struct replicated_log *log, int64_t now_ns, uint32_t session);

/* The time of FETCH_EXPIRES has come. */
const struct log_outcome *replicated_log_expire(struct replicated_log *log, int64_t now_ns, uint32_t session);

/* Drop replicas that have fallen behind from those in sync. Call it every lag/2. */
const struct log_outcome *replicated_log_check(struct replicated_log *log, int64_t now_ns);

/* A batch of a range of the latest outcome, or a later one. */
const struct fetch_batch *replicated_log_batch(const struct replicated_log *log, uint32_t partition,
                                               uint64_t number);

/* The number of replicas in sync, leader included. */
uint32_t replicated_log_in_sync(const struct replicated_log *log, uint32_t partition);
