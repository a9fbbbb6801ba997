/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Capacity: the utilisation of each resource of a deployment under a demand, and whether it holds.
 *
 * "Cannot carry this load, because …" is a result, not an error. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The situation in which a resource is used most. */
enum situation { HEALTHY, ZONE_LOST, CATCHING_UP, REBUILDING, SITUATION__COUNT };
const char *situation_name(enum situation situation); /* "healthy", "one zone lost", … */

struct utilisation {
    const char *resource; /* "broker.network_out"; static */
    double fraction;      /* used over allowed; 1 is full */
    enum situation situation;
    bool is_bought_to_fit; /* the plan buys as much as is needed, like a volume's space: doesn't bind while it
                              holds */
};

enum { UTILISATIONS_MAX = 16 };

struct capacity {
    size_t count;
    size_t next; /* likely index of the next use: situations use resources in one order */
    struct utilisation utilisations[UTILISATIONS_MAX]; /* in the order of first use */
};

/* Fuller than full by no more than this still holds: volumes are given in whole GiB, and sizes that exactly
 * fill them carry rounding errors. */
#define CAPACITY_TOLERANCE 1e-4

struct capacity capacity_new(void);

/* Note the use of need out of supply in this situation; the worst situation stays. A need without supply
 * is a fraction of infinity, printed as "none". */
void capacity_use(struct capacity *capacity, const char *resource, enum situation situation, double need,
                  double supply);

/* As capacity_use, for a resource that a plan buys to fit. */
void capacity_use_bought(struct capacity *capacity, const char *resource, enum situation situation,
                         double need, double supply);

/* True if every fraction is at most 1 + CAPACITY_TOLERANCE. */
bool capacity_holds(const struct capacity *capacity);

/* The binding utilisation: the largest fraction, the first of equals, leaving out resources that were
 * bought to fit and do. */
const struct utilisation *capacity_binding(const struct capacity *capacity);
