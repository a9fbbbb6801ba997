/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text: growing strings, formatting into an arena, and string functions that several modules need. All
 * text is UTF-8. */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* A growing string. bytes is always NUL-terminated, "" while empty. */
struct text {
    struct arena *arena;
    char *bytes;
    size_t length;
    size_t capacity;
};

struct text text_new(struct arena *arena);
void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_repeated(struct text *text, char byte, size_t count);
void text_addf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* As sprintf, into the arena. */
char *text_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *text_vformat(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* words with ", " between them, but last before the last: "a, b or c". "" of none. */
char *text_list(struct arena *arena, const char *const *words, size_t count, const char *last);

bool text_equal(const char *a, const char *b);
bool text_starts_with(const char *text, const char *prefix);
bool text_ends_with(const char *text, const char *suffix);

/* ASCII case and spaces ignored; for column names and search terms. */
bool text_equal_loosely(const char *a, const char *b);

/* Count single-byte insertions, deletions, substitutions and neighbour swaps that turn a into b (optimal
 * string alignment); both are cut at 64 bytes. */
size_t text_distance(const char *a, const char *b);

/* The candidate nearest to word, or NULL when none is likely to be meant (distance at most a third of the
 * word, at least 1, at most 4). Ties go to the first. */
const char *text_nearest(const char *word, const char *const *candidates, size_t count);

/* Offset of the first byte that isn't valid UTF-8 (RFC 3629: no surrogates, no overlong forms), or length. */
size_t text_invalid_utf8_at(const char *bytes, size_t length);

/* Columns of text on a terminal: one per code point, none for combining marks, two for wide East Asian and
 * emoji. Control characters count 0: they are escaped before they are shown. */
size_t text_columns(const char *text);

/* True for a day of the calendar as "2026-07-20", or a month as "2026-07". */
bool text_is_date(const char *text, size_t length);
bool text_is_day(const char *text);

/* True if a log of CI could read a command in text at that byte, whose first character is then escaped:
 * "##[" with letters between of Actions, Azure and TeamCity anywhere; "::" of Actions at the start of a line,
 * where a text or one of its words may come to stand. */
bool text_is_command_at(const char *text, size_t at);

/* Quote a user's text: control characters, invalid UTF-8, direction overrides and what a log of CI could take
 * for a command become \xNN or \uNNNN, and it is cut to max_columns columns with an ellipsis. */
char *text_quote(struct arena *arena, const char *text, size_t max_columns);

/* Print value with at most 12 significant digits and no trailing zeros ("0.1", "1.5e+20"), as every
 * derived figure in a file. Not for NaN or infinity. */
char *text_number(struct arena *arena, double value);

/* Print value without exponent so that it reads back as the same double, where 17 decimals suffice; for
 * inputs. */
char *text_exact(struct arena *arena, double value);

/* Print value with so many decimals and a comma between thousands: "31,536,000", "-1,234.50". */
char *text_thousands(struct arena *arena, double value, int decimals);

/* How much of what is allowed is used, in percent: "48 %", "4.8 %" below ten, "100.09 %" where it is more
 * than all by less than a half; "none there" for a fraction that isn't finite. */
char *text_percent(struct arena *arena, double fraction);

/* Dollars in three significant digits, for sentences: "$2.04M", "$481k", "$12.3". */
char *text_usd(struct arena *arena, double usd);

/* A count in three significant digits: "31.5M", "481k", "12.3". */
char *text_short(struct arena *arena, double value);

/* Milliseconds for people, with three significant digits: "8.35 ms", "412 ms", "1.02 s". "?" when it isn't
 * finite. */
char *text_ms(struct arena *arena, double ms);

/* Both ends in one unit, with two significant digits: "0.39 to 0.66 s"; equal ends once. between: " to ", or
 * "-". */
char *text_ms_range(struct arena *arena, double low_ms, double high_ms, const char *between);
