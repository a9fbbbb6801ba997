/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/carried.h"

#include <math.h>

#include "arch/clients.h"
#include "base/number.h"
#include "base/text.h"
#include "base/units.h"

enum { HALVINGS = 40, NAME_COLUMNS = 60 };

/* ---- what a full producer has in flight ---- */

struct window {
    double producers, destinations, in_flight, request_bytes, buffer_bytes;
};

static double bytes_of(const struct window *window)
{
    return window->producers *
           smaller(window->destinations * window->in_flight * window->request_bytes, window->buffer_bytes);
}

/* Batches in a request: of the partitions that have one waiting. At random some of them have several while
 * others have none. By halving, since what is in flight doesn't wait. */
static double batches_of(const struct window *window, double partitions, double held)
{
    double each = partitions / window->destinations, low = 0, high = each;
    for (int i = 0; i < HALVINGS; i++) {
        double batches = (low + high) / 2,
               waiting = held - window->in_flight * window->destinations * batches;
        bool is_more = waiting > 0 && each * -expm1(-waiting / partitions) > batches;
        *(is_more ? &low : &high) = batches;
    }
    return larger(1, low);
}

/* Records in a batch. Full ones, but those of a keyed producer whose buffer holds fewer batches than there
 * are partitions: all leave as soon as the next record finds no room. */
static double records_of(const struct path_group *group, double fit, double held)
{
    double share = held / group->partitions;
    if (group->partitioning == ACCUMULATOR_STICKY || share >= 1) return fit;
    return smaller(fit, larger(1, -log1p(-share) / share));
}

static struct window window_of(const struct data_path *path, const struct path_group *group)
{
    const double exact = 1 + 1e-9;
    const struct path_limits limits = path_limits_of(&path->clients, group);
    double fit = larger(1, floor(group->batch_bytes / group->record_bytes * exact)),
           held = larger(1, floor(limits.buffer_bytes / larger(group->batch_bytes, group->record_bytes)));
    struct window window = {
        .producers = group->producers,
        .destinations = path->kind == PATH_OBJECT ? 1 : smaller(path->log.brokers, group->partitions),
        .in_flight = limits.max_in_flight,
    };
    double records = records_of(group, fit, held),
           most = larger(1, floor(limits.max_request_bytes / (records * group->record_bytes) * exact));
    window.request_bytes = smaller(most, batches_of(&window, group->partitions, held)) * records *
                           group->record_bytes;
    window.buffer_bytes = held * records * group->record_bytes;
    return window;
}

/* ---- answer times ---- */

static double rtt_s(const struct path_clients *clients)
{
    double same = clients->zone_aware_produce + (1 - clients->zone_aware_produce) / clients->zones;
    return same * dist_mean(clients->rtt_same_zone, 0) + (1 - same) * dist_mean(clients->rtt_cross_zone, 0);
}

/* The mean of a file's time when those closed before it, one every gap_s, hold it up: E max(X0, X1 − gap, X2
 * − 2 gap, …), the integral of one minus the product of their distribution functions. */
static double ordered_s(const struct dist *dist, double bytes, double gap_s)
{
    enum { STEPS = 400, STEPS_MAX = 20000 };
    double span_s = dist_quantile(dist, 0.9999, bytes), per_gap = ceil(gap_s / (span_s / STEPS)),
           step_s = gap_s / per_gap, sum = 0;
    if (!(span_s > 0) || per_gap > STEPS || span_s / step_s > STEPS_MAX) return dist_mean(dist, bytes);
    int steps = (int)(span_s / step_s), gap = (int)per_gap;
    double all[STEPS_MAX + 1];
    for (int i = steps; i >= 0; i--) {
        all[i] = dist_cdf(dist, (i + 0.5) * step_s, bytes) * (i + gap <= steps ? all[i + gap] : 1);
        sum += 1 - all[i];
    }
    return sum * step_s;
}

/* Of an agent: the flow, and all that may be in flight. */
static double object_answer_s(const struct data_path *path, double bytes_per_s, double window_bytes)
{
    const struct object_path *object = &path->object;
    double timeout_s = object->batcher.timeout_s,
           file_bytes = smaller(object->batcher.max_bytes, window_bytes), fill_s = file_bytes / bytes_per_s,
           wait_s = smaller(timeout_s, fill_s) / 2;
    if (window_bytes < object->batcher.max_bytes) wait_s = timeout_s;
    if (fill_s > timeout_s) file_bytes = bytes_per_s * timeout_s;
    double gap_s = file_bytes / bytes_per_s;
    bool is_held_up = object->sequencer.is_in_file_order || object->answers_in_turn;
    double put_s = is_held_up ? ordered_s(object->put.latency, file_bytes, gap_s)
                              : dist_mean(object->put.latency, file_bytes),
           commit_s = object->sequencer.is_in_file_order ? ordered_s(object->sequencer.commit, 0, gap_s)
                                                         : dist_mean(object->sequencer.commit, 0);
    return rtt_s(&path->clients) + wait_s + put_s + commit_s;
}

/* The followers' fetches: the one under way, by half, and the next. */
static double server_s(const struct data_path *path, double request_bytes)
{
    const struct log_path *log = &path->log;
    const double fetches = 1.5;
    double append_s = dist_mean(log->append, request_bytes);
    return append_s +
           (log->replicas > 1 ? fetches * (append_s + dist_mean(path->clients.rtt_cross_zone, 0)) : 0);
}

/* ---- flows ---- */

/* All groups together. */
struct totals {
    double bytes_per_s, window_bytes, agents;
};

static struct totals totals_of(const struct data_path *path)
{
    struct totals totals = {0};
    double producers = 0;
    for (size_t i = 0; i < path->clients.group_count; i++) {
        const struct window window = window_of(path, &path->clients.groups[i]);
        totals.bytes_per_s += path->clients.groups[i].bytes_per_s;
        totals.window_bytes += bytes_of(&window);
        producers += window.producers;
    }
    totals.agents = path->kind == PATH_OBJECT ? smaller(path->object.agents, producers) : 1;
    return totals;
}

/* A connection of the log path at most. */
static double log_flow(const struct data_path *path, const struct window *window, double *answer_s)
{
    double server = server_s(path, window->request_bytes);
    *answer_s = rtt_s(&path->clients) + server;
    return smaller(bytes_of(window) / *answer_s,
                   window->producers * window->destinations * window->request_bytes / server);
}

/* The flow of a group that always has something to send, beside others at their rates: by halving, since the
 * bytes without an answer grow with the flow. */
static double object_flow(const struct data_path *path, const struct totals *totals,
                          const struct path_group *group, double window_bytes, double *answer_s)
{
    double others = totals->bytes_per_s - group->bytes_per_s, low = 0, high = group->bytes_per_s;
    for (int i = 0; i < HALVINGS; i++) {
        double flow = (low + high) / 2;
        *answer_s = object_answer_s(path, (flow + others) / totals->agents,
                                    totals->window_bytes / totals->agents);
        *(flow * *answer_s < window_bytes ? &low : &high) = flow;
    }
    return low;
}

/* The limit that binds a group that carries so much, and what would be enough. */
static void take_cure(const struct data_path *path, const struct window *window, struct carried *worst)
{
    double own = bytes_of(window), rate = path->clients.groups[worst->group].bytes_per_s,
           window_bytes = window->destinations * window->in_flight * window->request_bytes;
    worst->limit = window_bytes > window->buffer_bytes ? CARRIED_BUFFER : CARRIED_IN_FLIGHT;
    bool is_slack = worst->bytes_per_s * worst->answer_s < own * (1 - 1e-9);
    if (path->kind == PATH_LOG && is_slack) worst->limit = CARRIED_CONNECTION;
    double more = rate / worst->bytes_per_s;
    worst->in_flight = ceil(window->in_flight * more);
    worst->producers = ceil(window->producers * more);
    worst->buffer_bytes = rate * worst->answer_s / window->producers;
}

static void take_worst(const struct data_path *path, const struct totals *totals, struct carried *worst)
{
    const struct path_group *group = &path->clients.groups[worst->group];
    const struct window window = window_of(path, group);
    worst->bytes_per_s = path->kind == PATH_LOG
                             ? log_flow(path, &window, &worst->answer_s)
                             : object_flow(path, totals, group, bytes_of(&window), &worst->answer_s);
    take_cure(path, &window, worst);
}

struct carried carried_at(const struct data_path *path, double bytes_per_s)
{
    const struct window window = window_of(path, &path->clients.groups[0]);
    struct carried carried = {.bytes_per_s = bytes_per_s, .answer_s = bytes_of(&window) / bytes_per_s};
    take_cure(path, &window, &carried);
    return carried;
}

struct carried carried_of(const struct data_path *path)
{
    const struct totals totals = totals_of(path);
    struct carried worst = {.holds = true};
    double worst_share = INFINITY, answer_s = 0;
    if (path->kind == PATH_OBJECT && totals.bytes_per_s > 0)
        answer_s = object_answer_s(path, totals.bytes_per_s / totals.agents,
                                   totals.window_bytes / totals.agents);
    for (size_t i = 0; i < path->clients.group_count; i++) {
        const struct window window = window_of(path, &path->clients.groups[i]);
        double flow = path->kind == PATH_LOG ? log_flow(path, &window, &answer_s)
                                             : bytes_of(&window) / answer_s,
               share = flow / path->clients.groups[i].bytes_per_s;
        if (!(share < worst_share)) continue;
        worst_share = share;
        worst = (struct carried){.holds = share * CARRIED_SURE >= 1,
                                 .group = i,
                                 .bytes_per_s = flow,
                                 .answer_s = answer_s};
    }
    if (!worst.holds) take_worst(path, &totals, &worst);
    return worst;
}

/* ---- words ---- */

static const char *limit_text(const struct path_limits *limits, const struct carried *carried,
                              struct arena *arena)
{
    if (carried->limit == CARRIED_BUFFER)
        return text_format(arena, "%s of buffer_memory each",
                           units_print(arena, UNIT_BYTES, limits->buffer_bytes));
    return text_format(arena, "%u request%s in flight", limits->max_in_flight,
                       limits->max_in_flight == 1 ? "" : "s");
}

/* Up to whole MiB, as people would set it. */
static const char *buffer_text(double bytes, struct arena *arena)
{
    return units_print(arena, UNIT_BYTES, ceil(bytes / MIB) * MIB);
}

static const char *cure_text(const struct path_limits *limits, const struct carried *carried,
                             bool is_idempotent, struct arena *arena)
{
    enum { IDEMPOTENT_IN_FLIGHT_MAX = 5 };
    const char *producers = text_format(arena, "use %s producers",
                                        text_thousands(arena, carried->producers, 0));
    if (carried->limit == CARRIED_CONNECTION) return text_format(arena, "%s or larger batches", producers);
    if (carried->limit == CARRIED_BUFFER)
        return text_format(arena, "give each %s or %s", buffer_text(carried->buffer_bytes, arena), producers);
    return text_format(
        arena, "allow %s%s%s%s or %s", text_thousands(arena, carried->in_flight, 0),
        is_idempotent && carried->in_flight > IDEMPOTENT_IN_FLIGHT_MAX ? " without idempotence" : "",
        carried->buffer_bytes > limits->buffer_bytes ? " with buffers of " : "",
        carried->buffer_bytes > limits->buffer_bytes ? buffer_text(carried->buffer_bytes, arena) : "",
        producers);
}

const char *carried_reason(const struct context *context, const struct data_path *path, uint32_t topic,
                           const struct carried *carried)
{
    const struct path_group *group = &path->clients.groups[carried->group];
    const struct path_limits limits = path_limits_of(&path->clients, group);
    struct arena *arena = context->arena;
    bool is_one = path->clients.group_count == 1,
         is_peak = group->bytes_per_s > topic_num(context->params, topic, TOPIC_PRODUCE_RATE);
    return text_format(arena, "%s%s%s%s producer%s with %s carry %s of %s%s: %s",
                       is_one ? "" : "topic group '",
                       is_one ? "" : text_quote(arena, context->params->topics[topic].name, NAME_COLUMNS),
                       is_one ? "" : "': ", text_thousands(arena, group->producers, 0),
                       group->producers == 1 ? "" : "s", limit_text(&limits, carried, arena),
                       units_show(arena, UNIT_RATE, carried->bytes_per_s),
                       units_show(arena, UNIT_RATE, group->bytes_per_s), is_peak ? " at the peak" : "",
                       cure_text(&limits, carried, clients_of(context, topic).idempotence, arena));
}
