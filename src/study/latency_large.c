/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "sim/path/path_size.h"
#include "study/describe.h"
#include "study/latency_private.h"

/* The parameter behind an input of a data path; of a topic group, or of the root. */
static const struct {
    enum topic_param topic;
    enum root_param root;
} ROWS[PATH_ASK__COUNT] = {
    [PATH_ASK_PRODUCERS] = {.topic = TOPIC_PRODUCERS},
    [PATH_ASK_PARTITIONS] = {.topic = TOPIC_PARTITIONS},
    [PATH_ASK_CONSUMER_GROUPS] = {.topic = TOPIC_GROUPS},
    [PATH_ASK_CONSUMERS] = {.topic = TOPIC_CONSUMERS},
    [PATH_ASK_LINGER] = {.topic = TOPIC_LINGER},
    [PATH_ASK_BATCH_BYTES] = {.topic = TOPIC_BATCH_SIZE},
    [PATH_ASK_RECORD_BYTES] = {.topic = TOPIC_RECORD_SIZE},
    [PATH_ASK_RATE] = {.topic = TOPIC_PRODUCE_RATE},
    [PATH_ASK_COLLECTION_INTERVAL] = {.root = ROOT_BROKER_YOUNG},
    [PATH_ASK_PAUSE_INTERVAL] = {.root = ROOT_BROKER_PAUSE_INTERVAL},
};

/* "topics.clicks.consume.groups: 10000"; a client's setting as it is for this architecture. */
static const char *asked_for(const struct study *study, const struct path_excess *excess)
{
    const struct context *context = study->request->context;
    const struct params *params = study->params;
    if (excess->ask == PATH_ASK_BATCH_TIMEOUT)
        return text_format(study->arena, "architectures.%s.batch_timeout",
                           params->scenarios[context->scenario].id);
    if (excess->ask == PATH_ASK_FULL)
        return text_format(study->arena, "%s: full", ROOT_ROWS[ROOT_DETAIL].path);
    if (!path_ask_is_of_group(excess->ask)) {
        enum root_param row = ROWS[excess->ask].root;
        return text_format(study->arena, "%s: %s", ROOT_ROWS[row].path,
                           param_print(study->arena, &ROOT_ROWS[row],
                                       scenario_root(params, context->scenario, row)));
    }
    uint32_t topic = study->demand->groups[excess->group].topic;
    enum topic_param row = ROWS[excess->ask].topic;
    bool is_client = excess->ask == PATH_ASK_LINGER || excess->ask == PATH_ASK_BATCH_BYTES;
    const struct value *value = is_client ? scenario_client(params, context->scenario, topic, row)
                                          : &params->topics[topic].values[row];
    const char *path = value == &params->topics[topic].values[row]
                           ? params_topic_path(study->arena, params, topic, row)
                           : text_format(study->arena, "architectures.%s.clients.%s",
                                         params->scenarios[context->scenario].id,
                                         strchr(TOPIC_ROWS[row].path, '.') + 1);
    return text_format(study->arena, "%s: %s", path, param_print(study->arena, &TOPIC_ROWS[row], value));
}

static const char *bound_text(const struct study *study, const struct path_excess *excess)
{
    if (excess->is_of_memory)
        return text_format(study->arena,
                           "a replication takes about %s of memory, and simulation.max_memory is %s",
                           units_show(study->arena, UNIT_BYTES, excess->needed),
                           units_show(study->arena, UNIT_BYTES, excess->bound));
    return text_format(study->arena,
                       "the shortest run takes about %.3g million events, and %s allows %.3g million",
                       excess->needed / 1e6,
                       study->params->root[ROOT_MAX_SECONDS].is_set ? "simulation.max_seconds"
                                                                    : "simulation.max_events",
                       excess->bound / 1e6);
}

const char *latency_too_large(const struct study *study, const struct data_path *path,
                              const struct replicate_rule *rule)
{
    const struct path_excess *excess = path_excess_of(path, rule, study->arena);
    return excess == NULL ? ""
                          : text_format(study->arena, RUN_TOO_LARGE "%s asks for too much: %s",
                                        asked_for(study, excess), bound_text(study, excess));
}

const char *latency_stopped(const struct study *study, const struct path_result *result,
                            const struct replicate_rule *rule)
{
    if (!(result->runs->doubts >> REPLICATE_STOPPED & 1)) return "";
    return text_format(study->arena,
                       RUN_TOO_LARGE
                       "it took over four times the %.3g million events of simulation.max_events, or "
                       "over the %s of simulation.max_memory",
                       (double)rule->max_events / 1e6, units_show(study->arena, UNIT_BYTES, rule->max_bytes));
}
