/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text text_new(struct arena *arena)
{
    return (struct text){.arena = arena, .bytes = arena_alloc(arena, 1)};
}

static void make_room(struct text *text, size_t more)
{
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity) return;
    size_t capacity = text->capacity == 0 ? 64 : text->capacity;
    while (capacity < needed) capacity *= 2;
    text->bytes = arena_widened(text->arena, text->bytes, text->length, 1, capacity);
    text->capacity = capacity;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    if (length == 0) return;
    make_room(text, length);
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string) { text_add_bytes(text, string, strlen(string)); }

void text_add_repeated(struct text *text, char byte, size_t count)
{
    if (count == 0) return;
    make_room(text, count);
    memset(text->bytes + text->length, byte, count);
    text->length += count;
    text->bytes[text->length] = '\0';
}

void text_addf(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text_add(text, text_vformat(text->arena, format, args));
    va_end(args);
}

char *text_vformat(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    char small[256];
    int length = vsnprintf(small, sizeof small, format, args);
    assert(length >= 0);
    char *result;
    if ((size_t)length < sizeof small) {
        result = arena_copy(arena, small, (size_t)length);
    } else {
        result = arena_alloc(arena, (size_t)length + 1);
        vsnprintf(result, (size_t)length + 1, format, again);
    }
    va_end(again);
    return result;
}

char *text_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *result = text_vformat(arena, format, args);
    va_end(args);
    return result;
}

char *text_list(struct arena *arena, const char *const *words, size_t count, const char *last)
{
    struct text list = text_new(arena);
    for (size_t i = 0; i < count; i++) {
        text_add(&list, i == 0 ? "" : i + 1 == count ? last : ", ");
        text_add(&list, words[i]);
    }
    return list.bytes;
}

bool text_equal(const char *a, const char *b) { return strcmp(a, b) == 0; }

bool text_starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends_with(const char *text, const char *suffix)
{
    size_t length = strlen(text), tail = strlen(suffix);
    return length >= tail && memcmp(text + length - tail, suffix, tail) == 0;
}

bool text_equal_loosely(const char *a, const char *b)
{
    for (;;) {
        while (*a == ' ') a++;
        while (*b == ' ') b++;
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b)) return false;
        if (*a == '\0') return true;
        a++;
        b++;
    }
}

enum { DISTANCE_MAX_BYTES = 64 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

size_t text_distance(const char *a, const char *b)
{
    size_t rows = least(strlen(a), DISTANCE_MAX_BYTES), columns = least(strlen(b), DISTANCE_MAX_BYTES);
    uint8_t cost[DISTANCE_MAX_BYTES + 1][DISTANCE_MAX_BYTES + 1];
    for (size_t i = 0; i <= rows; i++) cost[i][0] = (uint8_t)i;
    for (size_t j = 0; j <= columns; j++) cost[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= rows; i++) {
        for (size_t j = 1; j <= columns; j++) {
            bool same = a[i - 1] == b[j - 1];
            size_t best = least(cost[i - 1][j] + 1u, cost[i][j - 1] + 1u);
            best = least(best, cost[i - 1][j - 1] + (same ? 0u : 1u));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = least(best, cost[i - 2][j - 2] + 1u);
            cost[i][j] = (uint8_t)best;
        }
    }
    return cost[rows][columns];
}

const char *text_nearest(const char *word, const char *const *candidates, size_t count)
{
    size_t limit = strlen(word) / 3;
    limit = limit < 1 ? 1 : limit > 4 ? 4 : limit;
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t distance = text_distance(word, candidates[i]);
        if (distance < limit || (distance == limit && nearest == NULL)) {
            limit = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}

/* Length of the valid UTF-8 sequence at bytes (1 to 4), or 0; its code point in *point. */
static size_t decode(const char *bytes, size_t length, uint32_t *point)
{
    const unsigned char *u = (const unsigned char *)bytes;
    if (length == 0) return 0;
    if (u[0] < 0x80) {
        *point = u[0];
        return 1;
    }
    size_t size = u[0] >= 0xF0 ? 4 : u[0] >= 0xE0 ? 3 : 2;
    if (u[0] < 0xC2 || u[0] > 0xF4 || length < size) return 0;
    uint32_t value = u[0] & (0x7Fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((u[i] & 0xC0) != 0x80) return 0;
        value = value << 6 | (u[i] & 0x3Fu);
    }
    static const uint32_t SMALLEST[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < SMALLEST[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return 0;
    *point = value;
    return size;
}

/* Skip whole words of ASCII, since most texts hold nothing else. */
static size_t ascii_prefix(const char *bytes, size_t length)
{
    size_t at = 0;
    for (uint64_t word; at + sizeof word <= length; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        if (word & 0x8080808080808080u) break;
    }
    return at;
}

size_t text_invalid_utf8_at(const char *bytes, size_t length)
{
    size_t at = ascii_prefix(bytes, length);
    while (at < length) {
        uint32_t point;
        size_t size = decode(bytes + at, length - at, &point);
        if (size == 0) return at;
        at += size;
    }
    return length;
}

/* Wide ranges that matter on terminals, from Unicode's EastAsianWidth.txt (W and F) and emoji. */
static size_t columns_of(uint32_t point)
{
    if (point < 0x20 || (point >= 0x7F && point < 0xA0)) return 0;
    bool combining = (point >= 0x300 && point <= 0x36F) || (point >= 0x200B && point <= 0x200F) ||
                     (point >= 0x20D0 && point <= 0x20FF) || (point >= 0xFE00 && point <= 0xFE0F);
    if (combining) return 0;
    bool wide = (point >= 0x1100 && point <= 0x115F) || (point >= 0x2E80 && point <= 0xA4CF) ||
                (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xF900 && point <= 0xFAFF) ||
                (point >= 0xFE30 && point <= 0xFE6F) || (point >= 0xFF00 && point <= 0xFF60) ||
                (point >= 0xFFE0 && point <= 0xFFE6) || (point >= 0x1F300 && point <= 0x1FAFF) ||
                (point >= 0x20000 && point <= 0x3FFFD);
    return wide ? 2 : 1;
}

size_t text_columns(const char *text)
{
    size_t columns = 0, length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t point;
        size_t size = decode(text + at, length - at, &point);
        if (size == 0) {
            columns++;
            at++;
            continue;
        }
        columns += columns_of(point);
        at += size;
    }
    return columns;
}

/* True for invisible or direction-changing code points, which make a quoted text look like another. */
static bool is_deceptive(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0xAD || point == 0x61C ||
           (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
           (point >= 0x2060 && point <= 0x2069) || point == 0xFEFF || (point >= 0xE0000 && point <= 0xE007F);
}

bool text_is_date(const char *text, size_t length)
{
    static const char MASK[] = "dddd-dd-dd";
    static const int DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (length != strlen("2026-07") && length != strlen(MASK)) return false;
    for (size_t i = 0; i < length; i++)
        if (MASK[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != MASK[i]) return false;
    int year = atoi(text), month = atoi(text + 5), day = length == strlen(MASK) ? atoi(text + 8) : 1;
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1] + (month == 2 && is_leap);
}

bool text_is_day(const char *text)
{
    return strlen(text) == strlen("2026-07-20") && text_is_date(text, strlen(text));
}

bool text_is_command_at(const char *text, size_t at)
{
    static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz";
    if (text_starts_with(text + at, "##")) return text[at + 2 + strspn(text + at + 2, LETTERS)] == '[';
    if (!text_starts_with(text + at, "::")) return false;
    char before = at == 0 ? ' ' : text[at - 1];
    bool is_inside = before == '_' || before == ':' || (before >= '0' && before <= '9') ||
                     ((before | 0x20) >= 'a' && (before | 0x20) <= 'z');
    return !is_inside || strstr(text + at + 2, "::") != NULL;
}

char *text_quote(struct arena *arena, const char *text, size_t max_columns)
{
    struct text out = text_new(arena);
    size_t columns = 0, length = strlen(text);
    for (size_t at = 0; at < length;) {
        uint32_t point = 0;
        size_t size = decode(text + at, length - at, &point);
        char shown[16];
        if (size == 0)
            snprintf(shown, sizeof shown, "\\x%02X", (unsigned char)text[at]);
        else if (is_deceptive(point) || text_is_command_at(text, at))
            snprintf(shown, sizeof shown, point < 0x100 ? "\\x%02X" : "\\u%04X", (unsigned)point);
        else
            snprintf(shown, sizeof shown, "%.*s", (int)size, text + at);
        size_t width = text_columns(shown);
        if (columns + width > max_columns) {
            text_add(&out, "…");
            break;
        }
        text_add(&out, shown);
        columns += width;
        at += size == 0 ? 1 : size;
    }
    return out.bytes;
}

char *text_number(struct arena *arena, double value)
{
    assert(isfinite(value));
    if (value == 0) value = 0; /* no negative zero in a file */
    return text_format(arena, "%.12g", value);
}

char *text_exact(struct arena *arena, double value)
{
    enum { DECIMALS_MAX = 17 };
    for (int decimals = 0; decimals <= DECIMALS_MAX; decimals++) {
        struct arena_mark mark = arena_mark(arena);
        char *text = text_format(arena, "%.*f", decimals, value);
        if (strtod(text, NULL) == value) return text;
        arena_rewind(arena, mark);
    }
    return text_format(arena, "%.17g", value);
}

char *text_thousands(struct arena *arena, double value, int decimals)
{
    char digits[400];
    snprintf(digits, sizeof digits, "%.*f", decimals, value);
    const char *at = digits;
    struct text out = text_new(arena);
    bool negative = *at == '-';
    if (negative) at++;
    if (negative && strspn(at, "0.") != strlen(at)) text_add(&out, "-");
    size_t whole = strcspn(at, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) text_add(&out, ",");
        text_add_bytes(&out, at + i, 1);
    }
    text_add(&out, at + whole);
    return out.bytes;
}

/* Three significant digits with a prefix. */
static char *short_text(struct arena *arena, const char *before, double magnitude)
{
    static const struct {
        double least;
        const char *suffix;
    } SCALES[] = {{1e9, "B"}, {1e6, "M"}, {1e3, "k"}, {1, ""}};
    /* Rounded first, so that $999,960 becomes $1.00M and not $1000k. */
    char rounded[32];
    snprintf(rounded, sizeof rounded, "%.2e", fabs(magnitude));
    double value = strtod(rounded, NULL);
    size_t scale = 0;
    while (scale + 1 < sizeof SCALES / sizeof *SCALES && value < SCALES[scale].least) scale++;
    double scaled = value / SCALES[scale].least;
    int decimals = scaled >= 100 ? 0 : scaled >= 10 ? 1 : 2;
    return text_format(arena, "%s%s%s%s", magnitude < 0 && value > 0 ? "-" : "", before,
                       text_thousands(arena, scaled, decimals), SCALES[scale].suffix);
}

char *text_percent(struct arena *arena, double fraction)
{
    if (!isfinite(fraction)) return arena_copy_string(arena, "none there");
    double percent = fraction * 100;
    bool is_just_over = percent >= 100.01 && percent < 100.5;
    return text_format(arena,
                       is_just_over                    ? "%.2f %%"
                       : percent > 0 && percent < 9.95 ? "%.1f %%"
                                                       : "%.0f %%",
                       percent);
}

char *text_usd(struct arena *arena, double usd) { return short_text(arena, "$", usd); }

char *text_short(struct arena *arena, double value) { return short_text(arena, "", value); }

char *text_ms_range(struct arena *arena, double low_ms, double high_ms, const char *between)
{
    const double ms_per_s = 1000;
    if (isinf(high_ms)) return text_format(arena, "over %s", text_ms(arena, low_ms));
    bool in_seconds = high_ms >= ms_per_s / 2;
    const double ends[] = {low_ms / (in_seconds ? ms_per_s : 1), high_ms / (in_seconds ? ms_per_s : 1)};
    int decimals[2];
    for (int i = 0; i < 2; i++) decimals[i] = ends[i] < 0.995 ? 2 : ends[i] < 9.95 ? 1 : 0;
    const char *low = text_format(arena, "%.*f", decimals[0], ends[0]),
               *high = text_format(arena, "%.*f", decimals[1], ends[1]);
    return text_format(arena, "%s%s%s %s", low, text_equal(low, high) ? "" : between,
                       text_equal(low, high) ? "" : high, in_seconds ? "s" : "ms");
}

char *text_ms(struct arena *arena, double ms)
{
    const double ms_per_s = 1000;
    if (!isfinite(ms)) return text_format(arena, "?");
    bool in_seconds = ms >= ms_per_s - 0.5;
    double shown = in_seconds ? ms / ms_per_s : ms;
    int decimals = shown >= 99.95 ? 0 : shown >= 9.995 ? 1 : 2;
    return text_format(arena, "%.*f %s", decimals, shown, in_seconds ? "s" : "ms");
}
