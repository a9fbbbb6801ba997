/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A workload and its profiles from disk. */
#pragma once

#include "params/params.h"

/* Read the workload at path ("-": standard input) and resolve it. Profiles that it names under `profile` lie
 * beside it and come first, then the given ones; sets are "PATH=VALUE". NULL and diagnostics when anything is
 * wrong. */
const struct params *params_load(const char *path, const char *const *profiles, size_t profile_count,
                                 const char *const *sets, size_t set_count,
                                 const struct param_registry *registry, struct arena *arena,
                                 struct diags *diags);
