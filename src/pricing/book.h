/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Price book: list prices of one region in AWS's own vocabulary, each row with its source.
 *
 * A row is (offer code, usagetype, term, tier) → price of one unit. Usagetypes are kept with the region's
 * prefix as AWS writes them ("EUC1-BoxUsage:m5.large") and looked up without it. Vendors' list prices have
 * the same rows with the vendor as offer code and no region. A row whose price is a range is shown, never
 * computed with. Tiers of one price ascend from 0 and the last is open: checked at load. A price that the
 * region lacks is NULL, and the caller names the meter.
 *
 * Ownership: the arena that it was loaded into. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "pricing/catalogue.h"
#include "base/table.h"
#include "pricing/terms.h"

struct price_row {
    const char *offer;     /* "AmazonS3" */
    const char *usagetype; /* as in the file */
    const char *bare;      /* usagetype without the region's prefix: "TimedStorage-ByteHrs" */
    enum term term;
    uint32_t line;           /* in its file, from 1 */
    double begin, end;       /* bounds of the tier, in units a month; end is INFINITY on the last */
    double usd_per_unit;     /* lower end of a range */
    double usd_per_unit_max; /* above usd_per_unit only for a range */
    const char *unit;        /* AWS's spelling: "GB-Mo" */
    const char *sku;         /* "" when the source gives none */
    const char *date;        /* ISO date or month of the figure */
    const char *source;
    char grade;        /* as in params.h; 'R' is unverified */
    bool from_vendors; /* which of the two files */
    const char *note;
    /* Origin noted by an import of AWS's own files; "" in other rows. */
    const char *rate_code;     /* "SKU.TERM.DIMENSION" */
    const char *version;       /* of the offer: "20250912225308" */
    const char *published;     /* "2025-09-12T22:53:08Z" */
    const char *source_sha256; /* of the file */
};

/* All tiers of one price, ascending. */
struct price {
    size_t tier_count;
    const struct price_row *tiers;
};

struct book {
    const char *region;
    const char *as_of; /* oldest date among its rows */
    size_t row_count;
    const struct price_row *rows; /* ascending by offer, bare usagetype, term, begin */
    char sha256[65];              /* of the AWS file and the vendors' file together */
};

/* Read the book of region from CSV text (columns bound by name); vendors may be NULL. NULL with
 * diagnostics on any mistake. */
const struct book *book_read(const char *region, const struct csv_source *aws,
                             const struct csv_source *vendors, struct arena *arena, struct diags *diags);

/* The embedded book of a region with the vendors' prices; DIAG_REGION_UNKNOWN lists the known regions. */
const struct book *book_embedded(const char *region, struct arena *arena, struct diags *diags);

/* Load the book of region from path: a CSV file with the region's prices, or a directory that holds
 * aws/REGION.csv or REGION.csv or, failing these, books with dates in their names (the newest counts). A
 * vendors.csv in the directory replaces the embedded vendors' prices. */
const struct book *book_load(const char *path, const char *region, struct arena *arena, struct diags *diags);

/* As book_load, as of an ISO date: the newest of the directory's REGION-YYYY-MM-DD.csv that isn't after
 * it. */
const struct book *book_load_as_of(const char *path, const char *region, const char *as_of,
                                   struct arena *arena, struct diags *diags);

/* Names of the embedded regions, ascending, NULL-ended. */
const char *const *book_regions(void);

/* The price of a bare usagetype, without tiers when the book lacks it. */
struct price book_price(const struct book *book, const char *offer, const char *bare_usagetype,
                        enum term term);

/* The tier of each instance's shared-tenancy Linux price (AmazonEC2 BoxUsage), or NULL: an array of
 * catalogue->count row pointers. */
const struct price_row *const *book_instances(const struct book *book, const struct catalogue *catalogue,
                                              enum term term, struct arena *arena);

/* The region's usagetype prefix with its dash ("EUC1-", "" for us-east-1's old meters); NULL when unknown.
 * A given row has its own: usagetype up to bare. */
const char *region_prefix(const char *region);

/* The region of the usagetype's prefix ("EUC1-…", "eu-central-1-…"); "" for an unknown prefix, NULL
 * without one. */
const char *region_of_usagetype(const char *usagetype);

/* The usagetype without this region's prefix; NULL when it is another region's. "Global-…" belongs to all. */
const char *region_bare(const char *region, const char *usagetype);
