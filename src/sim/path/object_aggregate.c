/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Producers of the object path that aren't followed: a crowd (sim/part/aggregate.h) whose requests fill files
 * beside the followed ones' and whose answers come with their files, since producers at their limit of
 * requests in flight send when they are answered, many at once. Where there are more of them than are
 * simulated, each sends for several. */
#include <math.h>

#include "base/fp.h"
#include "base/number.h"
#include "sim/path/object_private.h"
#include "sim/draw/variate.h"

/* Enough that files are filled as evenly as by all of them: a request in a file is one of many either way. */
enum { CROWD_PER_AGENT = 32 };

/* Of a member's stream: beyond the ordinals of sim/part/aggregate.h. */
static const uint64_t CREDIT = (UINT64_C(1) << 48) - 1;

/* ---- who is in it ---- */

static uint32_t followed_of(const struct object_run *run, uint32_t group)
{
    for (uint32_t place = 0; place < run->base.detail->count; place++)
        if (run->base.detail->followed[place].group == group)
            return run->base.detail->followed[place].producers;
    return 0;
}

static struct aggregate_rule rule_of(const struct path_clients *clients, const struct path_group *group)
{
    double fit = larger(1, floor(group->batch_bytes / group->record_bytes + 1e-9));
    double records = group->partitioning == ACCUMULATOR_STICKY
                         ? fit
                         : fit * group->partitions; /* keyed: in one of them, sooner or later */
    return (struct aggregate_rule){
        .records_per_s = group->bytes_per_s / group->record_bytes / group->producers,
        .is_even = clients->arrivals == ARRIVALS_CONSTANT,
        .record_bytes = group->record_bytes,
        .linger_s = group->linger_s,
        .fill_records = records - 1,
        .max_request_bytes = clients->max_request_bytes,
        .max_in_flight = clients->max_in_flight,
    };
}

/* How many of a group's producers that aren't followed are simulated: by their share of producers and of
 * bytes alike. */
static uint32_t members_of(const struct object_run *run, uint32_t group, double producers, double bytes_per_s)
{
    const struct path_group *it = &run->base.path->clients.groups[group];
    double unfollowed = it->producers - followed_of(run, group),
           most = (double)CROWD_PER_AGENT * run->rule->agents;
    if (it->bytes_per_s <= 0 || unfollowed == 0) return 0;
    double share = (unfollowed / producers + it->bytes_per_s / bytes_per_s) / 2;
    return (uint32_t)(producers <= most ? unfollowed : smaller(unfollowed, ceil(most * share)));
}

static void start_member(struct object_run *run, uint32_t group, uint32_t number, uint32_t *turns)
{
    const struct path_clients *clients = &run->base.path->clients;
    struct aggregate_producer *it = &run->aggregate[run->aggregate_count];
    uint32_t zone = object_zone_for(run, number, clients->zone_aware_produce),
             entity = run->base.detail->producers + run->aggregate_count++;
    it->group = group;
    it->agent = object_agent_for(run, zone, turns[zone]++);
    it->crosses = it->agent % run->zones != number % run->zones;
    it->link = link_of(it->crosses ? clients->rtt_cross_zone : clients->rtt_same_zone,
                       random_stream_of(run->base.key, RANDOM_NETWORK, UINT32_MAX - entity));
    it->timer.at_ns = NEVER_NS;
    const struct random_stream stream = random_stream_of(run->base.key, RANDOM_BACKGROUND, entity);
    it->credit = random_unit(&stream, CREDIT);
    aggregate_start(&it->member, &run->aggregate_groups[group].rule, stream);
}

static void on_due(struct object_run *run, int64_t now_ns, uint32_t index);

void object_aggregate_start(struct object_run *run, uint32_t *turns)
{
    const struct path_clients *clients = &run->base.path->clients;
    uint32_t group_count = (uint32_t)clients->group_count, count = 0;
    double unfollowed = 0, bytes_per_s = 0;
    for (uint32_t g = 0; g < group_count; g++) {
        unfollowed += clients->groups[g].bytes_per_s > 0 ? clients->groups[g].producers - followed_of(run, g)
                                                         : 0;
        bytes_per_s += clients->groups[g].bytes_per_s;
    }
    run->aggregate_groups = arena_new_of(run->base.arena, struct aggregate_group, group_count);
    for (uint32_t g = 0; g < group_count; g++)
        count += run->aggregate_groups[g].members = members_of(run, g, unfollowed, bytes_per_s);
    run->aggregate = arena_new_of(run->base.arena, struct aggregate_producer, count);
    for (uint32_t g = 0; g < group_count; g++) {
        struct aggregate_group *group = &run->aggregate_groups[g];
        if (group->members == 0) continue;
        group->rule = rule_of(clients, &clients->groups[g]);
        group->weight = (clients->groups[g].producers - followed_of(run, g)) / (double)group->members;
        for (uint32_t i = 0; i < group->members; i++) start_member(run, g, followed_of(run, g) + i, turns);
    }
    for (uint32_t i = 0; i < run->aggregate_count; i++) on_due(run, 0, i);
}

/* ---- sending ---- */

/* In how many batches so many records lie: full ones of one partition after another, or by chance in all
 * partitions. */
static double batches_of(const struct path_group *group, double records)
{
    double full = ceil(records * group->record_bytes / larger(group->batch_bytes, group->record_bytes) -
                       1e-9);
    if (group->partitioning == ACCUMULATOR_STICKY) return larger(1, full);
    double partitions = group->partitions, touched = partitions * -fp_expm1(-records / partitions);
    return larger(1, larger(full, touched));
}

static void count_request(struct object_run *run, int64_t now_ns, const struct aggregate_producer *it,
                          double bytes, double batches)
{
    double weight = run->aggregate_groups[it->group].weight;
    path_count(&run->base, PATH_REQUESTS, now_ns, weight);
    path_count(&run->base, PATH_BATCHES, now_ns, weight * batches);
    path_count(&run->base, PATH_RECORDS, now_ns,
               weight * bytes / run->base.path->clients.groups[it->group].record_bytes);
    path_count(&run->base, PATH_PRODUCED_BYTES, now_ns, weight * bytes);
    if (followed_of(run, it->group) == 0) /* nobody reads them one by one */
        path_count(&run->base, PATH_CONSUMED_BYTES, now_ns,
                   weight * bytes * run->base.path->clients.groups[it->group].consumer_groups);
    if (it->crosses) path_count(&run->base, PATH_PRODUCE_CROSSING_BYTES, now_ns, weight * bytes);
}

static void send(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct aggregate_producer *it = &run->aggregate[index];
    double bytes = aggregate_send(&it->member, now_ns);
    const struct path_group *group = &run->base.path->clients.groups[it->group];
    count_request(run, now_ns, it, bytes, batches_of(group, bytes / group->record_bytes));
    uint32_t flight = pool_take(&run->base.flights);
    *path_flight_at(&run->base, flight) =
        (struct path_flight){.producer = index, .next = POOL_NONE, .first_batch = POOL_NONE, .bytes = bytes};
    kernel_schedule(run->base.kernel, link_request_ns(&it->link, now_ns), EVENT_CROWD_ARRIVE,
                    EVENT_CROWD_ARRIVE, flight, 0);
}

/* Send what is due; set the timer, unless one is set that comes no later. None is set behind the end of
 * arrivals. */
static void on_due(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct aggregate_producer *it = &run->aggregate[index];
    int64_t due_ns = aggregate_due_ns(&it->member);
    if (now_ns >= run->base.stop_ns) return;
    for (; due_ns <= now_ns; due_ns = aggregate_due_ns(&it->member)) send(run, now_ns, index);
    if (due_ns < run->base.stop_ns)
        timer_set(&it->timer, run->base.kernel, now_ns, due_ns, EVENT_CROWD_DUE, index);
}

void object_on_aggregate_due(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t setting)
{
    if (timer_rings(&run->aggregate[index].timer, setting)) on_due(run, now_ns, index);
}

/* A member that sends for several brings as many requests of its size; where it stands for a part more, now
 * and then one more. The last one's file is the one that answers it. */
void object_on_aggregate_arrive(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    const struct path_flight it = *path_flight_at(&run->base, flight);
    struct aggregate_producer *producer = &run->aggregate[it.producer];
    struct aggregate_group *group = &run->aggregate_groups[producer->group];
    const struct path_group *rule = &run->base.path->clients.groups[producer->group];
    double batches = batches_of(rule, it.bytes / rule->record_bytes);
    producer->credit += group->weight;
    for (; producer->credit >= 1; producer->credit--) {
        group->batches += batches;
        run->aggregate_batches += batches;
        object_gather(run, now_ns, producer->agent, it.bytes, batches, 0,
                      producer->credit < 2 ? flight : POOL_NONE);
    }
}

static void acked(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    uint32_t index = path_flight_at(&run->base, flight)->producer;
    pool_give(&run->base.flights, flight);
    aggregate_acked(&run->aggregate[index].member);
    on_due(run, now_ns, index);
}

/* One at its limit does nothing before the answer reaches it, so that what it does then can be said now: no
 * event for that. */
void object_aggregate_answer(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    struct aggregate_producer *it = &run->aggregate[path_flight_at(&run->base, flight)->producer];
    int64_t there_ns = link_response_ns(&it->link, now_ns);
    if (it->member.in_flight == it->member.rule->max_in_flight)
        acked(run, there_ns, flight);
    else
        kernel_schedule(run->base.kernel, there_ns, EVENT_CROWD_ACK, EVENT_CROWD_ACK, flight, 0);
}

void object_on_aggregate_ack(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    acked(run, now_ns, flight);
}
