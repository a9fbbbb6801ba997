/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Equality of data paths. Each struct is compared whole, as bytes, after what its pointers lead to has been
 * compared and taken out: a member that is added is compared without a word here, and a pointer that is
 * forgotten makes equal paths differ, never different ones equal. */
#include <string.h>

#include "sim/path/path.h"

/* True if both lead to the same distribution; both are taken out. */
static bool take_dists(const struct dist **a, const struct dist **b)
{
    bool is_same = dist_same(*a, *b);
    *a = *b = NULL;
    return is_same;
}

#define SAME_BYTES(a, b) (memcmp(&(a), &(b), sizeof(a)) == 0)

static bool same_group(struct path_group a, struct path_group b)
{
    bool is_same = a.limits == b.limits || (a.limits != NULL && b.limits != NULL &&
                                            memcmp(a.limits, b.limits, sizeof *a.limits) == 0);
    a.limits = b.limits = NULL;
    return is_same && SAME_BYTES(a, b);
}

static bool take_clients(struct path_clients *a, struct path_clients *b)
{
    bool is_same = a->group_count == b->group_count && take_dists(&a->rtt_same_zone, &b->rtt_same_zone) &&
                   take_dists(&a->rtt_cross_zone, &b->rtt_cross_zone);
    for (size_t i = 0; is_same && i < a->group_count; i++) is_same = same_group(a->groups[i], b->groups[i]);
    a->groups = b->groups = NULL;
    return is_same;
}

static bool take_object(struct object_path *a, struct object_path *b)
{
    bool is_same = take_dists(&a->put.latency, &b->put.latency) &&
                   take_dists(&a->put.hedge_after, &b->put.hedge_after) &&
                   take_dists(&a->get.latency, &b->get.latency) &&
                   take_dists(&a->get.hedge_after, &b->get.hedge_after) &&
                   take_dists(&a->sequencer.commit, &b->sequencer.commit);
    for (int stage = 0; is_same && stage < OBJECT_STAGE__COUNT; stage++)
        is_same = take_dists(&a->delays[stage], &b->delays[stage]);
    return is_same;
}

static bool take_log(struct log_path *a, struct log_path *b)
{
    return take_dists(&a->append, &b->append) && take_dists(&a->wait, &b->wait) &&
           take_dists(&a->collection, &b->collection) && take_dists(&a->commit, &b->commit) &&
           take_dists(&a->pause, &b->pause) && take_dists(&a->historical_read, &b->historical_read);
}

bool data_path_same(const struct data_path *one, const struct data_path *other)
{
    struct data_path a, b;
    memcpy(&a, one, sizeof a);
    memcpy(&b, other, sizeof b);
    if (a.kind != b.kind || !take_clients(&a.clients, &b.clients)) return false;
    return (a.kind == PATH_OBJECT ? take_object(&a.object, &b.object) : take_log(&a.log, &b.log)) &&
           SAME_BYTES(a, b);
}
