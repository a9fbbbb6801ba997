/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Machines of the small quorum that keeps a cluster's metadata: KRaft controllers, etcd. */
#pragma once

#include "arch/arch.h"

/* The cheapest type of the nodes' family that can be a member; the nodes' own where none is sold. */
int quorum_type(const struct context *context, int node);
