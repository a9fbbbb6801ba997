/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/object_demand.h"

#include <string.h>

#include "base/fp.h"
#include "base/number.h"
#include "sim/path/object_readers.h"

enum { CAPACITY_FIRST = 256, WORD_BITS = 64 };

/* No chunk; no answer in progress. */
#define NONE UINT64_MAX

/* Entities of RANDOM_CONSUMER from here on are files, those below are readers. */
#define FILE_ENTITY (UINT32_C(1) << 31)

struct window_chunk {
    uint64_t file_serial;
    double file_bytes;
    uint32_t chunk; /* in the file */
};

/* Chunks that readers may still want, numbered from begin to before end; by number mod capacity, a power
 * of two ≥ 64. A row has a bit for each. */
struct window {
    uint64_t begin, end, capacity;
    struct window_chunk *chunks;
    uint64_t *wanted;             /* rows by consumer: by topic, from first_row on */
    uint64_t *requested, *loaded; /* rows by zone: requested from its cache, and known to be in it */
    double *bytes;                /* by chunk and topic: for each consumer that wants it */
};

struct reader {
    uint32_t topic, zone;
    uint32_t row; /* of wanted */
    bool is_any_enough;
    uint64_t from;    /* the first chunk that was in no answer */
    uint64_t low, at; /* for the answer in progress: its first chunk, and the one after the awaited one; low
                         is NONE without an answer */
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
    bool *is_waiting; /* by reader; a separate array, since each file scans it */
    uint32_t reader_count;
};

/* ---- the window ---- */

static size_t words_of(const struct window *window) { return window->capacity / WORD_BITS; }

static uint64_t *row_at(const struct window *window, uint64_t *rows, size_t row)
{
    return rows + row * words_of(window);
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
}

static size_t slot_of(const struct window *window, uint64_t at) { return at & (window->capacity - 1); }

static bool bit_of(const uint64_t *row, size_t slot) { return row[slot / WORD_BITS] >> slot % WORD_BITS & 1; }

static void set_bit(uint64_t *row, size_t slot, bool bit)
{
    uint64_t mask = UINT64_C(1) << slot % WORD_BITS;
    row[slot / WORD_BITS] = (row[slot / WORD_BITS] & ~mask) | (bit ? mask : 0);
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
}

/* Chunks within one word of a row: from `at` on, before `end`. */
struct span {
    size_t word;
    uint64_t mask, count;
};

static struct span span_of(const struct window *window, uint64_t at, uint64_t end)
{
    size_t slot = slot_of(window, at);
    uint64_t count = WORD_BITS - slot % WORD_BITS;
    count = count < end - at ? count : end - at;
    return (struct span){slot / WORD_BITS,
                         (count == WORD_BITS ? UINT64_MAX : (UINT64_C(1) << count) - 1) << slot % WORD_BITS,
                         count};
}

/* The youngest chunk from `from` to before `end` with a bit in row and, unless that is NULL, none in
 * without; NONE if there is none. */
static uint64_t youngest(const struct window *window, const uint64_t *row, const uint64_t *without,
                         uint64_t from, uint64_t end)
{
    for (uint64_t at = end; at > from;) {
        size_t slot = slot_of(window, at - 1), bits = slot % WORD_BITS + 1;
        uint64_t count = bits < at - from ? bits : at - from, word = row[slot / WORD_BITS];
        word &= without == NULL ? UINT64_MAX : ~without[slot / WORD_BITS];
        word = word << (WORD_BITS - bits) >>
               (WORD_BITS - count); /* the last of them is the highest of count bits */
        if (word != 0) return at - count + (WORD_BITS - 1 - (uint64_t)__builtin_clzll(word));
        at -= count;
    }
    return NONE;
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
    if (run->demand != NULL) run->demand->is_waiting[reader] = is_waiting;
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
    return youngest(&demand->window, wanted_by(demand, reader), NULL, reader->from, demand->window.end) !=
           NONE;
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
        const struct window_chunk *chunk = &window->chunks[slot];
        if (object_reader_load(run, now_ns, index, LOAD_FOR_CHAIN, chunk->file_serial, chunk->file_bytes,
                               chunk->chunk)) {
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

/* Request all chunks that nobody in the zone has requested yet, then wait for the youngest missing one. */
uint32_t object_demand_load(struct object_run *run, int64_t now_ns, uint32_t index,
                            uint32_t already_requested)
{
    if (run->demand == NULL) return 0;
    struct reader *reader = &run->demand->readers[index];
    struct window *window = &run->demand->window;
    const uint64_t *wanted = wanted_by(run->demand, reader);
    uint64_t *requested = row_at(window, window->requested, reader->zone),
             *loaded = row_at(window, window->loaded, reader->zone);
    unsigned chunks = 0;
    uint32_t loads = 0;
    if (object_reader_cache_evicts(run, index)) forget_requested(window, requested, loaded, reader->from);
    for (uint64_t at = reader->from; at < window->end;) {
        struct span span = span_of(window, at, window->end);
        uint64_t all = wanted[span.word] & span.mask, new = all & ~requested[span.word];
        chunks += (unsigned)__builtin_popcountll(all);
        requested[span.word] |= new;
        for (; new != 0; new &= new - 1) {
            const struct window_chunk *chunk =
                &window->chunks[span.word * WORD_BITS + (size_t)__builtin_ctzll(new)];
            loads += object_reader_load(run, now_ns, index, LOAD_FOR_ANSWER, chunk->file_serial,
                                        chunk->file_bytes, chunk->chunk);
        }
        at += span.count;
    }
    object_reader_count_chunks(run, now_ns, index, chunks - already_requested);
    reader->low = reader->from;
    reader->at = reader->from = window->end;
    return loads + object_demand_await(run, now_ns, index);
}
