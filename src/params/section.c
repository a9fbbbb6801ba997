/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mapping of a document, read into the values of a scope. */
#include <string.h>

#include "base/text.h"
#include "base/units.h"
#include "params/draft.h"
#include "params/kafka_keys.h"
#include "params/names.h"
#include "params/paths.h"

enum { QUOTE_COLUMNS = 40, CANDIDATES_MAX = 128 };

static struct place place_of(const struct section *section, const struct yaml_node *node)
{
    return (struct place){section->source.file, node->line, node->column};
}

/* True for keys that the caller reads, and for "x-…" at the top of a file, where anchors can be kept. */
static bool is_reserved(const struct section *section, const char *key)
{
    if (section->rows == ROOT_ROWS && text_starts_with(key, "x-")) return true;
    for (const char *const *name = section->reserved; name != NULL && *name != NULL; name++)
        if (text_equal(*name, key)) return true;
    return false;
}

/* The row of a key that is right elsewhere in the scope: of "produce.rate" for "rate"; NULL for none. */
static const struct param_row *row_that_ends_in(const struct section *section, const char *key)
{
    for (size_t i = 0; i < section->row_count; i++) {
        const char *dot = strrchr(section->rows[i].path, '.');
        if ((dot != NULL && text_equal(dot + 1, key)) || text_equal(section->rows[i].path, key))
            return &section->rows[i];
    }
    return NULL;
}

/* The value here of Kafka's -1. */
static const char *kafka_forever(const struct section *section, const char *key)
{
    const struct param_row *row = row_that_ends_in(section, key);
    return row != NULL && row->fallback == NULL
               ? "; -1, no limit, is what leaving it out means"
               : "; -1, for ever, is the longest that matters here, such as '10y' or '1 TiB'";
}

/* Report the name and value here of one of Kafka's own keys. */
static bool is_kafka_key(const struct section *section, const struct yaml_node *node)
{
    const struct kafka_key *key = kafka_key_named(node->text);
    if (key == NULL) return false;
    struct arena *arena = section->draft->diags->arena;
    const struct yaml_node *given = node + 1;
    double number;
    bool is_text = given->kind == YAML_TEXT && !yaml_is_null(given);
    bool is_negative = is_text && units_parse(UNIT_NUMBER, given->text, &number) == UNITS_OK && number < 0;
    const char *value = !is_text      ? ""
                        : is_negative ? kafka_forever(section, key->key)
                                      : text_format(arena, ": write '%s: %s'", key->key,
                                                    text_quote(arena, kafka_value(arena, key, given->text),
                                                               QUOTE_COLUMNS));
    diags_add(section->draft->diags, DIAG_UNKNOWN_KEY, place_of(section, node), "Kafka's '%s' is '%s' here%s",
              key->kafka, key->key, value);
    return true;
}

static void unknown_key(const struct section *section, const struct key *keys, const struct yaml_node *node,
                        bool top)
{
    struct arena *arena = section->draft->diags->arena;
    const char *candidates[CANDIDATES_MAX];
    size_t count = 0;
    for (const char *const *name = top ? section->reserved : NULL;
         name != NULL && *name != NULL && count < CANDIDATES_MAX; name++)
        candidates[count++] = *name;
    for (const struct key *key = keys; key != NULL && count < CANDIDATES_MAX; key = key->next)
        candidates[count++] = arena_copy(arena, key->name, key->length);
    if (is_kafka_key(section, node)) return;
    const char *shown = text_quote(arena, node->text, QUOTE_COLUMNS),
               *meant = text_nearest(node->text, candidates, count);
    if (meant != NULL) {
        diags_add(section->draft->diags, DIAG_UNKNOWN_KEY, place_of(section, node),
                  "unknown key '%s', did you mean '%s'?", shown, meant);
        return;
    }
    const struct param_row *row = row_that_ends_in(section, node->text);
    if (row != NULL) {
        diags_add(section->draft->diags, DIAG_UNKNOWN_KEY, place_of(section, node),
                  "unknown key '%s' here; '%s' is a path of nested keys, one mapping inside the other", shown,
                  row->path);
        return;
    }
    diags_add(section->draft->diags, DIAG_UNKNOWN_KEY, place_of(section, node),
              "unknown key '%s'; the keys here are %s", shown, text_list(arena, candidates, count, ", "));
}

void draft_set_free(struct draft *draft, enum root_param row, const char *key, struct value value,
                    struct place place)
{
    for (size_t i = 0; i < draft->params.free_count; i++) {
        if (draft->free[i].row == row && text_equal(draft->free[i].key, key)) {
            draft->free[i].value = value;
            return;
        }
    }
    if (draft->params.free_count == FREE_KEYS_MAX) {
        diags_add(draft->diags, DIAG_OUT_OF_RANGE, place, "more than %d keys under '%s'", FREE_KEYS_MAX,
                  row_prefix(draft->diags->arena, &ROOT_ROWS[row]));
        return;
    }
    arena_grow(draft->arena, draft->free, draft->params.free_count, draft->free_capacity, 8);
    draft->params.free = draft->free;
    draft->free[draft->params.free_count++] = (struct free_value){row, arena_copy_string(draft->arena, key),
                                                                  value};
}

static void read_free(const struct section *section, int row, const struct yaml_node *mapping)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const struct yaml_node *key = &mapping->items[2 * i];
        struct value value;
        const char *fault = name_fault(key->text, key->count);
        struct value_source source = section->source;
        source.path = text_format(section->draft->scratch, "%s.%s",
                                  row_prefix(section->draft->scratch, &section->rows[row]),
                                  path_quote(section->draft->scratch, key->text));
        if (fault != NULL)
            diags_add(section->draft->diags, DIAG_BAD_NAME, place_of(section, key), "the key '%s' %s",
                      text_quote(section->draft->diags->arena, key->text, QUOTE_COLUMNS), fault);
        else if (value_read(&section->rows[row], key + 1, &source, &value))
            draft_set_free(section->draft, (enum root_param)row, key->text, value, place_of(section, key));
    }
}

/* Values that the user tried to give aren't also reported as missing. */
static void mark_tried(const struct section *section, const struct key *key, uint32_t line)
{
    if (key->row != NO_ROW && !section->values[key->row].is_set) section->values[key->row].line = line;
    for (const struct key *child = key->children; child != NULL; child = child->next)
        mark_tried(section, child, line);
}

static void read_level(const struct section *section, const struct key *keys, const struct yaml_node *mapping,
                       bool top);

static void read_pair(const struct section *section, const struct key *key, const struct yaml_node *node)
{
    bool takes_mapping = key->children != NULL || key->any != NO_ROW;
    if (takes_mapping && node->kind == YAML_MAPPING) {
        if (key->any != NO_ROW)
            read_free(section, key->any, node);
        else
            read_level(section, key->children, node, false);
        return;
    }
    bool fine;
    if (key->row != NO_ROW)
        fine = value_read(&section->rows[key->row], node, &section->source, &section->values[key->row]);
    else
        fine = diags_add(section->draft->diags, DIAG_WRONG_SHAPE, place_of(section, node),
                         "found %s where '%.*s' takes a mapping; write '%.*s: {%s%.*s: …}'",
                         yaml_is_null(node) ? "nothing" : yaml_kind_name(node), (int)key->length, key->name,
                         (int)key->length, key->name, key->children == NULL ? "KEY" : "",
                         key->children == NULL ? 0 : (int)key->children->length,
                         key->children == NULL ? "" : key->children->name);
    if (!fine) mark_tried(section, key, node->line);
}

static void read_level(const struct section *section, const struct key *keys, const struct yaml_node *mapping,
                       bool top)
{
    for (size_t i = 0; i < mapping->count; i++) {
        const struct yaml_node *name = &mapping->items[2 * i];
        if (top && is_reserved(section, name->text)) continue;
        const struct key *key = keys_find(keys, name->text);
        if (key == NULL)
            unknown_key(section, keys, name, top);
        else
            read_pair(section, key, name + 1);
    }
}

void section_read(const struct section *section, const struct key *keys, const struct yaml_node *mapping)
{
    read_level(section, keys, mapping, true);
}

bool section_expect(const struct value_source *source, const struct yaml_node *node, enum yaml_kind kind,
                    const char *what, const char *example)
{
    static const char *const KINDS[] = {
        [YAML_TEXT] = "a text", [YAML_LIST] = "a list", [YAML_MAPPING] = "a mapping"};
    if (node->kind == kind && !yaml_is_null(node)) return true;
    return diags_add(source->diags, DIAG_WRONG_SHAPE, (struct place){source->file, node->line, node->column},
                     "found %s where %s is %s; write for example '%s'",
                     yaml_is_null(node) ? "nothing" : yaml_kind_name(node), what, KINDS[kind], example);
}
