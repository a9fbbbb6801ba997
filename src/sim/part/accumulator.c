/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/accumulator_private.h"

#include <assert.h>
#include <math.h>

static uint32_t clamp(double count)
{
    return count < 1 ? 1 : count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

/* Records that fill a batch, and batches that fill a request, rounding aside. */
static const double EXACT = 1e-9;

struct accumulators *accumulators_new(struct arena *arena, const struct accumulator_rule *rule)
{
    assert(rule->record_bytes > 0 && rule->batch_bytes >= 0 && isfinite(rule->batch_bytes) &&
           rule->max_in_flight >= 1);
    assert(rule->partitions >= 1 && rule->destinations >= 1);
    struct accumulators *all = arena_new_of(arena, struct accumulators, 1);
    *all = (struct accumulators){.arena = arena, .rule = *rule, .linger_ns = time_ns(rule->linger_s)};
    all->fit = clamp(floor(rule->batch_bytes / rule->record_bytes + EXACT));
    all->is_exact = all->fit * rule->record_bytes >= rule->batch_bytes * (1 - EXACT);
    all->held_most = clamp(floor(rule->buffer_bytes / fmax(rule->batch_bytes, rule->record_bytes) + EXACT));
    return all;
}

struct accumulator *accumulator_new(struct accumulators *all, const struct arrivals_rule *arrivals,
                                    size_t first, struct random_key key, uint32_t entity)
{
    struct accumulator *a = arena_new_of(all->arena, struct accumulator, 1);
    const struct accumulator_rule *rule = &all->rule;
    a->all = all;
    a->entity = entity;
    a->keys = random_stream_of(key, RANDOM_PARTITION, entity);
    a->drawn_from = UINT64_MAX;
    a->destination_count = rule->destinations < rule->partitions ? rule->destinations : rule->partitions;
    accumulator_begin_queues(a);
    if (rule->count_batches) a->sequences = arena_new_of(all->arena, uint32_t, rule->partitions);
    arrivals_start(&a->arrivals, arrivals, random_stream_of(key, RANDOM_ARRIVAL, entity), first);
    return a;
}

void accumulator_end(struct accumulator *a, int64_t until_ns)
{
    assert(until_ns >= a->clock_ns);
    arrivals_end(&a->arrivals, until_ns);
}

/* ---- records ---- */

/* A number below count: the producer's n-th draw, 32 bits of its stream. Draws come in order, so several
 * are made at once. */
static uint32_t draw_below(struct accumulator *a, uint64_t n, uint32_t count)
{
    enum { DRAWS = 2 * ACCUMULATOR_DRAWN_WORDS };
    if (n / DRAWS * ACCUMULATOR_DRAWN_WORDS != a->drawn_from) {
        a->drawn_from = n / DRAWS * ACCUMULATOR_DRAWN_WORDS;
        random_block(&a->keys, a->drawn_from, ACCUMULATOR_DRAWN_WORDS, a->drawn);
    }
    uint64_t word = a->drawn[n / 2 % ACCUMULATOR_DRAWN_WORDS];
    return (uint32_t)((n % 2 == 0 ? word & UINT32_MAX : word >> 32) * count >> 32);
}

/* The partition of the next record of a keyed producer. */
static uint32_t key_of_next(struct accumulator *a)
{
    return draw_below(a, a->figures.records, a->all->rule.partitions);
}

/* Another partition for a sticky batch. */
static uint32_t another(struct accumulator *a)
{
    uint32_t partitions = a->all->rule.partitions;
    if (partitions == 1) return 0;
    if (a->figures.batches == 0) return draw_below(a, 0, partitions);
    uint32_t partition = draw_below(a, a->figures.batches, partitions - 1);
    return partition + (partition >= a->partition);
}

/* Gather the next records before before_ns that fit into the batch; at least one. */
static void gather(struct accumulator *a, struct accumulator_batch *batch, int64_t before_ns, uint32_t most)
{
    if (batch->records == 0) batch->first_ns = arrivals_next_ns(&a->arrivals);
    uint32_t taken = arrivals_take_before(&a->arrivals, before_ns, most, &batch->last_ns);
    assert(taken > 0);
    a->figures.records += taken;
    batch->records += taken;
    if (batch->last_ns > a->clock_ns) a->clock_ns = batch->last_ns;
    if (batch->records == a->all->fit && a->all->is_exact) accumulator_fill(a, batch);
}

enum next { GATHERED, FULL_BATCH_FIRST, NO_ROOM };

/* The batch for the next record; NULL when it finds it full (and that is due first), or when there is no
 * room for another. */
static struct accumulator_batch *batch_for_next(struct accumulator *a, uint32_t partition, enum next *next)
{
    uint32_t slot = accumulator_slot(&a->open, partition);
    struct accumulator_batch *first = a->open.slots[slot], *last = first == NULL ? NULL : first->last;
    if (last != NULL && last->records < a->all->fit) return last;
    *next = FULL_BATCH_FIRST;
    if (last != NULL && !last->is_full) {
        accumulator_fill(a, last);
        return NULL;
    }
    *next = NO_ROOM;
    return a->figures.held < a->all->held_most ? accumulator_open(a, partition, slot) : NULL;
}

static enum next gather_keyed(struct accumulator *a)
{
    enum next next = GATHERED;
    struct accumulator_batch *batch = batch_for_next(a, key_of_next(a), &next);
    if (batch == NULL) return next;
    gather(a, batch, NEVER_NS, 1);
    return GATHERED;
}

/* Gather as many records as fit before anything is due. */
static enum next gather_sticky(struct accumulator *a, int64_t before_ns)
{
    uint32_t most = UINT32_MAX;
    if (a->current != NULL && a->current->records == a->all->fit) {
        accumulator_fill(a, a->current);
        return FULL_BATCH_FIRST;
    }
    if (a->current == NULL) {
        if (a->figures.held >= a->all->held_most) return NO_ROOM;
        a->partition = another(a);
        a->current = accumulator_open(a, a->partition, accumulator_slot(&a->open, a->partition));
        int64_t due_ns = timer_heap_first_ns(&a->due);
        if (due_ns <= a->clock_ns)
            most = 1; /* no linger: it leaves at once */
        else if (due_ns < before_ns)
            before_ns = due_ns;
    }
    if (most > a->all->fit - a->current->records) most = a->all->fit - a->current->records;
    gather(a, a->current, before_ns, most);
    return GATHERED;
}

/* ---- time ---- */

static int64_t later(int64_t a_ns, int64_t b_ns) { return a_ns > b_ns ? a_ns : b_ns; }

static void block(struct accumulator *a)
{
    a->is_blocked = true;
    a->blocked_ns = a->clock_ns;
    a->figures.blocks++;
}

/* The time of the next step: a request (is_send), or a record that can't be taken yet. While no
 * destination is at its limit records are taken in advance, since only a request can change their batch;
 * else only those that are there by now_ns. */
static int64_t look(struct accumulator *a, int64_t now_ns, bool *is_send)
{
    for (;;) {
        bool is_ahead = a->at_limit == 0;
        int64_t due_ns = timer_heap_first_ns(&a->due), record_ns = arrivals_next_ns(&a->arrivals);
        if (due_ns != NEVER_NS) due_ns = a->is_blocked ? a->clock_ns : later(due_ns, a->clock_ns);
        record_ns = a->is_blocked ? NEVER_NS : later(record_ns, a->clock_ns);
        *is_send = due_ns <= record_ns;
        if (*is_send) return due_ns;
        if (!is_ahead && record_ns > now_ns)
            return a->at_limit == a->destination_count ? NEVER_NS : record_ns;
        int64_t clock_ns = a->clock_ns, before_ns = is_ahead || due_ns <= now_ns ? due_ns : now_ns + 1;
        a->clock_ns = record_ns;
        enum next next = a->all->rule.partitioning == ACCUMULATOR_STICKY ? gather_sticky(a, before_ns)
                                                                         : gather_keyed(a);
        if (next != NO_ROOM) continue;
        if (record_ns > now_ns) {
            a->clock_ns = clock_ns;
            return record_ns;
        }
        block(a);
    }
}

int64_t accumulator_due_ns(struct accumulator *a)
{
    /* Records of this moment are left to accumulator_advance: an acknowledgement may come first. */
    bool is_send;
    return look(a, a->now_ns - 1, &is_send);
}

/* ---- requests ---- */

static struct accumulator_request *new_request(struct accumulators *all)
{
    struct accumulator_request *request = all->requests;
    if (request == NULL) return arena_new_of(all->arena, struct accumulator_request, 1);
    all->requests = request->next;
    return request;
}

static void add_batch(struct accumulator_request *request, struct accumulator_batch ***end,
                      struct accumulator_batch *batch, double bytes)
{
    batch->next = NULL;
    **end = batch;
    *end = &batch->next;
    if (request->count++ == 0 || batch->first_ns < request->first_ns) request->first_ns = batch->first_ns;
    if (batch->last_ns > request->last_ns) request->last_ns = batch->last_ns;
    request->records += batch->records;
    request->bytes += bytes;
}

/* Move a partition's first batch into the request; false if it doesn't fit. */
static bool take_first(struct accumulator *a, struct accumulator_request *request,
                       struct accumulator_batch ***end, uint32_t partition)
{
    uint32_t slot = accumulator_slot(&a->open, partition);
    struct accumulator_batch *batch = a->open.slots[slot];
    double bytes = accumulator_batch_bytes(&a->all->rule, batch);
    if (request->count > 0 && request->bytes + bytes > a->all->rule.max_request_bytes * (1 + EXACT))
        return false;
    accumulator_take(a, batch, slot);
    add_batch(request, end, batch, bytes);
    return true;
}

/* One round over the destination's partitions. */
static void take_round(struct accumulator *a, struct accumulator_request *request)
{
    struct accumulator_batch **end = &request->batches;
    struct accumulator_destination *destination = &a->destinations[request->destination];
    if (destination->partitions == 1) {
        take_first(a, request, &end, destination->oldest->partition);
        return;
    }
    for (uint32_t left = destination->partitions, index = destination->next; left > 0; left--, index++) {
        index = accumulator_next_waiting(a, request->destination, index);
        if (index == a->words * ACCUMULATOR_WORD_BITS)
            index = accumulator_next_waiting(a, request->destination, 0);
        if (!take_first(a, request, &end, index * a->destination_count + request->destination)) {
            destination->next = index;
            return;
        }
    }
}

static struct accumulator_request *send_request(struct accumulator *a, uint32_t which)
{
    struct accumulator_destination *destination = &a->destinations[which];
    struct accumulator_request *request = new_request(a->all);
    *request = (struct accumulator_request){.producer = a->entity,
                                            .destination = which,
                                            .sequence = destination->requests++,
                                            .sent_ns = a->now_ns};
    take_round(a, request);
    a->figures.requests++;
    a->at_limit += ++destination->in_flight == a->all->rule.max_in_flight;
    accumulator_update_due(a, which);
    return request;
}

struct accumulator_request *accumulator_advance(struct accumulator *a, int64_t now_ns)
{
    assert(now_ns >= a->now_ns);
    a->now_ns = now_ns;
    bool is_send;
    int64_t due_ns = look(a, now_ns, &is_send);
    if (!is_send || due_ns > now_ns) return NULL;
    assert(due_ns == now_ns);
    return send_request(a, timer_heap_first(&a->due));
}

static void give_back(struct accumulators *all, struct accumulator_request *request)
{
    for (struct accumulator_batch *batch = request->batches, *next; batch != NULL; batch = next) {
        next = batch->next;
        batch->next = all->batches;
        all->batches = batch;
    }
    request->next = all->requests;
    all->requests = request;
}

void accumulator_acked(struct accumulator *a, int64_t now_ns, struct accumulator_request *request)
{
    assert(now_ns >= a->now_ns && request->producer == a->entity);
    /* Events before this moment found the old state. */
    bool is_send;
    look(a, now_ns - 1, &is_send);
    a->now_ns = now_ns;
    a->clock_ns = later(a->clock_ns, now_ns);
    struct accumulator_destination *destination = &a->destinations[request->destination];
    assert(destination->in_flight > 0);
    a->at_limit -= destination->in_flight-- == a->all->rule.max_in_flight;
    a->figures.held -= request->count;
    accumulator_update_due(a, request->destination);
    if (a->is_blocked) {
        a->is_blocked = false;
        a->figures.blocked_s += time_s(now_ns - a->blocked_ns);
    }
    give_back(a->all, request);
}

struct accumulator_figures accumulator_figures(const struct accumulator *a) { return a->figures; }
