/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cells: parses the text of a table's cell as a number, date or choice, or reports the expected form. */
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/table_private.h"

enum { SHOWN_MAX_COLUMNS = 40 };

bool table_wrong(struct table *table, size_t column, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct arena *arena = table->diags->arena;
    const char *what = text_vformat(arena, format, args);
    va_end(args);
    const char *shown = text_quote(arena, table->cells[column].bytes, SHOWN_MAX_COLUMNS);
    if (table->cells[column].length == 0)
        return diags_add(table->diags, DIAG_CSV_CELL, table_place(table, column), "%s %s",
                         table->columns[column].name, what);
    return diags_add(table->diags, DIAG_CSV_CELL, table_place(table, column), "%s '%s' %s",
                     table->columns[column].name, shown, what);
}

const char *table_cell(const struct table *table, size_t column, size_t *length)
{
    *length = table->cells[column].length;
    return table->cells[column].bytes;
}

/* Neighbouring rows repeat most texts, so they share one copy. */
static const char *recent_text(const struct table *table, size_t column)
{
    const struct cell *cell = &table->cells[column];
    const struct recent *recent = &table->recent[column];
    for (unsigned i = 0; i < RECENT_MAX; i++)
        if (recent->texts[i] != NULL && recent->lengths[i] == cell->length &&
            memcmp(recent->texts[i], cell->bytes, cell->length) == 0)
            return recent->texts[i];
    return NULL;
}

static const char *new_text(struct table *table, size_t column)
{
    struct recent *recent = &table->recent[column];
    unsigned slot = recent->next++ % RECENT_MAX;
    recent->lengths[slot] = table->cells[column].length;
    return recent->texts[slot] = arena_copy(table->arena, table->cells[column].bytes,
                                            table->cells[column].length);
}

bool table_text(struct table *table, size_t column, bool needed, const char **text)
{
    const struct cell *cell = &table->cells[column];
    if (cell->length == 0) {
        *text = "";
        return !needed || table_wrong(table, column, "is empty; give it");
    }
    const char *known = recent_text(table, column);
    for (uint32_t i = 0; known == NULL && i < cell->length; i++)
        if ((unsigned char)cell->bytes[i] < ' ' || cell->bytes[i] == 0x7F)
            return table_wrong(table, column, "holds a control character; remove it");
    *text = known != NULL ? known : new_text(table, column);
    return true;
}

/* Powers of ten that a double holds exactly. */
enum { EXACT_DIGITS = 15 };
static const double POWERS[EXACT_DIGITS + 1] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* Parse digits [. digits] [e exponent] to strtod's value. strtod is slow, so short numbers are divided
 * out: whole number and power of ten are exact, and one division rounds once. False for anything else. */
static bool decimal(const char *text, double *value)
{
    const char *at = text;
    uint64_t whole = 0;
    unsigned digits = 0, decimals = 0;
    for (; *at >= '0' && *at <= '9'; at++, digits++)
        whole = digits < EXACT_DIGITS ? whole * 10 + (uint64_t)(*at - '0') : whole;
    if (digits == 0) return false;
    if (*at == '.') {
        const char *point = at++;
        for (; *at >= '0' && *at <= '9'; at++, digits++)
            whole = digits < EXACT_DIGITS ? whole * 10 + (uint64_t)(*at - '0') : whole;
        decimals = (unsigned)(at - point - 1);
        if (decimals == 0) return false;
    }
    if (*at == '\0' && digits <= EXACT_DIGITS) {
        *value = (double)whole / POWERS[decimals];
        return true;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '-' || *at == '+';
        size_t exponent = strspn(at, "0123456789");
        if (exponent == 0) return false;
        at += exponent;
    }
    *value = strtod(text, NULL);
    return *at == '\0';
}

bool table_number(struct table *table, size_t column, double most, double *number)
{
    const char *text = table->cells[column].bytes;
    double value;
    if (*text == '\0') return table_wrong(table, column, "is empty; give a number");
    if (*text == '-' && decimal(text + 1, &value))
        return table_wrong(table, column, "is negative; give a number from 0");
    if (!decimal(text, &value)) return table_wrong(table, column, "is not a decimal number such as 0.0125");
    if (value > most)
        return table_wrong(table, column, "is over %.12g, the most that makes sense here", most);
    *number = value;
    return true;
}

bool table_count(struct table *table, size_t column, double most, uint32_t *count)
{
    assert(most <= UINT32_MAX);
    double value = 0;
    if (!table_number(table, column, most, &value)) return false;
    if (value != floor(value)) return table_wrong(table, column, "is not a whole number");
    *count = (uint32_t)value;
    return true;
}

/* AWS began in 2006. */
static bool is_date(const char *text, size_t length)
{
    return text_is_date(text, length) && strncmp(text, "2006", 4) >= 0;
}

bool table_date(struct table *table, size_t column, const char **date)
{
    *date = recent_text(table, column);
    if (*date == NULL && !is_date(table->cells[column].bytes, table->cells[column].length))
        return table_wrong(table, column, "is not a date; write 2026-07-20 or 2026-07");
    return *date != NULL || table_text(table, column, true, date);
}

bool table_choice(struct table *table, size_t column, const char *const *choices, int *index)
{
    const char *text = table->cells[column].bytes;
    size_t count = 0;
    for (; choices[count] != NULL; count++) {
        if (text_equal(text, choices[count])) {
            *index = (int)count;
            return true;
        }
    }
    const char *near = text_nearest(text, choices, count),
               *list = text_list(table->diags->arena, choices, count, " or ");
    if (near != NULL) return table_wrong(table, column, "is none of %s; did you mean %s?", list, near);
    return table_wrong(table, column, "is none of %s", list);
}
