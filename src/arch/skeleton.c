/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A start for a new architecture: copy it, rename it, and add ARCH(mine) to arch/registry.def. This one isn't
 * registered, but it is compiled, so that it can't fall behind. Schema, help, completion, reports and the
 * tests of tests/properties take a registered one from the registry; nothing else is to be edited. A larger
 * one is split as kafka*.c is.
 *
 * What all hooks keep to: no I/O, no clock, memory from context->arena only, no statics that are written. A
 * load, a rate or a number of topic groups of zero is allowed. Cost never falls when rate, retention or
 * consumer groups grow. */
#include <math.h>

#include "arch/arch.h"
#include "arch/options.h"
#include "arch/path.h"
#include "base/text.h"
#include "cost/cross_az.h"
#include "cost/factors.h"
#include "params/choices.h"

/* Options: the common ones, then its own, in the order of their enum. With more than a few of them they go to
 * a .def, as kafka's do. Each has a default with its source and grade, or none ('-') where only the user can
 * know. */
enum { MINE_NODES = OPTION__COUNT, MINE_NODE_RATE, MINE__COUNT };

static const struct param_row ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
#undef PARAM
    [MINE_NODES] = {"nodes", PARAM_COUNT, 1, 10000, NULL, NULL, false, '-', "",
                    "number of nodes; left out, the fewest that hold"},
    [MINE_NODE_RATE] = {"node_rate", PARAM_RATE, 1024, 1.1e12, NULL, "50 MiB/s", false, 'D',
                        "assumption: say what it rests on", "produced bytes that a node takes"},
};
_Static_assert(sizeof ROWS / sizeof *ROWS == MINE__COUNT, "rows and enum agree");

/* Cost lines: id "component.cause", meter, title, and the factors whose product is the quantity in raw units
 * (bytes, byte-months, hours). A FACTOR_TOPIC, FACTOR_OPTION or FACTOR_ROOT has the parameter's value as it
 * is; what is worked out is FACTOR_DERIVED. */
static const struct line COMPUTE_NODES = {"compute.nodes",
                                          COMPUTE,
                                          METER_ID_INSTANCE,
                                          "nodes",
                                          {{FACTOR_DEPLOYED, 0, UNIT_COUNT, "nodes"}, YEAR_H}};
static const struct line NETWORK_PRODUCE = {"network.produce",
                                            NETWORK,
                                            METER_ID_TRANSFER_REGIONAL,
                                            "producers to nodes in other zones",
                                            {RATE, CROSSING, YEAR_S, SIDES}};
static const struct line *const LINES[] = {&COMPUTE_NODES, &NETWORK_PRODUCE, NULL};

/* Optional (NULL: any go together). Options that contradict each other: false with diagnostics that name
 * them. */
static bool consistent(const struct context *context, struct diags *diags)
{
    const struct value *nodes = &context->params->scenarios[context->scenario].values[MINE_NODES];
    if (nodes->origin != ORIGIN_GIVEN || nodes->num >= root_num(context->params, ROOT_ZONES)) return true;
    return diags_add(diags, DIAG_INCONSISTENT, params_place(context->params, nodes),
                     "%s: fewer nodes than zones; give more",
                     params_option_path(diags->arena, context->params, context->scenario, MINE_NODES));
}

/* Required. Topic groups → flows by path at the mean rate, with the bytes that cross zones, and what is kept.
 * Segments of the load come from demand_init; demand->own may carry what later hooks need. */
static void load(const struct context *context, struct group_set groups, struct demand *demand)
{
    demand_init(demand, context->params, groups, context->arena);
    double zones = root_num(context->params, ROOT_ZONES),
           aware = option_num(context->params, context->scenario, OPTION_ZONE_AWARE_PRODUCE);
    double cross_az = cross_az_is_metered(context->params) ? cross_az_to_leader(zones, aware) : 0;
    for (size_t i = 0; i < demand->group_count; i++) {
        struct group_demand *group = &demand->groups[i];
        double rate = topic_num(context->params, group->topic, TOPIC_PRODUCE_RATE);
        group->flows[FLOW_PRODUCE] = (struct flow){rate, rate * cross_az};
        group->flows[FLOW_CONSUME] = (struct flow){rate *
                                                       topic_num(context->params, group->topic, TOPIC_GROUPS),
                                                   0};
    }
    demand_sum(demand);
}

/* Required. One candidate of the search: `count` nodes of an instance type in the first role, the rest chosen
 * to fit. The search takes it that what a node carries falls with the count. */
static bool size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why)
{
    (void)context, (void)demand, (void)why; /* false with *why when this type can't serve at all */
    *deployment = (struct deployment){.role_count = 1,
                                      .roles = {{"node", (int16_t)instance, count, {.kind = VOLUME_NONE}}}};
    return true;
}

/* Required. How full each resource is at the peak, in every situation that must hold (one zone lost). Names
 * are static and each is spelled once: they are told apart by address. */
static const char NODE_RATE[] = "node.rate", NETWORK_OUT[] = "node.network_out";

static void capacity(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct capacity *capacity)
{
    const struct role *nodes = &deployment->roles[0];
    double zones = root_num(context->params, ROOT_ZONES),
           left = zones > 1 ? nodes->count - ceil(nodes->count / zones) : nodes->count;
    enum situation situation = zones > 1 ? ZONE_LOST : HEALTHY;
    const struct flow *flows = demand->total.flows;
    *capacity = capacity_new();
    capacity_use(capacity, NODE_RATE, situation, flows[FLOW_PRODUCE].bytes_per_s * demand->peak_factor,
                 left * option_num(context->params, context->scenario, MINE_NODE_RATE));
    capacity_use(capacity, NETWORK_OUT, situation, flows[FLOW_CONSUME].bytes_per_s * demand->peak_factor,
                 left * context->catalogue->instances[nodes->instance].network_bytes_per_s);
}

/* Required. What stands there whether or not a byte flows. It alone decides which deployment is cheapest; its
 * meters have no tiers. */
static void fleet(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)demand;
    const struct role *nodes = &deployment->roles[0];
    ledger_add_line(ledger, &COMPUTE_NODES, GROUP_SHARED, nodes->instance, nodes->count,
                    year_hourly_h(context->params));
}

/* Optional. What every fleet has at least, beside a year of each node of the first role (volumes for all that
 * is kept, say): with it, the search leaves out what can't be cheap enough. */
static void fleet_floor(const struct context *context, const struct demand *demand, struct ledger *ledger)
{
    (void)context, (void)demand, (void)ledger; /* nodes are all that there is */
}

/* Required. What flows and what is kept in object storage, for each topic group. A zero quantity leaves no
 * entry. Where a quantity isn't linear in the rate (requests), it is summed over demand->segments. */
static void flows(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)deployment;
    const double sides = 2;
    for (size_t i = 0; i < demand->group_count; i++) {
        const struct flow *produce = &demand->groups[i].flows[FLOW_PRODUCE];
        double share = produce->bytes_per_s == 0 ? 0 : produce->cross_az_bytes_per_s / produce->bytes_per_s;
        ledger_add_line(ledger, &NETWORK_PRODUCE, (int32_t)demand->groups[i].topic, ITEM_NONE,
                        produce->bytes_per_s, share, year_metered_s(context->params), sides);
    }
}

/* Required. What deployments are made of: the role that the search counts comes first. A deployment from a
 * user's file or a Terraform plan is held against these rows. Where no name in a plan says anything, all of
 * its machines are taken for the first role: "node" is no word, since it says nothing. */
static const struct role_kind ROLES[] = {
    {.name = "node", .title = "nodes", .words = {"broker"}, .volumes = VOLUME_BIT(VOLUME_NONE)},
    {.name = NULL},
};

/* Required. Printed with every comparison, so that nobody reads two prices as the price of the same thing. */
static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    (void)context;
    *guarantees = (struct guarantees){
        .ack = "in memory of one node",
        .copies = 1,
        .zones = 1,
        .loss = "that node failing",
        .headroom = "carries the peak with one zone lost",
        .optimisations = "none",
    };
}

/* Optional, and then with `modelled`. What records go through when the load is factor times the mean, as data
 * for the simulation (sim/path/path.h): here a log that one node of each partition keeps. An object path has
 * agents, a batcher, a store and a sequencer instead; arch/warpstream_path.c is one. Distributions are those
 * of the parameters under `latency.`. */
static void data_path(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, double factor, struct data_path *path)
{
    const struct role *nodes = &deployment->roles[0];
    *path = (struct data_path){
        .kind = PATH_LOG,
        .clients = path_clients_of(context, demand, factor),
        .log = {.brokers = nodes->count,
                .replicas = 1,
                .min_in_sync = 1,
                .replica_fetch_max_wait_s = 0.5, /* of followers, of which there are none here */
                .replica_fetch_max_bytes = MIB,
                .replica_response_max_bytes = 10 * MIB,
                .replica_lag_s = 30,
                .append = path_dist(context, ROOT_BROKER_APPEND),
                .network_bytes_per_s = context->catalogue->instances[nodes->instance].network_bytes_per_s},
    };
    path_finish(context, path);
}

/* What the closed forms that the bill rests on say of the same, a second; NAN where they say nothing. The
 * simulation counts its own, and a run says where they part. */
static void modelled(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT])
{
    (void)context, (void)deployment;
    for (int i = 0; i < PATH_COUNT__COUNT; i++) counts[i] = NAN;
    counts[PATH_PRODUCED_BYTES] = demand->total.flows[FLOW_PRODUCE].bytes_per_s * factor;
    counts[PATH_CONSUMED_BYTES] = demand->total.flows[FLOW_CONSUME].bytes_per_s * factor;
}

/* Optional. Assumptions that nobody has settled, each with another value that is as plausible: printed beside
 * the totals. */
static const struct variant VARIANTS[] = {
    {"producers that stay in their zone", "zone_aware_produce", "1"},
    {NULL, NULL, NULL},
};

/* Its symbol is what the registry names. Until it is registered nothing else sees it. */
extern const struct arch arch_skeleton;
const struct arch arch_skeleton = {
    .kind = {.id = "skeleton",
             .title = "Skeleton",
             .summary = "a start for a new architecture",
             .rows = ROWS,
             .row_count = MINE__COUNT,
             .presets = NULL}, /* or a list of options with values: several presets make several architectures
                                  of one kind */
    .lines = LINES,
    .consistent = consistent,
    .load = load,
    .size = size,
    .capacity = capacity,
    .fleet = fleet,
    .fleet_floor = fleet_floor,
    .flows = flows,
    .roles = ROLES,
    .guarantees = guarantees,
    .service = SERVICE_EC2, /* whose machine types it runs on; a managed service has rows of its own in the
                               catalogue */
    .waives_replication = false, /* true where the service doesn't charge for copies between zones */
    .count_option = MINE_NODES,
    .variants = VARIANTS,
    .data_path = data_path, /* NULL where nobody published it: then .no_data_path says why, and the report
                               shows a dash */
    .modelled = modelled,
    .no_data_path = NULL,
    .calibration = NULL,  /* or which of its latencies were fitted to what */
    .put_decides = false, /* true where the latency of PUTs is the weakest input: its sensitivity is shown */
};
