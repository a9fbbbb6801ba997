/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Live: what a terminal shows while a command simulates. Costs are drawn at once and replaced by the result,
 * a status line says how far the simulation is, and an interrupt erases the line but leaves the costs. Where
 * no terminal is, nothing of this happens. */
#pragma once

#include <pthread.h>
#include <signal.h>

#include "cmd/command.h"
#include "cmd/progress.h"
#include "report/formats.h"
#include "study/simulate.h"

/* Private to live.c. */
struct live {
    struct session *session;
    run_text *draw;
    struct progress progress;
    struct simulate_progress told;
    pthread_mutex_t lock; /* of all below */
    const char *name;     /* of what is being simulated; NULL: nothing */
    size_t done, total;
    double share, begun_s, costs_s;
    const char *costs; /* as drawn; NULL: nothing */
    bool has_watcher;
    pthread_t watcher;
    sigset_t signals, before;
};

/* Begin: draw is the text of costs for standard output, NULL when nothing is drawn there. Pass &live->told to
 * what simulates. live stays where it is until live_end. */
void live_start(struct live *live, struct session *session, run_text *draw);

/* End: the status line is gone; with is_replaced so are the costs, or the cursor is below them. */
void live_end(struct live *live, bool is_replaced);
