/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Overriding one path: a copy of the params that shares every scope but the one that changes. */
#include <string.h>

#include "base/text.h"
#include "params/paths.h"
#include "params/resolve.h"

static struct value *with_value(const struct value *values, size_t count, int row, struct value value,
                                struct arena *arena)
{
    struct value *copy = arena_new_of(arena, struct value, count);
    memcpy(copy, values, count * sizeof *copy);
    copy[row] = value;
    return copy;
}

static bool set_topic(struct params *params, const struct location *location, struct value value,
                      struct arena *arena, struct diags *diags)
{
    bool fine = true;
    struct topic *topics = arena_new_of(arena, struct topic, params->topic_count);
    memcpy(topics, params->topics, params->topic_count * sizeof *topics);
    size_t end = location->is_every_topic ? params->topic_count : location->index + 1;
    for (size_t i = location->index; i < end; i++) {
        struct value *values = with_value(topics[i].values, TOPIC__COUNT, location->row, value, arena);
        fine = records_to_bytes(params, values, diags) && fine;
        topics[i].values = values;
    }
    params->topics = topics;
    return fine;
}

static void set_scenario_value(struct params *params, const struct location *location, struct value value,
                               struct arena *arena)
{
    size_t rows;
    scope_rows(params, SCOPE_SCENARIO, location->index, &rows);
    struct scenario *scenarios = arena_new_of(arena, struct scenario, params->scenario_count);
    memcpy(scenarios, params->scenarios, params->scenario_count * sizeof *scenarios);
    scenarios[location->index].values = with_value(scenarios[location->index].values, rows, location->row,
                                                   value, arena);
    params->scenarios = scenarios;
}

static void set_free(struct params *params, const struct location *location, struct value value,
                     struct arena *arena)
{
    size_t at = 0;
    while (at < params->free_count && !(params->free[at].row == (enum root_param)location->row &&
                                        text_equal(params->free[at].key, location->key)))
        at++;
    struct free_value *free = arena_new_of(arena, struct free_value, params->free_count + 1);
    if (params->free_count > 0) memcpy(free, params->free, params->free_count * sizeof *free);
    free[at] = (struct free_value){(enum root_param)location->row, location->key, value};
    params->free = free;
    if (at == params->free_count) params->free_count++;
}

/* Read the value for a location. A path into a distribution changes one scalar of the present value. */
static bool read_value(const struct params *params, const struct location *location, const char *text,
                       struct place place, const struct value_source *source, struct value *read)
{
    if (location->inside == NULL) return value_read_text(location->param_row, text, place, source, read);
    const struct value *old = location->scope == SCOPE_TOPIC
                                  ? &params->topics[location->index].values[location->row]
                              : location->scope == SCOPE_SCENARIO
                                  ? &params->scenarios[location->index].values[location->row]
                                  : &params->root[location->row];
    if (!old->is_set)
        return diags_add(source->diags, DIAG_UNKNOWN_PATH, place, "%s has no value yet; give all of it",
                         location->param_row->path);
    return value_change(location->param_row, old, location->inside, text, place, source, read);
}

const struct params *params_override(const struct params *params, const char *path, const char *value,
                                     struct arena *arena, struct diags *diags)
{
    struct location location;
    struct value read;
    struct place place = {.file = path};
    struct value_source source = {.file = path,
                                  .origin = ORIGIN_GIVEN,
                                  .path = path,
                                  .profiles = params->registry->profiles,
                                  .arena = arena,
                                  .diags = diags};
    if (text_invalid_utf8_at(value, strlen(value)) != strlen(value) ||
        text_invalid_utf8_at(path, strlen(path)) != strlen(path)) {
        diags_add(diags, DIAG_ENCODING, (struct place){0},
                  "the path or value of an override is not valid UTF-8");
        return NULL;
    }
    if (!path_locate(params, path, strlen(path), place, arena, diags, &location) ||
        !read_value(params, &location, value, place, &source, &read))
        return NULL;
    struct params *changed = arena_new_of(arena, struct params, 1);
    *changed = *params;
    bool fine = true;
    if (location.scope == SCOPE_TOPIC)
        fine = set_topic(changed, &location, read, arena, diags);
    else if (location.scope == SCOPE_SCENARIO)
        set_scenario_value(changed, &location, read, arena);
    else if (location.scope == SCOPE_FREE)
        set_free(changed, &location, read, arena);
    else
        changed->root = with_value(params->root, ROOT__COUNT, location.row, read, arena);
    return check_consistent(changed, diags) && fine ? changed : NULL;
}
