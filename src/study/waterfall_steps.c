/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plans the steps of a waterfall: those between the two architectures, then the added ones. */
#include "study/waterfall_steps.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "params/keys.h"
#include "study/check_names.h"
#include "params/paths.h"

enum { QUOTED_COLUMNS = 80 };

/* Options that only make sense together, led by the one that makes sense alone. Waterfalls take these
 * groups in this order, then the other options in the order of the architecture's rows. The first
 * companion is shown with its lead even where both sides have the same value. */
enum { COMPANIONS_MAX = 5 };
static const struct {
    const char *lead, *companions[COMPANIONS_MAX + 1];
} GROUPS[] = {
    {"tiered_storage",
     {"local_retention", "upload_interval", "part_size", "index_objects", "tier_fetch_size"}},
    {"volume", {"volume_iops", "volume_throughput"}},
    {"fetch_from_follower", {"zone_aware_consume"}},
    {"instance", {"brokers", "agents"}},
    {"controllers", {"controller_instance", "controller_disk"}},
    {"tls", {"tls_cpu_factor"}},
};
enum { GROUP_COUNT = sizeof GROUPS / sizeof *GROUPS };

static const struct {
    const char *name, *path, *value;
} NAMED[] = {
#define STEP(name, path, value, help) {name, path, value},
#include "study/waterfall.def"
#undef STEP
};
enum { NAMED_COUNT = sizeof NAMED / sizeof *NAMED };

/* ---- the way from one architecture to the other ---- */

static bool is_same_value(const struct param_row *row, const struct value *a, const struct value *b)
{
    if (!a->is_set || !b->is_set) return a->is_set == b->is_set;
    if (row->type == PARAM_TEXT) return text_equal(a->text, b->text);
    if (row->type == PARAM_DISTRIBUTION) return text_equal(a->distribution->text, b->distribution->text);
    if (row->type == PARAM_SERIES)
        return a->series->count == b->series->count &&
               memcmp(a->series->values, b->series->values, a->series->count * sizeof *a->series->values) ==
                   0;
    return a->num == b->num;
}

/* Take the option into the step if it differs and no step has it yet. */
static void take_option(const struct waterfall *waterfall, struct step *step, int row, bool *taken)
{
    const struct params *params = waterfall->request->params;
    const struct param_row *param_row = &waterfall_kind(waterfall)->rows[row];
    if (taken[row] || is_same_value(param_row, &params->scenarios[waterfall->from].values[row],
                                    &params->scenarios[waterfall->to].values[row]))
        return;
    taken[row] = true;
    step->rows[step->row_count++] = row;
}

static void add_group(struct waterfall *waterfall, size_t group, bool *taken, struct arena *arena)
{
    const struct param_kind *kind = waterfall_kind(waterfall);
    struct step step = {.rows = arena_new_of(arena, int, COMPANIONS_MAX + 1)};
    int lead = row_find(kind->rows, kind->row_count, GROUPS[group].lead);
    if (lead == NO_ROW) return;
    take_option(waterfall, &step, lead, taken);
    /* An option that is switched off has no companions. */
    bool comes_on = step.row_count > 0 && kind->rows[lead].type == PARAM_BOOL &&
                    waterfall->request->params->scenarios[waterfall->to].values[lead].num != 0;
    for (const char *const *companion = GROUPS[group].companions; *companion != NULL; companion++) {
        int row = row_find(kind->rows, kind->row_count, *companion);
        size_t before = step.row_count;
        if (row != NO_ROW) take_option(waterfall, &step, row, taken);
        if (row != NO_ROW && comes_on && companion == GROUPS[group].companions && step.row_count == before)
            step.shown = *companion;
    }
    if (step.row_count > 0) waterfall->steps[waterfall->count++] = step;
}

static void add_way(struct waterfall *waterfall, struct arena *arena)
{
    size_t row_count = waterfall_kind(waterfall)->row_count;
    bool *taken = arena_new_of(arena, bool, row_count);
    for (size_t group = 0; group < GROUP_COUNT; group++) add_group(waterfall, group, taken, arena);
    for (size_t row = 0; row < row_count; row++) {
        struct step step = {.rows = arena_new_of(arena, int, 1)};
        take_option(waterfall, &step, (int)row, taken);
        if (step.row_count > 0) waterfall->steps[waterfall->count++] = step;
    }
}

/* ---- steps that are added ---- */

static bool refuse(const char *text, struct diags *diags, enum diag_id id, const char *why)
{
    return diags_add(diags, id, (struct place){0}, "'--waterfall-add %s': %s",
                     text_quote(diags->arena, text, QUOTED_COLUMNS), why);
}

static const char *list_named(struct arena *arena)
{
    struct text list = text_new(arena);
    for (size_t i = 0; i < NAMED_COUNT; i++)
        text_addf(&list, "%s%s%s", i == 0 ? "" : ", ", NAMED[i].name, NAMED[i].value == NULL ? "=VALUE" : "");
    return list.bytes;
}

static bool refuse_name(const char *text, struct diags *diags)
{
    const char *names[NAMED_COUNT];
    for (size_t i = 0; i < NAMED_COUNT; i++) names[i] = NAMED[i].name;
    const char *nearest = text_nearest(text, names, NAMED_COUNT);
    const char *hint = nearest == NULL ? "" : text_format(diags->arena, ", did you mean '%s'?", nearest);
    return refuse(text, diags, DIAG_USAGE,
                  text_format(diags->arena,
                              "no step has this name%s (known: %s; or PATH=VALUE of any parameter)", hint,
                              list_named(diags->arena)));
}

static bool refuse_path(const struct waterfall *waterfall, const char *text, const char *path,
                        struct diags *diags)
{
    const struct param_kind *kind = waterfall_kind(waterfall);
    const char **candidates = arena_new_of(diags->arena, const char *,
                                           kind->row_count + ROOT__COUNT + NAMED_COUNT);
    size_t count = 0;
    for (size_t i = 0; i < kind->row_count; i++) candidates[count++] = kind->rows[i].path;
    for (size_t i = 0; i < NAMED_COUNT; i++) candidates[count++] = NAMED[i].name;
    for (int i = 0; i < ROOT__COUNT; i++) candidates[count++] = ROOT_ROWS[i].path;
    const char *nearest = text_nearest(path, candidates, count);
    const char *hint = nearest == NULL ? "; 'warpcost schema --reference' lists all"
                                       : text_format(diags->arena, ", did you mean '%s'?", nearest);
    return refuse(text, diags, DIAG_UNKNOWN_PATH,
                  text_format(diags->arena, "neither an option of %s nor another parameter has this path%s",
                              kind->id, hint));
}

/* Options are set on the architecture that the waterfall starts from, whichever end they are named under. */
static bool locate(const struct waterfall *waterfall, const char *text, const char *path, struct step *step,
                   struct arena *arena, struct diags *diags)
{
    const struct params *params = waterfall->request->params;
    const struct param_kind *kind = waterfall_kind(waterfall);
    struct location location;
    int row = row_find(kind->rows, kind->row_count, path);
    if (row == NO_ROW) {
        if (!path_locate(params, path, strlen(path), (struct place){0}, arena, NULL, &location))
            return refuse_path(waterfall, text, path, diags);
        if (location.scope == SCOPE_ROOT && location.row == ROOT_REGION)
            return refuse(
                text, diags, DIAG_USAGE,
                "a waterfall stays in one region, whose prices it has; compare again with --set region");
        if (location.scope == SCOPE_SCENARIO && location.index != waterfall->from &&
            location.index != waterfall->to)
            return refuse(text, diags, DIAG_USAGE,
                          "this is an option of an architecture that the waterfall doesn't lead over");
        if (location.scope == SCOPE_SCENARIO) row = location.row;
    }
    step->path = row == NO_ROW ? path : params_option_path(arena, params, waterfall->from, row);
    step->label = row == NO_ROW ? path : kind->rows[row].path;
    return true;
}

static bool read_added(const struct waterfall *waterfall, const char *text, struct step *step,
                       struct arena *arena, struct diags *diags)
{
    size_t length = path_length(text);
    const char *path = arena_copy(arena, text, length),
               *value = text[length] == '\0' ? NULL : text + length + 1;
    size_t named = 0;
    while (named < NAMED_COUNT && !text_equal(NAMED[named].name, path)) named++;
    if (named == NAMED_COUNT && value == NULL) return refuse_name(text, diags);
    if (named < NAMED_COUNT) {
        if (NAMED[named].value != NULL && value != NULL)
            return refuse(text, diags, DIAG_USAGE, text_format(diags->arena, "'%s' takes no value", path));
        if (NAMED[named].value == NULL && value == NULL)
            return refuse(text, diags, DIAG_USAGE,
                          text_format(diags->arena, "'%s' needs a value: %s=VALUE", path, path));
        path = NAMED[named].path;
        value = NAMED[named].value != NULL ? NAMED[named].value : value;
    }
    *step = (struct step){.is_added = true, .value = value};
    return locate(waterfall, text, path, step, arena, diags);
}

const struct params *waterfall_with_step(const struct waterfall *waterfall, const struct params *params,
                                         const struct step *step, struct arena *arena, struct diags *diags)
{
    if (step->is_added) return params_override(params, step->path, step->value, arena, diags);
    size_t row_count = waterfall_kind(waterfall)->row_count;
    struct value *values = arena_new_of(arena, struct value, row_count);
    struct scenario *scenarios = arena_new_of(arena, struct scenario, params->scenario_count);
    struct params *changed = arena_new_of(arena, struct params, 1);
    memcpy(values, params->scenarios[waterfall->from].values, row_count * sizeof *values);
    memcpy(scenarios, params->scenarios, params->scenario_count * sizeof *scenarios);
    for (size_t i = 0; i < step->row_count; i++)
        values[step->rows[i]] = waterfall->request->params->scenarios[waterfall->to].values[step->rows[i]];
    scenarios[waterfall->from].values = values;
    *changed = *params;
    changed->scenarios = scenarios;
    return changed;
}

/* Apply each on top of those before it, so that a wrong value is diagnosed before any evaluation. */
static bool add_beyond(struct waterfall *waterfall, struct arena *arena, struct diags *diags)
{
    const struct compare_request *request = waterfall->request;
    const struct params *params = request->params;
    bool good = true;
    for (size_t i = 0; i < request->waterfall->added_count; i++) {
        const char *text = request->waterfall->added[i];
        struct step *step = &waterfall->steps[waterfall->count];
        if (!read_added(waterfall, text, step, arena, diags)) {
            good = false;
            continue;
        }
        struct diags own;
        diags_init(&own, diags->arena);
        const struct params *changed = waterfall_with_step(waterfall, params, step, arena, &own);
        if (changed != NULL && check_names(changed, request->catalogue, &own)) {
            params = changed;
            waterfall->count++;
        }
        for (const struct diag *diag = own.first; diag != NULL; diag = diag->next)
            good = refuse(text, diags, diag->id, diag->message);
    }
    return good;
}

/* ---- planning ---- */

/* Between different systems a step would change options and leave the system as it was. */
static bool is_same_system(const struct params *params, size_t a, size_t b)
{
    const struct arch *one = ARCHS[params->scenarios[a].kind], *other = ARCHS[params->scenarios[b].kind];
    return one->kind.rows == other->kind.rows && one->load == other->load && one->size == other->size &&
           one->capacity == other->capacity && one->fleet == other->fleet && one->flows == other->flows;
}

static bool check_ends(const struct waterfall *waterfall, struct diags *diags)
{
    const struct compare_request *request = waterfall->request;
    const char *from = request->waterfall->from, *to = request->waterfall->to;
    bool good = true;
    if (!is_same_system(request->params, waterfall->from, waterfall->to))
        good = diags_add(diags, DIAG_USAGE, (struct place){0},
                         "'--waterfall %s..%s': these two have different options, so that there are no steps "
                         "from one to the other; a waterfall leads between entries of "
                         "one system, such as kafka-classic and kafka-tuned",
                         from, to);
    for (size_t i = 0; i < request->given_count; i++)
        if (text_equal(request->given[i].architecture, from) ||
            text_equal(request->given[i].architecture, to))
            good =
                diags_add(diags, DIAG_USAGE, (struct place){0},
                          "'--waterfall' plans the machines at each step, and '--deployment' gives those of "
                          "'%s'; leave one out",
                          request->given[i].architecture);
    return good;
}

const struct waterfall *waterfall_plan(const struct compare_request *request, struct arena *arena,
                                       struct diags *diags)
{
    const struct params *params = request->params;
    struct waterfall *waterfall = arena_new_of(arena, struct waterfall, 1);
    *waterfall = (struct waterfall){.request = request,
                                    .from = params_scenario(params, request->waterfall->from),
                                    .to = params_scenario(params, request->waterfall->to)};
    assert(waterfall->from < params->scenario_count && waterfall->to < params->scenario_count);
    if (!check_ends(waterfall, diags)) return NULL;
    waterfall->steps = arena_new_of(arena, struct step,
                                    waterfall_kind(waterfall)->row_count + request->waterfall->added_count);
    add_way(waterfall, arena);
    return add_beyond(waterfall, arena, diags) ? waterfall : NULL;
}
