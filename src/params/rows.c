/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of root.def and topic.def as tables, and the words of their choices. */
#include "params/choices.h"
#include "params/params.h"

const char *const PURCHASE_CHOICES[] = {
    [PURCHASE_ON_DEMAND] = "on-demand",
    [PURCHASE_RESERVED_1YR_NO_UPFRONT] = "reserved-1yr-no-upfront",
    [PURCHASE_RESERVED_3YR_ALL_UPFRONT] = "reserved-3yr-all-upfront",
    [PURCHASE__COUNT] = NULL,
};
const char *const SUPPORT_CHOICES[] = {
    [SUPPORT_NONE] = "none",
    [SUPPORT_DEVELOPER] = "developer",
    [SUPPORT_BUSINESS] = "business",
    [SUPPORT_ENTERPRISE] = "enterprise",
    [SUPPORT_BUSINESS_PLUS] = "business-plus",
    [SUPPORT_UNIFIED_OPERATIONS] = "unified-operations",
    NULL,
};
const char *const ACCESS_CHOICES[] = {
    [ACCESS_DIRECT] = "direct",
    [ACCESS_TRANSIT_GATEWAY] = "transit-gateway",
    [ACCESS_LOAD_BALANCER] = "load-balancer",
    [ACCESS_PRIVATELINK] = "privatelink",
    NULL,
};
const char *const S3_ACCESS_CHOICES[] = {
    [S3_ACCESS_GATEWAY_ENDPOINT] = "gateway-endpoint",
    [S3_ACCESS_NAT] = "nat",
    [S3_ACCESS_INTERFACE_ENDPOINT] = "interface-endpoint",
    NULL,
};
const char *const GIGABYTE_CHOICES[] = {[GIGABYTE_BINARY] = "binary", [GIGABYTE_DECIMAL] = "decimal", NULL};
const char *const CLEANUP_CHOICES[] = {[CLEANUP_DELETE] = "delete", [CLEANUP_COMPACT] = "compact", NULL};
const char *const NEEDS_CHOICES[] = {"idempotence", "transactions", "compaction",
                                     NULL}; /* bit n of enum needs */
const char *const PARTITIONING_CHOICES[] = {"sticky", "keyed", NULL};
const char *const ARRIVALS_CHOICES[] = {
    [ARRIVE_POISSON] = "poisson", [ARRIVE_CONSTANT] = "constant", [ARRIVE_BURSTY] = "bursty", NULL};
const char *const DETAIL_CHOICES[] = {[DETAIL_REDUCED] = "reduced", [DETAIL_FULL] = "full", NULL};
const char *const PROCESSOR_CHOICES[] = {"x86_64", "arm64", "any", NULL};

#define PARAM(id, path, type, min, max, choices, fallback, required, grade, source, help) \
    [ROOT_##id] = {path, type, min, max, choices, fallback, required, grade, source, help},
const struct param_row ROOT_ROWS[ROOT__COUNT] = {
#include "params/root.def"
};
#undef PARAM

/* As the row that they stand for, without a default. */
#define PARAM(...)
#define SHARED(id, path, type, min, max, choices, fallback, required, grade, source, help) \
    [OVERRIDE_##id] = {path, type, min, max, choices, NULL, false, '-', "", help},
#define CLIENT(id, side, key, type, min, max, choices, fallback, required, grade, source, help) \
    [OVERRIDE_##id] = {"clients." key, type, min, max, choices, NULL, false, '-', "", help},
const struct param_row OVERRIDE_ROWS[OVERRIDE__COUNT] = {
#include "params/root.def"
#include "params/topic.def"
};
#undef PARAM

#define PARAM(id, path, type, min, max, choices, fallback, required, grade, source, help) \
    [TOPIC_##id] = {path, type, min, max, choices, fallback, required, grade, source, help},
const struct param_row TOPIC_ROWS[TOPIC__COUNT] = {
#include "params/topic.def"
};
#undef PARAM
