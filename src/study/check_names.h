/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names in a workload that only the catalogue and the meters know: instance types, keys of private prices
 * and discounts. */
#pragma once

#include "base/error.h"
#include "params/params.h"
#include "pricing/catalogue.h"

/* False with a diagnostic for each unknown name. */
bool check_names(const struct params *params, const struct catalogue *catalogue, struct diags *diags);
