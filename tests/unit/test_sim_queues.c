/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Queues whose theory is known, simulated whole: kernel, variates, records, replications and estimates
 * against Kleinrock, Queueing Systems I (1975). Formulas are written here anew; tests/oracles/queueing.c has
 * its own tests. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixtures/queue_model.h"

static const double Z_MOST = 4.5;

static const struct replicate_result *run(const struct queue_rule *rule, double customers,
                                          struct arena *arena)
{
    double length_s = customers * rule->gaps.exponential.mean;
    const struct replicate_model model = queue_model(rule);
    const struct replicate_rule how = {.seed = 1,
                                       .threads = 2,
                                       .precision = 1,
                                       .start_s = length_s,
                                       .max_s = length_s,
                                       .warm_floor_s = 0.1 * length_s};
    const struct replicate_result *result = replicate(&model, &how, arena);
    if (result->doubts >> REPLICATE_VIOLATION & 1) fail_msg("%s", result->reason);
    return result;
}

static void near(const char *what, size_t set, double value, double error, double truth)
{
    double z = (value - truth) / error;
    if (!(fabs(z) < Z_MOST))
        fail_msg("%s, set %zu: %.6g instead of %.6g (z = %.2f)", what, set, value, truth, z);
}

static void near_estimate(const char *what, size_t set, const struct estimate *estimate, double truth_s)
{
    if (!estimate->is_known) fail_msg("%s, set %zu: unknown", what, set);
    near(what, set, estimate->value_ns, estimate->standard_error_ns, truth_s * 1e9);
}

/* The share of waits that are long, of each replication; their interval against the truth. */
static void near_share(const char *what, size_t set, const struct replicate_result *result, double truth)
{
    double shares[ESTIMATE_SECTIONS];
    for (size_t i = 0; i < ESTIMATE_SECTIONS; i++)
        shares[i] = (double)result->records[i]->counts[QUEUE_LONG_WAITS] /
                    (double)result->records[i]->counts[QUEUE_ARRIVALS];
    struct estimate_plain share = estimate_plain_of(shares);
    near(what, set, share.value, share.standard_error, truth);
}

/* Time in the system is exponential with mean 1/(μ − λ). */
static void test_mm1(void **state)
{
    (void)state;
    const double loads[] = {0.1, 0.35, 0.5, 0.7, 0.9}, services_s[] = {0.010, 0.003, 0.020, 0.0007, 1.3};
    for (size_t set = 0; set < 5; set++) {
        struct arena *arena = arena_new();
        struct queue_rule rule = queue_mmc(1, loads[set] / services_s[set], services_s[set]);
        const struct replicate_result *result = run(&rule, set >= 3 ? 40000 : 10000, arena);
        const struct estimate *time = result->measures[QUEUE_TIME].estimates;
        double mean_s = services_s[set] / (1 - loads[set]);
        near_estimate("M/M/1 mean", set, &time[REPLICATE_MEAN], mean_s);
        near_estimate("M/M/1 wait", set, &result->measures[QUEUE_WAIT].estimates[REPLICATE_MEAN],
                      loads[set] * mean_s);
        /* At a load of 0.9 so few customers don't tell p99.9. */
        for (size_t level = REPLICATE_P50; level <= (set == 4 ? REPLICATE_P99 : REPLICATE_P999); level++)
            near_estimate("M/M/1 quantile", set, &time[level], -mean_s * log(1 - REPLICATE_LEVELS[level]));
        near("M/M/1 arrivals", set, result->counters[QUEUE_ARRIVALS].value,
             result->counters[QUEUE_ARRIVALS].standard_error, loads[set] / services_s[set]);
        arena_free(arena);
    }
}

/* Pollaczek and Khinchine: the mean wait is λ E S² / 2(1 − ρ). */
static void test_mg1(void **state)
{
    (void)state;
    const double sigma = 0.6;
    const struct {
        const char *name;
        struct dist service;
        double service_s, squared_s2, load;
    } sets[] = {
        {"M/D/1", {.kind = DIST_CONSTANT, .constant = {0.01}}, 0.01, 1e-4, 0.3},
        {"M/D/1", {.kind = DIST_CONSTANT, .constant = {0.002}}, 0.002, 4e-6, 0.5},
        {"M/D/1", {.kind = DIST_CONSTANT, .constant = {0.01}}, 0.01, 1e-4, 0.7},
        {"M/D/1", {.kind = DIST_CONSTANT, .constant = {0.05}}, 0.05, 25e-4, 0.8},
        {"M/D/1", {.kind = DIST_CONSTANT, .constant = {0.01}}, 0.01, 1e-4, 0.9},
        /* Mean 10 ms: 16.722 ms at load 0.7, a figure that was computed elsewhere. */
        {"M/G/1",
         {.kind = DIST_LOGNORMAL, .lognormal = {log(0.01) - sigma * sigma / 2, sigma}},
         0.01,
         1e-4 * exp(sigma * sigma),
         0.7},
        {"M/G/1", {.kind = DIST_LOGNORMAL, .lognormal = {log(0.01) - 0.5, 1}}, 0.01, 1e-4 * exp(1), 0.5},
        {"M/G/1", {.kind = DIST_UNIFORM, .uniform = {0.001, 0.009}}, 0.005, 25e-6 + 64e-6 / 12, 0.6},
        {"M/G/1",
         {.kind = DIST_WEIBULL, .weibull = {1.5, 0.01}},
         0.01 * tgamma(1 + 1 / 1.5),
         1e-4 * tgamma(1 + 2 / 1.5),
         0.65},
        {"M/G/1", {.kind = DIST_GAMMA, .gamma = {0.7, 0.02}}, 0.014, 0.7 * 1.7 * 4e-4, 0.4},
    };
    for (size_t set = 0; set < sizeof sets / sizeof *sets; set++) {
        struct arena *arena = arena_new();
        double arrivals_per_s = sets[set].load / sets[set].service_s,
               wait_s = arrivals_per_s * sets[set].squared_s2 / (2 * (1 - sets[set].load));
        struct queue_rule rule = queue_mmc(1, arrivals_per_s, sets[set].service_s);
        rule.stage[0].service = sets[set].service;
        if (set == 5) assert_true(fabs(wait_s - 16.722e-3) < 5e-7);
        const struct replicate_result *result = run(&rule, 12000, arena);
        near_estimate(sets[set].name, set, &result->measures[QUEUE_WAIT].estimates[REPLICATE_MEAN], wait_s);
        near_estimate(sets[set].name, set, &result->measures[QUEUE_TIME].estimates[REPLICATE_MEAN],
                      wait_s + sets[set].service_s);
        arena_free(arena);
    }
}

/* Erlang's C as it is defined: the sum over states. */
static double erlang_c(unsigned servers, double offered)
{
    double term = 1, sum = 0;
    for (unsigned busy = 0; busy < servers; busy++) {
        sum += term;
        term *= offered / (busy + 1);
    }
    double waiting = term / (1 - offered / servers);
    return waiting / (sum + waiting);
}

/* Wait above t: C e^(−(cμ − λ)t); its mean C/(cμ − λ). */
static void test_mmc(void **state)
{
    (void)state;
    const struct {
        unsigned servers;
        double offered, service_s, long_s;
    } sets[] = {{8, 6, 0.05, 0.02}, {2, 1.1, 0.01, 0.004}, {20, 18, 0.01, 0.003},
                {5, 3.1, 0.03, 0},  {50, 44, 0.1, 0.011},  {3, 2.7, 0.2, 0.5}};
    for (size_t set = 0; set < sizeof sets / sizeof *sets; set++) {
        struct arena *arena = arena_new();
        struct queue_rule rule = queue_mmc(sets[set].servers, sets[set].offered / sets[set].service_s,
                                           sets[set].service_s);
        rule.long_wait_s = sets[set].long_s;
        double share = erlang_c(sets[set].servers, sets[set].offered),
               spare_per_s = (sets[set].servers - sets[set].offered) / sets[set].service_s;
        if (set == 0)
            assert_true(fabs(share - 0.356981) < 5e-7 && fabs(share / spare_per_s - 8.9245e-3) < 5e-8);
        const struct replicate_result *result = run(&rule, 12000, arena);
        near_estimate("M/M/c wait", set, &result->measures[QUEUE_WAIT].estimates[REPLICATE_MEAN],
                      share / spare_per_s);
        near_estimate("M/M/c time", set, &result->measures[QUEUE_TIME].estimates[REPLICATE_MEAN],
                      share / spare_per_s + sets[set].service_s);
        near_share("M/M/c long waits", set, result, share * exp(-spare_per_s * sets[set].long_s));
        arena_free(arena);
    }
}

/* What leaves an M/M/c is Poisson again (Burke 1956), so that stages in a row are each a queue of its own. */
static void test_tandem(void **state)
{
    (void)state;
    const struct {
        double arrivals_per_s, service_s[3];
        unsigned servers[3], stages;
    } sets[] = {
        {50, {0.010, 0.012, 0}, {1, 1, 0}, 2},       {50, {0.016, 0.005, 0.010}, {1, 1, 1}, 3},
        {200, {0.0035, 0.011, 0.002}, {1, 4, 1}, 3}, {90, {0.01, 0.01, 0.01}, {2, 1, 3}, 3},
        {7, {0.05, 0.3, 0.1}, {1, 3, 1}, 3},
    };
    for (size_t set = 0; set < sizeof sets / sizeof *sets; set++) {
        struct arena *arena = arena_new();
        struct queue_rule rule = {.gaps = queue_exponential(1 / sets[set].arrivals_per_s),
                                  .stages = sets[set].stages};
        double mean_s = 0;
        for (unsigned at = 0; at < rule.stages; at++) {
            double offered = sets[set].arrivals_per_s * sets[set].service_s[at];
            rule.stage[at] = (struct queue_stage_rule){sets[set].servers[at],
                                                       queue_exponential(sets[set].service_s[at])};
            mean_s += sets[set].service_s[at] *
                      (1 + erlang_c(sets[set].servers[at], offered) / (sets[set].servers[at] - offered));
        }
        const struct replicate_result *result = run(&rule, 12000, arena);
        near_estimate("tandem", set, &result->measures[QUEUE_TIME].estimates[REPLICATE_MEAN], mean_s);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mm1),
        cmocka_unit_test(test_mg1),
        cmocka_unit_test(test_mmc),
        cmocka_unit_test(test_tandem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
