/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Turns rows into prices: duplicates go, upfront fees join their hourly prices, Savings Plans' rates join
 * the SKUs that they discount, prices with the same usage type get qualifiers, and tiers are sorted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "import/offer_private.h"

/* A reserved term's hours: years of 365 days, as AWS's own effective rates have it. */
static const double HOURS_PER_YEAR = 8760;
/* Cells of a book are bounded; these suffice for any list seen so far. */
enum { SKUS_MAX_BYTES = 240, CODES_MAX_BYTES = 400, QUOTED_COLUMNS_MAX = 80 };

static int compare_text(const char *a, const char *b) { return a == b ? 0 : strcmp(a, b); }

static int compare_number(double a, double b) { return (a > b) - (a < b); }

/* Equal rows keep the files' order. */
static int compare_places(const struct kept *a, const struct kept *b)
{
    int order = compare_text(a->file->name, b->file->name);
    return order != 0 ? order : (a->offset > b->offset) - (a->offset < b->offset);
}

static int by_rate_code(const void *left, const void *right)
{
    const struct kept *a = left, *b = right;
    int order = compare_text(a->rate_code, b->rate_code);
    return order != 0 ? order : compare_places(a, b);
}

static int by_sku_and_term(const void *left, const void *right)
{
    const struct kept *a = left, *b = right;
    int order = compare_text(a->sku, b->sku);
    order = order != 0 ? order : (a->term > b->term) - (a->term < b->term);
    order = order != 0 ? order : b->is_upfront - a->is_upfront;
    return order != 0 ? order : compare_places(a, b);
}

static int compare_prices(const struct kept *a, const struct kept *b)
{
    int order = compare_text(a->offer, b->offer);
    order = order != 0 ? order : compare_text(a->bare, b->bare);
    return order != 0 ? order : (a->term > b->term) - (a->term < b->term);
}

static int by_price(const void *left, const void *right)
{
    const struct kept *a = left, *b = right;
    int order = compare_prices(a, b);
    order = order != 0 ? order : compare_text(a->sku, b->sku);
    order = order != 0 ? order : compare_number(a->begin, b->begin);
    return order != 0 ? order : compare_places(a, b);
}

static void sort(struct importer *importer, int (*compare)(const void *, const void *))
{
    if (importer->count > 0) qsort(importer->rows, importer->count, sizeof *importer->rows, compare);
}

static void drop(struct importer *importer, struct kept *row, enum offer_skip reason)
{
    row->is_dropped = true;
    importer->skipped[reason]++;
}

/* Close the gaps of dropped rows. */
static void compact(struct importer *importer)
{
    size_t count = 0;
    for (size_t i = 0; i < importer->count; i++)
        if (!importer->rows[i].is_dropped) importer->rows[count++] = importer->rows[i];
    importer->count = count;
}

/* Rows of one rate code are one row; if they differ, the files contradict each other. */
static bool drop_repetitions(struct importer *importer)
{
    bool good = true;
    sort(importer, by_rate_code);
    for (size_t i = 1; i < importer->count; i++) {
        struct kept *row = &importer->rows[i], *first = row - 1;
        if (*row->rate_code == '\0' || !text_equal(row->rate_code, first->rate_code)) continue;
        bool same = row->usd == first->usd && row->begin == first->begin && row->end == first->end;
        if (!same && !first->is_dropped)
            good = diags_add(importer->diags, DIAG_PRICE_DUPLICATE,
                             (struct place){row->file->name, (uint32_t)row->line, 1},
                             "rate code %s has another price or tier than at %s:%llu (byte %llu); are the "
                             "lists of different dates?",
                             text_quote(importer->diags->arena, row->rate_code, QUOTED_COLUMNS_MAX),
                             first->file->name, (unsigned long long)first->line,
                             (unsigned long long)row->offset);
        first->is_dropped = true;
        importer->skipped[SKIP_REPEATED]++;
    }
    compact(importer);
    return good;
}

/* rows[0 .. count) have one SKU and reserved term, the upfront fee first if there is one. */
static void join_fee(struct importer *importer, struct kept *rows, size_t count)
{
    const struct purchase_term *term = &PURCHASE_TERMS[rows->term];
    bool has_fee = rows->is_upfront, needs_fee = !text_equal(term->purchase, "No Upfront");
    double hourly_fee = has_fee ? rows->usd / (HOURS_PER_YEAR * term->years) : 0;
    for (size_t i = has_fee; i < count; i++) {
        if (rows[i].is_upfront) {
            rows[i].is_dropped = true; /* a second fee: the right one is unknown */
            has_fee = false;
        }
    }
    for (size_t i = 1; has_fee && i < count; i++) {
        rows[i].upfront_usd = rows->usd;
        rows[i].usd += hourly_fee;
        if (i == 1)
            rows[i].rate_code = text_format(importer->arena, "%s %s", rows[i].rate_code, rows->rate_code);
    }
    for (size_t i = 0; i < count; i++)
        if (!rows[i].is_dropped && needs_fee && !has_fee) drop(importer, &rows[i], SKIP_NO_UPFRONT);
    if (has_fee && count > 1) {
        rows->is_dropped = true;
    } else if (has_fee) { /* there is no hourly price */
        rows->upfront_usd = rows->usd;
        rows->usd = hourly_fee;
        rows->unit = "Hrs";
        rows->begin = 0;
        rows->end = INFINITY;
    }
}

static void join_fees(struct importer *importer)
{
    sort(importer, by_sku_and_term);
    for (size_t i = 0; i < importer->count;) {
        struct kept *first = &importer->rows[i];
        size_t count = 1;
        while (i + count < importer->count && first[count].term == first->term &&
               text_equal(first[count].sku, first->sku))
            count++;
        if (PURCHASE_TERMS[first->term].kind == BUY_RESERVED) join_fee(importer, first, count);
        i += count;
    }
    compact(importer);
}

/* The on-demand row of a SKU, or NULL. Rows are sorted by SKU, on-demand first. */
static const struct kept *on_demand_of(const struct importer *importer, const char *sku)
{
    size_t low = 0, high = importer->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(importer->rows[middle].sku, sku) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < importer->count && text_equal(importer->rows[low].sku, sku) &&
                 importer->rows[low].term == TERM_ON_DEMAND;
    return found ? &importer->rows[low] : NULL;
}

/* Give Savings Plans' rates the usage types of the SKUs that they discount. Without the service's offer
 * the rate keeps its own usage type. */
static void join_plans(struct importer *importer)
{
    for (size_t i = 0; i < importer->count; i++) {
        struct kept *row = &importer->rows[i];
        if (PURCHASE_TERMS[row->term].kind != BUY_PLAN) continue;
        bool has_offer = false;
        for (size_t j = 0; j < importer->file_count && !has_offer; j++)
            has_offer = importer->files[j]->head.offer_code != NULL &&
                        text_equal(importer->files[j]->head.offer_code, row->offer);
        const struct kept *sold = on_demand_of(importer, row->sku);
        if (sold != NULL && text_equal(sold->offer, row->offer)) {
            row->usagetype = sold->usagetype;
            row->bare = sold->bare;
        } else if (has_offer) {
            drop(importer, row, SKIP_NO_SKU);
        }
    }
    compact(importer);
}

static size_t count_of_price(const struct importer *importer, size_t first)
{
    size_t count = 1;
    while (first + count < importer->count &&
           compare_prices(&importer->rows[first], &importer->rows[first + count]) == 0)
        count++;
    return count;
}

static size_t count_of_sku(const struct kept *rows, size_t count)
{
    size_t same = 1;
    while (same < count && text_equal(rows[same].sku, rows->sku)) same++;
    return same;
}

static bool same_tiers(const struct kept *a, size_t a_count, const struct kept *b, size_t b_count)
{
    bool same = a_count == b_count;
    for (size_t i = 0; same && i < a_count; i++)
        same = a[i].begin == b[i].begin && a[i].end == b[i].end && a[i].usd == b[i].usd;
    return same;
}

/* True if all SKUs among the rows of one price have the first one's tiers. */
static bool agree(const struct kept *rows, size_t count)
{
    size_t first = count_of_sku(rows, count);
    for (size_t i = first; i < count;) {
        size_t next = count_of_sku(rows + i, count - i);
        if (!same_tiers(rows, first, rows + i, next)) return false;
        i += next;
    }
    return true;
}

static void qualify(struct importer *importer, struct kept *rows, size_t count)
{
    bool differ = false;
    for (size_t i = 1; i < count; i++) differ |= !text_equal(rows[i].operation, rows->operation);
    for (size_t i = 0; i < count; i++) {
        const char *qualifier = rule_qualifier(&rows[i], differ, importer->arena);
        if (*qualifier == '\0') continue;
        size_t prefix = (size_t)(rows[i].bare - rows[i].usagetype);
        rows[i].usagetype = text_format(importer->arena, "%s(%s)", rows[i].usagetype, qualifier);
        rows[i].bare = rows[i].usagetype + prefix;
    }
}

static void disambiguate(struct importer *importer)
{
    sort(importer, by_price);
    for (size_t i = 0; i < importer->count;) {
        size_t count = count_of_price(importer, i);
        if (rule_needs_qualifier(&importer->rows[i]) || !agree(importer->rows + i, count))
            qualify(importer, importer->rows + i, count);
        i += count;
    }
    sort(importer, by_price);
}

static const char *joined(struct arena *arena, const char *first, const char *second, size_t max_bytes)
{
    return strlen(first) + strlen(second) < max_bytes ? text_format(arena, "%s %s", first, second) : first;
}

static void leave_out(struct importer *importer, struct kept *rows, size_t count, enum offer_skip reason)
{
    importer->left_out[importer->left_out_count++] = text_format(importer->arena, "%s:%s, %s", rows->offer,
                                                                 rows->bare,
                                                                 reason == SKIP_TIERS ? "tiers don't join"
                                                                                      : "several prices");
    for (size_t i = 0; i < count; i++) drop(importer, &rows[i], reason);
}

/* Sort the tiers of a SKU. In a few of AWS's lists the next tier begins one unit above the last. */
static bool put_in_order(struct kept *rows, size_t count)
{
    double end = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && rows[i].begin == end + 1) rows[i].begin = end;
        if (rows[i].begin != end || rows[i].end <= rows[i].begin) return false;
        end = rows[i].end;
    }
    return isinf(end);
}

/* Make one price of the rows of one usage type and term: of several SKUs with the same tiers the first
 * stays and lists all. */
static void make_price(struct importer *importer, struct kept *rows, size_t count)
{
    size_t first = count_of_sku(rows, count);
    if (!agree(rows, count)) {
        leave_out(importer, rows, count, SKIP_AMBIGUOUS);
        return;
    }
    for (size_t i = first; i < count; i++) {
        struct kept *stays = &rows[i % first];
        stays->sku = joined(importer->arena, stays->sku, rows[i].sku, SKUS_MAX_BYTES);
        stays->rate_code = joined(importer->arena, stays->rate_code, rows[i].rate_code, CODES_MAX_BYTES);
        rows[i].is_dropped = true;
    }
    if (!put_in_order(rows, first)) leave_out(importer, rows, first, SKIP_TIERS);
}

static void make_prices(struct importer *importer)
{
    importer->left_out = arena_new_of(importer->arena, const char *, importer->count);
    for (size_t i = 0; i < importer->count;) {
        size_t count = count_of_price(importer, i);
        make_price(importer, importer->rows + i, count);
        i += count;
    }
    compact(importer);
}

static const char *note_of(const struct kept *row, struct arena *arena)
{
    const struct purchase_term *term = &PURCHASE_TERMS[row->term];
    if (row->upfront_usd > 0)
        return text_format(arena, "effective: upfront fee of %s USD over %.0f h",
                           text_number(arena, row->upfront_usd), HOURS_PER_YEAR * term->years);
    return term->kind == BUY_PLAN ? "rate under a Savings Plan" : "";
}

static void fill_row(struct price_row *out, const struct kept *row, struct arena *arena)
{
    const struct offer_head *head = &row->file->head;
    enum { DAY_BYTES = 10 };
    /* Derived rates have twelve digits, like all derived figures. */
    double usd = row->upfront_usd > 0 ? strtod(text_number(arena, row->usd), NULL) : row->usd;
    *out = (struct price_row){.offer = row->offer,
                              .usagetype = row->usagetype,
                              .bare = row->bare,
                              .term = row->term,
                              .begin = row->begin,
                              .end = row->end,
                              .usd_per_unit = usd,
                              .usd_per_unit_max = usd,
                              .unit = row->unit,
                              .sku = row->sku,
                              .grade = 'A',
                              .date = arena_copy(arena, head->publication_date,
                                                 strnlen(head->publication_date, DAY_BYTES)),
                              .source = text_format(arena, "AWS price list %s %s", head->offer_code,
                                                    head->version),
                              .note = note_of(row, arena),
                              .rate_code = row->rate_code,
                              .version = head->version,
                              .published = head->publication_date,
                              .source_sha256 = row->file->sha256};
}

static void find_unknown_types(const struct importer *importer, struct imported *imported)
{
    static const char USAGE[] = "BoxUsage:";
    const char **types = arena_new_of(importer->arena, const char *, importer->count);
    for (size_t i = 0; importer->request.catalogue != NULL && i < importer->count; i++) {
        const struct kept *row = &importer->rows[i];
        const char *type = row->bare + sizeof USAGE - 1;
        if (!text_starts_with(row->bare, USAGE) ||
            catalogue_find(importer->request.catalogue, type) != CATALOGUE_NONE)
            continue;
        if (imported->unknown_type_count == 0 || !text_equal(types[imported->unknown_type_count - 1], type))
            types[imported->unknown_type_count++] = type;
    }
    imported->unknown_types = types;
}

static const struct imported *result(const struct importer *importer)
{
    struct imported *imported = arena_new_of(importer->arena, struct imported, 1);
    struct price_row *rows = arena_new_of(importer->arena, struct price_row, importer->count);
    for (size_t i = 0; i < importer->count; i++) fill_row(&rows[i], &importer->rows[i], importer->arena);
    *imported = (struct imported){.region = importer->region,
                                  .row_count = importer->count,
                                  .rows = rows,
                                  .left_out_count = importer->left_out_count,
                                  .left_out = importer->left_out};
    memcpy(imported->skipped, importer->skipped, sizeof imported->skipped);
    find_unknown_types(importer, imported);
    return imported;
}

/* The reasons for skipping rows, for a message. Fast readers skip most rows of EC2 unseen: for these, the
 * message names the rows that would be kept. */
static const char *skipped(const struct importer *importer)
{
    struct text why = text_new(importer->diags->arena);
    for (int i = 0; i < SKIP__COUNT; i++)
        if (importer->skipped[i] > 0 && !OFFER_SKIP_ROWS[i].may_be_unseen)
            text_addf(&why, "%s %llu %s", why.length == 0 ? "; left out:" : ";",
                      (unsigned long long)importer->skipped[i], OFFER_SKIP_ROWS[i].what);
    for (size_t i = 0; i < importer->file_count; i++)
        if (text_equal(importer->files[i]->head.offer_code, "AmazonEC2")) {
            text_add(&why, "; of EC2 a book takes machines that are shared, Linux and without licence, "
                           "volumes, NAT gateways, addresses, balancers and transfer");
            break;
        }
    return why.length > 0 ? why.bytes : "";
}

static bool check_something(const struct importer *importer)
{
    struct place place = {.file = importer->file_count > 0 ? importer->files[0]->name : NULL};
    if (importer->region != NULL && importer->count > 0) return true;
    return diags_add(importer->diags, importer->region == NULL ? DIAG_OFFER_REGION : DIAG_OFFER_FORMAT, place,
                     "no row has a price for a book of %s%s",
                     importer->region == NULL
                         ? "any region"
                         : text_quote(importer->diags->arena, importer->region, QUOTED_COLUMNS_MAX),
                     skipped(importer));
}

const struct imported *importer_finish(struct importer *importer)
{
    if (!check_something(importer) || !drop_repetitions(importer)) return NULL;
    join_fees(importer);
    join_plans(importer);
    disambiguate(importer);
    make_prices(importer);
    return check_something(importer) ? result(importer) : NULL;
}
