/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/object_writers.h"

#include <math.h>

#include "sim/draw/variate.h"
#include "sim/path/object_answers.h"
#include "sim/path/object_background.h"
#include "sim/path/object_demand.h"
#include "sim/path/object_readers.h"

struct agent {
    struct batcher batcher;
    uint32_t open; /* file, or POOL_NONE */
    uint32_t setting;
};

struct object_writers {
    struct agent *agents;
    uint32_t *producer_agents; /* by followed producer */
    uint64_t file_count;
    struct object_store *puts;
    struct sequencer *sequencer;
    struct timer commit_timer;
    struct compactor *compactor; /* NULL: no compaction */
    struct timer compact_timer;
    struct object_counts put_counts[2];
    struct sequencer_counts commit_counts[2];
};

/* ---- start ---- */

static uint32_t server_zone(const struct path_run *base, uint32_t producer, uint32_t destination)
{
    (void)destination;
    const struct object_run *run = (const struct object_run *)base;
    return run->writers->producer_agents[producer] % run->zones;
}

static void assign_agents(struct object_run *run, uint32_t *zone_clients)
{
    const struct path_detail *detail = run->base.detail;
    uint32_t *agents = arena_new_of(run->base.arena, uint32_t, detail->producers);
    for (uint32_t topic = 0; topic < detail->count; topic++)
        for (uint32_t i = 0; i < detail->followed[topic].producers; i++) {
            uint32_t zone = object_zone_for(run, i, run->base.path->clients.zone_aware_produce);
            agents[detail->followed[topic].first_producer + i] = object_agent_for(run, zone,
                                                                                  zone_clients[zone]++);
        }
    run->writers->producer_agents = agents;
}

static void start_agents(struct object_run *run)
{
    run->writers->agents = arena_new_of(run->base.arena, struct agent, run->rule->agents);
    for (uint32_t i = 0; i < run->rule->agents; i++) {
        struct agent *agent = &run->writers->agents[i];
        struct random_stream phases = random_stream_of(run->base.key, RANDOM_PLACEMENT, i);
        batcher_start(&agent->batcher, &run->rule->batcher,
                      time_ns(random_unit(&phases, 0) * run->rule->batcher.timeout_s));
        agent->open = POOL_NONE;
    }
}

void object_writers_start(struct object_run *run, uint32_t *zone_clients)
{
    const struct object_path *rule = run->rule;
    struct path_run *base = &run->base;
    struct object_writers *writers = run->writers = arena_new_of(base->arena, struct object_writers, 1);
    assign_agents(run, zone_clients);
    path_clients_start(base, 1, server_zone, rule->batcher.timeout_s + path_followed_linger_s(base));
    run->files = pool_of(base->arena, sizeof(struct object_file));
    writers->puts = object_store_new(base->arena, &rule->put, base->key, RANDOM_OBJECT_PUT, rule->agents);
    writers->sequencer = sequencer_new(base->arena, &rule->sequencer, base->key, rule->agents);
    writers->commit_timer.at_ns = writers->compact_timer.at_ns = NEVER_NS;
    if (rule->compactor.rewrites > 0) writers->compactor = compactor_new(base->arena, &rule->compactor);
    run->offsets = arena_new_of(base->arena, struct offsets *, base->detail->count);
    for (uint32_t topic = 0; topic < base->detail->count; topic++)
        run->offsets[topic] = offsets_new(base->arena, base->detail->followed[topic].partitions, 0);
    start_agents(run);
}

void object_writers_begin(struct object_run *run)
{
    for (uint32_t i = 0; i < run->base.detail->producers; i++) object_on_produce(run, 0, i);
}

/* ---- timers ---- */

static void set_commit_timer(struct object_run *run, int64_t now_ns)
{
    struct object_writers *writers = run->writers;
    timer_set(&writers->commit_timer, run->base.kernel, now_ns, sequencer_due_ns(writers->sequencer),
              EVENT_COMMIT, 0);
}

static void set_compact_timer(struct object_run *run, int64_t now_ns)
{
    struct object_writers *writers = run->writers;
    timer_set(&writers->compact_timer, run->base.kernel, now_ns, compactor_due_ns(writers->compactor),
              EVENT_COMPACT, 0);
}

/* ---- files ---- */

static uint32_t open_file(struct object_run *run, int64_t now_ns, uint32_t agent, uint64_t number)
{
    uint32_t index = pool_take(&run->files);
    *object_file_at(run, index) = (struct object_file){.number = number,
                                                       .serial = run->writers->file_count++,
                                                       .agent = agent,
                                                       .first_flight = POOL_NONE,
                                                       .last_flight = POOL_NONE,
                                                       .opened_ns = now_ns};
    return index;
}

static void upload(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct object_file *file = object_file_at(run, index);
    uint32_t prefix = (uint32_t)(file->serial % run->rule->put.prefixes);
    struct object_turn turn = object_store_transfer(run->writers->puts, now_ns, file->agent, prefix,
                                                    file->bytes, index);
    if (turn.state == OBJECT_UNDER_WAY) path_schedule(&run->base, turn.next_ns, EVENT_PUT, turn.ticket, 0);
}

/* Send the file's metadata to the sequencer. */
static void sequence(struct object_run *run, int64_t now_ns, uint32_t index)
{
    const struct object_file *file = object_file_at(run, index);
    sequencer_add(run->writers->sequencer, now_ns,
                  &(struct sequencer_file){.agent = file->agent,
                                           .owner = index,
                                           .number = file->number,
                                           .metadata_bytes = file->batches *
                                                             run->rule->metadata_batch_bytes});
    set_commit_timer(run, now_ns);
}

void object_file_end_stage(struct object_run *run, int64_t now_ns, uint32_t index, uint32_t ended)
{
    struct object_file *file = object_file_at(run, index);
    uint32_t stage = object_next_stage(run, now_ns, ended, file->ends_ns);
    if (stage == OBJECT_STORED)
        upload(run, now_ns, index);
    else if (stage == OBJECT_COMMITTED)
        sequence(run, now_ns, index);
    else {
        const struct random_stream draws = random_stream_of(run->base.key, RANDOM_SERVICE, stage);
        int64_t delay_ns = variate_ns(run->rule->delays[stage], &draws, file->serial, file->bytes);
        path_schedule(&run->base, now_ns + delay_ns, EVENT_FILE_DELAY, index, stage);
    }
}

static void close_file(struct object_run *run, uint32_t index, const struct batcher_file *closed)
{
    struct object_file *file = object_file_at(run, index);
    file->bytes = ceil(closed->bytes);
    file->chunks = (uint32_t)ceil(file->bytes / run->rule->chunk_bytes);
    path_count(&run->base, PATH_FILES, closed->closed_ns, 1);
    path_count(&run->base, PATH_STORED_BYTES, closed->closed_ns, file->bytes);
    object_file_end_stage(run, closed->closed_ns, index, OBJECT_CLOSED);
}

static void join_file(struct object_run *run, uint32_t index, uint32_t flight)
{
    struct object_file *file = object_file_at(run, index);
    if (file->first_flight == POOL_NONE)
        file->first_flight = flight;
    else
        path_flight_at(&run->base, file->last_flight)->next = flight;
    file->last_flight = flight;
}

void object_writers_add(struct object_run *run, int64_t now_ns, uint32_t number, double bytes, double batches,
                        double followed, uint32_t flight)
{
    struct agent *agent = &run->writers->agents[number];
    struct batcher_closed closed;
    uint64_t file_number = batcher_add(&agent->batcher, now_ns, bytes, &closed);
    uint32_t before = agent->open, target = before;
    bool is_new = before == POOL_NONE || object_file_at(run, before)->number != file_number;
    if (is_new) target = open_file(run, now_ns, number, file_number);
    if (flight != POOL_NONE) join_file(run, target, flight);
    object_file_at(run, target)->batches += batches;
    object_file_at(run, target)->followed_batches += followed;
    agent->open = target;
    for (unsigned i = 0; i < closed.count; i++) {
        bool is_target = closed.files[i].number == file_number;
        close_file(run, is_target ? target : before, &closed.files[i]);
        if (is_target) agent->open = POOL_NONE;
    }
    if (is_new && agent->open != POOL_NONE && batcher_due_ns(&agent->batcher) != NEVER_NS) {
        agent->setting = (agent->setting + 1) & KERNEL_DATA_MAX;
        path_schedule(&run->base, batcher_due_ns(&agent->batcher), EVENT_FILE_DUE, number, agent->setting);
    }
}

void object_on_file_due(struct object_run *run, int64_t now_ns, uint32_t number, uint32_t setting)
{
    struct agent *agent = &run->writers->agents[number];
    struct batcher_file closed;
    if (setting != agent->setting || agent->open == POOL_NONE ||
        !batcher_expire(&agent->batcher, now_ns, &closed))
        return;
    uint32_t index = agent->open;
    agent->open = POOL_NONE;
    close_file(run, index, &closed);
}

void object_on_put(struct object_run *run, int64_t now_ns, uint32_t ticket)
{
    struct object_turn turn = object_store_step(run->writers->puts, now_ns, ticket);
    if (turn.freed != OBJECT_NONE) path_schedule(&run->base, turn.freed_next_ns, EVENT_PUT, turn.freed, 0);
    if (turn.state == OBJECT_UNDER_WAY) {
        path_schedule(&run->base, turn.next_ns, EVENT_PUT, ticket, 0);
        return;
    }
    if (turn.state == OBJECT_GIVEN_UP) { /* nobody was answered yet: the agent keeps trying */
        upload(run, now_ns, turn.owner);
        return;
    }
    object_file_at(run, turn.owner)->is_stored = true;
    object_file_end_stage(run, now_ns, turn.owner, OBJECT_STORED);
}

/* ---- commit ---- */

static void commit_batch(struct object_run *run, int64_t now_ns, const struct object_file *file,
                         uint32_t file_index, uint32_t index)
{
    struct path_batch *batch = path_batch_at(&run->base, index);
    struct audit *audit = run->base.audits[batch->topic];
    batch->file = file_index;
    for (int stage = OBJECT_CLOSED; stage <= OBJECT_COMMITTED; stage++)
        batch->times_ns[stage] = file->ends_ns[stage];
    struct offsets_answer answer = offsets_append(run->offsets[batch->topic],
                                                  &(struct offsets_batch){.partition = batch->audit.partition,
                                                                          .producer = OFFSETS_NO_PRODUCER,
                                                                          .records = batch->audit.records});
    audit_appended(audit, now_ns, &batch->audit, answer.first);
    if (file->is_stored) audit_stored(audit, &batch->audit);
    audit_committed(audit, now_ns, &batch->audit,
                    offsets_end(run->offsets[batch->topic], batch->audit.partition));
}

/* A file is one independent unit of each measure that any of its records counts for. */
static void count_units(struct object_run *run, struct object_file *file, const struct path_batch *batch)
{
    size_t topics = run->base.detail->count;
    if (!record_counts(run->base.record, batch->first_ns) || file->topics_counted >> batch->topic & 1) return;
    for (int measure = 0; measure < PATH_MEASURE__COUNT; measure++) {
        if (file->topics_counted == 0)
            record_unit(run->base.record, path_measure_at(topics, topics, measure), batch->first_ns);
        if (topics > 1)
            record_unit(run->base.record, path_measure_at(topics, batch->topic, measure), batch->first_ns);
    }
    file->topics_counted |= UINT32_C(1) << batch->topic;
}

static void trace_file(const struct object_run *run, int64_t now_ns, const struct object_file *file)
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

/* All of a file's batches get their offsets before any can be read. */
static void commit_batches(struct object_run *run, int64_t now_ns, struct object_file *file, uint32_t index,
                           uint32_t flight)
{
    for (uint32_t batch = path_flight_at(&run->base, flight)->first_batch; batch != POOL_NONE;
         batch = path_batch_at(&run->base, batch)->next) {
        commit_batch(run, now_ns, file, index, batch);
        count_units(run, file, path_batch_at(&run->base, batch));
        file->unread += path_batch_at(&run->base, batch)->reads_left;
        object_readers_add(run, now_ns, batch);
    }
}

static void commit_file(struct object_run *run, int64_t now_ns, uint32_t index)
{
    struct object_file *file = object_file_at(run, index);
    file->unread = 1; /* until all of it is handed on */
    file->ends_ns[OBJECT_COMMITTED] = now_ns;
    trace_file(run, now_ns, file);
    for (uint32_t flight = file->first_flight, next; flight != POOL_NONE; flight = next) {
        next = path_flight_at(&run->base, flight)->next;
        commit_batches(run, now_ns, file, index, flight);
        object_answers_commit(run, now_ns, flight);
    }
    object_demand_add_file(run, index);
    if (run->writers->compactor != NULL) {
        compactor_add(run->writers->compactor, now_ns, file->bytes);
        set_compact_timer(run, now_ns);
    }
    object_file_read(run, index, 1);
}

void object_on_commit(struct object_run *run, int64_t now_ns, uint32_t setting)
{
    if (!timer_rings(&run->writers->commit_timer, setting)) return;
    struct sequencer_committed committed;
    while (sequencer_next(run->writers->sequencer, now_ns, &committed))
        commit_file(run, now_ns, committed.owner);
    object_readers_notify(run, now_ns);
    set_commit_timer(run, now_ns);
}

void object_on_compact(struct object_run *run, int64_t now_ns, uint32_t setting)
{
    if (!timer_rings(&run->writers->compact_timer, setting)) return;
    struct compactor_request request;
    while (compactor_next(run->writers->compactor, now_ns, &request))
        path_count(&run->base, request.kind == COMPACTOR_GET ? PATH_COMPACTION_GETS : PATH_COMPACTION_PUTS,
                   now_ns, 1);
    set_compact_timer(run, now_ns);
}

/* ---- producers ---- */

void object_on_produce(struct object_run *run, int64_t now_ns, uint32_t number)
{
    for (uint32_t flight;
         (flight = path_next_flight(&run->base, now_ns, number, EVENT_PRODUCE)) != POOL_NONE;) {
        struct path_producer *producer = &run->base.producers[number];
        double bytes = path_flight_at(&run->base, flight)->bytes;
        object_answers_send(run, flight);
        if (run->writers->producer_agents[number] % run->zones != producer->zone)
            path_count(&run->base, PATH_PRODUCE_CROSSING_BYTES, now_ns, bytes);
        path_schedule(&run->base, link_request_ns(&producer->links[0], now_ns), EVENT_ARRIVE, flight, 0);
    }
}

void object_on_arrive(struct object_run *run, int64_t now_ns, uint32_t flight)
{
    const struct path_flight *it = path_flight_at(&run->base, flight);
    uint32_t followed = 0, topic = run->base.producers[it->producer].topic, all = it->request->count;
    for (uint32_t batch = it->first_batch; batch != POOL_NONE;
         batch = path_batch_at(&run->base, batch)->next, followed++)
        path_batch_at(&run->base, batch)->times_ns[OBJECT_ARRIVED] = now_ns;
    object_demand_count_followed(run, topic, followed);
    object_demand_count_background(run, run->base.detail->followed[topic].group, all - followed);
    object_writers_add(run, now_ns, run->writers->producer_agents[it->producer], it->bytes, all, followed,
                       flight);
}

/* ---- results ---- */

void object_writers_snapshot(struct object_run *run, unsigned which)
{
    run->writers->put_counts[which] = object_store_counts(run->writers->puts);
    run->writers->commit_counts[which] = sequencer_counts(run->writers->sequencer);
}

void object_writers_finish(struct object_run *run)
{
    const double full_compactions = 20; /* too few outputs for a rate */
    const struct object_writers *writers = run->writers;
    double *counts = run->base.extra->counts;
    object_count_requests(run, &run->rule->put, writers->put_counts, PATH_PUTS, RESOURCE_PUT_LIMIT);
    counts[PATH_COMMITS] = (double)(writers->commit_counts[1].commits - writers->commit_counts[0].commits);
    if (writers->compactor == NULL || (double)compactor_counts(writers->compactor).outputs < full_compactions)
        counts[PATH_COMPACTION_GETS] = counts[PATH_COMPACTION_PUTS] = NAN;
}
