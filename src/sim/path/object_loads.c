/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/object_loads.h"

#include "sim/part/zone_cache.h"
#include "sim/path/object_demand.h"
#include "sim/path/object_readers.h"

enum { RING_POINTS = 64 }; /* of an agent on its zone's ring: shares of files vary by about 1/√64 */

/* A chunk that an agent GETs. */
struct load {
    uint32_t zone, ticket, agent, prefix;
    uint64_t window_at;
    double bytes;
};

struct object_loads {
    struct object_store *gets;
    struct zone_cache **caches; /* by zone */
    struct pool loads;
    struct object_counts counts[2];
};

void object_loads_start(struct object_run *run)
{
    struct arena *arena = run->base.arena;
    const struct zone_cache_rule rule = {.chunk_bytes = run->rule->chunk_bytes,
                                         .agent_bytes = run->rule->cache_agent_bytes,
                                         .points = RING_POINTS};
    struct object_loads *loads = run->loads = arena_new_of(arena, struct object_loads, 1);
    loads->gets = object_store_new(arena, &run->rule->get, run->base.key, RANDOM_OBJECT_GET,
                                   run->rule->agents);
    loads->caches = arena_new_of(arena, struct zone_cache *, run->zones);
    for (unsigned zone = 0; zone < run->zones && object_agents_in(run, zone) > 0; zone++)
        loads->caches[zone] = zone_cache_new(arena, &rule, object_agents_in(run, zone));
    loads->loads = pool_of(arena, sizeof(struct load));
}

static struct load *load_at(const struct object_loads *loads, uint32_t index)
{
    return &((struct load *)loads->loads.items)[index];
}

static void get(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct load *load = load_at(run->loads, index);
    struct object_turn turn = object_store_transfer(run->loads->gets, now_ns, load->agent, load->prefix,
                                                    load->bytes, index);
    if (turn.state == OBJECT_UNDER_WAY) path_schedule(&run->base, turn.next_ns, EVENT_GET, turn.ticket, 0);
}

static void begin_load(struct object_run *run, int64_t now_ns, uint32_t zone,
                       const struct object_chunk *chunk, const struct zone_cache_answer *answer)
{
    uint32_t load = pool_take(&run->loads->loads);
    *load_at(run->loads,
             load) = (struct load){.zone = zone,
                                   .ticket = answer->ticket,
                                   .agent = zone + answer->agent * run->zones,
                                   .prefix = (uint32_t)(chunk->file_serial % run->rule->get.prefixes),
                                   .window_at = chunk->window_at,
                                   .bytes = answer->bytes};
    path_count(&run->base, PATH_LOADED_BYTES, now_ns, answer->bytes);
    get(run, now_ns, load);
}

uint32_t object_load(struct object_run *run, int64_t now_ns, uint32_t zone, const struct object_chunk *chunk,
                     uint32_t waiter)
{
    struct zone_cache_answer answer = zone_cache_want(run->loads->caches[zone], chunk->file_serial,
                                                      chunk->file_bytes, chunk->chunk, waiter);
    if (answer.state == CACHE_LOADS) {
        path_count(&run->base, PATH_CACHE_HITS, now_ns, -1);
        begin_load(run, now_ns, zone, chunk, &answer);
    }
    return answer.state == CACHE_HIT ? LOAD_NONE : answer.ticket;
}

void object_on_get(struct object_run *run, int64_t now_ns, uint32_t ticket)
{
    struct object_turn turn = object_store_step(run->loads->gets, now_ns, ticket);
    if (turn.freed != OBJECT_NONE) path_schedule(&run->base, turn.freed_next_ns, EVENT_GET, turn.freed, 0);
    if (turn.state == OBJECT_UNDER_WAY) {
        path_schedule(&run->base, turn.next_ns, EVENT_GET, ticket, 0);
        return;
    }
    if (turn.state == OBJECT_GIVEN_UP) { /* the agent tries again for the waiting readers */
        get(run, now_ns, turn.owner);
        return;
    }
    struct load load = *load_at(run->loads, turn.owner);
    pool_give(&run->loads->loads, turn.owner);
    zone_cache_loaded(run->loads->caches[load.zone], load.ticket);
    object_demand_loaded(run, load.zone, load.window_at);
    for (uint32_t waiter; zone_cache_woken(run->loads->caches[load.zone], &waiter);)
        object_reader_wake(run, now_ns, waiter, load.ticket);
    object_readers_offer(run, now_ns, load.zone);
}

bool object_loads_evict(const struct object_run *run, uint32_t zone)
{
    return zone_cache_counts(run->loads->caches[zone]).evicted > 0;
}

void object_loads_snapshot(struct object_run *run, unsigned which)
{
    run->loads->counts[which] = object_store_counts(run->loads->gets);
}

void object_loads_finish(struct object_run *run)
{
    object_count_requests(run, &run->rule->get, run->loads->counts, PATH_GETS, RESOURCE_GET_LIMIT);
}
