/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Template: a text with slots that are filled. {{name}} becomes the slot's HTML; what stands between
 * {{#name}} and {{/name}} is kept only when the slot isn't empty. Slots' own text is never looked at again,
 * so that nothing in it can be taken for a slot. */
#pragma once

#include "base/text.h"

struct template_slot {
    const char *name;
    const char *html;
};

/* Every slot that the template names must be there, and every condition closed: templates are the program's
 * own (assert). */
char *template_fill(const char *template, size_t length, const struct template_slot *slots, size_t count,
                    struct arena *arena);

/* The template that the program carries under this name, "templates/report.html"; its length. It must be
 * there (assert). */
const char *template_embedded(const char *name, size_t *length);
