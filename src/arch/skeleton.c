/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A start for a new architecture: copy it, rename it, and add ARCH(mine) to arch/registry.def. This one
 * isn't registered, but it is compiled, so that it can't fall behind. Schema, help, completion, reports
 * and tests/properties find a registered one in the registry; edit nothing else. Split a larger one as
 * kafka*.c is.
 *
 * Hooks do no I/O, read no clock, allocate from context->arena only and write no statics. A load, a rate
 * or a number of topic groups of zero is allowed. Cost never falls when rate, retention or consumer groups
 * grow. */
#include <math.h>

#include "arch/arch.h"
#include "arch/options.h"
#include "arch/path.h"
#include "base/text.h"
#include "cost/cross_az.h"
#include "cost/factors.h"
#include "params/choices.h"

/* Options: the common ones, then its own, in the order of their enum. More than a few go to a .def, as
 * kafka's do. Each has a default with its source and grade, or none ('-') where only the user can know. */
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

/* Cost lines: id "component.cause", meter, title, and the factors whose product is the quantity in raw
 * units (bytes, byte-months, hours). FACTOR_TOPIC, FACTOR_OPTION and FACTOR_ROOT are a parameter's value
 * as it is; FACTOR_DERIVED is computed. */
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

/* Optional (NULL: any go together). Reject options that contradict each other: false with diagnostics that
 * name them. */
static bool consistent(const struct context *context, struct diags *diags)
{
    const struct value *nodes = &context->params->scenarios[context->scenario].values[MINE_NODES];
    if (nodes->origin != ORIGIN_GIVEN || nodes->num >= root_num(context->params, ROOT_ZONES)) return true;
    return diags_add(diags, DIAG_INCONSISTENT, params_place(context->params, nodes),
                     "%s: fewer nodes than zones; give more",
                     params_option_path(diags->arena, context->params, context->scenario, MINE_NODES));
}

/* Required. Topic groups → flows by path at the mean rate, with the bytes that cross zones, and the data
 * kept. demand_init makes the segments of the load; demand->own may carry state for later hooks. */
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

/* Required. One candidate of the search: `count` nodes of an instance type in the first role, the rest
 * chosen to fit. The search assumes that load per node falls with the count. */
static bool size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why)
{
    (void)context, (void)demand, (void)why; /* false with *why when this type can't serve at all */
    *deployment = (struct deployment){.role_count = 1,
                                      .roles = {{"node", (int16_t)instance, count, {.kind = VOLUME_NONE}}}};
    return true;
}

/* Required. The utilisation of each resource at the peak, in every situation that must hold (one zone
 * lost). Names are static and each is spelled once: they are compared by address. */
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

/* Required. Costs that don't depend on traffic. They alone decide which deployment is cheapest; their
 * meters have no tiers. */
static void fleet(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger)
{
    (void)demand;
    const struct role *nodes = &deployment->roles[0];
    ledger_add_line(ledger, &COMPUTE_NODES, GROUP_SHARED, nodes->instance, nodes->count,
                    year_hourly_h(context->params));
}

/* Optional. The least cost of every fleet, besides a year of each node of the first role (volumes for all
 * data kept, say): the search then skips types that can't be cheap enough. */
static void fleet_floor(const struct context *context, const struct demand *demand, struct ledger *ledger)
{
    (void)context, (void)demand, (void)ledger; /* nodes are the whole fleet here */
}

/* Required. Traffic and data kept in object storage, for each topic group. A zero quantity leaves no
 * entry. A quantity that isn't linear in the rate (requests) is summed over demand->segments. */
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

/* Required. The roles of deployments; the search counts the first. A deployment from a user's file or a
 * Terraform plan is checked against these rows. A plan whose names match no role puts all machines into
 * the first: "node" is too generic for a word. */
static const struct role_kind ROLES[] = {
    {.name = "node", .title = "nodes", .words = {"broker"}, .volumes = VOLUME_BIT(VOLUME_NONE)},
    {.name = NULL},
};

/* Required. Printed with every comparison, so that nobody takes two prices for the price of the same
 * thing. */
static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    (void)context;
    *guarantees = (struct guarantees){
        .ack = "in memory of one node",
        .copies = 1,
        .zones = 1,
        .loss = "that node fails",
        .headroom = "handles the peak with one zone down",
        .optimisations = "none",
    };
}

/* Optional, and then with `modelled`. The path of records when the load is factor times the mean, as data
 * for the simulation (sim/path/path.h): here a log that one node of each partition keeps. An object path
 * has agents, a batcher, a store and a sequencer instead; see arch/warpstream_path.c. Distributions are
 * the parameters' under `latency.`. */
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
                .replica_fetch_max_wait_s = 0.5, /* of followers, which this one lacks */
                .replica_fetch_max_bytes = MIB,
                .replica_response_max_bytes = 10 * MIB,
                .replica_lag_s = 30,
                .append = path_dist(context, ROOT_BROKER_APPEND),
                .network_bytes_per_s = context->catalogue->instances[nodes->instance].network_bytes_per_s},
    };
    path_finish(context, path);
}

/* The bill's closed forms of the same counts per second; NAN where there is none. The simulation counts
 * its own, and a run reports where they differ. */
static void modelled(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT])
{
    (void)context, (void)deployment;
    for (int i = 0; i < PATH_COUNT__COUNT; i++) counts[i] = NAN;
    counts[PATH_PRODUCED_BYTES] = demand->total.flows[FLOW_PRODUCE].bytes_per_s * factor;
    counts[PATH_CONSUMED_BYTES] = demand->total.flows[FLOW_CONSUME].bytes_per_s * factor;
}

/* Optional. What can't be bought, as a sentence with the limit and its source; NULL when it can. The
 * deployment is NULL before it is planned. */
static const char *refuses(const struct context *context, const struct deployment *deployment,
                           const struct demand *demand)
{
    (void)context, (void)deployment, (void)demand;
    return NULL;
}

/* Optional. Unsettled assumptions, each with another value that is as plausible: printed beside the
 * totals. */
static const struct variant VARIANTS[] = {
    {"producers that stay in their zone", "zone_aware_produce", "1"},
    {NULL, NULL, NULL},
};

/* The registry names its symbol. Nothing else sees it before that. */
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
    .refuses = refuses,
    .size = size,
    .capacity = capacity,
    .fleet = fleet,
    .fleet_floor = fleet_floor,
    .flows = flows,
    .roles = ROLES,
    .guarantees = guarantees,
    .service = SERVICE_EC2,      /* the seller of its machine types; a managed service has its own rows in the
                                    catalogue */
    .waives_replication = false, /* true if the service doesn't charge for copies between zones */
    .count_option = MINE_NODES,
    .variants = VARIANTS,
    .data_path =
        data_path, /* NULL if unpublished: then .no_data_path says why, and the report shows a dash */
    .modelled = modelled,
    .no_data_path = NULL,
    .assumed = NULL,      /* or the system whose latencies are taken for its own: figures are marked */
    .calibration = NULL,  /* or the sources that latencies were fitted to */
    .evidence = NULL,     /* or the family of pricing/model-error.csv whose points its path is held against */
    .open = NULL,         /* or values of options that the vendor is silent on: p99 is shown over them */
    .put_decides = false, /* true if the latency of PUTs is the weakest input: its sensitivity is shown */
};
