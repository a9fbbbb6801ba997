/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Access: what AWS charges for the way that clients reach the brokers or agents, and these reach S3. The same
 * for every architecture: it sees only flows. */
#pragma once

#include "cost/charges.h"

extern const struct line *const ACCESS_LINES[]; /* NULL-ended */

/* Ledger entries for network.access and network.s3_access; none for a direct path and a gateway endpoint.
 * Each node has a listener of its own: a client must be able to choose the one that leads its partition. A
 * managed service reaches S3 by itself, so that s3_access is nothing to it. */
void access_usage(const struct charged *charged, struct ledger *ledger);
