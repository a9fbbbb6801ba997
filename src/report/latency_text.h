/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency as text: the table of all architectures beside their cost. */
#pragma once

#include "report/as/page.h"

/* What users wait for, at peak load, with the objectives and what is doubtful. Nothing when no architecture
 * was simulated. */
void latency_print(struct page *page, const struct run *run);
