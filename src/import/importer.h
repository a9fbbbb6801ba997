/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Importer: turns rows of AWS's price lists into rows of a book.
 *
 * One import takes rows of any number of files of one region. On-demand prices are kept unchanged. A
 * reserved term's upfront fee is spread over its hours and added to its hourly price. A Savings Plan's
 * rate joins the SKU that it discounts. Of EC2 instances, shared Linux without licence is kept. Skipped
 * rows are counted by reason; a row that contradicts another, or has no price in USD, ends the import.
 *
 * Ownership: the arena given to importer_new. */
#pragma once

#include "pricing/book.h"
#include "import/offer.h"

/* Reasons for skipping a row. SKIP(id, the rows in words, whether a fast reader may skip them unseen) */
#define OFFER_SKIPS(SKIP)                                                                  \
    SKIP(OTHER_REGION, "of other regions", false)                                          \
    SKIP(ZONE, "of local, wavelength and other zones", false)                              \
    SKIP(NO_REGION, "of no region", false)                                                 \
    SKIP(PREFIX, "whose usage type has no prefix of the region", false)                    \
    SKIP(UNKNOWN_TERM, "of a term type that is neither OnDemand nor Reserved", false)      \
    SKIP(OTHER_TERM, "of purchase options that are left out", true)                        \
    SKIP(INSTANCE, "of EC2 instances other than shared Linux without licence", true)       \
    SKIP(NOT_NEEDED, "of EC2 meters that no architecture uses", true)                      \
    SKIP(SERVICE, "of a Savings Plan for other services", true)                            \
    SKIP(REPEATED, "given before under the same rate code", false)                         \
    SKIP(NO_SKU, "of a Savings Plan for SKUs that the offer lacks", false)                 \
    SKIP(NO_UPFRONT, "of a reserved term whose upfront fee is missing", false)             \
    SKIP(AMBIGUOUS, "whose usage type has several prices that nothing tells apart", false) \
    SKIP(TIERS, "of prices whose tiers don't join from 0 to Inf", false)

enum offer_skip {
#define SKIP(id, what, unseen) SKIP_##id,
    OFFER_SKIPS(SKIP)
#undef SKIP
        SKIP__COUNT
};
struct offer_skip_row {
    const char *what;
    bool may_be_unseen;
};
extern const struct offer_skip_row OFFER_SKIP_ROWS[SKIP__COUNT];

/* A file of rows. sha256 may be filled in until importer_finish. */
struct offer_file {
    const char *name;
    char sha256[65];
    struct offer_head head;
    uint64_t rows, kept;
};

struct importer_request {
    const char *region;                /* take rows of this region; NULL: of the only one */
    bool all_terms;                    /* all reserved terms, not only those that a workload can ask for */
    const struct catalogue *catalogue; /* reports instance types that it lacks; NULL: none */
};

/* The result of an import. */
struct imported {
    const char *region;
    size_t row_count;
    const struct price_row *rows; /* in the order of a book */
    uint64_t skipped[SKIP__COUNT];
    size_t left_out_count; /* usage types of SKIP_AMBIGUOUS and SKIP_TIERS */
    const char *const *left_out;
    size_t unknown_type_count; /* instance types with a price that the catalogue lacks */
    const char *const *unknown_types;
};

struct importer *importer_new(const struct importer_request *request, struct arena *arena,
                              struct diags *diags);

/* The sink for the rows of a file. */
struct offer_sink importer_sink(struct importer *importer, struct offer_file *file);

/* The filter by which a fast reader skips rows of this offer. */
struct offer_wanted importer_wanted(const struct importer *importer, const char *offer_code);

/* Join, order and check the kept rows; NULL with diagnostics. */
const struct imported *importer_finish(struct importer *importer);
