/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Taking: the state of interpreting a plan's resources, shared by the files that do it. */
#pragma once

#include "iac/terraform_values.h"

struct taking {
    struct terraform *terraform;
    const struct resources *resources;
    const struct catalogue *catalogue;
    const char *region;
    struct arena *arena;
    struct terraform_machines *machines;
    struct role_evidence *evidence; /* of each machine */
    struct terraform_cluster *clusters;
    struct terraform_disk *disks;
    const struct resource **disk_resources, **attachments;
    size_t attachment_count;
    struct terraform_standing *standing;
    const char **others;
    size_t other_count;
};

/* Begin to read a resource: one in another region than the workload's is a problem of its own. */
struct asking take_ask(struct taking *taking, const struct resource *resource);

/* Index of the type named at the path, of EC2 or of a managed service; CATALOGUE_NONE with a problem. */
int16_t take_type(struct taking *taking, struct asking *asking, const char *path, bool is_ec2);

/* ---- volumes ---- */

enum { TAKE_GIB_MAX = 65536, TAKE_IOPS_MAX = 256000, TAKE_MIBPS_MAX = 4000 }; /* of any EBS volume */

/* The volume of a block with these attribute names; AWS's default kind is gp2. */
struct volumes take_volume(struct asking *asking, const char *size, const char *type, const char *iops,
                           const char *throughput);

/* Attach one more volume to each machine, which must equal those before. */
void take_attach(struct asking *asking, struct volumes *all, const struct volumes *one);

/* The data volumes of a list of blocks; `inner` is the block around the values of each, or "". `root`
 * receives the volume at a name of images' roots. */
struct volumes take_blocks(struct taking *taking, struct asking *asking, const char *list, const char *inner,
                           struct volumes *root);

/* The volume of the block root_block_device; VOLUME_NONE when its size is unknown. */
struct volumes take_root(struct asking *asking);

void take_disk(struct taking *taking, const struct resource *resource);

/* Give each attached volume to its machine. */
void take_attachments(struct taking *taking);

/* ---- machines ---- */

void take_instance(struct taking *taking, const struct resource *resource);
void take_group(struct taking *taking, const struct resource *resource);
void take_node_group(struct taking *taking, const struct resource *resource);

/* ---- what is paid by the hour ---- */

void take_table(struct taking *taking, const struct resource *resource);

/* Take a resource that is paid by the hour; false for another. */
bool take_standing(struct taking *taking, const struct resource *resource);
