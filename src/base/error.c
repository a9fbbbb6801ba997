/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

static const struct {
    const char *slug;
    enum exit_code exit_code;
} ROWS[DIAG__COUNT] = {
#define DIAG(id, slug, exit_code) [DIAG_##id] = {slug, exit_code},
#include "base/diagnostics.def"
#undef DIAG
};

void diags_init(struct diags *diags, struct arena *arena)
{
    *diags = (struct diags){.arena = arena};
    diags->end = &diags->first;
}

bool diags_add(struct diags *diags, enum diag_id id, struct place place, const char *format, ...)
{
    if (diags->count++ == 0) diags->exit_code = diag_exit_code(id);
    if (diags->kept_count == DIAGS_KEPT_MAX) return false;
    diags->kept_count++;

    va_list args;
    va_start(args, format);
    struct diag *diag = arena_new_of(diags->arena, struct diag, 1);
    *diag = (struct diag){id, place, text_vformat(diags->arena, format, args), NULL};
    va_end(args);
    *diags->end = diag;
    diags->end = &diag->next;
    return false;
}

static bool same_file(const struct diag *a, const struct diag *b)
{
    if (a->place.file == NULL || b->place.file == NULL) return a->place.file == b->place.file;
    return strcmp(a->place.file, b->place.file) == 0;
}

static bool comes_before(const struct diag *a, const struct diag *b)
{
    if (a->place.line != b->place.line) return a->place.line < b->place.line;
    return a->place.column < b->place.column;
}

/* Insertion sort within runs of the same file: lists are short (DIAGS_KEPT_MAX) and nearly sorted, and it
 * is stable. */
void diags_sort(struct diags *diags)
{
    struct diag *sorted = NULL;
    for (struct diag *diag = diags->first, *next; diag != NULL; diag = next) {
        next = diag->next;
        struct diag **at = &sorted, **insert = NULL;
        bool seen = false;
        for (; *at != NULL; at = &(*at)->next) {
            bool same = same_file(*at, diag);
            seen |= same;
            if (insert == NULL && ((same && comes_before(diag, *at)) || (seen && !same))) insert = at;
        }
        if (insert == NULL) insert = at;
        diag->next = *insert;
        *insert = diag;
    }
    diags->first = sorted;
    diags->end = &diags->first;
    while (*diags->end != NULL) diags->end = &(*diags->end)->next;
}

const char *diag_slug(enum diag_id id) { return ROWS[id].slug; }

enum exit_code diag_exit_code(enum diag_id id) { return ROWS[id].exit_code; }
