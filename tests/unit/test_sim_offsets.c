/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offsets against logs that are kept whole and searched; the index and the pool below them against plain
 * arrays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine/index.h"
#include "sim/part/offsets.h"
#include "sim/engine/pool.h"
#include "unit/sim_sample.h"

/* ---- A log kept whole: every batch that was appended, with its producer. */

enum { PARTITIONS = 7, PRODUCERS = 5, LOG_MAX = 20000 };

struct logged {
    struct offsets_batch batch;
    uint64_t first;
};

struct log {
    struct logged batches[LOG_MAX];
    uint32_t count;
};

static struct offsets_answer append_to(struct log *log, const struct offsets_batch *batch,
                                       uint32_t remembered)
{
    uint64_t end = 0, next_sequence = 0;
    uint32_t behind = 0; /* of the producer's batches, from the newest one */
    for (uint32_t i = 0; i < log->count; i++) {
        end += log->batches[i].batch.records;
        if (log->batches[i].batch.producer == batch->producer) next_sequence += log->batches[i].batch.records;
    }
    if (remembered > 0 && batch->producer != OFFSETS_NO_PRODUCER && batch->sequence != next_sequence) {
        uint64_t oldest = next_sequence;
        for (uint32_t i = log->count; i-- > 0;) {
            const struct logged *old = &log->batches[i];
            if (old->batch.producer != batch->producer || behind++ >= remembered) continue;
            oldest = old->batch.sequence;
            if (old->batch.sequence == batch->sequence && old->batch.records == batch->records)
                return (struct offsets_answer){OFFSETS_DUPLICATE, old->first};
        }
        return (struct offsets_answer){.state = batch->sequence < oldest ? OFFSETS_TOO_OLD : OFFSETS_GAP};
    }
    assert_true(log->count < LOG_MAX);
    log->batches[log->count++] = (struct logged){*batch, end};
    return (struct offsets_answer){OFFSETS_APPENDED, end};
}

/* Mostly what comes next, often something that was sent before, sometimes nonsense. */
static struct offsets_batch draw_batch(const struct random_stream *stream, uint64_t ordinal, struct log *logs,
                                       uint64_t (*next)[PARTITIONS])
{
    const uint64_t draw = 8 * ordinal;
    struct offsets_batch batch = {.partition = random_below(stream, draw, PARTITIONS),
                                  .producer = random_below(stream, draw + 1, PRODUCERS),
                                  .records = 1 + random_below(stream, draw + 2, 4)};
    const struct log *log = &logs[batch.partition];
    double u = random_unit(stream, draw + 3);
    batch.sequence = next[batch.producer][batch.partition];
    if (u < 0.3 && log->count > 0) {
        uint32_t back = random_below(stream, draw + 4, log->count < 40 ? log->count : 40);
        return log->batches[log->count - 1 - back].batch;
    }
    if (u < 0.4)
        batch.sequence = random_below(stream, draw + 4, (uint32_t)batch.sequence + 5);
    else if (u < 0.45)
        batch.producer = OFFSETS_NO_PRODUCER;
    return batch;
}

static void test_against_whole_logs(void **state)
{
    (void)state;
    enum { BATCHES = 6000 };
    const uint32_t remembered[] = {5, 1, 2, 0, 40};
    for (uint32_t set = 0; set < sizeof remembered / sizeof remembered[0]; set++) {
        static struct log logs[PARTITIONS];
        uint64_t next[PRODUCERS][PARTITIONS] = {{0}}, seen[4] = {0};
        memset(logs, 0, sizeof logs);
        struct arena *arena = arena_new();
        struct offsets *offsets = offsets_new(arena, PARTITIONS, remembered[set]);
        const struct random_stream stream = sample_stream(set);
        for (uint32_t i = 0; i < BATCHES; i++) {
            struct offsets_batch batch = draw_batch(&stream, i, logs, next);
            struct offsets_answer wanted = append_to(&logs[batch.partition], &batch, remembered[set]);
            struct offsets_answer got = offsets_append(offsets, &batch);
            assert_int_equal(got.state, wanted.state);
            assert_int_equal(got.first, wanted.first);
            seen[got.state]++;
            if (got.state == OFFSETS_APPENDED && batch.producer != OFFSETS_NO_PRODUCER)
                next[batch.producer][batch.partition] += batch.records;
        }
        uint64_t records = 0;
        for (uint32_t p = 0; p < PARTITIONS; p++) {
            uint64_t end = 0;
            for (uint32_t i = 0; i < logs[p].count; i++) end += logs[p].batches[i].batch.records;
            assert_int_equal(offsets_end(offsets, p), end);
            records += end;
        }
        struct offsets_counts counts = offsets_counts(offsets);
        assert_true(counts.records == records && counts.batches == seen[OFFSETS_APPENDED] &&
                    counts.duplicates == seen[OFFSETS_DUPLICATE]);
        assert_true(counts.refused == seen[OFFSETS_TOO_OLD] + seen[OFFSETS_GAP] &&
                    counts.batches + counts.duplicates + counts.refused == BATCHES);
        for (int kind = OFFSETS_DUPLICATE; kind <= OFFSETS_GAP; kind++)
            assert_true((seen[kind] > 20) == (remembered[set] > 0));
        arena_free(arena);
    }
}

/* What a partition and a pair cost stays as the header says. */
static void test_memory(void **state)
{
    (void)state;
    enum { MANY_PARTITIONS = 20000, MANY_PRODUCERS = 20, REMEMBERED = 5 };
    struct arena *arena = arena_new();
    struct offsets *offsets = offsets_new(arena, MANY_PARTITIONS, REMEMBERED);
    for (uint32_t p = 0; p < MANY_PARTITIONS; p++)
        for (uint32_t producer = 0; producer < MANY_PRODUCERS; producer++)
            assert_int_equal(offsets_append(offsets, &(struct offsets_batch){p, producer, 0, 3}).first,
                             3 * producer);
    /* Doubling leaves at most twice the items and twice the slots behind. */
    double pairs = (double)MANY_PARTITIONS * MANY_PRODUCERS;
    assert_true((double)arena_used_bytes(arena) < 4 * pairs * (40 + 16 * REMEMBERED));
    arena_free(arena);
}

static void test_index(void **state)
{
    (void)state;
    enum { KEYS = 3000, STEPS = 60000 };
    static uint32_t kept[KEYS];
    struct arena *arena = arena_new();
    struct index index = index_of(arena);
    const struct random_stream stream = sample_stream(77);
    memset(kept, 0xff, sizeof kept);
    uint32_t count = 0;
    assert_int_equal(index_find(&index, 5), INDEX_NONE);
    for (uint32_t i = 0; i < STEPS; i++) {
        /* Keys that lie close and keys that differ in the high bits only; fewer of them at times, so that it
         * fills and empties. */
        uint32_t number = random_below(&stream, 2 * i, i / 10000 % 2 == 0 ? KEYS : KEYS / 20);
        uint64_t key = number % 2 == 0 ? number : (uint64_t)number << 40;
        assert_int_equal(index_find(&index, key), kept[number]);
        if (kept[number] == INDEX_NONE) {
            kept[number] = i;
            index_put(&index, key, i);
            count++;
        } else {
            kept[number] = INDEX_NONE;
            index_remove(&index, key);
            count--;
        }
        assert_int_equal(index.count, count);
    }
    for (uint32_t number = 0; number < KEYS; number++)
        assert_int_equal(index_find(&index, number % 2 == 0 ? number : (uint64_t)number << 40), kept[number]);
    arena_free(arena);
}

static void test_pool(void **state)
{
    (void)state;
    enum { ITEMS = 1000, STEPS = 20000 };
    static uint32_t taken[ITEMS];
    struct arena *arena = arena_new();
    struct pool pool = pool_of(arena, sizeof(uint32_t));
    const struct random_stream stream = sample_stream(78);
    uint32_t count = 0;
    for (uint32_t i = 0; i < STEPS; i++) {
        if (count < ITEMS && (count == 0 || random_unit(&stream, 2 * i) < 0.55)) {
            uint32_t index = pool_take(&pool);
            for (uint32_t j = 0; j < count; j++) assert_true(taken[j] != index);
            ((uint32_t *)pool.items)[index] = index * 7;
            taken[count++] = index;
        } else {
            uint32_t victim = random_below(&stream, 2 * i + 1, count);
            assert_int_equal(((uint32_t *)pool.items)[taken[victim]], taken[victim] * 7);
            pool_give(&pool, taken[victim]);
            taken[victim] = taken[--count];
        }
        assert_int_equal(pool_count(&pool), count);
    }
    assert_true(pool.used <= ITEMS);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_whole_logs),
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
