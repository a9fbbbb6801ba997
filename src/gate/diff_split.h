/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gate/diff.h"
#include "study/compare.h"

/* Split the changes of a diff by evaluating what lies between two workloads: base at head's prices on the
 * same machines, base at head's prices, and head's traffic under base's design. diff is of the runs of
 * exactly these requests, which have their books; the outcomes are base's. Where a step can't be evaluated,
 * because a price is missing or the load can't be carried, the split of that architecture isn't known, and
 * says why. */
void diff_split(struct diff *diff, const struct compare_request *base, const struct outcome *outcomes,
                const struct compare_request *head, struct arena *arena);
