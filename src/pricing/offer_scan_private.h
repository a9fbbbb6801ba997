/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pricing/offer_scan.h"

/* NULL where the processor can't run it. */
const struct scanner *scanner_avx2(void);
