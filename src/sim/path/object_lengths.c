/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of the object path is simulated, and for how long. */
#include "base/number.h"
#include "sim/path/object_private.h"

/* So many producers of each agent that most of its files have records of some: of 1 to 12, these gave the
 * narrowest interval for the time. */
uint32_t object_most_producers(const struct data_path *path)
{
    const uint32_t per_agent = 2, least = 12;
    uint32_t most = path->object.agents * per_agent;
    return most < least ? least : most;
}

static double bytes_per_s(const struct data_path *path)
{
    double sum = 0;
    for (size_t i = 0; i < path->clients.group_count; i++) sum += path->clients.groups[i].bytes_per_s;
    return sum;
}

double object_units_per_s(const struct data_path *path)
{
    const struct batcher_rule *rule = &path->object.batcher;
    double records_per_s = 0;
    for (size_t i = 0; i < path->clients.group_count; i++)
        records_per_s += path->clients.groups[i].bytes_per_s / path->clients.groups[i].record_bytes;
    double by_size = bytes_per_s(path) / rule->max_bytes, by_timer = path->object.agents / rule->timeout_s;
    return larger(1e-3, smaller(records_per_s, larger(by_size, smaller(by_timer, records_per_s))));
}

/* Of an average file's PUT. */
static double put_s(const struct data_path *path)
{
    return dist_mean(path->object.put.latency, bytes_per_s(path) / object_units_per_s(path));
}

/* Files wait for a timer, then for the store and the sequencer, and producers' windows turn with that: a few
 * rounds until they have settled, and a reader's. */
double object_warm_s(const struct data_path *path)
{
    const double rounds = 4, reader_s = 0.5;
    double linger_s = 0;
    for (size_t i = 0; i < path->clients.group_count; i++)
        linger_s = larger(linger_s, path->clients.groups[i].linger_s);
    return rounds * (path->object.batcher.timeout_s + linger_s + put_s(path) +
                     dist_mean(path->object.sequencer.commit, 0)) +
           reader_s;
}

double object_step_s(const struct data_path *path) { return path->object.batcher.timeout_s; }

/* Files that are under way together share their fate where an agent's are committed in order, since a slow
 * one holds up those behind it: as many times more are needed. 14,000 that don't gave half-widths of 2 to 4
 * %; with 4.3 in a PUT (the seed), 75,000 gave 3 to 5 %. */
double object_first_units(const struct data_path *path)
{
    const double alone = 14000;
    return alone * (path->object.sequencer.is_in_file_order
                        ? 1 + put_s(path) * object_units_per_s(path) / path->object.agents
                        : 1);
}
