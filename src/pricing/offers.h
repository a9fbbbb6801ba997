/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offers: the price lists that meters belong to, a row of pricing/offers.def each. The seller of an offer
 * owns the cost of its meters. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

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

/* The row of this code ("AmazonEC2"), or NULL: books may hold offers without meters. */
const struct price_offer *offer_find(const char *code, size_t length);

/* True if the offer is sold by region, under usage types with the region's prefix: everything of AWS,
 * unless its row says no. */
bool offer_is_regional(const char *code);

/* True if AWS is the seller; all others are vendors. */
bool offer_is_cloud(enum offer_id offer);

/* The part of a price book that a meter ("AmazonEC2:EBS:VolumeUsage.gp3") is in, in words: "EBS", "S3"; the
 * code of its offer where it has none. */
const char *offer_part(const char *meter, struct arena *arena);
