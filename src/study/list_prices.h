/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * List prices: the same comparison on the same machines without private prices and discounts. It is
 * computed anew from parameters that hold nothing private, so that no figure can reveal them. */
#pragma once

#include "study/compare.h"

/* True if the request holds a private price or a discount. */
bool prices_are_private(const struct compare_request *request);

/* The request without private prices and discounts. */
struct compare_request request_at_list_prices(const struct compare_request *request, struct arena *arena);

/* The request with its outcomes' machines, for every architecture that planned. */
struct compare_request request_holding(const struct compare_request *request, const struct outcome *outcomes,
                                       struct arena *arena);

/* True if two outcomes have the same machines and volumes. */
bool same_machines(const struct outcome *a, const struct outcome *b);

/* Run the request at list prices, with the deployments of its own outcomes. Where list prices would lead
 * to another deployment there is no search to show. A waterfall drops its private steps, and plans at list
 * prices. NULL with diagnostics when a list price is missing. */
const struct run *compare_at_list_prices(const struct compare_request *request,
                                         const struct outcome *outcomes, struct arena *arena,
                                         struct diags *diags);
