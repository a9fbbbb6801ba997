/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Terraform plans on the command line: assigns their resources to the workload's architectures. */
#pragma once

#include "cmd/command.h"
#include "iac/terraform.h"
#include "study/compare.h"

/* Rows of an option table. */
#define TERRAFORM_OPTIONS                                                                                   \
    REPEATED_ROW("terraform", HINT_JSON, "[ID=]FILE",                                                       \
                 "check and price the infrastructure of a Terraform plan (FILE: output of 'terraform show " \
                 "-json'), as architecture ID"),                                                            \
        REPEATED_ROW("terraform-address", HINT_NONE, "[ROLE=]ADDRESS",                                      \
                     "use only resources at or below this address, such as module.kafka; with a ROLE "      \
                     "(broker, controller, agent or none), assign it to them and keep the rest"),           \
        VALUE_ROW("terraform-side", HINT_CHOICES, "SIDE", TERRAFORM_SIDES,                                  \
                  "after the change (default) or before it")

extern const char *const TERRAFORM_SIDES[];

/* Add the plans' deployments and remarks to the request, and the options that a plan decides to its
 * parameters. `side` is read unless --terraform-side says otherwise. False with diagnostics. */
bool terraform_options(const struct parsed *parsed, enum terraform_side side, struct compare_request *request,
                       struct session *session);
