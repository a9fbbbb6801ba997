/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Meters: the quantities that AWS and vendors bill. One row of cost/meters.def each; the enum, the table
 * and the usagetype patterns of a Cost and Usage Report come from it.
 *
 * A meter's unit converts raw amounts to billed ones: a METER_GB takes bytes and divides by the bytes of a
 * billed GB (a billing convention), a METER_GB_MONTH takes byte-months. */
#pragma once

#include "pricing/book.h"
#include "pricing/offers.h"

enum meter_unit {
    METER_HOURS,    /* instance hours, endpoint hours */
    METER_GB,       /* takes bytes */
    METER_GB_MONTH, /* takes byte × months */
    METER_REQUESTS,
    METER_IOPS_MONTH,  /* IOPS × months */
    METER_GIBPS_MONTH, /* takes bytes/s × months; a GiBps is 2^30 bytes/s */
    METER_MIBPS_MONTH, /* the same by 2^20 bytes/s */
    METER_GIB,         /* takes bytes; always 2^30, as vendors bill */
    METER_GIB_MONTH,
    METER_QUARTER_HOURS,
    METER_USD, /* a share of a bill: takes USD */
    METER_MONTHS,
};

enum meter {
#define METER(id, ...) METER_ID_##id,
#include "cost/meters.def"
#undef METER
    METER__COUNT
};

struct meter_row {
    const char *offer; /* "AmazonS3"; a vendor's name for a vendor's fee */
    enum offer_id offer_id;
    const char *usagetype; /* without region prefix; "BoxUsage:*" takes the item's name in place of * */
    enum meter_unit unit;
    const char *unit_name;   /* for documents: "GB", "GB-Mo" */
    const char *cur_pattern; /* for lineItem/UsageType in a Cost and Usage Report; {prefix} is the region's */
    const char *help;
};
extern const struct meter_row METERS[METER__COUNT];

/* The hourly meter of a service's machine types. */
enum meter meter_of_service(enum machine_service service);

/* "AmazonS3:Requests-Tier1"; with an item's bare name "AmazonEC2:BoxUsage:m5.large". */
char *meter_id(struct arena *arena, enum meter meter, const char *item);

/* The usage type in a Cost and Usage Report of this region: "EUC1-BoxUsage:m5.large". The prefix comes
 * from row, a price of the meter in the region; when it is NULL, from most of the region's usage types
 * ("{prefix}" when unknown). "" for a vendor's. */
char *meter_on_bill(struct arena *arena, enum meter meter, const char *item, const struct price_row *row,
                    const char *region);
