/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/access.h"

#include <assert.h>
#include <math.h>

#include "base/units.h"
#include "cost/factors.h"

#define SECONDS                                                                            \
    {                                                                                      \
        FACTOR_DERIVED, 0, UNIT_DURATION, "seconds per year (12 × billing.month_metered)" \
    }
#define ZONES                                        \
    {                                                \
        FACTOR_ROOT, ROOT_ZONES, UNIT_COUNT, "zones" \
    }
#define BALANCERS                                                                      \
    {                                                                                  \
        FACTOR_DERIVED, 0, UNIT_COUNT, "load balancers (one for 50 brokers or agents)" \
    }
#define CLIENT_BYTES                                          \
    {                                                         \
        FACTOR_DERIVED, 0, UNIT_RATE, "produced and consumed" \
    }
#define OBJECT_BYTES                                   \
    {                                                  \
        FACTOR_DERIVED, 0, UNIT_RATE, "to and from S3" \
    }

static const struct line TRANSIT_HOURS = {
    "network.access.hours",
    NETWORK,
    METER_ID_TRANSIT_HOURS,
    "transit gateway attachments",
    {{FACTOR_CONSTANT, 0, UNIT_COUNT, "attachments (clients' and brokers' VPC)"}, YEAR_H}};
static const struct line TRANSIT_BYTES = {"network.access.bytes",
                                          NETWORK,
                                          METER_ID_TRANSIT_BYTES,
                                          "client bytes through the transit gateway",
                                          {CLIENT_BYTES, SECONDS}};
static const struct line BALANCER_HOURS = {
    "network.access.hours", NETWORK, METER_ID_BALANCER_HOURS, "network load balancer", {BALANCERS, YEAR_H}};
static const struct line BALANCER_UNITS = {"network.access.bytes",
                                           NETWORK,
                                           METER_ID_BALANCER_UNITS,
                                           "client bytes through the load balancer",
                                           {CLIENT_BYTES,
                                            SECONDS,
                                            {FACTOR_DERIVED, 0, UNIT_NUMBER,
                                             "capacity-unit hours per byte (1 per billed GB)"}}};
static const struct line ENDPOINT_HOURS = {"network.access.endpoint_hours",
                                           NETWORK,
                                           METER_ID_ENDPOINT_HOURS,
                                           "PrivateLink endpoints of the clients",
                                           {ZONES, BALANCERS, YEAR_H}};
static const struct line ENDPOINT_BYTES = {"network.access.endpoint_bytes",
                                           NETWORK,
                                           METER_ID_ENDPOINT_BYTES,
                                           "client bytes through PrivateLink",
                                           {CLIENT_BYTES, SECONDS}};
static const struct line NAT_HOURS = {
    "network.s3_access.hours", NETWORK, METER_ID_NAT_HOURS, "NAT gateways to S3", {ZONES, YEAR_H}};
static const struct line NAT_BYTES = {"network.s3_access.bytes",
                                      NETWORK,
                                      METER_ID_NAT_BYTES,
                                      "S3 bytes through NAT gateways",
                                      {OBJECT_BYTES, SECONDS}};
static const struct line S3_ENDPOINT_HOURS = {"network.s3_access.hours",
                                              NETWORK,
                                              METER_ID_ENDPOINT_HOURS,
                                              "interface endpoints to S3",
                                              {ZONES, YEAR_H}};
static const struct line S3_ENDPOINT_BYTES = {"network.s3_access.bytes",
                                              NETWORK,
                                              METER_ID_ENDPOINT_BYTES,
                                              "S3 bytes through interface endpoints",
                                              {OBJECT_BYTES, SECONDS}};

const struct line *const ACCESS_LINES[] = {&TRANSIT_HOURS,
                                           &TRANSIT_BYTES,
                                           &BALANCER_HOURS,
                                           &BALANCER_UNITS,
                                           &ENDPOINT_HOURS,
                                           &ENDPOINT_BYTES,
                                           &NAT_HOURS,
                                           &NAT_BYTES,
                                           &S3_ENDPOINT_HOURS,
                                           &S3_ENDPOINT_BYTES,
                                           NULL};

/* AWS documentation, "Quotas for your Network Load Balancers": 50 listeners each, not adjustable. */
static double balancers_for(double nodes)
{
    const double listeners_max = 50;
    assert(nodes >= 1);
    return ceil(nodes / listeners_max);
}

static void balancer_usage(const struct params *params, double client_bytes_per_s, double balancers,
                           struct ledger *ledger)
{
    ledger_add_line(ledger, &BALANCER_HOURS, GROUP_SHARED, ITEM_NONE, balancers, year_hourly_h(params));
    ledger_add_line(ledger, &BALANCER_UNITS, GROUP_SHARED, ITEM_NONE, client_bytes_per_s,
                    year_metered_s(params), 1 / ledger->gb_bytes);
}

static void client_access_usage(const struct params *params, double client_bytes_per_s, double balancers,
                                struct ledger *ledger)
{
    const double attachments = 2;
    switch ((enum access)root_num(params, ROOT_ACCESS)) {
    case ACCESS_DIRECT: break;
    case ACCESS_TRANSIT_GATEWAY:
        ledger_add_line(ledger, &TRANSIT_HOURS, GROUP_SHARED, ITEM_NONE, attachments, year_hourly_h(params));
        ledger_add_line(ledger, &TRANSIT_BYTES, GROUP_SHARED, ITEM_NONE, client_bytes_per_s,
                        year_metered_s(params));
        break;
    case ACCESS_LOAD_BALANCER: balancer_usage(params, client_bytes_per_s, balancers, ledger); break;
    case ACCESS_PRIVATELINK: /* each load balancer is an endpoint service of its own, with an endpoint in each
                                zone */
        balancer_usage(params, client_bytes_per_s, balancers, ledger);
        ledger_add_line(ledger, &ENDPOINT_HOURS, GROUP_SHARED, ITEM_NONE, root_num(params, ROOT_ZONES),
                        balancers, year_hourly_h(params));
        ledger_add_line(ledger, &ENDPOINT_BYTES, GROUP_SHARED, ITEM_NONE, client_bytes_per_s,
                        year_metered_s(params));
        break;
    }
}

static void s3_access_usage(const struct params *params, double object_bytes_per_s, struct ledger *ledger)
{
    enum s3_access access = (enum s3_access)root_num(params, ROOT_S3_ACCESS);
    if (access == S3_ACCESS_GATEWAY_ENDPOINT || object_bytes_per_s == 0) return;
    bool nat = access == S3_ACCESS_NAT;
    ledger_add_line(ledger, nat ? &NAT_HOURS : &S3_ENDPOINT_HOURS, GROUP_SHARED, ITEM_NONE,
                    root_num(params, ROOT_ZONES), year_hourly_h(params));
    ledger_add_line(ledger, nat ? &NAT_BYTES : &S3_ENDPOINT_BYTES, GROUP_SHARED, ITEM_NONE,
                    object_bytes_per_s, year_metered_s(params));
}

void access_usage(const struct charged *charged, struct ledger *ledger)
{
    const struct flow *flows = charged->demand->total.flows;
    client_access_usage(charged->params, flows[FLOW_PRODUCE].bytes_per_s + flows[FLOW_CONSUME].bytes_per_s,
                        balancers_for(charged->nodes), ledger);
    if (!charged->is_managed)
        s3_access_usage(charged->params,
                        flows[FLOW_OBJECT_UP].bytes_per_s + flows[FLOW_OBJECT_DOWN].bytes_per_s, ledger);
}
