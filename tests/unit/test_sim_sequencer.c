/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sequencer against recursions over files written from its definition (to the nanosecond), against the
 * closed form of group commit, the product form of a running maximum, and queues with known waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracles/commit.h"
#include "oracles/queueing.h"
#include "sim/engine/kernel.h"
#include "sim/part/object_store.h"
#include "sim/part/sequencer.h"
#include "sim/draw/variate.h"
#include "unit/sim_sample.h"

/* A file that is stored (or lost) at a time, and what became of it. */
struct stored {
    struct sequencer_file file;
    int64_t at_ns;
    bool is_lost;
    int64_t let_in_ns, started_ns, ended_ns;
    bool is_committed;
};

static void take_all(struct sequencer *sequencer, int64_t now_ns, struct stored *files, int64_t *last_ns)
{
    struct sequencer_committed committed;
    while (sequencer_next(sequencer, now_ns, &committed)) {
        struct stored *file = &files[committed.owner];
        assert_true(committed.agent == file->file.agent && committed.number == file->file.number &&
                    !file->is_committed && !file->is_lost);
        assert_true(committed.added_ns == file->at_ns && committed.ended_ns == now_ns && now_ns >= *last_ns);
        *last_ns = now_ns;
        file->is_committed = true;
        file->started_ns = committed.started_ns;
        file->ended_ns = committed.ended_ns;
    }
}

/* Feed the files, which ascend by time, and take what is committed whenever it is due. */
static struct sequencer_counts run(const struct sequencer_rule *rule, uint32_t agents, struct stored *files,
                                   uint32_t count)
{
    struct arena *arena = arena_new();
    struct sequencer *sequencer = sequencer_new(arena, rule, random_key_of(SAMPLE_SEED, 0), agents);
    int64_t last_ns = 0;
    for (uint32_t i = 0; i <= count; i++) {
        int64_t next_ns = i < count ? files[i].at_ns : NEVER_NS;
        while (sequencer_due_ns(sequencer) < next_ns)
            take_all(sequencer, sequencer_due_ns(sequencer), files, &last_ns);
        if (i == count) break;
        if (files[i].is_lost)
            sequencer_lose(sequencer, next_ns, files[i].file.agent, files[i].file.number);
        else
            sequencer_add(sequencer, next_ns, &files[i].file);
    }
    struct sequencer_counts counts = sequencer_counts(sequencer);
    arena_free(arena);
    return counts;
}

/* ---- By recursion: when each file is let in, then lane by lane, always the lane whose next commit starts
 * first. */

static int by_let_in(const void *left, const void *right)
{
    const struct stored *a = *(struct stored *const *)left, *b = *(struct stored *const *)right;
    if (a->let_in_ns != b->let_in_ns) return a->let_in_ns < b->let_in_ns ? -1 : 1;
    return (a->file.number > b->file.number) - (a->file.number < b->file.number);
}

static void let_in(const struct sequencer_rule *rule, struct stored *files, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        files[i].let_in_ns = files[i].at_ns;
        for (uint32_t j = 0; j < count && rule->is_in_file_order; j++)
            if (files[j].file.agent == files[i].file.agent && files[j].file.number < files[i].file.number &&
                files[j].at_ns > files[i].let_in_ns)
                files[i].let_in_ns = files[j].at_ns;
    }
}

enum { AGENTS = 3, FILES = 1500 };

struct brute_lane {
    int64_t started_ns, ended_ns;
    uint64_t commits;
};

static void brute(const struct sequencer_rule *rule, struct stored *files, uint32_t count,
                  struct sequencer_counts *counts)
{
    static struct stored *order[FILES];
    let_in(rule, files, count);
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!files[i].is_lost) order[left++] = &files[i];
    qsort(order, left, sizeof order[0], by_let_in);
    struct brute_lane lanes[AGENTS] = {{0}};
    for (int i = 0; i < AGENTS; i++) lanes[i] = (struct brute_lane){-time_ns(rule->spacing_s), 0, 0};
    int64_t paid_ns = 0, ended_ns[AGENTS] = {0};
    while (left > 0) {
        /* The first file of each lane says when it starts; without lanes each file does. */
        uint32_t chosen = 0;
        int64_t chosen_ns = NEVER_NS;
        bool is_seen[AGENTS] = {false};
        for (uint32_t i = 0; i < left; i++) {
            uint32_t lane = rule->lanes == SEQUENCER_LANE_PER_AGENT ? order[i]->file.agent : 0;
            if (rule->lanes != SEQUENCER_NO_LANES && is_seen[lane]) continue;
            is_seen[lane] = true;
            int64_t start_ns = order[i]->let_in_ns;
            if (rule->lanes != SEQUENCER_NO_LANES) {
                start_ns += time_ns(rule->collect_s);
                start_ns = start_ns > lanes[lane].ended_ns ? start_ns : lanes[lane].ended_ns;
                int64_t spaced_ns = lanes[lane].started_ns + time_ns(rule->spacing_s);
                start_ns = start_ns > spaced_ns ? start_ns : spaced_ns;
            }
            if (start_ns < chosen_ns) chosen_ns = start_ns, chosen = i;
        }
        struct stored *first = order[chosen];
        uint32_t lane = rule->lanes == SEQUENCER_LANE_PER_AGENT ? first->file.agent : 0;
        bool is_grouped = rule->is_grouped && rule->lanes != SEQUENCER_NO_LANES;
        double bytes = 0;
        for (uint32_t i = 0; i < left; i++) {
            bool is_of_lane = rule->lanes == SEQUENCER_ONE_LANE || order[i]->file.agent == lane;
            bool is_in = order[i] == first || (is_grouped && is_of_lane && order[i]->let_in_ns <= chosen_ns);
            order[i]->is_committed = is_in;
            bytes += is_in ? order[i]->file.metadata_bytes : 0;
        }
        double units = fmax(1, ceil(bytes / rule->unit_bytes)) * rule->units_factor;
        int64_t from_ns = paid_ns > chosen_ns ? paid_ns : chosen_ns;
        if (rule->units_per_s > 0) paid_ns = from_ns + time_ns(units / rule->units_per_s);
        struct random_stream stream = random_stream_of(random_key_of(SAMPLE_SEED, 0), RANDOM_COMMIT,
                                                       is_grouped ? lane : first->file.agent);
        int64_t end_ns = from_ns + variate_ns(rule->commit, &stream,
                                              is_grouped ? lanes[lane].commits : first->file.number, bytes);
        if (rule->lanes == SEQUENCER_NO_LANES && rule->is_in_file_order &&
            ended_ns[first->file.agent] > end_ns)
            end_ns = ended_ns[first->file.agent];
        ended_ns[first->file.agent] = end_ns;
        lanes[lane] = (struct brute_lane){chosen_ns, end_ns, lanes[lane].commits + 1};
        counts->commits++;
        counts->units += units;
        counts->units_wait_ns += from_ns - chosen_ns;
        counts->commit_ns += end_ns - chosen_ns;
        uint32_t kept = 0;
        for (uint32_t i = 0; i < left; i++)
            if (order[i]->is_committed)
                order[i]->started_ns = chosen_ns, order[i]->ended_ns = end_ns;
            else
                order[kept++] = order[i];
        left = kept;
    }
}

static const struct dist EXPONENTIAL_20_MS = {.kind = DIST_EXPONENTIAL, .exponential = {0.02}};
static const struct dist UNIFORM = {.kind = DIST_UNIFORM, .uniform = {0.003, 0.07}};
static const struct dist BY_BYTES = {.kind = DIST_SIZED, .sized = {0.002, 3e-6, NULL}};

static int by_time(const void *left, const void *right)
{
    const struct stored *a = left, *b = right;
    return (a->at_ns > b->at_ns) - (a->at_ns < b->at_ns);
}

/* Files closed as a Poisson stream by random agents, each stored after an exponential time, some lost. */
static void make_files(uint32_t set, double per_s, double upload_s, double lost, struct stored *files)
{
    const struct random_stream stream = sample_stream(set);
    uint64_t numbers[AGENTS] = {0};
    double closed_s = 0;
    for (uint32_t i = 0; i < FILES; i++) {
        uint64_t draw = 8 * (uint64_t)i;
        closed_s += sample_exponential(&stream, draw, 1 / per_s);
        uint32_t agent = random_below(&stream, draw + 1, AGENTS);
        files[i] = (struct stored){.file = {.agent = agent,
                                            .number = numbers[agent]++,
                                            .metadata_bytes = 1 + random_below(&stream, draw + 2, 3000)},
                                   .at_ns = time_ns(closed_s +
                                                    sample_exponential(&stream, draw + 3, upload_s)),
                                   .is_lost = random_unit(&stream, draw + 4) < lost};
    }
    qsort(files, FILES, sizeof *files, by_time);
    for (uint32_t i = 0; i < FILES; i++) files[i].file.owner = i;
}

static void test_against_recursion(void **state)
{
    (void)state;
    const struct {
        struct sequencer_rule rule;
        double per_s, upload_s, lost;
    } sets[] = {
        {{SEQUENCER_ONE_LANE, true, false, &UNIFORM, 0, 0, 1024, 2, 0}, 100, 0.1, 0},
        {{SEQUENCER_ONE_LANE, true, true, &EXPONENTIAL_20_MS, 0.03, 0, 1024, 2, 0}, 60, 0.3, 0.02},
        {{SEQUENCER_ONE_LANE, true, false, &BY_BYTES, 0.01, 0.1, 1024, 1, 0}, 200, 0.05, 0},
        {{SEQUENCER_ONE_LANE, true, true, &UNIFORM, 0.02, 0.15, 512, 2, 900}, 120, 0.05, 0.1},
        {{SEQUENCER_ONE_LANE, false, false, &EXPONENTIAL_20_MS, 0, 0, 1024, 2, 0}, 40, 0.1, 0},
        {{SEQUENCER_LANE_PER_AGENT, false, true, &EXPONENTIAL_20_MS, 0, 0, 1024, 2, 0}, 60, 0.2, 0},
        {{SEQUENCER_LANE_PER_AGENT, false, true, &UNIFORM, 0, 0, 1024, 2, 400}, 60, 0.2, 0.05},
        {{SEQUENCER_LANE_PER_AGENT, true, false, &UNIFORM, 0.01, 0.08, 1024, 1, 200}, 60, 0.2, 0},
        {{SEQUENCER_NO_LANES, false, false, &EXPONENTIAL_20_MS, 0, 0, 1024, 2, 300}, 60, 0.1, 0},
        {{SEQUENCER_NO_LANES, false, true, &UNIFORM, 0, 0, 1024, 2, 0}, 150, 0.1, 0.03},
        {{SEQUENCER_NO_LANES, false, true, &EXPONENTIAL_20_MS, 0, 0, 700, 2, 500}, 90, 0.1, 0.3},
    };
    static struct stored got[FILES], wanted[FILES];
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        struct sequencer_counts brute_counts = {0};
        make_files(set, sets[set].per_s, sets[set].upload_s, sets[set].lost, got);
        memcpy(wanted, got, sizeof wanted);
        struct sequencer_counts counts = run(&sets[set].rule, AGENTS, got, FILES);
        brute(&sets[set].rule, wanted, FILES, &brute_counts);
        uint64_t lost = 0;
        for (uint32_t i = 0; i < FILES; i++) {
            lost += got[i].is_lost;
            assert_true(got[i].is_committed == !got[i].is_lost);
            if (!got[i].is_lost &&
                (got[i].started_ns != wanted[i].started_ns || got[i].ended_ns != wanted[i].ended_ns))
                fail_msg("set %u, file %u: %lld to %lld instead of %lld to %lld", set, i,
                         (long long)got[i].started_ns, (long long)got[i].ended_ns,
                         (long long)wanted[i].started_ns, (long long)wanted[i].ended_ns);
        }
        assert_int_equal(counts.files, FILES - lost);
        assert_int_equal(counts.lost, lost);
        assert_int_equal(counts.commits, brute_counts.commits);
        assert_true(counts.units == brute_counts.units &&
                    counts.units_wait_ns == brute_counts.units_wait_ns &&
                    counts.commit_ns == brute_counts.commit_ns);
        assert_true((sets[set].rule.units_per_s > 0) == (counts.units_wait_ns > 0) &&
                    (sets[set].lost > 0) == (lost > 0));
        assert_true(sets[set].rule.is_grouped == (counts.commits < counts.files));
    }
}

/* ---- Closed forms */

enum { BATCHES = 32, COMMITS = 3000 };

static void test_group_commit(void **state)
{
    (void)state;
    const struct {
        struct commit_rule rule;
        double files_per_s;
    } sets[] = {
        {{0.04, 0, 0}, 3.7},    {{0.04, 0, 0}, 61},       {{0.04, 0, 0}, 700},
        {{0.013, 0.05, 0}, 61}, {{0.05, 0.013, 0}, 17.3}, {{0.05, 0.013, 0}, 0.31},
        {{0.01, 0, 0.25}, 5.1}, {{0.01, 0.1, 0.25}, 5.1}, {{0.05, 0.049, 0}, 11},
    };
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        const struct commit model = commit_group(&sets[set].rule, sets[set].files_per_s);
        const struct dist latency = {.kind = DIST_CONSTANT, .constant = {sets[set].rule.commit_s}};
        const struct sequencer_rule rule = {.lanes = SEQUENCER_ONE_LANE,
                                            .is_grouped = true,
                                            .commit = &latency,
                                            .collect_s = sets[set].rule.collect_s,
                                            .spacing_s = sets[set].rule.spacing_s,
                                            .unit_bytes = 1024,
                                            .units_factor = 2};
        const struct random_stream stream = sample_stream(1000 + set);
        struct sample commits_per_s = {0}, files_per_commit = {0}, wait_s = {0}, busy = {0};
        for (uint32_t batch = 0; batch < BATCHES; batch++) {
            uint32_t count = (uint32_t)ceil(COMMITS * model.files_per_commit);
            count = count < 40000 ? count : 40000;
            struct stored *files = calloc(count, sizeof *files);
            double at_s = 0, waits_s = 0;
            for (uint32_t i = 0; i < count; i++) {
                at_s += sample_exponential(&stream, (uint64_t)batch * 100000 + i, 1 / sets[set].files_per_s);
                files[i] = (struct stored){.file = {.owner = i, .number = i}, .at_ns = time_ns(at_s)};
            }
            struct sequencer_counts counts = run(&rule, 1, files, count);
            /* From the first start to the last one, whose files came after the span: a whole number of
             * renewals. */
            int64_t first_ns = files[0].started_ns, last_ns = files[count - 1].started_ns;
            uint32_t judged = 0;
            for (uint32_t i = 0; i < count; i++)
                if (files[i].started_ns > first_ns) {
                    judged++;
                    waits_s += time_s(files[i].started_ns - files[i].at_ns);
                }
            double spans = (double)counts.commits - 1, span_s = time_s(last_ns - first_ns);
            sample_add(&commits_per_s, spans / span_s);
            sample_add(&files_per_commit, judged / spans);
            sample_add(&wait_s, waits_s / judged);
            sample_add(&busy, spans * sets[set].rule.commit_s / span_s);
            free(files);
        }
        sample_near(&commits_per_s, model.commits_per_s, "commits per second, set %u", set);
        sample_near(&files_per_commit, model.files_per_commit, "files a commit, set %u", set);
        sample_near(&wait_s, model.wait_s, "wait, set %u", set);
        sample_near(&busy, model.busy_share, "busy, set %u", set);
    }
}

static double lognormal_by(double median_s, double sigma, double x_s)
{
    return x_s > 0 ? 0.5 * erfc(-log(x_s / median_s) / sigma / sqrt(2)) : 0;
}

/* A file is committed once it and all before it are stored: by x with probability ∏ F(x + j × interval) over
 * j = 0, 1, … */
static double in_order_by(double interval_s, double x_s)
{
    double product = 1;
    for (int j = 0; j < 200; j++) product *= lognormal_by(0.1, 0.45, x_s + j * interval_s);
    return product;
}

static double in_order_mean_s(double interval_s)
{
    const double step_s = 1e-4, end_s = 3;
    double sum = 0;
    for (double x_s = step_s / 2; x_s < end_s; x_s += step_s)
        sum += (1 - in_order_by(interval_s, x_s)) * step_s;
    return sum;
}

/* Uploads through a store, side by side, one file per interval; commits take no time. */
static void upload_in_order(double interval_s, uint32_t count, double *latency_s)
{
    const struct dist upload = {.kind = DIST_LOGNORMAL, .lognormal = {log(0.1), 0.45}},
                      nothing = {.kind = DIST_CONSTANT};
    const struct object_rule puts = {
        .latency = &upload, .buckets = 1, .answers_needed = 1, .prefixes = 1, .attempts_max = 1};
    const struct sequencer_rule rule = {.lanes = SEQUENCER_NO_LANES,
                                        .is_in_file_order = true,
                                        .commit = &nothing,
                                        .unit_bytes = 1024,
                                        .units_factor = 2};
    const struct random_key key = random_key_of(SAMPLE_SEED, 0);
    struct arena *arena = arena_new();
    struct object_store *store = object_store_new(arena, &puts, key, RANDOM_OBJECT_PUT, 1);
    struct sequencer *sequencer = sequencer_new(arena, &rule, key, 1);
    struct kernel *kernel = kernel_new(arena, 0);
    struct sequencer_committed committed;
    struct event event;
    enum { CLOSES, STORED };
    for (uint32_t i = 0; i < count; i++) kernel_schedule(kernel, time_ns(i * interval_s), 0, CLOSES, i, 0);
    while (kernel_next(kernel, &event)) {
        struct object_turn turn = event.type == CLOSES
                                      ? object_store_transfer(store, event.time_ns, 0, 0, 1, event.target)
                                      : object_store_step(store, event.time_ns, event.target);
        if (turn.state == OBJECT_UNDER_WAY)
            kernel_schedule(kernel, turn.next_ns, 0, STORED, turn.ticket, 0);
        else
            sequencer_add(sequencer, event.time_ns,
                          &(struct sequencer_file){.owner = turn.owner,
                                                   .number = turn.owner,
                                                   .metadata_bytes = 1});
        while (sequencer_due_ns(sequencer) <= event.time_ns &&
               sequencer_next(sequencer, event.time_ns, &committed))
            latency_s[committed.owner] = time_s(committed.ended_ns - time_ns(committed.owner * interval_s));
    }
    assert_int_equal(sequencer_counts(sequencer).files, count);
    arena_free(arena);
}

static void test_file_order(void **state)
{
    (void)state;
    enum { EACH = 2500, COUNT = BATCHES * EACH };
    const struct {
        double interval_s, mean_s, p99_s; /* of another program, printed to 0.1 ms and 1 ms; 0: none */
    } sets[] = {{0.25, 0.1107, 0.286},  {0.1, 0.1146, 0.292}, {0.05, 0.1254, 0.309},
                {0.025, 0.1438, 0.330}, {0.01, 0, 0},         {0.047, 0, 0}};
    double *latency_s = calloc(COUNT, sizeof *latency_s);
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        const double interval_s = sets[set].interval_s, mean_s = in_order_mean_s(interval_s);
        double p99_s = 0.1;
        while (in_order_by(interval_s, p99_s) < 0.99) p99_s += 1e-5;
        if (sets[set].mean_s > 0)
            assert_true(fabs(mean_s - sets[set].mean_s) < 2e-4 && fabs(p99_s - sets[set].p99_s) < 4e-3);
        upload_in_order(interval_s, COUNT, latency_s);
        struct sample mean = {0}, by_p99 = {0}, by_p50 = {0};
        const double p50_s = mean_s;
        for (uint32_t batch = 1; batch < BATCHES; batch++) { /* the first one starts with nothing before it */
            double sum_s = 0, below_p99 = 0, below_p50 = 0;
            for (uint32_t i = batch * EACH; i < (batch + 1) * EACH; i++) {
                sum_s += latency_s[i];
                below_p99 += latency_s[i] <= p99_s;
                below_p50 += latency_s[i] <= p50_s;
            }
            sample_add(&mean, sum_s / EACH);
            sample_add(&by_p99, below_p99 / EACH);
            sample_add(&by_p50, below_p50 / EACH);
        }
        sample_near(&mean, mean_s, "mean in order, set %u", set);
        sample_near(&by_p99, in_order_by(interval_s, p99_s), "share by the 99th percentile, set %u", set);
        sample_near(&by_p50, in_order_by(interval_s, p50_s), "share by the mean, set %u", set);
    }
    free(latency_s);
}

/* Mean of a file from being stored to its commit's end in batches of a Poisson stream. */
static struct sample batches_of_latency(const struct sequencer_rule *rule, double per_s,
                                        double metadata_bytes, uint32_t set)
{
    enum { EACH = 5000, COUNT = BATCHES * EACH };
    struct stored *files = calloc(COUNT, sizeof *files);
    const struct random_stream stream = sample_stream(set);
    double at_s = 0;
    for (uint32_t i = 0; i < COUNT; i++)
        files[i] = (struct stored){.file = {.owner = i, .number = i, .metadata_bytes = metadata_bytes},
                                   .at_ns = time_ns(at_s += sample_exponential(&stream, i, 1 / per_s))};
    run(rule, 1, files, COUNT);
    struct sample latency = {0};
    for (uint32_t batch = 1; batch < BATCHES; batch++) {
        double sum_s = 0;
        for (uint32_t i = batch * EACH; i < (batch + 1) * EACH; i++)
            sum_s += time_s(files[i].ended_ns - files[i].at_ns);
        sample_add(&latency, sum_s / EACH);
    }
    free(files);
    return latency;
}

/* A partition that sustains 1,000 units a second is a server that needs 1 ms a unit: M/D/1, whatever the
 * commits' own latency. */
static void test_write_units(void **state)
{
    (void)state;
    const struct {
        double metadata_bytes, units, per_s;
    } sets[] = {{100, 2, 250}, {1024, 2, 400}, {1025, 4, 200}, {7000, 14, 50}, {0, 2, 450}};
    const struct dist commit = {.kind = DIST_CONSTANT, .constant = {0.005}};
    const struct sequencer_rule rule = {.lanes = SEQUENCER_NO_LANES,
                                        .commit = &commit,
                                        .unit_bytes = 1024,
                                        .units_factor = 2,
                                        .units_per_s = 1000};
    for (uint32_t set = 0; set < sizeof sets / sizeof sets[0]; set++) {
        struct sample latency = batches_of_latency(&rule, sets[set].per_s, sets[set].metadata_bytes,
                                                   2000 + set);
        sample_near(&latency, 0.005 + queueing_md1_wait_s(sets[set].per_s, sets[set].units / 1000),
                    "write units, set %u", set);
    }
}

/* A lane that takes one file at a time is a queue. */
static void test_lane(void **state)
{
    (void)state;
    const double utilisations[] = {0.2, 0.4, 0.6, 0.75, 0.85};
    for (uint32_t set = 0; set < sizeof utilisations / sizeof utilisations[0]; set++) {
        const struct sequencer_rule rule = {.lanes = SEQUENCER_LANE_PER_AGENT,
                                            .commit = &EXPONENTIAL_20_MS,
                                            .unit_bytes = 1024,
                                            .units_factor = 2};
        double per_s = utilisations[set] / 0.02;
        struct sample latency = batches_of_latency(&rule, per_s, 1, 3000 + set);
        sample_near(&latency, 0.02 + queueing_mm1_wait_s(per_s, 0.02), "lane, set %u", set);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_recursion),
        cmocka_unit_test(test_group_commit),
        cmocka_unit_test(test_file_order),
        cmocka_unit_test(test_write_units),
        cmocka_unit_test(test_lane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
