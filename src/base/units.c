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

/* Descending by factor within the shown ones of a base (binary first), so that the first that fits is the
 * largest. */
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
static const struct unit DURATIONS[] = {
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

/* Amounts of a rate besides those of BYTES, and the times that it may be counted by. */
static const struct unit BITS[] = {
    {"Tbit", 1.25e11, false}, {"Gbit", 1.25e8, false},   {"Mbit", 1.25e5, false},   {"kbit", 125, false},
    {"Kbit", 125, false},     {"Gibit", GIB / 8, false}, {"Mibit", MIB / 8, false}, {"Kibit", KIB / 8, false},
    {"bit", 0.125, false},    {NULL, 0, false},
};
/* Spelled-out times; those longer than one letter may take a plural "s". */
static const struct unit SPELLED_TIMES[] = {
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
/* Records of a rate of records, with or without a plural "s". */
static const char *const RECORDS[] = {"msg", "message", "record", "rec", "event", NULL};
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

/* Length of the longest decimal number at text ("-1.5e3"), or 0. strtod alone would take hex, inf and nan. */
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

/* A piece of text, not NUL-terminated. */
struct span {
    const char *text;
    size_t length;
};

static struct span trimmed(const char *text, size_t length)
{
    while (length > 0 && is_blank(*text)) text++, length--;
    while (length > 0 && is_blank(text[length - 1])) length--;
    return (struct span){text, length};
}

static bool is_named(const char *name, struct span span)
{
    return strlen(name) == span.length && memcmp(name, span.text, span.length) == 0;
}

static const struct unit *find_unit(const struct unit *units, struct span span)
{
    for (; units->name != NULL; units++)
        if (is_named(units->name, span)) return units;
    return NULL;
}

/* The unit of time, by its symbol or spelled out; NULL when unknown. */
static const struct unit *find_time(struct span span)
{
    const struct unit *found = find_unit(DURATIONS, span);
    if (found == NULL) found = find_unit(SPELLED_TIMES, span);
    if (found == NULL && span.length > 2 && span.text[span.length - 1] == 's') {
        span.length--;
        found = find_unit(SPELLED_TIMES, span);
        if (found == NULL && is_named("min", span)) found = find_unit(DURATIONS, span);
    }
    return found;
}

/* Split "GB/h", "GB per hour" and "Mbps" into an amount and a time. A bare "m" could be a minute or a month.
 */
static const struct unit *split_rate(struct span unit, struct span *amount)
{
    for (size_t i = 1; i < unit.length; i++) {
        bool is_slash = unit.text[i] == '/';
        bool is_per = unit.length - i > 4 && memcmp(unit.text + i, " per ", 5) == 0;
        if (!is_slash && !is_per) continue;
        size_t begin = i + (is_slash ? 1 : 5);
        struct span time = trimmed(unit.text + begin, unit.length - begin);
        *amount = trimmed(unit.text, i);
        const struct unit *found = is_named("m", time) ? NULL : find_time(time);
        return found != NULL && found->factor >= 1 ? found : NULL;
    }
    if (unit.length < 3 || memcmp(unit.text + unit.length - 2, "ps", 2) != 0) return NULL;
    *amount = (struct span){unit.text, unit.length - 2};
    return find_unit(DURATIONS, (struct span){"s", 1});
}

/* The factor of an amount of bytes: of "B" or "bit", and of the "b" of "Mbps", which is a bit. */
static double amount_factor(struct span amount, bool is_per_second_by_letters)
{
    const struct unit *found = find_unit(BYTES, amount);
    if (found == NULL) found = find_unit(BITS, amount);
    for (const struct unit *bits = BITS; found == NULL && is_per_second_by_letters && bits->name != NULL;
         bits++)
        if (strlen(bits->name) == amount.length + 2 && memcmp(bits->name, amount.text, amount.length) == 0 &&
            amount.text[amount.length - 1] == 'b')
            found = bits;
    return found == NULL ? 0 : found->factor;
}

/* The size of the unit in the base unit of its kind; 0 when unknown. */
static double unit_factor(enum unit_kind kind, struct span unit)
{
    const struct unit *found = kind == UNIT_DURATION ? find_time(unit) : find_unit(KINDS[kind].units, unit);
    if (found != NULL) return found->factor;
    struct span amount;
    const struct unit *time = kind == UNIT_RATE ? split_rate(unit, &amount) : NULL;
    if (time == NULL) return 0;
    return amount_factor(amount, memchr(unit.text, '/', unit.length) == NULL) / time->factor;
}

/* Dividing keeps decimal fractions of a unit exact where multiplying would not: 250 / 1000 is the double
 * nearest to 0.25. */
static double scaled(double number, double factor)
{
    double parts = factor < 1 ? round(1 / factor) : 0;
    return parts > 0 && 1 / parts == factor ? number / parts : number * factor;
}

/* Add up "1h30m", "1d 12h": two or more times, each smaller than the one before. */
static bool parse_compound(const char *text, double *seconds)
{
    double sum = 0, last = INFINITY;
    for (int parts = 0;; parts++) {
        while (is_blank(*text)) text++;
        if (*text == '\0') {
            if (parts < 2) return false;
            *seconds = sum;
            return true;
        }
        size_t digits = number_length(text);
        if (digits == 0 || *text == '-' || *text == '+') return false;
        double number = strtod(text, NULL);
        struct span rest = trimmed(text + digits, strcspn(text + digits, "0123456789."));
        const struct unit *unit = find_time(rest);
        if (unit == NULL || unit->factor >= last) return false;
        sum += scaled(number, unit->factor);
        last = unit->factor;
        text = rest.text + rest.length;
    }
}

/* A duration of ISO 8601: "P7D", "PT1H30M". */
static bool parse_iso(const char *text, double *seconds)
{
    static const char DATE_LETTERS[] = "YMWD", TIME_LETTERS[] = "HMS";
    static const double DATE_S[] = {SECONDS_PER_YEAR, SECONDS_PER_MONTH, 604800, SECONDS_PER_DAY},
                        TIME_S[] = {SECONDS_PER_HOUR, 60, 1};
    while (is_blank(*text)) text++;
    if (*text++ != 'P') return false;
    double sum = 0;
    bool is_time = false, found = false;
    for (size_t next = 0; *text != '\0' && !is_blank(*text);) {
        if (*text == 'T' && !is_time) {
            is_time = true;
            next = 0;
            text++;
            continue;
        }
        size_t digits = number_length(text);
        const char *letters = is_time ? TIME_LETTERS : DATE_LETTERS;
        const char *letter = digits == 0 ? NULL : strchr(letters + next, text[digits]);
        if (letter == NULL || *letter == '\0') return false;
        sum += strtod(text, NULL) * (is_time ? TIME_S : DATE_S)[letter - letters];
        next = (size_t)(letter - letters) + 1;
        text += digits + 1;
        found = true;
    }
    while (is_blank(*text)) text++;
    if (!found || *text != '\0') return false;
    *seconds = sum;
    return true;
}

/* 010 is 8 to YAML 1.1 and 10 to YAML 1.2. */
static bool has_leading_zero(const char *number)
{
    number += *number == '-' || *number == '+';
    return number[0] == '0' && number[1] >= '0' && number[1] <= '9';
}

static enum units_result judge(enum unit_kind kind, double number, double *value)
{
    if (!isfinite(number)) return UNITS_NOT_A_NUMBER;
    if (kind == UNIT_COUNT && (number != floor(number) || fabs(number) > 9007199254740992.0))
        return UNITS_FRACTIONAL;
    *value = number;
    return UNITS_OK;
}

enum units_result units_parse(enum unit_kind kind, const char *text, double *value)
{
    while (is_blank(*text)) text++;
    double number;
    if (kind == UNIT_DURATION && (parse_iso(text, &number) || parse_compound(text, &number)))
        return judge(kind, number, value);
    size_t digits = number_length(text);
    if (digits == 0) return UNITS_NOT_A_NUMBER;
    if (has_leading_zero(text)) return UNITS_LEADING_ZERO;
    number = strtod(text, NULL);
    struct span unit = trimmed(text + digits, strlen(text + digits));
    /* Zero is zero in any unit. */
    if (unit.length == 0 && KINDS[kind].unit_required && number != 0) return UNITS_MISSING;
    double factor = unit.length == 0 ? 1 : unit_factor(kind, unit);
    return factor == 0 ? UNITS_UNKNOWN : judge(kind, scaled(number, factor), value);
}

/* "k", "M" or "G" before the word, as in "10k msg/s". */
static double take_prefix(struct span *word)
{
    static const struct unit PREFIXES[] = {{"k", KB, false},
                                           {"K", KB, false},
                                           {"M", MB, false},
                                           {"G", GB, false}};
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++) {
        if (word->length < 2 || word->text[0] != PREFIXES[i].name[0]) continue;
        *word = trimmed(word->text + 1, word->length - 1);
        return PREFIXES[i].factor;
    }
    return 1;
}

static bool is_records(struct span word)
{
    for (size_t plural = 0; plural < 2; plural++) {
        struct span singular = {word.text, word.length - plural};
        if (plural == 1 && (word.length == 0 || word.text[word.length - 1] != 's')) break;
        for (size_t i = 0; RECORDS[i] != NULL; i++)
            if (is_named(RECORDS[i], singular)) return true;
    }
    return false;
}

bool units_parse_records(const char *text, double *per_s)
{
    while (is_blank(*text)) text++;
    size_t digits = number_length(text);
    struct span unit = trimmed(text + digits, strlen(text + digits)), amount;
    const struct unit *time = digits == 0 || has_leading_zero(text) ? NULL : split_rate(unit, &amount);
    if (time == NULL) return false;
    double prefix = is_records(amount) ? 1 : take_prefix(&amount);
    if (!is_records(amount)) return false;
    double number = strtod(text, NULL) * prefix / time->factor;
    if (!isfinite(number)) return false;
    *per_s = number;
    return true;
}

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

/* Units that a misspelled one may mean, with their factors: at most two. */
struct meant {
    size_t count;
    const char *names[2];
    double factors[2];
};

static void add_meant(struct meant *meant, const char *name, double factor)
{
    for (size_t i = 0; i < meant->count; i++)
        if (meant->factors[i] == factor) return;
    if (meant->count < 2) meant->names[meant->count] = name, meant->factors[meant->count++] = factor;
}

/* "Mb" and "mb" may be megabytes or megabits, "gib" hardly gibibits. */
static bool may_be_bits(const char *unit)
{
    const char *b = strpbrk(unit, "bB");
    bool is_binary = b != NULL && b > unit && (b[-1] == 'i' || b[-1] == 'I');
    bool is_lower = b != NULL && !(unit[0] >= 'A' && unit[0] <= 'Z');
    return b != NULL && *b == 'b' && !(is_binary && is_lower);
}

/* True if unit equals the name but for case, "-", "_" and the slash: "gib/s" and "GiBs". */
static bool is_spelled_so(struct arena *arena, const char *name, const char *unit)
{
    const char *slash = strchr(name, '/');
    if (text_equal_loosely(name, unit)) return true;
    return slash != NULL &&
           text_equal_loosely(text_format(arena, "%.*s%s", (int)(slash - name), name, slash + 1), unit);
}

static struct meant meant_by(struct arena *arena, enum unit_kind kind, const char *unit)
{
    struct meant meant = {0};
    for (const struct unit *known = KINDS[kind].units; known->name != NULL; known++)
        if (is_spelled_so(arena, known->name, unit)) add_meant(&meant, known->name, known->factor);
    for (const struct unit *bits = BITS; kind == UNIT_RATE && may_be_bits(unit) && bits->name != NULL;
         bits++) {
        const char *name = text_format(arena, "%s/s", bits->name);
        char short_name[] = {bits->name[0], bits->name[1], bits->name[2], '\0'};
        short_name[bits->name[1] == 'i' ? 3 : 2] = '\0';
        if (text_equal_loosely(text_format(arena, "%s/s", short_name), unit))
            add_meant(&meant, name, bits->factor);
    }
    /* "10MB" of a rate, "1 GiB/s" of a size: add or drop the time. */
    const struct unit *size = kind == UNIT_RATE ? find_unit(BYTES, (struct span){unit, strlen(unit)}) : NULL;
    if (size != NULL) add_meant(&meant, text_format(arena, "%s/s", size->name), size->factor);
    return meant;
}

char *units_hint(struct arena *arena, enum unit_kind kind, const char *text)
{
    while (is_blank(*text)) text++;
    size_t digits = number_length(text);
    struct span span = trimmed(text + digits, strlen(text + digits));
    const char *number = arena_copy(arena, text, digits);
    struct meant meant = meant_by(arena, kind, arena_copy(arena, span.text, span.length));
    const char *separator = KINDS[kind].separator;
    if (meant.count == 0) return NULL;
    char *first = text_format(arena, "'%s%s%s'", number, separator, meant.names[0]);
    if (meant.count == 1) return first;
    return text_format(arena, "%s or '%s%s%s'", first, number, separator, meant.names[1]);
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

static void add_names(struct text *out, const struct unit *units, const char *before, const char *after)
{
    for (; units->name != NULL; units++) text_addf(out, "%s%s%s", before, units->name, after);
}

static char *time_pattern(struct arena *arena)
{
    struct text out = text_new(arena);
    text_add(&out, "(mins");
    add_names(&out, DURATIONS, "|", "");
    add_names(&out, SPELLED_TIMES, "|", "s?");
    text_add(&out, ")");
    return out.bytes;
}

char *units_pattern(struct arena *arena, enum unit_kind kind)
{
    struct text out = text_new(arena);
    if (kind == UNIT_DURATION) return time_pattern(arena);
    if (kind == UNIT_RATE) {
        text_add(&out, "([kKMGTP]?[bB]ps|[KMGTP]i[bB]ps|(bit");
        add_names(&out, BYTES, "|", "");
        add_names(&out, BITS, "|", "");
        text_addf(&out, ")[ \\t]*(/|per )[ \\t]*%s)", time_pattern(arena));
        return out.bytes;
    }
    for (const struct unit *unit = KINDS[kind].units; unit->name != NULL; unit++)
        text_addf(&out, "%s%s", out.length == 0 ? "(" : "|", unit->name);
    if (out.length > 0) text_add(&out, ")");
    return out.bytes;
}
