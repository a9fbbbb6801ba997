/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What readers of the object path have in files of producers that aren't followed.
 *
 * A followed reader has batches of followed producers only. The chunks that it would have to wait for beside those are wishes: of a file with so many
 * batches in a chunk, a consumer that owns one in C of the partitions wants it with probability 1 − e^(−batches ÷ C). What is missing to that is
 * drawn. Wishes keep readers as busy, and as much in step with each other, as consumers of the whole system are: those of a zone wait for each
 * other's loads, leave together when the slowest has come, and so ask for the next files together. Consumers of the groups have the same partitions
 * and so the same wishes. What is not in it: wishes take none of the bytes that an answer may have. */
#include "base/fp.h"
#include "base/number.h"
#include "sim/object_private.h"

/* Entities of RANDOM_CONSUMER from here on are files, those below are readers. */
#define WISHING (UINT32_C(1) << 31)

/* Consumers of a group that have partitions. */
static double consumers_of(const struct path_group *group)
{
    return smaller(group->consumers, group->partitions);
}

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

static void wish_for(struct object_run *run, struct reader *reader, uint32_t file, uint32_t chunk)
{
    if (reader->wish_count == reader->wish_capacity) {
        uint32_t capacity = reader->wish_capacity == 0 ? 16 : 2 * reader->wish_capacity;
        struct wish *more = arena_new_of(run->base.arena, struct wish, capacity);
        for (uint32_t i = 0; i < reader->wish_count; i++)
            more[i] = reader->wishes[i];
        reader->wishes = more;
        reader->wish_capacity = capacity;
    }
    reader->wishes[reader->wish_count++] = (struct wish){file_at(run, file)->serial, file_at(run, file)->bytes, file, chunk};
}

/* What is drawn for a file: a number for each consumer of a group and each chunk, in their order. */
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

/* Consumer c of each group, with so many bytes. */
static void wish_for_all(struct object_run *run, uint32_t place, uint32_t c, uint32_t chunk, uint32_t file, double bytes)
{
    uint32_t groups = path_group_of(&run->base, place)->consumer_groups, each = run->fetches[place]->loop_count / groups;
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t index = run->first_reader[place] + g * each + c;
        wish_for(run, &run->readers[index], file, chunk);
        run->readers[index].wish_bytes += bytes;
        object_remember_to_tell(run, index);
    }
}

void object_file_readable(struct object_run *run, uint32_t index)
{
    const struct file *file = file_at(run, index);
    uint32_t chunks = zone_cache_chunks(run->caches[0], file->bytes);
    struct wishing wishing = {.stream = random_stream_of(run->base.key, RANDOM_CONSUMER, WISHING | (uint32_t)file->serial)};
    for (uint32_t place = 0; place < run->base.detail->count; place++) {
        const struct path_group *group = path_group_of(&run->base, place);
        if (run->fetches[place] == NULL)
            continue;
        uint32_t each = run->fetches[place]->loop_count / group->consumer_groups;
        double followed = followed_batches(run, file, place), all = followed + crowd_batches(run, file, run->base.detail->followed[place].group);
        double missing = larger(0, all / consumers_of(group) - followed / each) / chunks, chance = -fp_expm1(-missing);
        double bytes = chance == 0 ? 0 : file->bytes * missing / file->batches / chance;
        for (uint32_t c = 0; c < each; c++)
            for (uint32_t chunk = 0; chunk < chunks; chunk++)
                if (next_unit(&wishing) < chance)
                    wish_for_all(run, place, c, chunk, index, bytes);
    }
}

bool object_is_enough(const struct object_run *run, const struct reader *reader)
{
    const struct fetches *fetches = run->fetches[reader->followed];
    double ready_bytes = (double)fetches->loops[reader->loop].ready_bytes + reader->wish_bytes;
    return reader->wish_count > 0 && (fetches->min_bytes == 1 || ready_bytes >= (double)fetches->min_bytes);
}
