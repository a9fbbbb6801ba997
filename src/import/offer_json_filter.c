/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "import/offer_json_private.h"

static bool holds(const char *bytes, size_t length, const char *string)
{
    return memmem(bytes, length, string, strlen(string)) != NULL;
}

static bool holds_all(const struct json_held *object, const char *usagetype, size_t length,
                      const struct offer_attribute_filter *attribute_filter)
{
    if (!holds(usagetype, length, attribute_filter->all[0])) return false;
    for (int i = 1; i < OFFER_FILTER_STRINGS_MAX && attribute_filter->all[i] != NULL; i++)
        if (!holds(object->bytes, object->length, attribute_filter->all[i])) return false;
    return true;
}

static size_t behind_blanks(const struct json_held *object, size_t at)
{
    while (at < object->length && (unsigned char)object->bytes[at] <= ' ') at++;
    return at;
}

/* True if the word of length bytes before *at is a key; *at then becomes the start of its value. */
static bool is_key(const struct json_held *object, size_t length, size_t *at)
{
    if (object->bytes[*at - length - 1] != '"' || object->bytes[*at] != '"') return false;
    size_t colon = behind_blanks(object, *at + 1);
    if (colon >= object->length || object->bytes[colon] != ':') return false;
    *at = behind_blanks(object, colon + 1);
    return true;
}

static bool may_matter(const struct offer_wanted *wanted, const struct json_held *object, size_t at)
{
    const char *bytes = object->bytes;
    const char *quote = at < object->length && bytes[at] == '"'
                            ? memchr(bytes + at + 1, '"', object->length - at - 1)
                            : NULL;
    if (quote == NULL) return true; /* no text: the parser decides */
    for (size_t i = 0; i < wanted->filter_count; i++)
        if (holds_all(object, bytes + at + 1, (size_t)(quote - bytes) - at - 1,
                      &wanted->attribute_filters[i]))
            return true;
    return false;
}

bool offer_json_is_candidate(const struct offer_json_reader *reader, const struct json_held *object,
                             const char *key)
{
    if (reader->wanted->filter_count == 0 || object->backslash) return true;
    const struct json_kernels *kernels = reader->walk.window.kernels;
    size_t count = 0, key_bytes = strlen(key);
    for (size_t at = 1;
         (at = kernels->find(object->bytes, object->length, at, key, key_bytes)) != SIZE_MAX;) {
        at += key_bytes;
        if (!is_key(object, key_bytes, &at)) continue;
        if (may_matter(reader->wanted, object, at)) return true;
        count++;
    }
    return count == 0;
}
