/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WarpStream: declarations shared by its files.
 *
 *     warpstream.c        options, presets, guarantees
 *     warpstream_load.c   topic groups → flows and kept bytes
 *     warpstream_fleet.c  agents: how many, how full, hour by hour
 *     warpstream_lines.c  metered lines: files, loads, compaction, fee
 *     warpstream_path.c   the data path */
#pragma once

#include "arch/arch.h"
#include "arch/options.h"

enum warpstream_option {
    WARPSTREAM_BEFORE = OPTION__COUNT - 1, /* the common options come first */
#define PARAM(id, ...) WARPSTREAM_##id,
#include "arch/warpstream.def"
#undef PARAM
    WARPSTREAM_OPTION__COUNT
};

enum warpstream_spare { SPARE_NONE, SPARE_ZONE };
enum warpstream_tier { TIER_DEV, TIER_FUNDAMENTALS, TIER_PRO, TIER_NONE, TIER_AUTO };
enum warpstream_commit_order { COMMIT_BY_FILE, COMMIT_BY_CONNECTION, COMMIT_UNORDERED };
enum warpstream_read_answer { READ_ALL, READ_READY };
enum warpstream_metadata_by { METADATA_BY_BYTES, METADATA_BY_BATCHES };
enum warpstream_metadata_path { METADATA_INTERNET, METADATA_ENDPOINT };

void warpstream_load(const struct context *context, struct group_set groups, struct demand *demand);
bool warpstream_size(const struct context *context, const struct demand *demand, int instance, uint32_t count,
                     struct deployment *deployment, const char **why);
void warpstream_capacity(const struct context *context, const struct deployment *deployment,
                         const struct demand *demand, struct capacity *capacity);
void warpstream_fleet(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, struct ledger *ledger);
void warpstream_fleet_floor(const struct context *context, const struct demand *demand,
                            struct ledger *ledger);
void warpstream_flows(const struct context *context, const struct deployment *deployment,
                      const struct demand *demand, struct ledger *ledger);
extern const struct line *const WARPSTREAM_LINES[];
void warpstream_data_path(const struct context *context, const struct deployment *deployment,
                          const struct demand *demand, double factor, struct data_path *path);
void warpstream_modelled(const struct context *context, const struct deployment *deployment,
                         const struct demand *demand, double factor, double counts[PATH_COUNT__COUNT]);

/* Agents that run in a segment: the fewest that hold its load, in multiples of the zones, at most the
 * deployment's; all of them when their number is fixed. */
uint32_t warpstream_agents(const struct context *context, const struct deployment *deployment,
                           const struct demand *demand, const struct segment *segment);

/* The tier of the virtual cluster: the option's, or the lowest with an SLA that takes the partitions. */
enum warpstream_tier warpstream_tier(const struct context *context, double partitions);

static inline double warpstream_num(const struct context *context, int option)
{
    return option_num(context->params, context->scenario, option);
}
