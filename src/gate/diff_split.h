/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gate/diff.h"
#include "study/compare.h"

/* Split the changes of a diff by evaluating the steps between two workloads: base at head's prices on the
 * same machines, base at head's prices, and head's traffic under base's design. The diff is of exactly
 * these requests, which have their books; the outcomes are base's. If a step can't be evaluated (a missing
 * price, a load that can't be carried), that architecture's split is unknown, with the reason. */
void diff_split(struct diff *diff, const struct compare_request *base, const struct outcome *outcomes,
                const struct compare_request *head, struct arena *arena);
