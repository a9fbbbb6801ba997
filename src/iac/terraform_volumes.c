/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Volumes of a plan's machines, by their own blocks or by those of what they start from. */
#include "base/number.h"
#include "base/text.h"
#include "base/units.h"
#include "cost/roles.h"
#include "iac/terraform_take.h"

/* AWS wants the IOPS of io1 and has no default: where a plan leaves them out, as many as gp3 includes and the
 * size allows. */
static double io1_iops(struct asking *asking, const char *path, double gib)
{
    const struct volume_limits *limits = &VOLUME_LIMITS[VOLUME_IO1];
    double given = asking_number_or_default(asking, path, TAKE_IOPS_MAX),
           allowed = smaller(VOLUME_LIMITS[VOLUME_GP3].base_iops, gib * limits->max_iops_per_gib);
    return given > 0 ? given : larger(allowed, limits->base_iops);
}

struct volumes take_volume(struct asking *asking, const char *size, const char *type, const char *iops,
                           const char *throughput)
{
    const char *name = asking_text(asking, type, false);
    enum volume_kind kind = *name == '\0' ? VOLUME_GP2 : volume_kind_find(name);
    struct volumes volumes = {.kind = kind, .count = 1, .gib = asking_number(asking, size, TAKE_GIB_MAX)};
    if ((VOLUMES_EBS & VOLUME_BIT(kind)) == 0) {
        asking_problem(asking, asking->resource->place, type,
                       "is no kind of volume that is priced here: gp3, gp2, st1, sc1, io2 and io1 are; "
                       "give the deployment with --deployment");
        volumes.kind = VOLUME_GP2;
    }
    if (kind == VOLUME_IO2) /* other kinds but gp3 have fixed IOPS */
        volumes.iops = asking_number(asking, iops, TAKE_IOPS_MAX);
    if (kind == VOLUME_IO1) volumes.iops = io1_iops(asking, iops, volumes.gib);
    if (kind == VOLUME_GP3) {
        volumes.iops = asking_number_or_default(asking, iops, TAKE_IOPS_MAX);
        volumes.bytes_per_s = asking_number_or_default(asking, throughput, TAKE_MIBPS_MAX) * MIB;
    }
    if (asking->problem == NULL && volumes.gib < 1)
        asking_problem(asking, asking->resource->place, size, "must be at least 1");
    return volumes;
}

bool terraform_same_volumes(const struct volumes *a, const struct volumes *b)
{
    return a->kind == b->kind && a->count == b->count && a->gib == b->gib && a->iops == b->iops &&
           a->bytes_per_s == b->bytes_per_s;
}

void take_attach(struct asking *asking, struct volumes *all, const struct volumes *one)
{
    struct volumes single = *all;
    single.count = 1;
    if (all->kind == VOLUME_NONE)
        *all = *one;
    else if (!terraform_same_volumes(&single, one))
        asking_problem(
            asking, asking->resource->place, "its data volumes differ;",
            "machines with volumes of one kind and size are judged; leave out an aws_ebs_volume with "
            "--terraform-address none=ADDRESS, or give the deployment with --deployment");
    else
        all->count++;
    if (all->count > VOLUMES_MAX)
        asking_problem(asking, asking->resource->place, "it has", "more data volumes than a machine can");
}

/* True for root volume names of images: no data volume. */
static bool is_root_device(const char *name)
{
    return text_equal(name, "/dev/xvda") || text_equal(name, "/dev/sda1");
}

/* The root volume of a block; of an image's size where the plan doesn't say it. */
static struct volumes root_of(struct asking *asking)
{
    const struct json *size = plan_at(asking->values, "volume_size");
    struct asking silent = *asking; /* nothing that a root volume lacks is its machine's fault */
    struct volumes root = {.kind = VOLUME_NONE};
    if (size == NULL || size->type != JSON_NUMBER) return root;
    root = take_volume(&silent, "volume_size", "volume_type", "iops", "throughput");
    return silent.problem == asking->problem ? root : (struct volumes){.kind = VOLUME_NONE};
}

struct volumes take_root(struct asking *asking)
{
    const struct json *block = plan_at(asking->values, "root_block_device");
    if (block != NULL && block->type == JSON_ARRAY) block = block->first;
    struct asking of_block = *asking;
    of_block.values = block;
    of_block.unknown = NULL;
    return block == NULL || block->type != JSON_OBJECT ? (struct volumes){.kind = VOLUME_NONE}
                                                       : root_of(&of_block);
}

/* True for a volume whose role --terraform-address names, whatever it is attached to. */
static bool is_named(const struct taking *taking, const char *id)
{
    for (size_t i = 0; *id != '\0' && i < taking->resources->count; i++) {
        const struct resource *one = &taking->resources->list[i];
        if (one->role != NULL && text_equal(one->type, "aws_ebs_volume") &&
            text_equal(plan_text(one->values, "id"), id))
            return true;
    }
    return false;
}

/* The elements of a list of blocks, each with its unknowns. A wholly unknown list is left to AWS by the
 * configuration. */
struct volumes take_blocks(struct taking *taking, struct asking *asking, const char *list, const char *inner,
                           struct volumes *root)
{
    struct volumes all = {.kind = VOLUME_NONE};
    const struct json *blocks = plan_at(asking->values, list),
                      *unknown = asking->unknown == NULL ? NULL : plan_at(asking->unknown, list);
    const struct json *its_unknown = unknown == NULL || unknown->type != JSON_ARRAY ? NULL : unknown->first;
    for (const struct json *block = blocks == NULL || blocks->type != JSON_ARRAY ? NULL : blocks->first;
         block != NULL; block = block->next, its_unknown = its_unknown == NULL ? NULL : its_unknown->next) {
        const struct json *ebs = *inner == '\0' ? block : plan_at(block, inner);
        if (ebs != NULL && ebs->type == JSON_ARRAY) ebs = ebs->first;
        if (ebs == NULL || ebs->type != JSON_OBJECT || is_named(taking, plan_text(block, "volume_id")))
            continue;
        struct asking one = {asking->arena, asking->resource, ebs,
                             its_unknown == NULL ? NULL
                             : *inner == '\0'    ? its_unknown
                                                 : plan_at(its_unknown, inner),
                             asking->problem};
        if (is_root_device(plan_text(block, "device_name"))) {
            *root = root_of(&one);
            continue;
        }
        struct volumes volume = take_volume(&one, "volume_size", "volume_type", "iops", "throughput");
        asking->problem = one.problem;
        take_attach(asking, &all, &volume);
    }
    return all;
}

void take_disk(struct taking *taking, const struct resource *resource)
{
    struct asking asking = take_ask(taking, resource);
    struct volumes volumes = take_volume(&asking, "size", "type", "iops", "throughput");
    taking->disk_resources[taking->terraform->disk_count] = resource;
    taking->disks[taking->terraform->disk_count++] = (struct terraform_disk){
        .address = resource->address,
        .role = resource->role,
        .is_outside = resource->is_outside,
        .volumes = volumes,
        .problem = asking.problem,
    };
}
