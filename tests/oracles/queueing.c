/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "queueing.h"

#include <assert.h>
#include <math.h>

#include "base/fp.h"

double queueing_mg1_wait_s(double arrivals_per_s, double service_s, double service_squared_s2)
{
    assert(arrivals_per_s >= 0 && service_s > 0 && service_squared_s2 >= service_s * service_s * (1 - 1e-12));
    double utilisation = arrivals_per_s * service_s;
    return utilisation < 1 ? arrivals_per_s * service_squared_s2 / (2 * (1 - utilisation)) : INFINITY;
}

double queueing_mm1_wait_s(double arrivals_per_s, double service_s)
{
    return queueing_mg1_wait_s(arrivals_per_s, service_s, 2 * service_s * service_s);
}

double queueing_md1_wait_s(double arrivals_per_s, double service_s)
{
    return queueing_mg1_wait_s(arrivals_per_s, service_s, service_s * service_s);
}

double queueing_erlang_b(unsigned servers, double offered)
{
    assert(servers >= 1 && servers <= QUEUEING_SERVERS_MAX && offered >= 0);
    double lost = 1;
    for (unsigned busy = 1; busy <= servers; busy++) lost = offered * lost / (busy + offered * lost);
    return lost;
}

double queueing_erlang_c(unsigned servers, double offered)
{
    if (offered >= servers) return 1;
    double lost = queueing_erlang_b(servers, offered);
    return lost / (1 - offered / servers * (1 - lost));
}

double queueing_mmc_wait_s(unsigned servers, double arrivals_per_s, double service_s)
{
    assert(arrivals_per_s >= 0 && service_s > 0);
    double offered = arrivals_per_s * service_s;
    return offered < servers ? queueing_erlang_c(servers, offered) * service_s / (servers - offered)
                             : INFINITY;
}

double queueing_mmc_wait_above(unsigned servers, double arrivals_per_s, double service_s, double wait_s)
{
    assert(arrivals_per_s >= 0 && service_s > 0 && wait_s >= 0);
    double offered = arrivals_per_s * service_s;
    return offered < servers
               ? queueing_erlang_c(servers, offered) * fp_exp(-(servers - offered) * wait_s / service_s)
               : 1;
}
