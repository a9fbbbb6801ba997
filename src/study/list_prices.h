/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * List prices: the same comparison as it would be without private prices and discounts, on the same machines. It is
 * computed anew from parameters that hold nothing private, so that no figure in it can tell of them. */
#pragma once

#include "study/compare.h"

/* Whether the parameters hold a private price or a discount. */
bool prices_are_private(const struct params *params);

/* The run of the request at list prices, with the deployments of run, which is the request's own. Where list prices would have
 * led to another deployment there is no search to show. NULL with diagnostics when a list price is missing. */
const struct run *compare_at_list_prices(const struct compare_request *request, const struct run *run, struct arena *arena, struct diags *diags);
