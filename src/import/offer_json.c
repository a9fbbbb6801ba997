/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/offer_json.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/text.h"
#include "import/offer_json_private.h"
#include "import/offer_json_rows.h"

/* --- For all parts --- */

cJSON *offer_json_parse(struct offer_json_reader *reader, const struct json_held *held)
{
    const char *end = held->bytes;
    cJSON *tree = cJSON_ParseWithLengthOpts(held->bytes, held->length, &end, false);
    if (tree == NULL) {
        json_fail_in(&reader->walk, held, (size_t)(end - held->bytes), DIAG_JSON_SYNTAX,
                     "the JSON is broken about here: download the file again");
        return NULL;
    }
    return tree;
}

bool offer_json_wrong(struct offer_json_reader *reader, const struct json_held *held, const char *problem)
{
    return json_fail_in(&reader->walk, held, 0, DIAG_WRONG_SHAPE, "in '%s': %s",
                        text_quote(reader->arena, reader->walk.key, 40), problem);
}

bool offer_json_take(struct offer_json_reader *reader, const struct json_held *held, struct offer_row *row,
                     offer_json_rows *rows)
{
    struct json_window *window = &reader->walk.window;
    bool stopped = false;
    row->offset = reader->walk.value_offset;
    row->line = json_window_line(window, (size_t)(row->offset - window->base));
    cJSON *tree = offer_json_parse(reader, held);
    if (tree == NULL) return false;
    const char *problem = rows(tree, row, reader->sink, &stopped, reader->arena);
    cJSON_Delete(tree);
    return problem == NULL ? !stopped : offer_json_wrong(reader, held, problem);
}

bool offer_json_each(struct offer_json_reader *reader, char bracket, const char *what,
                     bool (*take)(struct offer_json_reader *reader, void *user), void *user)
{
    bool first = true, more;
    if (!json_enter(&reader->walk, bracket, what)) return false;
    for (;;) {
        if (!json_next(&reader->walk, bracket, &first, &more)) return false;
        if (!more) return true;
        if (!take(reader, user)) return false;
    }
}

bool offer_json_once(struct offer_json_reader *reader, bool *taken)
{
    if (*taken)
        return json_fail_here(&reader->walk, DIAG_JSON_DUPLICATE, "'%s' stands here a second time",
                              reader->walk.key);
    *taken = true;
    return true;
}

/* --- Products --- */

static bool keep_product(struct offer_json_reader *reader, const struct json_held *held, const char *sku,
                         const struct offer_cell cells[OFFER_FIELD__COUNT])
{
    if (offer_products_find(&reader->products, sku) != NULL)
        return json_fail_in(&reader->walk, held, 0, DIAG_JSON_DUPLICATE,
                            "product '%s' stands here a second time", text_quote(reader->arena, sku, 40));
    offer_products_add(&reader->products, sku, cells);
    if (reader->products.used_bytes <= OFFER_PRODUCTS_MAX_BYTES) return true;
    return json_fail_in(&reader->walk, held, 0, DIAG_FILE_TOO_LARGE,
                        "over %zu products matter; load a region's file, not that of all regions",
                        reader->products.count);
}

/* The products of Savings Plans are a list, and name their SKU inside. */
static bool read_product(struct offer_json_reader *reader, const struct json_held *held)
{
    struct offer_cell cells[OFFER_FIELD__COUNT] = {0};
    cJSON *tree = offer_json_parse(reader, held);
    if (tree == NULL) return false;
    const char *problem = (reader->has_plans ? offer_json_plan_product : offer_json_product)(tree, cells,
                                                                                             reader->arena);
    const char *sku = reader->has_plans ? cells[OFFER_SKU].bytes : reader->walk.key;
    bool good = problem == NULL ? keep_product(reader, held, sku, cells)
                                : offer_json_wrong(reader, held, problem);
    cJSON_Delete(tree);
    return good;
}

static bool take_product(struct offer_json_reader *reader, void *user)
{
    struct json_held held;
    (void)user;
    if (!json_hold_value(&reader->walk, &held)) return false;
    if (held.bytes[0] != '{') return offer_json_wrong(reader, &held, "a product must be an object");
    if (!reader->has_plans && !offer_json_is_candidate(reader, &held, "usagetype")) return true;
    return read_product(reader, &held);
}

static bool take_products(struct offer_json_reader *reader)
{
    char bracket;
    if (!offer_json_once(reader, &reader->has_products) || !json_peek(&reader->walk, &bracket)) return false;
    reader->has_plans = bracket == '[';
    return offer_json_each(reader, reader->has_plans ? '[' : '{', "'{' of the products", take_product, NULL);
}

/* --- The whole --- */

static bool take_head(struct offer_json_reader *reader, const char **text)
{
    struct json_held held;
    if (*text != NULL)
        return json_fail_here(&reader->walk, DIAG_JSON_DUPLICATE, "'%s' stands here a second time",
                              reader->walk.key);
    if (!json_hold_value(&reader->walk, &held)) return false;
    cJSON *tree = offer_json_parse(reader, &held);
    bool is_text = cJSON_IsString(tree);
    if (is_text) *text = arena_copy_string(reader->arena, tree->valuestring);
    cJSON_Delete(tree);
    return is_text || (tree != NULL && offer_json_wrong(reader, &held, "must be a text in quotes"));
}

/* Terms need the products, and the sink needs the head first. */
static bool can_take_terms(const struct offer_json_reader *reader)
{
    const struct offer_head *head = &reader->head;
    return reader->has_products && head->format_version != NULL && head->publication_date != NULL &&
           head->version != NULL && head->offer_code != NULL;
}

static bool read_terms(struct offer_json_reader *reader)
{
    return reader->sink->head(reader->sink->user, &reader->head) && offer_json_terms(reader);
}

static bool take_terms_or_wait(struct offer_json_reader *reader)
{
    struct json_window *window = &reader->walk.window;
    if (can_take_terms(reader)) return read_terms(reader);
    reader->later_offset = window->base + window->at;
    reader->later_line = json_window_line(window, window->at);
    return json_skip_value(&reader->walk);
}

static bool take_top(struct offer_json_reader *reader, void *user)
{
    (void)user;
    const char *key = reader->walk.key;
    const struct {
        const char *key;
        const char **text;
    } heads[] = {{"formatVersion", &reader->head.format_version},
                 {"publicationDate", &reader->head.publication_date},
                 {"version", &reader->head.version},
                 {"offerCode", &reader->head.offer_code}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (text_equal(key, heads[i].key)) return take_head(reader, heads[i].text);
    if (text_equal(key, "products")) return take_products(reader);
    if (text_equal(key, "terms"))
        return offer_json_once(reader, &reader->has_terms) && take_terms_or_wait(reader);
    return json_skip_value(&reader->walk);
}

static bool read_later(struct offer_json_reader *reader)
{
    struct json_window *window = &reader->walk.window;
    if (reader->later_line == 0) return true;
    if (window->source->seek == NULL)
        return json_fail_here(
            &reader->walk, DIAG_FILE_UNREADABLE,
            "the terms come before what they need, and this input can't be read twice: save it to a file");
    return json_window_seek(window, reader->later_offset, reader->later_line) && read_terms(reader);
}

static bool read_all(struct offer_json_reader *reader)
{
    if (!offer_json_each(reader, '{', "'{': an offer is one JSON object", take_top, NULL) ||
        !json_finish(&reader->walk))
        return false;
    if (!reader->has_products || !reader->has_terms)
        return json_fail_here(&reader->walk, DIAG_MISSING_KEY, "there is no '%s', so this is no offer",
                              reader->has_products ? "terms" : "products");
    return read_later(reader);
}

bool offer_json_read(const struct offer_source *source, const struct offer_wanted *wanted,
                     const struct offer_sink *sink, struct arena *arena, struct diags *diags)
{
    struct offer_json_reader *reader = arena_new_of(arena, struct offer_json_reader, 1);
    *reader =
        (struct offer_json_reader){.wanted = wanted, .sink = sink, .arena = arena, .scratch = arena_new()};
    json_window_init(&reader->walk.window, source, json_kernels(!wanted->plain_loops), OFFER_OBJECT_MAX_BYTES,
                     reader->scratch, diags);
    offer_products_init(&reader->products, reader->scratch);
    bool good = read_all(reader);
    arena_free(reader->scratch);
    return good;
}
