/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pricing/offer_json.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/text.h"
#include "pricing/json_walk.h"
#include "pricing/offer_json_rows.h"
#include "pricing/offer_products.h"

static const char USAGETYPE[] = "usagetype";
enum { USAGETYPE_BYTES = sizeof USAGETYPE - 1 };

struct reader {
    struct json_walk walk;
    const struct offer_wanted *wanted;
    const struct offer_sink *sink;
    struct arena *arena, *scratch; /* of the caller; of this read */
    struct offer_products products;
    struct offer_head head;
    bool has_products, has_terms;
    uint64_t later_offset, later_line; /* of terms that must wait; line 0: none */
};

/* --- Which product is a candidate --- */

static bool holds(const char *bytes, size_t length, const char *string)
{
    return memmem(bytes, length, string, strlen(string)) != NULL;
}

static bool holds_all(const struct json_held *object, const char *usagetype, size_t length, const struct offer_needle *needle)
{
    if (!holds(usagetype, length, needle->all[0]))
        return false;
    for (int i = 1; i < OFFER_NEEDLE_STRINGS_MAX && needle->all[i] != NULL; i++)
        if (!holds(object->bytes, object->length, needle->all[i]))
            return false;
    return true;
}

static size_t behind_blanks(const struct json_held *object, size_t at)
{
    while (at < object->length && (unsigned char)object->bytes[at] <= ' ')
        at++;
    return at;
}

/* Whether the word usagetype, behind which *at is, is a key; if so, *at becomes where its value begins. */
static bool is_key(const struct json_held *object, size_t *at)
{
    if (object->bytes[*at - USAGETYPE_BYTES - 1] != '"' || object->bytes[*at] != '"')
        return false;
    size_t colon = behind_blanks(object, *at + 1);
    if (colon >= object->length || object->bytes[colon] != ':')
        return false;
    *at = behind_blanks(object, colon + 1);
    return true;
}

static bool may_matter(const struct offer_wanted *wanted, const struct json_held *object, size_t at)
{
    const char *bytes = object->bytes;
    const char *quote = at < object->length && bytes[at] == '"' ? memchr(bytes + at + 1, '"', object->length - at - 1) : NULL;
    if (quote == NULL)
        return true; /* no text: for the parser to judge */
    for (size_t i = 0; i < wanted->needle_count; i++)
        if (holds_all(object, bytes + at + 1, (size_t)(quote - bytes) - at - 1, &wanted->needles[i]))
            return true;
    return false;
}

/* Whether a product may matter. Never no to one that does: what is spelt in an unusual way is parsed. */
static bool is_candidate(const struct reader *reader, const struct json_held *object)
{
    if (reader->wanted->needle_count == 0 || object->backslash)
        return true;
    size_t count = 0;
    for (size_t at = 1; (at = reader->walk.window.kernels->find(object->bytes, object->length, at, USAGETYPE, USAGETYPE_BYTES)) != SIZE_MAX;) {
        at += USAGETYPE_BYTES;
        if (!is_key(object, &at))
            continue;
        if (may_matter(reader->wanted, object, at))
            return true;
        count++;
    }
    return count == 0;
}

/* --- Products --- */

/* A held value as a tree, which the caller deletes; NULL after a diagnostic. */
static cJSON *parse(struct reader *reader, const struct json_held *held)
{
    const char *end = held->bytes;
    cJSON *tree = cJSON_ParseWithLengthOpts(held->bytes, held->length, &end, false);
    if (tree == NULL) {
        json_fail_in(&reader->walk, held, (size_t)(end - held->bytes), DIAG_JSON_SYNTAX, "the JSON is broken about here: download the file again");
        return NULL;
    }
    return tree;
}

static bool wrong(struct reader *reader, const struct json_held *held, const char *problem)
{
    return json_fail_in(&reader->walk, held, 0, DIAG_WRONG_SHAPE, "in '%s': %s", text_quote(reader->arena, reader->walk.key, 40), problem);
}

static bool keep_product(struct reader *reader, const struct json_held *held, const cJSON *tree)
{
    const char *sku = reader->walk.key;
    struct offer_cell cells[OFFER_FIELD__COUNT] = {0};
    const char *problem = offer_json_product(tree, cells, reader->arena);
    if (problem != NULL)
        return wrong(reader, held, problem);
    if (offer_products_find(&reader->products, sku) != NULL)
        return json_fail_in(&reader->walk, held, 0, DIAG_JSON_DUPLICATE, "product '%s' stands here a second time", text_quote(reader->arena, sku, 40));
    offer_products_add(&reader->products, sku, cells);
    if (reader->products.used_bytes <= OFFER_PRODUCTS_MAX_BYTES)
        return true;
    return json_fail_in(&reader->walk, held, 0, DIAG_FILE_TOO_LARGE, "over %zu products matter; load a region's file, not that of all regions",
                        reader->products.count);
}

static bool read_product(struct reader *reader)
{
    struct json_held held;
    if (!json_hold_value(&reader->walk, &held))
        return false;
    if (held.bytes[0] != '{')
        return wrong(reader, &held, "a product must be an object");
    if (!is_candidate(reader, &held))
        return true;
    cJSON *tree = parse(reader, &held);
    bool good = tree != NULL && keep_product(reader, &held, tree);
    cJSON_Delete(tree);
    return good;
}

/* Each member of the object that comes next to take. */
static bool each_member(struct reader *reader, const char *what, bool (*take)(struct reader *reader, void *user), void *user)
{
    bool first = true, more;
    if (!json_enter(&reader->walk, '{', what))
        return false;
    for (;;) {
        if (!json_next(&reader->walk, '{', &first, &more))
            return false;
        if (!more)
            return true;
        if (!take(reader, user))
            return false;
    }
}

static bool take_once(struct reader *reader, bool *taken)
{
    if (*taken)
        return json_fail_here(&reader->walk, DIAG_JSON_DUPLICATE, "'%s' stands here a second time", reader->walk.key);
    *taken = true;
    return true;
}

static bool take_product(struct reader *reader, void *user)
{
    (void)user;
    return read_product(reader);
}

/* --- Terms --- */

struct terms {
    struct offer_row row; /* with what is known so far */
    bool is_known;        /* a type whose prices are understood */
    bool is_reserved;
    bool taken[2];        /* on-demand and reserved ones */
    char type[JSON_KEY_MAX_BYTES + 1];
};

static struct offer_cell cell_of(const char *text)
{
    return (struct offer_cell){text, text != NULL ? strlen(text) : 0};
}

static void note_place(struct reader *reader, struct terms *terms, uint64_t offset)
{
    struct json_window *window = &reader->walk.window;
    terms->row.offset = offset;
    terms->row.line = json_window_line(window, (size_t)(offset - window->base));
}

/* Reserved terms come in a dozen codes of which two are shipped. The code is in the term's text, or spelt with escapes. */
static bool is_wanted_term(const struct reader *reader, const struct terms *terms, const struct json_held *held)
{
    if (!terms->is_reserved || reader->wanted->term_code_count == 0 || held->backslash)
        return true;
    for (size_t i = 0; i < reader->wanted->term_code_count; i++)
        if (holds(held->bytes, held->length, reader->wanted->term_codes[i]))
            return true;
    return false;
}

static bool take_term(struct reader *reader, void *user)
{
    struct terms *terms = user;
    struct json_held held;
    bool stopped = false;
    if (!json_hold_value(&reader->walk, &held))
        return false;
    if (held.bytes[0] != '{')
        return wrong(reader, &held, "a term must be an object");
    if (!is_wanted_term(reader, terms, &held))
        return true;
    note_place(reader, terms, reader->walk.value_offset);
    cJSON *tree = parse(reader, &held);
    if (tree == NULL)
        return false;
    const char *problem = offer_json_term(tree, &terms->row, reader->sink, &stopped, reader->arena);
    cJSON_Delete(tree);
    return problem == NULL ? !stopped : wrong(reader, &held, problem);
}

/* A type whose prices nobody understands: one row that says that it is there. */
static bool take_unknown(struct reader *reader, struct terms *terms)
{
    if (!json_skip_value(&reader->walk))
        return false;
    terms->row.offset = reader->walk.value_offset;
    terms->row.line = 0;
    return reader->sink->row(reader->sink->user, &terms->row);
}

static bool take_terms_of_sku(struct reader *reader, void *user)
{
    struct terms *terms = user;
    struct offer_product *product = offer_products_find(&reader->products, reader->walk.key);
    if (product == NULL)
        return json_skip_value(&reader->walk);
    if (product->has_terms)
        return json_fail_here(&reader->walk, DIAG_JSON_DUPLICATE, "the terms of '%s' stand here a second time", text_quote(reader->arena, product->sku, 40));
    product->has_terms = true;
    terms->row = (struct offer_row){0};
    for (int field = 0; field < OFFER_FIELD__COUNT; field++)
        terms->row.cells[field] = cell_of(product->cells[field]);
    terms->row.cells[OFFER_SKU] = cell_of(product->sku);
    terms->row.cells[OFFER_TERM_TYPE] = cell_of(terms->type);
    return terms->is_known ? each_member(reader, "'{' of a SKU's terms", take_term, terms) : take_unknown(reader, terms);
}

static bool take_type(struct reader *reader, void *user)
{
    struct terms *terms = user;
    char byte;
    strcpy(terms->type, reader->walk.key);
    terms->is_reserved = text_equal(terms->type, "Reserved");
    terms->is_known = terms->is_reserved || text_equal(terms->type, "OnDemand");
    if (terms->is_known && !take_once(reader, &terms->taken[terms->is_reserved]))
        return false;
    offer_products_await_terms(&reader->products);
    if (!json_peek(&reader->walk, &byte))
        return false;
    if (!terms->is_known && byte != '{')
        return json_skip_value(&reader->walk);
    return each_member(reader, "'{' of the terms' SKUs", take_terms_of_sku, terms);
}

static bool read_terms(struct reader *reader)
{
    struct terms terms = {0};
    if (!reader->sink->head(reader->sink->user, &reader->head))
        return false;
    return each_member(reader, "'{' of the terms' types", take_type, &terms);
}

/* --- The whole --- */

static bool take_head(struct reader *reader, const char **text)
{
    struct json_held held;
    if (*text != NULL)
        return json_fail_here(&reader->walk, DIAG_JSON_DUPLICATE, "'%s' stands here a second time", reader->walk.key);
    if (!json_hold_value(&reader->walk, &held))
        return false;
    cJSON *tree = parse(reader, &held);
    bool is_text = cJSON_IsString(tree);
    if (is_text)
        *text = arena_copy_string(reader->arena, tree->valuestring);
    cJSON_Delete(tree);
    return is_text || (tree != NULL && wrong(reader, &held, "must be a text in quotes"));
}

/* Terms need the products, and the sink needs the head first. */
static bool can_take_terms(const struct reader *reader)
{
    const struct offer_head *head = &reader->head;
    return reader->has_products && head->format_version != NULL && head->publication_date != NULL && head->version != NULL && head->offer_code != NULL;
}

static bool take_terms_or_wait(struct reader *reader)
{
    struct json_window *window = &reader->walk.window;
    if (can_take_terms(reader))
        return read_terms(reader);
    reader->later_offset = window->base + window->at;
    reader->later_line = json_window_line(window, window->at);
    return json_skip_value(&reader->walk);
}

static bool take_top(struct reader *reader, void *user)
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
        if (text_equal(key, heads[i].key))
            return take_head(reader, heads[i].text);
    if (text_equal(key, "products"))
        return take_once(reader, &reader->has_products) && each_member(reader, "'{' of the products", take_product, NULL);
    if (text_equal(key, "terms"))
        return take_once(reader, &reader->has_terms) && take_terms_or_wait(reader);
    return json_skip_value(&reader->walk);
}

static bool read_later(struct reader *reader)
{
    struct json_window *window = &reader->walk.window;
    if (reader->later_line == 0)
        return true;
    if (window->source->seek == NULL)
        return json_fail_here(&reader->walk, DIAG_FILE_UNREADABLE, "the terms come before what they need, and this input can't be read twice: save it to a file");
    return json_window_seek(window, reader->later_offset, reader->later_line) && read_terms(reader);
}

static bool read_all(struct reader *reader)
{
    if (!each_member(reader, "'{': an offer is one JSON object", take_top, NULL) || !json_finish(&reader->walk))
        return false;
    if (!reader->has_products || !reader->has_terms)
        return json_fail_here(&reader->walk, DIAG_MISSING_KEY, "there is no '%s', so this is no offer", reader->has_products ? "terms" : "products");
    return read_later(reader);
}

bool offer_json_read(const struct offer_source *source, const struct offer_wanted *wanted, const struct offer_sink *sink, struct arena *arena,
                     struct diags *diags)
{
    struct reader *reader = arena_new_of(arena, struct reader, 1);
    *reader = (struct reader){.wanted = wanted, .sink = sink, .arena = arena, .scratch = arena_new()};
    json_window_init(&reader->walk.window, source, json_kernels(!wanted->plain_loops), OFFER_OBJECT_MAX_BYTES, reader->scratch, diags);
    offer_products_init(&reader->products, reader->scratch);
    bool good = read_all(reader);
    arena_free(reader->scratch);
    return good;
}
