/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/path_private.h"

#include <math.h>

#include "base/fp.h"
#include "base/text.h"

/* Indices of the groups that produce, by rate, largest first; of equals the first. */
static size_t largest(const struct path_clients *clients, uint32_t *indices)
{
    size_t count = 0;
    for (size_t i = 0; i < clients->group_count; i++) {
        double rate = clients->groups[i].bytes_per_s;
        if (rate <= 0) continue;
        size_t at = count < PATH_GROUPS_MAX ? count++ : PATH_GROUPS_MAX - 1;
        if (at == PATH_GROUPS_MAX - 1 && i >= PATH_GROUPS_MAX &&
            clients->groups[indices[at]].bytes_per_s >= rate)
            continue;
        for (; at > 0 && clients->groups[indices[at - 1]].bytes_per_s < rate; at--)
            indices[at] = indices[at - 1];
        indices[at] = (uint32_t)i;
    }
    return count;
}

static uint32_t at_least_one(double count) { return count < 1 ? 1 : (uint32_t)(count + 0.5); }

/* The most consumers to follow, over all groups, if background producers are simulated; more where a larger
 * share of producers is followed, whose batches they would read for others. */
enum { FOLLOWED_CONSUMERS = 300 };

static double consumers_of(const struct path_group *group)
{
    return fmin(group->consumers, group->partitions);
}

/* Approximate batches of a request: those of a linger or, if longer, until one of the requests in flight
 * is answered. */
static double batches_of_request(const struct path_clients *clients, const struct path_group *group)
{
    const double answer_s = 0.3; /* a guess: a file's wait, PUT and commit together */
    double since_s = fmax(group->linger_s, answer_s / path_limits_of(clients, group).max_in_flight),
           records = 1 + since_s * group->bytes_per_s / group->record_bytes / group->producers;
    if (group->partitioning == ACCUMULATOR_KEYED)
        return group->partitions * -fp_expm1(-records / group->partitions);
    return records * group->record_bytes / fmax(group->batch_bytes, group->record_bytes);
}

/* Batches of a request share its fate but for their consumers: beyond a few, more add no information. */
static uint32_t every_of(const struct path_clients *clients, const struct path_group *group)
{
    const double enough = 8;
    double every = ceil(batches_of_request(clients, group) / enough);
    return every > group->partitions ? group->partitions : every < 1 ? 1 : (uint32_t)every;
}

/* Follow the same share of consumers as of producers, so that each gets as many batches as in the full
 * system; all of them or a share if background chunk demand keeps them busy. Partitions shape a producer's
 * batches and requests, so all are kept if keyed, or if there are background producers. */
static void follow(struct path_followed *followed, const struct path_clients *clients, double share,
                   double consumer_share, const struct path_kind_row *kind)
{
    const struct path_group *group = &clients->groups[followed->group];
    double in_each_zone = fmax(1, floor(group->producers * share / clients->zones + 0.5)),
           consumers = consumers_of(group);
    double producers = share == 1 ? group->producers : in_each_zone * clients->zones;
    followed->producers = producers < group->producers ? at_least_one(producers) : group->producers;
    followed->stands_for = (double)group->producers / followed->producers;
    followed->counts_for = kind->has_background ? 1 : followed->stands_for;
    bool keeps_partitions = kind->has_background || group->partitioning == ACCUMULATOR_KEYED;
    bool keeps_consumers = kind->follows_all_consumers || share == 1;
    followed->consumers = keeps_consumers
                              ? group->consumers
                              : at_least_one(kind->has_background ? consumers * consumer_share
                                                                  : consumers / followed->stands_for);
    followed->partitions = keeps_partitions ? group->partitions
                                            : at_least_one(group->partitions / followed->stands_for);
    followed->every = kind->has_background && share < 1 ? every_of(clients, group) : 1;
    uint32_t every = followed->every, kept = (followed->partitions + every - 1) / every;
    followed->records_for = followed->stands_for * followed->partitions / kept;
    followed->consumers_for = consumers / fmin(followed->consumers, followed->partitions);
}

/* Whole weights from 1 to 1,000, as near as possible to the records that the groups' followed ones stand
 * for. */
static void weigh(struct path_detail *detail)
{
    const double most = 1000;
    double least = INFINITY, largest_one = 0;
    for (size_t i = 0; i < detail->count; i++) {
        least = fmin(least, detail->followed[i].records_for);
        largest_one = fmax(largest_one, detail->followed[i].records_for);
    }
    double unit = largest_one < least * 1.0001 ? least : fmax(least / 16, largest_one / most);
    for (size_t i = 0; i < detail->count; i++)
        detail->followed[i].weight = at_least_one(detail->followed[i].records_for / unit);
}

static const char *describe(const struct path_detail *detail, const struct path_clients *clients,
                            struct arena *arena)
{
    double producers = 0;
    for (size_t i = 0; i < clients->group_count; i++)
        producers += clients->groups[i].bytes_per_s > 0 ? clients->groups[i].producers : 0;
    if (producers <= detail->producers) return "full";
    return text_format(arena, "%u of %.0f producers are followed, the others are a flow of requests",
                       detail->producers, producers);
}

struct path_detail path_detail_of(const struct path_clients *clients, bool is_full, uint32_t most,
                                  const struct path_kind_row *kind, struct arena *arena)
{
    struct path_detail detail = {.followed = arena_new_of(arena, struct path_followed, PATH_GROUPS_MAX)};
    uint32_t indices[PATH_GROUPS_MAX];
    double producers = 0, consumers = 0;
    detail.count = largest(clients, indices);
    for (size_t i = 0; i < detail.count; i++) {
        producers += clients->groups[indices[i]].producers;
        consumers += consumers_of(&clients->groups[indices[i]]) * clients->groups[indices[i]].consumer_groups;
    }
    double share = is_full || producers <= most ? 1 : most / producers;
    double consumer_share = fmin(1, fmax(share, FOLLOWED_CONSUMERS / consumers));
    for (size_t i = 0; i < clients->group_count; i++)
        detail.background_bytes_per_s += clients->groups[i].bytes_per_s;
    for (size_t i = 0; i < detail.count; i++) {
        struct path_followed *followed = &detail.followed[i];
        const struct path_group *group = &clients->groups[indices[i]];
        *followed = (struct path_followed){.group = indices[i],
                                           .first_producer = detail.producers,
                                           .first_partition = detail.partitions,
                                           .first_consumer = detail.consumers};
        follow(followed, clients, share, consumer_share, kind);
        detail.producers += followed->producers;
        detail.partitions += followed->partitions;
        detail.consumers += followed->consumers * group->consumer_groups;
        detail.background_bytes_per_s -= group->bytes_per_s / followed->stands_for;
    }
    if (share == 1 && detail.count <= clients->group_count && detail.background_bytes_per_s < 1e-6)
        detail.background_bytes_per_s = 0;
    weigh(&detail);
    detail.text = describe(&detail, clients, arena);
    return detail;
}
