/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the way to the brokers and to S3 costs, against figures worked out by hand from SMALL_BOOK. */
#include "cost/access.h"

#include "fixtures/cost.h"

/* A demand of 20 MB/s produced, 60 MB/s consumed, 5 MB/s to and 3 MB/s from S3. */
static struct demand demand_of(struct fixture *fixture, bool tiered)
{
    struct demand demand;
    demand_init(&demand, fixture->params, group_set_all(fixture->params, fixture->arena), fixture->arena);
    struct flow *flows = demand.groups[0].flows;
    flows[FLOW_PRODUCE].bytes_per_s = 20e6;
    flows[FLOW_REPLICATE].bytes_per_s = 40e6; /* stays among the brokers */
    flows[FLOW_CONSUME].bytes_per_s = 60e6;
    flows[FLOW_OBJECT_UP].bytes_per_s = tiered ? 5e6 : 0;
    flows[FLOW_OBJECT_DOWN].bytes_per_s = tiered ? 3e6 : 0;
    demand_sum(&demand);
    return demand;
}

static const double CLIENT_GB = 80e6 * 31536000 / 1073741824.0, OBJECT_GB = 8e6 * 31536000 / 1073741824.0;

struct wanted {
    const char *id;
    double usd;
};

static void check_nodes(const char *const *sets, bool tiered, double nodes, const struct wanted *wanted,
                        size_t count)
{
    struct fixture fixture = fixture_small(SMALL_WORKLOAD, sets);
    struct demand demand = demand_of(&fixture, tiered);
    struct ledger ledger = ledger_new(fixture.arena, fixture.params);
    const struct charged charged = {fixture.params, &demand, nodes, false};
    access_usage(&charged, &ledger);
    struct bill bill;
    assert_true(bill_make(&ledger, fixture.context.prices, fixture.arena, &bill, fixture.diags));
    assert_int_equal(bill.line_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(bill.lines[i].entry->line->id, wanted[i].id);
        assert_int_equal(bill.lines[i].entry->group, GROUP_SHARED);
        assert_near(bill.lines[i].usd_per_year, wanted[i].usd, 1e-12);
        bool declared = false;
        for (const struct line *const *line = ACCESS_LINES; *line != NULL; line++)
            declared |= *line == bill.lines[i].entry->line;
        assert_true(declared);
    }
    fixture_free(&fixture);
}

static void check(const char *const *sets, bool tiered, const struct wanted *wanted, size_t count)
{
    check_nodes(sets, tiered, 7, wanted, count);
}

static void direct_is_free(void **state)
{
    (void)state;
    check(NULL, true, NULL, 0);
}

static void transit_gateway(void **state)
{
    (void)state;
    check(SETS("network.access=transit-gateway"), true,
          (const struct wanted[]){{"network.access.hours", 2 * 8760 * 0.0507},
                                  {"network.access.bytes", CLIENT_GB * 0.0203}},
          2);
}

static void load_balancer(void **state)
{
    (void)state; /* a capacity unit is one GB an hour */
    check(SETS("network.access=load-balancer"), false,
          (const struct wanted[]){{"network.access.hours", 8760 * 0.0227},
                                  {"network.access.bytes", CLIENT_GB * 0.0061}},
          2);
}

/* A listener each, 50 of them on a load balancer. */
static void balancers_for_many_nodes(void **state)
{
    (void)state;
    static const struct {
        double nodes, balancers;
    } ROWS[] = {{1, 1}, {50, 1}, {51, 2}, {100, 2}, {101, 3}, {1234, 25}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        double balancers = ROWS[i].balancers;
        check_nodes(SETS("network.access=load-balancer"), false, ROWS[i].nodes,
                    (const struct wanted[]){{"network.access.hours", balancers * 8760 * 0.0227},
                                            {"network.access.bytes", CLIENT_GB * 0.0061}},
                    2);
        check_nodes(SETS("network.access=privatelink", "zones=2"), false, ROWS[i].nodes,
                    (const struct wanted[]){{"network.access.hours", balancers * 8760 * 0.0227},
                                            {"network.access.bytes", CLIENT_GB * 0.0061},
                                            {"network.access.endpoint_hours", balancers * 2 * 8760 * 0.0103},
                                            {"network.access.endpoint_bytes", CLIENT_GB * 0.0101}},
                    4);
    }
}

static void privatelink(void **state)
{
    (void)state;
    check(SETS("network.access=privatelink", "zones=2"), false,
          (const struct wanted[]){{"network.access.hours", 8760 * 0.0227},
                                  {"network.access.bytes", CLIENT_GB * 0.0061},
                                  {"network.access.endpoint_hours", 2 * 8760 * 0.0103},
                                  {"network.access.endpoint_bytes", CLIENT_GB * 0.0101}},
          4);
}

static void to_s3(void **state)
{
    (void)state;
    const struct wanted nat[] = {{"network.s3_access.hours", 3 * 8760 * 0.0453},
                                 {"network.s3_access.bytes", OBJECT_GB * 0.0451}};
    const struct wanted endpoint[] = {{"network.s3_access.hours", 3 * 8760 * 0.0103},
                                      {"network.s3_access.bytes", OBJECT_GB * 0.0101}};
    check(SETS("network.s3_access=nat"), true, nat, 2);
    check(SETS("network.s3_access=interface-endpoint"), true, endpoint, 2);
    check(SETS("network.s3_access=nat"), false, NULL, 0); /* nothing goes to S3: no gateway stands there */
}

static void decimal_gigabytes(void **state)
{
    (void)state;
    check(SETS("network.access=transit-gateway", "billing.gigabyte=decimal", "billing.month_metered=30d"),
          false,
          (const struct wanted[]){{"network.access.hours", 2 * 8760 * 0.0507},
                                  {"network.access.bytes", 80e6 * 31104000 / 1e9 * 0.0203}},
          2);
    check(SETS("network.access=load-balancer", "billing.gigabyte=decimal"), false,
          (const struct wanted[]){{"network.access.hours", 8760 * 0.0227},
                                  {"network.access.bytes", 80e6 * 31536000 / 1e9 * 0.0061}},
          2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(direct_is_free),
        cmocka_unit_test(transit_gateway),
        cmocka_unit_test(load_balancer),
        cmocka_unit_test(privatelink),
        cmocka_unit_test(to_s3),
        cmocka_unit_test(decimal_gigabytes),
        cmocka_unit_test(balancers_for_many_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
