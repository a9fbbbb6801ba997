/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cross-AZ: the share of a flow that goes from one availability zone to another.
 *
 * Zones hold equal parts of the brokers and of the clients, and leaders are spread evenly. A client that
 * doesn't choose meets its leader in another zone with probability 1 − 1/zones. */
#pragma once

#include <stdbool.h>

#include "params/params.h"

/* The share of bytes between clients and leaders (or agents), when zone_aware (0 to 1) of them stay in
 * their zone by the client's choice. */
double cross_az_to_leader(double zones, double zone_aware);

/* The share of consumed bytes when zone-aware consumers read from a replica in their own zone (KIP-392).
 * With fewer replicas than zones only replicas/zones of the consumers have one; the others read from
 * another zone. */
double cross_az_from_follower(double zones, double replicas, double zone_aware);

/* Follower copies of a produced byte made in another zone than the leader's. Kafka's rack-aware assignment
 * goes round the zones from the leader's, so ceil(replicas/zones) copies lie in the leader's zone. */
double cross_az_followers(double zones, double replicas);

/* True if AWS meters client bytes between zones under this network.access: not through a transit gateway
 * or PrivateLink when network.access_waives_cross_az says so. */
bool cross_az_is_metered(const struct params *params);
