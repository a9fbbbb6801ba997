/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Offers: the files of the AWS Price List Bulk API, read as rows of wanted columns.
 *
 * A reader (offer_csv.c, offer_json.c: plain by the library alone, or fast by a scanner that finds
 * candidates which the library then parses) turns a file into calls of a sink, one for each price
 * dimension that may matter. The sink interprets rows (importer.c): readers know columns, not prices.
 * Every reader streams: memory doesn't grow with the file. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Columns (CSV) or attributes (JSON) that are wanted. Bound by name, case and spaces ignored. */
/* clang-format off */
#define OFFER_FIELDS(F)                            \
    F(SKU, "SKU")                                  \
    F(TERM_CODE, "OfferTermCode")                  \
    F(RATE_CODE, "RateCode")                       \
    F(TERM_TYPE, "TermType")                       \
    F(DESCRIPTION, "PriceDescription")             \
    F(EFFECTIVE_DATE, "EffectiveDate")             \
    F(FROM, "StartingRange")                       \
    F(TO, "EndingRange")                           \
    F(UNIT, "Unit")                                \
    F(PRICE, "PricePerUnit")                       \
    F(CURRENCY, "Currency")                        \
    F(LEASE, "LeaseContractLength")                \
    F(PURCHASE, "PurchaseOption")                  \
    F(OFFERING_CLASS, "OfferingClass")             \
    F(FAMILY, "Product Family")                    \
    F(SERVICE, "serviceCode")                      \
    F(LOCATION_TYPE, "Location Type")              \
    F(INSTANCE_TYPE, "Instance Type")              \
    F(TENANCY, "Tenancy")                          \
    F(SYSTEM, "Operating System")                  \
    F(LICENCE, "License Model")                    \
    F(GROUP, "Group")                              \
    F(USAGETYPE, "usageType")                      \
    F(OPERATION, "operation")                      \
    F(CAPACITY_STATUS, "CapacityStatus")           \
    F(SOFTWARE, "Pre Installed S/W")               \
    F(REGION, "Region Code")                       \
    F(DISCOUNTED_SKU, "DiscountedSKU")             \
    F(DISCOUNTED_RATE, "DiscountedRate")           \
    F(DISCOUNTED_USAGETYPE, "DiscountedUsageType") \
    F(DISCOUNTED_SERVICE, "DiscountedServiceCode") \
    F(DISCOUNTED_REGION, "DiscountedRegionCode")   \
    F(DISCOUNTED_OPERATION, "DiscountedOperation") \
    F(FROM_LOCATION_TYPE, "From Location Type")    \
    F(FROM_REGION, "From Region Code")
/* clang-format on */

enum offer_field {
#define F(id, name) OFFER_##id,
    OFFER_FIELDS(F)
#undef F
        OFFER_FIELD__COUNT
};

/* One cell; not NUL-terminated; bytes NULL when the file has no such column or attribute. Valid during the
 * call only. */
struct offer_cell {
    const char *bytes;
    size_t length;
};

struct offer_row {
    struct offer_cell cells[OFFER_FIELD__COUNT];
    uint64_t offset; /* of the row's first byte in the file */
    uint64_t line;
};

/* The file's own head: five metadata lines of a CSV, top-level members of a JSON. Strings live in the arena
 * of the read. */
struct offer_head {
    const char *format_version, *publication_date, *version, *offer_code;
};

/* Rows of price lists are some 1 KB long. A longer row is a mistake: an unclosed quote, or no price list. */
enum { OFFER_ROW_MAX_BYTES = 4 * 1024 * 1024 };

struct offer_sink {
    void *user;
    bool (*head)(void *user, const struct offer_head *head);
    /* False stops the read (the sink has said why in diags). */
    bool (*row)(void *user, const struct offer_row *row);
};

/* Source of bytes. read returns up to capacity bytes, 0 at the end, -1 with errno set; it also hashes and
 * shows progress. seek goes back to an earlier offset; NULL when the source can't (a pipe). */
struct offer_source {
    const char *name;   /* for messages */
    size_t block_bytes; /* bytes per read; 0: OFFER_BLOCK_BYTES */
    void *user;
    ptrdiff_t (*read)(void *user, char *bytes, size_t capacity);
    bool (*seek)(void *user, uint64_t offset);
};

enum { OFFER_BLOCK_BYTES = 256 * 1024, OFFER_FILTER_STRINGS_MAX = 4 };

/* Filter on attributes, so that a fast reader needn't parse every row. A reader may pass more than this,
 * never less: a row or product is a candidate when it holds every string of any filter. The first string is
 * part of the usage type, the others may be anywhere. */
struct offer_attribute_filter {
    const char *all[OFFER_FILTER_STRINGS_MAX]; /* the first never NULL */
};

/* Exact values for rows whose usage type holds a string: nearly all rows of EC2 are machines other than
 * the plain kind. Case and surrounding blanks are ignored; a missing column matches anything. */
struct offer_says {
    enum offer_field field;
    const char *value;
};
struct offer_exact {
    const char *usage; /* NULL: no condition */
    const struct offer_says *cells;
    size_t cell_count;
};

struct offer_wanted {
    const struct offer_attribute_filter *attribute_filters;
    size_t filter_count;           /* 0: every row is a candidate */
    const char *const *term_codes; /* OfferTermCodes of the reserved terms that are wanted */
    size_t term_code_count;        /* 0: all */
    bool plain_loops;              /* no vector instructions; for tests */
    struct offer_exact exact;      /* in addition to the filters */
};
