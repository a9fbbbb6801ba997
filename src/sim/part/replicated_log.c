/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/replicated_log.h"

#include <assert.h>
#include <string.h>

enum { OUTCOME_LEAST = 16 };

/* The follower of the fetch loop's lane with the same number: partition × followers + i, i counting from
 * 0. */
struct follower {
    int64_t caught_up_ns; /* while it is behind: when it was last caught up */
    uint64_t notified;    /* watermark of the latest answer */
    uint64_t readable;    /* the end of batches that it may serve */
    uint32_t next_news, next_notified;
    bool is_in_sync, has_news; /* has_news: the watermark moved since the latest answer */
};

struct news {
    uint32_t first_news,
        first_notified; /* followers (lanes) to be notified; those notified by the answer in flight */
};

struct partition {
    uint64_t committed; /* the high watermark */
    uint32_t in_sync;   /* followers */
};

/* A follower whose leader has one more batch, not woken yet. */
struct added {
    uint32_t lane;
    bool was_caught_up;
};

struct replicated_log {
    struct arena *arena;
    struct fetches *fetches;
    struct partition *partitions;
    struct follower *followers;
    struct news *news; /* by session */
    int64_t lag_ns;
    uint32_t partition_count, follower_count /* per partition */, min_in_sync;
    bool follower_reads;
    struct log_outcome outcome;
    struct fetch_turn *turns;
    struct log_range *readable;
    struct added *added;
    size_t turn_capacity, readable_capacity, added_count, added_capacity;
};

struct replicated_log *replicated_log_new(struct arena *arena, const struct replicated_log_rule *rule,
                                          const struct placement *placement)
{
    uint32_t partitions = placement->partitions, followers = placement->replicas - 1,
             lanes = partitions * followers;
    assert(rule->min_in_sync >= 1 && rule->min_in_sync <= placement->replicas);
    struct replicated_log *log = arena_new_of(arena, struct replicated_log, 1);
    *log = (struct replicated_log){.arena = arena,
                                   .lag_ns = time_ns(rule->lag_s),
                                   .partition_count = partitions,
                                   .follower_count = followers,
                                   .min_in_sync = rule->min_in_sync,
                                   .follower_reads = rule->follower_reads,
                                   .turn_capacity = OUTCOME_LEAST,
                                   .readable_capacity = OUTCOME_LEAST,
                                   .added_capacity = OUTCOME_LEAST};
    struct arena *scratch = arena_new();
    uint32_t *streams = arena_new_of(scratch, uint32_t, lanes);
    uint64_t *keys = arena_new_of(scratch, uint64_t, lanes);
    for (uint32_t lane = 0; lane < lanes; lane++) {
        streams[lane] = lane / followers;
        keys[lane] = (uint64_t)placement_broker(placement, streams[lane], 0) << 32 |
                     placement_broker(placement, streams[lane], lane % followers + 1);
    }
    log->fetches = fetch_new(arena, &rule->fetch, partitions, lanes, streams, keys);
    arena_free(scratch);
    log->partitions = arena_new_of(arena, struct partition, partitions);
    for (uint32_t i = 0; i < partitions; i++) log->partitions[i].in_sync = followers;
    log->followers = arena_new_of(arena, struct follower, lanes);
    for (uint32_t i = 0; i < lanes; i++) log->followers[i].is_in_sync = true;
    log->news = arena_new_of(arena, struct news, log->fetches->loop_count);
    for (uint32_t i = 0; i < log->fetches->loop_count; i++)
        log->news[i] = (struct news){FETCH_NONE, FETCH_NONE};
    log->turns = arena_new_of(arena, struct fetch_turn, log->turn_capacity);
    log->readable = arena_new_of(arena, struct log_range, log->readable_capacity);
    log->added = arena_new_of(arena, struct added, log->added_capacity);
    return log;
}

uint32_t replicated_log_session_count(const struct replicated_log *log) { return log->fetches->loop_count; }

struct log_session replicated_log_session(const struct replicated_log *log, uint32_t session)
{
    uint64_t key = log->fetches->keys[session];
    return (struct log_session){(uint32_t)(key >> 32), (uint32_t)key};
}

void replicated_log_set_session(struct replicated_log *log, uint32_t session, int64_t arrived_ns,
                                int64_t idle_round_trip_ns)
{
    fetch_set_loop(log->fetches, session, arrived_ns, idle_round_trip_ns);
}

const struct fetch_batch *replicated_log_batch(const struct replicated_log *log, uint32_t partition,
                                               uint64_t number)
{
    return fetch_batch(log->fetches, partition, number);
}

uint32_t replicated_log_in_sync(const struct replicated_log *log, uint32_t partition)
{
    return log->partitions[partition].in_sync + 1;
}

static void begin(struct replicated_log *log) { log->outcome = (struct log_outcome){0}; }

static const struct log_outcome *finish(struct replicated_log *log)
{
    log->outcome.turns = log->turns;
    log->outcome.readable = log->readable;
    return &log->outcome;
}

static void add_range(struct replicated_log *log, uint32_t partition, uint32_t replica, uint64_t first,
                      uint64_t end)
{
    arena_grow(log->arena, log->readable, log->outcome.readable_count, log->readable_capacity, 1);
    log->readable[log->outcome.readable_count++] = (struct log_range){partition, replica, first, end};
}

/* The session's answer leaves and carries the watermarks as they are. */
static void notify(struct replicated_log *log, uint32_t session)
{
    struct news *news = &log->news[session];
    assert(news->first_notified == FETCH_NONE);
    for (uint32_t id = news->first_news; id != FETCH_NONE; id = log->followers[id].next_news) {
        struct follower *follower = &log->followers[id];
        follower->notified = log->partitions[log->fetches->lanes[id].stream].committed;
        follower->has_news = false;
        follower->next_notified = news->first_notified;
        news->first_notified = id;
    }
    news->first_news = FETCH_NONE;
}

static void add_turn(struct replicated_log *log, struct fetch_turn turn)
{
    if (turn.kind == FETCH_NOTHING) return;
    arena_grow(log->arena, log->turns, log->outcome.turn_count, log->turn_capacity, 1);
    log->turns[log->outcome.turn_count++] = turn;
}

/* A waiting fetch may have been answered, with everything known now. */
static void add_waited_turn(struct replicated_log *log, struct fetch_turn turn)
{
    if (turn.kind == FETCH_ANSWERED) notify(log, turn.loop);
    add_turn(log, turn);
}

/* The watermark of the partition moved: mark its followers to be notified. */
static void note_news(struct replicated_log *log, uint32_t partition)
{
    for (uint32_t i = 0; i < log->follower_count; i++) {
        uint32_t id = partition * log->follower_count + i, session = log->fetches->lanes[id].loop;
        struct follower *follower = &log->followers[id];
        if (follower->has_news) continue;
        follower->has_news = true;
        follower->next_news = log->news[session].first_news;
        log->news[session].first_news = id;
    }
}

static void spread_news(struct replicated_log *log, int64_t now_ns, uint32_t partition)
{
    for (uint32_t i = 0; i < log->follower_count; i++)
        add_waited_turn(log,
                        fetch_notify(log->fetches,
                                     log->fetches->lanes[partition * log->follower_count + i].loop, now_ns));
}

/* The least position of all replicas in sync, the leader's being the end. */
static uint64_t least_position(const struct replicated_log *log, uint32_t partition)
{
    uint64_t least = log->fetches->streams[partition].end;
    for (uint32_t id = partition * log->follower_count, end = id + log->follower_count; id < end; id++)
        if (log->followers[id].is_in_sync && log->fetches->lanes[id].done < least)
            least = log->fetches->lanes[id].done;
    return least;
}

/* Move it; true if it moved, and followers are to be notified. */
static bool move_watermark(struct replicated_log *log, uint32_t partition)
{
    struct partition *it = &log->partitions[partition];
    if (it->in_sync + 1 < log->min_in_sync) return false;
    uint64_t least = least_position(log, partition);
    if (least <= it->committed) return false;
    add_range(log, partition, 0, it->committed, least);
    it->committed = least;
    if (log->follower_reads) note_news(log, partition);
    return log->follower_reads;
}

static void advance(struct replicated_log *log, int64_t now_ns, uint32_t partition)
{
    if (move_watermark(log, partition)) spread_news(log, now_ns, partition);
}

/* Drop batches that nobody will read again, once their room is needed. */
static void make_room(struct replicated_log *log, uint32_t partition)
{
    if (!fetch_is_full(log->fetches, partition)) return;
    uint64_t from = log->partitions[partition].committed;
    for (uint32_t id = partition * log->follower_count, end = id + log->follower_count; id < end; id++) {
        if (log->fetches->lanes[id].done < from) from = log->fetches->lanes[id].done;
        if (log->follower_reads && log->followers[id].readable < from) from = log->followers[id].readable;
    }
    fetch_drop(log->fetches, partition, from);
}

bool replicated_log_takes(const struct replicated_log *log, uint32_t partition)
{
    return replicated_log_in_sync(log, partition) >= log->min_in_sync;
}

static void add_batch(struct replicated_log *log, int64_t now_ns, uint32_t partition, uint32_t tag,
                      uint32_t bytes)
{
    log->outcome.is_refused = !replicated_log_takes(log, partition);
    if (log->outcome.is_refused) return;
    make_room(log, partition);
    uint64_t number = log->fetches->streams[partition].end;
    fetch_append(log->fetches, partition, &(struct fetch_batch){now_ns, tag, bytes});
    move_watermark(log, partition);
    for (uint32_t i = 0; i < log->follower_count; i++) {
        uint32_t id = partition * log->follower_count + i;
        fetch_add(log->fetches, id);
        arena_grow(log->arena, log->added, log->added_count, log->added_capacity, 1);
        log->added[log->added_count++] = (struct added){id, log->fetches->lanes[id].done == number};
    }
}

/* A second notification does nothing: the fetch is answered, or will be. */
static void wake_followers(struct replicated_log *log, int64_t now_ns)
{
    for (size_t i = 0; i < log->added_count; i++) {
        uint32_t id = log->added[i].lane, session = log->fetches->lanes[id].loop;
        add_waited_turn(log, fetch_notify(log->fetches, session, now_ns));
        if (log->added[i].was_caught_up)
            log->followers[id].caught_up_ns = log->fetches->loops[session].arrived_ns;
    }
    log->added_count = 0;
}

const struct log_outcome *replicated_log_add(struct replicated_log *log, int64_t now_ns, uint32_t partition,
                                             uint32_t tag, uint32_t bytes)
{
    begin(log);
    add_batch(log, now_ns, partition, tag, bytes);
    return finish(log);
}

const struct log_outcome *replicated_log_wake(struct replicated_log *log, int64_t now_ns)
{
    begin(log);
    wake_followers(log, now_ns);
    return finish(log);
}

const struct log_outcome *replicated_log_append(struct replicated_log *log, int64_t now_ns,
                                                uint32_t partition, uint32_t tag, uint32_t bytes)
{
    begin(log);
    add_batch(log, now_ns, partition, tag, bytes);
    wake_followers(log, now_ns);
    return finish(log);
}

const struct log_outcome *replicated_log_expire(struct replicated_log *log, int64_t now_ns, uint32_t session)
{
    begin(log);
    add_waited_turn(log, fetch_expire(log->fetches, session, now_ns));
    return finish(log);
}

bool replicated_log_brought(const struct replicated_log *log, uint32_t session, uint64_t *cursor,
                            struct log_range *range)
{
    uint32_t id = *cursor == 0 ? log->fetches->loops[session].first_taken : (uint32_t)(*cursor - 1);
    if (id == FETCH_NONE) return false;
    const struct fetch_lane *lane = &log->fetches->lanes[id];
    *range = (struct log_range){lane->stream, id % log->follower_count + 1, lane->done, lane->sent};
    *cursor = (uint64_t)lane->next_taken + 1;
    return true;
}

uint32_t replicated_log_session_of(const struct replicated_log *log, uint32_t partition, uint32_t replica)
{
    return log->fetches->lanes[partition * log->follower_count + replica - 1].loop;
}

/* A follower serves its batches that it knows to be committed. */
static void serve(struct replicated_log *log, uint32_t id)
{
    struct follower *follower = &log->followers[id];
    uint64_t sent = log->fetches->lanes[id].sent,
             readable = follower->notified < sent ? follower->notified : sent;
    if (readable <= follower->readable) return;
    assert(readable <= log->partitions[log->fetches->lanes[id].stream].committed);
    add_range(log, log->fetches->lanes[id].stream, id % log->follower_count + 1, follower->readable,
              readable);
    follower->readable = readable;
}

const struct log_outcome *replicated_log_received(struct replicated_log *log, uint32_t session)
{
    begin(log);
    struct news *news = &log->news[session];
    if (log->follower_reads)
        for (uint32_t id = log->fetches->loops[session].first_taken; id != FETCH_NONE;
             id = log->fetches->lanes[id].next_taken)
            serve(log, id);
    for (uint32_t id = news->first_notified; id != FETCH_NONE; id = log->followers[id].next_notified)
        serve(log, id);
    news->first_notified = FETCH_NONE;
    return finish(log);
}

/* The follower asks for batches after done; its previous fetch came at previous_ns. */
static void update_sync(struct replicated_log *log, int64_t now_ns, int64_t previous_ns, uint32_t id)
{
    struct follower *follower = &log->followers[id];
    const struct fetch_lane *lane = &log->fetches->lanes[id];
    bool has_all = lane->done == log->fetches->streams[lane->stream].end;
    if (!has_all && fetch_batch(log->fetches, lane->stream, lane->done)->time_ns > previous_ns &&
        previous_ns > follower->caught_up_ns)
        follower->caught_up_ns = previous_ns;
    if (follower->is_in_sync || (!has_all && now_ns - follower->caught_up_ns > log->lag_ns)) return;
    follower->is_in_sync = true;
    log->partitions[lane->stream].in_sync++;
}

const struct log_outcome *replicated_log_fetch(struct replicated_log *log, int64_t now_ns, uint32_t session)
{
    begin(log);
    struct fetches *fetches = log->fetches;
    int64_t previous_ns = fetches->loops[session].arrived_ns;
    uint32_t first = fetches->loops[session].first_taken;
    if (fetch_is_enough(fetches, session)) notify(log, session);
    fetch_done(fetches, session);
    for (uint32_t id = first; id != FETCH_NONE; id = fetches->lanes[id].next_taken) {
        update_sync(log, now_ns, previous_ns, id);
        advance(log, now_ns, fetches->lanes[id].stream);
    }
    add_turn(log, fetch_arrive(fetches, session, now_ns, log->news[session].first_news != FETCH_NONE));
    return finish(log);
}

const struct log_outcome *replicated_log_check(struct replicated_log *log, int64_t now_ns)
{
    begin(log);
    for (uint32_t id = 0; id < log->fetches->lane_count; id++) {
        const struct fetch_lane *lane = &log->fetches->lanes[id];
        struct follower *follower = &log->followers[id];
        if (!follower->is_in_sync || lane->done == log->fetches->streams[lane->stream].end ||
            now_ns - follower->caught_up_ns <= log->lag_ns)
            continue;
        follower->is_in_sync = false;
        log->partitions[lane->stream].in_sync--;
        advance(log, now_ns, lane->stream);
    }
    return finish(log);
}
