/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lacking: every price that a comparison needs and its book doesn't have, at once. Fleets are planned with
 * stand-ins for what is missing; the meters of their bills tell. */
#pragma once

#include "study/compare.h"

struct lacked {
    const char *meter;         /* "AmazonEC2:EBS:VolumeUsage.st1"; "AmazonEC2:BoxUsage:*" when no type has a
                                  price; a commitment's with its term before it */
    enum term term;            /* of a machine type */
    bool is_range;             /* there is one, but only as a range */
    bool is_sold_in_regions;   /* AWS's lists of the region have it, so an import brings it */
    const char *architectures; /* that need it: "kafka-classic, kafka-tuned" */
    const char *last;          /* the last of them */
};

/* In the order of the bills. Empty where nothing is lacking, or where no fleet can be planned at all. */
const struct lacked *lacking_prices(const struct compare_request *request, const struct prices *prices,
                                    struct arena *arena, size_t *count);

/* All of them in one diagnostic, with the command that brings them; false. */
bool lacking_tell(const struct lacked *lacked, size_t count, const struct book *book, struct diags *diags);
