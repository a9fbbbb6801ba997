/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Workloads of any number of topic groups, each group with figures of its own. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

/* What a group says: what most would say, or nearly all that one can. */
enum workload_detail { WORKLOAD_BRIEF, WORKLOAD_FULL };

static inline void workload_group(FILE *out, unsigned index, double rate_kib_per_s,
                                  enum workload_detail detail)
{
    fprintf(out, "  - name: topic-%05u\n    produce: {rate: %.2f KiB/s, record_size: %u B", index,
            rate_kib_per_s, 300 + index * 37 % 3000);
    if (detail == WORKLOAD_FULL)
        fprintf(out, ", producers: %u, linger: %ums, batch_size: %u KiB", 3 + index % 41, 1 + index % 17,
                16 + index % 48);
    fprintf(out, "}\n    consume: {groups: %u", 1 + index % 4);
    if (detail == WORKLOAD_FULL)
        fprintf(out, ", consumers: %u, fetch_max_wait: %ums", 2 + index % 23, 100 + index % 400);
    fprintf(out, "}\n    partitions: %u\n    retention: %uh\n", 2 + index % 5, 5 + index * 7 % 160);
    if (detail == WORKLOAD_FULL) fprintf(out, "    cleanup: %s\n", index % 11 == 0 ? "compact" : "delete");
}

/* A workload that produces the same in all, however many groups it is split into. */
static inline void workload_write(FILE *out, unsigned groups, enum workload_detail detail)
{
    const double total_kib_per_s = 912 * 1024;
    fputs("name: bench\nregion: us-east-1\nload: {peak_to_mean: 1.7}\ntopics:\n", out);
    for (unsigned i = 0; i < groups; i++)
        workload_group(out, i, total_kib_per_s / groups * (0.503 + (i * 7919u % 1000) * 0.001), detail);
}
