/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/derived.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double by_printing(double value)
{
    char number[40];
    snprintf(number, sizeof number, "%.*g", DERIVED_DIGITS, value);
    return strtod(number, NULL) + 0.0; /* no negative zero */
}

/* floor(log10) of a number in the range below from its binary exponent (IEEE 754); may be one too small. */
static int decimal_exponent(double magnitude)
{
    enum { MANTISSA_BITS = 52, BIAS = 1023, EXPONENT_MASK = 0x7FF };
    enum { NUMERATOR = 1233, DENOMINATOR = 4096 }; /* log10 2, close enough for exponents to 200 */
    enum { OFFSET = 64 };                          /* keeps the quotient positive, so that it rounds down */
    uint64_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    int exponent = (int)(bits >> MANTISSA_BITS & EXPONENT_MASK) - BIAS;
    return (exponent * NUMERATOR + OFFSET * DENOMINATOR) / DENOMINATOR - OFFSET;
}

/* A run of ten thousand topic groups holds a million such numbers, and printing is slow. Powers of ten up
 * to 22 and whole numbers below 2^53 are exact doubles, so the one division or product at the end rounds
 * as strtod does. Only the scaling before can err, in the last bits: near a tie it isn't trusted. */
double derived_round(double value)
{
    static const double POWERS[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    static const double LEAST = 1e-10, MOST = 1e21, DOUBT = 1e-3;
    double magnitude = fabs(value);
    if (!isfinite(value) || value == 0) return value + 0.0;
    if (magnitude < LEAST || magnitude > MOST) return by_printing(value);
    int decimals = DERIVED_DIGITS - 1 - decimal_exponent(magnitude);
    double scaled = decimals >= 0 ? magnitude * POWERS[decimals] : magnitude / POWERS[-decimals];
    if (scaled >= POWERS[DERIVED_DIGITS]) {
        decimals--;
        scaled = decimals >= 0 ? magnitude * POWERS[decimals] : magnitude / POWERS[-decimals];
    }
    double whole = (double)(int64_t)scaled, fraction = scaled - whole;
    if (scaled < POWERS[DERIVED_DIGITS - 1] || scaled >= POWERS[DERIVED_DIGITS] ||
        fabs(fraction - 0.5) < DOUBT)
        return by_printing(value);
    whole += fraction > 0.5;
    return copysign(decimals >= 0 ? whole / POWERS[decimals] : whole * POWERS[-decimals], value);
}
