/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmd/prices.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "cmd/session.h"

enum { QUOTED_COLUMNS_MAX = 60 };
static const char DEFAULT_REGION[] = "us-east-1";

struct books *prices_books(const struct parsed *parsed, struct session *session)
{
    const char *path = parsed_value(parsed, "prices"), *as_of = parsed_value(parsed, "as-of");
    const char *wrong = NULL;
    if (as_of != NULL && !text_is_day(as_of))
        wrong = "write a date as 2026-07-20";
    else if (as_of != NULL && path == NULL)
        wrong = "it selects a dated book; also give --prices=DIRECTORY";
    if (wrong != NULL) {
        diags_add(session->diags, DIAG_USAGE, (struct place){0}, "'--as-of' can't be '%s': %s",
                  text_quote(session->arena, as_of, QUOTED_COLUMNS_MAX), wrong);
        return NULL;
    }
    return books_new(path, as_of, session->arena);
}

const struct book *prices_book(const struct parsed *parsed, struct session *session)
{
    const char *region = parsed_value(parsed, "region");
    struct books *books = prices_books(parsed, session);
    return books == NULL ? NULL : books_find(books, region == NULL ? DEFAULT_REGION : region, session->diags);
}

char *prices_meter(const struct price_row *row, struct arena *arena)
{
    return text_format(arena, "%s:%s", row->offer, row->bare);
}

bool prices_is_range(const struct price_row *row) { return row->usd_per_unit_max > row->usd_per_unit; }

char *prices_number(double number, struct arena *arena) { return text_exact(arena, number); }

char *prices_usd(const struct price_row *row, struct arena *arena)
{
    char *least = prices_number(row->usd_per_unit, arena);
    return prices_is_range(row)
               ? text_format(arena, "%s to %s", least, prices_number(row->usd_per_unit_max, arena))
               : least;
}

char *prices_tier(const struct price_row *row, struct arena *arena)
{
    if (row->begin == 0 && isinf(row->end)) return arena_copy_string(arena, "");
    char *begin = text_thousands(arena, row->begin, 0);
    return isinf(row->end) ? text_format(arena, "over %s", begin)
                           : text_format(arena, "%s to %s", begin, text_thousands(arena, row->end, 0));
}

const char *prices_grade(const struct price_row *row, struct arena *arena)
{
    return text_format(arena, "%c%s", row->grade, row->grade == 'R' ? " (unverified)" : "");
}

void prices_csv_text(FILE *out, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    fputc('"', out);
}
