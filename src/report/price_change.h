/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/doc.h"
#include "study/price_change.h"

/* A section: what each architecture costs under the old and the new prices, and by which meters they differ.
 */
void say_price_change(struct doc *doc, const struct price_change *change);
