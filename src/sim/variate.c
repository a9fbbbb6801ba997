/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/variate.h"

#include <assert.h>

#include "sim/time.h"

double variate(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal, double bytes)
{
    (void)bytes;
    double u = random_unit(stream, ordinal);
    switch (dist->kind) {
    case DIST_CONSTANT:
        return dist->constant.value;
    case DIST_UNIFORM:
        return dist->uniform.low + u * (dist->uniform.high - dist->uniform.low);
    default:
        assert(!"not drawn yet");
        return 0;
    }
}

int64_t variate_ns(const struct dist *dist, const struct random_stream *stream, uint64_t ordinal, double bytes)
{
    return time_ns(variate(dist, stream, ordinal, bytes));
}

void variate_block(const struct dist *dist, const struct random_stream *stream, uint64_t first, size_t count, double bytes, double *values)
{
    for (size_t i = 0; i < count; i++)
        values[i] = variate(dist, stream, first + i, bytes);
}
