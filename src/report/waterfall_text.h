/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ladder of a comparison as text: a row for each rung with its step and the total after it. */
#pragma once

#include "report/as/page.h"

/* Prints nothing for a run without a ladder. */
void waterfall_print(struct page *page, const struct run *run);
