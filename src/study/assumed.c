/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/assumed.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "params/value.h"
#include "study/what_if.h"

static const double STEP = 0.1;
static const double LEAST_USD = 1; /* a smaller change of a total counts as none */
enum { PER_ARCHITECTURE_MAX = 16 };

/* The baseline for each change: the context with the instance type as planned. */
struct probe {
    struct context context;
    struct prices prices;
    struct group_set groups;
    double usd_per_year;
};

static struct probe probe_make(const struct context *context, struct group_set groups,
                               const struct deployment *deployment, double usd_per_year,
                               struct arena *scratch)
{
    struct probe probe = {*context, *context->prices, groups, usd_per_year};
    struct diags diags;
    diags_init(&diags, scratch);
    const char *path = text_format(scratch, "architectures.%s.instance",
                                   context->params->scenarios[context->scenario].id);
    const char *type = context->catalogue->instances[deployment->roles[0].instance].name;
    probe.context.params = params_override(context->params, path, type, scratch, &diags);
    assert(probe.context.params != NULL && "every architecture has the option");
    return probe;
}

/* A number as a user would write it in its base unit. */
static const char *written(struct arena *arena, const struct param_row *row, double value)
{
    static const char *const UNITS[PARAM__COUNT] = {
        [PARAM_BYTES] = " B", [PARAM_RATE] = " B/s", [PARAM_DURATION] = "s"};
    return text_format(arena, "%.17g%s", value, UNITS[row->type] == NULL ? "" : UNITS[row->type]);
}

/* Return the change of the total when the parameter is multiplied by factor, as far as its range allows;
 * NAN when it can't be. */
static double change_of(const struct probe *probe, const char *path, const struct param_row *row,
                        double value, double factor, struct arena *scratch)
{
    double changed = value * factor;
    if (row->type == PARAM_COUNT) changed = factor < 1 ? floor(changed) : ceil(changed);
    changed = larger(row->min, smaller(row->max, changed));
    if (changed == value) return 0;
    struct arena_mark mark = arena_mark(scratch);
    struct context context = probe->context;
    context.prices = &probe->prices;
    double usd = what_if(&context, probe->groups, NULL, path, written(scratch, row, changed), scratch);
    arena_rewind(scratch, mark);
    return usd - probe->usd_per_year;
}

static double weight(const struct run_assumption *one)
{
    if (isnan(one->less_usd) || isnan(one->more_usd))
        return INFINITY; /* the parameter decides whether the load can be carried */
    return larger(fabs(one->less_usd), fabs(one->more_usd));
}

static int by_weight(const void *left, const void *right)
{
    const struct run_assumption *a = left, *b = right;
    double heavier = weight(a), lighter = weight(b);
    if (heavier != lighter) return heavier < lighter ? 1 : -1;
    int paths = strcmp(a->path, b->path);
    return paths != 0 ? paths : strcmp(a->architecture, b->architecture);
}

void assumed_sort(struct run_assumption *assumed, size_t count)
{
    if (count > 0) qsort(assumed, count, sizeof *assumed, by_weight);
}

static bool is_assumed(const struct param_row *row, const struct value *value)
{
    bool is_weak = row->grade == 'C' || row->grade == 'D' || row->grade == 'R';
    bool is_ours = value->origin == ORIGIN_DEFAULT || value->origin == ORIGIN_PRESET;
    return is_weak && is_ours && value->is_set && row->type <= PARAM_DURATION && value->num > 0;
}

/* A preset equal to the row's default rests on the same source. */
static const char *source_of(const struct param_row *row, const struct value *value, struct arena *scratch)
{
    bool same = value->origin == ORIGIN_DEFAULT ||
                value_default(row, NULL, scratch).num == value->num; /* a distribution equals none of them */
    return same ? row->source : "the architecture's preset";
}

struct list {
    const struct context *context;
    struct arena *scratch;
    struct run_assumption *items;
    size_t count;
};

static void weigh(struct list *list, const struct probe *probe, const char *path, const struct param_row *row,
                  const struct value *value)
{
    struct run_assumption one = {
        .architecture = list->context->params->scenarios[list->context->scenario].id,
        .path = path,
        .source = source_of(row, value, list->scratch),
        .grade = row->grade,
        .less_usd = change_of(probe, path, row, value->num, 1 - STEP, list->scratch),
        .more_usd = change_of(probe, path, row, value->num, 1 + STEP, list->scratch),
    };
    if (weight(&one) < LEAST_USD) return;
    one.text = param_print(list->context->arena, row, value);
    one.path = arena_copy_string(list->context->arena, path);
    list->items[list->count++] = one;
}

static void weigh_topics(struct list *list, const struct probe *probe)
{
    const struct params *params = list->context->params;
    for (int row = 0; row < TOPIC__COUNT; row++) {
        bool everywhere = params->topic_count > 0;
        for (size_t i = 0; i < params->topic_count; i++)
            everywhere &= params->topics[i].values[row].origin == ORIGIN_DEFAULT;
        if (everywhere && is_assumed(&TOPIC_ROWS[row], &params->topics[0].values[row]))
            weigh(list, probe, text_format(list->scratch, "topics.*.%s", TOPIC_ROWS[row].path),
                  &TOPIC_ROWS[row], &params->topics[0].values[row]);
    }
}

static void weigh_options(struct list *list, const struct probe *probe)
{
    const struct scenario *scenario = &list->context->params->scenarios[list->context->scenario];
    const struct param_kind *kind = &ARCHS[scenario->kind]->kind;
    for (size_t row = 0; row < kind->row_count; row++)
        if (is_assumed(&kind->rows[row], &scenario->values[row]))
            weigh(list, probe,
                  text_format(list->scratch, "architectures.%s.%s", scenario->id, kind->rows[row].path),
                  &kind->rows[row], &scenario->values[row]);
}

const struct run_assumption *assumed_make(const struct context *context, struct group_set groups,
                                          const struct deployment *deployment, double usd_per_year,
                                          struct arena *scratch, size_t *count)
{
    *count = 0;
    if (groups.count > ASSUMED_GROUPS_MAX) return NULL;
    const struct param_kind *kind = &ARCHS[context->params->scenarios[context->scenario].kind]->kind;
    struct probe probe = probe_make(context, groups, deployment, usd_per_year, scratch);
    struct list list = {context, scratch,
                        arena_new_of(scratch, struct run_assumption, kind->row_count + TOPIC__COUNT), 0};
    weigh_topics(&list, &probe);
    weigh_options(&list, &probe);
    assumed_sort(list.items, list.count);
    *count = list.count < PER_ARCHITECTURE_MAX ? list.count : PER_ARCHITECTURE_MAX;
    struct run_assumption *kept = arena_new_of(context->arena, struct run_assumption, *count);
    if (*count > 0) memcpy(kept, list.items, *count * sizeof *kept);
    return kept;
}
