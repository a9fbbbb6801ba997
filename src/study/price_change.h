/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Price change: why a workload's bill is another one under another price book.
 *
 * Of each architecture there are three totals: planned at the old prices; the same machines at the new
 * prices; planned anew at the new prices. The first step is the prices' doing, and is told meter by meter;
 * the second is that of the machines that are chosen because of them. Nothing else can differ. */
#pragma once

#include "study/compare.h"

struct meter_change {
    const char *meter;   /* "AmazonEC2:BoxUsage:m5.large" */
    double usd_per_year; /* more on the same machines; negative is less */
};

struct architecture_change {
    const char *id, *name;
    const char *infeasible_reason;                   /* "" when it carries the load; else the sums are 0 */
    double before_usd, same_machines_usd, after_usd; /* a year */
    bool same_machines;                              /* as would be planned anew */
    size_t meter_count;
    const struct meter_change *meters; /* that changed; the largest first */
};

struct price_change {
    const char *workload_name;
    bool is_redacted; /* at list prices, since private ones aren't to be shown */
    size_t architecture_count;
    const struct architecture_change *architectures;
};

/* What the books cost request's workload; its own book and waterfall are not looked at. The names are for
 * diagnostics: a price that is missing is missing in one of the books. NULL with diagnostics. */
const struct price_change *price_change(const struct compare_request *request, bool redacts,
                                        const struct book *before, const char *before_name,
                                        const struct book *after, const char *after_name, struct arena *arena,
                                        struct diags *diags);
