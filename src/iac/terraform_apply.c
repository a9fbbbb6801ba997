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
    struct terraform_fleet fleet; /* of all architectures on EC2; nothing is used without one */
    size_t kind;                  /* the last of them */
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

/* Add what is paid for standing; it is priced when there is a price book. */
static void add_standing_charges(struct planned *planned)
{
    struct compare_request *request = planned->request;
    struct arena *arena = planned->arena;
    size_t count;
    const struct standing_charge *charges =
        terraform_charges(planned->terraform, planned->fleet.is_used == NULL ? NULL : &planned->fleet,
                          planned->kind, request->catalogue, &count, arena);
    for (size_t i = 0; i < count && request->standing_count < REMARKS_MAX; i++) {
        struct standing_charge *all = arena_widened(arena, request->standing_charges, request->standing_count,
                                                    sizeof *all, request->standing_count + 1);
        all[request->standing_count] = charges[i];
        all[request->standing_count++].what = text_format(arena, "%s: %s",
                                                          quote(planned, planned->terraform->file),
                                                          charges[i].what);
        request->standing_charges = all;
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

/* A version without "kraft" in its name keeps its metadata in ZooKeeper. */
static bool decide_metadata(struct planned *planned, size_t scenario, const struct terraform_cluster *cluster)
{
    const struct params *params = planned->request->params;
    int row = option_row(planned, scenario, "metadata");
    if (row < 0 || cluster->version == NULL || *cluster->version == '\0' ||
        params->scenarios[scenario].values[row].origin == ORIGIN_GIVEN)
        return true;
    planned->request->params = params_override(params,
                                               params_option_path(planned->arena, params, scenario, row),
                                               strstr(cluster->version, "kraft") != NULL ? "kraft"
                                                                                         : "zookeeper",
                                               planned->arena, planned->diags);
    return planned->request->params != NULL;
}

static void compare_zones(struct planned *planned, const struct terraform_cluster *cluster)
{
    double zones = root_num(planned->request->params, ROOT_ZONES);
    if (cluster->subnets > 0 && cluster->subnets != zones)
        remark(planned, text_format(planned->arena, "%s is in %u subnets, and the workload says zones: %.0f",
                                    quote(planned, cluster->address), cluster->subnets, zones));
}

/* Several architectures may be given the same machines. */
static void join_fleet(struct planned *planned, const struct terraform_fleet *fleet)
{
    bool is_first = planned->fleet.is_used == NULL;
    for (size_t i = 0; !is_first && i < planned->terraform->machine_count; i++) {
        fleet->is_used[i] |= planned->fleet.is_used[i];
        fleet->is_root_data[i] |= planned->fleet.is_root_data[i];
    }
    planned->fleet = *fleet;
}

/* Volumes that a plan can't show are planned: the machines are given as options of the architecture. */
static bool pin_machines(struct planned *planned, size_t scenario, const struct terraform_fleet *fleet)
{
    const struct params *params = planned->request->params;
    const struct arch *arch = arch_of(planned, scenario);
    const struct role *first = &fleet->deployment.roles[0];
    const struct role *second = fleet->deployment.role_count > 1 ? &fleet->deployment.roles[1] : NULL;
    const struct instance *types = planned->request->catalogue->instances;
    const struct {
        int row;
        const char *value;
    } pins[] = {
        {option_row(planned, scenario, "instance"), types[first->instance].name},
        {arch->count_option, text_format(planned->arena, "%u", first->count)},
        {option_row(planned, scenario, "controllers"),
         text_format(planned->arena, "%u", second == NULL ? 0 : second->count)},
        {second == NULL ? -1 : option_row(planned, scenario, "controller_instance"),
         second == NULL ? "" : types[second->instance].name},
    };
    for (size_t i = 0; params != NULL && i < sizeof pins / sizeof *pins; i++)
        if (pins[i].row >= 0)
            params = params_override(params,
                                     params_option_path(planned->arena, params, scenario, pins[i].row),
                                     pins[i].value, planned->arena, planned->diags);
    if (params == NULL) return false;
    planned->request->params = params;
    remark(planned,
           text_format(planned->arena,
                       "data volumes of %s in Kubernetes are claims that no plan shows: they are planned "
                       "for this workload",
                       arch->roles->title));
    return true;
}

/* Give machines of EC2 to an architecture: as a deployment, which `has_deployment` says, or as options. */
static bool deploy_machines(struct planned *planned, size_t scenario, struct deployment *deployment,
                            bool *has_deployment, const char *const **remarks)
{
    struct terraform_fleet fleet;
    planned->kind = planned->request->params->scenarios[scenario].kind;
    if (!terraform_fleet(planned->terraform, planned->kind, root_num(planned->request->params, ROOT_ZONES),
                         planned->request->catalogue, &fleet, planned->arena, planned->diags))
        return false;
    join_fleet(planned, &fleet);
    *remarks = fleet.remarks;
    *deployment = fleet.deployment;
    *has_deployment = !fleet.lacks_volumes;
    return *has_deployment || pin_machines(planned, scenario, &fleet);
}

/* Give the cluster of a managed service to its architecture; `address` receives its resource. */
static bool deploy_cluster(struct planned *planned, size_t scenario, struct deployment *deployment,
                           const char **address)
{
    const struct terraform_cluster *cluster = terraform_cluster(planned->terraform,
                                                                arch_of(planned, scenario)->service,
                                                                planned->arena, planned->diags);
    if (cluster == NULL || !decide_tier(planned, scenario, cluster) ||
        !decide_metadata(planned, scenario, cluster))
        return false;
    compare_zones(planned, cluster);
    *address = quote(planned, cluster->address);
    *deployment = (struct deployment){.role_count = 1, .roles = {cluster->role}};
    return true;
}

static void add_given(struct compare_request *request, struct given_deployment given, struct arena *arena)
{
    struct given_deployment *all = arena_widened(arena, request->given, request->given_count, sizeof *all,
                                                 request->given_count + 1);
    all[request->given_count++] = given;
    request->given = all;
}

static bool add(struct planned *planned, size_t scenario)
{
    static const char *const NO_REMARKS[] = {NULL};
    struct compare_request *request = planned->request;
    const char *id = request->params->scenarios[scenario].id, *address = "machines of EC2";
    const char *const *remarks = NO_REMARKS;
    for (size_t i = 0; i < request->given_count; i++)
        if (text_equal(request->given[i].architecture, id))
            return diags_add(planned->diags, DIAG_USAGE, NOWHERE,
                             "'%s' has a deployment already: give one, with --deployment or --terraform", id);
    struct given_deployment given = {.architecture = id};
    bool has_deployment = true, is_on_ec2 = arch_of(planned, scenario)->service == SERVICE_EC2;
    if (is_on_ec2 ? !deploy_machines(planned, scenario, &given.deployment, &has_deployment, &remarks)
                  : !deploy_cluster(planned, scenario, &given.deployment, &address))
        return false;
    if (has_deployment) add_given(request, given, planned->arena);
    remark(planned, text_format(planned->arena, "%s is %s, %s the change", id, address,
                                planned->terraform->side == TERRAFORM_BEFORE ? "before" : "after"));
    for (; *remarks != NULL; remarks++) remark(planned, *remarks);
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
                                       &(struct terraform_asked){plan->side, plan->named, plan->named_count,
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
    for (const char *const *one = terraform_remarks(planned.terraform, arena); *one != NULL; one++)
        remark(&planned, *one);
    add_standing_charges(&planned);
    return true;
}
