/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/template.h"

#include <assert.h>
#include <string.h>

#include "pricing/embedded.h"

const char *template_embedded(const char *name, size_t *length)
{
    const struct embedded_file *file = EMBEDDED_FILES;
    while (file->name != NULL && !text_equal(file->name, name)) file++;
    assert(file->name != NULL);
    *length = (size_t)(file->end - file->bytes);
    return file->bytes;
}

static const char *slot_of(const struct template_slot *slots, size_t count, const char *name, size_t length)
{
    size_t at = 0;
    while (at < count && (strlen(slots[at].name) != length || memcmp(slots[at].name, name, length) != 0))
        at++;
    assert(at < count); /* a slot of the template without a value */
    return slots[at].html;
}

/* Skip to after {{/name}} when a condition fails. */
static const char *skip(const char *at, const char *end, const char *name, size_t length, struct arena *arena)
{
    const char *closer = text_format(arena, "{{/%.*s}}", (int)length, name),
               *found = memmem(at, (size_t)(end - at), closer, strlen(closer));
    assert(found != NULL);
    return found + strlen(closer);
}

char *template_fill(const char *template, size_t length, const struct template_slot *slots, size_t count,
                    struct arena *arena)
{
    enum { BRACES = 2 };
    struct text out = text_new(arena);
    const char *at = template, *end = template + length;
    for (const char *open; (open = memmem(at, (size_t)(end - at), "{{", BRACES)) != NULL;) {
        const char *close = memmem(open, (size_t)(end - open), "}}", BRACES), *name = open + BRACES;
        assert(close != NULL);
        text_add_bytes(&out, at, (size_t)(open - at));
        at = close + BRACES;
        bool is_condition = *name == '#', is_end = *name == '/';
        name += is_condition || is_end;
        if (is_end) continue;
        const char *html = slot_of(slots, count, name, (size_t)(close - name));
        if (!is_condition)
            text_add(&out, html);
        else if (*html == '\0')
            at = skip(at, end, name, (size_t)(close - name), arena);
    }
    text_add_bytes(&out, at, (size_t)(end - at));
    return out.bytes;
}
