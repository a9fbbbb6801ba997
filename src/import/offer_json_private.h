/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by the parts of the fast reader of JSON: the whole (offer_json.c), the filter of
 * objects to parse (offer_json_filter.c), the terms of an offer (offer_json_terms.c) and the rates of
 * Savings Plans (offer_json_plans.c). */
#pragma once

#include <cjson/cJSON.h>

#include <string.h>

#include "import/json_walk.h"
#include "import/offer_json.h"
#include "import/offer_products.h"

struct offer_json_reader {
    struct json_walk walk;
    const struct offer_wanted *wanted;
    const struct offer_sink *sink;
    struct arena *arena, *scratch; /* of the caller; of this read */
    struct offer_products products;
    struct offer_head head;
    bool has_products, has_terms, has_plans;
    uint64_t later_offset, later_line; /* position of postponed terms; line 0: none */
};

/* True if an object may be a candidate, by the values of key (lower-case letters) in it. Never false for a
 * candidate: an unusually spelt object is parsed. */
bool offer_json_is_candidate(const struct offer_json_reader *reader, const struct json_held *object,
                             const char *key);

/* A held value as a tree, which the caller deletes; NULL after a diagnostic. */
cJSON *offer_json_parse(struct offer_json_reader *reader, const struct json_held *held);

/* Pass the rows of the held object to the sink; false with a diagnostic, or when the sink stopped. */
typedef const char *offer_json_rows(const cJSON *tree, struct offer_row *row, const struct offer_sink *sink,
                                    bool *stopped, struct arena *arena);
bool offer_json_take(struct offer_json_reader *reader, const struct json_held *held, struct offer_row *row,
                     offer_json_rows *rows);

static inline struct offer_cell offer_cell_of(const char *text)
{
    return (struct offer_cell){text, text != NULL ? strlen(text) : 0};
}

/* Report a problem with the held value, which belongs to the last key. Always false. */
bool offer_json_wrong(struct offer_json_reader *reader, const struct json_held *held, const char *problem);

/* Call take for each member of the next object, or element of the list; what: its name in messages, with
 * its bracket. */
bool offer_json_each(struct offer_json_reader *reader, char bracket, const char *what,
                     bool (*take)(struct offer_json_reader *reader, void *user), void *user);

/* Note that the last key was taken; false with a diagnostic if it was taken before. */
bool offer_json_once(struct offer_json_reader *reader, bool *taken);

/* Read the types of terms that come next, once the products are known. */
bool offer_json_terms(struct offer_json_reader *reader);

/* Read the plans that come next, with their rates as rows. */
bool offer_json_plans(struct offer_json_reader *reader);
