/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Basis: the factors and charges behind one line's quantity and dollars. A run keeps what lines share once
 * (struct run_line_kind); here it becomes one line's own: its factors with concrete paths, its part of the
 * charges. */
#pragma once

#include "run/run.h"

/* Names of unit kinds in documents: without them a count and a fraction, both without unit, would look the
 * same. */
extern const char *const BASIS_UNITS[UNIT__COUNT];

/* The product of factors as text: "1 GiB/s produced × 2 followers × 365d per year". */
char *basis_sentence(const struct run_line *line, struct arena *arena);

/* A factor's value: exact if that is short, "1 GB/s", else rounded for a reader, "682.67 MiB/s". */
char *basis_value(const struct run_line *line, size_t factor, struct arena *arena);
