/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Turns machines, clusters and volumes into a deployment with remarks. */
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "iac/terraform_private.h"

enum { ADDRESS_COLUMNS = 120, TYPE_COLUMNS = 60, TYPES_SHOWN_MAX = 12, TABLES_SHOWN_MAX = 5, LISTED_MAX = 5 };

static const char *quote(struct arena *arena, const char *address)
{
    return text_quote(arena, address, ADDRESS_COLUMNS);
}

static bool refuse(const struct terraform_problem *problem, struct diags *diags)
{
    return diags_add(diags, problem->id, problem->place, "%s", problem->message);
}

static struct place whole(const struct terraform *terraform)
{
    return (struct place){.file = terraform->file};
}

bool terraform_has(const struct terraform *terraform, enum machine_service service)
{
    for (size_t i = 0; i < terraform->cluster_count; i++)
        if (terraform->clusters[i].service == service) return true;
    return service == SERVICE_EC2 && terraform->machine_count > 0;
}

/* ---- clusters ---- */

/* Serverless clusters share the partitions evenly; brokers of several clusters don't. */
const struct terraform_cluster *terraform_cluster(const struct terraform *terraform,
                                                  enum machine_service service, struct arena *arena,
                                                  struct diags *diags)
{
    struct terraform_cluster *found = NULL;
    struct text addresses = text_new(arena);
    size_t count = 0;
    for (size_t i = 0; i < terraform->cluster_count; i++) {
        const struct terraform_cluster *one = &terraform->clusters[i];
        if (one->service != service) continue;
        if (found == NULL) {
            found = arena_new_of(arena, struct terraform_cluster, 1);
            *found = *one;
        }
        if (count < LISTED_MAX)
            text_addf(&addresses, "%s%s", count == 0 ? "" : ", ", quote(arena, one->address));
        count++;
    }
    if (found == NULL) return NULL;
    if (found->problem != NULL) {
        refuse(found->problem, diags);
        return NULL;
    }
    if (count > NODES_MAX || (count > 1 && service != SERVICE_MSK_SERVERLESS)) {
        diags_add(diags, DIAG_TERRAFORM, whole(terraform),
                  "%zu clusters (%s%s), of which a workload uses one: say which with --terraform-address",
                  count, addresses.bytes, count > LISTED_MAX ? ", …" : "");
        return NULL;
    }
    if (service == SERVICE_MSK_SERVERLESS) found->role.count = (uint32_t)count;
    return found;
}

/* ---- machines ---- */

/* Machines of one role; a problem among them is reported. */
struct group {
    const struct terraform_machines *machines;
    uint64_t count;
};

/* Find the equal machines of the architecture's role; false with a diagnostic when they differ. */
static bool find_group(const struct terraform *terraform, size_t kind, int role, struct group *group,
                       struct arena *arena, struct diags *diags)
{
    *group = (struct group){NULL, 0};
    for (size_t i = 0; i < terraform->machine_count; i++) {
        const struct terraform_machines *one = &terraform->machines[i];
        if (one->roles[kind] != role) continue;
        if (one->problem != NULL) return refuse(one->problem, diags);
        if (group->machines != NULL)
            return diags_add(
                diags, DIAG_TERRAFORM, whole(terraform),
                "machines of one role differ: %s and %s; say which are meant with --terraform-address",
                quote(arena, group->machines->address), quote(arena, one->address));
        *group = (struct group){one, one->count};
    }
    return true;
}

static bool add_role(const struct terraform *terraform, const char *name, const struct group *group,
                     struct volumes volumes, struct deployment *deployment, struct diags *diags)
{
    if (group->count < 1 || group->count > NODES_MAX)
        return diags_add(diags, DIAG_TERRAFORM, whole(terraform),
                         "%llu machines for the role '%s', must be from 1 to %d",
                         (unsigned long long)group->count, name, NODES_MAX);
    deployment->roles[deployment->role_count++] = (struct role){name, group->machines->instance,
                                                                (uint32_t)group->count, volumes};
    return true;
}

/* Volumes attached by resources of their own: equally many on each node, or on none without attachments. */
static bool attached_volumes(const struct terraform *terraform, const char *title, const struct group *nodes,
                             struct volumes *volumes, struct arena *arena, struct diags *diags)
{
    if (terraform->disk_count == 0 || terraform->attachment_count == 0) return true;
    const struct terraform_disks *disks = &terraform->disks[0];
    for (size_t i = 0; i < terraform->disk_count; i++)
        if (terraform->disks[i].problem != NULL) return refuse(terraform->disks[i].problem, diags);
    if (terraform->disk_count > 1)
        return diags_add(diags, DIAG_TERRAFORM, whole(terraform),
                         "volumes differ: %s and %s; machines with volumes of one kind and size are judged",
                         quote(arena, disks[0].address), quote(arena, disks[1].address));
    size_t attached = disks->count < terraform->attachment_count ? disks->count : terraform->attachment_count;
    if (attached % nodes->count != 0 || attached / nodes->count > VOLUMES_MAX)
        return diags_add(diags, DIAG_TERRAFORM, whole(terraform),
                         "%zu attached volumes on %llu %s: each must have as many as the others, at most %d",
                         attached, (unsigned long long)nodes->count, title, VOLUMES_MAX);
    if (volumes->kind != VOLUME_NONE)
        return diags_add(
            diags, DIAG_TERRAFORM, whole(terraform),
            "%s have volumes of their own (%s) and attached ones (%s); one or the other is judged", title,
            quote(arena, nodes->machines->address), quote(arena, disks->address));
    *volumes = disks->volumes;
    volumes->count = (uint32_t)(attached / nodes->count);
    return true;
}

/* The first role always exists. If no name matches any role, all machines are taken for it. */
static bool add_first_role(const struct terraform *terraform, size_t kind, const struct catalogue *catalogue,
                           struct deployment *deployment, struct arena *arena, struct diags *diags)
{
    const struct role_kind *role = ARCHS[kind]->roles;
    struct group nodes;
    if (!find_group(terraform, kind, 0, &nodes, arena, diags)) return false;
    if (nodes.machines == NULL && !find_group(terraform, kind, TERRAFORM_UNKNOWN_ROLE, &nodes, arena, diags))
        return false;
    if (nodes.machines == NULL)
        return diags_add(diags, DIAG_TERRAFORM, whole(terraform),
                         "no machine is taken for %s %s; name the resource or its module so, or give the "
                         "deployment with --deployment",
                         strchr("aeiou", role->name[0]) != NULL ? "an" : "a", role->name);
    struct volumes volumes = {.kind = VOLUME_NONE};
    if ((role->volumes & ~VOLUME_BIT(VOLUME_NONE))) {
        volumes = nodes.machines->volumes;
        if (nodes.count > 0 && !attached_volumes(terraform, role->title, &nodes, &volumes, arena, diags))
            return false;
        if (volumes.kind == VOLUME_NONE &&
            catalogue->instances[nodes.machines->instance].disk_kind == DISK_NVME)
            volumes.kind = VOLUME_NVME;
    }
    return add_role(terraform, role->name, &nodes, volumes, deployment, diags);
}

bool terraform_fleet(const struct terraform *terraform, size_t kind, const struct catalogue *catalogue,
                     struct deployment *deployment, struct arena *arena, struct diags *diags)
{
    const struct role_kind *roles = ARCHS[kind]->roles;
    struct deployment made = {0};
    if (!add_first_role(terraform, kind, catalogue, &made, arena, diags)) return false;
    for (int i = 1; roles[i].name != NULL; i++) {
        struct group others;
        if (!find_group(terraform, kind, i, &others, arena, diags)) return false;
        struct volumes volumes = {.kind = VOLUME_NONE};
        if (others.machines != NULL && (roles[i].volumes & ~VOLUME_BIT(VOLUME_NONE)))
            volumes = others.machines->volumes;
        if (others.machines != NULL && !add_role(terraform, roles[i].name, &others, volumes, &made, diags))
            return false;
    }
    *deployment = made;
    return true;
}

/* ---- remarks ---- */

static const char *plural(size_t count) { return count == 1 ? "" : "s"; }

const char *terraform_types(const struct terraform *terraform, struct arena *arena)
{
    struct text text = text_new(arena);
    size_t hidden = 0;
    for (size_t i = 0; i < terraform->other_count; i++) {
        if (i < TYPES_SHOWN_MAX)
            text_addf(&text, "%s%s %zu", i == 0 ? "" : ", ",
                      text_quote(arena, terraform->others[i].name, TYPE_COLUMNS), terraform->others[i].count);
        else
            hidden++;
    }
    if (hidden > 0) text_addf(&text, ", and %zu more type%s", hidden, plural(hidden));
    return text.bytes;
}

static const char *others(const struct terraform *terraform, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < terraform->other_count; i++) count += terraform->others[i].count;
    return text_format(arena, "not understood and not in the totals, %zu resource%s: %s", count,
                       plural(count), terraform_types(terraform, arena));
}

/* Tables of unknown cost; NULL without any. */
static const char *unpriced_tables(const struct terraform *terraform, struct arena *arena)
{
    struct text text = text_new(arena);
    size_t count = 0;
    for (size_t i = 0; i < terraform->table_count; i++) {
        const struct terraform_table *table = &terraform->tables[i];
        if (table->is_provisioned && *table->why_unpriced == '\0') continue;
        if (count < TABLES_SHOWN_MAX)
            text_addf(&text, "%s%s (%s)", count == 0 ? "" : ", ", quote(arena, table->address),
                      table->is_provisioned ? table->why_unpriced : "paid by the request: unknown");
        count++;
    }
    if (count > TABLES_SHOWN_MAX) text_addf(&text, ", and %zu more", count - TABLES_SHOWN_MAX);
    return count == 0
               ? NULL
               : text_format(arena, "no architecture here uses DynamoDB, so these are not in the totals: %s",
                             text.bytes);
}

const struct terraform_table *terraform_provisioned(const struct terraform *terraform, struct arena *arena,
                                                    size_t *count)
{
    struct terraform_table *standing = arena_new_of(arena, struct terraform_table, terraform->table_count);
    *count = 0;
    for (size_t i = 0; i < terraform->table_count; i++)
        if (terraform->tables[i].is_provisioned && *terraform->tables[i].why_unpriced == '\0')
            standing[(*count)++] = terraform->tables[i];
    return standing;
}

static const char *strays(const struct terraform_strays *strays, const char *why, struct arena *arena)
{
    struct text text = text_new(arena);
    for (size_t i = 0; i < strays->count && i < TERRAFORM_STRAYS_SHOWN_MAX; i++)
        text_addf(&text, "%s%s", i == 0 ? "" : ", ", quote(arena, strays->addresses[i]));
    if (strays->count > TERRAFORM_STRAYS_SHOWN_MAX) text_add(&text, ", …");
    return text_format(arena, "%zu resource%s %s, and not in the totals: %s", strays->count,
                       plural(strays->count), why, text.bytes);
}

const char *const *terraform_remarks(const struct terraform *terraform, uint64_t used_machines,
                                     struct arena *arena)
{
    enum { REMARKS_MAX = 10 };
    const char **remarks = arena_new_of(arena, const char *, REMARKS_MAX + 1);
    size_t count = 0, disks = 0;
    for (size_t i = 0; i < terraform->disk_count; i++) disks += terraform->disks[i].count;
    uint64_t machines = 0;
    for (size_t i = 0; i < terraform->machine_count; i++) machines += terraform->machines[i].count;
    if (machines > used_machines)
        remarks[count++] = text_format(arena,
                                       "%llu machine%s of EC2 that no part was given to: not in the totals",
                                       (unsigned long long)(machines - used_machines),
                                       plural(machines - used_machines));
    if (disks > terraform->attachment_count)
        remarks[count++] = text_format(arena, "%zu aws_ebs_volume%s without an attachment: not in the totals",
                                       disks - terraform->attachment_count,
                                       plural(disks - terraform->attachment_count));
    if (terraform->bucket_count > 0)
        remarks[count++] = text_format(arena,
                                       "%zu aws_s3_bucket%s: bytes and requests come from the workload",
                                       terraform->bucket_count, plural(terraform->bucket_count));
    const char *tables = unpriced_tables(terraform, arena);
    if (tables != NULL) remarks[count++] = tables;
    if (terraform->elsewhere_count > 0)
        remarks[count++] = text_format(arena, "%zu resource%s outside of --terraform-address",
                                       terraform->elsewhere_count, plural(terraform->elsewhere_count));
    if (terraform->deleted_count > 0)
        remarks[count++] = text_format(arena, "%zu resource%s %s", terraform->deleted_count,
                                       plural(terraform->deleted_count),
                                       terraform->side == TERRAFORM_AFTER ? "deleted by the change"
                                                                          : "not there before the change");
    if (terraform->forgotten.count > 0)
        remarks[count++] = strays(&terraform->forgotten,
                                  "forgotten by the change, not destroyed: still standing, still paid",
                                  arena);
    if (terraform->deposed.count > 0)
        remarks[count++] = strays(&terraform->deposed,
                                  "deposed, left by a replacement that failed: standing, paid until deleted",
                                  arena);
    if (terraform->other_count > 0) remarks[count++] = others(terraform, arena);
    return remarks;
}
