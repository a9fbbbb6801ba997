/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commit.h"

#include <assert.h>
#include <math.h>

#include "base/fp.h"

/* E max(x − E, 0) and E max(x − E, 0)² for E exponential with mean 1, x ≥ 0: x − 1 + e^(−x) and x² − 2(x − 1
 * + e^(−x)), as series where these differences would cancel. */
struct short_of {
    double mean, square;
};

static struct short_of short_of(double x)
{
    static const double SERIES_BELOW = 0.5;
    enum { TERMS = 20 };
    if (x > SERIES_BELOW) {
        double mean = x + fp_expm1(-x);
        return (struct short_of){mean, x * x - 2 * mean};
    }
    double term = x * x / 2; /* x^n/n!, alternating from n = 2 */
    struct short_of it = {0};
    for (int n = 2; n < TERMS; n++) {
        it.mean += term;
        if (n > 2) it.square -= 2 * term;
        term *= -x / (n + 1);
    }
    return it;
}

/* From the first file to the start of the commit: W = collect + max(d − E, 0) with d = spacing − collect;
 * meanwhile others come. Waits add up to W + λW²/2. All in units of 1/λ below. */
struct commit commit_group(const struct commit_rule *rule, double files_per_s)
{
    assert(files_per_s >= 0 && rule->commit_s >= 0 && rule->collect_s >= 0 && rule->spacing_s >= 0);
    if (files_per_s == 0)
        return (struct commit){.files_per_commit = 1,
                               .wait_s = rule->collect_s,
                               .latency_s = rule->collect_s + rule->commit_s};
    double collect = rule->collect_s * files_per_s;
    double spacing = fmax(rule->spacing_s, rule->commit_s) * files_per_s;
    struct short_of more = short_of(fmax(0, spacing - collect));
    double window = collect + more.mean;
    double window_squared = collect * collect + 2 * collect * more.mean + more.square;
    double files = 1 + window;
    double wait_s = (window + window_squared / 2) / files / files_per_s;
    return (struct commit){
        .commits_per_s = files_per_s / files,
        .files_per_commit = files,
        .wait_s = wait_s,
        .latency_s = wait_s + rule->commit_s,
        .busy_share = files_per_s / files * rule->commit_s,
    };
}
