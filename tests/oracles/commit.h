/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Group commit: a sequencer that commits all that waits at once, one commit after another, in order.
 *
 * Files arrive as a Poisson stream. A commit takes commit_s. The next one starts collect_s after the first
 * file that came since the last one started (0: at once), but not before that has ended nor spacing_s after
 * its start. So the time between starts is max(spacing, E + collect) with E exponential, after which all
 * begins anew: renewal theory. Oracle: an event loop in the test. */
#pragma once

struct commit_rule {
    double commit_s, collect_s, spacing_s; /* ≥ 0 each; spacing below commit_s is commit_s */
};

struct commit {
    double commits_per_s;
    double files_per_commit; /* mean; × commits_per_s = files_per_s */
    double wait_s;           /* mean of a file from its arrival to the start of its commit */
    double latency_s;        /* mean of a file to the end of its commit */
    double busy_share;       /* share of the time in which a commit is under way, 0 to 1 */
};

/* files_per_s ≥ 0; at 0 commits_per_s is 0 and the rest what it tends to. */
struct commit commit_group(const struct commit_rule *rule, double files_per_s);
