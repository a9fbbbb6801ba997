/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/check.h"

#include <string.h>

#include "arch/options.h"
#include "base/text.h"

/* An architecture under check. */
struct check {
    const struct arch *arch;
    struct diags *diags;
};

/* Diagnose what is missing, and in which part (NULL: the whole). */
static bool needs(const struct check *check, bool has, const char *what, const char *of)
{
    const char *id = check->arch->kind.id;
    return has || diags_add(check->diags, DIAG_INTERNAL, (struct place){0}, "the architecture '%s' %s%s%s",
                            id == NULL ? "" : id, what, of == NULL ? "" : " ", of == NULL ? "" : of);
}

static bool has_row(const struct param_row *rows, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(rows[i].path, path)) return true;
    return false;
}

static bool has_option(const struct arch *arch, const char *path)
{
    return has_row(arch->kind.rows, arch->kind.row_count, path);
}

static bool check_hooks(const struct check *check)
{
    const struct arch *arch = check->arch;
    const struct {
        bool is_there;
        const char *name;
    } required[] = {
        {arch->load != NULL, ".load"},           {arch->size != NULL, ".size"},
        {arch->capacity != NULL, ".capacity"},   {arch->fleet != NULL, ".fleet"},
        {arch->flows != NULL, ".flows"},         {arch->guarantees != NULL, ".guarantees"},
        {arch->lines != NULL, ".lines"},         {arch->roles != NULL, ".roles"},
        {arch->kind.rows != NULL, ".kind.rows"},
    };
    bool ok = true;
    for (size_t i = 0; i < sizeof required / sizeof *required; i++)
        ok &= needs(check, required[i].is_there, "lacks what every one has:", required[i].name);
    return ok;
}

static bool check_data_path(const struct check *check)
{
    const struct arch *arch = check->arch;
    bool has_path = arch->data_path != NULL;
    return needs(check, has_path || arch->no_data_path != NULL,
                 "has neither .data_path nor .no_data_path, a reason why its latency is unknown", NULL) &
           needs(check, !has_path || arch->no_data_path == NULL, "has both .data_path and .no_data_path",
                 NULL) &
           needs(check, !has_path || arch->modelled != NULL, "has .data_path and lacks .modelled beside it",
                 NULL) &
           needs(check, has_path || arch->modelled == NULL, "has .modelled and lacks .data_path beside it",
                 NULL) &
           needs(check,
                 has_path || (arch->calibration == NULL && arch->assumed == NULL && !arch->put_decides &&
                              arch->evidence == NULL && arch->open == NULL),
                 "has .calibration, .assumed, .put_decides, .evidence or .open, which are about latency, and "
                 "lacks "
                 ".data_path",
                 NULL);
}

static bool check_lines(const struct check *check)
{
    bool ok = true;
    for (const struct line *const *line = check->arch->lines; *line != NULL; line++) {
        const char *component = component_name((*line)->component);
        ok &= needs(check, text_starts_with((*line)->id, component) && (*line)->id[strlen(component)] == '.',
                    "has a line whose id does not begin with its component:", (*line)->id);
        ok &= needs(check, (*line)->factors[0].scope != FACTOR_END,
                    "has a line without factors:", (*line)->id);
    }
    return ok;
}

static bool check_roles(const struct check *check)
{
    const struct role_kind *first = check->arch->roles;
    bool ok = needs(check, first->name != NULL && !first->is_optional,
                    "has no role that is always there as the first of .roles", NULL);
    for (const struct role_kind *role = first; role->name != NULL; role++)
        ok &= needs(check, role->title != NULL && role->volumes != 0,
                    "has a role without a title or kinds of volumes:", role->name);
    return ok;
}

static bool check_options(const struct check *check)
{
    const struct arch *arch = check->arch;
    bool ok = needs(check,
                    arch->kind.row_count >= OPTION__COUNT &&
                        text_equal(arch->kind.rows[OPTION_INSTANCE].path, "instance"),
                    "has options that don't begin with those of arch/options.def", NULL);
    for (size_t i = 0; i < arch->kind.row_count; i++)
        if (!needs(check, arch->kind.rows[i].path != NULL, "has an option of its enum without a row", NULL))
            return false;
    ok &= needs(check,
                arch->count_option >= OPTION__COUNT && (size_t)arch->count_option < arch->kind.row_count &&
                    arch->kind.rows[arch->count_option].type == PARAM_COUNT,
                "has no count among its options that .count_option names", NULL);
    for (const struct param_preset *preset = arch->kind.presets; preset != NULL && preset->path != NULL;
         preset++)
        ok &= needs(check, has_option(arch, preset->path), "presets what is no option of it:", preset->path);
    for (const struct param_preset *preset = arch->kind.advice.presets;
         preset != NULL && preset->path != NULL; preset++)
        ok &= needs(check, has_row(OVERRIDE_ROWS, OVERRIDE__COUNT, preset->path),
                    "advises on what no architecture may override:", preset->path);
    for (const struct variant *variant = arch->variants; variant != NULL && variant->path != NULL; variant++)
        ok &= needs(check, has_option(arch, variant->path) || text_starts_with(variant->path, "topics.*."),
                    "has a variant of what is no option of it:", variant->path);
    return ok;
}

static bool check_names(const struct check *check, const struct arch *const *others, size_t count)
{
    const struct param_kind *kind = &check->arch->kind;
    bool ok = needs(check, kind->id != NULL && kind->title != NULL && kind->summary != NULL,
                    "lacks .kind.id, .kind.title or .kind.summary", NULL);
    for (size_t i = 0; ok && i < count; i++)
        ok = needs(check, others[i]->kind.id == NULL || !text_equal(others[i]->kind.id, kind->id),
                   "is there twice", NULL);
    return ok;
}

bool arch_check(const struct arch *const *archs, size_t count, struct diags *diags)
{
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        const struct check check = {archs[i], diags};
        ok &= check_names(&check, archs, i) & check_data_path(&check);
        if (!check_hooks(&check))
            ok = false; /* the tables can't be walked */
        else
            ok &= check_lines(&check) & check_roles(&check) & check_options(&check);
    }
    return ok;
}
