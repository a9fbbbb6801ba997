/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * prices check: the architectures that each region's book can price, and the age and certainty of its
 * figures. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/prices.h"
#include "cmd/prices_suffice.h"
#include "cmd/wrap.h"
#include "pricing/findings.h"

enum { QUOTED_COLUMNS_MAX = 60, SHOWN_MAX = 10, AGE_MAX_DAYS = 100000, NO_MAX_AGE = -1 };
static const char GRADES[] = "ABCDR";
enum { GRADE_COUNT = sizeof GRADES - 1 };

/* Whole months from an ISO date or month to another. */
static int months_between(const char *from, const char *to)
{
    int months = (atoi(to) - atoi(from)) * 12 + atoi(to + 5) - atoi(from + 5);
    bool has_days = strlen(from) > 7 && strlen(to) > 7;
    return has_days && atoi(to + 8) < atoi(from + 8) ? months - 1 : months;
}

/* A label, and words that wrap beside it. */
static void print_item(const char *label, const char *words, size_t set_in, struct session *session)
{
    enum { LABEL = 20, GAP = 1 };
    size_t indent = set_in + LABEL + GAP, width = text_columns(label);
    fprintf(session->out, "%*s%s%*s", (int)set_in, "", label,
            (int)(width < LABEL ? LABEL + GAP - width : GAP), "");
    wrap_put(session->out, words, session->columns, indent, width < LABEL ? indent : set_in + width + GAP);
}

static void print_facts(const struct book *book, struct session *session)
{
    size_t by_grade[GRADE_COUNT] = {0}, own = 0;
    const char *oldest = NULL, *newest = NULL;
    for (size_t i = 0; i < book->row_count; i++) {
        const struct price_row *row = &book->rows[i];
        if (row->from_vendors) continue;
        own++;
        by_grade[strchr(GRADES, row->grade) - GRADES]++;
        oldest = oldest == NULL || strcmp(row->date, oldest) < 0 ? row->date : oldest;
        newest = newest == NULL || strcmp(row->date, newest) > 0 ? row->date : newest;
    }
    struct text facts = text_new(session->arena);
    text_addf(&facts, "%zu prices of %s to %s (oldest %d months ago); by grade", own,
              oldest == NULL ? "-" : oldest, newest == NULL ? "-" : newest,
              oldest == NULL ? 0 : months_between(oldest, session->today));
    for (size_t i = 0; i < GRADE_COUNT; i++)
        if (by_grade[i] > 0) text_addf(&facts, " %c %zu", GRADES[i], by_grade[i]);
    print_item(text_quote(session->arena, book->region, QUOTED_COLUMNS_MAX), facts.bytes, 0, session);
}

static const char *finding_text(const struct finding *finding, struct arena *arena)
{
    const struct price_row *row = finding->row, *other = finding->other;
    switch (finding->kind) {
    case FINDING_STALE: return text_format(arena, "is of %s, %ld days old", row->date, finding->age_days);
    case FINDING_FUTURE:
        return text_format(arena, "is of %s, %ld days after today: is the date right?", row->date,
                           -finding->age_days);
    case FINDING_FREE: return "is 0 USD";
    case FINDING_JUMP:
        return text_format(arena, "is %s USD, and %s in the book that warpcost carries",
                           prices_usd(row, arena), prices_usd(other, arena));
    case FINDING_UNIT:
        return text_format(arena, "is per %s, and per %s in the book that warpcost carries",
                           text_quote(arena, row->unit, QUOTED_COLUMNS_MAX), other->unit);
    case FINDING__COUNT: break;
    }
    return "";
}

static void print_finding(const struct finding *finding, struct session *session)
{
    static const char *const LABELS[FINDING__COUNT] = {"too old", "free?", "implausible?", "other unit?",
                                                       "in the future?"};
    struct arena *arena = session->arena;
    const struct price_row *row = finding->row;
    const char *tier = prices_tier(row, arena);
    print_item(LABELS[finding->kind],
               text_format(arena, "%s%s%s (%s) %s",
                           text_quote(arena, prices_meter(row, arena), QUOTED_COLUMNS_MAX),
                           *tier == '\0' ? "" : ", ", tier, term_name(row->term),
                           finding_text(finding, arena)),
               2, session);
}

/* Print the first few of each kind, and the number of the others. Returns their number. */
static size_t print_findings(const struct findings_request *request, struct session *session)
{
    size_t count, of_kind = 0;
    const struct finding *findings = findings_make(request, session->arena, &count);
    for (size_t i = 0; i < count; i++) {
        of_kind = i > 0 && findings[i - 1].kind == findings[i].kind ? of_kind + 1 : 1;
        if (of_kind <= SHOWN_MAX) print_finding(&findings[i], session);
        bool is_last = i + 1 == count || findings[i + 1].kind != findings[i].kind;
        if (is_last && of_kind > SHOWN_MAX)
            print_item("", text_format(session->arena, "and %zu more like these", of_kind - SHOWN_MAX), 2,
                       session);
    }
    return count;
}

static void check_book(const struct book *book, const struct catalogue *catalogue, struct session *session)
{
    print_facts(book, session);
    for (size_t i = 0; i < ARCH_COUNT; i++) {
        struct arena *arena = arena_new();
        print_item(ARCHS[i]->kind.id, prices_suffice(ARCHS[i], book, catalogue, arena).words, 2, session);
        arena_free(arena);
    }
}

static bool is_embedded(const char *region)
{
    for (const char *const *name = book_regions(); *name != NULL; name++)
        if (text_equal(*name, region)) return true;
    return false;
}

/* A foreign book is compared with the embedded one, if any. */
static bool check_one(const struct parsed *parsed, const struct book *book, long max_age_days,
                      const struct catalogue *catalogue, struct session *session)
{
    bool compares = parsed_value(parsed, "prices") != NULL && is_embedded(book->region);
    struct findings_request request = {book,
                                       compares ? book_embedded(book->region, session->arena, session->diags)
                                                : NULL,
                                       session->today, max_age_days};
    check_book(book, catalogue, session);
    return print_findings(&request, session) == 0;
}

static bool parse_max_age(const struct parsed *parsed, struct session *session, long *max_age_days)
{
    const char *text = parsed_value(parsed, "max-age");
    *max_age_days = NO_MAX_AGE;
    if (text == NULL) return true;
    bool is_number = text[0] != '\0' && text[strspn(text, "0123456789")] == '\0';
    *max_age_days = is_number ? strtol(text, NULL, 10) : LONG_MAX; /* too large saturates */
    return *max_age_days <= AGE_MAX_DAYS ||
           diags_add(session->diags, DIAG_USAGE, (struct place){0},
                     "'--max-age' can't be '%s': write days from 0 to %d",
                     text_quote(session->arena, text, QUOTED_COLUMNS_MAX), AGE_MAX_DAYS);
}

static enum exit_code run(const struct parsed *parsed, struct session *session)
{
    long max_age_days;
    const struct catalogue *catalogue = catalogue_embedded(session->arena, session->diags);
    if (!parse_max_age(parsed, session, &max_age_days) || catalogue == NULL) return session->diags->exit_code;
    if (parsed_value(parsed, "region") != NULL || parsed_value(parsed, "prices") != NULL ||
        parsed_value(parsed, "as-of") != NULL) {
        const struct book *book = prices_book(parsed, session);
        if (book == NULL) return session->diags->exit_code;
        return check_one(parsed, book, max_age_days, catalogue, session) ? EXIT_DONE : EXIT_BREACH;
    }
    bool good = true;
    for (const char *const *region = book_regions(); *region != NULL; region++) {
        struct arena_mark mark = arena_mark(session->arena);
        const struct book *book = book_embedded(*region, session->arena, session->diags);
        if (book == NULL) return session->diags->exit_code;
        good = check_one(parsed, book, max_age_days, catalogue, session) && good;
        arena_rewind(session->arena, mark);
    }
    return good ? EXIT_DONE : EXIT_BREACH;
}

const struct command PRICES_CHECK = {
    .name = "prices check",
    .summary = "which architectures can be priced in each region, and the age of the prices",
    .description =
        "For each region and architecture, shows whether the price book has every price that a workload with "
        "default options needs: yes, with the number of unverified meters, or no, with the missing meters. "
        "Also shows dates, and counts by grade of evidence: A AWS's own "
        "price list, B a copy or a vendor's page, C a third party, D derived, R from memory (unverified).\n\n"
        "Suspicious prices are listed, with exit code 1: a price of 0 where AWS charges something; in a book "
        "given by --prices, a price at least 8 times, or at most an eighth of, the built-in one, or another "
        "unit. With --max-age, also older prices; a price dated by month counts from its first day. Tiers "
        "with gaps or overlaps are errors of the file.",
    .options = (const struct option[]){PRICES_BOOK_OPTIONS,
                                       {.name = "max-age",
                                        .kind = OPTION_VALUE,
                                        .argument = "DAYS",
                                        .help = "list prices older than this, counted from --today"},
                                       {0}},
    .examples = (const struct example[]){{"warpcost prices check", "every region"},
                                         {"warpcost prices check --region eu-west-1 --prices my.csv",
                                          "your own book, also compared with the built-in one"},
                                         {"warpcost prices check --region eu-west-1 --max-age 90",
                                          "fail if a price is older than three months"},
                                         {0}},
    .run = run,
};
