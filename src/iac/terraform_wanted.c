/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The allow-list of what is kept of a plan; everything else may be a secret. */
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
static const struct json_wanted EBS_BLOCK_DEVICE[] = {ALL("device_name"),
                                                      ALL("volume_size"),
                                                      ALL("volume_type"),
                                                      ALL("iops"),
                                                      ALL("throughput"),
                                                      ALL("volume_id"),
                                                      END};
static const struct json_wanted PLACEMENT[] = {ALL("tenancy"), END};
static const struct json_wanted MARKET[] = {ALL("market_type"), END};
static const struct json_wanted DISTRIBUTION[] = {ALL("on_demand_percentage_above_base_capacity"), END};
static const struct json_wanted NETWORK_INTERFACES[] = {ALL("security_groups"), END};
static const struct json_wanted INGRESS[] = {ALL("from_port"), ALL("to_port"), END};
static const struct json_wanted SCALING[] = {ALL("desired_size"), END};
static const struct json_wanted MCU[] = {ALL("mcu_count"), ALL("worker_count"), ALL("min_worker_count"),
                                         ALL("max_worker_count"), END};
static const struct json_wanted MCU_CAPACITY[] = {OF("autoscaling", MCU), OF("provisioned_capacity", MCU),
                                                  END};
static const struct json_wanted CAPACITY_PROVIDER[] = {ALL("capacity_provider"), END};
/* Tags and labels that may say a role. */
static const struct json_wanted TAGS[] = {ALL("Role"),        ALL("role"),        ALL("Service"),
                                          ALL("service"),     ALL("Component"),   ALL("component"),
                                          ALL("Application"), ALL("application"), ALL("App"),
                                          ALL("app"),         ALL("Type"),        ALL("type"),
                                          ALL("Name"),        ALL("name"),        END};
static const struct json_wanted TAG[] = {ALL("key"), ALL("value"), END};
static const struct json_wanted TAG_SPECIFICATION[] = {OF("tags", TAGS), END};
static const struct json_wanted BLOCK_DEVICE_MAPPINGS[] = {ALL("device_name"), OF("ebs", EBS), END};
static const struct json_wanted LAUNCH_TEMPLATE[] = {ALL("id"), ALL("name"), ALL("version"), END};
static const struct json_wanted LAUNCH_TEMPLATE_SPECIFICATION[] = {ALL("launch_template_id"),
                                                                   ALL("launch_template_name"), END};
static const struct json_wanted OVERRIDE[] = {ALL("instance_type"), END};
static const struct json_wanted MIXED_TEMPLATE[] = {OF("launch_template_specification",
                                                       LAUNCH_TEMPLATE_SPECIFICATION),
                                                    OF("override", OVERRIDE), END};
static const struct json_wanted MIXED_INSTANCES_POLICY[] = {OF("launch_template", MIXED_TEMPLATE),
                                                            OF("instances_distribution", DISTRIBUTION), END};
static const struct json_wanted INDEX[] = {ALL("read_capacity"), ALL("write_capacity"), END};
/* Attributes by the names of the AWS provider, for all types together. */
static const struct json_wanted ATTRIBUTES[] = {
    ALL("number_of_broker_nodes"),
    ALL("storage_mode"),
    ALL("kafka_version"),
    OF("broker_node_group_info", BROKER_NODE_GROUP_INFO), /* aws_msk_cluster */
    ALL("instance_type"),
    OF("ebs_block_device", EBS_BLOCK_DEVICE),
    OF("root_block_device", EBS),
    OF("launch_template", LAUNCH_TEMPLATE),
    ALL("tenancy"),
    OF("instance_market_options", MARKET),
    ALL("subnet_id"), /* aws_instance */
    ALL("vpc_security_group_ids"),
    ALL("security_groups"),
    OF("network_interfaces", NETWORK_INTERFACES), /* aws_instance and what groups start from */
    OF("tags", TAGS),
    OF("tag", TAG),
    OF("labels", TAGS), /* any machine */
    ALL("id"),
    ALL("name"),
    OF("block_device_mappings", BLOCK_DEVICE_MAPPINGS),
    OF("placement", PLACEMENT),
    OF("tag_specifications", TAG_SPECIFICATION), /* aws_launch_template */
    ALL("placement_tenancy"),
    ALL("spot_price"), /* aws_launch_configuration */
    ALL("desired_capacity"),
    ALL("min_size"),
    ALL("launch_configuration"),
    OF("mixed_instances_policy", MIXED_INSTANCES_POLICY),
    ALL("vpc_zone_identifier"), /* aws_autoscaling_group */
    ALL("node_group_name"),
    ALL("instance_types"),
    OF("scaling_config", SCALING),
    ALL("capacity_type"),
    ALL("disk_size"),
    ALL("subnet_ids"), /* aws_eks_node_group */
    ALL("size"),
    ALL("type"),
    ALL("iops"),
    ALL("throughput"),
    ALL("volume_type"), /* aws_ebs_volume and its data source */
    ALL("instance_id"),
    ALL("volume_id"), /* aws_volume_attachment */
    OF("ingress", INGRESS),
    ALL("security_group_id"),
    ALL("from_port"),
    ALL("to_port"), /* aws_security_group and its rules */
    OF("capacity", MCU_CAPACITY),
    ALL("vpc_endpoint_type"),
    ALL("load_balancer_type"), /* paid by the hour */
    ALL("launch_type"),
    ALL("desired_count"),
    ALL("task_definition"),
    OF("capacity_provider_strategy", CAPACITY_PROVIDER),
    ALL("cpu"),
    ALL("memory"), /* aws_ecs_service, aws_ecs_task_definition */
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
static const struct json_wanted RESOURCE_CHANGES[] = {ALL("address"), ALL("module_address"), ALL("mode"),
                                                      ALL("type"),    ALL("name"),           ALL("deposed"),
                                                      ALL("index"),   OF("change", CHANGE),  END};
static const struct json_wanted RESOURCE[] = {
    ALL("address"),           ALL("mode"), ALL("type"), ALL("name"), ALL("deposed_key"), ALL("index"),
    OF("values", ATTRIBUTES), END};
enum { MODULE_KEYS = 3 };
static const struct json_wanted MODULE[MODULE_KEYS + 1]; /* modules hold modules */
static const struct json_wanted MODULE[MODULE_KEYS + 1] = {ALL("address"), OF("resources", RESOURCE),
                                                           OF("child_modules", MODULE), END};
static const struct json_wanted VALUES[] = {OF("root_module", MODULE), END};
static const struct json_wanted EXPRESSION[] = {ALL("constant_value"), ALL("references"), END};
static const struct json_wanted EXPRESSIONS[] = {OF("region", EXPRESSION), END};
static const struct json_wanted PROVIDER[] = {ALL("module_address"), OF("expressions", EXPRESSIONS), END};
static const struct json_wanted PROVIDERS[] = {OF("*", PROVIDER), END};
/* Only references are kept of expressions: constants may be secrets. */
static const struct json_wanted REFERENCES[] = {ALL("references"), END};
static const struct json_wanted TEMPLATE_REFERENCES[] = {OF("id", REFERENCES), OF("name", REFERENCES),
                                                         OF("launch_template_id", REFERENCES),
                                                         OF("launch_template_name", REFERENCES), END};
static const struct json_wanted SPECIFICATION_REFERENCES[] = {OF("launch_template_specification",
                                                                 TEMPLATE_REFERENCES),
                                                              END};
static const struct json_wanted MIXED_REFERENCES[] = {OF("launch_template", SPECIFICATION_REFERENCES), END};
static const struct json_wanted INTERFACE_REFERENCES[] = {OF("security_groups", REFERENCES), END};
static const struct json_wanted ARGUMENTS[] = {OF("instance_id", REFERENCES),
                                               OF("volume_id", REFERENCES),
                                               OF("vpc_security_group_ids", REFERENCES),
                                               OF("security_groups", REFERENCES),
                                               OF("security_group_id", REFERENCES),
                                               OF("network_interfaces", INTERFACE_REFERENCES),
                                               OF("launch_configuration", REFERENCES),
                                               OF("launch_template", TEMPLATE_REFERENCES),
                                               OF("mixed_instances_policy", MIXED_REFERENCES),
                                               OF("task_definition", REFERENCES),
                                               END};
static const struct json_wanted CONFIGURED[] = {ALL("mode"),
                                                ALL("type"),
                                                ALL("name"),
                                                ALL("provider_config_key"),
                                                OF("expressions", ARGUMENTS),
                                                OF("for_each_expression", REFERENCES),
                                                END};
static const struct json_wanted INPUTS[] = {OF("*", REFERENCES), END};
static const struct json_wanted OUTPUT[] = {OF("expression", REFERENCES), END};
static const struct json_wanted OUTPUTS[] = {OF("*", OUTPUT), END};
enum { CONFIGURED_MODULE_KEYS = 3 };
static const struct json_wanted CONFIGURED_MODULE[CONFIGURED_MODULE_KEYS + 1]; /* modules call modules */
static const struct json_wanted CALL[] = {OF("module", CONFIGURED_MODULE), OF("expressions", INPUTS), END};
static const struct json_wanted CALLS[] = {OF("*", CALL), END};
static const struct json_wanted CONFIGURED_MODULE[CONFIGURED_MODULE_KEYS + 1] = {OF("resources", CONFIGURED),
                                                                                 OF("module_calls", CALLS),
                                                                                 OF("outputs", OUTPUTS), END};
static const struct json_wanted CONFIGURATION[] = {OF("provider_config", PROVIDERS),
                                                   OF("root_module", CONFIGURED_MODULE), END};
static const struct json_wanted NOTHING[] = {END}; /* a list's elements are only counted */
static const struct json_wanted PRIOR[] = {OF("values", VALUES), END};
const struct json_wanted TERRAFORM_WANTED[] = {
    OF("configuration", CONFIGURATION),
    ALL("format_version"),
    ALL("errored"),
    ALL("complete"),
    OF("deferred_changes", NOTHING),
    OF("resource_changes", RESOURCE_CHANGES),
    OF("planned_values", VALUES),
    OF("prior_state", PRIOR),
    OF("values", VALUES),
    END,
};
