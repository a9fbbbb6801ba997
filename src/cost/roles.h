/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Roles: the kinds of machines that an architecture's deployments are made of, a row each. A deployment
 * that was typed in or read from a Terraform plan is checked against them. */
#pragma once

#include "cost/deployment.h"

enum { ROLE_WORDS_MAX = 4 };

/* Sets of volume kinds. */
#define VOLUME_BIT(kind) (1u << (kind))
#define VOLUMES_EBS                                                                                      \
    (VOLUME_BIT(VOLUME_GP3) | VOLUME_BIT(VOLUME_GP2) | VOLUME_BIT(VOLUME_ST1) | VOLUME_BIT(VOLUME_SC1) | \
     VOLUME_BIT(VOLUME_IO2) | VOLUME_BIT(VOLUME_IO1))

struct role_kind {
    const char *name;                  /* "broker": in deployments and reports; NULL ends a table */
    const char *title;                 /* "brokers" */
    const char *words[ROLE_WORDS_MAX]; /* words in a Terraform resource's name or module that identify such
                                          machines among any architecture's */
    const char *product;               /* the word that decides where none of these occurs; NULL for none */
    unsigned volumes;                  /* kinds allowed on a node; VOLUME_BIT(VOLUME_NONE) for none */
    uint32_t volumes_most;             /* on a node; 0: VOLUMES_MAX */
    uint32_t nodes_most;               /* 0: NODES_MAX */
    bool is_optional;                  /* never the first, which the search counts */
    const char *volumes_rule;          /* message for a violation; NULL: a generic one */
};

/* The row of this name, or NULL. */
const struct role_kind *role_kind_find(const struct role_kind *kinds, const char *name);

/* Check a deployment of the architecture `id` against its roles: the first present, none unknown, none
 * missing, each with allowed volumes and count. False with a diagnostic. */
bool roles_accept(const struct role_kind *kinds, const char *id, const struct deployment *deployment,
                  const struct catalogue *catalogue, struct diags *diags);
