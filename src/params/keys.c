/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/keys.h"

#include <string.h>

#include "base/text.h"

static struct key *find(struct key *keys, const char *name, size_t length)
{
    for (struct key *key = keys; key != NULL; key = key->next)
        if (key->length == length && memcmp(key->name, name, length) == 0) return key;
    return NULL;
}

static struct key *find_or_add(struct key **keys, const char *name, size_t length, struct arena *arena)
{
    struct key *found = find(*keys, name, length);
    if (found != NULL) return found;
    while (*keys != NULL) keys = &(*keys)->next;
    *keys = arena_new_of(arena, struct key, 1);
    **keys = (struct key){.name = name, .length = length, .row = NO_ROW, .any = NO_ROW};
    return *keys;
}

const struct key *keys_of(const struct param_row *rows, size_t count, struct arena *arena)
{
    struct key *top = NULL;
    for (size_t i = 0; i < count; i++) {
        struct key **level = &top, *key = NULL;
        for (const char *at = rows[i].path;; at++) {
            size_t length = strcspn(at, ".");
            if (key != NULL && length == 1 && *at == '*') {
                key->any = (int)i;
                break;
            }
            key = find_or_add(level, at, length, arena);
            level = &key->children;
            at += length;
            if (*at == '\0') {
                key->row = (int)i;
                break;
            }
        }
    }
    return top;
}

const struct key *keys_find(const struct key *keys, const char *name)
{
    size_t length = strlen(name);
    for (const struct key *key = keys; key != NULL; key = key->next)
        if (key->length == length && memcmp(key->name, name, length) == 0) return key;
    return NULL;
}

bool row_is_free(const struct param_row *row) { return text_ends_with(row->path, ".*"); }

int row_find(const struct param_row *rows, size_t count, const char *path)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(rows[i].path, path) && !row_is_free(&rows[i])) return (int)i;
    return NO_ROW;
}

char *row_prefix(struct arena *arena, const struct param_row *row)
{
    size_t length = strlen(row->path);
    return arena_copy(arena, row->path, row_is_free(row) ? length - 2 : length);
}
