/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/object_readers.h"

#include <math.h>

#include "base/number.h"
#include "sim/draw/variate.h"
#include "sim/part/fetch.h"
#include "sim/path/object_demand.h"
#include "sim/path/object_loads.h"

enum { DELAY_ORDINAL_BITS = 40 }; /* a reader's draws of delays: by stage, then by answer */

/* A batch that was looked up, its chunk's number in the window, and that chunk's load; LOAD_NONE when it is
 * there. */
struct held {
    uint32_t batch, load;
    uint64_t window_at;
};

/* A consumer's fetches from an agent. */
struct reader {
    uint32_t topic, loop; /* loop: of the topic's fetches */
    uint16_t zone, agent_zone;
    struct link link;
    struct random_stream delays;
    uint64_t answer_count;
    uint32_t pending;  /* loads that the answer waits for */
    uint32_t *batches; /* in the answer */
    uint32_t count, capacity;
    struct held *held; /* where answers hold what is ready: the batches that no answer has brought yet */
    uint32_t held_count, held_capacity, looked_up; /* looked_up: those of them whose chunks were requested */
    bool is_open;                                  /* its answer leaves as soon as there is something */
    int64_t ends_ns[OBJECT_STAGE__COUNT];          /* ends of the answer's stages */
    bool is_marked;
};

struct object_readers {
    struct fetches **fetches; /* by followed topic; NULL without consumers */
    uint32_t *first_reader;   /* by followed topic */
    uint32_t reader_count;
    struct reader *readers;
    uint32_t *marked, marked_count; /* readers to be notified */
    uint32_t answer_serial;
    uint32_t **blocked_by;      /* where answers hold what is ready: by topic and partition, the answer that
                                   lacks one of its batches */
    uint32_t *open, open_count; /* readers */
};

static const struct path_followed *followed_of(const struct object_run *run, uint32_t topic)
{
    return &run->base.detail->followed[topic];
}

/* Consumers that a reader stands for. */
static double stands_for(const struct object_run *run, uint32_t index)
{
    return followed_of(run, run->readers->readers[index].topic)->consumers_for;
}

/* ---- start ---- */

/* Partitions go round the group's consumers: lane g × partitions + p reads stream p for consumer p mod
 * consumers of group g. */
static struct fetches *fetches_of(struct object_run *run, uint32_t topic)
{
    const struct path_followed *followed = followed_of(run, topic);
    const struct path_group *group = path_group_of(&run->base, topic);
    const struct path_limits limits = path_limits_of(&run->base.path->clients, group);
    uint32_t lanes = followed->partitions * group->consumer_groups;
    uint32_t *streams = arena_new_of(run->base.arena, uint32_t, lanes);
    uint64_t *keys = arena_new_of(run->base.arena, uint64_t, lanes);
    for (uint32_t lane = 0; lane < lanes; lane++) {
        streams[lane] = lane % followed->partitions;
        keys[lane] = (uint64_t)(lane / followed->partitions) * followed->consumers +
                     lane % followed->partitions % followed->consumers;
    }
    const struct fetch_rule rule = {
        .max_wait_s = group->fetch_max_wait_s,
        .min_bytes = larger(1, group->fetch_min_bytes),
        .max_bytes = limits.fetch_max_bytes,
        .partition_max_bytes = limits.partition_fetch_max_bytes,
    };
    return fetch_new(run->base.arena, &rule, followed->partitions, lanes, streams, keys);
}

/* Start reader `index` of all. Its first fetch already waits, since a random time within max_wait. */
static void start_reader(struct object_run *run, uint32_t topic, uint32_t loop, uint32_t index,
                         uint32_t consumers)
{
    const struct path_clients *clients = &run->base.path->clients;
    struct fetches *fetches = run->readers->fetches[topic];
    uint32_t entity = run->base.detail->producers + index,
             agent_zone = object_zone_for(run, index, clients->zone_aware_consume);
    if (object_agents_in(run, agent_zone) == 0) agent_zone %= run->rule->agents;
    struct reader *reader = &run->readers->readers[index];
    *reader = (struct reader){.topic = topic,
                              .loop = loop,
                              .zone = (uint16_t)(index % run->zones),
                              .agent_zone = (uint16_t)agent_zone};
    const struct dist *rtt = reader->agent_zone == reader->zone ? clients->rtt_same_zone
                                                                : clients->rtt_cross_zone;
    reader->link = link_of(rtt, random_stream_of(run->base.key, RANDOM_NETWORK, entity));
    reader->delays = random_stream_of(run->base.key, RANDOM_CONSUMER, entity);
    struct random_stream phases = random_stream_of(run->base.key, RANDOM_PLACEMENT, UINT32_MAX - entity);
    int64_t idle_ns = variate_ns(rtt, &phases, 0, 0),
            since_ns = -(int64_t)(random_unit(&phases, 1) * (double)fetches->max_wait_ns);
    link_request_ns(&reader->link, since_ns);
    fetch_set_loop(fetches, loop, since_ns, idle_ns < 1 ? 1 : idle_ns);
    object_demand_set_reader(run, index,
                             &(struct object_demand_reader){.topic = topic,
                                                            .consumer = loop % consumers,
                                                            .zone = agent_zone,
                                                            .is_any_enough = fetches->min_bytes == 1});
}

void object_readers_start(struct object_run *run)
{
    struct arena *arena = run->base.arena;
    uint32_t topics = (uint32_t)run->base.detail->count;
    struct object_readers *readers = run->readers = arena_new_of(arena, struct object_readers, 1);
    uint32_t *consumers = arena_new_of(arena, uint32_t, topics);
    readers->fetches = arena_new_of(arena, struct fetches *, topics);
    readers->first_reader = arena_new_of(arena, uint32_t, topics);
    for (uint32_t topic = 0; topic < topics; topic++) {
        uint32_t groups = path_group_of(&run->base, topic)->consumer_groups;
        readers->first_reader[topic] = readers->reader_count;
        if (groups == 0) continue;
        readers->fetches[topic] = fetches_of(run, topic);
        readers->reader_count += readers->fetches[topic]->loop_count;
        consumers[topic] = readers->fetches[topic]->loop_count / groups;
    }
    readers->readers = arena_new_of(arena, struct reader, readers->reader_count);
    readers->marked = arena_new_of(arena, uint32_t, readers->reader_count);
    readers->open = arena_new_of(arena, uint32_t, readers->reader_count);
    readers->blocked_by = arena_new_of(arena, uint32_t *, topics);
    for (uint32_t topic = 0; topic < topics; topic++)
        readers->blocked_by[topic] = arena_new_of(arena, uint32_t, followed_of(run, topic)->partitions);
    object_demand_start(run, readers->reader_count, consumers);
    for (uint32_t topic = 0, index = 0; topic < topics; topic++)
        for (uint32_t loop = 0; readers->fetches[topic] != NULL && loop < readers->fetches[topic]->loop_count;
             loop++)
            start_reader(run, topic, loop, index++, consumers[topic]);
    object_loads_start(run);
}

/* ---- answers ---- */

static void send_answer(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    reader->answer_count++;
    path_schedule(&run->base, link_response_ns(&reader->link, now_ns), EVENT_DELIVER, index, 0);
}

/* A file's batches lie in the order of their partitions. */
static uint32_t chunk_of(const struct object_run *run, const struct path_batch *batch,
                         const struct object_file *file)
{
    return (uint32_t)((uint64_t)batch->audit.partition * file->chunks /
                      followed_of(run, batch->topic)->partitions);
}

void object_reader_count_chunks(struct object_run *run, int64_t now_ns, uint32_t index, double chunks)
{
    path_count(&run->base, PATH_CACHE_HITS, now_ns, chunks * stands_for(run, index));
}

/* Request the batch's chunk, unless this answer has done so; return its load, or LOAD_NONE. in_demand: how
 * many are requested for background demand anyway. */
static uint32_t load_chunk(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t batch_index,
                           uint32_t answer, uint32_t *in_demand, bool *is_again)
{
    const struct path_batch *batch = path_batch_at(&run->base, batch_index);
    struct object_file *file = object_file_at(run, batch->file);
    uint32_t chunk = chunk_of(run, batch, file);
    bool is_noted = chunk < FILE_SEEN_MAX;
    *is_again = is_noted && file->seen_by[chunk] == answer;
    if (*is_again) return file->seen_load[chunk];
    object_reader_count_chunks(run, now_ns, index, 1);
    *in_demand += is_noted && object_demand_has(run, index, file, chunk);
    uint32_t load = object_load(run, now_ns, run->readers->readers[index].agent_zone,
                                &(struct object_chunk){file->serial, file->bytes, chunk,
                                                       file->window_at + chunk},
                                index);
    if (!is_noted) return load;
    file->seen_by[chunk] = answer;
    return file->seen_load[chunk] = load;
}

/* ---- answers with all that was looked up ---- */

static void load_all(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    uint32_t answer = ++run->readers->answer_serial, in_demand = 0;
    reader->pending = 0;
    for (uint32_t i = 0; i < reader->count; i++) {
        bool is_again;
        uint32_t load = load_chunk(run, now_ns, index, reader->batches[i], answer, &in_demand, &is_again);
        reader->pending += !is_again && load != LOAD_NONE;
    }
    reader->pending += object_demand_load(run, now_ns, index, in_demand);
    if (reader->pending == 0) object_reader_end_stage(run, now_ns, index, OBJECT_LOADED);
}

/* ---- answers with what is ready ---- */

static void add_to_answer(struct object_run *run, struct reader *reader, uint32_t batch)
{
    arena_grow(run->base.arena, reader->batches, reader->count, reader->capacity, 64);
    reader->batches[reader->count++] = batch;
}

static void hold(struct object_run *run, struct reader *reader, uint32_t batch)
{
    arena_grow(run->base.arena, reader->held, reader->held_count, reader->held_capacity, 64);
    reader->held[reader->held_count++] = (struct held){.batch = batch};
}

/* Move the held batches that are there into the answer, each partition's in order. */
static void take_ready(struct object_run *run, struct reader *reader)
{
    uint32_t answer = ++run->readers->answer_serial, left = 0;
    uint32_t *blocked_by = run->readers->blocked_by[reader->topic];
    for (uint32_t i = 0; i < reader->held_count; i++) {
        const struct held held = reader->held[i];
        uint32_t partition = path_batch_at(&run->base, held.batch)->audit.partition;
        if (held.load != LOAD_NONE || object_demand_blocks(run, reader->topic, partition, held.window_at))
            blocked_by[partition] = answer;
        if (blocked_by[partition] == answer)
            reader->held[left++] = held;
        else
            add_to_answer(run, reader, held.batch);
    }
    reader->held_count = reader->looked_up = left;
}

/* Answer with what is ready; with nothing only if nothing is on its way. */
static void offer(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    bool is_more = object_demand_take_ready(run, index);
    take_ready(run, reader);
    bool is_left = reader->held_count > 0 || object_demand_is_left(run, index);
    if (!is_more && reader->count == 0 && is_left) return;
    reader->is_open = false;
    object_reader_end_stage(run, now_ns, index, OBJECT_LOADED);
}

static void load_ready(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    uint32_t answer = ++run->readers->answer_serial, in_demand = 0;
    for (uint32_t i = reader->looked_up; i < reader->held_count; i++) {
        bool is_again;
        const struct path_batch *batch = path_batch_at(&run->base, reader->held[i].batch);
        const struct object_file *file = object_file_at(run, batch->file);
        reader->held[i].window_at = file->window_at + chunk_of(run, batch, file);
        reader->held[i].load = load_chunk(run, now_ns, index, reader->held[i].batch, answer, &in_demand,
                                          &is_again);
    }
    object_demand_load(run, now_ns, index, in_demand);
    reader->is_open = true;
    run->readers->open[run->readers->open_count++] = index;
    object_readers_offer(run, now_ns, reader->agent_zone);
}

/* Offer to the zone's open readers. */
void object_readers_offer(struct object_run *run, int64_t now_ns, uint32_t zone)
{
    struct object_readers *readers = run->readers;
    uint32_t left = 0;
    for (uint32_t i = 0; i < readers->open_count; i++) {
        uint32_t index = readers->open[i];
        if (readers->readers[index].agent_zone == zone) offer(run, now_ns, index);
        if (readers->readers[index].is_open) readers->open[left++] = index;
    }
    readers->open_count = left;
}

void object_reader_wake(struct object_run *run, int64_t now_ns, uint32_t waiter, uint32_t load)
{
    uint32_t index = waiter & ~LOAD_CHAIN;
    struct reader *reader = &run->readers->readers[index];
    if (run->rule->answers_when_ready) {
        for (uint32_t i = 0; i < reader->looked_up; i++)
            if (reader->held[i].load == load) reader->held[i].load = LOAD_NONE;
        return;
    }
    if (waiter & LOAD_CHAIN && object_demand_await(run, now_ns, index)) return;
    if (--reader->pending == 0) object_reader_end_stage(run, now_ns, index, OBJECT_LOADED);
}

/* ---- an answer ---- */

void object_reader_end_stage(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t ended)
{
    struct reader *reader = &run->readers->readers[index];
    uint32_t stage = object_next_stage(run, now_ns, ended, reader->ends_ns);
    if (stage == OBJECT_LOADED)
        (run->rule->answers_when_ready ? load_ready : load_all)(run, now_ns, index);
    else if (stage == OBJECT_DELIVERED)
        send_answer(run, now_ns, index);
    else {
        uint64_t ordinal = (uint64_t)(stage - OBJECT_ANSWERED - 1) << DELAY_ORDINAL_BITS |
                           reader->answer_count;
        int64_t delay_ns = variate_ns(run->rule->delays[stage], &reader->delays, ordinal, 0);
        path_schedule(&run->base, now_ns + delay_ns, EVENT_FETCH_DELAY, index, stage);
    }
}

/* Collect the batches of the answer. */
static void begin_answer(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    const struct fetches *fetches = run->readers->fetches[reader->topic];
    void (*add)(struct object_run *, struct reader *,
                uint32_t) = run->rule->answers_when_ready ? hold : add_to_answer;
    object_demand_set_waiting(run, index, false);
    reader->count = 0;
    for (uint32_t lane = fetches->loops[reader->loop].first_taken; lane != FETCH_NONE;
         lane = fetches->lanes[lane].next_taken)
        for (uint64_t number = fetches->lanes[lane].done; number < fetches->lanes[lane].sent; number++)
            add(run, reader, fetch_batch(fetches, fetches->lanes[lane].stream, number)->tag);
    path_count(&run->base, PATH_FETCHES, now_ns, stands_for(run, index));
    object_reader_end_stage(run, now_ns, index, OBJECT_ANSWERED);
}

static void take_turn(struct object_run *run, int64_t now_ns, uint32_t topic, const struct fetch_turn *turn)
{
    uint32_t reader = run->readers->first_reader[topic] + turn->loop;
    switch (turn->kind) {
    case FETCH_NOTHING: break;
    case FETCH_ANSWERED: begin_answer(run, now_ns, reader); break;
    case FETCH_EXPIRES: path_schedule(&run->base, turn->at_ns, EVENT_EXPIRE, reader, 0); break;
    case FETCH_COMES: path_schedule(&run->base, turn->at_ns, EVENT_FETCH, reader, 0); break;
    }
}

/* Drop batches that all groups have read, so that the ring need not grow. */
static void make_room(struct object_run *run, uint32_t topic, uint32_t stream)
{
    struct fetches *fetches = run->readers->fetches[topic];
    if (!fetch_is_full(fetches, stream)) return;
    uint32_t partitions = followed_of(run, topic)->partitions,
             groups = path_group_of(&run->base, topic)->consumer_groups;
    uint64_t least = fetches->streams[stream].end;
    for (uint32_t g = 0; g < groups; g++)
        if (fetches->lanes[g * partitions + stream].done < least)
            least = fetches->lanes[g * partitions + stream].done;
    fetch_drop(fetches, stream, least);
}

void object_readers_add(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct path_batch *batch = path_batch_at(&run->base, index);
    uint32_t topic = batch->topic, stream = batch->audit.partition;
    struct fetches *fetches = run->readers->fetches[topic];
    if (fetches == NULL) return;
    make_room(run, topic, stream);
    fetch_append(fetches, stream,
                 &(struct fetch_batch){.time_ns = now_ns,
                                       .tag = index,
                                       .bytes = (uint32_t)batch->audit.bytes});
    uint32_t partitions = followed_of(run, topic)->partitions,
             groups = path_group_of(&run->base, topic)->consumer_groups;
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t lane = g * partitions + stream;
        fetch_add(fetches, lane);
        object_reader_mark(run, run->readers->first_reader[topic] + fetches->lanes[lane].loop);
    }
}

void object_reader_mark(struct object_run *run, uint32_t index)
{
    struct object_readers *readers = run->readers;
    if (readers->readers[index].is_marked) return;
    readers->readers[index].is_marked = true;
    readers->marked[readers->marked_count++] = index;
}

bool object_reader_is_marked(const struct object_run *run, uint32_t index)
{
    return run->readers->readers[index].is_marked;
}

static bool is_enough(const struct object_run *run, uint32_t index, const struct fetches *fetches)
{
    const struct reader *reader = &run->readers->readers[index];
    uint64_t ready_bytes = fetches->loops[reader->loop].ready_bytes;
    return reader->held_count > 0 ||
           object_demand_is_enough(run, index, (double)ready_bytes, fetches->min_bytes);
}

void object_readers_notify(struct object_run *run, int64_t now_ns)
{
    for (uint32_t i = 0; i < run->readers->marked_count; i++) {
        uint32_t index = run->readers->marked[i];
        struct reader *reader = &run->readers->readers[index];
        reader->is_marked = false;
        struct fetches *fetches = run->readers->fetches[reader->topic];
        struct fetch_turn turn = is_enough(run, index, fetches) ? fetch_answer(fetches, reader->loop, now_ns)
                                                                : fetch_notify(fetches, reader->loop, now_ns);
        take_turn(run, now_ns, reader->topic, &turn);
    }
    run->readers->marked_count = 0;
}

/* ---- events ---- */

void object_on_deliver(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    struct fetches *fetches = run->readers->fetches[reader->topic];
    const struct path_followed *followed = followed_of(run, reader->topic);
    uint32_t group = (uint32_t)(fetches->keys[reader->loop] / followed->consumers);
    for (uint32_t i = 0; i < reader->count; i++) {
        const struct path_batch *batch = path_batch_at(&run->base, reader->batches[i]);
        uint32_t file = batch->file;
        if (reader->agent_zone != reader->zone)
            path_count(&run->base, PATH_CONSUME_CROSSING_BYTES, now_ns,
                       (double)batch->audit.bytes * followed->records_for);
        path_read(&run->base, now_ns, reader->batches[i], group,
                  offsets_end(run->offsets[reader->topic], batch->audit.partition), reader->ends_ns);
        object_file_read(run, file, 1);
    }
    fetch_done(fetches, reader->loop);
    path_schedule(&run->base, link_request_ns(&reader->link, now_ns), EVENT_FETCH, index, 0);
}

void object_on_fetch(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    struct fetches *fetches = run->readers->fetches[reader->topic];
    bool has_demand = reader->held_count > 0 || object_demand_is_any(run, index);
    object_demand_set_waiting(run, index, true);
    struct fetch_turn turn = fetch_arrive(fetches, reader->loop, now_ns, has_demand);
    if (turn.kind != FETCH_ANSWERED && has_demand && is_enough(run, index, fetches))
        turn = fetch_answer(fetches, reader->loop, now_ns);
    take_turn(run, now_ns, reader->topic, &turn);
}

void object_on_expire(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    struct fetch_turn turn = fetch_expire(run->readers->fetches[reader->topic], reader->loop, now_ns);
    take_turn(run, now_ns, reader->topic, &turn);
}
