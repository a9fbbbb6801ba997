/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/object_answers.h"

#include "sim/path/object_background.h"

/* Flights of a connection without an answer, in the order in which they were sent. */
struct object_line {
    uint32_t first, last;
};

void object_answers_start(struct object_run *run)
{
    if (!run->rule->answers_in_turn) return;
    uint32_t count = run->base.detail->producers + object_background_count(run);
    run->lines = arena_new_of(run->base.arena, struct object_line, count);
    for (uint32_t i = 0; i < count; i++) run->lines[i].first = POOL_NONE;
}

/* Followed producers' lines come first. */
static struct object_line *line_of(const struct object_run *run, const struct path_flight *flight)
{
    return &run->lines[flight->producer + (flight->request == NULL ? run->base.detail->producers : 0)];
}

void object_answers_send(struct object_run *run, uint32_t flight)
{
    if (run->lines == NULL) return;
    struct object_line *line = line_of(run, path_flight_at(&run->base, flight));
    path_flight_at(&run->base, flight)->next_sent = POOL_NONE;
    if (line->first == POOL_NONE)
        line->first = flight;
    else
        path_flight_at(&run->base, line->last)->next_sent = flight;
    line->last = flight;
}

static void answer(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    struct path_flight *it = path_flight_at(&run->base, flight);
    it->answered_ns = now_ns;
    if (it->request == NULL)
        object_background_answer(run, now_ns, flight);
    else
        path_schedule(&run->base, link_response_ns(&run->base.producers[it->producer].links[0], now_ns),
                      EVENT_ACK, flight, 0);
}

void object_answers_commit(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    if (run->lines == NULL) {
        answer(run, now_ns, flight);
        return;
    }
    path_flight_at(&run->base, flight)->is_committed = true;
    struct object_line *line = line_of(run, path_flight_at(&run->base, flight));
    for (uint32_t first;
         (first = line->first) != POOL_NONE && path_flight_at(&run->base, first)->is_committed;) {
        line->first = path_flight_at(&run->base, first)->next_sent;
        answer(run, now_ns, first);
    }
}
