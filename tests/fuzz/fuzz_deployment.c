// covers: src/cost/deployment_json.c src/base/json.c
/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any bytes as a deployment: either a deployment whose every number is in range, or diagnostics with places
 * in the text. */
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "cost/deployment.h"
#include "pricing/catalogue.h"
#include "fixtures/volume.h"

#define SYNTAX SYNTAX_JSON
#include "fuzz/mutate.h"
#include "fuzz/oracle.h"

static const struct instance INSTANCES[] = {{.name = "i3.2xlarge"},
                                            {.name = "m5.4xlarge"},
                                            {.name = "m5.large"},
                                            {.name = "r6in.4xlarge"}};
static const struct catalogue CATALOGUE = {.count = 4, .instances = INSTANCES};

static void check_role(const struct role *role)
{
    must(strlen(role->role) >= 1 && strlen(role->role) <= 64);
    must(role->instance >= 0 && role->instance < 4);
    must(role->count >= 1 && role->count <= NODES_MAX);
    const struct volumes *volumes = &role->volumes;
    must(volumes->kind <= VOLUME_NONE);
    bool is_block = volume_is_block(volumes->kind);
    must(is_block ? volumes->count >= 1 && volumes->count <= VOLUMES_MAX : volumes->count == 0);
    must(is_block ? volumes->gib >= 1 && volumes->gib <= 65536 : volumes->gib == 0);
    must(volumes->iops >= 0 && volumes->iops <= 256000);
    must(volumes->bytes_per_s >= 0 && volumes->bytes_per_s <= 4000.0 * 1048576);
    must(volumes->kind != VOLUME_IO2 || volumes->iops >= 1);
}

static void check_deployment(const struct deployment *deployment)
{
    must(deployment->role_count >= 1 && deployment->role_count <= ROLES_MAX);
    for (size_t i = 0; i < deployment->role_count; i++) {
        check_role(&deployment->roles[i]);
        must(deployment_role(deployment, deployment->roles[i].role) ==
             &deployment->roles[i]); /* no two of a name */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct diags diags;
    diags_init(&diags, arena);
    struct deployment deployment;
    const char *architecture, *bytes = (const char *)data;
    bool ok = deployment_read("fuzz.json", bytes, size, &CATALOGUE, arena, &deployment, &architecture,
                              &diags);
    must(ok == (diags.count == 0));
    if (ok)
        check_deployment(&deployment);
    else
        check_diags(&diags, bytes, size);
    arena_free(arena);
    return 0;
}
