/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WarpStream against bills by hand: agents hour by hour, files under each timer, requests at both ends of the
 * rate. Whole bills are computed a second time in tests/published/; here are the quantities that these don't
 * reach. Records are sent one by one (linger 0) where a file must be of a known number of requests: a Poisson
 * stream of λ a second opens an armed file every T + 1/λ. */
#include "fixtures/cost.h"

#include "arch/warpstream.h"
#include "base/units.h"

#define HOUR_S 3600.0
#define YEAR_H 8760.0
#define YEAR_S (YEAR_H * HOUR_S)
/* The machines and figures of the vendor's published benchmark. */
#define BENCHMARK                                                                                          \
    "architectures: [{use: warpstream, with: {instance: m6in.4xlarge, cluster_tier: pro, least_nodes: 3, " \
    "vcpu_produced: 10.7 MiB/s, vcpu_fetched: 32 MiB/s, vcpu_compacted: 21.4 MiB/s}}]\n"
#define ONE(produce, rest)                                                                           \
    "topics:\n" TOPIC("events", "produce: {record_size: 1 KiB, linger: 0s, producers: 512, " produce \
                                "}, consume: {groups: 3}, retention: 7d") BENCHMARK rest
#define OPTION(name) "architectures.warpstream." name

static const struct outcome *evaluated(struct fixture *fixture)
{
    const struct outcome *result = evaluate(&fixture->context, group_set_all(fixture->params, fixture->arena),
                                            NULL, fixture->diags);
    if (result == NULL) fail_msg("%s", fixture_diags(fixture));
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

static double per_s(const struct outcome *result, const char *line)
{
    return quantity(result, line) / YEAR_S;
}

/* A year's quantity of a workload under some settings. */
static double quantity_of(const char *workload, const char *const *sets, const char *line)
{
    struct fixture fixture = fixture_shipped(workload, sets, 0);
    const struct outcome *result = evaluated(&fixture);
    assert_true(result->feasible);
    double got = quantity(result, line);
    fixture_free(&fixture);
    return got;
}

static double utilisation(const struct outcome *result, const char *resource)
{
    for (size_t i = 0; i < result->capacity.count; i++)
        if (text_equal(result->capacity.utilisations[i].resource, resource))
            return result->capacity.utilisations[i].fraction;
    fail_msg("no utilisation of %s", resource);
    return 0;
}

/* A quarter of the year at twice the mean: 2,048 MiB/s ÷ 10.7 are 191.4 vCPUs, twelve agents of 16; else at
 * 2/3: 63.8, so six. */
static void agents_follow_a_peak(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE("rate: 1 GiB/s", "load: {peak_to_mean: 2}\n"), NULL, 0);
    const struct outcome *result = evaluated(&fixture);
    assert_int_equal(result->deployment.roles[0].count, 12);
    assert_near(quantity(result, "compute.agents"), YEAR_H * (0.25 * 12 + 0.75 * 6), 1e-12);
    fixture_free(&fixture);

    const char *peak = ONE("rate: 1 GiB/s", "load: {peak_to_mean: 2}\n");
    assert_near(quantity_of(peak, SETS(OPTION("follows_load=false")), "compute.agents"), YEAR_H * 12, 1e-12);
    assert_near(quantity_of(peak, SETS(OPTION("agents=15")), "compute.agents"), YEAR_H * 15, 1e-12);
}

/* Half of the day nothing, a quarter at the mean, a quarter at three times it. */
#define DAY "load: {hourly: [0,0,0,0,0,0,0,0,0,0,0,0, 1,1,1,1,1,1, 3,3,3,3,3,3]}\n"

/* 900 MiB/s ÷ 10.7 are 84.1 vCPUs: six agents; 300: 28, so three; at night three stand idle, and the cluster
 * is free. */
static void agents_follow_the_hours(void **state)
{
    (void)state;
    const char *day = ONE("rate: 300 MiB/s", DAY);
    assert_near(quantity_of(day, NULL, "compute.agents"), YEAR_H * (0.25 * 6 + 0.75 * 3), 1e-12);
    assert_near(quantity_of(day, NULL, "control_plane.fee"), YEAR_H * 4 * 0.5, 1e-12);
    assert_near(quantity_of(day, NULL, "control_plane.fee.written"), 300.0 / 1024 * YEAR_S, 1e-12);
}

static void brokers_are_paid_all_year(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(
        "topics:\n" TOPIC("events", "produce: {rate: 300 MiB/s}") "architectures: [kafka-tuned]\n" DAY, NULL,
        0);
    const struct outcome *result = evaluated(&fixture);
    assert_near(quantity(result, "compute.brokers"), YEAR_H * result->deployment.roles[0].count, 1e-12);
    fixture_free(&fixture);
}

/* Requests are not linear in the rate: 180 MiB/s on three agents fill files of 8 MiB, 60 MiB/s don't within
 * 250 ms. */
static void requests_hour_by_hour(void **state)
{
    (void)state;
    const char *day = ONE("rate: 60 MiB/s", DAY), *const *sized = SETS(OPTION("batch_size=8 MiB"));
    double fast = 180.0 / 8, slow = 3 / (0.25 + 3 / (60 * 1024.0)), files = (fast + slow) / 4 * YEAR_S;
    assert_near(quantity_of(day, sized, "requests.put"), files, 1e-9);
    assert_near(quantity_of(day, sized, "requests.get"), (fast * 2 + slow * 2) * 3 / 4 * YEAR_S,
                1e-9);            /* 5 MiB take two chunks as well */
    assert_true(fast / slow < 2); /* at three times the rate */
}

/* 3 GiB/s fetched ÷ 32 MiB/s are 96 vCPUs: they are to be left with one zone of three lost. */
static void a_spare_zone(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE("rate: 1 GiB/s", ""), SETS(OPTION("spare=zone")), 0);
    const struct outcome *result = evaluated(&fixture);
    assert_int_equal(result->deployment.roles[0].count, 9);
    assert_near(utilisation(result, "agent.cpu"), 3 * 1024 / 32.0 / (6 * 16), 1e-12);
    assert_non_null(strstr(result->guarantees.headroom, "one zone down"));
    fixture_free(&fixture);

    fixture = fixture_shipped(ONE("rate: 1 GiB/s", ""), NULL, 0);
    result = evaluated(&fixture);
    assert_int_equal(result->deployment.roles[0].count, 6);
    assert_non_null(strstr(result->guarantees.headroom, "no spare capacity"));
    assert_true(result->guarantees.copies == COPIES_BY_OBJECT_STORE);
    fixture_free(&fixture);
}

/* Six agents at 1 GiB/s, read by three groups. In: files' bytes, each zone's loads, two rewrites, half of
 * what is fetched from another agent. */
static void what_the_card_carries(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE("rate: 1 GiB/s", ""), NULL, 0);
    const struct outcome *result = evaluated(&fixture);
    double card = fixture.catalogue->instances[result->deployment.roles[0].instance].network_bytes_per_s * 6;
    assert_near(utilisation(result, "agent.network_in"), GIB * (1 + 3 + 2 + 3 * 0.5) / card, 1e-12);
    assert_near(utilisation(result, "agent.network_out"), GIB * (1 + 3 + 2 + 3 * 0.5) / card, 1e-12);
    double cache = 6 * 64 * GIB * 0.5;
    assert_near(utilisation(result, "agent.memory"), 3 * GIB * 60 / cache, 1e-12);
    fixture_free(&fixture);
}

/* Ten records per second over three agents; by each timer. The first after an idle spell waits 10 ms under
 * the adaptive one. */
static void timers_at_a_low_rate(void **state)
{
    (void)state;
    const char *slow = ONE("rate: 10 KiB/s", "");
    const double each = 10.0 / 3;
    double armed = quantity_of(slow, NULL, "requests.put") / YEAR_S;
    double ticking = quantity_of(slow, SETS(OPTION("timer=free")), "requests.put") / YEAR_S;
    double adaptive = quantity_of(slow, SETS(OPTION("timer=adaptive")), "requests.put") / YEAR_S;
    assert_near(armed, 3 / (0.25 + 1 / each), 1e-9);
    assert_near(ticking, 3 * (1 - exp(-0.25 * each)) / 0.25, 1e-9);
    assert_true(adaptive > armed && adaptive > ticking && adaptive < 3 / (0.01 + 1 / each));
}

/* With requests all the time the rate is 4 a second and agent, whatever the timer; with hardly any it is
 * theirs. */
static void both_ends_of_a_timer(void **state)
{
    (void)state;
    static const char *const TIMERS[] = {OPTION("timer=armed"), OPTION("timer=free"),
                                         OPTION("timer=adaptive")};
    for (size_t i = 0; i < COUNT_OF(TIMERS); i++) {
        double busy = quantity_of(ONE("rate: 3 MiB/s", ""), SETS(TIMERS[i]), "requests.put") / YEAR_S;
        assert_true(busy <= 12 && busy > 11.9);
        double idle = quantity_of(ONE("rate: 1 B/s", ""), SETS(TIMERS[i]), "requests.put") / YEAR_S;
        assert_near(idle, 1 / 1024.0, 2e-4);
        assert_true(idle < 1 / 1024.0);
    }
}

/* A hundred KiB don't fit into 64: each request is a file, of two chunks, and compaction reads it at once. */
static void requests_larger_than_a_file(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE("rate: 70 MiB/s", ""),
                                             SETS("topics.events.produce.record_size=100 KiB",
                                                  OPTION("batch_size=64 KiB"), OPTION("chunk_size=64 KiB")),
                                             0);
    const struct outcome *result = evaluated(&fixture);
    double files = 70 * 1024 / 100.0;
    assert_near(per_s(result, "requests.put"), files, 1e-9);
    assert_near(per_s(result, "requests.get"), files * 2 * 3, 1e-9);
    assert_near(per_s(result, "requests.get.compaction"), files + 70 / 256.0 * 16, 1e-9);
    assert_near(per_s(result, "requests.put.compaction"), 2 * 70 / 256.0 * 18, 1e-9);
    fixture_free(&fixture);
}

/* Files that a tick closes are of any length up to 32 MiB: whether one takes one part of 16 MiB or two, the
 * mean counts both. */
static void compaction_reads_the_mean_of_the_rounded_up(void **state)
{
    (void)state;
    const char *ticks = ONE("rate: 336 MiB/s", "");
    const char *const *sets = SETS(OPTION("timer=free"), OPTION("batch_size=32 MiB"),
                                   OPTION("batch_timeout=1s"), OPTION("compaction_rewrites=1"));
    /* 112 MiB a tick and agent: three full files of two parts, one of 16 MiB, which takes one part or just
     * two. */
    double files = quantity_of(ticks, sets, "requests.put") / YEAR_S,
           reads = quantity_of(ticks, sets, "requests.get.compaction") / YEAR_S;
    assert_near(files, 3 * 4, 0.01);
    assert_true(reads > 3 * (3 * 2 + 1) && reads < 3 * (3 * 2 + 2));
}

static void no_load_no_request(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE("rate: 0 B/s", ""), NULL, 0);
    const struct outcome *result = evaluated(&fixture);
    assert_true(result->feasible);
    assert_int_equal(result->ledger.count, 1);
    assert_near(quantity(result, "compute.agents"), 3 * YEAR_H, 1e-12);
    fixture_free(&fixture);

    fixture = fixture_shipped(ONE("rate: 0 B/s", ""), SETS(OPTION("metadata_path=endpoint")), 0);
    result = evaluated(&fixture);
    assert_int_equal(result->ledger.count, 2);
    assert_near(quantity(result, "network.metadata.hours"), 3 * YEAR_H, 1e-12);
    fixture_free(&fixture);
}

/* Nobody reads: no chunk is loaded, compaction works on. */
static void nobody_reads(void **state)
{
    (void)state;
    const char *unread = ONE("rate: 8 MiB/s", "");
    assert_true(quantity_of(unread, SETS("topics.events.consume.groups=0"), "requests.get") == 0);
    assert_true(quantity_of(unread, SETS("topics.events.consume.groups=0"), "requests.get.compaction") > 0);
    assert_true(quantity_of(unread, SETS("topics.events.consume.groups=1"), "requests.get") ==
                quantity_of(unread, SETS("topics.events.consume.groups=9"), "requests.get"));
}

/* At 4 to 1 a record of 1 KiB is 256 B on the wire: four times as many of them, so λ is. Uncompressed bytes
 * quadruple; nothing else moves. */
static void compression(void **state)
{
    (void)state;
    static const char SLOW[] = ONE("rate: 10 KiB/s", "");
    struct fixture before = fixture_shipped(SLOW, NULL, 0),
                   after = fixture_shipped(SLOW, SETS("topics.*.produce.compression_ratio=4"), 0);
    const struct outcome *wire = evaluated(&before), *squeezed = evaluated(&after);
    assert_int_equal(wire->ledger.count, squeezed->ledger.count);
    for (size_t i = 0; i < wire->ledger.count; i++) {
        const struct ledger_entry *a = &wire->ledger.entries[i], *b = &squeezed->ledger.entries[i];
        const char *id = a->line->id;
        assert_string_equal(id, b->line->id);
        if (text_starts_with(id, "control_plane.fee."))
            assert_near(b->quantity_per_year, 4 * a->quantity_per_year, 1e-12);
        else if (!text_starts_with(id, "requests."))
            assert_near(b->quantity_per_year, a->quantity_per_year, 1e-12);
    }
    assert_near(per_s(wire, "requests.put"), 3 / (0.25 + 3 / 10.0), 1e-9);
    assert_near(per_s(squeezed, "requests.put"), 3 / (0.25 + 3 / 40.0), 1e-9);
    fixture_free(&before);
    fixture_free(&after);

    /* Files that are full have the same number of bytes, and so of PUTs. */
    const char *fast = ONE("rate: 512 MiB/s", "");
    assert_near(quantity_of(fast, SETS("topics.*.produce.compression_ratio=4"), "requests.put"),
                quantity_of(fast, NULL, "requests.put"), 1e-9);
}

static void metadata(void **state)
{
    (void)state;
    const char *text = ONE("rate: 37 MiB/s", "");
    const double produced_gb = 37 / 1024.0 * YEAR_S;
    assert_near(quantity_of(text, NULL, "network.metadata"), produced_gb * 1.4 / 1024, 1e-12);
    assert_near(quantity_of(text, SETS(OPTION("metadata_path=endpoint")), "network.metadata"),
                produced_gb * 1.4 / 1024, 1e-12);
    assert_near(quantity_of(text, SETS(OPTION("metadata_path=endpoint")), "network.metadata.hours"),
                3 * YEAR_H, 1e-12);
    assert_near(quantity_of(text, SETS(OPTION("metadata_by=batches")), "network.metadata"),
                produced_gb * 75 / 1024, 1e-9); /* a batch is a record */
}

static void cross_az(void **state)
{
    (void)state;
    const char *text = ONE("rate: 37 MiB/s", "");
    const double produced_gb = 37 / 1024.0 * YEAR_S;
    assert_true(quantity_of(text, NULL, "network.produce") == 0 &&
                quantity_of(text, NULL, "network.consume") == 0);
    const char *const *some = SETS(OPTION("zone_aware_produce=0.25"), OPTION("zone_aware_consume=0.6"));
    assert_near(quantity_of(text, some, "network.produce"), produced_gb * 0.75 * 2 / 3 * 2, 1e-12);
    assert_near(quantity_of(text, some, "network.consume"), produced_gb * 3 * 0.4 * 2 / 3 * 2, 1e-12);
    /* Behind an endpoint AWS meters no crossing, in either direction. */
    const char *const *relayed = SETS(OPTION("zone_aware_produce=0.25"), OPTION("zone_aware_consume=0.6"),
                                      "network.access=privatelink");
    assert_true(quantity_of(text, relayed, "network.produce") == 0);
    assert_true(quantity_of(text, relayed, "network.consume") == 0);
}

/* Many groups together make the files that one of their rate would. How long it may take is a row of make
 * bench. */
static void ten_thousand_groups(void **state)
{
    (void)state;
    enum { GROUPS = 10000 };
    struct arena *arena = arena_new();
    struct text text = text_new(arena);
    text_add(&text, "topics:\n");
    for (int i = 0; i < GROUPS; i++)
        text_addf(&text,
                  "  - {name: t%d, produce: {rate: 40 KiB/s, record_size: 1 KiB, linger: 0s}, consume: "
                  "{groups: 3}, partitions: 1, retention: 7d}\n",
                  i);
    text_add(&text, "architectures: [warpstream]\n");
    struct fixture fixture = fixture_shipped(text.bytes, NULL, 0);
    const struct outcome *result = evaluated(&fixture);
    assert_true(result->feasible);
    double rate_mib = GROUPS * 40 / 1024.0;
    assert_near(per_s(result, "requests.put"), rate_mib / 4, 1e-9);
    assert_near(quantity(result, "control_plane.fee.written"), rate_mib / 1024 * YEAR_S, 1e-9);
    fixture_free(&fixture);
    arena_free(arena);
}

/* Small and large requests in a file together: the bytes are shared out, and a file holds less than 4 MiB by
 * at most one large request. */
static void mixed_requests(void **state)
{
    (void)state;
    static const char MIXED[] = "topics:\n" TOPIC(
        "small", "produce: {rate: 200 MiB/s, record_size: 1 KiB, linger: 0s}")
        TOPIC("large",
              "produce: {rate: 200 MiB/s, record_size: 900 KiB, linger: 0s}") "architectures: [warpstream]\n";
    double full = 400.0 / 4, got = quantity_of(MIXED, NULL, "requests.put") / YEAR_S;
    assert_true(got > full && got < full * 4 / (4 - 900.0 / 1024));
}

static void too_few_agents(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE("rate: 1 GiB/s", ""), SETS(OPTION("agents=5")), 0);
    const struct outcome *result = evaluated(&fixture);
    assert_false(result->feasible);
    assert_non_null(strstr(result->reason, "agent.cpu"));
    fixture_free(&fixture);

    /* The loss of the only agent's zone leaves none. */
    fixture = fixture_shipped(ONE("rate: 1 MiB/s", ""), SETS(OPTION("agents=1"), OPTION("spare=zone")), 0);
    assert_false(evaluated(&fixture)->feasible);
    fixture_free(&fixture);
    /* With an agent missing from a zone its clients would cross without anyone's saying so. */
    fixture = fixture_shipped(ONE("rate: 1 MiB/s", ""), SETS(OPTION("agents=1")), 0);
    result = evaluated(&fixture);
    assert_false(result->feasible);
    assert_non_null(strstr(result->reason, "agent.count"));
    fixture_free(&fixture);
    fixture = fixture_shipped(ONE("rate: 1 MiB/s", ""), SETS(OPTION("agents=1"), "zones=1"), 0);
    result = evaluated(&fixture);
    assert_true(result->feasible);
    assert_near(per_s(result, "requests.put"), 1 / (0.25 + 1 / 1024.0), 1e-9);
    fixture_free(&fixture);
}

static bool accepted(struct fixture *fixture, const struct deployment *deployment)
{
    extern const struct arch warpstream;
    return roles_accept(warpstream.roles, "warpstream", deployment, fixture->context.catalogue,
                        fixture->diags);
}

static void deployments_that_are_given(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(ONE("rate: 1 MiB/s", ""), NULL, 0);
    struct deployment agents = {1, {{"agent", 3, 6, {.kind = VOLUME_NONE}}}, {{0}}};
    struct deployment brokers = {1, {{"broker", 3, 6, {.kind = VOLUME_NONE}}}, {{0}}};
    struct deployment two = {
        2, {{"agent", 3, 6, {.kind = VOLUME_NONE}}, {"controller", 3, 3, {.kind = VOLUME_NONE}}}, {{0}}};
    struct deployment disks = {1, {{"agent", 3, 6, {.kind = VOLUME_GP3, .count = 1, .gib = 100}}}, {{0}}};
    assert_true(accepted(&fixture, &agents));
    assert_int_equal(fixture.diags->count, 0);
    assert_false(accepted(&fixture, &brokers));
    assert_false(accepted(&fixture, &two));
    assert_int_equal(fixture.diags->count, 2);
    assert_diag(&fixture, DIAG_DEPLOYMENT, "warpstream", "one role, 'agent'");
    assert_false(accepted(&fixture, &disks));
    assert_diag(&fixture, DIAG_DEPLOYMENT, "warpstream", "leave out \"volumes\"");
    fixture_free(&fixture);
}

static void cluster_tiers(void **state)
{
    (void)state;
    static const struct {
        const char *set;
        double usd_per_quarter;
    } CASES[] = {{OPTION("cluster_tier=dev"), 0.0345},
                 {OPTION("cluster_tier=fundamentals"), 0.1725},
                 {OPTION("cluster_tier=pro"), 0.52083}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct fixture fixture = fixture_shipped(ONE("rate: 1 MiB/s", ""), SETS(CASES[i].set), 0);
        const struct outcome *result = evaluated(&fixture);
        double usd = 0;
        for (size_t line = 0; line < result->bill.line_count; line++)
            if (text_equal(result->bill.lines[line].entry->line->id, "control_plane.fee"))
                usd += result->bill.lines[line].usd_per_year;
        assert_near(usd, CASES[i].usd_per_quarter * 35040, 1e-12);
        fixture_free(&fixture);
    }
    assert_true(
        quantity_of(ONE("rate: 1 MiB/s", ""), SETS(OPTION("cluster_tier=none")), "control_plane.fee") == 0);
    assert_true(quantity_of(ONE("rate: 1 MiB/s", ""), SETS(OPTION("cluster_tier=none")),
                            "control_plane.fee.stored") == 0);
}

/* Tiers take 4,096, 16,384, 50,000 and 200,000 partitions; the lowest with an SLA that takes them is bought,
 * and none that doesn't. */
static void the_tier_follows_the_partitions(void **state)
{
    (void)state;
    static const struct {
        const char *topics, *tier; /* NULL: auto */
        const char *fee;           /* its meter, NULL: refused */
        const char *says;          /* of the refusal, or of what is promised */
    } CASES[] = {
        {"partitions: 4096", NULL, "Cluster-Fundamentals", "99.9 % by"},
        {"partitions: 16384", NULL, "Cluster-Fundamentals", "99.9 % by"},
        {"partitions: 16385", NULL, "Cluster-Pro", "99.99 % by"},
        {"partitions: 50000", NULL, "Cluster-Pro", "99.99 % by"},
        {"partitions: 50001", NULL, NULL, "50001 partitions, and WarpStream's Pro takes 50000 in a cluster"},
        {"partitions: 50001", "fundamentals", NULL, "Enterprise takes more, at a price on request"},
        {"partitions: 16385", "fundamentals", NULL, "Pro takes them"},
        {"partitions: 4096", "dev", "Cluster-Dev", "Dev has no SLA"},
        {"partitions: 4097", "dev", NULL, "Fundamentals takes them"},
        {"partitions: 20000", "dev", NULL, "partitions_dev: WarpStream's plans"},
        {"partitions: 200000", "none", "", "SLA by agreement"},
        {"partitions: 200001", "none", NULL, "grade C); raise it"},
        {"partitions: 12", "pro", "Cluster-Pro", "99.99 % by"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        const char *tier = CASES[i].tier == NULL ? "" : text_format(arena, "cluster_tier: %s", CASES[i].tier);
        struct fixture fixture =
            fixture_shipped(text_format(arena,
                                        "topics:\n  - {name: events, produce: {rate: 9 MiB/s}, %s}\n"
                                        "architectures: [{use: warpstream, with: {%s}}]\n",
                                        CASES[i].topics, tier),
                            NULL, 0);
        const struct outcome *result = evaluated(&fixture);
        assert_true(result->feasible == (CASES[i].fee != NULL));
        const char *said = result->feasible ? result->guarantees.headroom : result->reason;
        if (strstr(said, CASES[i].says) == NULL) fail_msg("%zu: %s", i, said);
        const char *paid = "";
        for (size_t e = 0; result->feasible && e < result->ledger.count; e++)
            if (text_equal(result->ledger.entries[e].line->id, "control_plane.fee"))
                paid = METERS[result->ledger.entries[e].line->meter].usagetype;
        if (result->feasible && strstr(paid, CASES[i].fee) == NULL) fail_msg("%zu: %s", i, paid);
        fixture_free(&fixture);
        arena_free(arena);
    }
}

/* Without load three of the cheapest agents stand, and the cluster is free; from 100 MB/s on there are six,
 * so that one down is no zone down. */
static void small_fleets(void **state)
{
    (void)state;
    static const struct {
        const char *rate;
        uint32_t agents;
        double fee;
    } CASES[] = {{"0 B/s", 3, 0}, {"1 MB/s", 3, 1}, {"99 MB/s", 3, 1}, {"100 MB/s", 6, 1}};
    double before = 0;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(
            text_format(arena,
                        "topics:\n  - {name: events, produce: {rate: %s}}\narchitectures: [warpstream]\n",
                        CASES[i].rate),
            NULL, 0);
        const struct outcome *result = evaluated(&fixture);
        assert_int_equal(result->deployment.roles[0].count, CASES[i].agents);
        assert_near(quantity(result, "control_plane.fee"), YEAR_H * 4 * CASES[i].fee, 1e-12);
        assert_true(result->bill.usd_per_year > before && (i > 0 || result->bill.usd_per_year < 5000));
        before = result->bill.usd_per_year;
        fixture_free(&fixture);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agents_follow_a_peak),
        cmocka_unit_test(agents_follow_the_hours),
        cmocka_unit_test(brokers_are_paid_all_year),
        cmocka_unit_test(requests_hour_by_hour),
        cmocka_unit_test(a_spare_zone),
        cmocka_unit_test(what_the_card_carries),
        cmocka_unit_test(timers_at_a_low_rate),
        cmocka_unit_test(both_ends_of_a_timer),
        cmocka_unit_test(requests_larger_than_a_file),
        cmocka_unit_test(compaction_reads_the_mean_of_the_rounded_up),
        cmocka_unit_test(no_load_no_request),
        cmocka_unit_test(nobody_reads),
        cmocka_unit_test(compression),
        cmocka_unit_test(metadata),
        cmocka_unit_test(cross_az),
        cmocka_unit_test(ten_thousand_groups),
        cmocka_unit_test(the_tier_follows_the_partitions),
        cmocka_unit_test(small_fleets),
        cmocka_unit_test(mixed_requests),
        cmocka_unit_test(too_few_agents),
        cmocka_unit_test(deployments_that_are_given),
        cmocka_unit_test(cluster_tiers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
