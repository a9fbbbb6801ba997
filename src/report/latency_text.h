/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Latency as text: the table of all architectures beside their cost, and one architecture in depth. */
#pragma once

#include "report/page.h"

/* What users wait for, at peak load, with the objectives and what is doubtful. Nothing when no architecture was simulated. */
void latency_print(struct page *page, const struct run *run);

/* The load that objectives are judged at: the peak, which may be the mean. */
const struct run_load_latency *latency_at_peak(const struct run_latency *latency);
