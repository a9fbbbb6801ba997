/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Basis: what stands behind one line's quantity and dollars. A run keeps what lines have in common once
 * (struct run_line_kind); here it becomes one line's own: its factors with concrete paths, its part of the
 * charges. */
#pragma once

#include "run/run.h"

/* Names of kinds of units in documents: that two have no unit doesn't make a count a fraction. */
extern const char *const BASIS_UNITS[UNIT__COUNT];

/* The product as a sentence, "1 GiB/s produced × 2 followers × 365d a year". */
char *basis_sentence(const struct run_line *line, struct arena *arena);

/* A factor's value: exact where that is short, "1 GB/s", else rounded for the eye, "682.67 MiB/s". */
char *basis_value(const struct run_line *line, size_t factor, struct arena *arena);
