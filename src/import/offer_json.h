/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offer JSON, read fast: a scanner finds the objects of products and terms, cJSON parses those that may
 * matter.
 *
 * Rows come in the order of the terms, one for each price dimension and currency, joined with the product of
 * their SKU. A term type other than OnDemand and Reserved gives one row for each wanted SKU, with its type
 * and product but no price, so that the sink can count it. Terms that come before the products (or before the
 * head's members) are skipped and read by going back to them, so the input must be able to seek then.
 *
 * Checked in the whole file: UTF-8 without NUL, that every string and bracket is closed, and nothing follows
 * the end. Checked in candidates: the JSON grammar, types, keys given twice. Memory: a window of at most
 * twice OFFER_OBJECT_MAX_BYTES and a few blocks, and the candidates' wanted attributes,
 * OFFER_PRODUCTS_MAX_BYTES at most. */
#pragma once

#include "import/offer.h"

enum {
    OFFER_OBJECT_MAX_BYTES = 512 * 1024, /* one product, or one term of one SKU; real ones have 1 to 20 KB */
    OFFER_PRODUCTS_MAX_BYTES = 12 * 1024 * 1024, /* about 60,000 candidates */
};

/* False with a diagnostic (byte and line), or when the sink stopped. */
bool offer_json_read(const struct offer_source *source, const struct offer_wanted *wanted,
                     const struct offer_sink *sink, struct arena *arena, struct diags *diags);
