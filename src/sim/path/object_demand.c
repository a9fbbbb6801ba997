/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/object_demand.h"

#include <math.h>
#include <string.h>

#include "base/fp.h"
#include "base/number.h"
#include "sim/path/object_readers.h"
#include "sim/path/object_window.h"

enum { CAPACITY_FIRST = 256, WORD_BITS = WINDOW_WORD_BITS };

/* No answer in progress. */
#define NONE WINDOW_NONE

/* Entities of RANDOM_CONSUMER from here on are files, those below are readers. */
#define FILE_ENTITY (UINT32_C(1) << 31)

struct reader {
    uint32_t topic, zone;
    uint32_t row; /* of wanted */
    bool is_any_enough;
    uint64_t from;    /* the first chunk that was in no answer */
    uint64_t until;   /* the first chunk that came too late for the answer in progress */
    uint64_t low, at; /* for the answer in progress: its first chunk, and the one after the awaited one; low
                         is NONE without an answer. Where answers hold what is ready, low is the first that is
                         missing */
};

/* Batches that have arrived so far. */
struct mix {
    double *followed, followed_all;     /* by followed topic */
    double *background, background_all; /* by index in clients.groups */
};

struct object_demand {
    struct window window;
    struct mix mix;
    const uint32_t *consumers; /* followed consumers of each group, by topic */
    uint32_t *first_row;       /* by topic: the row of its first consumer */
    uint32_t row_count;
    struct reader *readers;
    uint64_t missing_at[WORD_BITS]; /* of the reader that was looked at last: by its own partitions, the first
                                       chunk that is missing */
    bool *is_waiting;               /* by reader; a separate array, since each file scans it */
    uint32_t reader_count;
};

/* ---- the window ---- */

static uint32_t had_rows(const struct object_run *run)
{
    return run->rule->answers_when_ready ? run->demand->reader_count : 0;
}

static void allocate(struct object_run *run, struct window *window, uint64_t capacity)
{
    struct arena *arena = run->base.arena;
    window->capacity = capacity;
    window->chunks = arena_new_of(arena, struct window_chunk, capacity);
    window->wanted = arena_new_of(arena, uint64_t, run->demand->row_count * words_of(window));
    window->requested = arena_new_of(arena, uint64_t, run->zones * words_of(window));
    window->loaded = arena_new_of(arena, uint64_t, run->zones * words_of(window));
    window->bytes = arena_new_of(arena, double, capacity * run->base.detail->count);
    window->had = arena_new_of(arena, uint64_t, had_rows(run) * words_of(window));
}

static const uint64_t *wanted_by(const struct object_demand *demand, const struct reader *reader)
{
    return row_at(&demand->window, demand->window.wanted, reader->row);
}

static void copy_rows(const struct window *old, const uint64_t *old_rows, struct window *window,
                      uint64_t *rows, uint32_t count)
{
    for (uint32_t row = 0; row < count; row++)
        for (uint64_t at = old->begin; at < old->end; at++)
            set_bit(row_at(window, rows, row), slot_of(window, at),
                    bit_of(old_rows + row * words_of(old), slot_of(old, at)));
}

static void grow(struct object_run *run)
{
    struct window *window = &run->demand->window, old = *window;
    size_t topics = run->base.detail->count;
    allocate(run, window, 2 * old.capacity);
    for (uint64_t at = old.begin; at < old.end; at++) {
        size_t from = slot_of(&old, at), to = slot_of(window, at);
        window->chunks[to] = old.chunks[from];
        memcpy(window->bytes + to * topics, old.bytes + from * topics, topics * sizeof *window->bytes);
    }
    copy_rows(&old, old.wanted, window, window->wanted, run->demand->row_count);
    copy_rows(&old, old.requested, window, window->requested, run->zones);
    copy_rows(&old, old.loaded, window, window->loaded, run->zones);
    copy_rows(&old, old.had, window, window->had, had_rows(run));
}

/* Drop chunks that no reader will look at any more. A reader that still waits wants none of them, or they
 * would have answered it. */
static void make_room(struct object_run *run)
{
    struct object_demand *demand = run->demand;
    struct window *window = &demand->window;
    window->begin = window->end;
    for (uint32_t i = 0; i < demand->reader_count; i++) {
        struct reader *reader = &demand->readers[i];
        if (demand->is_waiting[i] && reader->is_any_enough && !object_reader_is_marked(run, i))
            reader->from = window->end;
        uint64_t least = reader->low < reader->from ? reader->low : reader->from;
        window->begin = least < window->begin ? least : window->begin;
    }
    if (window->end - window->begin > window->capacity / 2) grow(run);
}

/* ---- start ---- */

void object_demand_start(struct object_run *run, uint32_t reader_count, const uint32_t *consumers)
{
    struct arena *arena = run->base.arena;
    size_t topics = run->base.detail->count;
    if (run->background == NULL) return;
    struct object_demand *demand = run->demand = arena_new_of(arena, struct object_demand, 1);
    demand->consumers = consumers;
    demand->readers = arena_new_of(arena, struct reader, reader_count);
    demand->is_waiting = arena_new_of(arena, bool, reader_count);
    demand->reader_count = reader_count;
    demand->mix.followed = arena_new_of(arena, double, topics);
    demand->mix.background = arena_new_of(arena, double, run->base.path->clients.group_count);
    demand->first_row = arena_new_of(arena, uint32_t, topics);
    for (uint32_t topic = 0; topic < topics; topic++) {
        demand->first_row[topic] = demand->row_count;
        demand->row_count += consumers[topic];
    }
    allocate(run, &demand->window, CAPACITY_FIRST);
}

void object_demand_set_reader(struct object_run *run, uint32_t index,
                              const struct object_demand_reader *reader)
{
    if (run->demand == NULL) return;
    run->demand->readers[index] = (struct reader){
        .topic = reader->topic,
        .zone = reader->zone,
        .row = run->demand->first_row[reader->topic] + reader->consumer,
        .is_any_enough = reader->is_any_enough,
        .low = NONE,
    };
    run->demand->is_waiting[index] = true;
}

void object_demand_set_waiting(struct object_run *run, uint32_t reader, bool is_waiting)
{
    if (run->demand == NULL) return;
    run->demand->is_waiting[reader] = is_waiting;
    run->demand->readers[reader].until = run->demand->window.end;
}

/* ---- a file's demand ---- */

void object_demand_count_followed(struct object_run *run, uint32_t topic, double batches)
{
    if (run->demand == NULL) return;
    run->demand->mix.followed[topic] += batches;
    run->demand->mix.followed_all += batches;
}

void object_demand_count_background(struct object_run *run, uint32_t group, double batches)
{
    if (run->demand == NULL) return;
    run->demand->mix.background[group] += batches;
    run->demand->mix.background_all += batches;
}

/* The share of one in all so far. */
static double share_of(double batches, double one, double all) { return all == 0 ? 0 : batches * one / all; }

/* Uniform draws for a file: one for each consumer of each topic and each chunk. */
struct file_draws {
    struct random_stream stream;
    uint64_t at;
    uint64_t words[64];
};

static double next_unit(struct file_draws *draws)
{
    size_t size = sizeof draws->words / sizeof *draws->words;
    if (draws->at % size == 0) random_block(&draws->stream, draws->at, size, draws->words);
    return random_unit_of(draws->words[draws->at++ % size]);
}

static void draw_chunk(struct object_run *run, const struct object_file *file, uint32_t topic, size_t slot,
                       struct file_draws *draws)
{
    const struct path_group *group = path_group_of(&run->base, topic);
    struct object_demand *demand = run->demand;
    struct window *window = &demand->window;
    const struct mix *mix = &demand->mix;
    uint32_t consumers = demand->consumers[topic];
    double followed = share_of(file->followed_batches, mix->followed[topic], mix->followed_all);
    double all = followed + share_of(file->batches - file->followed_batches,
                                     mix->background[run->base.detail->followed[topic].group],
                                     mix->background_all);
    double each = all / smaller(group->consumers, group->partitions);
    double missing = larger(0, each - followed / consumers) / file->chunks, chance = -fp_expm1(-missing);
    window->bytes[slot * run->base.detail->count + topic] = chance == 0 ? 0
                                                                        : file->bytes * missing /
                                                                              file->batches / chance;
    for (uint32_t c = 0; c < consumers; c++)
        set_bit(row_at(window, window->wanted, demand->first_row[topic] + c), slot,
                next_unit(draws) < chance);
}

/* Mark the waiting readers that want a chunk from here on. */
static void mark_waiting(struct object_run *run, uint64_t from)
{
    const struct object_demand *demand = run->demand;
    for (uint32_t i = 0; i < demand->reader_count; i++)
        if (demand->is_waiting[i] && youngest(&demand->window, wanted_by(demand, &demand->readers[i]), NULL,
                                              from, demand->window.end) != NONE)
            object_reader_mark(run, i);
}

void object_demand_add_file(struct object_run *run, uint32_t index)
{
    if (run->demand == NULL) return;
    struct object_file *file = object_file_at(run, index);
    struct window *window = &run->demand->window;
    struct file_draws draws = {
        .stream = random_stream_of(run->base.key, RANDOM_CONSUMER, FILE_ENTITY | (uint32_t)file->serial)};
    file->window_at = window->end;
    for (uint32_t chunk = 0; chunk < file->chunks; chunk++) {
        if (window->end - window->begin == window->capacity) make_room(run);
        size_t slot = slot_of(window, window->end++);
        window->chunks[slot] = (struct window_chunk){file->serial, file->bytes, chunk};
        for (uint32_t zone = 0; zone < run->zones; zone++) {
            set_bit(row_at(window, window->requested, zone), slot, false);
            set_bit(row_at(window, window->loaded, zone), slot, false);
        }
        for (uint32_t topic = 0; topic < run->base.detail->count; topic++)
            if (run->demand->consumers[topic] > 0) draw_chunk(run, file, topic, slot, &draws);
    }
    mark_waiting(run, file->window_at);
}

/* ---- a reader's demand ---- */

bool object_demand_is_any(const struct object_run *run, uint32_t index)
{
    const struct object_demand *demand = run->demand;
    if (demand == NULL) return false;
    const struct reader *reader = &demand->readers[index];
    return object_demand_is_left(run, index) || youngest(&demand->window, wanted_by(demand, reader), NULL,
                                                         reader->from, demand->window.end) != NONE;
}

/* From the youngest on, since a waiting reader's demand is there. */
bool object_demand_is_enough(const struct object_run *run, uint32_t index, double ready_bytes,
                             uint64_t min_bytes)
{
    const struct object_demand *demand = run->demand;
    if (demand == NULL) return false;
    const struct reader *reader = &demand->readers[index];
    const struct window *window = &demand->window;
    const uint64_t *wanted = wanted_by(demand, reader);
    if (object_demand_is_left(run, index)) return true;
    for (uint64_t at = window->end; (at = youngest(window, wanted, NULL, reader->from, at)) != NONE;) {
        ready_bytes += window->bytes[slot_of(window, at) * run->base.detail->count + reader->topic];
        if (min_bytes == 1 || ready_bytes >= (double)min_bytes) return true;
    }
    return false;
}

bool object_demand_has(const struct object_run *run, uint32_t index, const struct object_file *file,
                       uint32_t chunk)
{
    const struct object_demand *demand = run->demand;
    if (demand == NULL) return false;
    const struct reader *reader = &demand->readers[index];
    uint64_t at = file->window_at + chunk;
    return at >= reader->from && bit_of(wanted_by(demand, reader), slot_of(&demand->window, at));
}

/* The chunk at this place of the window. */
static struct object_chunk chunk_at(const struct window *window, uint64_t at)
{
    const struct window_chunk *chunk = &window->chunks[slot_of(window, at)];
    return (struct object_chunk){chunk->file_serial, chunk->file_bytes, chunk->chunk, at};
}

bool object_demand_await(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->demand->readers[index];
    struct window *window = &run->demand->window;
    const uint64_t *wanted = wanted_by(run->demand, reader);
    uint64_t *requested = row_at(window, window->requested, reader->zone),
             *loaded = row_at(window, window->loaded, reader->zone);
    for (uint64_t at;
         reader->low != NONE && (at = youngest(window, wanted, loaded, reader->low, reader->at)) != NONE;
         reader->at = at) {
        size_t slot = slot_of(window, at);
        const struct object_chunk chunk = chunk_at(window, at);
        if (object_load(run, now_ns, reader->zone, &chunk, index | LOAD_CHAIN) != LOAD_NONE) {
            reader->at = at + 1;
            return true;
        }
        set_bit(requested, slot, true);
        set_bit(loaded, slot, true);
    }
    reader->low = NONE;
    return false;
}

/* The zone's cache may have dropped requested chunks. */
static void forget_requested(struct window *window, uint64_t *requested, uint64_t *loaded, uint64_t from)
{
    for (uint64_t at = from; at < window->end;) {
        struct span span = span_of(window, at, window->end);
        requested[span.word] &= ~span.mask;
        loaded[span.word] &= ~span.mask;
        at += span.count;
    }
}

/* Request the new chunks of a word of the window; return the loads to wait for. */
static uint32_t load_new(struct object_run *run, int64_t now_ns, uint32_t index, uint64_t first, uint64_t new)
{
    struct window *window = &run->demand->window;
    uint32_t loads = 0, zone = run->demand->readers[index].zone;
    uint64_t *loaded = row_at(window, window->loaded, zone);
    for (; new != 0; new &= new - 1) {
        const struct object_chunk chunk = chunk_at(window, first + (uint64_t)__builtin_ctzll(new));
        bool is_there = object_load(run, now_ns, zone, &chunk, index) == LOAD_NONE;
        if (is_there && run->rule->answers_when_ready)
            set_bit(loaded, slot_of(window, chunk.window_at), true);
        loads += !is_there;
    }
    return loads;
}

/* Request all chunks that nobody in the zone has requested yet, then wait for the youngest missing one. */
uint32_t object_demand_load(struct object_run *run, int64_t now_ns, uint32_t index,
                            uint32_t already_requested)
{
    if (run->demand == NULL) return 0;
    struct reader *reader = &run->demand->readers[index];
    struct window *window = &run->demand->window;
    const uint64_t *wanted = wanted_by(run->demand, reader);
    uint64_t *requested = row_at(window, window->requested, reader->zone),
             *loaded = row_at(window, window->loaded, reader->zone), from = reader->from;
    unsigned chunks = 0;
    uint32_t loads = 0;
    if (object_loads_evict(run, reader->zone)) forget_requested(window, requested, loaded, from);
    for (uint64_t at = from; at < reader->until;) {
        struct span span = span_of(window, at, reader->until);
        uint64_t all = wanted[span.word] & span.mask, new = all & ~requested[span.word];
        chunks += (unsigned)__builtin_popcountll(all);
        requested[span.word] |= new;
        if (new != 0) loads += load_new(run, now_ns, index, at - slot_of(window, at) % WORD_BITS, new);
        if (run->rule->answers_when_ready) row_at(window, window->had, index)[span.word] &= ~span.mask;
        at += span.count;
    }
    object_reader_count_chunks(run, now_ns, index, chunks - already_requested);
    if (!run->rule->answers_when_ready || reader->low == NONE) reader->low = from;
    reader->at = reader->from = reader->until;
    return run->rule->answers_when_ready ? 0 : loads + object_demand_await(run, now_ns, index);
}

/* ---- answers with what is ready ---- */

void object_demand_loaded(struct object_run *run, uint32_t zone, uint64_t window_at)
{
    if (run->demand == NULL || !run->rule->answers_when_ready) return;
    struct window *window = &run->demand->window;
    if (window_at >= window->begin)
        set_bit(row_at(window, window->loaded, zone), slot_of(window, window_at), true);
}

/* One of the consumer's partitions, of at most 64, that the chunk holds a batch of: a file's batches lie in
 * the order of their partitions, and which of a chunk's it is follows from a hash (Knuth's multiplicative).
 */
static unsigned partition_in(const struct object_run *run, const struct reader *reader, uint64_t at)
{
    const struct path_group *group = path_group_of(&run->base, reader->topic);
    const struct window_chunk *it = &run->demand->window.chunks[slot_of(&run->demand->window, at)];
    uint32_t own = group->partitions / group->consumers,
             chunks = (uint32_t)ceil(it->file_bytes / run->rule->chunk_bytes);
    own = own < 1 ? 1 : own > WORD_BITS ? WORD_BITS : own;
    uint32_t hash = (uint32_t)(it->file_serial * 31 + reader->row * 7 + it->chunk) * UINT32_C(2654435761);
    return own * it->chunk / chunks + (own > chunks ? (hash >> 16) % (own / chunks) : 0);
}

bool object_demand_take_ready(struct object_run *run, uint32_t index)
{
    if (run->demand == NULL) return false;
    struct reader *reader = &run->demand->readers[index];
    const struct window *window = &run->demand->window;
    const uint64_t *wanted = wanted_by(run->demand, reader),
                   *loaded = row_at(window, window->loaded, reader->zone);
    uint64_t *had = row_at(window, window->had, index), low = NONE, *missing_at = run->demand->missing_at;
    bool is_any = false;
    memset(missing_at, 0xff, sizeof run->demand->missing_at); /* NONE */
    for (uint64_t at = reader->low; at < reader->from;) {
        struct span span = span_of(window, at, reader->from);
        for (uint64_t missing = wanted[span.word] & ~had[span.word] & span.mask; missing != 0;
             missing &= missing - 1) {
            unsigned bit = (unsigned)__builtin_ctzll(missing);
            uint64_t one = UINT64_C(1) << bit, which = at - slot_of(window, at) % WORD_BITS + bit,
                     *missing_in = &missing_at[partition_in(run, reader, which)];
            if ((loaded[span.word] & one) != 0 && *missing_in == NONE) {
                had[span.word] |= one;
                is_any = true;
                continue;
            }
            if (*missing_in == NONE) *missing_in = which;
            if (low == NONE) low = which;
        }
        at += span.count;
    }
    reader->low = low;
    return is_any;
}

bool object_demand_blocks(const struct object_run *run, uint32_t topic, uint32_t partition,
                          uint64_t window_at)
{
    if (run->demand == NULL) return false;
    uint32_t own = partition / path_group_of(&run->base, topic)->consumers;
    return run->demand->missing_at[own < WORD_BITS ? own : WORD_BITS - 1] < window_at;
}

bool object_demand_is_left(const struct object_run *run, uint32_t index)
{
    return run->demand != NULL && run->demand->readers[index].low != NONE;
}
