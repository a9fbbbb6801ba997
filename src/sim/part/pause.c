/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/pause.h"

#include <assert.h>
#include <stdbool.h>

#include "base/number.h"
#include "sim/draw/variate.h"

/* Longer than any run: as good as forever. */
static const double LONGEST_S = 1e9;

static int64_t drawn_ns(const struct pause *pause, const struct dist *dist, uint64_t ordinal)
{
    return time_ns(smaller(LONGEST_S, variate(dist, &pause->stream, ordinal, 0)));
}

static void go_on_listed(struct pause *pause)
{
    bool is_one = pause->next < pause->listed;
    pause->start_ns = is_one ? pause->starts_ns[pause->next] : NEVER_NS;
    pause->end_ns = is_one ? pause->ends_ns[pause->next] : NEVER_NS;
    pause->next++;
}

static void go_on(struct pause *pause)
{
    if (pause->length == NULL) {
        go_on_listed(pause);
        return;
    }
    const struct dist gap = {.kind = DIST_EXPONENTIAL, .exponential = {pause->interval_s}};
    pause->start_ns = pause->end_ns + drawn_ns(pause, &gap, pause->next);
    pause->end_ns = pause->start_ns + drawn_ns(pause, pause->length, pause->next + 1);
    pause->next += 2;
}

struct pause pause_of(const struct dist *length, double interval_s, struct random_stream stream)
{
    struct pause pause = {.length = interval_s > 0 ? length : NULL,
                          .interval_s = interval_s,
                          .stream = stream,
                          .start_ns = NEVER_NS,
                          .end_ns = NEVER_NS};
    if (pause.length != NULL) {
        pause.end_ns = 0;
        go_on(&pause);
    }
    return pause;
}

struct pause pause_of_list(const int64_t *starts_ns, const int64_t *ends_ns, size_t count)
{
    struct pause pause = {.listed = count, .starts_ns = starts_ns, .ends_ns = ends_ns};
    go_on(&pause);
    return pause;
}

int64_t pause_search_ns(struct pause *pause, int64_t now_ns, int64_t from_ns, int64_t work_ns)
{
    assert(from_ns >= now_ns && work_ns >= 0);
    while (pause->end_ns <= now_ns) go_on(pause);
    int64_t at_ns = from_ns;
    for (struct pause ahead = *pause; ahead.start_ns <= at_ns || work_ns > ahead.start_ns - at_ns;
         go_on(&ahead)) {
        if (ahead.end_ns <= at_ns) continue; /* over before the work could begin, or of no length */
        work_ns -= ahead.start_ns > at_ns ? ahead.start_ns - at_ns : 0;
        at_ns = ahead.end_ns;
    }
    return at_ns + work_ns;
}
