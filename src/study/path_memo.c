/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/path_memo.h"

#include <string.h>

struct entry {
    struct data_path path;
    struct replicate_rule rule;
    const struct path_result *result;
};

struct path_memo {
    struct arena *arena;
    struct entry *entries;
    size_t count, capacity;
};

struct path_memo *path_memo_new(struct arena *arena)
{
    struct path_memo *memo = arena_new_of(arena, struct path_memo, 1);
    memo->arena = arena;
    return memo;
}

/* Threads and who watches don't change the result. */
static bool same_rule(struct replicate_rule a, struct replicate_rule b)
{
    return a.seed == b.seed && a.precision == b.precision && a.start_s == b.start_s && a.max_s == b.max_s &&
           a.max_events == b.max_events && a.max_bytes == b.max_bytes && a.warm_floor_s == b.warm_floor_s &&
           a.measured_to == b.measured_to;
}

static const struct path_result *find(const struct path_memo *memo, const struct data_path *path,
                                      const struct replicate_rule *rule)
{
    for (size_t i = 0; i < memo->count; i++)
        if (same_rule(memo->entries[i].rule, *rule) && data_path_same(&memo->entries[i].path, path))
            return memo->entries[i].result;
    return NULL;
}

const struct path_result *path_memo_run(struct path_memo *memo, const struct data_path *path,
                                        const struct replicate_rule *rule, struct path_trace *trace)
{
    const struct path_result *result = trace == NULL ? find(memo, path, rule) : NULL;
    if (result != NULL) return result;
    result = path_run(path, rule, trace, memo->arena);
    arena_grow(memo->arena, memo->entries, memo->count, memo->capacity, 1);
    struct entry *entry = &memo->entries[memo->count++];
    memcpy(&entry->path, path, sizeof entry->path);
    entry->rule = *rule;
    entry->result = result;
    return result;
}
