/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gate/reading.h"

#include "base/text.h"
#include "params/names.h"

static const char *const KINDS[] = {
    [YAML_TEXT] = "a text", [YAML_LIST] = "a list", [YAML_MAPPING] = "a mapping"};

struct place reading_place(const struct reading *reading, const struct yaml_node *node)
{
    return (struct place){reading->file, node->line, node->column};
}

static const char *quote(const struct reading *reading, const char *text)
{
    return text_quote(reading->diags->arena, text, READING_QUOTE_COLUMNS);
}

bool reading_open(struct reading *reading, const char *bytes, size_t length, size_t max_bytes,
                  const char *what, const char *example, struct yaml_node *root)
{
    if (length > max_bytes)
        return diags_add(reading->diags, DIAG_FILE_TOO_LARGE, (struct place){.file = reading->file},
                         "%s can't be over %zu KiB; split it or leave out what isn't needed", what,
                         max_bytes / 1024);
    if (!yaml_read(reading->file, bytes, length, reading->arena, reading->diags, root)) return false;
    return reading_expect(reading, root, YAML_MAPPING, what, example);
}

bool reading_expect(const struct reading *reading, const struct yaml_node *node, enum yaml_kind kind,
                    const char *what, const char *example)
{
    if (node->kind == kind && !yaml_is_null(node)) return true;
    return diags_add(reading->diags, DIAG_WRONG_SHAPE, reading_place(reading, node),
                     "found %s where %s is %s; write for example '%s'",
                     yaml_is_null(node) ? "nothing" : yaml_kind_name(node), what, KINDS[kind], example);
}

const char *reading_name(const struct reading *reading, const struct yaml_node *node, const char *what,
                         const char *example)
{
    if (!reading_expect(reading, node, YAML_TEXT, what, example)) return NULL;
    const char *fault = name_fault(node->text, node->count);
    if (fault == NULL) return arena_copy_string(reading->arena, node->text);
    diags_add(reading->diags, DIAG_BAD_NAME, reading_place(reading, node), "%s '%s' %s", what,
              quote(reading, node->text), fault);
    return NULL;
}

void reading_unknown_key(const struct reading *reading, const struct yaml_node *key, const char *const *known,
                         size_t count, const char *of)
{
    const char *nearest = text_nearest(key->text, known, count);
    if (nearest != NULL) {
        diags_add(reading->diags, DIAG_UNKNOWN_KEY, reading_place(reading, key),
                  "unknown key '%s', did you mean '%s'?", quote(reading, key->text), nearest);
        return;
    }
    diags_add(reading->diags, DIAG_UNKNOWN_KEY, reading_place(reading, key),
              "unknown key '%s'; the keys of %s are %s", quote(reading, key->text), of,
              text_list(reading->diags->arena, known, count, ", "));
}

int reading_choice(const struct reading *reading, const struct yaml_node *node, const char *what,
                   const char *const *choices)
{
    size_t count = 0;
    while (choices[count] != NULL) count++;
    if (!reading_expect(reading, node, YAML_TEXT, what, choices[0])) return -1;
    for (size_t i = 0; i < count; i++)
        if (text_equal(choices[i], node->text)) return (int)i;
    const char *nearest = text_nearest(node->text, choices, count);
    diags_add(reading->diags, DIAG_UNKNOWN_CHOICE, reading_place(reading, node),
              "%s can't be '%s'%s%s%s It is %s", what, quote(reading, node->text),
              nearest == NULL ? "." : ", did you mean '", nearest == NULL ? "" : nearest,
              nearest == NULL ? "" : "'?", text_list(reading->diags->arena, choices, count, " or "));
    return -1;
}
