/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Self-managed Kafka: figures worked out by hand, or counted broker by broker. */
#include "arch/kafka.h"

#include "fixtures/cost.h"

#define CLASSIC(options) "architectures: [{use: kafka-classic, with: {" options "}}]\n"
#define TUNED(options) "architectures: [{use: kafka-tuned, with: {" options "}}]\n"
#define ONE(topic, architectures) "topics:\n" TOPIC("events", topic) architectures

static const struct outcome *evaluated(struct fixture *fixture, const struct deployment *given)
{
    const struct outcome *result = evaluate(&fixture->context, group_set_all(fixture->params, fixture->arena),
                                            given, fixture->diags);
    if (result == NULL) fail_msg("%s", fixture_diags(fixture));
    return result;
}

static double usd_of(const struct outcome *result, const char *id)
{
    double usd = 0;
    for (size_t i = 0; i < result->bill.line_count; i++)
        if (text_equal(result->bill.lines[i].entry->line->id, id)) usd += result->bill.lines[i].usd_per_year;
    return usd;
}

static const struct utilisation *utilisation(const struct outcome *result, const char *resource)
{
    for (size_t i = 0; i < result->capacity.count; i++)
        if (text_equal(result->capacity.utilisations[i].resource, resource))
            return &result->capacity.utilisations[i];
    fail_msg("nothing is said of %s", resource);
    return NULL;
}

static struct deployment fleet(const struct fixture *fixture, const char *type, uint32_t count,
                               struct volumes volumes)
{
    return (struct deployment){.role_count = 1,
                               .roles = {{"broker", (int16_t)catalogue_find(fixture->catalogue, type), count,
                                          volumes}}};
}

/* 1 GiB/s for a year of 12 × 730 h is 31,536,000 GB, at $0.01 on each side. */
static void network_of_a_gibibyte_a_second(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(
        ONE("produce: {rate: 1 GiB/s, producers: 512}, consume: {groups: 3}, retention: 7d, partitions: 1024",
            CLASSIC("")),
        NULL, 0);
    const struct outcome *result = evaluated(&fixture, NULL);
    assert_near(usd_of(result, "network.produce"), 420480, 1e-12);    /* 2/3 */
    assert_near(usd_of(result, "network.replicate"), 1261440, 1e-12); /* 2 followers */
    assert_near(usd_of(result, "network.consume"), 1261440, 1e-12);   /* 3 × 2/3 */
    fixture_free(&fixture);
}

static void uploads(void **state)
{
    (void)state;
    static const struct {
        const char *topic, *options;
        double segments_per_s, puts_each;
    } CASES[] = {
        /* 1 GiB in 64 parts: create, 64, complete, index and manifest */
        {"produce: {rate: 64 MiB/s}, partitions: 128", "", 1 / 16.0, 68},
        /* a partition makes 1 KiB/s: 604,800 KiB in seven days, 590.625 MiB, 37 parts */
        {"produce: {rate: 128 KiB/s}, partitions: 128", "", 128 / 604800.0, 37 + 2 + 2},
        /* 10 MiB an hour fit one part: one PUT */
        {"produce: {rate: 10 MiB/s}, partitions: 3600", "segment_time: 1h", 1, 1 + 2},
        {"produce: {rate: 64 MiB/s}, partitions: 128", "segment: 100 MiB, part_size: 7 MiB, index_objects: 3",
         0.64, 15 + 2 + 3},
        /* one byte over a part makes two */
        {"produce: {rate: 16777217 B/s}, partitions: 1", "segment: 16777217 B, index_objects: 0", 1, 4},
        {"produce: {rate: 16777216 B/s}, partitions: 1", "segment: 16777216 B, index_objects: 0", 1, 1},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const char *workload = text_format(
            arena, "topics:\n  - {name: events, %s}\narchitectures: [{use: kafka-tuned, with: {%s}}]\n",
            CASES[i].topic, CASES[i].options);
        struct fixture fixture = fixture_small(workload, NULL);
        struct kafka_segments segments = kafka_segments_at(&fixture.context, 0, 1);
        assert_near(segments.per_s, CASES[i].segments_per_s, 1e-14);
        assert_true(segments.puts_each == CASES[i].puts_each);
        struct deployment given = fleet(&fixture, "m5.xlarge", 6,
                                        (struct volumes){VOLUME_GP3, 1, 1000, 3000, 125 * MIB});
        assert_near(usd_of(evaluated(&fixture, &given), "requests.put.upload"),
                    CASES[i].segments_per_s * CASES[i].puts_each * 31536000 * 0.0000053, 1e-12);
        fixture_free(&fixture);
    }
    arena_free(arena);
}

/* What is kept where, in seconds of the rate. */
static void places_of_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *topic, *architecture;
        double block_s, most_s, object_s;
    } CASES[] = {
        /* 16 MiB/s in 16 partitions close 1 GiB in 1,024 s: half of it more on average, all of it at most */
        {"retention: 41h", CLASSIC(""), 3 * (147600 + 512.0), 3 * (147600 + 1024.0), 0},
        {"retention: 41h", CLASSIC("replication_factor: 2"), 2 * (147600 + 512.0), 2 * (147600 + 1024.0), 0},
        {"retention: 41h", TUNED(""), 3 * (21600 + 512.0), 3 * (21600 + 1024.0), 147600},
        {"retention: 2h", TUNED(""), 3 * (7200 + 512.0), 3 * (7200 + 1024.0), 7200},
        /* the open segment alone, or what waits for its upload */
        {"retention: 41h", TUNED("local_retention: 0s, upload_interval: 0s, segment: 512 MiB"), 3 * 256.0,
         3 * 512.0, 147600},
        {"retention: 41h", TUNED("local_retention: 0s, upload_interval: 30s, segment: 512 MiB"), 3 * 286.0,
         3 * 542.0, 147600},
        /* KIP-405: compacted topics stay local; the open segment isn't compacted */
        {"retention: 41h, cleanup: compact", TUNED(""), 3 * (147600 + 512.0), 3 * (147600 + 1024.0), 0},
        /* a topic group's own segments */
        {"retention: 41h, segment_time: 100s", TUNED(""), 3 * (21600 + 50.0), 3 * (21600 + 100.0), 147600},
        {"retention: 41h, segment: 256 MiB", CLASSIC(""), 3 * (147600 + 128.0), 3 * (147600 + 256.0), 0},
        /* 4 GiB a partition come in 4,096 s, 40 GiB in 40,960 s */
        {"retention: 41h, retention_bytes: 4 GiB", TUNED(""), 3 * (4096 + 512.0), 3 * (4096 + 1024.0), 4096},
        {"retention: 41h, retention_bytes: 40 GiB", TUNED(""), 3 * (21600 + 512.0), 3 * (21600 + 1024.0),
         40960},
        {"retention: 41h, retention_bytes: 40 GiB", CLASSIC(""), 3 * (40960 + 512.0), 3 * (40960 + 1024.0),
         0},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const char *workload = text_format(
            arena, "topics:\n  - {name: events, produce: {rate: 16 MiB/s}, partitions: 16, %s}\n%s",
            CASES[i].topic, CASES[i].architecture);
        struct fixture fixture = fixture_small(workload, NULL);
        struct demand demand;
        kafka_load(&fixture.context, group_set_all(fixture.params, fixture.arena), &demand);
        assert_near(demand.total.block_bytes, CASES[i].block_s * 16 * MIB, 1e-14);
        assert_near(demand.total.block_most_bytes, CASES[i].most_s * 16 * MIB, 1e-14);
        assert_near(demand.total.object_bytes, CASES[i].object_s * 16 * MIB, 1e-14);
        assert_true((demand.total.puts_per_s > 0) == (CASES[i].object_s > 0));
        fixture_free(&fixture);
    }
    arena_free(arena);
}

/* Bytes a broker takes in and gives out, counted: partitions' replicas go round the brokers, whose zones
 * alternate. */
struct traffic {
    double in, out; /* of the brokers that live, in units of the produced rate, mean over the zones that may
                       be lost */
};

enum { NO_ZONE = -1 };

static struct traffic traffic_of(int brokers, int zones, int replicas, int groups, int lost)
{
    struct traffic sum = {0, 0};
    for (int p = 0; p < brokers; p++) {
        int live = 0;
        for (int r = 0; r < replicas; r++) live += (p + r) % brokers % zones != lost;
        sum.in += live;               /* the leader's from producers, the followers' from it */
        sum.out += live - 1 + groups; /* to followers and consumers */
    }
    int left = lost == NO_ZONE ? brokers : brokers - brokers / zones;
    return (struct traffic){sum.in / brokers / left, sum.out / brokers / left};
}

static void network_as_counted(void **state)
{
    (void)state;
    static const struct {
        const char *zones;
        int zone_count, replicas, groups, brokers;
    } CASES[] = {{"zones=3", 3, 3, 2, 12},
                 {"zones=3", 3, 2, 5, 9},
                 {"zones=2", 2, 2, 1, 8},
                 {"zones=4", 4, 3, 4, 8},
                 {"zones=1", 1, 3, 2, 5}};
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const double rate = 37.3e6;
        const char *workload =
            text_format(arena,
                        "topics:\n  - {name: events, produce: {rate: 37300000 B/s}, consume: {groups: %d}}\n"
                        "architectures: [{use: kafka-classic, with: {replication_factor: %d, catch_up: "
                        "604800s, zone_outage: 0s}}]\n",
                        CASES[i].groups, CASES[i].replicas);
        struct fixture fixture = fixture_small(workload, SETS(CASES[i].zones));
        struct deployment given = fleet(&fixture, "m5.xlarge", (uint32_t)CASES[i].brokers,
                                        (struct volumes){VOLUME_ST1, 4, 16000, 0, 0});
        const struct outcome *result = evaluated(&fixture, &given);
        struct traffic healthy = traffic_of(CASES[i].brokers, CASES[i].zone_count, CASES[i].replicas,
                                            CASES[i].groups, NO_ZONE),
                       worst = healthy;
        struct traffic lost = {0, 0};
        for (int zone = 0; zone < CASES[i].zone_count && CASES[i].zone_count > 1; zone++) {
            struct traffic one = traffic_of(CASES[i].brokers, CASES[i].zone_count, CASES[i].replicas,
                                            CASES[i].groups, zone);
            lost.in += one.in / CASES[i].zone_count;
            lost.out += one.out / CASES[i].zone_count;
        }
        worst.in = fmax(healthy.in, lost.in);
        double bytes_per_s = fixture.catalogue->instances[given.roles[0].instance].network_bytes_per_s;
        assert_near(utilisation(result, "broker.network_in")->fraction, worst.in * rate / bytes_per_s, 1e-12);
        /* Catching up, all replicas are fed from zones that are there: out is the most then. */
        int left = CASES[i].zone_count == 1 ? CASES[i].brokers
                                            : CASES[i].brokers - CASES[i].brokers / CASES[i].zone_count;
        double catching_up = (CASES[i].replicas - 1.0 + CASES[i].groups) / left;
        assert_near(utilisation(result, "broker.network_out")->fraction,
                    fmax(fmax(healthy.out, lost.out), catching_up) * rate / bytes_per_s, 1e-12);
        fixture_free(&fixture);
    }
    arena_free(arena);
}

static void capacity_by_hand(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(
        ONE("produce: {rate: 60 MiB/s}, consume: {groups: 2}, retention: 10h, partitions: 700",
            CLASSIC("free_space: 40%, zone_outage: 30min, catch_up: 3h, tls: true, "
                    "vcpu_produced: 5 MiB/s, vcpu_consumed: 15 MiB/s")) "load: {peak_to_mean: 2}\n",
        NULL);
    struct deployment given = fleet(&fixture, "m5.xlarge", 6, (struct volumes){VOLUME_ST1, 2, 1500, 0, 0});
    const struct outcome *result = evaluated(&fixture, &given);
    const double peak = 120 * MIB;
    const struct instance *type = &fixture.catalogue->instances[given.roles[0].instance];

    /* CPU: the larger of produced/5 and consumed/15 MiB/s per vCPU, TLS 1.3 times, four brokers left with 4
     * vCPUs. */
    assert_near(utilisation(result, "broker.cpu")->fraction, 1.3 * 24 / 16, 1e-12);
    assert_int_equal(utilisation(result, "broker.cpu")->situation, ZONE_LOST);
    /* Space: the fullest ten hours (six at twice the mean, four at two thirds of it) and half a segment of 1
     * GiB of each of 700 partitions, three copies, on six brokers. */
    double kept_bytes = 60 * MIB * 3600 * (6 * 2 + 4 * 2 / 3.0) + 700 * GIB / 2;
    assert_near(utilisation(result, "broker.space")->fraction, 3 * kept_bytes / 6 / (2 * 1500 * GIB * 0.6),
                1e-12);
    /* Catching up: each broker of the zone takes its share of what is produced and half of what it missed in
     * 30 min, in 3 h. */
    double each = peak * 3 / 6, missed = peak * 3 / 3 * 1800 / 10800 / 2;
    assert_near(utilisation(result, "broker.network_in")->fraction,
                (each + missed) / type->network_bytes_per_s, 1e-12);
    assert_int_equal(utilisation(result, "broker.network_in")->situation, CATCHING_UP);
    /* st1: 40 MiB/s a TiB */
    double disk = 1.053 * (each + missed) + peak * 3 / 3 * 1800 / 10800 / 4;
    assert_near(utilisation(result, "broker.volume_throughput")->fraction,
                disk / (2 * 1500 / 1024.0 * 40 * MIB), 1e-12);
    assert_near(utilisation(result, "broker.ebs_throughput")->fraction, disk / type->ebs_bytes_per_s, 1e-12);
    /* Memory: 6 GiB of heap and a minute of what is written. */
    assert_near(utilisation(result, "broker.memory")->fraction,
                (6 * GIB + 60 * (each + missed)) / (type->memory_gib * GIB), 1e-12);
    assert_near(utilisation(result, "broker.partitions")->fraction, 2100 / 6.0 / 1000, 1e-12);
    assert_near(utilisation(result, "broker.volumes")->fraction, 2 / 28.0, 1e-12);
    assert_near(utilisation(result, "broker.count")->fraction, 0.5, 1e-12);
    /* Money is paid for the mean. */
    assert_near(usd_of(result, "network.produce"), 60 * MIB * 2 / 3 * 31536000 * 2 / GIB * 0.0107, 1e-12);
    assert_near(usd_of(result, "network.consume"), 60 * MIB * 2 * 2 / 3 * 31536000 * 2 / GIB * 0.0107, 1e-12);
    assert_near(usd_of(result, "network.replicate"), 60 * MIB * 2 * 31536000 * 2 / GIB * 0.0107, 1e-12);
    assert_false(result->feasible);
    assert_string_equal(result->reason, "broker.cpu is 195 % used (one zone lost)");
    fixture_free(&fixture);
}

/* The machine's own limit on IOPS is half of what these volumes give: m5.xlarge sustains 6,000. Each broker
 * writes and reads what capacity_by_hand works out, in requests of 8 KiB. */
static void iops_of_the_machine(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(
        ONE("produce: {rate: 60 MiB/s}, consume: {groups: 2}, retention: 10h, partitions: 700",
            CLASSIC("free_space: 40%, zone_outage: 30min, catch_up: 3h, volume: gp3, io_size: 8 "
                    "KiB")) "load: {peak_to_mean: 2}\n",
        NULL);
    struct deployment given = fleet(&fixture, "m5.xlarge", 6,
                                    (struct volumes){VOLUME_GP3, 2, 1500, 6000, 250 * MIB});
    const struct outcome *result = evaluated(&fixture, &given);
    double each = 120 * MIB * 3 / 6, missed = 120 * MIB * 1800 / 10800 / 2;
    double disk = 1.053 * (each + missed) + 120 * MIB * 1800 / 10800 / 4;
    assert_near(utilisation(result, "broker.ebs_iops")->fraction, disk / 8192 / 6000, 1e-12);
    assert_near(utilisation(result, "broker.volume_iops")->fraction, disk / 8192 / 12000, 1e-12);
    fixture_free(&fixture);
}

/* A record that is kept once is written once, also while a zone is lost: by the four brokers that are left.
 */
static void one_copy_and_a_zone_lost(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_small(ONE("produce: {rate: 60 MiB/s}, consume: {groups: 2}, retention: 10h",
                          CLASSIC("replication_factor: 1, zone_outage: 30min, catch_up: 3h")),
                      NULL);
    struct deployment given = fleet(&fixture, "m5.xlarge", 6, (struct volumes){VOLUME_ST1, 2, 1500, 0, 0});
    const struct outcome *result = evaluated(&fixture, &given);
    const struct instance *type = &fixture.catalogue->instances[given.roles[0].instance];
    assert_near(utilisation(result, "broker.network_in")->fraction, 60 * MIB / 4 / type->network_bytes_per_s,
                1e-12);
    assert_int_equal(utilisation(result, "broker.network_in")->situation, ZONE_LOST);
    fixture_free(&fixture);
}

/* AWS sells 500 IOPS a GiB of gp3: 16,000 need 32 GiB, however little is kept. */
static void iops_need_size(void **state)
{
    (void)state;
    static const struct {
        const char *iops;
        double gib;
    } CASES[] = {{"16000", 32}, {"15999", 32}, {"15500", 31}, {"3500", 7}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_small(
            text_format(arena,
                        "topics:\n  - {name: events, produce: {rate: 1 kB/s}, retention: 1h}\n"
                        "architectures: [{use: kafka-classic, with: {volume: gp3, volume_iops: %s, "
                        "segment: 1 MiB, controllers: 0}}]\n",
                        CASES[i].iops),
            NULL);
        struct demand demand;
        kafka_load(&fixture.context, group_set_all(fixture.params, fixture.arena), &demand);
        struct deployment deployment;
        const char *why;
        assert_true(kafka_size(&fixture.context, &demand, catalogue_find(fixture.catalogue, "m5.4xlarge"), 3,
                               &deployment, &why));
        assert_int_equal(deployment.roles[0].volumes.count, 1);
        assert_true(deployment.roles[0].volumes.gib == CASES[i].gib);
        assert_true(volume_limit_use(&deployment.roles[0].volumes) <= 1);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

/* Volumes of a planned broker hold what they must and not a GiB more, within what AWS sells. */
static void volumes_fit(void **state)
{
    (void)state;
    static const char *const KINDS[] = {"gp3", "gp2", "st1", "sc1", "io2"};
    static const double RATES[] = {2e3, 3.1e6, 77e6, 640e6}, HOURS[] = {0.5, 7, 100};
    struct arena *arena = arena_new();
    for (size_t k = 0; k < COUNT_OF(KINDS); k++)
        for (size_t r = 0; r < COUNT_OF(RATES); r++)
            for (size_t h = 0; h < COUNT_OF(HOURS); h++) {
                const char *workload =
                    text_format(arena,
                                "topics:\n  - {name: events, produce: {rate: %.0f B/s}, retention: %.1fh}\n"
                                "architectures: [{use: kafka-classic, with: {volume: %s, free_space: 30%%, "
                                "controllers: 0}}]\n",
                                RATES[r], HOURS[h], KINDS[k]);
                struct fixture fixture = fixture_small(workload, NULL);
                struct demand demand;
                kafka_load(&fixture.context, group_set_all(fixture.params, fixture.arena), &demand);
                for (uint32_t count = 3; count <= 48; count += 9) {
                    struct deployment deployment;
                    const char *why;
                    assert_true(kafka_size(&fixture.context, &demand,
                                           catalogue_find(fixture.catalogue, "m5.4xlarge"), count,
                                           &deployment, &why));
                    const struct volumes *volumes = &deployment.roles[0].volumes;
                    const struct volume_limits *limits = &VOLUME_LIMITS[volumes->kind];
                    assert_int_equal(deployment.role_count, 1);
                    assert_true(volumes->gib >= limits->min_gib && volumes->gib <= limits->max_gib &&
                                volumes->gib == floor(volumes->gib));
                    assert_true(volumes->iops <= limits->max_iops || limits->max_iops == 0);
                    assert_true(volumes->bytes_per_s <= limits->max_bytes_per_s);
                    struct capacity capacity;
                    kafka_capacity(&fixture.context, &deployment, &demand, &capacity);
                    for (size_t u = 0; u < capacity.count; u++)
                        assert_true(!capacity.utilisations[u].is_bought_to_fit ||
                                    capacity.utilisations[u].fraction <= 1 + 1e-9);
                    if (volumes->gib == limits->min_gib) continue;
                    /* A GiB less a volume no longer fits, by space or by what the size brings in throughput
                     * or IOPS. */
                    deployment.roles[0].volumes.gib -= 1;
                    kafka_capacity(&fixture.context, &deployment, &demand, &capacity);
                    bool fits = true;
                    for (size_t u = 0; u < capacity.count; u++)
                        fits &= !capacity.utilisations[u].is_bought_to_fit ||
                                capacity.utilisations[u].fraction <= 1;
                    if (fits)
                        fail_msg("%s, %.0f B/s for %.1f h on %u brokers: %u × %.0f GiB", KINDS[k], RATES[r],
                                 HOURS[h], count, volumes->count, volumes->gib);
                }
                fixture_free(&fixture);
            }
    arena_free(arena);
}

/* What is paid for volumes, from figures on AWS's price pages turned into SMALL_BOOK's. */
static void volumes_are_priced(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(ONE("produce: {rate: 1 MB/s}", CLASSIC("controllers: 0")), NULL);
    struct deployment given = fleet(&fixture, "m5.xlarge", 6,
                                    (struct volumes){VOLUME_GP3, 4, 350, 4500, 312.5 * MIB});
    const struct outcome *result = evaluated(&fixture, &given);
    assert_near(usd_of(result, "storage.block"), 24 * 350 * 12 * 0.0803, 1e-12);
    assert_near(usd_of(result, "storage.block.iops"), 24 * 1500 * 12 * 0.0051, 1e-12);
    assert_near(usd_of(result, "storage.block.throughput"), 24 * 187.5 / 1024 * 12 * 40.97, 1e-12);
    assert_near(usd_of(result, "compute.brokers"), 6 * 8760 * 0.1927, 1e-12);
    assert_true(usd_of(result, "compute.controllers") == 0);

    given.roles[0].volumes = (struct volumes){VOLUME_GP3, 4, 350, 3000,
                                              125 * MIB}; /* what is included is free */
    result = evaluated(&fixture, &given);
    assert_true(usd_of(result, "storage.block.iops") == 0 && usd_of(result, "storage.block.throughput") == 0);

    static const struct {
        double iops, band_1, band_2, band_3;
    } IO2[] = {{31999, 31999, 0, 0},     {32000, 32000, 0, 0},     {32001, 32000, 1, 0},
               {64000, 32000, 32000, 0}, {64001, 32000, 32000, 1}, {70500, 32000, 32000, 6500}};
    for (size_t i = 0; i < COUNT_OF(IO2);
         i++) { /* bands of each volume: many small ones never reach the second */
        given.roles[0].volumes = (struct volumes){VOLUME_IO2, 2, 777, IO2[i].iops, 0};
        result = evaluated(&fixture, &given);
        assert_near(usd_of(result, "storage.block"), 12 * 777 * 12 * 0.1253, 1e-12);
        assert_near(usd_of(result, "storage.block.iops"),
                    12 * 12 * (IO2[i].band_1 * 0.0653 + IO2[i].band_2 * 0.0457 + IO2[i].band_3 * 0.0321),
                    1e-12);
    }
    fixture_free(&fixture);

    fixture = fixture_small(ONE("produce: {rate: 1 MB/s}", CLASSIC("volume: nvme, controllers: 0")), NULL);
    given = fleet(&fixture, "i3en.xlarge", 3, (struct volumes){VOLUME_NVME, 0, 0, 0, 0});
    result = evaluated(&fixture, &given);
    assert_near(usd_of(result, "compute.brokers"), 3 * 8760 * 0.4523, 1e-12);
    assert_true(usd_of(result, "storage.block") == 0); /* the machine brings them */
    fixture_free(&fixture);
}

/* Controllers of a deployment that is given are its own, whatever the option says. */
static void controllers(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_small(ONE("produce: {rate: 1 MB/s}",
                          CLASSIC("controllers: 3, controller_disk: 20 GiB, controller_instance: m5.large")),
                      NULL);
    struct deployment given = fleet(&fixture, "m5.xlarge", 6, (struct volumes){VOLUME_ST1, 1, 500, 0, 0});
    given.roles[given.role_count++] = (struct role){"controller",
                                                    (int16_t)catalogue_find(fixture.catalogue, "m5.large"),
                                                    5,
                                                    {VOLUME_GP3, 2, 30, 3000, 125 * MIB}};
    const struct outcome *result = evaluated(&fixture, &given);
    assert_near(usd_of(result, "compute.controllers"), 5 * 8760 * 0.0961, 1e-12);
    assert_near(usd_of(result, "storage.block.controllers"), 5 * 60 * 12 * 0.0803, 1e-12);
    for (size_t i = 0; i < result->ledger.count; i++) {
        const struct ledger_entry *entry = &result->ledger.entries[i];
        for (size_t f = 0; f < entry->factor_count; f++)
            if (entry->line->factors[f].scope ==
                FACTOR_OPTION) /* explain prints the option as the factor's origin */
                assert_true(option_num(fixture.params, 0, entry->line->factors[f].row) == entry->factors[f]);
    }
    fixture_free(&fixture);
}

static void historical_reads(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_with_book(ONE("produce: {rate: 40 MB/s}, consume: {groups: 3}, retention: 3d",
                              TUNED("historical_reads: 7%, tier_fetch_size: 2 MiB")),
                          SETS("pricing.private.\"AmazonS3:Requests-Tier2\"=4.3e-7"), SMALL_BOOK);
    struct deployment given = fleet(&fixture, "m5.xlarge", 6,
                                    (struct volumes){VOLUME_GP3, 1, 1000, 3000, 125 * MIB});
    const struct outcome *result = evaluated(&fixture, &given);
    assert_near(usd_of(result, "requests.get.historical"), 120e6 * 0.07 / (2 * MIB) * 31536000 * 4.3e-7,
                1e-12);
    assert_near(result->demand.total.flows[FLOW_OBJECT_DOWN].bytes_per_s, 8.4e6, 1e-12);
    fixture_free(&fixture);
}

static void relays_waive_cross_az_of_clients_only(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, SETS("network.access=transit-gateway"));
    struct deployment given = fleet(&fixture, "m5.xlarge", 6, (struct volumes){VOLUME_ST1, 2, 5000, 0, 0});
    const struct outcome *result = evaluated(&fixture, &given);
    assert_true(usd_of(result, "network.produce") == 0 && usd_of(result, "network.consume") == 0);
    assert_near(usd_of(result, "network.replicate"), 37.3 * MIB * 2 * 31536000 * 2 / GIB * 0.0107, 1e-12);
    assert_true(usd_of(result, "network.access.bytes") > 0);
    fixture_free(&fixture);
}

static bool accepted(struct fixture *fixture, const struct deployment *deployment)
{
    extern const struct arch kafka_classic;
    return roles_accept(kafka_classic.roles, "kafka-classic", deployment, fixture->context.catalogue,
                        fixture->diags);
}

static void deployments_that_cannot_be(void **state)
{
    (void)state;
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    const struct volumes disk = {VOLUME_ST1, 1, 500, 0, 0}, none = {.kind = VOLUME_NONE},
                         local = {.kind = VOLUME_NVME};
    struct deployment fine = fleet(&fixture, "m5.xlarge", 6, disk);
    struct deployment empty = {0}, no_disk = fleet(&fixture, "m5.xlarge", 6, none),
                      no_nvme = fleet(&fixture, "m5.xlarge", 6, local), agent = fine, third = fine;
    agent.roles[0].role = "agent";
    third.roles[third.role_count++] = (struct role){"zookeeper", fine.roles[0].instance, 3, none};
    const struct {
        const struct deployment *deployment;
        const char *says;
    } CASES[] = {
        {&empty, "must begin with the role 'broker'"},
        {&agent, "must begin with the role 'broker'"},
        {&no_disk, "have no volumes"},
        {&no_nvme, "m5.xlarge has no local disks"},
        {&third, "no role 'zookeeper'"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        assert_false(accepted(&fixture, CASES[i].deployment));
        assert_int_equal(fixture.diags->count, i + 1);
        assert_diag(&fixture, DIAG_DEPLOYMENT, CASES[i].says, i == 3 ? "" : "kafka-classic");
    }
    assert_true(accepted(&fixture, &fine));
    fixture_free(&fixture);
}

static void guarantees(void **state)
{
    (void)state;
    struct fixture fixture =
        fixture_small(ONE("produce: {rate: 1 MB/s}",
                          TUNED("replication_factor: 4, min_insync_replicas: 3, zone_aware_produce: 0.2")),
                      NULL);
    const struct outcome *result = evaluated(&fixture, NULL);
    assert_true(result->guarantees.copies == 4 && result->guarantees.zones == 3);
    assert_non_null(strstr(result->guarantees.ack, "at least 3 of 4"));
    assert_string_equal(result->guarantees.optimisations,
                        "tiered storage, fetch from follower, zone-aware producers, zone-aware consumers");
    assert_true(result->guarantees.idempotence && result->guarantees.transactions &&
                result->guarantees.compaction);
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(network_of_a_gibibyte_a_second),
        cmocka_unit_test(uploads),
        cmocka_unit_test(places_of_bytes),
        cmocka_unit_test(network_as_counted),
        cmocka_unit_test(capacity_by_hand),
        cmocka_unit_test(iops_of_the_machine),
        cmocka_unit_test(one_copy_and_a_zone_lost),
        cmocka_unit_test(iops_need_size),
        cmocka_unit_test(volumes_fit),
        cmocka_unit_test(volumes_are_priced),
        cmocka_unit_test(controllers),
        cmocka_unit_test(historical_reads),
        cmocka_unit_test(relays_waive_cross_az_of_clients_only),
        cmocka_unit_test(deployments_that_cannot_be),
        cmocka_unit_test(guarantees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
