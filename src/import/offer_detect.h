/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Detects a file's kind by its first bytes: file names say nothing reliable. */
#pragma once

#include "base/error.h"

enum offer_kind {
    OFFER_KIND_NONE,          /* unknown */
    OFFER_KIND_CSV,           /* an offer or a Savings Plan */
    OFFER_KIND_JSON,          /* an offer */
    OFFER_KIND_PLAN_JSON,     /* a Savings Plan */
    OFFER_KIND_SERVICE_INDEX, /* names offers */
    OFFER_KIND_REGION_INDEX,  /* names an offer's or Savings Plan's regions */
    OFFER_KIND_VERSION_INDEX, /* names an offer's versions */
};

enum { OFFER_DETECT_BYTES = 64 * 1024 }; /* enough to detect a kind */

struct offer_detected {
    enum offer_kind kind;
    const char *offer_code; /* "" when not among the first bytes */
    const char *reason;     /* for OFFER_KIND_NONE: the likely kind, and the remedy */
};

struct offer_detected offer_detect(const char *bytes, size_t length, struct arena *arena);
