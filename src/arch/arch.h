/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Architecture: a system that can carry the workload, as pure hooks over parameters.
 *
 *     load ─► demand ─► size (one candidate of the search) ─► capacity ─► fleet, flows ─► ledger
 *
 * Hooks see a `struct scene` and a subset of topic groups; they do no I/O, read no clock and allocate in the
 * scene's arena only. A new architecture is one file that defines one `const struct arch`, and one row in
 * arch/registry.def; arch/skeleton.c is a commented start. */
#pragma once

#include "arch/guarantees.h"
#include "cost/bill.h"
#include "cost/capacity.h"
#include "cost/demand.h"
#include "cost/deployment.h"
#include "cost/ledger.h"
#include "cost/roles.h"
#include "params/params.h"
#include "pricing/catalogue.h"
#include "sim/path/path.h"

struct context {
    const struct params *params;
    size_t scenario; /* which entry of params.scenarios */
    const struct catalogue *catalogue;
    const struct prices *prices;
    struct arena *arena;
};

/* An assumption that a figure rests on and nobody has settled, changed to another value that is as plausible.
 */
struct variant {
    const char *what; /* "a spare zone" */
    const char *path; /* of an option, or "topics.*.…"; NULL ends a table */
    const char *value;
};

/* Cost components that every architecture leaves out and says so are in study/excluded.c. */
struct arch {
    struct param_kind kind;          /* id, title, option rows and presets */
    const struct line *const *lines; /* every line it can incur, NULL-ended, in the order of reports */

    /* Whether its options go together; false with diagnostics. NULL: any do. */
    bool (*consistent)(const struct context *context, struct diags *diags);

    /* Topic groups → demand. */
    void (*load)(const struct context *context, struct group_set groups, struct demand *demand);

    /* The deployment with count nodes of the instance in the first role, everything else (volumes, other
     * roles) chosen to fit. False when the instance can't serve at all; *why then says it in a few words
     * (static). */
    bool (*size)(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why);

    /* How full everything is. */
    void (*capacity)(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct capacity *capacity);

    /* Ledger entries for what stands there whether or not a byte flows: instances, volumes. */
    void (*fleet)(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger);

    /* Ledger entries of which every fleet has at least as much, beside a year of each node of the first role:
     * with it, the search leaves out what can't be cheap enough. NULL when there is no such bound. */
    void (*fleet_floor)(const struct context *context, const struct demand *demand, struct ledger *ledger);

    /* Ledger entries for what flows and what is kept in object storage. */
    void (*flows)(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger);

    /* What an ack means, what is lost when, … */
    void (*guarantees)(const struct context *context, struct guarantees *guarantees);

    /* What records go through with this deployment when the load is factor times the mean: the simulation's
     * input. And what the closed forms that the bill rests on say of the same, a second: NAN where they say
     * nothing. Both NULL where there is no data path. */
    void (*data_path)(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, double factor, struct data_path *path);
    void (*modelled)(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT]);

    const struct role_kind *roles; /* its machines, the role that the search counts first */
    enum machine_service service;  /* whose machine types its deployments are made of */
    bool waives_replication;       /* the service doesn't charge for copies between zones */

    int count_option; /* the option that fixes the count of the first role, whose type and count plan searches
                       */
    const struct variant *variants; /* printed beside the totals; may be NULL */
    const char *no_data_path;       /* why its latency is unknown; NULL when there is a data path */
    const char *calibration;        /* which of its latencies were fitted to what; NULL when none were */
    bool put_decides;               /* the latency of PUTs is the weakest input: its sensitivity is shown */
};

/* Every architecture, in the order of documents. */
extern const struct arch *const ARCHS[];
extern const size_t ARCH_COUNT;

/* Their parameters, for params_resolve. */
const struct param_registry *arch_registry(struct arena *arena);
