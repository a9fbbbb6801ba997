/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/stat/warmup.h"

/* Few batches are now and then alike by chance, which would look like the best of all. */
enum { BATCHES_LEAST = 10, BATCHES_KEPT_LEAST = 5, SHARE_KEPT_LEAST = 10 };

static double batch_mean(const double *series, size_t batch)
{
    double sum = 0;
    for (size_t i = 0; i < WARMUP_BATCH; i++) sum += series[batch * WARMUP_BATCH + i];
    return sum / WARMUP_BATCH;
}

/* Go from the end, with mean and sum of squares around it kept by Welford's recursion, so that nothing
 * cancels. Of equals the one that leaves out least. */
size_t warmup_mser5(const double *series, size_t count)
{
    size_t batches = count / WARMUP_BATCH, best = 0;
    double mean = 0, squares = 0, least = 0;
    if (batches < BATCHES_LEAST) return 0;
    size_t kept_least = batches / SHARE_KEPT_LEAST > BATCHES_KEPT_LEAST ? batches / SHARE_KEPT_LEAST
                                                                        : BATCHES_KEPT_LEAST;
    for (size_t batch = batches; batch-- > 0;) {
        double kept = (double)(batches - batch), value = batch_mean(series, batch), before = mean;
        mean += (value - mean) / kept;
        squares += (value - before) * (value - mean);
        double error = squares / (kept * kept);
        if (batches - batch == kept_least || (batches - batch > kept_least && error <= least)) {
            least = error;
            best = batch;
        }
    }
    return best * WARMUP_BATCH;
}
