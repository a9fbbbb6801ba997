/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bufstream: declarations shared by its files.
 *
 *     bufstream.c        options, presets, guarantees, load
 *     bufstream_fleet.c  brokers and etcd: how many, how full, hour by hour
 *     bufstream_lines.c  metered lines: intake files, archives, metadata, fee
 *     bufstream_path.c   the data path */
#pragma once

#include "arch/object_files.h"
#include "arch/options.h"

enum bufstream_option {
    BUFSTREAM_BEFORE = OPTION__COUNT - 1, /* the common options come first */
#define PARAM(id, ...) BUFSTREAM_##id,
#include "arch/bufstream.def"
#undef PARAM
    BUFSTREAM_OPTION__COUNT
};

bool bufstream_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                    struct deployment *deployment, const char **why);
void bufstream_capacity(const struct context *context, const struct deployment *deployment,
                        const struct demand *demand, struct capacity *capacity);
void bufstream_fleet(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct ledger *ledger);
void bufstream_fleet_floor(const struct context *context, const struct demand *demand, struct ledger *ledger);
void bufstream_flows(const struct context *context, const struct deployment *deployment,
                     const struct demand *demand, struct ledger *ledger);
extern const struct line *const BUFSTREAM_LINES[];
void bufstream_data_path(const struct context *context, const struct deployment *deployment,
                         const struct demand *demand, double factor, struct data_path *path);
void bufstream_modelled(const struct context *context, const struct deployment *deployment,
                        const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT]);

/* Brokers that run in a segment: the fewest that hold its load, in multiples of the zones, at most the
 * deployment's; all of them when their number is fixed. */
uint32_t bufstream_brokers(const struct context *context, const struct deployment *deployment,
                           const struct demand *demand, const struct segment *segment);

/* The rule of intake files: a GET reads a whole one. */
struct object_files_rule bufstream_intake(const struct context *context);

static inline double bufstream_num(const struct context *context, int option)
{
    return option_num(context->params, context->scenario, option);
}
