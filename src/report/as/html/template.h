/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Template: a text with slots. {{name}} becomes the slot's HTML; text between {{#name}} and {{/name}} is
 * kept only when the slot isn't empty. Slots' own text is never scanned again, so that nothing in it can
 * be taken for a slot. */
#pragma once

#include "base/text.h"

struct template_slot {
    const char *name;
    const char *html;
};

/* Every slot of the template must be given, and every condition closed: templates are the program's own
 * (assert). */
char *template_fill(const char *template, size_t length, const struct template_slot *slots, size_t count,
                    struct arena *arena);

/* The embedded template of this name, "templates/report.html", and its length. It must exist (assert). */
const char *template_embedded(const char *name, size_t *length);
