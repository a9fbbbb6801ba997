/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files: read whole within a limit, written whole or not at all. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Read the file ("-": standard input) into arena with a NUL after the bytes; NULL with a diagnostic when
 * it can't be read or is longer than max_bytes. */
char *file_read(const char *name, size_t max_bytes, struct arena *arena, size_t *length, struct diags *diags);

bool file_is_directory(const char *name);

/* The paths of the directory's files whose names end in suffix, sorted by byte; NULL with a diagnostic when
 * it can't be listed. */
const char **file_list(const char *directory, const char *suffix, struct arena *arena, size_t *count,
                       struct diags *diags);

/* Write bytes to the file ("-": standard output). The old file stays until every byte of the new one is on
 * disk: written beside it under a temporary name, synced, renamed. */
bool file_write(const char *name, const char *bytes, size_t length, struct arena *arena, struct diags *diags);

/* The path of name relative to the directory of base; NULL with a diagnostic when it would lie outside
 * that directory (absolute, "..", or a symbolic link out). */
char *file_beside(const char *base, const char *name, struct arena *arena, struct place place,
                  struct diags *diags);
