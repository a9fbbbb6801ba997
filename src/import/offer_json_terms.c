/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "import/offer_json_private.h"
#include "import/offer_json_rows.h"

struct terms {
    struct offer_row row; /* with the cells known so far */
    bool is_known;        /* a type with known prices */
    bool is_reserved;
    bool taken[2]; /* on-demand and reserved ones */
    char type[JSON_KEY_MAX_BYTES + 1];
};

/* Reserved terms have a dozen codes, of which two are shipped. The code is in the term's text, or spelt
 * with escapes. */
static bool is_wanted_term(const struct offer_json_reader *reader, const struct terms *terms,
                           const struct json_held *held)
{
    if (!terms->is_reserved || reader->wanted->term_code_count == 0 || held->backslash) return true;
    for (size_t i = 0; i < reader->wanted->term_code_count; i++)
        if (memmem(held->bytes, held->length, reader->wanted->term_codes[i],
                   strlen(reader->wanted->term_codes[i])) != NULL)
            return true;
    return false;
}

static bool take_term(struct offer_json_reader *reader, void *user)
{
    struct terms *terms = user;
    struct json_held held;
    if (!json_hold_value(&reader->walk, &held)) return false;
    if (held.bytes[0] != '{') return offer_json_wrong(reader, &held, "a term must be an object");
    return !is_wanted_term(reader, terms, &held) ||
           offer_json_take(reader, &held, &terms->row, offer_json_term);
}

/* A type with unknown prices: one row that counts it. */
static bool take_unknown(struct offer_json_reader *reader, struct terms *terms)
{
    if (!json_skip_value(&reader->walk)) return false;
    terms->row.offset = reader->walk.value_offset;
    terms->row.line = 0;
    return reader->sink->row(reader->sink->user, &terms->row);
}

static bool take_terms_of_sku(struct offer_json_reader *reader, void *user)
{
    struct terms *terms = user;
    struct offer_product *product = offer_products_find(&reader->products, reader->walk.key);
    if (product == NULL) return json_skip_value(&reader->walk);
    if (product->has_terms)
        return json_fail_here(&reader->walk, DIAG_JSON_DUPLICATE,
                              "the terms of '%s' stand here a second time",
                              text_quote(reader->arena, product->sku, 40));
    product->has_terms = true;
    terms->row = (struct offer_row){0};
    for (int field = 0; field < OFFER_FIELD__COUNT; field++)
        terms->row.cells[field] = offer_cell_of(product->cells[field]);
    terms->row.cells[OFFER_SKU] = offer_cell_of(product->sku);
    terms->row.cells[OFFER_TERM_TYPE] = offer_cell_of(terms->type);
    return terms->is_known ? offer_json_each(reader, '{', "'{' of a SKU's terms", take_term, terms)
                           : take_unknown(reader, terms);
}

static bool take_type(struct offer_json_reader *reader, void *user)
{
    struct terms *terms = user;
    char byte;
    strcpy(terms->type, reader->walk.key);
    terms->is_reserved = text_equal(terms->type, "Reserved");
    terms->is_known = terms->is_reserved || text_equal(terms->type, "OnDemand");
    if (reader->has_plans && text_equal(terms->type, "savingsPlan"))
        return offer_json_once(reader, &terms->taken[0]) && offer_json_plans(reader);
    if (terms->is_known && !offer_json_once(reader, &terms->taken[terms->is_reserved])) return false;
    offer_products_await_terms(&reader->products);
    if (!json_peek(&reader->walk, &byte)) return false;
    if (!terms->is_known && byte != '{') return json_skip_value(&reader->walk);
    return offer_json_each(reader, '{', "'{' of the terms' SKUs", take_terms_of_sku, terms);
}

bool offer_json_terms(struct offer_json_reader *reader)
{
    struct terms terms = {0};
    return offer_json_each(reader, '{', "'{' of the terms' types", take_type, &terms);
}
