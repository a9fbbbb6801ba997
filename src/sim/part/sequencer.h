/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sequencer: when the metadata of a stored file is committed, which is when its batches get their offsets and
 * may be acknowledged.
 *
 * Files wait in lanes; a lane commits one after another, in order of arrival:
 *
 *     one lane       a commit takes all files that wait (a group commit, as WarpStream's control plane does)
 *     lane an agent  a commit takes one file (Inkless: uploads run in parallel, one thread commits them)
 *     no lanes       each file is committed by itself, at once, whatever else is under way
 *
 * A lane's next commit starts collect_s after the first file that came since the last one started (0: at
 * once), but not before that has ended nor spacing_s after its start. Files that came before sequencer_next
 * had made it start are in it.
 *
 * In file order, a file isn't let in before the one numbered before it of the same agent has been (or has
 * been reported lost), and isn't committed before it either: the head of the line holds up the others.
 *
 * Write units: a commit takes ⌈metadata ÷ unit_bytes⌉ × units_factor of them (DynamoDB: 1 KiB, 2 for a
 * transaction; AWS DynamoDB Developer Guide, Read and write operations). A partition sustains units_per_s
 * (1,000): a commit that comes before earlier ones are paid off waits its turn. Bursts are not counted on:
 * they don't relieve a partition (AWS re:Post, DynamoDB and spiky workloads).
 *
 * Randomness: a commit's latency belongs to (agent, file number) where files are committed by themselves, to
 * (lane, commit) otherwise.
 *
 * Use: add files as they are stored; whenever sequencer_due_ns has come, take committed files with
 * sequencer_next until there is none, in the order in which they get their offsets. All that is due is taken
 * before time goes on.
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
    bool is_grouped; /* a commit takes all that waits in its lane; else one file. Lanes only */
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
    int64_t added_ns, started_ns, ended_ns; /* ended_ns is now, or when it was due */
};

struct sequencer_counts {
    uint64_t files, lost, commits; /* committed; reported lost; commits that have started */
    double units;
    int64_t units_wait_ns; /* of commits for write units, in all */
    int64_t commit_ns;     /* from start to end of commits, in all, waits for units included */
};

struct sequencer;

struct sequencer *sequencer_new(struct arena *arena, const struct sequencer_rule *rule, struct random_key key,
                                uint32_t agents);

/* A file is stored. */
void sequencer_add(struct sequencer *sequencer, int64_t now_ns, const struct sequencer_file *file);

/* A file will never be stored: those behind it needn't wait for it. For sequencers in file order. */
void sequencer_lose(struct sequencer *sequencer, int64_t now_ns, uint32_t agent, uint64_t number);

/* The time to call sequencer_next; NEVER_NS while nothing goes on. */
int64_t sequencer_due_ns(const struct sequencer *sequencer);

/* The next file that is committed by now_ns; false when there is none. */
bool sequencer_next(struct sequencer *sequencer, int64_t now_ns, struct sequencer_committed *committed);

struct sequencer_counts sequencer_counts(const struct sequencer *sequencer);
