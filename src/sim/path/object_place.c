/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where clients of the object path go: agent a is in zone a mod zones, and so is client a. */
#include <math.h>

#include "sim/path/object_private.h"

uint32_t object_agents_in(const struct object_run *run, uint32_t zone)
{
    return run->rule->agents > zone ? (run->rule->agents - zone - 1) / run->zones + 1 : 0;
}

uint32_t object_agent_for(const struct object_run *run, uint32_t zone, uint32_t n)
{
    uint32_t count = object_agents_in(run, zone);
    return count == 0 ? (zone + n) % run->rule->agents : zone + n % count * run->zones;
}

uint32_t object_zone_for(const struct object_run *run, uint32_t n, double aware)
{
    double before = floor(n * aware), after = floor((n + 1) * aware);
    uint32_t own = n % run->zones, unaware = n - (uint32_t)before;
    return after > before ? own : (own + unaware) % run->zones;
}
