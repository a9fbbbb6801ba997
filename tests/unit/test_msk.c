/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amazon MSK: how full brokers and clusters are, worked out by hand; what is bought and paid; whose types,
 * prices and discounts are whose. Whole bills are worked out by hand in tests/published/msk-sizing.sh and
 * tests/cli/terraform.sh. */
#include "fixtures/cost.h"

#include "base/units.h"
#include "study/check_names.h"
#include "study/compare.h"

#define ONE(topic, id, rest) "topics:\n" TOPIC("events", topic) "architectures: [" id "]\n" rest
#define LOAD_96 "produce: {rate: 96 MiB/s}, consume: {groups: 2}, retention: 12h, partitions: 600"
static const double P = 96 * MIB; /* produced, bytes/s */

static struct deployment fleet(const struct fixture *fixture, const char *role, const char *type,
                               uint32_t count, struct volumes volumes)
{
    int instance = catalogue_find(fixture->catalogue, type);
    assert_true(instance != CATALOGUE_NONE);
    return (struct deployment){.role_count = 1, .roles = {{role, (int16_t)instance, count, volumes}}};
}

static struct volumes disk(double gib, double mib_per_s)
{
    return (struct volumes){.kind = VOLUME_MSK, .count = 1, .gib = gib, .bytes_per_s = mib_per_s * MIB};
}

static const struct volumes NO_DISK = {.kind = VOLUME_NONE};

static const struct outcome *evaluated(struct fixture *fixture, const struct deployment *given)
{
    const struct outcome *result = evaluate(&fixture->context, group_set_all(fixture->params, fixture->arena),
                                            given, fixture->diags);
    if (result == NULL) fail_msg("%s", fixture_diags(fixture));
    return result;
}

static void assert_use(const struct outcome *result, const char *resource, double fraction,
                       enum situation situation)
{
    for (size_t i = 0; i < result->capacity.count; i++) {
        const struct utilisation *got = &result->capacity.utilisations[i];
        if (!text_equal(got->resource, resource)) continue;
        if (!is_near(got->fraction, fraction, 1e-12) || got->situation != situation)
            fail_msg("%s is %.15g (%s), wanted %.15g (%s)", resource, got->fraction,
                     situation_name(got->situation), fraction, situation_name(situation));
        return;
    }
    fail_msg("there is no %s", resource);
}

static double usd_of(const struct outcome *result, const char *line)
{
    double usd = 0;
    for (size_t i = 0; i < result->bill.line_count; i++)
        if (text_equal(result->bill.lines[i].entry->line->id, line))
            usd += result->bill.lines[i].usd_per_year;
    return usd;
}

/* Six brokers in three zones; with one lost, four. */
static void standard_brokers(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE(LOAD_96, "msk-provisioned", ""), NULL, 0);
    struct deployment given = fleet(&fixture, "broker", "kafka.m7g.2xlarge", 6, disk(5000, 0));
    const struct outcome *result = evaluated(&fixture, &given);
    const double guideline = 39e6, network = 3.75e9 / 8, ebs = 312.5e6, amplified = 1.053;
    assert_use(result, "broker.ingress", P / (6 * guideline), HEALTHY); /* four at 100/60 of it carry more */
    assert_use(result, "broker.egress", 2 * P / (6 * 3 * guideline), HEALTHY);
    /* The zone missed an hour of a copy and makes it up in four: a quarter of what is produced, on two
     * brokers. */
    double missed = P / 4;
    assert_use(result, "broker.network_in", (3 * P / 6 + missed / 2) / network, CATCHING_UP);
    assert_use(result, "broker.network_out", (2 * P + 2 * P + missed) / 4 / network, CATCHING_UP);
    double disk_bytes_per_s = (3 * P / 6 + missed / 2) * amplified + missed / 4;
    assert_use(result, "broker.ebs_throughput", disk_bytes_per_s / ebs, CATCHING_UP);
    assert_use(result, "broker.volume_throughput", disk_bytes_per_s / (250 * MIB),
               CATCHING_UP); /* what gp2 has from 334 GiB on */
    assert_use(result, "broker.space", (P * 12 * 3600 + 600 * GIB / 2) * 3 / 6 / (5000 * GIB * 0.5), HEALTHY);
    assert_use(result, "broker.partitions", 600 * 3 / 6 / 2000.0, HEALTHY);
    assert_use(result, "broker.count", 3 / 6.0, HEALTHY);
    assert_true(result->feasible);
    fixture_free(&fixture);

    /* In two zones half of them are left, and take 100/60 of the guideline each. */
    fixture = fixture_shipped(ONE(LOAD_96, "msk-provisioned", "zones: 2\n"), NULL, 0);
    given = fleet(&fixture, "broker", "kafka.m7g.2xlarge", 6, disk(5000, 0));
    result = evaluated(&fixture, &given);
    assert_use(result, "broker.ingress", P / (3 * guideline / 0.6), ZONE_LOST);
    fixture_free(&fixture);
}

/* A cluster spans two or three zones, with Express brokers three: a verdict, with its figure. */
static void zones(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        int zones;
        double used; /* 0: it holds */
    } CASES[] = {{"msk-provisioned", 1, 2},       {"msk-provisioned", 2, 0},  {"msk-provisioned", 3, 0},
                 {"msk-provisioned", 4, 4 / 3.0}, {"msk-express", 1, 3},      {"msk-express", 2, 1.5},
                 {"msk-express", 3, 0},           {"msk-express", 5, 5 / 3.0}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture =
            fixture_shipped(text_format(arena, ONE("produce: {rate: 1 MiB/s}", "%s", "zones: %d\n"),
                                        CASES[i].id, CASES[i].zones),
                            NULL, 0);
        bool is_express = text_equal(CASES[i].id, "msk-express");
        struct deployment given = fleet(&fixture, "broker",
                                        is_express ? "express.m7g.4xlarge" : "kafka.m7g.4xlarge", 60,
                                        is_express ? NO_DISK : disk(9000, 0));
        const struct outcome *result = evaluated(&fixture, &given);
        assert_int_equal(result->feasible, CASES[i].used == 0);
        if (CASES[i].used > 0) {
            assert_use(result, "cluster.zones", CASES[i].used, HEALTHY);
            assert_non_null(strstr(result->reason, "cluster.zones"));
        }
        fixture_free(&fixture);
        arena_free(arena);
    }
}

/* A small volume is bought larger for its speed; over 250 MiB/s throughput is provisioned where the type has
 * it, and all of it is paid. */
static void volumes_are_bought_to_fit(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_shipped(ONE("produce: {rate: 30 MiB/s}, consume: {groups: 1}, retention: 1h, partitions: 30",
                            "msk-provisioned", ""),
                        SETS("architectures.msk-provisioned.instance=kafka.m7g.large",
                             "architectures.msk-provisioned.brokers=6"),
                        0);
    const struct outcome *result = evaluated(&fixture, NULL);
    const struct volumes *bought = &result->deployment.roles[0].volumes;
    /* Catching up, a broker writes (3 × 30 / 6 + 7.5 / 2) × 1.053 and reads 7.5 / 4; gp2 gives 0.75 MiB/s for
     * a GiB. */
    double mib_per_s = (3 * 30 / 6.0 + 7.5 / 2) * 1.053 + 7.5 / 4;
    /* An hour and half a segment of 1 GiB of each partition, three copies, half empty: (30 × 3600 / 1024 +
     * 15) × 3 / 6 / 0.5 = 120.5 GiB, which is faster than needed. */
    assert_true(bought->gib == 121 && bought->bytes_per_s == 0);
    assert_true(mib_per_s < 121 * 0.75);
    fixture_free(&fixture);

    fixture = fixture_shipped(
        ONE("produce: {rate: 60 MiB/s}, consume: {groups: 1}, retention: 10min, partitions: 30",
            "msk-provisioned", ""),
        SETS("architectures.msk-provisioned.instance=kafka.m7g.large",
             "architectures.msk-provisioned.brokers=6"),
        0);
    result = evaluated(&fixture, NULL);
    assert_true(result->deployment.roles[0].volumes.gib == ceil(2 * mib_per_s / 0.75));
    fixture_free(&fixture);

    /* 3 × 210 MiB/s on three brokers. 4xlarge sells up to 625 MiB/s, xlarge none. */
    static const char FAST[] =
        ONE("produce: {rate: 210 MiB/s}, consume: {groups: 1}, retention: 1d, partitions: 30",
            "msk-provisioned", "");
    fixture = fixture_shipped(FAST,
                              SETS("architectures.msk-provisioned.instance=kafka.m7g.4xlarge",
                                   "architectures.msk-provisioned.brokers=3"),
                              0);
    result = evaluated(&fixture, NULL);
    double wanted_mib = ceil((3 * 210 / 3.0 + 52.5) * 1.053 + 52.5 / 2);
    assert_true(result->deployment.roles[0].volumes.bytes_per_s == wanted_mib * MIB);
    assert_near(usd_of(result, "storage.block.throughput"), 3 * wanted_mib * 0.08 * 12, 1e-12);
    assert_use(result, "broker.provisioned_throughput", wanted_mib / 625, HEALTHY);
    fixture_free(&fixture);

    fixture = fixture_shipped(FAST,
                              SETS("architectures.msk-provisioned.instance=kafka.m7g.xlarge",
                                   "architectures.msk-provisioned.brokers=3"),
                              0);
    result = evaluated(&fixture, NULL);
    assert_true(result->deployment.roles[0].volumes.bytes_per_s == 0 && !result->feasible);
    fixture_free(&fixture);

    /* Provisioned on a type that sells none: it can't be. */
    struct deployment given;
    fixture = fixture_shipped(ONE(LOAD_96, "msk-provisioned", ""), NULL, 0);
    given = fleet(&fixture, "broker", "kafka.m5.xlarge", 60, disk(5000, 300));
    assert_false(evaluated(&fixture, &given)->feasible);
    fixture_free(&fixture);
}

/* With a tier volumes keep six hours and half a segment on average; the tier all of it once, and reads from
 * it are paid by the byte. */
static void tier(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_shipped(ONE("produce: {rate: 96 MiB/s}, consume: {groups: 2}, retention: 5d, partitions: 600",
                            "msk-provisioned", ""),
                        SETS("architectures.msk-provisioned.tiered_storage=true",
                             "architectures.msk-provisioned.historical_reads=10%"),
                        0);
    const struct outcome *result = evaluated(&fixture, NULL);
    double roll_s = GIB / (P / 600);
    assert_near(result->demand.total.block_bytes, P * 3 * (6 * 3600 + roll_s / 2), 1e-14);
    assert_near(result->demand.total.block_most_bytes, P * 3 * (6 * 3600 + roll_s), 1e-14);
    assert_near(usd_of(result, "storage.object"), P * 5 * 86400 / GIB * 0.06 * 12, 1e-12);
    assert_near(usd_of(result, "storage.object.retrieval"), P * 2 * 0.1 * 31536000 / GIB * 0.0015, 1e-12);
    fixture_free(&fixture);

    /* Reaching S3 through NAT gateways is the customer's own affair: MSK's tier is reached by MSK. */
    fixture = fixture_shipped(ONE(LOAD_96, "msk-provisioned", ""),
                              SETS("architectures.msk-provisioned.tiered_storage=true",
                                   "network.s3_access=nat"),
                              0);
    assert_true(usd_of(evaluated(&fixture, NULL), "network.s3_access.bytes") == 0);
    fixture_free(&fixture);
}

static void express_brokers(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE(LOAD_96, "msk-express", ""), NULL, 0);
    struct deployment given = fleet(&fixture, "broker", "express.m7g.large", 9, NO_DISK);
    const struct outcome *result = evaluated(&fixture, &given);
    assert_use(result, "broker.ingress", P / (9 * 15.6e6),
               HEALTHY); /* six at 23.4 are as many as nine at 15.6 */
    assert_use(result, "broker.egress", 2 * P / (9 * 31.2e6), HEALTHY);
    assert_use(result, "broker.partitions", 600 * 3 / 9 / 1000.0, HEALTHY);
    assert_use(result, "partition.ingress", P / 600 / 15e6, HEALTHY);
    fixture_free(&fixture);

    /* 4 brokers: 2 are left, which is less than two thirds. */
    fixture = fixture_shipped(ONE(LOAD_96, "msk-express", ""), NULL, 0);
    given = fleet(&fixture, "broker", "express.m7g.2xlarge", 4, NO_DISK);
    assert_use(evaluated(&fixture, &given), "broker.ingress", P / (2 * 93.7e6), ZONE_LOST);
    fixture_free(&fixture);
}

static void serverless(void **state)
{
    (void)state;
    static const char WORKLOAD[] =
        "topics:\n" TOPIC("events", "produce: {rate: 96 MiB/s}, consume: {groups: 2}, partitions: 600")
            TOPIC("state", "produce: {rate: 3 MiB/s}, consume: {groups: 5}, partitions: 90, cleanup: "
                           "compact") "load: {peak_to_mean: 1.5}\narchitectures: [msk-serverless]\n";
    struct fixture fixture = fixture_shipped(WORKLOAD, NULL, 0);
    const struct outcome *result = evaluated(&fixture, NULL);
    assert_use(result, "cluster.ingress", 99 * MIB * 1.5 / 200e6, HEALTHY);
    assert_use(result, "cluster.egress", (2 * 96 + 5 * 3) * MIB * 1.5 / 400e6, HEALTHY);
    assert_use(result, "cluster.partitions", 600 / 2400.0, HEALTHY);
    assert_use(result, "cluster.compacted_partitions", 90 / 120.0, HEALTHY);
    assert_use(result, "partition.ingress", P / 600 * 1.5 / 5e6, HEALTHY); /* the busier topic's */
    assert_use(result, "partition.egress", 2 * P / 600 * 1.5 / 10e6, HEALTHY);
    assert_true(result->feasible);
    fixture_free(&fixture);
}

/* ---- prices ---- */

/* MSK sells no commitments: they change what EC2's machines cost, and no broker. */
static void commitments(void **state)
{
    (void)state;
    double usd[2][2];
    for (int reserved = 0; reserved < 2; reserved++)
        for (size_t choice = 0; choice < 2; choice++) {
            struct fixture fixture = fixture_shipped(ONE(LOAD_96, "kafka-classic, msk-provisioned", ""),
                                                     SETS(reserved
                                                              ? "pricing.purchase=reserved-3yr-all-upfront"
                                                              : "pricing.purchase=on-demand"),
                                                     choice);
            const struct outcome *result = evaluated(&fixture, NULL);
            usd[reserved][choice] = usd_of(result, "compute.brokers");
            assert_int_equal(result->bill.upfront_usd > 0, reserved && choice == 0);
            fixture_free(&fixture);
        }
    assert_true(usd[1][0] < usd[0][0]);
    assert_true(usd[1][1] == usd[0][1] && usd[0][1] > 0);
}

static void discounts_and_private_prices(void **state)
{
    (void)state;
    static const char WORKLOAD[] = ONE(LOAD_96, "msk-provisioned", "");
    static const char *const FIXED[] = {"architectures.msk-provisioned.instance=kafka.m7g.2xlarge",
                                        "architectures.msk-provisioned.brokers=6"};
    static const struct {
        const char *set;
        double hourly_usd, gb_month_usd;
    } CASES[] = {
        {"pricing.discount.AmazonMSK=10%", 0.816 * 0.9, 0.10 * 0.9},
        {"pricing.discount.AmazonEC2=10%", 0.816, 0.10},
        {"pricing.private.\"AmazonMSK:Kafka.m7g.2xlarge\"=0.5", 0.5, 0.10},
        {"pricing.private.\"AmazonMSK:Kafka.Storage.GP2\"=0.07", 0.816, 0.07},
        {"pricing.private.\"AmazonEC2:BoxUsage:m7g.2xlarge\"=0.01", 0.816, 0.10},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct fixture fixture = fixture_shipped(WORKLOAD, SETS(FIXED[0], FIXED[1], CASES[i].set), 0);
        assert_true(check_names(fixture.params, fixture.catalogue, fixture.diags));
        const struct outcome *result = evaluated(&fixture, NULL);
        assert_near(usd_of(result, "compute.brokers"), 6 * 8760 * CASES[i].hourly_usd, 1e-12);
        assert_near(usd_of(result, "storage.block"),
                    6 * result->deployment.roles[0].volumes.gib * 12 * CASES[i].gb_month_usd, 1e-12);
        fixture_free(&fixture);
    }
    static const char *const UNKNOWN[] = {"pricing.private.\"AmazonMSK:Kafka.m7g.3xlarge\"=1",
                                          "pricing.private.\"AmazonMSK:Kafka.*\"=1",
                                          "pricing.private.\"AmazonEC2:BoxUsage:kafka.m7g.large\"=1"};
    for (size_t i = 0; i < COUNT_OF(UNKNOWN); i++) {
        struct fixture fixture = fixture_shipped(WORKLOAD, SETS(UNKNOWN[i]), 0);
        assert_false(check_names(fixture.params, fixture.catalogue, fixture.diags));
        assert_diag(&fixture, DIAG_UNKNOWN_KEY, "pricing.private", "no meter");
        fixture_free(&fixture);
    }
}

static void missing_prices(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(ONE(LOAD_96, "msk-provisioned", ""), NULL);
    assert_null(
        evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena), NULL, fixture.diags));
    assert_diag(&fixture, DIAG_PRICE_MISSING, "AmazonMSK:Kafka.*", "us-east-1");
    fixture_free(&fixture);
    fixture = fixture_shipped(ONE("produce: {rate: 1 MiB/s}", "msk-serverless", "region: sa-east-1\n"), NULL,
                              0);
    assert_null(
        evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena), NULL, fixture.diags));
    assert_diag(&fixture, DIAG_PRICE_MISSING, "on-demand price of AmazonMSK:KafkaServerless-ClusterHours",
                "sa-east-1");
    fixture_free(&fixture);
}

/* ---- whose types ---- */

static void types_of_others(void **state)
{
    (void)state;
    static const struct {
        const char *set, *a, *b;
    } CASES[] = {
        {"architectures.kafka-classic.instance=kafka.m7g.large", "kafka.m7g.large is a type of Amazon MSK",
         "kafka-classic runs on Amazon EC2"},
        {"architectures.kafka-classic.controller_instance=express.m7g.large", "controller_instance",
         "is a type of Amazon MSK Express"},
        {"architectures.msk-provisioned.instance=m7g.large", "m7g.large is a type of Amazon EC2",
         "msk-provisioned runs on Amazon MSK"},
        {"architectures.msk-provisioned.instance=express.m7g.large", "is a type of Amazon MSK Express",
         "runs on Amazon MSK"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct fixture fixture = fixture_shipped(ONE(LOAD_96, "kafka-classic, msk-provisioned", ""),
                                                 SETS(CASES[i].set), 0);
        assert_false(check_names(fixture.params, fixture.catalogue, fixture.diags));
        assert_diag(&fixture, DIAG_UNKNOWN_INSTANCE, CASES[i].a, CASES[i].b);
        fixture_free(&fixture);
    }
}

static void deployments_that_cannot_be(void **state)
{
    (void)state;
    const struct {
        const char *id, *role, *type;
        struct volumes volumes;
        const char *says;
    } CASES[] = {
        {"msk-provisioned", "broker", "m7g.large", disk(9, 0),
         "m7g.large is a type of Amazon EC2, and msk-provisioned runs on Amazon MSK"},
        {"msk-provisioned", "agent", "kafka.m7g.large", disk(9, 0), "has one role, 'broker'"},
        {"msk-provisioned", "broker", "kafka.m7g.large", NO_DISK, "one volume of the kind msk"},
        {"msk-provisioned",
         "broker",
         "kafka.m7g.large",
         {.kind = VOLUME_GP3, .count = 1, .gib = 9},
         "one volume of the kind msk"},
        {"msk-provisioned",
         "broker",
         "kafka.m7g.large",
         {.kind = VOLUME_MSK, .count = 2, .gib = 9},
         "one volume of the kind msk"},
        {"msk-express", "broker", "express.m7g.large", disk(9, 0), "brings its own storage"},
        {"msk-serverless", "broker", "serverless.cluster", NO_DISK, "has one role, 'cluster'"},
        {"kafka-classic", "broker", "m5.large", disk(9, 0), "only Amazon MSK sells volumes of the kind msk"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(text_format(arena, ONE("produce: {rate: 1 MiB/s}", "%s", ""),
                                                             CASES[i].id),
                                                 NULL, 0);
        struct deployment given = fleet(&fixture, CASES[i].role, CASES[i].type, 3, CASES[i].volumes);
        assert_null(
            evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena), &given, fixture.diags));
        assert_diag(&fixture, DIAG_DEPLOYMENT, CASES[i].says, "");
        fixture_free(&fixture);
        arena_free(arena);
    }
}

/* What AWS doesn't sell, and how each refusal reads; the rest is carried or not by its load. */
static void what_is_not_sold(void **state)
{
    (void)state;
    static const struct {
        const char *architecture, *topic, *type; /* type: of a given deployment, NULL when planned */
        uint32_t count;
        const char *says; /* NULL: sold */
    } CASES[] = {
        {"{use: msk-provisioned, with: {tiered_storage: true}}", "retention: 24h", NULL, 0,
         "is kept 1 d, and MSK's tier keeps at least 3 (tiered_least_retention: Amazon MSK"},
        {"{use: msk-provisioned, with: {tiered_storage: true}}", "retention: 71h", NULL, 0, "is kept 2.96 d"},
        {"{use: msk-provisioned, with: {tiered_storage: true}}", "retention: 72h", NULL, 0, NULL},
        {"{use: msk-provisioned, with: {tiered_storage: true}}", "retention: 1h, cleanup: compact", NULL, 0,
         NULL},
        {"{use: msk-provisioned, with: {tiered_storage: true, tiered_least_retention: 1h}}", "retention: 2h",
         NULL, 0, NULL},
        {"msk-provisioned", "retention: 1h", NULL, 0, NULL},
        {"{use: msk-provisioned, with: {instance: kafka.t3.small}}", "retention: 1h", NULL, 0,
         "kafka.t3.small isn't sold for versions with KRaft"},
        {"{use: msk-provisioned, with: {instance: kafka.t3.small, metadata: zookeeper}}", "retention: 1h",
         NULL, 0, NULL},
        {"{use: msk-provisioned, with: {instance: kafka.t3.small, metadata: zookeeper, tiered_storage: "
         "true}}",
         "retention: 4d", NULL, 0, "kafka.t3.small has no tiered storage"},
        {"msk-provisioned", "retention: 1h", "kafka.t3.small", 3, "isn't sold for versions with KRaft"},
        {"{use: msk-provisioned, with: {metadata: zookeeper}}", "retention: 1h", "kafka.t3.small", 3, NULL},
        {"msk-provisioned", "retention: 1h", "kafka.m7g.large", 4,
         "4 brokers, and MSK has as many in each of its 3"},
        {"msk-provisioned", "retention: 1h", "kafka.m7g.large", 6, NULL},
        {"{use: msk-provisioned, with: {brokers: 10}}", "retention: 1h", NULL, 0, "10 brokers, and MSK"},
        {"{use: msk-express, with: {brokers: 5}}", "retention: 1h", NULL, 0, "5 brokers, and MSK"},
        {"{use: msk-express, with: {brokers: 6}}", "retention: 1h", NULL, 0, NULL},
        {"msk-express", "retention: 1h", "express.m7g.large", 7, "give a multiple of the zones"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(
            text_format(arena,
                        "topics:\n  - {name: clicks, produce: {rate: 300 KiB/s}, consume: {groups: 1}, "
                        "partitions: 6, %s}\narchitectures: [%s]\n",
                        CASES[i].topic, CASES[i].architecture),
            NULL, 0);
        struct deployment given = {0};
        if (CASES[i].type != NULL)
            given = fleet(&fixture, "broker", CASES[i].type, CASES[i].count,
                          strstr(CASES[i].architecture, "express") != NULL ? NO_DISK : disk(400, 0));
        const struct outcome *result = evaluated(&fixture, CASES[i].type == NULL ? NULL : &given);
        if (result->feasible != (CASES[i].says == NULL) ||
            (CASES[i].says != NULL && strstr(result->reason, CASES[i].says) == NULL))
            fail_msg("%zu: %s", i, result->reason == NULL ? "sold" : result->reason);
        if (CASES[i].type != NULL) assert_true(result->bill.usd_per_year > 0); /* what stands is priced */
        fixture_free(&fixture);
        arena_free(arena);
    }
}

/* As many in-sync replicas as replicas: a lost zone stops writes, whoever runs the brokers. */
static void promises_follow_from_replicas(void **state)
{
    (void)state;
    static const struct {
        const char *replicas, *insync, *zones, *ack, *headroom;
    } CASES[] = {
        {"3", "2", "3", "at least 2 of 3", "handles the peak with one zone down"},
        {"3", "3", "3", "at least 3 of 3", "acks=all writes stop"},
        {"2", "2", "3", "at least 2 of 2", "acks=all writes stop"},
        {"2", "1", "2", "at least 1 of 2", "handles the peak with one zone down"},
        {"3", "2", "2", "at least 2 of 3", "acks=all writes stop"},
        {"1", "1", "3", "at least 1 of 1", "some partitions are lost with it"},
    };
    static const char *const ARCHITECTURES[] = {"kafka-classic", "kafka-tuned", "msk-provisioned"};
    for (size_t a = 0; a < COUNT_OF(ARCHITECTURES); a++)
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
            struct arena *arena = arena_new();
            struct fixture fixture = fixture_shipped(
                text_format(
                    arena,
                    "zones: %s\ntopics:\n  - {name: e, produce: {rate: 1 MiB/s}, retention: 4d}\n"
                    "architectures: [{use: %s, with: {replication_factor: %s, min_insync_replicas: %s}}]\n",
                    CASES[i].zones, ARCHITECTURES[a], CASES[i].replicas, CASES[i].insync),
                NULL, 0);
            const struct guarantees *got = &evaluated(&fixture, NULL)->guarantees;
            if (strstr(got->ack, CASES[i].ack) == NULL || strstr(got->headroom, CASES[i].headroom) == NULL)
                fail_msg("%s, %zu: %s; %s", ARCHITECTURES[a], i, got->ack, got->headroom);
            fixture_free(&fixture);
            arena_free(arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_sold),
        cmocka_unit_test(promises_follow_from_replicas),
        cmocka_unit_test(standard_brokers),
        cmocka_unit_test(zones),
        cmocka_unit_test(volumes_are_bought_to_fit),
        cmocka_unit_test(tier),
        cmocka_unit_test(express_brokers),
        cmocka_unit_test(serverless),
        cmocka_unit_test(commitments),
        cmocka_unit_test(discounts_and_private_prices),
        cmocka_unit_test(missing_prices),
        cmocka_unit_test(types_of_others),
        cmocka_unit_test(deployments_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
