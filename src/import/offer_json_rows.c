/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/offer_json_rows.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "import/offer_json_private.h"

struct binding {
    const char *name;
    enum offer_field field;
};

struct bindings {
    size_t count;
    const struct binding *rows;
    bool any_case;
};
#define BINDINGS(table) ((struct bindings){sizeof(table) / sizeof *(table), (table), false})
#define ATTRIBUTES(table) ((struct bindings){sizeof(table) / sizeof *(table), (table), true})

/* AWS's own spelling of attributes differs between offers (usagetype, usageType), that of other members
 * doesn't. */
static const struct binding OF_PRODUCT[] = {{"productFamily", OFFER_FAMILY}};
static const struct binding OF_ATTRIBUTES[] = {{"servicecode", OFFER_SERVICE},
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
                                               {"fromlocationType", OFFER_FROM_LOCATION_TYPE},
                                               {"fromRegionCode", OFFER_FROM_REGION}};
static const struct binding OF_TERM[] = {{"offerTermCode", OFFER_TERM_CODE},
                                         {"effectiveDate", OFFER_EFFECTIVE_DATE}};
static const struct binding OF_TERM_ATTRIBUTES[] = {{"LeaseContractLength", OFFER_LEASE},
                                                    {"PurchaseOption", OFFER_PURCHASE},
                                                    {"OfferingClass", OFFER_OFFERING_CLASS}};
static const struct binding OF_DIMENSION[] = {{"rateCode", OFFER_RATE_CODE},
                                              {"description", OFFER_DESCRIPTION},
                                              {"beginRange", OFFER_FROM},
                                              {"endRange", OFFER_TO},
                                              {"unit", OFFER_UNIT}};

static const struct binding OF_PLAN[] = {{"sku", OFFER_SKU}, {"productFamily", OFFER_FAMILY}};
static const struct binding OF_PLAN_ATTRIBUTES[] = {{"purchaseOption", OFFER_PURCHASE}};
static const struct binding OF_RATE[] = {{"rateCode", OFFER_RATE_CODE},
                                         {"unit", OFFER_UNIT},
                                         {"discountedSku", OFFER_DISCOUNTED_SKU},
                                         {"discountedServiceCode", OFFER_DISCOUNTED_SERVICE},
                                         {"discountedUsageType", OFFER_DISCOUNTED_USAGETYPE},
                                         {"discountedOperation", OFFER_DISCOUNTED_OPERATION},
                                         {"discountedRegionCode", OFFER_DISCOUNTED_REGION}};
static const struct binding OF_DISCOUNTED_RATE[] = {{"price", OFFER_DISCOUNTED_RATE},
                                                    {"currency", OFFER_CURRENCY}};

enum { QUOTED_COLUMNS_MAX = 40 };

static const struct binding *binding_of(const char *name, struct bindings bindings)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < bindings.count; i++)
        if (strlen(bindings.rows[i].name) == length &&
            (bindings.any_case ? strncasecmp : strncmp)(bindings.rows[i].name, name, length) == 0)
            return &bindings.rows[i];
    return NULL;
}

static const char *wrong(struct arena *arena, const char *name, const char *what)
{
    return text_format(arena, "'%s' %s", text_quote(arena, name, QUOTED_COLUMNS_MAX), what);
}

/* Copy the members of object that bindings name into cells. */
static const char *bind(const cJSON *object, struct bindings bindings,
                        struct offer_cell cells[OFFER_FIELD__COUNT], struct arena *arena)
{
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        const struct binding *binding = binding_of(member->string, bindings);
        if (binding == NULL) continue;
        if (!cJSON_IsString(member)) return wrong(arena, member->string, "must be a text in quotes");
        if (cells[binding->field].bytes != NULL)
            return wrong(arena, member->string, "stands here a second time");
        cells[binding->field] = offer_cell_of(member->valuestring);
    }
    return NULL;
}

static void forget(struct bindings bindings, struct offer_cell cells[OFFER_FIELD__COUNT])
{
    for (size_t i = 0; i < bindings.count; i++) cells[bindings.rows[i].field] = (struct offer_cell){0};
}

/* Set *member to the member of this exact name, NULL when missing. Duplicates and values other than
 * objects are wrong. */
static const char *object_in(const cJSON *object, const char *name, const cJSON **member, struct arena *arena)
{
    *member = NULL;
    for (const cJSON *at = object->child; at != NULL; at = at->next) {
        if (strcmp(at->string, name) != 0) continue;
        if (*member != NULL) return wrong(arena, name, "stands here a second time");
        if (!cJSON_IsObject(at)) return wrong(arena, name, "must be an object");
        *member = at;
    }
    return NULL;
}

static const char *bind_product(const cJSON *product, struct bindings own, struct bindings of_attributes,
                                struct offer_cell cells[OFFER_FIELD__COUNT], struct arena *arena)
{
    const cJSON *attributes;
    const char *problem = bind(product, own, cells, arena);
    if (problem == NULL) problem = object_in(product, "attributes", &attributes, arena);
    if (problem == NULL && attributes != NULL) problem = bind(attributes, of_attributes, cells, arena);
    return problem;
}

const char *offer_json_product(const cJSON *product, struct offer_cell cells[OFFER_FIELD__COUNT],
                               struct arena *arena)
{
    return bind_product(product, BINDINGS(OF_PRODUCT), ATTRIBUTES(OF_ATTRIBUTES), cells, arena);
}

const char *offer_json_plan_product(const cJSON *product, struct offer_cell cells[OFFER_FIELD__COUNT],
                                    struct arena *arena)
{
    const char *problem = bind_product(product, BINDINGS(OF_PLAN), BINDINGS(OF_PLAN_ATTRIBUTES), cells,
                                       arena);
    return problem != NULL || cells[OFFER_SKU].bytes != NULL ? problem
                                                             : "a product of Savings Plans has no 'sku'";
}

const char *offer_json_rate(const cJSON *rate, struct offer_row *row, const struct offer_sink *sink,
                            bool *stopped, struct arena *arena)
{
    const cJSON *price;
    forget(BINDINGS(OF_RATE), row->cells);
    forget(BINDINGS(OF_DISCOUNTED_RATE), row->cells);
    const char *problem = bind(rate, BINDINGS(OF_RATE), row->cells, arena);
    if (problem == NULL) problem = object_in(rate, "discountedRate", &price, arena);
    if (problem == NULL && price != NULL)
        problem = bind(price, BINDINGS(OF_DISCOUNTED_RATE), row->cells, arena);
    if (problem != NULL) return problem;
    if (row->cells[OFFER_DISCOUNTED_RATE].bytes == NULL) return "a rate has no price in 'discountedRate'";
    *stopped = !sink->row(sink->user, row);
    return NULL;
}

/* A row for each currency. */
static const char *dimension_rows(const cJSON *dimension, struct offer_row *row,
                                  const struct offer_sink *sink, bool *stopped, struct arena *arena)
{
    const cJSON *prices;
    forget(BINDINGS(OF_DIMENSION), row->cells);
    if (!cJSON_IsObject(dimension)) return wrong(arena, dimension->string, "must be an object");
    const char *problem = bind(dimension, BINDINGS(OF_DIMENSION), row->cells, arena);
    if (problem == NULL) problem = object_in(dimension, "pricePerUnit", &prices, arena);
    if (problem != NULL) return problem;
    if (prices == NULL || prices->child == NULL)
        return wrong(arena, dimension->string, "has no 'pricePerUnit'");
    for (const cJSON *price = prices->child; price != NULL && !*stopped; price = price->next) {
        if (!cJSON_IsString(price))
            return wrong(arena, price->string, "in 'pricePerUnit' must be a text in quotes");
        row->cells[OFFER_CURRENCY] = offer_cell_of(price->string);
        row->cells[OFFER_PRICE] = offer_cell_of(price->valuestring);
        *stopped = !sink->row(sink->user, row);
    }
    return NULL;
}

const char *offer_json_term(const cJSON *term, struct offer_row *row, const struct offer_sink *sink,
                            bool *stopped, struct arena *arena)
{
    const cJSON *dimensions, *attributes;
    forget(BINDINGS(OF_TERM), row->cells);
    forget(ATTRIBUTES(OF_TERM_ATTRIBUTES), row->cells);
    const char *problem = bind(term, BINDINGS(OF_TERM), row->cells, arena);
    if (problem == NULL) problem = object_in(term, "termAttributes", &attributes, arena);
    if (problem == NULL && attributes != NULL)
        problem = bind(attributes, ATTRIBUTES(OF_TERM_ATTRIBUTES), row->cells, arena);
    if (problem == NULL) problem = object_in(term, "priceDimensions", &dimensions, arena);
    if (problem != NULL) return problem;
    if (dimensions == NULL) return "a term has no 'priceDimensions'";
    for (const cJSON *dimension = dimensions->child; dimension != NULL && problem == NULL && !*stopped;
         dimension = dimension->next)
        problem = dimension_rows(dimension, row, sink, stopped, arena);
    return problem;
}
