/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/part/sequencer.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "sim/engine/kernel.h"
#include "sim/engine/pool.h"
#include "sim/draw/variate.h"

#define NONE POOL_NONE

enum { EVENTS_FIRST = 64, HELD_FIRST = 16 };

enum { LANE_STARTS, COMMIT_ENDS };

struct entry {
    struct sequencer_file file;
    int64_t added_ns, let_in_ns, started_ns, ended_ns;
    uint32_t next;
};

struct entries {
    uint32_t first, last;
};

struct lane {
    struct entries waiting;
    int64_t started_ns; /* the last commit */
    uint64_t commits;
    bool is_busy; /* a commit is in progress, or its start is set */
    bool has_started;
};

struct commit {
    struct entries files;
    uint32_t lane; /* NONE without lanes */
};

/* The order of an agent's files: held[number % capacity] is the entry of a file that arrived early. */
struct order {
    uint64_t expected;
    int64_t ended_ns; /* the latest end of its commits */
    uint32_t *held;
    uint32_t capacity; /* a power of two */
};

/* Marks a lost file in `held`. */
#define LOST (NONE - 1)

struct sequencer {
    struct arena *arena;
    struct sequencer_rule rule;
    struct random_key key;
    int64_t collect_ns, spacing_ns;
    struct kernel *events;
    struct lane *lanes;
    struct order *orders;
    uint32_t agents;
    struct pool entries, commits; /* of struct entry, struct commit */
    struct entries committed;     /* not yet taken */
    int64_t units_free_ns;
    struct sequencer_counts counts;
};

static const struct entries EMPTY = {NONE, NONE};

struct sequencer *sequencer_new(struct arena *arena, const struct sequencer_rule *rule, struct random_key key,
                                uint32_t agents)
{
    assert(rule->commit != NULL && rule->unit_bytes > 0 && rule->units_factor >= 0 &&
           rule->units_per_s >= 0 && agents >= 1);
    struct sequencer *sequencer = arena_new_of(arena, struct sequencer, 1);
    *sequencer = (struct sequencer){
        .arena = arena,
        .rule = *rule,
        .key = key,
        .collect_ns = time_ns(rule->collect_s),
        .spacing_ns = time_ns(rule->spacing_s),
        .events = kernel_new(arena, EVENTS_FIRST),
        .agents = agents,
        .entries = pool_of(arena, sizeof(struct entry)),
        .commits = pool_of(arena, sizeof(struct commit)),
        .committed = EMPTY,
    };
    uint32_t lanes = rule->lanes == SEQUENCER_LANE_PER_AGENT ? agents
                     : rule->lanes == SEQUENCER_ONE_LANE     ? 1
                                                             : 0;
    sequencer->lanes = arena_new_of(arena, struct lane, lanes);
    for (uint32_t i = 0; i < lanes; i++) sequencer->lanes[i].waiting = EMPTY;
    sequencer->orders = arena_new_of(arena, struct order, rule->is_in_file_order ? agents : 0);
    return sequencer;
}

static struct entry *entry_at(const struct sequencer *sequencer, uint32_t index)
{
    return (struct entry *)sequencer->entries.items + index;
}

static struct commit *commit_at(const struct sequencer *sequencer, uint32_t index)
{
    return (struct commit *)sequencer->commits.items + index;
}

static void append(struct sequencer *sequencer, struct entries *list, struct entries more)
{
    if (list->first == NONE)
        *list = more;
    else {
        entry_at(sequencer, list->last)->next = more.first;
        list->last = more.last;
    }
}

static uint32_t take_first(struct sequencer *sequencer, struct entries *list)
{
    uint32_t index = list->first;
    list->first = entry_at(sequencer, index)->next;
    if (list->first == NONE) list->last = NONE;
    entry_at(sequencer, index)->next = NONE;
    return index;
}

/* Set the lane's next start, if there are files to commit and it isn't set yet. */
static void set_start(struct sequencer *sequencer, uint32_t lane_index, int64_t now_ns)
{
    struct lane *lane = &sequencer->lanes[lane_index];
    if (lane->is_busy || lane->waiting.first == NONE) return;
    int64_t start_ns = entry_at(sequencer, lane->waiting.first)->let_in_ns + sequencer->collect_ns;
    if (lane->has_started && lane->started_ns + sequencer->spacing_ns > start_ns)
        start_ns = lane->started_ns + sequencer->spacing_ns;
    lane->is_busy = true;
    kernel_schedule(sequencer->events, start_ns > now_ns ? start_ns : now_ns, 0, LANE_STARTS, lane_index, 0);
}

/* The duration of a commit of these files. */
static int64_t commit_takes_ns(struct sequencer *sequencer, struct entries files, uint32_t lane,
                               int64_t now_ns)
{
    const struct sequencer_rule *rule = &sequencer->rule;
    const struct sequencer_file *first = &entry_at(sequencer, files.first)->file;
    double bytes = 0;
    for (uint32_t i = files.first; i != NONE; i = entry_at(sequencer, i)->next)
        bytes += entry_at(sequencer, i)->file.metadata_bytes;
    double units = larger(1, ceil(bytes / rule->unit_bytes)) * rule->units_factor;
    int64_t wait_ns = sequencer->units_free_ns > now_ns ? sequencer->units_free_ns - now_ns : 0;
    if (rule->units_per_s > 0)
        sequencer->units_free_ns = now_ns + wait_ns + time_ns(units / rule->units_per_s);
    uint64_t ordinal = lane != NONE && rule->is_grouped ? sequencer->lanes[lane].commits : first->number;
    const struct random_stream stream = random_stream_of(sequencer->key, RANDOM_COMMIT,
                                                         lane != NONE && rule->is_grouped ? lane
                                                                                          : first->agent);
    int64_t takes_ns = wait_ns + variate_ns(rule->commit, &stream, ordinal, bytes);
    sequencer->counts.units += units;
    sequencer->counts.units_wait_ns += wait_ns;
    return takes_ns;
}

static void start_commit(struct sequencer *sequencer, struct entries files, uint32_t lane, int64_t now_ns)
{
    int64_t end_ns = now_ns + commit_takes_ns(sequencer, files, lane, now_ns);
    if (sequencer->rule.is_in_file_order) {
        struct order *order = &sequencer->orders[entry_at(sequencer, files.first)->file.agent];
        if (lane == NONE && order->ended_ns > end_ns) end_ns = order->ended_ns;
        order->ended_ns = end_ns;
    }
    for (uint32_t i = files.first; i != NONE; i = entry_at(sequencer, i)->next) {
        entry_at(sequencer, i)->started_ns = now_ns;
        entry_at(sequencer, i)->ended_ns = end_ns;
    }
    sequencer->counts.commits++;
    sequencer->counts.commit_ns += end_ns - now_ns;
    uint32_t commit = pool_take(&sequencer->commits);
    *commit_at(sequencer, commit) = (struct commit){.files = files, .lane = lane};
    kernel_schedule(sequencer->events, end_ns, 0, COMMIT_ENDS, commit, 0);
}

static void start_lane(struct sequencer *sequencer, uint32_t lane_index, int64_t now_ns)
{
    struct lane *lane = &sequencer->lanes[lane_index];
    struct entries files = lane->waiting;
    if (sequencer->rule.is_grouped)
        lane->waiting = EMPTY;
    else
        files.first = files.last = take_first(sequencer, &lane->waiting);
    lane->started_ns = now_ns;
    lane->has_started = true;
    start_commit(sequencer, files, lane_index, now_ns);
    lane->commits++;
}

static void end_commit(struct sequencer *sequencer, uint32_t index, int64_t now_ns)
{
    const struct commit commit = *commit_at(sequencer, index);
    pool_give(&sequencer->commits, index);
    append(sequencer, &sequencer->committed, commit.files);
    if (commit.lane != NONE) {
        sequencer->lanes[commit.lane].is_busy = false;
        set_start(sequencer, commit.lane, now_ns);
    }
}

static void let_in(struct sequencer *sequencer, uint32_t index, int64_t now_ns)
{
    struct entry *entry = entry_at(sequencer, index);
    const struct entries alone = {index, index};
    entry->let_in_ns = now_ns;
    if (sequencer->rule.lanes == SEQUENCER_NO_LANES) {
        start_commit(sequencer, alone, NONE, now_ns);
        return;
    }
    uint32_t lane = sequencer->rule.lanes == SEQUENCER_ONE_LANE ? 0 : entry->file.agent;
    append(sequencer, &sequencer->lanes[lane].waiting, alone);
    set_start(sequencer, lane, now_ns);
}

/* Make room for a number this far ahead of the expected one. */
static void widen(struct sequencer *sequencer, struct order *order, uint64_t ahead)
{
    assert(ahead < UINT32_MAX / 2);
    uint32_t capacity = order->capacity > 0 ? order->capacity : HELD_FIRST;
    while (capacity <= ahead) capacity *= 2;
    uint32_t *wider = arena_new_of(sequencer->arena, uint32_t, capacity);
    memset(wider, 0xff, capacity * sizeof *wider); /* NONE everywhere */
    for (uint64_t number = order->expected; number < order->expected + order->capacity; number++)
        wider[number & (capacity - 1)] = order->held[number & (order->capacity - 1)];
    order->held = wider;
    order->capacity = capacity;
}

/* Hold the arrived file, then admit all that are next in their agent's order. */
static void hold(struct sequencer *sequencer, uint32_t agent, uint64_t number, uint32_t what, int64_t now_ns)
{
    struct order *order = &sequencer->orders[agent];
    assert(number >= order->expected);
    if (number - order->expected >= order->capacity) widen(sequencer, order, number - order->expected);
    uint32_t *slot = &order->held[number & (order->capacity - 1)];
    assert(*slot == NONE);
    *slot = what;
    for (;;) {
        uint32_t *next = &order->held[order->expected & (order->capacity - 1)], index = *next;
        if (index == NONE) return;
        *next = NONE;
        order->expected++;
        if (index != LOST) let_in(sequencer, index, now_ns);
    }
}

void sequencer_add(struct sequencer *sequencer, int64_t now_ns, const struct sequencer_file *file)
{
    assert(file->agent < sequencer->agents && file->metadata_bytes >= 0 &&
           sequencer_due_ns(sequencer) >= now_ns);
    uint32_t index = pool_take(&sequencer->entries);
    *entry_at(sequencer, index) = (struct entry){.file = *file, .added_ns = now_ns, .next = NONE};
    if (sequencer->rule.is_in_file_order)
        hold(sequencer, file->agent, file->number, index, now_ns);
    else
        let_in(sequencer, index, now_ns);
}

void sequencer_lose(struct sequencer *sequencer, int64_t now_ns, uint32_t agent, uint64_t number)
{
    assert(agent < sequencer->agents && sequencer_due_ns(sequencer) >= now_ns);
    sequencer->counts.lost++;
    if (sequencer->rule.is_in_file_order) hold(sequencer, agent, number, LOST, now_ns);
}

int64_t sequencer_due_ns(const struct sequencer *sequencer)
{
    return sequencer->committed.first != NONE ? kernel_now_ns(sequencer->events)
                                              : kernel_due_ns(sequencer->events);
}

bool sequencer_next(struct sequencer *sequencer, int64_t now_ns, struct sequencer_committed *committed)
{
    struct event event;
    while (sequencer->committed.first == NONE) {
        if (kernel_due_ns(sequencer->events) > now_ns || !kernel_next(sequencer->events, &event))
            return false;
        if (event.type == LANE_STARTS)
            start_lane(sequencer, event.target, event.time_ns);
        else
            end_commit(sequencer, event.target, event.time_ns);
    }
    uint32_t index = take_first(sequencer, &sequencer->committed);
    const struct entry *entry = entry_at(sequencer, index);
    *committed = (struct sequencer_committed){.agent = entry->file.agent,
                                              .owner = entry->file.owner,
                                              .number = entry->file.number,
                                              .added_ns = entry->added_ns,
                                              .started_ns = entry->started_ns,
                                              .ended_ns = entry->ended_ns};
    pool_give(&sequencer->entries, index);
    sequencer->counts.files++;
    return true;
}

struct sequencer_counts sequencer_counts(const struct sequencer *sequencer) { return sequencer->counts; }
