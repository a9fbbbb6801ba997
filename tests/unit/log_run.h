/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A replicated log in an event loop, for tests: given appends, and how long the ways of each answer take,
 * when is what acknowledged and readable? */
#pragma once

#include <string.h>

#include "sim/engine/kernel.h"
#include "sim/part/replicated_log.h"

#define LOG_NEVER INT64_C(-1)

struct log_append {
    int64_t time_ns;
    uint32_t partition, bytes;
};

struct log_script {
    const struct placement *placement;
    struct replicated_log_rule rule;
    const struct log_append *appends;
    uint32_t append_count;
    const void *user;
    /* An answer leaves at now: when the follower has appended it, and after that, when its next fetch
     * arrives. */
    int64_t (*received_ns)(const void *user, struct log_session session, uint64_t ordinal, int64_t now_ns);
    int64_t (*fetches_ns)(const void *user, struct log_session session, uint64_t ordinal,
                          int64_t received_ns);
    int64_t (*idle_ns)(const void *user, struct log_session session);
    int64_t (*phase_ns)(const void *user,
                        struct log_session session); /* since when the first fetch waits, ≤ 0 */
    int64_t check_ns;                                /* spacing of checks, 0 for none */
    int64_t horizon_ns;                              /* nothing is looked at later */
};

struct log_seen {
    int64_t *acked_ns,
        *readable_ns; /* [append], [append × replicas + replica]; LOG_NEVER when they weren't */
    bool *is_refused; /* [append] */
    uint64_t answers, comes, expiries, events;
};

static inline struct log_seen log_seen_new(struct arena *arena, uint32_t appends, uint32_t replicas)
{
    struct log_seen seen = {arena_new_of(arena, int64_t, appends),
                            arena_new_of(arena, int64_t, (size_t)appends * replicas),
                            arena_new_of(arena, bool, appends),
                            0,
                            0,
                            0,
                            0};
    memset(seen.acked_ns, 0xff, appends * sizeof *seen.acked_ns);
    memset(seen.readable_ns, 0xff, (size_t)appends * replicas * sizeof *seen.readable_ns);
    return seen;
}

enum { LOG_RUN_APPEND, LOG_RUN_RECEIVED, LOG_RUN_FETCH, LOG_RUN_EXPIRE, LOG_RUN_CHECK };

static inline void log_run_turn(const struct log_script *script, struct kernel *kernel,
                                const struct replicated_log *log, const struct fetch_turn *turn,
                                struct log_seen *seen)
{
    const struct log_session session = replicated_log_session(log, turn->loop);
    switch (turn->kind) {
    case FETCH_ANSWERED: {
        int64_t received_ns = script->received_ns(script->user, session, turn->ordinal,
                                                  kernel_now_ns(kernel));
        seen->answers++;
        kernel_schedule(kernel, received_ns, 0, LOG_RUN_RECEIVED, turn->loop, 0);
        kernel_schedule(kernel, script->fetches_ns(script->user, session, turn->ordinal, received_ns), 0,
                        LOG_RUN_FETCH, turn->loop, 0);
        break;
    }
    case FETCH_EXPIRES:
        seen->expiries++;
        kernel_schedule(kernel, turn->at_ns, 0, LOG_RUN_EXPIRE, turn->loop, 0);
        break;
    case FETCH_COMES:
        seen->comes++;
        kernel_schedule(kernel, turn->at_ns, 0, LOG_RUN_FETCH, turn->loop, 0);
        break;
    case FETCH_NOTHING: assert(turn->kind != FETCH_NOTHING);
    }
}

/* What was readable before must not be said again. */
static inline void log_run_outcome(const struct log_script *script, struct kernel *kernel,
                                   const struct replicated_log *log, const struct log_outcome *outcome,
                                   struct log_seen *seen)
{
    for (size_t i = 0; i < outcome->readable_count; i++) {
        const struct log_range *range = &outcome->readable[i];
        for (uint64_t number = range->first; number < range->end; number++) {
            uint32_t tag = replicated_log_batch(log, range->partition, number)->tag;
            int64_t *at_ns =
                range->replica == 0
                    ? &seen->acked_ns[tag]
                    : &seen->readable_ns[(size_t)tag * script->placement->replicas + range->replica];
            assert(*at_ns == LOG_NEVER);
            *at_ns = kernel_now_ns(kernel);
        }
    }
    for (size_t i = 0; i < outcome->turn_count; i++)
        log_run_turn(script, kernel, log, &outcome->turns[i], seen);
}

static inline const struct log_outcome *log_run_event(const struct log_script *script,
                                                      struct replicated_log *log, struct kernel *kernel,
                                                      const struct event *event)
{
    const struct log_append *append = &script->appends[event->target];
    switch (event->type) {
    case LOG_RUN_APPEND:
        if (event->target + 1 < script->append_count)
            kernel_schedule(kernel, append[1].time_ns, 0, LOG_RUN_APPEND, event->target + 1, 0);
        return replicated_log_append(log, event->time_ns, append->partition, event->target, append->bytes);
    case LOG_RUN_RECEIVED: return replicated_log_received(log, event->target);
    case LOG_RUN_FETCH: return replicated_log_fetch(log, event->time_ns, event->target);
    case LOG_RUN_EXPIRE: return replicated_log_expire(log, event->time_ns, event->target);
    default:
        kernel_schedule(kernel, event->time_ns + script->check_ns, 0, LOG_RUN_CHECK, 0, 0);
        return replicated_log_check(log, event->time_ns);
    }
}

static inline struct log_seen log_run(const struct log_script *script, struct arena *arena)
{
    struct log_seen seen = log_seen_new(arena, script->append_count, script->placement->replicas);
    struct kernel *kernel = kernel_new(arena, 0);
    struct replicated_log *log = replicated_log_new(arena, &script->rule, script->placement);
    for (uint32_t i = 0; i < replicated_log_session_count(log); i++) {
        const struct log_session session = replicated_log_session(log, i);
        int64_t phase_ns = script->phase_ns ? script->phase_ns(script->user, session) : 0;
        replicated_log_set_session(log, i, phase_ns, script->idle_ns(script->user, session));
    }
    kernel_schedule(kernel, script->appends[0].time_ns, 0, LOG_RUN_APPEND, 0, 0);
    if (script->check_ns > 0) kernel_schedule(kernel, script->check_ns, 0, LOG_RUN_CHECK, 0, 0);
    for (struct event event; kernel_next(kernel, &event) && event.time_ns <= script->horizon_ns;) {
        const struct log_outcome *outcome = log_run_event(script, log, kernel, &event);
        if (event.type == LOG_RUN_APPEND) seen.is_refused[event.target] = outcome->is_refused;
        log_run_outcome(script, kernel, log, outcome, &seen);
    }
    seen.events = kernel_count(kernel);
    return seen;
}
