/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Chooses the cluster of a managed service. */
#include "base/text.h"
#include "iac/terraform_list.h"

enum { LISTED_MAX = 5 };

bool terraform_has(const struct terraform *terraform, enum machine_service service)
{
    for (size_t i = 0; i < terraform->cluster_count; i++)
        if (terraform->clusters[i].service == service) return true;
    return service == SERVICE_EC2 && terraform->machine_count > 0;
}

/* Serverless clusters share the partitions evenly; brokers of several clusters don't. */
const struct terraform_cluster *terraform_cluster(const struct terraform *terraform,
                                                  enum machine_service service, struct arena *arena,
                                                  struct diags *diags)
{
    struct terraform_cluster *found = NULL;
    bool is_one_named = false;
    for (size_t i = 0; i < terraform->cluster_count; i++)
        is_one_named |= terraform->clusters[i].service == service && terraform->clusters[i].is_named;
    struct text addresses = text_new(arena);
    size_t count = 0;
    for (size_t i = 0; i < terraform->cluster_count; i++) {
        const struct terraform_cluster *one = &terraform->clusters[i];
        if (one->service != service || (is_one_named && !one->is_named)) continue;
        if (found == NULL) {
            found = arena_new_of(arena, struct terraform_cluster, 1);
            *found = *one;
        }
        if (count < LISTED_MAX)
            text_addf(&addresses, "%s%s", count == 0 ? "" : ", ", list_quote(one->address, arena));
        count++;
    }
    if (found == NULL) return NULL;
    if (found->problem != NULL) {
        diags_add(diags, found->problem->id, found->problem->place, "%s", found->problem->message);
        return NULL;
    }
    if (count > NODES_MAX || (count > 1 && service != SERVICE_MSK_SERVERLESS)) {
        diags_add(diags, DIAG_TERRAFORM, (struct place){.file = terraform->file},
                  "%zu clusters (%s%s), of which a workload uses one: say which with --terraform-address",
                  count, addresses.bytes, count > LISTED_MAX ? ", …" : "");
        return NULL;
    }
    if (service == SERVICE_MSK_SERVERLESS) found->role.count = (uint32_t)count;
    return found;
}
