/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resolution of documents that were already parsed; shared by params_resolve and params_load. */
#pragma once

#include "params/draft.h"

/* Read bytes into a document whose tree lives in scratch. */
bool document_read(struct document *document, const char *name, const char *bytes, size_t length,
                   struct arena *scratch, struct diags *diags);

/* Resolve the params of a workload; with files NULL no value can name one. The result is worthless when
 * diags grew, here or while the documents were read. Never NULL. */
const struct params *resolve_documents(const struct param_registry *registry, const struct document *workload,
                                       const struct document *profiles, size_t profile_count,
                                       const char *const *sets, size_t set_count,
                                       const struct param_files *files, struct arena *arena,
                                       struct arena *scratch, struct diags *diags);

/* Diagnose contradictions between values that are each within range. */
bool check_consistent(const struct params *params, struct diags *diags);

/* Convert a topic group's rate from records to bytes per second, by record_size on the wire. False with a
 * diagnostic when the product is outside the rate's range. */
bool records_to_bytes(const struct params *params, struct value values[TOPIC__COUNT], struct diags *diags);
