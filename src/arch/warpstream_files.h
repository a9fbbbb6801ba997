/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * WarpStream's files, by the closed forms of model/: what producers' requests become in an agent's buffer. */
#pragma once

#include "arch/warpstream.h"

struct warpstream_files {
    double per_agent_per_s; /* files that one agent writes */
    double bytes_each;
    double chunks_each; /* GETs that load one whole file */
};

/* In a load segment with this many agents. Nothing produced, no file. */
struct warpstream_files warpstream_files_of(const struct scene *scene, const struct demand *demand, const struct segment *segment, double agents);

/* Requests for each byte that compaction rewrites once. */
struct warpstream_compaction {
    double puts_per_byte; /* PUT-class: parts + 2 a compacted file */
    double gets_per_byte;
};
struct warpstream_compaction warpstream_compaction_of(const struct scene *scene);
