/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From a Terraform plan to a request: which architecture of the workload gets what the plan would have
 * standing. */
#pragma once

#include "iac/terraform.h"
#include "study/compare.h"

struct terraform_plan {
    const char *file;         /* "-" for standard input */
    const char *architecture; /* id; NULL: each cluster goes to the architecture that runs on its service */
    enum terraform_side side;
    const char *const *addresses; /* only resources at one of them or below; none for all */
    size_t address_count;
};

/* Add the deployments of the plan to the request, with remarks about them, and the options that a plan
 * decides to its parameters. False with diagnostics. */
bool terraform_apply(const struct terraform_plan *plan, struct compare_request *request, struct arena *arena,
                     struct diags *diags);
