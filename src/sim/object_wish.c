/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What readers of the object path have in files of producers that aren't followed.
 *
 * A followed reader has batches of followed producers only. The chunks that it would have to wait for beside those are wishes: of a file with so many
 * batches in a chunk, a consumer that owns one in C of the partitions wants it with probability 1 − e^(−batches ÷ C). What is missing to that is
 * drawn. Wishes keep readers as busy, and as much in step with each other, as consumers of the whole system are: those of a zone wait for each
 * other's loads, leave together when the slowest has come, and so ask for the next files together. Consumers of the groups have the same partitions
 * and so the same wishes. What is not in it: wishes take none of the bytes that an answer may have.
 *
 * The shelf holds the chunks of committed files in their order, each with a bit for every consumer that wishes for it. A reader knows the first one
 * that its last answer hadn't, and looks at all from there on. To know when the last of its chunks is loaded it waits for one of them at a time, from
 * the youngest to the oldest; most of the others are there by then. */
#include <string.h>

#include "base/fp.h"
#include "base/number.h"
#include "sim/object_private.h"

enum { CAPACITY_FIRST = 256, WORD_BITS = 64 };

/* Entities of RANDOM_CONSUMER from here on are files, those below are readers. */
#define WISHING (UINT32_C(1) << 31)

/* What a zone's cache is known to do with a chunk. */
enum { UNASKED, ASKED, LOADED };

/* Consumers of a group that have partitions. */
static double consumers_of(const struct path_group *group)
{
    return smaller(group->consumers, group->partitions);
}

/* Followed consumers of each of the group's consumer groups. */
static uint32_t each_of(const struct object_run *run, uint32_t place)
{
    return run->fetches[place] == NULL ? 0 : run->fetches[place]->loop_count / path_group_of(&run->base, place)->consumer_groups;
}

/* ---- the shelf ---- */

static void allot(struct object_run *run, struct shelf *shelf, uint64_t capacity)
{
    struct arena *arena = run->base.arena;
    shelf->capacity = capacity;
    shelf->items = arena_new_of(arena, struct shelved, capacity);
    shelf->masks = arena_new_of(arena, uint64_t, capacity * shelf->words);
    shelf->states = arena_new_of(arena, uint8_t, capacity * run->zones);
    shelf->bytes = arena_new_of(arena, double, capacity * run->base.detail->count);
}

void object_shelf_start(struct object_run *run)
{
    struct shelf *shelf = &run->shelf;
    shelf->first_word = arena_new_of(run->base.arena, uint32_t, run->base.detail->count);
    for (uint32_t place = 0; place < run->base.detail->count; place++) {
        shelf->first_word[place] = shelf->words;
        shelf->words += (each_of(run, place) + WORD_BITS - 1) / WORD_BITS;
    }
    allot(run, shelf, CAPACITY_FIRST);
}

static size_t slot_of(const struct shelf *shelf, uint64_t at)
{
    return at & (shelf->capacity - 1);
}

static bool is_wished(const struct object_run *run, const struct reader *reader, uint64_t at)
{
    const struct shelf *shelf = &run->shelf;
    const uint64_t *mask = shelf->masks + slot_of(shelf, at) * shelf->words + shelf->first_word[reader->followed];
    return mask[reader->consumer / WORD_BITS] >> reader->consumer % WORD_BITS & 1;
}

static void grow(struct object_run *run)
{
    struct shelf *shelf = &run->shelf, old = *shelf;
    size_t places = run->base.detail->count;
    allot(run, shelf, 2 * old.capacity);
    for (uint64_t at = old.begin; at < old.end; at++) {
        size_t from = slot_of(&old, at), to = slot_of(shelf, at);
        shelf->items[to] = old.items[from];
        memcpy(shelf->masks + to * shelf->words, old.masks + from * shelf->words, shelf->words * sizeof *shelf->masks);
        memcpy(shelf->states + to * run->zones, old.states + from * run->zones, run->zones * sizeof *shelf->states);
        memcpy(shelf->bytes + to * places, old.bytes + from * places, places * sizeof *shelf->bytes);
    }
}

/* What no reader will look at any more goes; who waits, and would have been answered for any wish, has none. */
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
    if (shelf->end - shelf->begin > shelf->capacity / 2)
        grow(run);
}

/* ---- wishes ---- */

/* Batches of a file that are of this topic group. */
static double crowd_batches(const struct object_run *run, const struct file *file, uint32_t group)
{
    double others = file->batches - file->followed_batches;
    return run->crowd_batches == 0 ? 0 : others * run->crowd_groups[group].batches / run->crowd_batches;
}

static double followed_batches(const struct object_run *run, const struct file *file, uint32_t place)
{
    return run->followed_batches_all == 0 ? 0 : file->followed_batches * run->followed_batches[place] / run->followed_batches_all;
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
    if (wishing->at % size == 0)
        random_block(&wishing->stream, wishing->at, size, wishing->words);
    return random_unit_of(wishing->words[wishing->at++ % size]);
}

static void draw_wishes(struct object_run *run, const struct file *file, uint32_t place, size_t slot, struct wishing *wishing)
{
    const struct path_group *group = path_group_of(&run->base, place);
    struct shelf *shelf = &run->shelf;
    uint32_t each = each_of(run, place);
    double followed = followed_batches(run, file, place), all = followed + crowd_batches(run, file, run->base.detail->followed[place].group);
    double missing = larger(0, all / consumers_of(group) - followed / each) / file->chunks, chance = -fp_expm1(-missing);
    uint64_t *mask = shelf->masks + slot * shelf->words + shelf->first_word[place];
    shelf->bytes[slot * run->base.detail->count + place] = chance == 0 ? 0 : file->bytes * missing / file->batches / chance;
    for (uint32_t c = 0; c < each; c++)
        mask[c / WORD_BITS] |= (uint64_t)(next_unit(wishing) < chance) << c % WORD_BITS;
}

/* Readers whose fetch waits and who wish for what is on the shelf from here on. */
static void tell_who_waits(struct object_run *run, uint64_t from)
{
    for (uint32_t i = 0; i < run->reader_count; i++)
        for (uint64_t at = from; at < run->shelf.end && run->waits[i]; at++)
            if (is_wished(run, &run->readers[i], at)) {
                object_remember_to_tell(run, i);
                break;
            }
}

void object_file_readable(struct object_run *run, uint32_t index)
{
    const struct file *file = file_at(run, index);
    struct shelf *shelf = &run->shelf;
    uint64_t from = shelf->end;
    struct wishing wishing = {.stream = random_stream_of(run->base.key, RANDOM_CONSUMER, WISHING | (uint32_t)file->serial)};
    for (uint32_t chunk = 0; chunk < file->chunks; chunk++) {
        if (shelf->end - shelf->begin == shelf->capacity)
            make_room(run);
        size_t slot = slot_of(shelf, shelf->end++);
        shelf->items[slot] = (struct shelved){file->serial, file->bytes, index, chunk};
        memset(shelf->masks + slot * shelf->words, 0, shelf->words * sizeof *shelf->masks);
        memset(shelf->states + slot * run->zones, UNASKED, run->zones * sizeof *shelf->states);
        for (uint32_t place = 0; place < run->base.detail->count; place++)
            if (run->fetches[place] != NULL)
                draw_wishes(run, file, place, slot, &wishing);
    }
    tell_who_waits(run, from);
}

/* From the youngest on, since that is where a reader that waits has its wish. */
bool object_is_enough(const struct object_run *run, const struct reader *reader)
{
    const struct fetches *fetches = run->fetches[reader->followed];
    double ready_bytes = (double)fetches->loops[reader->loop].ready_bytes;
    for (uint64_t at = run->shelf.end; at > reader->shelf_from; at--) {
        if (!is_wished(run, reader, at - 1))
            continue;
        ready_bytes += run->shelf.bytes[slot_of(&run->shelf, at - 1) * run->base.detail->count + reader->followed];
        if (fetches->min_bytes == 1 || ready_bytes >= (double)fetches->min_bytes)
            return true;
    }
    return false;
}

bool object_has_wishes(const struct object_run *run, const struct reader *reader)
{
    for (uint64_t at = run->shelf.end; at > reader->shelf_from; at--)
        if (is_wished(run, reader, at - 1))
            return true;
    return false;
}

/* ---- an answer's wishes ---- */

bool object_await_wishes(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    struct shelf *shelf = &run->shelf;
    for (; reader->shelf_at > reader->shelf_low; reader->shelf_at--) {
        size_t slot = slot_of(shelf, reader->shelf_at - 1);
        uint8_t *state = &shelf->states[slot * run->zones + reader->agent_zone];
        if (*state == LOADED || !is_wished(run, reader, reader->shelf_at - 1))
            continue;
        const struct shelved *item = &shelf->items[slot];
        if (object_want(run, now_ns, index | OBJECT_CHAIN, item->serial, item->bytes, item->chunk))
            return true;
        *state = LOADED;
    }
    reader->shelf_low = NO_SHELF;
    return false;
}

/* All that nobody of the zone has asked for yet is asked for now; then the youngest that isn't there is waited for. */
bool object_ask_for_wishes(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t answer)
{
    struct reader *reader = &run->readers[index];
    struct shelf *shelf = &run->shelf;
    double wished = 0;
    if (zone_cache_counts(run->caches[reader->agent_zone]).evicted > 0) /* what was there may be gone */
        for (uint64_t at = reader->shelf_from; at < shelf->end; at++)
            shelf->states[slot_of(shelf, at) * run->zones + reader->agent_zone] = UNASKED;
    for (uint64_t at = reader->shelf_from; at < shelf->end; at++) {
        if (!is_wished(run, reader, at))
            continue;
        size_t slot = slot_of(shelf, at);
        const struct shelved *item = &shelf->items[slot];
        uint8_t *state = &shelf->states[slot * run->zones + reader->agent_zone];
        wished += !object_is_asked(run, item, answer);
        if (*state != UNASKED)
            continue;
        *state = ASKED;
        reader->pending += object_want(run, now_ns, index, item->serial, item->bytes, item->chunk);
    }
    object_count_wants(run, now_ns, index, wished);
    reader->shelf_low = reader->shelf_from;
    reader->shelf_at = reader->shelf_from = shelf->end;
    return object_await_wishes(run, now_ns, index);
}
