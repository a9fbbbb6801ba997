/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prices list: rows of a price book as a table, as CSV that reads back as a book, or as JSON. */
#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cmd/prices.h"
#include "cmd/prices_suffice.h"
#include "cmd/wrap.h"
#include "pricing/book_write.h"
#include "report/as/text.h"

static const char *const FORMATS[] = {"table", "csv", "json", NULL};

struct filter {
    size_t text_count;
    const char *const *texts;
    const char *term;
};

static bool contains_loosely(const char *text, const char *part) { return strcasestr(text, part) != NULL; }

static bool passes(const struct filter *filter, const struct price_row *row, struct arena *arena)
{
    if (filter->term != NULL && !text_equal(filter->term, term_name(row->term))) return false;
    struct arena_mark mark = arena_mark(arena);
    const char *meter = prices_meter(row, arena);
    bool all = true;
    for (size_t i = 0; all && i < filter->text_count; i++)
        all = contains_loosely(meter, filter->texts[i]) || contains_loosely(row->usagetype, filter->texts[i]);
    arena_rewind(arena, mark);
    return all;
}

enum field { METER, TERM, TIER, USD, UNIT, DATE, GRADE, SOURCE, TABLE__COUNT };
enum { GAP = 2 };
static const char *const HEADINGS[TABLE__COUNT] = {"METER", "TERM", "TIER",  "USD",
                                                   "UNIT",  "DATE", "GRADE", "SOURCE"};

static void fill_cells(const struct price_row *row, const char *cells[TABLE__COUNT], struct arena *arena)
{
    cells[METER] = text_quote(arena, prices_meter(row, arena), TABLE_CELL_MAX_BYTES);
    cells[TERM] = term_name(row->term);
    cells[TIER] = prices_tier(row, arena);
    cells[USD] = prices_usd(row, arena);
    cells[UNIT] = text_quote(arena, row->unit, TABLE_CELL_MAX_BYTES);
    cells[DATE] = row->date;
    cells[GRADE] = prices_grade(row, arena);
    cells[SOURCE] = text_quote(arena, row->source, TABLE_CELL_MAX_BYTES);
}

static size_t width_of(const size_t widths[TABLE__COUNT])
{
    size_t width = 0;
    for (size_t column = 0; column < TABLE__COUNT; column++)
        width += widths[column] == 0 ? 0 : widths[column] + GAP;
    return width - GAP;
}

/* Leave out a term or tier that all rows share, then source and date until the table fits. What tells rows
 * apart stays: false if that is too wide. */
static bool fit(size_t widths[TABLE__COUNT], bool one_term, bool one_tier, size_t columns)
{
    static const enum field LEAST[] = {SOURCE, DATE};
    if (one_term) widths[TERM] = 0;
    if (one_tier) widths[TIER] = 0;
    for (size_t i = 0; i < sizeof LEAST / sizeof *LEAST && width_of(widths) > columns; i++)
        widths[LEAST[i]] = 0;
    return width_of(widths) <= columns;
}

static void print_cells(FILE *out, const char *const cells[TABLE__COUNT], const size_t widths[TABLE__COUNT])
{
    size_t pending = 0;
    for (size_t i = 0; i < TABLE__COUNT; i++) {
        if (widths[i] == 0) continue;
        size_t width = text_columns(cells[i]), pad = widths[i] - width;
        bool to_right = i == USD;
        fprintf(out, "%*s%s", (int)(pending + (to_right ? pad : 0)), "", cells[i]);
        pending = GAP + (to_right ? 0 : pad);
    }
    fputc('\n', out);
}

/* Each meter above its prices, for what is too wide for a table. */
static void print_stacked(const struct price_row *const *rows, size_t count, struct session *session)
{
    enum { INDENT = 2 };
    const char *before = "";
    for (size_t i = 0; i < count; i++) {
        const char *cells[TABLE__COUNT];
        fill_cells(rows[i], cells, session->arena);
        if (!text_equal(cells[METER], before)) fprintf(session->out, "%s\n", before = cells[METER]);
        fprintf(session->out, "%*s", INDENT, "");
        wrap_put(session->out,
                 text_format(session->arena, "%s USD per %s, %s%s%s, %s, grade %s", cells[USD], cells[UNIT],
                             cells[TERM], *cells[TIER] == '\0' ? "" : ", ", cells[TIER], cells[DATE],
                             cells[GRADE]),
                 session->columns, 2 * INDENT, INDENT);
    }
}

static void print_table(const struct price_row *const *rows, size_t count, struct session *session)
{
    size_t widths[TABLE__COUNT];
    bool one_term = true, one_tier = true;
    const char *(*cells)[TABLE__COUNT] = arena_alloc_array(session->arena, count, sizeof *cells);
    for (size_t i = 0; i < TABLE__COUNT; i++) widths[i] = strlen(HEADINGS[i]);
    for (size_t i = 0; i < count; i++) {
        fill_cells(rows[i], cells[i], session->arena);
        one_term &= rows[i]->term == rows[0]->term;
        one_tier &= *cells[i][TIER] == '\0';
        for (size_t j = 0; j < TABLE__COUNT; j++)
            widths[j] = text_columns(cells[i][j]) > widths[j] ? text_columns(cells[i][j]) : widths[j];
    }
    if (one_term && rows[0]->term != TERM_ON_DEMAND) fprintf(session->out, "%s\n", term_name(rows[0]->term));
    if (!fit(widths, one_term, one_tier, session->columns)) {
        print_stacked(rows, count, session);
        return;
    }
    print_cells(session->out, HEADINGS, widths);
    for (size_t i = 0; i < count; i++) print_cells(session->out, cells[i], widths);
}

/* A row for each offer: how many prices there are, and of when. Rows of an offer follow each other. */
static void print_summary(const struct price_row *const *rows, size_t count, struct session *session)
{
    struct arena *arena = session->arena;
    struct doc doc = doc_new(DOC_TEXT, arena);
    struct doc_table *table = doc_table_of(&doc, "Prices of each service", "offer|>prices|>oldest|>newest");
    for (size_t i = 0, first = 0; i < count; first = i) {
        const char *oldest = rows[i]->date, *newest = rows[i]->date;
        for (; i < count && text_equal(rows[i]->offer, rows[first]->offer); i++) {
            if (strcmp(rows[i]->date, oldest) < 0) oldest = rows[i]->date;
            if (strcmp(rows[i]->date, newest) > 0) newest = rows[i]->date;
        }
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(text_quote(arena, rows[first]->offer, TABLE_CELL_MAX_BYTES));
        cells[1] = doc_number(DOC_CELL_COUNT, (double)(i - first), NULL);
        cells[2] = doc_words(oldest);
        cells[3] = doc_words(newest);
    }
    doc_add(&doc, DOC_GAP, 0, NULL);
    doc_add(
        &doc, DOC_PARAGRAPH, DOC_HANGING,
        "'warpcost prices list TEXT' prints the prices whose meter has TEXT, such as gp3, BoxUsage:m5. or "
        "AmazonS3; --all prints all of them.");
    fputs(as_page(&doc, (struct text_style){session->columns, session->colour, session->unicode, 0}),
          session->out);
}

/* Print it as an import writes a book, so that nothing of one is lost. */
static void print_csv(const struct price_row *const *rows, size_t count, struct session *session)
{
    struct price_row *copies = arena_new_of(session->arena, struct price_row, count);
    size_t length;
    for (size_t i = 0; i < count; i++) copies[i] = *rows[i];
    const char *text = book_text(copies, count, &length, session->arena);
    fwrite(text, 1, length, session->out);
}

static void add_if_any(cJSON *object, const char *name, const char *text)
{
    if (*text != '\0') cJSON_AddStringToObject(object, name, text);
}

static cJSON *row_json(const struct price_row *row, struct arena *arena)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "meter", prices_meter(row, arena));
    cJSON_AddStringToObject(object, "usagetype", row->usagetype);
    cJSON_AddStringToObject(object, "term", term_name(row->term));
    cJSON_AddNumberToObject(object, "from", row->begin);
    if (isinf(row->end))
        cJSON_AddNullToObject(object, "to");
    else
        cJSON_AddNumberToObject(object, "to", row->end);
    cJSON_AddNumberToObject(object, "usd_per_unit", row->usd_per_unit);
    if (prices_is_range(row)) cJSON_AddNumberToObject(object, "usd_per_unit_max", row->usd_per_unit_max);
    cJSON_AddStringToObject(object, "unit", row->unit);
    cJSON_AddStringToObject(object, "sku", row->sku);
    cJSON_AddStringToObject(object, "date", row->date);
    cJSON_AddStringToObject(object, "source", row->source);
    cJSON_AddStringToObject(object, "grade", (const char[]){row->grade, '\0'});
    cJSON_AddStringToObject(object, "note", row->note);
    add_if_any(object, "rate_code", row->rate_code);
    add_if_any(object, "version", row->version);
    add_if_any(object, "published", row->published);
    add_if_any(object, "source_sha256", row->source_sha256);
    return object;
}

static void print_json(const struct book *book, const struct price_row *const *rows, size_t count,
                       struct session *session)
{
    cJSON *document = cJSON_CreateObject();
    cJSON_AddStringToObject(document, "region", book->region);
    cJSON_AddStringToObject(document, "sha256", book->sha256);
    cJSON *list = cJSON_AddArrayToObject(document, "prices");
    for (size_t i = 0; i < count; i++) cJSON_AddItemToArray(list, row_json(rows[i], session->arena));
    char *text = cJSON_Print(document);
    fprintf(session->out, "%s\n", text == NULL ? "" : text);
    cJSON_free(text);
    cJSON_Delete(document);
}

/* Below a table: the architectures that a workload with default options can be priced for, and the others. */
static bool print_sufficiency(const struct book *book, struct session *session)
{
    const struct catalogue *catalogue = catalogue_embedded(session->arena, session->diags);
    struct arena *arena = session->arena;
    const char **names[2] = {arena_new_of(arena, const char *, ARCH_COUNT),
                             arena_new_of(arena, const char *, ARCH_COUNT)};
    size_t counts[2] = {0, 0};
    for (size_t i = 0; catalogue != NULL && i < ARCH_COUNT; i++) {
        bool suffices = prices_suffice(ARCHS[i], book, catalogue, arena).suffices;
        names[suffices][counts[suffices]++] = ARCHS[i]->kind.id;
    }
    struct doc doc = doc_new(DOC_TEXT, arena);
    doc_add(&doc, DOC_GAP, 0, NULL);
    const char *region = text_quote(arena, book->region, 40);
    doc_addf(&doc, DOC_PARAGRAPH, DOC_HANGING, "The book of %s can price: %s.", region,
             counts[true] == 0 ? "none" : text_list(arena, names[true], counts[true], ", "));
    if (counts[false] > 0)
        doc_addf(&doc, DOC_PARAGRAPH, DOC_HANGING,
                 "It can't price: %s; 'warpcost prices check --region %s' says what it lacks.",
                 text_list(arena, names[false], counts[false], ", "), region);
    fputs(as_page(&doc, (struct text_style){session->columns, session->colour, session->unicode, 0}),
          session->out);
    return catalogue != NULL;
}

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    struct filter filter = {parsed->argument_count, parsed->arguments, parsed_value(parsed, "term")};
    const char *format = parsed_value(parsed, "format");
    const struct book *book = prices_book(parsed, session);
    if (book == NULL) return session->diags->exit_code;
    const struct price_row **rows = arena_new_of(session->arena, const struct price_row *, book->row_count);
    size_t count = 0;
    for (size_t i = 0; i < book->row_count; i++)
        if (passes(&filter, &book->rows[i], session->arena)) rows[count++] = &book->rows[i];
    if (format != NULL && text_equal(format, "csv"))
        print_csv(rows, count, session);
    else if (format != NULL && text_equal(format, "json"))
        print_json(book, rows, count, session);
    else {
        bool is_whole = filter.text_count == 0 && filter.term == NULL && !parsed_flag(parsed, "all");
        if (count > 0 && is_whole)
            print_summary(rows, count, session);
        else if (count > 0)
            print_table(rows, count, session);
        else
            fprintf(session->out, "The price book of %s has no such price.\n",
                    text_quote(session->arena, book->region, 40));
        if (!print_sufficiency(book, session)) return session->diags->exit_code;
    }
    return EXIT_DONE;
}

const struct command PRICES_LIST = {
    .name = "prices list",
    .summary = "list prices",
    .description = "Prints the rows of a price book whose meter (offer code and usage type) holds each TEXT; "
                   "without TEXT, "
                   "how many prices of each service there are. A price "
                   "that nobody published as one figure is "
                   "shown as a range, and never computed with; an unverified one is marked so. "
                   "Below "
                   "the table stands which architectures the book can price, and which it can't.\n\n"
                   "CSV has the columns of a price book and can be edited and passed to --prices.",
    .arguments =
        (const struct argument[]){{.name = "TEXT", .repeated = true, .help = "part of the meter's name"},
                                  {0}},
    .options = (const struct option[]){PRICES_BOOK_OPTIONS,
                                       {.name = "term",
                                        .kind = OPTION_VALUE,
                                        .hint = HINT_CHOICES,
                                        .argument = "TERM",
                                        .choices = TERM_NAMES,
                                        .help = "only prices of this term"},
                                       {.name = "all",
                                        .kind = OPTION_FLAG,
                                        .help = "print every price, without TEXT too"},
                                       {.name = "format",
                                        .kind = OPTION_VALUE,
                                        .hint = HINT_CHOICES,
                                        .argument = "FORMAT",
                                        .choices = FORMATS,
                                        .help = "table, csv or json (default table)"},
                                       {0}},
    .examples = (const struct example[]){{"warpcost prices list gp3", "what gp3 volumes cost"},
                                         {"warpcost prices list BoxUsage:m5. --region eu-west-1",
                                          "m5 instances in Ireland"},
                                         {0}},
    .run = run,
};
