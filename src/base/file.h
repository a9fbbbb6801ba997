/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files: read whole within a limit, written whole or not at all, and never over one that was read. */
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

/* The identity of a file, whatever the path: device and inode, of the directory for one that isn't there. */
struct file_identity {
    uint64_t device, inode;
    bool is_regular;
    const char *name; /* in the directory; "" for a file that is there */
};

/* Find where writing to name ("-": standard output) would end, through symbolic links; false when nowhere. */
bool file_identify(const char *name, struct arena *arena, struct file_identity *identity);
bool file_is_same(const struct file_identity *a, const struct file_identity *b);

/* The files that were read with the same diags, whose list this is; file_read notes each. */
struct file_seen {
    struct file_identity identity;
    const char *name;
    const struct file_seen *next;
};
void file_note_read(uint64_t device, uint64_t inode, const char *name, struct diags *diags);

/* Note in diags what was read with another. */
void file_notes_take(const struct diags *other, struct diags *diags);

/* True, with DIAG_USAGE, when writing to name would overwrite a file that was read. */
bool file_is_input(const char *name, struct arena *arena, struct diags *diags);

/* Write bytes to the file ("-": standard output), through symbolic links. A file that was read is refused
 * (DIAG_USAGE). The old file stays until every byte of the new one is on disk: written beside it under a
 * temporary name, synced, renamed, while signals wait. Devices, pipes and /dev/fd/N are written to. */
bool file_write(const char *name, const char *bytes, size_t length, struct arena *arena, struct diags *diags);

/* The path of name relative to the directory of base; NULL with a diagnostic when it would lie outside
 * that directory (absolute, "..", or a symbolic link out). */
char *file_beside(const char *base, const char *name, struct arena *arena, struct place place,
                  struct diags *diags);
