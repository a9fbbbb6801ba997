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

/* A workload that may already be in memory. */
struct load_source {
    const char *path;
    const char
        *bytes; /* NULL: read path; else path is a name for messages and the directory of named files */
    size_t length;
    const char *const *profiles;
    size_t profile_count;
    const char *const *sets;
    size_t set_count;
};
const struct params *params_load_from(const struct load_source *source, const struct param_registry *registry,
                                      struct arena *arena, struct diags *diags);

/* Keep only the named architectures, in the workload's order; all when none is named. NULL with a
 * diagnostic for each that the workload doesn't have, as a value of the option. */
const struct params *params_restrict(const struct params *params, const char *const *ids, size_t id_count,
                                     const char *option, struct arena *arena, struct diags *diags);
