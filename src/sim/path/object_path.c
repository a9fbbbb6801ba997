/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The object path: requests of many partitions go into an agent's file, files into object storage, their
 * metadata to a sequencer that gives out offsets; then producers are answered, and consumers may read. */
#include <math.h>

#include "base/number.h"
#include "sim/path/object_private.h"
#include "sim/draw/variate.h"

/* ---- where clients go ---- */

static uint32_t server_zone(const struct path_run *base, uint32_t producer, uint32_t destination)
{
    (void)destination;
    const struct object_run *run = (const struct object_run *)base;
    return run->producer_agents[producer] % run->zones;
}

static void place_producers(struct object_run *run, uint32_t *turns)
{
    const struct path_detail *detail = run->base.detail;
    run->producer_agents = arena_new_of(run->base.arena, uint32_t, detail->producers);
    for (uint32_t g = 0; g < detail->count; g++)
        for (uint32_t i = 0; i < detail->followed[g].producers; i++) {
            uint32_t zone = object_zone_for(run, i, run->base.path->clients.zone_aware_produce);
            run->producer_agents[detail->followed[g].first_producer + i] = object_agent_for(run, zone,
                                                                                            turns[zone]++);
        }
}

/* ---- timers of what there is one of ---- */

static void set_commit_timer(struct object_run *run, int64_t now_ns)
{
    timer_set(&run->commit_timer, run->base.kernel, now_ns, sequencer_due_ns(run->sequencer), EVENT_COMMIT,
              0);
}

static void set_compact_timer(struct object_run *run, int64_t now_ns)
{
    timer_set(&run->compact_timer, run->base.kernel, now_ns, compactor_due_ns(run->compactor), EVENT_COMPACT,
              0);
}

/* ---- files ---- */

static uint32_t open_file(struct object_run *run, int64_t now_ns, uint32_t agent, uint64_t number)
{
    uint32_t index = pool_take(&run->files);
    *file_at(run, index) = (struct file){.number = number,
                                         .serial = run->file_count++,
                                         .agent = agent,
                                         .first_flight = POOL_NONE,
                                         .last_flight = POOL_NONE,
                                         .opened_ns = now_ns};
    return index;
}

static void upload(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct file *file = file_at(run, index);
    uint32_t prefix = (uint32_t)(file->serial % run->rule->put.prefixes);
    struct object_turn turn = object_store_transfer(run->puts, now_ns, file->agent, prefix, file->bytes,
                                                    index);
    if (turn.state == OBJECT_UNDER_WAY)
        kernel_schedule(run->base.kernel, turn.next_ns, EVENT_PUT, EVENT_PUT, turn.ticket, 0);
}

/* The file is in object storage: its metadata go to the sequencer. */
static void sequence(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct file *file = file_at(run, index);
    sequencer_add(run->sequencer, now_ns,
                  &(struct sequencer_file){.agent = file->agent,
                                           .owner = index,
                                           .number = file->number,
                                           .metadata_bytes = file->batches *
                                                             run->rule->metadata_batch_bytes});
    set_commit_timer(run, now_ns);
}

/* The file has ended a stage: begin the one behind it. Delays that the path hasn't got take no time. */
static void end_stage(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t stage)
{
    struct file *file = file_at(run, index);
    file->ends_ns[stage] = now_ns;
    for (stage++; PATH_OBJECT_STAGES[stage].station == STATION_DELAY; stage++) {
        const struct dist *delay = run->rule->delays[stage];
        if (delay != NULL) {
            const struct random_stream draws = random_stream_of(run->base.key, RANDOM_SERVICE, stage);
            int64_t until_ns = now_ns + variate_ns(delay, &draws, file->serial, file->bytes);
            kernel_schedule(run->base.kernel, until_ns, EVENT_DELAY, EVENT_DELAY, index, stage);
            return;
        }
        file->ends_ns[stage] = now_ns;
    }
    if (stage == OBJECT_STORED)
        upload(run, now_ns, index);
    else
        sequence(run, now_ns, index);
}

static void close_file(struct object_run *run, uint32_t index, const struct batcher_file *closed)
{
    struct file *file = file_at(run, index);
    file->bytes = ceil(closed->bytes);
    file->chunks = (uint32_t)ceil(file->bytes / run->rule->chunk_bytes);
    path_count(&run->base, PATH_FILES, closed->closed_ns, 1);
    path_count(&run->base, PATH_STORED_BYTES, closed->closed_ns, file->bytes);
    end_stage(run, closed->closed_ns, index, OBJECT_CLOSED);
}

static void join_file(struct object_run *run, uint32_t index, uint32_t flight)
{
    struct file *file = file_at(run, index);
    if (file->first_flight == POOL_NONE)
        file->first_flight = flight;
    else
        path_flight_at(&run->base, file->last_flight)->next = flight;
    file->last_flight = flight;
}

void object_gather(struct object_run *run, int64_t now_ns, uint32_t number, double bytes, double batches,
                   double followed, uint32_t flight)
{
    struct agent *agent = &run->agents[number];
    struct batcher_closed closed;
    uint64_t file_number = batcher_add(&agent->batcher, now_ns, bytes, &closed);
    uint32_t before = agent->open, target = before;
    bool is_new = before == POOL_NONE || file_at(run, before)->number != file_number;
    if (is_new) target = open_file(run, now_ns, number, file_number);
    if (flight != POOL_NONE) join_file(run, target, flight);
    file_at(run, target)->batches += batches;
    file_at(run, target)->followed_batches += followed;
    agent->open = target;
    for (unsigned i = 0; i < closed.count; i++) {
        bool is_target = closed.files[i].number == file_number;
        close_file(run, is_target ? target : before, &closed.files[i]);
        if (is_target) agent->open = POOL_NONE;
    }
    if (is_new && agent->open != POOL_NONE && batcher_due_ns(&agent->batcher) != NEVER_NS) {
        agent->setting = (agent->setting + 1) & KERNEL_DATA_MAX;
        kernel_schedule(run->base.kernel, batcher_due_ns(&agent->batcher), EVENT_TIMER, EVENT_TIMER, number,
                        agent->setting);
    }
}

static void on_timer(struct object_run *run, int64_t now_ns, uint32_t number, uint32_t setting)
{
    struct agent *agent = &run->agents[number];
    struct batcher_file closed;
    if (setting != agent->setting || agent->open == POOL_NONE ||
        !batcher_expire(&agent->batcher, now_ns, &closed))
        return;
    uint32_t index = agent->open;
    agent->open = POOL_NONE;
    close_file(run, index, &closed);
}

static void on_put(struct object_run *run, int64_t now_ns, uint32_t ticket)
{
    struct object_turn turn = object_store_step(run->puts, now_ns, ticket);
    if (turn.freed != OBJECT_NONE)
        kernel_schedule(run->base.kernel, turn.freed_next_ns, EVENT_PUT, EVENT_PUT, turn.freed, 0);
    if (turn.state == OBJECT_UNDER_WAY) {
        kernel_schedule(run->base.kernel, turn.next_ns, EVENT_PUT, EVENT_PUT, ticket, 0);
        return;
    }
    if (turn.state == OBJECT_GIVEN_UP) { /* nobody was answered yet: the agent goes on trying */
        upload(run, now_ns, turn.owner);
        return;
    }
    file_at(run, turn.owner)->is_stored = true;
    end_stage(run, now_ns, turn.owner, OBJECT_STORED);
}

/* ---- commit ---- */

static void commit_batch(struct object_run *run, int64_t now_ns, const struct file *file, uint32_t file_index,
                         uint32_t index)
{
    struct path_batch *batch = path_batch_at(&run->base, index);
    struct audit *audit = run->base.audits[batch->followed];
    batch->file = file_index;
    for (int stage = OBJECT_CLOSED; stage <= OBJECT_COMMITTED; stage++)
        batch->times_ns[stage] = file->ends_ns[stage];
    struct offsets_answer answer = offsets_append(run->offsets[batch->followed],
                                                  &(struct offsets_batch){.partition = batch->audit.partition,
                                                                          .producer = OFFSETS_NO_PRODUCER,
                                                                          .records = batch->audit.records});
    audit_appended(audit, now_ns, &batch->audit, answer.first);
    if (file->is_stored) audit_stored(audit, &batch->audit);
    audit_committed(audit, now_ns, &batch->audit,
                    offsets_end(run->offsets[batch->followed], batch->audit.partition));
}

static bool is_counted(const struct object_run *run, const struct path_batch *batch)
{
    return record_counts(run->base.record, batch->first_ns);
}

/* A file is one independent thing for each measure that any of its records is in. */
static void count_units(struct object_run *run, struct file *file, const struct path_batch *batch)
{
    size_t groups = run->base.detail->count;
    if (!is_counted(run, batch) || file->groups_seen >> batch->followed & 1) return;
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++) {
        if (file->groups_seen == 0)
            record_unit(run->base.record, path_measure_at(groups, groups, measure), batch->first_ns);
        if (groups > 1)
            record_unit(run->base.record, path_measure_at(groups, batch->followed, measure), batch->first_ns);
    }
    file->groups_seen |= UINT32_C(1) << batch->followed;
}

static void trace_file(const struct object_run *run, int64_t now_ns, const struct file *file)
{
    struct path_trace *trace = run->base.trace;
    if (!path_trace_item(trace, PATH_LANE_SERVER, file->agent, "file", file->opened_ns, now_ns)) return;
    const struct path_stage_list *list = &run->base.stages[PATH_PRODUCE];
    int64_t from_ns = file->opened_ns;
    for (size_t n = 0; n < list->written; n++) {
        uint8_t stage = list->passed[n].stage;
        if (stage < OBJECT_CLOSED) continue;
        path_trace_step(trace, list->passed[n].name, from_ns, file->ends_ns[stage]);
        from_ns = file->ends_ns[stage];
    }
}

/* All of the file's batches get their offsets before anybody can read one. */
static void commit_batches(struct object_run *run, int64_t now_ns, struct file *file, uint32_t index,
                           uint32_t flight)
{
    for (uint32_t batch = path_flight_at(&run->base, flight)->first_batch; batch != POOL_NONE;
         batch = path_batch_at(&run->base, batch)->next) {
        commit_batch(run, now_ns, file, index, batch);
        count_units(run, file, path_batch_at(&run->base, batch));
        file->unread += path_batch_at(&run->base, batch)->reads_left;
        object_batch_readable(run, now_ns, batch);
    }
}

static void answer_producer(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    const struct path_flight *it = path_flight_at(&run->base, flight);
    if (it->request == NULL)
        object_aggregate_answer(run, now_ns, flight);
    else
        kernel_schedule(run->base.kernel,
                        link_response_ns(&run->base.producers[it->producer].links[0], now_ns), EVENT_ACK,
                        EVENT_ACK, flight, 0);
}

static void commit_file(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct file *file = file_at(run, index);
    file->unread = 1; /* until all of it was handed on */
    file->ends_ns[OBJECT_COMMITTED] = now_ns;
    trace_file(run, now_ns, file);
    for (uint32_t flight = file->first_flight, next; flight != POOL_NONE; flight = next) {
        next = path_flight_at(&run->base, flight)->next;
        commit_batches(run, now_ns, file, index, flight);
        answer_producer(run, now_ns, flight);
    }
    if (run->aggregate_count > 0) object_file_readable(run, index);
    if (run->compactor != NULL) {
        compactor_add(run->compactor, now_ns, file->bytes);
        set_compact_timer(run, now_ns);
    }
    object_file_unread(run, index, 1);
}

static void on_commit(struct object_run *run, int64_t now_ns, uint32_t setting)
{
    if (!timer_rings(&run->commit_timer, setting)) return;
    struct sequencer_committed committed;
    while (sequencer_next(run->sequencer, now_ns, &committed)) commit_file(run, now_ns, committed.owner);
    object_tell_readers(run, now_ns);
    set_commit_timer(run, now_ns);
}

static void on_compact(struct object_run *run, int64_t now_ns, uint32_t setting)
{
    if (!timer_rings(&run->compact_timer, setting)) return;
    struct compactor_request request;
    while (compactor_next(run->compactor, now_ns, &request))
        path_count(&run->base, request.kind == COMPACTOR_GET ? PATH_COMPACTION_GETS : PATH_COMPACTION_PUTS,
                   now_ns, 1);
    set_compact_timer(run, now_ns);
}

/* ---- producers ---- */

static void on_produce(struct object_run *run, int64_t now_ns, uint32_t number)
{
    for (uint32_t flight;
         (flight = path_next_flight(&run->base, now_ns, number, EVENT_PRODUCE)) != POOL_NONE;) {
        struct path_producer *producer = &run->base.producers[number];
        double bytes = path_flight_at(&run->base, flight)->bytes;
        if (run->producer_agents[number] % run->zones != producer->zone)
            path_count(&run->base, PATH_PRODUCE_CROSSING_BYTES, now_ns, bytes);
        kernel_schedule(run->base.kernel, link_request_ns(&producer->links[0], now_ns), EVENT_ARRIVE,
                        EVENT_ARRIVE, flight, 0);
    }
}

static void on_arrive(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    const struct path_flight *it = path_flight_at(&run->base, flight);
    uint32_t followed = 0, place = run->base.producers[it->producer].followed, all = it->request->count;
    for (uint32_t batch = it->first_batch; batch != POOL_NONE;
         batch = path_batch_at(&run->base, batch)->next, followed++)
        path_batch_at(&run->base, batch)->times_ns[OBJECT_ARRIVED] = now_ns;
    run->followed_batches[place] += followed;
    run->followed_batches_all += followed;
    run->aggregate_groups[run->base.detail->followed[place].group].batches += all - followed;
    run->aggregate_batches += all - followed;
    object_gather(run, now_ns, run->producer_agents[it->producer], it->bytes, all, followed, flight);
}

/* ---- the whole ---- */

static struct object_tally tally_of(const struct object_run *run)
{
    return (struct object_tally){object_store_counts(run->puts), object_store_counts(run->gets),
                                 sequencer_counts(run->sequencer)};
}

static void handle(struct object_run *run, const struct event *event)
{
    int64_t now_ns = event->time_ns;
    switch ((enum object_event)event->type) {
    case EVENT_PUT: on_put(run, now_ns, event->target); break;
    case EVENT_DELAY: end_stage(run, now_ns, event->target, event->data); break;
    case EVENT_COMMIT: on_commit(run, now_ns, event->data); break;
    case EVENT_GET: object_on_get(run, now_ns, event->target); break;
    case EVENT_TIMER: on_timer(run, now_ns, event->target, event->data); break;
    case EVENT_ARRIVE: on_arrive(run, now_ns, event->target); break;
    case EVENT_CROWD_ARRIVE: object_on_aggregate_arrive(run, now_ns, event->target); break;
    case EVENT_COMPACT: on_compact(run, now_ns, event->data); break;
    case EVENT_ACK: path_acked(&run->base, now_ns, event->target, EVENT_PRODUCE); break;
    case EVENT_CROWD_ACK: object_on_aggregate_ack(run, now_ns, event->target); break;
    case EVENT_FETCH_DELAY: object_on_fetch_delay(run, now_ns, event->target, event->data); break;
    case EVENT_DELIVER: object_on_deliver(run, now_ns, event->target); break;
    case EVENT_FETCH: object_on_fetch(run, now_ns, event->target); break;
    case EVENT_EXPIRE: object_on_expire(run, now_ns, event->target); break;
    case EVENT_PRODUCE:
        if (timer_rings(&run->base.producers[event->target].timer, event->data))
            on_produce(run, now_ns, event->target);
        break;
    case EVENT_CROWD_DUE: object_on_aggregate_due(run, now_ns, event->target, event->data); break;
    case EVENT_MARK: run->tallies[event->data] = tally_of(run); break;
    }
}

static void start_agents(struct object_run *run)
{
    run->agents = arena_new_of(run->base.arena, struct agent, run->rule->agents);
    for (uint32_t i = 0; i < run->rule->agents; i++) {
        struct agent *agent = &run->agents[i];
        struct random_stream places = random_stream_of(run->base.key, RANDOM_PLACE, i);
        batcher_start(&agent->batcher, &run->rule->batcher,
                      time_ns(random_unit(&places, 0) * run->rule->batcher.timeout_s));
        agent->open = POOL_NONE;
    }
}

static void start(struct object_run *run)
{
    const struct object_path *rule = run->rule;
    struct path_run *base = &run->base;
    double longest_linger_s = 0;
    for (uint32_t g = 0; g < base->detail->count; g++)
        longest_linger_s = larger(longest_linger_s, path_group_of(base, g)->linger_s);
    uint32_t *turns = arena_new_of(base->arena, uint32_t, run->zones);
    place_producers(run, turns);
    path_clients_start(base, 1, server_zone, rule->batcher.timeout_s + longest_linger_s);
    run->quiet_ns = base->stop_ns + time_ns(longest_linger_s);
    run->files = pool_of(base->arena, sizeof(struct file));
    run->puts = object_store_new(base->arena, &rule->put, base->key, RANDOM_OBJECT_PUT, rule->agents);
    run->gets = object_store_new(base->arena, &rule->get, base->key, RANDOM_OBJECT_GET, rule->agents);
    run->sequencer = sequencer_new(base->arena, &rule->sequencer, base->key, rule->agents);
    run->commit_timer.at_ns = run->compact_timer.at_ns = NEVER_NS;
    if (rule->compactor.rewrites > 0) run->compactor = compactor_new(base->arena, &rule->compactor);
    run->followed_batches = arena_new_of(base->arena, double, base->detail->count);
    run->offsets = arena_new_of(base->arena, struct offsets *, base->detail->count);
    for (uint32_t g = 0; g < base->detail->count; g++)
        run->offsets[g] = offsets_new(base->arena, base->detail->followed[g].partitions, 0);
    object_readers_start(run);
    start_agents(run);
    kernel_schedule(base->kernel, base->extra->from_ns, EVENT_MARK, EVENT_MARK, 0, 0);
    kernel_schedule(base->kernel, base->extra->until_ns, EVENT_MARK, EVENT_MARK, 0, 1);
    for (uint32_t i = 0; i < base->detail->producers; i++) on_produce(run, 0, i);
    object_aggregate_start(run, turns);
}

enum { RESOURCE_PUT_LIMIT, RESOURCE_GET_LIMIT, RESOURCE_BLOCKED, RESOURCE__COUNT };
static const struct path_resource_row RESOURCES[RESOURCE__COUNT] = {
    [RESOURCE_PUT_LIMIT] = {"PUT limit of the bucket's prefixes", false},
    [RESOURCE_GET_LIMIT] = {"GET limit of the bucket's prefixes", false},
    [RESOURCE_BLOCKED] = {"producers' buffers, blocked", false},
};

static double use_of_limit(const struct object_rule *rule, double per_s)
{
    return rule->limit.per_s == 0 ? 0 : per_s / ((double)rule->limit.per_s * rule->prefixes);
}

/* Requests that the store answered, refusals aside: what is billed. */
static double billed(const struct object_counts *from, const struct object_counts *to)
{
    return (double)(to->requests - to->refused) - (double)(from->requests - from->refused);
}

static void finish(struct object_run *run)
{
    struct path_extra *extra = run->base.extra;
    const struct object_tally *from = &run->tallies[0], *to = &run->tallies[1];
    double counted_s = time_s(extra->until_ns - extra->from_ns),
           all_s = time_s(kernel_now_ns(run->base.kernel));
    extra->counts[PATH_PUTS] = billed(&from->puts, &to->puts);
    extra->counts[PATH_GETS] = billed(&from->gets, &to->gets);
    extra->counts[PATH_COMMITS] = (double)(to->commits.commits - from->commits.commits);
    extra->busy[RESOURCE_PUT_LIMIT] = use_of_limit(&run->rule->put,
                                                   (double)(to->puts.requests - from->puts.requests) /
                                                       counted_s);
    extra->busy[RESOURCE_GET_LIMIT] = use_of_limit(&run->rule->get,
                                                   (double)(to->gets.requests - from->gets.requests) /
                                                       counted_s);
    for (uint32_t i = 0; i < run->base.detail->producers; i++)
        extra->busy[RESOURCE_BLOCKED] += accumulator_figures(run->base.producers[i].accumulator).blocked_s /
                                         all_s / run->base.detail->producers;
    const double full_compactions = 20; /* fewer outputs than this say nothing of a rate */
    if (run->compactor == NULL || (double)compactor_counts(run->compactor).outputs < full_compactions)
        extra->counts[PATH_COMPACTION_GETS] = extra->counts[PATH_COMPACTION_PUTS] = NAN;
    extra->counts[PATH_REPLICATE_CROSSING_BYTES] = NAN;
}

static void simulate(struct path_run *base)
{
    struct object_run run = {.base = *base, .rule = &base->path->object, .zones = base->path->clients.zones};
    start(&run);
    struct event event;
    while (kernel_next(run.base.kernel, &event)) {
        handle(&run, &event);
        if (event.time_ns > run.quiet_ns && path_is_dry(&run.base)) break;
    }
    finish(&run);
    *base = run.base;
}

const struct path_kind_row PATH_OBJECT_KIND = {
    .unit_name = "files",
    .has_aggregate = true,
    .resource_count = RESOURCE__COUNT,
    .resources = RESOURCES,
    .most_producers = object_most_producers,
    .warm_s = object_warm_s,
    .step_s = object_step_s,
    .units_per_s = object_units_per_s,
    .first_units = object_first_units,
    .simulate = simulate,
};
