/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Deployment: machines and disks, as data.
 *
 * Nobody downstream knows whether it was planned, typed in or read from elsewhere. Volumes are the same on
 * every node of a role. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cost/meters.h"
#include "pricing/catalogue.h"

/* msk: the volumes of MSK's brokers, EBS sold by MSK. */
enum volume_kind {
    VOLUME_GP3,
    VOLUME_GP2,
    VOLUME_ST1,
    VOLUME_SC1,
    VOLUME_IO2,
    VOLUME_NVME,
    VOLUME_MSK,
    VOLUME_IO1, /* of given deployments only: io2 costs the same and does more */
    VOLUME__COUNT,
    VOLUME_NONE = VOLUME__COUNT
};

/* The limits of a volume kind; rows in deployment.c with their source. 0 where it doesn't apply. */
struct volume_limits {
    const char *name;
    double min_gib, max_gib;
    double base_iops; /* included (gp3), or the least that is sold */
    double iops_per_gib;
    double max_iops;
    double base_bytes_per_s;     /* included: gp3 */
    double max_iops_per_gib;     /* provisioned IOPS that a size allows: gp3, io2 */
    double bytes_per_s_per_iops; /* throughput can't exceed IOPS × this */
    double bytes_per_s_per_tib;  /* grows with size: st1, sc1 */
    double max_bytes_per_s;
};
extern const struct volume_limits VOLUME_LIMITS[VOLUME__COUNT];

struct volumes {
    enum volume_kind kind; /* VOLUME_NONE: no data volumes */
    uint32_t count;        /* on each node; 0 for local disks (VOLUME_NVME), which the instance brings */
    double gib;            /* size of each */
    double iops;           /* of each, total provisioned (gp3, io2), 0 elsewhere */
    double bytes_per_s;    /* of each, total provisioned (gp3, msk), 0 elsewhere */
};

/* Utilisation of the kind's limits (size, IOPS, throughput and their ratios): at most 1 can be bought. */
double volume_limit_use(const struct volumes *volumes);

/* The sustained rate of one volume, without bursts; INFINITY where the kind has no such limit. */
double volume_sustained_iops(const struct volumes *volumes);
double volume_sustained_bytes_per_s(const struct volumes *volumes);

struct role {
    const char *role; /* "broker", "controller", "agent" */
    int16_t instance; /* index into the catalogue */
    uint32_t count;
    struct volumes volumes;
};

enum { ROLES_MAX = 4, NODES_MAX = 10000, VOLUMES_MAX = 128 };

struct deployment {
    size_t role_count;
    struct role roles[ROLES_MAX];
    struct place places[ROLES_MAX]; /* of each in the file that gives it; unknown of planned ones */
};

/* The role of this name, or NULL. */
const struct role *deployment_role(const struct deployment *deployment, const char *role);

/* Read a deployment from JSON: the array of the run document, or an object {"architecture": id, "deployment":
 * [...]} (*architecture is then the id, else NULL). Every mistake is appended with its position. */
bool deployment_read(const char *name, const char *bytes, size_t length, const struct catalogue *catalogue,
                     struct arena *arena, struct deployment *deployment, const char **architecture,
                     struct diags *diags);

/* Describe a role for people: "21 × m5.4xlarge, 11 × 15,709 GiB st1 each". */
char *role_describe(const struct role *role, const struct catalogue *catalogue, struct arena *arena);

/* Index of the kind with this name ("gp3"), or VOLUME_NONE. */
enum volume_kind volume_kind_find(const char *name);
