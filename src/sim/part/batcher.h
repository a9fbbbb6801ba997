/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batcher: an S3-direct agent gathers requests into files, which a timer or their size closes.
 *
 * A request is never split. One that doesn't fit into a file that has some closes it first and opens the
 * next; a file of max_bytes or more closes at once, so a request of max_bytes or more makes a file of its
 * own. No requests, no files. The timer is:
 *
 *     armed     the first request of a file starts timeout_s (Inkless FileCommitJob, Redpanda Cloud Topics)
 *     free      a tick every timeout_s, whatever closed in between; an empty file isn't written
 *     adaptive  a file opened at t is due at min(max(t + least_s, due before + timeout_s), t + timeout_s);
 *               due before: when the file before it was due, even if its size closed it earlier (AutoMQ
 *               DefaultWriter.Bulk)
 *
 * A request that arrives exactly when a file is due is in the next one.
 *
 * Ownership: plain data, anywhere; the rule outlives it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "sim/engine/time.h"

enum batcher_timer { BATCHER_ARMED, BATCHER_FREE, BATCHER_ADAPTIVE };

struct batcher_rule {
    enum batcher_timer timer;
    double timeout_s; /* > 0 when free, else ≥ 0 */
    double least_s;   /* adaptive: the shortest delay; at most timeout_s is used */
    double max_bytes; /* infinity: files are closed by the timer only */
};

enum batcher_why { BATCHER_BY_TIMER, BATCHER_BY_SIZE };

struct batcher_file {
    uint64_t number; /* 0, 1, … in order of opening */
    int64_t opened_ns, closed_ns;
    double bytes;
    uint32_t requests;
    enum batcher_why why;
};

/* Files closed by a request: the one before it (by the timer if it was due, else for lack of room), its
 * own. */
struct batcher_closed {
    unsigned count; /* 0 to 2 */
    struct batcher_file files[2];
};

/* Private to batcher.c. */
struct batcher {
    const struct batcher_rule *rule;
    int64_t timeout_ns, least_ns;
    int64_t phase_ns;         /* of the first due time */
    int64_t due_ns;           /* of the open file, else of the last one */
    struct batcher_file file; /* the open file if it has requests, else the next one's number */
};

/* Ticks of a free timer come at phase_ns (0 to timeout) + whole timeouts. With another timer the first
 * file is due at phase_ns, if it is opened before that, as if the agent had been running already. So
 * agents aren't in step with each other, nor replications with their start. */
void batcher_start(struct batcher *batcher, const struct batcher_rule *rule, int64_t phase_ns);

/* Add a request of bytes > 0, in order of time. Returns its file's number, with the files that closed now,
 * in order, in closed. */
uint64_t batcher_add(struct batcher *batcher, int64_t now_ns, double bytes, struct batcher_closed *closed);

/* The time at which the timer closes the open file; NEVER_NS when none is open. */
static inline int64_t batcher_due_ns(const struct batcher *batcher)
{
    return batcher->file.requests > 0 ? batcher->due_ns : NEVER_NS;
}

/* Close the open file if it is due by now_ns, into file: true if so. Otherwise the next request closes it,
 * as of its due time. */
bool batcher_expire(struct batcher *batcher, int64_t now_ns, struct batcher_file *file);
