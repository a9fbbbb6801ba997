/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by the parts of an import: rules about single rows (offer_rules.c), taking rows
 * (importer.c), and making prices of the taken rows (offer_prices.c). */
#pragma once

#include "import/importer.h"

/* A kept price dimension. */
struct kept {
    const char *offer, *usagetype, *bare, *unit, *sku, *rate_code, *operation, *family, *group;
    const struct offer_file *file;
    enum term term;
    bool is_upfront; /* a one-time fee, not a unit price */
    bool is_dropped;
    double begin, end, usd;
    double upfront_usd; /* of a reserved term, once joined */
    uint64_t offset, line;
};

struct importer {
    struct importer_request request;
    const char *region; /* NULL until a row decides it */
    struct arena *arena;
    struct diags *diags;
    struct kept *rows;
    size_t count, capacity;
    struct offer_file **files;
    size_t file_count;
    const char *term_codes[TERM__COUNT]; /* of the reserved terms that are wanted */
    size_t term_code_count;
    uint64_t skipped[SKIP__COUNT];
    const char **left_out;
    size_t left_out_count;
};

/* A cell without blanks around it. */
struct offer_cell cell_trimmed(struct offer_cell cell);
/* True if a cell has this text in any case; a missing column matches any text. */
bool cell_says(const struct offer_row *row, enum offer_field field, const char *text);
bool cell_equals(struct offer_cell cell, const char *text);

/* rule_is_needed: an EC2 usage type that a book needs. rule_is_plain_linux: a shared Linux instance
 * without licence. */
bool rule_is_needed(struct offer_cell usagetype);
bool rule_is_instance(struct offer_cell usagetype);
bool rule_is_plain_linux(const struct offer_row *row);
/* The same condition for a fast reader. */
struct offer_exact rule_exact(void);

/* Relation of a row to a region. */
enum row_scope { SCOPE_REGION, SCOPE_UNKNOWN_REGION, SCOPE_ZONE, SCOPE_EVERY_REGION, SCOPE_NONE };
enum row_scope rule_scope(const struct offer_row *row, const char *usagetype, const char *service,
                          struct arena *arena, const char **region);

/* The qualifier that distinguishes a price from others of the same usage type: "" for the main one. */
const char *rule_qualifier(const struct kept *row, bool operations_differ, struct arena *arena);
/* True if the usage type alone never identifies the price. */
bool rule_needs_qualifier(const struct kept *row);

/* A decimal number from 0: digits with point and exponent, of any length. */
bool rule_number(struct offer_cell cell, double *number);
