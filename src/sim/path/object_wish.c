/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What readers of the object path have in files of producers that aren't followed.
 *
 * A followed reader has batches of followed producers only. The chunks that it would have to wait for beside
 * those are wishes: of a file with so many batches in a chunk, a consumer that owns one in C of the
 * partitions wants it with probability 1 − e^(−batches ÷ C). What is missing to that is drawn. Wishes keep
 * readers as busy, and as much in step with each other, as consumers of the whole system are: those of a zone
 * wait for each other's loads, leave together when the slowest has come, and so ask for the next files
 * together. Consumers of the groups have the same partitions and so the same wishes. What is not in it:
 * wishes take none of the bytes that an answer may have.
 *
 * The shelf holds the chunks of committed files in their order, and for every consumer a row of bits, of
 * those that it wishes for. A reader knows the first one that its last answer hadn't, and looks at all from
 * there on, 64 at a time. To know when the last of its chunks is loaded it waits for one of them at a time,
 * from the youngest to the oldest; most of the others are there by then. */
#include <string.h>

#include "base/fp.h"
#include "base/number.h"
#include "sim/path/object_private.h"

enum { CAPACITY_FIRST = 256, WORD_BITS = 64 };

#define NOTHING UINT64_MAX

/* Entities of RANDOM_CONSUMER from here on are files, those below are readers. */
#define WISHING (UINT32_C(1) << 31)

/* Consumers of a group that have partitions. */
static double consumers_of(const struct path_group *group)
{
    return smaller(group->consumers, group->partitions);
}

/* Followed consumers of each of the group's consumer groups. */
static uint32_t each_of(const struct object_run *run, uint32_t place)
{
    return run->fetches[place] == NULL
               ? 0
               : run->fetches[place]->loop_count / path_group_of(&run->base, place)->consumer_groups;
}

/* ---- the shelf ---- */

static uint32_t rows_of(const struct object_run *run)
{
    uint32_t rows = 0;
    for (uint32_t place = 0; place < run->base.detail->count; place++) rows += each_of(run, place);
    return rows;
}

static size_t words_of(const struct shelf *shelf) { return shelf->capacity / WORD_BITS; }

/* The nth of rows. */
static uint64_t *row_at(const struct shelf *shelf, uint64_t *rows, size_t n)
{
    return rows + n * words_of(shelf);
}

static void allot(struct object_run *run, struct shelf *shelf, uint64_t capacity)
{
    struct arena *arena = run->base.arena;
    shelf->capacity = capacity;
    shelf->items = arena_new_of(arena, struct shelved, capacity);
    shelf->wishes = arena_new_of(arena, uint64_t, rows_of(run) * words_of(shelf));
    shelf->asked = arena_new_of(arena, uint64_t, run->zones * words_of(shelf));
    shelf->loaded = arena_new_of(arena, uint64_t, run->zones * words_of(shelf));
    shelf->bytes = arena_new_of(arena, double, capacity * run->base.detail->count);
}

void object_shelf_start(struct object_run *run)
{
    struct shelf *shelf = &run->shelf;
    uint32_t rows = 0;
    shelf->first_row = arena_new_of(run->base.arena, uint32_t, run->base.detail->count);
    for (uint32_t place = 0; place < run->base.detail->count; place++) {
        shelf->first_row[place] = rows;
        rows += each_of(run, place);
    }
    allot(run, shelf, CAPACITY_FIRST);
}

static size_t slot_of(const struct shelf *shelf, uint64_t at) { return at & (shelf->capacity - 1); }

static bool bit_of(const uint64_t *row, size_t slot) { return row[slot / WORD_BITS] >> slot % WORD_BITS & 1; }

static void set_bit(uint64_t *row, size_t slot, bool bit)
{
    uint64_t mask = UINT64_C(1) << slot % WORD_BITS;
    row[slot / WORD_BITS] = (row[slot / WORD_BITS] & ~mask) | (bit ? mask : 0);
}

static const uint64_t *wishes_of(const struct shelf *shelf, const struct reader *reader)
{
    return row_at(shelf, shelf->wishes, shelf->first_row[reader->followed] + reader->consumer);
}

static void copy_rows(const struct shelf *old, const uint64_t *old_rows, struct shelf *shelf, uint64_t *rows,
                      uint32_t count)
{
    for (uint32_t row = 0; row < count; row++)
        for (uint64_t at = old->begin; at < old->end; at++)
            set_bit(row_at(shelf, rows, row), slot_of(shelf, at),
                    bit_of(old_rows + row * words_of(old), slot_of(old, at)));
}

static void grow(struct object_run *run)
{
    struct shelf *shelf = &run->shelf, old = *shelf;
    size_t places = run->base.detail->count;
    allot(run, shelf, 2 * old.capacity);
    for (uint64_t at = old.begin; at < old.end; at++) {
        size_t from = slot_of(&old, at), to = slot_of(shelf, at);
        shelf->items[to] = old.items[from];
        memcpy(shelf->bytes + to * places, old.bytes + from * places, places * sizeof *shelf->bytes);
    }
    copy_rows(&old, old.wishes, shelf, shelf->wishes, rows_of(run));
    copy_rows(&old, old.asked, shelf, shelf->asked, run->zones);
    copy_rows(&old, old.loaded, shelf, shelf->loaded, run->zones);
}

/* Chunks of which a word of a row has the bits: the first of those from `at` to before `end`. */
struct span {
    size_t word;
    uint64_t mask, count;
};

static struct span span_of(const struct shelf *shelf, uint64_t at, uint64_t end)
{
    size_t slot = slot_of(shelf, at);
    uint64_t count = WORD_BITS - slot % WORD_BITS;
    count = count < end - at ? count : end - at;
    return (struct span){slot / WORD_BITS,
                         (count == WORD_BITS ? UINT64_MAX : (UINT64_C(1) << count) - 1) << slot % WORD_BITS,
                         count};
}

/* The youngest from `from` to before `end` that has a bit in this row and, unless that is NULL, none in
 * `without`; NOTHING when there is none. */
static uint64_t youngest(const struct shelf *shelf, const uint64_t *row, const uint64_t *without,
                         uint64_t from, uint64_t end)
{
    for (uint64_t at = end; at > from;) {
        size_t slot = slot_of(shelf, at - 1), bits = slot % WORD_BITS + 1;
        uint64_t count = bits < at - from ? bits : at - from, word = row[slot / WORD_BITS];
        word &= without == NULL ? UINT64_MAX : ~without[slot / WORD_BITS];
        word = word << (WORD_BITS - bits) >>
               (WORD_BITS - count); /* the last of them is the highest of count bits */
        if (word != 0) return at - count + (WORD_BITS - 1 - (uint64_t)__builtin_clzll(word));
        at -= count;
    }
    return NOTHING;
}

/* What no reader will look at any more goes; who waits, and would have been answered for any wish, has none.
 */
static void make_room(struct object_run *run)
{
    struct shelf *shelf = &run->shelf;
    shelf->begin = shelf->end;
    for (uint32_t i = 0; i < run->reader_count; i++) {
        struct reader *reader = &run->readers[i];
        if (run->waits[i] && !reader->is_told && run->fetches[reader->followed]->min_bytes == 1)
            reader->shelf_from = shelf->end;
        uint64_t least = reader->shelf_low < reader->shelf_from ? reader->shelf_low : reader->shelf_from;
        shelf->begin = least < shelf->begin ? least : shelf->begin;
    }
    if (shelf->end - shelf->begin > shelf->capacity / 2) grow(run);
}

/* ---- wishes ---- */

/* Batches of a file that are of this topic group. */
static double aggregate_batches(const struct object_run *run, const struct file *file, uint32_t group)
{
    double others = file->batches - file->followed_batches;
    return run->aggregate_batches == 0
               ? 0
               : others * run->aggregate_groups[group].batches / run->aggregate_batches;
}

static double followed_batches(const struct object_run *run, const struct file *file, uint32_t place)
{
    return run->followed_batches_all == 0
               ? 0
               : file->followed_batches * run->followed_batches[place] / run->followed_batches_all;
}

/* What is drawn for a file: a number for each consumer of a group and each chunk. */
struct wishing {
    struct random_stream stream;
    uint64_t at;
    uint64_t words[64];
};

static double next_unit(struct wishing *wishing)
{
    size_t size = sizeof wishing->words / sizeof *wishing->words;
    if (wishing->at % size == 0) random_block(&wishing->stream, wishing->at, size, wishing->words);
    return random_unit_of(wishing->words[wishing->at++ % size]);
}

static void draw_wishes(struct object_run *run, const struct file *file, uint32_t place, size_t slot,
                        struct wishing *wishing)
{
    const struct path_group *group = path_group_of(&run->base, place);
    struct shelf *shelf = &run->shelf;
    uint32_t each = each_of(run, place);
    double followed = followed_batches(run, file, place),
           all = followed + aggregate_batches(run, file, run->base.detail->followed[place].group);
    double missing = larger(0, all / consumers_of(group) - followed / each) / file->chunks,
           chance = -fp_expm1(-missing);
    shelf->bytes[slot * run->base.detail->count + place] = chance == 0 ? 0
                                                                       : file->bytes * missing /
                                                                             file->batches / chance;
    for (uint32_t c = 0; c < each; c++)
        set_bit(row_at(shelf, shelf->wishes, shelf->first_row[place] + c), slot, next_unit(wishing) < chance);
}

/* Readers whose fetch waits and who wish for what is on the shelf from here on. */
static void tell_who_waits(struct object_run *run, uint64_t from)
{
    const struct shelf *shelf = &run->shelf;
    for (uint32_t i = 0; i < run->reader_count; i++)
        if (run->waits[i] &&
            youngest(shelf, wishes_of(shelf, &run->readers[i]), NULL, from, shelf->end) != NOTHING)
            object_remember_to_tell(run, i);
}

void object_file_readable(struct object_run *run, uint32_t index)
{
    struct file *file = file_at(run, index);
    struct shelf *shelf = &run->shelf;
    struct wishing wishing = {
        .stream = random_stream_of(run->base.key, RANDOM_CONSUMER, WISHING | (uint32_t)file->serial)};
    file->shelf_at = shelf->end;
    for (uint32_t chunk = 0; chunk < file->chunks; chunk++) {
        if (shelf->end - shelf->begin == shelf->capacity) make_room(run);
        size_t slot = slot_of(shelf, shelf->end++);
        shelf->items[slot] = (struct shelved){file->serial, file->bytes, chunk};
        for (uint32_t zone = 0; zone < run->zones; zone++) {
            set_bit(row_at(shelf, shelf->asked, zone), slot, false);
            set_bit(row_at(shelf, shelf->loaded, zone), slot, false);
        }
        for (uint32_t place = 0; place < run->base.detail->count; place++)
            if (run->fetches[place] != NULL) draw_wishes(run, file, place, slot, &wishing);
    }
    tell_who_waits(run, file->shelf_at);
}

/* From the youngest on, since that is where a reader that waits has its wish. */
bool object_is_enough(const struct object_run *run, const struct reader *reader)
{
    const struct fetches *fetches = run->fetches[reader->followed];
    const struct shelf *shelf = &run->shelf;
    const uint64_t *wishes = wishes_of(shelf, reader);
    double ready_bytes = (double)fetches->loops[reader->loop].ready_bytes;
    for (uint64_t at = shelf->end; (at = youngest(shelf, wishes, NULL, reader->shelf_from, at)) != NOTHING;) {
        ready_bytes += shelf->bytes[slot_of(shelf, at) * run->base.detail->count + reader->followed];
        if (fetches->min_bytes == 1 || ready_bytes >= (double)fetches->min_bytes) return true;
    }
    return false;
}

bool object_has_wishes(const struct object_run *run, const struct reader *reader)
{
    const struct shelf *shelf = &run->shelf;
    return youngest(shelf, wishes_of(shelf, reader), NULL, reader->shelf_from, shelf->end) != NOTHING;
}

/* ---- an answer's wishes ---- */

bool object_is_wish(const struct object_run *run, const struct reader *reader, const struct file *file,
                    uint32_t chunk)
{
    const struct shelf *shelf = &run->shelf;
    uint64_t at = file->shelf_at + chunk;
    return at >= reader->shelf_from && bit_of(wishes_of(shelf, reader), slot_of(shelf, at));
}

bool object_await_wishes(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    struct shelf *shelf = &run->shelf;
    const uint64_t *wishes = wishes_of(shelf, reader);
    uint64_t *asked = row_at(shelf, shelf->asked, reader->agent_zone),
             *loaded = row_at(shelf, shelf->loaded, reader->agent_zone);
    for (uint64_t at; reader->shelf_low != NO_SHELF &&
                      (at = youngest(shelf, wishes, loaded, reader->shelf_low, reader->shelf_at)) != NOTHING;
         reader->shelf_at = at) {
        size_t slot = slot_of(shelf, at);
        const struct shelved *item = &shelf->items[slot];
        if (object_want(run, now_ns, index | OBJECT_CHAIN, item->serial, item->bytes, item->chunk)) {
            reader->shelf_at = at + 1;
            return true;
        }
        set_bit(asked, slot, true);
        set_bit(loaded, slot, true);
    }
    reader->shelf_low = NO_SHELF;
    return false;
}

/* What was there may be gone. */
static void forget_asked(struct shelf *shelf, uint64_t *asked, uint64_t *loaded, uint64_t from)
{
    for (uint64_t at = from; at < shelf->end;) {
        struct span span = span_of(shelf, at, shelf->end);
        asked[span.word] &= ~span.mask;
        loaded[span.word] &= ~span.mask;
        at += span.count;
    }
}

/* All that nobody of the zone has asked for yet is asked for now; then the youngest that isn't there is
 * waited for. */
bool object_ask_for_wishes(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t asked_already)
{
    struct reader *reader = &run->readers[index];
    struct shelf *shelf = &run->shelf;
    const uint64_t *wishes = wishes_of(shelf, reader);
    uint64_t *asked = row_at(shelf, shelf->asked, reader->agent_zone),
             *loaded = row_at(shelf, shelf->loaded, reader->agent_zone);
    unsigned wished = 0;
    if (zone_cache_counts(run->caches[reader->agent_zone]).evicted > 0)
        forget_asked(shelf, asked, loaded, reader->shelf_from);
    for (uint64_t at = reader->shelf_from; at < shelf->end;) {
        struct span span = span_of(shelf, at, shelf->end);
        uint64_t wish = wishes[span.word] & span.mask, new = wish & ~asked[span.word];
        wished += (unsigned)__builtin_popcountll(wish);
        asked[span.word] |= new;
        for (; new != 0; new &= new - 1) {
            const struct shelved *item = &shelf->items[span.word * WORD_BITS + (size_t)__builtin_ctzll(new)];
            reader->pending += object_want(run, now_ns, index, item->serial, item->bytes, item->chunk);
        }
        at += span.count;
    }
    object_count_wants(run, now_ns, index, wished - asked_already);
    reader->shelf_low = reader->shelf_from;
    reader->shelf_at = reader->shelf_from = shelf->end;
    return object_await_wishes(run, now_ns, index);
}
