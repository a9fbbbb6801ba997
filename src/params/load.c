/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/load.h"

#include "base/file.h"
#include "base/file_kind.h"
#include "base/text.h"
#include "params/resolve.h"

struct loading {
    struct document workload;
    struct document profiles[PROFILES_MAX];
    size_t profile_count;
    struct arena *scratch; /* bytes and trees */
    struct arena *arena;
    struct diags *diags;
};

/* "./a.yaml" and "a.yaml" are one name. */
static const char *plain(const char *path) { return text_starts_with(path, "./") ? path + 2 : path; }

static bool read_document(struct loading *loading, struct document *document, const char *path)
{
    size_t length = 0;
    const char *name = text_equal(path, "-") ? "standard input"
                                             : arena_copy_string(loading->diags->arena, path);
    char *bytes = file_read(path, PARAM_FILE_MAX_BYTES, loading->scratch, &length, loading->diags);
    const char *kind = bytes == NULL || *bytes != '{' ? NULL
                                                      : file_kind_of_json(bytes, length, loading->scratch);
    if (kind != NULL && kind != FILE_KIND_WORKLOAD)
        return diags_add(loading->diags, DIAG_WRONG_SHAPE, (struct place){name, 1, 1},
                         "this is no workload: this is %s", kind);
    return bytes != NULL && document_read(document, name, bytes, length, loading->scratch, loading->diags);
}

/* A file that a value names. */
static const char *read_named(void *user, const char *base, const char *name, struct place place,
                              size_t *length, struct diags *diags)
{
    struct loading *loading = user;
    const char *path = file_beside(base, name, loading->scratch, place, diags);
    return path == NULL ? NULL : file_read(path, PARAM_FILE_MAX_BYTES, loading->scratch, length, diags);
}

static bool add_profile(struct loading *loading, const char *path, struct place place)
{
    if (loading->profile_count == PROFILES_MAX)
        return diags_add(loading->diags, DIAG_OUT_OF_RANGE, place, "more than %d profiles", PROFILES_MAX);
    const char *shown = text_quote(loading->arena, path, 80);
    if (text_equal(plain(path), plain(loading->workload.name)))
        return diags_add(loading->diags, DIAG_INCONSISTENT, place,
                         "the workload '%s' is named as its own profile; take it out", shown);
    for (size_t i = 0; i < loading->profile_count; i++)
        if (text_equal(plain(path), plain(loading->profiles[i].name)))
            return diags_add(loading->diags, DIAG_DUPLICATE_NAME, place,
                             "the profile '%s' is named twice; keep one", shown);
    if (!read_document(loading, &loading->profiles[loading->profile_count], path)) return false;
    loading->profile_count++;
    return true;
}

/* A file that the workload names. */
static bool add_named(struct loading *loading, const struct yaml_node *node)
{
    struct place place = {loading->workload.name, node->line, node->column};
    if (node->kind != YAML_TEXT || yaml_is_null(node))
        return diags_add(loading->diags, DIAG_WRONG_SHAPE, place,
                         "found %s where a profile's file name is expected; write 'profile: my-profile.yaml'",
                         yaml_is_null(node) ? "nothing" : yaml_kind_name(node));
    const char *path = file_beside(loading->workload.name, node->text, loading->scratch, place,
                                   loading->diags);
    if (path == NULL) return false;
    return add_profile(loading, plain(path), place);
}

static void add_all_named(struct loading *loading)
{
    const struct yaml_node *node = yaml_get(&loading->workload.root, "profile");
    if (node != NULL && node->kind != YAML_LIST) add_named(loading, node);
    for (size_t i = 0; node != NULL && node->kind == YAML_LIST && i < node->count; i++)
        add_named(loading, &node->items[i]);
}

static bool read_workload(struct loading *loading, const struct load_source *source)
{
    return source->bytes == NULL ? read_document(loading, &loading->workload, source->path)
                                 : document_read(&loading->workload, source->path, source->bytes,
                                                 source->length, loading->scratch, loading->diags);
}

static const struct params *load(struct loading *loading, const struct load_source *source,
                                 const struct param_registry *registry)
{
    if (read_workload(loading, source)) add_all_named(loading);
    for (size_t i = 0; i < source->profile_count; i++)
        add_profile(loading, source->profiles[i], (struct place){0});
    if (loading->workload.root.kind != YAML_MAPPING) return NULL;
    const struct param_files files = {read_named, loading};
    return resolve_documents(registry, &loading->workload, loading->profiles, loading->profile_count,
                             source->sets, source->set_count, &files, loading->arena, loading->scratch,
                             loading->diags);
}

const struct params *params_load_from(const struct load_source *source, const struct param_registry *registry,
                                      struct arena *arena, struct diags *diags)
{
    size_t before = diags->count;
    struct loading loading = {.scratch = arena_new(), .arena = arena, .diags = diags};
    const struct params *params = load(&loading, source, registry);
    arena_free(loading.scratch);
    diags_sort(diags);
    return diags->count > before ? NULL : params;
}

const struct params *params_load(const char *path, const char *const *profiles, size_t profile_count,
                                 const char *const *sets, size_t set_count,
                                 const struct param_registry *registry, struct arena *arena,
                                 struct diags *diags)
{
    const struct load_source source = {.path = path,
                                       .profiles = profiles,
                                       .profile_count = profile_count,
                                       .sets = sets,
                                       .set_count = set_count};
    return params_load_from(&source, registry, arena, diags);
}

const struct params *params_restrict(const struct params *params, const char *const *ids, size_t id_count,
                                     const char *option, struct arena *arena, struct diags *diags)
{
    bool good = true;
    for (size_t i = 0; i < id_count; i++)
        if (params_scenario(params, ids[i]) == params->scenario_count)
            good = params_unknown_scenario(params, option, ids[i], (struct place){0}, diags);
    if (!good || id_count == 0) return good ? params : NULL;
    struct scenario *kept = arena_new_of(arena, struct scenario, params->scenario_count);
    struct params *restricted = arena_new_of(arena, struct params, 1);
    *restricted = *params;
    restricted->scenarios = kept;
    restricted->scenario_count = 0;
    for (size_t i = 0; i < params->scenario_count; i++)
        for (size_t j = 0; j < id_count; j++)
            if (text_equal(params->scenarios[i].id, ids[j])) {
                kept[restricted->scenario_count++] = params->scenarios[i];
                break;
            }
    return restricted;
}
