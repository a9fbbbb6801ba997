/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/path_stages.h"

#include <math.h>

struct path_stages *path_stages_new(struct arena *arena, size_t stage_count)
{
    struct path_stages *stages = arena_new_of(arena, struct path_stages, 1);
    stages->stage_count = stage_count;
    stages->sums_ns = arena_alloc_array(arena, PATH_BINS, sizeof *stages->sums_ns);
    return stages;
}

/* From the number's own exponent and the first four bits behind its leading one. */
static size_t bin_of(double latency_ns)
{
    uint64_t ns = latency_ns < PATH_BINS_PER_OCTAVE ? PATH_BINS_PER_OCTAVE : (uint64_t)latency_ns;
    unsigned octave = 63 - (unsigned)__builtin_clzll(ns);
    return (size_t)octave * PATH_BINS_PER_OCTAVE + (size_t)(ns >> (octave - 4) & (PATH_BINS_PER_OCTAVE - 1));
}

void path_stages_add(struct path_stages *stages, double records, const double *steps_ns)
{
    double latency_ns = 0;
    for (size_t i = 0; i < stages->stage_count; i++) latency_ns += steps_ns[i];
    size_t bin = bin_of(latency_ns);
    stages->records[bin] += records;
    for (size_t i = 0; i < stages->stage_count; i++) stages->sums_ns[bin][i] += steps_ns[i] * records;
}

void path_stages_merge(struct path_stages *stages, const struct path_stages *other)
{
    for (size_t bin = 0; bin < PATH_BINS; bin++) {
        stages->records[bin] += other->records[bin];
        for (size_t i = 0; i < stages->stage_count; i++) stages->sums_ns[bin][i] += other->sums_ns[bin][i];
    }
}

static double means_of(const struct path_stages *stages, size_t first, size_t end, double *means_ns)
{
    double records = 0;
    for (size_t i = 0; i < stages->stage_count; i++) means_ns[i] = 0;
    for (size_t bin = first; bin < end; bin++) {
        records += stages->records[bin];
        for (size_t i = 0; i < stages->stage_count; i++) means_ns[i] += stages->sums_ns[bin][i];
    }
    for (size_t i = 0; i < stages->stage_count; i++) means_ns[i] = records > 0 ? means_ns[i] / records : NAN;
    return records;
}

void path_stages_means(const struct path_stages *stages, double *means_ns)
{
    if (means_of(stages, 0, PATH_BINS, means_ns) == 0)
        for (size_t i = 0; i < stages->stage_count; i++) means_ns[i] = 0;
}

void path_stages_near(const struct path_stages *stages, double latency_ns, double *means_ns)
{
    size_t bin = bin_of(latency_ns), first = bin == 0 ? 0 : bin - 1,
           end = bin + 2 > PATH_BINS ? PATH_BINS : bin + 2;
    means_of(stages, first, end, means_ns);
}
