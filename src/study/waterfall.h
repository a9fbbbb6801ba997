/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waterfall: the saving of each option on the way from one architecture to another.
 *
 *     kafka-classic ─► tiered_storage ─► volume ─► fetch_from_follower ─► = kafka-tuned ─► added steps
 *
 * Both ends are entries of one system, with the same options. Each step gives the options in which they
 * differ the values of the second, all steps before it held; options that only make sense together are one
 * step. Machines are planned anew at each. Steps that are added go beyond the second: one of waterfall.def
 * by name, or any "PATH=VALUE".
 *
 * An option's saving depends on the options held before it, so the steps are taken a second time in
 * reverse order. Where two steps set the same parameter, the later one of the waterfall wins whichever is
 * taken first; so a total depends on the steps held and not on their order.
 *
 * A step that can't carry the workload, or lacks a price, has no total: the next step counts from the last
 * that has. A step between the two stays held, so that the waterfall reaches the second; an added one is
 * dropped. */
#pragma once

#include "study/compare.h"

struct waterfall_request {
    const char *from, *to;    /* ids of two architectures of the params */
    const char *const *added; /* as waterfall.def or "PATH=VALUE" */
    size_t added_count;
};

struct waterfall;

/* Plan the steps of request->waterfall without evaluating; NULL with diagnostics. */
const struct waterfall *waterfall_plan(const struct compare_request *request, struct arena *arena,
                                       struct diags *diags);

/* Take the steps and add the waterfall to the run, or a warning when the first architecture can't carry
 * the workload. */
void waterfall_take(const struct waterfall *waterfall, struct run *run, struct arena *arena);
