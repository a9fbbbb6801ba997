/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/confluent.h"

#include "arch/msk.h"
#include "base/text.h"
#include "params/choices.h"

#define TYPES CONFLUENT_TYPES

#define COUNT_ROW(path, least, most, value, grade, source, help)                \
    {                                                                           \
        path, PARAM_COUNT, least, most, NULL, value, false, grade, source, help \
    }
#define RATE_ROW(path, value, help)                                       \
    {                                                                     \
        path, PARAM_RATE, 1, 1.1e12, NULL, value, false, 'A', TYPES, help \
    }

/* A cluster type's own rows. The two files of the family explain them. */
#define OWN_ROWS(least, most, connections, attempts, requests, compacted, in, out, partitions, copies,       \
                 copies_grade, copies_source, connect)                                                       \
    [CONFLUENT_UNITS] = COUNT_ROW("units", 1, 10000, NULL, '-', "",                                          \
                                  "number of units (eCKU or CKU); left out, the fewest that hold"),          \
    [CONFLUENT_LEAST_UNITS] = COUNT_ROW("least_units", 1, 10000, least, 'A', TYPES,                          \
                                        "fewest units of a cluster"),                                        \
    [CONFLUENT_MOST_UNITS] = COUNT_ROW("most_units", 1, 10000, most, 'A', TYPES, "most units of a cluster"), \
    [CONFLUENT_UNIT_CONNECTIONS] = COUNT_ROW("unit_connections", 1, 1e9, connections, 'A', TYPES,            \
                                             "connections of clients that a unit takes"),                    \
    [CONFLUENT_UNIT_ATTEMPTS] = {"unit_connection_attempts",                                                 \
                                 PARAM_NUMBER,                                                               \
                                 0.001,                                                                      \
                                 1e9,                                                                        \
                                 NULL,                                                                       \
                                 attempts,                                                                   \
                                 false,                                                                      \
                                 'A',                                                                        \
                                 TYPES,                                                                      \
                                 "connections per second that a unit takes"},                                \
    [CONFLUENT_UNIT_REQUESTS] =                                                                              \
        {"unit_requests", PARAM_NUMBER, 0.001, 1e9,   NULL,                                                  \
         requests,        false,        'A',   TYPES, "requests per second that a unit takes"},              \
    [CONFLUENT_UNIT_COMPACTED] = COUNT_ROW("unit_compacted_partitions", 0, 1e9, compacted, 'A', TYPES,       \
                                           "partitions of compacted topics that a unit takes"),              \
    [CONFLUENT_PARTITION_IN] = RATE_ROW("partition_rate_in", in, "most that is produced to one partition"),  \
    [CONFLUENT_PARTITION_OUT] = RATE_ROW("partition_rate_out", out,                                          \
                                         "most that is consumed from one partition"),                        \
    [CONFLUENT_MOST_PARTITIONS] = COUNT_ROW("most_partitions", 1, 1e9, partitions, 'A', TYPES,               \
                                            "most partitions of a cluster, before replication"),             \
    [CONFLUENT_BILLED_COPIES] = COUNT_ROW("billed_copies", 1, 3, copies, copies_grade, copies_source,        \
                                          "copies of what is kept that the storage meter counts"),           \
    [CONFLUENT_CONNECT] = {"connect",                                                                        \
                           PARAM_CHOICE,                                                                     \
                           0,                                                                                \
                           0,                                                                                \
                           CONFLUENT_CONNECT_CHOICES,                                                        \
                           connect,                                                                          \
                           false,                                                                            \
                           'D',                                                                              \
                           "assumption: the way that costs least of those that this cluster type has",       \
                           "way of clients to the cluster; pni is a private network interface"},             \
    [CONFLUENT_BROKERS_PER_CLIENT] =                                                                         \
        COUNT_ROW("brokers_per_client", 1, 1000, "3", 'D',                                                   \
                  "assumption: one of each zone; Confluent publishes no number of brokers",                  \
                  "brokers that each client has a connection to"),                                           \
    [CONFLUENT_RECONNECT_TIME] = {"reconnect_time",                                                          \
                                  PARAM_DURATION,                                                            \
                                  1,                                                                         \
                                  3.2e9,                                                                     \
                                  NULL,                                                                      \
                                  "10min",                                                                   \
                                  false,                                                                     \
                                  'D',                                                                       \
                                  "assumption: a deployment of all clients, instance by instance",           \
                                  "time in which all connections are made anew"},                            \
    [CONFLUENT_FETCH_ROUND_TRIP] = {"fetch_round_trip",                                                      \
                                    PARAM_DURATION,                                                          \
                                    1e-6,                                                                    \
                                    60,                                                                      \
                                    NULL,                                                                    \
                                    "10ms",                                                                  \
                                    false,                                                                   \
                                    'D',                                                                     \
                                    "assumption",                                                            \
                                    "time from the answer to a fetch to the arrival of the next"}

static const struct param_row FREIGHT_ROWS[] = {
#define PARAM(id, ...) {__VA_ARGS__},
#include "arch/options.def"
    OWN_ROWS("2", "152", "18000", "500", "15000", "0", "6 MB/s", "18 MB/s", "50000", "1", 'C',
             "note on Confluent Cloud prices 2026-10-04: what is kept counts once", "pni"),
};
static const struct param_row ENTERPRISE_ROWS[] = {
#include "arch/options.def"
    OWN_ROWS("1", "32", "18000", "500", "7500", "360", "6 MB/s", "18 MB/s", "96000", "1", 'D',
             "assumption: as Freight; Confluent states replicas of Dedicated only", "pni"),
};
static const struct param_row DEDICATED_ROWS[] = {
#include "arch/options.def"
    OWN_ROWS("2", "24", "18000", "500", "15000", "4500", "12 MB/s", "36 MB/s", "100000", "3", 'B',
             "Buf, Bufstream on Spanner (2025-03), after Confluent's billing page: storage after replication",
             "peering"),
};
static const struct param_row STANDARD_ROWS[] = {
#include "arch/options.def"
#undef PARAM
    OWN_ROWS("1", "10", "1000", "50", "1500", "250", "5 MB/s", "15 MB/s", "2500", "1", 'D',
             "assumption: as Freight; Confluent states replicas of Dedicated only", "public"),
};
_Static_assert(sizeof FREIGHT_ROWS / sizeof *FREIGHT_ROWS == CONFLUENT__COUNT, "rows and enum agree");

/* ---- guarantees ---- */

static const char *sla(const struct context *context)
{
    double least = confluent_num(context, CONFLUENT_LEAST_UNITS);
    return least >= 2 ? "SLA 99.99 %" : "SLA 99.9 % (99.99 % with least_units: 2)";
}

static void guarantees(const struct context *context, struct guarantees *guarantees)
{
    bool elastic = confluent_arch(context)->nodes_follow_load;
    *guarantees = (struct guarantees){
        MSK_FEATURES,
        .ack = "in replicas of three zones, according to Confluent",
        .copies = 3,
        .zones = 3,
        .loss = "not published",
        .headroom = text_format(context->arena, "%s; %s",
                                elastic ? "units follow the load" : "units for the peak, no more",
                                sla(context)),
        .optimisations = "replication isn't charged apart; consumers fetch in their zones",
    };
}

static void freight_guarantees(const struct context *context, struct guarantees *guarantees)
{
    *guarantees = (struct guarantees){
        .ack = "in object storage, according to Confluent",
        .copies = COPIES_BY_OBJECT_STORE,
        .zones = 3, /* S3 Standard keeps objects in at least three zones: Amazon S3 user guide */
        .loss = "not published",
        .headroom = text_format(context->arena, "units follow the load, 4 more in 10 minutes at most; %s",
                                sla(context)),
        .optimisations = "S3-direct, zone-aware clients; replication isn't charged apart",
    };
}

/* ---- the four ---- */

/* Fixed, so that totals can't be tuned. Freight's clients write in their zone; elsewhere a partition has a
 * leader, which is in any zone. */
#define PRESETS_OF(type, produce)                                                  \
    {                                                                              \
        {"instance", type}, {"least_nodes", "1"}, {"zone_aware_produce", produce}, \
            {"zone_aware_consume", "1"}, {NULL, NULL},                             \
    }
static const struct param_preset FREIGHT_PRESETS[] = PRESETS_OF("freight.ecku", "1"),
                                 ENTERPRISE_PRESETS[] = PRESETS_OF("enterprise.ecku", "0"),
                                 DEDICATED_PRESETS[] = PRESETS_OF("dedicated.cku", "0"),
                                 STANDARD_PRESETS[] = PRESETS_OF("standard.ecku", "0");

static const struct param_preset FREIGHT_CLIENTS[] = {{"clients.idempotence", "false"}, {NULL, NULL}};

static const struct variant FREIGHT_VARIANTS[] = {
    {"clients that cross zones to produce", "zone_aware_produce", "0"},
    {"clients connected to 12 brokers each", "brokers_per_client", "12"},
    {NULL, NULL, NULL},
};
static const struct variant ENTERPRISE_VARIANTS[] = {
    {"over PrivateLink", "connect", "privatelink"},
    {"the SLA of 99.99 %: two units at least", "least_units", "2"},
    {"storage after replication, as Dedicated", "billed_copies", "3"},
    {"clients connected to 12 brokers each", "brokers_per_client", "12"},
    {NULL, NULL, NULL},
};
static const struct variant DEDICATED_VARIANTS[] = {
    {"over PrivateLink", "connect", "privatelink"},
    {"clients connected to 12 brokers each", "brokers_per_client", "12"},
    {NULL, NULL, NULL},
};
static const struct variant STANDARD_VARIANTS[] = {
    {"the SLA of 99.99 %: two units at least", "least_units", "2"},
    {"storage after replication, as Dedicated", "billed_copies", "3"},
    {NULL, NULL, NULL},
};

#define HOOKS                                                                               \
    .consistent = confluent_consistent, .load = confluent_load, .size = confluent_size,     \
    .capacity = confluent_capacity, .refuses = confluent_refuses, .fleet = confluent_fleet, \
    .flows = confluent_flows, .roles = CONFLUENT_ROLES, .waives_replication = true,         \
    .count_option = CONFLUENT_UNITS
#define NO_PATH "Confluent publishes neither the design nor percentiles of "

const struct arch confluent_freight = {
    .kind = {.id = "confluent-freight",
             .title = "Confluent Freight",
             .summary = "Confluent Cloud Freight: elastic units on object storage, no idempotence, "
                        "transactions or compaction",
             .rows = FREIGHT_ROWS,
             .row_count = CONFLUENT__COUNT,
             .presets = FREIGHT_PRESETS,
             .advice = {FREIGHT_CLIENTS, TYPES ": no idempotent producer", 'A'}},
    HOOKS,
    .lines = CONFLUENT_FREIGHT_LINES,
    .guarantees = freight_guarantees,
    .service = SERVICE_CONFLUENT_FREIGHT,
    .nodes_follow_load = true,
    .variants = FREIGHT_VARIANTS,
    .no_data_path = NO_PATH "Freight's data path, but that its latency is relaxed",
};

const struct arch confluent_enterprise = {
    .kind = {.id = "confluent-enterprise",
             .title = "Confluent Enterprise",
             .summary = "Confluent Cloud Enterprise: elastic units over private networks",
             .rows = ENTERPRISE_ROWS,
             .row_count = CONFLUENT__COUNT,
             .presets = ENTERPRISE_PRESETS},
    HOOKS,
    .lines = CONFLUENT_ENTERPRISE_LINES,
    .guarantees = guarantees,
    .service = SERVICE_CONFLUENT_ENTERPRISE,
    .nodes_follow_load = true,
    .variants = ENTERPRISE_VARIANTS,
    .no_data_path = NO_PATH "Enterprise clusters",
};

const struct arch confluent_dedicated = {
    .kind = {.id = "confluent-dedicated",
             .title = "Confluent Dedicated",
             .summary = "Confluent Cloud Dedicated: units for the peak, storage after replication",
             .rows = DEDICATED_ROWS,
             .row_count = CONFLUENT__COUNT,
             .presets = DEDICATED_PRESETS},
    HOOKS,
    .lines = CONFLUENT_DEDICATED_LINES,
    .guarantees = guarantees,
    .service = SERVICE_CONFLUENT_DEDICATED,
    .variants = DEDICATED_VARIANTS,
    .no_data_path = NO_PATH "Dedicated clusters",
};

const struct arch confluent_standard = {
    .kind = {.id = "confluent-standard",
             .title = "Confluent Standard",
             .summary = "Confluent Cloud Standard: elastic units over public endpoints, up to 250 MB/s",
             .rows = STANDARD_ROWS,
             .row_count = CONFLUENT__COUNT,
             .presets = STANDARD_PRESETS},
    HOOKS,
    .lines = CONFLUENT_STANDARD_LINES,
    .guarantees = guarantees,
    .service = SERVICE_CONFLUENT_STANDARD,
    .nodes_follow_load = true,
    .variants = STANDARD_VARIANTS,
    .no_data_path = NO_PATH "Standard clusters",
};
