/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A registry of made-up architectures, and short ways to resolve texts. */
#pragma once

#include <string.h>

#include "base/text.h"
#include "params/params.h"

enum { FERRY_SPARE, FERRY_CHUNK, FERRY_TIMEOUT, FERRY_SPILL, FERRY_INSTANCE, FERRY_KINDS, FERRY_SHIFTS, FERRY__COUNT };

static const char *const FERRY_CHOICES[] = {"calm", "rough", NULL};
static const struct param_row FERRY_ROWS[FERRY__COUNT] = {
    [FERRY_SPARE] = {"free_space", PARAM_FRACTION, 0, 0.9, NULL, "50%", false, 'D', "made up", "share of a hold that stays empty"},
    [FERRY_CHUNK] = {"hold.chunk", PARAM_BYTES, 1, 1e9, NULL, "4 MiB", false, 'D', "made up", "bytes of a crate"},
    [FERRY_TIMEOUT] = {"hold.timeout", PARAM_DURATION, 1e-3, 60, NULL, "250ms", false, 'D', "made up", "time that a crate waits"},
    [FERRY_SPILL] = {"spill", PARAM_BOOL, 0, 1, NULL, "false", false, '-', "", "whether crates may fall over board"},
    [FERRY_INSTANCE] = {"instance", PARAM_TEXT, 0, 64, NULL, NULL, false, '-', "", "kind of ship"},
    [FERRY_KINDS] = {"weather", PARAM_CHOICE, 0, 0, FERRY_CHOICES, "calm", false, '-', "", "sea"},
    [FERRY_SHIFTS] = {"shifts", PARAM_SERIES, 0, 10, NULL, "[1, 2.5]", false, '-', "", "crew by shift"},
};
static const struct param_row RAFT_ROWS[] = {
    {"logs", PARAM_COUNT, 1, 40, NULL, NULL, true, '-', "", "tree trunks"},
};
static const struct param_preset FERRY_PRESETS[] = {{"hold.chunk", "8 MiB"}, {"spill", "true"}, {NULL, NULL}};
static const struct param_kind KINDS[] = {
    {"ferry", "Ferry", "a ship that comes back", FERRY_ROWS, FERRY__COUNT, NULL},
    {"ferry-tuned", "Ferry, tuned", "a ship that comes back sooner", FERRY_ROWS, FERRY__COUNT, FERRY_PRESETS},
    {"raft", "Raft", "made of logs", RAFT_ROWS, 1, NULL},
};
static const char *const DEFAULT_USES[] = {"ferry", "ferry-tuned", NULL};
static const struct param_registry FIXTURE = {KINDS, 3, DEFAULT_USES};

/* Resolve text as "orders.yaml" with the sets (NULL-ended, or NULL). */
static inline const struct params *resolve_text(const char *text, const char *const *sets, struct arena *arena, struct diags *diags)
{
    size_t count = 0;
    while (sets != NULL && sets[count] != NULL)
        count++;
    struct param_request request = {.workload = {"orders.yaml", text, strlen(text)}, .sets = sets, .set_count = count};
    return params_resolve(&FIXTURE, &request, arena, diags);
}

/* All diagnostics as "file:line:column: slug: message" lines. */
static inline char *diags_text(const struct diags *diags, struct arena *arena)
{
    struct text out = text_new(arena);
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next)
        text_addf(&out, "%s:%u:%u: %s: %s\n", diag->place.file == NULL ? "" : diag->place.file, (unsigned)diag->place.line, (unsigned)diag->place.column,
                  diag_slug(diag->id), diag->message);
    return out.bytes;
}
