/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands for batches and consumers of the object path that aren't followed.
 *
 * A followed reader has as many batches as a consumer of the whole system, but they come from few producers and so lie in fewer files. The chunks
 * that a consumer would have to wait for beside those are wishes: of each file and chunk with so many batches, a consumer that owns one in C of
 * the partitions wants it with probability 1 − e^(−batches ÷ C). What is missing to that is drawn.
 *
 * Consumers of a zone wait for each other's loads, leave together when the slowest has come, and so ask for the next files together. Those that
 * aren't followed are onlookers: readers of whose batches nothing is known but the wishes. A few dozen of them in a zone are a crowd. */
#include <math.h>

#include "base/fp.h"
#include "base/number.h"
#include "sim/object_private.h"

enum { ONLOOKERS_PER_ZONE = 48 };

/* Entities of RANDOM_CONSUMER from here on are files, those below are readers. */
#define WISHING (UINT32_C(1) << 31)

/* Consumers of a group that have partitions. */
static double consumers_of(const struct path_group *group)
{
    return smaller(group->consumers, group->partitions);
}

static double unfollowed_of(const struct object_run *run, uint32_t place)
{
    const struct path_group *group = path_group_of(&run->base, place);
    return run->fetches[place] == NULL ? 0 : consumers_of(group) * group->consumer_groups - run->fetches[place]->loop_count;
}

uint32_t object_onlookers_of(const struct object_run *run, uint32_t place)
{
    double unfollowed = 0, most = (double)ONLOOKERS_PER_ZONE * run->zones;
    for (uint32_t other = 0; other < run->base.detail->count; other++)
        unfollowed += unfollowed_of(run, other);
    double share = unfollowed == 0 ? 0 : unfollowed_of(run, place) * smaller(1, most / unfollowed);
    return (uint32_t)ceil(share);
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

static void wish_for(struct object_run *run, struct reader *reader, const struct file *file, uint32_t chunk)
{
    if (reader->wish_count == reader->wish_capacity) {
        uint32_t capacity = reader->wish_capacity == 0 ? 16 : 2 * reader->wish_capacity;
        struct wish *more = arena_new_of(run->base.arena, struct wish, capacity);
        for (uint32_t i = 0; i < reader->wish_count; i++)
            more[i] = reader->wishes[i];
        reader->wishes = more;
        reader->wish_capacity = capacity;
    }
    reader->wishes[reader->wish_count++] = (struct wish){file->serial, file->bytes, chunk};
}

/* What is drawn for a file: a number for each reader and chunk, in their order. */
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

/* Each chunk of the file with this chance. */
static void make_wishes(struct object_run *run, const struct file *file, uint32_t chunks, uint32_t index, double chance, double bytes, struct wishing *wishing)
{
    struct reader *reader = &run->readers[index];
    for (uint32_t chunk = 0; chunk < chunks; chunk++) {
        if (next_unit(wishing) >= chance)
            continue;
        wish_for(run, reader, file, chunk);
        reader->wish_bytes += bytes / chunks / chance;
        object_remember_to_tell(run, index);
    }
}

void object_file_readable(struct object_run *run, const struct file *file)
{
    uint32_t chunks = zone_cache_chunks(run->caches[0], file->bytes), onlooker = run->reader_count;
    struct wishing wishing = {.stream = random_stream_of(run->base.key, RANDOM_CONSUMER, WISHING | (uint32_t)file->serial)};
    for (uint32_t place = 0; place < run->base.detail->count; place++) {
        const struct fetches *fetches = run->fetches[place];
        const struct path_group *group = path_group_of(&run->base, place);
        if (fetches == NULL)
            continue;
        double followed = followed_batches(run, file, place), all = followed + crowd_batches(run, file, run->base.detail->followed[place].group);
        double each = all / consumers_of(group), have = followed * group->consumer_groups / fetches->loop_count;
        double missing = -fp_expm1(-larger(0, each - have) / chunks), chance = -fp_expm1(-each / chunks);
        for (uint32_t loop = 0; loop < fetches->loop_count; loop++)
            make_wishes(run, file, chunks, run->first_reader[place] + loop, missing, 0, &wishing);
        double bytes = file->bytes * all / file->batches / consumers_of(group);
        for (uint32_t i = 0; i < run->onlookers[place]; i++)
            make_wishes(run, file, chunks, onlooker + i, chance, bytes, &wishing);
        onlooker += run->onlookers[place];
    }
}

/* ---- onlookers' fetches ---- */

static void answer(struct object_run *run, int64_t now_ns, uint32_t index)
{
    run->readers[index].waits = false;
    object_begin_answer(run, now_ns, index);
}

/* A fetch that is there is answered when there is enough, else in max_wait. Polls in between, which find nothing, are left out. */
void object_tell_onlooker(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    const struct fetches *fetches = run->fetches[reader->followed];
    if (!reader->waits || reader->wish_count == 0)
        return;
    if (reader->wish_bytes >= (double)fetches->min_bytes || fetches->min_bytes == 1 || fetches->max_wait_ns == 0) {
        answer(run, now_ns, index);
        return;
    }
    if (reader->expires_ns > now_ns)
        return;
    int64_t waited_ns = (now_ns - reader->waits_since_ns) % fetches->max_wait_ns;
    reader->expires_ns = now_ns + fetches->max_wait_ns - waited_ns;
    kernel_schedule(run->base.kernel, reader->expires_ns, EVENT_EXPIRE, EVENT_EXPIRE, index, 0);
}

void object_onlooker_arrives(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    reader->waits = true;
    reader->waits_since_ns = now_ns;
    object_tell_onlooker(run, now_ns, index);
}

void object_onlooker_expires(struct object_run *run, int64_t now_ns, uint32_t index)
{
    if (run->readers[index].waits && run->readers[index].expires_ns == now_ns)
        answer(run, now_ns, index);
}
