/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/diff_latency.h"

#include <math.h>

#include "base/text.h"

static double squared(double value) { return value * value; }

enum latency_rise latency_rise(const struct latency *base, const struct latency *head, double fraction)
{
    if (base->p99_s == head->p99_s && base->low_s == head->low_s && base->high_s == head->high_s)
        return RISE_WITHIN;
    double allowed = 1 + fraction, excess_s = head->p99_s - allowed * base->p99_s;
    double below_s = sqrt(squared(head->p99_s - head->low_s) +
                          squared(allowed * (base->high_s - base->p99_s)));
    double above_s = sqrt(squared(head->high_s - head->p99_s) +
                          squared(allowed * (base->p99_s - base->low_s)));
    return excess_s - below_s > 0 ? RISE_BEYOND : excess_s + above_s <= 0 ? RISE_WITHIN : RISE_UNDECIDED;
}

/* ---- one side ---- */

struct topic_groups {
    const struct run *run;
    size_t count;
    const char *const *names;
};

static struct topic_groups groups_of(const struct run *run, struct arena *arena)
{
    struct topic_groups groups = {.run = run};
    groups.names = run_topic_groups(run, arena, &groups.count);
    return groups;
}

/* True if there is latency to measure: the topic group exists (any for ""), and end to end is consumed. */
static bool is_there(const struct topic_groups *groups, const char *topic_group, enum latency_path path,
                     struct arena *arena)
{
    for (size_t i = 0; i < groups->count; i++)
        if ((*topic_group == '\0' || text_equal(groups->names[i], topic_group)) &&
            (path == LATENCY_PRODUCE || run_is_consumed(groups->run, groups->names[i], arena)))
            return true;
    return false;
}

static struct latency_side side_of(const struct run_architecture *architecture, const char *topic_group,
                                   enum latency_path path, struct arena *arena)
{
    struct latency_side side = {.knowledge = LATENCY_UNKNOWN, .why = "the architecture isn't there"};
    if (architecture != NULL)
        side.knowledge = latency_p99(architecture, topic_group, path, false, &side.p99, &side.why, arena);
    return side;
}

/* ---- all ---- */

/* Topic groups that either simulation follows, in the order of head, then those that are gone. None when
 * neither distinguishes groups. */
static size_t followed_groups(const struct run_architecture *const sides[2], const char **names)
{
    size_t count = 0;
    for (int side = 0; side < 2; side++) {
        const struct run_load_latency *load = sides[side] == NULL ? NULL : latency_load(sides[side], false);
        for (size_t i = 0; load != NULL && i < load->group_count; i++) {
            bool is_new = true;
            for (size_t j = 0; j < count; j++) is_new &= !text_equal(names[j], load->groups[i].topic_group);
            if (is_new) names[count++] = load->groups[i].topic_group;
        }
    }
    return count;
}

static size_t most_groups(const struct run_architecture *architecture)
{
    const struct run_load_latency *load = architecture == NULL ? NULL : latency_load(architecture, false);
    return load == NULL ? 0 : load->group_count;
}

static const char *what_of(enum latency_path path, const char *topic_group, bool is_told_apart,
                           struct arena *arena)
{
    enum { COLUMNS_MAX = 60 };
    const char *what = path == LATENCY_PRODUCE ? "p99 of produce" : "p99 end to end";
    if (!is_told_apart) return what;
    return text_format(arena, "%s of %s", what,
                       *topic_group == '\0' ? "all together" : text_quote(arena, topic_group, COLUMNS_MAX));
}

const struct latency_change *latency_changes(const struct run *base_run, const struct run_architecture *base,
                                             const struct run *head_run, const struct run_architecture *head,
                                             struct arena *arena, size_t *count)
{
    const char **names = arena_new_of(arena, const char *, 1 + most_groups(base) + most_groups(head));
    names[0] = "";
    size_t name_count = 1 + followed_groups((const struct run_architecture *const[]){head, base}, names + 1);
    struct latency_change *changes = arena_new_of(arena, struct latency_change,
                                                  LATENCY_PATH__COUNT * name_count);
    const struct topic_groups before = groups_of(base_run, arena), after = groups_of(head_run, arena);
    *count = 0;
    for (size_t i = 0; i < name_count; i++)
        for (int path = 0; path < LATENCY_PATH__COUNT; path++) {
            struct latency_change change = {.path = (enum latency_path)path, .topic_group = names[i]};
            change.what = what_of(change.path, names[i], name_count > 1, arena);
            change.in_base = base != NULL && is_there(&before, names[i], change.path, arena);
            change.in_head = head != NULL && is_there(&after, names[i], change.path, arena);
            change.base = side_of(change.in_base ? base : NULL, names[i], change.path, arena);
            change.head = side_of(change.in_head ? head : NULL, names[i], change.path, arena);
            if (change.in_base || change.in_head) changes[(*count)++] = change;
        }
    return changes;
}
