/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cover: what makes a report the user's own, in whatever format it is. None of it is part of the run
 * document. */
#pragma once

#include "run/run.h"

/* Any of it may be NULL. */
struct cover {
    const char *title, *author;
    const char *notes;     /* Markdown, see report/notes.h */
    const char *logo_type; /* "image/png" or "image/jpeg" */
    const char *logo_bytes;
    size_t logo_length;
};

/* The title that was given, or one that says what the report is of. cover may be NULL. */
const char *cover_title(const struct cover *cover, const struct run *run, struct arena *arena);
