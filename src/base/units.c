/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/units.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/units_private.h"

/* Descending by factor within the shown ones of a base (binary first), so that the first that fits is the
 * largest. */
const struct unit UNIT_BYTES_NAMES[] = {
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
    {"bytes", 1, false},
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
const struct unit UNIT_TIMES[] = {
    {"y", SECONDS_PER_YEAR, false},
    {"mo", SECONDS_PER_MONTH, false},
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

/* Amounts of a rate besides those of UNIT_BYTES_NAMES, and the times that it may be counted by. */
const struct unit UNIT_BITS[] = {
    {"Tbit", 1.25e11, false}, {"Gbit", 1.25e8, false},   {"Mbit", 1.25e5, false},   {"kbit", 125, false},
    {"Kbit", 125, false},     {"Gibit", GIB / 8, false}, {"Mibit", MIB / 8, false}, {"Kibit", KIB / 8, false},
    {"bit", 0.125, false},    {NULL, 0, false},
};
/* Spelled-out times; those longer than one letter may take a plural "s". */
const struct unit UNIT_SPELLED_TIMES[] = {
    {"sec", 1, false},
    {"second", 1, false},
    {"minute", 60, false},
    {"hr", SECONDS_PER_HOUR, false},
    {"hour", SECONDS_PER_HOUR, false},
    {"day", SECONDS_PER_DAY, false},
    {"week", 604800, false},
    {"month", SECONDS_PER_MONTH, false},
    {"yr", SECONDS_PER_YEAR, false},
    {"year", SECONDS_PER_YEAR, false},
    {"millisecond", 1e-3, false},
    {NULL, 0, false},
};
static const struct unit FRACTIONS[] = {{"%", 0.01, false}, {NULL, 0, false}};
static const struct unit NONE[] = {{NULL, 0, false}};

const struct unit_table UNIT_TABLES[UNIT__COUNT] = {
    [UNIT_NUMBER] = {NONE, false, "", "1.5", ""},
    [UNIT_COUNT] = {NONE, false, "", "3", ""},
    [UNIT_FRACTION] = {FRACTIONS, false, "", "50%", ""},
    [UNIT_BYTES] = {UNIT_BYTES_NAMES, true, "B", "8 MiB", " "},
    [UNIT_RATE] = {RATES, true, "B/s", "1 GiB/s", " "},
    [UNIT_DURATION] = {UNIT_TIMES, true, "s", "250ms", ""},
};

static bool reads_back(enum unit_kind kind, const char *text, double value)
{
    double back;
    return units_parse(kind, text, &back) == UNITS_OK && back == value;
}

/* Print the fewest digits that read back as value, without an exponent where a whole number needs none;
 * *digits is their count. */
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

static size_t digits_of(const char *shown) { return strspn(shown, "-.0123456789"); }

char *units_print(struct arena *arena, enum unit_kind kind, double value)
{
    enum { FEW_DIGITS = 6 };
    char *shortest = NULL; /* 64 MB rather than 62500 KiB; of equals in the largest unit */
    for (const struct unit *unit = UNIT_TABLES[kind].units; value != 0 && unit->name != NULL; unit++) {
        if (!unit->shown || fabs(value) < unit->factor) continue;
        char *shown = text_format(arena, "%.*g%s%s", FEW_DIGITS, value / unit->factor,
                                  UNIT_TABLES[kind].separator, unit->name);
        if (strchr(shown, '+') == NULL && (shortest == NULL || digits_of(shown) < digits_of(shortest)) &&
            reads_back(kind, shown, value))
            shortest = shown;
    }
    if (shortest != NULL) return shortest;
    int digits;
    const char *base = UNIT_TABLES[kind].base;
    char *shown = fewest_digits(arena, kind, value, *base == '\0' ? "" : UNIT_TABLES[kind].separator, base,
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
    for (const struct unit *unit = UNIT_TABLES[kind].units; unit->name != NULL; unit++) {
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
                           *UNIT_TABLES[kind].base == '\0' ? "" : " ", UNIT_TABLES[kind].base);
    return text_format(arena, "%.4g%s%s", value, *UNIT_TABLES[kind].base == '\0' ? "" : " ",
                       UNIT_TABLES[kind].base);
}

const char *units_example(enum unit_kind kind) { return UNIT_TABLES[kind].example; }

const char *units_base(enum unit_kind kind) { return UNIT_TABLES[kind].base; }

const char *units_name(enum unit_kind kind, size_t n)
{
    const struct unit *units = UNIT_TABLES[kind].units;
    for (size_t i = 0; units[i].name != NULL; i++)
        if (i == n) return units[i].name;
    return NULL;
}

static void add_names(struct text *out, const struct unit *units, const char *before, const char *after)
{
    for (; units->name != NULL; units++) text_addf(out, "%s%s%s", before, units->name, after);
}

static char *time_pattern(struct arena *arena)
{
    struct text out = text_new(arena);
    text_add(&out, "(mins");
    add_names(&out, UNIT_TIMES, "|", "");
    add_names(&out, UNIT_SPELLED_TIMES, "|", "s?");
    text_add(&out, ")");
    return out.bytes;
}

char *units_pattern(struct arena *arena, enum unit_kind kind)
{
    struct text out = text_new(arena);
    if (kind == UNIT_DURATION) return time_pattern(arena);
    if (kind == UNIT_RATE) {
        text_add(&out, "([kKMGTP]?[bB]ps|[KMGTP]i[bB]ps|(bit");
        add_names(&out, UNIT_BYTES_NAMES, "|", "");
        add_names(&out, UNIT_BITS, "|", "");
        text_addf(&out, ")[ \\t]*(/|per )[ \\t]*%s)", time_pattern(arena));
        return out.bytes;
    }
    for (const struct unit *unit = UNIT_TABLES[kind].units; unit->name != NULL; unit++)
        text_addf(&out, "%s%s", out.length == 0 ? "(" : "|", unit->name);
    if (out.length > 0) text_add(&out, ")");
    return out.bytes;
}
