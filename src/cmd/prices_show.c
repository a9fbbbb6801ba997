/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prices show: everything known about one price. */
#include <string.h>

#include "base/text.h"
#include "cmd/prices.h"
#include "cost/meters.h"

enum { QUOTED_COLUMNS_MAX = 80 };

static bool is_meant(const struct price_row *row, const char *name, struct arena *arena)
{
    struct arena_mark mark = arena_mark(arena);
    bool meant = text_equal(row->bare, name) || text_equal(row->usagetype, name) ||
                 text_equal(prices_meter(row, arena), name);
    arena_rewind(arena, mark);
    return meant;
}

/* "BoxUsage:*" stands for every instance type. */
static bool is_meter_of(const struct meter_row *meter, const struct price_row *row)
{
    size_t length = strlen(meter->usagetype);
    bool open = length > 0 && meter->usagetype[length - 1] == '*';
    return text_equal(meter->offer, row->offer) &&
           (open ? strncmp(meter->usagetype, row->bare, length - 1) == 0
                 : text_equal(meter->usagetype, row->bare));
}

static const struct meter_row *meter_of(const struct price_row *row)
{
    for (size_t i = 0; i < METER__COUNT; i++)
        if (is_meter_of(&METERS[i], row)) return &METERS[i];
    return NULL;
}

/* The usage type on a bill; the row's own for a price without a meter. */
static const char *on_the_bill(const struct price_row *row, const struct meter_row *meter, const char *region,
                               struct arena *arena)
{
    if (meter == NULL) return row->usagetype;
    size_t length = strlen(meter->usagetype);
    const char *item = text_ends_with(meter->usagetype, "*") ? row->bare + length - 1 : NULL;
    return meter_on_bill(arena, (enum meter)(meter - METERS), item, row, region);
}

static void print_field(FILE *out, const char *name, const char *value, struct arena *arena)
{
    if (*value != '\0') fprintf(out, "  %-11s %s\n", name, text_quote(arena, value, TABLE_CELL_MAX_BYTES));
}

static void print_price(struct price price, const struct book *book, struct session *session)
{
    struct arena *arena = session->arena;
    FILE *out = session->out;
    const struct price_row *first = price.tiers;
    const struct meter_row *meter = meter_of(first);
    fprintf(out, "%s, %s, %s\n", text_quote(arena, prices_meter(first, arena), QUOTED_COLUMNS_MAX),
            first->from_vendors ? "any region" : text_quote(arena, book->region, QUOTED_COLUMNS_MAX),
            term_name(first->term));
    if (meter != NULL) print_field(out, "what", meter->help, arena);
    for (size_t i = 0; i < price.tier_count; i++) {
        const struct price_row *row = &price.tiers[i];
        const char *tier = prices_tier(row, arena),
                   *range = prices_is_range(row) ? " (a range: shown, never computed with)" : "";
        fprintf(out, "  %-11s %s USD per %s%s%s%s\n", i == 0 ? "price" : "", prices_usd(row, arena),
                text_quote(arena, row->unit, QUOTED_COLUMNS_MAX), *tier == '\0' ? "" : ", ", tier, range);
        print_field(out, "rate code", row->rate_code, arena);
        bool again = i > 0 && text_equal(row->source, row[-1].source) &&
                     text_equal(row->note, row[-1].note) && row->grade == row[-1].grade &&
                     text_equal(row->date, row[-1].date) && text_equal(row->sku, row[-1].sku) &&
                     text_equal(row->source_sha256, row[-1].source_sha256);
        if (again) continue;
        print_field(out, "sku", row->sku, arena);
        print_field(out, "date", row->date, arena);
        print_field(out, "source", row->source, arena);
        print_field(out, "published", row->published, arena);
        print_field(out, "list sha256", row->source_sha256, arena);
        print_field(out, "grade", prices_grade(row, arena), arena);
        print_field(out, "note", row->note, arena);
    }
    print_field(out, "on the bill", on_the_bill(first, meter, book->region, arena), arena);
}

static enum exit_code not_found(const struct book *book, const char *name, struct session *session)
{
    const char **names = arena_new_of(session->arena, const char *, book->row_count * 2);
    size_t count = 0;
    for (size_t i = 0; i < book->row_count; i++) {
        names[count++] = prices_meter(&book->rows[i], session->arena);
        names[count++] = book->rows[i].bare;
    }
    const char *near = text_nearest(name, names, count);
    diags_add(session->diags, DIAG_PRICE_MISSING, (struct place){0},
              "there is no price of '%s' in %s%s%s%s; `warpcost prices list TEXT` finds parts of names",
              text_quote(session->arena, name, QUOTED_COLUMNS_MAX),
              text_quote(session->arena, book->region, QUOTED_COLUMNS_MAX),
              near == NULL ? "" : ", did you mean '", near == NULL ? "" : near, near == NULL ? "" : "'?");
    return session->diags->exit_code;
}

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const struct book *book = prices_book(parsed, session);
    if (book == NULL) return session->diags->exit_code;
    const char *name = parsed->arguments[0];
    size_t found = 0;
    for (size_t i = 0; i < book->row_count;) {
        struct price price = book_price(book, book->rows[i].offer, book->rows[i].bare, book->rows[i].term);
        if (is_meant(price.tiers, name, session->arena)) {
            if (found++ > 0) fputc('\n', session->out);
            print_price(price, book, session);
        }
        i += price.tier_count;
    }
    return found > 0 ? EXIT_DONE : not_found(book, name, session);
}

const struct command PRICES_SHOW = {
    .name = "prices show",
    .summary = "show one price with its tiers and sources",
    .description = "Prints every price of a meter: tiers, SKU, date, source, grade of evidence, and its "
                   "usage type in a Cost and Usage Report.\n\n"
                   "METER is a usage type, with or without region prefix and offer code.",
    .arguments = (const struct argument[]){{.name = "METER",
                                            .required = true,
                                            .help = "AmazonS3:Requests-Tier1, or Requests-Tier1"},
                                           {0}},
    .options = (const struct option[]){PRICES_BOOK_OPTIONS, {0}},
    .examples = (const struct example[]){{"warpcost prices show AmazonS3:TimedStorage-ByteHrs",
                                          "S3 Standard, tier by tier"},
                                         {"warpcost prices show BoxUsage:m5.4xlarge",
                                          "an instance type by purchase option"},
                                         {0}},
    .run = run,
};
