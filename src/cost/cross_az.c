/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cost/cross_az.h"
#include "base/number.h"

#include <math.h>

double cross_az_to_leader(double zones, double zone_aware) { return (1 - zone_aware) * (1 - 1 / zones); }

double cross_az_from_follower(double zones, double replicas, double zone_aware)
{
    double without_replica = 1 - smaller(replicas, zones) / zones;
    return zone_aware * without_replica + cross_az_to_leader(zones, zone_aware);
}

double cross_az_followers(double zones, double replicas) { return replicas - ceil(replicas / zones); }

bool cross_az_is_metered(const struct params *params)
{
    enum access access = (enum access)root_num(params, ROOT_ACCESS);
    bool relayed = access == ACCESS_TRANSIT_GATEWAY || access == ACCESS_PRIVATELINK;
    return !(relayed && root_num(params, ROOT_ACCESS_WAIVES_CROSSING) != 0);
}
