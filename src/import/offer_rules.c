/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "import/offer_private.h"
#include "pricing/offers.h"

static const char REGION_LOCATION[] = "AWS Region",
                  INSTANCE_USAGE[] = "BoxUsage:", TRANSFER_SERVICE[] = "AWSDataTransfer";

/* Usage types kept from EC2's offer, which has 400,000 rows: machines, volumes, gateways, addresses,
 * balancers and transfer. */
static const char *const EC2_USAGES[] = {
    "BoxUsage:", "EBS:",          "NatGateway-", "RegionalNatGateway-", "ElasticIP:", "LoadBalancerUsage",
    "LCUUsage",  "DataTransfer-", NULL};

/* Attributes of the plain EC2 instance, whose price goes into a book. */
static const struct offer_says PLAIN_LINUX[] = {{OFFER_TENANCY, "Shared"},
                                                {OFFER_SYSTEM, "Linux"},
                                                {OFFER_SOFTWARE, "NA"},
                                                {OFFER_CAPACITY_STATUS, "Used"},
                                                {OFFER_LICENCE, "No License required"},
                                                {OFFER_OPERATION, "RunInstances"}};

/* The main operation of a usage type that has several with different prices. */
static const struct {
    const char *offer, *usage, *operation;
} USUAL_OPERATIONS[] = {
    {"AmazonVPC", "TransitGateway-", "TransitGatewayVPC"},
    {"AmazonVPC", "VpcEndpoint-", "VpcEndpoint"},
    {"AmazonEC2", "NatGateway-", "NatGateway"},
    {"AmazonEC2", "BoxUsage:", "RunInstances"},
    {"AmazonDynamoDB", "WriteRequestUnits", "PayPerRequestThroughput"},
    {"AmazonDynamoDB", "ReadRequestUnits", "PayPerRequestThroughput"},
    {"AmazonDynamoDB", "WriteCapacityUnit-Hrs", "CommittedThroughput"},
    {"AmazonDynamoDB", "ReadCapacityUnit-Hrs", "CommittedThroughput"},
};

/* The kinds of load balancers share their usage types; the product family distinguishes them. */
static const char BALANCER_OFFER[] = "AWSELB", BALANCER_FAMILY[] = "Load Balancer";

struct offer_cell cell_trimmed(struct offer_cell cell)
{
    while (cell.length > 0 && cell.bytes[cell.length - 1] == ' ') cell.length--;
    while (cell.length > 0 && *cell.bytes == ' ') {
        cell.bytes++;
        cell.length--;
    }
    return cell;
}

bool cell_equals(struct offer_cell cell, const char *text)
{
    struct offer_cell trimmed = cell_trimmed(cell);
    return trimmed.length == strlen(text) &&
           (trimmed.length == 0 || strncasecmp(trimmed.bytes, text, trimmed.length) == 0);
}

bool cell_says(const struct offer_row *row, enum offer_field field, const char *text)
{
    return row->cells[field].bytes == NULL || cell_equals(row->cells[field], text);
}

static bool begins_with(const char *bytes, size_t length, const char *text)
{
    size_t wanted = strlen(text);
    return length >= wanted && memcmp(bytes, text, wanted) == 0;
}

/* True if the usage type begins so, with or without a prefix. */
static bool is_usage(struct offer_cell usagetype, const char *text)
{
    const char *dash = usagetype.length == 0 ? NULL : memchr(usagetype.bytes, '-', usagetype.length);
    if (begins_with(usagetype.bytes, usagetype.length, text)) return true;
    return dash != NULL &&
           begins_with(dash + 1, usagetype.length - (size_t)(dash + 1 - usagetype.bytes), text);
}

struct offer_exact rule_exact(void)
{
    return (struct offer_exact){INSTANCE_USAGE, PLAIN_LINUX, sizeof PLAIN_LINUX / sizeof *PLAIN_LINUX};
}

bool rule_is_needed(struct offer_cell usagetype)
{
    for (size_t i = 0; EC2_USAGES[i] != NULL; i++)
        if (is_usage(usagetype, EC2_USAGES[i])) return true;
    return false;
}

bool rule_is_instance(struct offer_cell usagetype) { return is_usage(usagetype, INSTANCE_USAGE); }

bool rule_is_plain_linux(const struct offer_row *row)
{
    for (size_t i = 0; i < sizeof PLAIN_LINUX / sizeof *PLAIN_LINUX; i++)
        if (!cell_says(row, PLAIN_LINUX[i].field, PLAIN_LINUX[i].value)) return false;
    return true;
}

static bool holds(struct offer_cell cell, const char *text)
{
    return cell.length > 0 && memmem(cell.bytes, cell.length, text, strlen(text)) != NULL;
}

static bool is_of_zone(const struct offer_row *row)
{
    struct offer_cell type = row->cells[OFFER_LOCATION_TYPE];
    return holds(type, "Zone") || holds(type, "Outposts");
}

/* True if the row's own columns say that it belongs to no region. */
static bool is_elsewhere(const struct offer_row *row)
{
    return holds(row->cells[OFFER_LOCATION_TYPE], "Edge") ||
           holds(row->cells[OFFER_FROM_LOCATION_TYPE], "Edge");
}

/* "us-east-1" has two dashes; "us-east-1-nyc-1", a zone, has more. */
static size_t dashes(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++) count += *text == '-';
    return count;
}

static enum row_scope scope_by_code(struct offer_cell code, struct arena *arena, const char **region)
{
    enum { DASHES_MIN = 2, DASHES_MAX = 3 }; /* us-gov-west-1 */
    *region = arena_copy(arena, code.bytes, code.length);
    size_t count = dashes(*region);
    bool gov = count == DASHES_MAX &&
               (text_starts_with(*region, "us-gov-") || text_starts_with(*region, "us-iso"));
    return count < DASHES_MIN ? SCOPE_NONE : count == DASHES_MIN || gov ? SCOPE_REGION : SCOPE_ZONE;
}

static enum row_scope scope_by_prefix(const struct offer_row *row, const char *usagetype, const char *service,
                                      const char **region)
{
    const char *named = region_of_usagetype(usagetype);
    const struct price_offer *offer = offer_find(service, strlen(service));
    /* A service sold only by region: its usage types without prefix are us-east-1's. */
    bool is_regional = (offer != NULL && offer->is_regional) ||
                       cell_equals(row->cells[OFFER_LOCATION_TYPE], REGION_LOCATION) ||
                       cell_equals(row->cells[OFFER_FROM_LOCATION_TYPE], REGION_LOCATION);
    if (!is_regional && (named == NULL || *named == '\0')) return SCOPE_NONE;
    *region = named == NULL ? "us-east-1" : named;
    return **region == '\0' ? SCOPE_UNKNOWN_REGION : SCOPE_REGION;
}

enum row_scope rule_scope(const struct offer_row *row, const char *usagetype, const char *service,
                          struct arena *arena, const char **region)
{
    if (text_starts_with(usagetype, "Global-")) return SCOPE_EVERY_REGION;
    if (is_of_zone(row)) return SCOPE_ZONE;
    if (is_elsewhere(row)) return SCOPE_NONE;
    struct offer_cell code = cell_trimmed(
        row->cells[row->cells[OFFER_DISCOUNTED_REGION].length > 0 ? OFFER_DISCOUNTED_REGION : OFFER_REGION]);
    /* Transfer is billed in the region of the usage type's prefix; its columns name both ends. */
    if (code.length > 0 && !text_equal(service, TRANSFER_SERVICE)) return scope_by_code(code, arena, region);
    return scope_by_prefix(row, usagetype, service, region);
}

bool rule_needs_qualifier(const struct kept *row) { return text_equal(row->offer, BALANCER_OFFER); }

const char *rule_qualifier(const struct kept *row, bool operations_differ, struct arena *arena)
{
    if (rule_needs_qualifier(row)) {
        const char *kind = text_starts_with(row->family, BALANCER_FAMILY)
                               ? row->family + sizeof BALANCER_FAMILY - 1
                               : row->family;
        return *kind == '-' ? kind + 1 : kind;
    }
    for (size_t i = 0; i < sizeof USUAL_OPERATIONS / sizeof *USUAL_OPERATIONS; i++)
        if (text_equal(row->offer, USUAL_OPERATIONS[i].offer) &&
            text_starts_with(row->bare, USUAL_OPERATIONS[i].usage) &&
            text_equal(row->operation, USUAL_OPERATIONS[i].operation))
            return "";
    return arena_copy_string(arena, operations_differ ? row->operation : row->group);
}

bool rule_number(struct offer_cell cell, double *number)
{
    enum { NUMBER_MAX_BYTES = 400 }; /* the exact value of a small double has some hundred digits */
    struct offer_cell trimmed = cell_trimmed(cell);
    char text[NUMBER_MAX_BYTES + 1];
    if (trimmed.length == 0 || trimmed.length > NUMBER_MAX_BYTES || *trimmed.bytes < '0' ||
        *trimmed.bytes > '9')
        return false;
    memcpy(text, trimmed.bytes, trimmed.length);
    text[trimmed.length] = '\0';
    if (strspn(text, "0123456789.eE+-") != trimmed.length) return false;
    char *end;
    *number = strtod(text, &end);
    return *end == '\0' && *number < 1e300; /* below infinity */
}
