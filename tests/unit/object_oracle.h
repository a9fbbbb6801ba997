/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The object path by its definitions: record by record and from event to event, with a list that is searched
 * for the earliest. It shares nothing with sim/object_*.c and the parts that these are composed of but random
 * draws, records' arrivals and the ring's hash: what a producer, a file, a PUT, a commit, a cache and a fetch
 * are is written down here once more, as plainly as it can be said. Polls that find nothing are events,
 * chunks are looked for in lists.
 *
 * Not in it: limits of prefixes, hedges, jitter, write units, eviction from caches. Those parts have oracles
 * of their own. */
#pragma once

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/path/path.h"
#include "sim/engine/ring.h"
#include "sim/draw/variate.h"

enum { O_GROUPS = 4, O_ZONES = 3, O_CONSUMER_GROUPS = 3, O_PARTITIONS = 64, O_NONE = -1 };

/* What happens at one moment happens in this order. */
enum o_kind {
    O_PUT,
    O_COMMIT,
    O_GET,
    O_TIMER,
    O_ARRIVE,
    O_ACK,
    O_KNOWN,
    O_DELIVER,
    O_FETCH,
    O_EXPIRE,
    O_SEND,
    O_RECORD
};

struct o_event {
    int64_t time_ns;
    enum o_kind kind;
    uint64_t order;
    int whom;
    int64_t word;
};

struct o_batch {
    int group, producer, partition, number; /* producer and number of the group's and the producer's own */
    uint32_t records;
    bool full, sent;
    int64_t opened_ns, first_ns, last_ns, sent_ns, acked_ns, read_ns[O_CONSUMER_GROUPS];
    uint64_t offset, bytes;
    int file;
};

struct o_list {
    int *items, count, room;
};

/* Half trips, in order. */
struct o_link {
    const struct dist *rtt;
    struct random_stream stream;
    uint64_t sent, answered;
    int64_t last_ns[2];
};

struct o_producer {
    int group, index, agent;
    struct o_link link;
    struct arrivals arrivals;
    struct random_stream keys;
    struct o_list batches; /* all that it opened */
    int current, sticky, next, opened, sequence, held;
    uint64_t records;
    uint32_t in_flight;
    bool is_blocked;
};

struct o_request {
    int producer;
    double bytes;
    struct o_list batches;
    bool committed, answered;
};

struct o_file {
    int agent, number;
    double bytes;
    struct o_list requests;
    int64_t opened_ns, due_ns;
    int batches;
    int64_t let_in_ns;
    bool stored;
};

struct o_client { /* of a store */
    uint64_t transfers;
    uint32_t busy;
    struct o_list waiting; /* files or loads */
};

struct o_agent {
    int open, files, expected; /* expected: the number whose turn it is to be let in */
    int64_t phase_ns, due_before_ns, ended_ns;
    struct o_list stored; /* not let in yet */
    struct o_client puts, gets;
};

struct o_lane {
    struct o_list waiting;
    bool busy, started;
    int64_t started_ns;
    uint64_t commits;
};

struct o_reader {
    int group, consumer_group, consumer, zone, agent_zone;
    struct o_link link;
    struct random_stream lookups;
    uint64_t lookup_count;
    int64_t idle_ns, arrived_ns;
    bool waits, due, told;
    struct o_list ready;     /* partitions in order of becoming so */
    int taken[O_PARTITIONS]; /* of each partition's batches */
    uint64_t ready_bytes;
    struct o_list answer; /* batches */
    int pending;
    struct o_list held, held_chunks; /* where answers hold what is ready: batches still to be answered with */
    bool open;
};

struct o_chunk { /* of a zone's cache */
    int zone, file, chunk, agent;
    double bytes;
    bool loaded;
    uint64_t ordinal;
    struct o_list waiters;
};

struct oracle {
    const struct data_path *path;
    struct random_key key;
    int64_t stop_ns, now_ns;
    struct o_event *events;
    int event_count, event_room;
    uint64_t order;
    struct o_batch *batches;
    int batch_count, batch_room;
    struct o_request *requests;
    int request_count, request_room;
    struct o_file *files;
    int file_count, file_room;
    struct o_chunk *chunks;
    int chunk_count, chunk_room;
    struct o_producer *producers;
    int producer_count;
    struct o_agent *agents;
    struct o_lane *lanes;
    struct o_list *commits; /* files of each commit that was started */
    int *commit_lanes;
    int commit_count, commit_room;
    struct o_reader *readers;
    int reader_count;
    struct o_list streams[O_GROUPS][O_PARTITIONS]; /* batches in order of offsets */
    uint64_t ends[O_GROUPS][O_PARTITIONS];
    struct o_list told;
    struct ring rings[O_ZONES];
    struct arrivals_rule arrivals[O_GROUPS];
    int left; /* acknowledgements and reads that are still missing */
    double stored_bytes, loaded_bytes;
    int puts, gets;
    struct arena *arena;
};

/* ---- lists and events ---- */

static void o_push(struct o_list *list, int item)
{
    if (list->count == list->room) {
        list->room = list->room == 0 ? 8 : 2 * list->room;
        list->items = realloc(list->items, (size_t)list->room * sizeof *list->items);
    }
    list->items[list->count++] = item;
}

static int o_shift(struct o_list *list)
{
    int first = list->items[0];
    memmove(list->items, list->items + 1, (size_t)--list->count * sizeof *list->items);
    return first;
}

/* One more of an array of things, all zero. */
#define O_MORE(array, count, room)                                                      \
    ((count) == (room) ? ((room) = (room) == 0 ? 64 : 2 * (room),                       \
                          (array) = realloc((array), (size_t)(room) * sizeof *(array))) \
                       : (array),                                                       \
     memset(&(array)[count], 0, sizeof *(array)), (count)++)

static void o_at(struct oracle *o, int64_t time_ns, enum o_kind kind, int whom, int64_t word)
{
    assert(time_ns >= o->now_ns);
    O_MORE(o->events, o->event_count, o->event_room);
    o->events[o->event_count - 1] = (struct o_event){time_ns, kind, o->order++, whom, word};
}

static bool o_is_before(const struct o_event *a, const struct o_event *b)
{
    if (a->time_ns != b->time_ns) return a->time_ns < b->time_ns;
    return a->kind != b->kind ? a->kind < b->kind : a->order < b->order;
}

static int o_earliest(const struct oracle *o)
{
    int least = 0;
    for (int i = 1; i < o->event_count; i++)
        if (o_is_before(&o->events[i], &o->events[least])) least = i;
    return least;
}

static const struct path_group *o_group(const struct oracle *o, int group)
{
    return &o->path->clients.groups[group];
}

static int64_t o_trip_ns(struct o_link *link, int64_t now_ns, bool is_answer)
{
    uint64_t n = is_answer ? link->answered++ : link->sent++;
    int64_t rtt_ns = variate_ns(link->rtt, &link->stream, n, 0),
            there_ns = now_ns + (is_answer ? rtt_ns / 2 : rtt_ns - rtt_ns / 2);
    if (there_ns > link->last_ns[is_answer]) link->last_ns[is_answer] = there_ns;
    return link->last_ns[is_answer];
}

/* ---- places ---- */

/* The nth client, of which a share stays in its zone by choice and the others take turns. */
static int o_zone_of(const struct oracle *o, int n, double share)
{
    int zones = (int)o->path->clients.zones, by_choice = 0;
    for (int i = 0; i <= n; i++) {
        bool stays = floor((i + 1) * share) > floor(i * share);
        if (i == n) return stays ? n % zones : (n % zones + n - by_choice) % zones;
        by_choice += stays;
    }
    return 0;
}

static int o_agents_in(const struct oracle *o, int zone)
{
    int count = 0;
    for (int agent = 0; agent < (int)o->path->object.agents; agent++)
        count += agent % (int)o->path->clients.zones == zone;
    return count;
}

static int o_agent_of(const struct oracle *o, int zone, int turn)
{
    int count = o_agents_in(o, zone), agents = (int)o->path->object.agents;
    return count == 0 ? (zone + turn) % agents : zone + turn % count * (int)o->path->clients.zones;
}

/* ---- producers ---- */

static double o_batch_bytes(const struct oracle *o, const struct o_batch *batch)
{
    return batch->records * o_group(o, batch->group)->record_bytes;
}

/* The oldest unsent batch of a partition, or the youngest. */
static int o_unsent(const struct oracle *o, const struct o_producer *p, int partition, bool youngest)
{
    int found = O_NONE;
    for (int i = 0; i < p->batches.count; i++) {
        const struct o_batch *batch = &o->batches[p->batches.items[i]];
        if (!batch->sent && batch->partition == partition && (youngest || found == O_NONE))
            found = p->batches.items[i];
    }
    return found;
}

static int64_t o_due_ns(const struct oracle *o, const struct o_producer *p)
{
    int64_t oldest_ns = NEVER_NS;
    bool full = p->is_blocked;
    for (int i = 0; i < p->batches.count; i++) {
        const struct o_batch *batch = &o->batches[p->batches.items[i]];
        if (batch->sent) continue;
        oldest_ns = batch->opened_ns < oldest_ns ? batch->opened_ns : oldest_ns;
        full |= batch->full;
    }
    if (oldest_ns == NEVER_NS || p->in_flight >= o->path->clients.max_in_flight) return NEVER_NS;
    return full ? oldest_ns : oldest_ns + time_ns(o_group(o, p->group)->linger_s);
}

static int o_new_request(struct oracle *o, struct o_producer *p)
{
    int partitions = (int)o_group(o, p->group)->partitions,
        request = O_MORE(o->requests, o->request_count, o->request_room);
    o->requests[request].producer = (int)(p - o->producers);
    for (int i = 0; i < partitions; i++) {
        int partition = (p->next + i) % partitions, which = o_unsent(o, p, partition, false);
        if (which == O_NONE) continue;
        double bytes = o_batch_bytes(o, &o->batches[which]);
        if (o->requests[request].batches.count > 0 &&
            o->requests[request].bytes + bytes > o->path->clients.max_request_bytes) {
            p->next = partition;
            break;
        }
        o->requests[request].bytes += bytes;
        o_push(&o->requests[request].batches, which);
    }
    return request;
}

static void o_send(struct oracle *o, struct o_producer *p)
{
    int request = o_new_request(o, p);
    for (int i = 0; i < o->requests[request].batches.count; i++) {
        struct o_batch *batch = &o->batches[o->requests[request].batches.items[i]];
        batch->sent = true;
        batch->sent_ns = o->now_ns;
        batch->number = p->sequence++;
        uint64_t bytes = (uint64_t)(o_batch_bytes(o, batch) + 0.5);
        batch->bytes = bytes < 1 ? 1 : bytes;
        if (p->current == o->requests[request].batches.items[i]) p->current = O_NONE;
        o->left += 1 + (int)o_group(o, p->group)->consumer_groups;
    }
    p->in_flight++;
    o_at(o, o_trip_ns(&p->link, o->now_ns, false), O_ARRIVE, request, 0);
}

/* The nth 32-bit half of the stream's words, as a number below count. */
static int o_below(const struct o_producer *p, uint64_t n, int count)
{
    uint64_t word = random_bits(&p->keys, n / 2), half = n % 2 == 0 ? word & 0xffffffff : word >> 32;
    return (int)((half * (uint64_t)count) >> 32);
}

static int o_next_sticky(const struct oracle *o, const struct o_producer *p)
{
    int partitions = (int)o_group(o, p->group)->partitions;
    if (partitions == 1) return 0;
    if (p->opened == 0) return o_below(p, 0, partitions);
    int partition = o_below(p, (uint64_t)p->opened, partitions - 1);
    return partition >= p->sticky ? partition + 1 : partition;
}

/* The next record finds its batch full (true: again, when that has had its chance to go), or no room, or goes
 * into a batch. */
static bool o_record(struct oracle *o, struct o_producer *p)
{
    const struct path_group *group = o_group(o, p->group);
    bool keyed = group->partitioning == ACCUMULATOR_KEYED;
    int key = keyed ? o_below(p, p->records, (int)group->partitions) : 0,
        which = keyed ? o_unsent(o, p, key, true) : p->current;
    if (which != O_NONE && !o->batches[which].full &&
        o_batch_bytes(o, &o->batches[which]) + group->record_bytes > group->batch_bytes) {
        o->batches[which].full = true;
        return true;
    }
    if (which == O_NONE || o->batches[which].full) {
        if (p->held > 0 &&
            (p->held + 1) * fmax(group->batch_bytes, group->record_bytes) > o->path->clients.buffer_bytes) {
            p->is_blocked = true;
            return false;
        }
        int partition = keyed ? key : o_next_sticky(o, p);
        p->sticky = partition;
        which = O_MORE(o->batches, o->batch_count, o->batch_room);
        o->batches[which] = (struct o_batch){.group = p->group,
                                             .producer = p->index,
                                             .partition = partition,
                                             .opened_ns = o->now_ns,
                                             .acked_ns = O_NONE};
        o_push(&p->batches, which);
        p->opened++;
        p->held++;
        p->current = which;
    }
    struct o_batch *batch = &o->batches[which];
    batch->last_ns = arrivals_next_ns(&p->arrivals);
    if (batch->records++ == 0) batch->first_ns = batch->last_ns;
    arrivals_take(&p->arrivals);
    p->records++;
    batch->full = o_batch_bytes(o, batch) >= group->batch_bytes;
    return false;
}

/* Something changed: look when it sends next, and when its next record comes. */
static void o_look_at(struct oracle *o, struct o_producer *p)
{
    int64_t due_ns = o_due_ns(o, p), record_ns = p->is_blocked ? NEVER_NS : arrivals_next_ns(&p->arrivals);
    if (due_ns != NEVER_NS)
        o_at(o, due_ns > o->now_ns ? due_ns : o->now_ns, O_SEND, (int)(p - o->producers), 0);
    if (record_ns != NEVER_NS)
        o_at(o, record_ns > o->now_ns ? record_ns : o->now_ns, O_RECORD, (int)(p - o->producers), 0);
}

/* ---- files ---- */

static void o_put(struct oracle *o, int file);

static int64_t o_file_due_ns(const struct oracle *o, const struct o_agent *agent)
{
    const struct batcher_rule *rule = &o->path->object.batcher;
    int64_t timeout_ns = time_ns(rule->timeout_s), least_ns = time_ns(rule->least_s),
            due_ns = agent->phase_ns;
    if (agent->files == 1 && o->now_ns < agent->phase_ns) /* its first */
        return agent->phase_ns;
    switch (rule->timer) {
    case BATCHER_ARMED: return o->now_ns + timeout_ns;
    case BATCHER_FREE:
        while (due_ns <= o->now_ns) due_ns += timeout_ns;
        return due_ns;
    case BATCHER_ADAPTIVE: break;
    }
    due_ns = agent->due_before_ns + timeout_ns;
    due_ns = due_ns > o->now_ns + least_ns ? due_ns : o->now_ns + least_ns;
    return due_ns < o->now_ns + timeout_ns ? due_ns : o->now_ns + timeout_ns;
}

static void o_close(struct oracle *o, struct o_agent *agent)
{
    int file = agent->open;
    agent->open = O_NONE;
    agent->due_before_ns = o->files[file].due_ns;
    o->files[file].bytes = ceil(o->files[file].bytes);
    o->stored_bytes += o->files[file].bytes;
    o_put(o, file);
}

static void o_open(struct oracle *o, struct o_agent *agent)
{
    int file = O_MORE(o->files, o->file_count, o->file_room), number = agent->files++;
    agent->open = file;
    o->files[file].agent = (int)(agent - o->agents);
    o->files[file].number = number;
    o->files[file].opened_ns = o->now_ns;
    o->files[file].due_ns = o_file_due_ns(o, agent);
    o_at(o, o->files[file].due_ns, O_TIMER, (int)(agent - o->agents), file);
}

static void o_arrive(struct oracle *o, int request)
{
    struct o_agent *agent = &o->agents[o->producers[o->requests[request].producer].agent];
    double bytes = o->requests[request].bytes, most = o->path->object.batcher.max_bytes;
    if (agent->open != O_NONE && o->files[agent->open].bytes + bytes > most) o_close(o, agent);
    if (agent->open == O_NONE) o_open(o, agent);
    struct o_file *file = &o->files[agent->open];
    o_push(&file->requests, request);
    file->bytes += bytes;
    file->batches += o->requests[request].batches.count;
    if (file->bytes >= most) o_close(o, agent);
}

/* ---- transfers ---- */

/* When a bucket has answered well, or (given_up) that its attempts are used up. */
static int64_t o_bucket_ns(const struct oracle *o, const struct object_rule *rule,
                           enum random_purpose purpose, int agent, uint64_t ordinal, uint32_t bucket,
                           double bytes, bool *given_up)
{
    const struct random_stream stream = random_stream_of(o->key, purpose, (uint32_t)agent);
    int64_t at_ns = o->now_ns;
    for (uint32_t attempt = 0; attempt < rule->attempts_max; attempt++) {
        uint64_t draw = ordinal << 8 | bucket << 5 | attempt << 1;
        if (attempt > 0)
            at_ns += time_ns(fmin(rule->backoff_cap_s, rule->backoff_s * (double)(1u << (attempt - 1))));
        at_ns += variate_ns(rule->latency, &stream, draw, bytes);
        if (rule->failure == 0 ||
            random_unit_of(random_bits_extra(&stream, draw, UINT32_C(1) << 31)) >= rule->failure)
            return at_ns;
    }
    *given_up = true;
    return at_ns;
}

/* When answers_needed buckets have answered well, or when so many have given up that they can't. */
static int64_t o_transfer_ns(const struct oracle *o, const struct object_rule *rule,
                             enum random_purpose purpose, int agent, uint64_t ordinal, double bytes,
                             bool *given_up)
{
    int64_t at_ns[OBJECT_BUCKETS_MAX];
    bool bad[OBJECT_BUCKETS_MAX] = {false};
    for (uint32_t bucket = 0; bucket < rule->buckets; bucket++)
        at_ns[bucket] = o_bucket_ns(o, rule, purpose, agent, ordinal, bucket, bytes, &bad[bucket]);
    for (;;) { /* in order of time */
        uint32_t next = rule->buckets, good = 0, lost = 0;
        for (uint32_t bucket = 0; bucket < rule->buckets; bucket++)
            if (at_ns[bucket] != NEVER_NS && (next == rule->buckets || at_ns[bucket] < at_ns[next]))
                next = bucket;
        int64_t now_ns = at_ns[next];
        for (uint32_t bucket = 0; bucket < rule->buckets; bucket++)
            if (at_ns[bucket] == NEVER_NS || at_ns[bucket] <= now_ns) *(bad[bucket] ? &lost : &good) += 1;
        if (good >= rule->answers_needed || lost > rule->buckets - rule->answers_needed) {
            *given_up = good < rule->answers_needed;
            return now_ns;
        }
        at_ns[next] = NEVER_NS;
    }
}

/* The transfer has a slot. What: a file or a chunk; its ordinal in the client is taken when it is asked for.
 */
static void o_begin_put(struct oracle *o, int file, uint64_t ordinal)
{
    struct o_file *it = &o->files[file];
    bool given_up = false;
    o->agents[it->agent].puts.busy++;
    int64_t done_ns = o_transfer_ns(o, &o->path->object.put, RANDOM_OBJECT_PUT, it->agent, ordinal, it->bytes,
                                    &given_up);
    o_at(o, done_ns, O_PUT, file, given_up);
}

static void o_put(struct oracle *o, int file)
{
    struct o_client *client = &o->agents[o->files[file].agent].puts;
    uint64_t ordinal = client->transfers++;
    if (o->path->object.put.slots == 0 || client->busy < o->path->object.put.slots) {
        o_begin_put(o, file, ordinal);
        return;
    }
    o_push(&client->waiting, file);
    o_push(&client->waiting, (int)ordinal);
}

static void o_begin_get(struct oracle *o, int chunk)
{
    struct o_chunk *it = &o->chunks[chunk];
    bool given_up = false;
    o->agents[it->agent].gets.busy++;
    int64_t done_ns = o_transfer_ns(o, &o->path->object.get, RANDOM_OBJECT_GET, it->agent, it->ordinal,
                                    it->bytes, &given_up);
    o_at(o, done_ns, O_GET, chunk, given_up);
}

static void o_get(struct oracle *o, int chunk)
{
    struct o_client *client = &o->agents[o->chunks[chunk].agent].gets;
    o->chunks[chunk].ordinal = client->transfers++;
    if (o->path->object.get.slots == 0 || client->busy < o->path->object.get.slots)
        o_begin_get(o, chunk);
    else
        o_push(&client->waiting, chunk);
}

/* ---- commits ---- */

static void o_start_commit(struct oracle *o, struct o_list files, int lane)
{
    const struct sequencer_rule *rule = &o->path->object.sequencer;
    double bytes = 0;
    for (int i = 0; i < files.count; i++)
        bytes += o->files[files.items[i]].batches * o->path->object.metadata_batch_bytes;
    const struct o_file *first = &o->files[files.items[0]];
    bool by_lane = lane != O_NONE && rule->is_grouped;
    const struct random_stream stream = random_stream_of(o->key, RANDOM_COMMIT,
                                                         (uint32_t)(by_lane ? lane : first->agent));
    int64_t end_ns = o->now_ns + variate_ns(rule->commit, &stream,
                                            by_lane ? o->lanes[lane].commits : (uint64_t)first->number,
                                            bytes);
    struct o_agent *agent = &o->agents[first->agent];
    if (lane == O_NONE && rule->is_in_file_order) {
        end_ns = end_ns > agent->ended_ns ? end_ns : agent->ended_ns;
        agent->ended_ns = end_ns;
    }
    if (o->commit_count == o->commit_room) {
        o->commit_room = o->commit_room == 0 ? 64 : 2 * o->commit_room;
        o->commits = realloc(o->commits, (size_t)o->commit_room * sizeof *o->commits);
        o->commit_lanes = realloc(o->commit_lanes, (size_t)o->commit_room * sizeof *o->commit_lanes);
    }
    o->commits[o->commit_count] = files;
    o->commit_lanes[o->commit_count] = lane;
    o_at(o, end_ns, O_COMMIT, o->commit_count++, 1);
}

/* The lane's next commit, if there is something for it. */
static void o_set_lane(struct oracle *o, int lane)
{
    struct o_lane *it = &o->lanes[lane];
    if (it->busy || it->waiting.count == 0) return;
    int64_t start_ns = o->files[it->waiting.items[0]].let_in_ns +
                       time_ns(o->path->object.sequencer.collect_s);
    if (it->started && it->started_ns + time_ns(o->path->object.sequencer.spacing_s) > start_ns)
        start_ns = it->started_ns + time_ns(o->path->object.sequencer.spacing_s);
    it->busy = true;
    o_at(o, start_ns > o->now_ns ? start_ns : o->now_ns, O_COMMIT, lane, 0);
}

static void o_start_lane(struct oracle *o, int lane)
{
    struct o_lane *it = &o->lanes[lane];
    struct o_list files = it->waiting;
    it->waiting = (struct o_list){0};
    if (!o->path->object.sequencer.is_grouped) {
        struct o_list first = {0};
        o_push(&first, o_shift(&files));
        it->waiting = files;
        files = first;
    }
    it->started_ns = o->now_ns;
    it->started = true;
    o_start_commit(o, files, lane);
    it->commits++;
}

static void o_let_in(struct oracle *o, int file)
{
    enum sequencer_lanes lanes = o->path->object.sequencer.lanes;
    o->files[file].let_in_ns = o->now_ns;
    if (lanes == SEQUENCER_NO_LANES) {
        struct o_list alone = {0};
        o_push(&alone, file);
        o_start_commit(o, alone, O_NONE);
        return;
    }
    int lane = lanes == SEQUENCER_ONE_LANE ? 0 : o->files[file].agent;
    o_push(&o->lanes[lane].waiting, file);
    o_set_lane(o, lane);
}

static void o_stored(struct oracle *o, int file)
{
    struct o_agent *agent = &o->agents[o->files[file].agent];
    o->files[file].stored = true;
    o->puts++;
    if (!o->path->object.sequencer.is_in_file_order) {
        o_let_in(o, file);
        return;
    }
    o_push(&agent->stored, file);
    for (int i = 0; i < agent->stored.count;) {
        if (o->files[agent->stored.items[i]].number != agent->expected) {
            i++;
            continue;
        }
        agent->expected++;
        o_let_in(o, agent->stored.items[i]);
        i = 0;
    }
}

static int o_reader_of(const struct oracle *o, int group, int consumer_group, int partition)
{
    for (int r = 0; r < o->reader_count; r++) {
        const struct o_reader *reader = &o->readers[r];
        if (reader->group == group && reader->consumer_group == consumer_group &&
            partition % (int)o_group(o, group)->consumers == reader->consumer)
            return r;
    }
    return O_NONE;
}

static void o_append(struct oracle *o, int file, int which)
{
    struct o_batch *batch = &o->batches[which];
    batch->file = file;
    batch->offset = o->ends[batch->group][batch->partition];
    o->ends[batch->group][batch->partition] += batch->records;
    o_push(&o->streams[batch->group][batch->partition], which);
    for (int g = 0; g < (int)o_group(o, batch->group)->consumer_groups; g++) {
        int r = o_reader_of(o, batch->group, g, batch->partition);
        struct o_reader *reader = &o->readers[r];
        bool queued = false;
        for (int i = 0; i < reader->ready.count; i++) queued |= reader->ready.items[i] == batch->partition;
        if (!queued) o_push(&reader->ready, batch->partition);
        reader->ready_bytes += batch->bytes;
        if (!reader->told) o_push(&o->told, r);
        reader->told = true;
    }
}

static void o_reply(struct oracle *o, int request)
{
    o->requests[request].answered = true;
    o_at(o, o_trip_ns(&o->producers[o->requests[request].producer].link, o->now_ns, true), O_ACK, request, 0);
}

/* Requests are numbered in the order in which they were sent: answer the producer's until one isn't
 * committed. */
static void o_answer_in_turn(struct oracle *o, int producer)
{
    for (int i = 0; i < o->request_count; i++) {
        if (o->requests[i].producer != producer || o->requests[i].answered) continue;
        if (!o->requests[i].committed) return;
        o_reply(o, i);
    }
}

static void o_committed(struct oracle *o, int file)
{
    for (int i = 0; i < o->files[file].requests.count; i++) {
        int request = o->files[file].requests.items[i];
        for (int b = 0; b < o->requests[request].batches.count; b++)
            o_append(o, file, o->requests[request].batches.items[b]);
        o->requests[request].committed = true;
        if (o->path->object.answers_in_turn)
            o_answer_in_turn(o, o->requests[request].producer);
        else
            o_reply(o, request);
    }
}

/* ---- readers ---- */

static void o_leave(struct oracle *o, int r)
{
    o_at(o, o_trip_ns(&o->readers[r].link, o->now_ns, true), O_DELIVER, r, 0);
}

/* The chunk, for which the reader waits unless it is there. */
static int o_want(struct oracle *o, int r, int file, int chunk)
{
    int zone = o->readers[r].agent_zone;
    for (int i = 0; i < o->chunk_count; i++)
        if (o->chunks[i].zone == zone && o->chunks[i].file == file && o->chunks[i].chunk == chunk) {
            if (!o->chunks[i].loaded) o_push(&o->chunks[i].waiters, r);
            return i;
        }
    int it = O_MORE(o->chunks, o->chunk_count, o->chunk_room);
    double bytes = fmin(o->path->object.chunk_bytes,
                        o->files[file].bytes - chunk * o->path->object.chunk_bytes);
    int agent = zone + (int)ring_owner(&o->rings[zone], (uint64_t)file) * (int)o->path->clients.zones;
    o->chunks[it] =
        (struct o_chunk){.zone = zone, .file = file, .chunk = chunk, .agent = agent, .bytes = bytes};
    o_push(&o->chunks[it].waiters, r);
    o->gets++;
    o->loaded_bytes += bytes;
    o_get(o, it);
    return it;
}

/* Of the held batches those that are there, unless one before it in its partition isn't. */
static void o_offer(struct oracle *o, int r)
{
    struct o_reader *reader = &o->readers[r];
    struct o_list held = reader->held, chunks = reader->held_chunks;
    bool blocked[O_PARTITIONS] = {false};
    reader->held = reader->held_chunks = (struct o_list){0};
    for (int i = 0; i < held.count; i++) {
        int partition = o->batches[held.items[i]].partition;
        blocked[partition] |= !o->chunks[chunks.items[i]].loaded;
        if (!blocked[partition]) {
            o_push(&reader->answer, held.items[i]);
            continue;
        }
        o_push(&reader->held, held.items[i]);
        o_push(&reader->held_chunks, chunks.items[i]);
    }
    free(held.items), free(chunks.items);
    reader->open = reader->answer.count == 0 && reader->held.count > 0;
    if (!reader->open) o_leave(o, r);
}

/* The answer's batches join those that are held, and it leaves with what is there. */
static void o_hold(struct oracle *o, int r)
{
    struct o_reader *reader = &o->readers[r];
    int before = reader->held.count;
    for (int i = 0; i < reader->answer.count; i++) {
        const struct o_batch *batch = &o->batches[reader->answer.items[i]];
        int chunks = (int)ceil(o->files[batch->file].bytes / o->path->object.chunk_bytes),
            chunk = batch->partition * chunks / (int)o_group(o, batch->group)->partitions, found = O_NONE;
        for (int k = before; k < reader->held.count; k++)
            if (o->batches[reader->held.items[k]].file == batch->file &&
                o->chunks[reader->held_chunks.items[k]].chunk == chunk)
                found = reader->held_chunks.items[k];
        found = found == O_NONE ? o_want(o, r, batch->file, chunk) : found;
        o_push(&reader->held, reader->answer.items[i]);
        o_push(&reader->held_chunks, found);
    }
    reader->answer.count = 0;
    o_offer(o, r);
}

static void o_known(struct oracle *o, int r)
{
    struct o_reader *reader = &o->readers[r];
    struct o_list asked = {0}; /* pairs of file and chunk */
    if (o->path->object.answers_when_ready) {
        o_hold(o, r);
        return;
    }
    reader->pending = 0;
    for (int i = 0; i < reader->answer.count; i++) {
        const struct o_batch *batch = &o->batches[reader->answer.items[i]];
        int chunks = (int)ceil(o->files[batch->file].bytes / o->path->object.chunk_bytes);
        int chunk = batch->partition * chunks / (int)o_group(o, batch->group)->partitions;
        bool again = false;
        for (int k = 0; k < asked.count; k += 2)
            again |= asked.items[k] == batch->file && asked.items[k + 1] == chunk;
        if (again) continue;
        o_push(&asked, batch->file);
        o_push(&asked, chunk);
        int wanted = o_want(o, r, batch->file, chunk);
        reader->pending += !o->chunks[wanted].loaded;
    }
    free(asked.items);
    if (reader->pending == 0) o_leave(o, r);
}

/* Whole batches, partition by partition in order of becoming ready, each once. */
static void o_take(struct oracle *o, struct o_reader *reader)
{
    double most = o->path->clients.fetch_max_bytes,
           partition_most = o->path->clients.partition_fetch_max_bytes;
    uint64_t bytes = 0;
    reader->answer.count = 0;
    for (int turns = reader->ready.count; turns > 0; turns--) {
        int partition = reader->ready.items[0], before = reader->answer.count;
        const struct o_list *stream = &o->streams[reader->group][partition];
        uint64_t partition_bytes = 0;
        bool has_room = true;
        while (reader->taken[partition] < stream->count) {
            int which = stream->items[reader->taken[partition]];
            uint64_t more = o->batches[which].bytes;
            has_room = reader->answer.count == 0 || (double)(bytes + more) <= most;
            if (!has_room || (partition_bytes > 0 && (double)(partition_bytes + more) > partition_most))
                break;
            o_push(&reader->answer, which);
            reader->taken[partition]++;
            bytes += more;
            partition_bytes += more;
        }
        if (reader->answer.count == before) break;
        o_shift(&reader->ready);
        if (reader->taken[partition] < stream->count) o_push(&reader->ready, partition);
        if (!has_room) break;
    }
    reader->ready_bytes -= bytes;
}

static void o_answer(struct oracle *o, int r)
{
    struct o_reader *reader = &o->readers[r];
    const struct dist *lookup = o->path->object.delays[OBJECT_LOOKED_UP];
    reader->waits = reader->due = false;
    o_take(o, reader);
    if (lookup == NULL)
        o_known(o, r);
    else
        o_at(o, o->now_ns + variate_ns(lookup, &reader->lookups, reader->lookup_count++, 0), O_KNOWN, r, 0);
}

static void o_consider(struct oracle *o, int r)
{
    struct o_reader *reader = &o->readers[r];
    if ((double)reader->ready_bytes >= fmax(1, o_group(o, reader->group)->fetch_min_bytes))
        o_answer(o, r);
    else
        reader->due = true;
}

/* A fetch that has waited its time to the nanosecond has expired, unless it had something to bring. */
static void o_tell(struct oracle *o, int r)
{
    struct o_reader *reader = &o->readers[r];
    int64_t expires_ns = reader->arrived_ns + time_ns(o_group(o, reader->group)->fetch_max_wait_s);
    if (reader->waits && (o->now_ns < expires_ns || reader->due)) o_consider(o, r);
}

static void o_fetch(struct oracle *o, int r)
{
    struct o_reader *reader = &o->readers[r];
    reader->waits = true;
    reader->due = false;
    reader->arrived_ns = o->now_ns;
    o_at(o, o->now_ns + time_ns(o_group(o, reader->group)->fetch_max_wait_s), O_EXPIRE, r, o->now_ns);
    if (reader->held.count > 0)
        o_answer(o, r);
    else if (reader->ready_bytes > 0)
        o_consider(o, r);
}

static void o_expire(struct oracle *o, int r, int64_t arrived_ns)
{
    struct o_reader *reader = &o->readers[r];
    if (!reader->waits || reader->arrived_ns != arrived_ns) return;
    if (reader->due) {
        o_answer(o, r);
        return;
    }
    reader->waits = false;
    o_at(o, o->now_ns + reader->idle_ns, O_FETCH, r, 0);
}

static void o_deliver(struct oracle *o, int r)
{
    struct o_reader *reader = &o->readers[r];
    for (int i = 0; i < reader->answer.count; i++) {
        o->batches[reader->answer.items[i]].read_ns[reader->consumer_group] = o->now_ns;
        o->left--;
    }
    o_at(o, o_trip_ns(&reader->link, o->now_ns, false), O_FETCH, r, 0);
}

static void o_loaded(struct oracle *o, int chunk)
{
    o->chunks[chunk].loaded = true;
    if (o->path->object.answers_when_ready) {
        for (int i = 0; i < o->chunks[chunk].waiters.count; i++)
            if (o->readers[o->chunks[chunk].waiters.items[i]].open)
                o_offer(o, o->chunks[chunk].waiters.items[i]);
        return;
    }
    for (int i = 0; i < o->chunks[chunk].waiters.count; i++)
        if (--o->readers[o->chunks[chunk].waiters.items[i]].pending == 0)
            o_leave(o, o->chunks[chunk].waiters.items[i]);
}

/* ---- the loop ---- */

static void o_acked(struct oracle *o, int request)
{
    struct o_producer *p = &o->producers[o->requests[request].producer];
    for (int i = 0; i < o->requests[request].batches.count; i++)
        o->batches[o->requests[request].batches.items[i]].acked_ns = o->now_ns;
    o->left -= o->requests[request].batches.count;
    p->held -= o->requests[request].batches.count;
    p->in_flight--;
    p->is_blocked = false;
    o_look_at(o, p);
}

/* A slot is free: who has waited longest gets it. */
static void o_free_put(struct oracle *o, struct o_client *client)
{
    client->busy--;
    if (client->waiting.count > 0) {
        int file = o_shift(&client->waiting), ordinal = o_shift(&client->waiting);
        o_begin_put(o, file, (uint64_t)ordinal);
    }
}

static void o_free_get(struct oracle *o, struct o_client *client)
{
    client->busy--;
    if (client->waiting.count > 0) o_begin_get(o, o_shift(&client->waiting));
}

static void o_handle(struct oracle *o, const struct o_event *event)
{
    int whom = event->whom;
    switch (event->kind) {
    case O_PUT:
        o_free_put(o, &o->agents[o->files[whom].agent].puts);
        if (event->word)
            o_put(o, whom);
        else
            o_stored(o, whom);
        break;
    case O_COMMIT:
        if (event->word == 0) {
            o_start_lane(o, whom);
            break;
        }
        for (int i = 0; i < o->commits[whom].count; i++) o_committed(o, o->commits[whom].items[i]);
        if (o->commit_lanes[whom] != O_NONE) {
            o->lanes[o->commit_lanes[whom]].busy = false;
            o_set_lane(o, o->commit_lanes[whom]);
        }
        break;
    case O_GET:
        o_free_get(o, &o->agents[o->chunks[whom].agent].gets);
        if (event->word)
            o_get(o, whom);
        else
            o_loaded(o, whom);
        break;
    case O_TIMER:
        if (o->agents[whom].open == event->word) o_close(o, &o->agents[whom]);
        break;
    case O_ARRIVE: o_arrive(o, whom); break;
    case O_ACK: o_acked(o, whom); break;
    case O_KNOWN: o_known(o, whom); break;
    case O_DELIVER: o_deliver(o, whom); break;
    case O_FETCH: o_fetch(o, whom); break;
    case O_EXPIRE: o_expire(o, whom, event->word); break;
    case O_SEND:
        if (o_due_ns(o, &o->producers[whom]) <= o->now_ns) {
            o_send(o, &o->producers[whom]);
            o_look_at(o, &o->producers[whom]);
        }
        break;
    case O_RECORD:
        if (!o->producers[whom].is_blocked && arrivals_next_ns(&o->producers[whom].arrivals) <= o->now_ns) {
            o_record(o, &o->producers[whom]);
            o_look_at(o, &o->producers[whom]);
        }
        break;
    }
}

/* When all commits of a moment were made, readers are told in the order in which something came for them. */
static void o_tell_all(struct oracle *o)
{
    for (int i = 0; i < o->told.count; i++) {
        o->readers[o->told.items[i]].told = false;
        o_tell(o, o->told.items[i]);
    }
    o->told.count = 0;
}

static bool o_is_over(const struct oracle *o)
{
    if (o->left > 0 || o->now_ns <= o->stop_ns) return false;
    for (int i = 0; i < o->producer_count; i++)
        if (o_due_ns(o, &o->producers[i]) != NEVER_NS || o->producers[i].is_blocked) return false;
    return true;
}

/* ---- start ---- */

static void o_start_producers(struct oracle *o)
{
    const struct path_clients *clients = &o->path->clients;
    int turns[O_ZONES] = {0};
    for (size_t g = 0; g < clients->group_count; g++) o->producer_count += (int)clients->groups[g].producers;
    o->producers = calloc((size_t)o->producer_count, sizeof *o->producers);
    for (int g = 0, number = 0; g < (int)clients->group_count; g++) {
        const struct path_group *group = o_group(o, g);
        o->arrivals[g] = (struct arrivals_rule){.kind = clients->arrivals,
                                                .per_s = group->bytes_per_s / group->record_bytes /
                                                         group->producers,
                                                .rate_factor = 1,
                                                .burst_records = PATH_BURST_RECORDS,
                                                .burst_factor = PATH_BURST_FACTOR,
                                                .step = 1};
        for (int i = 0; i < (int)group->producers; i++, number++) {
            struct o_producer *p = &o->producers[number];
            int zone = o_zone_of(o, i, clients->zone_aware_produce);
            *p = (struct o_producer){.group = g,
                                     .index = i,
                                     .agent = o_agent_of(o, zone, turns[zone]),
                                     .current = O_NONE};
            turns[zone]++;
            bool same = p->agent % (int)clients->zones == i % (int)clients->zones;
            p->link = (struct o_link){.rtt = same ? clients->rtt_same_zone : clients->rtt_cross_zone,
                                      .stream = random_stream_of(o->key, RANDOM_NETWORK, (uint32_t)number)};
            p->keys = random_stream_of(o->key, RANDOM_PARTITION, (uint32_t)number);
            arrivals_start(&p->arrivals, &o->arrivals[g],
                           random_stream_of(o->key, RANDOM_ARRIVAL, (uint32_t)number), 0);
            arrivals_end(&p->arrivals, o->stop_ns);
        }
    }
}

/* A consumer without partitions doesn't fetch. */
static void o_start_readers(struct oracle *o)
{
    const struct path_clients *clients = &o->path->clients;
    int room = 0;
    for (size_t g = 0; g < clients->group_count; g++)
        room += (int)(clients->groups[g].consumers * clients->groups[g].consumer_groups);
    o->readers = calloc((size_t)room + 1, sizeof *o->readers);
    for (int g = 0; g < (int)clients->group_count; g++)
        for (int cg = 0; cg < (int)o_group(o, g)->consumer_groups; cg++)
            for (int c = 0; c < (int)o_group(o, g)->consumers && c < (int)o_group(o, g)->partitions; c++) {
                int r = o->reader_count++, zone = o_zone_of(o, r, clients->zone_aware_consume);
                uint32_t entity = (uint32_t)(o->producer_count + r);
                struct o_reader *reader = &o->readers[r];
                *reader = (struct o_reader){.group = g,
                                            .consumer_group = cg,
                                            .consumer = c,
                                            .zone = r % (int)clients->zones,
                                            .agent_zone = zone};
                if (o_agents_in(o, zone) == 0) reader->agent_zone = zone % (int)o->path->object.agents;
                const struct dist *rtt = reader->agent_zone == reader->zone ? clients->rtt_same_zone
                                                                            : clients->rtt_cross_zone;
                reader->link = (struct o_link){.rtt = rtt,
                                               .stream = random_stream_of(o->key, RANDOM_NETWORK, entity),
                                               .last_ns = {INT64_MIN, INT64_MIN}};
                reader->lookups = random_stream_of(o->key, RANDOM_CONSUMER, entity);
                const struct random_stream phases = random_stream_of(o->key, RANDOM_PLACEMENT,
                                                                     UINT32_MAX - entity);
                int64_t max_wait_ns = time_ns(o_group(o, g)->fetch_max_wait_s),
                        idle_ns = variate_ns(rtt, &phases, 0, 0);
                reader->idle_ns = idle_ns < 1 ? 1 : idle_ns;
                reader->arrived_ns = -(int64_t)(random_unit(&phases, 1) * (double)max_wait_ns);
                o_trip_ns(&reader->link, reader->arrived_ns, false);
                reader->waits = true;
                o_at(o, reader->arrived_ns + max_wait_ns, O_EXPIRE, r, reader->arrived_ns);
            }
}

static void o_start_agents(struct oracle *o)
{
    o->agents = calloc(o->path->object.agents, sizeof *o->agents);
    o->lanes = calloc(o->path->object.agents, sizeof *o->lanes);
    for (uint32_t a = 0; a < o->path->object.agents; a++) {
        const struct random_stream places = random_stream_of(o->key, RANDOM_PLACEMENT, a);
        double timeout_s = o->path->object.batcher.timeout_s;
        o->agents[a].open = O_NONE;
        o->agents[a].phase_ns = time_ns(random_unit(&places, 0) * timeout_s);
        o->agents[a].due_before_ns = -time_ns(timeout_s);
    }
    for (int zone = 0; zone < (int)o->path->clients.zones; zone++) {
        o->rings[zone] = ring_of(o->arena, 64);
        for (int a = 0; a < o_agents_in(o, zone); a++) ring_add(&o->rings[zone], (uint32_t)a);
    }
}

/* Arrivals until stop_ns, then until all is acknowledged and read. */
static struct oracle *oracle_run(const struct data_path *path, struct random_key key, int64_t stop_ns)
{
    struct oracle *o = calloc(1, sizeof *o);
    *o = (struct oracle){.path = path, .key = key, .stop_ns = stop_ns, .arena = arena_new()};
    o_start_agents(o);
    o_start_producers(o);
    o_start_readers(o);
    for (int i = 0; i < o->producer_count; i++) o_look_at(o, &o->producers[i]);
    while (o->event_count > 0 && !o_is_over(o)) {
        int next = o_earliest(o);
        const struct o_event event = o->events[next];
        o->events[next] = o->events[--o->event_count];
        o->now_ns = event.time_ns;
        o_handle(o, &event);
        if (event.kind == O_COMMIT) {
            int following = o->event_count > 0 ? o_earliest(o) : O_NONE;
            if (following == O_NONE || o->events[following].time_ns > o->now_ns ||
                o->events[following].kind > O_COMMIT)
                o_tell_all(o);
        }
    }
    return o;
}

static void oracle_free(struct oracle *o)
{
    for (int i = 0; i < o->request_count; i++) free(o->requests[i].batches.items);
    for (int i = 0; i < o->file_count; i++) free(o->files[i].requests.items);
    for (int i = 0; i < o->chunk_count; i++) free(o->chunks[i].waiters.items);
    for (int i = 0; i < o->producer_count; i++) free(o->producers[i].batches.items);
    for (int i = 0; i < o->reader_count; i++) {
        free(o->readers[i].ready.items);
        free(o->readers[i].answer.items);
        free(o->readers[i].held.items);
        free(o->readers[i].held_chunks.items);
    }
    for (int i = 0; i < o->commit_count; i++) free(o->commits[i].items);
    for (uint32_t a = 0; a < o->path->object.agents; a++) {
        free(o->agents[a].stored.items);
        free(o->agents[a].puts.waiting.items);
        free(o->agents[a].gets.waiting.items);
        free(o->lanes[a].waiting.items);
    }
    for (int g = 0; g < O_GROUPS; g++)
        for (int p = 0; p < O_PARTITIONS; p++) free(o->streams[g][p].items);
    free(o->told.items);
    free(o->events), free(o->batches), free(o->requests), free(o->files), free(o->chunks), free(o->producers),
        free(o->agents), free(o->lanes);
    free(o->commits), free(o->commit_lanes), free(o->readers);
    arena_free(o->arena);
    free(o);
}
