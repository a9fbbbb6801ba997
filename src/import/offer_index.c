/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/offer_index.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

enum { QUOTED_COLUMNS_MAX = 100, SHOWN_MAX = 6 };

static const char *text_in(const struct json *object, const char *key)
{
    const struct json *member = object == NULL ? NULL : json_member(object, key);
    return member != NULL && member->type == JSON_STRING ? member->text : NULL;
}

static bool wrong(const char *what, struct place place, struct diags *diags)
{
    return diags_add(diags, DIAG_OFFER_FORMAT, place, "%s; download the index again", what);
}

/* Members of an object by name, or of a list by its elements' regionCode. */
static const char *name_of(const struct json *child)
{
    const char *region = text_in(child, "regionCode");
    return child->key != NULL ? child->key : region;
}

static const char *newest(const struct json *versions)
{
    const struct json *last = NULL;
    for (const struct json *version = versions->first; version != NULL; version = version->next)
        if (last == NULL || strcmp(version->key, last->key) > 0) last = version;
    return last == NULL ? NULL : last->key;
}

static char *summarise_versions(const struct json *root, const struct json *versions, struct arena *arena,
                                struct diags *diags)
{
    const char *current = text_in(root, "currentVersion"), *code = text_in(root, "offerCode");
    current = current == NULL ? newest(versions) : current;
    const struct json *row = current == NULL ? NULL : json_member(versions, current);
    const char *url = text_in(row, "offerVersionUrl");
    if (url == NULL) {
        wrong("the current version has no offerVersionUrl", versions->place, diags);
        return NULL;
    }
    return text_format(arena, "the version index of %s: %zu versions, the current one %s at %s",
                       text_quote(arena, code == NULL ? "an offer" : code, QUOTED_COLUMNS_MAX),
                       versions->count, text_quote(arena, current, QUOTED_COLUMNS_MAX),
                       text_quote(arena, url, QUOTED_COLUMNS_MAX));
}

static char *summarise_names(const char *what, const struct json *children, const char *url_key,
                             const char *other_url_key, struct arena *arena, struct diags *diags)
{
    struct text list = text_new(arena);
    const char *example = NULL;
    size_t count = 0;
    for (const struct json *child = children->first; child != NULL; child = child->next, count++) {
        const char *name = name_of(child), *url = text_in(child, url_key);
        url = url == NULL ? text_in(child, other_url_key) : url;
        if (name == NULL || url == NULL) {
            wrong("an entry has no name or no address", child->place, diags);
            return NULL;
        }
        if (count < SHOWN_MAX)
            text_addf(&list, "%s%s", count == 0 ? "" : ", ", text_quote(arena, name, QUOTED_COLUMNS_MAX));
        example = example == NULL ? url : example;
    }
    return text_format(arena, "%s: %zu (%s%s), the first at %s", what, count, list.bytes,
                       count > SHOWN_MAX ? ", …" : "",
                       text_quote(arena, example == NULL ? "-" : example, QUOTED_COLUMNS_MAX));
}

const char *offer_index_summary(const char *name, enum offer_kind kind, const char *bytes, size_t length,
                                struct arena *arena, struct diags *diags)
{
    size_t before = diags->count;
    const struct json *root = json_read(name, bytes, length, arena, diags);
    if (root == NULL || diags->count != before) return NULL;
    const char *key = kind == OFFER_KIND_VERSION_INDEX  ? "versions"
                      : kind == OFFER_KIND_REGION_INDEX ? "regions"
                                                        : "offers";
    const struct json *children = json_member(root, key);
    bool is_object = children != NULL && children->type == JSON_OBJECT,
         is_list = children != NULL && children->type == JSON_ARRAY;
    if (!is_object && !(is_list && kind == OFFER_KIND_REGION_INDEX)) {
        wrong(text_format(diags->arena, "'%s' is no list of what the index names", key),
              children == NULL ? root->place : children->place, diags);
        return NULL;
    }
    if (kind == OFFER_KIND_VERSION_INDEX) return summarise_versions(root, children, arena, diags);
    if (kind == OFFER_KIND_SERVICE_INDEX)
        return summarise_names("the index of all offers", children, "currentVersionUrl", "versionIndexUrl",
                               arena, diags);
    return summarise_names(is_list ? "the region index of a Savings Plan" : "the region index of an offer",
                           children, "currentVersionUrl", "versionUrl", arena, diags);
}
