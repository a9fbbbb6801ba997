/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Readers of the object path: consumers fetch from an agent of their zone, which looks up where their batches
 * are and waits until the chunks that hold them are in the zone's cache. */
#include <math.h>

#include "base/number.h"
#include "sim/path/object_private.h"
#include "sim/draw/variate.h"

/* Draws of a reader's delays: its answers, this far apart by stage. */
enum { DELAY_ORDINAL_BITS = 40 };
enum { RING_POINTS = 64 }; /* of an agent on its zone's ring: shares of files differ by about 1/√64 */

/* ---- start ---- */

/* Partitions go round the group's consumers: lane g × partitions + p reads stream p for consumer p mod
 * consumers of group g. */
static struct fetches *fetches_of(struct object_run *run, uint32_t place)
{
    const struct path_followed *followed = &run->base.detail->followed[place];
    const struct path_group *group = path_group_of(&run->base, place);
    const struct path_clients *clients = &run->base.path->clients;
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
        .max_bytes = clients->fetch_max_bytes,
        .partition_max_bytes = clients->partition_fetch_max_bytes,
    };
    return fetch_new(run->base.arena, &rule, followed->partitions, lanes, streams, keys);
}

/* The nth consumer of all. Its first fetch waits already, since some time within max_wait. */
static void start_reader(struct object_run *run, uint32_t place, uint32_t loop, uint32_t number)
{
    const struct path_clients *clients = &run->base.path->clients;
    uint32_t entity = run->base.detail->producers + number;
    struct reader *reader = &run->readers[number];
    *reader = (struct reader){.followed = place,
                              .loop = loop,
                              .zone = (uint16_t)(number % run->zones),
                              .shelf_low = NO_SHELF};
    reader->consumer = loop %
                       (run->fetches[place]->loop_count / path_group_of(&run->base, place)->consumer_groups);
    run->waits[number] = true;
    reader->agent_zone = (uint16_t)object_zone_for(run, number, clients->zone_aware_consume);
    if (object_agents_in(run, reader->agent_zone) == 0)
        reader->agent_zone = (uint16_t)(reader->agent_zone % run->rule->agents);
    const struct dist *rtt = reader->agent_zone == reader->zone ? clients->rtt_same_zone
                                                                : clients->rtt_cross_zone;
    reader->link = link_of(rtt, random_stream_of(run->base.key, RANDOM_NETWORK, entity));
    reader->delays = random_stream_of(run->base.key, RANDOM_CONSUMER, entity);
    struct random_stream phases = random_stream_of(run->base.key, RANDOM_PLACE, UINT32_MAX - entity);
    int64_t max_wait_ns = run->fetches[place]->max_wait_ns, idle_ns = variate_ns(rtt, &phases, 0, 0);
    int64_t since_ns = -(int64_t)(random_unit(&phases, 1) * (double)max_wait_ns);
    link_request_ns(&reader->link, since_ns);
    fetch_set_loop(run->fetches[place], loop, since_ns, idle_ns < 1 ? 1 : idle_ns);
}

void object_readers_start(struct object_run *run)
{
    const struct path_detail *detail = run->base.detail;
    struct arena *arena = run->base.arena;
    run->fetches = arena_new_of(arena, struct fetches *, detail->count);
    run->first_reader = arena_new_of(arena, uint32_t, detail->count);
    for (uint32_t g = 0; g < detail->count; g++) {
        run->first_reader[g] = run->reader_count;
        if (path_group_of(&run->base, g)->consumer_groups == 0) continue;
        run->fetches[g] = fetches_of(run, g);
        run->reader_count += run->fetches[g]->loop_count;
    }
    run->readers = arena_new_of(arena, struct reader, run->reader_count);
    run->told = arena_new_of(arena, uint32_t, run->reader_count);
    run->waits = arena_new_of(arena, bool, run->reader_count);
    for (uint32_t g = 0, number = 0; g < detail->count; g++)
        for (uint32_t loop = 0; run->fetches[g] != NULL && loop < run->fetches[g]->loop_count; loop++)
            start_reader(run, g, loop, number++);
    const struct zone_cache_rule rule = {.chunk_bytes = run->rule->chunk_bytes,
                                         .agent_bytes = run->rule->cache_agent_bytes,
                                         .points = RING_POINTS};
    run->caches = arena_new_of(arena, struct zone_cache *, run->zones);
    for (unsigned zone = 0; zone < run->zones && object_agents_in(run, zone) > 0; zone++)
        run->caches[zone] = zone_cache_new(arena, &rule, object_agents_in(run, zone));
    run->loads = pool_of(arena, sizeof(struct load));
    object_shelf_start(run);
}

/* ---- loads ---- */

static struct load *load_at(struct object_run *run, uint32_t index)
{
    return &((struct load *)run->loads.items)[index];
}

static void get(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct load *load = load_at(run, index);
    struct object_turn turn = object_store_transfer(run->gets, now_ns, load->agent, load->prefix, load->bytes,
                                                    index);
    if (turn.state == OBJECT_UNDER_WAY)
        kernel_schedule(run->base.kernel, turn.next_ns, EVENT_GET, EVENT_GET, turn.ticket, 0);
}

static void begin_load(struct object_run *run, int64_t now_ns, uint32_t zone, uint64_t serial,
                       const struct zone_cache_answer *answer)
{
    uint32_t load = pool_take(&run->loads);
    *load_at(run, load) = (struct load){.zone = zone,
                                        .ticket = answer->ticket,
                                        .agent = zone + answer->agent * run->zones,
                                        .prefix = (uint32_t)(serial % run->rule->get.prefixes),
                                        .bytes = answer->bytes};
    path_count(&run->base, PATH_LOADED_BYTES, now_ns, answer->bytes);
    get(run, now_ns, load);
}

/* Consumers that a reader stands for. */
static double stands_for(const struct object_run *run, uint32_t index)
{
    return run->base.detail->followed[run->readers[index].followed].consumers_for;
}

bool object_want(struct object_run *run, int64_t now_ns, uint32_t waiter, uint64_t serial, double file_bytes,
                 uint32_t chunk)
{
    uint32_t zone = run->readers[waiter & ~OBJECT_CHAIN].agent_zone;
    struct zone_cache_answer answer = zone_cache_want(run->caches[zone], serial, file_bytes, chunk, waiter);
    if (answer.state == CACHE_LOADS) {
        path_count(&run->base, PATH_CACHE_HITS, now_ns, -1);
        begin_load(run, now_ns, zone, serial, &answer);
    }
    return answer.state != CACHE_HIT;
}

void object_count_wants(struct object_run *run, int64_t now_ns, uint32_t reader, double chunks)
{
    path_count(&run->base, PATH_CACHE_HITS, now_ns, chunks * stands_for(run, reader));
}

/* ---- answers ---- */

static void leave(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    reader->answer_count++;
    kernel_schedule(run->base.kernel, link_response_ns(&reader->link, now_ns), EVENT_DELIVER, EVENT_DELIVER,
                    index, 0);
}

/* A file's batches lie in the order of their partitions. */
static uint32_t chunk_of(const struct object_run *run, const struct path_batch *batch,
                         const struct file *file)
{
    return (uint32_t)((uint64_t)batch->audit.partition * file->chunks /
                      run->base.detail->followed[batch->followed].partitions);
}

/* Whether the answer asked for the chunk already; it does now. */
static bool is_asked_again(struct file *file, uint32_t chunk, uint32_t answer)
{
    if (chunk >= FILE_SEEN_MAX) return false;
    bool is_again = file->seen_by[chunk] == answer;
    file->seen_by[chunk] = answer;
    return is_again;
}

static void end_stage(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t stage);

static void load_chunks(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    uint32_t answer = ++run->answer_serial, wished = 0;
    reader->pending = 0;
    for (uint32_t i = 0; i < reader->count; i++) {
        const struct path_batch *batch = path_batch_at(&run->base, reader->batches[i]);
        struct file *file = file_at(run, batch->file);
        uint32_t chunk = chunk_of(run, batch, file);
        if (is_asked_again(file, chunk, answer)) continue;
        object_count_wants(run, now_ns, index, 1);
        wished += run->aggregate_count > 0 && chunk < FILE_SEEN_MAX &&
                  object_is_wish(run, reader, file, chunk);
        reader->pending += object_want(run, now_ns, index, file->serial, file->bytes, chunk);
    }
    if (run->aggregate_count > 0) reader->pending += object_ask_for_wishes(run, now_ns, index, wished);
    if (reader->pending == 0) end_stage(run, now_ns, index, OBJECT_LOADED);
}

/* The answer has ended a stage: begin the one behind it. Delays that the path hasn't got take no time. */
static void end_stage(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t stage)
{
    struct reader *reader = &run->readers[index];
    reader->ends_ns[stage] = now_ns;
    for (stage++; PATH_OBJECT_STAGES[stage].station == STATION_DELAY; stage++) {
        const struct dist *delay = run->rule->delays[stage];
        if (delay != NULL) {
            uint64_t ordinal = (uint64_t)(stage - OBJECT_ANSWERED - 1) << DELAY_ORDINAL_BITS |
                               reader->answer_count;
            int64_t until_ns = now_ns + variate_ns(delay, &reader->delays, ordinal, 0);
            kernel_schedule(run->base.kernel, until_ns, EVENT_FETCH_DELAY, EVENT_FETCH_DELAY, index, stage);
            return;
        }
        reader->ends_ns[stage] = now_ns;
    }
    if (stage == OBJECT_LOADED)
        load_chunks(run, now_ns, index);
    else
        leave(run, now_ns, index);
}

void object_on_fetch_delay(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t stage)
{
    end_stage(run, now_ns, index, stage);
}

static void add_to_answer(struct object_run *run, struct reader *reader, uint32_t batch)
{
    if (reader->count == reader->capacity) {
        uint32_t capacity = reader->capacity == 0 ? 64 : 2 * reader->capacity;
        uint32_t *larger_one = arena_new_of(run->base.arena, uint32_t, capacity);
        for (uint32_t i = 0; i < reader->count; i++) larger_one[i] = reader->batches[i];
        reader->batches = larger_one;
        reader->capacity = capacity;
    }
    reader->batches[reader->count++] = batch;
}

/* The answer is decided: what it holds, and then where that is. */
static void begin_answer(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    const struct fetches *fetches = run->fetches[reader->followed];
    run->waits[index] = false;
    reader->count = 0;
    for (uint32_t lane = fetches->loops[reader->loop].first_taken; lane != FETCH_NONE;
         lane = fetches->lanes[lane].next_taken)
        for (uint64_t number = fetches->lanes[lane].done; number < fetches->lanes[lane].sent; number++)
            add_to_answer(run, reader, fetch_batch(fetches, fetches->lanes[lane].stream, number)->tag);
    path_count(&run->base, PATH_FETCHES, now_ns, stands_for(run, index));
    end_stage(run, now_ns, index, OBJECT_ANSWERED);
}

static void take_turn(struct object_run *run, int64_t now_ns, uint32_t place, const struct fetch_turn *turn)
{
    uint32_t reader = run->first_reader[place] + turn->loop;
    switch (turn->kind) {
    case FETCH_NOTHING: break;
    case FETCH_ANSWERED: begin_answer(run, now_ns, reader); break;
    case FETCH_EXPIRES:
        kernel_schedule(run->base.kernel, turn->at_ns, EVENT_EXPIRE, EVENT_EXPIRE, reader, 0);
        break;
    case FETCH_COMES:
        kernel_schedule(run->base.kernel, turn->at_ns, EVENT_FETCH, EVENT_FETCH, reader, 0);
        break;
    }
}

/* What all groups have read goes, so that the ring needn't grow. */
static void make_room(struct object_run *run, uint32_t place, uint32_t stream)
{
    struct fetches *fetches = run->fetches[place];
    if (!fetch_is_full(fetches, stream)) return;
    uint32_t partitions = run->base.detail->followed[place].partitions,
             groups = path_group_of(&run->base, place)->consumer_groups;
    uint64_t least = fetches->streams[stream].end;
    for (uint32_t g = 0; g < groups; g++)
        if (fetches->lanes[g * partitions + stream].done < least)
            least = fetches->lanes[g * partitions + stream].done;
    fetch_drop(fetches, stream, least);
}

void object_batch_readable(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct path_batch *batch = path_batch_at(&run->base, index);
    uint32_t place = batch->followed, stream = batch->audit.partition;
    struct fetches *fetches = run->fetches[place];
    if (fetches == NULL) return;
    make_room(run, place, stream);
    fetch_append(fetches, stream,
                 &(struct fetch_batch){.time_ns = now_ns,
                                       .tag = index,
                                       .bytes = (uint32_t)batch->audit.bytes});
    uint32_t partitions = run->base.detail->followed[place].partitions,
             groups = path_group_of(&run->base, place)->consumer_groups;
    for (uint32_t g = 0; g < groups; g++) {
        uint32_t lane = g * partitions + stream,
                 reader = run->first_reader[place] + fetches->lanes[lane].loop;
        fetch_add(fetches, lane);
        object_remember_to_tell(run, reader);
    }
}

void object_remember_to_tell(struct object_run *run, uint32_t reader)
{
    if (run->readers[reader].is_told) return;
    run->readers[reader].is_told = true;
    run->told[run->told_count++] = reader;
}

void object_tell_readers(struct object_run *run, int64_t now_ns)
{
    for (uint32_t i = 0; i < run->told_count; i++) {
        struct reader *reader = &run->readers[run->told[i]];
        reader->is_told = false;
        struct fetches *fetches = run->fetches[reader->followed];
        struct fetch_turn turn = run->aggregate_count > 0 && object_is_enough(run, reader)
                                     ? fetch_answer(fetches, reader->loop, now_ns)
                                     : fetch_tell(fetches, reader->loop, now_ns);
        take_turn(run, now_ns, reader->followed, &turn);
    }
    run->told_count = 0;
}

void object_on_deliver(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    struct fetches *fetches = run->fetches[reader->followed];
    uint32_t group = (uint32_t)(fetches->keys[reader->loop] /
                                run->base.detail->followed[reader->followed].consumers);
    for (uint32_t i = 0; i < reader->count; i++) {
        const struct path_batch *batch = path_batch_at(&run->base, reader->batches[i]);
        uint32_t file = batch->file;
        if (reader->agent_zone != reader->zone)
            path_count(&run->base, PATH_CONSUME_CROSSING_BYTES, now_ns,
                       (double)batch->audit.bytes * run->base.detail->followed[reader->followed].records_for);
        path_read(&run->base, now_ns, reader->batches[i], group,
                  offsets_end(run->offsets[reader->followed], batch->audit.partition), reader->ends_ns);
        object_file_unread(run, file, 1);
    }
    fetch_done(fetches, reader->loop);
    kernel_schedule(run->base.kernel, link_request_ns(&reader->link, now_ns), EVENT_FETCH, EVENT_FETCH, index,
                    0);
}

void object_on_fetch(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    struct fetches *fetches = run->fetches[reader->followed];
    bool has_wishes = run->aggregate_count > 0 && object_has_wishes(run, reader);
    run->waits[index] = true;
    struct fetch_turn turn = fetch_arrive(fetches, reader->loop, now_ns, has_wishes);
    if (turn.kind != FETCH_ANSWERED && has_wishes && object_is_enough(run, reader))
        turn = fetch_answer(fetches, reader->loop, now_ns);
    take_turn(run, now_ns, reader->followed, &turn);
}

void object_on_expire(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct reader *reader = &run->readers[index];
    struct fetch_turn turn = fetch_expire(run->fetches[reader->followed], reader->loop, now_ns);
    take_turn(run, now_ns, reader->followed, &turn);
}

void object_file_unread(struct object_run *run, uint32_t index, uint32_t times)
{
    struct file *file = file_at(run, index);
    file->unread -= times;
    if (file->unread == 0) pool_give(&run->files, index);
}

void object_on_get(struct object_run *run, int64_t now_ns, uint32_t ticket)
{
    struct object_turn turn = object_store_step(run->gets, now_ns, ticket);
    if (turn.freed != OBJECT_NONE)
        kernel_schedule(run->base.kernel, turn.freed_next_ns, EVENT_GET, EVENT_GET, turn.freed, 0);
    if (turn.state == OBJECT_UNDER_WAY) {
        kernel_schedule(run->base.kernel, turn.next_ns, EVENT_GET, EVENT_GET, ticket, 0);
        return;
    }
    if (turn.state == OBJECT_GIVEN_UP) { /* who waits goes on waiting: the agent tries again */
        get(run, now_ns, turn.owner);
        return;
    }
    struct load load = *load_at(run, turn.owner);
    pool_give(&run->loads, turn.owner);
    zone_cache_loaded(run->caches[load.zone], load.ticket);
    for (uint32_t waiter; zone_cache_woken(run->caches[load.zone], &waiter);)
        if (!(waiter & OBJECT_CHAIN && object_await_wishes(run, now_ns, waiter & ~OBJECT_CHAIN)) &&
            --run->readers[waiter & ~OBJECT_CHAIN].pending == 0)
            end_stage(run, now_ns, waiter & ~OBJECT_CHAIN, OBJECT_LOADED);
}
