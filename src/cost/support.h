/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * AWS support: a share of the AWS part of a bill, in tiers, with a minimum monthly fee. */
#pragma once

#include "cost/bill.h"

extern const struct line *const SUPPORT_LINES[]; /* NULL-ended */

/* Append the support plan of pricing.support to the bill's lines (which have room) and totals. */
bool support_add(struct bill *bill, struct bill_line *lines, const struct prices *prices, struct arena *arena,
                 struct diags *diags);
