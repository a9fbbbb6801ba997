/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amazon MSK: declarations shared by its three architectures, one file each:
 *
 *     msk_provisioned.c  Standard brokers with volumes, tiered storage if asked for
 *     msk_express.c      Express brokers, whose storage is the service's
 *     msk_serverless.c   a cluster without machines
 *
 * MSK doesn't charge for bytes between brokers; those between clients and brokers in another zone are paid
 * as EC2's are. A broker type's limits are a row of pricing/msk.csv. */
#pragma once

#include "arch/arch.h"
#include "arch/options.h"

/* Client bytes that cross zones, on both sides; the same lines for all three. */
extern const struct line MSK_PRODUCE, MSK_CONSUME;

/* Ledger entries for the client bytes of one topic group that cross zones. */
void msk_client_usage(const struct context *context, const struct group_demand *group, struct ledger *ledger);

/* Brokers that are left when the largest zone is gone. */
double msk_live(double brokers, double zones);

/* The refusal of brokers that are no multiple of the zones, in the deployment or by this option; or NULL. */
const char *msk_refuses_brokers(const struct context *context, const struct deployment *deployment,
                                int count_option);

/* Note a workload with fewer or more zones than MSK can span. */
void msk_use_zones(const struct context *context, double least, double most, struct capacity *capacity);

/* The busiest partition's bytes/s in and out at the peak; a topic group's bytes are spread evenly over its
 * partitions. */
struct msk_partition {
    double in_bytes_per_s, out_bytes_per_s;
};
struct msk_partition msk_busiest_partition(const struct context *context, const struct demand *demand);

/* Topic groups → flows and space of a service that bills one copy of the data and hides its inside. */
void msk_load_hidden(const struct context *context, struct group_set groups, double copies_of_partition,
                     struct demand *demand);

/* Size the only role with these volumes; always true. */
bool msk_size(const struct role_kind *roles, int instance, uint32_t count, struct volumes volumes,
              struct deployment *deployment);

/* Ledger entry for a year of the role's machines. */
void msk_fleet(const struct context *context, const struct line *line, const struct deployment *deployment,
               struct ledger *ledger);

/* MSK itself advises Arm brokers, and no user's binary runs on them. */
extern const struct param_preset MSK_BROKER_PRESETS[];

/* A role without volumes: the service stores the data. */
#define MSK_ROLE_BARE(role)                                                         \
    {                                                                               \
        .name = role, .title = role "s", .volumes = VOLUME_BIT(VOLUME_NONE),        \
        .volumes_rule = "the service brings its own storage; leave out \"volumes\"" \
    }

/* Kafka's features on all of them, and the hooks of each file. */
#define MSK_FEATURES .idempotence = true, .transactions = true, .compaction = true
#define MSK_HOOKS                                                                                     \
    .lines = LINES, .load = load, .size = size, .capacity = capacity, .fleet = fleet, .flows = flows, \
    .roles = ROLES, .guarantees = guarantees, .waives_replication = true
