/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Path memo: the simulations of one run. Architectures often share a data path (a purchase option, a type of
 * volume that its latency doesn't know): each is simulated once.
 *
 * Ownership: entries keep pointers into the paths that they are given, which must outlive the memo; results
 * are in its arena. */
#pragma once

#include "sim/path/path.h"

struct path_memo;

struct path_memo *path_memo_new(struct arena *arena);

/* The result of path_run, of an equal path under an equal rule if there is one. With a trace it is always
 * simulated. */
const struct path_result *path_memo_run(struct path_memo *memo, const struct data_path *path,
                                        const struct replicate_rule *rule, struct path_trace *trace);
