/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stages: where the time of records goes, step by step: in the mean, and for records whose latency is near a
 * given one.
 *
 * Times are summed in bins of a sixteenth of an octave of the latency, so that any quantile can be asked for
 * afterwards.
 *
 * Ownership: the arena of path_stages_new. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { PATH_STAGES_MAX = 8, PATH_BINS_PER_OCTAVE = 16, PATH_BINS = 64 * PATH_BINS_PER_OCTAVE };

struct path_stages {
    size_t stage_count;
    double records[PATH_BINS];
    double (*sums_ns)[PATH_STAGES_MAX]; /* [PATH_BINS] */
};

struct path_stages *path_stages_new(struct arena *arena, size_t stage_count);

/* So many records (with weight) took steps_ns each in the mean; their sum is the latency. */
void path_stages_add(struct path_stages *stages, double records, const double *steps_ns);

void path_stages_merge(struct path_stages *stages, const struct path_stages *other);

/* Mean of each step over all records; 0 when there are none. */
void path_stages_means(const struct path_stages *stages, double *means_ns);

/* Mean of each step over the records in the bin of this latency and its two neighbours; NAN when there are
 * none. */
void path_stages_near(const struct path_stages *stages, double latency_ns, double *means_ns);
