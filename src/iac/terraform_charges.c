/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a plan has standing beside its deployments, with the parts of its price. */
#include "arch/arch.h"
#include "cost/roles.h"
#include "iac/terraform_list.h"
#include "iac/terraform_private.h"

struct charging {
    const struct terraform *terraform;
    const struct terraform_fleet *fleet; /* NULL: no machine is used */
    size_t kind;
    const struct catalogue *catalogue;
    struct standing_charge *charges;
    size_t count;
    struct arena *arena;
};

static void add(struct charging *charging, struct standing_charge charge)
{
    charging->charges[charging->count++] = charge;
}

static bool is_used(const struct charging *charging, size_t machine)
{
    return charging->fleet != NULL && charging->fleet->is_used[machine];
}

/* The space of `count` volumes; IOPS and throughput are left out. */
static struct standing_part space(const struct charging *charging, const struct volumes *volumes,
                                  double count)
{
    if (volumes->kind == VOLUME_NONE) return (struct standing_part){NULL, NULL, 0, false};
    const char *kind = volumes->kind == VOLUME_IO1 ? "piops" : VOLUME_LIMITS[volumes->kind].name;
    return (struct standing_part){"AmazonEC2", text_format(charging->arena, "EBS:VolumeUsage.%s", kind),
                                  count * volumes->count * volumes->gib, true};
}

/* ---- machines without a part ---- */

static const char *why_unused(const struct charging *charging, size_t machine)
{
    const struct terraform_machines *one = &charging->terraform->machines[machine];
    if (charging->fleet == NULL) return "no architecture of the workload was given machines of EC2";
    return one->role != NULL ? "--terraform-address says so" : charging->fleet->why[machine];
}

static bool is_unused(const void *user, size_t machine)
{
    const struct charging *charging = user;
    return !is_used(charging, machine) && charging->terraform->machines[machine].instance >= 0;
}

static bool is_unused_alike(const void *user, size_t a, size_t b)
{
    const struct charging *charging = user;
    const struct terraform_machines *machines = charging->terraform->machines;
    return machines[a].instance == machines[b].instance &&
           terraform_same_volumes(&machines[a].volumes, &machines[b].volumes) &&
           terraform_same_volumes(&machines[a].root, &machines[b].root) &&
           text_equal(why_unused(charging, a), why_unused(charging, b));
}

static void add_unused(struct charging *charging)
{
    struct machine_choice choice = {charging->terraform, is_unused, is_unused_alike, charging,
                                    charging->arena};
    struct machine_run run = {0};
    while (list_next(&choice, run.end, &run)) {
        const struct terraform_machines *one = &charging->terraform->machines[run.first];
        const char *type = charging->catalogue->instances[one->instance].name;
        bool has_volumes = one->volumes.kind != VOLUME_NONE || one->root.kind != VOLUME_NONE;
        add(charging,
            (struct standing_charge){.what = text_format(charging->arena, "%s, %llu × %s%s without a part",
                                                         run.text, (unsigned long long)run.count, type,
                                                         has_volumes ? " and the space of volumes" : ""),
                                     .why = why_unused(charging, run.first),
                                     .parts = {{"AmazonEC2",
                                                text_format(charging->arena, "BoxUsage:%s", type),
                                                (double)run.count, false},
                                               space(charging, &one->volumes, (double)run.count),
                                               space(charging, &one->root, (double)run.count)}});
    }
}

/* ---- volumes without a part ---- */

static bool has_root_beside(const void *user, size_t machine)
{
    const struct charging *charging = user;
    return is_used(charging, machine) && charging->terraform->machines[machine].root.kind != VOLUME_NONE &&
           !charging->fleet->is_root_data[machine];
}

static bool is_root_alike(const void *user, size_t a, size_t b)
{
    const struct charging *charging = user;
    const struct terraform_machines *machines = charging->terraform->machines;
    return terraform_same_volumes(&machines[a].root, &machines[b].root);
}

static void add_roots(struct charging *charging)
{
    struct machine_choice choice = {charging->terraform, has_root_beside, is_root_alike, charging,
                                    charging->arena};
    struct machine_run run = {0};
    while (list_next(&choice, run.end, &run)) {
        const struct volumes *root = &charging->terraform->machines[run.first].root;
        add(charging,
            (struct standing_charge){.what = text_format(charging->arena,
                                                         "root volumes of %s, %llu × %s GiB %s", run.text,
                                                         (unsigned long long)run.count,
                                                         text_thousands(charging->arena, root->gib, 0),
                                                         VOLUME_LIMITS[root->kind].name),
                                     .why = "planned fleets have none either",
                                     .parts = {space(charging, root, (double)run.count)}});
    }
}

/* Data volumes of machines whose role keeps nothing on them. */
static bool has_idle_data(const void *user, size_t machine)
{
    const struct charging *charging = user;
    unsigned kinds = ARCHS[charging->kind]->roles->volumes;
    return is_used(charging, machine) && (kinds & ~VOLUME_BIT(VOLUME_NONE)) == 0 &&
           charging->terraform->machines[machine].volumes.kind != VOLUME_NONE;
}

static void add_idle_data(struct charging *charging)
{
    struct machine_choice choice = {charging->terraform, has_idle_data, is_unused_alike, charging,
                                    charging->arena};
    struct machine_run run = {0};
    while (list_next(&choice, run.end, &run)) {
        const struct volumes *data = &charging->terraform->machines[run.first].volumes;
        add(charging,
            (struct standing_charge){.what = text_format(charging->arena, "volumes of %s, %llu × %s GiB %s",
                                                         run.text,
                                                         (unsigned long long)run.count * data->count,
                                                         text_thousands(charging->arena, data->gib, 0),
                                                         VOLUME_LIMITS[data->kind].name),
                                     .why = text_format(charging->arena, "%s keep nothing on volumes",
                                                        ARCHS[charging->kind]->roles->title),
                                     .parts = {space(charging, data, (double)run.count)}});
    }
}

static void add_unattached(struct charging *charging)
{
    for (size_t i = 0; i < charging->terraform->disk_count; i++) {
        const struct terraform_disk *disk = &charging->terraform->disks[i];
        bool is_given = disk->role != NULL && !text_equal(disk->role, TERRAFORM_NO_ROLE);
        if (disk->is_attached || is_given || disk->is_outside || disk->problem != NULL) continue;
        add(charging,
            (struct standing_charge){.what = text_format(charging->arena, "%s, %s GiB %s",
                                                         list_quote(disk->address, charging->arena),
                                                         text_thousands(charging->arena, disk->volumes.gib,
                                                                        0),
                                                         VOLUME_LIMITS[disk->volumes.kind].name),
                                     .why = disk->role != NULL ? "--terraform-address says so"
                                                               : "it has no attachment to a machine here",
                                     .parts = {space(charging, &disk->volumes, 1)}});
    }
}

/* ---- what is paid by the hour ---- */

/* True if one sentence is enough for both: instances of one resource that need no detail. */
static bool are_one(const struct terraform_standing *a, const struct terraform_standing *b)
{
    return *a->detail == '\0' && *b->detail == '\0' && *b->why_unpriced == '\0' &&
           text_equal(a->base, b->base);
}

/* Add the resource at the index, with those behind it that are one with it; returns the next index. */
static size_t add_standing(struct charging *charging, size_t at)
{
    const struct terraform_standing *all = charging->terraform->standing, *first = &all[at];
    struct standing_charge charge = {.why = first->why};
    struct text text = text_new(charging->arena);
    size_t next = at;
    for (; next < charging->terraform->standing_count && (next == at || are_one(first, &all[next])); next++) {
        const char *address = all[next].address;
        text_addf(&text, "%s%s", next == at ? "" : ", ",
                  list_quote(next == at ? address : list_instance(address, first->base), charging->arena));
        for (size_t part = 0; part < STANDING_PARTS; part++) {
            double units = charge.parts[part].units + all[next].parts[part].units;
            charge.parts[part] = first->parts[part];
            charge.parts[part].units = units;
        }
    }
    if (*first->detail != '\0') text_addf(&text, ", %s", first->detail);
    charge.what = text.bytes;
    if (*first->why_unpriced == '\0') add(charging, charge);
    return next;
}

/* ---- all ---- */

const struct standing_charge *terraform_charges(const struct terraform *terraform,
                                                const struct terraform_fleet *fleet, size_t kind,
                                                const struct catalogue *catalogue, size_t *count,
                                                struct arena *arena)
{
    size_t most = 3 * terraform->machine_count + terraform->disk_count + terraform->standing_count;
    struct charging charging = {
        terraform, fleet, kind, catalogue, arena_new_of(arena, struct standing_charge, most), 0, arena};
    add_unused(&charging);
    if (fleet != NULL) add_roots(&charging);
    if (fleet != NULL) add_idle_data(&charging);
    add_unattached(&charging);
    for (size_t i = 0; i < terraform->standing_count;) i = add_standing(&charging, i);
    *count = charging.count;
    return charging.charges;
}
