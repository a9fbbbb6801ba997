/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/compaction.h"

#include <assert.h>
#include <math.h>

#include "model/cache.h"

static const double CREATE_AND_COMPLETE = 2;

/* While a job runs its output grows from nothing to all. */
static const double MEAN_DONE = 0.5;

double compaction_puts(double object_bytes, double part_bytes)
{
    double parts = cache_chunks(object_bytes, part_bytes);
    return parts > 1 ? parts + CREATE_AND_COMPLETE : 1;
}

struct compaction compaction(const struct compaction_rule *rule, double files_per_s, double chunks_per_file,
                             double bytes_per_s)
{
    assert(rule->rewrites >= 0 && files_per_s >= 0 && chunks_per_file >= 0 && bytes_per_s >= 0);
    double first = fmin(1, rule->rewrites);
    double further = rule->rewrites - first;
    double rewritten_bytes_per_s = bytes_per_s * rule->rewrites;
    double outputs_per_byte = 1 / rule->output_bytes;
    double outputs_read_per_s = bytes_per_s * further * outputs_per_byte;
    double outputs_per_s = rewritten_bytes_per_s * outputs_per_byte;
    return (struct compaction){
        .gets_per_s = files_per_s * chunks_per_file * first +
                      outputs_read_per_s * cache_chunks(rule->output_bytes, rule->chunk_bytes),
        .puts_per_s = outputs_per_s * compaction_puts(rule->output_bytes, rule->part_bytes),
        .files_per_s = outputs_per_s,
        .read_bytes_per_s = rewritten_bytes_per_s,
        .written_bytes_per_s = rewritten_bytes_per_s,
        .not_compacted_bytes = bytes_per_s * first * (rule->wait_s + rule->job_s),
        .held_twice_bytes = rewritten_bytes_per_s * (rule->job_s * MEAN_DONE + rule->deletion_s),
    };
}
