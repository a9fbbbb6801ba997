/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Make: the one way from a workload to a run that may be shown.
 *
 *     policy ─► evaluate ─► simulate ─► redact ─► round
 *
 * Every verb that shows a run of a workload has it from here, so that none can forget a step: what the policy
 * fixes holds, a private price stays inside unless it is asked for, and nothing is rendered but rounded
 * figures. */
#pragma once

#include "params/policy.h"
#include "study/books.h"
#include "study/simulate.h"

enum run_privacy {
    PRIVATE_HIDDEN,         /* a run with private prices is shown at list prices */
    PRIVATE_SHOWN,          /* as paid */
    PRIVATE_JUDGED,         /* the run as paid, for a judgement, and beside it the one that may be shown */
    PRIVATE_JUDGED_OR_SHOWN /* the same, and where list prices are missing only the run */
};

struct run_request {
    struct compare_request compare; /* its book, where it has none, is found after the policy was applied */
    struct books *books;            /* where it is found; may be NULL when compare has its book */
    const struct policy *policy;    /* NULL for none */
    bool simulates;
    enum run_privacy privacy;
    struct place place;                       /* where a diagnostic about the whole workload points */
    const struct simulate_progress *progress; /* NULL for none */
};

struct run_made {
    const struct run *run;
    const struct run *listed; /* of PRIVATE_JUDGED: the run at list prices; NULL when nothing is private */
    const struct outcome *outcomes; /* of the request, one for each architecture (struct comparison) */
};

/* All in arena; false with diagnostics. The request's params and book are from then on those that it was made
 * with. */
bool run_make(struct run_request *request, struct run_made *made, struct arena *arena, struct diags *diags);
