/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of every choice parameter, in the order of their enum values; NULL ends each. */
#pragma once

extern const char *const PURCHASE_CHOICES[];
extern const char *const SUPPORT_CHOICES[];
extern const char *const ACCESS_CHOICES[];
extern const char *const S3_ACCESS_CHOICES[];
extern const char *const GIGABYTE_CHOICES[];
extern const char *const CLEANUP_CHOICES[];
extern const char *const NEEDS_CHOICES[];
extern const char *const PARTITIONING_CHOICES[];
extern const char *const PROCESSOR_CHOICES[];
extern const char *const ARRIVALS_CHOICES[];
extern const char *const DETAIL_CHOICES[];
