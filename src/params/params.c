/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Queries on resolved params. */
#include "params/params.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "params/draft.h"
#include "params/keys.h"
#include "params/paths.h"

const char *option_text(const struct params *params, size_t scenario, int row)
{
    assert(params->registry->kinds[params->scenarios[scenario].kind].rows[row].type == PARAM_TEXT);
    const struct value *value = &params->scenarios[scenario].values[row];
    return value->is_set ? value->text : "";
}

const struct value *params_free(const struct params *params, enum root_param row, const char *key)
{
    for (size_t i = 0; i < params->free_count; i++)
        if (params->free[i].row == row && text_equal(params->free[i].key, key)) return &params->free[i].value;
    return NULL;
}

/* Indices in OVERRIDE_ROWS, from 1; 0 for a row that can't be overridden. */
#define PARAM(...)
#define SHARED(id, ...) [ROOT_##id] = OVERRIDE_##id + 1,
static const uint8_t OF_ROOT[ROOT__COUNT] = {
#include "params/root.def"
};
#define CLIENT(id, ...) [TOPIC_##id] = OVERRIDE_##id + 1,
static const uint8_t OF_TOPIC[TOPIC__COUNT] = {
#include "params/topic.def"
};
#undef PARAM

static const struct value *override_of(const struct params *params, size_t scenario, size_t place)
{
    const struct scenario *one = &params->scenarios[scenario];
    const struct param_kind *kind = &params->registry->kinds[one->kind];
    assert(place > 0 && "the row is one that architectures may have of their own");
    if (kind->override_count == 0) return NULL;
    const struct value *value = &one->values[kind->row_count - kind->override_count + place - 1];
    return value->is_set ? value : NULL;
}

const struct value *scenario_root(const struct params *params, size_t scenario, enum root_param row)
{
    const struct value *own = override_of(params, scenario, OF_ROOT[row]);
    return own != NULL ? own : &params->root[row];
}

const struct value *scenario_client(const struct params *params, size_t scenario, size_t topic,
                                    enum topic_param row)
{
    const struct value *today = &params->topics[topic].values[row];
    if (today->origin == ORIGIN_GIVEN || today->origin == ORIGIN_PROFILE) return today;
    const struct value *own = override_of(params, scenario, OF_TOPIC[row]);
    return own != NULL ? own : today;
}

const struct param_preset *param_preset_of(const struct param_preset *presets, const struct param_row *row)
{
    for (const struct param_preset *preset = presets; preset != NULL && preset->path != NULL; preset++)
        if (text_equal(preset->path, row->path)) return preset;
    return NULL;
}

size_t params_scenario(const struct params *params, const char *id)
{
    size_t scenario = 0;
    while (scenario < params->scenario_count && !text_equal(params->scenarios[scenario].id, id)) scenario++;
    return scenario;
}

bool params_unknown_scenario(const struct params *params, const char *option, const char *id,
                             struct place place, struct diags *diags)
{
    enum { QUOTED_COLUMNS_MAX = 80 };
    const char **ids = arena_new_of(diags->arena, const char *, params->scenario_count);
    for (size_t i = 0; i < params->scenario_count; i++) ids[i] = params->scenarios[i].id;
    const char *nearest = text_nearest(id, ids, params->scenario_count);
    const char *hint = nearest == NULL ? "" : text_format(diags->arena, ", did you mean '%s'?", nearest);
    return diags_add(diags, DIAG_UNKNOWN_ARCHITECTURE, place,
                     "'%s': the workload has no architecture '%s'%s (it has: %s)", option,
                     text_quote(diags->arena, id, QUOTED_COLUMNS_MAX), hint,
                     text_list(diags->arena, ids, params->scenario_count, ", "));
}

struct place params_place(const struct params *params, const struct value *value)
{
    if (value->line == 0) return (struct place){0};
    const char *name = params->inputs[value->file].name;
    return text_equal(name, INPUT_OF_SETS) ? (struct place){.file = params->sets[value->line - 1]}
                                           : (struct place){name, value->line, value->column};
}

static const struct value *value_at(const struct params *params, const struct location *location)
{
    switch (location->scope) {
    case SCOPE_TOPIC: return &params->topics[location->index].values[location->row];
    case SCOPE_SCENARIO: return &params->scenarios[location->index].values[location->row];
    case SCOPE_FREE: return params_free(params, (enum root_param)location->row, location->key);
    default: return &params->root[location->row];
    }
}

bool params_find(const struct params *params, const char *path, struct param_ref *ref)
{
    struct arena *scratch = arena_new();
    struct location location;
    bool found = path_locate(params, path, strlen(path), (struct place){0}, scratch, NULL, &location) &&
                 !location.is_every_topic;
    const struct value *value = found ? value_at(params, &location) : NULL;
    arena_free(scratch);
    if (value == NULL) return false;
    *ref = (struct param_ref){location.param_row, value};
    return true;
}

char *params_topic_path(struct arena *arena, const struct params *params, size_t topic, enum topic_param row)
{
    return text_format(arena, "topics.%s.%s", path_quote(arena, params->topics[topic].name),
                       TOPIC_ROWS[row].path);
}

char *params_option_path(struct arena *arena, const struct params *params, size_t scenario, int row)
{
    const struct param_kind *kind = &params->registry->kinds[params->scenarios[scenario].kind];
    return text_format(arena, "architectures.%s.%s", params->scenarios[scenario].id, kind->rows[row].path);
}

void params_visit(const struct params *params, struct arena *arena, param_visitor visit, void *user)
{
    for (int row = 0; row < ROOT__COUNT; row++)
        if (params->root[row].is_set) visit(user, ROOT_ROWS[row].path, &ROOT_ROWS[row], &params->root[row]);
    for (size_t topic = 0; topic < params->topic_count; topic++)
        for (int row = 0; row < TOPIC__COUNT; row++)
            if (params->topics[topic].values[row].is_set)
                visit(user, params_topic_path(arena, params, topic, (enum topic_param)row), &TOPIC_ROWS[row],
                      &params->topics[topic].values[row]);
    for (size_t scenario = 0; scenario < params->scenario_count; scenario++) {
        const struct param_kind *kind = &params->registry->kinds[params->scenarios[scenario].kind];
        for (size_t row = 0; row < kind->row_count; row++)
            if (params->scenarios[scenario].values[row].is_set)
                visit(user, params_option_path(arena, params, scenario, (int)row), &kind->rows[row],
                      &params->scenarios[scenario].values[row]);
    }
    for (size_t i = 0; i < params->free_count; i++) {
        const struct free_value *free = &params->free[i];
        visit(user,
              text_format(arena, "%s.%s", row_prefix(arena, &ROOT_ROWS[free->row]),
                          path_quote(arena, free->key)),
              &ROOT_ROWS[free->row], &free->value);
    }
}
