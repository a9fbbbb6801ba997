/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/pause.h"

#include <assert.h>

#include "sim/variate.h"

static void go_on(struct pause *pause)
{
    const struct dist gap = {.kind = DIST_EXPONENTIAL, .exponential = {pause->interval_s}};
    pause->start_ns = pause->end_ns + variate_ns(&gap, &pause->stream, pause->next, 0);
    pause->end_ns = pause->start_ns + variate_ns(pause->length, &pause->stream, pause->next + 1, 0);
    pause->next += 2;
}

struct pause pause_of(const struct dist *length, double interval_s, struct random_stream stream)
{
    struct pause pause = {.length = interval_s > 0 ? length : NULL, .interval_s = interval_s, .stream = stream, .start_ns = NEVER_NS, .end_ns = NEVER_NS};
    if (pause.length != NULL) {
        pause.end_ns = 0;
        go_on(&pause);
    }
    return pause;
}

int64_t pause_search_ns(struct pause *pause, int64_t now_ns, int64_t from_ns, int64_t work_ns)
{
    assert(from_ns >= now_ns && work_ns >= 0);
    while (pause->end_ns <= now_ns)
        go_on(pause);
    int64_t at_ns = from_ns;
    for (struct pause ahead = *pause; ahead.start_ns <= at_ns || work_ns > ahead.start_ns - at_ns; go_on(&ahead)) {
        if (ahead.end_ns <= at_ns)
            continue; /* over before the work could begin, or of no length */
        work_ns -= ahead.start_ns > at_ns ? ahead.start_ns - at_ns : 0;
        at_ns = ahead.end_ns;
    }
    return at_ns + work_ns;
}
