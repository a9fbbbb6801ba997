/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "study/evaluate.h"

/* The total a year once the parameter at path has another value; of this deployment, or planned anew when it
 * is NULL. NAN when that can't carry the load or a price is missing. Nothing stays in scratch: a ledger of
 * ten thousand topic groups is large and only its sum is wanted. path and value are the program's own
 * (assert). Not for pricing.*, which would take new prices. */
double what_if(const struct context *context, struct group_set groups, const struct deployment *deployment,
               const char *path, const char *value, struct arena *scratch);
