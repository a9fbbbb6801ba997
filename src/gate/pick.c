/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/pick.h"

#include "base/text.h"

const char *pick_hint(const char *named, const char *const *names, size_t count, struct arena *arena)
{
    enum { LISTED_MAX = 20, COLUMNS_MAX = 60 };
    const char *listed[LISTED_MAX];
    size_t listed_count = count < LISTED_MAX ? count : LISTED_MAX;
    for (size_t i = 0; i < listed_count; i++) listed[i] = text_quote(arena, names[i], COLUMNS_MAX);
    const char *nearest = text_nearest(named, names, count);
    return text_format(arena, "'%s'%s%s%s (it has: %s%s)", text_quote(arena, named, COLUMNS_MAX),
                       nearest == NULL ? "" : ", did you mean '",
                       nearest == NULL ? "" : text_quote(arena, nearest, COLUMNS_MAX),
                       nearest == NULL ? "" : "'?", text_list(arena, listed, listed_count, ", "),
                       count > LISTED_MAX ? ", …" : "");
}

static const struct run_architecture *refuse(struct measure *none, enum diag_id problem, const char *why)
{
    *none = (struct measure){.problem = problem, .why = why};
    return NULL;
}

static const struct run_architecture *refuse_name(const struct rule *rule, const struct run *run,
                                                  struct measure *none, struct arena *arena)
{
    const char **ids = arena_new_of(arena, const char *, run->architecture_count);
    for (size_t i = 0; i < run->architecture_count; i++) ids[i] = run->architectures[i].id;
    return refuse(none, DIAG_UNKNOWN_ARCHITECTURE,
                  text_format(arena, "the workload has no architecture %s",
                              pick_hint(rule->architecture, ids, run->architecture_count, arena)));
}

/* The run may not know which architecture is recommended. */
static const struct run_architecture *pick_recommended(const struct run *run, struct measure *none)
{
    const struct run_verdict *verdict = &run->verdict;
    bool is_judged = text_equal(verdict->objectives, RUN_OBJECTIVES_JUDGED);
    if (is_judged && *verdict->recommended == '\0' && *verdict->cheapest != '\0')
        return refuse(none, DIAG_OBJECTIVES_UNMET,
                      "no architecture is known to meet the objectives, so none is recommended");
    if (!is_judged && !text_equal(verdict->objectives, RUN_OBJECTIVES_NONE))
        return refuse(none, DIAG_GATE_LATENCY,
                      "objectives were not judged, since latency was not simulated, so none is recommended");
    return run_architecture_find(run, verdict->recommended);
}

const struct run_architecture *pick(const struct rule *rule, const struct run *run, struct measure *none,
                                    struct arena *arena)
{
    bool is_recommended = text_equal(rule->architecture, SCOPE_RECOMMENDED),
         is_cheapest = text_equal(rule->architecture, SCOPE_CHEAPEST),
         is_current = text_equal(rule->architecture, SCOPE_CURRENT);
    *none = (struct measure){.problem = DIAG__COUNT};
    const struct run_architecture *found = is_recommended
                                               ? pick_recommended(run, none)
                                               : run_architecture_find(run,
                                                                       is_cheapest  ? run->verdict.cheapest
                                                                       : is_current ? run->verdict.current
                                                                                    : rule->architecture);
    if (found != NULL || none->problem != DIAG__COUNT) return found;
    if (is_recommended || is_cheapest)
        return refuse(none, DIAG_NOTHING_FEASIBLE,
                      "no architecture can carry the workload, so none is cheapest or recommended");
    if (is_current)
        return refuse(none, DIAG_UNKNOWN_ARCHITECTURE,
                      "the workload doesn't say which architecture runs today; write 'current: ID' in it");
    return refuse_name(rule, run, none, arena);
}
