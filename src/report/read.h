/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Read: a saved run document back into the run that it was made of, so that it can be rendered without prices
 * or workload.
 *
 * Nothing is taken on trust: the text must be whole (its hash is checked), of a version that is known, and
 * every member of its type and in its range. Members of later minor versions are ignored. */
#pragma once

#include "base/error.h"
#include "run/run.h"

/* Over ten thousand topic groups in three architectures; reading takes about twelve times as much memory. */
enum { RUN_FILE_MAX_BYTES = 256 * 1024 * 1024 };

/* The run, settled, in arena; NULL and diagnostics with places when the text is no run document or not as it
 * was written. */
const struct run *run_read(const char *name, const char *bytes, size_t length, struct arena *arena,
                           struct diags *diags);
