/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ladder: what each option is worth on the way from one architecture to another.
 *
 *     kafka-classic ─► tiered_storage ─► volume ─► fetch_from_follower ─► = kafka-tuned ─► added rungs
 *
 * Both ends are entries of one system, with the same options. Each rung gives the options in which they
 * differ the values of the second, all rungs before it held; options that only make sense together are one
 * rung. Machines are planned anew at each. Rungs that are added go beyond the second: one of ladder.def by
 * name, or any "PATH=VALUE".
 *
 * What an option is worth depends on which others are there already, so the rungs are climbed a second time
 * in reverse order. Where two rungs set the same parameter, the later one of the ladder wins whichever is
 * climbed first; so a total depends on which rungs are held and not on the way there.
 *
 * A rung that can't carry the workload, or lacks a price, has no total: the next step counts from the last
 * that has. One on the way stays held, so that the ladder ends where it leads; an added one is left out of
 * what follows. */
#pragma once

#include "study/compare.h"

struct waterfall_request {
    const char *from, *to;    /* ids of two architectures of the params */
    const char *const *added; /* as ladder.def or "PATH=VALUE" */
    size_t added_count;
};

struct waterfall;

/* The rungs of request->ladder, nothing evaluated yet; NULL with diagnostics. */
const struct waterfall *waterfall_plan(const struct compare_request *request, struct arena *arena,
                                       struct diags *diags);

/* Climb it and put it into the run: its ladder, or a warning when the first architecture can't carry the
 * workload. */
void waterfall_climb(const struct waterfall *waterfall, struct run *run, struct arena *arena);
