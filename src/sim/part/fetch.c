/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/fetch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY_LEAST = 4 };

struct keyed {
    uint64_t key;
    uint32_t lane;
};

static int by_key(const void *left, const void *right)
{
    const struct keyed *a = left, *b = right;
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    return (a->lane > b->lane) - (a->lane < b->lane);
}

/* Number the distinct keys in ascending order; each lane's loop is its key's number. */
static void group_lanes(struct fetches *fetches, const uint64_t *keys)
{
    struct arena *scratch = arena_new();
    struct keyed *sorted = arena_new_of(scratch, struct keyed, fetches->lane_count);
    for (uint32_t i = 0; i < fetches->lane_count; i++) sorted[i] = (struct keyed){keys[i], i};
    qsort(sorted, fetches->lane_count, sizeof *sorted, by_key);
    for (uint32_t i = 0; i < fetches->lane_count; i++) {
        if (i == 0 || sorted[i].key != sorted[i - 1].key) fetches->loop_count++;
        fetches->lanes[sorted[i].lane].loop = fetches->loop_count - 1;
    }
    fetches->keys = arena_new_of(fetches->arena, uint64_t, fetches->loop_count);
    for (uint32_t i = 0; i < fetches->lane_count; i++) fetches->keys[fetches->lanes[i].loop] = keys[i];
    arena_free(scratch);
}

/* More than any run's bytes are as good as no limit. */
static uint64_t whole_bytes(double bytes)
{
    assert(bytes >= 1);
    return bytes < 0x1p62 ? (uint64_t)bytes : UINT64_C(1) << 62;
}

struct fetches *fetch_new(struct arena *arena, const struct fetch_rule *rule, uint32_t stream_count,
                          uint32_t lane_count, const uint32_t *streams, const uint64_t *keys)
{
    struct fetches *fetches = arena_new_of(arena, struct fetches, 1);
    *fetches = (struct fetches){.arena = arena,
                                .max_wait_ns = time_ns(rule->max_wait_s),
                                .min_bytes = whole_bytes(rule->min_bytes),
                                .max_bytes = whole_bytes(rule->max_bytes),
                                .partition_max_bytes = whole_bytes(rule->partition_max_bytes),
                                .stream_count = stream_count,
                                .lane_count = lane_count};
    fetches->streams = arena_new_of(arena, struct fetch_stream, stream_count);
    fetches->lanes = arena_new_of(arena, struct fetch_lane, lane_count);
    group_lanes(fetches, keys);
    for (uint32_t i = 0; i < lane_count; i++) {
        struct fetch_lane *lane = &fetches->lanes[i];
        lane->stream = streams[i];
        lane->next_ready = lane->next_taken = FETCH_NONE;
        assert(lane->stream < stream_count);
    }
    fetches->loops = arena_new_of(arena, struct fetch_loop, fetches->loop_count);
    for (uint32_t i = 0; i < fetches->loop_count; i++)
        fetches->loops[i] = (struct fetch_loop){.idle_round_trip_ns = 1,
                                                .first_ready = FETCH_NONE,
                                                .last_ready = FETCH_NONE,
                                                .first_taken = FETCH_NONE};
    return fetches;
}

void fetch_set_loop(struct fetches *fetches, uint32_t loop, int64_t arrived_ns, int64_t idle_round_trip_ns)
{
    assert(idle_round_trip_ns >= 1);
    fetches->loops[loop].arrived_ns = arrived_ns;
    fetches->loops[loop].idle_round_trip_ns = idle_round_trip_ns;
}

bool fetch_is_full(const struct fetches *fetches, uint32_t stream)
{
    const struct fetch_stream *it = &fetches->streams[stream];
    return it->end - it->begin == it->capacity;
}

void fetch_drop(struct fetches *fetches, uint32_t stream, uint64_t from)
{
    struct fetch_stream *it = &fetches->streams[stream];
    assert(from >= it->begin && from <= it->end);
    it->begin = from;
}

static void grow(struct fetches *fetches, struct fetch_stream *stream)
{
    uint64_t capacity = stream->capacity ? 2 * stream->capacity : CAPACITY_LEAST;
    struct fetch_batch *larger = arena_new_of(fetches->arena, struct fetch_batch, capacity);
    for (uint64_t number = stream->begin; number < stream->end; number++)
        larger[number & (capacity - 1)] = stream->ring[number & (stream->capacity - 1)];
    stream->ring = larger;
    stream->capacity = capacity;
}

void fetch_append(struct fetches *fetches, uint32_t stream, const struct fetch_batch *batch)
{
    struct fetch_stream *it = &fetches->streams[stream];
    assert(batch->bytes >= 1);
    if (it->end - it->begin == it->capacity) grow(fetches, it);
    it->ring[it->end++ & (it->capacity - 1)] = *batch;
}

const struct fetch_batch *fetch_batch(const struct fetches *fetches, uint32_t stream, uint64_t number)
{
    const struct fetch_stream *it = &fetches->streams[stream];
    assert(number < it->end && it->end - number <= it->capacity);
    return &it->ring[number & (it->capacity - 1)];
}

static void queue_lane(struct fetches *fetches, struct fetch_loop *loop, uint32_t lane)
{
    fetches->lanes[lane].next_ready = FETCH_NONE;
    if (loop->first_ready == FETCH_NONE)
        loop->first_ready = lane;
    else
        fetches->lanes[loop->last_ready].next_ready = lane;
    loop->last_ready = lane;
}

/* Take batches of one lane while there is room; false when the answer has none for the next one. */
static bool take_lane(const struct fetches *fetches, struct fetch_lane *lane, uint64_t *answer_bytes)
{
    const struct fetch_stream *stream = &fetches->streams[lane->stream];
    for (uint64_t lane_bytes = 0; lane->sent < stream->end; lane->sent++) {
        uint64_t bytes = stream->ring[lane->sent & (stream->capacity - 1)].bytes;
        if (*answer_bytes > 0 && *answer_bytes + bytes > fetches->max_bytes) return false;
        if (lane_bytes > 0 && lane_bytes + bytes > fetches->partition_max_bytes) return true;
        lane_bytes += bytes;
        *answer_bytes += bytes;
    }
    return true;
}

/* Each ready lane gets one turn at most; one that got nothing keeps its position at the front. */
static uint64_t take(struct fetches *fetches, struct fetch_loop *loop)
{
    uint64_t answer_bytes = 0;
    uint32_t last = loop->last_ready, *end = &loop->first_taken;
    assert(loop->first_taken == FETCH_NONE);
    for (bool more = true; more && loop->first_ready != FETCH_NONE;) {
        uint32_t id = loop->first_ready;
        struct fetch_lane *lane = &fetches->lanes[id];
        uint64_t before = lane->sent;
        more = take_lane(fetches, lane, &answer_bytes) && id != last;
        if (lane->sent == before) break;
        *end = id;
        end = &lane->next_taken;
        loop->first_ready = lane->next_ready;
        if (lane->sent < fetches->streams[lane->stream].end) queue_lane(fetches, loop, id);
    }
    *end = FETCH_NONE;
    loop->ready_bytes -= answer_bytes;
    return answer_bytes;
}

static struct fetch_turn answer(struct fetches *fetches, uint32_t id, int64_t now_ns)
{
    struct fetch_loop *loop = &fetches->loops[id];
    loop->is_away = true;
    loop->is_due = false;
    return (struct fetch_turn){.kind = FETCH_ANSWERED,
                               .loop = id,
                               .at_ns = now_ns,
                               .ordinal = loop->answers++,
                               .bytes = take(fetches, loop)};
}

/* A loop idle since arrived_ns may have polled meanwhile: advance to its current cycle. False when that
 * cycle's fetch has expired; arrived_ns is its arrival all the same. */
static bool settle(const struct fetches *fetches, struct fetch_loop *loop, int64_t now_ns)
{
    int64_t waited_ns = now_ns - loop->arrived_ns;
    assert(waited_ns >= 0);
    if (loop->is_due || waited_ns < fetches->max_wait_ns) return true;
    int64_t cycle_ns = fetches->max_wait_ns + loop->idle_round_trip_ns;
    loop->arrived_ns += waited_ns / cycle_ns * cycle_ns;
    return now_ns - loop->arrived_ns < fetches->max_wait_ns;
}

/* The server looks at a waiting fetch, since something is ready or to be notified of. */
static struct fetch_turn consider(struct fetches *fetches, uint32_t id, int64_t now_ns)
{
    struct fetch_loop *loop = &fetches->loops[id];
    if (fetch_is_enough(fetches, id) || fetches->max_wait_ns == 0) return answer(fetches, id, now_ns);
    if (loop->is_due) return (struct fetch_turn){.loop = id};
    loop->is_due = true;
    return (struct fetch_turn){.kind = FETCH_EXPIRES,
                               .loop = id,
                               .at_ns = loop->arrived_ns + fetches->max_wait_ns};
}

/* Something arrived for a loop whose fetch may be waiting; is_enough: answer whatever it is. */
static struct fetch_turn wake(struct fetches *fetches, uint32_t id, int64_t now_ns, bool is_enough)
{
    struct fetch_loop *loop = &fetches->loops[id];
    if (loop->is_away) return (struct fetch_turn){.loop = id};
    if (settle(fetches, loop, now_ns))
        return is_enough ? answer(fetches, id, now_ns) : consider(fetches, id, now_ns);
    loop->is_away = true;
    return (struct fetch_turn){.kind = FETCH_COMES,
                               .loop = id,
                               .at_ns = loop->arrived_ns + fetches->max_wait_ns + loop->idle_round_trip_ns};
}

void fetch_add(struct fetches *fetches, uint32_t lane)
{
    struct fetch_lane *it = &fetches->lanes[lane];
    struct fetch_loop *loop = &fetches->loops[it->loop];
    uint64_t newest = fetches->streams[it->stream].end - 1;
    loop->ready_bytes += fetch_batch(fetches, it->stream, newest)->bytes;
    if (it->sent == newest) queue_lane(fetches, loop, lane);
}

struct fetch_turn fetch_notify(struct fetches *fetches, uint32_t loop, int64_t now_ns)
{
    return wake(fetches, loop, now_ns, false);
}

struct fetch_turn fetch_answer(struct fetches *fetches, uint32_t loop, int64_t now_ns)
{
    return wake(fetches, loop, now_ns, true);
}

struct fetch_turn fetch_arrive(struct fetches *fetches, uint32_t id, int64_t now_ns, bool notifies)
{
    struct fetch_loop *loop = &fetches->loops[id];
    assert(loop->is_away && loop->first_taken == FETCH_NONE && now_ns >= loop->arrived_ns);
    loop->arrived_ns = now_ns;
    loop->is_away = false;
    if (notifies || loop->ready_bytes > 0) return consider(fetches, id, now_ns);
    return (struct fetch_turn){.loop = id};
}

struct fetch_turn fetch_expire(struct fetches *fetches, uint32_t id, int64_t now_ns)
{
    const struct fetch_loop *loop = &fetches->loops[id];
    if (!loop->is_due || now_ns < loop->arrived_ns + fetches->max_wait_ns)
        return (struct fetch_turn){.loop = id};
    return answer(fetches, id, now_ns);
}

void fetch_done(struct fetches *fetches, uint32_t id)
{
    struct fetch_loop *loop = &fetches->loops[id];
    for (uint32_t lane = loop->first_taken; lane != FETCH_NONE; lane = fetches->lanes[lane].next_taken)
        fetches->lanes[lane].done = fetches->lanes[lane].sent;
    loop->first_taken = FETCH_NONE;
}
