/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/path_stages.h"

#include <math.h>

#include "base/number.h"

/* ---- rows ---- */

const struct path_stage_row PATH_OBJECT_STAGES[] = {
#define OBJECT_STAGE(id, station, name, latency) [OBJECT_##id] = {name, STATION_##station},
#include "sim/path/stages.def"
};
const struct path_stage_row PATH_LOG_STAGES[] = {
#define LOG_STAGE(id, station, name, latency) [LOG_##id] = {name, STATION_##station},
#include "sim/path/stages.def"
};

/* path_stage_list_of relies on the first; stages.def says where delays are possible. */
_Static_assert(OBJECT_ACKED > OBJECT_COMMITTED && LOG_ACKED > LOG_COMMITTED,
               "the way back to the producer follows the commit");
#define OBJECT_STAGE(id, station, name, latency)                                          \
    _Static_assert(STATION_##station != STATION_DELAY ||                                  \
                       (OBJECT_##id > OBJECT_CLOSED && OBJECT_##id < OBJECT_COMMITTED) || \
                       (OBJECT_##id > OBJECT_ANSWERED && OBJECT_##id < OBJECT_DELIVERED), \
                   "no delay is possible there: " name);
#include "sim/path/stages.def"
#define LOG_STAGE(id, station, name, latency) \
    _Static_assert(STATION_##station != STATION_DELAY, "the log path has no delays: " name);
#include "sim/path/stages.def"

static size_t object_latencies(const struct object_path *path, const struct dist **latencies)
{
    const struct dist *const rows[] = {
#define OBJECT_STAGE(id, station, name, latency) [OBJECT_##id] = latency,
#include "sim/path/stages.def"
    };
    for (size_t i = 0; i < OBJECT_STAGE__COUNT; i++) latencies[i] = rows[i];
    return OBJECT_STAGE__COUNT;
}

static size_t log_latencies(const struct log_path *path, const struct dist **latencies)
{
    const struct dist *const rows[] = {
#define LOG_STAGE(id, station, name, latency) [LOG_##id] = latency,
#include "sim/path/stages.def"
    };
    for (size_t i = 0; i < LOG_STAGE__COUNT; i++) latencies[i] = rows[i];
    return LOG_STAGE__COUNT;
}

size_t path_stage_latencies(const struct data_path *path, const struct dist *latencies[PATH_STAGES_MAX])
{
    return path->kind == PATH_OBJECT ? object_latencies(&path->object, latencies)
                                     : log_latencies(&path->log, latencies);
}

double path_measured_to(const struct data_path *path)
{
    const struct dist *latencies[PATH_STAGES_MAX];
    size_t count = path_stage_latencies(path, latencies);
    double level = 1;
    for (size_t i = 0; i < count; i++)
        if (latencies[i] != NULL && latencies[i]->kind != DIST_CONSTANT)
            level = smaller(level, latencies[i]->measured_to);
    return level;
}

static bool has_station(const struct data_path *path, enum path_station station, const struct dist *latency)
{
    if (station == STATION_CONNECTION) return path->object.answers_in_turn;
    return station != STATION_DELAY || latency != NULL;
}

struct path_stage_list path_stage_list_of(const struct data_path *path, enum path_measure measure)
{
    bool is_object = path->kind == PATH_OBJECT;
    const struct path_stage_row *rows = is_object ? PATH_OBJECT_STAGES : PATH_LOG_STAGES;
    const uint8_t committed = is_object ? OBJECT_COMMITTED : LOG_COMMITTED,
                  acked = is_object ? OBJECT_ACKED : LOG_ACKED;
    const struct dist *latencies[PATH_STAGES_MAX];
    size_t all = path_stage_latencies(path, latencies);
    struct path_stage_list list = {0};
    for (uint8_t i = 0; i < all; i++) {
        bool is_passed = i <= committed || (measure == PATH_PRODUCE) == (i <= acked);
        if (is_passed && has_station(path, rows[i].station, latencies[i]))
            list.passed[list.count++] = (struct path_passed){i, rows[i].name};
        if (i == committed) list.written = list.count;
    }
    return list;
}

/* ---- sums ---- */

struct path_stages *path_stages_new(struct arena *arena, size_t stage_count)
{
    struct path_stages *stages = arena_new_of(arena, struct path_stages, 1);
    stages->stage_count = stage_count;
    stages->sums_ns = arena_alloc_array(arena, PATH_BINS, sizeof *stages->sums_ns);
    return stages;
}

/* The bin: the number's exponent and the four bits after its leading one. */
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
