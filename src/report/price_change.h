/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/doc.h"
#include "study/price_change.h"

/* A section: each architecture's cost under the old and the new prices, and the meters that make the
 * difference. */
void say_price_change(struct doc *doc, const struct price_change *change);
