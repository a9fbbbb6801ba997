/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outcome: the result of one architecture under one set of parameters. The simulation takes its demand and
 * deployment, and the run describes all of it; nothing is parsed back from the run's words.
 *
 * Ownership: the arena that it was made in. */
#pragma once

#include "study/plan.h"

struct outcome {
    bool feasible;
    const char *reason;       /* when not feasible */
    bool is_short_of_clients; /* the reason: the fleet would do, and producers can't push the load */
    bool is_supported;        /* false: lacks a feature that a topic group needs; the rest is unset */
    bool has_deployment;
    bool was_given;
    struct guarantees guarantees;
    struct demand demand;
    struct plan plan; /* for a planned deployment */
    struct deployment deployment;
    struct capacity capacity;
    struct ledger ledger;
    struct bill bill;
};
