/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Derived numbers: computed figures are written with 12 significant digits. Code that keeps one to show
 * and to write rounds it first, so that both agree. */
#pragma once

enum { DERIVED_DIGITS = 12 };

/* Round value to 12 significant digits, as printing and reading it back would. Infinities and NaN stay. */
double derived_round(double value);
