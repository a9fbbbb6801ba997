/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was said of an input, as text. */
#pragma once

#include "base/error.h"
#include "base/text.h"

/* All diagnostics as "file:line:column: slug: message" lines. */
static inline char *diags_text(const struct diags *diags, struct arena *arena)
{
    struct text out = text_new(arena);
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next)
        text_addf(&out, "%s:%u:%u: %s: %s\n", diag->place.file == NULL ? "" : diag->place.file,
                  (unsigned)diag->place.line, (unsigned)diag->place.column, diag_slug(diag->id),
                  diag->message);
    return out.bytes;
}
