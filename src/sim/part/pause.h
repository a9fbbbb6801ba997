/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pauses: times in which a broker handles nothing, such as a garbage collection of its virtual machine or
 * a flush that blocks it.
 *
 * They don't depend on load: a time without a pause, exponentially distributed, then a pause of its own
 * length, and so on. Arrivals meanwhile are handled at the end; work in progress stands still. So the end
 * of work can be computed when it begins. A pause is from its start to before its end: what is done
 * exactly at a start is done, and at an end things are handled.
 *
 * Or they are given, as a list. The n-th pause that is drawn takes ordinals 2n (the time before it) and 2n
 * + 1 (its length) of the stream. Ownership: plain data, anywhere; distributions outlive it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/dist.h"
#include "sim/draw/random.h"
#include "sim/engine/time.h"

/* Private to pause.c and the function below. */
struct pause {
    const struct dist *length; /* NULL: there are no pauses */
    double interval_s;
    struct random_stream stream;
    uint64_t next; /* ordinal after this pause's; in a list, the next one's index */
    size_t listed;
    const int64_t *starts_ns, *ends_ns;
    int64_t start_ns, end_ns; /* the first pause that isn't over yet */
};

/* length in seconds; interval_s is the mean time from a pause's end to the next one's start. length NULL or
 * interval_s 0: no pauses. */
struct pause pause_of(const struct dist *length, double interval_s, struct random_stream stream);

/* Exactly these pauses, ascending and disjoint. The lists must outlive it. */
struct pause pause_of_list(const int64_t *starts_ns, const int64_t *ends_ns, size_t count);

/* For pause_done_ns. */
int64_t pause_search_ns(struct pause *pause, int64_t now_ns, int64_t from_ns, int64_t work_ns);

/* The end of work that takes work_ns (≥ 0) and could begin at from_ns; with work_ns 0, the time when an
 * arrival at from_ns is handled. now_ns ≤ from_ns doesn't go back from one call to the next. */
static inline int64_t pause_done_ns(struct pause *pause, int64_t now_ns, int64_t from_ns, int64_t work_ns)
{
    if (from_ns < pause->start_ns && work_ns <= pause->start_ns - from_ns) return from_ns + work_ns;
    return pause_search_ns(pause, now_ns, from_ns, work_ns);
}
