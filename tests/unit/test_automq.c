/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AutoMQ against bills by hand: the published machines, requests of logs and of the zone router, volumes of
 * logs on EBS, the subscription's units, and guarantees. Where a file must be of a known number of requests,
 * each record fills a batch, a request and a file. */
#include "fixtures/cost.h"

#include "arch/automq.h"
#include "base/units.h"

#define YEAR_H 8760.0
#define YEAR_S (YEAR_H * 3600)
#define WITH(options, rest) "architectures: [{use: automq, with: {" options "}}]\n" rest
#define BENCHMARK(options, rest)                                                                    \
    "topics:\n" TOPIC("events",                                                                     \
                      "produce: {rate: 1 GiB/s}, consume: {groups: 1}, retention: 3d, partitions: " \
                      "1024") WITH("instance: m7g.4xlarge, " options, rest)
/* 12 MiB/s in requests of 1 MiB, each of which makes a file of its own. */
#define ONE_EACH(groups, options)                                                                           \
    "topics:\n" TOPIC("events", "produce: {rate: 12 MiB/s, record_size: 1 MiB, linger: 0s, producers: 6}, " \
                                "consume: {groups: " groups "}, retention: 1d, partitions: 60")             \
        WITH("brokers: 6, instance: m7g.4xlarge, batch_size: 1 MiB, " options, "")

static const struct outcome *evaluated(struct fixture *fixture)
{
    const struct outcome *result = evaluate(&fixture->context, group_set_all(fixture->params, fixture->arena),
                                            NULL, fixture->diags);
    if (result == NULL) fail_msg("%s", fixture_diags(fixture));
    assert_true(result->feasible);
    return result;
}

/* A year's quantity in the meter's unit over all entries of a line; 0 without one. */
static double quantity(const struct outcome *result, const char *line)
{
    double sum = 0;
    for (size_t i = 0; i < result->ledger.count; i++)
        if (text_equal(result->ledger.entries[i].line->id, line))
            sum += result->ledger.entries[i].quantity_per_year;
    return sum;
}

static double quantity_of(const char *workload, const char *line)
{
    struct fixture fixture = fixture_shipped(workload, NULL, 0);
    double got = quantity(evaluated(&fixture), line);
    fixture_free(&fixture);
    return got;
}

static void assert_quantity(const char *workload, const char *line, double wanted)
{
    double got = quantity_of(workload, line);
    if (!is_near(got, wanted, 1e-9)) fail_msg("%s: got %.12g, wanted %.12g", line, got, wanted);
}

static void test_published_machines(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(BENCHMARK("", ""), NULL, 0);
    const struct outcome *result = evaluated(&fixture);
    assert_int_equal(result->deployment.roles[0].count, 6);
    const struct utilisation *binding = capacity_binding(&result->capacity);
    assert_string_equal(binding->resource, "broker.cpu");
    assert_true(is_near(binding->fraction, 1, 1e-3)); /* 96 vCPUs × 10.67 MiB/s */
    assert_true(is_near(quantity(result, "compute.brokers"), 6 * YEAR_H, 1e-12));
    fixture_free(&fixture);
}

static void test_units(void **state)
{
    (void)state;
    static const struct {
        const char *topic, *rest;
        double akus;
    } CASES[] = {
        {"produce: {rate: 1 MiB/s}, consume: {groups: 1}", "", 3},   /* the least */
        {"produce: {rate: 90 MiB/s}, consume: {groups: 0}", "", 3},  /* 3 × 30 written */
        {"produce: {rate: 91 MiB/s}, consume: {groups: 0}", "", 4},  /* one more */
        {"produce: {rate: 20 MiB/s}, consume: {groups: 10}", "", 4}, /* 2/3 + 10/3 */
        {"produce: {rate: 120 MiB/s}, consume: {groups: 1}", "", 6}, /* 20 and 20 of each */
        {"produce: {rate: 1 GiB/s}, consume: {groups: 1}", "", 52},  /* 51.2 */
        {"produce: {rate: 60 MiB/s}, consume: {groups: 1}", "load: {peak_to_mean: 2}\n", 6},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct arena *arena = arena_new();
        const char *workload = text_format(arena,
                                           "%stopics: [{name: t, %s, retention: 1d, partitions: 60}]\n%s",
                                           CASES[i].rest, CASES[i].topic, WITH("", ""));
        assert_quantity(workload, "control_plane.fee.not_public", CASES[i].akus * YEAR_H);
        arena_free(arena);
    }
}

static void test_fee(void **state)
{
    (void)state;
    static const char PRIVATE[] = "pricing: {private: {\"AutoMQ:AKU-Hours\": 0.25}}\n";
    struct fixture fixture = fixture_shipped(BENCHMARK("", ""), NULL, 0);
    double without = evaluated(&fixture)->bill.usd_per_year;
    fixture_free(&fixture);
    char workload[1024];
    snprintf(workload, sizeof workload, "%s%s", PRIVATE, BENCHMARK("", ""));
    fixture = fixture_shipped(workload, NULL, 0);
    const struct outcome *result = evaluated(&fixture);
    assert_true(quantity(result, "control_plane.fee.not_public") == 0);
    assert_true(is_near(quantity(result, "control_plane.fee"), 52 * YEAR_H, 1e-12));
    assert_true(is_near(result->bill.usd_per_year - without, 52 * YEAR_H * 0.25, 1e-9));
    fixture_free(&fixture);
}

/* 12 requests a second: each is a file of the log, a check, and two loads for the other zones; two thirds
 * have their leader in another zone, are written once more and read by it. */
static void test_requests(void **state)
{
    (void)state;
    static const char WORKLOAD[] = ONE_EACH("2", "");
    assert_quantity(WORKLOAD, "requests.put", 12 * YEAR_S);
    assert_quantity(WORKLOAD, "requests.get.lease", 12 * YEAR_S);
    assert_quantity(WORKLOAD, "requests.get", 2 * 12 * YEAR_S);
    assert_quantity(WORKLOAD, "requests.put.router", 8 * YEAR_S);
    assert_quantity(WORKLOAD, "requests.get.router", 8 * YEAR_S);
    assert_quantity(WORKLOAD, "network.produce", 0);
    assert_quantity(WORKLOAD, "network.consume", 0);
    assert_quantity(ONE_EACH("0", ""), "requests.get", 0); /* nobody reads */
    assert_quantity(ONE_EACH("2", "lease_checks: 0"), "requests.get.lease", 0);
}

static void test_no_router(void **state)
{
    (void)state;
    static const char WORKLOAD[] = ONE_EACH("2", "zone_router: false"),
                      AWARE[] = ONE_EACH("2", "zone_router: false, zone_aware_consume: 1");
    double crossing_gb = 12 * MIB * YEAR_S * 2 / 3 * 2 / GIB;
    assert_quantity(WORKLOAD, "requests.put", 12 * YEAR_S);
    assert_quantity(WORKLOAD, "requests.put.router", 0);
    assert_quantity(WORKLOAD, "requests.get", 0);
    assert_quantity(WORKLOAD, "network.produce", crossing_gb);
    assert_quantity(WORKLOAD, "network.consume", 2 * crossing_gb);
    assert_quantity(AWARE, "network.consume", 0);
}

/* 2 MiB/s of a broker: objects of 96 MiB every 48 s in 6 parts, or of 32 MiB every 16 s in 2. What they are
 * compacted into has 8 parts in 128 MiB. */
static void test_objects(void **state)
{
    (void)state;
    static const char BY_SIZE[] = ONE_EACH("2", "upload_size: 96 MiB"),
                      BY_TIME[] = ONE_EACH("2", "upload_size: 96 MiB, upload_interval: 16s"),
                      TWICE[] = ONE_EACH("2", "upload_size: 96 MiB, compaction_rewrites: 2");
    assert_quantity(BY_SIZE, "requests.put.upload", 12.0 / 96 * (6 + 2) * YEAR_S);
    assert_quantity(BY_TIME, "requests.put.upload", 12.0 / 32 * (2 + 2) * YEAR_S);
    assert_quantity(BY_SIZE, "requests.get.compaction", 12.0 / 16 * YEAR_S);
    assert_quantity(BY_SIZE, "requests.put.compaction", 12.0 / 128 * (8 + 2) * YEAR_S);
    assert_quantity(TWICE, "requests.put.compaction", 2 * 12.0 / 128 * (8 + 2) * YEAR_S);
    /* Records for a day; logs until their upload and a minute more; objects for half a job and a minute. */
    assert_quantity(BY_SIZE, "storage.object", 12 * MIB * 86400 * 12 / GIB);
    assert_quantity(BY_SIZE, "storage.object.twice", 12 * MIB * ((48 + 60) + (30 + 60)) * 12 / GIB);
}

/* 1 GiB/s on six volumes: 171 MiB/s each, 46 over what is included; no file, no router. */
static void test_ebs(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(BENCHMARK("wal: ebs", ""), NULL, 0);
    const struct outcome *result = evaluated(&fixture);
    const struct volumes *volumes = &result->deployment.roles[0].volumes;
    assert_int_equal(result->deployment.roles[0].count, 6);
    assert_int_equal(volumes->kind, VOLUME_GP3);
    assert_int_equal(volumes->count, 1);
    assert_true(volumes->gib == 10 && volumes->iops == 3000 && volumes->bytes_per_s == 171 * MIB);
    assert_true(is_near(quantity(result, "storage.block"), 6 * 10 * 12, 1e-12));
    assert_true(is_near(quantity(result, "storage.block.throughput"), 6 * 46 / 1024.0 * 12, 1e-12));
    assert_true(quantity(result, "storage.block.iops") == 0 && quantity(result, "requests.put") == 0 &&
                quantity(result, "requests.put.router") == 0 && quantity(result, "requests.get.lease") == 0);
    assert_true(is_near(quantity(result, "network.produce"), YEAR_S * 2 / 3 * 2, 1e-12));
    assert_true(is_near(quantity(result, "network.consume"), YEAR_S * 2 / 3 * 2, 1e-12));
    fixture_free(&fixture);
    /* 5 GiB/s on six machines: over the 1,000 MiB/s of a volume. */
    fixture = fixture_shipped("topics:\n" TOPIC("events",
                                                "produce: {rate: 6100 MiB/s}, retention: 1h, partitions: "
                                                "600") WITH("wal: ebs, brokers: 6, instance: "
                                                            "m6in.32xlarge, vcpu_produced: 1 GiB/s",
                                                            ""),
                              NULL, 0);
    result = evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena), NULL, fixture.diags);
    assert_true(result != NULL && !result->feasible);
    fixture_free(&fixture);
}

static void test_spare(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(BENCHMARK("wal: ebs, spare: zone", ""), NULL, 0);
    const struct outcome *result = evaluated(&fixture);
    assert_int_equal(result->deployment.roles[0].count, 9); /* six are left */
    assert_true(result->deployment.roles[0].volumes.bytes_per_s == 171 * MIB);
    fixture_free(&fixture);
}

/* A fleet without volumes can't hold a log on EBS. */
static void test_given_without_volumes(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(BENCHMARK("wal: ebs", ""), NULL, 0);
    struct deployment given = {
        .role_count = 1,
        .roles = {
            {"broker", (int16_t)catalogue_find(fixture.catalogue, "m7g.4xlarge"), 6, {.kind = VOLUME_NONE}}}};
    const struct outcome *result = evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena),
                                            &given, fixture.diags);
    assert_true(result != NULL && !result->feasible);
    fixture_free(&fixture);
}

extern const struct arch automq;

static void assert_guarantees(const char *options, double copies, double zones, const char *ack)
{
    struct arena *arena = arena_new();
    const char *workload = text_format(arena, "topics:\n%s%s%s%s", TOPIC("t", "produce: {rate: 1 MiB/s}"),
                                       "architectures: [{use: automq, with: {", options, "}}]\n");
    struct fixture fixture = fixture_shipped(workload, NULL, 0);
    struct guarantees guarantees = {0};
    automq.guarantees(&fixture.context, &guarantees);
    assert_true(guarantees.copies == copies && guarantees.zones == zones);
    assert_non_null(strstr(guarantees.ack, ack));
    assert_true(guarantees.idempotence && guarantees.transactions && guarantees.compaction);
    fixture_free(&fixture);
    arena_free(arena);
}

static void test_guarantees(void **state)
{
    (void)state;
    assert_guarantees("", COPIES_BY_OBJECT_STORE, 3, "S3 Standard");
    assert_guarantees("zone_router: false", COPIES_BY_OBJECT_STORE, 3, "S3 Standard");
    assert_guarantees("wal: ebs", 1, 1, "in one zone");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_machines),
        cmocka_unit_test(test_units),
        cmocka_unit_test(test_fee),
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_no_router),
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_ebs),
        cmocka_unit_test(test_spare),
        cmocka_unit_test(test_given_without_volumes),
        cmocka_unit_test(test_guarantees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
