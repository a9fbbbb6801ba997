/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A fit for people: every family side by side, the chosen one with its rule, and its error at each
 * percentile. */
#pragma once

#include "study/fit.h"

char *fit_text(const struct fitting *fitting, struct arena *arena);
