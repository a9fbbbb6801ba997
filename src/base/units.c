/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/units.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

struct unit {
    const char *name;
    double factor;
    bool shown; /* units_print and units_show may choose it */
};

/* Descending by factor within the shown ones of a base (binary first), so that the first that
 * fits is the largest. */
static const struct unit BYTES[] = {
    {"PiB", 1125899906842624.0, true},
    {"TiB", TIB, true},
    {"GiB", GIB, true},
    {"MiB", MIB, true},
    {"KiB", KIB, true},
    {"PB", 1e15, true},
    {"TB", 1e12, true},
    {"GB", GB, true},
    {"MB", MB, true},
    {"kB", KB, true},
    {"KB", KB, false},
    {"B", 1, true},
    {NULL, 0, false},
};
static const struct unit RATES[] = {
    {"TiB/s", TIB, true},
    {"GiB/s", GIB, true},
    {"MiB/s", MIB, true},
    {"KiB/s", KIB, true},
    {"TB/s", 1e12, true},
    {"GB/s", GB, true},
    {"MB/s", MB, true},
    {"kB/s", KB, true},
    {"KB/s", KB, false},
    {"B/s", 1, true},
    {"Gbit/s", 1.25e8, false},
    {"Mbit/s", 1.25e5, false},
    {"TiB/d", TIB / SECONDS_PER_DAY, false},
    {"GiB/d", GIB / SECONDS_PER_DAY, false},
    {"TB/d", 1e12 / SECONDS_PER_DAY, false},
    {"GB/d", GB / SECONDS_PER_DAY, false},
    {NULL, 0, false},
};
static const struct unit DURATIONS[] = {
    {"w", 604800, false},
    {"d", SECONDS_PER_DAY, true},
    {"h", SECONDS_PER_HOUR, true},
    {"min", 60, true},
    {"m", 60, false},
    {"s", 1, true},
    {"ms", 1e-3, true},
    {"us", 1e-6, true},
    {"µs", 1e-6, false},
    {"ns", 1e-9, true},
    {NULL, 0, false},
};
static const struct unit FRACTIONS[] = {{"%", 0.01, false}, {NULL, 0, false}};
static const struct unit NONE[] = {{NULL, 0, false}};

static const struct {
    const struct unit *units;
    bool unit_required;
    const char *base;
    const char *example;
    const char *separator; /* between number and unit */
} KINDS[UNIT__COUNT] = {
    [UNIT_NUMBER] = {NONE, false, "", "1.5", ""},
    [UNIT_COUNT] = {NONE, false, "", "3", ""},
    [UNIT_FRACTION] = {FRACTIONS, false, "", "50%", ""},
    [UNIT_BYTES] = {BYTES, true, "B", "8 MiB", " "},
    [UNIT_RATE] = {RATES, true, "B/s", "1 GiB/s", " "},
    [UNIT_DURATION] = {DURATIONS, true, "s", "250ms", ""},
};

/* Longest decimal number at text ("-1.5e3"); its length, 0 if there is none. strtod alone would
 * take hex, inf and nan. */
static size_t number_length(const char *text)
{
    const char *at = text;
    at += *at == '-' || *at == '+';
    size_t whole = strspn(at, "0123456789");
    at += whole;
    size_t fraction = 0;
    if (*at == '.') {
        fraction = strspn(at + 1, "0123456789");
        at += 1 + fraction;
    }
    if (whole + fraction == 0) return 0;
    if (*at == 'e' || *at == 'E') {
        const char *exponent = at + 1;
        exponent += *exponent == '-' || *exponent == '+';
        size_t digits = strspn(exponent, "0123456789");
        if (digits > 0) at = exponent + digits;
    }
    return (size_t)(at - text);
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

enum units_result units_parse(enum unit_kind kind, const char *text, double *value)
{
    while (is_blank(*text)) text++;
    size_t digits = number_length(text);
    if (digits == 0) return UNITS_NOT_A_NUMBER;
    double number = strtod(text, NULL);
    const char *unit = text + digits;
    while (is_blank(*unit)) unit++;
    size_t unit_length = strlen(unit);
    while (unit_length > 0 && is_blank(unit[unit_length - 1])) unit_length--;

    if (unit_length == 0) {
        /* Zero is zero in any unit. */
        if (KINDS[kind].unit_required && number != 0) return UNITS_MISSING;
    } else {
        const struct unit *known = KINDS[kind].units;
        while (known->name != NULL &&
               !(strlen(known->name) == unit_length && memcmp(known->name, unit, unit_length) == 0))
            known++;
        if (known->name == NULL) return UNITS_UNKNOWN;
        /* Dividing keeps decimal fractions of a unit exact where multiplying would not:
         * 250 / 1000 is the double nearest to 0.25. */
        number = known->factor < 1 ? number / round(1 / known->factor) : number * known->factor;
    }
    if (!isfinite(number)) return UNITS_NOT_A_NUMBER;
    if (kind == UNIT_COUNT && (number != floor(number) || fabs(number) > 9007199254740992.0))
        return UNITS_FRACTIONAL;
    *value = number;
    return UNITS_OK;
}

static bool reads_back(enum unit_kind kind, const char *text, double value)
{
    double back;
    return units_parse(kind, text, &back) == UNITS_OK && back == value;
}

/* The fewest digits that read back as value, without an exponent where a whole number needs none; *digits
 * says how many. */
static char *fewest_digits(struct arena *arena, enum unit_kind kind, double value, const char *separator,
                           const char *unit, int *digits)
{
    enum { EXACT_DIGITS = 17 };
    const double plain_max = 1e15;
    if (value == floor(value) && fabs(value) < plain_max) {
        *digits = 1;
        return text_format(arena, "%.0f%s%s", value, separator, unit);
    }
    for (*digits = 1;; (*digits)++) {
        char *shown = text_format(arena, "%.*g%s%s", *digits, value, separator, unit);
        if (*digits == EXACT_DIGITS || reads_back(kind, shown, value)) return shown;
    }
}

/* 13.7 % is no short decimal fraction. */
static char *percent(struct arena *arena, double value)
{
    enum { FEW_DIGITS = 12 };
    char *shown = text_format(arena, "%.*g%%", FEW_DIGITS, value * 100);
    return reads_back(UNIT_FRACTION, shown, value) ? shown : NULL;
}

char *units_print(struct arena *arena, enum unit_kind kind, double value)
{
    enum { FEW_DIGITS = 6 };
    if (value != 0) {
        for (const struct unit *unit = KINDS[kind].units; unit->name != NULL; unit++) {
            if (!unit->shown || fabs(value) < unit->factor) continue;
            char *shown = text_format(arena, "%.*g%s%s", FEW_DIGITS, value / unit->factor,
                                      KINDS[kind].separator, unit->name);
            if (strchr(shown, '+') == NULL && reads_back(kind, shown, value)) return shown;
        }
    }
    int digits;
    const char *base = KINDS[kind].base;
    char *shown = fewest_digits(arena, kind, value, *base == '\0' ? "" : KINDS[kind].separator, base,
                                &digits);
    enum { LONG_DIGITS = 13 };
    char *as_percent = kind == UNIT_FRACTION && digits >= LONG_DIGITS ? percent(arena, value) : NULL;
    return as_percent != NULL ? as_percent : shown;
}

/* Decimals that leave about three significant digits. */
static int decimals_for(double magnitude) { return magnitude >= 100 ? 0 : magnitude >= 10 ? 1 : 2; }

static char *without_trailing_zeros(char *number)
{
    if (strchr(number, '.') == NULL) return number;
    size_t length = strlen(number);
    while (number[length - 1] == '0') number[--length] = '\0';
    if (number[length - 1] == '.') number[--length] = '\0';
    return number;
}

char *units_show(struct arena *arena, enum unit_kind kind, double value)
{
    if (kind == UNIT_FRACTION)
        return text_format(arena, "%s %%",
                           without_trailing_zeros(
                               text_format(arena, "%.*f", decimals_for(fabs(value) * 100), value * 100)));
    for (const struct unit *unit = KINDS[kind].units; unit->name != NULL; unit++) {
        bool decimal = strchr(unit->name, 'i') == NULL;
        if (!unit->shown || (decimal && kind != UNIT_DURATION && unit->factor > 1) ||
            fabs(value) < unit->factor)
            continue;
        double scaled = value / unit->factor;
        return text_format(arena, "%s %s",
                           without_trailing_zeros(
                               text_format(arena, "%.*f", decimals_for(fabs(scaled)), scaled)),
                           unit->name);
    }
    double magnitude = fabs(value);
    if (magnitude == 0 || magnitude >= 1000)
        return text_format(arena, "%s%s%s", text_thousands(arena, value, 0),
                           *KINDS[kind].base == '\0' ? "" : " ", KINDS[kind].base);
    return text_format(arena, "%.4g%s%s", value, *KINDS[kind].base == '\0' ? "" : " ", KINDS[kind].base);
}

const char *units_suggest(enum unit_kind kind, const char *text)
{
    while (is_blank(*text)) text++;
    const char *unit = text + number_length(text);
    while (is_blank(*unit)) unit++;
    for (const struct unit *known = KINDS[kind].units; known->name != NULL; known++)
        if (text_equal_loosely(known->name, unit)) return known->name;
    const char *names[32];
    size_t count = 0;
    for (const struct unit *known = KINDS[kind].units;
         known->name != NULL && count < sizeof names / sizeof *names; known++)
        names[count++] = known->name;
    return text_nearest(unit, names, count);
}

const char *units_example(enum unit_kind kind) { return KINDS[kind].example; }

const char *units_base(enum unit_kind kind) { return KINDS[kind].base; }

const char *units_name(enum unit_kind kind, size_t n)
{
    const struct unit *units = KINDS[kind].units;
    for (size_t i = 0; units[i].name != NULL; i++)
        if (i == n) return units[i].name;
    return NULL;
}
