/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pricing/offers.h"

#include <string.h>

#include "base/text.h"

const struct price_offer OFFERS[OFFER_ID__COUNT] = {
#define OFFER(code, seller, name, is_regional) [OFFER_ID_##code] = {#code, seller, name, is_regional},
#include "pricing/offers.def"
#undef OFFER
};

const struct price_offer *offer_find(const char *code, size_t length)
{
    for (size_t i = 0; i < OFFER_ID__COUNT; i++)
        if (strlen(OFFERS[i].code) == length && memcmp(OFFERS[i].code, code, length) == 0) return &OFFERS[i];
    return NULL;
}

bool offer_is_regional(const char *code)
{
    const struct price_offer *known = offer_find(code, strlen(code));
    return known != NULL ? known->is_regional
                         : text_starts_with(code, "Amazon") || text_starts_with(code, "AWS");
}

bool offer_is_cloud(enum offer_id offer) { return text_equal(OFFERS[offer].seller, "AWS"); }

const char *offer_part(const char *meter, struct arena *arena)
{
    static const struct {
        const char *prefix, *name;
    } PARTS[] = {
        {"AmazonEC2:BoxUsage:", "EC2"},
        {"AmazonEC2:EBS:", "EBS"},
        {"AmazonEC2:NatGateway", "NAT gateways"},
        {"AWSDataTransfer:", "data transfer"},
        {"AmazonS3:", "S3"},
        {"AmazonMSK:", "MSK"},
        {"AmazonVPC:", "VPC"},
        {"AWSELB:", "load balancers"},
        {"AWSSupport:", "AWS Support"},
    };
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (text_starts_with(meter, PARTS[i].prefix)) return PARTS[i].name;
    return arena_copy(arena, meter, strcspn(meter, ":"));
}
