/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/stat/record.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

struct record *record_new(struct arena *arena, const struct record_measure *measures, size_t measure_count,
                          size_t counter_count, int64_t warm_ns, int64_t end_ns)
{
    assert(warm_ns >= 0 && end_ns > warm_ns);
    struct record *record = arena_new_of(arena, struct record, 1);
    *record = (struct record){.arena = arena,
                              .warm_ns = warm_ns,
                              .end_ns = end_ns,
                              .measures = measures,
                              .measure_count = measure_count,
                              .counter_count = counter_count};
    record->histograms = arena_new_of(arena, struct histogram *, measure_count);
    for (size_t i = 0; i < measure_count; i++) record->histograms[i] = histogram_new(arena);
    record->weights[0] = 1;
    record->strata[0] = record->histograms;
    record->units = arena_new_of(arena, uint64_t, measure_count);
    record->expected = arena_new_of(arena, uint64_t, measure_count);
    record->measured = arena_new_of(arena, uint64_t, measure_count);
    record->counts = arena_new_of(arena, uint64_t, counter_count);
    while ((end_ns - 1) >> record->bin_shift >= RECORD_BINS_MAX) record->bin_shift++;
    record->bin_count = (size_t)((end_ns - 1) >> record->bin_shift) + 1;
    record->bins = arena_new_of(arena, struct record_bin, record->bin_count);
    record->halves = arena_alloc(arena, measure_count * sizeof *record->halves);
    memset(record->halves, 0, measure_count * sizeof *record->halves);
    return record;
}

static void add_to_bin(struct record_bin *bin, double sum_ns, uint64_t count)
{
    bin->sum_ns += sum_ns;
    bin->count += count;
}

void record_add_range(struct record *record, size_t measure, int64_t arrived_ns, int64_t low_ns,
                      int64_t high_ns, uint64_t count, unsigned stratum)
{
    assert(arrived_ns >= 0 && arrived_ns < record->end_ns && stratum < RECORD_STRATA &&
           record->weights[stratum] > 0);
    record->measured[measure] += count;
    uint64_t counted = count * record->weights[stratum];
    double sum_ns = ((double)low_ns + (double)high_ns) / 2 * (double)counted;
    if (record->measures[measure].is_in_series)
        add_to_bin(&record->bins[arrived_ns >> record->bin_shift], sum_ns, counted);
    if (record->measures[measure].is_halved && arrived_ns >= record->warm_ns)
        add_to_bin(&record->halves[measure][arrived_ns - record->warm_ns >= record->end_ns - arrived_ns],
                   sum_ns, counted);
    if (arrived_ns >= record->warm_ns)
        histogram_add_range(record->strata[stratum][measure], low_ns, high_ns, count);
}

void record_set_stratum_weight(struct record *record, unsigned stratum, uint64_t weight)
{
    assert(stratum >= 1 && stratum < RECORD_STRATA && record->weights[stratum] == 0 && weight >= 1);
    record->weights[stratum] = weight;
    record->strata[stratum] = arena_new_of(record->arena, struct histogram *, record->measure_count);
    for (size_t i = 0; i < record->measure_count; i++)
        record->strata[stratum][i] = histogram_new(record->arena);
}

void record_violate(struct record *record, const char *format, ...)
{
    if (record->violation != NULL) return;
    va_list args;
    va_start(args, format);
    record->violation = text_vformat(record->arena, format, args);
    va_end(args);
}

void record_close(struct record *record)
{
    if (record->is_stopped) return;
    for (unsigned stratum = 1; stratum < RECORD_STRATA; stratum++)
        for (size_t i = 0; i < record->measure_count && record->weights[stratum] > 0; i++)
            histogram_merge_times(record->histograms[i], record->strata[stratum][i],
                                  record->weights[stratum]);
    for (size_t i = 0; i < record->measure_count; i++) {
        const struct record_measure *measure = &record->measures[i];
        for (size_t part = measure->part_first; part < measure->part_first + measure->part_count; part++) {
            assert(part < i && record->measures[part].part_count == 0);
            histogram_merge(record->histograms[i], record->histograms[part]);
            record->units[i] += record->units[part];
        }
        if (record->expected[i] != 0 && record->expected[i] != record->measured[i])
            record_violate(record, "%s: %" PRIu64 " arrived and %" PRIu64 " were measured", measure->name,
                           record->expected[i], record->measured[i]);
    }
}
