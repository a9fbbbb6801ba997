/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Closed forms of what a log keeps, against a log that rolls segments and deletes closed ones step by step.
 */
#include <stdlib.h>

#include "fixtures/cost.h"

enum { STEPS_PER_HOUR = 12, STEPS_PER_DAY = 24 * STEPS_PER_HOUR, PHASES = 251, SEGMENTS_MAX = 4096 };

/* Seconds of the mean rate, and seconds. */
struct rolling {
    const double *hourly; /* load by hour of the day, mean 1 */
    double retention_s, retention_of_rate_s, segment_of_rate_s, segment_time_s;
};

struct rolled {
    double last_step, bytes_s;
};

/* A log from its oldest segment on; the last one is open. */
struct rolling_log {
    size_t first, count;
    struct rolled segments[SEGMENTS_MAX];
    double open_since, kept_s;
};

static void roll(struct rolling_log *log, double step)
{
    log->segments[(log->first + log->count++) % SEGMENTS_MAX] = (struct rolled){step, 0};
    log->open_since = step;
    assert_true(log->count < SEGMENTS_MAX);
}

/* Append a step's bytes, roll, delete; first_age is how much sooner than its rules the first segment closes.
 */
static void step_log(struct rolling_log *log, const struct rolling *rules, double step, double first_age)
{
    const double step_s = 3600.0 / STEPS_PER_HOUR;
    struct rolled *open = &log->segments[(log->first + log->count - 1) % SEGMENTS_MAX];
    double come_s = step_s * rules->hourly[(int)(fmod(step, STEPS_PER_DAY) / STEPS_PER_HOUR)];
    open->bytes_s += come_s;
    open->last_step = step;
    log->kept_s += come_s;
    double age_s = (step + 1 - log->open_since) * step_s;
    double early = log->open_since == 0 ? first_age : 0;
    if (open->bytes_s >= rules->segment_of_rate_s * (1 - early) - 1e-9 ||
        age_s >= rules->segment_time_s * (1 - early) - 1e-9)
        roll(log, step + 1);
    for (;;) {
        const struct rolled *oldest = &log->segments[log->first];
        bool is_closed = log->count > 1, is_old = (step - oldest->last_step) * step_s >= rules->retention_s,
             is_over = log->kept_s - oldest->bytes_s >= rules->retention_of_rate_s;
        if (!is_closed || !(is_old || is_over)) break;
        log->kept_s -= oldest->bytes_s;
        log->first = (log->first + 1) % SEGMENTS_MAX;
        log->count--;
    }
}

/* The fullest time of day on average over segments' ages, and the fullest of all. */
static void simulate(const struct rolling *rules, double *mean_s, double *most_s)
{
    static struct rolling_log log;
    double *sums = calloc(STEPS_PER_DAY, sizeof *sums), longest_s = rules->retention_s;
    assert_non_null(sums);
    size_t warm_days = (size_t)ceil((longest_s + 2 * rules->segment_time_s) / 86400), days = 20;
    *mean_s = *most_s = 0;
    for (int phase = 0; phase < PHASES; phase++) {
        memset(&log, 0, sizeof log);
        roll(&log, 0);
        for (size_t step = 0; step < (warm_days + days) * STEPS_PER_DAY; step++) {
            step_log(&log, rules, (double)step, (double)phase / PHASES);
            if (step < warm_days * STEPS_PER_DAY) continue;
            sums[step % STEPS_PER_DAY] += log.kept_s / (double)days / PHASES;
            *most_s = fmax(*most_s, log.kept_s);
        }
    }
    for (int i = 0; i < STEPS_PER_DAY; i++) *mean_s = fmax(*mean_s, sums[i]);
    free(sums);
}

static void against_a_log(void **state)
{
    (void)state;
    static const double FLAT[24] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                        DAY[24] = {0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25,
                                   1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75};
    enum { HOUR = 3600, NEVER = 1000000000 };
    static const struct {
        struct rolling rules;
        double mean_slack, most_slack;
    } CASES[] = {
        {{FLAT, 6 * HOUR, NEVER, 60 * HOUR, 168 * HOUR}, 0.01, 0.01},         /* closed by size */
        {{FLAT, 24 * HOUR, NEVER, 1000 * HOUR, 72 * HOUR}, 0.01, 0.01},       /* by time */
        {{FLAT, 72 * HOUR, NEVER, HOUR, 168 * HOUR}, 0.01, 0.01},             /* short ones */
        {{FLAT, 0, NEVER, 12 * HOUR, 168 * HOUR}, 0.02, 0.02},                /* the open one alone */
        {{FLAT, 168 * HOUR, 10 * HOUR, 20 * HOUR, 168 * HOUR}, 0.01, 0.01},   /* retention_bytes */
        {{FLAT, 5 * HOUR, 10 * HOUR, 20 * HOUR, 168 * HOUR}, 0.01, 0.01},     /* retention before them */
        {{FLAT, 168 * HOUR, 100 * HOUR, 1000 * HOUR, 24 * HOUR}, 0.01, 0.01}, /* both, closed by time */
        {{DAY, 12 * HOUR, NEVER, 5 * HOUR, 168 * HOUR}, 0.02, 0.02},
        {{DAY, 6 * HOUR, NEVER, 30 * HOUR, 168 * HOUR}, 0.03, 0.05},
        /* half a segment is more than half its time by the end of a busy half day: 4.5 h of 112.5 */
        {{DAY, 24 * HOUR, NEVER, 1000 * HOUR, 168 * HOUR}, 0.04, 0.02},
        {{DAY, 36 * HOUR, NEVER, 2 * HOUR, 6 * HOUR}, 0.03, 0.03},
        {{DAY, 100 * HOUR, 8 * HOUR, 4 * HOUR, 168 * HOUR}, 0.03, 0.02},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const struct rolling *rules = &CASES[i].rules;
        struct load_profile profile = load_profile_new(rules->hourly, FLAT, 24, arena);
        const double bytes_per_s = 5e6;
        struct log_rules asked = {bytes_per_s, rules->retention_s, rules->retention_of_rate_s * bytes_per_s,
                                  rules->segment_of_rate_s * bytes_per_s, rules->segment_time_s};
        struct kept kept = kept_of(&profile, &asked);
        double mean_s, most_s;
        simulate(rules, &mean_s, &most_s);
        if (!(fabs(kept.mean_s / mean_s - 1) <= CASES[i].mean_slack) ||
            !(fabs(kept.most_s / most_s - 1) <= CASES[i].most_slack))
            fail_msg("case %zu: mean %.0f s, simulated %.0f; most %.0f s, simulated %.0f", i, kept.mean_s,
                     mean_s, kept.most_s, most_s);
    }
    arena_free(arena);
}

/* A topic group's own rules go before the brokers', and retention_bytes count for each partition. */
static void rules_of_topics(void **state)
{
    (void)state;
    static const struct {
        const char *topic;
        double retention_bytes, segment_bytes, segment_time_s, asked_s;
    } CASES[] = {
        {"retention: 2h", INFINITY, 8 * GIB, 604800, 7200},
        {"retention: 2h, segment: 512 MiB", INFINITY, 4 * GIB, 604800, 7200},
        {"retention: 2h, segment_time: 10min", INFINITY, 8 * GIB, 600, 7200},
        {"retention: 2h, retention_bytes: 1 GiB", 8 * GIB, 8 * GIB, 604800, 2048}, /* 8 GiB at 4 MiB/s */
        {"retention: 20min, retention_bytes: 1 GiB", 8 * GIB, 8 * GIB, 604800, 1200},
        {"retention: 2h, retention_bytes: 1 TiB", 8192 * GIB, 8 * GIB, 604800, 7200},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const char *workload =
            text_format(arena,
                        "topics:\n  - {name: events, produce: {rate: 4 MiB/s}, partitions: 8, %s}\n"
                        "architectures: [kafka-classic]\n",
                        CASES[i].topic);
        struct fixture fixture = fixture_small(workload, NULL);
        struct log_rules rules = log_rules_of(fixture.params, 0, GIB, 604800);
        assert_true(rules.retention_bytes == CASES[i].retention_bytes &&
                    rules.segment_bytes == CASES[i].segment_bytes &&
                    rules.segment_time_s == CASES[i].segment_time_s);
        assert_true(topic_asked_s(fixture.params, 0) == CASES[i].asked_s);
        fixture_free(&fixture);
    }
    arena_free(arena);
}

/* Nothing produced is nothing kept, and no figure is NaN. */
static void nothing_produced(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(
        "topics:\n  - {name: events, produce: {rate: 0 B/s}, partitions: 8, retention_bytes: 1 GiB}\n"
        "architectures: [kafka-tuned]\n",
        NULL);
    struct demand demand;
    const struct arch *arch = ARCHS[fixture.params->scenarios[0].kind];
    arch->load(&fixture.context, group_set_all(fixture.params, fixture.arena), &demand);
    assert_true(demand.total.block_bytes == 0 && demand.total.block_most_bytes == 0 &&
                demand.total.object_bytes == 0);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_a_log),
        cmocka_unit_test(rules_of_topics),
        cmocka_unit_test(nothing_produced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
