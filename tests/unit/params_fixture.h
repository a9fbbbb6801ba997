/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A registry of two made-up architectures, and short ways to resolve texts. */
#pragma once

#include "params/choices.h"
#include "params/params.h"

enum { FERRY_SPARE, FERRY_CHUNK, FERRY_TIMEOUT, FERRY_SPILL, FERRY_INSTANCE, FERRY_KINDS, FERRY_SHIFTS, FERRY__COUNT };
extern const struct param_registry FIXTURE;

/* Resolve text as "orders.yaml" with the sets (NULL-ended, or NULL). */
const struct params *resolve_text(const char *text, const char *const *sets, struct arena *arena, struct diags *diags);

/* All diagnostics as "file:line:column: slug: message" lines. */
char *diags_text(const struct diags *diags, struct arena *arena);
