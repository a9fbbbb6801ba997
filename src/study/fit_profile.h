/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The result of a fit as a profile file (--profile): the distribution, its source and the largest value
 * measured. */
#pragma once

#include "study/fit.h"

struct fit_provenance {
    const char *path;   /* path of the parameter: "latency.object_put" */
    const char *source; /* free text without control characters */
    char grade;
    const char *date; /* ISO */
};

char *fit_profile(const struct fitting *fitting, const struct fit_provenance *provenance,
                  struct arena *arena);
