/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offer products: a reader's candidates, by SKU, until their terms come.
 *
 * A hash table of small records. Values that many products share ("AWS Region", "Linux") are kept once
 * where they repeat the last product's. All lives in the arena. */
#pragma once

#include "import/offer.h"

struct offer_product {
    const char *sku;
    const char *cells[OFFER_FIELD__COUNT]; /* NULL: missing in the product; texts in the arena */
    bool has_terms;                        /* for the reader, to notice a duplicate SKU in a list of terms */
};

struct offer_products {
    struct arena *arena;
    struct offer_product **slots;
    size_t slot_count, count;
    const struct offer_product *last;
    size_t used_bytes;
};

void offer_products_init(struct offer_products *products, struct arena *arena);

/* The product with this SKU, or NULL. */
struct offer_product *offer_products_find(const struct offer_products *products, const char *sku);

/* Keep a copy of a product with a new SKU. */
void offer_products_add(struct offer_products *products, const char *sku,
                        const struct offer_cell cells[OFFER_FIELD__COUNT]);

/* Reset has_terms, since another type of terms begins. */
void offer_products_await_terms(struct offer_products *products);
