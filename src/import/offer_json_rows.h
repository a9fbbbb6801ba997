/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offer JSON objects as rows: the fields of the members of a product, a term or a Savings Plan's rate.
 *
 * Names of attributes are compared without case. All values are texts, numbers too: AWS writes
 * "0.0300000000". A wanted member that is no text, or stands twice, is a mistake; others are ignored.
 * Functions return NULL, or what is wrong with the object, as text in the arena. */
#pragma once

#include <cjson/cJSON.h>

#include "import/offer.h"

/* Copy the product's cells (not its SKU) into cells, which point into the tree. */
const char *offer_json_product(const cJSON *product, struct offer_cell cells[OFFER_FIELD__COUNT],
                               struct arena *arena);

/* Pass a row for each price of a term to sink: row comes with the product's cells, SKU and type. *stopped
 * is set if the sink stopped. */
const char *offer_json_term(const cJSON *term, struct offer_row *row, const struct offer_sink *sink,
                            bool *stopped, struct arena *arena);

/* Copy the SKU and the other cells of a Savings Plan's product; the SKU must be there. */
const char *offer_json_plan_product(const cJSON *product, struct offer_cell cells[OFFER_FIELD__COUNT],
                                    struct arena *arena);

/* Pass the row of a Savings Plan's rate to sink: row comes with the plan's cells. */
const char *offer_json_rate(const cJSON *rate, struct offer_row *row, const struct offer_sink *sink,
                            bool *stopped, struct arena *arena);
