/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is true of every architecture, workload and region. No figure here is a copy of one that the program
 * made: each is compared with another way to it, or with itself after a change whose effect is known. */
#include "properties/worlds.h"

#include "cost/cross_az.h"
#include "report/report.h"
#include "run/document.h"
#include "study/compare.h"
#include "fixtures/volume.h"

/* USD of lines whose component is (or is not) made of the fleet's machines and disks. */
static bool is_fleet(const struct world *world, const struct outcome *result, const struct line *line)
{
    struct ledger fleet = ledger_new(world->arena, world->params);
    const struct context context = {world->params, world->choice, world->worlds->catalogue, NULL,
                                    world->arena};
    world->arch->fleet(&context, &result->deployment, &result->demand, &fleet);
    for (size_t i = 0; i < fleet.count; i++)
        if (fleet.entries[i].line == line) return true;
    return false;
}

static double usd_of_line(const struct outcome *result, const char *id)
{
    double usd = 0;
    for (size_t i = 0; i < result->bill.line_count; i++)
        if (text_equal(result->bill.lines[i].entry->line->id, id)) usd += result->bill.lines[i].usd_per_year;
    return usd;
}

static double cross_az_of(const struct outcome *result)
{
    double bytes_per_s = 0;
    for (int path = 0; path < FLOW__COUNT; path++)
        bytes_per_s += result->demand.total.flows[path].cross_az_bytes_per_s;
    return bytes_per_s;
}

/* 1. More load never costs less, but for what a better fleet may cost more. */
static void check_monotone(struct world *world)
{
    static const struct {
        enum topic_param row;
        double factor, summand;
    } GROWTHS[] = {
        {TOPIC_PRODUCE_RATE, 1.013, 0}, {TOPIC_PRODUCE_RATE, 1.31, 0}, {TOPIC_PRODUCE_RATE, 4.7, 0},
        {TOPIC_RETENTION, 1.019, 0},    {TOPIC_RETENTION, 1.43, 0},    {TOPIC_RETENTION, 5.9, 0},
        {TOPIC_GROUPS, 1, 1},           {TOPIC_GROUPS, 1, 4},
    };
    const double slack = 1 + option_num(world->params, world->choice, OPTION_SEARCH_TOLERANCE);
    for (size_t i = 0; i < COUNT_OF(GROWTHS); i++) {
        const struct params *grown = with_topics(world, world->params, GROWTHS[i].row, GROWTHS[i].factor,
                                                 GROWTHS[i].summand);
        const struct outcome *result = world_evaluate(world, grown, NULL);
        if (result == NULL) continue; /* more groups may read what the region can't price */
        double before = usd_of(world->result), after = usd_of(result);
        if (isinf(before) && GROWTHS[i].row == TOPIC_RETENTION && world->arch->refuses != NULL)
            continue; /* a tier may be sold for no less than some days */
        holds(world, after * slack >= before * (1 - 1e-12), "%s × %g + %g: %.2f becomes %.2f",
              TOPIC_ROWS[GROWTHS[i].row].path, GROWTHS[i].factor, GROWTHS[i].summand, before, after);
    }
}

/* Space grows with replicas, but for volumes that are as small as the kind allows and for rounding up to
 * whole steps. */
static void check_space(struct world *world, const struct outcome *before, const struct outcome *after)
{
    const struct volumes *volumes = &before->deployment.roles[0].volumes;
    if (!volume_is_block(volumes->kind) || volumes->gib == VOLUME_LIMITS[volumes->kind].min_gib) return;
    double step_gib = 1;
    struct param_ref step;
    if (params_find(world->params,
                    text_format(world->arena, "architectures.%s.volume_step",
                                world->params->scenarios[world->choice].id),
                    &step))
        step_gib = fmax(1, step.value->num / GIB);
    double usd_before = usd_of_line(before, "storage.block"), usd_after = usd_of_line(after, "storage.block");
    holds(world, usd_after > usd_before * (1 - step_gib / volumes->gib), "%.2f becomes %.2f", usd_before,
          usd_after);
    if (volumes->gib > 40 * step_gib) /* a replica more, of at most six, is more than is rounded */
        holds(world, usd_after > usd_before, "%.2f becomes %.2f", usd_before, usd_after);
}

/* 2. A replica more: its space and its crossing copies. */
static void check_replicas(struct world *world)
{
    if (!has_option(&world->arch->kind, "replication_factor")) return;
    const struct outcome *before = NULL;
    double zones = root_num(world->params, ROOT_ZONES),
           rate = world->result->demand.total.flows[FLOW_PRODUCE].bytes_per_s;
    for (int replicas = 1; replicas <= 6; replicas++) {
        const struct params *cheapest = with_option(world, world->params, "search_tolerance", "0");
        const struct params *params = with_option(world, cheapest, "replication_factor",
                                                  text_format(world->arena, "%d", replicas));
        const struct outcome *result = world_evaluate(world, params, NULL);
        if (result == NULL || !result->has_deployment) return;
        const struct flow *copies = &result->demand.total.flows[FLOW_REPLICATE];
        holds(world, is_near(copies->bytes_per_s, rate * (replicas - 1), 1e-12), "%g at %d",
              copies->bytes_per_s, replicas);
        double in_leaders_zone = replicas <= zones ? 1 : 1 + floor((replicas - 1) / zones);
        double metered = world->arch->waives_replication ? 0 : rate * (replicas - in_leaders_zone);
        double wanted = metered * 2 * year_metered_s(params) / result->ledger.gb_bytes;
        double got = 0;
        for (size_t i = 0; i < result->ledger.count; i++)
            if (text_equal(result->ledger.entries[i].line->id, "network.replicate"))
                got += result->ledger.entries[i].quantity_per_year;
        holds(world, is_near(got, wanted, 1e-12), "%d replicas: %.17g GB, wanted %.17g", replicas, got,
              wanted);
        if (before != NULL && replicas <= zones && metered > 0)
            holds(world, usd_of_line(result, "network.replicate") > usd_of_line(before, "network.replicate"),
                  "%d replicas", replicas);
        if (before != NULL) {
            holds(world,
                  is_near(result->demand.total.block_bytes,
                          before->demand.total.block_bytes * replicas / (replicas - 1), 1e-12),
                  "%d replicas", replicas);
            check_space(world, before, result);
        }
        before = result;
    }
}

/* 3. A replica more where consumers read from their own zone: one copy crosses more, and 1/zones of what each
 * group reads less. */
static void check_follower_fetching(struct world *world)
{
    if (!has_option(&world->arch->kind, "fetch_from_follower")) return;
    const struct params *params = with_root(world, world->params, "network.access",
                                            "direct"); /* others may waive what crosses */
    params = with_option(world, params, "fetch_from_follower", "true");
    params = with_option(world, with_option(world, params, "zone_aware_consume", "1"), "zone_aware_produce",
                         "0.37");
    double zones = root_num(params, ROOT_ZONES), rate = 0, read = 0;
    for (size_t i = 0; i < params->topic_count; i++) {
        rate += topic_num(params, i, TOPIC_PRODUCE_RATE);
        read += topic_num(params, i, TOPIC_PRODUCE_RATE) * topic_num(params, i, TOPIC_GROUPS);
    }
    for (int replicas = 1; replicas < zones; replicas++) {
        const struct outcome *few = world_evaluate(world,
                                                   with_option(world, params, "replication_factor",
                                                               text_format(world->arena, "%d", replicas)),
                                                   NULL);
        const struct outcome *more = world_evaluate(
            world,
            with_option(world, params, "replication_factor", text_format(world->arena, "%d", replicas + 1)),
            NULL);
        if (few == NULL || more == NULL) return;
        double change = cross_az_of(more) - cross_az_of(few),
               wanted = rate - read / zones; /* = Σ rate × (1 − groups/zones) */
        holds(world, fabs(change - wanted) <= 1e-12 * (rate + read), "from %d replicas: %.17g, wanted %.17g",
              replicas, change, wanted);
    }
}

/* 4. A topic group split into two of half the rate, producers, consumers and partitions. */
static const struct params *split(const struct world *world)
{
    const struct params *params = with_topics(world, world->params, TOPIC_PRODUCE_RATE, 0.5, 0);
    params = with_topics(world, with_topics(world, params, TOPIC_PARTITIONS, 0.5, 0), TOPIC_PRODUCERS, 0.5,
                         0);
    params = with_topics(world, params, TOPIC_CONSUMERS, 0.5, 0);
    struct params *twice = arena_new_of(world->arena, struct params, 1);
    *twice = *params;
    struct topic *topics = arena_new_of(world->arena, struct topic, 2 * params->topic_count);
    for (size_t i = 0; i < 2 * params->topic_count; i++)
        topics[i] = (struct topic){text_format(world->arena, "%s.%zu", params->topics[i / 2].name, i % 2),
                                   params->topics[i / 2].values};
    twice->topics = topics;
    twice->topic_count = 2 * params->topic_count;
    return twice;
}

static void check_split(struct world *world)
{
    const struct outcome *whole = world->result, *halves = world_evaluate(world, split(world), NULL);
    assert_non_null(halves);
    holds(world, whole->has_deployment == halves->has_deployment, "feasible only in one");
    if (!whole->has_deployment) return;
    double fleet_whole = 0, fleet_halves = 0;
    for (size_t i = 0; i < whole->bill.line_count; i++) {
        const struct line *line = whole->bill.lines[i].entry->line;
        if (line->component == SUPPORT) continue; /* a share of all others */
        if (is_fleet(world, whole, line))
            fleet_whole += whole->bill.lines[i].usd_per_year;
        else
            holds(world, is_near(usd_of_line(whole, line->id), usd_of_line(halves, line->id), 1e-12),
                  "%s: %.17g and %.17g", line->id, usd_of_line(whole, line->id),
                  usd_of_line(halves, line->id));
    }
    for (size_t i = 0; i < halves->bill.line_count; i++)
        if (is_fleet(world, whole, halves->bill.lines[i].entry->line))
            fleet_halves += halves->bill.lines[i].usd_per_year;
    /* One rounding step: a node a zone. */
    double step = fleet_whole / whole->deployment.roles[0].count * root_num(world->params, ROOT_ZONES);
    holds(world, fabs(fleet_whole - fleet_halves) <= step, "%.2f and %.2f differ by more than %.2f",
          fleet_whole, fleet_halves, step);
}

/* 5. Lines add up to totals; owners share the total out; factors multiply to quantities; charges add up to
 * lines. */
static void check_sums(struct world *world)
{
    const struct outcome *result = world->result;
    if (!result->has_deployment) return;
    const struct prices *prices = prices_new(world->params, world->book, world->worlds->catalogue,
                                             world->arena);
    double total = 0, by_owner[2] = {0, 0};
    for (size_t i = 0; i < result->bill.line_count; i++) {
        const struct bill_line *line = &result->bill.lines[i];
        total += line->usd_per_year;
        by_owner[line_owner(line->entry->line)] += line->usd_per_year;
        double product = 1;
        for (size_t f = 0; f < line->entry->factor_count; f++) product *= line->entry->factors[f];
        holds(world,
              meter_quantity(line->entry->line->meter, product, result->ledger.gb_bytes) ==
                  line->entry->quantity_per_year,
              "%s", line->entry->line->id);
        size_t count;
        const struct charge *charges = bill_charges(&result->bill, i, prices, world->arena, &count);
        double usd = 0;
        for (size_t c = 0; c < count; c++)
            usd += charges[c].quantity_per_month * charges[c].usd_per_unit * 12;
        holds(world, is_near(usd, line->usd_per_year, 1e-12), "%s: charges come to %.17g, the line to %.17g",
              line->entry->line->id, usd, line->usd_per_year);
    }
    holds(world, total == result->bill.usd_per_year, "%.17g and %.17g", total, result->bill.usd_per_year);
    holds(world, is_near(by_owner[OWNER_CLOUD] + by_owner[OWNER_VENDOR], total, 1e-14), "%.17g", total);
}

/* 6. Decimal against binary GB: exactly their ratio on what is billed by the GB in one tier, nothing else. */
static void check_gigabytes(struct world *world)
{
    if (!world->result->has_deployment) return;
    const struct outcome *binary = world_evaluate(
        world, with_root(world, world->params, "billing.gigabyte", "binary"), &world->result->deployment);
    assert_non_null(binary);
    const struct outcome *decimal = world_evaluate(
        world, with_root(world, world->params, "billing.gigabyte", "decimal"), &binary->deployment);
    assert_non_null(decimal);
    const struct prices *prices = prices_new(world->params, world->book, world->worlds->catalogue,
                                             world->arena);
    holds(world, binary->bill.line_count == decimal->bill.line_count, "lines differ");
    for (size_t i = 0; i < binary->bill.line_count; i++) {
        const struct bill_line *b = &binary->bill.lines[i], *d = &decimal->bill.lines[i];
        enum meter meter = b->entry->line->meter;
        if (b->entry->line->component == SUPPORT) continue;
        bool by_gb = METERS[meter].unit == METER_GB || METERS[meter].unit == METER_GB_MONTH ||
                     meter == METER_ID_BALANCER_UNITS; /* a unit is a GB an hour */
        double ratio = by_gb ? 1.073741824 : 1;
        holds(world, is_near(d->entry->quantity_per_year, b->entry->quantity_per_year * ratio, 4e-16), "%s",
              b->entry->line->id);
        if (prices->tariffs[meter].list.tier_count <= 1)
            holds(world, is_near(d->usd_per_year, b->usd_per_year * ratio, 1e-15), "%s: %.17g and %.17g",
                  b->entry->line->id, b->usd_per_year, d->usd_per_year);
    }
}

static double choice_num(const struct world *world, const char *path)
{
    const struct scenario *choice = &world->params->scenarios[world->choice];
    for (size_t i = 0; i < world->arch->kind.row_count; i++)
        if (text_equal(world->arch->kind.rows[i].path, path)) return choice->values[i].num;
    return NAN;
}

/* How often an architecture writes each byte again. */
static double rewrites_of(const struct world *world)
{
    double rewrites = choice_num(world, "compaction_rewrites");
    return isnan(rewrites) ? 0 : rewrites;
}

/* How often a byte lies in S3 on its way only: in a log there (AutoMQ's `wal: s3`, its first choice), and in
 * what a zone router passes to a leader in another zone. */
static double passing_of(const struct world *world)
{
    if (!(choice_num(world, "wal") == 0)) return 0;
    double zones = root_num(world->params, ROOT_ZONES);
    return 1 + (choice_num(world, "zone_router") == 0 ? 0 : 1 - 1 / zones);
}

/* 7. Bytes go somewhere, and what crosses zones is metered on both sides. */
static void check_flows(struct world *world)
{
    const struct demand *demand = &world->result->demand;
    for (size_t g = 0; g < demand->group_count; g++) {
        const struct group_demand *group = &demand->groups[g];
        double rate = topic_num(world->params, group->topic, TOPIC_PRODUCE_RATE);
        holds(world, group->flows[FLOW_PRODUCE].bytes_per_s == rate, "%g",
              group->flows[FLOW_PRODUCE].bytes_per_s);
        holds(world,
              group->flows[FLOW_CONSUME].bytes_per_s ==
                  rate * topic_num(world->params, group->topic, TOPIC_GROUPS),
              "%g", group->flows[FLOW_CONSUME].bytes_per_s);
        for (int path = 0; path < FLOW__COUNT; path++) {
            const struct flow *flow = &group->flows[path];
            holds(world,
                  flow->cross_az_bytes_per_s >= 0 &&
                      flow->cross_az_bytes_per_s <= flow->bytes_per_s * (1 + 1e-15),
                  "%s", flow_name((enum flow_path)path));
        }
        /* whatever goes up to S3, isn't what was there before in another file, and doesn't only pass, is kept
         * there for the retention */
        double kept = group->flows[FLOW_OBJECT_UP].bytes_per_s /
                      (1 + passing_of(world) + rewrites_of(world)) *
                      topic_num(world->params, group->topic, TOPIC_RETENTION);
        holds(world, is_near(group->object_bytes, kept, 1e-15), "%g and %g", group->object_bytes, kept);
        holds(world,
              group->object_bytes + group->block_bytes >=
                  rate * topic_num(world->params, group->topic, TOPIC_RETENTION) * (1 - 1e-15),
              "bytes are kept nowhere");
    }
    if (!world->result->has_deployment) return;
    double cross_az = cross_az_of(world->result);
    if (!cross_az_is_metered(world->params)) /* client bytes are waived */
        cross_az = demand->total.flows[FLOW_REPLICATE].cross_az_bytes_per_s;
    if (world->arch->waives_replication) cross_az -= demand->total.flows[FLOW_REPLICATE].cross_az_bytes_per_s;
    double metered = 0,
           wanted = 2 * cross_az * year_metered_s(world->params) / world->result->ledger.gb_bytes;
    for (size_t i = 0; i < world->result->ledger.count; i++)
        if (world->result->ledger.entries[i].line->meter == METER_ID_TRANSFER_REGIONAL)
            metered += world->result->ledger.entries[i].quantity_per_year;
    holds(world, is_near(metered, wanted, 1e-12), "%.17g GB metered, %.17g cross", metered, wanted);
}

/* 8. A deployment is data: what was planned, given back, costs and carries the same; a node a zone fewer
 * doesn't carry it, or the search took more than it needs. */
static void check_given(struct world *world)
{
    const struct outcome *planned = world->result;
    if (!planned->has_deployment) return;
    const struct outcome *given = world_evaluate(world, world->params, &planned->deployment);
    assert_non_null(given);
    bool is_told = option_is_set(world->params, world->choice, OPTION_INSTANCE) &&
                   option_is_set(world->params, world->choice, world->arch->count_option);
    holds(world, given->was_given && given->feasible == planned->feasible && (planned->feasible || is_told),
          "%s", given->reason);
    holds(world, given->bill.usd_per_year == planned->bill.usd_per_year, "%.17g and %.17g",
          given->bill.usd_per_year, planned->bill.usd_per_year);
    for (size_t i = 0; i < planned->capacity.count; i++)
        holds(world, planned->capacity.utilisations[i].fraction == given->capacity.utilisations[i].fraction,
              "%s", planned->capacity.utilisations[i].resource);
}

/* 9. Where a factor is said to be a parameter, it has its value. */
static void check_factors(struct world *world)
{
    for (size_t i = 0; i < world->result->ledger.count; i++) {
        const struct ledger_entry *entry = &world->result->ledger.entries[i];
        for (size_t f = 0; f < entry->factor_count; f++) {
            const struct factor *factor = &entry->line->factors[f];
            double value = entry->factors[f];
            holds(world, factor->scope != FACTOR_TOPIC || entry->group != GROUP_SHARED,
                  "%s: %s is of no topic group", entry->line->id, factor->label);
            if (factor->scope == FACTOR_TOPIC)
                value = topic_num(world->params, (size_t)entry->group, (enum topic_param)factor->row);
            else if (factor->scope == FACTOR_OPTION)
                value = option_num(world->params, world->choice, factor->row);
            else if (factor->scope == FACTOR_ROOT)
                value = root_num(world->params, (enum root_param)factor->row);
            holds(world, value == entry->factors[f], "%s: %s is %g, not %g", entry->line->id, factor->label,
                  value, entry->factors[f]);
        }
        bool declared = false;
        for (const struct line *const *line = world->arch->lines; *line != NULL; line++)
            declared |= *line == entry->line;
        holds(world,
              declared || text_starts_with(entry->line->id, "network.access") ||
                  text_starts_with(entry->line->id, "network.s3_access"),
              "%s isn't declared", entry->line->id);
    }
}

#define IN_EVERY_WORLD(check) \
    static void test_##check(void **state) { in_every_world(*state, check); }
IN_EVERY_WORLD(check_monotone)
IN_EVERY_WORLD(check_replicas)
IN_EVERY_WORLD(check_follower_fetching)
IN_EVERY_WORLD(check_split)
IN_EVERY_WORLD(check_sums)
IN_EVERY_WORLD(check_gigabytes)
IN_EVERY_WORLD(check_flows)
IN_EVERY_WORLD(check_given)
IN_EVERY_WORLD(check_factors)

/* At ten groups a third replica is cheaper than two: it brings the bytes of ten readers home. */
static void a_third_replica_pays_at_ten_groups(void **state)
{
    (void)state;
    static const char TEN[] = "topics:\n" TOPIC(
        "events", "produce: {rate: 411 MB/s}, consume: {groups: 10}, retention: 7d, partitions: "
                  "1200") "architectures: [{use: kafka-tuned, with: {fetch_from_follower: true, "
                          "zone_aware_consume: 1}}]\n";
    double usd[4] = {0};
    for (int replicas = 2; replicas <= 3; replicas++) {
        struct arena *arena = arena_new();
        struct fixture fixture = fixture_shipped(
            TEN, SETS(text_format(arena, "architectures.kafka-tuned.replication_factor=%d", replicas)), 0);
        const struct outcome *result = evaluate(&fixture.context,
                                                group_set_all(fixture.params, fixture.arena), NULL,
                                                fixture.diags);
        assert_non_null(result);
        assert_true(result->feasible);
        usd[replicas] = result->bill.usd_per_year;
        fixture_free(&fixture);
        arena_free(arena);
    }
    print_message("two replicas %.0f, three %.0f USD per year\n", usd[2], usd[3]);
    assert_true(usd[3] < usd[2]);
}

/* The same document, byte by byte, whatever the number of threads and however often. */
static void same_bytes(void **state)
{
    struct worlds *worlds = *state;
    struct text all = text_new(worlds->arena);
    for (size_t arch = 0; arch < ARCH_COUNT; arch++)
        text_addf(&all, "%s{use: %s, id: a%zu}, {use: %s, id: b%zu, name: again}",
                  arch == 0 ? "architectures: [" : ", ", ARCHS[arch]->kind.id, arch, ARCHS[arch]->kind.id,
                  arch);
    text_add(&all, "]\n");
    static const unsigned THREADS[] = {1, 2, 7, 1};
    size_t compared = 0;
    for (size_t w = 0; w < worlds->workload_count; w += worlds->workloads[w].everywhere ? 1 : 9) {
        const char *text = text_format(worlds->arena, "%s%s", worlds->workloads[w].text, all.bytes),
                   *first = NULL;
        for (size_t i = 0; i < COUNT_OF(THREADS); i++) {
            struct fixture fixture = fixture_shipped(text, SETS("region=us-east-1"), 0);
            struct compare_request request = {.params = fixture.params,
                                              .catalogue = fixture.catalogue,
                                              .book = fixture.book,
                                              .command = "test",
                                              .threads = THREADS[i]};
            const struct run *run = compare(&request, fixture.arena, fixture.diags);
            if (run == NULL) fail_msg("%s", fixture_diags(&fixture));
            const char *json = run_write(run, fixture.arena);
            if (first == NULL) first = arena_copy_string(worlds->arena, json);
            assert_string_equal(json, first);
            fixture_free(&fixture);
            compared++;
        }
    }
    print_message("%zu documents\n", compared);
}

/* Totals of a run are the sums of its lines, and every line says who is paid. */
static void runs_add_up(void **state)
{
    struct worlds *worlds = *state;
    for (size_t w = 0; w < worlds->workload_count; w++) {
        struct fixture fixture = fixture_shipped(worlds->workloads[w].text, NULL, 0);
        struct compare_request request = {.params = fixture.params,
                                          .catalogue = fixture.catalogue,
                                          .book = fixture.book,
                                          .command = "test",
                                          .threads = 1};
        const struct run *run = compare(&request, fixture.arena, fixture.diags);
        if (run == NULL) fail_msg("%s", fixture_diags(&fixture));
        for (size_t a = 0; a < run->architecture_count; a++) {
            const struct run_architecture *architecture = &run->architectures[a];
            double usd = 0, list = 0;
            for (size_t i = 0; i < architecture->line_count; i++) {
                const struct run_line *line = &architecture->lines[i];
                usd += line->usd_per_year;
                list += line->usd_per_year_list;
                assert_true(text_equal(line->kind->owner, "cloud") ||
                            text_equal(line->kind->owner, "vendor"));
            }
            /* figures of a run have 12 significant digits, so that a saved one is the same; on the bill the
             * sum is exact */
            assert_near(usd, architecture->usd_per_year, 5e-12);
            assert_near(list, architecture->usd_per_year_list, 5e-12);
        }
        fixture_free(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_monotone),
        cmocka_unit_test(test_check_replicas),
        cmocka_unit_test(test_check_follower_fetching),
        cmocka_unit_test(test_check_split),
        cmocka_unit_test(test_check_sums),
        cmocka_unit_test(test_check_gigabytes),
        cmocka_unit_test(test_check_flows),
        cmocka_unit_test(test_check_given),
        cmocka_unit_test(test_check_factors),
        cmocka_unit_test(a_third_replica_pays_at_ten_groups),
        cmocka_unit_test(same_bytes),
        cmocka_unit_test(runs_add_up),
    };
    return cmocka_run_group_tests(tests, worlds_set_up, worlds_tear_down);
}
