/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens to files once they are written: cache loads and compaction, against files that are read and
 * rewritten one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/units.h"
#include "model/cache.h"
#include "oracles/cache_loads.h"
#include "model/compaction.h"
#include "unit/model_random.h"
#include "unit/sample.h"

/* GETs of a file that is read from its start until it ends. */
static double read_through(double bytes, double chunk_bytes)
{
    double gets = 0;
    for (double at = 0; at < bytes; at += chunk_bytes) gets++;
    return gets;
}

static void near(const char *what, double got, double want, double error)
{
    if (!(fabs(got - want) <= 4 * error + 1e-9 * fabs(want) + 1e-12))
        fail_msg("%s: %.12g instead of %.12g ± %g", what, got, want, error);
}

static void test_chunks(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int i = 0; i < 2000; i++) {
        double bytes = floor(1 + random_unit(&random) * 40 * MIB),
               chunk_bytes = floor(64 * KIB + random_unit(&random) * 8 * MIB);
        assert_true(cache_chunks(bytes, chunk_bytes) == read_through(bytes, chunk_bytes));
    }
    assert_true(cache_chunks(8 * MIB, 4 * MIB) == 2 && cache_chunks(8 * MIB + 1, 4 * MIB) == 3 &&
                cache_chunks(1, 4 * MIB) == 1);
    assert_true(cache_chunks(8 * MIB * (1 + 1e-15), 4 * MIB) == 2);
}

/* Consumers in random zones; each zone with one loads each chunk the first time that one of its consumers
 * fetches it. */
static void test_zones(void **state)
{
    (void)state;
    enum { RUNS = 4000, ZONES_MAX = 8 };
    const struct {
        unsigned zones, consumers;
    } sets[] = {{3, 1}, {3, 2}, {3, 4}, {6, 5}, {2, 3}, {8, 17}};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        uint64_t random = 50 + i;
        struct sample gets = {0};
        double fetches = 0, loads = 0, bytes = 9.3 * MIB, chunk_bytes = 4 * MIB;
        for (int run = 0; run < RUNS; run++) {
            bool loaded[ZONES_MAX] = {false};
            double sum = 0;
            for (unsigned c = 0; c < sets[i].consumers; c++) {
                bool *zone = &loaded[(unsigned)(random_unit(&random) * sets[i].zones)];
                fetches += read_through(bytes, chunk_bytes);
                sum += *zone ? 0 : read_through(bytes, chunk_bytes);
                *zone = true;
            }
            sample_add(&gets, sum);
            loads += sum;
        }
        double zones = cache_zones_at_random(sets[i].zones, sets[i].consumers);
        struct cache_load load = {1,     cache_chunks(bytes, chunk_bytes), bytes,
                                  zones, sets[i].consumers * bytes,        sets[i].consumers * 3.0};
        struct cache model = cache_loads(&load);
        near("gets", model.gets_per_s, sample_mean(&gets), sample_error(&gets));
        near("hits", model.hit_ratio, 1 - loads / fetches, sample_error(&gets) / (sets[i].consumers * 3.0));
        near("loaded", model.loaded_bytes_per_s, zones * bytes, 0);
        near("loaded for a byte", model.loaded_per_consumed, zones / sets[i].consumers, 0);
    }
    assert_true(cache_zones_evenly(3, 2) == 2 && cache_zones_evenly(3, 100) == 3 &&
                cache_zones_evenly(3, 0) == 0);
    assert_true(cache_zones_at_random(3, 0) == 0 && fabs(cache_zones_at_random(3, 1e7) - 3) < 1e-12 &&
                cache_zones_at_random(1, 1) == 1);
}

static void test_nothing_read(void **state)
{
    (void)state;
    struct cache_load load = {.files_per_s = 4, .chunks_per_file = 2, .bytes_per_s = 17e6};
    struct cache model = cache_loads(&load);
    assert_true(model.gets_per_s == 0 && model.loaded_bytes_per_s == 0 && model.loaded_per_consumed == 0 &&
                model.hit_ratio == 0);
    load.zones_reading = 3;
    load.fetches_per_s = 20; /* fewer than loads: reads ahead of what anyone wants */
    load.consumed_bytes_per_s = 17e6;
    model = cache_loads(&load);
    assert_true(model.gets_per_s == 24 && model.hit_ratio == 0 && model.loaded_per_consumed == 3);
}

/* Files are written at even times; a job takes all files of an interval, writes them as outputs of the wanted
 * length, and the next level does the same with those. Requests are counted one by one; bytes held by adding
 * up times. */
struct store {
    double gets, puts, read, written, files;
    double not_compacted_byte_s, twice_byte_s;
};

static double put_object(double bytes, double part_bytes)
{
    if (bytes <= part_bytes) return 1;
    double requests = 2;
    for (double at = 0; at < bytes; at += part_bytes) requests++;
    return requests;
}

/* count files of `bytes` into outputs of rule->output_bytes, whose number must be whole. */
static double job(struct store *store, const struct compaction_rule *rule, double count, double bytes)
{
    double outputs = count * bytes / rule->output_bytes;
    for (double i = 0; i < count; i++) store->gets += read_through(bytes, rule->chunk_bytes);
    for (double i = 0; i + 0.5 < outputs; i++)
        store->puts += put_object(rule->output_bytes, rule->part_bytes);
    store->files += rint(outputs);
    store->read += count * bytes;
    store->written += count * bytes;
    /* The output grows for job_s, then the input stays for deletion_s. */
    enum { SLICES = 1000 };
    for (int i = 0; i < SLICES; i++)
        store->twice_byte_s += count * bytes * (i + 0.5) / SLICES * rule->job_s / SLICES;
    store->twice_byte_s += count * bytes * rule->deletion_s;
    return outputs;
}

static void test_compaction(void **state)
{
    (void)state;
    const struct {
        struct compaction_rule rule;
        double files, file_bytes; /* of a job, which runs once a second */
    } sets[] = {
        {{1, 4 * MIB, 16 * MIB, 128 * MIB, 30, 7, 60}, 64, 8 * MIB},
        {{2, 4 * MIB, 16 * MIB, 64 * MIB, 12, 3, 3600}, 96, 2 * MIB},
        {{3, 1 * MIB, 5 * MIB, 36 * MIB, 5, 11, 0}, 24, 4.5 * MIB},
        {{2, 16 * MIB, 16 * MIB, 16 * MIB, 5, 1, 17}, 48, 3 * MIB},
        {{1, 4 * MIB, 8 * MIB, 9 * MIB, 1, 0, 17}, 9, 5 * MIB},
        {{4, 7 * MIB, 6 * MIB, 80 * MIB, 0, 2, 17}, 160, 1 * MIB},
    };
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        const struct compaction_rule *rule = &sets[i].rule;
        struct store store = {0};
        double count = sets[i].files, bytes = sets[i].file_bytes, total = count * bytes;
        for (int level = 0; level < (int)rule->rewrites; level++) {
            count = job(&store, rule, count, bytes);
            bytes = rule->output_bytes;
        }
        double chunks = read_through(sets[i].file_bytes, rule->chunk_bytes);
        struct compaction model = compaction(rule, sets[i].files, chunks, total);
        near("gets", model.gets_per_s, store.gets, 0);
        near("puts", model.puts_per_s, store.puts, 0);
        near("files", model.files_per_s, store.files, 0);
        near("read", model.read_bytes_per_s, store.read, 0);
        near("written", model.written_bytes_per_s, store.written, 0);
        near("held twice", model.held_twice_bytes, store.twice_byte_s, 0);
        near("not compacted", model.not_compacted_bytes, total * (rule->wait_s + rule->job_s), 0);
    }
}

static void test_compaction_extremes(void **state)
{
    (void)state;
    struct compaction_rule rule = {0, 4 * MIB, 16 * MIB, 128 * MIB, 30, 7, 60};
    struct compaction none = compaction(&rule, 13, 2, 17e6);
    assert_true(none.gets_per_s == 0 && none.puts_per_s == 0 && none.held_twice_bytes == 0 &&
                none.not_compacted_bytes == 0);
    rule.rewrites = 2;
    none = compaction(&rule, 0, 1, 0);
    assert_true(none.gets_per_s == 0 && none.puts_per_s == 0 && none.held_twice_bytes == 0);
    /* Half of the bytes once more: between one and two rewrites. */
    rule.rewrites = 1;
    struct compaction once = compaction(&rule, 13, 2, 104e6);
    rule.rewrites = 2;
    struct compaction twice = compaction(&rule, 13, 2, 104e6);
    rule.rewrites = 1.5;
    struct compaction between = compaction(&rule, 13, 2, 104e6);
    near("gets", between.gets_per_s, (once.gets_per_s + twice.gets_per_s) / 2, 0);
    near("puts", between.puts_per_s, (once.puts_per_s + twice.puts_per_s) / 2, 0);
    assert_true(compaction_puts(16 * MIB, 16 * MIB) == 1 && compaction_puts(16 * MIB + 1, 16 * MIB) == 4);
}

/* A Poisson number of batches thrown at consumers: how many get one, against the sum over that number of the
 * exact occupancy. */
static void consumers_that_want(void **state)
{
    (void)state;
    static const struct {
        double consumers, batches;
    } SETS[] = {{1, 0.3}, {4, 2}, {100, 256}, {100, 3}, {7, 30}};
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++) {
        double sum = 0, chance = exp(-SETS[i].batches), consumers = SETS[i].consumers;
        for (int n = 0; n < 2000; chance *= SETS[i].batches / ++n)
            sum += chance * consumers * (1 - pow(1 - 1 / consumers, n));
        assert_true(fabs(cache_consumers_that_want(consumers, SETS[i].batches) - sum) < 1e-9 * consumers);
    }
    assert_true(cache_consumers_that_want(0, 5) == 0 && cache_consumers_that_want(5, 0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chunks),
        cmocka_unit_test(test_zones),
        cmocka_unit_test(test_nothing_read),
        cmocka_unit_test(test_compaction),
        cmocka_unit_test(test_compaction_extremes),
        cmocka_unit_test(consumers_that_want),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
