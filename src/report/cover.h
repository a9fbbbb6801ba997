/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cover: the user's own parts of a report, in any format. None of it is part of the run document. */
#pragma once

#include "run/run.h"

/* Each may be NULL. */
struct cover {
    const char *title, *author;
    const char *date;      /* of the report, "2026-07-20" */
    const char *notes;     /* Markdown, see report/notes.h */
    const char *logo_type; /* "image/png" or "image/jpeg" */
    const char *logo_bytes;
    size_t logo_length;
};

/* The given title, or one that describes the report. cover may be NULL. */
const char *cover_title(const struct cover *cover, const struct run *run, struct arena *arena);
