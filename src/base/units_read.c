/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quantities from text, and hints at what a text that is none seems to mean. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/units_private.h"

/* Records of a rate of records, with or without a plural "s". */
static const char *const RECORDS[] = {"msg", "message", "record", "rec", "event", NULL};

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
    const struct unit *found = find_unit(UNIT_TIMES, span);
    if (found == NULL) found = find_unit(UNIT_SPELLED_TIMES, span);
    if (found == NULL && span.length > 2 && span.text[span.length - 1] == 's') {
        span.length--;
        found = find_unit(UNIT_SPELLED_TIMES, span);
        if (found == NULL && is_named("min", span)) found = find_unit(UNIT_TIMES, span);
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
    return find_unit(UNIT_TIMES, (struct span){"s", 1});
}

/* The factor of an amount of bytes: of "B" or "bit", and of the "b" of "Mbps", which is a bit. */
static double amount_factor(struct span amount, bool is_per_second_by_letters)
{
    const struct unit *found = find_unit(UNIT_BYTES_NAMES, amount);
    if (found == NULL) found = find_unit(UNIT_BITS, amount);
    for (const struct unit *bits = UNIT_BITS; found == NULL && is_per_second_by_letters && bits->name != NULL;
         bits++)
        if (strlen(bits->name) == amount.length + 2 && memcmp(bits->name, amount.text, amount.length) == 0 &&
            amount.text[amount.length - 1] == 'b')
            found = bits;
    return found == NULL ? 0 : found->factor;
}

/* The size of the unit in the base unit of its kind; 0 when unknown. */
static double unit_factor(enum unit_kind kind, struct span unit)
{
    const struct unit *found = kind == UNIT_DURATION ? find_time(unit)
                                                     : find_unit(UNIT_TABLES[kind].units, unit);
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
    if (unit.length == 0 && UNIT_TABLES[kind].unit_required && number != 0) return UNITS_MISSING;
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
    for (const struct unit *known = UNIT_TABLES[kind].units; known->name != NULL; known++)
        if (is_spelled_so(arena, known->name, unit)) add_meant(&meant, known->name, known->factor);
    for (const struct unit *bits = UNIT_BITS; kind == UNIT_RATE && may_be_bits(unit) && bits->name != NULL;
         bits++) {
        const char *name = text_format(arena, "%s/s", bits->name);
        char short_name[] = {bits->name[0], bits->name[1], bits->name[2], '\0'};
        short_name[bits->name[1] == 'i' ? 3 : 2] = '\0';
        if (text_equal_loosely(text_format(arena, "%s/s", short_name), unit))
            add_meant(&meant, name, bits->factor);
    }
    /* "10MB" of a rate, "1 GiB/s" of a size: add or drop the time. */
    const struct unit *size = kind == UNIT_RATE
                                  ? find_unit(UNIT_BYTES_NAMES, (struct span){unit, strlen(unit)})
                                  : NULL;
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
    const char *separator = UNIT_TABLES[kind].separator;
    if (meant.count == 0) return NULL;
    char *first = text_format(arena, "'%s%s%s'", number, separator, meant.names[0]);
    if (meant.count == 1) return first;
    return text_format(arena, "%s or '%s%s%s'", first, number, separator, meant.names[1]);
}
