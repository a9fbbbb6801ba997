/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Architecture: a system that can carry the workload, as pure hooks over parameters.
 *
 *     load ─► demand ─► size (one candidate of the search) ─► capacity ─► fleet, flows ─► ledger
 *
 * Hooks see a `struct context` and a subset of topic groups; they do no I/O, read no clock and allocate in
 * the context's arena only. A new architecture is one file that defines one `const struct arch`, and one
 * row in arch/registry.def; arch/skeleton.c is a commented start. */
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
    size_t scenario; /* index of the entry in params.scenarios */
    const struct catalogue *catalogue;
    const struct prices *prices;
    struct arena *arena;
};

/* An unsettled assumption behind a figure, changed to another value that is as plausible. */
struct variant {
    const char *what; /* "a spare zone" */
    const char *path; /* an option, or "topics.*.…"; NULL ends a table */
    const char *value;
};

/* study/excluded.c lists the cost components that every architecture leaves out. */
/* Values of options that the vendor is silent on: paths of the architecture's own. */
enum { OPEN_SETTINGS_MAX = 3 };
struct open_options {
    struct open_setting {
        const char *path, *value; /* path NULL: no more of them */
    } settings[OPEN_SETTINGS_MAX];
    bool is_end; /* an end of the range, simulated whenever the architecture is; else only in depth. Where
                    what is assumed is nearly an end itself, there is one other */
};

struct arch {
    struct param_kind kind;          /* id, title, option rows and presets */
    const struct line *const *lines; /* every line it can incur, NULL-ended, in the order of reports */

    /* Check that options go together; false with diagnostics. NULL: any do. */
    bool (*consistent)(const struct context *context, struct diags *diags);

    /* Topic groups → demand. */
    void (*load)(const struct context *context, struct group_set groups, struct demand *demand);

    /* Size the deployment with count nodes of the instance in the first role, everything else (volumes,
     * other roles) chosen to fit. False when the instance can't serve at all, with a short static reason
     * in *why. */
    bool (*size)(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                 struct deployment *deployment, const char **why);

    /* The utilisation of every resource. */
    void (*capacity)(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct capacity *capacity);

    /* A published limit that the workload or the deployment (NULL before it is planned) breaks, as a sentence
     * with the limit and its source in the context's arena; NULL when all are kept. NULL: no limits. */
    const char *(*refuses)(const struct context *context, const struct deployment *deployment,
                           const struct demand *demand);

    /* Ledger entries that depend on the deployment, which the search weighs: instances, volumes, requests
     * whose number follows that of the nodes. */
    void (*fleet)(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger);

    /* Ledger entries that every fleet needs at least, besides a year of each node of the first role (or the
     * peak's part of it, where nodes follow the load): the search then skips types that can't be cheap
     * enough. NULL when there is no such bound. */
    void (*fleet_floor)(const struct context *context, const struct demand *demand, struct ledger *ledger);

    /* Ledger entries that are the same whatever the deployment: traffic, data kept in object storage. */
    void (*flows)(const struct context *context, const struct deployment *deployment,
                  const struct demand *demand, struct ledger *ledger);

    /* The meaning of an ack, the conditions for loss, … */
    void (*guarantees)(const struct context *context, struct guarantees *guarantees);

    /* The path of records with this deployment when the load is factor times the mean: the simulation's
     * input. modelled gives the bill's closed forms of the same counts per second: NAN where there is
     * none. Both NULL without a data path. */
    void (*data_path)(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, double factor, struct data_path *path);
    void (*modelled)(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT]);

    const struct role_kind *roles; /* its machines; the search counts the first role */
    enum machine_service service;  /* the service that sells its machine types */
    bool nodes_follow_load;        /* the first role's nodes are paid while the load needs them */
    bool waives_replication;       /* the service doesn't charge for copies between zones */

    int count_option; /* the option that fixes the first role's count, which plan would search */
    const struct variant *variants; /* printed beside the totals; may be NULL */
    const char *no_data_path;       /* reason for unknown latency; NULL with a data path */
    const char *assumed; /* the system whose latencies are taken for its own; NULL where they are its own */
    const char *calibration; /* sources that latencies were fitted to; NULL for none */
    const char *evidence;    /* family of its published latencies in pricing/model-error.csv; NULL for none */
    const struct open_options
        *open;        /* options that the vendor is silent on, ends of the range first; NULL for none */
    bool put_decides; /* the latency of PUTs is the weakest input: show its sensitivity */
};

/* Every architecture, in the order of documents. */
extern const struct arch *const ARCHS[];
extern const size_t ARCH_COUNT;

/* The architectures' parameters, for params_resolve. */
const struct param_registry *arch_registry(struct arena *arena);
