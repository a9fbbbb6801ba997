/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/money.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int64_t money_round(double sum)
{
    assert(isfinite(sum));
    return llround(sum);
}

char *money_whole(struct arena *arena, int64_t usd) { return text_thousands(arena, (double)usd, 0); }

char *money_or_unknown(struct arena *arena, double usd)
{
    return isnan(usd) ? arena_copy_string(arena, "unknown") : money_whole(arena, money_round(usd));
}

char *money_dollars(struct arena *arena, int64_t usd)
{
    return text_format(arena, "%s$%s", usd < 0 ? "-" : "", money_whole(arena, usd < 0 ? -usd : usd));
}

char *money_cents(struct arena *arena, int64_t cents)
{
    int64_t size = cents < 0 ? -cents : cents;
    return text_format(arena, "%s%s.%02d", cents < 0 ? "-" : "", money_whole(arena, size / 100),
                       (int)(size % 100));
}

char *money_small(struct arena *arena, double usd)
{
    enum { DECIMALS_MAX = 15 };
    if (usd == 0 || fabs(usd) >= 0.9995) return text_usd(arena, usd);
    char digits[32];
    snprintf(digits, sizeof digits, "%.2e",
             fabs(usd)); /* rounded first: 0.09996 has one decimal less than 0.0999 */
    int decimals = 2 - atoi(strchr(digits, 'e') + 1);
    return text_format(arena, "%s$%.*f", usd < 0 ? "-" : "",
                       decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals, fabs(usd));
}

char *money_price(struct arena *arena, double usd_per_unit)
{
    enum { DIGITS = 12, DECIMALS_MAX = 20 };
    double magnitude = fabs(usd_per_unit);
    int exponent = magnitude > 0 ? (int)floor(log10(magnitude)) : 0;
    int decimals = DIGITS - 1 - exponent;
    decimals = decimals < 0 ? 0 : decimals > DECIMALS_MAX ? DECIMALS_MAX : decimals;
    char *text = text_format(arena, "$%.*f", decimals, usd_per_unit);
    if (strchr(text, '.') == NULL) return text;
    size_t length = strlen(text);
    while (text[length - 1] == '0') length--;
    length -= text[length - 1] == '.';
    text[length] = '\0';
    return text;
}
