/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/path/path_private.h"

#include "base/number.h"

/* Records of one producer, at the simulated load's rate. */
static struct arrivals_rule arrivals_of(const struct path_run *run, const struct path_group *group)
{
    return (struct arrivals_rule){
        .kind = run->path->clients.arrivals,
        .per_s = group->bytes_per_s / group->record_bytes / group->producers,
        .rate_factor = 1,
        .burst_records = PATH_BURST_RECORDS,
        .burst_factor = PATH_BURST_FACTOR,
        .step = 1,
    };
}

static struct accumulator_rule accumulator_of(const struct path_run *run, const struct path_group *group,
                                              const struct path_followed *followed, uint32_t destinations)
{
    const struct path_limits limits = path_limits_of(&run->path->clients, group);
    return (struct accumulator_rule){
        .partitioning = group->partitioning,
        .record_bytes = group->record_bytes,
        .linger_s = group->linger_s,
        .batch_bytes = group->batch_bytes,
        .max_request_bytes = limits.max_request_bytes,
        .buffer_bytes = limits.buffer_bytes,
        .max_in_flight = limits.max_in_flight,
        .partitions = followed->partitions,
        .destinations = destinations,
    };
}

static void start_group(struct path_run *run, uint32_t topic, uint32_t destinations,
                        uint32_t (*server_zone)(const struct path_run *run, uint32_t producer,
                                                uint32_t destination))
{
    const struct path_clients *clients = &run->path->clients;
    const struct path_followed *followed = &run->detail->followed[topic];
    const struct path_group *group = path_group_of(run, topic);
    const struct accumulator_rule rule = accumulator_of(run, group, followed, destinations);
    struct arrivals_rule *arrivals = arena_new_of(run->arena, struct arrivals_rule, 1);
    *arrivals = arrivals_of(run, group);
    struct accumulators *all = accumulators_new(run->arena, &rule);
    uint32_t links = destinations < followed->partitions ? destinations : followed->partitions;
    for (uint32_t i = 0; i < followed->producers; i++) {
        uint32_t number = followed->first_producer + i;
        struct path_producer *producer = &run->producers[number];
        *producer = (struct path_producer){.topic = topic,
                                           .zone = (uint16_t)(i % clients->zones),
                                           .timer = {.at_ns = NEVER_NS}};
        producer->accumulator = accumulator_new(all, arrivals, 0, run->key, number);
        accumulator_end(producer->accumulator, run->stop_ns);
        producer->links = arena_new_of(run->arena, struct link, links);
        for (uint32_t d = 0; d < links; d++) {
            bool is_same = server_zone(run, number, d) == producer->zone;
            struct random_stream stream = random_stream_of(run->key, RANDOM_NETWORK,
                                                           number * destinations + d);
            producer->links[d] = link_of(is_same ? clients->rtt_same_zone : clients->rtt_cross_zone, stream);
        }
    }
}

/* Files that are committed as they come change places, unless a producer has one request at a time. */
static void waive_order(const struct path_run *run, const struct path_group *group, struct audit *audit)
{
    const struct data_path *path = run->path;
    bool is_kept = path->kind == PATH_LOG || path->object.sequencer.is_in_file_order ||
                   path_limits_of(&path->clients, group).max_in_flight == 1;
    if (!is_kept) audit_waive(audit, AUDIT_ORDER_PER_PRODUCER);
    if (!is_kept && !path->object.answers_in_turn) audit_waive(audit, AUDIT_ANSWERED_IN_ORDER);
}

void path_clients_start(struct path_run *run, uint32_t destinations,
                        uint32_t (*server_zone)(const struct path_run *run, uint32_t producer,
                                                uint32_t destination),
                        double tail_s)
{
    const struct path_detail *detail = run->detail;
    run->stop_ns = run->record->end_ns + time_ns(tail_s);
    run->quiet_ns = run->stop_ns + time_ns(path_followed_linger_s(run));
    run->producers = arena_new_of(run->arena, struct path_producer, detail->producers);
    run->audits = arena_new_of(run->arena, struct audit *, detail->count);
    for (uint32_t i = 0; i < detail->count; i++) {
        const struct path_followed *followed = &detail->followed[i];
        run->audits[i] = audit_new(run->arena, followed->producers, followed->partitions,
                                   path_group_of(run, i)->consumer_groups);
        waive_order(run, path_group_of(run, i), run->audits[i]);
        start_group(run, i, destinations, server_zone);
    }
}

/* ---- sending ---- */

static bool is_measured(const struct path_run *run, const struct path_batch *batch)
{
    return batch->first_ns < run->record->end_ns;
}

static void expect(struct path_run *run, const struct path_batch *batch)
{
    if (!is_measured(run, batch)) return;
    size_t groups = run->detail->count;
    uint64_t records = batch->audit.records, weight = run->detail->followed[batch->topic].weight,
             reads = path_group_of(run, batch->topic)->consumer_groups;
    record_expect(run->record, path_measure_at(groups, batch->topic, PATH_PRODUCE), records);
    record_expect(run->record, path_measure_at(groups, batch->topic, PATH_END_TO_END), records * reads);
    if (groups > 1) {
        record_expect(run->record, path_measure_at(groups, groups, PATH_PRODUCE), records * weight);
        record_expect(run->record, path_measure_at(groups, groups, PATH_END_TO_END),
                      records * weight * reads);
    }
}

/* The stratum of first_ns. */
static uint8_t stratum_at(const struct path_strata *strata, int64_t first_ns)
{
    size_t low = 0, high = strata->count; /* the first that ends later is in low … high */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strata->until_ns[middle] <= first_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low == strata->count || strata->from_ns[low] > first_ns ? strata->outside : strata->strata[low];
}

static uint32_t new_batch(struct path_run *run, int64_t now_ns, struct path_producer *producer,
                          uint32_t number, const struct accumulator_batch *from, uint64_t bytes)
{
    const struct path_followed *followed = &run->detail->followed[producer->topic];
    uint32_t index = pool_take(&run->batches);
    struct path_batch *batch = path_batch_at(run, index);
    *batch = (struct path_batch){
        .next = POOL_NONE,
        .topic = (uint16_t)producer->topic,
        .reads_left = (uint16_t)path_group_of(run, producer->topic)->consumer_groups,
        .file = POOL_NONE,
        .stratum = run->strata == NULL ? 0 : stratum_at(run->strata, from->first_ns),
        .first_ns = from->first_ns,
        .last_ns = from->last_ns,
        .times_ns = {now_ns},
    };
    audit_sent(run->audits[producer->topic], &batch->audit, number - followed->first_producer,
               from->partition, producer->sequence++, from->records, bytes);
    expect(run, batch);
    run->outstanding++;
    return index;
}

static void count_request(struct path_run *run, int64_t now_ns, const struct path_producer *producer,
                          const struct accumulator_request *request)
{
    double counts_for = run->detail->followed[producer->topic].counts_for;
    path_count(run, PATH_REQUESTS, now_ns, counts_for);
    path_count(run, PATH_BATCHES, now_ns, counts_for * request->count);
    path_count(run, PATH_RECORDS, now_ns, counts_for * request->records);
    path_count(run, PATH_PRODUCED_BYTES, now_ns, counts_for * request->bytes);
}

static uint32_t new_flight(struct path_run *run, int64_t now_ns, uint32_t number,
                           struct accumulator_request *request)
{
    struct path_producer *producer = &run->producers[number];
    double record_bytes = path_group_of(run, producer->topic)->record_bytes;
    uint32_t first = POOL_NONE, last = POOL_NONE, every = run->detail->followed[producer->topic].every;
    for (const struct accumulator_batch *from = request->batches; from != NULL; from = from->next) {
        if (from->partition % every != 0) continue;
        uint64_t bytes = (uint64_t)(from->records * record_bytes + 0.5);
        uint32_t index = new_batch(run, now_ns, producer, number, from, bytes < 1 ? 1 : bytes);
        if (first == POOL_NONE)
            first = index;
        else
            path_batch_at(run, last)->next = index;
        last = index;
    }
    uint32_t flight = pool_take(&run->flights);
    *path_flight_at(run, flight) = (struct path_flight){.request = request,
                                                        .producer = number,
                                                        .next = POOL_NONE,
                                                        .first_batch = first,
                                                        .bytes = request->bytes};
    count_request(run, now_ns, producer, request);
    return flight;
}

static void set_timer(struct path_run *run, int64_t now_ns, uint32_t number, unsigned type)
{
    struct path_producer *producer = &run->producers[number];
    timer_set(&producer->timer, run->kernel, now_ns, accumulator_due_ns(producer->accumulator), type, number);
}

uint32_t path_next_flight(struct path_run *run, int64_t now_ns, uint32_t number, unsigned type)
{
    struct path_producer *producer = &run->producers[number];
    struct accumulator_request *request = accumulator_advance(producer->accumulator, now_ns);
    if (request != NULL) return new_flight(run, now_ns, number, request);
    set_timer(run, now_ns, number, type);
    return POOL_NONE;
}

/* ---- what happened to it ---- */

/* Record the latencies of a batch's records: from now − last to now − first. */
static void measure(struct path_run *run, int64_t now_ns, const struct path_batch *batch,
                    enum path_measure measure)
{
    size_t groups = run->detail->count;
    int64_t low_ns = now_ns - batch->last_ns, high_ns = now_ns - batch->first_ns;
    record_add_range(run->record, path_measure_at(groups, batch->topic, measure), batch->first_ns, low_ns,
                     high_ns, batch->audit.records, batch->stratum);
    if (groups > 1) {
        uint64_t records = (uint64_t)batch->audit.records * run->detail->followed[batch->topic].weight;
        record_add_range(run->record, path_measure_at(groups, groups, measure), batch->first_ns, low_ns,
                         high_ns, records, batch->stratum);
    }
}

static double middle_ns(const struct path_batch *batch)
{
    return ((double)batch->first_ns + (double)batch->last_ns) / 2;
}

/* The end of the measure's nth stage for a batch: after the commit in ends_ns by stage, and now for the
 * last one. */
static int64_t end_ns(const struct path_stage_list *list, size_t n, const struct path_batch *batch,
                      const int64_t *ends_ns, int64_t now_ns)
{
    uint8_t stage = list->passed[n].stage;
    return n < list->written ? batch->times_ns[stage] : n + 1 == list->count ? now_ns : ends_ns[stage];
}

/* Add the stages; the first starts in the middle of the batch's records. */
static void add_stages(struct path_run *run, int64_t now_ns, const struct path_batch *batch,
                       enum path_measure measure, const int64_t *ends_ns)
{
    if (!record_counts(run->record, batch->first_ns)) return;
    const struct path_stage_list *list = &run->stages[measure];
    double steps_ns[PATH_STAGES_MAX];
    steps_ns[0] = (double)batch->times_ns[0] - middle_ns(batch);
    int64_t before_ns = batch->times_ns[0];
    for (size_t n = 1; n < list->count; n++) {
        int64_t ended_ns = end_ns(list, n, batch, ends_ns, now_ns);
        steps_ns[n] = (double)(ended_ns - before_ns);
        before_ns = ended_ns;
    }
    double weight = run->detail->followed[batch->topic].weight * (double)run->record->weights[batch->stratum];
    path_stages_add(run->extra->stages[measure], batch->audit.records * weight, steps_ns);
}

/* ---- who looks on ---- */

static void notify_observer(const struct path_run *run, int64_t now_ns, const struct path_batch *batch,
                            bool is_read, uint32_t consumer_group)
{
    const struct path_observer *observer = run->path->observer;
    const struct path_seen seen = {
        .key = run->key,
        .topic = batch->topic,
        .producer = batch->audit.producer,
        .partition = batch->audit.partition,
        .sequence = batch->audit.sequence,
        .records = batch->audit.records,
        .offset = batch->audit.offset,
        .first_ns = batch->first_ns,
        .last_ns = batch->last_ns,
        .sent_ns = batch->times_ns[0],
        .now_ns = now_ns,
        .is_read = is_read,
        .consumer_group = consumer_group,
    };
    observer->see(observer->user, &seen);
}

/* Trace the batch from its first record on, with its stages. */
static void trace_batch(const struct path_run *run, int64_t now_ns, const struct path_batch *batch,
                        enum path_measure measure, const int64_t *ends_ns)
{
    static const char *const WHOLE[PATH_MEASURE__COUNT] = {"batch, produced", "batch, read"};
    const uint32_t lane = run->detail->followed[batch->topic].first_producer + batch->audit.producer;
    const struct path_stage_list *list = &run->stages[measure];
    int64_t from_ns = batch->first_ns;
    if (!path_trace_item(run->trace, PATH_LANE_PRODUCER, lane, WHOLE[measure], from_ns, now_ns)) return;
    for (size_t n = 0; n < list->count; n++) {
        int64_t until_ns = end_ns(list, n, batch, ends_ns, now_ns);
        path_trace_step(run->trace, list->passed[n].name, from_ns, until_ns);
        from_ns = until_ns;
    }
}

static void release_if_done(struct path_run *run, int64_t now_ns, uint32_t index)
{
    struct path_batch *batch = path_batch_at(run, index);
    if (batch->reads_left > 0 || !batch->audit.is_acked) return;
    audit_released(run->audits[batch->topic], now_ns, &batch->audit);
    run->outstanding--;
    pool_give(&run->batches, index);
}

static void batch_acked(struct path_run *run, int64_t now_ns, uint32_t index, const int64_t *ends_ns)
{
    struct path_batch *batch = path_batch_at(run, index);
    audit_acked(run->audits[batch->topic], now_ns, &batch->audit);
    if (run->path->observer != NULL) notify_observer(run, now_ns, batch, false, 0);
    if (run->trace != NULL) trace_batch(run, now_ns, batch, PATH_PRODUCE, ends_ns);
    if (is_measured(run, batch)) {
        measure(run, now_ns, batch, PATH_PRODUCE);
        add_stages(run, now_ns, batch, PATH_PRODUCE, ends_ns);
    }
    release_if_done(run, now_ns, index);
}

void path_acked(struct path_run *run, int64_t now_ns, uint32_t index, unsigned type)
{
    struct path_flight flight = *path_flight_at(run, index);
    const int64_t ends_ns[OBJECT_ACKED] = {[OBJECT_IN_TURN] = flight.answered_ns};
    pool_give(&run->flights, index);
    for (uint32_t batch = flight.first_batch, next; batch != POOL_NONE; batch = next) {
        next = path_batch_at(run, batch)->next;
        batch_acked(run, now_ns, batch, ends_ns);
    }
    accumulator_acked(run->producers[flight.producer].accumulator, now_ns, flight.request);
    set_timer(run, now_ns, flight.producer, type);
}

void path_read(struct path_run *run, int64_t now_ns, uint32_t index, uint32_t group, uint64_t known_offset,
               const int64_t *ends_ns)
{
    struct path_batch *batch = path_batch_at(run, index);
    audit_read(run->audits[batch->topic], now_ns, &batch->audit, group, known_offset);
    batch->reads_left--;
    if (run->path->observer != NULL) notify_observer(run, now_ns, batch, true, group);
    if (run->trace != NULL && group == 0) trace_batch(run, now_ns, batch, PATH_END_TO_END, ends_ns);
    if (is_measured(run, batch)) {
        measure(run, now_ns, batch, PATH_END_TO_END);
        add_stages(run, now_ns, batch, PATH_END_TO_END, ends_ns);
    }
    path_count(run, PATH_CONSUMED_BYTES, now_ns,
               (double)batch->audit.bytes * run->detail->followed[batch->topic].records_for);
    release_if_done(run, now_ns, index);
}

/* A producer held up by full buffers or by requests in flight sends only after its earlier requests have
 * arrived. */
bool path_is_dry(const struct path_run *run)
{
    if (run->outstanding > 0) return false;
    for (uint32_t i = 0; i < run->detail->producers; i++)
        if (accumulator_due_ns(run->producers[i].accumulator) != NEVER_NS) return false;
    return true;
}

double path_longest_linger_s(const struct path_clients *clients)
{
    double linger_s = 0;
    for (size_t i = 0; i < clients->group_count; i++)
        linger_s = larger(linger_s, clients->groups[i].linger_s);
    return linger_s;
}

double path_followed_linger_s(const struct path_run *run)
{
    double linger_s = 0;
    for (uint32_t topic = 0; topic < run->detail->count; topic++)
        linger_s = larger(linger_s, path_group_of(run, topic)->linger_s);
    return linger_s;
}

double path_blocked_share(const struct path_run *run)
{
    double all_s = time_s(kernel_now_ns(run->kernel)), share = 0;
    for (uint32_t i = 0; i < run->detail->producers; i++)
        share += accumulator_figures(run->producers[i].accumulator).blocked_s / all_s /
                 run->detail->producers;
    return share;
}

bool path_stops(struct path_run *run)
{
    const struct record *record = run->record;
    bool is_over = (record->most_events > 0 && kernel_count(run->kernel) > record->most_events) ||
                   (record->most_bytes > 0 && (double)arena_used_bytes(run->arena) > record->most_bytes);
    run->record->is_stopped |= is_over;
    return is_over;
}

void path_close(struct path_run *run)
{
    run->record->events += kernel_count(run->kernel);
    run->record->state_bytes = (double)arena_used_bytes(run->arena);
    if (run->record->is_stopped) return;
    for (uint32_t i = 0; i < run->detail->count; i++) {
        audit_drained(run->audits[i], kernel_now_ns(run->kernel));
        const uint64_t *counts = audit_counts(run->audits[i]);
        for (int rule = 0; rule < AUDIT__COUNT; rule++) run->extra->checks[rule] += counts[rule];
        const struct audit_violation *violation = audit_violation(run->audits[i]);
        if (violation != NULL)
            record_violate(run->record,
                           "%s: broken at %lld ns by batch %u of producer %u in partition %u of followed "
                           "group %u (%llu expected, %llu found)",
                           audit_what(violation->rule), (long long)violation->time_ns, violation->sequence,
                           violation->producer, violation->partition, i,
                           (unsigned long long)violation->expected, (unsigned long long)violation->found);
    }
}
