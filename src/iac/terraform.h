/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terraform: the resources that a plan leaves deployed, from the JSON of `terraform show -json`
 * (OpenTofu's is the same).
 *
 * A plan lists every resource that it manages, in all modules and with each instance of count and
 * for_each, with its values before and after. One side of it is read: the state after the change, or
 * before. Only an allow-list of attributes is read; the rest is skipped and takes no memory, so that no
 * secret of a plan can show anywhere. Messages quote no values either, only the addresses of resources and
 * the names of their types.
 *
 * Machines, clusters and volumes become a deployment, evaluated like any other. A resource's fault matters
 * only when it is used: until then its message waits in `problem`.
 *
 * Ownership: the arena that was passed in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cost/deployment.h"
#include "pricing/catalogue.h"

/* Honest plans stay below these bounds; a module nests two levels. */
enum { TERRAFORM_FILE_MAX_BYTES = 128 * 1024 * 1024, TERRAFORM_DEPTH_MAX = 128 };

enum terraform_side { TERRAFORM_AFTER, TERRAFORM_BEFORE };

struct terraform_asked {
    enum terraform_side side;
    const char *const *addresses; /* only resources at one of them or below it; none for all */
    size_t address_count;
    const char *region; /* the workload's: a resource in another region is its user's problem; NULL: any */
};

struct terraform_problem {
    enum diag_id id;
    struct place place;
    const char *message;
};

/* Equal machines of EC2, from one or several of aws_instance or aws_autoscaling_group. */
struct terraform_machines {
    const char *address;      /* of the first */
    const signed char *roles; /* the role in each of ARCHS, by the resource's names */
    int16_t instance;
    uint64_t count;
    struct volumes volumes; /* attached by the resource itself, without the root's; VOLUME_NONE for none */
    const struct terraform_problem *problem; /* NULL when everything is known */
};

struct terraform_cluster {
    const char *address;
    enum machine_service service;
    struct role role;
    bool is_tiered;
    uint32_t subnets; /* 0: unknown */
    const struct terraform_problem *problem;
};

/* Equal aws_ebs_volume resources. */
struct terraform_disks {
    const char *address; /* of the first */
    uint32_t count;
    struct volumes volumes; /* one */
    const struct terraform_problem *problem;
};

/* aws_dynamodb_table. Provisioned capacity is paid whether it is used or not; a price per request depends
 * on unknown traffic. */
struct terraform_table {
    const char *address;
    bool is_provisioned;
    double read_units, write_units; /* provisioned, of the table and its global secondary indexes */
    const char *why_unpriced;       /* reason why provisioned capacity has no price; "" otherwise */
};

struct terraform_type {
    const char *name; /* "aws_security_group" */
    size_t count;
};

/* Resources that exist and are billed but that the plan no longer manages. */
enum { TERRAFORM_STRAYS_SHOWN_MAX = 5 };
struct terraform_strays {
    size_t count;
    const char *addresses[TERRAFORM_STRAYS_SHOWN_MAX];
};

struct terraform {
    const char *file;
    enum terraform_side side;
    const char *incomplete; /* the plan's own sign that it is incomplete; NULL: none */
    size_t machine_count, cluster_count, disk_count, attachment_count, table_count, bucket_count;
    const struct terraform_machines *machines; /* equal ones joined, in a fixed order */
    const struct terraform_cluster *clusters;
    const struct terraform_disks *disks;
    const struct terraform_table *tables;
    size_t other_count; /* unsupported types, by name */
    const struct terraform_type *others;
    size_t deleted_count;   /* resources that are gone on this side */
    size_t elsewhere_count; /* outside the requested addresses */
    struct terraform_strays forgotten, deposed;
};

/* Read one side of the plan. With addresses, only resources at or below one of them ("module.kafka",
 * "aws_msk_cluster.main"). NULL with diagnostics when it is no plan, or incomplete. */
const struct terraform *terraform_read(const char *name, const char *bytes, size_t length,
                                       const struct terraform_asked *asked, const struct catalogue *catalogue,
                                       struct arena *arena, struct diags *diags);

/* True if the side has resources for a deployment on this service's machines. */
bool terraform_has(const struct terraform *terraform, enum machine_service service);

/* The cluster of a managed service that terraform_has, or NULL with diagnostics: several clusters that
 * can't share a workload, or an unknown value. */
const struct terraform_cluster *terraform_cluster(const struct terraform *terraform,
                                                  enum machine_service service, struct arena *arena,
                                                  struct diags *diags);

/* Make a deployment of EC2's machines in the roles of an architecture, an index of ARCHS. False with
 * diagnostics. */
bool terraform_fleet(const struct terraform *terraform, size_t kind, const struct catalogue *catalogue,
                     struct deployment *deployment, struct arena *arena, struct diags *diags);

/* DynamoDB tables with known provisioned capacity, in the order of the plan. */
const struct terraform_table *terraform_provisioned(const struct terraform *terraform, struct arena *arena,
                                                    size_t *count);

/* Unsupported types with their counts: "aws_kms_key 1, aws_subnet 3"; "" for none. */
const char *terraform_types(const struct terraform *terraform, struct arena *arena);

/* Remarks on omitted and separately paid resources, given how many machines of EC2 were used. NULL-ended;
 * unsupported types come last. */
const char *const *terraform_remarks(const struct terraform *terraform, uint64_t used_machines,
                                     struct arena *arena);
