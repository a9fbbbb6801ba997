/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Access: AWS's charges for the way from clients to brokers or agents, and from these to S3. It sees only
 * flows, so it is the same for every architecture. */
#pragma once

#include "cost/charges.h"

extern const struct line *const ACCESS_LINES[]; /* NULL-ended */

/* Ledger entries for network.access and network.s3_access; none for a direct path and a gateway endpoint.
 * Each node has its own listener, so that a client can choose its partition's leader. A managed service
 * reaches S3 by itself and ignores s3_access. */
void access_usage(const struct charged *charged, struct ledger *ledger);
