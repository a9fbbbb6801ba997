/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Compaction: small files of many partitions are merged into larger ones, each byte `rewrites` times.
 *
 * The first rewrite reads the files as they were written, chunk by chunk; each further one reads what the one
 * before it wrote. Files are written in parts: an object of n parts is n + 2 PUT-class requests (create, n
 * parts, complete), one that fits into a part is 1. An input lives on until it is deleted. What waits follows
 * from Little's law: bytes per second × seconds. How vendors size their levels is not published: all of it is
 * input. Oracle: jobs over single files in the test. */
#pragma once

struct compaction_rule {
    double rewrites;     /* of each byte, ≥ 0; a fraction is a share of bytes that is rewritten once more */
    double chunk_bytes;  /* > 0: read by a ranged GET */
    double part_bytes;   /* > 0: written by a PUT-class request */
    double output_bytes; /* > 0: length of what a rewrite writes */
    double wait_s;       /* from being written to being rewritten */
    double job_s;        /* from the first byte read to the output being complete */
    double deletion_s;   /* from then until the input is deleted */
};

struct compaction {
    double gets_per_s;
    double puts_per_s;  /* PUT-class requests */
    double files_per_s; /* written */
    double read_bytes_per_s;
    double written_bytes_per_s;
    double not_compacted_bytes; /* written and waiting for their first rewrite or in it */
    double held_twice_bytes;    /* outputs half done (their parts are stored), and inputs not yet deleted */
};

/* PUT-class requests that write an object: n + 2 for n ≥ 2 parts, 1 for what fits into one. bytes > 0. */
double compaction_puts(double object_bytes, double part_bytes);

/* For files_per_s of chunks_per_file (E⌈file ÷ chunk_bytes⌉) that hold bytes_per_s together; all ≥ 0. */
struct compaction compaction(const struct compaction_rule *rule, double files_per_s, double chunks_per_file,
                             double bytes_per_s);
