/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offers: the price lists that meters are part of, a row of pricing/offers.def each. Who sells an offer owns
 * the cost of its meters. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum offer_id {
#define OFFER(code, ...) OFFER_ID_##code,
#include "pricing/offers.def"
#undef OFFER
    OFFER_ID__COUNT
};

struct price_offer {
    const char *code, *seller, *name;
    bool is_regional;
};
extern const struct price_offer OFFERS[OFFER_ID__COUNT];

/* The row of this code ("AmazonEC2"), or NULL: books may hold offers that no meter is part of. */
const struct price_offer *offer_find(const char *code, size_t length);

/* True for an offer that is sold in regions, under usage types with the region's prefix: all that AWS sells,
 * unless the row denies it. */
bool offer_is_regional(const char *code);

/* True when AWS is the seller; all other sellers are vendors. */
bool offer_is_cloud(enum offer_id offer);
