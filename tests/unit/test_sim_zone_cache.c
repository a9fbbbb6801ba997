/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The zone cache against one that searches lists, against the closed form of loads, and its ring against a
 * search of all points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/cache.h"
#include "oracles/cache_loads.h"
#include "sim/engine/kernel.h"
#include "sim/part/object_store.h"
#include "sim/engine/ring.h"
#include "sim/part/zone_cache.h"
#include "unit/sim_sample.h"

/* ---- Ring */

enum { KEYS = 60000 };

static void ring_remove(struct ring *ring, uint32_t agent)
{
    size_t kept = 0;
    for (size_t i = 0; i < ring->count; i++)
        if (ring->points[i].agent != agent) ring->points[kept++] = ring->points[i];
    assert(kept + ring->points_each == ring->count);
    ring->count = kept;
}

static void test_ring_moves_little(void **state)
{
    (void)state;
    const struct {
        uint32_t agents, points;
    } sets[] = {{1, 64}, {2, 64}, {5, 128}, {12, 64}, {40, 256}};
    static uint32_t before[KEYS];
    for (size_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        struct arena *arena = arena_new();
        struct ring ring = ring_of(arena, sets[set].points);
        for (uint32_t agent = 0; agent < sets[set].agents; agent++) ring_add(&ring, agent);
        uint32_t *owned = calloc(sets[set].agents + 1, sizeof *owned);
        for (uint32_t key = 0; key < KEYS; key++) owned[before[key] = ring_owner(&ring, key)]++;
        /* Each agent's share of the circle varies by 1/√points of itself. */
        for (uint32_t agent = 0; agent < sets[set].agents; agent++)
            assert_true(fabs(owned[agent] * (double)sets[set].agents / KEYS - 1) <
                        SAMPLE_Z_MAX / sqrt(sets[set].points));
        ring_add(&ring, sets[set].agents);
        uint32_t moved = 0;
        for (uint32_t key = 0; key < KEYS; key++) {
            uint32_t owner = ring_owner(&ring, key);
            assert_true(owner == before[key] || owner == sets[set].agents);
            moved += owner != before[key];
        }
        double share = 1.0 / (sets[set].agents + 1);
        assert_true(fabs(moved / (KEYS * share) - 1) < SAMPLE_Z_MAX / sqrt(sets[set].points));
        ring_remove(&ring, sets[set].agents); /* and back: nothing else has moved */
        for (uint32_t key = 0; key < KEYS; key++) assert_int_equal(ring_owner(&ring, key), before[key]);
        if (sets[set].agents > 1) { /* one from the middle: only its own keys move */
            ring_remove(&ring, 1);
            for (uint32_t key = 0; key < KEYS; key++)
                assert_true(before[key] == 1 ? ring_owner(&ring, key) != 1
                                             : ring_owner(&ring, key) == before[key]);
        }
        free(owned);
        arena_free(arena);
    }
}

/* ---- A cache that searches: chunks in the order of their last use. */

enum { CHUNKS_MAX = 4000, WAITERS_MAX = 200000 };

struct plain_chunk {
    uint64_t file;
    uint32_t chunk, agent;
    double bytes;
    bool is_loading;
    uint32_t load; /* the test's number of its load */
};

struct plain_cache {
    struct plain_chunk chunks[CHUNKS_MAX]; /* the least recently used first */
    uint32_t count;
};

static void plain_remove(struct plain_cache *cache, uint32_t at)
{
    memmove(&cache->chunks[at], &cache->chunks[at + 1], (cache->count - at - 1) * sizeof cache->chunks[0]);
    cache->count--;
}

static void plain_to_end(struct plain_cache *cache, uint32_t at)
{
    struct plain_chunk chunk = cache->chunks[at];
    plain_remove(cache, at);
    cache->chunks[cache->count++] = chunk;
}

static uint64_t plain_make_room(struct plain_cache *cache, uint32_t agent, double limit_bytes)
{
    uint64_t evicted = 0;
    for (;;) {
        double bytes = 0;
        uint32_t oldest = cache->count;
        for (uint32_t i = 0; i < cache->count; i++) {
            bytes += cache->chunks[i].agent == agent ? cache->chunks[i].bytes : 0;
            if (cache->chunks[i].agent == agent && !cache->chunks[i].is_loading && oldest == cache->count)
                oldest = i;
        }
        if (bytes <= limit_bytes || oldest == cache->count) return evicted;
        plain_remove(cache, oldest);
        evicted++;
    }
}

static uint32_t plain_find(const struct plain_cache *cache, uint64_t file, uint32_t chunk)
{
    uint32_t at = 0;
    while (at < cache->count && (cache->chunks[at].file != file || cache->chunks[at].chunk != chunk)) at++;
    return at;
}

/* Both caches beside each other, and the loads that are under way. */
enum { WANTS = 12000, FILES = 60, LOADING_MAX = 64 };

struct trial {
    const struct zone_cache_rule *rule;
    struct zone_cache *cache;
    struct ring ring;
    struct plain_cache plain;
    struct zone_cache_counts wanted;
    double file_bytes[FILES];
    struct {
        uint32_t ticket, number;
    } loading[LOADING_MAX];
    uint32_t loading_count;
    uint32_t waits_for[WANTS]; /* the load that a fetch waits for; UINT32_MAX: none */
};

/* Fetch i wants a chunk: what the cache answers is what the plain one would do. */
static void want(struct trial *trial, uint32_t i, uint64_t file, uint32_t chunk)
{
    struct plain_cache *plain = &trial->plain;
    const uint32_t agent = ring_owner(&trial->ring, file);
    const double bytes = fmin(trial->rule->chunk_bytes,
                              trial->file_bytes[file] - chunk * trial->rule->chunk_bytes);
    struct zone_cache_answer answer = zone_cache_want(trial->cache, file, trial->file_bytes[file], chunk, i);
    uint32_t at = plain_find(plain, file, chunk);
    if (at < plain->count && !plain->chunks[at].is_loading && plain->chunks[at].agent != agent) {
        plain_remove(plain, at);
        at = plain->count;
        trial->wanted.evicted++;
    }
    assert_true(answer.bytes == bytes);
    if (at == plain->count) {
        assert_true(answer.state == CACHE_LOADS && answer.agent == agent);
        trial->wanted.evicted += plain_make_room(plain, agent, trial->rule->agent_bytes - bytes);
        plain->chunks[plain->count++] = (struct plain_chunk){file, chunk, agent, bytes, true, i};
        trial->loading[trial->loading_count].ticket = answer.ticket;
        trial->loading[trial->loading_count++].number = i;
        trial->waits_for[i] = i;
        trial->wanted.loads++;
    } else if (plain->chunks[at].is_loading) {
        assert_true(answer.state == CACHE_JOINED && answer.agent == plain->chunks[at].agent);
        trial->waits_for[i] = plain->chunks[at].load;
        trial->wanted.joined++;
    } else {
        assert_true(answer.state == CACHE_HIT && answer.agent == agent);
        plain_to_end(plain, at);
        trial->wanted.hits++;
    }
}

/* All that waited for this load is woken, in the order in which it asked, and nothing else. */
static void check_woken(struct trial *trial, uint32_t number, uint32_t last)
{
    uint32_t waiter, before = 0, woken = 0;
    while (zone_cache_woken(trial->cache, &waiter)) {
        assert_true(trial->waits_for[waiter] == number && (woken++ == 0 || waiter > before));
        trial->waits_for[waiter] = UINT32_MAX;
        before = waiter;
    }
    assert_true(woken >= 1);
    for (uint32_t i = number; i <= last; i++) assert_true(trial->waits_for[i] != number);
}

static void end_load(struct trial *trial, uint32_t which, bool is_lost, uint32_t last)
{
    struct plain_cache *plain = &trial->plain;
    const uint32_t number = trial->loading[which].number;
    uint32_t at = 0;
    (is_lost ? zone_cache_lost : zone_cache_loaded)(trial->cache, trial->loading[which].ticket);
    trial->loading[which] = trial->loading[--trial->loading_count];
    while (!plain->chunks[at].is_loading || plain->chunks[at].load != number) at++;
    if (is_lost) {
        trial->wanted.lost++;
        plain_remove(plain, at);
    } else {
        uint32_t agent = plain->chunks[at].agent;
        trial->wanted.loaded_bytes += plain->chunks[at].bytes;
        plain->chunks[at].is_loading = false;
        plain_to_end(plain, at);
        trial->wanted.evicted += plain_make_room(plain, agent, trial->rule->agent_bytes);
    }
    check_woken(trial, number, last);
}

static void check_counts(const struct trial *trial, bool some_lost)
{
    const struct zone_cache_counts counts = zone_cache_counts(trial->cache), *wanted = &trial->wanted;
    double held = 0;
    for (uint32_t i = 0; i < trial->plain.count; i++) held += trial->plain.chunks[i].bytes;
    assert_true(counts.hits == wanted->hits && counts.joined == wanted->joined &&
                counts.loads == wanted->loads && counts.lost == wanted->lost);
    assert_true(counts.evicted == wanted->evicted && counts.loaded_bytes == wanted->loaded_bytes &&
                counts.held_bytes == held);
    assert_true(counts.held_bytes_most >= held);
    bool should_hit = trial->rule->agent_bytes >
                      3 * trial->rule->chunk_bytes; /* else loads alone fill the memory */
    if ((counts.hits > 0) != should_hit || counts.joined == 0 || counts.evicted == 0 ||
        (counts.lost > 0) != some_lost)
        fail_msg("%llu hits, %llu joined, %llu evicted, %llu lost: too few to tell",
                 (unsigned long long)counts.hits, (unsigned long long)counts.joined,
                 (unsigned long long)counts.evicted, (unsigned long long)counts.lost);
}

/* Wants of a few files, some more popular; loads end, or fail, in random order; an agent joins halfway. */
static void test_against_search(void **state)
{
    (void)state;
    const struct {
        struct zone_cache_rule rule;
        uint32_t agents;
        double file_bytes_most, lost;
    } sets[] = {{{4096, 1e12, 64}, 1, 30000, 0}, {{4096, 40000, 64}, 2, 30000, 0.1},
                {{1000, 12000, 16}, 4, 9000, 0}, {{4096, 9000, 64}, 3, 50000, 0.05},
                {{1, 500, 100}, 2, 40, 0},       {{65536, 2e5, 8}, 5, 60000, 0.3}};
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        static struct trial trial;
        struct arena *arena = arena_new();
        const struct random_stream stream = sample_stream(set);
        memset(&trial, 0, sizeof trial);
        memset(trial.waits_for, 0xff, sizeof trial.waits_for);
        trial.rule = &sets[set].rule;
        trial.cache = zone_cache_new(arena, trial.rule, sets[set].agents);
        trial.ring = ring_of(arena, trial.rule->points);
        for (uint32_t i = 0; i < sets[set].agents; i++) ring_add(&trial.ring, i);
        for (uint32_t i = 0; i < FILES; i++)
            trial.file_bytes[i] = 1 + random_below(&stream, 900000 + i, (uint32_t)sets[set].file_bytes_most);
        for (uint32_t i = 0; i < WANTS; i++) {
            const uint64_t draw = 8 * (uint64_t)i;
            if (i == WANTS / 2) {
                ring_add(&trial.ring, sets[set].agents);
                assert_int_equal(zone_cache_add_agent(trial.cache), sets[set].agents);
            }
            uint64_t file = (uint64_t)(FILES * random_unit(&stream, draw) * random_unit(&stream, draw + 1));
            uint32_t chunks = (uint32_t)cache_chunks(trial.file_bytes[file], trial.rule->chunk_bytes);
            assert_int_equal(zone_cache_chunks(trial.cache, trial.file_bytes[file]), chunks);
            want(&trial, i, file, random_below(&stream, draw + 2, chunks));
            if (trial.loading_count == LOADING_MAX ||
                (trial.loading_count > 0 && random_unit(&stream, draw + 3) < 0.2))
                end_load(&trial, random_below(&stream, draw + 4, trial.loading_count),
                         random_unit(&stream, draw + 5) < sets[set].lost, i);
        }
        check_counts(&trial, sets[set].lost > 0);
        arena_free(arena);
    }
}

/* ---- Zones that read what is written, through a store of GETs */

struct world {
    uint32_t zones_reading, groups;
    double files_per_s, mean_bytes, chunk_bytes, get_s;
};

enum { CHUNK_WANTED, GET_ENDS, FILE_COUNT = 3000, ZONES_MAX = 3 };

struct fetched {
    uint64_t fetches, served;
    struct zone_cache_counts counts;
    uint64_t gets;
};

/* Each group reads each file's chunks in each zone that has a reader; groups lag behind by random times, so
 * that some join loads. */
static struct fetched read_all(const struct world *world, uint32_t set, double *chunks, double *bytes)
{
    const struct random_key key = random_key_of(SAMPLE_SEED, 0);
    const struct random_stream stream = sample_stream(500 + set);
    const struct dist latency = {.kind = DIST_EXPONENTIAL, .exponential = {world->get_s}};
    const struct object_rule gets = {
        .latency = &latency, .buckets = 1, .answers_needed = 1, .prefixes = 1, .attempts_max = 1};
    const struct zone_cache_rule rule = {world->chunk_bytes, 1e15, 64};
    struct arena *arena = arena_new();
    struct object_store *store = object_store_new(arena, &gets, key, RANDOM_OBJECT_GET, 1);
    struct kernel *kernel = kernel_new(arena, 0);
    struct zone_cache *caches[ZONES_MAX];
    for (uint32_t zone = 0; zone < world->zones_reading; zone++)
        caches[zone] = zone_cache_new(arena, &rule, 4);
    double *file_bytes = arena_new_of(arena, double, FILE_COUNT);
    struct fetched fetched = {0};
    double at_s = 0;
    for (uint32_t file = 0; file < FILE_COUNT; file++) {
        at_s += sample_exponential(&stream, (uint64_t)file * 8, 1 / world->files_per_s);
        file_bytes[file] = ceil(sample_exponential(&stream, (uint64_t)file * 8 + 1, world->mean_bytes));
        *chunks += cache_chunks(file_bytes[file], world->chunk_bytes);
        *bytes += file_bytes[file];
        for (uint32_t reader = 0; reader < world->zones_reading * world->groups; reader++)
            kernel_schedule(kernel,
                            time_ns(at_s +
                                    world->get_s * random_unit(&stream, (uint64_t)file * 8 + 2 + reader % 3)),
                            0, CHUNK_WANTED, file, reader);
    }
    struct event event;
    while (kernel_next(kernel, &event)) {
        if (event.type == CHUNK_WANTED) {
            uint32_t zone = event.data % world->zones_reading,
                     count = zone_cache_chunks(caches[zone], file_bytes[event.target]);
            for (uint32_t chunk = 0; chunk < count; chunk++) {
                struct zone_cache_answer answer = zone_cache_want(caches[zone], event.target,
                                                                  file_bytes[event.target], chunk,
                                                                  event.target);
                fetched.fetches++;
                fetched.served += answer.state == CACHE_HIT;
                if (answer.state != CACHE_LOADS) continue;
                struct object_turn turn = object_store_transfer(store, event.time_ns, 0, 0, answer.bytes,
                                                                answer.ticket);
                kernel_schedule(kernel, turn.next_ns, 0, GET_ENDS, turn.ticket, zone);
            }
            continue;
        }
        struct object_turn turn = object_store_step(store, event.time_ns, event.target);
        uint32_t waiter;
        assert_int_equal(turn.state, OBJECT_DONE);
        zone_cache_loaded(caches[event.data], turn.owner);
        while (zone_cache_woken(caches[event.data], &waiter)) fetched.served++;
    }
    for (uint32_t zone = 0; zone < world->zones_reading; zone++) {
        struct zone_cache_counts counts = zone_cache_counts(caches[zone]);
        fetched.counts.hits += counts.hits;
        fetched.counts.joined += counts.joined;
        fetched.counts.loads += counts.loads;
        fetched.counts.loaded_bytes += counts.loaded_bytes;
    }
    fetched.gets = object_store_counts(store).requests;
    arena_free(arena);
    return fetched;
}

/* E⌈X/c⌉ of an exponential X: 1 ÷ (1 − e^(−c ÷ mean)). */
static void test_loads(void **state)
{
    (void)state;
    const struct world worlds[] = {
        {3, 1, 20, 2e6, 4194304, 0.05}, {3, 3, 20, 6e6, 4194304, 0.05},  {2, 4, 100, 1e6, 262144, 0.1},
        {1, 1, 5, 8e6, 16777216, 0.2},  {3, 2, 200, 5e6, 1048576, 0.03},
    };
    for (uint32_t set = 0; set < sizeof worlds / sizeof worlds[0]; set++) {
        const struct world *world = &worlds[set];
        double chunks = 0, bytes = 0;
        struct fetched fetched = read_all(world, set, &chunks, &bytes);
        const double seconds = FILE_COUNT / world->files_per_s;
        const struct cache model = cache_loads(&(struct cache_load){
            .files_per_s = world->files_per_s,
            .chunks_per_file = chunks / FILE_COUNT,
            .bytes_per_s = bytes / seconds,
            .zones_reading = world->zones_reading,
            .consumed_bytes_per_s = bytes / seconds * world->groups * world->zones_reading,
            .fetches_per_s = (double)fetched.fetches / seconds,
        });
        assert_true(fabs((double)fetched.counts.loads - model.gets_per_s * seconds) <
                    1e-6 * (double)fetched.counts.loads);
        assert_true(fabs(fetched.counts.loaded_bytes - model.loaded_bytes_per_s * seconds) <
                    1e-6 * fetched.counts.loaded_bytes);
        assert_true(fabs((double)(fetched.counts.hits + fetched.counts.joined) / (double)fetched.fetches -
                         model.hit_ratio) < 1e-9);
        assert_true(fetched.gets == fetched.counts.loads && fetched.served == fetched.fetches);
        assert_true((world->groups > 1) == (fetched.counts.joined > 100));
        double wanted = 1 / (1 - exp(-world->chunk_bytes / world->mean_bytes)),
               spread = sqrt(exp(-world->chunk_bytes / world->mean_bytes)) * wanted;
        assert_true(fabs(chunks / FILE_COUNT - wanted) < SAMPLE_Z_MAX * spread / sqrt(FILE_COUNT) + 1e-5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ring_moves_little),
        cmocka_unit_test(test_against_search),
        cmocka_unit_test(test_loads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
