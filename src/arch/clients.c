/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/clients.h"

#include <string.h>

#include "base/text.h"

enum { IDEMPOTENT_IN_FLIGHT_MAX = 5 };

static const struct value *setting(const struct context *context, uint32_t topic, enum topic_param row)
{
    return scenario_client(context->params, context->scenario, topic, row);
}

static bool is_advice(const struct value *value) { return value->origin == ORIGIN_PRESET; }

/* Transactions need idempotence. */
static bool is_asked(const struct context *context, uint32_t topic)
{
    int needs = (int)topic_num(context->params, topic, TOPIC_NEEDS);
    const struct value *idempotence = setting(context, topic, TOPIC_IDEMPOTENCE);
    bool is_given = idempotence->origin != ORIGIN_DEFAULT && !is_advice(idempotence);
    return (needs & (NEEDS_IDEMPOTENCE | NEEDS_TRANSACTIONS)) != 0 || (is_given && idempotence->num != 0);
}

static void settle_idempotence(const struct context *context, uint32_t topic, struct clients *clients)
{
    if (is_asked(context, topic)) {
        clients->idempotence = true;
        if (clients->max_in_flight > IDEMPOTENT_IN_FLIGHT_MAX)
            clients->max_in_flight = IDEMPOTENT_IN_FLIGHT_MAX;
    } else if (clients->max_in_flight > IDEMPOTENT_IN_FLIGHT_MAX) {
        clients->idempotence = false;
    }
}

struct clients clients_of(const struct context *context, uint32_t topic)
{
    struct clients clients = {
        .linger_s = setting(context, topic, TOPIC_LINGER)->num,
        .batch_bytes = setting(context, topic, TOPIC_BATCH_SIZE)->num,
        .max_request_bytes = setting(context, topic, TOPIC_MAX_REQUEST_SIZE)->num,
        .buffer_bytes = setting(context, topic, TOPIC_BUFFER_MEMORY)->num,
        .delivery_timeout_s = setting(context, topic, TOPIC_DELIVERY_TIMEOUT)->num,
        .max_in_flight = (uint32_t)setting(context, topic, TOPIC_MAX_IN_FLIGHT)->num,
        .idempotence = setting(context, topic, TOPIC_IDEMPOTENCE)->num != 0,
        .fetch_max_wait_s = setting(context, topic, TOPIC_FETCH_MAX_WAIT)->num,
        .fetch_min_bytes = setting(context, topic, TOPIC_FETCH_MIN_BYTES)->num,
        .fetch_max_bytes = setting(context, topic, TOPIC_FETCH_MAX_BYTES)->num,
        .partition_fetch_max_bytes = setting(context, topic, TOPIC_PARTITION_FETCH_MAX_BYTES)->num,
    };
    settle_idempotence(context, topic, &clients);
    return clients;
}

static bool topic_agrees(const struct context *context, uint32_t topic, struct diags *diags)
{
    const struct value *in_flight = setting(context, topic, TOPIC_MAX_IN_FLIGHT),
                       *idempotence = setting(context, topic, TOPIC_IDEMPOTENCE);
    bool is_too_many = in_flight->num > IDEMPOTENT_IN_FLIGHT_MAX && !is_advice(in_flight),
         is_off = idempotence->num == 0 && !is_advice(idempotence);
    if (!is_asked(context, topic) || (!is_too_many && !is_off)) return true;
    return diags_add(diags, DIAG_INCONSISTENT,
                     params_place(context->params, is_too_many ? in_flight : idempotence),
                     "%s: producers are to be idempotent, and with max_in_flight over %d or idempotence: "
                     "false they aren't; change one",
                     params_topic_path(diags->arena, context->params, topic, TOPIC_MAX_IN_FLIGHT),
                     IDEMPOTENT_IN_FLIGHT_MAX);
}

bool clients_agree(const struct context *context, struct group_set groups, struct diags *diags)
{
    for (size_t i = 0; i < groups.count; i++)
        if (!topic_agrees(context, groups.topics[i], diags)) return false;
    return true;
}

/* ---- changes ---- */

/* The value that clients must be given: NULL where they have it, by default or today. */
static const struct value *change_of(const struct context *context, uint32_t topic, enum topic_param row)
{
    const struct value *value = setting(context, topic, row),
                       *today = &context->params->topics[topic].values[row];
    bool is_kept = (row == TOPIC_IDEMPOTENCE || row == TOPIC_MAX_IN_FLIGHT) && is_advice(value) &&
                   is_asked(context, topic);
    return value == today || value->num == today->num || is_kept ? NULL : value;
}

/* The first topic group's change; NULL when none has one. */
static const struct value *any_change(const struct context *context, enum topic_param row, uint32_t *topic)
{
    const struct value *change = NULL;
    for (*topic = 0; *topic < context->params->topic_count; ++*topic)
        if ((change = change_of(context, *topic, row)) != NULL) break;
    return change;
}

static void add_change(struct text *out, const struct context *context, enum topic_param row)
{
    uint32_t topic;
    const struct value *change = any_change(context, row, &topic);
    if (change == NULL) return;
    text_addf(out, "%s%s %s → %s", out->length == 0 ? "" : ", ", strchr(TOPIC_ROWS[row].path, '.') + 1,
              param_print(out->arena, &TOPIC_ROWS[row], &context->params->topics[topic].values[row]),
              param_print(out->arena, &TOPIC_ROWS[row], change));
}

/* True if a topic group keeps idempotence against the advice. */
static bool keeps_idempotence(const struct context *context)
{
    for (uint32_t topic = 0; topic < context->params->topic_count; topic++)
        if (is_asked(context, topic) && (is_advice(setting(context, topic, TOPIC_IDEMPOTENCE)) ||
                                         is_advice(setting(context, topic, TOPIC_MAX_IN_FLIGHT))))
            return true;
    return false;
}

bool clients_differ(const struct context *context, enum topic_param row)
{
    for (uint32_t topic = 0; topic < context->params->topic_count; topic++)
        if (setting(context, topic, row)->origin != ORIGIN_DEFAULT) return true;
    return false;
}

const char *clients_changes(const struct context *context, const char *note)
{
    static const enum topic_param ROWS[] = {
#define PARAM(...)
#define CLIENT(id, ...) TOPIC_##id,
#include "params/topic.def"
#undef PARAM
    };
    struct text out = text_new(context->arena);
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) add_change(&out, context, ROWS[i]);
    if (out.length == 0) text_add(&out, "nothing");
    if (keeps_idempotence(context))
        text_addf(&out, "; topic groups that need idempotence keep it, with %d requests in flight",
                  IDEMPOTENT_IN_FLIGHT_MAX);
    if (note != NULL) text_addf(&out, "; %s", note);
    return out.bytes;
}

/* ---- requests ---- */

struct producer_requests clients_requests(const struct context *context, uint32_t topic, double factor,
                                          unsigned destinations)
{
    const struct params *params = context->params;
    double producers = topic_num(params, topic, TOPIC_PRODUCERS);
    struct producer producer = {
        .partitioning = (enum producer_partitioning)topic_num(params, topic, TOPIC_PARTITIONING),
        .bytes_per_s = topic_num(params, topic, TOPIC_PRODUCE_RATE) * factor / producers,
        .record_bytes = topic_num(params, topic, TOPIC_RECORD_SIZE) /
                        topic_num(params, topic, TOPIC_COMPRESSION_RATIO),
        .linger_s = setting(context, topic, TOPIC_LINGER)->num,
        .batch_bytes = setting(context, topic, TOPIC_BATCH_SIZE)->num,
        .max_request_bytes = setting(context, topic, TOPIC_MAX_REQUEST_SIZE)->num,
        .partitions = (unsigned)topic_num(params, topic, TOPIC_PARTITIONS),
        .destinations = destinations,
    };
    struct producer_requests requests = producer_requests(&producer);
    requests.requests_per_s *= producers;
    return requests;
}
