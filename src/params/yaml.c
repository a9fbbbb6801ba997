/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/text.h"
#include "params/names.h"

/* A list or mapping that is still open. */
struct frame {
    struct yaml_node node;
    size_t start;       /* index of its first child in pending */
    size_t size_before; /* builder.size when it opened */
    size_t height;      /* levels below it */
    size_t anchor;      /* slot + 1; 0 for none */
};

struct anchor {
    const char *name; /* NULL: free slot */
    struct yaml_node node;
    size_t size;   /* nodes, expanded */
    size_t height; /* levels */
    bool is_open;  /* its node has not ended, so an alias to it would refer to itself */
};

/* Twice as many slots as anchors keep probing short. */
enum { ANCHOR_SLOTS = 2 * YAML_ANCHORS_MAX, TEXT_BLOCK_BYTES = 16 * 1024 };

struct builder {
    const char *file;
    struct arena *arena;
    struct diags *diags;
    struct yaml_node *pending; /* children of open frames */
    size_t pending_count, pending_capacity;
    struct frame frames[YAML_DEPTH_MAX];
    size_t depth;
    size_t size; /* nodes so far, expanded */
    struct anchor *anchors;
    size_t anchor_count;
    char *text; /* free room for the next text: texts are packed, since most are shorter than an alignment */
    size_t text_left;
};

static struct place place_of(const struct builder *builder, const struct yaml_node *node)
{
    return (struct place){builder->file, node->line, node->column};
}

static struct place place_at(const struct builder *builder, yaml_mark_t mark)
{
    return (struct place){builder->file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

static struct yaml_node node_at(enum yaml_kind kind, yaml_mark_t mark)
{
    size_t column = mark.column + 1;
    return (struct yaml_node){.kind = (uint8_t)kind,
                              .line = (uint32_t)mark.line + 1,
                              .column = column > UINT16_MAX ? UINT16_MAX : (uint16_t)column};
}

static const char *pack_text(struct builder *builder, const char *bytes, size_t length)
{
    if (length >= TEXT_BLOCK_BYTES / 4) return arena_copy(builder->arena, bytes, length);
    if (builder->text_left < length + 1) {
        builder->text = arena_alloc(builder->arena, TEXT_BLOCK_BYTES);
        builder->text_left = TEXT_BLOCK_BYTES;
    }
    char *text = builder->text;
    memcpy(text, bytes, length);
    text[length] = '\0';
    builder->text += length + 1;
    builder->text_left -= length + 1;
    return text;
}

/* Append a node of size nodes and height levels, whose position for messages is place. */
static bool push(struct builder *builder, struct yaml_node node, size_t size, size_t height,
                 struct place place)
{
    builder->size += size;
    if (builder->size > YAML_NODES_MAX)
        return diags_add(
            builder->diags, DIAG_YAML_ALIAS, place,
            "the file holds over %d values once aliases are expanded; write fewer or smaller ones",
            YAML_NODES_MAX);
    if (builder->depth > 0 && builder->frames[builder->depth - 1].height < height)
        builder->frames[builder->depth - 1].height = height;
    arena_grow(builder->arena, builder->pending, builder->pending_count, builder->pending_capacity, 256);
    builder->pending[builder->pending_count++] = node;
    return true;
}

/* The slot that holds name, or the free slot for it. */
static size_t anchor_slot(const struct builder *builder, const char *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (const char *at = name; *at != '\0'; at++) hash = (hash ^ (unsigned char)*at) * 16777619u;
    size_t slot = hash % ANCHOR_SLOTS;
    while (builder->anchors[slot].name != NULL && !text_equal(builder->anchors[slot].name, name))
        slot = (slot + 1) % ANCHOR_SLOTS;
    return slot;
}

/* Register the event's anchor, if it has one; *slot is its slot + 1, or 0. */
static bool open_anchor(struct builder *builder, const yaml_char_t *name, yaml_mark_t mark, size_t *slot)
{
    *slot = 0;
    if (name == NULL) return true;
    if (builder->anchors == NULL)
        builder->anchors = arena_new_of(builder->arena, struct anchor, ANCHOR_SLOTS);
    size_t at = anchor_slot(builder, (const char *)name);
    struct anchor *anchor = &builder->anchors[at];
    if (anchor->name == NULL) {
        if (builder->anchor_count == YAML_ANCHORS_MAX)
            return diags_add(builder->diags, DIAG_YAML_ALIAS, place_at(builder, mark),
                             "the file has over %d anchors; write fewer", YAML_ANCHORS_MAX);
        builder->anchor_count++;
        anchor->name = pack_text(builder, (const char *)name, strlen((const char *)name));
    }
    anchor->is_open = true;
    *slot = at + 1;
    return true;
}

static void close_anchor(struct builder *builder, size_t slot, struct yaml_node node, size_t size,
                         size_t height)
{
    if (slot == 0) return;
    struct anchor *anchor = &builder->anchors[slot - 1];
    *anchor = (struct anchor){anchor->name, node, size, height, false};
}

static bool on_alias(struct builder *builder, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    struct place place = place_at(builder, event->start_mark);
    const struct anchor *anchor = builder->anchors == NULL ? NULL
                                                           : &builder->anchors[anchor_slot(builder, name)];
    const char *shown = text_quote(builder->arena, name, 40);
    if (anchor == NULL || anchor->name == NULL)
        return diags_add(builder->diags, DIAG_YAML_ALIAS, place,
                         "no anchor '&%s' stands before the alias '*%s'; define it above", shown, shown);
    if (anchor->is_open)
        return diags_add(builder->diags, DIAG_YAML_ALIAS, place,
                         "the alias '*%s' stands inside its own anchor and would never end", shown);
    if (builder->depth + anchor->height > YAML_DEPTH_MAX)
        return diags_add(builder->diags, DIAG_YAML_DEPTH, place,
                         "with the alias '*%s' the file nests deeper than %d levels", shown, YAML_DEPTH_MAX);
    return push(builder, anchor->node, anchor->size, anchor->height, place);
}

static bool on_text(struct builder *builder, const yaml_event_t *event)
{
    struct yaml_node node = node_at(YAML_TEXT, event->start_mark);
    size_t length = event->data.scalar.length, slot;
    const char *text = (const char *)event->data.scalar.value;
    if (memchr(text, '\0', length) != NULL)
        return diags_add(builder->diags, DIAG_YAML_SYNTAX, place_of(builder, &node),
                         "the text holds a NUL character (\\0); take it out");
    node.plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node.count = (uint32_t)length;
    node.text = pack_text(builder, text, length);
    if (!open_anchor(builder, event->data.scalar.anchor, event->start_mark, &slot)) return false;
    close_anchor(builder, slot, node, 1, 0);
    return push(builder, node, 1, 0, place_of(builder, &node));
}

static bool on_open(struct builder *builder, enum yaml_kind kind, const yaml_char_t *anchor, yaml_mark_t mark)
{
    size_t slot;
    if (builder->depth == YAML_DEPTH_MAX)
        return diags_add(builder->diags, DIAG_YAML_DEPTH, place_at(builder, mark),
                         "the file nests deeper than %d levels", YAML_DEPTH_MAX);
    if (!open_anchor(builder, anchor, mark, &slot)) return false;
    builder->frames[builder->depth++] = (struct frame){node_at(kind, mark), builder->pending_count,
                                                       builder->size, 0, slot};
    return true;
}

static bool is_merge_key(const struct yaml_node *key)
{
    return key->kind == YAML_TEXT && key->plain && text_equal(key->text, "<<");
}

/* Append the pairs of a merged mapping after the pending pairs. They were counted with the alias. */
static bool push_merged(struct builder *builder, const struct yaml_node *mapping)
{
    for (size_t i = 0; i < 2 * (size_t)mapping->count; i++)
        if (!push(builder, mapping->items[i], 0, 0, place_of(builder, mapping))) return false;
    return true;
}

static bool merge(struct builder *builder, struct yaml_node key, struct yaml_node value)
{
    if (value.kind == YAML_MAPPING) return push_merged(builder, &value);
    bool fine = value.kind == YAML_LIST;
    for (size_t i = 0; fine && i < value.count; i++) fine = value.items[i].kind == YAML_MAPPING;
    if (!fine) {
        diags_add(builder->diags, DIAG_YAML_MERGE, place_of(builder, &key),
                  "'<<' merges a mapping or a list of mappings, not %s; write for example '<<: *base'",
                  yaml_kind_name(&value));
        return true;
    }
    for (size_t i = 0; i < value.count; i++)
        if (!push_merged(builder, &value.items[i])) return false;
    return true;
}

enum { DROPPED = 255 }; /* kind of a key that doesn't enter the tree */

static void drop_duplicate(struct builder *builder, struct yaml_node *first, struct yaml_node *again,
                           bool again_is_merged)
{
    if (!again_is_merged)
        diags_add(builder->diags, DIAG_DUPLICATE_KEY, place_of(builder, again),
                  "key '%s' is given twice, first at line %u; keep one",
                  text_quote(builder->arena, again->text, 40), (unsigned)first->line);
    again->kind = DROPPED;
}

/* Drop keys that occur again: the first stays. Pairs from merged on come from merge keys and yield in
 * silence. */
static void drop_duplicates(struct builder *builder, struct yaml_node *pairs, size_t count, size_t merged)
{
    enum { FEW = 24 }; /* below this, comparing all pairs is faster than sorting */
    if (count <= FEW) {
        for (size_t i = 1; i < count; i++)
            for (size_t j = 0; j < i && pairs[2 * i].kind != DROPPED; j++)
                if (pairs[2 * i].kind != DROPPED && pairs[2 * j].kind != DROPPED &&
                    text_equal(pairs[2 * i].text, pairs[2 * j].text))
                    drop_duplicate(builder, &pairs[2 * j], &pairs[2 * i], i >= merged);
        return;
    }
    struct arena *scratch = arena_new();
    struct named *keys = arena_new_of(scratch, struct named, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (pairs[2 * i].kind != DROPPED) keys[kept++] = (struct named){pairs[2 * i].text, i};
    names_sort(keys, kept);
    for (size_t i = 1, first = 0; i < kept; i++) {
        if (text_equal(keys[i].name, keys[first].name))
            drop_duplicate(builder, &pairs[2 * keys[first].index], &pairs[2 * keys[i].index],
                           keys[i].index >= merged);
        else
            first = i;
    }
    arena_free(scratch);
}

/* Resolve merge keys and refuse keys that aren't text, among the pending pairs from start on. */
static bool check_pairs(struct builder *builder, size_t start)
{
    size_t end = builder->pending_count;
    for (size_t at = start; at < end; at += 2) {
        struct yaml_node key = builder->pending[at];
        if (is_merge_key(&key)) {
            builder->pending[at].kind = DROPPED;
            if (!merge(builder, key, builder->pending[at + 1])) return false;
        } else if (key.kind != YAML_TEXT) {
            builder->pending[at].kind = DROPPED;
            diags_add(builder->diags, DIAG_WRONG_SHAPE, place_of(builder, &key),
                      "found %s where a key is expected; quote texts that start with '{' or '['",
                      yaml_kind_name(&key));
        }
    }
    if (end > start) /* without pairs there may be no memory to point into */
        drop_duplicates(builder, builder->pending + start, (builder->pending_count - start) / 2,
                        (end - start) / 2);
    return true;
}

static bool on_close(struct builder *builder)
{
    struct frame *frame = &builder->frames[builder->depth - 1];
    bool is_mapping = frame->node.kind == YAML_MAPPING;
    if (is_mapping && !check_pairs(builder, frame->start)) return false;
    size_t step = is_mapping ? 2 : 1, count = builder->pending_count - frame->start, kept = 0;
    struct yaml_node *items = arena_new_of(builder->arena, struct yaml_node, count);
    for (size_t i = 0; i < count; i += step) {
        const struct yaml_node *from = builder->pending + frame->start + i;
        if (from->kind == DROPPED) continue;
        memcpy(items + kept * step, from, step * sizeof *items);
        kept++;
    }
    struct yaml_node node = frame->node;
    node.items = items;
    node.count = (uint32_t)kept;
    builder->pending_count = frame->start;
    builder->depth--;
    close_anchor(builder, frame->anchor, node, builder->size - frame->size_before + 1, frame->height + 1);
    return push(builder, node, 1, frame->height + 1, place_of(builder, &node));
}

static bool on_event(struct builder *builder, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT: return on_alias(builder, event);
    case YAML_SCALAR_EVENT: return on_text(builder, event);
    case YAML_SEQUENCE_START_EVENT:
        return on_open(builder, YAML_LIST, event->data.sequence_start.anchor, event->start_mark);
    case YAML_MAPPING_START_EVENT:
        return on_open(builder, YAML_MAPPING, event->data.mapping_start.anchor, event->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return on_close(builder);
    default: return true;
    }
}

/* Line and column of a byte. */
static struct place place_of_byte(const char *file, const char *bytes, size_t offset)
{
    struct place place = {file, 1, 1};
    for (size_t i = 0; i < offset; i++) {
        bool line_end = bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == offset || bytes[i + 1] != '\n'));
        if (line_end)
            place = (struct place){file, place.line + 1, 1};
        else if (((unsigned char)bytes[i] & 0xC0) != 0x80)
            place.column++;
    }
    return place;
}

/* Column of a tab in the indentation of a line, or 0. */
static uint32_t tab_in_indentation(const char *bytes, size_t length, size_t line)
{
    const char *at = bytes, *end = bytes + length;
    while (line > 0 && at < end) {
        if (*at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'))) line--;
        at++;
    }
    const char *start = at;
    while (at < end && *at == ' ') at++;
    return at < end && *at == '\t' ? (uint32_t)(at - start) + 1 : 0;
}

static bool report_failure(struct builder *builder, const yaml_parser_t *parser, const char *bytes,
                           size_t length)
{
    if (parser->error == YAML_MEMORY_ERROR) arena_exhausted();
    const char *problem = parser->problem == NULL ? "it can't be read" : parser->problem;
    if (parser->error == YAML_READER_ERROR)
        return diags_add(builder->diags, DIAG_YAML_SYNTAX,
                         place_of_byte(builder->file, bytes,
                                       parser->problem_offset < length ? parser->problem_offset : length),
                         "character 0x%02X can't stand in YAML (%s); take it out",
                         (unsigned)parser->problem_value, problem);
    uint32_t tab = tab_in_indentation(bytes, length, parser->problem_mark.line);
    if (tab > 0)
        return diags_add(builder->diags, DIAG_YAML_TAB,
                         (struct place){builder->file, (uint32_t)parser->problem_mark.line + 1, tab},
                         "the line is indented with a tab, which YAML does not allow; use spaces");
    struct place place = place_at(builder, parser->problem_mark);
    if (parser->context == NULL)
        return diags_add(builder->diags, DIAG_YAML_SYNTAX, place, "not valid YAML: %s", problem);
    return diags_add(builder->diags, DIAG_YAML_SYNTAX, place,
                     "not valid YAML: %s %s that starts at line %zu; check indentation, colons and quotes",
                     problem, parser->context, parser->context_mark.line + 1);
}

static bool build(struct builder *builder, yaml_parser_t *parser, const char *bytes, size_t length)
{
    yaml_event_t event;
    size_t documents = 0;
    for (bool done = false; !done;) {
        if (!yaml_parser_parse(parser, &event)) return report_failure(builder, parser, bytes, length);
        bool fine = true;
        if (event.type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
            fine = diags_add(builder->diags, DIAG_YAML_MULTIPLE, place_at(builder, event.start_mark),
                             "a second YAML document starts here; put each into a file of its own");
        else
            fine = on_event(builder, &event);
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (!fine) return false;
    }
    if (documents == 0)
        return diags_add(builder->diags, DIAG_YAML_EMPTY, (struct place){builder->file, 1, 1},
                         "the file is empty; 'warpcost init' writes one to start from");
    return true;
}

bool yaml_read(const char *file, const char *bytes, size_t length, struct arena *arena, struct diags *diags,
               struct yaml_node *root)
{
    static const char BOM[] = "\xEF\xBB\xBF";
    size_t bad = text_invalid_utf8_at(bytes, length);
    if (bad < length)
        return diags_add(diags, DIAG_ENCODING, place_of_byte(file, bytes, bad),
                         "byte 0x%02X at offset %zu is not valid UTF-8; save the file as UTF-8",
                         (unsigned char)bytes[bad], bad);
    if (length >= 3 && memcmp(bytes, BOM, 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) arena_exhausted();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, length);
    struct builder *builder = arena_new_of(arena, struct builder, 1);
    *builder = (struct builder){.file = file, .arena = arena, .diags = diags};
    bool fine = build(builder, &parser, bytes, length);
    yaml_parser_delete(&parser);
    if (fine) *root = builder->pending[0];
    return fine;
}

bool yaml_is_null(const struct yaml_node *node)
{
    return node->kind == YAML_TEXT && node->plain &&
           (node->count == 0 || text_equal(node->text, "~") || text_equal(node->text, "null"));
}

const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key)
{
    for (size_t i = 0; i < mapping->count; i++)
        if (text_equal(mapping->items[2 * i].text, key)) return &mapping->items[2 * i + 1];
    return NULL;
}

const char *yaml_kind_name(const struct yaml_node *node)
{
    return node->kind == YAML_MAPPING ? "a mapping" : node->kind == YAML_LIST ? "a list" : "a text";
}
