/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/paths.h"

#include <string.h>

#include "base/text.h"
#include "params/keys.h"

enum { QUOTE_COLUMNS = 60 };

struct finder {
    const struct params *params;
    const char *path; /* NUL-terminated */
    struct place place;
    struct arena *arena;
    struct diags *diags;
};

char *path_quote(struct arena *arena, const char *name)
{
    if (name[0] != '\0' && strpbrk(name, ".= \"\\") == NULL && !text_equal(name, "*"))
        return arena_copy_string(arena, name);
    struct text out = text_new(arena);
    text_add(&out, "\"");
    for (; *name != '\0'; name++) {
        if (*name == '"' || *name == '\\') text_add(&out, "\\");
        text_add_bytes(&out, name, 1);
    }
    text_add(&out, "\"");
    return out.bytes;
}

char *path_unquote(struct arena *arena, const char *name, size_t length)
{
    if (length < 2 || name[0] != '"') return arena_copy(arena, name, length);
    struct text out = text_new(arena);
    for (const char *end = name + length - 1, *at = name + 1; at < end; at++) {
        at += *at == '\\' && at + 1 < end;
        text_add_bytes(&out, at, 1);
    }
    return out.bytes;
}

/* The byte after a quoted name that starts at at, or NULL when its quote doesn't end. */
static const char *quoted_end(const char *at)
{
    for (at++; *at != '\0' && *at != '"'; at++)
        if (*at == '\\' && at[1] != '\0') at++;
    return *at == '"' ? at + 1 : NULL;
}

size_t path_length(const char *assignment)
{
    const char *at = assignment;
    while (*at != '\0' && *at != '=') {
        const char *end = *at == '"' && (at == assignment || at[-1] == '.') ? quoted_end(at) : NULL;
        at = end != NULL ? end : at + 1;
    }
    return (size_t)(at - assignment);
}

static char *unquoted(struct arena *arena, const char *from, const char *end)
{
    struct text out = text_new(arena);
    for (; from < end; from++) {
        if (*from == '\\' && from + 1 < end) from++;
        text_add_bytes(&out, from, 1);
    }
    return arena_copy(arena, out.bytes, out.length);
}

/* The name at at, quoted or up to the next dot; at moves past it. NULL when a quote doesn't end well. */
static const char *next_name(struct finder *finder, const char **at)
{
    const char *from = *at;
    if (*from != '"') {
        size_t length = strcspn(from, ".");
        *at = from + length;
        return arena_copy(finder->arena, from, length);
    }
    const char *end = quoted_end(from);
    if (end == NULL || (*end != '.' && *end != '\0')) return NULL;
    *at = end;
    return unquoted(finder->arena, from + 1, end - 1);
}

const struct param_row *scope_rows(const struct params *params, enum scope scope, size_t index, size_t *count)
{
    if (scope == SCOPE_TOPIC) {
        *count = TOPIC__COUNT;
        return TOPIC_ROWS;
    }
    if (scope == SCOPE_SCENARIO) {
        const struct param_kind *kind = &params->registry->kinds[params->scenarios[index].kind];
        *count = kind->row_count;
        return kind->rows;
    }
    *count = ROOT__COUNT;
    return ROOT_ROWS;
}

static const char *shown_path(struct finder *finder)
{
    return text_quote(finder->diags->arena, finder->path, QUOTE_COLUMNS);
}

/* Diagnose a name that isn't in the scope; candidates are the known ones. */
static bool fail_name(struct finder *finder, const char *what, const char *name,
                      const char *const *candidates, size_t count)
{
    if (finder->diags == NULL) return false;
    struct arena *arena = finder->diags->arena;
    const char *meant = text_nearest(name, candidates, count);
    const char *shown = text_quote(arena, name, QUOTE_COLUMNS);
    if (meant != NULL)
        return diags_add(finder->diags, DIAG_UNKNOWN_PATH, finder->place,
                         "no %s is called '%s', did you mean '%s'?", what, shown,
                         path_quote(arena, text_quote(arena, meant, QUOTE_COLUMNS)));
    return diags_add(
        finder->diags, DIAG_UNKNOWN_PATH, finder->place,
        "no %s is called '%s' in path '%s'; a name with a dot is quoted: topics.\"a.b\".retention", what,
        shown, shown_path(finder));
}

/* The distribution's row that path leads into, with *inside set to the rest of the path; or NO_ROW. */
static int row_leading_to(const struct param_row *rows, size_t count, const char *path, const char **inside)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(rows[i].path);
        if (rows[i].type == PARAM_DISTRIBUTION && strncmp(rows[i].path, path, length) == 0 &&
            path[length] == '.' && path[length + 1] != '\0') {
            *inside = path + length + 1;
            return (int)i;
        }
    }
    return NO_ROW;
}

/* The path of a topic group's parameter that rest is the name of, or nearer to than to the root's: of the
 * only group, or of all. NULL for none. */
static const char *topic_path(struct finder *finder, const char *rest, const char *of_root)
{
    const struct params *params = finder->params;
    const char *candidates[TOPIC__COUNT + 1];
    size_t count = 0;
    if (of_root != NULL) candidates[count++] = of_root; /* the first of equals */
    for (int row = 0; row < TOPIC__COUNT; row++) candidates[count++] = TOPIC_ROWS[row].path;
    const char *meant = text_nearest(rest, candidates, count);
    if (meant == NULL || meant == of_root || params->topic_count == 0) return NULL;
    struct arena *arena = finder->diags->arena;
    const char *group = params->topic_count > 1 ? "*" : path_quote(arena, params->topics[0].name);
    return text_format(arena, "topics.%s.%s", text_quote(arena, group, QUOTE_COLUMNS), meant);
}

/* The same of the first architecture that has rest as an option. */
static const char *option_path(struct finder *finder, const char *rest)
{
    for (size_t i = 0; i < finder->params->scenario_count; i++) {
        size_t count;
        const struct param_row *rows = scope_rows(finder->params, SCOPE_SCENARIO, i, &count);
        if (row_find(rows, count, rest) != NO_ROW)
            return text_format(finder->diags->arena, "architectures.%s.%s", finder->params->scenarios[i].id,
                               rest);
    }
    return NULL;
}

/* Diagnose that rest is no path of the rows. */
static bool fail_row(struct finder *finder, const struct param_row *rows, size_t count, const char *rest)
{
    if (finder->diags == NULL) return false;
    const char **candidates = arena_new_of(finder->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) candidates[i] = rows[i].path;
    const char *meant = text_nearest(rest, candidates, count);
    struct arena *arena = finder->diags->arena;
    size_t before = strlen(finder->path) - strlen(rest);
    const char *below = rows == ROOT_ROWS ? option_path(finder, rest) : NULL;
    if (rows == ROOT_ROWS && below == NULL) below = topic_path(finder, rest, meant);
    if (below != NULL)
        return diags_add(finder->diags, DIAG_UNKNOWN_PATH, finder->place,
                         "no parameter has the path '%s', did you mean '%s'?", shown_path(finder), below);
    if (meant != NULL)
        return diags_add(finder->diags, DIAG_UNKNOWN_PATH, finder->place,
                         "no parameter has the path '%s', did you mean '%s%s'?", shown_path(finder),
                         text_quote(arena, arena_copy(arena, finder->path, before), QUOTE_COLUMNS), meant);
    return diags_add(finder->diags, DIAG_UNKNOWN_PATH, finder->place,
                     "no parameter has the path '%s'; 'warpcost schema --reference' lists all",
                     shown_path(finder));
}

static bool fail_quotes(struct finder *finder)
{
    if (finder->diags == NULL) return false;
    return diags_add(finder->diags, DIAG_UNKNOWN_PATH, finder->place,
                     "the path '%s' has a quote that does not end before a dot", shown_path(finder));
}

static bool locate_inside(struct finder *finder, enum scope scope, size_t index, const char *rest,
                          struct location *location)
{
    size_t count;
    const struct param_row *rows = scope_rows(finder->params, scope, index, &count);
    rest += *rest == '.';
    const char *inside = NULL;
    int row = row_find(rows, count, rest);
    if (row == NO_ROW) row = row_leading_to(rows, count, rest, &inside);
    if (row == NO_ROW) return fail_row(finder, rows, count, rest);
    *location = (struct location){
        .scope = scope, .index = index, .row = row, .inside = inside, .param_row = &rows[row]};
    return true;
}

static bool locate_topic(struct finder *finder, const char *at, struct location *location)
{
    const struct params *params = finder->params;
    if (text_starts_with(at, "*.") && params->topic_count > 0) {
        bool found = locate_inside(finder, SCOPE_TOPIC, 0, at + 1, location);
        location->is_every_topic = found;
        return found;
    }
    const char *name = next_name(finder, &at);
    if (name == NULL) return fail_quotes(finder);
    for (size_t i = 0; i < params->topic_count; i++)
        if (text_equal(params->topics[i].name, name))
            return locate_inside(finder, SCOPE_TOPIC, i, at, location);
    const char **names = arena_new_of(finder->arena, const char *, params->topic_count);
    for (size_t i = 0; i < params->topic_count; i++) names[i] = params->topics[i].name;
    return fail_name(finder, "topic group", name, names, params->topic_count);
}

static bool locate_scenario(struct finder *finder, const char *at, struct location *location)
{
    const char *id = next_name(finder, &at);
    const struct params *params = finder->params;
    if (id == NULL) return fail_quotes(finder);
    const char *ids[SCENARIOS_MAX];
    for (size_t i = 0; i < params->scenario_count; i++) {
        if (text_equal(params->scenarios[i].id, id))
            return locate_inside(finder, SCOPE_SCENARIO, i, at, location);
        ids[i] = params->scenarios[i].id;
    }
    return fail_name(finder, "architecture", id, ids, params->scenario_count);
}

static bool locate_free(struct finder *finder, struct location *location)
{
    for (int row = 0; row < ROOT__COUNT; row++) {
        size_t prefix = strlen(ROOT_ROWS[row].path) - 1; /* with its dot */
        if (!row_is_free(&ROOT_ROWS[row]) || strncmp(finder->path, ROOT_ROWS[row].path, prefix) != 0 ||
            finder->path[prefix] == '\0')
            continue;
        const char *at = finder->path + prefix;
        const char *key = *at == '"' ? next_name(finder, &at) : at;
        if (key == NULL || (key != at && *at != '\0')) return fail_quotes(finder);
        *location = (struct location){.scope = SCOPE_FREE,
                                      .row = row,
                                      .key = arena_copy_string(finder->arena, key),
                                      .param_row = &ROOT_ROWS[row]};
        return true;
    }
    return fail_row(finder, ROOT_ROWS, ROOT__COUNT, finder->path);
}

bool path_locate(const struct params *params, const char *path, size_t length, struct place place,
                 struct arena *arena, struct diags *diags, struct location *location)
{
    struct finder finder = {params, arena_copy(arena, path, length), place, arena, diags};
    if (text_starts_with(finder.path, "topics."))
        return locate_topic(&finder, finder.path + strlen("topics."), location);
    if (text_starts_with(finder.path, "architectures."))
        return locate_scenario(&finder, finder.path + strlen("architectures."), location);
    const char *inside = NULL;
    int row = row_find(ROOT_ROWS, ROOT__COUNT, finder.path);
    if (row == NO_ROW) row = row_leading_to(ROOT_ROWS, ROOT__COUNT, finder.path, &inside);
    if (row == NO_ROW) return locate_free(&finder, location);
    *location =
        (struct location){.scope = SCOPE_ROOT, .row = row, .inside = inside, .param_row = &ROOT_ROWS[row]};
    return true;
}

/* True if path begins with prefix, quotes and blanks aside. */
static bool begins(const char *path, const char *prefix)
{
    for (; *prefix != '\0' && (*path == *prefix || (*path != '\0' && strchr("\"\\ \t", *path) != NULL));
         path++)
        prefix += *path == *prefix;
    return *prefix == '\0';
}

bool assignment_is_private(const char *assignment)
{
    return begins(assignment, "pricing.private") || begins(assignment, "pricing.discount");
}

bool step_is_private(const char *step) { return begins(step, "pricing.private"); }
