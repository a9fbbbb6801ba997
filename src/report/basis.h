/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Basis: the product behind a quantity as a sentence, "1 GiB/s produced × 2 followers × 365 d a year". */
#pragma once

#include "study/run.h"

/* A factor's value: exact where that is short, "1 GB/s", else rounded for the eye, "682.67 MiB/s". */
char *basis_value(const struct run_factor *factor, struct arena *arena);

char *basis_sentence(const struct run_line *line, struct arena *arena);
