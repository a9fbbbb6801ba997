/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Embedded files: pricing/ as of the build. embed.sh writes the table. */
#pragma once

#include "base/csv.h"

struct embedded_file {
    const char *name; /* "pricing/aws/us-east-1.csv"; NULL ends the table */
    const char *bytes;
    const char *end;
};
extern const struct embedded_file EMBEDDED_FILES[];

/* The file of this name; its name is NULL when it isn't embedded. */
struct csv_source embedded_source(const char *name);
