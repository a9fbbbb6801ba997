/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/number.h"
#include "sim/path/object_answers.h"
#include "sim/path/object_background.h"
#include "sim/path/object_demand.h"
#include "sim/path/object_readers.h"
#include "sim/path/object_writers.h"

/* ---- zones ---- */

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

/* ---- stages ---- */

uint32_t object_next_stage(const struct object_run *run, int64_t now_ns, uint32_t stage, int64_t *ends_ns)
{
    ends_ns[stage++] = now_ns;
    while (PATH_OBJECT_STAGES[stage].station == STATION_DELAY && run->rule->delays[stage] == NULL)
        ends_ns[stage++] = now_ns;
    return stage;
}

/* ---- the run ---- */

static void start(struct path_run *base)
{
    struct object_run *run = (struct object_run *)base;
    run->rule = &base->path->object;
    run->zones = base->path->clients.zones;
    uint32_t *zone_clients = arena_new_of(base->arena, uint32_t, run->zones);
    object_writers_start(run, zone_clients);
    object_background_start(run, zone_clients);
    object_answers_start(run);
    object_readers_start(run);
    path_schedule(base, base->extra->from_ns, EVENT_SNAPSHOT, 0, 0);
    path_schedule(base, base->extra->until_ns, EVENT_SNAPSHOT, 0, 1);
    object_writers_begin(run);
    object_background_begin(run);
}

static void handle(struct path_run *base, const struct event *event)
{
    struct object_run *run = (struct object_run *)base;
    int64_t now_ns = event->time_ns;
    uint32_t target = event->target, data = event->data;
    switch ((enum object_event)event->type) {
    case EVENT_PUT: object_on_put(run, now_ns, target); break;
    case EVENT_FILE_DELAY: object_file_end_stage(run, now_ns, target, data); break;
    case EVENT_COMMIT: object_on_commit(run, now_ns, data); break;
    case EVENT_GET: object_on_get(run, now_ns, target); break;
    case EVENT_FILE_DUE: object_on_file_due(run, now_ns, target, data); break;
    case EVENT_ARRIVE: object_on_arrive(run, now_ns, target); break;
    case EVENT_BACKGROUND_ARRIVE: object_on_background_arrive(run, now_ns, target); break;
    case EVENT_COMPACT: object_on_compact(run, now_ns, data); break;
    case EVENT_ACK: path_acked(base, now_ns, target, EVENT_PRODUCE); break;
    case EVENT_BACKGROUND_ACK: object_on_background_ack(run, now_ns, target); break;
    case EVENT_FETCH_DELAY: object_reader_end_stage(run, now_ns, target, data); break;
    case EVENT_DELIVER: object_on_deliver(run, now_ns, target); break;
    case EVENT_FETCH: object_on_fetch(run, now_ns, target); break;
    case EVENT_EXPIRE: object_on_expire(run, now_ns, target); break;
    case EVENT_PRODUCE:
        if (timer_rings(&base->producers[target].timer, data)) object_on_produce(run, now_ns, target);
        break;
    case EVENT_BACKGROUND_DUE: object_on_background_due(run, now_ns, target, data); break;
    case EVENT_SNAPSHOT:
        object_writers_snapshot(run, data);
        object_loads_snapshot(run, data);
        break;
    }
}

static void loop(struct path_run *base) { path_loop(base, handle); }

/* ---- results ---- */

static const struct path_resource_row RESOURCES[RESOURCE__COUNT] = {
    [RESOURCE_PUT_LIMIT] = {"PUT limit of the bucket's prefixes", false},
    [RESOURCE_GET_LIMIT] = {"GET limit of the bucket's prefixes", false},
    [RESOURCE_BLOCKED] = {"producers' buffers, blocked", false},
};

/* Refusals count against the limit, but are not billed. */
void object_count_requests(struct object_run *run, const struct object_rule *rule,
                           const struct object_counts snapshots[2], enum path_count count, int resource)
{
    struct path_extra *extra = run->base.extra;
    double requests = (double)(snapshots[1].requests - snapshots[0].requests),
           counted_s = time_s(extra->until_ns - extra->from_ns);
    extra->counts[count] = (double)(snapshots[1].requests - snapshots[1].refused) -
                           (double)(snapshots[0].requests - snapshots[0].refused);
    extra->busy[resource] = rule->limit.per_s == 0
                                ? 0
                                : requests / counted_s / ((double)rule->limit.per_s * rule->prefixes);
}

static void finish(struct path_run *base)
{
    struct object_run *run = (struct object_run *)base;
    object_writers_finish(run);
    object_loads_finish(run);
    base->extra->busy[RESOURCE_BLOCKED] = path_blocked_share(base);
    base->extra->counts[PATH_REPLICATE_CROSSING_BYTES] = NAN;
}

/* ---- how much is simulated, and for how long ---- */

/* Two producers per agent, so that most of its files have followed records: of 1 to 12, these gave the
 * narrowest interval per run time. */
static uint32_t most_producers(const struct data_path *path)
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

static double units_per_s(const struct data_path *path)
{
    const struct batcher_rule *rule = &path->object.batcher;
    double records_per_s = 0;
    for (size_t i = 0; i < path->clients.group_count; i++)
        records_per_s += path->clients.groups[i].bytes_per_s / path->clients.groups[i].record_bytes;
    double by_size = bytes_per_s(path) / rule->max_bytes, by_timer = path->object.agents / rule->timeout_s;
    return larger(1e-3, smaller(records_per_s, larger(by_size, smaller(by_timer, records_per_s))));
}

/* The PUT of a file of average size. */
static double put_s(const struct data_path *path)
{
    return dist_mean(path->object.put.latency, bytes_per_s(path) / units_per_s(path));
}

/* Files wait for a timer, then for the store and the sequencer, and producers' windows turn with them: a
 * few rounds until this settles, and a reader's. */
static double warm_s(const struct data_path *path)
{
    const double rounds = 4, reader_s = 0.5;
    return rounds * (path->object.batcher.timeout_s + path_longest_linger_s(&path->clients) + put_s(path) +
                     dist_mean(path->object.sequencer.commit, 0)) +
           reader_s;
}

static double step_s(const struct data_path *path) { return path->object.batcher.timeout_s; }

/* If an agent's files are committed in order, concurrent files share their fate, since a slow one holds up
 * those behind it, and as many times more are needed. 14,000 independent files gave half-widths of 2 to 4
 * %; with 4.3 in a PUT (the seed), 75,000 gave 3 to 5 %. Answers in turn hold up one connection's requests:
 * of 1,000 connections 61,000 files of the seed gave 2.1 %. */
static double first_units(const struct data_path *path)
{
    const double alone = 14000, in_turn = 1.5 * alone;
    if (path->object.sequencer.is_in_file_order)
        return alone * (1 + put_s(path) * units_per_s(path) / path->object.agents);
    return path->object.answers_in_turn ? in_turn : alone;
}

const struct path_kind_row PATH_OBJECT_KIND = {
    .unit_name = "files",
    .has_background = true,
    .resource_count = RESOURCE__COUNT,
    .resources = RESOURCES,
    .most_producers = most_producers,
    .warm_s = warm_s,
    .step_s = step_s,
    .units_per_s = units_per_s,
    .first_units = first_units,
    .run_bytes = sizeof(struct object_run),
    .start = start,
    .loop = loop,
    .finish = finish,
};
