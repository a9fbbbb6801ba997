/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Indexes: the files of AWS's price lists that name others. They hold no prices; what they name can be told.
 */
#pragma once

#include "import/offer_detect.h"

/* One sentence on what an index of this kind names, with the newest or first that a reader would go on to;
 * NULL with diagnostics when it isn't as AWS's are. */
const char *offer_index_summary(const char *name, enum offer_kind kind, const char *bytes, size_t length,
                                struct arena *arena, struct diags *diags);
