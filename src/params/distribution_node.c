/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Copies and prints the expression of a distribution, and changes one of its scalars. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "params/distribution.h"

enum { QUOTE_COLUMNS = 60 };

static size_t items_of(const struct yaml_node *node)
{
    return node->kind == YAML_MAPPING ? 2 * (size_t)node->count : node->count;
}

struct yaml_node distribution_copy(struct arena *arena, const struct yaml_node *node)
{
    struct yaml_node copy = *node;
    if (node->kind == YAML_TEXT) {
        copy.text = arena_copy(arena, node->text, node->count);
        return copy;
    }
    struct yaml_node *items = arena_new_of(arena, struct yaml_node, items_of(node));
    for (size_t i = 0; i < items_of(node); i++) items[i] = distribution_copy(arena, &node->items[i]);
    copy.items = items;
    return copy;
}

/* ---- printing ---- */

/* True if YAML reads the text as itself without quotes, wherever it stands. */
static bool is_plain(const char *text)
{
    static const char SAFE[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%/+- µ";
    size_t length = strlen(text);
    bool is_word = length > 0 && (isalnum((unsigned char)text[0]) || text[0] == '.') &&
                   text[length - 1] != ' ';
    return is_word && strspn(text, SAFE) == length && !text_equal(text, "null") &&
           !text_equal(text, "Null") && !text_equal(text, "NULL");
}

static void print_text(struct text *out, const char *text)
{
    if (is_plain(text)) {
        text_add(out, text);
        return;
    }
    text_add(out, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') text_add(out, "\\");
        text_add_bytes(out, text, 1);
    }
    text_add(out, "\"");
}

static void print_node(struct text *out, const struct yaml_node *node)
{
    if (node->kind == YAML_TEXT) {
        print_text(out, node->text);
        return;
    }
    text_add(out, node->kind == YAML_LIST ? "[" : "{");
    for (size_t i = 0; i < items_of(node); i++) {
        bool is_value = node->kind == YAML_MAPPING && i % 2 == 1;
        text_add(out, is_value ? ": " : i > 0 ? ", " : "");
        print_node(out, &node->items[i]);
    }
    text_add(out, node->kind == YAML_LIST ? "]" : "}");
}

char *distribution_print(struct arena *arena, const struct yaml_node *node)
{
    struct text out = text_new(arena);
    print_node(&out, node);
    return out.bytes;
}

/* ---- changing a scalar ---- */

/* Length of the key (which may hold dots: "p99.9") if path leads through it; else 0. */
static size_t leads_through(const char *path, const char *key)
{
    size_t length = strlen(key);
    return strncmp(path, key, length) == 0 && (path[length] == '.' || path[length] == '\0') ? length : 0;
}

/* Index of the item of node that path leads to, with *rest set to the path behind it; the count of items
 * if none. */
static size_t find_item(const struct yaml_node *node, const char *path, const char **rest)
{
    size_t count = items_of(node), found = count, longest = 0;
    for (size_t i = 0; i < node->count; i++) {
        char number[16];
        snprintf(number, sizeof number, "%zu", i + 1);
        const char *key = node->kind == YAML_MAPPING ? node->items[2 * i].text : number;
        size_t length = leads_through(path, key);
        if (length > longest) {
            longest = length;
            found = node->kind == YAML_MAPPING ? 2 * i + 1 : i;
        }
    }
    *rest = path + longest + (path[longest] == '.');
    return found;
}

/* Copy node with text at path, sharing all that doesn't change; false when nothing is there. */
static bool change(const struct yaml_node *node, const char *path, const char *text, struct arena *arena,
                   struct yaml_node *changed)
{
    *changed = *node;
    if (node->kind == YAML_TEXT) {
        changed->text = arena_copy_string(arena, text);
        changed->count = (uint32_t)strlen(text);
        return *path == '\0';
    }
    const char *rest;
    size_t count = items_of(node), at = find_item(node, path, &rest);
    if (at == count) return false;
    struct yaml_node *items = arena_new_of(arena, struct yaml_node, count);
    memcpy(items, node->items, count * sizeof *items);
    changed->items = items;
    return change(&node->items[at], rest, text, arena, &items[at]);
}

static void list_paths(struct text *out, const struct yaml_node *node, const char *path)
{
    for (size_t i = 0; i < node->count && node->kind != YAML_TEXT; i++) {
        const struct yaml_node *item = &node->items[node->kind == YAML_MAPPING ? 2 * i + 1 : i];
        const char *key = node->kind == YAML_MAPPING ? node->items[2 * i].text
                                                     : text_format(out->arena, "%zu", i + 1);
        const char *below = text_format(out->arena, "%s%s%s", path, *path == '\0' ? "" : ".", key);
        if (item->kind != YAML_TEXT)
            list_paths(out, item, below);
        else
            text_addf(out, "%s%s", out->length == 0 ? "" : ", ",
                      text_quote(out->arena, below, QUOTE_COLUMNS));
    }
}

bool distribution_change(const struct param_row *row, const struct distribution *old, const char *path,
                         const char *text, struct place place, const struct value_source *source,
                         const struct distribution **read)
{
    struct arena *arena = source->diags->arena;
    struct yaml_node changed;
    if (old->node == NULL)
        return diags_add(source->diags, DIAG_UNKNOWN_PATH, place,
                         "%s is %s, which has no keys inside; give all of it", row->path, old->text);
    if (!change(old->node, path, text, source->arena, &changed)) {
        struct text paths = text_new(arena);
        list_paths(&paths, old->node, "");
        return diags_add(source->diags, DIAG_UNKNOWN_PATH, place,
                         "%s has no scalar '%s' inside; there are %s", row->path,
                         text_quote(arena, path, QUOTE_COLUMNS), paths.bytes);
    }
    /* Lines of the old expression mean nothing here: mistakes are reported where the scalar was given. */
    struct diags mistakes;
    diags_init(&mistakes, arena);
    struct value_source inside = *source;
    inside.diags = &mistakes;
    inside.path = row->path;
    inside.base = old->file;
    bool fine = distribution_read(row, &changed, &inside, read);
    for (const struct diag *mistake = mistakes.first; mistake != NULL; mistake = mistake->next)
        diags_add(source->diags, mistake->id, place, "%s", mistake->message);
    return fine;
}
