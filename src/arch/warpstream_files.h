/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WarpStream's files, by the closed forms of model/: the files that an agent's buffer makes of producers'
 * requests. */
#pragma once

#include "arch/warpstream.h"
#include "model/compaction.h"

struct warpstream_files {
    double per_agent_per_s; /* files that one agent writes */
    double bytes_each;
    double chunks_each; /* GETs that load one whole file into a cache */
    double parts_each;  /* GETs that read one whole file for compaction */
};

/* The files of a load segment with this many agents; none when nothing is produced. */
struct warpstream_files warpstream_files_of(const struct context *context, const struct demand *demand,
                                            const struct segment *segment, double agents);

/* Batches of a partition per byte that the topic group's producers send, at a factor times the mean rate;
 * 0 when they send none. */
double warpstream_batches_per_byte(const struct context *context, uint32_t topic, double factor);

/* Compaction of the files of all agents. */
struct compaction warpstream_compaction_of(const struct context *context,
                                           const struct warpstream_files *files, double agents);
