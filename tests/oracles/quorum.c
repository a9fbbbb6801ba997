/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quorum.h"

#include <assert.h>

#include "base/fp.h"

/* Binomial probabilities from the count that is needed upwards. */
double quorum_probability(unsigned needed, unsigned of, double one)
{
    assert(needed >= 1 && needed <= of && of <= QUORUM_MAX && one >= 0 && one <= 1);
    double choices = 1, sum = 0;
    for (unsigned came = of;; came--) {
        sum += choices * fp_power(one, came) * fp_power(1 - one, of - came);
        if (came == needed) return sum < 1 ? sum : 1;
        choices = choices * came / (of - came + 1);
    }
}

double quorum_level(unsigned needed, unsigned of, double all)
{
    enum { HALVINGS = 52 };
    assert(all >= 0 && all <= 1);
    if (all == 0 || all == 1) return all;
    double low = 0, high = 1;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (quorum_probability(needed, of, middle) < all)
            low = middle;
        else
            high = middle;
    }
    return high;
}
