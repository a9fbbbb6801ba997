/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Derived numbers: what is computed, not given, is written with 12 significant digits. Who keeps such a
 * number to be shown as well as written rounds it first, so that both are of the same number. */
#pragma once

enum { DERIVED_DIGITS = 12 };

/* value rounded to 12 significant digits: what printing it with as many and reading that back gives.
 * Infinities and NaN stay. */
double derived_round(double value);
