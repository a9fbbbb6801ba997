/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads a book: rows of one or two files are loaded with their positions, put into the book's order,
 * checked tier by tier, and kept. The shipped files have that order, so only foreign ones are sorted. */
#include "pricing/book.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "pricing/offers.h"

static const char *const GRADES[] = {"A", "B", "C", "D", "R", NULL};

/* Plausible bounds: the dearest machine is under 1,000 USD an hour, the largest tier is petabytes in GB. */
static const double USD_MAX = 1e9, TIER_MAX = 1e15;

enum column {
    OFFER,
    USAGETYPE,
    TERM,
    BEGIN,
    END,
    USD,
    USD_MAXIMUM,
    UNIT,
    SKU,
    DATE,
    SOURCE,
    GRADE,
    NOTE,
    RATE_CODE,
    VERSION,
    PUBLISHED,
    SHA256,
    COLUMN__COUNT
};

static const struct table_column COLUMNS[COLUMN__COUNT] = {
    [OFFER] = {"offer_code", true},
    [USAGETYPE] = {"usagetype", true},
    [TERM] = {"term", true},
    [BEGIN] = {"begin_range", true},
    [END] = {"end_range", true},
    [USD] = {"price_usd", true},
    [USD_MAXIMUM] = {"price_usd_max", false},
    [UNIT] = {"unit", true},
    [SKU] = {"sku", false},
    [DATE] = {"date", true},
    [SOURCE] = {"source", true},
    [GRADE] = {"grade", true},
    [NOTE] = {"note", false},
    [RATE_CODE] = {"rate_code", false},
    [VERSION] = {"version", false},
    [PUBLISHED] = {"published", false},
    [SHA256] = {"source_sha256", false},
};

/* The shortest valid row: "a,b,on-demand,0,1,0,,u,,2026-07,s,A,". */
enum { ROW_MIN_BYTES = 36 };

/* Rows of both files while they are read. */
struct load {
    const char *region;     /* NULL for vendors */
    struct price_row *rows; /* allocated for all */
    size_t first, count;    /* the current file's rows begin at first */
    bool ascending;
    size_t foreign_count; /* rows of another region: the first is told, the others are counted */
};

static int compare_keys(const char *offer, const char *bare, enum term term, const struct price_row *row)
{
    int order = offer == row->offer ? 0 : strcmp(offer, row->offer);
    if (order == 0) order = bare == row->bare ? 0 : strcmp(bare, row->bare);
    return order != 0 ? order : (term > row->term) - (term < row->term);
}

static bool same_price(const struct price_row *a, const struct price_row *b)
{
    return compare_keys(a->offer, a->bare, a->term, b) == 0;
}

static int compare_rows(const struct price_row *a, const struct price_row *b)
{
    int order = compare_keys(a->offer, a->bare, a->term, b);
    return order != 0 ? order : (a->begin > b->begin) - (a->begin < b->begin);
}

/* Equal rows keep the file's order, so that the later one is the duplicate. */
static int compare_for_sort(const void *a, const void *b)
{
    const struct price_row *left = a, *right = b;
    int order = compare_rows(left, right);
    return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

/* A book of another region has nothing but such rows: one line says it. */
static bool refuse_foreign(struct table *table, struct load *load, const char *usagetype)
{
    const char *of = region_of_usagetype(usagetype);
    if (load->foreign_count++ > 0) return false;
    return table_wrong(table, USAGETYPE, "is another region's%s%s, and prices of %s are wanted",
                       of == NULL || *of == '\0' ? "" : ": that of ", of == NULL ? "" : of, load->region);
}

static bool take_usagetype(struct table *table, struct load *load, struct price_row *row)
{
    if (!table_text(table, USAGETYPE, true, &row->usagetype)) return false;
    row->bare = load->region == NULL || !offer_is_regional(row->offer)
                    ? row->usagetype
                    : region_bare(load->region, row->usagetype);
    return row->bare != NULL || refuse_foreign(table, load, row->usagetype);
}

static bool take_tier(struct table *table, struct price_row *row)
{
    size_t length;
    bool ok = table_number(table, BEGIN, TIER_MAX, &row->begin);
    row->end = INFINITY;
    if (!text_equal_loosely(table_cell(table, END, &length), "Inf"))
        ok = table_number(table, END, TIER_MAX, &row->end) && ok;
    if (ok && row->end <= row->begin)
        return table_wrong(table, END, "is not above begin_range; the last tier of a price ends at Inf");
    return ok;
}

static bool take_price(struct table *table, struct price_row *row)
{
    size_t length;
    if (!table_number(table, USD, USD_MAX, &row->usd_per_unit)) return false;
    row->usd_per_unit_max = row->usd_per_unit;
    table_cell(table, USD_MAXIMUM, &length);
    if (length == 0) return true;
    if (!table_number(table, USD_MAXIMUM, USD_MAX, &row->usd_per_unit_max)) return false;
    if (row->usd_per_unit_max < row->usd_per_unit)
        return table_wrong(table, USD_MAXIMUM,
                           "is under price_usd; a range goes from price_usd up to price_usd_max");
    return true;
}

static bool take_evidence(struct table *table, struct price_row *row)
{
    int grade = 0;
    bool ok = table_text(table, UNIT, true, &row->unit);
    ok = table_text(table, SKU, false, &row->sku) && ok;
    ok = table_date(table, DATE, &row->date) && ok;
    ok = table_text(table, SOURCE, true, &row->source) && ok;
    ok = table_text(table, NOTE, false, &row->note) && ok;
    ok = table_text(table, RATE_CODE, false, &row->rate_code) && ok;
    ok = table_text(table, VERSION, false, &row->version) && ok;
    ok = table_text(table, PUBLISHED, false, &row->published) && ok;
    ok = table_text(table, SHA256, false, &row->source_sha256) && ok;
    ok = table_choice(table, GRADE, GRADES, &grade) && ok;
    row->grade = *GRADES[grade];
    return ok;
}

static void take_row(struct table *table, void *context)
{
    struct load *load = context;
    struct price_row *row = &load->rows[load->count];
    *row = (struct price_row){.line = table_line(table), .from_vendors = load->region == NULL};
    int term = 0;
    bool ok = table_text(table, OFFER, true, &row->offer);
    ok = ok && take_usagetype(table, load, row);
    ok = table_choice(table, TERM, TERM_NAMES, &term) && ok;
    ok = take_tier(table, row) && ok;
    ok = take_price(table, row) && ok;
    ok = take_evidence(table, row) && ok;
    row->term = (enum term)term;
    if (!ok) return;
    if (load->count > load->first && compare_rows(row - 1, row) > 0) load->ascending = false;
    load->count++;
}

static void load_source(struct load *load, const struct csv_source *source, struct arena *arena,
                        struct diags *diags)
{
    load->ascending = true;
    load->first = load->count;
    table_read(source, COLUMNS, COLUMN__COUNT, take_row, load, arena, diags);
    if (load->foreign_count > 1 && load->count > load->first)
        diags_add(diags, DIAG_CSV_CELL, (struct place){.file = source->name},
                  "%zu more rows are of another region than %s", load->foreign_count - 1, load->region);
    if (!load->ascending)
        qsort(load->rows + load->first, load->count - load->first, sizeof *load->rows, compare_for_sort);
}

/* Merge the vendors' rows, read second, into the others, from the back. */
static void merge(struct load *load)
{
    struct arena *scratch = arena_new();
    size_t left = load->first, right = load->count - load->first, at = load->count;
    struct price_row *vendors = arena_new_of(scratch, struct price_row, right);
    if (right > 0) memcpy(vendors, load->rows + left, right * sizeof *vendors);
    while (right > 0) {
        bool take_left = left > 0 && compare_rows(&load->rows[left - 1], &vendors[right - 1]) > 0;
        load->rows[--at] = take_left ? load->rows[--left] : vendors[--right];
    }
    arena_free(scratch);
}

static bool is_repetition(const struct price_row *a, const struct price_row *b)
{
    return a->usd_per_unit == b->usd_per_unit && a->usd_per_unit_max == b->usd_per_unit_max &&
           a->end == b->end && text_equal(a->unit, b->unit);
}

static char *price_text(const struct price_row *row, struct arena *arena)
{
    return text_format(arena, "%s %s (%s)", text_quote(arena, row->offer, 40),
                       text_quote(arena, row->usagetype, 80), term_name(row->term));
}

/* The two files' names, for messages. */
struct names {
    const char *aws, *vendors;
};

static struct place place_of(const struct price_row *row, struct names names)
{
    return (struct place){row->from_vendors ? names.vendors : names.aws, row->line, 1};
}

static void tier_error(const struct price_row *row, struct names names, const char *what, double bound,
                       struct diags *diags)
{
    diags_add(diags, DIAG_TIER_GAP, place_of(row, names), "the tiers of %s %s %s",
              price_text(row, diags->arena), what, isinf(bound) ? "Inf" : text_number(diags->arena, bound));
}

static void check_same_tier(const struct price_row *before, const struct price_row *row, struct names names,
                            struct diags *diags)
{
    struct place first = place_of(before, names);
    if (!is_repetition(before, row))
        diags_add(diags, DIAG_PRICE_DUPLICATE, place_of(row, names),
                  "%s is given before with another price or tier (%s:%u); leave out one",
                  price_text(row, diags->arena), first.file, first.line);
}

/* Check the rows of one price, from rows[0], and move them to kept without duplicates; *kept_count grows.
 * Returns their number. */
static size_t check_price(const struct price_row *rows, size_t count, struct price_row *kept,
                          size_t *kept_count, struct names names, struct diags *diags)
{
    struct price_row *first = kept + *kept_count, *last = NULL;
    size_t i = 0;
    for (; i < count && (last == NULL || same_price(first, &rows[i])); i++) {
        if (last != NULL && last->begin == rows[i].begin) {
            check_same_tier(last, &rows[i], names, diags);
            continue;
        }
        double expected = last == NULL ? 0 : last->end;
        if (rows[i].begin != expected)
            tier_error(&rows[i], names,
                       last == NULL ? "must begin at" : "leave a gap or overlap: this one must begin at",
                       expected, diags);
        last = last == NULL ? first : last + 1;
        if (last != &rows[i]) *last = rows[i];
        *kept_count += 1;
    }
    if (!isinf(last->end))
        tier_error(last, names, "must go on without end: this last one must end at", INFINITY, diags);
    return i;
}

static void fill(struct book *book, struct load *load, struct names names, struct diags *diags)
{
    for (size_t i = 0; i < load->count;)
        i += check_price(load->rows + i, load->count - i, load->rows, &book->row_count, names, diags);
    book->rows = load->rows;
    for (size_t i = 0; i < book->row_count; i++) {
        const char *date = load->rows[i].date;
        if (book->as_of == NULL || (date != book->as_of && strcmp(date, book->as_of) < 0)) book->as_of = date;
    }
}

const struct book *book_read(const char *region, const struct csv_source *aws,
                             const struct csv_source *vendors, struct arena *arena, struct diags *diags)
{
    size_t before = diags->count;
    size_t room = table_rows_at_most(aws, ROW_MIN_BYTES) +
                  (vendors == NULL ? 0 : table_rows_at_most(vendors, ROW_MIN_BYTES));
    struct load load = {.region = region, .rows = arena_new_of(arena, struct price_row, room + 1)};
    load_source(&load, aws, arena, diags);
    if (vendors != NULL) {
        load.region = NULL;
        load.foreign_count = 0;
        load_source(&load, vendors, arena, diags);
        merge(&load);
    }
    struct book *book = arena_new_of(arena, struct book, 1);
    book->region = arena_copy_string(arena, region);
    fill(book, &load, (struct names){aws->name, vendors == NULL ? NULL : vendors->name}, diags);
    if (diags->count != before) return NULL;
    struct sha256_piece pieces[] = {{aws->bytes, aws->length},
                                    {vendors == NULL ? "" : vendors->bytes,
                                     vendors == NULL ? 0 : vendors->length}};
    sha256_hex_pieces(pieces, sizeof pieces / sizeof *pieces, book->sha256);
    return book;
}

struct price book_price(const struct book *book, const char *offer, const char *bare_usagetype,
                        enum term term)
{
    size_t low = 0, high = book->row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_keys(offer, bare_usagetype, term, &book->rows[middle]) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    struct price price = {0, book->rows + low};
    while (low + price.tier_count < book->row_count &&
           compare_keys(offer, bare_usagetype, term, &price.tiers[price.tier_count]) == 0)
        price.tier_count++;
    return price;
}

/* Rows and catalogue are in the same order, so one walk over both suffices. */
const struct price_row *const *book_instances(const struct book *book, const struct catalogue *catalogue,
                                              enum term term, struct arena *arena)
{
    static const char OFFER_CODE[] = "AmazonEC2", USAGE[] = "BoxUsage:";
    const struct price_row **prices = arena_new_of(arena, const struct price_row *, catalogue->count);
    const struct price_row *row = book_price(book, OFFER_CODE, USAGE, TERM_ON_DEMAND).tiers,
                           *end = book->rows + book->row_count;
    for (size_t i = 0; row < end && i < catalogue->count; row++) {
        if (!text_equal(row->offer, OFFER_CODE) || !text_starts_with(row->bare, USAGE)) break;
        const char *type = row->bare + sizeof USAGE - 1;
        while (i < catalogue->count && strcmp(catalogue->instances[i].name, type) < 0) i++;
        if (i < catalogue->count && row->term == term && row->begin == 0 &&
            text_equal(catalogue->instances[i].name, type))
            prices[i] = row;
    }
    return prices;
}
