/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stages: the split of a record's latency into the stages of its path (sim/path/stages.def), on average
 * and near a given latency.
 *
 * Times are summed in bins of a sixteenth of an octave of the latency, so that any quantile can be asked
 * for afterwards.
 *
 * Ownership: the arena of path_stages_new. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "sim/path/path.h"

enum {
    PATH_STAGES_MAX = (int)OBJECT_STAGE__COUNT > (int)LOG_STAGE__COUNT ? (int)OBJECT_STAGE__COUNT
                                                                       : (int)LOG_STAGE__COUNT,
    PATH_WRITE_STAGES_MAX = (int)OBJECT_ACKED > (int)LOG_ACKED ? (int)OBJECT_ACKED : (int)LOG_ACKED,
};

/* The cause of a stage's end. */
enum path_station {
    STATION_PRODUCER,
    STATION_NETWORK,
    STATION_BATCHER,
    STATION_STORE,
    STATION_SEQUENCER,
    STATION_BROKER,
    STATION_FETCH,
    STATION_CACHE,
    STATION_CONNECTION,
    STATION_DELAY,
};

struct path_stage_row {
    const char *name;
    enum path_station station;
};
extern const struct path_stage_row PATH_OBJECT_STAGES[OBJECT_STAGE__COUNT], PATH_LOG_STAGES[LOG_STAGE__COUNT];

/* The distribution of each stage of the path's kind; NULL where a row gives none. Returns their number. */
size_t path_stage_latencies(const struct data_path *path, const struct dist *latencies[PATH_STAGES_MAX]);

/* The stages that the records of a measure pass, in order. */
struct path_stage_list {
    size_t count, written; /* of all stages; up to the commit */
    struct path_passed {
        uint8_t stage;
        const char *name;
    } passed[PATH_STAGES_MAX];
};
struct path_stage_list path_stage_list_of(const struct data_path *path, enum path_measure measure);

/* ---- sums ---- */

enum { PATH_BINS_PER_OCTAVE = 16, PATH_BINS = 64 * PATH_BINS_PER_OCTAVE };

struct path_stages {
    size_t stage_count;
    double records[PATH_BINS];
    double (*sums_ns)[PATH_STAGES_MAX]; /* [PATH_BINS] */
};

struct path_stages *path_stages_new(struct arena *arena, size_t stage_count);

/* Add records (with their weight) that spent steps_ns in each stage on average; the sum is their latency. */
void path_stages_add(struct path_stages *stages, double records, const double *steps_ns);

void path_stages_merge(struct path_stages *stages, const struct path_stages *other);

/* The mean of each stage over all records; 0 without any. */
void path_stages_means(const struct path_stages *stages, double *means_ns);

/* The mean of each stage over the records in the bin of this latency and its two neighbours; NAN without
 * any. */
void path_stages_near(const struct path_stages *stages, double latency_ns, double *means_ns);
