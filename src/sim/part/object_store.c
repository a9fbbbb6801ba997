/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/object_store.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "base/number.h"
#include "sim/engine/pool.h"
#include "sim/draw/variate.h"

/* Ordinals of a request in its client's stream: 1 bit says hedge, 4 bits the attempt, 3 the
 * bucket, the rest the transfer. */
enum { ATTEMPT_SHIFT = 1, BUCKET_SHIFT = 5, TRANSFER_SHIFT = 8 };

/* Further draws of a request, beyond those of its distribution. */
static const uint32_t EXTRA_FAILURE = UINT32_C(1) << 31, EXTRA_JITTER = (UINT32_C(1) << 31) + 1;

enum copy_step {
    COPY_ANSWERS,  /* at due_ns, good or bad */
    COPY_HEDGES,   /* at due_ns; the first request answers at first_ns */
    COPY_RESENDS,  /* at due_ns: the back-off is over */
    COPY_GIVEN_UP, /* no attempt is left */
};

/* A transfer's copy in one bucket. */
struct copy {
    int64_t due_ns, first_ns;
    uint32_t attempt; /* from 0 */
    enum copy_step step;
    bool is_good, first_is_good;
};

struct transfer {
    uint64_t ordinal; /* among its client's */
    int64_t asked_ns, started_ns, next_ns;
    double bytes;
    uint32_t client, prefix, owner;
    uint32_t next; /* in its client's queue */
    struct copy copies[];
};

struct client {
    uint64_t transfers;
    uint32_t busy, first, last; /* of those that wait */
};

struct object_store {
    struct arena *arena;
    struct object_rule rule;
    int64_t refusal_ns;
    struct random_key key;
    enum random_purpose purpose;
    struct client *clients;
    uint32_t client_count;
    struct token_bucket *limits; /* bucket by bucket, prefix by prefix */
    struct pool transfers;       /* of struct transfer, each followed by a copy for each bucket */
    struct object_counts counts;
};

static void check_rule(const struct object_rule *rule)
{
    assert(rule->latency != NULL && rule->prefixes >= 1);
    assert(rule->answers_needed >= 1 && rule->answers_needed <= rule->buckets &&
           rule->buckets <= OBJECT_BUCKETS_MAX);
    assert(rule->attempts_max >= 1 && rule->attempts_max <= OBJECT_ATTEMPTS_MAX && rule->failure >= 0 &&
           rule->failure <= 1);
    assert(rule->backoff_s >= 0 && rule->backoff_cap_s >= 0 && rule->jitter >= 0 && rule->jitter <= 1);
}

struct object_store *object_store_new(struct arena *arena, const struct object_rule *rule,
                                      struct random_key key, enum random_purpose purpose, uint32_t clients)
{
    check_rule(rule);
    struct object_store *store = arena_new_of(arena, struct object_store, 1);
    *store = (struct object_store){.arena = arena,
                                   .rule = *rule,
                                   .refusal_ns = time_ns(rule->refusal_s),
                                   .key = key,
                                   .purpose = purpose,
                                   .client_count = clients};
    store->transfers = pool_of(arena, sizeof(struct transfer) + rule->buckets * sizeof(struct copy));
    store->clients = arena_new_of(arena, struct client, clients);
    for (uint32_t i = 0; i < clients; i++) store->clients[i].first = store->clients[i].last = OBJECT_NONE;
    size_t limits = (size_t)rule->buckets * rule->prefixes;
    store->limits = arena_new_of(arena, struct token_bucket, limits);
    for (size_t i = 0; i < limits; i++) store->limits[i] = token_bucket_full(&rule->limit);
    return store;
}

static struct transfer *transfer_at(const struct object_store *store, uint32_t ticket)
{
    return (struct transfer *)(void *)((char *)store->transfers.items + ticket * store->transfers.item_size);
}

/* The ordinal of a request in its client's stream. */
static uint64_t draw_of(const struct transfer *transfer, uint32_t bucket, uint32_t attempt, bool hedge)
{
    return transfer->ordinal << TRANSFER_SHIFT | bucket << BUCKET_SHIFT | attempt << ATTEMPT_SHIFT |
           (hedge ? 1u : 0);
}

struct answer {
    int64_t at_ns;
    bool is_good, is_refusal;
};

/* Send a request; return its answer with its time. */
static struct answer send(struct object_store *store, const struct transfer *transfer, uint32_t bucket,
                          uint32_t attempt, bool hedge, int64_t now_ns)
{
    const struct object_rule *rule = &store->rule;
    store->counts.requests++;
    if (!token_bucket_take(&rule->limit, &store->limits[(size_t)bucket * rule->prefixes + transfer->prefix],
                           now_ns)) {
        store->counts.refused++;
        return (struct answer){.at_ns = now_ns + store->refusal_ns, .is_refusal = true};
    }
    const struct random_stream stream = random_stream_of(store->key, store->purpose, transfer->client);
    uint64_t draw = draw_of(transfer, bucket, attempt, hedge);
    bool fails = rule->failure > 0 &&
                 random_unit_of(random_bits_extra(&stream, draw, EXTRA_FAILURE)) < rule->failure;
    store->counts.failed += fails;
    store->counts.bytes += transfer->bytes;
    return (struct answer){.at_ns = now_ns + variate_ns(rule->latency, &stream, draw, transfer->bytes),
                           .is_good = !fails};
}

/* hedge_after isn't random, so any stream serves. */
static int64_t hedge_after_ns(const struct object_store *store, const struct transfer *transfer)
{
    const struct random_stream stream = random_stream_of(store->key, store->purpose, transfer->client);
    return variate_ns(store->rule.hedge_after, &stream, 0, transfer->bytes);
}

static void send_first(struct object_store *store, const struct transfer *transfer, uint32_t bucket,
                       struct copy *copy, int64_t now_ns)
{
    struct answer first = send(store, transfer, bucket, copy->attempt, false, now_ns);
    copy->first_ns = copy->due_ns = first.at_ns;
    copy->first_is_good = copy->is_good = first.is_good;
    copy->step = COPY_ANSWERS;
    if (store->rule.hedge_after == NULL || first.is_refusal) return;
    int64_t hedge_ns = now_ns + hedge_after_ns(store, transfer);
    if (hedge_ns < first.at_ns) {
        copy->due_ns = hedge_ns;
        copy->step = COPY_HEDGES;
    }
}

/* The first good answer of both; if neither is good the attempt fails with the later one. */
static void send_hedge(struct object_store *store, const struct transfer *transfer, uint32_t bucket,
                       struct copy *copy, int64_t now_ns)
{
    store->counts.hedges++;
    struct answer second = send(store, transfer, bucket, copy->attempt, true, now_ns);
    bool second_is_earlier = second.at_ns < copy->first_ns;
    copy->step = COPY_ANSWERS;
    copy->is_good = copy->first_is_good || second.is_good;
    if (copy->first_is_good && second.is_good)
        copy->due_ns = second_is_earlier ? second.at_ns : copy->first_ns;
    else if (copy->is_good)
        copy->due_ns = second.is_good ? second.at_ns : copy->first_ns;
    else
        copy->due_ns = second_is_earlier ? copy->first_ns : second.at_ns;
}

static int64_t backoff_ns(const struct object_store *store, const struct transfer *transfer, uint32_t bucket,
                          uint32_t attempt)
{
    const struct object_rule *rule = &store->rule;
    double most_s = smaller(rule->backoff_cap_s, ldexp(rule->backoff_s, (int)attempt));
    if (rule->jitter == 0) return time_ns(most_s);
    const struct random_stream stream = random_stream_of(store->key, store->purpose, transfer->client);
    double u = random_unit_of(
        random_bits_extra(&stream, draw_of(transfer, bucket, attempt, false), EXTRA_JITTER));
    return time_ns(most_s * (1 - rule->jitter * u));
}

/* A copy's own next step; a good answer only has to arrive. */
static void advance(struct object_store *store, const struct transfer *transfer, uint32_t bucket,
                    struct copy *copy, int64_t now_ns)
{
    switch (copy->step) {
    case COPY_HEDGES: send_hedge(store, transfer, bucket, copy, now_ns); return;
    case COPY_RESENDS:
        store->counts.retries++;
        copy->attempt++;
        send_first(store, transfer, bucket, copy, now_ns);
        return;
    case COPY_ANSWERS:
        copy->step = copy->attempt + 1 < store->rule.attempts_max ? COPY_RESENDS : COPY_GIVEN_UP;
        copy->due_ns = copy->step == COPY_RESENDS
                           ? now_ns + backoff_ns(store, transfer, bucket, copy->attempt)
                           : NEVER_NS;
        return;
    case COPY_GIVEN_UP: return;
    }
}

static bool is_good_answer(const struct copy *copy) { return copy->step == COPY_ANSWERS && copy->is_good; }

/* The time of the needed-th good answer; NEVER_NS while too few are known. */
static int64_t quorum_ns(const struct copy *copies, uint32_t buckets, uint32_t needed)
{
    int64_t earliest = NEVER_NS;
    for (uint32_t i = 0; i < buckets; i++) {
        if (!is_good_answer(&copies[i])) continue;
        uint32_t by_then = 0;
        for (uint32_t other = 0; other < buckets; other++)
            by_then += is_good_answer(&copies[other]) && copies[other].due_ns <= copies[i].due_ns;
        if (by_then >= needed && copies[i].due_ns < earliest) earliest = copies[i].due_ns;
    }
    return earliest;
}

/* The earliest time at which a copy needs an action; NEVER_NS if all just wait for good answers. */
static int64_t attention_ns(const struct copy *copies, uint32_t buckets)
{
    int64_t earliest = NEVER_NS;
    for (uint32_t i = 0; i < buckets; i++)
        if (!is_good_answer(&copies[i]) && copies[i].due_ns < earliest) earliest = copies[i].due_ns;
    return earliest;
}

/* The time of the quorum or of a copy's next action, whichever is earlier. NEVER_NS: neither, so the
 * transfer is lost. */
static int64_t next_ns(const struct object_store *store, const struct copy *copies)
{
    int64_t quorum = quorum_ns(copies, store->rule.buckets, store->rule.answers_needed);
    int64_t attention = attention_ns(copies, store->rule.buckets);
    return quorum < attention ? quorum : attention;
}

static void begin(struct object_store *store, uint32_t ticket, int64_t now_ns)
{
    struct transfer *transfer = transfer_at(store, ticket);
    struct copy *copies = transfer->copies;
    store->clients[transfer->client].busy++;
    transfer->started_ns = now_ns;
    for (uint32_t bucket = 0; bucket < store->rule.buckets; bucket++) {
        copies[bucket] = (struct copy){0};
        send_first(store, transfer, bucket, &copies[bucket], now_ns);
    }
    transfer->next_ns = next_ns(store, copies);
}

static struct object_turn turn_of(const struct object_store *store, uint32_t ticket, enum object_state state)
{
    const struct transfer *transfer = transfer_at(store, ticket);
    return (struct object_turn){.state = state,
                                .ticket = ticket,
                                .owner = transfer->owner,
                                .asked_ns = transfer->asked_ns,
                                .started_ns = transfer->started_ns,
                                .next_ns = state == OBJECT_UNDER_WAY ? transfer->next_ns : NEVER_NS,
                                .freed = OBJECT_NONE,
                                .freed_next_ns = NEVER_NS};
}

struct object_turn object_store_transfer(struct object_store *store, int64_t now_ns, uint32_t client_index,
                                         uint32_t prefix, double bytes, uint32_t owner)
{
    assert(client_index < store->client_count && prefix < store->rule.prefixes && bytes >= 0);
    struct client *client = &store->clients[client_index];
    uint32_t ticket = pool_take(&store->transfers);
    *transfer_at(store, ticket) = (struct transfer){.ordinal = client->transfers++,
                                                    .asked_ns = now_ns,
                                                    .started_ns = NEVER_NS,
                                                    .bytes = bytes,
                                                    .client = client_index,
                                                    .prefix = prefix,
                                                    .owner = owner,
                                                    .next = OBJECT_NONE};
    store->counts.transfers++;
    if (store->rule.slots == 0 || client->busy < store->rule.slots) {
        begin(store, ticket, now_ns);
        return turn_of(store, ticket, OBJECT_UNDER_WAY);
    }
    if (client->first == OBJECT_NONE)
        client->first = ticket;
    else
        transfer_at(store, client->last)->next = ticket;
    client->last = ticket;
    return turn_of(store, ticket, OBJECT_WAITS);
}

/* End the transfer: its slot goes to the one that has waited longest. */
static struct object_turn end(struct object_store *store, uint32_t ticket, enum object_state state,
                              int64_t now_ns)
{
    struct object_turn turn = turn_of(store, ticket, state);
    struct client *client = &store->clients[transfer_at(store, ticket)->client];
    transfer_at(store, ticket)->next_ns = NEVER_NS;
    pool_give(&store->transfers, ticket);
    client->busy--;
    if (client->first != OBJECT_NONE) {
        turn.freed = client->first;
        client->first = transfer_at(store, turn.freed)->next;
        begin(store, turn.freed, now_ns);
        turn.freed_next_ns = transfer_at(store, turn.freed)->next_ns;
    }
    return turn;
}

struct object_turn object_store_step(struct object_store *store, int64_t now_ns, uint32_t ticket)
{
    assert(ticket < store->transfers.used && transfer_at(store, ticket)->next_ns == now_ns);
    struct transfer *transfer = transfer_at(store, ticket);
    struct copy *copies = transfer->copies;
    if (quorum_ns(copies, store->rule.buckets, store->rule.answers_needed) <= now_ns) {
        store->counts.done++;
        return end(store, ticket, OBJECT_DONE, now_ns);
    }
    uint32_t given_up = 0;
    for (uint32_t bucket = 0; bucket < store->rule.buckets; bucket++) {
        if (!is_good_answer(&copies[bucket]) && copies[bucket].due_ns <= now_ns)
            advance(store, transfer, bucket, &copies[bucket], now_ns);
        given_up += copies[bucket].step == COPY_GIVEN_UP;
    }
    if (given_up > store->rule.buckets - store->rule.answers_needed) {
        store->counts.given_up++;
        return end(store, ticket, OBJECT_GIVEN_UP, now_ns);
    }
    transfer->next_ns = next_ns(store, copies);
    return turn_of(store, ticket, OBJECT_UNDER_WAY);
}

struct object_counts object_store_counts(const struct object_store *store) { return store->counts; }
