/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A comparison says what evaluations say, and what went wrong by name. */
#include "study/compare.h"

#include "fixtures/cost.h"
#include "study/describe.h"

#define TWO_TOPICS                                                                                       \
    "topics:\n" TOPIC("clicks",                                                                          \
                      "produce: {rate: 210 MB/s}, consume: {groups: 5}, retention: 9d, partitions: 800") \
        TOPIC("orders.eu",                                                                               \
              "produce: {rate: 1.3 MB/s}, consume: {groups: 11}, retention: 30d, partitions: 60")
#define BOTH_KAFKAS TWO_TOPICS "architectures: [kafka-classic, kafka-tuned]\n"

static const struct run *compared(struct fixture *fixture, const struct given_deployment *given,
                                  size_t given_count)
{
    struct compare_request request = {
        .params = fixture->params,
        .catalogue = fixture->catalogue,
        .book = fixture->book,
        .given = given,
        .given_count = given_count,
        .command = "warpcost compare",
        .threads = 1,
    };
    return compare(&request, fixture->arena, fixture->diags);
}

static void as_evaluated(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(BOTH_KAFKAS, NULL, 0);
    const struct run *run = compared(&fixture, NULL, 0);
    assert_non_null(run);
    assert_int_equal(run->architecture_count, 2);
    double least = INFINITY, most = 0;
    for (size_t a = 0; a < run->architecture_count; a++) {
        struct context context = fixture.context;
        context.scenario = a;
        const struct outcome *result = evaluate(&context, group_set_all(fixture.params, fixture.arena), NULL,
                                                fixture.diags);
        const struct run_architecture *architecture = &run->architectures[a];
        assert_true(architecture->usd_per_year == result->bill.usd_per_year && architecture->feasible);
        assert_int_equal(architecture->line_count, result->bill.line_count);
        assert_int_equal(architecture->roles[0].count, result->deployment.roles[0].count);
        assert_string_equal(architecture->deployment_origin, "planned");
        least = fmin(least, architecture->usd_per_year);
        most = fmax(most, architecture->usd_per_year);
    }
    assert_string_equal(run->verdict.cheapest, "kafka-tuned");
    assert_string_equal(run->verdict.dearest, "kafka-classic");
    assert_true(run->verdict.saving_usd_per_year == most - least);
    assert_string_equal(run->region, "us-east-1");
    fixture_free(&fixture);
}

static void lines_hold_their_part_of_the_charges(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(TWO_TOPICS, NULL, 0);
    const struct run *run = compared(&fixture, NULL, 0);
    size_t tiered = 0;
    for (size_t a = 0; a < run->architecture_count; a++)
        for (size_t i = 0; i < run->architectures[a].line_count; i++) {
            const struct run_line *line = &run->architectures[a].lines[i];
            double usd = 0, quantity = 0, product = 1;
            for (size_t c = 0; c < line->kind->charge_count; c++) {
                struct run_charge charge = run_line_charge(line, c);
                usd += charge.quantity_per_month * charge.usd_per_unit * 12;
                quantity += charge.quantity_per_month * 12;
            }
            tiered += line->kind->charge_count > 1;
            assert_near(usd, line->usd_per_year, 1e-11); /* each has 12 digits */
            assert_near(quantity, line->quantity_per_year, 1e-11);
            for (size_t f = 0; f < line->kind->factor_count; f++) product *= line->factors[f];
            assert_true(product > 0);
            assert_true(i == 0 ||
                        strcmp(line->kind->component, run->architectures[a].lines[i - 1].kind->component) ==
                            0 ||
                        line->kind != run->architectures[a].lines[i - 1].kind);
        }
    assert_true(tiered >= 2); /* storage.object of both topic groups */
    fixture_free(&fixture);
}

static void factors_lead_to_parameters(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(TWO_TOPICS, NULL, 0);
    const struct run *run = compared(&fixture, NULL, 0);
    size_t found = 0;
    for (size_t a = 0; a < run->architecture_count; a++)
        for (size_t i = 0; i < run->architectures[a].line_count; i++) {
            const struct run_line *line = &run->architectures[a].lines[i];
            for (size_t f = 0; f < line->kind->factor_count; f++) {
                const char *path = run_factor_path(line, f, fixture.arena);
                if (path[0] == '\0') continue;
                struct param_ref ref;
                assert_true(
                    params_find(fixture.params, path, &ref)); /* also with the quoted name that holds a dot */
                assert_true(ref.value->num == line->factors[f]);
                assert_string_equal(RUN_ORIGINS[line->origins[f]],
                                    param_origin_name((enum param_origin)ref.value->origin));
                found++;
            }
        }
    assert_true(found > 10);
    fixture_free(&fixture);
}

/* Figures of what is left out: the total with that choice and the same machines. */
static void what_is_left_out(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(TWO_TOPICS, NULL, 0);
    const struct run *run = compared(&fixture, NULL, 0);
    static const char *const SETS_OF[] = {"network.access=transit-gateway",
                                          "network.access=privatelink",
                                          "network.access=load-balancer",
                                          "network.s3_access=nat",
                                          "network.s3_access=interface-endpoint",
                                          "pricing.support=business-plus"};
    for (size_t a = 0; a < run->architecture_count; a++) {
        struct context context = fixture.context;
        context.scenario = a;
        const struct outcome *planned = evaluate(&context, group_set_all(fixture.params, fixture.arena), NULL,
                                                 fixture.diags);
        for (size_t s = 0; s < COUNT_OF(SETS_OF); s++) {
            struct fixture other = fixture_shipped(TWO_TOPICS, SETS(SETS_OF[s]), a);
            const struct outcome *result = evaluate(&other.context, group_set_all(other.params, other.arena),
                                                    &planned->deployment, other.diags);
            if (result == NULL) fail_msg("%s", fixture_diags(&other));
            double wanted = result->bill.usd_per_year - planned->bill.usd_per_year;
            bool found = wanted == 0;
            for (size_t i = 0; i < run->excluded_count; i++)
                found |= text_equal(run->excluded[i].architecture, run->architectures[a].id) &&
                         run->excluded[i].usd_per_year == wanted;
            if (!found)
                fail_msg("%s with %s: no figure is %.17g", run->architectures[a].id, SETS_OF[s], wanted);
            fixture_free(&other);
        }
    }
    fixture_free(&fixture);
}

/* The row of this thing and architecture ("" for all alike), or NULL. */
static const struct run_excluded *excluded_row(const struct run *run, const char *what,
                                               const char *architecture)
{
    for (size_t i = 0; i < run->excluded_count; i++)
        if (text_starts_with(run->excluded[i].what, what) &&
            text_equal(run->excluded[i].architecture, architecture))
            return &run->excluded[i];
    return NULL;
}

/* The caveat follows the parameter, and so does the figure. */
static void waived_cross_az_are_said(void **state)
{
    (void)state;
    static const struct {
        const char *set, *what;
    } ROWS[] = {
        {"zones=3",
         "client traffic through a transit gateway, zone crossings waived (from memory, unverified)"},
        {"network.access_waives_crossing=true",
         "client traffic through a transit gateway, zone crossings waived"},
        {"network.access_waives_crossing=false",
         "client traffic through a transit gateway, zone crossings paid as well"},
    };
    double usd[COUNT_OF(ROWS)];
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct fixture fixture = fixture_shipped(BOTH_KAFKAS, SETS(ROWS[i].set), 0);
        const struct run_excluded *row = excluded_row(compared(&fixture, NULL, 0),
                                                      "client traffic through a transit gateway",
                                                      "kafka-classic");
        assert_non_null(row);
        assert_string_equal(row->what, ROWS[i].what);
        usd[i] = row->usd_per_year;
        fixture_free(&fixture);
    }
    assert_true(usd[0] == usd[1] && usd[2] > usd[0] + 1e5);
}

/* By the prices of the run's own book and what was agreed on them. */
static void what_is_computed_from_the_run(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    char *book = text_format(arena, "%s%s", SMALL_BOOK,
                             PRICE_TIER("AWSDataTransfer", "DataTransfer-Out-Bytes", "0", "10240", "0.0871",
                                        "GB") PRICE_TIER("AWSDataTransfer", "DataTransfer-Out-Bytes", "10240",
                                                         "Inf", "0.0513", "GB"));
    struct fixture fixture = fixture_with_book(SMALL_WORKLOAD, SETS("pricing.discount=7%"), book);
    const struct run *run = compared(&fixture, NULL, 0);
    if (run == NULL) fail_msg("%s", fixture_diags(&fixture));
    double sum = 0;
    for (size_t a = 0; a < run->architecture_count; a++) {
        const struct run_architecture *architecture = &run->architectures[a];
        double machines = 0;
        for (size_t i = 0; i < architecture->role_count; i++) machines += architecture->roles[i].count;
        const struct run_excluded *volumes =
            excluded_row(run, "root volumes of the machines (assumed: 8 GiB of gp3 each)", architecture->id);
        assert_non_null(volumes);
        assert_near(volumes->usd_per_year, machines * 8 * 0.0803 * 0.93 * 12, 1e-12);
        const struct run_excluded *recovery = excluded_row(run, "disaster recovery", architecture->id);
        assert_true(recovery->usd_per_year == architecture->usd_per_year);
        sum += architecture->usd_per_year;
    }
    assert_string_equal(excluded_row(run, "migration", "")->figure,
                        text_format(fixture.arena,
                                    "$%s for one month of kafka-classic and kafka-tuned side by side",
                                    text_thousands(fixture.arena, sum / 12, 0)));
    assert_string_equal(excluded_row(run, "consumers outside", "")->figure,
                        "none assumed; $0.081003 per GB to the internet in the first tier");
    assert_string_equal(excluded_row(run, "operations staff", "")->figure, "not priced");
    assert_string_equal(excluded_row(run, "monitoring", "")->figure, "not priced");
    fixture_free(&fixture);
    arena_free(arena);
}

/* Without a price there is no figure, and one architecture has nothing to move from. */
static void what_has_no_figure(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    struct text book = text_new(arena);
    for (const char *at = SMALL_BOOK, *end; (end = strchr(at, '\n')) != NULL; at = end + 1)
        if (strncmp(at, "AmazonEC2,EBS:VolumeUsage.gp3", 29) != 0 && strncmp(at, "AmazonVPC", 9) != 0)
            text_add_bytes(&book, at, (size_t)(end + 1 - at));
    struct fixture fixture = fixture_with_book(
        "topics:\n" TOPIC("events", "produce: {rate: 37.3 MiB/s}, consume: {groups: 3}, retention: 41h, "
                                    "partitions: 96") "architectures: [{use: kafka-classic, with: "
                                                      "{controllers: 0}}]\n",
        NULL, book.bytes);
    const struct run *run = compared(&fixture, NULL, 0);
    if (run == NULL) fail_msg("%s", fixture_diags(&fixture));
    const struct run_excluded *volumes = excluded_row(run, "root volumes", "kafka-classic"),
                              *gateway = excluded_row(run, "client traffic through a transit",
                                                      "kafka-classic");
    assert_string_equal(volumes->figure, "no price in this region");
    assert_string_equal(gateway->figure, "no price in this region");
    assert_true(isnan(volumes->usd_per_year) && isnan(gateway->usd_per_year));
    assert_string_equal(excluded_row(run, "consumers outside", "")->figure,
                        "none assumed; this region has no price for a GB to the internet");
    assert_string_equal(
        excluded_row(run, "migration", "")->figure,
        text_format(fixture.arena, "$%s for one month of kafka-classic beside the current system",
                    text_thousands(fixture.arena, run->architectures[0].usd_per_year / 12, 0)));
    fixture_free(&fixture);
    arena_free(arena);
}

/* A fleet that can't carry the load has prices all the same: none is said to be missing. */
static void what_a_judged_fleet_leaves_out(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(
        "topics:\n" TOPIC("all", "produce: {rate: 210 MB/s}") "architectures: [kafka-classic]\n", NULL, 0);
    struct deployment fleet = {.role_count = 1,
                               .roles = {{"broker",
                                          (int16_t)catalogue_find(fixture.catalogue, "m5.large"),
                                          3,
                                          {VOLUME_ST1, 1, 500, 0, 0}}}};
    const struct given_deployment given[] = {{"kafka-classic", fleet}};
    const struct run *run = compared(&fixture, given, 1);
    assert_false(run->architectures[0].feasible);
    assert_null(excluded_row(run, "client traffic", "kafka-classic"));
    assert_null(excluded_row(run, "disaster", "kafka-classic"));
    assert_string_equal(excluded_row(run, "migration", "")->figure, "not priced");
    fixture_free(&fixture);
}

static void a_given_deployment(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(BOTH_KAFKAS, NULL, 0);
    struct deployment fleet = {.role_count = 1,
                               .roles = {{"broker",
                                          (int16_t)catalogue_find(fixture.catalogue, "m5.large"),
                                          3,
                                          {VOLUME_ST1, 1, 500, 0, 0}}}};
    const struct given_deployment given[] = {{"kafka-classic", fleet}};
    const struct run *run = compared(&fixture, given, 1);
    assert_non_null(run);
    assert_string_equal(run->architectures[0].deployment_origin, "given");
    assert_false(
        run->architectures[0].feasible); /* three small brokers carry no 210 MB/s, and that is a result */
    assert_non_null(strstr(run->architectures[0].infeasible_reason, "% used"));
    assert_true(run->architectures[0].usd_per_year > 0);
    assert_string_equal(run->verdict.cheapest, "kafka-tuned");
    assert_string_equal(run->verdict.dearest, "kafka-tuned"); /* what can't carry the load isn't compared */
    assert_int_equal(run->architectures[0].rejection_count, 0);

    const struct given_deployment stray[] = {{"kafka-classic", fleet}, {"kafka-tunned", fleet}};
    assert_null(compared(&fixture, stray, 2));
    assert_diag(&fixture, DIAG_DEPLOYMENT, "'kafka-tunned'", "doesn't compare");
    fixture_free(&fixture);
}

static void nothing_can(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped("topics:\n" TOPIC("all", "produce: {rate: 900 TiB/s}"), NULL, 0);
    const struct run *run = compared(&fixture, NULL, 0);
    assert_non_null(run);
    assert_string_equal(run->verdict.cheapest, "");
    for (size_t a = 0; a < run->architecture_count; a++) {
        assert_false(run->architectures[a].feasible);
        assert_int_equal(run->architectures[a].line_count, 0);
    }
    fixture_free(&fixture);
}

static void unknown_instances(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(
        TWO_TOPICS "architectures:\n  - {use: kafka-classic, id: a, with: {instance: m5.4xlrge}}\n"
                   "  - {use: kafka-classic, id: b, with: {controller_instance: potato}}\n",
        NULL, 0);
    assert_null(compared(&fixture, NULL, 0));
    assert_int_equal(fixture.diags->count, 2);
    assert_diag(&fixture, DIAG_UNKNOWN_INSTANCE,
                "architectures.a.instance: unknown instance type 'm5.4xlrge'", "did you mean 'm5.4xlarge'?");
    assert_diag(&fixture, DIAG_UNKNOWN_INSTANCE, "architectures.b.controller_instance", "prices list");
    const struct diag *first = fixture.diags->first;
    assert_string_equal(first->place.file, "test.yaml");
    assert_int_equal(first->place.line, 5);
    assert_int_equal(first->place.column, 50);
    fixture_free(&fixture);
}

/* Every architecture's holes in one go, each with the architecture's id. */
static void holes_in_the_book(void **state)
{
    (void)state;
    struct fixture fixture = fixture_with_book(TWO_TOPICS, NULL,
                                               BOOK_HEADER PRICE("AmazonEC2", "BoxUsage:m7i.xlarge", "0.1927",
                                                                 "Hrs"));
    assert_null(compared(&fixture, NULL, 0));
    assert_int_equal(fixture.diags->count, 1); /* all of them at once, and what brings them */
    assert_diag(&fixture, DIAG_PRICE_MISSING,
                "AmazonEC2:EBS:VolumeUsage.st1 (kafka-classic), AmazonEC2:EBS:VolumeUsage.gp3 "
                "(kafka-classic, kafka-tuned), AWSDataTransfer:DataTransfer-Regional-Bytes (kafka-classic, "
                "kafka-tuned)",
                "; bring the region's prices with 'pricing/fetch.sh -o us-east-1.csv us-east-1'");
    assert_diag(&fixture, DIAG_PRICE_MISSING, "AmazonS3:Requests-Tier2 (warpstream)",
                "WarpStream:UncompressedBytes-Stored (warpstream)");
    assert_int_equal(fixture.diags->exit_code, EXIT_PRICE);
    fixture_free(&fixture);
}

/* "12 % dearer" and "for 3 % less" are measured against all of the winner's fleet lines. */
static void rejections_are_measured_against_the_winner(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(BOTH_KAFKAS, NULL, 0);
    const struct run *run = compared(&fixture, NULL, 0);
    for (size_t a = 0; a < run->architecture_count; a++) {
        const struct run_architecture *architecture = &run->architectures[a];
        double fleet = 0;
        for (size_t i = 0; i < architecture->line_count; i++)
            if (architecture->lines[i].topic_group[0] == '\0') /* Kafka's shared lines are its fleet */
                fleet += architecture->lines[i].usd_per_year;
        size_t serving = 0;
        for (size_t i = 0; i < architecture->rejection_count; i++) {
            const struct run_rejection *rejection = &architecture->rejections[i];
            if (rejection->count == 0) continue;
            double dearer = (rejection->usd_per_year / fleet - 1) * 100;
            char *wanted = text_format(fixture.arena, dearer > 0 ? "%.1f %% more" : "for %.1f %% less",
                                       fabs(dearer));
            assert_non_null(strstr(rejection->why, wanted));
            serving++;
        }
        assert_true(serving >= CANDIDATES_CHEAPEST);
    }
    fixture_free(&fixture);
}

/* More kinds of lines than any architecture has: each keeps its own id and figures. */
static void many_kinds_of_lines(void **state)
{
    (void)state;
    enum { LINES = 150 };
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, NULL);
    struct line *lines = arena_new_of(fixture.arena, struct line, LINES);
    struct outcome *result = arena_new_of(fixture.arena, struct outcome, 1);
    *result = (struct outcome){.is_supported = true,
                               .has_deployment = true,
                               .was_given = true,
                               .capacity = {.count = 1,
                                            .utilisations = {{"broker.cpu", 0.3, HEALTHY, false}}}};
    result->ledger = ledger_new(fixture.arena, fixture.params);
    for (size_t i = 0; i < LINES; i++) {
        lines[i] = (struct line){text_format(fixture.arena, "network.cause%zu", i),
                                 NETWORK,
                                 METER_ID_TRANSFER_REGIONAL,
                                 "made up",
                                 {{FACTOR_DERIVED, 0, UNIT_NUMBER, "bytes"}}};
        ledger_add_line(&result->ledger, &lines[i], 0, ITEM_NONE, (double)(i + 1) * 1.7e12);
    }
    assert_true(
        bill_make(&result->ledger, fixture.context.prices, fixture.arena, &result->bill, fixture.diags));
    struct run_architecture architecture;
    describe_architecture(&architecture, &fixture.context, result);
    assert_int_equal(architecture.line_count, LINES);
    for (size_t i = 0; i < LINES; i++) {
        assert_string_equal(architecture.lines[i].kind->id, lines[i].id);
        assert_near(architecture.lines[i].kind->quantity_per_year, (double)(i + 1) * 1.7e12 / 1073741824.0,
                    5e-12); /* a run has 12 digits */
    }
    fixture_free(&fixture);
}

/* A resource that the machine doesn't have is no percentage. */
static void a_resource_that_is_not_there(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(BOTH_KAFKAS, NULL, 0);
    struct deployment fleet = {.role_count = 1,
                               .roles = {{"broker",
                                          (int16_t)catalogue_find(fixture.catalogue, "t2.large"),
                                          3,
                                          {VOLUME_ST1, 1, 500, 0, 0}}}};
    const struct given_deployment given[] = {{"kafka-classic", fleet}};
    const struct run *run = compared(&fixture, given, 1);
    if (run == NULL) fail_msg("%s", fixture_diags(&fixture));
    const char *reason = run->architectures[0].infeasible_reason;
    if (!text_starts_with(reason, "it needs broker.") || strstr(reason, ", and there is none (") == NULL ||
        strstr(reason, "inf") != NULL)
        fail_msg("%s", reason);
    fixture_free(&fixture);
}

/* The verdict rounds as everything else does: 999,960 is a million. */
static void the_verdict_in_words(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct run_architecture architectures[] = {
        {.id = "a", .name = "A", .feasible = true, .usd_per_year = 999960, .price_as_of = ""},
        {.id = "b", .name = "B", .feasible = true, .usd_per_year = 1481230, .price_as_of = ""},
    };
    struct run run = {.architectures = architectures, .architecture_count = 2};
    describe_verdict(&run, arena);
    assert_string_equal(
        run.verdict.sentence,
        "A is cheapest at $1.00M per year: $481k (32 %) less than B ($1.48M). Latency was not simulated.");
    run.architecture_count = 1;
    describe_verdict(&run, arena);
    assert_string_equal(run.verdict.sentence, "A costs $1.00M per year.");
    assert_string_equal(run.verdict.latency_sentence, "");
    arena_free(arena);
}

/* p99 of a distribution; 0 for one that isn't known. */
static struct run_distribution with_p99(double ms)
{
    struct run_distribution distribution = {.is_known = ms > 0};
    distribution.quantiles[RUN_P99] = (struct run_estimate){ms, 0.9 * ms, 1.1 * ms};
    return distribution;
}

/* Which figure is whose must be clear at first reading, whatever is known; the dearest says how far the field
 * reaches. */
static void the_price_in_latency(void **state)
{
    (void)state;
    static const struct {
        double own_ms[2], other_ms[2]; /* produce, end to end */
        bool has_peak;
        const char *said;
    } CASES[] = {
        {{943, 1904},
         {8.94, 32.7},
         false,
         "It is slower: p99 acknowledgement is 943 ms and p99 end to end 1.90 s (B: 8.94 ms and 32.7 ms)."},
        {{943, 1904},
         {8.94, 32.7},
         true,
         "It is slower: at peak load, p99 acknowledgement is 943 ms and p99 end to end 1.90 "
         "s (B: 8.94 ms and 32.7 ms)."},
        {{8.94, 32.7},
         {943, 1904},
         false,
         "It is faster too: p99 acknowledgement is 8.94 ms and p99 end to end 32.7 ms (B: 943 ms and 1.90 "
         "s)."},
        {{943, 1904},
         {900, 1850},
         false,
         "p99 acknowledgement is 943 ms and p99 end to end 1.90 s (B: 900 ms and 1.85 s)."}, /* intervals
                                                                                                overlap */
        {{8.94, 1904},
         {943, 32.7},
         false,
         "p99 acknowledgement is 8.94 ms and p99 end to end 1.90 s (B: 943 ms and 32.7 ms)."},
        {{943, 0}, {8.94, 0}, false, "It is slower: p99 acknowledgement is 943 ms (B: 8.94 ms)."},
        {{943, 1904},
         {8.94, 0},
         false,
         "It is slower: p99 acknowledgement is 943 ms and p99 end to end 1.90 s (B: p99 acknowledgement is "
         "8.94 ms)."},
        {{943, 0},
         {8.94, 32.7},
         false,
         "It is slower: p99 acknowledgement is 943 ms (B: p99 acknowledgement is 8.94 ms and p99 end to end "
         "32.7 ms)."},
        {{943, 1904},
         {0, 0},
         false,
         "p99 acknowledgement is 943 ms and p99 end to end 1.90 s (B: latency unknown)."},
        {{0, 0}, {8.94, 32.7}, false, "Its p99 latency isn't known."},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const struct run_load_latency own = {.rate_factor = 1,
                                             .produce = with_p99(CASES[i].own_ms[0]),
                                             .end_to_end = with_p99(CASES[i].own_ms[1])};
        const struct run_load_latency other = {.rate_factor = 1,
                                               .produce = with_p99(CASES[i].other_ms[0]),
                                               .end_to_end = with_p99(CASES[i].other_ms[1])};
        const struct run_latency latencies[] = {
            {.mean_load = own, .has_peak = CASES[i].has_peak, .peak_load = own},
            {.mean_load = other, .has_peak = CASES[i].has_peak, .peak_load = other}};
        const struct run_architecture architectures[] = {
            {.id = "c", .name = "C", .feasible = true, .usd_per_year = 5020000, .price_as_of = ""},
            {.id = "a",
             .name = "A",
             .feasible = true,
             .usd_per_year = 518000,
             .price_as_of = "",
             .latency = &latencies[0]},
            {.id = "b",
             .name = "B",
             .feasible = true,
             .usd_per_year = 2100000,
             .price_as_of = "",
             .latency = &latencies[1]},
        };
        struct run run = {.architectures = architectures, .architecture_count = 3};
        describe_verdict(&run, arena);
        assert_string_equal(
            run.verdict.sentence,
            text_format(arena,
                        "A is cheapest at $518k per year: $1.58M (75 %%) less than B ($2.10M) "
                        "and $4.50M (90 %%) less than C ($5.02M). %s",
                        CASES[i].said));
        assert_string_equal(run.verdict.latency_sentence, CASES[i].said);
    }
    arena_free(arena);
}

static void why_latency_is_unknown(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct run_architecture architectures[] = {
        {.id = "a",
         .name = "A",
         .feasible = true,
         .usd_per_year = 999960,
         .price_as_of = "",
         .latency_unknown = "AWS doesn't publish it"},
        {.id = "b",
         .name = "B",
         .feasible = true,
         .usd_per_year = 1481230,
         .price_as_of = "",
         .latency_unknown = "not simulated"},
    };
    struct run run = {.architectures = architectures, .architecture_count = 2};
    describe_verdict(&run, arena);
    assert_string_equal(run.verdict.sentence, "A is cheapest at $1.00M per year: $481k (32 %) less than B "
                                              "($1.48M). Its latency isn't known: AWS doesn't publish it.");
    arena_free(arena);
}

/* What can't carry the load is no rival, and that there is none is worth saying. */
static void the_only_one_that_can(void **state)
{
    (void)state;
    struct arena *arena = arena_new();
    const struct run_load_latency load = {.produce = with_p99(943), .end_to_end = with_p99(1904)};
    const struct run_latency latency = {.mean_load = load};
    const struct run_architecture architectures[] = {
        {.id = "a",
         .name = "A",
         .feasible = true,
         .usd_per_year = 518000,
         .price_as_of = "",
         .latency = &latency},
        {.id = "b", .name = "B", .price_as_of = ""},
    };
    struct run run = {.architectures = architectures, .architecture_count = 2};
    describe_verdict(&run, arena);
    assert_string_equal(run.verdict.sentence, "Only A can carry the workload, at $518k per year. p99 "
                                              "acknowledgement is 943 ms and p99 end to end 1.90 s.");
    run.architecture_count = 1;
    describe_verdict(&run, arena);
    assert_string_equal(run.verdict.sentence,
                        "A costs $518k per year. p99 acknowledgement is 943 ms and p99 end to end 1.90 s.");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_evaluated),
        cmocka_unit_test(lines_hold_their_part_of_the_charges),
        cmocka_unit_test(factors_lead_to_parameters),
        cmocka_unit_test(what_is_left_out),
        cmocka_unit_test(waived_cross_az_are_said),
        cmocka_unit_test(what_is_computed_from_the_run),
        cmocka_unit_test(what_has_no_figure),
        cmocka_unit_test(what_a_judged_fleet_leaves_out),
        cmocka_unit_test(a_given_deployment),
        cmocka_unit_test(nothing_can),
        cmocka_unit_test(unknown_instances),
        cmocka_unit_test(holes_in_the_book),
        cmocka_unit_test(rejections_are_measured_against_the_winner),
        cmocka_unit_test(the_verdict_in_words),
        cmocka_unit_test(the_price_in_latency),
        cmocka_unit_test(why_latency_is_unknown),
        cmocka_unit_test(the_only_one_that_can),
        cmocka_unit_test(many_kinds_of_lines),
        cmocka_unit_test(a_resource_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
