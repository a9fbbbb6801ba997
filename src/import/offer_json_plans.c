/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The terms of Savings Plans: a list of plans, each with a list of rates that may be tens of megabytes. A
 * plan's SKU and length come before its rates in AWS's files; where they don't, the rates are skipped and
 * read by going back. */
#include <stdio.h>
#include <string.h>

#include "import/offer_json_private.h"
#include "import/offer_json_rows.h"

struct plan {
    char sku[JSON_KEY_MAX_BYTES + 1], lease[24]; /* years */
    bool has_sku, has_lease, has_rates;
    uint64_t later_offset, later_line; /* position of postponed rates; line 0: none */
    struct offer_row row;
};

static bool take_sku(struct offer_json_reader *reader, const struct json_held *held, struct plan *plan)
{
    cJSON *tree = offer_json_parse(reader, held);
    const char *sku = cJSON_GetStringValue(tree);
    bool good = sku != NULL && strlen(sku) < sizeof plan->sku;
    if (good)
        strcpy(plan->sku, sku);
    else if (tree != NULL)
        offer_json_wrong(reader, held, "must be a short text in quotes");
    cJSON_Delete(tree);
    return good;
}

/* {"duration": 3, "unit": "year"}. */
static bool take_lease(struct offer_json_reader *reader, const struct json_held *held, struct plan *plan)
{
    cJSON *tree = offer_json_parse(reader, held);
    const cJSON *duration = cJSON_GetObjectItemCaseSensitive(tree, "duration");
    bool is_text = cJSON_IsString(duration) && strlen(duration->valuestring) < sizeof plan->lease;
    bool good = is_text || cJSON_IsNumber(duration);
    if (is_text)
        strcpy(plan->lease, duration->valuestring);
    else if (good)
        snprintf(plan->lease, sizeof plan->lease, "%d", duration->valueint);
    else if (tree != NULL)
        offer_json_wrong(reader, held, "must say its 'duration' in years");
    cJSON_Delete(tree);
    return good;
}

static bool take_rate(struct offer_json_reader *reader, void *user)
{
    struct plan *plan = user;
    struct json_held held;
    if (!json_hold_value(&reader->walk, &held)) return false;
    if (held.bytes[0] != '{') return offer_json_wrong(reader, &held, "a rate must be an object");
    return !offer_json_is_candidate(reader, &held, "discountedusagetype") ||
           offer_json_take(reader, &held, &plan->row, offer_json_rate);
}

static bool read_rates(struct offer_json_reader *reader, struct plan *plan)
{
    const struct offer_product *product = offer_products_find(&reader->products, plan->sku);
    if (product == NULL)
        return json_fail_here(&reader->walk, DIAG_WRONG_SHAPE,
                              "these are rates of a Savings Plan that is not among the products");
    plan->row.cells[OFFER_SKU] = offer_cell_of(product->sku);
    plan->row.cells[OFFER_FAMILY] = offer_cell_of(product->cells[OFFER_FAMILY]);
    plan->row.cells[OFFER_PURCHASE] = offer_cell_of(product->cells[OFFER_PURCHASE]);
    plan->row.cells[OFFER_LEASE] = offer_cell_of(plan->lease);
    return offer_json_each(reader, '[', "'[' of a Savings Plan's rates", take_rate, plan);
}

static bool take_member(struct offer_json_reader *reader, void *user)
{
    struct plan *plan = user;
    struct json_window *window = &reader->walk.window;
    struct json_held held;
    const char *key = reader->walk.key;
    if (strcmp(key, "sku") == 0)
        return offer_json_once(reader, &plan->has_sku) && json_hold_value(&reader->walk, &held) &&
               take_sku(reader, &held, plan);
    if (strcmp(key, "leaseContractLength") == 0)
        return offer_json_once(reader, &plan->has_lease) && json_hold_value(&reader->walk, &held) &&
               take_lease(reader, &held, plan);
    if (strcmp(key, "rates") != 0) return json_skip_value(&reader->walk);
    if (!offer_json_once(reader, &plan->has_rates)) return false;
    if (plan->has_sku && plan->has_lease) return read_rates(reader, plan);
    plan->later_offset = window->base + window->at;
    plan->later_line = json_window_line(window, window->at);
    return json_skip_value(&reader->walk);
}

static bool read_later(struct offer_json_reader *reader, struct plan *plan)
{
    struct json_window *window = &reader->walk.window;
    uint64_t end = window->base + window->at, end_line = json_window_line(window, window->at);
    if (window->source->seek == NULL)
        return json_fail_here(&reader->walk, DIAG_FILE_UNREADABLE,
                              "the rates come before their plan's length, and this input can't be read "
                              "twice: save it to a file");
    return json_window_seek(window, plan->later_offset, plan->later_line) && read_rates(reader, plan) &&
           json_window_seek(window, end, end_line);
}

static bool take_plan(struct offer_json_reader *reader, void *user)
{
    struct plan plan = {0};
    (void)user;
    if (!offer_json_each(reader, '{', "'{' of a Savings Plan", take_member, &plan)) return false;
    if (!plan.has_sku || !plan.has_lease || !plan.has_rates)
        return json_fail_here(&reader->walk, DIAG_MISSING_KEY, "the Savings Plan that ends here has no '%s'",
                              !plan.has_sku     ? "sku"
                              : !plan.has_lease ? "leaseContractLength"
                                                : "rates");
    return plan.later_line == 0 || read_later(reader, &plan);
}

bool offer_json_plans(struct offer_json_reader *reader)
{
    return offer_json_each(reader, '[', "'[' of the Savings Plans", take_plan, NULL);
}
