/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The compactor against jobs worked out with whole files in hand, and against the closed form of its rates.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/cache.h"
#include "model/compaction.h"
#include "sim/part/compactor.h"
#include "unit/sim_sample.h"

static const double MIB = 1024 * 1024;

/* ---- Jobs with whole files in hand */

struct file {
    int64_t at_ns;
    double bytes;
};

enum { REQUESTS_MAX = 400000 };

struct requests {
    struct compactor_request list[REQUESTS_MAX];
    uint32_t count;
};

static void request(struct requests *requests, enum compactor_request_kind kind, double bytes, int64_t at_ns)
{
    assert_true(requests->count < REQUESTS_MAX);
    requests->list[requests->count++] = (struct compactor_request){kind, bytes, at_ns};
}

/* One level: takes part of the files (a share, as evenly as can be), merges them and returns what it wrote.
 */
static uint32_t merge(const struct compactor_rule *rule, double share, const struct file *files,
                      uint32_t count, struct requests *requests, struct file *outputs)
{
    double waiting = 0, taken = 0;
    uint32_t written = 0, parts = (uint32_t)ceil(rule->output_bytes / rule->part_bytes);
    int64_t job_ns = time_ns(rule->job_s);
    double *reads = calloc(REQUESTS_MAX, sizeof *reads);
    uint32_t read_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (floor((i + 1) * share) == floor(i * share)) continue;
        taken++;
        waiting += files[i].bytes;
        for (double from = 0; from < files[i].bytes; from += rule->chunk_bytes)
            reads[read_count++] = fmin(rule->chunk_bytes, files[i].bytes - from);
        for (; waiting >= rule->output_bytes; waiting -= rule->output_bytes, read_count = 0) {
            int64_t start_ns = files[i].at_ns + time_ns(rule->wait_s);
            for (uint32_t r = 0; r < read_count; r++)
                request(requests, COMPACTOR_GET, reads[r],
                        start_ns + (int64_t)floor((double)job_ns * r / read_count));
            if (parts > 1) request(requests, COMPACTOR_PUT, 0, start_ns);
            for (uint32_t p = 1; p <= parts; p++)
                request(requests, COMPACTOR_PUT,
                        fmin(rule->part_bytes, rule->output_bytes - (p - 1) * rule->part_bytes),
                        start_ns + (int64_t)floor((double)job_ns * p / parts));
            if (parts > 1) request(requests, COMPACTOR_PUT, 0, start_ns + job_ns);
            outputs[written++] = (struct file){start_ns + job_ns, rule->output_bytes};
        }
    }
    free(reads);
    return written;
}

static int by_time(const void *left, const void *right)
{
    const struct compactor_request *a = left, *b = right;
    if (a->at_ns != b->at_ns) return a->at_ns < b->at_ns ? -1 : 1;
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    return (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

static void take_due(struct compactor *compactor, int64_t before_ns, struct requests *requests)
{
    while (compactor_due_ns(compactor) < before_ns) {
        int64_t now_ns = compactor_due_ns(compactor);
        struct compactor_request it;
        while (compactor_next(compactor, now_ns, &it)) {
            assert_true(it.at_ns == now_ns);
            request(requests, it.kind, it.bytes, it.at_ns);
        }
    }
}

static void test_against_whole_files(void **state)
{
    (void)state;
    enum { FILES = 600 };
    const struct {
        struct compactor_rule rule;
        double mean_bytes;
    } sets[] = {
        {{2, 4194304, 16777216, 100e6, 0.5, 3}, 5e6},  {{1, 1000, 5000, 20000, 0, 1}, 3000},
        {{0.25, 1000, 100000, 20000, 0.1, 0.7}, 3000}, {{3, 4096, 8192, 65536, 2, 5}, 4000},
        {{1.5, 1000, 999, 3000, 0.3, 2}, 9000},        {{2, 7, 13, 100, 0.01, 0.02}, 50},
    };
    static struct requests got, wanted;
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        const struct compactor_rule *rule = &sets[set].rule;
        const struct random_stream stream = sample_stream(set);
        struct file *files = calloc(REQUESTS_MAX, sizeof *files),
                    *outputs = calloc(REQUESTS_MAX, sizeof *outputs);
        struct arena *arena = arena_new();
        struct compactor *compactor = compactor_new(arena, rule);
        got.count = wanted.count = 0;
        double at_s = 0;
        for (uint32_t i = 0; i < FILES; i++) {
            at_s += sample_exponential(&stream, 2 * i, 0.1);
            files[i] = (struct file){time_ns(at_s),
                                     ceil(sample_exponential(&stream, 2 * i + 1, sets[set].mean_bytes))};
            take_due(compactor, files[i].at_ns, &got);
            compactor_add(compactor, files[i].at_ns, files[i].bytes);
        }
        take_due(compactor, NEVER_NS, &got);
        uint32_t count = FILES, written = 0;
        for (double level = 0; level < rule->rewrites; level++) {
            count = merge(rule, fmin(1, rule->rewrites - level), files, count, &wanted, outputs);
            memcpy(files, outputs, count * sizeof *files);
            written += count;
        }
        qsort(got.list, got.count, sizeof got.list[0], by_time);
        qsort(wanted.list, wanted.count, sizeof wanted.list[0], by_time);
        assert_int_equal(got.count, wanted.count);
        double read_bytes = 0, written_bytes = 0;
        uint64_t gets = 0;
        for (uint32_t i = 0; i < got.count; i++) {
            const struct compactor_request *a = &got.list[i], *b = &wanted.list[i];
            /* The test's times come from one rounded division. */
            if (a->kind != b->kind || a->bytes != b->bytes || llabs((long long)(a->at_ns - b->at_ns)) > 1)
                fail_msg("set %u, request %u: %d of %.0f at %lld instead of %d of %.0f at %lld", set, i,
                         (int)a->kind, a->bytes, (long long)a->at_ns, (int)b->kind, b->bytes,
                         (long long)b->at_ns);
            *(a->kind == COMPACTOR_GET ? &read_bytes : &written_bytes) += a->bytes;
            gets += a->kind == COMPACTOR_GET;
        }
        struct compactor_counts counts = compactor_counts(compactor);
        assert_true(counts.outputs == written && written > 0 && counts.gets == gets &&
                    counts.puts == got.count - gets);
        assert_true(counts.read_bytes == read_bytes && counts.written_bytes == written_bytes &&
                    written_bytes == written * rule->output_bytes);
        /* The last inputs of a level may wait for more, all others are read; what is read is written, but for
         * that. */
        assert_true(counts.waiting_bytes >= read_bytes - written_bytes);
        free(files);
        free(outputs);
        arena_free(arena);
    }
}

/* ---- Rates over a long run; what is left is less than an output and a file a level. */
static void test_rates(void **state)
{
    (void)state;
    enum { FILES = 20000 };
    const struct {
        double rewrites, chunk_mib, part_mib, output_mib, mean_bytes, per_s;
    } sets[] = {{2, 4, 16, 100, 8e6, 128},
                {1, 4, 16, 64, 2e6, 24},
                {0.5, 16, 8, 256, 8e6, 4},
                {1.25, 1, 5, 12, 9e5, 60},
                {3, 8, 16, 16, 4e6, 40}};
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        const struct compactor_rule rule = {sets[set].rewrites,
                                            sets[set].chunk_mib * MIB,
                                            sets[set].part_mib * MIB,
                                            sets[set].output_mib * MIB,
                                            1,
                                            10};
        const struct compaction_rule closed = {.rewrites = rule.rewrites,
                                               .chunk_bytes = rule.chunk_bytes,
                                               .part_bytes = rule.part_bytes,
                                               .output_bytes = rule.output_bytes};
        const struct random_stream stream = sample_stream(100 + set);
        struct arena *arena = arena_new();
        struct compactor *compactor = compactor_new(arena, &rule);
        struct compactor_request it;
        double at_s = 0, bytes = 0, chunks = 0;
        for (uint32_t i = 0; i < FILES; i++) {
            at_s += sample_exponential(&stream, 2 * i, 1 / sets[set].per_s);
            double file_bytes = ceil(2 * sets[set].mean_bytes * random_unit(&stream, 2 * i + 1));
            bytes += file_bytes;
            chunks += cache_chunks(file_bytes, rule.chunk_bytes);
            while (compactor_next(compactor, time_ns(at_s), &it))
                ;
            compactor_add(compactor, time_ns(at_s), file_bytes);
        }
        while (compactor_due_ns(compactor) < NEVER_NS)
            compactor_next(compactor, compactor_due_ns(compactor), &it);
        const struct compaction model = compaction(&closed, FILES / at_s, chunks / FILES, bytes / at_s);
        const struct compactor_counts counts = compactor_counts(compactor);
        /* A level leaves less than an output and a file to do; a share of files is theirs by number, so that
         * its bytes are a sample. */
        const double levels = ceil(rule.rewrites),
                     left = levels * (rule.output_bytes + 2 * sets[set].mean_bytes) / bytes;
        const double partial = rule.rewrites == floor(rule.rewrites)
                                   ? 0
                                   : SAMPLE_Z_MAX / sqrt(3.0) / sqrt(FILES * fmin(1, rule.rewrites));
        const double slack = left * 2 + partial;
        assert_true(fabs((double)counts.outputs / at_s / model.files_per_s - 1) < slack && slack < 0.05);
        assert_true(fabs((double)counts.puts / at_s / model.puts_per_s - 1) < slack);
        assert_true(fabs((double)counts.gets / at_s / model.gets_per_s - 1) < slack);
        assert_true(fabs(counts.read_bytes / at_s / model.read_bytes_per_s - 1) < slack);
        assert_true(fabs(counts.written_bytes / at_s / model.written_bytes_per_s - 1) < slack);
        assert_int_equal(counts.puts,
                         counts.outputs * (uint64_t)compaction_puts(rule.output_bytes, rule.part_bytes));
        arena_free(arena);
    }
}

static void test_none(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct compactor_rule rule = {0, 4096, 4096, 4096, 1, 1};
    struct compactor *compactor = compactor_new(arena, &rule);
    for (int i = 0; i < 100; i++) compactor_add(compactor, i, 1e6);
    assert_true(compactor_due_ns(compactor) == NEVER_NS && compactor_counts(compactor).gets == 0 &&
                compactor_counts(compactor).waiting_bytes == 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_whole_files),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
