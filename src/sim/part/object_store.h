/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Object store: the time for a client to put an object, or to get a range of one.
 *
 * A transfer is a client's operation; it sends requests for it, which are billed. One store serves one kind
 * (PUT or GET), since latencies, slots and limits are of a kind. A transfer: - waits, first come first
 * served, until its client has a slot free, which it holds to its end; - sends one request to each of
 * `buckets` buckets and is done when `answers_needed` have answered (a quorum; 1 of 1 is the plain case).
 * From then on nothing more is sent for it: answers that are still under way are billed and ignored; - is
 * refused (503) by a bucket whose prefix is at its limit, after refusal_s; a request that was let in may fail
 * with its answer. After either, the next attempt follows a back-off, up to attempts_max. When too few
 * buckets can still answer, the transfer is given up; - may be hedged: a second request goes to a bucket that
 * hasn't answered hedge_after its last one; the first good answer of both counts, and the attempt fails only
 * with both. Back-off after the n-th attempt is min(cap, backoff × 2^(n − 1)) × (1 − jitter × U): jitter 1 is
 * AWS's "full jitter" (AWS Architecture Blog, Exponential Backoff And Jitter, 2015), 0 is none.
 *
 * Bills: AWS doesn't charge for 5xx answers (S3 User Guide, Billing for Amazon S3 error responses), so
 * refused requests are counted apart. S3 raises a prefix's limits with time; here they stay (3,500 PUT and
 * 5,500 GET a second: S3 User Guide, Performance design patterns).
 *
 * Randomness: one stream a client; a draw belongs to (transfer of the client, bucket, attempt, first or
 * hedge), so that an attempt more shifts nothing else.
 *
 * Use: object_store_transfer says when to call object_store_step, which says when to call it again, until the
 * transfer is over. When that frees a slot for one that waited, the same answer says when to step that one.
 * Calls come in order of time.
 *
 * Ownership: the arena; transfers live in a pool that grows there. The distributions of the rule stay the
 * caller's. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/dist.h"
#include "sim/engine/token_bucket.h"
#include "sim/draw/random.h"
#include "sim/engine/time.h"

enum { OBJECT_BUCKETS_MAX = 8, OBJECT_ATTEMPTS_MAX = 16 };

/* No transfer. */
#define OBJECT_NONE UINT32_MAX

struct object_rule {
    const struct dist *latency;     /* of a request by its bytes, from sending to its answer */
    const struct dist *hedge_after; /* by bytes, not random (constant, or sized without noise); NULL: never */
    uint32_t slots;                 /* transfers of a client at once; 0: no bound */
    uint32_t buckets, answers_needed; /* 1 ≤ answers_needed ≤ buckets ≤ OBJECT_BUCKETS_MAX */
    uint32_t prefixes;                /* ≥ 1, each with a limit of its own in each bucket */
    struct token_bucket_rule limit;
    double refusal_s;      /* from sending to a 503 */
    uint32_t attempts_max; /* of a bucket's request, 1 to OBJECT_ATTEMPTS_MAX */
    double failure;        /* probability that a request fails with its answer, 0 to 1 */
    double backoff_s, backoff_cap_s;
    double jitter; /* 0 to 1 */
};

struct object_counts {
    uint64_t transfers, done, given_up; /* the rest wait or are in progress */
    uint64_t requests;                  /* sent, of any sort: transfers begun × buckets + retries + hedges */
    uint64_t retries, hedges;
    uint64_t refused; /* 503: not billed */
    uint64_t failed;  /* let in, and answered with an error (or will be) */
    double bytes;     /* of all requests that were let in */
};

enum object_state {
    OBJECT_WAITS,     /* for a slot: another's end will start it */
    OBJECT_UNDER_WAY, /* step it at next_ns */
    OBJECT_DONE,      /* over: its ticket is free again */
    OBJECT_GIVEN_UP,  /* over, without success */
};

struct object_turn {
    enum object_state state;
    uint32_t ticket, owner;
    int64_t asked_ns, started_ns; /* started_ns: when it got a slot; NEVER_NS while it waits */
    int64_t next_ns;              /* NEVER_NS unless under way */
    uint32_t freed; /* the ticket that got the slot of a finished one: step it at freed_next_ns; else
                       OBJECT_NONE */
    int64_t freed_next_ns;
};

struct object_store;

struct object_store *object_store_new(struct arena *arena, const struct object_rule *rule,
                                      struct random_key key, enum random_purpose purpose, uint32_t clients);

/* Start a client's transfer of bytes to or from the prefix; owner is the caller's word, given back with
 * every turn. */
struct object_turn object_store_transfer(struct object_store *store, int64_t now_ns, uint32_t client,
                                         uint32_t prefix, double bytes, uint32_t owner);

/* Advance a transfer at the time that its last turn named. */
struct object_turn object_store_step(struct object_store *store, int64_t now_ns, uint32_t ticket);

struct object_counts object_store_counts(const struct object_store *store);
