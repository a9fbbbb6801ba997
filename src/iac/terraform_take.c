/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interprets resources as machines, clusters, volumes and what is paid by the hour. A needed value is
 * present, unknown before apply, or wrong; the latter two become its resource's problem. */
#include <stdlib.h>

#include "base/text.h"
#include "base/units.h"
#include "iac/terraform_take.h"

struct asking take_ask(struct taking *taking, const struct resource *resource)
{
    struct asking asking = {taking->arena, resource, resource->values, resource->unknown, NULL};
    const char *region = taking->region == NULL
                             ? ""
                             : terraform_region(&taking->resources->plan, resource, taking->arena);
    if (*region != '\0' && !text_equal(region, taking->region))
        asking_problem(
            &asking, resource->place, "it is in",
            text_format(taking->arena,
                        "%s, and the workload's region is %s: set 'region: %s' in the workload, or "
                        "choose other resources with --terraform-address",
                        region, taking->region, region));
    return asking;
}

/* Values aren't quoted: any may be a secret. */
int16_t take_type(struct taking *taking, struct asking *asking, const char *path, bool is_ec2)
{
    const char *name = asking_text(asking, path, true);
    if (*name == '\0') return CATALOGUE_NONE;
    int found = catalogue_find(taking->catalogue, name);
    bool is_right = found != CATALOGUE_NONE &&
                    (taking->catalogue->instances[found].service == SERVICE_EC2) == is_ec2;
    if (!is_right)
        asking_problem(asking, plan_at(asking->values, path)->place, path,
                       is_ec2 ? "is no instance type that the catalogue knows"
                              : "is no broker type that the catalogue knows");
    return is_right ? (int16_t)found : CATALOGUE_NONE;
}

/* ---- MSK ---- */

static void take_cluster(struct taking *taking, const struct resource *resource)
{
    struct asking asking = take_ask(taking, resource);
    int16_t instance = take_type(taking, &asking, "broker_node_group_info.instance_type", false);
    uint32_t count = (uint32_t)asking_number(&asking, "number_of_broker_nodes", NODES_MAX);
    enum machine_service service = instance == CATALOGUE_NONE
                                       ? SERVICE_MSK
                                       : taking->catalogue->instances[instance].service;
    struct volumes volumes = {.kind = VOLUME_NONE};
    if (service == SERVICE_MSK) {
        static const char SIZE[] = "broker_node_group_info.storage_info.ebs_storage_info.volume_size",
                          OLD_SIZE[] = "broker_node_group_info.ebs_volume_size";
        static const char THROUGHPUT[] =
            "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.volume_throughput";
        bool is_old = plan_at(resource->values, SIZE) == NULL && plan_at(resource->values, OLD_SIZE) != NULL;
        volumes = (struct volumes){.kind = VOLUME_MSK,
                                   .count = 1,
                                   .gib = asking_number(&asking, is_old ? OLD_SIZE : SIZE, TAKE_GIB_MAX)};
        const struct json *enabled = asking_value(
            &asking, "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.enabled",
            JSON_BOOL, false);
        if (enabled != NULL && enabled->truth)
            volumes.bytes_per_s = asking_number(&asking, THROUGHPUT, TAKE_MIBPS_MAX) * MIB;
        if (asking.problem == NULL && volumes.gib < 1)
            asking_problem(&asking, resource->place, SIZE, "must be at least 1");
    }
    if (asking.problem == NULL && count < 1)
        asking_problem(&asking, resource->place, "number_of_broker_nodes", "must be at least 1");
    const struct json *subnets = plan_at(resource->values, "broker_node_group_info.client_subnets");
    bool knows_subnets = subnets != NULL && subnets->type == JSON_ARRAY && subnets->count <= NODES_MAX;
    taking->clusters[taking->terraform->cluster_count++] = (struct terraform_cluster){
        .address = resource->address,
        .is_named = resource->role != NULL && !text_equal(resource->role, TERRAFORM_NO_ROLE),
        .service = service,
        .role = {"broker", instance, count, volumes},
        .is_tiered = text_equal(plan_text(resource->values, "storage_mode"), "TIERED"),
        .version = plan_text(resource->values, "kafka_version"),
        .subnets = knows_subnets ? (uint32_t)subnets->count : 0,
        .problem = asking.problem,
    };
}

static void take_serverless(struct taking *taking, const struct resource *resource)
{
    struct asking asking = take_ask(taking, resource);
    int found = catalogue_find_sold(taking->catalogue, SERVICE_MSK_SERVERLESS, "cluster", taking->arena);
    if (found == CATALOGUE_NONE)
        asking_problem(&asking, resource->place, "serverless clusters", "are not in the catalogue");
    taking->clusters[taking->terraform->cluster_count++] = (struct terraform_cluster){
        .address = resource->address,
        .is_named = resource->role != NULL && !text_equal(resource->role, TERRAFORM_NO_ROLE),
        .service = SERVICE_MSK_SERVERLESS,
        .role = {"cluster", (int16_t)found, 1, {.kind = VOLUME_NONE}},
        .problem = asking.problem,
    };
}

/* ---- all of them ---- */

static void take_bucket(struct taking *taking, const struct resource *resource)
{
    (void)resource;
    taking->terraform->bucket_count++;
}

static void take_attachment(struct taking *taking, const struct resource *resource)
{
    taking->attachments[taking->attachment_count++] = resource;
}

static void take_nothing(struct taking *taking, const struct resource *resource)
{
    (void)taking, (void)resource; /* what uses it reads it */
}

static void take_other(struct taking *taking, const struct resource *resource)
{
    if (!resource->is_outside) taking->others[taking->other_count++] = resource->type;
}

/* Machines and volumes are taken in the order of their addresses, so that no result depends on the plan's. */
enum taking_order { AT_ONCE, BY_ADDRESS };
static const struct {
    const char *type;
    void (*take)(struct taking *taking, const struct resource *resource);
    enum taking_order order;
    bool is_cluster;
    bool is_support; /* read by what refers to it */
} TYPES[] = {
    {"aws_msk_cluster", take_cluster, AT_ONCE, true, false},
    {"aws_msk_serverless_cluster", take_serverless, AT_ONCE, true, false},
    {"aws_instance", take_instance, BY_ADDRESS, false, true},
    {"aws_spot_instance_request", take_instance, BY_ADDRESS, false, false},
    {"aws_autoscaling_group", take_group, BY_ADDRESS, false, false},
    {"aws_eks_node_group", take_node_group, BY_ADDRESS, false, false},
    {"aws_ebs_volume", take_disk, BY_ADDRESS, false, true},
    {"aws_volume_attachment", take_attachment, BY_ADDRESS, false, true},
    {"aws_launch_configuration", take_nothing, AT_ONCE, false, true},
    {"aws_launch_template", take_nothing, AT_ONCE, false, true},
    {"aws_security_group", take_other, AT_ONCE, false, true},
    {"aws_security_group_rule", take_other, AT_ONCE, false, true},
    {"aws_vpc_security_group_ingress_rule", take_other, AT_ONCE, false, true},
    {"aws_ecs_task_definition", take_other, AT_ONCE, false, true},
    {"aws_dynamodb_table", take_table, AT_ONCE, false, false},
    {"aws_s3_bucket", take_bucket, AT_ONCE, false, false},
};
enum { TYPE_COUNT = sizeof TYPES / sizeof *TYPES };

static size_t type_index(const char *type)
{
    size_t i = 0;
    while (i < TYPE_COUNT && !text_equal(TYPES[i].type, type)) i++;
    return i;
}

bool terraform_is_support(const char *type)
{
    size_t i = type_index(type);
    return i < TYPE_COUNT && TYPES[i].is_support;
}

static int compare_resources(const void *left, const void *right)
{
    return terraform_compare_addresses((*(const struct resource *const *)left)->address,
                                       (*(const struct resource *const *)right)->address);
}

static void take_each(struct taking *taking)
{
    size_t count = taking->resources->count, ordered_count = 0;
    const struct resource **ordered = arena_new_of(taking->arena, const struct resource *, count);
    for (size_t i = 0; i < count; i++) {
        const struct resource *one = &taking->resources->list[i];
        size_t type = type_index(one->type);
        bool is_cluster = type < TYPE_COUNT && TYPES[type].is_cluster;
        if (is_cluster && one->role != NULL && text_equal(one->role, TERRAFORM_NO_ROLE)) {
            taking->terraform->elsewhere_count++;
            continue;
        }
        if (type < TYPE_COUNT && TYPES[type].order == BY_ADDRESS)
            ordered[ordered_count++] = one;
        else if (type < TYPE_COUNT)
            TYPES[type].take(taking, one);
        else if (!take_standing(taking, one))
            take_other(taking, one);
    }
    if (ordered_count > 0) qsort(ordered, ordered_count, sizeof *ordered, compare_resources);
    for (size_t i = 0; i < ordered_count; i++) TYPES[type_index(ordered[i]->type)].take(taking, ordered[i]);
}

void terraform_take(struct terraform *terraform, const struct resources *resources,
                    const struct catalogue *catalogue, const char *region, struct arena *arena)
{
    size_t count = resources->count;
    struct taking taking = {
        .terraform = terraform,
        .resources = resources,
        .catalogue = catalogue,
        .region = region,
        .arena = arena,
        .machines = arena_new_of(arena, struct terraform_machines, count),
        .evidence = arena_new_of(arena, struct role_evidence, count),
        .clusters = arena_new_of(arena, struct terraform_cluster, count),
        .disks = arena_new_of(arena, struct terraform_disk, count),
        .disk_resources = arena_new_of(arena, const struct resource *, count),
        .attachments = arena_new_of(arena, const struct resource *, count),
        .standing = arena_new_of(arena, struct terraform_standing, count),
        .others = arena_new_of(arena, const char *, count),
    };
    take_each(&taking);
    take_attachments(&taking);
    terraform_note_ports(resources, arena);
    for (size_t i = 0; i < terraform->machine_count; i++)
        taking.machines[i].callings = terraform_callings(resources, &taking.evidence[i], arena);
    terraform->others = terraform_join_types(taking.others, taking.other_count, &terraform->other_count,
                                             arena);
    terraform->machines = taking.machines;
    terraform->clusters = taking.clusters;
    terraform->disks = taking.disks;
    terraform->standing = taking.standing;
}
