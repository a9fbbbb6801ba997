/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ports that security groups let in: what a machine listens on says what it is.
 *
 * Apache Kafka's own configuration files (config/server.properties, config/zookeeper.properties) and
 * Confluent's port list (docs.confluent.io, "Configure Ports Used by Confluent Platform") for the others. */
#include <math.h>

#include "base/text.h"
#include "iac/terraform_private.h"
#include "iac/terraform_values.h"

static const struct {
    unsigned short port, means;
} PORTS[] = {
    {9092, PORT_CLIENTS},    {9094, PORT_CLIENTS},   {9096, PORT_CLIENTS},   {9098, PORT_CLIENTS},
    {9093, PORT_CONTROLLER}, {2181, PORT_ZOOKEEPER}, {2888, PORT_ZOOKEEPER}, {3888, PORT_ZOOKEEPER},
    {8081, PORT_OTHER},      {8082, PORT_OTHER},     {8083, PORT_OTHER},     {8088, PORT_OTHER},
    {9021, PORT_OTHER},
};

static const char GROUP[] = "aws_security_group";

/* A wider range is open for something else. */
static const double RANGE_MAX = 16;

static unsigned ports_in(const struct json *rule)
{
    const struct json *from = plan_at(rule, "from_port"), *to = plan_at(rule, "to_port");
    unsigned ports = 0;
    bool is_narrow = from != NULL && to != NULL && from->type == JSON_NUMBER && to->type == JSON_NUMBER &&
                     fabs(to->number - from->number) <= RANGE_MAX;
    for (size_t i = 0; is_narrow && i < sizeof PORTS / sizeof *PORTS; i++)
        if (PORTS[i].port >= from->number && PORTS[i].port <= to->number) ports |= PORTS[i].means;
    return ports;
}

static unsigned ports_of_group(const struct resource *group)
{
    unsigned ports = 0;
    const struct json *rules = plan_at(group->values, "ingress");
    for (const struct json *rule = rules == NULL || rules->type != JSON_ARRAY ? NULL : rules->first;
         rule != NULL; rule = rule->next)
        ports |= ports_in(rule);
    return ports;
}

static bool is_rule(const struct resource *resource)
{
    return text_equal(resource->type, "aws_vpc_security_group_ingress_rule") ||
           (text_equal(resource->type, "aws_security_group_rule") &&
            !text_equal(plan_text(resource->values, "type"), "egress"));
}

void terraform_note_ports(const struct resources *resources, struct arena *arena)
{
    const struct resource **owners = resources->scratch[0];
    for (size_t i = 0; i < resources->count; i++) {
        struct resource *one = &resources->list[i];
        if (text_equal(one->type, GROUP)) one->ports |= ports_of_group(one);
        unsigned ports = is_rule(one) ? ports_in(one->values) : 0;
        size_t count = ports == 0
                           ? 0
                           : terraform_refers(resources, one, "security_group_id", GROUP, owners, arena);
        for (size_t owner = 0; owner < count; owner++)
            resources->list[owners[owner] - resources->list].ports |= ports;
    }
}

unsigned terraform_ports(const struct resources *resources, const struct resource *resource,
                         struct arena *arena)
{
    static const char *const ARGUMENTS[] = {"vpc_security_group_ids", "security_groups",
                                            "network_interfaces.security_groups"};
    const struct resource **groups = resources->scratch[0];
    unsigned ports = 0;
    for (size_t i = 0; i < sizeof ARGUMENTS / sizeof *ARGUMENTS; i++) {
        size_t count = terraform_refers(resources, resource, ARGUMENTS[i], GROUP, groups, arena);
        for (size_t group = 0; group < count; group++) ports |= groups[group]->ports;
    }
    return ports;
}
