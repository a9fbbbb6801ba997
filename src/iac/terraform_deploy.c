/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Turns machines and volumes into a deployment in the roles of an architecture. */
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "base/units.h"
#include "iac/terraform_private.h"
#include "iac/terraform_list.h"

static bool refuse(const struct terraform_problem *problem, struct diags *diags)
{
    return diags_add(diags, problem->id, problem->place, "%s", problem->message);
}

static struct place whole(const struct terraform *terraform)
{
    return (struct place){.file = terraform->file};
}

/* A fleet being made of a plan's machines, in the roles of an architecture. */
struct making {
    const struct terraform *terraform;
    size_t kind; /* of ARCHS */
    double zones;
    const struct catalogue *catalogue;
    struct terraform_fleet *fleet;
    struct volumes *data;  /* of each machine, as its role has them */
    signed char *taken_as; /* of each machine, the role it was given, or TERRAFORM_OTHER_ROLE */
    const char **why;      /* of each machine */
    const char **remarks;
    size_t remark_count;
    struct arena *arena;
    struct diags *diags;
};

enum { REMARKS_MAX = 48 };

static void remark(struct making *making, const char *text)
{
    if (making->remark_count < REMARKS_MAX) making->remarks[making->remark_count++] = text;
}

static const struct role_kind *roles_of(const struct making *making) { return ARCHS[making->kind]->roles; }

static bool refuse_machine(const struct making *making, size_t machine, const char *why)
{
    const struct terraform_machines *one = &making->terraform->machines[machine];
    return diags_add(making->diags, DIAG_TERRAFORM, one->place, "%s: %s",
                     list_quote(one->address, making->arena), why);
}

static bool has_role_named(const struct making *making, const char *role)
{
    for (size_t i = 0; i < making->terraform->machine_count; i++)
        if (making->terraform->machines[i].role != NULL &&
            text_equal(making->terraform->machines[i].role, role))
            return true;
    return false;
}

/* The role of a machine: that which --terraform-address names, else by its evidence. Where one role is named,
 * evidence gives it to nobody else. */
static int role_of(const struct making *making, size_t machine, const char **why)
{
    const struct terraform_machines *one = &making->terraform->machines[machine];
    const struct role_kind *roles = roles_of(making);
    int role = TERRAFORM_OTHER_ROLE;
    *why = "--terraform-address";
    for (int i = 0; one->role != NULL && roles[i].name != NULL; i++)
        if (text_equal(one->role, roles[i].name)) role = i;
    if (one->role != NULL) return role;
    const struct terraform_calling *calling = &one->callings[making->kind];
    bool is_named = calling->role >= 0 && has_role_named(making, roles[calling->role].name);
    *why = is_named ? "--terraform-address names others" : calling->why;
    return is_named ? TERRAFORM_OTHER_ROLE : calling->role;
}

static bool check_doubts(const struct making *making)
{
    for (size_t i = 0; i < making->terraform->machine_count; i++) {
        const struct terraform_machines *one = &making->terraform->machines[i];
        const char *doubt = one->role == NULL ? one->callings[making->kind].doubt : NULL;
        if (doubt != NULL)
            return refuse_machine(
                making, i,
                text_format(
                    making->arena,
                    "%s: say what it is with --terraform-address %s=%s, or none=%s where it is no part",
                    doubt, roles_of(making)->name, list_quote(one->address, making->arena),
                    list_quote(one->address, making->arena)));
    }
    return true;
}

/* Where nothing else can be a broker, port 9093 is the one for clients with TLS. */
static void serve_by_tls(struct making *making)
{
    for (size_t i = 0; i < making->terraform->machine_count; i++)
        if (making->taken_as[i] > 0 && text_equal(making->why[i], TERRAFORM_BY_9093)) making->taken_as[i] = 0;
}

/* The first role always exists: without evidence for any machine, those that nothing speaks of have it, and
 * only those with data volumes where others have none. */
static void give_roles(struct making *making)
{
    const struct terraform *terraform = making->terraform;
    bool has_first = false, has_unknown = false, has_data = false,
         takes_data = roles_of(making)->volumes & ~VOLUME_BIT(VOLUME_NONE);
    for (size_t i = 0; i < terraform->machine_count; i++) {
        making->taken_as[i] = (signed char)role_of(making, i, &making->why[i]);
        has_first |= making->taken_as[i] == 0;
        has_unknown |= making->taken_as[i] == TERRAFORM_UNKNOWN_ROLE;
        has_data |= making->taken_as[i] == TERRAFORM_UNKNOWN_ROLE &&
                    terraform->machines[i].volumes.kind != VOLUME_NONE;
    }
    if (!has_first && !has_unknown) serve_by_tls(making);
    for (size_t i = 0; i < terraform->machine_count; i++) {
        bool is_unknown = making->taken_as[i] == TERRAFORM_UNKNOWN_ROLE,
             is_chosen = !(takes_data && has_data) || terraform->machines[i].volumes.kind != VOLUME_NONE;
        if (!is_unknown) continue;
        making->taken_as[i] = !has_first && is_chosen ? 0 : TERRAFORM_OTHER_ROLE;
        if (!has_first && is_chosen) making->why[i] = takes_data && has_data ? "its data volumes" : "default";
    }
}

/* ---- volumes ---- */

static bool refuse_without_data(const struct making *making, size_t machine)
{
    if (making->terraform->unclear != NULL) return refuse(making->terraform->unclear, making->diags);
    return refuse_machine(
        making, machine,
        text_format(
            making->arena,
            "the plan shows no data volume of it, its type has no local disks, and the size of its root "
            "volume isn't known: say which volumes are its with --terraform-address "
            "%s=aws_ebs_volume.NAME, or give the deployment with --deployment",
            roles_of(making)->name));
}

/* Disks of a broker without data volumes: local ones, else its root volume. */
static bool find_data(struct making *making, size_t machine)
{
    const struct terraform_machines *one = &making->terraform->machines[machine];
    struct volumes *data = &making->data[machine];
    *data = one->volumes;
    if (data->kind != VOLUME_NONE) return true;
    if (making->catalogue->instances[one->instance].disk_kind != DISK_NONE) {
        *data = (struct volumes){.kind = VOLUME_NVME};
    } else if (one->is_kubernetes) {
        making->fleet->lacks_volumes = true;
    } else if (one->root.kind != VOLUME_NONE) {
        *data = one->root;
        making->fleet->is_root_data[machine] = true;
    }
    return data->kind != VOLUME_NONE || one->is_kubernetes;
}

/* Volumes of a role that --terraform-address names, as many on each node. */
static bool add_named_volumes(const struct making *making, const char *name, uint32_t nodes,
                              struct volumes *volumes)
{
    const struct terraform_disk *first = NULL;
    uint32_t count = 0;
    for (size_t i = 0; i < making->terraform->disk_count; i++) {
        const struct terraform_disk *one = &making->terraform->disks[i];
        if (one->role == NULL || !text_equal(one->role, name)) continue;
        if (one->problem != NULL) return refuse(one->problem, making->diags);
        if (first == NULL) first = one;
        if (!terraform_same_volumes(&first->volumes, &one->volumes))
            return diags_add(making->diags, DIAG_TERRAFORM, whole(making->terraform),
                             "volumes differ: %s and %s; say which are of '%s' with --terraform-address",
                             list_quote(first->address, making->arena),
                             list_quote(one->address, making->arena), name);
        count++;
    }
    if (first == NULL) return true;
    struct volumes all = first->volumes, own = *volumes;
    all.count = own.count = count / nodes;
    bool is_first = volumes->kind == VOLUME_NONE || volumes->kind == VOLUME_NVME,
         joins = is_first || terraform_same_volumes(&all, &own);
    if (count % nodes != 0 || !joins || count / nodes + volumes->count > VOLUMES_MAX)
        return diags_add(
            making->diags, DIAG_TERRAFORM, whole(making->terraform),
            "%u volumes such as %s for %u machines of '%s': each must have as many as the others, "
            "of one kind and size, at most %d",
            count, list_quote(first->address, making->arena), nodes, name, VOLUMES_MAX);
    all.count += is_first ? 0 : volumes->count;
    *volumes = all;
    return true;
}

static bool has_named_volumes(const struct making *making, const char *name)
{
    for (size_t i = 0; i < making->terraform->disk_count; i++)
        if (making->terraform->disks[i].role != NULL && text_equal(making->terraform->disks[i].role, name))
            return true;
    return false;
}

/* ---- roles ---- */

static bool refuse_different(const struct making *making, size_t first, size_t other)
{
    const struct terraform_machines *machines = making->terraform->machines;
    bool is_type = machines[first].instance != machines[other].instance;
    return diags_add(making->diags, DIAG_TERRAFORM, machines[other].place,
                     "machines of one role differ: %s and %s, by their %s; say which are meant with "
                     "--terraform-address %s=ADDRESS",
                     list_quote(machines[first].address, making->arena),
                     list_quote(machines[other].address, making->arena),
                     is_type ? "instance types" : "volumes", roles_of(making)[making->taken_as[other]].name);
}

static bool check_tenancy(struct making *making, size_t machine)
{
    const struct terraform_machines *one = &making->terraform->machines[machine];
    const char *address = list_quote(one->address, making->arena);
    if (!one->is_dedicated) return true;
    if (one->role == NULL)
        return refuse_machine(
            making, machine,
            text_format(making->arena,
                        "its tenancy is dedicated, and prices here are of shared tenancy: to "
                        "price it so all the same, name it with --terraform-address %s=%s",
                        roles_of(making)[making->taken_as[machine]].name, address));
    remark(making, text_format(making->arena,
                               "%s: its tenancy is dedicated, and its price is that of shared tenancy, which "
                               "is less",
                               address));
    return true;
}

/* Find the machines of a role, which must be of one type; `*first` is the number of machines when there are
 * none. */
static bool find_role(const struct making *making, int role, size_t *first, uint64_t *count)
{
    const struct terraform *terraform = making->terraform;
    *first = terraform->machine_count;
    *count = 0;
    for (size_t i = 0; i < terraform->machine_count; i++) {
        const struct terraform_machines *one = &terraform->machines[i];
        if (making->taken_as[i] != role) continue;
        if (one->problem != NULL) return refuse(one->problem, making->diags);
        if (*first == terraform->machine_count) *first = i;
        if (one->instance != terraform->machines[*first].instance) return refuse_different(making, *first, i);
        *count += one->count;
    }
    return true;
}

/* Use the machines of a role, whose volumes must be alike. */
static bool use_role(struct making *making, int role, size_t first)
{
    const struct role_kind *kind = &roles_of(making)[role];
    bool takes_data = kind->volumes & ~VOLUME_BIT(VOLUME_NONE),
         needs_data = (kind->volumes & VOLUME_BIT(VOLUME_NONE)) == 0 &&
                      !has_named_volumes(making, kind->name);
    for (size_t i = first; i < making->terraform->machine_count; i++) {
        if (making->taken_as[i] != role) continue;
        making->data[i] = takes_data ? making->terraform->machines[i].volumes
                                     : (struct volumes){.kind = VOLUME_NONE};
        if (needs_data && !find_data(making, i)) return refuse_without_data(making, i);
        if (!terraform_same_volumes(&making->data[i], &making->data[first]))
            return refuse_different(making, first, i);
        if (!check_tenancy(making, i)) return false;
        making->fleet->is_used[i] = true;
    }
    return true;
}

static bool has_role(const void *user, size_t machine)
{
    const struct making *making = user;
    return making->taken_as[machine] >= 0;
}

static bool has_same_evidence(const void *user, size_t a, size_t b)
{
    const struct making *making = user;
    return making->taken_as[a] == making->taken_as[b] && text_equal(making->why[a], making->why[b]);
}

static const char *local_disks(const struct making *making, size_t machine)
{
    const struct terraform_machines *one = &making->terraform->machines[machine];
    const struct instance *type = &making->catalogue->instances[one->instance];
    double disks = type->disks > 0 ? type->disks : 1;
    return text_format(
        making->arena,
        "%s: the plan shows no data volume of it, so its %.0f local disk%s of %s GB hold%s the data",
        list_quote(one->address, making->arena), disks, disks == 1 ? "" : "s",
        text_thousands(making->arena, type->disk_bytes / disks / GB, 0), disks == 1 ? "s" : "");
}

static void tell_roles(struct making *making)
{
    struct machine_choice choice = {making->terraform, has_role, has_same_evidence, making, making->arena};
    struct machine_run run = {0};
    for (; list_next(&choice, run.end, &run);) {
        const struct terraform_machines *one = &making->terraform->machines[run.first];
        remark(making, text_format(making->arena, "%s: %s, %llu × %s, by %s",
                                   roles_of(making)[making->taken_as[run.first]].name, run.text,
                                   (unsigned long long)run.count,
                                   making->catalogue->instances[one->instance].name, making->why[run.first]));
        if (one->is_spot)
            remark(making, text_format(making->arena,
                                       "%s: bought on the spot market, where AWS takes machines back at two "
                                       "minutes' notice; its price here is on demand",
                                       list_quote(one->address, making->arena)));
        if (making->data[run.first].kind == VOLUME_NVME) remark(making, local_disks(making, run.first));
        if (making->fleet->is_root_data[run.first])
            remark(making,
                   text_format(making->arena,
                               "%s: the plan shows no data volume of it, so its root volume holds the data",
                               list_quote(one->address, making->arena)));
    }
}

/* The number of zones that the machines of the first role are in; 0 when it isn't known. */
static uint32_t zones_of(const struct making *making, size_t *first)
{
    const struct terraform *terraform = making->terraform;
    uint32_t count = 0;
    *first = terraform->machine_count;
    for (size_t i = 0; i < terraform->machine_count; i++) {
        const struct terraform_machines *one = &terraform->machines[i];
        if (making->taken_as[i] != 0) continue;
        if (*first == terraform->machine_count) *first = i;
        if (one->subnets > 0) return one->subnets;
        if (*one->zone == '\0') return 0;
        bool is_new = true;
        for (size_t j = 0; j < i; j++)
            is_new &= making->taken_as[j] != 0 || !text_equal(terraform->machines[j].zone, one->zone);
        count += is_new;
    }
    return count;
}

static void compare_zones(struct making *making)
{
    size_t first;
    uint32_t count = zones_of(making, &first);
    if (count == 0 || count == making->zones) return;
    const struct terraform_machines *one = &making->terraform->machines[first];
    remark(making, text_format(making->arena, "%s %s in %u %s%s, and the workload says zones: %.0f",
                               list_quote(one->address, making->arena),
                               one->subnets > 0 ? "is" : "and the others of its role are", count,
                               one->subnets > 0 ? "subnet" : "zone", count == 1 ? "" : "s", making->zones));
}

static bool add_role(struct making *making, int role, size_t first, uint64_t count)
{
    const char *name = roles_of(making)[role].name;
    struct deployment *deployment = &making->fleet->deployment;
    if (count < 1 || count > NODES_MAX)
        return diags_add(making->diags, DIAG_TERRAFORM, whole(making->terraform),
                         "%llu machines for the role '%s', must be from 1 to %d", (unsigned long long)count,
                         name, NODES_MAX);
    struct volumes volumes = making->data[first];
    if (!add_named_volumes(making, name, (uint32_t)count, &volumes)) return false;
    deployment->roles[deployment->role_count++] = (struct role){name,
                                                                making->terraform->machines[first].instance,
                                                                (uint32_t)count, volumes};
    return true;
}

/* The reason why no machine has the first role, with the machines there are. */
static bool refuse_empty(const struct making *making)
{
    const struct role_kind *role = roles_of(making);
    const char *article = strchr("aeiou", role->name[0]) != NULL ? "an" : "a";
    if (making->terraform->machine_count == 0)
        return diags_add(making->diags, DIAG_TERRAFORM, whole(making->terraform),
                         "no machine is taken for %s %s; give the deployment with --deployment", article,
                         role->name);
    const struct terraform_machines *one = &making->terraform->machines[0];
    return diags_add(
        making->diags, DIAG_TERRAFORM, one->place,
        "no machine is taken for %s %s: not %s, since %s; say which are with --terraform-address "
        "%s=ADDRESS, or give the deployment with --deployment",
        article, role->name, list_quote(one->address, making->arena), making->why[0], role->name);
}

bool terraform_fleet(const struct terraform *terraform, size_t kind, double zones,
                     const struct catalogue *catalogue, struct terraform_fleet *fleet, struct arena *arena,
                     struct diags *diags)
{
    size_t count = terraform->machine_count, first;
    uint64_t nodes;
    *fleet = (struct terraform_fleet){.is_used = arena_new_of(arena, bool, count),
                                      .why = arena_new_of(arena, const char *, count),
                                      .is_root_data = arena_new_of(arena, bool, count)};
    struct making making = {
        .terraform = terraform,
        .kind = kind,
        .zones = zones,
        .catalogue = catalogue,
        .fleet = fleet,
        .data = arena_new_of(arena, struct volumes, count),
        .taken_as = arena_new_of(arena, signed char, count),
        .why = fleet->why,
        .remarks = arena_new_of(arena, const char *, REMARKS_MAX + 1),
        .arena = arena,
        .diags = diags,
    };
    if (!check_doubts(&making)) return false;
    give_roles(&making);
    for (int role = 0; roles_of(&making)[role].name != NULL; role++) {
        if (!find_role(&making, role, &first, &nodes)) return false;
        if (role == 0 && first == count) return refuse_empty(&making);
        if (first < count && (!use_role(&making, role, first) || !add_role(&making, role, first, nodes)))
            return false;
    }
    tell_roles(&making);
    compare_zones(&making);
    fleet->remarks = making.remarks;
    return true;
}
