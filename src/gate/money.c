/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/money.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/units.h"

static const char *skip_blanks(const char *at) { return at + strspn(at, " "); }

/* Skip word, if present, and the blanks around it. */
static bool take(const char **at, const char *word)
{
    const char *from = skip_blanks(*at);
    size_t length = strlen(word);
    if (strncmp(from, word, length) != 0) return false;
    *at = skip_blanks(from + length);
    return true;
}

/* Decimal digits with at most one point: no sign, exponent, hex or thousands separators. */
static bool take_number(const char **at, double *number)
{
    enum { DIGITS_MAX = 30 };
    size_t whole = strspn(*at, "0123456789"), fraction = 0;
    const char *end = *at + whole;
    if (*end == '.') {
        fraction = strspn(end + 1, "0123456789");
        end += 1 + fraction;
        if (fraction == 0) return false;
    }
    if (whole == 0 || whole + fraction > DIGITS_MAX) return false;
    *number = strtod(*at, NULL);
    *at = end;
    return true;
}

enum money_result money_parse(const char *text, double *usd_per_year, bool *is_monthly)
{
    const char *at = skip_blanks(text);
    double number;
    bool has_sign = take(&at, "$");
    if (!take_number(&at, &number)) return MONEY_NOT_A_NUMBER;
    double scale = take(&at, "k") ? 1e3 : take(&at, "M") ? 1e6 : 1;
    bool has_currency = (!has_sign && take(&at, "USD")) || has_sign;
    if (*skip_blanks(at) == '\0') return MONEY_MISSING_UNIT;
    bool is_rate = take(&at, "/"), monthly = is_rate && take(&at, "month");
    if (!has_currency || !is_rate || !(monthly || take(&at, "year")) || *at != '\0')
        return MONEY_UNKNOWN_UNIT;
    *is_monthly = monthly;
    *usd_per_year = number * scale * (monthly ? MONTHS_PER_YEAR : 1);
    return MONEY_OK;
}
