/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The larger and the smaller of two numbers, neither NaN. Inline, unlike fmax and fmin, which handle NaN
 * and so are calls. */
static inline double larger(double a, double b) { return a > b ? a : b; }

static inline double smaller(double a, double b) { return a < b ? a : b; }
