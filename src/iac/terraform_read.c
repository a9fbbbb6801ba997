/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Parses the text into the list of resources. */
#include <string.h>

#include "base/file_kind.h"
#include "base/text.h"
#include "iac/terraform_private.h"

#define ALL(its_key)     \
    {                    \
        .key = (its_key) \
    }
#define OF(its_key, its_members)                   \
    {                                              \
        .key = (its_key), .members = (its_members) \
    }
#define END         \
    {               \
        .key = NULL \
    }

/* ---- the allow-list ----
 *
 * Attributes by the names of the AWS provider, for all types together. */

static const struct json_wanted PROVISIONED_THROUGHPUT[] = {ALL("enabled"), ALL("volume_throughput"), END};
static const struct json_wanted EBS_STORAGE_INFO[] = {ALL("volume_size"),
                                                      OF("provisioned_throughput", PROVISIONED_THROUGHPUT),
                                                      END};
static const struct json_wanted STORAGE_INFO[] = {OF("ebs_storage_info", EBS_STORAGE_INFO), END};
static const struct json_wanted BROKER_NODE_GROUP_INFO[] = {ALL("instance_type"), ALL("ebs_volume_size"),
                                                            ALL("client_subnets"),
                                                            OF("storage_info", STORAGE_INFO), END};
static const struct json_wanted EBS[] = {ALL("volume_size"), ALL("volume_type"), ALL("iops"),
                                         ALL("throughput"), END};
static const struct json_wanted EBS_BLOCK_DEVICE[] = {ALL("device_name"), ALL("volume_size"),
                                                      ALL("volume_type"), ALL("iops"),
                                                      ALL("throughput"),  END};
static const struct json_wanted BLOCK_DEVICE_MAPPINGS[] = {ALL("device_name"), OF("ebs", EBS), END};
static const struct json_wanted LAUNCH_TEMPLATE[] = {ALL("id"), ALL("name"), ALL("version"), END};
static const struct json_wanted LAUNCH_TEMPLATE_SPECIFICATION[] = {ALL("launch_template_id"),
                                                                   ALL("launch_template_name"), END};
static const struct json_wanted OVERRIDE[] = {ALL("instance_type"), END};
static const struct json_wanted MIXED_TEMPLATE[] = {OF("launch_template_specification",
                                                       LAUNCH_TEMPLATE_SPECIFICATION),
                                                    OF("override", OVERRIDE), END};
static const struct json_wanted MIXED_INSTANCES_POLICY[] = {OF("launch_template", MIXED_TEMPLATE), END};
static const struct json_wanted INDEX[] = {ALL("read_capacity"), ALL("write_capacity"), END};
static const struct json_wanted ATTRIBUTES[] = {
    ALL("number_of_broker_nodes"),
    ALL("storage_mode"),
    OF("broker_node_group_info", BROKER_NODE_GROUP_INFO), /* aws_msk_cluster */
    ALL("instance_type"),
    OF("ebs_block_device", EBS_BLOCK_DEVICE),
    OF("launch_template", LAUNCH_TEMPLATE), /* aws_instance */
    ALL("id"),
    ALL("name"),
    OF("block_device_mappings", BLOCK_DEVICE_MAPPINGS), /* aws_launch_template */
    ALL("desired_capacity"),
    ALL("min_size"),
    ALL("launch_configuration"),
    OF("mixed_instances_policy", MIXED_INSTANCES_POLICY), /* aws_autoscaling_group */
    ALL("size"),
    ALL("type"),
    ALL("iops"),
    ALL("throughput"), /* aws_ebs_volume */
    ALL("billing_mode"),
    ALL("read_capacity"),
    ALL("write_capacity"),
    ALL("table_class"),
    OF("global_secondary_index", INDEX), /* aws_dynamodb_table */
    ALL("region"),
    ALL("arn"),
    ALL("availability_zone"),
    ALL("availability_zones"), /* any */
    END,
};
static const struct json_wanted CHANGE[] = {ALL("actions"), OF("before", ATTRIBUTES), OF("after", ATTRIBUTES),
                                            OF("after_unknown", ATTRIBUTES), END};
static const struct json_wanted RESOURCE_CHANGES[] = {ALL("address"),       ALL("module_address"),
                                                      ALL("mode"),          ALL("type"),
                                                      ALL("name"),          ALL("deposed"),
                                                      OF("change", CHANGE), END};
static const struct json_wanted RESOURCE[] = {
    ALL("address"), ALL("mode"), ALL("type"), ALL("name"), ALL("deposed_key"), OF("values", ATTRIBUTES), END};
enum { MODULE_KEYS = 3 };
static const struct json_wanted MODULE[MODULE_KEYS + 1]; /* modules hold modules */
static const struct json_wanted MODULE[MODULE_KEYS + 1] = {ALL("address"), OF("resources", RESOURCE),
                                                           OF("child_modules", MODULE), END};
static const struct json_wanted VALUES[] = {OF("root_module", MODULE), END};
static const struct json_wanted EXPRESSION[] = {ALL("constant_value"), ALL("references"), END};
static const struct json_wanted EXPRESSIONS[] = {OF("region", EXPRESSION), END};
static const struct json_wanted PROVIDER[] = {ALL("module_address"), OF("expressions", EXPRESSIONS), END};
static const struct json_wanted PROVIDERS[] = {OF("*", PROVIDER), END};
static const struct json_wanted CONFIGURED[] = {ALL("mode"), ALL("type"), ALL("name"),
                                                ALL("provider_config_key"), END};
enum { CONFIGURED_MODULE_KEYS = 2 };
static const struct json_wanted CONFIGURED_MODULE[CONFIGURED_MODULE_KEYS + 1]; /* modules call modules */
static const struct json_wanted CALL[] = {OF("module", CONFIGURED_MODULE), END};
static const struct json_wanted CALLS[] = {OF("*", CALL), END};
static const struct json_wanted CONFIGURED_MODULE[CONFIGURED_MODULE_KEYS + 1] = {OF("resources", CONFIGURED),
                                                                                 OF("module_calls", CALLS),
                                                                                 END};
static const struct json_wanted CONFIGURATION[] = {OF("provider_config", PROVIDERS),
                                                   OF("root_module", CONFIGURED_MODULE), END};
static const struct json_wanted NOTHING[] = {END}; /* a list's elements are only counted */
static const struct json_wanted PLAN[] = {
    OF("configuration", CONFIGURATION),
    ALL("format_version"),
    ALL("errored"),
    ALL("complete"),
    OF("deferred_changes", NOTHING),
    OF("resource_changes", RESOURCE_CHANGES),
    OF("planned_values", VALUES),
    OF("values", VALUES),
    END,
};

/* ---- the list ---- */

struct reader {
    const struct terraform_asked *asked;
    struct resources *resources;
    struct terraform *terraform; /* receives everything that isn't a resource of this side */
    struct arena *arena;
    struct diags *diags;
};

static bool wrong(struct reader *reader, const struct json *at, const char *what)
{
    return diags_add(reader->diags, DIAG_TERRAFORM, at->place,
                     "%s: this is not as 'terraform show -json' writes a plan", what);
}

/* A complete text that is no plan may be another kind of file. */
static bool no_plan(struct reader *reader, const struct json *root, const char *what)
{
    const char *kind = file_kind_of_json(reader->resources->plan.bytes, reader->resources->plan.length,
                                         reader->arena);
    if (kind == NULL || kind == FILE_KIND_PLAN) return wrong(reader, root, what);
    return diags_add(reader->diags, DIAG_TERRAFORM, root->place, "%s: this is %s", what, kind);
}

static const struct json *member_of(const struct json *object, const char *key, enum json_type type)
{
    const struct json *found = json_member(object, key);
    return found != NULL && found->type == type ? found : NULL;
}

/* True at or below the address: "module.a" holds "module.a.x", "module.a[0].x" and not "module.ab.x". */
static bool lies_at(const char *address, const char *asked)
{
    size_t length = strlen(asked);
    return text_starts_with(address, asked) &&
           (address[length] == '\0' || address[length] == '.' || address[length] == '[');
}

static bool is_asked_for(const struct reader *reader, const char *address)
{
    for (size_t i = 0; i < reader->asked->address_count; i++)
        if (lies_at(address, reader->asked->addresses[i])) return true;
    return reader->asked->address_count == 0;
}

static void add(struct reader *reader, const struct json *object, const char *module,
                const struct json *values, const struct json *unknown)
{
    const struct json *address = member_of(object, "address", JSON_STRING);
    if (!is_asked_for(reader, address->text)) {
        reader->terraform->elsewhere_count++;
        return;
    }
    reader->resources->list[reader->resources->count++] = (struct resource){
        .address = address->text,
        .type = member_of(object, "type", JSON_STRING)->text,
        .name = member_of(object, "name", JSON_STRING)->text,
        .module = module,
        .place = address->place,
        .values = values,
        .unknown = unknown,
    };
}

static bool has_names(struct reader *reader, const struct json *object)
{
    if (object->type != JSON_OBJECT || member_of(object, "address", JSON_STRING) == NULL ||
        member_of(object, "type", JSON_STRING) == NULL || member_of(object, "name", JSON_STRING) == NULL)
        return wrong(reader, object, "a resource without address, type and name");
    return true;
}

/* Data sources are read, not deployed. */
static bool is_managed(const struct json *object)
{
    const struct json *mode = member_of(object, "mode", JSON_STRING);
    return mode == NULL || text_equal(mode->text, "managed");
}

/* Note a resource that exists and is billed but that the plan doesn't manage, or no longer. */
static void list_stray(const struct reader *reader, const struct json *object,
                       struct terraform_strays *strays)
{
    const char *address = member_of(object, "address", JSON_STRING)->text;
    if (!is_asked_for(reader, address)) return;
    if (strays->count < TERRAFORM_STRAYS_SHOWN_MAX) strays->addresses[strays->count] = address;
    strays->count++;
}

/* True for a "removed" block without destroy: the resource leaves the state and stays deployed. */
static bool is_forgotten(const struct json *change)
{
    const struct json *actions = member_of(change, "actions", JSON_ARRAY);
    for (const struct json *one = actions == NULL ? NULL : actions->first; one != NULL; one = one->next)
        if (one->type == JSON_STRING && text_equal(one->text, "forget")) return true;
    return false;
}

static bool read_change(struct reader *reader, const struct json *object)
{
    if (!has_names(reader, object)) return false;
    const struct json *change = member_of(object, "change", JSON_OBJECT);
    if (change == NULL) return wrong(reader, object, "a resource change without 'change'");
    if (!is_managed(object)) return true;
    bool is_after = reader->asked->side == TERRAFORM_AFTER, is_stray = is_after && is_forgotten(change);
    const struct json *values = json_member(change, is_after ? "after" : "before");
    if (is_stray) list_stray(reader, object, &reader->terraform->forgotten);
    if (values == NULL || values->type == JSON_NULL) {
        const char *address = member_of(object, "address", JSON_STRING)->text;
        reader->terraform->deleted_count += !is_stray && is_asked_for(reader, address);
        return true;
    }
    if (values->type != JSON_OBJECT) return wrong(reader, values, "values that are no object");
    if (member_of(object, "deposed", JSON_STRING) != NULL) {
        list_stray(reader, object, &reader->terraform->deposed);
        return true;
    }
    const struct json *module = member_of(object, "module_address", JSON_STRING);
    add(reader, object, module == NULL ? "" : module->text, values,
        is_after ? json_member(change, "after_unknown") : NULL);
    return true;
}

static bool read_changes(struct reader *reader, const struct json *list)
{
    bool good = true;
    for (const struct json *object = list->first; object != NULL; object = object->next)
        good = read_change(reader, object) && good;
    return good;
}

static bool read_resource(struct reader *reader, const struct json *object, const char *module)
{
    if (!has_names(reader, object)) return false;
    const struct json *values = member_of(object, "values", JSON_OBJECT);
    if (!is_managed(object) || values == NULL) return true;
    if (member_of(object, "deposed_key", JSON_STRING) != NULL)
        list_stray(reader, object, &reader->terraform->deposed);
    else
        add(reader, object, module, values, NULL);
    return true;
}

static bool read_module(struct reader *reader, const struct json *module)
{
    if (module->type != JSON_OBJECT) return wrong(reader, module, "a module that is no object");
    const struct json *address = member_of(module, "address", JSON_STRING);
    const struct json *resources = member_of(module, "resources", JSON_ARRAY),
                      *children = member_of(module, "child_modules", JSON_ARRAY);
    bool good = true;
    for (const struct json *one = resources == NULL ? NULL : resources->first; one != NULL; one = one->next)
        good = read_resource(reader, one, address == NULL ? "" : address->text) && good;
    for (const struct json *one = children == NULL ? NULL : children->first; one != NULL; one = one->next)
        good = read_module(reader, one) && good;
    return good;
}

static size_t resources_below(const struct json *module)
{
    const struct json *resources = member_of(module, "resources", JSON_ARRAY),
                      *children = member_of(module, "child_modules", JSON_ARRAY);
    size_t count = resources == NULL ? 0 : resources->count;
    for (const struct json *one = children == NULL ? NULL : children->first; one != NULL; one = one->next)
        count += one->type == JSON_OBJECT ? resources_below(one) : 0;
    return count;
}

/* Minor versions only add; other major versions may give the same words another meaning.
 * https://developer.hashicorp.com/terraform/internals/json-format */
static bool check_version(struct reader *reader, const struct json *root)
{
    enum { VERSION_MAX_BYTES = 16 };
    const struct json *version = root->type == JSON_OBJECT ? member_of(root, "format_version", JSON_STRING)
                                                           : NULL;
    if (version == NULL) return no_plan(reader, root, "there is no 'format_version'");
    const char *text = version->text;
    size_t length = strlen(text), digits = strspn(text, "0123456789");
    if (digits == 0 || length > VERSION_MAX_BYTES || strspn(text, "0123456789.") < length)
        return wrong(reader, version, "'format_version' is no version such as \"1.2\"");
    return (digits == 1 && (*text == '0' || *text == '1')) ||
           diags_add(
               reader->diags, DIAG_TERRAFORM, version->place,
               "format_version %s isn't known, 0.x and 1.x are: use a warpcost that knows it, or give the "
               "deployment with --deployment",
               text);
}

static bool is_said(const struct json *root, const char *key, bool truth)
{
    const struct json *found = member_of(root, key, JSON_BOOL);
    return found != NULL && found->truth == truth;
}

/* The plan itself says whether it is complete. One with an error may have stopped anywhere; one with
 * -target is deliberate, so it is read with a remark. */
static bool check_whole(struct reader *reader, const struct json *root)
{
    if (is_said(root, "errored", true))
        return diags_add(reader->diags, DIAG_TERRAFORM, json_member(root, "errored")->place,
                         "the plan ended in an error, so that it isn't whole; plan again");
    const struct json *deferred = member_of(root, "deferred_changes", JSON_ARRAY);
    size_t count = deferred == NULL ? 0 : deferred->count;
    if (count > 0)
        reader->terraform->incomplete = text_format(reader->arena, "it defers %zu change%s to a later plan",
                                                    count, count == 1 ? "" : "s");
    else if (is_said(root, "complete", false))
        reader->terraform->incomplete = "it says 'complete: false', as one with -target does";
    return true;
}

/* Changes say more than values, and a state has only these. */
static bool read_root(struct reader *reader, const struct json *root)
{
    if (!check_version(reader, root) || !check_whole(reader, root)) return false;
    const struct json *changes = member_of(root, "resource_changes", JSON_ARRAY);
    const struct json *values = member_of(root, "planned_values", JSON_OBJECT);
    if (values == NULL) values = member_of(root, "values", JSON_OBJECT);
    const struct json *module = values == NULL ? NULL : member_of(values, "root_module", JSON_OBJECT);
    if (changes == NULL && module == NULL)
        return no_plan(reader, root,
                       "there are neither 'resource_changes' nor 'planned_values' nor 'values'");
    if (changes == NULL && reader->asked->side == TERRAFORM_BEFORE)
        return wrong(reader, root,
                     "there are no 'resource_changes', so that nothing is known of what stands before");
    reader->resources->list = arena_new_of(reader->arena, struct resource,
                                           changes != NULL ? changes->count : resources_below(module));
    return changes != NULL ? read_changes(reader, changes) : read_module(reader, module);
}

const struct terraform *terraform_read(const char *name, const char *bytes, size_t length,
                                       const struct terraform_asked *asked, const struct catalogue *catalogue,
                                       struct arena *arena, struct diags *diags)
{
    size_t mistakes = diags->count;
    const struct json *root = json_read_wanted(name, bytes, length, TERRAFORM_FILE_MAX_BYTES,
                                               TERRAFORM_DEPTH_MAX, PLAN, arena, diags);
    struct resources resources = {.plan = {bytes, length, NULL}};
    struct terraform *terraform = arena_new_of(arena, struct terraform, 1);
    *terraform = (struct terraform){.file = name, .side = asked->side};
    struct reader reader = {asked, &resources, terraform, arena, diags};
    if (root == NULL || !read_root(&reader, root) || diags->count > mistakes) return NULL;
    resources.plan.configuration = member_of(root, "configuration", JSON_OBJECT);
    terraform_take(terraform, &resources, catalogue, asked->region, arena);
    return terraform;
}
