/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resources that are paid by the hour and are no part of an architecture. They are in no total: a planned
 * fleet has none of them, and a plan with them would lose against it. */
#include "base/text.h"
#include "iac/terraform_take.h"

static const double UNITS_MAX = 1e9;

static const char NO_PART[] = "no architecture here uses it",
                  NOT_PLANNED[] = "planned fleets have none either";

static struct terraform_standing *add(struct taking *taking, const struct resource *resource)
{
    struct terraform_standing *made = &taking->standing[taking->terraform->standing_count++];
    *made = (struct terraform_standing){.address = resource->address,
                                        .base = resource->base,
                                        .detail = "",
                                        .why = NO_PART,
                                        .why_unpriced = ""};
    return made;
}

static const char ELSEWHERE[] = "in another region than the workload's";

/* ---- DynamoDB ---- */

/* Capacity units of a table and its indexes. */
struct capacity_units {
    double read, write;
};

/* Indexes have their own capacity; a table with unknown indexes has unknown capacity. */
static bool add_indexes(struct asking *asking, struct capacity_units *units)
{
    const struct json *list = plan_at(asking->values, "global_secondary_index");
    for (const struct json *index = list == NULL || list->type != JSON_ARRAY ? NULL : list->first;
         index != NULL; index = index->next) {
        struct asking of_index = *asking;
        of_index.values = index;
        of_index.unknown = NULL;
        units->read += asking_number_or_default(&of_index, "read_capacity", UNITS_MAX);
        units->write += asking_number_or_default(&of_index, "write_capacity", UNITS_MAX);
        asking->problem = of_index.problem;
    }
    return !plan_is_unknown(asking->unknown, "global_secondary_index");
}

/* Provisioned capacity is paid whether it is used or not; a price per request depends on unknown traffic. */
void take_table(struct taking *taking, const struct resource *resource)
{
    struct asking asking = take_ask(taking, resource);
    struct terraform_standing *made = add(taking, resource);
    struct capacity_units units = {0, 0};
    if (text_equal(plan_text(resource->values, "billing_mode"), "PAY_PER_REQUEST")) { /* else PROVISIONED */
        made->why_unpriced = "paid by the request: unknown";
        return;
    }
    if (asking.problem != NULL) {
        made->why_unpriced = ELSEWHERE;
        return;
    }
    units.read = asking_number(&asking, "read_capacity", UNITS_MAX);
    units.write = asking_number(&asking, "write_capacity", UNITS_MAX);
    if (!add_indexes(&asking, &units))
        made->why_unpriced = "its indexes aren't known before the change is applied";
    if (asking.problem != NULL || plan_is_unknown(resource->unknown, "billing_mode"))
        made->why_unpriced = "its capacity isn't known, or no whole number";
    else if (text_equal(plan_text(resource->values, "table_class"), "STANDARD_INFREQUENT_ACCESS"))
        made->why_unpriced = "of the class for infrequent access, which has prices of its own";
    made->detail = text_format(taking->arena, "%s read and %s write capacity units",
                               text_thousands(taking->arena, units.read, 0),
                               text_thousands(taking->arena, units.write, 0));
    made->parts[0] = (struct standing_part){"AmazonDynamoDB", "ReadCapacityUnit-Hrs", units.read, false};
    made->parts[1] = (struct standing_part){"AmazonDynamoDB", "WriteCapacityUnit-Hrs", units.write, false};
}

/* ---- others ---- */

/* Units of a resource that stands alone. */
static void take_single(struct taking *taking, struct asking *asking, struct terraform_standing *made)
{
    (void)taking, (void)asking;
    made->parts[0].units = 1;
}

/* An interface endpoint is paid in each of its subnets; one of a gateway costs nothing. */
static void take_endpoint(struct taking *taking, struct asking *asking, struct terraform_standing *made)
{
    const char *type = plan_text(asking->values, "vpc_endpoint_type");
    const struct json *subnets = plan_at(asking->values, "subnet_ids");
    bool is_known = subnets != NULL && subnets->type == JSON_ARRAY && subnets->count > 0;
    if (*type == '\0' || text_equal(type, "Gateway")) {
        taking->terraform->standing_count--;
        return;
    }
    if (!text_equal(type, "Interface")) made->why_unpriced = "no interface endpoint";
    made->parts[0].units = is_known ? (double)subnets->count : 1;
    made->detail = text_format(taking->arena, "%s%.0f subnet%s", is_known ? "" : "at least ",
                               made->parts[0].units, made->parts[0].units == 1 ? "" : "s");
}

/* Workers of MSK Connect are paid by their units (MCU), scaled out or not. */
static void take_connector(struct taking *taking, struct asking *asking, struct terraform_standing *made)
{
    bool is_scaled = plan_at(asking->values, "capacity.autoscaling.mcu_count") != NULL;
    double mcu = asking_number(asking,
                               is_scaled ? "capacity.autoscaling.mcu_count"
                                         : "capacity.provisioned_capacity.mcu_count",
                               UNITS_MAX),
           workers = asking_number(asking,
                                   is_scaled ? "capacity.autoscaling.min_worker_count"
                                             : "capacity.provisioned_capacity.worker_count",
                                   UNITS_MAX);
    if (asking->problem != NULL) made->why_unpriced = "its capacity isn't known";
    made->parts[0].units = mcu * workers;
    made->detail = text_format(taking->arena, "%s%.0f worker%s of %.0f MCU", is_scaled ? "at least " : "",
                               workers, workers == 1 ? "" : "s", mcu);
}

static void take_balancer(struct taking *taking, struct asking *asking, struct terraform_standing *made)
{
    const char *type = plan_text(asking->values, "load_balancer_type");
    if (text_equal(type, "network")) made->parts[0].usagetype = "LoadBalancerUsage(Network)";
    if (text_equal(type, "gateway")) made->why_unpriced = "a gateway's";
    take_single(taking, asking, made);
}

static void take_unknown(struct taking *taking, struct asking *asking, struct terraform_standing *made)
{
    (void)taking, (void)asking;
    made->why_unpriced = "paid for what runs on it: unknown";
}

/* The task definition that the service refers to, by its name in the module, or the only one there. */
static const struct resource *task_of(struct taking *taking, const struct resource *service)
{
    static const char TYPE[] = "aws_ecs_task_definition";
    const struct resource **found = taking->resources->scratch[0], *only = NULL;
    size_t count = terraform_refers(taking->resources, service, "task_definition", TYPE, found,
                                    taking->arena);
    if (count == 1) return found[0];
    for (size_t i = count = 0; i < taking->resources->count; i++) {
        const struct resource *one = &taking->resources->list[i];
        if (!text_equal(one->type, TYPE) || !text_equal(one->module, service->module)) continue;
        if (text_equal(one->name, service->name) && text_equal(one->key, service->key)) return one;
        only = one;
        count++;
    }
    return count == 1 ? only : NULL;
}

static double share_of(const struct resource *task, const char *path)
{
    const char *text = task == NULL ? "" : plan_text(task->values, path);
    double value = 0; /* of 1,024 units a vCPU, and of MiB */
    for (; *text >= '0' && *text <= '9' && value < UNITS_MAX; text++) value = value * 10 + (*text - '0');
    return *text == '\0' ? value / 1024 : 0;
}

/* A service's tasks run on machines of EC2, which are read, or are Fargate's. */
static void take_service(struct taking *taking, struct asking *asking, struct terraform_standing *made)
{
    bool is_fargate = text_starts_with(plan_text(asking->values, "launch_type"), "FARGATE") ||
                      text_starts_with(plan_text(asking->values,
                                                 "capacity_provider_strategy.capacity_provider"),
                                       "FARGATE");
    if (!is_fargate) {
        taking->terraform->standing_count--;
        return;
    }
    const struct resource *task = task_of(taking, asking->resource);
    double tasks = asking_number(asking, "desired_count", UNITS_MAX), vcpus = share_of(task, "cpu"),
           gib = share_of(task, "memory");
    if (asking->problem != NULL || vcpus <= 0 || gib <= 0) {
        made->why_unpriced = "tasks on Fargate, of unknown size or number";
        return;
    }
    made->detail = text_format(taking->arena, "%.0f task%s on Fargate of %s vCPU and %s GiB", tasks,
                               tasks == 1 ? "" : "s", text_number(taking->arena, vcpus),
                               text_number(taking->arena, gib));
    made->parts[0].units = tasks * vcpus;
    made->parts[1] = (struct standing_part){"AmazonECS", "Fargate-GB-Hours", tasks * gib, false};
}

static const struct {
    const char *type, *offer, *usagetype, *why;
    void (*take)(struct taking *taking, struct asking *asking, struct terraform_standing *made);
} ROWS[] = {
    {"aws_nat_gateway", "AmazonEC2", "NatGateway-Hours", NOT_PLANNED, take_single},
    {"aws_vpc_endpoint", "AmazonVPC", "VpcEndpoint-Hours", NOT_PLANNED, take_endpoint},
    {"aws_ec2_transit_gateway_vpc_attachment", "AmazonVPC", "TransitGateway-Hours", NOT_PLANNED, take_single},
    {"aws_eip", "AmazonVPC", "PublicIPv4:InUseAddress", NOT_PLANNED, take_single},
    {"aws_msk_replicator", "AmazonMSK", "KafkaReplication-ReplicatorHours", NO_PART, take_single},
    {"aws_lb", "AWSELB", "LoadBalancerUsage(Application)", NOT_PLANNED, take_balancer},
    {"aws_alb", "AWSELB", "LoadBalancerUsage(Application)", NOT_PLANNED, take_balancer},
    {"aws_msk_vpc_connection", "AmazonMSK", "Kafka.PrivateConnectivityHours", NOT_PLANNED, take_single},
    {"aws_mskconnect_connector", "AmazonMSK", "Kafka.mcu.general", NO_PART, take_connector},
    {"aws_eks_cluster", "AmazonEKS", "AmazonEKS-Hours:perCluster", NO_PART, take_single},
    {"aws_eks_fargate_profile", "", "", NO_PART, take_unknown},
    {"aws_ecs_service", "AmazonECS", "Fargate-vCPU-Hours:perCPU", NO_PART, take_service},
};

bool take_standing(struct taking *taking, const struct resource *resource)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        if (!text_equal(ROWS[i].type, resource->type)) continue;
        struct asking asking = take_ask(taking, resource);
        struct terraform_standing *made = add(taking, resource);
        made->why = ROWS[i].why;
        made->parts[0] = (struct standing_part){ROWS[i].offer, ROWS[i].usagetype, 0, false};
        if (asking.problem != NULL)
            made->why_unpriced = ELSEWHERE;
        else
            ROWS[i].take(taking, &asking, made);
        return true;
    }
    return false;
}
