/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequencer: the commit of a stored file's metadata, which gives its batches their offsets and lets them
 * be acknowledged.
 *
 * Files wait in lanes; a lane commits one after another, in order of arrival:
 *
 *     one lane       a commit takes all files that wait (a group commit, as WarpStream's control plane does)
 *     lane an agent  a commit takes one file (Inkless: uploads run in parallel, one thread commits them)
 *     no lanes       each file is committed by itself, at once, whatever else is under way
 *
 * A lane's next commit starts collect_s after the first file that came since the last one started (0: at
 * once), but not before that has ended nor spacing_s after its start. Files that came before
 * sequencer_next had made it start are in it.
 *
 * In file order, a file isn't let in before the one numbered before it of the same agent has been (or has
 * been reported lost), and isn't committed before it either: the head of the line holds up the others.
 *
 * Write units: a commit takes ⌈metadata ÷ unit_bytes⌉ × units_factor of them (DynamoDB: 1 KiB, 2 for a
 * transaction; AWS DynamoDB Developer Guide, Read and write operations). A partition sustains units_per_s
 * (1,000): a commit that comes before earlier ones are paid off waits its turn. Bursts are not counted on:
 * they don't relieve a partition (AWS re:Post, DynamoDB and spiky workloads).
 *
 * Randomness: a commit's latency belongs to (agent, file number) where files are committed by themselves,
 * to (lane, commit) otherwise.
 *
 * Use: add files as they are stored; at sequencer_due_ns, take committed files with sequencer_next until
 * there is none, in the order of their offsets. Take all that are due before time goes on.
 *
 * Ownership: the arena; pools grow there. The distribution of the rule stays the caller's. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/dist.h"
#include "sim/draw/random.h"
#include "sim/engine/time.h"

enum sequencer_lanes { SEQUENCER_ONE_LANE, SEQUENCER_LANE_PER_AGENT, SEQUENCER_NO_LANES };

struct sequencer_rule {
    enum sequencer_lanes lanes;
    bool is_grouped; /* a commit takes all files that wait in its lane; else one. Lanes only */
    bool is_in_file_order;
    const struct dist *commit; /* latency by bytes of metadata */
    double collect_s, spacing_s;
    double unit_bytes; /* > 0 */
    double units_factor;
    double units_per_s; /* 0: no limit */
};

struct sequencer_file {
    uint32_t agent;
    uint32_t owner;  /* the caller's word */
    uint64_t number; /* 0, 1, 2, … of its agent, in the order in which files were closed */
    double metadata_bytes;
};

struct sequencer_committed {
    uint32_t agent, owner;
    uint64_t number;
    int64_t added_ns, started_ns, ended_ns; /* ended_ns is now, or its due time */
};

struct sequencer_counts {
    uint64_t files, lost, commits; /* committed; reported lost; commits that have started */
    double units;
    int64_t units_wait_ns; /* total wait of commits for write units */
    int64_t commit_ns;     /* total time of commits, with waits for units */
};

struct sequencer;

struct sequencer *sequencer_new(struct arena *arena, const struct sequencer_rule *rule, struct random_key key,
                                uint32_t agents);

/* A file is stored. */
void sequencer_add(struct sequencer *sequencer, int64_t now_ns, const struct sequencer_file *file);

/* A file will never be stored: later ones needn't wait for it. For sequencers in file order. */
void sequencer_lose(struct sequencer *sequencer, int64_t now_ns, uint32_t agent, uint64_t number);

/* The time to call sequencer_next; NEVER_NS while idle. */
int64_t sequencer_due_ns(const struct sequencer *sequencer);

/* The next file committed by now_ns; false for none. */
bool sequencer_next(struct sequencer *sequencer, int64_t now_ns, struct sequencer_committed *committed);

struct sequencer_counts sequencer_counts(const struct sequencer *sequencer);
