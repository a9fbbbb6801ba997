/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that the program carries: pricing/ as it was at build. embed.sh writes the table. */
#pragma once

#include "base/csv.h"

struct embedded_file {
    const char *name; /* "pricing/aws/us-east-1.csv"; NULL ends the table */
    const char *bytes;
    const char *end;
};
extern const struct embedded_file EMBEDDED_FILES[];

/* The file of this name; without a name when the program lacks it. */
struct csv_source embedded_source(const char *name);
