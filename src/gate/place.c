/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/place.h"

#include "base/text.h"
#include "gate/rules.h"

/* The position of a value given in the workload file itself, which is the first input; else line 0. */
static struct place in_workload(const struct judgement *judgement, const struct value *value)
{
    struct place nowhere = {0};
    if (value->line == 0 || value->origin != ORIGIN_GIVEN || value->file != 0) return nowhere;
    return params_place(judgement->params, value);
}

static struct place place_of_path(const struct judgement *judgement, const char *path)
{
    struct param_ref ref;
    if (*path == '\0' || !params_find(judgement->params, path, &ref)) return (struct place){0};
    return in_workload(judgement, ref.value);
}

static const struct run_line *dearest_line(const struct rule *rule,
                                           const struct run_architecture *architecture)
{
    const struct run_line *dearest = NULL;
    for (size_t i = 0; i < architecture->line_count; i++) {
        const struct run_line *line = &architecture->lines[i];
        if (rule_covers_line(rule, line) && (dearest == NULL || line->usd_per_year > dearest->usd_per_year))
            dearest = line;
    }
    return dearest;
}

static struct place place_of_line(const struct judgement *judgement, const struct run_line *line,
                                  struct arena *scratch)
{
    struct place place = {0};
    for (size_t i = 0; i < line->kind->factor_count && place.line == 0; i++)
        place = place_of_path(judgement, run_factor_path(line, i, scratch));
    return place;
}

static struct place place_of_option(const struct judgement *judgement, const char *architecture)
{
    const struct params *params = judgement->params;
    struct place place = {0};
    for (size_t i = 0; i < params->scenario_count; i++)
        for (size_t row = 0; text_equal(params->scenarios[i].id, architecture) && place.line == 0 &&
                             row < params->registry->kinds[params->scenarios[i].kind].row_count;
             row++)
            place = in_workload(judgement, &params->scenarios[i].values[row]);
    return place;
}

/* The rate of the topic group; for "", the largest. */
static struct place place_of_rate(const struct judgement *judgement, const char *topic_group)
{
    const struct params *params = judgement->params;
    const struct value *most = NULL;
    for (size_t i = 0; i < params->topic_count; i++) {
        const struct value *rate = &params->topics[i].values[TOPIC_PRODUCE_RATE];
        bool is_meant = *topic_group == '\0' || text_equal(params->topics[i].name, topic_group);
        if (is_meant && (most == NULL || rate->num > most->num)) most = rate;
    }
    return most == NULL ? (struct place){0} : in_workload(judgement, most);
}

struct place place_of_rule(const struct judgement *judgement, const struct rule *rule, const char *id,
                           const char *topic_group)
{
    struct place place = {0};
    if (judgement->params != NULL) {
        struct arena *scratch = arena_new();
        const struct run *shown =
            judgement->listed != NULL
                ? judgement->listed
                : judgement->run; /* a private price must not choose a visible position */
        const struct run_architecture *architecture = run_architecture_find(shown, id);
        const struct run_line *line = architecture == NULL || !RULE_KINDS[rule->kind].is_priced
                                          ? NULL
                                          : dearest_line(rule, architecture);
        if (*topic_group != '\0') place = place_of_rate(judgement, topic_group);
        if (place.line == 0)
            place = line == NULL ? place_of_option(judgement, id) : place_of_line(judgement, line, scratch);
        if (place.line == 0) place = place_of_rate(judgement, "");
        arena_free(scratch);
    }
    place.file = judgement->file;
    if (place.line == 0) place.line = place.column = 1;
    return place;
}
