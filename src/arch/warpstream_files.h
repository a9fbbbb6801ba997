/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WarpStream's files, by the closed forms of model/: the files that an agent's buffer makes of producers'
 * requests. */
#pragma once

#include "arch/warpstream.h"
#include "model/batching.h"
#include "model/compaction.h"

/* Requests of all groups, binned by size: at most BATCHING_SIZES_MAX sizes, each within a power of four. */
struct warpstream_mix {
    double requests_per_s;
    double bytes_per_s;
    double class_requests_per_s[BATCHING_SIZES_MAX];
    double class_bytes_per_s[BATCHING_SIZES_MAX];
};

struct warpstream_files {
    double per_agent_per_s; /* files that one agent writes */
    double bytes_each;
    double chunks_each; /* GETs that load one whole file into a cache */
    double parts_each;  /* GETs that read one whole file for compaction */
};

/* The requests of all groups at a factor times the mean rate. */
struct warpstream_mix warpstream_mix_of(const struct context *context, const struct demand *demand,
                                        double factor);

/* The files that so many agents make of them; none when nothing is produced. */
struct warpstream_files warpstream_files_of(const struct context *context, const struct warpstream_mix *mix,
                                            double agents);

/* Batches of a partition per byte that the topic group's producers send, at a factor times the mean rate;
 * 0 when they send none. */
double warpstream_batches_per_byte(const struct context *context, uint32_t topic, double factor);

/* Compaction of the files of all agents. */
struct compaction warpstream_compaction_of(const struct context *context,
                                           const struct warpstream_files *files, double agents);

/* The last numbers of agents that were worked out: the search asks for few of them, over and over.
 * demand.own; written by the cost side only. */
struct warpstream_work {
    double agents; /* 0: none yet */
    size_t segment;
    struct warpstream_files files;
    struct compaction compaction;
};
enum { WARPSTREAM_MEMO_SIZE = 61 };
struct warpstream_memo {
    struct warpstream_mix *mixes; /* of each load segment */
    struct warpstream_work works[WARPSTREAM_MEMO_SIZE];
};
