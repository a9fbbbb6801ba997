/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terraform plans on the command line: assigns their resources to the workload's architectures. */
#pragma once

#include "cmd/command.h"
#include "iac/terraform.h"
#include "study/compare.h"

/* Rows of an option table. */
#define TERRAFORM_OPTIONS                                                                                  \
    REPEATED_ROW(                                                                                          \
        "terraform", HINT_JSON, "[ID=]FILE",                                                               \
        "judge and price what a Terraform plan has standing (FILE: 'terraform show -json' of it), of "     \
        "architecture ID"),                                                                                \
        REPEATED_ROW("terraform-address", HINT_NONE, "[ROLE=]ADDRESS",                                     \
                     "only resources of the plan at this address or below it, such as module.kafka; with " \
                     "a ROLE (broker, controller, agent, or none) they have it and the rest stays"),       \
        VALUE_ROW("terraform-side", HINT_CHOICES, "SIDE", TERRAFORM_SIDES,                                 \
                  "after the change (the default) or before it")

extern const char *const TERRAFORM_SIDES[];

/* Add the plans' deployments and remarks to the request, and the options that a plan decides to its
 * parameters. `side` is read unless --terraform-side says otherwise. False with diagnostics. */
bool terraform_options(const struct parsed *parsed, enum terraform_side side, struct compare_request *request,
                       struct session *session);
