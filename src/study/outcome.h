/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outcome: what one architecture comes to under one set of parameters, as it is computed. The simulation
 * takes its demand and deployment, the run describes all of it; nothing is computed from the run's words
 * again.
 *
 * Ownership: an outcome lives in the arena that it was made in. */
#pragma once

#include "study/plan.h"

struct outcome {
    bool feasible;
    const char *reason; /* when not feasible */
    bool is_supported;  /* false: lacks a feature that a topic group needs; nothing below is filled */
    bool has_deployment;
    bool was_given; /* the deployment was given, not planned */
    struct guarantees guarantees;
    struct demand demand;
    struct plan plan; /* of a planned one */
    struct deployment deployment;
    struct capacity capacity;
    struct ledger ledger;
    struct bill bill;
};
