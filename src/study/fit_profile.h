/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a fit leaves behind: a profile file (--profile) with the distribution, where it comes from and how far
 * it was measured. */
#pragma once

#include "study/fit.h"

struct fit_provenance {
    const char *path;   /* of the parameter: "latency.object_put" */
    const char *source; /* free text without control characters */
    char grade;
    const char *date; /* ISO */
};

/* The file's text. */
char *fit_profile(const struct fitting *fitting, const struct fit_provenance *provenance,
                  struct arena *arena);
