/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/accumulator.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "sim/due.h"

enum { OPEN_LEAST = 4, SLAB = 64, WORD_BITS = 64, DRAWN_WORDS = 8, DRAWS = 2 * DRAWN_WORDS };

struct accumulators {
    struct arena *arena;
    struct accumulator_rule rule;
    int64_t linger_ns;
    uint32_t fit;        /* records in a full batch */
    bool is_exact;       /* the last of these fills it, else the next finds it full */
    uint32_t held_most;  /* batches that the buffer holds */
    struct accumulator_batch *batches; /* free ones, linked by next */
    struct accumulator_request *requests;
};

struct destination {
    struct accumulator_batch *oldest, *newest; /* of all its batches */
    uint32_t partitions; /* that have some */
    uint32_t full;       /* batches */
    uint32_t next;       /* where the next request begins: the how manieth of its partitions */
    uint32_t in_flight;
    uint32_t requests;
};

/* The first batch of each partition that has some: a hash table with linear probing, half empty at least. */
struct open {
    struct accumulator_batch **slots; /* NULL: empty */
    uint32_t mask, count;
};

struct accumulator {
    struct accumulators *all;
    struct arrivals arrivals;
    struct random_stream keys;
    uint32_t entity;
    uint32_t partition; /* sticky: of the current batch, or of the last one */
    struct accumulator_batch *current; /* sticky: takes records */
    struct open open;
    struct destination *destinations;
    struct due due; /* of destinations that aren't at their limit */
    uint32_t destination_count, at_limit;
    uint64_t *waiting; /* a bit for each partition of each destination that has a batch; NULL while none has two of these */
    uint32_t words;    /* of a destination */
    bool is_blocked;
    int64_t now_ns;   /* what whoever calls said */
    int64_t clock_ns; /* when the last thing happened; after now_ns when records were taken beforehand */
    int64_t blocked_ns;
    uint32_t sent;       /* batches */
    uint32_t *sequences; /* of each partition, if they are counted */
    uint64_t drawn[DRAWN_WORDS], drawn_from; /* words of its stream, from this one on */
    struct accumulator_figures figures;
};

/* ---- rule ---- */

static uint32_t clamp(double count)
{
    return count < 1 ? 1 : count > UINT32_MAX ? UINT32_MAX : (uint32_t)count;
}

/* Records that add up to a batch, and batches to a request, but for rounding do so. */
static const double EXACT = 1e-9;

struct accumulators *accumulators_new(struct arena *arena, const struct accumulator_rule *rule)
{
    assert(rule->record_bytes > 0 && rule->batch_bytes >= 0 && isfinite(rule->batch_bytes) && rule->max_in_flight >= 1 && rule->partitions >= 1 && rule->destinations >= 1);
    struct accumulators *all = arena_new_of(arena, struct accumulators, 1);
    *all = (struct accumulators){.arena = arena, .rule = *rule, .linger_ns = time_ns(rule->linger_s)};
    all->fit = clamp(floor(rule->batch_bytes / rule->record_bytes + EXACT));
    all->is_exact = all->fit * rule->record_bytes >= rule->batch_bytes * (1 - EXACT);
    all->held_most = clamp(floor(rule->buffer_bytes / fmax(rule->batch_bytes, rule->record_bytes) + EXACT));
    return all;
}

struct accumulator *accumulator_new(struct accumulators *all, const struct arrivals_rule *arrivals, size_t first, struct random_key key,
                                    uint32_t entity)
{
    struct accumulator *a = arena_new_of(all->arena, struct accumulator, 1);
    const struct accumulator_rule *rule = &all->rule;
    a->all = all;
    a->entity = entity;
    a->keys = random_stream_of(key, RANDOM_PARTITION, entity);
    a->drawn_from = UINT64_MAX;
    a->destination_count = rule->destinations < rule->partitions ? rule->destinations : rule->partitions;
    a->destinations = arena_new_of(all->arena, struct destination, a->destination_count);
    a->words = ((rule->partitions + a->destination_count - 1) / a->destination_count + WORD_BITS - 1) / WORD_BITS;
    a->due = due_new(all->arena, a->destination_count);
    a->open = (struct open){.slots = arena_new_of(all->arena, struct accumulator_batch *, OPEN_LEAST), .mask = OPEN_LEAST - 1};
    if (rule->count_batches)
        a->sequences = arena_new_of(all->arena, uint32_t, rule->partitions);
    arrivals_start(&a->arrivals, arrivals, random_stream_of(key, RANDOM_ARRIVAL, entity), first);
    return a;
}

void accumulator_end(struct accumulator *a, int64_t until_ns)
{
    assert(until_ns >= a->clock_ns);
    arrivals_end(&a->arrivals, until_ns);
}

/* ---- pools ---- */

static struct accumulator_batch *new_batch(struct accumulators *all)
{
    if (all->batches == NULL) {
        struct accumulator_batch *slab = arena_new_of(all->arena, struct accumulator_batch, SLAB);
        for (size_t i = 0; i < SLAB; i++) {
            slab[i].next = all->batches;
            all->batches = &slab[i];
        }
    }
    struct accumulator_batch *batch = all->batches;
    all->batches = batch->next;
    return batch;
}

static struct accumulator_request *new_request(struct accumulators *all)
{
    struct accumulator_request *request = all->requests;
    if (request == NULL)
        return arena_new_of(all->arena, struct accumulator_request, 1);
    all->requests = request->next;
    return request;
}

/* ---- which partitions have batches ---- */

static uint32_t slot_of(const struct open *open, uint32_t partition)
{
    /* Multiplied by 2^32 ÷ the golden ratio, so that neighbours and multiples lie apart. */
    return (uint32_t)((uint64_t)(partition * UINT32_C(2654435769)) * ((uint64_t)open->mask + 1) >> 32);
}

/* The slot of the partition, or the empty one where it would be. */
static uint32_t find(const struct open *open, uint32_t partition)
{
    uint32_t slot = slot_of(open, partition);
    while (open->slots[slot] != NULL && open->slots[slot]->partition != partition)
        slot = (slot + 1) & open->mask;
    return slot;
}

static void grow(struct arena *arena, struct open *open)
{
    struct open larger = {.mask = 2 * open->mask + 1, .count = open->count};
    larger.slots = arena_new_of(arena, struct accumulator_batch *, larger.mask + 1);
    for (uint32_t i = 0; i <= open->mask; i++)
        if (open->slots[i] != NULL)
            larger.slots[find(&larger, open->slots[i]->partition)] = open->slots[i];
    *open = larger;
}

/* Empty a slot, and let those behind move up that the gap would hide. */
static void forget(struct open *open, uint32_t slot)
{
    for (uint32_t next = (slot + 1) & open->mask; open->slots[next] != NULL; next = (next + 1) & open->mask) {
        uint32_t home = slot_of(open, open->slots[next]->partition);
        if (((next - home) & open->mask) < ((next - slot) & open->mask))
            continue;
        open->slots[slot] = open->slots[next];
        slot = next;
    }
    open->slots[slot] = NULL;
    open->count--;
}

/* ---- destinations ---- */

static void update_due(struct accumulator *a, uint32_t which)
{
    const struct destination *destination = &a->destinations[which];
    int64_t due_ns = NEVER_NS;
    if (destination->oldest != NULL && destination->in_flight < a->all->rule.max_in_flight)
        due_ns = destination->oldest->opened_ns + (destination->full > 0 ? 0 : a->all->linger_ns);
    due_set(&a->due, which, due_ns);
}

static uint32_t destination_of(const struct accumulator *a, uint32_t partition)
{
    return a->destination_count == 1 ? 0 : partition % a->destination_count;
}

static void fill(struct accumulator *a, struct accumulator_batch *batch)
{
    uint32_t which = destination_of(a, batch->partition);
    batch->is_full = true;
    a->current = NULL;
    if (a->destinations[which].full++ == 0)
        update_due(a, which);
}

/* ---- which partitions of a destination have batches, in order ---- */

static uint64_t *word_of(const struct accumulator *a, uint32_t which, uint32_t index)
{
    return &a->waiting[(size_t)which * a->words + index / WORD_BITS];
}

static void mark(struct accumulator *a, uint32_t partition)
{
    uint32_t index = partition / a->destination_count;
    *word_of(a, destination_of(a, partition), index) |= UINT64_C(1) << index % WORD_BITS;
}

static void unmark(struct accumulator *a, uint32_t partition)
{
    uint32_t index = partition / a->destination_count;
    *word_of(a, destination_of(a, partition), index) &= ~(UINT64_C(1) << index % WORD_BITS);
}

/* Most sticky producers never have two batches for a destination, and need no bits for thousands of partitions. */
static void begin_marking(struct accumulator *a)
{
    a->waiting = arena_new_of(a->all->arena, uint64_t, (size_t)a->destination_count * a->words);
    for (uint32_t i = 0; i <= a->open.mask; i++)
        if (a->open.slots[i] != NULL)
            mark(a, a->open.slots[i]->partition);
}

/* The first index from `from` on that has a batch; past all if none has. */
static uint32_t next_marked(const struct accumulator *a, uint32_t which, uint32_t from)
{
    uint32_t end = a->words * WORD_BITS;
    if (from >= end)
        return end;
    uint64_t bits = *word_of(a, which, from) >> from % WORD_BITS;
    if (bits != 0)
        return from + (uint32_t)__builtin_ctzll(bits);
    for (uint32_t index = (from / WORD_BITS + 1) * WORD_BITS; index < end; index += WORD_BITS)
        if ((bits = *word_of(a, which, index)) != 0)
            return index + (uint32_t)__builtin_ctzll(bits);
    return end;
}

/* ---- batches ---- */

static void enter_order(struct destination *destination, struct accumulator_batch *batch)
{
    batch->older = destination->newest;
    if (destination->newest != NULL)
        destination->newest->newer = batch;
    else
        destination->oldest = batch;
    destination->newest = batch;
}

static void leave_order(struct destination *destination, struct accumulator_batch *batch)
{
    if (batch->older != NULL)
        batch->older->newer = batch->newer;
    else
        destination->oldest = batch->newer;
    if (batch->newer != NULL)
        batch->newer->older = batch->older;
    else
        destination->newest = batch->older;
}

/* The first of its partition. */
static void enter_partition(struct accumulator *a, uint32_t which, struct accumulator_batch *batch, uint32_t slot)
{
    batch->last = batch;
    a->open.slots[slot] = batch;
    if (2 * ++a->open.count > a->open.mask + 1)
        grow(a->all->arena, &a->open);
    if (++a->destinations[which].partitions == 2 && a->waiting == NULL)
        begin_marking(a);
    else if (a->waiting != NULL)
        mark(a, batch->partition);
}

/* slot: of the partition in a->open. */
static struct accumulator_batch *open_batch(struct accumulator *a, uint32_t partition, uint32_t slot)
{
    uint32_t which = destination_of(a, partition);
    struct destination *destination = &a->destinations[which];
    struct accumulator_batch *batch = new_batch(a->all), *first = a->open.slots[slot];
    *batch = (struct accumulator_batch){.partition = partition, .opened_ns = a->clock_ns};
    enter_order(destination, batch);
    if (first == NULL) {
        enter_partition(a, which, batch, slot);
    } else {
        first->last->behind = batch;
        first->last = batch;
    }
    a->figures.batches++;
    if (++a->figures.held > a->figures.most_held)
        a->figures.most_held = a->figures.held;
    if (destination->oldest == batch)
        update_due(a, which);
    return batch;
}

/* ---- records ---- */

/* A number below count: the n-th draw of the producer, 32 bits of its stream. Draws come in turn, so several are made at once. */
static uint32_t draw_below(struct accumulator *a, uint64_t n, uint32_t count)
{
    if (n / DRAWS * DRAWN_WORDS != a->drawn_from) {
        a->drawn_from = n / DRAWS * DRAWN_WORDS;
        random_block(&a->keys, a->drawn_from, DRAWN_WORDS, a->drawn);
    }
    uint64_t word = a->drawn[n / 2 % DRAWN_WORDS];
    return (uint32_t)((n % 2 == 0 ? word & UINT32_MAX : word >> 32) * count >> 32);
}

/* The partition of the next record, were it keyed. */
static uint32_t key_of_next(struct accumulator *a)
{
    return draw_below(a, a->figures.records, a->all->rule.partitions);
}

/* Another partition for a sticky batch. */
static uint32_t another(struct accumulator *a)
{
    uint32_t partitions = a->all->rule.partitions;
    if (partitions == 1)
        return 0;
    if (a->figures.batches == 0)
        return draw_below(a, 0, partitions);
    uint32_t partition = draw_below(a, a->figures.batches, partitions - 1);
    return partition + (partition >= a->partition);
}

/* Those of the next records that come before before_ns and fit go into the batch; one at least. */
static void gather(struct accumulator *a, struct accumulator_batch *batch, int64_t before_ns, uint32_t most)
{
    if (batch->records == 0)
        batch->first_ns = arrivals_next_ns(&a->arrivals);
    uint32_t taken = arrivals_take_before(&a->arrivals, before_ns, most, &batch->last_ns);
    assert(taken > 0);
    a->figures.records += taken;
    batch->records += taken;
    if (batch->last_ns > a->clock_ns)
        a->clock_ns = batch->last_ns;
    if (batch->records == a->all->fit && a->all->is_exact)
        fill(a, batch);
}

enum next { GATHERED, FULL_BATCH_FIRST, NO_ROOM };

/* The batch where the next record goes; NULL when it finds it full (and that is due first), or when there is no room for another. */
static struct accumulator_batch *batch_for_next(struct accumulator *a, uint32_t partition, enum next *next)
{
    uint32_t slot = find(&a->open, partition);
    struct accumulator_batch *first = a->open.slots[slot], *last = first == NULL ? NULL : first->last;
    if (last != NULL && last->records < a->all->fit)
        return last;
    *next = FULL_BATCH_FIRST;
    if (last != NULL && !last->is_full) {
        fill(a, last);
        return NULL;
    }
    *next = NO_ROOM;
    return a->figures.held < a->all->held_most ? open_batch(a, partition, slot) : NULL;
}

static enum next gather_keyed(struct accumulator *a)
{
    enum next next = GATHERED;
    struct accumulator_batch *batch = batch_for_next(a, key_of_next(a), &next);
    if (batch == NULL)
        return next;
    gather(a, batch, NEVER_NS, 1);
    return GATHERED;
}

/* As many as fit before something is due. */
static enum next gather_sticky(struct accumulator *a, int64_t before_ns)
{
    uint32_t most = UINT32_MAX;
    if (a->current != NULL && a->current->records == a->all->fit) {
        fill(a, a->current);
        return FULL_BATCH_FIRST;
    }
    if (a->current == NULL) {
        if (a->figures.held >= a->all->held_most)
            return NO_ROOM;
        a->partition = another(a);
        a->current = open_batch(a, a->partition, find(&a->open, a->partition));
        int64_t due_ns = due_first_ns(&a->due);
        if (due_ns <= a->clock_ns)
            most = 1; /* no linger: it goes at once */
        else if (due_ns < before_ns)
            before_ns = due_ns;
    }
    if (most > a->all->fit - a->current->records)
        most = a->all->fit - a->current->records;
    gather(a, a->current, before_ns, most);
    return GATHERED;
}

/* ---- time ---- */

static int64_t later(int64_t a_ns, int64_t b_ns)
{
    return a_ns > b_ns ? a_ns : b_ns;
}

static void block(struct accumulator *a)
{
    a->is_blocked = true;
    a->blocked_ns = a->clock_ns;
    a->figures.blocks++;
}

/* Records in flight to no end are taken beforehand; else only those that are there by now. The time of the next thing: a request (is_send), or
 * a record that can't be taken yet. */
static int64_t look(struct accumulator *a, int64_t now_ns, bool *is_send)
{
    for (;;) {
        bool is_ahead = a->at_limit == 0;
        int64_t due_ns = due_first_ns(&a->due), record_ns = arrivals_next_ns(&a->arrivals);
        if (due_ns != NEVER_NS)
            due_ns = a->is_blocked ? a->clock_ns : later(due_ns, a->clock_ns);
        record_ns = a->is_blocked ? NEVER_NS : later(record_ns, a->clock_ns);
        *is_send = due_ns <= record_ns;
        if (*is_send)
            return due_ns;
        if (!is_ahead && record_ns > now_ns)
            return a->at_limit == a->destination_count ? NEVER_NS : record_ns;
        int64_t clock_ns = a->clock_ns, before_ns = is_ahead || due_ns <= now_ns ? due_ns : now_ns + 1;
        a->clock_ns = record_ns;
        enum next next = a->all->rule.partitioning == ACCUMULATOR_STICKY ? gather_sticky(a, before_ns) : gather_keyed(a);
        if (next != NO_ROOM)
            continue;
        if (record_ns > now_ns) {
            a->clock_ns = clock_ns;
            return record_ns;
        }
        block(a);
    }
}

int64_t accumulator_due_ns(struct accumulator *a)
{
    /* Records of this moment are left to accumulator_advance: more may be acknowledged before. */
    bool is_send;
    return look(a, a->now_ns - 1, &is_send);
}

/* ---- requests ---- */

static void leave_partition(struct accumulator *a, struct destination *destination, struct accumulator_batch *batch, uint32_t slot)
{
    if (batch->behind != NULL) {
        batch->behind->last = batch->last;
        a->open.slots[slot] = batch->behind;
        return;
    }
    forget(&a->open, slot);
    destination->partitions--;
    if (a->waiting != NULL)
        unmark(a, batch->partition);
}

static void take_batch(struct accumulator *a, struct destination *destination, struct accumulator_batch *batch, uint32_t slot)
{
    leave_partition(a, destination, batch, slot);
    leave_order(destination, batch);
    destination->full -= batch->is_full;
    if (batch == a->current)
        a->current = NULL;
    batch->number = a->sent++;
    if (a->sequences != NULL)
        batch->sequence = a->sequences[batch->partition]++;
}

static void add_batch(struct accumulator_request *request, struct accumulator_batch ***end, struct accumulator_batch *batch, double bytes)
{
    batch->next = NULL;
    **end = batch;
    *end = &batch->next;
    if (request->count++ == 0 || batch->first_ns < request->first_ns)
        request->first_ns = batch->first_ns;
    if (batch->last_ns > request->last_ns)
        request->last_ns = batch->last_ns;
    request->records += batch->records;
    request->bytes += bytes;
}

/* The first batch of a partition into the request; false if it doesn't fit. */
static bool take_first(struct accumulator *a, struct accumulator_request *request, struct accumulator_batch ***end, uint32_t partition)
{
    uint32_t slot = find(&a->open, partition);
    struct accumulator_batch *batch = a->open.slots[slot];
    double bytes = accumulator_batch_bytes(&a->all->rule, batch);
    if (request->count > 0 && request->bytes + bytes > a->all->rule.max_request_bytes * (1 + EXACT))
        return false;
    take_batch(a, &a->destinations[request->destination], batch, slot);
    add_batch(request, end, batch, bytes);
    return true;
}

/* One round over the destination's partitions. */
static void take_round(struct accumulator *a, struct accumulator_request *request)
{
    struct accumulator_batch **end = &request->batches;
    struct destination *destination = &a->destinations[request->destination];
    if (destination->partitions == 1) {
        take_first(a, request, &end, destination->oldest->partition);
        return;
    }
    for (uint32_t left = destination->partitions, index = destination->next; left > 0; left--, index++) {
        index = next_marked(a, request->destination, index);
        if (index == a->words * WORD_BITS)
            index = next_marked(a, request->destination, 0);
        if (!take_first(a, request, &end, index * a->destination_count + request->destination)) {
            destination->next = index;
            return;
        }
    }
}

static struct accumulator_request *send_request(struct accumulator *a, uint32_t which)
{
    struct destination *destination = &a->destinations[which];
    struct accumulator_request *request = new_request(a->all);
    *request = (struct accumulator_request){
        .producer = a->entity, .destination = which, .sequence = destination->requests++, .sent_ns = a->now_ns};
    take_round(a, request);
    a->figures.requests++;
    a->at_limit += ++destination->in_flight == a->all->rule.max_in_flight;
    update_due(a, which);
    return request;
}

struct accumulator_request *accumulator_advance(struct accumulator *a, int64_t now_ns)
{
    assert(now_ns >= a->now_ns);
    a->now_ns = now_ns;
    bool is_send;
    int64_t due_ns = look(a, now_ns, &is_send);
    if (!is_send || due_ns > now_ns)
        return NULL;
    assert(due_ns == now_ns);
    return send_request(a, due_first(&a->due));
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
    /* What came before this moment found things as they were. */
    bool is_send;
    look(a, now_ns - 1, &is_send);
    a->now_ns = now_ns;
    a->clock_ns = later(a->clock_ns, now_ns);
    struct destination *destination = &a->destinations[request->destination];
    assert(destination->in_flight > 0);
    a->at_limit -= destination->in_flight-- == a->all->rule.max_in_flight;
    a->figures.held -= request->count;
    update_due(a, request->destination);
    if (a->is_blocked) {
        a->is_blocked = false;
        a->figures.blocked_s += time_s(now_ns - a->blocked_ns);
    }
    give_back(a->all, request);
}

struct accumulator_figures accumulator_figures(const struct accumulator *a)
{
    return a->figures;
}
