/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variates: draws from a distribution (base/dist.h), the same bits on any processor.
 *
 * The draw of an ordinal is the same alone, in a block or by a cursor, whatever else is drawn. It is the
 * distribution's quantile at the ordinal's random bits, so it rises with them, and a draw that is slow
 * under one distribution is slow under another. A mixture takes the part whose share holds the bits, and
 * its quantile at their position in the share. Gamma rejects, and takes more bits of the same ordinal. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/dist.h"
#include "sim/draw/random.h"
#include "sim/engine/time.h"

/* In the distribution's unit (seconds), never negative. bytes matter to sized distributions only. */
double variate(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal, double bytes);

/* The same in nanoseconds of simulated time. */
int64_t variate_ns(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal,
                   double bytes);

/* values[i] = variate(dist, stream, first + i, bytes) for i < count. Several times as fast as one by one. */
void variate_block(const struct dist *dist, const struct random_stream *stream, uint64_t first, size_t count,
                   double bytes, double *values);

/* The same with given lanes (sim/draw/lanes.h). */
void variate_block_by(const struct lanes *lanes, const struct dist *dist, const struct random_stream *stream,
                      uint64_t first, size_t count, double bytes, double *values);

static inline double variate_bounded(double value) { return value > 0 ? value : 0; }

static inline double variate_sized(const struct dist *dist, double noise, double bytes)
{
    return (dist->sized.base_s + dist->sized.per_byte_s * bytes) * noise;
}
