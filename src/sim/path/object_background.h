/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Background producers: the producers that aren't followed, as aggregate flows of requests
 * (sim/part/aggregate.h). Their requests fill files together with those of followed producers, and their
 * answers come with their files, since producers at max.in.flight send when they are answered, many at
 * once. Where not all are simulated, each sends for several. */
#pragma once

#include "sim/path/object_run.h"

/* Leaves run->background NULL if every producer is followed. */
void object_background_start(struct object_run *run, uint32_t *zone_clients);

/* The number of them that are simulated. */
uint32_t object_background_count(const struct object_run *run);

/* Send the first due requests. */
void object_background_begin(struct object_run *run);

/* Answer the producer: its flight's file is committed. */
void object_background_answer(struct object_run *run, int64_t now_ns, uint32_t flight);

void object_on_background_due(struct object_run *run, int64_t now_ns, uint32_t producer, uint32_t setting);
void object_on_background_arrive(struct object_run *run, int64_t now_ns, uint32_t flight);
void object_on_background_ack(struct object_run *run, int64_t now_ns, uint32_t flight);
