/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Queue for a broker's threads: requests that come independently of each other, work of exponential length,
 * so many threads, first come first served (M/M/c; Kleinrock, Queueing Systems I, 1975, section 3.5). */
#pragma once

#include "base/dist.h"

/* The share of requests that wait when threads are busy for this share of the time (0 to 1). */
double kafka_waiting_share(unsigned threads, double busy);

/* The wait before work of that mean, in seconds: none, or exponentially long. NULL where next to none waits.
 * Busy beyond KAFKA_BUSY_MOST the queue has no end, and the wait is that at KAFKA_BUSY_MOST. */
#define KAFKA_BUSY_MOST 0.99
const struct dist *kafka_wait(unsigned threads, double busy, double work_s, struct arena *arena);
