/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/object_background.h"

#include <math.h>

#include "base/fp.h"
#include "base/number.h"
#include "sim/draw/variate.h"
#include "sim/part/aggregate.h"
#include "sim/path/object_answers.h"
#include "sim/path/object_demand.h"
#include "sim/path/object_writers.h"

/* Enough to fill files as evenly as all of them would: a request in a file is one of many either way. */
enum { PRODUCERS_PER_AGENT = 32 };

/* Ordinal of a producer's stream, beyond those of sim/part/aggregate.h. */
static const uint64_t CREDIT = (UINT64_C(1) << 48) - 1;

struct producer {
    struct aggregate_member member;
    uint32_t group; /* in clients.groups */
    uint32_t agent;
    bool crosses; /* into another zone */
    struct link link;
    struct timer timer;
    double credit; /* fraction of a further request owed so far, < 1 */
};

/* The background producers of a topic group. */
struct group {
    struct aggregate_rule rule;
    uint32_t simulated, unfollowed; /* producers */
    double weight;                  /* producers that each simulated one stands for */
};

struct object_background {
    struct group *groups; /* by index in clients.groups */
    struct producer *producers;
    uint32_t count;
};

/* ---- start ---- */

static uint32_t followed_of(const struct object_run *run, uint32_t group)
{
    for (uint32_t topic = 0; topic < run->base.detail->count; topic++)
        if (run->base.detail->followed[topic].group == group)
            return run->base.detail->followed[topic].producers;
    return 0;
}

/* Records of a full batch. */
static double fit_of(const struct path_group *group)
{
    return larger(1, floor(group->batch_bytes / group->record_bytes + 1e-9));
}

static struct aggregate_rule rule_of(const struct path_clients *clients, const struct path_group *group)
{
    const struct path_limits limits = path_limits_of(clients, group);
    double fit = fit_of(group);
    double records = group->partitioning == ACCUMULATOR_STICKY
                         ? fit
                         : fit * group->partitions; /* keyed: in one of them, sooner or later */
    return (struct aggregate_rule){
        .records_per_s = group->bytes_per_s / group->record_bytes / group->producers,
        .is_even = clients->arrivals == ARRIVALS_CONSTANT,
        .record_bytes = group->record_bytes,
        .linger_s = group->linger_s,
        .fill_records = records - 1,
        .max_request_bytes = limits.max_request_bytes,
        .max_in_flight = limits.max_in_flight,
    };
}

/* The number of a group's background producers to simulate, by their share of producers and of bytes
 * alike. producers, bytes_per_s: of all groups. */
static uint32_t simulated_of(const struct object_run *run, const struct path_group *group, double unfollowed,
                             double producers, double bytes_per_s)
{
    double most = (double)PRODUCERS_PER_AGENT * run->rule->agents;
    if (group->bytes_per_s <= 0 || unfollowed == 0) return 0;
    double share = (unfollowed / producers + group->bytes_per_s / bytes_per_s) / 2;
    return (uint32_t)(producers <= most ? unfollowed : smaller(unfollowed, ceil(most * share)));
}

static void start_producer(struct object_run *run, uint32_t group, uint32_t number, uint32_t *zone_clients)
{
    const struct path_clients *clients = &run->base.path->clients;
    struct object_background *background = run->background;
    struct producer *it = &background->producers[background->count];
    uint32_t zone = object_zone_for(run, number, clients->zone_aware_produce),
             entity = run->base.detail->producers + background->count++;
    it->group = group;
    it->agent = object_agent_for(run, zone, zone_clients[zone]++);
    it->crosses = it->agent % run->zones != number % run->zones;
    it->link = link_of(it->crosses ? clients->rtt_cross_zone : clients->rtt_same_zone,
                       random_stream_of(run->base.key, RANDOM_NETWORK, UINT32_MAX - entity));
    it->timer.at_ns = NEVER_NS;
    const struct random_stream stream = random_stream_of(run->base.key, RANDOM_BACKGROUND, entity);
    it->credit = random_unit(&stream, CREDIT);
    aggregate_start(&it->member, &background->groups[group].rule, stream);
}

/* Size the groups; return the number of simulated producers. */
static uint32_t size_groups(const struct object_run *run, struct group *groups)
{
    const struct path_clients *clients = &run->base.path->clients;
    double producers = 0, bytes_per_s = 0;
    uint32_t count = 0;
    for (uint32_t g = 0; g < clients->group_count; g++) {
        groups[g].unfollowed = clients->groups[g].producers - followed_of(run, g);
        producers += clients->groups[g].bytes_per_s > 0 ? groups[g].unfollowed : 0;
        bytes_per_s += clients->groups[g].bytes_per_s;
    }
    for (uint32_t g = 0; g < clients->group_count; g++)
        count += groups[g].simulated = simulated_of(run, &clients->groups[g], groups[g].unfollowed, producers,
                                                    bytes_per_s);
    return count;
}

void object_background_start(struct object_run *run, uint32_t *zone_clients)
{
    const struct path_clients *clients = &run->base.path->clients;
    struct group *groups = arena_new_of(run->base.arena, struct group, clients->group_count);
    uint32_t count = size_groups(run, groups);
    if (count == 0) return;
    run->background = arena_new_of(run->base.arena, struct object_background, 1);
    *run->background = (struct object_background){.groups = groups,
                                                  .producers = arena_new_of(run->base.arena, struct producer,
                                                                            count)};
    for (uint32_t g = 0; g < clients->group_count; g++) {
        struct group *group = &groups[g];
        if (group->simulated == 0) continue;
        group->rule = rule_of(clients, &clients->groups[g]);
        group->weight = group->unfollowed / (double)group->simulated;
        for (uint32_t i = 0; i < group->simulated; i++)
            start_producer(run, g, followed_of(run, g) + i, zone_clients);
    }
}

uint32_t object_background_count(const struct object_run *run)
{
    return run->background == NULL ? 0 : run->background->count;
}

/* ---- sending ---- */

/* Batches that hold so many records: full ones of one partition after another, or at random in all
 * partitions. Up to half as many again as fill one are one: a request is sent when the mean rate has filled a
 * batch, and records that came by then are more or fewer by chance. */
static double batches_of(const struct path_group *group, double records)
{
    const double still_one = 1.5;
    double full = records / fit_of(group);
    if (group->partitioning == ACCUMULATOR_STICKY) return full < still_one ? 1 : ceil(full - 1e-9);
    double partitions = group->partitions, touched = partitions * -fp_expm1(-records / partitions);
    return larger(1, larger(ceil(full - 1e-9), touched));
}

static void count_request(struct object_run *run, int64_t now_ns, const struct producer *it, double bytes,
                          double batches)
{
    const struct path_group *group = &run->base.path->clients.groups[it->group];
    double weight = run->background->groups[it->group].weight;
    path_count(&run->base, PATH_REQUESTS, now_ns, weight);
    path_count(&run->base, PATH_BATCHES, now_ns, weight * batches);
    path_count(&run->base, PATH_RECORDS, now_ns, weight * bytes / group->record_bytes);
    path_count(&run->base, PATH_PRODUCED_BYTES, now_ns, weight * bytes);
    if (followed_of(run, it->group) == 0) /* nobody reads them one by one */
        path_count(&run->base, PATH_CONSUMED_BYTES, now_ns, weight * bytes * group->consumer_groups);
    if (it->crosses) path_count(&run->base, PATH_PRODUCE_CROSSING_BYTES, now_ns, weight * bytes);
}

static void send(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct producer *it = &run->background->producers[index];
    double bytes = aggregate_send(&it->member, now_ns);
    const struct path_group *group = &run->base.path->clients.groups[it->group];
    count_request(run, now_ns, it, bytes, batches_of(group, bytes / group->record_bytes));
    uint32_t flight = pool_take(&run->base.flights);
    *path_flight_at(&run->base, flight) =
        (struct path_flight){.producer = index, .next = POOL_NONE, .first_batch = POOL_NONE, .bytes = bytes};
    object_answers_send(run, flight);
    path_schedule(&run->base, link_request_ns(&it->link, now_ns), EVENT_BACKGROUND_ARRIVE, flight, 0);
}

/* Send the requests that are due, and set the timer unless it is set no later. None is set after the end
 * of arrivals. */
static void send_due(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct producer *it = &run->background->producers[index];
    int64_t due_ns = aggregate_due_ns(&it->member);
    if (now_ns >= run->base.stop_ns) return;
    for (; due_ns <= now_ns; due_ns = aggregate_due_ns(&it->member)) send(run, now_ns, index);
    if (due_ns < run->base.stop_ns)
        timer_set(&it->timer, run->base.kernel, now_ns, due_ns, EVENT_BACKGROUND_DUE, index);
}

void object_background_begin(struct object_run *run)
{
    for (uint32_t i = 0; run->background != NULL && i < run->background->count; i++) send_due(run, 0, i);
}

void object_on_background_due(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t setting)
{
    if (timer_rings(&run->background->producers[index].timer, setting)) send_due(run, now_ns, index);
}

/* A producer that stands for several sends as many requests of its size, with now and then one more for
 * the fraction. The file of the last one answers it. */
void object_on_background_arrive(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    const struct path_flight it = *path_flight_at(&run->base, flight);
    struct producer *producer = &run->background->producers[it.producer];
    const struct path_group *group = &run->base.path->clients.groups[producer->group];
    double batches = batches_of(group, it.bytes / group->record_bytes);
    producer->credit += run->background->groups[producer->group].weight;
    for (; producer->credit >= 1; producer->credit--) {
        object_demand_count_background(run, producer->group, batches);
        object_writers_add(run, now_ns, producer->agent, it.bytes, batches, 0,
                           producer->credit < 2 ? flight : POOL_NONE);
    }
}

void object_on_background_ack(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    uint32_t index = path_flight_at(&run->base, flight)->producer;
    pool_give(&run->base.flights, flight);
    aggregate_acked(&run->background->producers[index].member);
    send_due(run, now_ns, index);
}

/* A producer at max.in.flight does nothing until its answer arrives, so the next step can be computed now,
 * without an event. */
void object_background_answer(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    struct producer *it = &run->background->producers[path_flight_at(&run->base, flight)->producer];
    int64_t there_ns = link_response_ns(&it->link, now_ns);
    if (it->member.in_flight == it->member.rule->max_in_flight)
        object_on_background_ack(run, there_ns, flight);
    else
        path_schedule(&run->base, there_ns, EVENT_BACKGROUND_ACK, flight, 0);
}
