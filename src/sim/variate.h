/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variates: draws from a distribution (base/dist.h), the same bits on any processor.
 *
 * The draw of an ordinal doesn't depend on which others are made, nor on whether it is made alone or in a block. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/dist.h"
#include "sim/random.h"

/* In the distribution's unit (seconds), never negative. bytes matter to sized distributions only. */
double variate(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal, double bytes);

/* The same in nanoseconds of simulated time. */
int64_t variate_ns(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal, double bytes);

/* values[i] = variate(dist, stream, first + i, bytes) for i < count. */
void variate_block(const struct dist *dist, const struct random_stream *stream, uint64_t first, size_t count, double bytes, double *values);
