/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/zone_cache.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "sim/engine/index.h"
#include "sim/engine/pool.h"
#include "sim/engine/ring.h"

#define NONE POOL_NONE

struct chunk {
    uint64_t key;
    double bytes;
    uint32_t agent;
    uint32_t owner_agents; /* number of agents when its owner was last checked */
    uint32_t newer, older; /* among its agent's, by last use; loaded ones only */
    uint32_t first, last;  /* waiters */
    bool is_loading;
};

struct waiter {
    uint32_t word, next;
};

struct agent {
    uint32_t newest, oldest;
    double bytes;
};

struct zone_cache {
    struct arena *arena;
    struct zone_cache_rule rule;
    struct ring ring;
    struct agent *agents;
    uint32_t agent_count, agent_capacity;
    struct index index; /* of chunks */
    struct pool chunks, waiters;
    uint32_t woken_first, woken_last;
    struct zone_cache_counts counts;
};

static struct chunk *chunk_at(const struct zone_cache *cache, uint32_t number)
{
    return (struct chunk *)cache->chunks.items + number;
}

static struct waiter *waiter_at(const struct zone_cache *cache, uint32_t number)
{
    return (struct waiter *)cache->waiters.items + number;
}

struct zone_cache *zone_cache_new(struct arena *arena, const struct zone_cache_rule *rule, uint32_t agents)
{
    assert(rule->chunk_bytes >= 1 && rule->chunk_bytes == floor(rule->chunk_bytes) && rule->agent_bytes >= 0);
    struct zone_cache *cache = arena_new_of(arena, struct zone_cache, 1);
    *cache = (struct zone_cache){
        .arena = arena,
        .rule = *rule,
        .ring = ring_of(arena, rule->points),
        .index = index_of(arena),
        .chunks = pool_of(arena, sizeof(struct chunk)),
        .waiters = pool_of(arena, sizeof(struct waiter)),
        .woken_first = NONE,
        .woken_last = NONE,
    };
    for (uint32_t i = 0; i < agents; i++) zone_cache_add_agent(cache);
    return cache;
}

uint32_t zone_cache_add_agent(struct zone_cache *cache)
{
    enum { CAPACITY_FIRST = 16 };
    arena_grow(cache->arena, cache->agents, cache->agent_count, cache->agent_capacity, CAPACITY_FIRST);
    cache->agents[cache->agent_count] = (struct agent){.newest = NONE, .oldest = NONE};
    ring_add(&cache->ring, cache->agent_count);
    return cache->agent_count++;
}

uint32_t zone_cache_chunks(const struct zone_cache *cache, double file_bytes)
{
    assert(file_bytes > 0 && file_bytes <= cache->rule.chunk_bytes * ZONE_CACHE_CHUNKS_MAX);
    return (uint32_t)ceil(file_bytes / cache->rule.chunk_bytes);
}

static void unlink_chunk(struct zone_cache *cache, const struct chunk *chunk)
{
    struct agent *agent = &cache->agents[chunk->agent];
    *(chunk->newer == NONE ? &agent->newest : &chunk_at(cache, chunk->newer)->older) = chunk->older;
    *(chunk->older == NONE ? &agent->oldest : &chunk_at(cache, chunk->older)->newer) = chunk->newer;
}

static void link_newest(struct zone_cache *cache, uint32_t number)
{
    struct chunk *chunk = chunk_at(cache, number);
    struct agent *agent = &cache->agents[chunk->agent];
    chunk->newer = NONE;
    chunk->older = agent->newest;
    *(agent->newest == NONE ? &agent->oldest : &chunk_at(cache, agent->newest)->newer) = number;
    agent->newest = number;
}

static void hold(struct zone_cache *cache, const struct chunk *chunk, double sign)
{
    cache->agents[chunk->agent].bytes += sign * chunk->bytes;
    cache->counts.held_bytes += sign * chunk->bytes;
    if (cache->counts.held_bytes > cache->counts.held_bytes_most)
        cache->counts.held_bytes_most = cache->counts.held_bytes;
}

static void forget(struct zone_cache *cache, uint32_t number)
{
    struct chunk *chunk = chunk_at(cache, number);
    hold(cache, chunk, -1);
    index_remove(&cache->index, chunk->key);
    pool_give(&cache->chunks, number);
}

static void evict(struct zone_cache *cache, uint32_t number)
{
    unlink_chunk(cache, chunk_at(cache, number));
    forget(cache, number);
    cache->counts.evicted++;
}

/* Drop the least recently used chunks until the agent has room for `bytes` more, or none is left. */
static void make_room(struct zone_cache *cache, uint32_t agent_number, double bytes)
{
    struct agent *agent = &cache->agents[agent_number];
    while (agent->bytes + bytes > cache->rule.agent_bytes && agent->oldest != NONE)
        evict(cache, agent->oldest);
}

/* Append word to the chunk's waiters. */
static void wait(struct zone_cache *cache, uint32_t number, uint32_t word)
{
    uint32_t waiter = pool_take(&cache->waiters);
    struct chunk *chunk = chunk_at(cache, number);
    *waiter_at(cache, waiter) = (struct waiter){word, NONE};
    *(chunk->first == NONE ? &chunk->first : &waiter_at(cache, chunk->last)->next) = waiter;
    chunk->last = waiter;
}

static uint32_t start_load(struct zone_cache *cache, uint64_t key, uint32_t agent, double bytes)
{
    make_room(cache, agent, bytes);
    uint32_t number = pool_take(&cache->chunks);
    *chunk_at(cache, number) = (struct chunk){.key = key,
                                              .bytes = bytes,
                                              .agent = agent,
                                              .owner_agents = cache->agent_count,
                                              .newer = NONE,
                                              .older = NONE,
                                              .first = NONE,
                                              .last = NONE,
                                              .is_loading = true};
    index_put(&cache->index, key, number);
    hold(cache, chunk_at(cache, number), 1);
    cache->counts.loads++;
    return number;
}

/* True if its agent still owns the chunk, which changes only with the number of agents. */
static bool is_at_its_owner(const struct zone_cache *cache, struct chunk *chunk, uint64_t file)
{
    if (chunk->owner_agents == cache->agent_count) return true;
    if (chunk->agent != ring_owner(&cache->ring, file)) return false;
    chunk->owner_agents = cache->agent_count;
    return true;
}

struct zone_cache_answer zone_cache_want(struct zone_cache *cache, uint64_t file, double file_bytes,
                                         uint32_t chunk, uint32_t waiter)
{
    assert(file < ZONE_CACHE_FILES_MAX && chunk < zone_cache_chunks(cache, file_bytes));
    uint64_t key = file * ZONE_CACHE_CHUNKS_MAX + chunk;
    double left_bytes = file_bytes - chunk * cache->rule.chunk_bytes,
           bytes = left_bytes < cache->rule.chunk_bytes ? left_bytes : cache->rule.chunk_bytes;
    uint32_t number = index_find(&cache->index, key);
    if (number != INDEX_NONE && !chunk_at(cache, number)->is_loading &&
        !is_at_its_owner(cache, chunk_at(cache, number), file)) {
        evict(cache, number);
        number = INDEX_NONE;
    }
    struct zone_cache_answer answer = {.state = number == INDEX_NONE ? CACHE_LOADS : CACHE_JOINED,
                                       .ticket = NONE,
                                       .bytes = bytes};
    if (number == INDEX_NONE)
        number = start_load(cache, key, ring_owner(&cache->ring, file), bytes);
    else if (!chunk_at(cache, number)->is_loading)
        answer.state = CACHE_HIT;
    else
        cache->counts.joined++;
    answer.agent = chunk_at(cache, number)->agent;
    if (answer.state == CACHE_HIT) {
        unlink_chunk(cache, chunk_at(cache, number));
        link_newest(cache, number);
        cache->counts.hits++;
        return answer;
    }
    answer.ticket = number;
    wait(cache, number, waiter);
    return answer;
}

static void wake(struct zone_cache *cache, struct chunk *chunk)
{
    assert(chunk->is_loading && chunk->first != NONE);
    *(cache->woken_first == NONE ? &cache->woken_first
                                 : &waiter_at(cache, cache->woken_last)->next) = chunk->first;
    cache->woken_last = chunk->last;
    chunk->first = chunk->last = NONE;
    chunk->is_loading = false;
}

void zone_cache_loaded(struct zone_cache *cache, uint32_t ticket)
{
    struct chunk *chunk = chunk_at(cache, ticket);
    wake(cache, chunk);
    cache->counts.loaded_bytes += chunk->bytes;
    link_newest(cache, ticket);
    make_room(cache, chunk->agent, 0);
}

void zone_cache_lost(struct zone_cache *cache, uint32_t ticket)
{
    wake(cache, chunk_at(cache, ticket));
    cache->counts.lost++;
    forget(cache, ticket);
}

bool zone_cache_woken(struct zone_cache *cache, uint32_t *waiter)
{
    uint32_t number = cache->woken_first;
    if (number == NONE) return false;
    *waiter = waiter_at(cache, number)->word;
    cache->woken_first = waiter_at(cache, number)->next;
    pool_give(&cache->waiters, number);
    return true;
}

struct zone_cache_counts zone_cache_counts(const struct zone_cache *cache) { return cache->counts; }
