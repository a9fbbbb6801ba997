// covers: src/iac/terraform_read.c src/iac/terraform_take.c src/iac/terraform_values.c src/iac/terraform_roles.c src/iac/terraform_region.c src/iac/terraform_join.c src/iac/terraform_deploy.c src/iac/terraform_cluster.c src/iac/terraform_refers.c src/iac/terraform_ports.c src/iac/terraform_attach.c src/iac/terraform_machines.c src/iac/terraform_volumes.c src/iac/terraform_standing.c src/iac/terraform_charges.c src/iac/terraform_list.c src/iac/terraform_remarks.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a Terraform plan, on both sides: either a plan whose deployments have every number in range,
 * or diagnostics with places in the text; and what no deployment asks for never shows. The first byte chooses
 * side and address. */
#include <stdint.h>
#include <string.h>

#include "arch/arch.h"
#include "base/text.h"
#include "iac/terraform.h"
#include "fixtures/volume.h"

#define SYNTAX SYNTAX_JSON
#include "fuzz/mutate.h"
#include "fuzz/oracle.h"

static const struct instance INSTANCES[] = {
    {.name = "express.m7g.large", .bare = "m7g.large", .service = SERVICE_MSK_EXPRESS},
    {.name = "i3en.xlarge", .bare = "i3en.xlarge", .disk_kind = DISK_NVME},
    {.name = "kafka.m7g.large", .bare = "m7g.large", .service = SERVICE_MSK},
    {.name = "m5.large", .bare = "m5.large"},
    {.name = "serverless.cluster", .bare = "cluster", .service = SERVICE_MSK_SERVERLESS},
};
enum { INSTANCE_COUNT = sizeof INSTANCES / sizeof *INSTANCES };
static const struct catalogue CATALOGUE = {.count = INSTANCE_COUNT, .instances = INSTANCES};

static void check_role(const struct role *role, bool is_ec2)
{
    must(role->instance >= 0 && role->instance < INSTANCE_COUNT);
    must((INSTANCES[role->instance].service == SERVICE_EC2) == is_ec2);
    must(role->count >= 1 && role->count <= NODES_MAX);
    const struct volumes *volumes = &role->volumes;
    must(volumes->kind <= VOLUME_NONE);
    must(volume_is_block(volumes->kind) ? volumes->count >= 1 && volumes->count <= VOLUMES_MAX
                                        : volumes->count == 0);
    must(volume_is_block(volumes->kind) ? volumes->gib >= 1 && volumes->gib <= 65536 : volumes->gib == 0);
    must(volumes->iops >= 0 && volumes->iops <= 256000 && volumes->bytes_per_s >= 0 &&
         volumes->bytes_per_s <= 4000.0 * 1048576);
}

static void check_text(const char *text)
{
    must(strpbrk(text, "\n\r\033") == NULL && text_invalid_utf8_at(text, strlen(text)) == strlen(text));
}

static void check_remarks(const char *const *remarks)
{
    for (; *remarks != NULL; remarks++) check_text(*remarks);
}

static void check_charges(const struct terraform *terraform, const struct terraform_fleet *fleet, size_t kind,
                          struct arena *arena)
{
    size_t count;
    const struct standing_charge *charges = terraform_charges(terraform, fleet, kind, &CATALOGUE, &count,
                                                              arena);
    for (size_t i = 0; i < count; i++) {
        check_text(charges[i].what);
        check_text(charges[i].why);
        for (size_t part = 0; part < STANDING_PARTS; part++)
            must(charges[i].parts[part].units >= 0 &&
                 (charges[i].parts[part].units == 0 || charges[i].parts[part].usagetype != NULL));
    }
}

static void check_plan(const struct terraform *terraform, const char *bytes, size_t length,
                       struct arena *arena)
{
    struct diags diags;
    for (int service = SERVICE_MSK; service < SERVICE__COUNT; service++) {
        diags_init(&diags, arena);
        bool has = terraform_has(terraform, (enum machine_service)service);
        const struct terraform_cluster *cluster = terraform_cluster(terraform, (enum machine_service)service,
                                                                    arena, &diags);
        must((cluster != NULL) == (has && diags.count == 0));
        if (cluster != NULL) check_role(&cluster->role, false);
        check_diags(&diags, bytes, length);
    }
    for (size_t kind = 0; kind < ARCH_COUNT; kind++) {
        if (ARCHS[kind]->service != SERVICE_EC2) continue;
        diags_init(&diags, arena);
        struct terraform_fleet fleet;
        bool good = terraform_fleet(terraform, kind, 3, &CATALOGUE, &fleet, arena, &diags);
        must(good == (diags.count == 0));
        for (size_t i = 0; good && i < fleet.deployment.role_count; i++)
            check_role(&fleet.deployment.roles[i], true);
        check_diags(&diags, bytes, length);
        if (good) check_remarks(fleet.remarks);
        check_charges(terraform, good ? &fleet : NULL, kind, arena);
    }
    check_remarks(terraform_remarks(terraform, arena));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    const char *bytes = (const char *)data + 1;
    static const struct terraform_named NAMED[] = {{NULL, "module.a"},
                                                   {NULL, "aws_instance.broker"},
                                                   {"broker", "aws_ebs_volume"},
                                                   {"none", "aws_instance.bastion"}};
    enum terraform_side side = (data[0] & 1) != 0 ? TERRAFORM_BEFORE : TERRAFORM_AFTER;
    const struct terraform_named *named = (data[0] & 8) != 0   ? NAMED + 3
                                          : (data[0] & 4) != 0 ? NAMED + 2
                                                               : NAMED;
    size_t named_count = (data[0] & 2) == 0 ? 0 : named == NAMED ? 2 : 1;
    const struct terraform *terraform = terraform_read("fuzz.json", bytes, size - 1,
                                                       &(struct terraform_asked){side, named, named_count,
                                                                                 "us-east-1"},
                                                       &CATALOGUE, arena, &diags);
    must((terraform != NULL) == (diags.count == 0));
    if (terraform != NULL)
        check_plan(terraform, bytes, size - 1, arena);
    else
        check_diags(&diags, bytes, size - 1);
    arena_free(arena);
    return 0;
}
