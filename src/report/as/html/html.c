/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/as/html/html.h"

#include <string.h>

#include "report/as/html/blocks.h"
#include "report/as/html/escape.h"
#include "report/as/html/notes.h"
#include "report/as/html/palette.h"
#include "report/as/html/template.h"
#include "report/say/say.h"
#include "report/view.h"

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void add_base64(struct text *out, const char *bytes, size_t length)
{
    const unsigned char *u = (const unsigned char *)bytes;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        unsigned group = (unsigned)u[i] << 16 | (left > 1 ? (unsigned)u[i + 1] << 8 : 0) |
                         (left > 2 ? u[i + 2] : 0);
        const char four[] = {BASE64[group >> 18], BASE64[group >> 12 & 63],
                             left > 1 ? BASE64[group >> 6 & 63] : '=', left > 2 ? BASE64[group & 63] : '='};
        text_add_bytes(out, four, sizeof four);
    }
}

static char *logo_html(const struct cover *cover, struct arena *arena)
{
    struct text out = text_new(arena);
    if (cover->logo_length > 0) {
        text_addf(&out, "<img class=\"logo\" alt=\"\" src=\"data:%s;base64,", cover->logo_type);
        add_base64(&out, cover->logo_bytes, cover->logo_length);
        text_add(&out, "\">");
    }
    return out.length == 0 ? text_format(arena, "%s", "") : out.bytes;
}

static const struct {
    const char *slot;
    say_section *say;
    unsigned media;
} SECTIONS[] = {
#define SECTION(name, media) {#name, say_##name, media},
#include "report/say/sections.def"
#undef SECTION
};

/* "Platform team · 2026-07-20 · warpcost 1.2" */
static char *byline_html(const struct run *run, const struct cover *cover, struct arena *arena)
{
    const char *const parts[] = {cover->author, cover->date,
                                 *run->engine_version == '\0'
                                     ? NULL
                                     : text_format(arena, "warpcost %s", run->engine_version)};
    struct text out = text_new(arena);
    for (size_t i = 0; i < DOC_COUNT(parts); i++)
        if (parts[i] != NULL)
            text_addf(&out, "%s%s", out.length == 0 ? "" : " \u00b7 ", escape_html(arena, parts[i], 200));
    return out.length == 0 ? text_format(arena, "%s", "") : out.bytes;
}

/* The page's own slots. */
static size_t own_slots(struct template_slot *slots, const struct run *run, const struct cover *cover,
                        struct arena *arena)
{
    const struct template_slot own[] = {
        {"title", escape_html(arena, cover_title(cover, run, arena), 200)},
        {"component_colours", palette_colours(arena, false)},
        {"component_colours_dark", palette_colours(arena, true)},
        {"component_classes", palette_classes(arena)},
        {"symbols", palette_symbols(arena, run->architecture_count)},
        {"byline", byline_html(run, cover, arena)},
        {"logo", logo_html(cover, arena)},
        {"notes", cover->notes == NULL ? "" : notes_html(cover->notes, arena)},
        {"has_latency", view_is_simulated(run) ? "yes" : ""},
    };
    memcpy(slots, own, sizeof own);
    return DOC_COUNT(own);
}

char *html_report(const struct run *unsorted, const struct cover *given, struct arena *arena)
{
    enum { OWN_MAX = 16 };
    const struct cover none = {0}, *cover = given == NULL ? &none : given;
    const struct run *run = view_sorted(unsorted, arena);
    struct template_slot slots[DOC_COUNT(SECTIONS) + OWN_MAX];
    size_t count = own_slots(slots, run, cover, arena), length;
    for (size_t i = 0; i < DOC_COUNT(SECTIONS); i++) {
        if ((SECTIONS[i].media & DOC_HTML) == 0) continue;
        const struct doc doc = say_alone(SECTIONS[i].say, run, DOC_HTML, arena);
        slots[count++] = (struct template_slot){SECTIONS[i].slot, as_html(&doc)};
    }
    const char *template = template_embedded("templates/report.html", &length);
    return template_fill(template, length, slots, count, arena);
}
