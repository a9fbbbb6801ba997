/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Confluent Cloud: clusters of Freight, Enterprise, Dedicated and Standard, four rows of one design. A
 * cluster is so many units (eCKU, or CKU of Dedicated), each with a capacity in six dimensions:
 *
 *     units = max(least, ⌈in⌉, ⌈out⌉, ⌈partitions⌉, ⌈connections⌉, ⌈requests/s⌉, ⌈connection attempts/s⌉)
 *
 * each over what a unit takes; partitions that are compacted have a limit of their own. Elastic clusters pay
 * for the units of each hour, Dedicated for those of the peak. Bytes written, read and kept are metered.
 *
 *     confluent.c         options and guarantees of the four
 *     confluent_units.c   clients → connections and requests; load → units
 *     confluent_limits.c  load, size and what isn't sold
 *     confluent_lines.c   the bill
 *
 * Throughput and partitions of a unit are rows of pricing/confluent.csv, the rest are options. Source of all:
 * Confluent Cloud documentation, Kafka cluster types (2026). */
#pragma once

#include "arch/arch.h"
#include "arch/options.h"

#define CONFLUENT_TYPES "Confluent Cloud documentation, Kafka cluster types (2026)"

enum confluent_option {
    CONFLUENT_UNITS = OPTION__COUNT,
    CONFLUENT_LEAST_UNITS,
    CONFLUENT_MOST_UNITS,
    CONFLUENT_UNIT_CONNECTIONS,
    CONFLUENT_UNIT_ATTEMPTS,
    CONFLUENT_UNIT_REQUESTS,
    CONFLUENT_UNIT_COMPACTED,
    CONFLUENT_PARTITION_IN,
    CONFLUENT_PARTITION_OUT,
    CONFLUENT_MOST_PARTITIONS,
    CONFLUENT_BILLED_COPIES,
    CONFLUENT_CONNECT,
    CONFLUENT_BROKERS_PER_CLIENT,
    CONFLUENT_RECONNECT_TIME,
    CONFLUENT_FETCH_ROUND_TRIP,
    CONFLUENT__COUNT
};

enum confluent_connect { CONNECT_PUBLIC, CONNECT_PEERING, CONNECT_PNI, CONNECT_PRIVATELINK };
extern const char *const CONFLUENT_CONNECT_CHOICES[]; /* as the enum */

/* The load in the dimensions of a unit, whatever unit it is. */
enum confluent_dimension {
    DIMENSION_IN,          /* bytes/s */
    DIMENSION_OUT,         /* bytes/s */
    DIMENSION_PARTITIONS,  /* before replication */
    DIMENSION_COMPACTED,   /* of them */
    DIMENSION_CONNECTIONS, /* open at once */
    DIMENSION_ATTEMPTS,    /* connections/s */
    DIMENSION_REQUESTS,    /* requests/s */
    DIMENSION__COUNT
};
struct confluent_load {
    double of[DIMENSION__COUNT];
};

double confluent_num(const struct context *context, enum confluent_option option);

/* The load at a factor times the mean rate. */
struct confluent_load confluent_load_at(const struct context *context, const struct demand *demand,
                                        double factor);

/* The capacity of one unit of this type. */
struct confluent_load confluent_unit(const struct context *context, int instance);

/* The units that a cluster of this type needs at a factor times the mean rate; not over UNITS_MAX. */
enum { CONFLUENT_UNITS_MAX = 1000000 };
uint32_t confluent_units(const struct context *context, const struct demand *demand, int instance,
                         double factor);

/* The units that are paid in a segment of the load. */
uint32_t confluent_units_paid(const struct context *context, const struct deployment *deployment,
                              const struct demand *demand, const struct segment *segment);

/* The scenario's row of the registry, and the way of its clients. */
const struct arch *confluent_arch(const struct context *context);
enum confluent_connect confluent_connect(const struct context *context);

/* Hooks of all four, and the lines of each (arch.h). */
bool confluent_consistent(const struct context *context, struct diags *diags);
void confluent_load(const struct context *context, struct group_set groups, struct demand *demand);
bool confluent_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                    struct deployment *deployment, const char **why);
void confluent_capacity(const struct context *context, const struct deployment *deployment,
                        const struct demand *demand, struct capacity *capacity);
const char *confluent_refuses(const struct context *context, const struct deployment *deployment,
                              const struct demand *demand);
void confluent_fleet(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct ledger *ledger);
void confluent_flows(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct ledger *ledger);
extern const struct role_kind CONFLUENT_ROLES[];
extern const struct line *const CONFLUENT_FREIGHT_LINES[], *const CONFLUENT_ENTERPRISE_LINES[],
                                                               *const CONFLUENT_DEDICATED_LINES[],
                                                                   *const CONFLUENT_STANDARD_LINES[];
