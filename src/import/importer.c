/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Takes rows: copies wanted ones, counts the others. */
#include "import/importer.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "import/offer_private.h"

/* A book holds 8 MiB, some 30,000 rows with all their evidence. More is no region's price list. */
enum { ROWS_FIRST = 1024, ROWS_MAX = 64 * 1024, QUOTED_COLUMNS_MAX = 60 };
static const char UPFRONT_UNIT[] = "Quantity", EC2[] = "AmazonEC2", NO_END[] = "Inf";

const struct offer_skip_row OFFER_SKIP_ROWS[SKIP__COUNT] = {
#define SKIP(id, what, unseen) [SKIP_##id] = {what, unseen},
    OFFER_SKIPS(SKIP)
#undef SKIP
};

/* One sink's state: files can only be read one after another. */
struct taking {
    struct importer *importer;
    struct offer_file *file;
};

static const struct offer_attribute_filter EC2_FILTERS[] = {{{"BoxUsage:", "RunInstances", "Linux",
                                                              "Shared"}},
                                                            {{"EBS:"}},
                                                            {{"NatGateway-"}},
                                                            {{"ElasticIP:"}},
                                                            {{"LoadBalancerUsage"}},
                                                            {{"LCUUsage"}},
                                                            {{"DataTransfer-"}}};
static const struct offer_attribute_filter COMPUTE_PLAN_FILTERS[] = {{{"BoxUsage:", "RunInstances"}}};

static bool is_wanted_term(const struct importer *importer, enum term term)
{
    return importer->request.all_terms || term == TERM_RESERVED_1YR_NO_UPFRONT ||
           term == TERM_RESERVED_3YR_ALL_UPFRONT;
}

struct importer *importer_new(const struct importer_request *request, struct arena *arena,
                              struct diags *diags)
{
    struct importer *importer = arena_new_of(arena, struct importer, 1);
    *importer = (struct importer){.request = *request,
                                  .region = request->region,
                                  .arena = arena_new(),
                                  .diags = diags};
    arena_adopt(arena, importer->arena); /* its own, as it is rewound between rows */
    for (int i = 0; i < TERM__COUNT; i++)
        if (PURCHASE_TERMS[i].kind == BUY_RESERVED && is_wanted_term(importer, (enum term)i))
            importer->term_codes[importer->term_code_count++] = PURCHASE_TERMS[i].code;
    return importer;
}

struct offer_wanted importer_wanted(const struct importer *importer, const char *offer_code)
{
    struct offer_wanted wanted = {.term_codes = importer->term_codes,
                                  .term_code_count = importer->term_code_count};
    if (text_equal(offer_code, EC2)) {
        wanted.attribute_filters = EC2_FILTERS;
        wanted.filter_count = sizeof EC2_FILTERS / sizeof *EC2_FILTERS;
        wanted.exact = rule_exact();
    } else if (text_equal(offer_code, "AmazonComputeSavingsPlan") ||
               text_equal(offer_code, "AWSComputeSavingsPlan")) {
        wanted.attribute_filters = COMPUTE_PLAN_FILTERS;
        wanted.filter_count = sizeof COMPUTE_PLAN_FILTERS / sizeof *COMPUTE_PLAN_FILTERS;
    } else {
        wanted.term_code_count = 0; /* DynamoDB's reserved terms have codes of their own */
    }
    return wanted;
}

static bool wrong(const struct taking *taking, const struct offer_row *row, enum diag_id id, const char *what)
{
    return diags_add(taking->importer->diags, id, (struct place){taking->file->name, (uint32_t)row->line, 1},
                     "%s (byte %llu)", what, (unsigned long long)row->offset);
}

static bool skip(struct taking *taking, enum offer_skip reason)
{
    taking->importer->skipped[reason]++;
    return true;
}

static const char *quoted(const struct taking *taking, struct offer_cell cell)
{
    struct arena *arena = taking->importer->diags->arena;
    return text_quote(arena, arena_copy(arena, cell.bytes == NULL ? "" : cell.bytes, cell.length),
                      QUOTED_COLUMNS_MAX);
}

/* A copy, shared with the row before if equal: neighbours repeat most texts. */
static const char *text_of(struct importer *importer, struct offer_cell cell, const char *before)
{
    struct offer_cell trimmed = cell_trimmed(cell);
    if (trimmed.length == 0) return "";
    if (before != NULL && strlen(before) == trimmed.length &&
        memcmp(before, trimmed.bytes, trimmed.length) == 0)
        return before;
    return arena_copy(importer->arena, trimmed.bytes, trimmed.length);
}

static struct kept *new_row(struct importer *importer)
{
    arena_grow(importer->arena, importer->rows, importer->count, importer->capacity, ROWS_FIRST);
    return &importer->rows[importer->count];
}

static bool take_numbers(struct taking *taking, const struct offer_row *row, enum offer_field price,
                         struct kept *kept)
{
    struct diags *diags = taking->importer->diags;
    if (!cell_equals(row->cells[OFFER_CURRENCY], "USD"))
        return wrong(taking, row, DIAG_OFFER_CURRENCY,
                     text_format(diags->arena, "the currency is '%s'; only lists in USD can be imported",
                                 quoted(taking, row->cells[OFFER_CURRENCY])));
    if (!rule_number(row->cells[price], &kept->usd))
        return wrong(taking, row, DIAG_OFFER_VALUE,
                     text_format(diags->arena, "the price '%s' is no number from 0; download the file again",
                                 quoted(taking, row->cells[price])));
    struct offer_cell from = cell_trimmed(row->cells[OFFER_FROM]), to = cell_trimmed(row->cells[OFFER_TO]);
    kept->end = INFINITY;
    bool good = from.length == 0 || rule_number(from, &kept->begin);
    if (to.length > 0 && !cell_equals(to, NO_END)) good = rule_number(to, &kept->end) && good;
    return good || wrong(taking, row, DIAG_OFFER_VALUE,
                         text_format(diags->arena, "the range '%s' to '%s' is none; download the file again",
                                     quoted(taking, from), quoted(taking, to)));
}

/* Set *own if a row of this region belongs to the book's region, which the first such row decides. False
 * with a diagnostic when regions are mixed. */
static bool check_region(struct taking *taking, const struct offer_row *row, enum row_scope scope,
                         const char *region, bool *own)
{
    struct importer *importer = taking->importer;
    *own = true;
    if (importer->region == NULL && scope == SCOPE_REGION)
        importer->region = arena_copy_string(importer->arena, region);
    if (scope == SCOPE_EVERY_REGION || (scope == SCOPE_REGION && text_equal(region, importer->region)))
        return true;
    if (scope == SCOPE_UNKNOWN_REGION && importer->region != NULL && region_prefix(importer->region) == NULL)
        return true;
    *own = false;
    if (importer->request.region != NULL) return skip(taking, SKIP_OTHER_REGION);
    struct arena *arena = importer->diags->arena;
    return wrong(
        taking, row, DIAG_OFFER_REGION,
        text_format(arena, "the row is of %s%s, those before are of %s; say which is wanted with --region",
                    scope == SCOPE_REGION ? text_quote(arena, region, QUOTED_COLUMNS_MAX) : "another region",
                    scope == SCOPE_REGION ? "" : " (its usage type's prefix is none that warpcost knows)",
                    importer->region == NULL ? "no region"
                                             : text_quote(arena, importer->region, QUOTED_COLUMNS_MAX)));
}

/* Copy the common cells of a kept row. False when the import can't go on; *took is set if the row was
 * kept. */
static bool keep(struct taking *taking, const struct offer_row *row, enum offer_field usage,
                 enum offer_field sku, enum offer_field operation, const char *offer, enum term term,
                 bool is_upfront)
{
    struct importer *importer = taking->importer;
    struct kept *kept = new_row(importer), *before = importer->count > 0 ? kept - 1 : NULL;
    *kept = (struct kept){.file = taking->file,
                          .term = term,
                          .is_upfront = is_upfront,
                          .offset = row->offset,
                          .line = row->line};
    kept->offer = before != NULL && text_equal(before->offer, offer)
                      ? before->offer
                      : arena_copy_string(importer->arena, offer);
    kept->usagetype = text_of(importer, row->cells[usage], before == NULL ? NULL : before->usagetype);
    const char *region = NULL;
    bool knows_region = importer->region != NULL;
    struct arena_mark mark = arena_mark(importer->arena);
    enum row_scope scope = rule_scope(row, kept->usagetype, offer, importer->arena, &region);
    if (scope == SCOPE_ZONE || scope == SCOPE_NONE)
        return skip(taking, scope == SCOPE_ZONE ? SKIP_ZONE : SKIP_NO_REGION);
    bool own;
    if (!check_region(taking, row, scope, region, &own) || !own)
        return !own && importer->request.region != NULL;
    if (knows_region) /* the row's copy is temporary */
        arena_rewind(importer->arena, mark);
    kept->bare = importer->region == NULL ? kept->usagetype : region_bare(importer->region, kept->usagetype);
    if (kept->bare == NULL || *kept->bare == '\0') return skip(taking, SKIP_PREFIX);
    if (!take_numbers(taking, row, sku == OFFER_DISCOUNTED_SKU ? OFFER_DISCOUNTED_RATE : OFFER_PRICE, kept))
        return false;
    kept->unit = text_of(importer, row->cells[OFFER_UNIT], before == NULL ? NULL : before->unit);
    kept->sku = text_of(importer, row->cells[sku], before == NULL ? NULL : before->sku);
    kept->rate_code = text_of(importer, row->cells[OFFER_RATE_CODE], NULL);
    kept->operation = text_of(importer, row->cells[operation], before == NULL ? NULL : before->operation);
    kept->family = text_of(importer, row->cells[OFFER_FAMILY], before == NULL ? NULL : before->family);
    kept->group = text_of(importer, row->cells[OFFER_GROUP], before == NULL ? NULL : before->group);
    if (*kept->unit == '\0' || *kept->sku == '\0')
        return wrong(taking, row, DIAG_OFFER_VALUE, "the row has no unit or no SKU; download the file again");
    taking->file->kept++;
    if (++importer->count > ROWS_MAX)
        return wrong(taking, row, DIAG_OFFER_FORMAT,
                     "there are more prices than a price book holds; is this the list of one region?");
    return true;
}

static int years_of(struct offer_cell lease)
{
    struct offer_cell trimmed = cell_trimmed(lease);
    return trimmed.length > 0 && *trimmed.bytes >= '0' && *trimmed.bytes <= '9' ? *trimmed.bytes - '0' : 0;
}

static enum term term_of(const struct offer_row *row, enum term_kind kind, enum offer_field category)
{
    enum { TEXT_MAX_BYTES = 60 };
    char texts[2][TEXT_MAX_BYTES + 1];
    const enum offer_field fields[2] = {category, OFFER_PURCHASE};
    for (size_t i = 0; i < 2; i++) {
        struct offer_cell cell = cell_trimmed(row->cells[fields[i]]);
        size_t length = cell.length > TEXT_MAX_BYTES ? 0 : cell.length;
        if (length > 0) memcpy(texts[i], cell.bytes, length);
        texts[i][length] = '\0';
    }
    return term_find(kind, texts[0], years_of(row->cells[OFFER_LEASE]), texts[1]);
}

static bool take_plan_row(struct taking *taking, const struct offer_row *row)
{
    static const char *const SERVICES[] = {"AmazonEC2", "AmazonDynamoDB"};
    const char *offer = NULL;
    for (size_t i = 0; i < sizeof SERVICES / sizeof *SERVICES; i++)
        if (cell_equals(row->cells[OFFER_DISCOUNTED_SERVICE], SERVICES[i])) offer = SERVICES[i];
    if (offer == NULL) return skip(taking, SKIP_SERVICE);
    bool is_instance = rule_is_instance(cell_trimmed(row->cells[OFFER_DISCOUNTED_USAGETYPE]));
    if (text_equal(offer, EC2) &&
        !(is_instance && cell_equals(row->cells[OFFER_DISCOUNTED_OPERATION], "RunInstances")))
        return skip(taking, SKIP_INSTANCE);
    enum term term = term_of(row, BUY_PLAN, OFFER_FAMILY);
    if (term == TERM__COUNT) return skip(taking, SKIP_OTHER_TERM);
    return keep(taking, row, OFFER_DISCOUNTED_USAGETYPE, OFFER_DISCOUNTED_SKU, OFFER_DISCOUNTED_OPERATION,
                offer, term, false);
}

static bool take_offer_row(struct taking *taking, const struct offer_row *row)
{
    bool is_reserved = cell_equals(row->cells[OFFER_TERM_TYPE], "Reserved");
    struct offer_cell service = cell_trimmed(row->cells[OFFER_SERVICE]),
                      usagetype = cell_trimmed(row->cells[OFFER_USAGETYPE]);
    /* EC2's own list is filtered for every service, since a fast reader doesn't know the services. */
    bool is_ec2_list = text_equal(taking->file->head.offer_code, EC2),
         is_ec2 = is_ec2_list || cell_equals(service, EC2);
    if (is_ec2 && !rule_is_needed(usagetype)) return skip(taking, SKIP_NOT_NEEDED);
    if (is_ec2 && rule_is_instance(usagetype) && !rule_is_plain_linux(row))
        return skip(taking, SKIP_INSTANCE);
    if (!is_reserved && !cell_equals(row->cells[OFFER_TERM_TYPE], "OnDemand"))
        return skip(taking, SKIP_UNKNOWN_TERM);
    enum term term = is_reserved ? term_of(row, BUY_RESERVED, OFFER_OFFERING_CLASS) : TERM_ON_DEMAND;
    bool is_other = is_reserved && (term == TERM__COUNT || !is_wanted_term(taking->importer, term) ||
                                    (is_ec2 && !cell_says(row, OFFER_TERM_CODE, PURCHASE_TERMS[term].code)));
    if (is_other) return skip(taking, SKIP_OTHER_TERM);
    const char *offer = service.length == 0
                            ? taking->file->head.offer_code
                            : arena_copy(taking->importer->arena, service.bytes, service.length);
    bool is_upfront = is_reserved && cell_equals(row->cells[OFFER_UNIT], UPFRONT_UNIT);
    return keep(taking, row, OFFER_USAGETYPE, OFFER_SKU, OFFER_OPERATION, offer, term, is_upfront);
}

static bool take_row(void *user, const struct offer_row *row)
{
    struct taking *taking = user;
    struct importer *importer = taking->importer;
    struct arena_mark mark = arena_mark(importer->arena);
    size_t count = importer->count, capacity = importer->capacity;
    bool had_region = importer->region != NULL;
    taking->file->rows++;
    bool good = row->cells[OFFER_DISCOUNTED_RATE].bytes != NULL ? take_plan_row(taking, row)
                                                                : take_offer_row(taking, row);
    /* Skipped rows, which are millions, leave nothing in the arena. */
    if (good && importer->count == count && importer->capacity == capacity && had_region)
        arena_rewind(importer->arena, mark);
    return good;
}

static bool take_head(void *user, const struct offer_head *head)
{
    struct taking *taking = user;
    struct importer *importer = taking->importer;
    struct place place = {taking->file->name, 1, 1};
    const char *const texts[] = {head->publication_date, head->version, head->offer_code};
    static const char *const NAMES[] = {"Publication Date", "Version", "OfferCode"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i] == NULL || *texts[i] == '\0')
            return diags_add(
                importer->diags, DIAG_OFFER_FORMAT, place,
                "the file doesn't say its %s, so its prices would have no date and source; download it again",
                NAMES[i]);
    enum { DAY_LENGTH = 10 };
    size_t length = strlen(texts[0]);
    if (!text_is_date(texts[0], length < DAY_LENGTH ? length : DAY_LENGTH))
        return diags_add(
            importer->diags, DIAG_OFFER_VALUE, place,
            "the Publication Date '%s' is no date such as 2026-07-20T00:00:00Z; download the file "
            "again",
            text_quote(importer->diags->arena, texts[0], QUOTED_COLUMNS_MAX));
    taking->file->head = (struct offer_head){arena_copy_string(importer->arena, head->format_version),
                                             arena_copy_string(importer->arena, texts[0]),
                                             arena_copy_string(importer->arena, texts[1]),
                                             arena_copy_string(importer->arena, texts[2])};
    for (size_t i = 0; i < importer->file_count; i++) {
        const struct offer_head *other = &importer->files[i]->head;
        if (importer->files[i] != taking->file && text_equal(other->offer_code, texts[2]) &&
            !text_equal(other->version, texts[1]))
            return diags_add(importer->diags, DIAG_OFFER_FORMAT, place,
                             "the list of %s is of version %s, that in %s of version %s; leave out one",
                             text_quote(importer->diags->arena, texts[2], QUOTED_COLUMNS_MAX),
                             text_quote(importer->diags->arena, texts[1], QUOTED_COLUMNS_MAX),
                             importer->files[i]->name,
                             text_quote(importer->diags->arena, other->version, QUOTED_COLUMNS_MAX));
    }
    return true;
}

struct offer_sink importer_sink(struct importer *importer, struct offer_file *file)
{
    struct taking *taking = arena_new_of(importer->arena, struct taking, 1);
    *taking = (struct taking){importer, file};
    struct offer_file **files = arena_widened(importer->arena, importer->files, importer->file_count,
                                              sizeof *files, importer->file_count + 1);
    files[importer->file_count++] = file;
    importer->files = files;
    return (struct offer_sink){taking, take_head, take_row};
}
