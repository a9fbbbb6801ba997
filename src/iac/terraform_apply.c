/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "iac/terraform_apply.h"

#include <string.h>

#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"

enum { QUOTED_COLUMNS_MAX = 80, REMARKS_MAX = 64 };

static const struct place NOWHERE = {0};

/* A plan being added to the request. */
struct planned {
    const struct terraform *terraform;
    struct compare_request *request;
    struct arena *arena;
    struct diags *diags;
    uint64_t used_machines; /* of EC2 */
};

static const char *quote(const struct planned *planned, const char *text)
{
    return text_quote(planned->arena, text, QUOTED_COLUMNS_MAX);
}

static void remark(struct planned *planned, const char *text)
{
    struct compare_request *request = planned->request;
    if (request->remark_count >= REMARKS_MAX) return;
    const char **remarks = arena_widened(planned->arena, request->remarks, request->remark_count,
                                         sizeof *remarks, request->remark_count + 1);
    remarks[request->remark_count++] = text_format(planned->arena, "%s: %s",
                                                   quote(planned, planned->terraform->file), text);
    request->remarks = remarks;
}

/* Add the tables that are paid by the hour; they are priced when there is a price book. */
static void add_standing_charges(struct planned *planned)
{
    struct compare_request *request = planned->request;
    struct arena *arena = planned->arena;
    size_t count;
    const struct terraform_table *tables = terraform_provisioned(planned->terraform, arena, &count);
    for (size_t i = 0; i < count && request->standing_count < REMARKS_MAX; i++) {
        struct standing_charge *charges = arena_widened(arena, request->standing_charges,
                                                        request->standing_count, sizeof *charges,
                                                        request->standing_count + 1);
        charges[request->standing_count++] = (struct standing_charge){
            .what = text_format(arena, "%s: %s, %s read and %s write capacity units",
                                quote(planned, planned->terraform->file), quote(planned, tables[i].address),
                                text_thousands(arena, tables[i].read_units, 0),
                                text_thousands(arena, tables[i].write_units, 0)),
            .parts = {{"AmazonDynamoDB", "ReadCapacityUnit-Hrs", tables[i].read_units},
                      {"AmazonDynamoDB", "WriteCapacityUnit-Hrs", tables[i].write_units}},
        };
        request->standing_charges = charges;
    }
}

static const struct arch *arch_of(const struct planned *planned, size_t scenario)
{
    return ARCHS[planned->request->params->scenarios[scenario].kind];
}

/* Index of the architecture's option, or -1. */
static int option_row(const struct planned *planned, size_t scenario, const char *path)
{
    const struct param_kind *kind = &arch_of(planned, scenario)->kind;
    for (size_t row = 0; row < kind->row_count; row++)
        if (text_equal(kind->rows[row].path, path)) return (int)row;
    return -1;
}

/* A cluster with a low-cost tier uses it, unless the workload says no; one without can't. */
static bool decide_tier(struct planned *planned, size_t scenario, const struct terraform_cluster *cluster)
{
    const struct params *params = planned->request->params;
    int row = option_row(planned, scenario, "tiered_storage");
    if (row < 0) return true;
    const struct value *value = &params->scenarios[scenario].values[row];
    const char *path = params_option_path(planned->arena, params, scenario, row);
    if (value->num != 0 && !cluster->is_tiered)
        return diags_add(planned->diags, DIAG_INCONSISTENT, params_place(params, value),
                         "%s: the cluster of the plan, %s, has no tiered storage; leave the option out, or "
                         "set storage_mode",
                         path, quote(planned, cluster->address));
    if (value->num != 0 || !cluster->is_tiered || value->origin == ORIGIN_GIVEN) return true;
    planned->request->params = params_override(params, path, "true", planned->arena, planned->diags);
    return planned->request->params != NULL;
}

static void compare_zones(struct planned *planned, const struct terraform_cluster *cluster)
{
    double zones = root_num(planned->request->params, ROOT_ZONES);
    if (cluster->subnets > 0 && cluster->subnets != zones)
        remark(planned, text_format(planned->arena, "%s is in %u subnets, and the workload says zones: %.0f",
                                    quote(planned, cluster->address), cluster->subnets, zones));
}

/* Make the deployment of one architecture; `address` receives its resource. */
static bool deploy(struct planned *planned, size_t scenario, struct deployment *deployment,
                   const char **address)
{
    enum machine_service service = arch_of(planned, scenario)->service;
    if (service == SERVICE_EC2) {
        *address = "machines of EC2";
        if (!terraform_fleet(planned->terraform, planned->request->params->scenarios[scenario].kind,
                             planned->request->catalogue, deployment, planned->arena, planned->diags))
            return false;
        planned->used_machines = 0; /* several architectures may be given the same machines */
        for (size_t i = 0; i < deployment->role_count; i++)
            planned->used_machines += deployment->roles[i].count;
        return true;
    }
    const struct terraform_cluster *cluster = terraform_cluster(planned->terraform, service, planned->arena,
                                                                planned->diags);
    if (cluster == NULL || !decide_tier(planned, scenario, cluster)) return false;
    compare_zones(planned, cluster);
    *address = quote(planned, cluster->address);
    *deployment = (struct deployment){.role_count = 1, .roles = {cluster->role}};
    return true;
}

static bool add(struct planned *planned, size_t scenario)
{
    struct compare_request *request = planned->request;
    const char *id = request->params->scenarios[scenario].id, *address = "";
    for (size_t i = 0; i < request->given_count; i++)
        if (text_equal(request->given[i].architecture, id))
            return diags_add(planned->diags, DIAG_USAGE, NOWHERE,
                             "'%s' has a deployment already: give one, with --deployment or --terraform", id);
    struct given_deployment given = {.architecture = id};
    if (!deploy(planned, scenario, &given.deployment, &address)) return false;
    struct given_deployment *all = arena_widened(planned->arena, request->given, request->given_count,
                                                 sizeof *all, request->given_count + 1);
    all[request->given_count++] = given;
    request->given = all;
    remark(planned, text_format(planned->arena, "%s is %s, %s the change", id, address,
                                planned->terraform->side == TERRAFORM_BEFORE ? "before" : "after"));
    return true;
}

/* The services that the plan has, as text. */
static const char *has_what(const struct planned *planned)
{
    struct text text = text_new(planned->arena);
    for (int service = 0; service < SERVICE__COUNT; service++)
        if (terraform_has(planned->terraform, (enum machine_service)service))
            text_addf(&text, "%s%s", text.length == 0 ? "" : ", ",
                      service_name((enum machine_service)service));
    if (text.length > 0) return text.bytes;
    const char *seen = terraform_types(planned->terraform, planned->arena);
    return text_format(planned->arena, "nothing that an architecture runs on%s%s%s",
                       *seen == '\0' ? "" : " (", seen, *seen == '\0' ? "" : ")");
}

static bool has_none(const struct planned *planned, const char *of)
{
    return diags_add(planned->diags, DIAG_TERRAFORM, (struct place){.file = planned->terraform->file},
                     "the plan has %s%s, and %s", has_what(planned),
                     planned->terraform->side == TERRAFORM_BEFORE ? " before the change" : "", of);
}

/* Without an ID, each managed cluster goes to its architecture, and machines of EC2 to the only one that
 * runs on them. */
static bool add_all(struct planned *planned)
{
    const struct params *params = planned->request->params;
    size_t on_ec2 = 0, added = 0;
    for (size_t i = 0; i < params->scenario_count; i++) on_ec2 += arch_of(planned, i)->service == SERVICE_EC2;
    for (size_t i = 0; i < params->scenario_count; i++) {
        enum machine_service service = arch_of(planned, i)->service;
        if (!terraform_has(planned->terraform, service) || (service == SERVICE_EC2 && on_ec2 > 1)) continue;
        if (!add(planned, i)) return false;
        added++;
    }
    if (added > 0) return true;
    if (on_ec2 > 1 && terraform_has(planned->terraform, SERVICE_EC2))
        return diags_add(
            planned->diags, DIAG_USAGE, NOWHERE,
            "'--terraform %s' doesn't say of which architecture the machines are: write --terraform=ID=%s",
            planned->terraform->file, planned->terraform->file);
    return has_none(planned,
                    "the workload compares no architecture that runs on it: add one to 'architectures'");
}

static bool add_of(struct planned *planned, const char *id)
{
    const struct params *params = planned->request->params;
    size_t scenario = params_scenario(params, id);
    if (scenario == params->scenario_count)
        return params_unknown_scenario(params, "--terraform", id, (struct place){0}, planned->diags);
    enum machine_service service = arch_of(planned, scenario)->service;
    if (!terraform_has(planned->terraform, service))
        return has_none(planned, text_format(planned->arena, "'%s' runs on %s", id, service_name(service)));
    return add(planned, scenario);
}

/* The plan is an input of the run, like the workload. */
static void note_input(struct compare_request *request, const char *file, const char *bytes, size_t length,
                       struct arena *arena)
{
    struct params *params = arena_new_of(arena, struct params, 1);
    *params = *request->params;
    struct input *inputs = arena_new_of(arena, struct input, params->input_count + 1);
    memcpy(inputs, params->inputs, params->input_count * sizeof *inputs);
    inputs[params->input_count].name = file;
    sha256_hex(bytes, length, inputs[params->input_count].sha256);
    params->inputs = inputs;
    params->input_count++;
    request->params = params;
}

bool terraform_apply(const struct terraform_plan *plan, struct compare_request *request, struct arena *arena,
                     struct diags *diags)
{
    struct planned planned = {.request = request, .arena = arena, .diags = diags};
    size_t length;
    const char *bytes = file_read(plan->file, TERRAFORM_FILE_MAX_BYTES, arena, &length, diags);
    if (bytes == NULL) return false;
    planned.terraform = terraform_read(plan->file, bytes, length,
                                       &(struct terraform_asked){plan->side, plan->addresses,
                                                                 plan->address_count,
                                                                 request->params->root[ROOT_REGION].text},
                                       request->catalogue, arena, diags);
    if (planned.terraform == NULL) return false;
    note_input(request, plan->file, bytes, length, arena);
    if (planned.terraform->incomplete != NULL)
        remark(&planned, text_format(arena,
                                     "the plan isn't complete: %s. What it leaves out is in no total: plan "
                                     "everything before you decide by these figures",
                                     planned.terraform->incomplete));
    if (plan->architecture == NULL ? !add_all(&planned) : !add_of(&planned, plan->architecture)) return false;
    for (const char *const *one = terraform_remarks(planned.terraform, planned.used_machines, arena);
         *one != NULL; one++)
        remark(&planned, *one);
    add_standing_charges(&planned);
    return true;
}
