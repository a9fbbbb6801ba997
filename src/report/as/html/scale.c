/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/scale.h"

#include <assert.h>
#include <math.h>

#include "base/fp.h"

static const double STEPS[] = {1, 2, 5};
enum { STEP_COUNT = sizeof STEPS / sizeof *STEPS, DECADE_MIN = -12, DECADE_MAX = 18 };

/* 1, 2 or 5 times a power of ten: the nth from 10^DECADE_MIN on. Few factors keep the products exact for a
 * reader. */
static double round_number(int n)
{
    int decade = DECADE_MIN + n / STEP_COUNT;
    double power = fp_power(10, (unsigned long)(decade < 0 ? -decade : decade));
    return decade < 0 ? STEPS[n % STEP_COUNT] / power : STEPS[n % STEP_COUNT] * power;
}

enum { ROUND_NUMBERS = (DECADE_MAX - DECADE_MIN) * STEP_COUNT };

static int first_round_number(double least)
{
    int n = 0;
    while (n + 1 < ROUND_NUMBERS && round_number(n) < least) n++;
    return n;
}

struct scale scale_linear(double max, double low_px, double high_px)
{
    const double parts = 5; /* the top is a multiple of the step that about so many parts would have */
    double step = max > 0 ? round_number(first_round_number(max / parts)) : 1;
    double steps = max > 0 ? ceil(max / step) : 1;
    return (struct scale){0, step * steps, low_px, high_px, false};
}

struct scale scale_log(double min, double max, double low_px, double high_px)
{
    assert(min > 0 && max >= min);
    int low = first_round_number(min), high = first_round_number(max);
    low -= low > 0 && round_number(low) > min;
    high += low == high;
    return (struct scale){round_number(low), round_number(high), low_px, high_px, true};
}

double scale_at(const struct scale *scale, double value)
{
    double held = value < scale->low ? scale->low : value > scale->high ? scale->high : value;
    double share = scale->is_log ? fp_log(held / scale->low) / fp_log(scale->high / scale->low)
                                 : (held - scale->low) / (scale->high - scale->low);
    return scale->low_px + share * (scale->high_px - scale->low_px);
}

static size_t ticks_of_step(const struct scale *scale, double step, double *ticks)
{
    size_t count = 0;
    double first = ceil(scale->low / step);
    while (count < SCALE_TICKS_MAX && (first + (double)count) * step <= scale->high * (1 + 1e-9)) {
        ticks[count] = (first + (double)count) * step;
        count++;
    }
    return count;
}

/* The densest ticks that are far enough apart: 1, 2 and 5 in each decade, or 1 alone, or every second
 * decade and so on. */
static size_t log_ticks(const struct scale *scale, double apart_px, double *ticks)
{
    for (int every = 1; every <= 8 * STEP_COUNT; every = every == 1 ? STEP_COUNT : every + STEP_COUNT) {
        size_t count = 0;
        double last_px = -INFINITY, least_px = INFINITY;
        for (int n = 0; n < ROUND_NUMBERS && count < SCALE_TICKS_MAX; n++) {
            double value = round_number(n);
            if (n % every != 0 || value < scale->low * (1 - 1e-9) || value > scale->high * (1 + 1e-9))
                continue;
            double px = scale_at(scale, value);
            least_px = fmin(least_px, fabs(px - last_px));
            last_px = px;
            ticks[count++] = value;
        }
        if (least_px >= apart_px || count <= 2) return count;
    }
    return 0;
}

size_t scale_ticks(const struct scale *scale, double apart_px, double *ticks)
{
    if (scale->is_log) return log_ticks(scale, apart_px, ticks);
    double pixels = fabs(scale->high_px - scale->low_px), span = scale->high - scale->low;
    double least_step = pixels > apart_px ? span * apart_px / pixels : span;
    return ticks_of_step(scale, round_number(first_round_number(least_step * (1 - 1e-9))), ticks);
}
