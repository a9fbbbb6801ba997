/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Machines of EC2: instances, autoscaling groups and node groups of EKS, with what they start from. */
#include <string.h>

#include "base/text.h"
#include "iac/terraform_take.h"

/* The source of a group's machines. A launch configuration's id is its name. */
struct template_kind {
    const char *type, *title, *volumes,
        *volume; /* blocks of volumes, and the block around the values of each */
};
static const struct template_kind LAUNCH_TEMPLATE = {"aws_launch_template", "launch template",
                                                     "block_device_mappings", "ebs"};
static const struct template_kind LAUNCH_CONFIGURATION = {"aws_launch_configuration", "launch configuration",
                                                          "ebs_block_device", ""};

#define MIXED "mixed_instances_policy.launch_template."
#define MIXED_SPECIFICATION MIXED "launch_template_specification."

/* The one template that the group's arguments refer to, or NULL. */
static const struct resource *template_referred(struct taking *taking, const struct template_kind *kind,
                                                const struct resource *group)
{
    static const char *const ARGUMENTS[] = {"launch_template.id", "launch_template.name",
                                            "launch_configuration", MIXED_SPECIFICATION "launch_template_id",
                                            MIXED_SPECIFICATION "launch_template_name"};
    const struct resource **found = taking->resources->scratch[0];
    for (size_t i = 0; i < sizeof ARGUMENTS / sizeof *ARGUMENTS; i++) {
        size_t count = terraform_refers(taking->resources, group, ARGUMENTS[i], kind->type, found,
                                        taking->arena);
        if (count == 1) return found[0];
        for (size_t one = 0; one < count; one++)
            if (text_equal(found[one]->key, group->key)) return found[one];
    }
    return NULL;
}

/* A group's template: by id, by name, by reference, as the only one in the module, or by the group's own
 * name. */
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
    if (*id != '\0' || *name != '\0') return NULL; /* defined elsewhere */
    const struct resource *referred = template_referred(taking, kind, group);
    return referred != NULL ? referred : in_module == 1 ? only : namesakes == 1 ? namesake : NULL;
}

/* ---- values that all machines have ---- */

static bool is_either(const struct json *values, const char *path, const char *a, const char *b)
{
    return text_equal(plan_text(values, path), a) || text_equal(plan_text(values, path), b);
}

static bool is_dedicated(const struct json *values)
{
    return is_either(values, "tenancy", "dedicated", "host") ||
           is_either(values, "placement.tenancy", "dedicated", "host") ||
           is_either(values, "placement_tenancy", "dedicated", "host");
}

static bool is_spot(const struct json *values)
{
    const struct json *on_demand = plan_at(
        values, "mixed_instances_policy.instances_distribution.on_demand_percentage_above_base_capacity");
    return text_equal(plan_text(values, "instance_market_options.market_type"), "spot") ||
           text_equal(plan_text(values, "capacity_type"), "SPOT") ||
           *plan_text(values, "spot_price") != '\0' ||
           (on_demand != NULL && on_demand->type == JSON_NUMBER && on_demand->number < 100);
}

/* The node groups of a cluster carry tags by which it finds them. */
static bool is_tagged_for_kubernetes(const struct json *values)
{
    const struct json *tags = plan_at(values, "tag");
    for (const struct json *one = tags == NULL || tags->type != JSON_ARRAY ? NULL : tags->first; one != NULL;
         one = one->next)
        if (one->type == JSON_OBJECT &&
            (text_starts_with(plan_text(one, "key"), "kubernetes.io/cluster/") ||
             text_starts_with(plan_text(one, "key"), "k8s.io/cluster-autoscaler/")))
            return true;
    return false;
}

static uint32_t count_of(const struct json *values, const char *path)
{
    const struct json *list = plan_at(values, path);
    return list != NULL && list->type == JSON_ARRAY && list->count <= NODES_MAX ? (uint32_t)list->count : 0;
}

static uint32_t subnets_of(const struct json *values)
{
    static const char *const PATHS[] = {"vpc_zone_identifier", "subnet_ids", "availability_zones"};
    uint32_t count = 0;
    for (size_t i = 0; count == 0 && i < sizeof PATHS / sizeof *PATHS; i++)
        count = count_of(values, PATHS[i]);
    return count;
}

static const char *either(const char *a, const char *b) { return *a != '\0' ? a : b; }

/* Add machines: `made` has their type, count, volumes and root. */
static void add(struct taking *taking, const struct resource *resource, const struct resource *template,
                struct terraform_machines made, const struct terraform_problem *problem)
{
    const struct json *values = resource->values, *its = template == NULL ? values : template->values;
    size_t at = taking->terraform->machine_count++;
    made.address = resource->address;
    made.base = resource->base;
    made.key = resource->key;
    made.place = resource->place;
    made.role = resource->role;
    made.is_kubernetes |= is_tagged_for_kubernetes(values);
    made.is_dedicated = is_dedicated(values) || is_dedicated(its);
    made.is_spot |= is_spot(values) || is_spot(its);
    made.problem = problem;
    taking->machines[at] = made;
    taking->evidence[at] = (struct role_evidence){resource, template, ""};
}

/* ---- instances ---- */

/* An instance may take its type and volumes from a launch template. */
void take_instance(struct taking *taking, const struct resource *resource)
{
    if (resource->is_outside) return; /* kept for what is attached to it */
    struct asking asking = take_ask(taking, resource);
    const struct json *values = resource->values;
    const char *id = plan_text(values, "launch_template.id"),
               *name = plan_text(values, "launch_template.name");
    bool has_template = plan_at(values, "launch_template.version") != NULL || *id != '\0' || *name != '\0',
         has_type = *plan_text(values, "instance_type") != '\0';
    const struct resource *template = has_template ? template_of(taking, &LAUNCH_TEMPLATE, resource, id, name)
                                                   : NULL;
    struct asking of_template = template == NULL ? asking : take_ask(taking, template);
    struct terraform_machines made = {.count = 1,
                                      .root = take_root(&asking),
                                      .zone = either(plan_text(values, "availability_zone"),
                                                     plan_text(values, "subnet_id")),
                                      .is_spot = text_equal(resource->type, "aws_spot_instance_request")};
    struct volumes root = {.kind = VOLUME_NONE}; /* of the template */
    made.volumes = take_blocks(taking, &asking, "ebs_block_device", "", &made.root);
    of_template.problem = asking.problem;
    if (template != NULL && made.volumes.kind == VOLUME_NONE)
        made.volumes = take_blocks(taking, &of_template, LAUNCH_TEMPLATE.volumes, LAUNCH_TEMPLATE.volume,
                                   &root);
    if (made.root.kind == VOLUME_NONE) made.root = root;
    asking.problem = of_template.problem;
    made.instance = take_type(taking, has_type || template == NULL ? &asking : &of_template, "instance_type",
                              true);
    add(taking, resource, template, made, asking.problem == NULL ? of_template.problem : asking.problem);
}

/* ---- groups ---- */

/* The count at apply; a group with limits only starts with the lower one. */
static double capacity_of(struct asking *asking)
{
    const struct json *desired = plan_at(asking->values, "desired_capacity");
    bool is_given = desired != NULL && desired->type != JSON_NULL;
    return asking_number(asking, is_given ? "desired_capacity" : "min_size", NODES_MAX);
}

static void lacks_template(struct asking *asking, const char *title)
{
    asking_problem(asking, asking->resource->place, text_format(asking->arena, "its %s", title),
                   "isn't in the plan, or it isn't clear which it is; give the deployment with --deployment");
}

void take_group(struct taking *taking, const struct resource *resource)
{
    struct asking asking = take_ask(taking, resource);
    struct terraform_machines made = {.count = (uint64_t)capacity_of(&asking),
                                      .instance = CATALOGUE_NONE,
                                      .volumes = {.kind = VOLUME_NONE},
                                      .root = {.kind = VOLUME_NONE},
                                      .zone = "",
                                      .subnets = subnets_of(resource->values)};
    const struct json *values = resource->values;
    const char *id = either(plan_text(values, "launch_template.id"),
                            plan_text(values, MIXED_SPECIFICATION "launch_template_id"));
    const char *name = either(plan_text(values, "launch_template.name"),
                              plan_text(values, MIXED_SPECIFICATION "launch_template_name"));
    const char *configuration = plan_text(values, "launch_configuration");
    bool is_configured = *configuration != '\0' || plan_is_unknown(resource->unknown, "launch_configuration");
    const struct template_kind *kind = is_configured ? &LAUNCH_CONFIGURATION : &LAUNCH_TEMPLATE;
    const struct resource *template = template_of(taking, kind, resource, is_configured ? configuration : id,
                                                  is_configured ? configuration : name);
    if (template == NULL) {
        lacks_template(&asking, kind->title);
    } else {
        static const char TYPE[] = MIXED "override.instance_type"; /* the first of several is preferred */
        struct asking of_template = take_ask(taking, template);
        of_template.problem = asking.problem;
        bool is_overridden = *plan_text(values, TYPE) != '\0';
        made.instance = take_type(taking, is_overridden ? &asking : &of_template,
                                  is_overridden ? TYPE : "instance_type", true);
        made.root = take_root(&of_template);
        made.volumes = take_blocks(taking, &of_template, kind->volumes, kind->volume, &made.root);
        asking.problem = asking.problem == NULL ? of_template.problem : asking.problem;
    }
    if (made.count > 0 || asking.problem != NULL) add(taking, resource, template, made, asking.problem);
}

/* Data volumes of Kubernetes are claims. The first of several types is preferred. */
void take_node_group(struct taking *taking, const struct resource *resource)
{
    struct asking asking = take_ask(taking, resource);
    const struct json *values = resource->values, *types = plan_at(values, "instance_types");
    const char *id = plan_text(values, "launch_template.id"),
               *name = plan_text(values, "launch_template.name");
    bool has_template = plan_at(values, "launch_template.version") != NULL || *id != '\0' || *name != '\0';
    struct terraform_machines made = {
        .count = (uint64_t)asking_number(&asking, "scaling_config.desired_size", NODES_MAX),
        .volumes = {.kind = VOLUME_NONE},
        .root = {.kind = VOLUME_NONE},
        .zone = "",
        .is_kubernetes = true,
        .subnets = subnets_of(values),
    };
    const struct resource *template = has_template ? template_of(taking, &LAUNCH_TEMPLATE, resource, id, name)
                                                   : NULL;
    struct asking of_types = asking;
    if (types != NULL && types->type == JSON_ARRAY && types->first != NULL) {
        struct json *holder = arena_new_of(taking->arena, struct json, 2); /* {"instance_types": first} */
        holder[1] = *types->first;
        holder[1].key = "instance_types";
        holder[1].next = NULL;
        holder[0] =
            (struct json){.type = JSON_OBJECT, .place = types->place, .count = 1, .first = &holder[1]};
        of_types.values = holder;
        made.instance = take_type(taking, &of_types, "instance_types", true);
    } else {
        struct asking of_template = template == NULL ? asking : take_ask(taking, template);
        made.instance = take_type(taking, &of_template, template == NULL ? "instance_types" : "instance_type",
                                  true);
        of_types.problem = of_template.problem;
    }
    const struct terraform_problem *problem = asking.problem == NULL ? of_types.problem : asking.problem;
    if (made.count > 0 || problem != NULL) add(taking, resource, template, made, problem);
}
