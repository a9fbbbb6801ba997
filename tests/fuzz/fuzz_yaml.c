// covers: src/params/yaml.c src/params/resolve.c src/params/section.c src/params/lists.c src/params/value.c src/params/value_quantity.c src/params/keys.c src/params/paths.c src/params/override.c src/params/names.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fuzzes what reads workloads. The input is parts with a line "%%" between them: the workload, then profiles
 * that start with a line "%profile", sets that start with "%set", overrides that start with "%override", each
 * "PATH=VALUE". */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "params/params.h"
#include "params/paths.h"

#define SYNTAX SYNTAX_YAML
#include "fuzz/mutate.h"
#include "fuzz/oracle.h"

enum { PARTS_MAX = 8 };

struct parts {
    struct param_source profiles[PARTS_MAX];
    const char *sets[PARTS_MAX], *overrides[PARTS_MAX];
    size_t profile_count, set_count, override_count;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of a part that starts with head, without it. */
static const char *cut(struct arena *arena, const char *from, size_t length, const char *head, size_t *left)
{
    size_t skip = strlen(head);
    if (length < skip || memcmp(from, head, skip) != 0) return NULL;
    *left = length - skip;
    return arena_copy(arena, from + skip, length - skip);
}

static char *copy_exactly(const char *from, size_t length)
{
    char *copy = malloc(length == 0 ? 1 : length);
    must(copy != NULL);
    return length == 0 ? copy : memcpy(copy, from, length);
}

static void sort_part(struct parts *parts, struct arena *arena, const char *from, size_t length)
{
    size_t left = 0;
    const char *text;
    if ((text = cut(arena, from, length, "%profile\n", &left)) != NULL && parts->profile_count < PARTS_MAX)
        parts->profiles[parts->profile_count++] = (struct param_source){"profile.yaml", text, left};
    else if ((text = cut(arena, from, length, "%set\n", &left)) != NULL && parts->set_count < PARTS_MAX)
        parts->sets[parts->set_count++] = text;
    else if ((text = cut(arena, from, length, "%override\n", &left)) != NULL &&
             parts->override_count < PARTS_MAX)
        parts->overrides[parts->override_count++] = text;
}

/* A name is quoted so that it reads back. */
static void check_quoting(const char *name, struct arena *arena)
{
    char *quoted = path_quote(arena, name);
    must(text_equal(path_unquote(arena, quoted, strlen(quoted)), name));
}

/* Every value prints, and a number is one. */
static void print_all(void *user, const char *path, const struct param_row *row, const struct value *value)
{
    struct arena *arena = user;
    const char *printed = param_print(arena, row, value);
    must(strlen(path) > 0 && printed != NULL && !isnan(value->num));
    check_quoting(path, arena);
    (void)assignment_is_private(text_format(arena, "%s=%s", path, printed));
    must(!step_is_private(path) || text_starts_with(path, "pricing.private"));
}

/* Whoever overrides says where; the diagnostics have no place of their own. */
static void override_all(const struct params *params, const struct parts *parts, struct arena *arena)
{
    struct diags own, *diags = &own;
    diags_init(diags, arena);
    for (size_t i = 0; i < parts->override_count; i++) {
        char *path = arena_copy_string(arena, parts->overrides[i]), *equals = strchr(path, '=');
        if (equals == NULL) continue;
        *equals = '\0';
        const struct params *changed = params_override(params, path, equals + 1, arena, diags);
        struct param_ref ref;
        must(changed == NULL || text_starts_with(path, "topics.*.") || params_find(changed, path, &ref));
        params = changed == NULL ? params : changed;
    }
    params_visit(params, arena, print_all, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char SEPARATOR[] = "\n%%\n";
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    struct parts parts = {.profile_count = 0};
    const char *from = (const char *)data, *end = from + size;
    char *workload = NULL; /* not in the arena: there, a read past its end would go unnoticed */
    size_t workload_length = 0;
    for (bool more = true; more;) {
        const char *next = memmem(from, (size_t)(end - from), SEPARATOR, sizeof SEPARATOR - 1);
        size_t length = (size_t)((next == NULL ? end : next) - from);
        if (workload == NULL)
            workload = copy_exactly(from, workload_length = length);
        else
            sort_part(&parts, arena, from, length);
        more = next != NULL;
        from = more ? next + sizeof SEPARATOR - 1 : end;
    }
    struct param_request request = {{"fuzz/w.yaml", workload, workload_length},
                                    parts.profiles,
                                    parts.profile_count,
                                    parts.sets,
                                    parts.set_count};
    const struct params *params = params_resolve(arch_registry(arena), &request, arena, &diags);
    must((params == NULL) == (diags.count > 0));
    if (params != NULL) override_all(params, &parts, arena);
    for (const struct diag *diag = diags.first; diag != NULL; diag = diag->next) check_diag(diag);
    free(workload);
    arena_free(arena);
    return 0;
}
