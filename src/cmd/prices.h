/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prices: what the verbs about the price book share. */
#pragma once

#include "cmd/command.h"
#include "study/books.h"

/* Row of an option table: of which day. */
#define PRICES_AS_OF_OPTION                                                                            \
    {                                                                                                  \
        .name = "as-of", .kind = OPTION_VALUE, .argument = "DATE",                                     \
        .help = "of the dated books in the directory that --prices names (REGION-YYYY-MM-DD.csv) the " \
                "newest that isn't after DATE"                                                         \
    }

/* Rows of an option table: which book. */
#define PRICES_BOOK_OPTIONS                                                 \
    {.name = "region",                                                      \
     .kind = OPTION_VALUE,                                                  \
     .argument = "REGION",                                                  \
     .help = "AWS region (default us-east-1)"},                             \
        {.name = "prices",                                                  \
         .kind = OPTION_VALUE,                                              \
         .hint = HINT_FILE,                                                 \
         .argument = "FILE|DIR",                                            \
         .help = "a price book in place of the one that warpcost carries"}, \
        PRICES_AS_OF_OPTION

/* The books that --prices and --as-of ask for, or the embedded ones; NULL with diagnostics. */
struct books *prices_books(const struct parsed *parsed, struct session *session);

/* The book of them for the region that --region names. */
const struct book *prices_book(const struct parsed *parsed, struct session *session);

/* "AmazonS3:Requests-Tier1", as private prices and `explain` write it. */
char *prices_meter(const struct price_row *row, struct arena *arena);

bool prices_is_range(const struct price_row *row);

/* A number without exponent that reads back as the same double, where 17 decimals suffice. */
char *prices_number(double number, struct arena *arena);

/* "0.023", or "0.035 to 0.05" for a range. */
char *prices_usd(const struct price_row *row, struct arena *arena);

/* "0 to 51,200", "over 512,000"; "" for a price of one tier. */
char *prices_tier(const struct price_row *row, struct arena *arena);

/* "B", "R (remembered)". */
const char *prices_grade(const struct price_row *row, struct arena *arena);

/* Print a text as one cell of a CSV row, quoted where it needs it. */
void prices_csv_text(FILE *out, const char *text);
