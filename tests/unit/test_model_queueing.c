/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waits against queues of single customers, and against figures computed elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "oracles/queueing.h"
#include "unit/model_random.h"
#include "unit/sample.h"

enum service { EXPONENTIAL, CONSTANT, LOGNORMAL, SERVICE__COUNT };
static const double LOGNORMAL_SIGMA = 0.6;

static double draw(uint64_t *random, enum service service, double mean_s)
{
    switch (service) {
    case EXPONENTIAL: return random_exponential(random, mean_s);
    case LOGNORMAL:
        return mean_s * exp(LOGNORMAL_SIGMA * random_normal(random) - LOGNORMAL_SIGMA * LOGNORMAL_SIGMA / 2);
    default: return mean_s;
    }
}

enum { RUNS = 40, CUSTOMERS = 30000, SERVERS_MAX = 32 };

struct waits {
    struct sample mean_s, above;
};

/* Each customer takes the server that is free first. */
static struct waits observe(unsigned servers, double arrivals_per_s, enum service service, double service_s,
                            double above_s, uint64_t random)
{
    struct waits waits = {0};
    double free_s[SERVERS_MAX] = {0}, now = 0;
    for (int run = 0; run < RUNS + 1; run++) {
        double sum = 0, above = 0;
        for (int i = 0; i < CUSTOMERS; i++) {
            now += random_exponential(&random, 1 / arrivals_per_s);
            unsigned first = 0;
            for (unsigned s = 1; s < servers; s++)
                if (free_s[s] < free_s[first]) first = s;
            double wait = fmax(0, free_s[first] - now);
            free_s[first] = now + wait + draw(&random, service, service_s);
            sum += wait;
            above += wait > above_s;
        }
        if (run > 0) {
            sample_add(&waits.mean_s, sum / CUSTOMERS);
            sample_add(&waits.above, above / CUSTOMERS);
        }
    }
    return waits;
}

static double model(enum service service, double arrivals_per_s, double service_s)
{
    switch (service) {
    case EXPONENTIAL: return queueing_mm1_wait_s(arrivals_per_s, service_s);
    case LOGNORMAL:
        return queueing_mg1_wait_s(arrivals_per_s, service_s,
                                   service_s * service_s * exp(LOGNORMAL_SIGMA * LOGNORMAL_SIGMA));
    default: return queueing_md1_wait_s(arrivals_per_s, service_s);
    }
}

static void near(const char *what, double got, const struct sample *seen)
{
    if (!(fabs(got - sample_mean(seen)) <= 4 * sample_error(seen)))
        fail_msg("%s: %g instead of %g ± %g", what, got, sample_mean(seen), sample_error(seen));
}

static void test_one_server(void **state)
{
    (void)state;
    for (enum service service = 0; service < SERVICE__COUNT; service++)
        for (int load = 0; load < 2; load++) {
            double arrivals_per_s = load ? 71.3 : 23.7;
            struct waits seen = observe(1, arrivals_per_s, service, 0.01, 0.02, 100 + service);
            near("one server", model(service, arrivals_per_s, 0.01), &seen.mean_s);
        }
}

static void test_servers(void **state)
{
    (void)state;
    const struct {
        unsigned servers;
        double arrivals_per_s, service_s, above_s;
    } sets[] = {{1, 60, 0.01, 0.013},
                {2, 31, 0.05, 0.07},
                {8, 120, 0.05, 0.02},
                {5, 61, 0.03, 0.01},
                {32, 250, 0.11, 0.01}};
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        struct waits seen = observe(sets[i].servers, sets[i].arrivals_per_s, EXPONENTIAL, sets[i].service_s,
                                    sets[i].above_s, 40 + i);
        near("mean", queueing_mmc_wait_s(sets[i].servers, sets[i].arrivals_per_s, sets[i].service_s),
             &seen.mean_s);
        near("above",
             queueing_mmc_wait_above(sets[i].servers, sets[i].arrivals_per_s, sets[i].service_s,
                                     sets[i].above_s),
             &seen.above);
    }
}

static void test_known(void **state)
{
    (void)state;
    assert_true(fabs(queueing_erlang_b(8, 6) - 0.121876) < 5e-7);
    assert_true(fabs(queueing_erlang_c(8, 6) - 0.356981) < 5e-7);
    assert_true(fabs(queueing_mmc_wait_s(8, 120, 0.05) - 8.9245e-3) < 5e-8);
    assert_true(fabs(queueing_mg1_wait_s(70, 0.01, 1e-4 * exp(0.36)) - 16.722e-3) < 5e-7);
    assert_true(fabs(queueing_mm1_wait_s(70, 0.01) + 0.01 - 1 / (100 - 70.0)) < 1e-15);
    assert_true(fabs(queueing_md1_wait_s(70, 0.01) - 0.7 / (2 * 100 * 0.3)) < 1e-15);
    /* One server of many is one server. */
    assert_true(fabs(queueing_mmc_wait_s(1, 70, 0.01) - queueing_mm1_wait_s(70, 0.01)) < 1e-15);
    assert_true(fabs(queueing_erlang_b(3, 1.7) -
                     (1.7 * 1.7 * 1.7 / 6) / (1 + 1.7 + 1.7 * 1.7 / 2 + 1.7 * 1.7 * 1.7 / 6)) < 1e-15);
}

static void test_extremes(void **state)
{
    (void)state;
    assert_true(isinf(queueing_mm1_wait_s(100, 0.01)) && isinf(queueing_md1_wait_s(101, 0.01)) &&
                isinf(queueing_mmc_wait_s(4, 400, 0.01)));
    assert_true(queueing_erlang_c(4, 4) == 1 && queueing_mmc_wait_above(4, 400, 0.01, 7) == 1);
    assert_true(queueing_mm1_wait_s(0, 0.01) == 0 && queueing_mmc_wait_s(4, 0, 0.01) == 0 &&
                queueing_erlang_b(4, 0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_server),
        cmocka_unit_test(test_servers),
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
