/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bufstream against bills by hand: what its vendor's page (tests/published/bufstream-1gibs.sh) doesn't reach.
 */
#include "fixtures/cost.h"

#include "arch/bufstream.h"
#include "base/units.h"

#define YEAR_S (8760 * 3600.0)
#define ONE(produce, consume, options)                                                       \
    "topics:\n" TOPIC(                                                                       \
        "events",                                                                            \
        "produce: {record_size: 1 KiB, linger: 0s, " produce "}, consume: {groups: " consume \
        "}, retention: 3d") "architectures: [{use: bufstream, with: {instance: m6in.xlarge" options "}}]\n"

/* A year's quantity in the meter's unit over all entries of a line; 0 without one. */
static double quantity(const struct outcome *result, const char *line)
{
    double sum = 0;
    for (size_t i = 0; i < result->ledger.count; i++)
        if (text_equal(result->ledger.entries[i].line->id, line))
            sum += result->ledger.entries[i].quantity_per_year;
    return sum;
}

static double utilisation(const struct outcome *result, const char *resource)
{
    for (size_t i = 0; i < result->capacity.count; i++)
        if (text_equal(result->capacity.utilisations[i].resource, resource))
            return result->capacity.utilisations[i].fraction;
    fail_msg("there is no %s", resource);
    return 0;
}

static struct fixture fixture;

static const struct outcome *evaluated(const char *workload)
{
    fixture = fixture_shipped(workload, NULL, 0);
    const struct outcome *result = evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena),
                                            NULL, fixture.diags);
    if (result == NULL) fail_msg("%s", fixture_diags(&fixture));
    assert_true(result->feasible);
    return result;
}

/* A file is due a delay after its first request: Poisson requests of a record each, so one every T + 1/λ. */
static void files_by_their_delay(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(ONE("rate: 600 KiB/s", "2", ", brokers: 6, intake_delay: 80ms"));
    double files_per_s = 6 / (0.08 + 6 / 600.0);
    assert_near(quantity(result, "requests.put"), files_per_s * YEAR_S, 1e-9);
    assert_near(quantity(result, "requests.get"), files_per_s * 3 * YEAR_S, 1e-9);
    fixture_free(&fixture);
}

/* Many requests in the time of a file: its size closes it, after whole requests. */
static void files_by_their_size(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(
        ONE("rate: 64 MiB/s", "1", ", brokers: 6, intake_delay: 10s, intake_size: 1 MiB"));
    assert_near(quantity(result, "requests.put"), 64 * YEAR_S, 1e-9);
    fixture_free(&fixture);
}

static void archives_and_space_by_bytes(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(
        ONE("rate: 30 MiB/s", "1", ", archive_part: 6 MiB, compaction_rewrites: 2, stored: 1.5"));
    assert_near(quantity(result, "requests.put.archive"), 2 * 5 * YEAR_S, 1e-9);
    assert_near(quantity(result, "storage.object"), 30 * MIB * 3 * 86400 * 1.5 * 12 / GIB, 1e-9);
    fixture_free(&fixture);
}

static void nobody_reads(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(ONE("rate: 30 MiB/s", "0", ""));
    assert_true(quantity(result, "requests.get") == 0);
    assert_true(quantity(result, "requests.put") > 0);
    fixture_free(&fixture);
}

static void the_fee_counts_uncompressed_bytes(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(ONE("rate: 30 MiB/s, compression_ratio: 3.5", "1", ""));
    assert_near(quantity(result, "control_plane.fee"), 30 * MIB * 3.5 * YEAR_S / GIB, 1e-9);
    fixture_free(&fixture);
}

/* Both sides of a crossing; clients that don't choose their zone cross as well, and one zone has none. */
static void bytes_between_zones(void **state)
{
    (void)state;
    const double year_gb = 30 * MIB * YEAR_S / GIB;
    const struct outcome *result = evaluated(
        ONE("rate: 30 MiB/s", "2", ", metadata_share: 0.01, zone_aware_produce: 0, zone_aware_consume: 0.5"));
    assert_near(quantity(result, "network.metadata"), year_gb * 0.01 * 2, 1e-9);
    assert_near(quantity(result, "network.produce"), year_gb * 2 / 3 * 2, 1e-9);
    assert_near(quantity(result, "network.consume"), year_gb * 2 / 3 * 0.5 * 2 * 2, 1e-9);
    fixture_free(&fixture);
    result = evaluated("zones: 1\n" ONE("rate: 30 MiB/s", "2", ""));
    assert_true(quantity(result, "network.metadata") == 0);
    fixture_free(&fixture);
}

/* 90 MiB/s on nine machines of 4 vCPUs; without a zone six carry it, where a third was busy before. */
static void a_lost_zone(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(
        ONE("rate: 90 MiB/s", "1", ", brokers: 9, vcpu_produced: 5 MiB/s, vcpu_busy: 0.4, cache_window: 1s"));
    assert_near(utilisation(result, "broker.cpu"), 90 / 5.0 / 36, 1e-9);
    fixture_free(&fixture);
    result = evaluated(
        ONE("rate: 90 MiB/s", "1", ", brokers: 9, vcpu_produced: 5 MiB/s, vcpu_busy: 0.9, cache_window: 1s"));
    assert_near(utilisation(result, "broker.cpu"), 90 / 5.0 / 24 * 0.9, 1e-9);
    fixture_free(&fixture);
}

static void etcd_is_of_the_brokers_family(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(ONE("rate: 30 MiB/s", "1", ""));
    assert_int_equal(result->deployment.role_count, 2);
    const struct role *etcd = &result->deployment.roles[1];
    assert_string_equal(fixture.context.catalogue->instances[etcd->instance].name, "m6in.large");
    assert_int_equal(etcd->count, 3);
    fixture_free(&fixture);
    result = evaluated(ONE("rate: 30 MiB/s", "1", ", metadata_nodes: 0"));
    assert_int_equal(result->deployment.role_count, 1);
    assert_true(quantity(result, "compute.metadata") == 0);
    fixture_free(&fixture);
}

/* Half of the bytes at three times the mean; with a fixed number brokers are paid all year. */
static void brokers_follow_a_peak(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(ONE("rate: 400 MiB/s", "1", "") "load: {peak_to_mean: 3}\n");
    uint32_t most = result->deployment.roles[0].count;
    assert_true(quantity(result, "compute.brokers") < 0.9 * most * 8760);
    fixture_free(&fixture);
    result = evaluated(ONE("rate: 400 MiB/s", "1", ", follows_load: false") "load: {peak_to_mean: 3}\n");
    assert_int_equal(result->deployment.roles[0].count, most);
    assert_near(quantity(result, "compute.brokers"), most * 8760.0, 1e-12);
    fixture_free(&fixture);
}

static void no_load(void **state)
{
    (void)state;
    const struct outcome *result = evaluated(ONE("rate: 0 B/s", "1", ""));
    assert_true(quantity(result, "requests.put") == 0 && quantity(result, "control_plane.fee") == 0);
    assert_int_equal(result->deployment.roles[0].count, 3);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_by_their_delay),
        cmocka_unit_test(files_by_their_size),
        cmocka_unit_test(archives_and_space_by_bytes),
        cmocka_unit_test(nobody_reads),
        cmocka_unit_test(the_fee_counts_uncompressed_bytes),
        cmocka_unit_test(bytes_between_zones),
        cmocka_unit_test(a_lost_zone),
        cmocka_unit_test(etcd_is_of_the_brokers_family),
        cmocka_unit_test(brokers_follow_a_peak),
        cmocka_unit_test(no_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
