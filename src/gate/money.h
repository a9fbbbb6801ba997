/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sums of money as people write them in a budget: "120000 USD/year", "$10k/month". The period is required:
 * without it a sum is off by up to twelve. */
#pragma once

#include <stdbool.h>

#define MONEY_EXAMPLE "120000 USD/year"

/* The budget schema's pattern of a sum; the reader is the judge. */
#define MONEY_PATTERN                                                                                     \
    "^\\\\s*(\\\\$\\\\s*[0-9]+(\\\\.[0-9]+)?\\\\s*[kM]?|[0-9]+(\\\\.[0-9]+)?\\\\s*[kM]?\\\\s*USD)\\\\s*/" \
    "\\\\s*(year|month)\\\\s*$"

enum money_result {
    MONEY_OK,
    MONEY_NOT_A_NUMBER,
    MONEY_MISSING_UNIT,
    MONEY_UNKNOWN_UNIT,
};

/* Parse text into dollars per year, noting a monthly period. On failure the outputs are untouched. */
enum money_result money_parse(const char *text, double *usd_per_year, bool *is_monthly);
