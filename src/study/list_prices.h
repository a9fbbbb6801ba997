/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * List prices: the same comparison as it would be without private prices and discounts, on the same machines.
 * It is computed anew from parameters that hold nothing private, so that no figure in it can tell of them. */
#pragma once

#include "study/compare.h"

/* Whether the request holds a private price or a discount. */
bool prices_are_private(const struct compare_request *request);

/* The request without private prices and discounts. */
struct compare_request request_at_list_prices(const struct compare_request *request, struct arena *arena);

/* The request with the machines of the outcomes, its own ones, for every architecture that planned. */
struct compare_request request_holding(const struct compare_request *request, const struct outcome *outcomes,
                                       struct arena *arena);

/* Whether two outcomes have the same machines and volumes. */
bool same_machines(const struct outcome *a, const struct outcome *b);

/* The run of the request at list prices, with the deployments of the outcomes, which are the request's own.
 * Where list prices would have led to another deployment there is no search to show. A waterfall has no
 * private steps, and plans at list prices. NULL with diagnostics when a list price is missing. */
const struct run *compare_at_list_prices(const struct compare_request *request,
                                         const struct outcome *outcomes, struct arena *arena,
                                         struct diags *diags);
