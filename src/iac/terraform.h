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
 * Machines, clusters and volumes become a deployment, evaluated like any other; what else is paid by the
 * hour is listed with its price. A resource's fault matters only when it is used: until then its message
 * waits in `problem`. --terraform-address settles a doubt.
 *
 * Ownership: the arena that was passed in. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cost/deployment.h"
#include "pricing/catalogue.h"
#include "study/compare.h"

/* Honest plans stay below these bounds; a module nests two levels. */
enum { TERRAFORM_FILE_MAX_BYTES = 128 * 1024 * 1024, TERRAFORM_DEPTH_MAX = 128 };

enum terraform_side { TERRAFORM_AFTER, TERRAFORM_BEFORE };

/* An address of the plan, and the role of what is at it or below it. */
struct terraform_named {
    const char *role; /* a role of an architecture, TERRAFORM_NO_ROLE, or NULL: no role is named */
    const char *address;
};
#define TERRAFORM_NO_ROLE "none"

struct terraform_asked {
    enum terraform_side side;
    const struct terraform_named *named; /* with addresses without a role, only resources there */
    size_t named_count;
    const char *region; /* the workload's: a resource in another region is its user's problem; NULL: any */
};

struct terraform_problem {
    enum diag_id id;
    struct place place;
    const char *message;
};

/* The role of a machine in one architecture, and the evidence for it. */
struct terraform_calling {
    signed char role; /* an index of the architecture's roles, or one of the following */
    const char *why;  /* "its name", "port 9092 of its security group"; without a role, the reason for that */
    const char *doubt; /* NULL when the evidence agrees */
};
enum { TERRAFORM_UNKNOWN_ROLE = -1, TERRAFORM_OTHER_ROLE = -2 };

/* One machine of EC2, or the equal ones of one group. */
struct terraform_machines {
    const char *address, *base,
        *key; /* base and key: the resource without its instance, and the instance's */
    struct place place;
    const struct terraform_calling *callings; /* of each of ARCHS */
    const char *role;                         /* named with --terraform-address, or NULL */
    int16_t instance;
    uint64_t count;
    struct volumes volumes; /* data volumes, attached ones as well; VOLUME_NONE for none */
    struct volumes root;    /* VOLUME_NONE: of unknown size */
    bool is_kubernetes;     /* its data volumes are claims that no plan shows */
    bool is_dedicated;      /* prices of shared machines don't hold */
    bool is_spot;
    uint32_t subnets;                        /* of a group; 0: unknown */
    const char *zone;                        /* of a single machine, its zone or subnet; "" when unknown */
    const struct terraform_problem *problem; /* NULL when everything is known */
};

struct terraform_cluster {
    const char *address;
    bool is_named; /* with --terraform-address ROLE=ADDRESS */
    enum machine_service service;
    struct role role;
    bool is_tiered;
    const char *version; /* of Kafka: "3.9.x.kraft", "3.6.0"; "" when unknown */
    uint32_t subnets;    /* 0: unknown */
    const struct terraform_problem *problem;
};

/* An aws_ebs_volume. */
struct terraform_disk {
    const char *address;
    const char *role;       /* named with --terraform-address, or NULL */
    bool is_attached;       /* to a machine of the plan */
    bool is_outside;        /* of the addresses that were asked for */
    struct volumes volumes; /* one */
    const struct terraform_problem *problem;
};

/* A resource that is paid by the hour and isn't part of an architecture. */
struct terraform_standing {
    const char *address, *base; /* base: without its instance */
    const char *detail;         /* "157 read and 50 write capacity units", or "" */
    const char *why;            /* the reason for being in no total */
    const char *why_unpriced;   /* "" when it has parts */
    struct standing_part parts[STANDING_PARTS];
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
    size_t machine_count, cluster_count, disk_count, standing_count, bucket_count;
    const struct terraform_machines *machines; /* by address */
    const struct terraform_cluster *clusters;
    const struct terraform_disk *disks; /* by address */
    const struct terraform_standing *standing;
    const struct terraform_problem *unclear; /* an attachment of unknown machine or volume; NULL: none */
    size_t other_count;                      /* unsupported types, by name */
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

/* A deployment of the plan's machines. */
struct terraform_fleet {
    struct deployment deployment;
    bool lacks_volumes; /* the first role needs data volumes, which are claims of Kubernetes */
    bool *is_used;      /* of each machine */
    const char **why;   /* of each machine: the evidence for its role, or the reason for having none */
    bool *is_root_data; /* of each machine: its root volume is taken for its data volume */
    const char *const *remarks; /* machines of each role with the evidence, and doubts; NULL-ended */
};

/* Make a deployment of EC2's machines in the roles of an architecture, an index of ARCHS, for a workload in
 * `zones`. False with diagnostics. */
bool terraform_fleet(const struct terraform *terraform, size_t kind, double zones,
                     const struct catalogue *catalogue, struct terraform_fleet *fleet, struct arena *arena,
                     struct diags *diags);

/* What the plan has standing beside the deployments: machines and volumes that have no part, root volumes,
 * and all that is paid by the hour. `fleet` joins the fleets made of the plan, or is NULL; `kind` is the
 * architecture whose evidence is told. */
const struct standing_charge *terraform_charges(const struct terraform *terraform,
                                                const struct terraform_fleet *fleet, size_t kind,
                                                const struct catalogue *catalogue, size_t *count,
                                                struct arena *arena);

/* Unsupported types with their counts: "aws_kms_key 1, aws_subnet 3"; "" for none. */
const char *terraform_types(const struct terraform *terraform, struct arena *arena);

/* Remarks on omitted resources. NULL-ended; unsupported types come last. */
const char *const *terraform_remarks(const struct terraform *terraform, struct arena *arena);
