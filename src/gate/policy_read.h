/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Policy, read from YAML (params/policy.h shows one). */
#pragma once

#include "params/policy.h"

enum { POLICY_FILE_MAX_BYTES = 1024 * 1024, POLICY_FIXED_MAX = 1000, POLICY_BASELINES_MAX = 1000 };

/* NULL with every mistake found. */
const struct policy *policy_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                                 struct diags *diags);
