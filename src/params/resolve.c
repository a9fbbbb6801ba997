/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Resolution: defaults, then presets, profiles, the workload and overrides, each winning over the ones
 * before. */
#include "params/resolve.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "params/names.h"
#include "params/paths.h"

enum { QUOTE_COLUMNS = 60 };

static const char *const WORKLOAD_RESERVED[] = {"name", "topics", "architectures", "profile", NULL};
static const char *const PROFILE_RESERVED[] = {"topics", "architectures", NULL};

bool document_read(struct document *document, const char *name, const char *bytes, size_t length,
                   struct arena *scratch, struct diags *diags)
{
    *document = (struct document){.name = name};
    if (length > PARAM_FILE_MAX_BYTES)
        return diags_add(diags, DIAG_FILE_TOO_LARGE, (struct place){.file = name},
                         "the file is over the limit of %d MiB; split it or leave out what isn't needed",
                         PARAM_FILE_MAX_BYTES / (1024 * 1024));
    sha256_hex(bytes, length, document->sha256);
    if (!yaml_read(name, bytes, length, scratch, diags, &document->root)) return false;
    struct place place = {name, document->root.line, document->root.column};
    if (yaml_is_null(&document->root))
        return diags_add(diags, DIAG_YAML_EMPTY, place,
                         "the file is empty; 'warpcost init' writes one to start from");
    if (document->root.kind != YAML_MAPPING)
        return diags_add(diags, DIAG_WRONG_SHAPE, place,
                         "found %s where a workload or profile is a mapping; write 'key: value' lines",
                         yaml_kind_name(&document->root));
    return true;
}

static struct value *defaults_of(const struct draft *draft, const struct param_row *rows, size_t count,
                                 struct arena *values_in)
{
    struct value *values = arena_new_of(values_in, struct value, count);
    for (size_t i = 0; i < count; i++)
        values[i] = value_default(&rows[i], draft->params.registry->profiles, draft->arena);
    return values;
}

static void apply_presets(struct draft *draft, const struct param_kind *kind,
                          const struct param_preset *presets, struct value *values)
{
    struct value_source source = {.arena = draft->arena,
                                  .diags = draft->diags,
                                  .origin = ORIGIN_PRESET,
                                  .profiles = draft->params.registry->profiles};
    for (const struct param_preset *preset = presets; preset != NULL && preset->path != NULL; preset++) {
        int row = row_find(kind->rows, kind->row_count, preset->path);
        assert(row != NO_ROW && "a preset names an option of its architecture");
        bool fine = value_read_text(&kind->rows[row], preset->value, (struct place){0}, &source,
                                    &values[row]);
        assert(fine && "a preset's value is one of its option");
        (void)fine;
    }
}

static void prepare(struct draft *draft)
{
    const struct param_registry *registry = draft->params.registry;
    draft->root = defaults_of(draft, ROOT_ROWS, ROOT__COUNT, draft->arena);
    draft->params.root = draft->root;
    draft->topic_base = defaults_of(draft, TOPIC_ROWS, TOPIC__COUNT, draft->scratch);
    draft->root_keys = keys_of(ROOT_ROWS, ROOT__COUNT, draft->scratch);
    draft->override_keys = keys_of(OVERRIDE_ROWS, OVERRIDE__COUNT, draft->scratch);
    draft->topic_keys = keys_of(TOPIC_ROWS, TOPIC__COUNT, draft->scratch);
    draft->kind_bases = arena_new_of(draft->scratch, struct value *, registry->kind_count);
    draft->kind_keys = arena_new_of(draft->scratch, const struct key *, registry->kind_count);
    for (size_t i = 0; i < registry->kind_count; i++) {
        const struct param_kind *kind = &registry->kinds[i];
        draft->kind_bases[i] = defaults_of(draft, kind->rows, kind->row_count, draft->scratch);
        draft->kind_keys[i] = keys_of(kind->rows, kind->row_count - kind->override_count, draft->scratch);
        apply_presets(draft, kind, kind->presets, draft->kind_bases[i]);
        if (kind->override_count > 0) apply_presets(draft, kind, kind->advice.presets, draft->kind_bases[i]);
    }
}

static void list_inputs(struct draft *draft, const struct document *workload, const struct document *profiles,
                        size_t profile_count, bool has_sets)
{
    size_t count = 1 + profile_count + has_sets;
    draft->inputs = arena_new_of(draft->arena, struct input, count);
    for (size_t i = 0; i < 1 + profile_count; i++) {
        const struct document *document = i == 0 ? workload : &profiles[i - 1];
        draft->inputs[i].name = arena_copy_string(draft->arena, document->name);
        memcpy(draft->inputs[i].sha256, document->sha256, sizeof document->sha256);
    }
    if (has_sets) draft->inputs[count - 1].name = INPUT_OF_SETS;
    draft->params.inputs = draft->inputs;
    draft->params.input_count = count;
}

static struct value_source source_of(const struct draft *draft, const char *file, size_t input,
                                     enum param_origin origin)
{
    return (struct value_source){.file = file,
                                 .input = (uint8_t)input,
                                 .origin = (uint8_t)origin,
                                 .profiles = draft->params.registry->profiles,
                                 .files = draft->files,
                                 .arena = draft->arena,
                                 .diags = draft->diags};
}

static void read_profile(struct draft *draft, const struct document *profile, size_t input)
{
    struct value_source source = source_of(draft, profile->name, input, ORIGIN_PROFILE);
    struct section section = {draft, source, ROOT_ROWS, ROOT__COUNT, draft->root, PROFILE_RESERVED};
    section_read(&section, draft->root_keys, &profile->root);
    const struct yaml_node *topics = yaml_get(&profile->root, "topics"),
                           *scenarios = yaml_get(&profile->root, "architectures");
    if (topics != NULL) topics_read_profile(draft, &source, topics);
    if (scenarios != NULL) scenarios_read_profile(draft, &source, scenarios);
}

/* A workload without a `name` is named after its file: "orders" for "examples/orders.yaml". */
static const char *name_of_file(const char *file, struct arena *arena)
{
    const char *slash = strrchr(file, '/');
    const char *base = slash == NULL ? file : slash + 1, *dot = strrchr(base, '.');
    size_t length = dot == NULL || dot == base ? strlen(base) : (size_t)(dot - base);
    return text_quote(arena, arena_copy(arena, base, length), NAME_MAX_BYTES);
}

static void read_workload(struct draft *draft, const struct document *workload)
{
    struct value_source source = source_of(draft, workload->name, 0, ORIGIN_GIVEN);
    struct section section = {draft, source, ROOT_ROWS, ROOT__COUNT, draft->root, WORKLOAD_RESERVED};
    section_read(&section, draft->root_keys, &workload->root);
    const struct yaml_node *name = yaml_get(&workload->root, "name");
    const char *fault = NULL;
    draft->params.name = name_of_file(workload->name, draft->arena);
    if (name != NULL && section_expect(&source, name, YAML_TEXT, "'name'", "name: orders")) {
        fault = name_fault(name->text, name->count);
        if (fault != NULL)
            diags_add(draft->diags, DIAG_BAD_NAME, (struct place){workload->name, name->line, name->column},
                      "the name '%s' %s; choose another",
                      text_quote(draft->diags->arena, name->text, QUOTE_COLUMNS), fault);
        else
            draft->params.name = arena_copy(draft->arena, name->text, name->count);
    }
    topics_read(draft, &source, &workload->root);
    scenarios_read(draft, &source, &workload->root);
}

/* The slot of a location's value; NULL for free keys. */
static struct value *slot(struct draft *draft, const struct location *location)
{
    switch (location->scope) {
    case SCOPE_TOPIC: return &draft->topic_values[location->index * TOPIC__COUNT + (size_t)location->row];
    case SCOPE_SCENARIO: return &draft->scenario_values[location->index][location->row];
    case SCOPE_FREE: return NULL;
    default: return &draft->root[location->row];
    }
}

static void list_sets(struct draft *draft, const char *const *sets, size_t count)
{
    const char **shown = arena_new_of(draft->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        shown[i] = text_format(draft->arena, INPUT_OF_SETS " %s",
                               text_quote(draft->arena, sets[i], QUOTE_COLUMNS));
    draft->params.sets = shown;
}

static bool read_set_value(const struct location *location, const struct value *at, const char *text,
                           struct place place, const struct value_source *source, struct value *value)
{
    if (location->inside == NULL) return value_read_text(location->param_row, text, place, source, value);
    if (!at->is_set)
        return diags_add(source->diags, DIAG_UNKNOWN_PATH, place, "%s has no value yet; give all of it",
                         location->param_row->path);
    return value_change(location->param_row, at, location->inside, text, place, source, value);
}

/* The ordinal of a --set stands for its line. */
static void apply_set(struct draft *draft, const char *set, uint32_t ordinal)
{
    struct place place = {draft->params.sets[ordinal - 1], 0, 0};
    size_t length = path_length(set);
    struct location location;
    if (set[length] == '\0') {
        diags_add(draft->diags, DIAG_USAGE, place,
                  "there is no '='; write --set PATH=VALUE, for example --set load.peak_to_mean=2");
        return;
    }
    if (text_invalid_utf8_at(set, strlen(set)) != strlen(set)) {
        diags_add(draft->diags, DIAG_ENCODING, place, "the text is not valid UTF-8");
        return;
    }
    if (!path_locate(&draft->params, set, length, place, draft->scratch, draft->diags, &location)) return;
    struct value_source source = source_of(draft, place.file, draft->params.input_count - 1, ORIGIN_GIVEN);
    source.base = INPUT_OF_SETS; /* files that it names lie below the directory in which it was given */
    source.path = arena_copy(draft->scratch, set, length);
    struct value value, *at = slot(draft, &location);
    bool fine = read_set_value(&location, at, set + length + 1, place, &source, &value);
    if (fine) value.line = ordinal;
    if (fine && location.is_every_topic)
        for (size_t i = 0; i < draft->params.topic_count; i++) at[i * TOPIC__COUNT] = value;
    else if (fine && at != NULL)
        *at = value;
    else if (fine)
        draft_set_free(draft, (enum root_param)location.row, location.key, value, place);
    else if (at != NULL && !at->is_set)
        at->line = ordinal;
}

static void require(struct draft *draft, const struct param_row *rows, size_t count,
                    const struct value *values, struct place place, const char *what, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].required && !values[i].is_set && values[i].line == 0)
            diags_add(draft->diags, DIAG_MISSING_KEY, place, "%s '%s' has no '%s'; it must be given (%s)",
                      what, text_quote(draft->diags->arena, name, QUOTE_COLUMNS), rows[i].path, rows[i].help);
}

static void check_required(struct draft *draft, const struct document *workload)
{
    require(draft, ROOT_ROWS, ROOT__COUNT, draft->root,
            (struct place){workload->name, workload->root.line, workload->root.column}, "the workload",
            draft->params.name);
    for (size_t i = 0; i < draft->params.topic_count; i++)
        require(draft, TOPIC_ROWS, TOPIC__COUNT, draft->topics[i].values, draft->topic_places[i],
                "topic group", draft->topics[i].name);
    for (size_t i = 0; i < draft->params.scenario_count; i++) {
        const struct param_kind *kind = &draft->params.registry->kinds[draft->scenarios[i].kind];
        require(draft, kind->rows, kind->row_count, draft->scenarios[i].values, draft->scenario_places[i],
                "architecture", draft->scenarios[i].id);
    }
}

bool records_to_bytes(const struct params *params, struct value values[TOPIC__COUNT], struct diags *diags)
{
    struct value *rate = &values[TOPIC_PRODUCE_RATE];
    const struct param_row *row = &TOPIC_ROWS[TOPIC_PRODUCE_RATE];
    if (!rate->is_records) return true;
    rate->is_records = false;
    rate->num *= values[TOPIC_RECORD_SIZE].num / values[TOPIC_COMPRESSION_RATIO].num;
    return (rate->num >= row->min && rate->num <= row->max) ||
           diags_add(diags, DIAG_OUT_OF_RANGE, params_place(params, rate),
                     "the rate in records and the record size make %s, outside the range of %s: %s",
                     units_show(diags->arena, UNIT_RATE, rate->num), row->path,
                     value_range(diags->arena, row));
}

/* Kafka's size rule is one of the clean-up by deleting. */
static bool topics_are_consistent(const struct params *params, struct diags *diags)
{
    bool fine = true;
    for (size_t i = 0; i < params->topic_count; i++) {
        const struct value *bytes = &params->topics[i].values[TOPIC_RETENTION_BYTES];
        if (bytes->is_set && (enum cleanup)topic_num(params, i, TOPIC_CLEANUP) == CLEANUP_COMPACT)
            fine =
                diags_add(diags, DIAG_INCONSISTENT, params_place(params, bytes),
                          "%s: Kafka ignores it with cleanup: compact; leave it out, and give as retention "
                          "the time over which the rate adds up to the compacted size",
                          params_topic_path(diags->arena, params, i, TOPIC_RETENTION_BYTES));
    }
    return fine;
}

static bool load_is_consistent(const struct params *params, struct diags *diags)
{
    enum { HOURS_OF_A_DAY = 24, HOURS_OF_A_WEEK = 168 };
    const struct value *hourly = &params->root[ROOT_HOURLY], *peak = &params->root[ROOT_PEAK_TO_MEAN];
    if (!hourly->is_set) return true;
    struct place place = params_place(params, hourly);
    bool fine = true;
    if (hourly->series->count != HOURS_OF_A_DAY && hourly->series->count != HOURS_OF_A_WEEK)
        fine = diags_add(
            diags, DIAG_INCONSISTENT, place,
            "'load.hourly' has %zu numbers; it takes 24, one for each hour of a day, or 168, of a week",
            hourly->series->count);
    double sum = 0;
    for (size_t i = 0; i < hourly->series->count; i++) sum += hourly->series->values[i];
    if (hourly->series->count > 0 && sum <= 0)
        fine = diags_add(diags, DIAG_INCONSISTENT, place,
                         "'load.hourly' is zero at every hour; at least one must be above 0");
    if (peak->origin != ORIGIN_DEFAULT)
        fine = diags_add(diags, DIAG_INCONSISTENT, params_place(params, peak),
                         "'load.peak_to_mean' is given beside 'load.hourly', which already says how high the "
                         "peak is; keep one");
    return fine;
}

/* Each topic group is costed with each architecture, in memory. */
static bool fits(const struct params *params, struct diags *diags)
{
    double pairs = (double)params->topic_count * (double)params->scenario_count;
    return pairs <= PAIRS_MAX || params->topic_count == 0 ||
           diags_add(diags, DIAG_OUT_OF_RANGE,
                     params_place(params, &params->topics[0].values[TOPIC_PRODUCE_RATE]),
                     "%s topic groups with %zu architectures are %s pairs, and at most %s are possible: take "
                     "like topic "
                     "groups together, or list fewer architectures",
                     text_thousands(diags->arena, (double)params->topic_count, 0), params->scenario_count,
                     text_thousands(diags->arena, pairs, 0), text_thousands(diags->arena, PAIRS_MAX, 0));
}

bool check_consistent(const struct params *params, struct diags *diags)
{
    if (!fits(params, diags)) return false;
    bool fine = load_is_consistent(params, diags);
    return topics_are_consistent(params, diags) && fine;
}

/* Once, with compare all architectures of the workload: it may be restricted later. */
static void check_current(const struct params *params, struct diags *diags)
{
    const struct value *current = &params->root[ROOT_CURRENT];
    if (current->is_set && params_scenario(params, current->text) == params->scenario_count)
        params_unknown_scenario(params, "current", current->text, params_place(params, current), diags);
}

/* ---- files that values name, which a run lists among its inputs ---- */

static bool is_listed(const struct params *params, const struct data_file *file)
{
    for (size_t i = 0; i < params->input_count; i++)
        if (text_equal(params->inputs[i].name, file->name) &&
            text_equal(params->inputs[i].sha256, file->sha256))
            return true;
    return false;
}

static void list_files_of(struct draft *draft, const struct param_row *rows, size_t count,
                          const struct value *values)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].type != PARAM_DISTRIBUTION || !values[i].is_set) continue;
        for (const struct data_file *file = values[i].distribution->files; file != NULL; file = file->next) {
            if (is_listed(&draft->params, file)) continue;
            struct input *more = arena_widened(draft->arena, draft->inputs, draft->params.input_count,
                                               sizeof *more, draft->params.input_count + 1);
            more[draft->params.input_count].name = file->name;
            memcpy(more[draft->params.input_count++].sha256, file->sha256, sizeof file->sha256);
            draft->params.inputs = draft->inputs = more;
        }
    }
}

static void list_files(struct draft *draft)
{
    list_files_of(draft, ROOT_ROWS, ROOT__COUNT, draft->root);
    for (size_t i = 0; i < draft->params.topic_count; i++)
        list_files_of(draft, TOPIC_ROWS, TOPIC__COUNT, draft->topics[i].values);
    for (size_t i = 0; i < draft->params.scenario_count; i++) {
        const struct param_kind *kind = &draft->params.registry->kinds[draft->scenarios[i].kind];
        list_files_of(draft, kind->rows, kind->row_count, draft->scenarios[i].values);
    }
}

const struct params *resolve_documents(const struct param_registry *registry, const struct document *workload,
                                       const struct document *profiles, size_t profile_count,
                                       const char *const *sets, size_t set_count,
                                       const struct param_files *files, struct arena *arena,
                                       struct arena *scratch, struct diags *diags)
{
    struct draft draft = {.params = {.registry = registry, .name = ""},
                          .files = files,
                          .arena = arena,
                          .scratch = scratch,
                          .diags = diags};
    list_inputs(&draft, workload, profiles, profile_count, set_count > 0);
    list_sets(&draft, sets, set_count);
    prepare(&draft);
    for (size_t i = 0; i < profile_count; i++) read_profile(&draft, &profiles[i], i + 1);
    read_workload(&draft, workload);
    for (size_t i = 0; i < set_count; i++) apply_set(&draft, sets[i], (uint32_t)i + 1);
    check_required(&draft, workload);
    for (size_t i = 0; i < draft.params.topic_count; i++)
        records_to_bytes(&draft.params, &draft.topic_values[i * TOPIC__COUNT], diags);
    check_consistent(&draft.params, diags);
    check_current(&draft.params, diags);
    list_files(&draft);
    struct params *params = arena_new_of(arena, struct params, 1);
    *params = draft.params;
    return params;
}

static const struct params *resolve_request(const struct param_registry *registry,
                                            const struct param_request *request, struct arena *arena,
                                            struct arena *scratch, struct diags *diags)
{
    struct document workload, *profiles = arena_new_of(scratch, struct document, request->profile_count);
    bool fine = document_read(&workload, request->workload.name, request->workload.bytes,
                              request->workload.length, scratch, diags);
    const struct yaml_node *named = fine ? yaml_get(&workload.root, "profile") : NULL;
    if (named != NULL)
        fine = diags_add(diags, DIAG_FILE_UNREADABLE,
                         (struct place){request->workload.name, named->line, named->column},
                         "the workload names a profile, but is read as a text on its own; load it as a file");
    if (request->profile_count > PROFILES_MAX)
        return diags_add(diags, DIAG_OUT_OF_RANGE,
                         (struct place){.file = request->profiles[PROFILES_MAX].name},
                         "more than %d profiles; merge some into one file", PROFILES_MAX),
               NULL;
    for (size_t i = 0; i < request->profile_count; i++) {
        const struct param_source *source = &request->profiles[i];
        fine &= document_read(&profiles[i], source->name, source->bytes, source->length, scratch, diags);
    }
    if (!fine) return NULL;
    return resolve_documents(registry, &workload, profiles, request->profile_count, request->sets,
                             request->set_count, NULL, arena, scratch, diags);
}

const struct params *params_resolve(const struct param_registry *registry,
                                    const struct param_request *request, struct arena *arena,
                                    struct diags *diags)
{
    size_t before = diags->count;
    struct arena *scratch = arena_new();
    const struct params *params = resolve_request(registry, request, arena, scratch, diags);
    arena_free(scratch);
    diags_sort(diags);
    return diags->count > before ? NULL : params;
}
