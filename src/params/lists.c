/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The two lists of a workload: topic groups and architectures. */
#include <string.h>

#include "base/text.h"
#include "params/draft.h"
#include "params/names.h"
#include "params/paths.h"

enum { QUOTE_COLUMNS = 40 };

static const char *const TOPIC_RESERVED[] = {"name", NULL};
static const char *const CHOICE_KEYS[] = {"use", "id", "name", "with"};
enum { ENTRY_KEYS_MAX = 16 };

static struct place place_of(const struct value_source *source, const struct yaml_node *node)
{
    return (struct place){source->file, node->line, node->column};
}

static const char *quote(const struct draft *draft, const char *text)
{
    return text_quote(draft->diags->arena, text, QUOTE_COLUMNS);
}

/* The text under key as a name, or NULL; *place is set to its position. */
static const char *read_name(struct draft *draft, const struct value_source *source,
                             const struct yaml_node *node, struct place *place)
{
    *place = place_of(source, node);
    if (!section_expect(source, node, YAML_TEXT, "a name", "name: orders")) return NULL;
    const char *fault = name_fault(node->text, node->count);
    if (fault == NULL) return arena_copy(draft->arena, node->text, node->count);
    diags_add(draft->diags, DIAG_BAD_NAME, *place, "the name '%s' %s; choose another",
              quote(draft, node->text), fault);
    return NULL;
}

/* Diagnose names that occur twice; a NULL name was diagnosed before. */
static void check_unique(struct draft *draft, const char *what, const char *hint, const char *const *names,
                         const struct place *places, size_t count)
{
    struct named *sorted = arena_new_of(draft->scratch, struct named, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (names[i] != NULL) sorted[kept++] = (struct named){names[i], i};
    names_sort(sorted, kept);
    for (size_t i = 1, first = 0; i < kept; i++) {
        if (text_equal(sorted[i].name, sorted[first].name))
            diags_add(draft->diags, DIAG_DUPLICATE_NAME, places[sorted[i].index],
                      "%s '%s' is there twice, first at line %u; %s", what, quote(draft, sorted[i].name),
                      (unsigned)places[sorted[first].index].line, hint);
        else
            first = i;
    }
}

/* A source whose messages start their paths with this one. */
static struct value_source below(const struct draft *draft, const struct value_source *source,
                                 const char *list, const char *name)
{
    struct value_source inside = *source;
    inside.scope = name == NULL
                       ? list
                       : text_format(draft->scratch, "%s%s.", list, path_quote(draft->scratch, name));
    return inside;
}

static const char *read_topic(struct draft *draft, const struct value_source *source,
                              const struct yaml_node *node, size_t index, struct place *place)
{
    struct value *values = draft->topic_values + index * TOPIC__COUNT;
    *place = place_of(source, node);
    if (!section_expect(source, node, YAML_MAPPING, "a topic group",
                        "- {name: events, produce: {rate: 1 MiB/s}}")) {
        values[TOPIC_PRODUCE_RATE].line = node->line;
        return NULL;
    }
    const struct yaml_node *name = yaml_get(node, "name");
    struct value_source inside = below(draft, source, "topics.",
                                       name != NULL && name->kind == YAML_TEXT ? name->text : NULL);
    struct section section = {draft, inside, TOPIC_ROWS, TOPIC__COUNT, values, TOPIC_RESERVED};
    section_read(&section, draft->topic_keys, node);
    if (name != NULL) return read_name(draft, source, name, place);
    diags_add(draft->diags, DIAG_MISSING_KEY, *place,
              "the topic group has no 'name'; add for example 'name: events'");
    return NULL;
}

static void topics_allocate(struct draft *draft, size_t count)
{
    draft->topics = arena_new_of(draft->arena, struct topic, count);
    draft->topic_values = arena_new_of(draft->arena, struct value, count * TOPIC__COUNT);
    draft->topic_places = arena_new_of(draft->scratch, struct place, count);
    draft->params.topics = draft->topics;
    draft->params.topic_count = count;
    for (size_t i = 0; i < count; i++) {
        struct value *values = draft->topic_values + i * TOPIC__COUNT;
        memcpy(values, draft->topic_base, TOPIC__COUNT * sizeof *values);
        draft->topics[i] = (struct topic){"", values};
    }
}

void topics_read(struct draft *draft, const struct value_source *source, const struct yaml_node *workload)
{
    const struct yaml_node *list = yaml_get(workload, "topics");
    static const char EXAMPLE[] = "topics: [{name: events, produce: {rate: 1 MiB/s}}]";
    if (list == NULL) {
        diags_add(draft->diags, DIAG_MISSING_KEY, place_of(source, workload),
                  "the workload has no 'topics'; add for example '%s'", EXAMPLE);
        return;
    }
    if (!section_expect(source, list, YAML_LIST, "'topics'", EXAMPLE)) return;
    if (list->count == 0 || list->count > TOPICS_MAX) {
        diags_add(draft->diags, DIAG_OUT_OF_RANGE, place_of(source, list),
                  "'topics' lists %u topic groups; 1 to %d are possible", (unsigned)list->count, TOPICS_MAX);
        return;
    }
    topics_allocate(draft, list->count);
    const char **names = arena_new_of(draft->scratch, const char *, list->count);
    struct place *places = arena_new_of(draft->scratch, struct place, list->count);
    for (size_t i = 0; i < list->count; i++) {
        names[i] = read_topic(draft, source, &list->items[i], i, &places[i]);
        draft->topics[i].name = names[i] == NULL ? "" : names[i];
        draft->topic_places[i] = place_of(source, &list->items[i]);
    }
    check_unique(draft, "the topic group", "give it another name", names, places, list->count);
}

void topics_read_profile(struct draft *draft, const struct value_source *source, const struct yaml_node *node)
{
    if (!section_expect(source, node, YAML_MAPPING, "'topics' in a profile", "topics: {retention: 3d}"))
        return;
    struct section section = {
        draft, below(draft, source, "topics.", NULL), TOPIC_ROWS, TOPIC__COUNT, draft->topic_base, NULL};
    section_read(&section, draft->topic_keys, node);
}

/* Index of the kind with this id, or kind_count after a diagnostic. */
static size_t find_kind(struct draft *draft, const char *id, struct place place)
{
    const struct param_registry *registry = draft->params.registry;
    const char **ids = arena_new_of(draft->scratch, const char *, registry->kind_count);
    for (size_t i = 0; i < registry->kind_count; i++) {
        if (text_equal(registry->kinds[i].id, id)) return i;
        ids[i] = registry->kinds[i].id;
    }
    const char *meant = text_nearest(id, ids, registry->kind_count);
    if (meant != NULL)
        diags_add(draft->diags, DIAG_UNKNOWN_ARCHITECTURE, place,
                  "no architecture is called '%s', did you mean '%s'?", quote(draft, id), meant);
    else
        diags_add(draft->diags, DIAG_UNKNOWN_ARCHITECTURE, place,
                  "no architecture is called '%s'; there are %s", quote(draft, id),
                  text_list(draft->scratch, ids, registry->kind_count, ", "));
    return registry->kind_count;
}

static void add_scenario(struct draft *draft, size_t kind, const char *id, const char *name,
                         struct place place)
{
    const struct param_kind *row = &draft->params.registry->kinds[kind];
    size_t index = draft->params.scenario_count++;
    struct value *values = arena_new_of(draft->arena, struct value, row->row_count);
    if (row->row_count > 0) memcpy(values, draft->kind_bases[kind], row->row_count * sizeof *values);
    if (name == NULL)
        name = text_equal(id, row->id) ? row->title : text_format(draft->arena, "%s (%s)", row->title, id);
    draft->scenarios[index] = (struct scenario){id, name, kind, values};
    draft->scenario_values[index] = values;
    draft->scenario_places[index] = place;
}

static bool is_id(const char *id)
{
    size_t length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length >= 1 && length <= 64 && id[length] == '\0';
}

static const char *read_id(struct draft *draft, const struct value_source *source,
                           const struct yaml_node *node, struct place *place)
{
    *place = place_of(source, node);
    if (!section_expect(source, node, YAML_TEXT, "'id'", "id: kafka-large")) return NULL;
    if (is_id(node->text)) return arena_copy(draft->arena, node->text, node->count);
    diags_add(draft->diags, DIAG_BAD_NAME, *place, "the id '%s' is not 1 to 64 of a-z, 0-9 and '-'",
              quote(draft, node->text));
    return NULL;
}

static void unknown_scenario_key(struct draft *draft, const struct value_source *source,
                                 const struct yaml_node *key, size_t kind)
{
    const struct param_registry *registry = draft->params.registry;
    const char *names[ENTRY_KEYS_MAX];
    size_t count = sizeof CHOICE_KEYS / sizeof *CHOICE_KEYS;
    memcpy(names, CHOICE_KEYS, sizeof CHOICE_KEYS);
    for (const struct key *own = draft->override_keys; own != NULL && count < ENTRY_KEYS_MAX; own = own->next)
        names[count++] = arena_copy(draft->diags->arena, own->name, own->length);
    const char *meant = text_nearest(key->text, names, count);
    if (kind < registry->kind_count && keys_find(draft->kind_keys[kind], key->text) != NULL)
        diags_add(draft->diags, DIAG_UNKNOWN_KEY, place_of(source, key),
                  "unknown key '%s' here; it is an option: write 'with: {%s: …}'", quote(draft, key->text),
                  quote(draft, key->text));
    else if (meant != NULL)
        diags_add(draft->diags, DIAG_UNKNOWN_KEY, place_of(source, key),
                  "unknown key '%s', did you mean '%s'?", quote(draft, key->text), meant);
    else
        diags_add(draft->diags, DIAG_UNKNOWN_KEY, place_of(source, key),
                  "unknown key '%s'; the keys here are %s", quote(draft, key->text),
                  text_list(draft->diags->arena, names, count, ", "));
}

/* Read the entry's own values besides options: clients, latency, … */
static void read_overrides(struct draft *draft, const struct value_source *source,
                           const struct yaml_node *node, const char *id, const struct param_kind *kind)
{
    size_t first = kind->row_count - kind->override_count;
    struct section section = {draft,
                              below(draft, source, "architectures.", id),
                              kind->rows + first,
                              kind->override_count,
                              draft->scenario_values[draft->params.scenario_count - 1] + first,
                              NULL};
    for (size_t i = 0; i < node->count; i++) {
        const struct key *key = keys_find(draft->override_keys, node->items[2 * i].text);
        const struct yaml_node *values = &node->items[2 * i + 1];
        if (key != NULL && kind->override_count > 0 &&
            section_expect(source, values, YAML_MAPPING,
                           text_format(draft->scratch, "'%s'", node->items[2 * i].text),
                           text_format(draft->scratch, "%.*s: {%.*s: …}", (int)key->length, key->name,
                                       (int)key->children->length, key->children->name)))
            section_read(&section, key->children, values);
    }
}

/* {use, id, name, with, clients, latency, object_store} */
static void read_scenario_mapping(struct draft *draft, const struct value_source *source,
                                  const struct yaml_node *node)
{
    const struct param_registry *registry = draft->params.registry;
    struct place place = place_of(source, node), ignored;
    const struct yaml_node *use = yaml_get(node, "use"), *id = yaml_get(node, "id"),
                           *name = yaml_get(node, "name"), *with = yaml_get(node, "with");
    size_t kind = registry->kind_count;
    if (use == NULL)
        diags_add(draft->diags, DIAG_MISSING_KEY, place,
                  "the architecture has no 'use'; add for example 'use: %s'", registry->kinds[0].id);
    else if (section_expect(source, use, YAML_TEXT, "'use'", "use: ARCHITECTURE"))
        kind = find_kind(draft, use->text, place_of(source, use));
    for (size_t i = 0; i < node->count; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof CHOICE_KEYS / sizeof *CHOICE_KEYS; k++)
            known |= text_equal(CHOICE_KEYS[k], node->items[2 * i].text);
        if (!known && keys_find(draft->override_keys, node->items[2 * i].text) == NULL)
            unknown_scenario_key(draft, source, &node->items[2 * i], kind);
    }
    const char *read_name_text = name == NULL ? NULL : read_name(draft, source, name, &ignored);
    const char *read_id_text = id == NULL ? NULL : read_id(draft, source, id, &place);
    if (kind == registry->kind_count) return;
    const struct param_kind *row = &registry->kinds[kind];
    if (id == NULL) read_id_text = row->id;
    add_scenario(draft, kind, read_id_text == NULL ? "" : read_id_text, read_name_text, place);
    read_overrides(draft, source, node, read_id_text, row);
    if (with == NULL ||
        !section_expect(source, with, YAML_MAPPING, "'with'", "with: {instance: r6in.4xlarge}"))
        return;
    struct value_source inside = below(draft, source, "architectures.", read_id_text);
    struct section section = {
        draft, inside, row->rows, row->row_count, draft->scenario_values[draft->params.scenario_count - 1],
        NULL};
    section_read(&section, draft->kind_keys[kind], with);
}

static void read_scenario(struct draft *draft, const struct value_source *source,
                          const struct yaml_node *node)
{
    if (node->kind == YAML_MAPPING) {
        read_scenario_mapping(draft, source, node);
        return;
    }
    if (!section_expect(source, node, YAML_TEXT, "an architecture", "- {use: kafka-classic}")) return;
    size_t kind = find_kind(draft, node->text, place_of(source, node));
    if (kind < draft->params.registry->kind_count)
        add_scenario(draft, kind, draft->params.registry->kinds[kind].id, NULL, place_of(source, node));
}

static void scenarios_allocate(struct draft *draft, size_t count)
{
    draft->scenarios = arena_new_of(draft->arena, struct scenario, count);
    draft->scenario_values = arena_new_of(draft->scratch, struct value *, count);
    draft->scenario_places = arena_new_of(draft->scratch, struct place, count);
    draft->params.scenarios = draft->scenarios;
}

static size_t names_count(const char *const *names)
{
    size_t count = 0;
    while (names != NULL && names[count] != NULL) count++;
    return count;
}

static void use_defaults(struct draft *draft)
{
    const char *const *uses = draft->params.registry->default_uses;
    size_t count = names_count(uses);
    scenarios_allocate(draft, count + names_count(draft->params.registry->asked_uses));
    for (size_t i = 0; i < count; i++) {
        size_t kind = find_kind(draft, uses[i], (struct place){0});
        if (kind < draft->params.registry->kind_count)
            add_scenario(draft, kind, uses[i], NULL, (struct place){0});
    }
}

static bool has_kind(const struct params *params, size_t kind)
{
    for (size_t i = 0; i < params->scenario_count; i++)
        if (params->scenarios[i].kind == kind) return true;
    return false;
}

/* Presets that were asked for by name, beside what the workload lists; not where it has one of this kind
 * under an id of its own, which is more likely meant. Other names are for the caller. */
static void use_asked(struct draft *draft)
{
    const struct param_registry *registry = draft->params.registry;
    for (size_t i = 0; i < names_count(registry->asked_uses); i++) {
        size_t kind = 0;
        while (kind < registry->kind_count && !text_equal(registry->kinds[kind].id, registry->asked_uses[i]))
            kind++;
        if (kind < registry->kind_count && !has_kind(&draft->params, kind))
            add_scenario(draft, kind, registry->kinds[kind].id, NULL, (struct place){0});
    }
}

void scenarios_read(struct draft *draft, const struct value_source *source, const struct yaml_node *workload)
{
    const struct yaml_node *list = yaml_get(workload, "architectures");
    if (list == NULL) {
        use_defaults(draft);
        use_asked(draft);
        return;
    }
    if (!section_expect(source, list, YAML_LIST, "'architectures'", "architectures: [kafka-classic]")) return;
    if (list->count == 0 || list->count > SCENARIOS_MAX) {
        diags_add(draft->diags, DIAG_OUT_OF_RANGE, place_of(source, list),
                  "'architectures' lists %u of them; 1 to %d are possible, and without the key it is the "
                  "usual ones",
                  (unsigned)list->count, SCENARIOS_MAX);
        return;
    }
    scenarios_allocate(draft, list->count + names_count(draft->params.registry->asked_uses));
    for (size_t i = 0; i < list->count; i++) read_scenario(draft, source, &list->items[i]);
    const char *ids[SCENARIOS_MAX];
    for (size_t i = 0; i < draft->params.scenario_count; i++)
        ids[i] = draft->scenarios[i].id[0] == '\0' ? NULL : draft->scenarios[i].id;
    check_unique(draft, "the architecture", "give it an 'id' of its own", ids, draft->scenario_places,
                 draft->params.scenario_count);
    use_asked(draft);
}

void scenarios_read_profile(struct draft *draft, const struct value_source *source,
                            const struct yaml_node *node)
{
    const struct param_registry *registry = draft->params.registry;
    if (!section_expect(source, node, YAML_MAPPING, "'architectures' in a profile",
                        "architectures: {kafka-classic: {free_space: 40%}}"))
        return;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *use = &node->items[2 * i], *options = use + 1;
        size_t kind = find_kind(draft, use->text, place_of(source, use));
        if (kind == registry->kind_count ||
            !section_expect(source, options, YAML_MAPPING, "what a profile says of an architecture",
                            "{free_space: 40%}"))
            continue;
        struct value_source inside = below(draft, source, "architectures.", use->text);
        struct section section = {draft,
                                  inside,
                                  registry->kinds[kind].rows,
                                  registry->kinds[kind].row_count,
                                  draft->kind_bases[kind],
                                  NULL};
        section_read(&section,
                     keys_of(registry->kinds[kind].rows, registry->kinds[kind].row_count, draft->scratch),
                     options);
    }
}
