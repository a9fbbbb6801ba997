/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Interprets resources as machines, clusters, volumes and tables. A needed value is present, unknown
 * before apply, or wrong; the latter two become its resource's problem. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "iac/terraform_private.h"
#include "iac/terraform_values.h"

/* Largest sizes and rates of any EBS volume, from the Amazon EBS user guide. */
static const double GIB_MAX = 65536, IOPS_MAX = 256000, MIBPS_MAX = 4000;

struct taking {
    struct terraform *terraform;
    const struct resources *resources;
    const struct catalogue *catalogue;
    const char *region;
    struct arena *arena;
    struct terraform_machines *machines;
    struct terraform_cluster *clusters;
    struct terraform_disks *disks;
    struct terraform_table *tables;
    const char **others;
    size_t other_count;
};

static struct asking ask(struct taking *taking, const struct resource *resource)
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
static int16_t type_of(struct taking *taking, struct asking *asking, const char *path, bool is_ec2)
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
    struct asking asking = ask(taking, resource);
    int16_t instance = type_of(taking, &asking, "broker_node_group_info.instance_type", false);
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
                                   .gib = asking_number(&asking, is_old ? OLD_SIZE : SIZE, GIB_MAX)};
        const struct json *enabled = asking_value(
            &asking, "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.enabled",
            JSON_BOOL, false);
        if (enabled != NULL && enabled->truth)
            volumes.bytes_per_s = asking_number(&asking, THROUGHPUT, MIBPS_MAX) * MIB;
        if (asking.problem == NULL && volumes.gib < 1)
            asking_problem(&asking, resource->place, SIZE, "must be at least 1");
    }
    if (asking.problem == NULL && count < 1)
        asking_problem(&asking, resource->place, "number_of_broker_nodes", "must be at least 1");
    const struct json *subnets = plan_at(resource->values, "broker_node_group_info.client_subnets");
    bool knows_subnets = subnets != NULL && subnets->type == JSON_ARRAY && subnets->count <= NODES_MAX;
    taking->clusters[taking->terraform->cluster_count++] = (struct terraform_cluster){
        .address = resource->address,
        .service = service,
        .role = {"broker", instance, count, volumes},
        .is_tiered = text_equal(plan_text(resource->values, "storage_mode"), "TIERED"),
        .subnets = knows_subnets ? (uint32_t)subnets->count : 0,
        .problem = asking.problem,
    };
}

static void take_serverless(struct taking *taking, const struct resource *resource)
{
    struct asking asking = ask(taking, resource);
    int found = catalogue_find_sold(taking->catalogue, SERVICE_MSK_SERVERLESS, "cluster", taking->arena);
    if (found == CATALOGUE_NONE)
        asking_problem(&asking, resource->place, "serverless clusters", "are not in the catalogue");
    taking->clusters[taking->terraform->cluster_count++] = (struct terraform_cluster){
        .address = resource->address,
        .service = SERVICE_MSK_SERVERLESS,
        .role = {"cluster", (int16_t)found, 1, {.kind = VOLUME_NONE}},
        .problem = asking.problem,
    };
}

/* ---- volumes ---- */

/* The volume of a block with these attribute names; AWS's default is gp2. */
static struct volumes volume_of(struct asking *asking, const char *size, const char *type, const char *iops,
                                const char *throughput)
{
    const char *name = asking_text(asking, type, false);
    enum volume_kind kind = *name == '\0' ? VOLUME_GP2 : volume_kind_find(name);
    struct volumes volumes = {.kind = kind, .count = 1, .gib = asking_number(asking, size, GIB_MAX)};
    if (kind > VOLUME_IO2) {
        asking_problem(asking, asking->resource->place, type,
                       "is no kind of volume that is priced here: gp3, gp2, st1, sc1 and io2 are");
        volumes.kind = VOLUME_GP2;
    }
    if (kind == VOLUME_IO2) /* other kinds but gp3 have fixed IOPS */
        volumes.iops = asking_number(asking, iops, IOPS_MAX);
    if (kind == VOLUME_GP3) {
        volumes.iops = asking_number_or_default(asking, iops, IOPS_MAX);
        volumes.bytes_per_s = asking_number_or_default(asking, throughput, MIBPS_MAX) * MIB;
    }
    if (asking->problem == NULL && volumes.gib < 1)
        asking_problem(asking, asking->resource->place, size, "must be at least 1");
    return volumes;
}

static bool same_volume(const struct volumes *a, const struct volumes *b)
{
    return a->kind == b->kind && a->gib == b->gib && a->iops == b->iops && a->bytes_per_s == b->bytes_per_s;
}

/* Attach one more volume to each machine, which must equal those before. */
static void attach(struct asking *asking, struct volumes *all, const struct volumes *one)
{
    if (all->kind == VOLUME_NONE)
        *all = *one;
    else if (!same_volume(all, one))
        asking_problem(asking, asking->resource->place, "its data volumes differ;",
                       "machines with volumes of one kind and size are judged");
    else
        all->count++;
    if (all->count > VOLUMES_MAX)
        asking_problem(asking, asking->resource->place, "it has", "more data volumes than a machine can");
}

static void take_disk(struct taking *taking, const struct resource *resource)
{
    struct asking asking = ask(taking, resource);
    struct volumes volumes = volume_of(&asking, "size", "type", "iops", "throughput");
    taking->disks[taking->terraform->disk_count++] = (struct terraform_disks){resource->address, 1, volumes,
                                                                              asking.problem};
}

/* True for root volume names of images: no data volume. */
static bool is_root_device(const char *name)
{
    return text_equal(name, "/dev/xvda") || text_equal(name, "/dev/sda1");
}

/* The elements of a list of blocks, each with its unknowns. A wholly unknown list is left to AWS by the
 * configuration. */
static struct volumes block_volumes(struct asking *asking, const char *list, const char *inner)
{
    struct volumes all = {.kind = VOLUME_NONE};
    const struct json *blocks = plan_at(asking->values, list),
                      *unknown = asking->unknown == NULL ? NULL : plan_at(asking->unknown, list);
    const struct json *its_unknown = unknown == NULL || unknown->type != JSON_ARRAY ? NULL : unknown->first;
    for (const struct json *block = blocks == NULL || blocks->type != JSON_ARRAY ? NULL : blocks->first;
         block != NULL; block = block->next) {
        const struct json *ebs = *inner == '\0' ? block : plan_at(block, inner);
        if (ebs != NULL && ebs->type == JSON_ARRAY) ebs = ebs->first;
        if (ebs != NULL && ebs->type == JSON_OBJECT && !is_root_device(plan_text(block, "device_name"))) {
            struct asking one = {asking->arena, asking->resource, ebs,
                                 its_unknown == NULL ? NULL
                                 : *inner == '\0'    ? its_unknown
                                                     : plan_at(its_unknown, inner),
                                 asking->problem};
            struct volumes volume = volume_of(&one, "volume_size", "volume_type", "iops", "throughput");
            asking->problem = one.problem;
            attach(asking, &all, &volume);
        }
        its_unknown = its_unknown == NULL ? NULL : its_unknown->next;
    }
    return all;
}

/* ---- machines ---- */

static void add_machines(struct taking *taking, const struct resource *resource, int16_t instance,
                         double count, struct volumes volumes, const struct terraform_problem *problem)
{
    taking->machines[taking->terraform->machine_count++] =
        (struct terraform_machines){resource->address, terraform_roles(resource, taking->arena),
                                    instance,          (uint64_t)count,
                                    volumes,           problem};
}

/* The source of a group's machines. A launch configuration's id is its name. */
struct template_kind {
    const char *type, *title, *volumes,
        *volume; /* blocks of volumes, and the block around the values of each */
};
static const struct template_kind LAUNCH_TEMPLATE = {"aws_launch_template", "launch template",
                                                     "block_device_mappings", "ebs"};
static const struct template_kind LAUNCH_CONFIGURATION = {"aws_launch_configuration", "launch configuration",
                                                          "ebs_block_device", ""};

/* A group's launch template: by id, by name, as the only one in the module, or by the group's own name. */
static const struct resource *template_of(struct taking *taking, const struct template_kind *kind,
                                          const struct resource *group, const char *id, const char *name)
{
    const struct resource *only = NULL, *namesake = NULL;
    size_t in_module = 0, namesakes = 0;
    for (size_t i = 0; i < taking->resources->count; i++) {
        const struct resource *one = &taking->resources->list[i];
        if (!text_equal(one->type, kind->type)) continue;
        if ((*id != '\0' && text_equal(plan_text(one->values, "id"), id)) ||
            (*name != '\0' && text_equal(plan_text(one->values, "name"), name)))
            return one;
        if (!text_equal(one->module, group->module)) continue;
        only = one;
        in_module++;
        if (text_equal(one->name, group->name)) {
            namesake = one;
            namesakes++;
        }
    }
    return *id != '\0' || *name != '\0' ? NULL /* defined elsewhere */
           : in_module == 1             ? only
           : namesakes == 1             ? namesake
                                        : NULL;
}

/* An instance may take its type and volumes from a launch template. */
static void take_instance(struct taking *taking, const struct resource *resource)
{
    struct asking asking = ask(taking, resource);
    bool has_template = plan_at(resource->values, "launch_template.version") != NULL ||
                        *plan_text(resource->values, "launch_template.id") != '\0' ||
                        *plan_text(resource->values, "launch_template.name") != '\0';
    const struct resource *template = NULL;
    if (has_template && *plan_text(resource->values, "instance_type") == '\0')
        template = template_of(taking, &LAUNCH_TEMPLATE, resource,
                               plan_text(resource->values, "launch_template.id"),
                               plan_text(resource->values, "launch_template.name"));
    struct asking of_template = template == NULL ? asking : ask(taking, template);
    of_template.problem = asking.problem;
    struct asking *source = template == NULL ? &asking : &of_template;
    int16_t instance = type_of(taking, source, "instance_type", true);
    struct volumes volumes = block_volumes(source,
                                           template == NULL ? "ebs_block_device" : LAUNCH_TEMPLATE.volumes,
                                           template == NULL ? "" : LAUNCH_TEMPLATE.volume);
    add_machines(taking, resource, instance, 1, volumes, source->problem);
}

static const char *either(const char *a, const char *b) { return *a != '\0' ? a : b; }

/* The count at apply; a group with limits only starts with the lower one. */
static double capacity_of(struct asking *asking)
{
    const struct json *desired = plan_at(asking->values, "desired_capacity");
    bool is_given = desired != NULL && desired->type != JSON_NULL;
    return asking_number(asking, is_given ? "desired_capacity" : "min_size", NODES_MAX);
}

static void take_group(struct taking *taking, const struct resource *resource)
{
    struct asking asking = ask(taking, resource);
    double count = capacity_of(&asking);
    const struct json *values = resource->values;
    static const char
        MIXED_ID[] =
            "mixed_instances_policy.launch_template.launch_template_specification.launch_template_id",
        MIXED_NAME[] =
            "mixed_instances_policy.launch_template.launch_template_specification.launch_template_name",
        MIXED_TYPE[] = "mixed_instances_policy.launch_template.override.instance_type";
    const char *id = either(plan_text(values, "launch_template.id"), plan_text(values, MIXED_ID));
    const char *name = either(plan_text(values, "launch_template.name"), plan_text(values, MIXED_NAME));
    const char *configuration = plan_text(values, "launch_configuration");
    bool is_configured = *configuration != '\0' || plan_is_unknown(resource->unknown, "launch_configuration");
    const struct template_kind *kind = is_configured ? &LAUNCH_CONFIGURATION : &LAUNCH_TEMPLATE;
    const struct resource *template = template_of(taking, kind, resource, is_configured ? configuration : id,
                                                  is_configured ? configuration : name);
    struct volumes volumes = {.kind = VOLUME_NONE};
    int16_t instance = CATALOGUE_NONE;
    if (template == NULL) {
        asking_problem(
            &asking, resource->place, text_format(taking->arena, "its %s", kind->title),
            "isn't in the plan, or it isn't clear which it is; give the deployment with --deployment");
    } else {
        struct asking of_template = ask(taking, template);
        of_template.problem = asking.problem;
        bool is_overridden = *plan_text(values, MIXED_TYPE) !=
                             '\0'; /* the first of several types is preferred */
        instance = type_of(taking, is_overridden ? &asking : &of_template,
                           is_overridden ? MIXED_TYPE : "instance_type", true);
        volumes = block_volumes(&of_template, kind->volumes, kind->volume);
        asking.problem = asking.problem == NULL ? of_template.problem : asking.problem;
    }
    if (count > 0 || asking.problem != NULL)
        add_machines(taking, resource, instance, count, volumes, asking.problem);
}

/* Indexes have their own capacity; a table with unknown indexes has unknown capacity. */
static void add_indexes(struct asking *asking, struct terraform_table *table, double most)
{
    const struct json *list = plan_at(asking->values, "global_secondary_index");
    if (plan_is_unknown(asking->unknown, "global_secondary_index"))
        table->why_unpriced = "its indexes aren't known before the change is applied";
    for (const struct json *index = list == NULL || list->type != JSON_ARRAY ? NULL : list->first;
         index != NULL; index = index->next) {
        struct asking of_index = *asking;
        of_index.values = index;
        of_index.unknown = NULL;
        table->read_units += asking_number_or_default(&of_index, "read_capacity", most);
        table->write_units += asking_number_or_default(&of_index, "write_capacity", most);
        asking->problem = of_index.problem;
    }
}

static void take_table(struct taking *taking, const struct resource *resource)
{
    const double units_max = 1e9;
    struct asking asking = ask(taking, resource);
    struct terraform_table *table = &taking->tables[taking->terraform->table_count++];
    *table = (struct terraform_table){.address = resource->address, .why_unpriced = ""};
    table->is_provisioned = !text_equal(plan_text(resource->values, "billing_mode"),
                                        "PAY_PER_REQUEST"); /* PROVISIONED by default */
    if (!table->is_provisioned) return;
    if (asking.problem != NULL) {
        table->why_unpriced = "in another region than the workload's";
        return;
    }
    table->read_units = asking_number(&asking, "read_capacity", units_max);
    table->write_units = asking_number(&asking, "write_capacity", units_max);
    add_indexes(&asking, table, units_max);
    if (asking.problem != NULL || plan_is_unknown(resource->unknown, "billing_mode"))
        table->why_unpriced = "its capacity isn't known, or no whole number";
    else if (text_equal(plan_text(resource->values, "table_class"), "STANDARD_INFREQUENT_ACCESS"))
        table->why_unpriced = "of the class for infrequent access, which has prices of its own";
}

static void take_bucket(struct taking *taking, const struct resource *resource)
{
    (void)resource;
    taking->terraform->bucket_count++;
}

static void take_attachment(struct taking *taking, const struct resource *resource)
{
    (void)resource;
    taking->terraform->attachment_count++;
}

static void take_template(struct taking *taking, const struct resource *resource)
{
    (void)taking, (void)resource; /* its user reads it */
}

static const struct {
    const char *type;
    void (*take)(struct taking *taking, const struct resource *resource);
} TYPES[] = {
    {"aws_msk_cluster", take_cluster},      {"aws_msk_serverless_cluster", take_serverless},
    {"aws_instance", take_instance},        {"aws_launch_configuration", take_template},
    {"aws_launch_template", take_template}, {"aws_autoscaling_group", take_group},
    {"aws_ebs_volume", take_disk},          {"aws_volume_attachment", take_attachment},
    {"aws_dynamodb_table", take_table},     {"aws_s3_bucket", take_bucket},
};

static void take_one(struct taking *taking, const struct resource *resource)
{
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (text_equal(TYPES[i].type, resource->type)) {
            TYPES[i].take(taking, resource);
            return;
        }
    taking->others[taking->other_count++] = resource->type;
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
        .clusters = arena_new_of(arena, struct terraform_cluster, count),
        .disks = arena_new_of(arena, struct terraform_disks, count),
        .tables = arena_new_of(arena, struct terraform_table, count),
        .others = arena_new_of(arena, const char *, count),
    };
    for (size_t i = 0; i < count; i++) take_one(&taking, &resources->list[i]);
    terraform->machine_count = terraform_join_machines(taking.machines, terraform->machine_count);
    terraform->disk_count = terraform_join_disks(taking.disks, terraform->disk_count);
    terraform->others = terraform_join_types(taking.others, taking.other_count, &terraform->other_count,
                                             arena);
    terraform->machines = taking.machines;
    terraform->clusters = taking.clusters;
    terraform->disks = taking.disks;
    terraform->tables = taking.tables;
}
