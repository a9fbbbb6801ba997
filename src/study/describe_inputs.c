/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The head of a run: inputs, parameters, prices. */
#include "study/describe.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

#ifndef WARPCOST_VERSION
#define WARPCOST_VERSION "unknown"
#endif

/* Topic groups repeat each other's values, so recently printed texts are shared. */
struct shown {
    const struct param_row *row;
    double num;
    const char *text;
};
enum { SHOWN_BITS = 9 };

/* Writes into list; texts go to arena by way of scratch, which is reset. */
struct param_writer {
    struct run *run;
    struct run_param *list;
    struct arena *arena, *scratch;
    char *room; /* free room for the next text: texts are packed, since most are hardly longer than an
                   alignment */
    size_t room_left;
    struct shown shown[1 << SHOWN_BITS];
};

static const char *keep_text(struct param_writer *writer, const char *text)
{
    enum { ROOM_BYTES = 16 * 1024 };
    size_t size = strlen(text) + 1;
    if (size > ROOM_BYTES / 4) return arena_copy_string(writer->arena, text);
    if (writer->room_left < size) {
        writer->room = arena_alloc(writer->arena, ROOM_BYTES);
        writer->room_left = ROOM_BYTES;
    }
    char *kept = memcpy(writer->room, text, size);
    writer->room += size;
    writer->room_left -= size;
    return kept;
}

static struct shown *shown_slot(struct param_writer *writer, const struct param_row *row, double num)
{
    const uint64_t golden = 0x9E3779B97F4A7C15; /* Fibonacci hashing */
    uint64_t bits;
    memcpy(&bits, &num, sizeof bits);
    return &writer->shown[((bits ^ (uintptr_t)row) * golden) >> (64 - SHOWN_BITS)];
}

static const char *value_text(struct param_writer *writer, const struct param_row *row,
                              const struct value *value)
{
    if (row->type > PARAM_SET) return keep_text(writer, param_print(writer->scratch, row, value));
    struct shown *shown = shown_slot(writer, row, value->num);
    if (shown->row != row || shown->num != value->num)
        *shown = (struct shown){row, value->num, keep_text(writer, param_print(writer->scratch, row, value))};
    return shown->text;
}

/* advice: of the architecture whose row it is; NULL for other rows. */
static void add_param(struct param_writer *writer, const char *path, const struct param_row *row,
                      const struct value *value, const struct param_advice *advice)
{
    static const enum unit_kind KINDS[PARAM__COUNT] = {
        [PARAM_NUMBER] = UNIT_NUMBER, [PARAM_COUNT] = UNIT_COUNT, [PARAM_FRACTION] = UNIT_FRACTION,
        [PARAM_BYTES] = UNIT_BYTES,   [PARAM_RATE] = UNIT_RATE,   [PARAM_DURATION] = UNIT_DURATION,
    };
    bool is_default = value->origin == ORIGIN_DEFAULT;
    bool has_source = row->type == PARAM_DISTRIBUTION && value->distribution->source[0] != '\0';
    bool is_advice = advice != NULL && value->origin == ORIGIN_PRESET &&
                     param_preset_of(advice->presets, row) != NULL;
    bool is_number = row->type <= PARAM_DURATION;
    writer->list[writer->run->param_count++] = (struct run_param){
        .path = keep_text(writer, path),
        .text = value_text(writer, row, value),
        .value = is_number ? value->num : 0,
        .is_number = is_number,
        .unit = is_number ? units_base(KINDS[row->type]) : "",
        .origin = param_origin_name((enum param_origin)value->origin),
        .source = has_source                          ? keep_text(writer, value->distribution->source)
                  : is_advice                         ? advice->source
                  : is_default && row->source != NULL ? row->source
                                                      : "",
        .grade = has_source   ? value->distribution->grade
                 : is_advice  ? advice->grade
                 : is_default ? row->grade
                              : '-',
    };
}

/* Find the topic parameters that any group was given; the others are defaults everywhere. */
static void find_given(const struct params *params, bool given[TOPIC__COUNT])
{
    for (int row = 0; row < TOPIC__COUNT; row++) given[row] = false;
    for (size_t i = 0; i < params->topic_count; i++)
        for (int row = 0; row < TOPIC__COUNT; row++)
            given[row] |= params->topics[i].values[row].origin != ORIGIN_DEFAULT;
}

static void describe_topics(struct param_writer *writer, const struct params *params,
                            const bool given[TOPIC__COUNT])
{
    for (int row = 0; row < TOPIC__COUNT && params->topic_count > 0; row++) {
        const struct value *first = &params->topics[0].values[row];
        if (first->is_set && !given[row])
            add_param(writer, text_format(writer->scratch, "topics.*.%s", TOPIC_ROWS[row].path),
                      &TOPIC_ROWS[row], first, NULL);
    }
    struct arena_mark mark = arena_mark(writer->scratch);
    for (size_t i = 0; i < params->topic_count; i++, arena_rewind(writer->scratch, mark))
        for (int row = 0; row < TOPIC__COUNT; row++) {
            const struct value *value = &params->topics[i].values[row];
            if (value->is_set && given[row])
                add_param(writer, params_topic_path(writer->scratch, params, i, (enum topic_param)row),
                          &TOPIC_ROWS[row], value, NULL);
        }
}

static size_t most_params(const struct params *params, const bool given[TOPIC__COUNT])
{
    size_t most = ROOT__COUNT + TOPIC__COUNT + params->free_count;
    for (size_t i = 0; i < params->scenario_count; i++)
        most += params->registry->kinds[params->scenarios[i].kind].row_count;
    for (int row = 0; row < TOPIC__COUNT; row++) most += given[row] ? params->topic_count : 0;
    return most;
}

static void describe_params(struct run *run, const struct params *params, struct arena *arena)
{
    bool given[TOPIC__COUNT];
    find_given(params, given);
    struct param_writer writer = {run, arena_new_of(arena, struct run_param, most_params(params, given)),
                                  arena, arena_new(), .room_left = 0};
    run->params = writer.list;
    for (int row = 0; row < ROOT__COUNT; row++)
        if (params->root[row].is_set)
            add_param(&writer, ROOT_ROWS[row].path, &ROOT_ROWS[row], &params->root[row], NULL);
    for (size_t i = 0; i < params->free_count; i++) {
        const struct param_row *row = &ROOT_ROWS[params->free[i].row];
        char *path = text_format(writer.scratch, "%.*s\"%s\"", (int)strlen(row->path) - 1, row->path,
                                 params->free[i].key);
        add_param(&writer, path, row, &params->free[i].value, NULL);
    }
    describe_topics(&writer, params, given);
    for (size_t i = 0; i < params->scenario_count; i++) {
        const struct param_kind *kind = &params->registry->kinds[params->scenarios[i].kind];
        for (size_t row = 0; row < kind->row_count; row++)
            if (params->scenarios[i].values[row].is_set)
                add_param(&writer, params_option_path(writer.scratch, params, i, (int)row), &kind->rows[row],
                          &params->scenarios[i].values[row], &kind->advice);
    }
    arena_free(writer.scratch);
}

/* "1 topic group: 1 GiB/s produced, 3 GiB/s consumed, kept 7d; 3 zones, peak 2 times the mean" */
static const char *workload_text(const struct params *params, struct arena *arena)
{
    double produced = 0, consumed = 0, shortest_s = INFINITY, longest_s = 0;
    for (size_t i = 0; i < params->topic_count; i++) {
        double rate = topic_num(params, i, TOPIC_PRODUCE_RATE),
               retention_s = topic_num(params, i, TOPIC_RETENTION);
        produced += rate;
        consumed += rate * topic_num(params, i, TOPIC_GROUPS);
        shortest_s = retention_s < shortest_s ? retention_s : shortest_s;
        longest_s = retention_s > longest_s ? retention_s : longest_s;
    }
    struct text text = text_new(arena);
    text_addf(&text, "%zu topic group%s: %s produced, %s consumed, kept %s", params->topic_count,
              params->topic_count == 1 ? "" : "s", units_show(arena, UNIT_RATE, produced),
              units_show(arena, UNIT_RATE, consumed), units_show(arena, UNIT_DURATION, longest_s));
    if (shortest_s < longest_s)
        text_addf(&text, " at most, %s at least", units_show(arena, UNIT_DURATION, shortest_s));
    text_addf(&text, "; %.0f zone%s", root_num(params, ROOT_ZONES),
              root_num(params, ROOT_ZONES) == 1 ? "" : "s");
    if (params->root[ROOT_HOURLY].is_set)
        text_add(&text, ", load by the hour");
    else if (root_num(params, ROOT_PEAK_TO_MEAN) > 1)
        text_addf(&text, ", peak %s times the mean", text_number(arena, root_num(params, ROOT_PEAK_TO_MEAN)));
    return text.bytes;
}

void describe_inputs(struct run *run, const struct compare_request *request, struct arena *arena)
{
    const struct params *params = request->params;
    struct run_input *inputs = arena_new_of(arena, struct run_input, params->input_count);
    for (size_t i = 0; i < params->input_count; i++)
        if (params->inputs[i].sha256[0] != '\0')
            inputs[run->input_count++] = (struct run_input){params->inputs[i].name, params->inputs[i].sha256};
    run->inputs = inputs;
    run->engine_version = WARPCOST_VERSION;
    run->command = request->command;
    run->seed = text_format(arena, "%.0f", root_num(params, ROOT_SEED));
    run->workload_name = params->name;
    run->workload_text = workload_text(params, arena);
    run->region = request->book->region;
    run->price_sha256 = request->book->sha256;
    run->catalogue_as_of = request->catalogue->as_of;
    run->catalogue_sha256 = request->catalogue->sha256;
    describe_params(run, params, arena);
}
