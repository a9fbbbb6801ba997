/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Factors shared by cost lines of several architectures. */
#pragma once

#include "cost/ledger.h"

/* clang-format off */
#define RATE     {FACTOR_TOPIC, TOPIC_PRODUCE_RATE, UNIT_RATE, "produced"}
#define GROUPS   {FACTOR_TOPIC, TOPIC_GROUPS, UNIT_COUNT, "consumer groups"}
#define KEPT     {FACTOR_TOPIC, TOPIC_RETENTION, UNIT_DURATION, "retention"}
#define CROSSING {FACTOR_DERIVED, 0, UNIT_FRACTION, "share that crosses zones"}
#define SIDES    {FACTOR_CONSTANT, 0, UNIT_NUMBER, "sides metered"}
#define BROKERS  {FACTOR_DEPLOYED, 0, UNIT_COUNT, "brokers"}
#define MONTHS   {FACTOR_CONSTANT, 0, UNIT_NUMBER, "months per year"}
#define YEAR_S   {FACTOR_DERIVED, 0, UNIT_DURATION, "per year (12 × billing.month_metered)"}
#define YEAR_H   {FACTOR_DERIVED, 0, UNIT_NUMBER, "hours per year (12 × billing.month_hourly)"}
/* Of a load segment, for quantities that aren't linear in the rate. */
#define SEGMENT_S      {FACTOR_DERIVED, 0, UNIT_DURATION, "fraction of the year at this load"}
#define SEGMENT_H      {FACTOR_DERIVED, 0, UNIT_NUMBER, "hours per year at this load"}
#define SEGMENT_MONTHS {FACTOR_DERIVED, 0, UNIT_NUMBER, "months per year at this load"}
#define FILES_EACH     {FACTOR_DERIVED, 0, UNIT_NUMBER, "files per second each"}
/* clang-format on */
