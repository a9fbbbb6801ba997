/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Price change: the reasons why a workload's bill differs under another price book.
 *
 * Each architecture has three totals: planned at the old prices; the same machines at the new prices;
 * planned anew at the new prices. The first step is due to prices, and is split by meter; the second to
 * the choice of machines. Nothing else can differ. */
#pragma once

#include "study/compare.h"

struct meter_change {
    const char *meter;   /* "AmazonEC2:BoxUsage:m5.large" */
    double usd_per_year; /* increase on the same machines; a decrease is negative */
};

struct architecture_change {
    const char *id, *name;
    const char *infeasible_reason;                   /* "" when it carries the load; else the sums are 0 */
    double before_usd, same_machines_usd, after_usd; /* per year */
    bool same_machines;                              /* planning anew gives the same machines */
    size_t meter_count;
    const struct meter_change *meters; /* changed meters, the largest first */
};

struct price_change {
    const char *workload_name;
    bool is_private;  /* there are private prices */
    bool is_redacted; /* at list prices, since these must not be shown */
    size_t architecture_count;
    const struct architecture_change *architectures;
};

/* Evaluate the request's workload under both books; its own book and waterfall are ignored. Diagnostics
 * name the book that lacks a price. NULL with diagnostics. */
const struct price_change *price_change(const struct compare_request *request, bool redacts,
                                        const struct book *before, const char *before_name,
                                        const struct book *after, const char *after_name, struct arena *arena,
                                        struct diags *diags);
