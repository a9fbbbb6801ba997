/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/offer_detect.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "import/offer_columns.h"

/* Other files that users may have. */
static const struct {
    const char *start, *reason;
} OTHERS[] = {
    {"\x1f\x8b", "the file is compressed (gzip); unpack it first"},
    {"PK\x03\x04", "the file is an archive (zip); unpack it first"},
    {"<", "the file is a page of HTML or XML, perhaps a server's message; download the price list again"},
    {"offer_code,", "the file is a price book already; --prices takes it as it is"},
    {"[",
     "the file is a JSON list; AWS's price lists are JSON objects with products and terms (the Price List "
     "Query API, 'aws pricing get-products', gives lists, which are none of these; pricing/fetch.sh "
     "downloads price lists)"},
};

/* Members of the Price List Query API's answers, whole and one product alone. */
static const char *const OF_QUERIES[] = {"PriceList", "product"};
static const char QUERY[] =
    "the file is an answer of the Price List Query API ('aws pricing get-products') and no "
    "price list; pricing/fetch.sh downloads price lists";

static const char NOT_KNOWN[] = "the file is none of AWS's price lists: neither CSV with a header that "
                                "begins with SKU nor JSON with products and terms";

/* The first two cells of a line, without quotes; a cell with a comma in quotes ends there, which no name
 * has. */
struct line {
    const char *cells[2];
    size_t lengths[2];
};

static struct line cut(const char *at, const char *end)
{
    struct line line = {{"", ""}, {0, 0}};
    for (size_t i = 0; i < 2 && at < end; i++) {
        const char *comma = memchr(at, ',', (size_t)(end - at)), *last = comma == NULL ? end : comma;
        const char *first = at;
        while (last > first && (last[-1] == '\r' || last[-1] == '"' || last[-1] == ' ')) last--;
        while (first < last && (*first == '"' || *first == ' ')) first++;
        line.cells[i] = first;
        line.lengths[i] = (size_t)(last - first);
        at = comma == NULL ? end : comma + 1;
    }
    return line;
}

static bool is_name(const char *bytes, size_t length, const char *name)
{
    return length == strlen(name) && memcmp(bytes, name, length) == 0;
}

static void detect_csv(const char *at, const char *end, struct offer_detected *detected, struct arena *arena)
{
    for (size_t i = 0; i < OFFER_HEAD_ROWS_MAX && at < end; i++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at)), *last = newline == NULL ? end : newline;
        struct line line = cut(at, last);
        if (is_name(line.cells[0], line.lengths[0], "OfferCode"))
            detected->offer_code = arena_copy(arena, line.cells[1], line.lengths[1]);
        if (offer_opens_header(line.cells[0], line.lengths[0])) {
            detected->kind = OFFER_KIND_CSV;
            return;
        }
        at = last + 1;
    }
    detected->reason = NOT_KNOWN;
}

/* Members of the outermost object that identify kinds. */
static const struct {
    const char *name;
    enum offer_kind kind;
} MEMBERS[] = {{"products", OFFER_KIND_JSON},
               {"terms", OFFER_KIND_JSON},
               {"offers", OFFER_KIND_SERVICE_INDEX},
               {"regions", OFFER_KIND_REGION_INDEX},
               {"versions", OFFER_KIND_VERSION_INDEX}};

struct scan {
    const char *at, *end;
    int depth;
    const char *key; /* of the outermost object, until its value came */
    size_t key_length;
};

/* Take the string that opens at scan->at, and move past it. False when it isn't closed. */
static bool take_string(struct scan *scan, const char **bytes, size_t *length)
{
    *bytes = ++scan->at;
    while (scan->at < scan->end && *scan->at != '"') scan->at += *scan->at == '\\' ? 2 : 1;
    if (scan->at >= scan->end) return false;
    *length = (size_t)(scan->at++ - *bytes);
    return true;
}

static bool is_followed_by_colon(const struct scan *scan)
{
    const char *at = scan->at;
    while (at < scan->end && isspace((unsigned char)*at)) at++;
    return at < scan->end && *at == ':';
}

static void take_member(const struct scan *scan, const char *key, size_t length,
                        struct offer_detected *detected)
{
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++)
        if (is_name(key, length, MEMBERS[i].name) && detected->kind == OFFER_KIND_NONE)
            detected->kind = MEMBERS[i].kind;
    for (size_t i = 0; i < sizeof OF_QUERIES / sizeof *OF_QUERIES; i++)
        if (is_name(key, length, OF_QUERIES[i])) detected->reason = QUERY;
    const char *at = scan->at;
    while (at < scan->end && (isspace((unsigned char)*at) || *at == ':')) at++;
    if (is_name(key, length, "products") && at < scan->end && *at == '[')
        detected->kind = OFFER_KIND_PLAN_JSON;
}

static void detect_json(const char *bytes, const char *end, struct offer_detected *detected,
                        struct arena *arena)
{
    struct scan scan = {.at = bytes, .end = end};
    while (scan.at < scan.end) {
        char byte = *scan.at;
        const char *text;
        size_t length;
        if (byte != '"') {
            scan.depth += (byte == '{' || byte == '[') - (byte == '}' || byte == ']');
            scan.at++;
            continue;
        }
        if (!take_string(&scan, &text, &length)) break;
        if (scan.depth != 1) continue;
        if (is_followed_by_colon(&scan)) {
            take_member(&scan, text, length, detected);
            scan.key = text;
            scan.key_length = length;
        } else if (scan.key != NULL && is_name(scan.key, scan.key_length, "offerCode")) {
            detected->offer_code = arena_copy(arena, text, length);
        }
    }
    if (detected->reason != NULL)
        detected->kind = OFFER_KIND_NONE;
    else if (detected->kind == OFFER_KIND_NONE)
        detected->reason = NOT_KNOWN;
}

struct offer_detected offer_detect(const char *bytes, size_t length, struct arena *arena)
{
    static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";
    struct offer_detected detected = {.kind = OFFER_KIND_NONE, .offer_code = ""};
    const char *at = bytes, *end = bytes + length;
    if (length >= sizeof BYTE_ORDER_MARK - 1 && memcmp(at, BYTE_ORDER_MARK, sizeof BYTE_ORDER_MARK - 1) == 0)
        at += sizeof BYTE_ORDER_MARK - 1;
    while (at < end && isspace((unsigned char)*at)) at++;
    if (at == end) {
        detected.reason = "the file is empty; download it again";
        return detected;
    }
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        size_t start = strlen(OTHERS[i].start);
        if ((size_t)(end - at) >= start && memcmp(at, OTHERS[i].start, start) == 0) {
            detected.reason = OTHERS[i].reason;
            return detected;
        }
    }
    if (*at == '{')
        detect_json(at, end, &detected, arena);
    else
        detect_csv(at, end, &detected, arena);
    return detected;
}
