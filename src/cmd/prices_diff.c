/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prices diff: two books of a region compared, and the effect on a bill. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cmd/inputs.h"
#include "cmd/load.h"
#include "pricing/book_diff.h"
#include "pricing/findings.h"
#include "report/as/text.h"
#include "report/price_change.h"

enum argument_index { OLD, NEW, WORKLOAD };
enum { QUOTED_COLUMNS_MAX = 80 };
static const char EMBEDDED[] = "embedded", DEFAULT_REGION[] = "us-east-1";
static const char *const FORMATS[] = {"table", "csv", NULL};

/* The region that a file is named after ("eu-west-1.csv", "eu-west-1-2026-01-31.csv"), or NULL. */
static const char *region_of_file(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    for (const char *const *region = book_regions(); *region != NULL; region++)
        if (text_starts_with(name, *region) && (name[strlen(*region)] == '.' || name[strlen(*region)] == '-'))
            return *region;
    return NULL;
}

/* The region of --region, else the workload's, else the files' names; NULL with diagnostics. */
static const char *choose_region(const struct parsed *parsed, const struct compare_request *request,
                                 struct session *session)
{
    const char *given = parsed_value(parsed, "region"),
               *of_workload = request == NULL ? NULL : request->params->root[ROOT_REGION].text;
    if (given != NULL && of_workload != NULL && !text_equal(given, of_workload)) {
        diags_add(session->diags, DIAG_USAGE, (struct place){0},
                  "'--region' can't be '%s': the workload's is %s; move it with --set region=%s",
                  text_quote(session->arena, given, QUOTED_COLUMNS_MAX), of_workload,
                  text_quote(session->arena, given, QUOTED_COLUMNS_MAX));
        return NULL;
    }
    const char *region = given != NULL ? given : of_workload;
    for (int i = OLD; region == NULL && i <= NEW; i++) region = region_of_file(parsed->arguments[i]);
    return region == NULL ? DEFAULT_REGION : region;
}

static const struct book *read_book(const char *path, const char *region, struct session *session)
{
    return text_equal(path, EMBEDDED) ? book_embedded(region, session->arena, session->diags)
                                      : book_load(path, region, session->arena, session->diags);
}

static const char *percent(double fraction, struct arena *arena)
{
    return text_format(arena,
                       fabs(fraction) < 0.1  ? "%+.2f %%"
                       : fabs(fraction) < 10 ? "%+.1f %%"
                                             : "%+.0f %%",
                       100 * fraction); /* three digits */
}

static const char *label(const struct book_change *change, struct arena *arena)
{
    const struct price_row *row = change->before == NULL ? change->after : change->before;
    struct price_row part = *row;
    part.begin = change->begin;
    part.end = change->end;
    const char *tier = prices_tier(&part, arena);
    return text_format(arena, "%s%s%s%s%s", prices_meter(row, arena), *tier == '\0' ? "" : ", ", tier,
                       row->term == TERM_ON_DEMAND ? "" : ", ",
                       row->term == TERM_ON_DEMAND ? "" : term_name(row->term));
}

static const char *what_changed(const struct book_change *change, struct arena *arena)
{
    const struct price_row *before = change->before, *after = change->after;
    if (change->kind != BOOK_CHANGED) return change->kind == BOOK_APPEARED ? "appeared" : "vanished";
    if (isnan(change->fraction)) return before->usd_per_unit == 0 ? "was free" : "other unit";
    return before->usd_per_unit != after->usd_per_unit ? percent(change->fraction, arena) : "other range";
}

static void say_changes(struct doc *doc, const struct book_diff *diff, const char *region)
{
    struct arena *arena = doc->arena;
    doc_addf(doc, DOC_PARAGRAPH, DOC_HANGING,
             "Prices of %s: %zu changed, %zu appeared, %zu vanished, %zu are the same.", region,
             diff->counts[BOOK_CHANGED], diff->counts[BOOK_APPEARED], diff->counts[BOOK_VANISHED],
             diff->same_count);
    if (diff->change_count == 0) return;
    doc_add(doc, DOC_GAP, 0, NULL);
    struct doc_table *table = doc_table_of(doc, "Prices that changed", "meter|>old USD|>new USD|>change");
    doc_row_of(table, DOC_RULE);
    for (size_t i = 0; i < diff->change_count; i++) {
        const struct book_change *change = &diff->changes[i];
        struct doc_cell *cells = doc_row(table);
        cells[0] = doc_words(label(change, arena));
        cells[1] = change->before == NULL ? doc_none() : doc_words(prices_usd(change->before, arena));
        cells[2] = change->after == NULL ? doc_none() : doc_words(prices_usd(change->after, arena));
        cells[3] = doc_words(what_changed(change, arena));
    }
    for (size_t i = 0; i < diff->change_count; i++) {
        const struct price_row *before = diff->changes[i].before, *after = diff->changes[i].after;
        if (before != NULL && after != NULL && !findings_same_unit(before->unit, after->unit))
            doc_addf(doc, DOC_PARAGRAPH, 1, "%s is now per %s, and was per %s",
                     label(&diff->changes[i], arena), after->unit, before->unit);
    }
}

static void print_csv(const struct book_diff *diff, struct session *session)
{
    static const char *const KINDS[BOOK_CHANGE__COUNT] = {"changed", "appeared", "vanished"};
    struct arena *arena = session->arena;
    fputs("change,meter,term,begin_range,end_range,old_usd,new_usd,old_unit,new_unit,fraction\n",
          session->out);
    for (size_t i = 0; i < diff->change_count; i++) {
        const struct book_change *change = &diff->changes[i];
        const struct price_row *before = change->before, *after = change->after,
                               *row = before == NULL ? after : before;
        fprintf(session->out, "%s,", KINDS[change->kind]);
        prices_csv_text(session->out, prices_meter(row, arena));
        fprintf(session->out, ",%s,%s,%s,%s,%s,", term_name(row->term), prices_number(change->begin, arena),
                isinf(change->end) ? "Inf" : prices_number(change->end, arena),
                before == NULL ? "" : prices_number(before->usd_per_unit, arena),
                after == NULL ? "" : prices_number(after->usd_per_unit, arena));
        prices_csv_text(session->out, before == NULL ? "" : before->unit);
        fputc(',', session->out);
        prices_csv_text(session->out, after == NULL ? "" : after->unit);
        fprintf(session->out, ",%s\n", isnan(change->fraction) ? "" : text_number(arena, change->fraction));
    }
}

static bool check_arguments(const struct parsed *parsed, bool is_csv, struct session *session)
{
    if (!inputs_check_stdin(parsed, session)) return false;
    return !(is_csv && parsed->argument_count > WORKLOAD) ||
           diags_add(session->diags, DIAG_USAGE, (struct place){0},
                     "'--format csv' is the list of prices alone: leave out the workload");
}

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    const char *format = parsed_value(parsed, "format"), *const *paths = parsed->arguments;
    bool is_csv = format != NULL && text_equal(format, "csv"),
         has_workload = parsed->argument_count > WORKLOAD;
    const char **architectures = arena_new_of(session->arena, const char *, parsed->given_count);
    size_t architecture_count = parsed_values(parsed, "architecture", architectures, parsed->given_count);
    struct compare_request request;
    if (!check_arguments(parsed, is_csv, session) ||
        (has_workload && !load_request(parsed, paths[WORKLOAD], architectures, architecture_count,
                                       TERRAFORM_AFTER, session, &request)))
        return session->diags->exit_code;
    const char *region = choose_region(parsed, has_workload ? &request : NULL, session);
    const struct book *before = region == NULL ? NULL : read_book(paths[OLD], region, session);
    const struct book *after = region == NULL ? NULL : read_book(paths[NEW], region, session);
    if (before == NULL || after == NULL) return session->diags->exit_code;
    const struct price_change *bill = NULL;
    if (has_workload) {
        bill = price_change(&request, !parsed_flag(parsed, "show-private") && !session->out_is_seen, before,
                            paths[OLD], after, paths[NEW], session->arena, session->diags);
        if (bill == NULL) return session->diags->exit_code;
    }
    struct book_diff diff = book_diff(before, after, session->arena);
    if (is_csv) {
        print_csv(&diff, session);
        return EXIT_DONE;
    }
    struct doc doc = doc_new(DOC_TEXT, session->arena);
    say_changes(&doc, &diff, region);
    if (bill != NULL) say_price_change(&doc, bill);
    fputs(as_page(&doc, (struct text_style){session->columns, session->colour, session->unicode, 0}),
          session->out);
    return EXIT_DONE;
}

const struct command PRICES_DIFF = {
    .name = "prices diff",
    .summary = "show what changed between two price books, and in a bill",
    .description =
        "Prints every price of a region that differs between two books, with percent, and those that "
        "appeared or vanished. Sources and dates are ignored.\n\n"
        "With a workload it also prints each architecture's cost at the old and new prices, and splits the "
        "change into price (the same machines, meter by meter) and the effect of other machines becoming "
        "cheapest.\n\n"
        "OLD and NEW are each a price book, a directory of books as for --prices, or 'embedded' for the "
        "built-in book. The region is the workload's, or the one in a file's name, or us-east-1.",
    .arguments = (const struct argument[]){{"OLD", true, false, HINT_FILE, NULL, "the old price book"},
                                           {"NEW", true, false, HINT_FILE, NULL, "the new price book"},
                                           {"WORKLOAD", false, false, HINT_YAML, NULL,
                                            "a workload to price with both books"},
                                           {0}},
    .options = (const struct option[]){{.name = "region",
                                        .kind = OPTION_VALUE,
                                        .argument = "REGION",
                                        .help = "AWS region of the books"},
                                       {.name = "format",
                                        .kind = OPTION_VALUE,
                                        .hint = HINT_CHOICES,
                                        .argument = "FORMAT",
                                        .choices = FORMATS,
                                        .help = "table, or the changed prices as csv (default table)"},
                                       WORKLOAD_OPTIONS,
                                       ARCHITECTURE_OPTION,
                                       FLEET_OPTIONS,
                                       THREADS_OPTION,
                                       {0}},
    .examples =
        (const struct example[]){
            {"warpcost prices diff embedded us-east-1.csv", "an imported book against the built-in one"},
            {"warpcost prices diff eu-west-1-2025-10-01.csv eu-west-1-2026-10-01.csv orders.yaml",
             "a year of price changes, and their effect on a bill"},
            {0}},
    .run = run,
};
