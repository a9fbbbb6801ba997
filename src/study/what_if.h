/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/evaluate.h"

/* Return the yearly total with another value at path; for this deployment, or planned anew when it is
 * NULL. NAN when it can't carry the load or a price is missing. Nothing stays in scratch: a ledger of ten
 * thousand topic groups is large and only its sum is wanted. path and value are the program's own
 * (assert). Not for pricing.*, which needs new prices. */
double what_if(const struct context *context, struct group_set groups, const struct deployment *deployment,
               const char *path, const char *value, struct arena *scratch);
