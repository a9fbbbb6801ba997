/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compactor: the additional requests of merging small files into larger ones.
 *
 * Each byte is rewritten `rewrites` times; a fraction applies to that share of files. When files waiting
 * for a rewrite add up to output_bytes, a job reads them, one by one in chunks, and writes one object of
 * that length (the rest goes into the next). Its output waits for the next rewrite in turn. Files are
 * written in parts: an object of n parts is n + 2 PUT-class requests (create, n parts, complete; AWS S3
 * User Guide, Multipart upload), one that fits into a part is 1. A job's reads are spread evenly over
 * job_s from its start, and so are its writes, to its end: how vendors schedule theirs isn't published.
 * Nothing here is random, and it doesn't wait for answers: a compactor is only load.
 *
 * Use: add files as they are committed; at compactor_due_ns take requests with compactor_next until there
 * is none.
 *
 * Ownership: the arena; pools grow there. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "sim/engine/time.h"

struct compactor_rule {
    double rewrites;     /* ≥ 0 */
    double chunk_bytes;  /* read by a ranged GET; lengths are whole and ≥ 1 */
    double part_bytes;   /* written by a PUT-class request */
    double output_bytes; /* length of what a rewrite writes */
    double wait_s;       /* from the last input of a job being written to its start */
    double job_s;        /* from its first read to its output being complete */
};

enum compactor_request_kind { COMPACTOR_GET, COMPACTOR_PUT };

struct compactor_request {
    enum compactor_request_kind kind;
    double bytes; /* 0: create or complete an object of parts */
    int64_t at_ns;
};

struct compactor_counts {
    uint64_t inputs, outputs; /* files read to their end, objects completed */
    uint64_t gets, puts;      /* PUT-class */
    double read_bytes, written_bytes;
    double waiting_bytes; /* until a job takes them */
};

struct compactor;

struct compactor *compactor_new(struct arena *arena, const struct compactor_rule *rule);

/* A file was written. */
void compactor_add(struct compactor *compactor, int64_t now_ns, double bytes);

/* The time to call compactor_next; NEVER_NS while idle. */
int64_t compactor_due_ns(const struct compactor *compactor);

/* The next request that is due by now_ns; false when there is none. */
bool compactor_next(struct compactor *compactor, int64_t now_ns, struct compactor_request *request);

struct compactor_counts compactor_counts(const struct compactor *compactor);
