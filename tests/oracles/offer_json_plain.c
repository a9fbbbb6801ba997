/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An offer in JSON by cJSON alone: the file is read whole, and walked term by term. cJSON keeps no places, so
 * that rows have none: what is wrong with one is told of the file. */
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "offer_plain.h"

struct walk {
    const struct offer_sink *sink;
    const char *name;
    struct diags *diags;
    const cJSON *products;
    const cJSON **by_sku; /* ascending: cJSON looks members up one by one */
    size_t product_count;
};

/* Where a product's or term's attribute goes. Names as in CSV, but for these. */
static const struct {
    const char *name;
    enum offer_field field;
} ATTRIBUTES[] = {
    {"servicecode", OFFER_SERVICE},
    {"locationType", OFFER_LOCATION_TYPE},
    {"instanceType", OFFER_INSTANCE_TYPE},
    {"tenancy", OFFER_TENANCY},
    {"operatingSystem", OFFER_SYSTEM},
    {"licenseModel", OFFER_LICENCE},
    {"group", OFFER_GROUP},
    {"usagetype", OFFER_USAGETYPE},
    {"operation", OFFER_OPERATION},
    {"capacitystatus", OFFER_CAPACITY_STATUS},
    {"preInstalledSw", OFFER_SOFTWARE},
    {"regionCode", OFFER_REGION},
    {"fromLocationType", OFFER_FROM_LOCATION_TYPE},
    {"fromRegionCode", OFFER_FROM_REGION},
    {"LeaseContractLength", OFFER_LEASE},
    {"PurchaseOption", OFFER_PURCHASE},
    {"OfferingClass", OFFER_OFFERING_CLASS},
};

static bool wrong(const struct walk *walk, enum diag_id id, const char *what, const char *where)
{
    return diags_add(walk->diags, id, (struct place){walk->name, 1, 1}, "%s%s%s; download the file again",
                     what, *where == '\0' ? "" : " in ", where);
}

static const char *text_of(const cJSON *object, const char *key)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsString(member) ? member->valuestring : NULL;
}

static void set(struct offer_row *row, enum offer_field field, const char *text)
{
    row->cells[field] = (struct offer_cell){text, text == NULL ? 0 : strlen(text)};
}

static void set_attributes(struct offer_row *row, const cJSON *attributes)
{
    const cJSON *attribute;
    cJSON_ArrayForEach(attribute, attributes)
    {
        for (size_t i = 0; i < sizeof ATTRIBUTES / sizeof *ATTRIBUTES; i++)
            if (cJSON_IsString(attribute) && text_equal_loosely(attribute->string, ATTRIBUTES[i].name))
                set(row, ATTRIBUTES[i].field, attribute->valuestring);
    }
}

/* A dimension has a price for each currency, which is one. */
static bool walk_dimension(const struct walk *walk, struct offer_row *row, const cJSON *dimension)
{
    const cJSON *prices = cJSON_GetObjectItemCaseSensitive(dimension, "pricePerUnit"), *price;
    if (!cJSON_IsObject(dimension) || !cJSON_IsObject(prices) || prices->child == NULL)
        return wrong(walk, DIAG_OFFER_VALUE, "there is no pricePerUnit", dimension->string);
    set(row, OFFER_RATE_CODE, text_of(dimension, "rateCode"));
    set(row, OFFER_DESCRIPTION, text_of(dimension, "description"));
    set(row, OFFER_FROM, text_of(dimension, "beginRange"));
    set(row, OFFER_TO, text_of(dimension, "endRange"));
    set(row, OFFER_UNIT, text_of(dimension, "unit"));
    cJSON_ArrayForEach(price, prices)
    {
        set(row, OFFER_CURRENCY, price->string);
        set(row, OFFER_PRICE, cJSON_IsString(price) ? price->valuestring : NULL);
        if (!walk->sink->row(walk->sink->user, row)) return false;
    }
    return true;
}

static bool walk_term(const struct walk *walk, struct offer_row *row, const cJSON *term)
{
    const cJSON *dimensions = cJSON_GetObjectItemCaseSensitive(term, "priceDimensions"), *dimension;
    if (!cJSON_IsObject(dimensions))
        return wrong(walk, DIAG_OFFER_VALUE, "there are no priceDimensions", term->string);
    set(row, OFFER_TERM_CODE, text_of(term, "offerTermCode"));
    set(row, OFFER_EFFECTIVE_DATE, text_of(term, "effectiveDate"));
    set_attributes(row, cJSON_GetObjectItemCaseSensitive(term, "termAttributes"));
    cJSON_ArrayForEach(dimension, dimensions)
    {
        if (!walk_dimension(walk, row, dimension)) return false;
    }
    return true;
}

static int compare_skus(const void *left, const void *right)
{
    const cJSON *const *a = left, *const *b = right;
    return strcmp((*a)->string, (*b)->string);
}

static void sort_products(struct walk *walk, struct arena *arena)
{
    const cJSON *product;
    walk->by_sku = arena_new_of(arena, const cJSON *, (size_t)cJSON_GetArraySize(walk->products));
    cJSON_ArrayForEach(product, walk->products) walk->by_sku[walk->product_count++] = product;
    if (walk->product_count > 0) qsort(walk->by_sku, walk->product_count, sizeof *walk->by_sku, compare_skus);
}

static const cJSON *product_of(const struct walk *walk, const cJSON *terms)
{
    const cJSON *const *found = walk->product_count == 0 ? NULL
                                                         : bsearch(&terms, walk->by_sku, walk->product_count,
                                                                   sizeof *walk->by_sku, compare_skus);
    return found == NULL ? NULL : *found;
}

static bool walk_sku(const struct walk *walk, const char *type, const cJSON *terms)
{
    const cJSON *product = product_of(walk, terms), *term;
    if (!cJSON_IsObject(terms)) return wrong(walk, DIAG_OFFER_VALUE, "there are no terms", terms->string);
    struct offer_row base = {.line = 1};
    set(&base, OFFER_TERM_TYPE, type);
    set(&base, OFFER_SKU, terms->string);
    set(&base, OFFER_FAMILY, product == NULL ? NULL : text_of(product, "productFamily"));
    set_attributes(&base, product == NULL ? NULL : cJSON_GetObjectItemCaseSensitive(product, "attributes"));
    /* Of types that aren't known the shape isn't known either: one row says that they are there. */
    if (!text_equal(type, "OnDemand") && !text_equal(type, "Reserved"))
        return walk->sink->row(walk->sink->user, &base);
    cJSON_ArrayForEach(term, terms)
    {
        struct offer_row row = base;
        if (!walk_term(walk, &row, term)) return false;
    }
    return true;
}

static bool walk_offer(const struct walk *walk, const cJSON *terms)
{
    const cJSON *type, *sku;
    cJSON_ArrayForEach(type, terms)
    {
        if (!cJSON_IsObject(type))
            return wrong(walk, DIAG_OFFER_VALUE, "there are no terms by SKU", type->string);
        cJSON_ArrayForEach(sku, type)
        {
            if (product_of(walk, sku) != NULL && !walk_sku(walk, type->string, sku)) return false;
        }
    }
    return true;
}

static bool walk_rate(const struct walk *walk, struct offer_row *row, const cJSON *rate)
{
    const cJSON *price = cJSON_GetObjectItemCaseSensitive(rate, "discountedRate");
    if (!cJSON_IsObject(price)) return wrong(walk, DIAG_OFFER_VALUE, "a rate has no discountedRate", "");
    set(row, OFFER_RATE_CODE, text_of(rate, "rateCode"));
    set(row, OFFER_UNIT, text_of(rate, "unit"));
    set(row, OFFER_DISCOUNTED_RATE, text_of(price, "price"));
    set(row, OFFER_CURRENCY, text_of(price, "currency"));
    set(row, OFFER_DISCOUNTED_SKU, text_of(rate, "discountedSku"));
    set(row, OFFER_DISCOUNTED_SERVICE, text_of(rate, "discountedServiceCode"));
    set(row, OFFER_DISCOUNTED_USAGETYPE, text_of(rate, "discountedUsageType"));
    set(row, OFFER_DISCOUNTED_OPERATION, text_of(rate, "discountedOperation"));
    set(row, OFFER_DISCOUNTED_REGION, text_of(rate, "discountedRegionCode"));
    if (row->cells[OFFER_DISCOUNTED_RATE].bytes == NULL)
        return wrong(walk, DIAG_OFFER_VALUE, "a rate has no price", "");
    return walk->sink->row(walk->sink->user, row);
}

static const cJSON *plan_product(const struct walk *walk, const char *sku)
{
    const cJSON *product;
    cJSON_ArrayForEach(product, walk->products)
    {
        const char *own = text_of(product, "sku");
        if (own != NULL && sku != NULL && text_equal(own, sku)) return product;
    }
    return NULL;
}

static bool walk_plan(const struct walk *walk, const cJSON *plan)
{
    const cJSON *rates = cJSON_GetObjectItemCaseSensitive(plan, "rates"), *rate;
    const cJSON *product = plan_product(walk, text_of(plan, "sku")),
                *lease = cJSON_GetObjectItemCaseSensitive(plan, "leaseContractLength");
    const cJSON *years = cJSON_GetObjectItemCaseSensitive(lease, "duration");
    if (product == NULL || !cJSON_IsArray(rates))
        return wrong(walk, DIAG_OFFER_VALUE, "a Savings Plan has no product or no rates", "");
    char duration[24] = "";
    if (cJSON_IsNumber(years)) snprintf(duration, sizeof duration, "%d", years->valueint);
    struct offer_row row = {.line = 1};
    set(&row, OFFER_SKU, text_of(plan, "sku"));
    set(&row, OFFER_FAMILY, text_of(product, "productFamily"));
    set(&row, OFFER_PURCHASE,
        text_of(cJSON_GetObjectItemCaseSensitive(product, "attributes"), "purchaseOption"));
    set(&row, OFFER_LEASE, cJSON_IsString(years) ? years->valuestring : duration);
    cJSON_ArrayForEach(rate, rates)
    {
        if (!walk_rate(walk, &row, rate)) return false;
    }
    return true;
}

static bool walk_plans(const struct walk *walk, const cJSON *plans)
{
    const cJSON *plan;
    cJSON_ArrayForEach(plan, plans)
    {
        if (!walk_plan(walk, plan)) return false;
    }
    return true;
}

static bool walk_root(struct walk *walk, const cJSON *root, struct arena *arena)
{
    const cJSON *terms = cJSON_GetObjectItemCaseSensitive(root, "terms");
    const cJSON *plans = cJSON_GetObjectItemCaseSensitive(terms, "savingsPlan");
    walk->products = cJSON_GetObjectItemCaseSensitive(root, "products");
    bool is_plan = cJSON_IsArray(walk->products) && cJSON_IsArray(plans);
    if (!is_plan && !(cJSON_IsObject(walk->products) && cJSON_IsObject(terms)))
        return wrong(walk, DIAG_OFFER_FORMAT, "there are no products and terms", "");
    struct offer_head head = {text_of(root, "formatVersion"), text_of(root, "publicationDate"),
                              text_of(root, "version"), text_of(root, "offerCode")};
    if (!walk->sink->head(walk->sink->user, &head)) return false;
    if (is_plan) return walk_plans(walk, plans);
    sort_products(walk, arena);
    return walk_offer(walk, terms);
}

static char *read_whole(const struct offer_source *source, size_t *length, struct arena *arena,
                        struct diags *diags)
{
    struct text text = text_new(arena);
    char *block = arena_alloc(arena, OFFER_BLOCK_BYTES);
    ptrdiff_t got;
    while ((got = source->read(source->user, block, OFFER_BLOCK_BYTES)) > 0)
        text_add_bytes(&text, block, (size_t)got);
    if (got < 0) {
        diags_add(diags, DIAG_FILE_UNREADABLE, (struct place){.file = source->name}, "can't read: %s",
                  strerror(errno));
        return NULL;
    }
    *length = text.length;
    return text.bytes;
}

static bool syntax_error(const char *name, const char *bytes, const char *at, struct diags *diags)
{
    uint32_t line = 1, column = 1;
    for (const char *byte = bytes; byte < at; byte++) {
        column = *byte == '\n' ? 1 : column + 1;
        line += *byte == '\n';
    }
    return diags_add(diags, DIAG_JSON_SYNTAX, (struct place){name, line, column},
                     "the JSON ends or goes wrong here (byte %zu); download the file again",
                     (size_t)(at - bytes));
}

bool offer_json_plain_read(const struct offer_source *source, const struct offer_sink *sink,
                           struct diags *diags)
{
    struct arena *arena = arena_new();
    size_t length = 0;
    const char *bytes = read_whole(source, &length, arena, diags), *end = NULL;
    bool good = bytes != NULL;
    size_t invalid = good ? text_invalid_utf8_at(bytes, length) : 0;
    if (good && invalid < length)
        good = diags_add(diags, DIAG_ENCODING, (struct place){source->name, 1, 1},
                         "byte %zu is not valid UTF-8; download the file again", invalid);
    cJSON *root = good ? cJSON_ParseWithLengthOpts(bytes, length, &end, false) : NULL;
    if (good && root == NULL) good = syntax_error(source->name, bytes, end == NULL ? bytes : end, diags);
    struct walk walk = {.sink = sink, .name = source->name, .diags = diags};
    good = good && walk_root(&walk, root, arena);
    cJSON_Delete(root);
    arena_free(arena);
    return good;
}
