/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Indexes: AWS's files that list other price lists. They hold no prices; their entries can be shown. */
#pragma once

#include "import/offer_detect.h"

/* One sentence on the entries of an index of this kind, with the newest or first to go on to; NULL with
 * diagnostics when it isn't as AWS's are. */
const char *offer_index_summary(const char *name, enum offer_kind kind, const char *bytes, size_t length,
                                struct arena *arena, struct diags *diags);
