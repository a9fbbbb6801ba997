/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prices: shared by the verbs about the price book. */
#pragma once

#include "cmd/command.h"
#include "study/books.h"

/* Row of an option table: the day of the prices. */
#define PRICES_AS_OF_OPTION                                                                           \
    {                                                                                                 \
        .name = "as-of", .kind = OPTION_VALUE, .argument = "DATE",                                    \
        .help = "with --prices=DIRECTORY, use the newest book (REGION-YYYY-MM-DD.csv) not after DATE" \
    }

/* Rows of an option table: the book. */
#define PRICES_BOOK_OPTIONS                                          \
    {.name = "region",                                               \
     .kind = OPTION_VALUE,                                           \
     .argument = "REGION",                                           \
     .help = "AWS region (default us-east-1)"},                      \
        {.name = "prices",                                           \
         .kind = OPTION_VALUE,                                       \
         .hint = HINT_FILE,                                          \
         .argument = "FILE|DIR",                                     \
         .help = "use this price book instead of the built-in one"}, \
        PRICES_AS_OF_OPTION

/* The books of --prices and --as-of, or the embedded ones; NULL with diagnostics. */
struct books *prices_books(const struct parsed *parsed, struct session *session);

/* Their book for the region of --region. */
const struct book *prices_book(const struct parsed *parsed, struct session *session);

/* "AmazonS3:Requests-Tier1", as in private prices and `explain`. */
char *prices_meter(const struct price_row *row, struct arena *arena);

bool prices_is_range(const struct price_row *row);

/* Print a number without exponent so that it reads back as the same double, where 17 decimals suffice. */
char *prices_number(double number, struct arena *arena);

/* "0.023", or "0.035 to 0.05" for a range. */
char *prices_usd(const struct price_row *row, struct arena *arena);

/* "0 to 51,200", "over 512,000"; "" for a price of one tier. */
char *prices_tier(const struct price_row *row, struct arena *arena);

/* "B", "R (unverified)". */
const char *prices_grade(const struct price_row *row, struct arena *arena);

/* Print a text as one CSV cell, quoted if needed. */
void prices_csv_text(FILE *out, const char *text);
