/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * --policy, for the verbs that judge workloads or save baselines. */
#pragma once

#include "cmd/command.h"
#include "gate/policy_read.h"
#include "study/books.h"

/* Row of an option table. */
#define POLICY_OPTION                            \
    VALUE_ROW("policy", HINT_YAML, "FILE", NULL, \
              "settings that workloads can't override: budget, price book, fixed parameters")

/* The policy of --policy; NULL without the option. False with diagnostics if it can't be read, or if an
 * option sets a value that the policy owns. */
bool policy_option(const struct parsed *parsed, struct session *session, const struct policy **policy);

/* The price books: the policy's, else the options'. NULL with diagnostics. policy may be NULL. */
struct books *policy_books(const struct parsed *parsed, const struct policy *policy, struct session *session);
