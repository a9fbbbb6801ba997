/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/object_readers.h"

#include <math.h>

#include "base/number.h"
#include "sim/draw/variate.h"
#include "sim/part/fetch.h"
#include "sim/part/zone_cache.h"
#include "sim/path/object_demand.h"

enum { RING_POINTS = 64 };        /* of an agent on its zone's ring: shares of files vary by about 1/√64 */
enum { DELAY_ORDINAL_BITS = 40 }; /* a reader's draws of delays: by stage, then by answer */

/* A waiter of a cache is a reader, with this bit if its load is part of a chain of background demand. */
#define CHAIN (UINT32_C(1) << 31)

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
    int64_t ends_ns[OBJECT_STAGE__COUNT]; /* ends of the answer's stages */
    bool is_marked;
};

/* A chunk that an agent GETs. */
struct load {
    uint32_t zone, ticket, agent, prefix;
    double bytes;
};

struct object_readers {
    struct object_store *gets;
    struct fetches **fetches; /* by followed topic; NULL without consumers */
    uint32_t *first_reader;   /* by followed topic */
    uint32_t reader_count;
    struct reader *readers;
    struct zone_cache **caches; /* by zone */
    struct pool loads;
    uint32_t *marked, marked_count; /* readers to be notified */
    uint32_t answer_serial;
    struct object_counts get_counts[2];
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

static void start_caches(struct object_run *run)
{
    struct arena *arena = run->base.arena;
    const struct zone_cache_rule rule = {.chunk_bytes = run->rule->chunk_bytes,
                                         .agent_bytes = run->rule->cache_agent_bytes,
                                         .points = RING_POINTS};
    run->readers->caches = arena_new_of(arena, struct zone_cache *, run->zones);
    for (unsigned zone = 0; zone < run->zones && object_agents_in(run, zone) > 0; zone++)
        run->readers->caches[zone] = zone_cache_new(arena, &rule, object_agents_in(run, zone));
    run->readers->loads = pool_of(arena, sizeof(struct load));
}

void object_readers_start(struct object_run *run)
{
    struct arena *arena = run->base.arena;
    uint32_t topics = (uint32_t)run->base.detail->count;
    struct object_readers *readers = run->readers = arena_new_of(arena, struct object_readers, 1);
    uint32_t *consumers = arena_new_of(arena, uint32_t, topics);
    readers->gets = object_store_new(arena, &run->rule->get, run->base.key, RANDOM_OBJECT_GET,
                                     run->rule->agents);
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
    object_demand_start(run, readers->reader_count, consumers);
    for (uint32_t topic = 0, index = 0; topic < topics; topic++)
        for (uint32_t loop = 0; readers->fetches[topic] != NULL && loop < readers->fetches[topic]->loop_count;
             loop++)
            start_reader(run, topic, loop, index++, consumers[topic]);
    start_caches(run);
}

/* ---- loads ---- */

static struct load *load_at(const struct object_readers *readers, uint32_t index)
{
    return &((struct load *)readers->loads.items)[index];
}

static void get(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct load *load = load_at(run->readers, index);
    struct object_turn turn = object_store_transfer(run->readers->gets, now_ns, load->agent, load->prefix,
                                                    load->bytes, index);
    if (turn.state == OBJECT_UNDER_WAY) path_schedule(&run->base, turn.next_ns, EVENT_GET, turn.ticket, 0);
}

static void begin_load(struct object_run *run, int64_t now_ns, uint32_t zone, uint64_t file_serial,
                       const struct zone_cache_answer *answer)
{
    uint32_t load = pool_take(&run->readers->loads);
    *load_at(run->readers, load) = (struct load){.zone = zone,
                                                 .ticket = answer->ticket,
                                                 .agent = zone + answer->agent * run->zones,
                                                 .prefix = (uint32_t)(file_serial % run->rule->get.prefixes),
                                                 .bytes = answer->bytes};
    path_count(&run->base, PATH_LOADED_BYTES, now_ns, answer->bytes);
    get(run, now_ns, load);
}

bool object_reader_load(struct object_run *run, int64_t now_ns, uint32_t index, enum object_load_for purpose,
                        uint64_t file_serial, double file_bytes, uint32_t chunk)
{
    uint32_t zone = run->readers->readers[index].agent_zone,
             waiter = purpose == LOAD_FOR_CHAIN ? index | CHAIN : index;
    struct zone_cache_answer answer = zone_cache_want(run->readers->caches[zone], file_serial, file_bytes,
                                                      chunk, waiter);
    if (answer.state == CACHE_LOADS) {
        path_count(&run->base, PATH_CACHE_HITS, now_ns, -1);
        begin_load(run, now_ns, zone, file_serial, &answer);
    }
    return answer.state != CACHE_HIT;
}

void object_reader_count_chunks(struct object_run *run, int64_t now_ns, uint32_t index, double chunks)
{
    path_count(&run->base, PATH_CACHE_HITS, now_ns, chunks * stands_for(run, index));
}

bool object_reader_cache_evicts(const struct object_run *run, uint32_t index)
{
    return zone_cache_counts(run->readers->caches[run->readers->readers[index].agent_zone]).evicted > 0;
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

/* Return whether the answer has already requested the chunk, and note it. */
static bool is_requested_again(struct object_file *file, uint32_t chunk, uint32_t answer)
{
    if (chunk >= FILE_SEEN_MAX) return false;
    bool is_again = file->seen_by[chunk] == answer;
    file->seen_by[chunk] = answer;
    return is_again;
}

static void load_chunks(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    uint32_t answer = ++run->readers->answer_serial, in_demand = 0;
    reader->pending = 0;
    for (uint32_t i = 0; i < reader->count; i++) {
        const struct path_batch *batch = path_batch_at(&run->base, reader->batches[i]);
        struct object_file *file = object_file_at(run, batch->file);
        uint32_t chunk = chunk_of(run, batch, file);
        if (is_requested_again(file, chunk, answer)) continue;
        object_reader_count_chunks(run, now_ns, index, 1);
        in_demand += chunk < FILE_SEEN_MAX && object_demand_has(run, index, file, chunk);
        reader->pending += object_reader_load(run, now_ns, index, LOAD_FOR_ANSWER, file->serial, file->bytes,
                                              chunk);
    }
    reader->pending += object_demand_load(run, now_ns, index, in_demand);
    if (reader->pending == 0) object_reader_end_stage(run, now_ns, index, OBJECT_LOADED);
}

void object_reader_end_stage(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t ended)
{
    struct reader *reader = &run->readers->readers[index];
    uint32_t stage = object_next_stage(run, now_ns, ended, reader->ends_ns);
    if (stage == OBJECT_LOADED)
        load_chunks(run, now_ns, index);
    else if (stage == OBJECT_DELIVERED)
        send_answer(run, now_ns, index);
    else {
        uint64_t ordinal = (uint64_t)(stage - OBJECT_ANSWERED - 1) << DELAY_ORDINAL_BITS |
                           reader->answer_count;
        int64_t delay_ns = variate_ns(run->rule->delays[stage], &reader->delays, ordinal, 0);
        path_schedule(&run->base, now_ns + delay_ns, EVENT_FETCH_DELAY, index, stage);
    }
}

static void add_to_answer(struct object_run *run, struct reader *reader, uint32_t batch)
{
    arena_grow(run->base.arena, reader->batches, reader->count, reader->capacity, 64);
    reader->batches[reader->count++] = batch;
}

/* Collect the batches of the answer. */
static void begin_answer(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers->readers[index];
    const struct fetches *fetches = run->readers->fetches[reader->topic];
    object_demand_set_waiting(run, index, false);
    reader->count = 0;
    for (uint32_t lane = fetches->loops[reader->loop].first_taken; lane != FETCH_NONE;
         lane = fetches->lanes[lane].next_taken)
        for (uint64_t number = fetches->lanes[lane].done; number < fetches->lanes[lane].sent; number++)
            add_to_answer(run, reader, fetch_batch(fetches, fetches->lanes[lane].stream, number)->tag);
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
    uint64_t ready_bytes = fetches->loops[run->readers->readers[index].loop].ready_bytes;
    return object_demand_is_enough(run, index, (double)ready_bytes, fetches->min_bytes);
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
    bool has_demand = object_demand_is_any(run, index);
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

/* A load that a reader waited for has ended. */
static void wake(struct object_run *run, int64_t now_ns, uint32_t waiter)
{
    uint32_t index = waiter & ~CHAIN;
    if (waiter & CHAIN && object_demand_await(run, now_ns, index)) return;
    if (--run->readers->readers[index].pending == 0)
        object_reader_end_stage(run, now_ns, index, OBJECT_LOADED);
}

void object_on_get(struct object_run *run, int64_t now_ns, uint32_t ticket)
{
    struct object_turn turn = object_store_step(run->readers->gets, now_ns, ticket);
    if (turn.freed != OBJECT_NONE) path_schedule(&run->base, turn.freed_next_ns, EVENT_GET, turn.freed, 0);
    if (turn.state == OBJECT_UNDER_WAY) {
        path_schedule(&run->base, turn.next_ns, EVENT_GET, ticket, 0);
        return;
    }
    if (turn.state == OBJECT_GIVEN_UP) { /* the agent tries again for the waiting readers */
        get(run, now_ns, turn.owner);
        return;
    }
    struct load load = *load_at(run->readers, turn.owner);
    pool_give(&run->readers->loads, turn.owner);
    zone_cache_loaded(run->readers->caches[load.zone], load.ticket);
    for (uint32_t waiter; zone_cache_woken(run->readers->caches[load.zone], &waiter);)
        wake(run, now_ns, waiter);
}

/* ---- results ---- */

void object_readers_snapshot(struct object_run *run, unsigned which)
{
    run->readers->get_counts[which] = object_store_counts(run->readers->gets);
}

void object_readers_finish(struct object_run *run)
{
    object_count_requests(run, &run->rule->get, run->readers->get_counts, PATH_GETS, RESOURCE_GET_LIMIT);
}
