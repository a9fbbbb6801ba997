/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amazon MSK with Standard brokers: declarations shared by its files.
 *
 *     msk_provisioned.c         options, load, capacity, bill, guarantees
 *     msk_provisioned_limits.c  what AWS doesn't sell */
#pragma once

#include "arch/msk.h"

enum provisioned_option {
    PROVISIONED_BEFORE = OPTION__COUNT - 1, /* the common options come first */
#define PARAM(id, ...) PROVISIONED_##id,
#include "arch/msk_provisioned.def"
#undef PARAM
    PROVISIONED__COUNT
};

enum msk_metadata { METADATA_KRAFT, METADATA_ZOOKEEPER };

/* True if this topic group's closed segments go to MSK's tier. */
bool msk_is_tiered(const struct context *context, uint32_t topic);

/* As of struct arch. */
const char *msk_provisioned_refuses(const struct context *context, const struct deployment *deployment,
                                    const struct demand *demand);
