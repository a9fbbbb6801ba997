/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Make: the one pipeline from a workload to a run that may be shown.
 *
 *     policy ─► evaluate ─► simulate ─► redact ─► round
 *
 * Every verb that shows a run of a workload calls this, so that none can forget a step: the policy's fixed
 * values hold, a private price stays inside unless asked for, and only rounded figures are rendered. */
#pragma once

#include "params/policy.h"
#include "study/books.h"
#include "study/simulate.h"

enum run_privacy {
    PRIVATE_HIDDEN,         /* a run with private prices is shown at list prices */
    PRIVATE_SHOWN,          /* as paid */
    PRIVATE_JUDGED,         /* the run as paid, for a judgement, with the run that may be shown */
    PRIVATE_JUDGED_OR_SHOWN /* the same; only the run where list prices are missing */
};

struct run_request {
    struct compare_request compare; /* without a book, it is found after the policy is applied */
    struct books *books;            /* source of a missing book; may be NULL when compare has its own */
    const struct policy *policy;    /* NULL for none */
    bool simulates;
    enum run_privacy privacy;
    struct place place;                       /* the position for diagnostics about the whole workload */
    const struct simulate_progress *progress; /* NULL for none */
};

struct run_made {
    const struct run *run;
    const struct run *listed; /* the run at list prices, of PRIVATE_JUDGED; NULL when nothing is private */
    const struct outcome *outcomes; /* one for each architecture of the run (struct comparison) */
};

/* All in arena; false with diagnostics. Sets the request's params and book to those used. */
bool run_make(struct run_request *request, struct run_made *made, struct arena *arena, struct diags *diags);
