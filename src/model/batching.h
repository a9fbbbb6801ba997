/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batching: requests that arrive at one agent are gathered into files, which a timer or their size closes.
 *
 * Requests arrive as a Poisson stream of requests_per_s and are never split. A request that doesn't fit into
 * a file that has some closes it first and opens the next; a file of max_bytes or more closes at once. So a
 * request of max_bytes or more makes a file of its own, and a file of n requests of b bytes is closed by its
 * n-th request if n × b = max_bytes, else by the one that comes after. No requests, no files. What the timer
 * does:
 *
 *   armed     the first request of a file starts timeout_s (Inkless FileCommitJob, Redpanda Cloud Topics)
 *   free      a tick every timeout_s, whether there were files in between or not; an empty file isn't written
 *   adaptive  a file opened at t is due at min(max(t + least_s, due before + timeout_s), t + timeout_s),
 * where due before is when the file before it was due, also if its size closed it earlier (AutoMQ
 * DefaultWriter.Bulk)
 *
 * Source of the forms: renewal theory; armed files are regeneration cycles, whose time is Erlang cut at the
 * timeout and whose count is Poisson cut at the size (Paolieri and others, MASCOTS 2025, do so for records);
 * between free ticks the requests in the file are the arrivals modulo those that fill one. Oracle: an event
 * loop over requests in the test. One size: exact to 10^−8 relative. */
#pragma once

#include <stddef.h>

enum batching_timer { BATCHING_ARMED, BATCHING_FREE, BATCHING_ADAPTIVE };

struct batching_rule {
    enum batching_timer timer;
    double timeout_s;
    double least_s;   /* adaptive: the shortest delay; at most timeout_s is used */
    double max_bytes; /* infinity: files are closed by the timer only */
};

struct batching {
    double files_per_s;
    double requests_per_file; /* mean; × files_per_s = requests_per_s */
    double bytes_per_file;    /* mean */
    double closed_by_size;    /* share of the files, 0 to 1 */
    double open_share;        /* share of the time in which a file with requests waits to be closed, 0 to 1 */
    double request_wait_s;    /* mean over requests, until their file is closed */
    double byte_wait_s;       /* mean over bytes; × bytes per second = mean bytes in the buffer */
};

/* Requests of one size: request_bytes > 0, requests_per_s ≥ 0. At no requests files_per_s is 0 and the rest
 * what it tends to. */
struct batching batching(const struct batching_rule *rule, double requests_per_s, double request_bytes);

/* E of ⌈bytes of a file ÷ chunk_bytes⌉ over the files of batching(): what reading each of them in chunks
 * takes. The mean of the rounded up, not the mean rounded up. Time grows with max_bytes ÷ chunk_bytes. */
double batching_chunks(const struct batching_rule *rule, double requests_per_s, double request_bytes,
                       double chunk_bytes);

struct batching_size {
    double bytes; /* > 0 */
    double share; /* of the requests; weights are scaled to sum 1, 0 is allowed */
};

enum { BATCHING_SIZES_MAX = 8 };

/* Requests of count (1 to BATCHING_SIZES_MAX) sizes in random order. Exact where only one size occurs, where
 * files are closed by the timer only, and where all requests make files of their own; else an approximation
 * by the mean and the spread of the number of requests that fill a file. Its largest relative errors against
 * the test's event loop:
 *
 *                                                             rate and bytes of files   waits
 *   armed, sizes up to an eighth of a file                    1.5 %                     2 %
 *   armed, sizes up to three eighths                          3 %                       3 %
 *   armed or free, one size that fits, others larger          0.2 %                     0.3 %
 *   free                                                      2 %                       8 %
 *   adaptive, none larger than a file                         1 %                       1 %
 *   adaptive, some larger                                     9 %                       9 %
 *
 * closed_by_size is off by at most 0.03 (0.09 in the last row). */
struct batching batching_mixed(const struct batching_rule *rule, double requests_per_s,
                               const struct batching_size *sizes, size_t count);
