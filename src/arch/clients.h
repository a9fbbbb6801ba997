/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Clients: the settings of a topic group's clients with an architecture, as they work out (scenario_client
 * says which value holds).
 *
 * Kafka's producers are idempotent with at most five requests in flight (Apache Kafka 4.0 producer
 * configurations, enable.idempotence): above that Kafka turns idempotence off where it is a default, and
 * refuses the setting where it was asked for. A vendor's advice isn't asked for: where a topic group needs
 * idempotence it is kept, with five requests in flight. */
#pragma once

#include "arch/arch.h"
#include "model/producer.h"

struct clients {
    double linger_s, batch_bytes, max_request_bytes, buffer_bytes, delivery_timeout_s;
    uint32_t max_in_flight;
    bool idempotence;
    double fetch_max_wait_s, fetch_min_bytes, fetch_max_bytes, partition_fetch_max_bytes;
};

struct clients clients_of(const struct context *context, uint32_t topic);

/* False, with DIAG_INCONSISTENT, when idempotence is asked for and given settings exclude it. */
bool clients_agree(const struct context *context, struct group_set groups, struct diags *diags);

/* The settings to change from Kafka's defaults, "linger 5ms → 100ms, …"; those that the workload gives are
 * what clients have today. "nothing" when there are none. note: the architecture's own words on settings,
 * which come last; NULL for none. */
const char *clients_changes(const struct context *context, const char *note);

/* True if the setting of a topic group isn't Kafka's default. */
bool clients_differ(const struct context *context, enum topic_param row);

/* The produce requests of all of a topic group's producers together, at a factor times the mean rate, when
 * each sends to so many brokers or agents. */
struct producer_requests clients_requests(const struct context *context, uint32_t topic, double factor,
                                          unsigned destinations);
