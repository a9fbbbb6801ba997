/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terraform: what a plan would have standing, from the JSON of `terraform show -json` (OpenTofu's is the
 * same).
 *
 * A plan lists every resource that it manages, in all modules and with each instance of count and for_each,
 * with its values before and after. One side of it is read: what the change leads to, or what stands before.
 * Of the many attributes only an allow-list is read; all else is walked over and takes no memory, so that no
 * secret of a plan can show anywhere. Values that are read are not quoted in messages either, only the
 * addresses of resources and the names of their types.
 *
 * Machines, clusters and volumes become a deployment; what it carries and costs is asked like of any other. A
 * resource with something wrong is wrong only when it is used: a message waits in its `problem`.
 *
 * Ownership: everything lives in the arena that was passed in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cost/deployment.h"
#include "pricing/catalogue.h"

/* Honest plans are below these; a module nests two levels. */
enum { TERRAFORM_FILE_MAX_BYTES = 128 * 1024 * 1024, TERRAFORM_DEPTH_MAX = 128 };

enum terraform_side { TERRAFORM_AFTER, TERRAFORM_BEFORE };

struct terraform_asked {
    enum terraform_side side;
    const char *const *addresses; /* only resources at one of them or below it; none for all */
    size_t address_count;
    const char *region; /* of the workload: what stands in another is a problem of what uses it; NULL: any */
};

struct terraform_problem {
    enum diag_id id;
    struct place place;
    const char *message;
};

/* Machines of EC2 that are alike: of one aws_instance or one aws_autoscaling_group, or several. */
struct terraform_machines {
    const char *address;      /* of the first */
    const signed char *roles; /* that its names say it has, in each of ARCHS */
    int16_t instance;
    uint64_t count;
    struct volumes volumes; /* that the resource itself attaches, but for the root's; VOLUME_NONE without */
    const struct terraform_problem *problem; /* NULL when all is known */
};

struct terraform_cluster {
    const char *address;
    enum machine_service service;
    struct role role;
    bool is_tiered;
    uint32_t subnets; /* 0: not known */
    const struct terraform_problem *problem;
};

/* aws_ebs_volume resources that are alike. */
struct terraform_disks {
    const char *address; /* of the first */
    uint32_t count;
    struct volumes volumes; /* one */
    const struct terraform_problem *problem;
};

/* aws_dynamodb_table. What is provisioned is paid whether it is used or not; what is paid by the request
 * hangs on traffic that nobody here knows. */
struct terraform_table {
    const char *address;
    bool is_provisioned;
    double read_units, write_units; /* provisioned, of the table and its global secondary indexes */
    const char *why_unpriced;       /* provisioned, and yet not to be priced; "" otherwise */
};

struct terraform_type {
    const char *name; /* "aws_security_group" */
    size_t count;
};

/* Resources that stand, are paid and are no part of what the plan manages from here on. */
enum { TERRAFORM_STRAYS_SHOWN_MAX = 5 };
struct terraform_strays {
    size_t count;
    const char *addresses[TERRAFORM_STRAYS_SHOWN_MAX];
};

struct terraform {
    const char *file;
    enum terraform_side side;
    const char *incomplete; /* how the plan says that it isn't whole; NULL: it doesn't */
    size_t machine_count, cluster_count, disk_count, attachment_count, table_count, bucket_count;
    const struct terraform_machines *machines; /* alike ones together, in a fixed order */
    const struct terraform_cluster *clusters;
    const struct terraform_disks *disks;
    const struct terraform_table *tables;
    size_t other_count; /* types that are not understood, by name */
    const struct terraform_type *others;
    size_t deleted_count;   /* resources that are gone on this side */
    size_t elsewhere_count; /* outside of the addresses that were asked for */
    struct terraform_strays forgotten, deposed;
};

/* Read one side of the plan. With addresses, only resources that are at one of them or below it
 * ("module.kafka", "aws_msk_cluster.main"). NULL with diagnostics when this is no plan, or no whole one. */
const struct terraform *terraform_read(const char *name, const char *bytes, size_t length,
                                       const struct terraform_asked *asked, const struct catalogue *catalogue,
                                       struct arena *arena, struct diags *diags);

/* Whether the side has anything that could be a deployment on this service's machines. */
bool terraform_has(const struct terraform *terraform, enum machine_service service);

/* The cluster of a managed service that terraform_has, or NULL with diagnostics: several of a kind that can't
 * share a workload, or something unknown. */
const struct terraform_cluster *terraform_cluster(const struct terraform *terraform,
                                                  enum machine_service service, struct arena *arena,
                                                  struct diags *diags);

/* The deployment of EC2's machines in the roles of an architecture, an index of ARCHS. False with
 * diagnostics. */
bool terraform_fleet(const struct terraform *terraform, size_t kind, const struct catalogue *catalogue,
                     struct deployment *deployment, struct arena *arena, struct diags *diags);

/* The tables of DynamoDB that stand provisioned and whose capacity is known, in the order of the plan. */
const struct terraform_table *terraform_standing(const struct terraform *terraform, struct arena *arena,
                                                 size_t *count);

/* Remarks for a reader of the result, of which so many machines of EC2 became part: what was left out, and
 * what is paid beside. NULL-ended; the types that are not understood come last. */
const char *const *terraform_remarks(const struct terraform *terraform, uint64_t used_machines,
                                     struct arena *arena);
