/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Apply: adds a Terraform plan's resources to a request, as deployments of the workload's architectures. */
#pragma once

#include "iac/terraform.h"
#include "study/compare.h"

struct terraform_plan {
    const char *file;         /* "-" for standard input */
    const char *architecture; /* id; NULL: each cluster goes to the architecture that runs on its service */
    enum terraform_side side;
    const struct terraform_named *named; /* as in terraform_asked */
    size_t named_count;
};

/* Add the plan's deployments and remarks to the request, and the options that a plan decides to its
 * parameters. False with diagnostics. */
bool terraform_apply(const struct terraform_plan *plan, struct compare_request *request, struct arena *arena,
                     struct diags *diags);
