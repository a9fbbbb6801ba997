/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search, against trying everything: each type of the shipped catalogue with each count in steps of the
 * zones. */
#include "properties/worlds.h"

#define EVENTS(rate, groups, retention)                                                \
    "topics:\n" TOPIC("events", "produce: {rate: " rate "}, consume: {groups: " groups \
                                "}, retention: " retention ", partitions: 300")
#define KAFKA(options) "architectures: [{use: kafka-classic, with: {" options "}}]\n"

enum { COUNT_MAX = 200 };

/* The rules of the search's floors, by the options' own help texts. */
static bool is_tried(const struct context *context, int index)
{
    const struct instance *type = &context->catalogue->instances[index];
    static const enum processor WANTED[] = {PROCESSOR_X86_64, PROCESSOR_ARM64};
    int choice = (int)option_num(context->params, 0, OPTION_PROCESSOR);
    bool processor = choice == PROCESSOR_CHOICE_ANY ? type->processor != PROCESSOR_OTHER
                                                    : type->processor == WANTED[choice];
    return processor && type->accelerator == ACCELERATOR_NONE && !type->is_metal && !type->is_burstable &&
           !type->is_hpc && type->is_current &&
           type->vcpus >= option_num(context->params, 0, OPTION_SEARCH_MIN_VCPUS) &&
           type->memory_gib >=
               0.95 * type->vcpus * option_num(context->params, 0, OPTION_SEARCH_MIN_GIB_PER_VCPU);
}

struct fleet {
    double usd_per_year, flows_usd;
    uint32_t count;
    int instance;
};

static double cost_of(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, bool with_flows)
{
    const struct arch *arch = ARCHS[context->params->scenarios[0].kind];
    struct arena_mark mark = arena_mark(context->arena);
    struct ledger ledger = ledger_new(context->arena, context->params);
    if (with_flows)
        arch->flows(context, deployment, demand, &ledger);
    else
        arch->fleet(context, deployment, demand, &ledger);
    double usd = bill_quick(&ledger, context->prices);
    arena_rewind(context->arena, mark);
    return usd;
}

/* The floors of the count, by the options' own help texts. */
static bool is_enough(const struct context *context, const struct demand *demand, uint32_t count)
{
    const struct arch *arch = ARCHS[context->params->scenarios[0].kind];
    double produced = demand->total.flows[FLOW_PRODUCE].bytes_per_s * demand->peak_factor;
    bool many = produced >= option_num(context->params, 0, OPTION_LEAST_NODES_FROM),
         data = (arch->roles[0].volumes & ~VOLUME_BIT(VOLUME_NONE)) != 0;
    return (!many || count >= option_num(context->params, 0, OPTION_LEAST_NODES)) &&
           (!data ||
            demand->total.block_bytes / count <= option_num(context->params, 0, OPTION_DATA_PER_NODE));
}

/* The cheapest fleet of one type, over every count. */
static struct fleet try_type(const struct context *context, const struct demand *demand, int instance,
                             uint32_t fixed)
{
    const struct arch *arch = ARCHS[context->params->scenarios[0].kind];
    uint32_t zones = (uint32_t)root_num(context->params, ROOT_ZONES);
    const uint32_t most = (uint32_t)fmin(COUNT_MAX, option_num(context->params, 0, OPTION_SEARCH_MAX_NODES));
    struct fleet best = {INFINITY, INFINITY, 0, CATALOGUE_NONE};
    for (uint32_t count = fixed > 0 ? fixed : zones; count <= (fixed > 0 ? fixed : most); count += zones) {
        struct deployment deployment;
        struct capacity capacity;
        const char *why;
        if (fixed == 0 && !is_enough(context, demand, count)) continue;
        if (!arch->size(context, demand, instance, count, &deployment, &why)) break;
        arch->capacity(context, &deployment, demand, &capacity);
        if (!capacity_holds(&capacity)) continue;
        double usd = cost_of(context, &deployment, demand, false);
        if (!(usd < best.usd_per_year)) continue; /* NAN where there is no price */
        double flows_usd = cost_of(context, &deployment, demand, true);
        best = (struct fleet){usd, isnan(flows_usd) ? 0 : flows_usd, count, instance};
    }
    return best;
}

/* What the rule says of all fleets: of those within the tolerance of what the cheapest costs in all, the
 * newest generation; of this the cheapest, and the fewest nodes of equals. */
static struct fleet chosen_of(const struct context *context, const struct fleet *fleets, size_t count)
{
    const struct instance *types = context->catalogue->instances;
    struct fleet least = {INFINITY, 0, 0, CATALOGUE_NONE};
    for (size_t i = 0; i < count; i++)
        if (fleets[i].usd_per_year < least.usd_per_year) least = fleets[i];
    double most = least.usd_per_year + (least.usd_per_year + least.flows_usd) *
                                           option_num(context->params, 0, OPTION_SEARCH_TOLERANCE);
    for (uint32_t generation = 100; generation-- > 0;) {
        struct fleet chosen = {INFINITY, 0, 0, CATALOGUE_NONE};
        for (size_t i = 0; i < count; i++)
            if (types[fleets[i].instance].generation == generation && fleets[i].usd_per_year <= most &&
                (chosen.count == 0 || fleets[i].count < chosen.count ||
                 (fleets[i].count == chosen.count && fleets[i].usd_per_year < chosen.usd_per_year)))
                chosen = fleets[i];
        if (chosen.count > 0) return chosen;
    }
    return (struct fleet){INFINITY, 0, 0, CATALOGUE_NONE};
}

static struct fleet try_everything(const struct context *context, const struct demand *demand, int only,
                                   uint32_t fixed)
{
    const struct arch *arch = ARCHS[context->params->scenarios[0].kind];
    struct fleet *fleets = arena_new_of(context->arena, struct fleet, context->catalogue->count);
    size_t count = 0;
    for (int instance = 0; instance < (int)context->catalogue->count; instance++) {
        bool is_sold = context->catalogue->instances[instance].service == arch->service;
        if (!is_sold || (only != CATALOGUE_NONE ? instance != only : !is_tried(context, instance))) continue;
        fleets[count] = try_type(context, demand, instance, fixed);
        count += fleets[count].count > 0;
    }
    return chosen_of(context, fleets, count);
}

static void chosen_of_everything(void **state)
{
    (void)state;
    static const struct {
        const char *name, *workload;
        const char *only;
        uint32_t fixed;
    } CASES[] = {
        {"st1", EVENTS("1 GiB/s", "3", "7d") KAFKA("volume: st1"), NULL, 0},
        {"gp3, tiered", EVENTS("371 MB/s", "5", "7d") KAFKA("volume: gp3, tiered_storage: true"), NULL, 0},
        {"gp3, hot disks", EVENTS("613 MB/s", "2", "1h") KAFKA("volume: gp3, historical_reads: 40%"), NULL,
         0},
        {"gp2, two replicas", EVENTS("88 MB/s", "4", "3d") KAFKA("volume: gp2, replication_factor: 2"), NULL,
         0},
        {"io2", EVENTS("212 MB/s", "1", "9h") KAFKA("volume: io2, free_space: 20%"), NULL, 0},
        {"nvme", EVENTS("517 MB/s", "3", "31h") KAFKA("volume: nvme"), NULL, 0},
        {"nvme, Arm too", EVENTS("77 MB/s", "9", "3d") KAFKA("volume: nvme, processor: any, tls: true"), NULL,
         0},
        {"sc1", EVENTS("31 MB/s", "1", "20d") KAFKA("volume: sc1"), NULL, 0},
        {"tiny", EVENTS("2 KB/s", "1", "1d") KAFKA("volume: gp3"), NULL, 0},
        {"small machines",
         EVENTS("41 MB/s", "2", "2d") KAFKA("volume: gp3, search_min_vcpus: 1, search_min_gib_per_vcpu: 0"),
         NULL, 0},
        {"peaks",
         EVENTS("150 MB/s", "3", "2d")
             KAFKA("volume: st1, replication_factor: 2") "load: {peak_to_mean: 4.4}\nzones: 2\n",
         NULL, 0},
        {"many partitions",
         "topics:\n" TOPIC("many", "produce: {rate: 3 MB/s}, partitions: 70000") KAFKA("volume: gp3"), NULL,
         0},
        {"one type", EVENTS("371 MB/s", "5", "7d") KAFKA("instance: r5.2xlarge, volume: gp3"), "r5.2xlarge",
         0},
        {"one type, fixed count", EVENTS("37 MB/s", "5", "1d") KAFKA("instance: m6i.4xlarge, brokers: 14"),
         "m6i.4xlarge", 14},
        {"fixed count", EVENTS("37 MB/s", "5", "1d") KAFKA("brokers: 10, volume: gp3"), NULL, 10},
        {"huge", EVENTS("14 GB/s", "2", "2d") KAFKA("volume: gp3, tiered_storage: true"), NULL, 0},
        {"reserved",
         EVENTS("371 MB/s", "5", "2d")
             KAFKA("volume: gp3") "pricing: {purchase: reserved-3yr-all-upfront, discount: 6%}\n",
         NULL, 0},
        {"attachments", EVENTS("90 MB/s", "1", "60d") KAFKA("volume: gp3, attachments: 3"), NULL, 0},
        {"no tolerance", EVENTS("371 MB/s", "5", "7d") KAFKA("volume: gp3, search_tolerance: 0%"), NULL, 0},
        {"much tolerance", EVENTS("71 MB/s", "5", "7d") KAFKA("volume: gp3, search_tolerance: 30%"), NULL, 0},
        {"little data a node", EVENTS("90 MB/s", "1", "9d") KAFKA("volume: st1, data_per_node: 3 TB"), NULL,
         0},
        {"more data than nodes", EVENTS("900 MB/s", "1", "90d") KAFKA("volume: st1, data_per_node: 3 TB"),
         NULL, 0},
        {"many small ones", EVENTS("9 MB/s", "1", "1d") KAFKA("least_nodes: 20, least_nodes_from: 8 MB/s"),
         NULL, 0},
        {"too large", EVENTS("900 GB/s", "1", "1d") KAFKA("volume: gp3"), NULL, 0},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct fixture fixture = fixture_shipped(CASES[i].workload, NULL, 0);
        const struct arch *arch = ARCHS[fixture.params->scenarios[0].kind];
        struct demand demand;
        arch->load(&fixture.context, group_set_all(fixture.params, fixture.arena), &demand);
        int only = CASES[i].only == NULL ? CATALOGUE_NONE : catalogue_find(fixture.catalogue, CASES[i].only);
        struct fleet wanted = try_everything(&fixture.context, &demand, only, CASES[i].fixed);
        struct plan plan;
        if (!plan_make(&fixture.context, arch, &demand, &plan, fixture.diags))
            fail_msg("%s: %s", CASES[i].name, fixture_diags(&fixture));
        if (plan.found != (wanted.count > 0))
            fail_msg("%s: %s, but %u nodes do", CASES[i].name, plan.found ? "found" : plan.why_not,
                     wanted.count);
        if (!plan.found) {
            print_message("%-22s none: %s\n", CASES[i].name, plan.why_not);
            fixture_free(&fixture);
            continue;
        }
        struct ledger ledger = ledger_new(fixture.arena, fixture.params);
        arch->fleet(&fixture.context, &plan.deployment, &demand, &ledger);
        double usd = bill_quick(&ledger, fixture.context.prices);
        const struct role *brokers = &plan.deployment.roles[0];
        print_message("%-22s %3u × %-14s %12.0f USD per year\n", CASES[i].name, brokers->count,
                      fixture.catalogue->instances[brokers->instance].name, usd);
        if (usd != wanted.usd_per_year)
            fail_msg("%s: %u × %s for %.2f, but %u × %s cost %.2f", CASES[i].name, brokers->count,
                     fixture.catalogue->instances[brokers->instance].name, usd, wanted.count,
                     fixture.catalogue->instances[wanted.instance].name, wanted.usd_per_year);
        fixture_free(&fixture);
    }
}

/* The same for workloads and options that nobody chose, on every architecture. */
static void chosen_of_everything_at_random(void **state)
{
    (void)state;
    enum { TRIES = 30 };
    struct worlds *worlds = worlds_new();
    size_t found = 0;
    for (uint64_t i = 0; i < TRIES; i++)
        for (size_t a = 0; a < ARCH_COUNT; a++) {
            uint64_t state_of_draws = 77 + i;
            const char *text = text_format(worlds->arena, "%s%s",
                                           random_workload(&state_of_draws, worlds->arena),
                                           architectures_of(worlds, a, 31 * i + 5));
            struct fixture fixture = fixture_shipped(text, NULL, 0);
            const char *only = option_text(fixture.params, 0, OPTION_INSTANCE); /* a preset may name one */
            if (*only != '\0' &&
                option_is_set(fixture.params, 0,
                              ARCHS[a]->count_option)) { /* and the count: nothing is searched */
                fixture_free(&fixture);
                continue;
            }
            struct demand demand;
            ARCHS[a]->load(&fixture.context, group_set_all(fixture.params, fixture.arena), &demand);
            struct fleet wanted = try_everything(&fixture.context, &demand,
                                                 *only == '\0' ? CATALOGUE_NONE
                                                               : catalogue_find(fixture.catalogue, only),
                                                 0);
            struct plan plan;
            assert_true(plan_make(&fixture.context, ARCHS[a], &demand, &plan, fixture.diags));
            if (plan.found != (wanted.count > 0))
                fail_msg("%s: found %d, wanted %u nodes", text, plan.found, wanted.count);
            if (plan.found) {
                struct ledger ledger = ledger_new(fixture.arena, fixture.params);
                ARCHS[a]->fleet(&fixture.context, &plan.deployment, &demand, &ledger);
                double usd = bill_quick(&ledger, fixture.context.prices);
                if (usd != wanted.usd_per_year)
                    fail_msg("%s: %u × %s for %.2f, but %u × %s cost %.2f", text,
                             plan.deployment.roles[0].count,
                             fixture.catalogue->instances[plan.deployment.roles[0].instance].name, usd,
                             wanted.count, fixture.catalogue->instances[wanted.instance].name,
                             wanted.usd_per_year);
                found++;
            }
            fixture_free(&fixture);
        }
    print_message("%zu searches agree\n", found);
    assert_true(found > TRIES);
    worlds_free(worlds);
}

/* What lost comes cheapest first, is of another family or not what was chosen, and is what it says. */
static void candidates_in_order(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(EVENTS("371 MB/s", "5", "7d")
                                                 KAFKA("volume: gp3, tiered_storage: true"),
                                             NULL, 0);
    const struct arch *arch = ARCHS[fixture.params->scenarios[0].kind];
    struct demand demand;
    arch->load(&fixture.context, group_set_all(fixture.params, fixture.arena), &demand);
    struct plan plan;
    assert_true(plan_make(&fixture.context, arch, &demand, &plan, fixture.diags) && plan.found);
    assert_true(plan.candidate_count > CANDIDATES_CHEAPEST);
    bool cannot = false;
    double before = 0;
    for (size_t i = 0; i < plan.candidate_count; i++) {
        const struct candidate *candidate = &plan.candidates[i];
        assert_int_not_equal(candidate->instance, plan.deployment.roles[0].instance);
        assert_non_null(candidate->reason);
        cannot = cannot || candidate->count == 0;
        assert_true(cannot == (candidate->count == 0));
        if (cannot) continue;
        assert_true(candidate->usd_per_year >= before);
        before = candidate->usd_per_year;
        struct fleet alone = try_everything(&fixture.context, &demand, candidate->instance, 0);
        assert_true(alone.count == candidate->count && alone.usd_per_year == candidate->usd_per_year);
    }
    fixture_free(&fixture);
}

static void why_not(void **state)
{
    (void)state;
    struct fixture fixture = fixture_shipped(EVENTS("900 GB/s", "1", "1min") KAFKA("instance: r5.2xlarge"),
                                             NULL, 0);
    const struct outcome *result = evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena),
                                            NULL, fixture.diags);
    assert_non_null(result);
    assert_false(result->feasible || result->has_deployment);
    assert_non_null(strstr(result->reason, "broker."));
    fixture_free(&fixture);

    fixture = fixture_shipped(EVENTS("9 MB/s", "1", "1d") KAFKA("instance: m5.2xlarge, volume: nvme"), NULL,
                              0);
    result = evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena), NULL, fixture.diags);
    assert_non_null(result);
    assert_false(result->feasible);
    assert_non_null(strstr(result->reason, "has no local NVMe disks"));
    fixture_free(&fixture);

    fixture = fixture_shipped(EVENTS("9 MB/s", "1", "1d") KAFKA("search_min_vcpus: 1024"), NULL, 0);
    result = evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena), NULL, fixture.diags);
    assert_non_null(result);
    assert_non_null(strstr(result->reason, "no instance type passes the search floors"));
    fixture_free(&fixture);
}

static void without_prices(void **state)
{
    (void)state;
    static const struct {
        const char *region, *options, *meter;
    } CASES[] = {
        {"ap-south-1", "volume: gp3", "AmazonEC2:BoxUsage:*"},      /* no instance has a price there */
        {"ap-south-1", "instance: m5.large", "AmazonEC2:BoxUsage"}, /* nor has the one that is wanted */
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const char *workload =
            text_format(arena, "region: %s\n%sarchitectures: [{use: kafka-classic, with: {%s}}]\n",
                        CASES[i].region, EVENTS("9 MB/s", "1", "1d"), CASES[i].options);
        struct fixture fixture = fixture_shipped(workload, NULL, 0);
        assert_null(
            evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena), NULL, fixture.diags));
        assert_diag(&fixture, DIAG_PRICE_MISSING, CASES[i].meter, CASES[i].region);
        fixture_free(&fixture);
    }
    arena_free(arena);

    /* a volume kind that the book lacks: machines have prices, disks have none */
    struct fixture fixture = fixture_small(EVENTS("9 MB/s", "1", "1d") KAFKA("volume: sc1"), NULL);
    assert_null(
        evaluate(&fixture.context, group_set_all(fixture.params, fixture.arena), NULL, fixture.diags));
    assert_diag(&fixture, DIAG_PRICE_MISSING, "AmazonEC2:EBS:VolumeUsage.sc1 in us-east-1", "storage.block");
    fixture_free(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chosen_of_everything), cmocka_unit_test(chosen_of_everything_at_random),
        cmocka_unit_test(candidates_in_order),  cmocka_unit_test(why_not),
        cmocka_unit_test(without_prices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
