/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts of a text page: bars of symbols. */
#pragma once

#include "report/as/page.h"

/* The shares of a histogram. */
void text_histogram(struct page *page, const struct doc_series *series);

/* A stacked bar for each series, on one scale, below a legend of what its symbols stand for. */
void text_stacks(struct page *page, const struct doc_chart *chart);
