/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settle: a run with every derived number rounded (base/derived.h) to the digits that the run document has.
 *
 * A document holds 12 digits, the run that it is made of holds 16; a sum of such numbers, rounded to whole
 * dollars for a table, can come out a dollar apart. So nothing is rendered but settled runs: then a rendering
 * is the same, byte for byte, whether it is made at once or from a saved document. */
#pragma once

#include "run/run.h"

/* The settled run, in arena; shares strings with run. Settling twice changes nothing more. */
const struct run *run_settle(const struct run *run, struct arena *arena);
