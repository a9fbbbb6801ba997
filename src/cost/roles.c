/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/roles.h"

#include "base/text.h"

enum { QUOTED_COLUMNS = 40 };
static const struct place NOWHERE = {0};

const struct role_kind *role_kind_find(const struct role_kind *kinds, const char *name)
{
    while (kinds->name != NULL && !text_equal(kinds->name, name)) kinds++;
    return kinds->name == NULL ? NULL : kinds;
}

static const char *names_of(const struct role_kind *kinds, struct arena *arena)
{
    struct text names = text_new(arena);
    for (const struct role_kind *kind = kinds; kind->name != NULL; kind++)
        text_addf(&names, "%s%s", kind == kinds ? "" : kind[1].name == NULL ? " and " : ", ", kind->name);
    return names.bytes;
}

static bool wrong_volumes(const struct role_kind *kind, const char *id, const struct role *role,
                          struct place place, struct diags *diags)
{
    const struct volumes *volumes = &role->volumes;
    if (kind->volumes_rule != NULL)
        return diags_add(diags, DIAG_DEPLOYMENT, place, "%s: %s", id, kind->volumes_rule);
    if (volumes->kind == VOLUME_NONE)
        return diags_add(diags, DIAG_DEPLOYMENT, place,
                         "the %s of %s have no volumes; add \"volumes\": {\"kind\": \"gp3\", …}", kind->title,
                         id);
    if (volumes->kind == VOLUME_MSK)
        return diags_add(diags, DIAG_DEPLOYMENT, place,
                         "only Amazon MSK sells volumes of the kind msk; %s takes another", id);
    return diags_add(diags, DIAG_DEPLOYMENT, place, "the %s of %s can't have %u volumes of the kind %s",
                     kind->title, id, volumes->count, VOLUME_LIMITS[volumes->kind].name);
}

static bool accept_role(const struct role_kind *kind, const char *id, const struct role *role,
                        struct place place, const struct catalogue *catalogue, struct diags *diags)
{
    const struct volumes *volumes = &role->volumes;
    const struct instance *instance = &catalogue->instances[role->instance];
    if (!(kind->volumes & VOLUME_BIT(volumes->kind)) ||
        (kind->volumes_most > 0 && volumes->count > kind->volumes_most))
        return wrong_volumes(kind, id, role, place, diags);
    if (volumes->kind == VOLUME_NVME && instance->disk_kind == DISK_NONE)
        return diags_add(diags, DIAG_DEPLOYMENT, place,
                         "%s has no local disks; take another instance type or kind of volume",
                         instance->name);
    if (kind->nodes_most > 0 && role->count > kind->nodes_most)
        return diags_add(diags, DIAG_DEPLOYMENT, place, "%s has %u %s, must be at most %u", id, role->count,
                         kind->title, kind->nodes_most);
    return true;
}

bool roles_accept(const struct role_kind *kinds, const char *id, const struct deployment *deployment,
                  const struct catalogue *catalogue, struct diags *diags)
{
    bool is_alone = kinds[1].name == NULL;
    const struct place first = deployment->role_count == 0 ? NOWHERE : deployment->places[0];
    if (deployment->role_count == 0 || !text_equal(deployment->roles[0].role, kinds[0].name) ||
        (is_alone && deployment->role_count > 1))
        return diags_add(diags, DIAG_DEPLOYMENT, first, "the deployment of %s %s '%s'", id,
                         is_alone ? "has one role," : "must begin with the role", kinds[0].name);
    for (size_t i = 0; i < deployment->role_count; i++) {
        const struct role *role = &deployment->roles[i];
        const struct role_kind *kind = role_kind_find(kinds, role->role);
        if (kind == NULL)
            return diags_add(diags, DIAG_DEPLOYMENT, deployment->places[i], "%s has no role '%s'; it has %s",
                             id, text_quote(diags->arena, role->role, QUOTED_COLUMNS),
                             names_of(kinds, diags->arena));
        if (!accept_role(kind, id, role, deployment->places[i], catalogue, diags)) return false;
    }
    for (const struct role_kind *kind = kinds; kind->name != NULL; kind++)
        if (!kind->is_optional && deployment_role(deployment, kind->name) == NULL)
            return diags_add(diags, DIAG_DEPLOYMENT, first, "the deployment of %s lacks the role '%s'", id,
                             kind->name);
    return true;
}
