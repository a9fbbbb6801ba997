/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files that the program carries: pricing/ as it was at build. tools in the Makefile write the table
 * (embedded.S). */
#pragma once

#include <stddef.h>

struct embedded_file {
    const char *name; /* "pricing/aws/us-east-1.csv"; NULL ends the table */
    const char *bytes;
    const char *end;
};
extern const struct embedded_file EMBEDDED_FILES[];
