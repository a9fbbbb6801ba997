/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A registry of made-up architectures, and short ways to resolve texts. */
#pragma once

#include <string.h>

#include "base/text.h"
#include "params/params.h"
#include "diags_text.h"

enum {
    FERRY_SPARE,
    FERRY_CHUNK,
    FERRY_TIMEOUT,
    FERRY_SPILL,
    FERRY_INSTANCE,
    FERRY_KINDS,
    FERRY_SHIFTS,
    FERRY__COUNT
};

static const char *const FERRY_CHOICES[] = {"calm", "rough", NULL};
static const struct param_row FERRY_ROWS[FERRY__COUNT] = {
    [FERRY_SPARE] = {"free_space", PARAM_FRACTION, 0, 0.9, NULL, "50%", false, 'D', "made up",
                     "share of a hold that stays empty"},
    [FERRY_CHUNK] = {"hold.chunk", PARAM_BYTES, 1, 1e9, NULL, "4 MiB", false, 'D', "made up",
                     "bytes of a crate"},
    [FERRY_TIMEOUT] = {"hold.timeout", PARAM_DURATION, 1e-3, 60, NULL, "250ms", false, 'D', "made up",
                       "time that a crate waits"},
    [FERRY_SPILL] = {"spill", PARAM_BOOL, 0, 1, NULL, "false", false, '-', "",
                     "whether crates may fall over board"},
    [FERRY_INSTANCE] = {"instance", PARAM_TEXT, 0, 64, NULL, NULL, false, '-', "", "kind of ship"},
    [FERRY_KINDS] = {"weather", PARAM_CHOICE, 0, 0, FERRY_CHOICES, "calm", false, '-', "", "sea"},
    [FERRY_SHIFTS] = {"shifts", PARAM_SERIES, 0, 10, NULL, "[1, 2.5]", false, '-', "", "crew by shift"},
};
static const struct param_row RAFT_ROWS[] = {
    {"logs", PARAM_COUNT, 1, 40, NULL, NULL, true, '-', "", "tree trunks"},
};
static const struct param_preset FERRY_PRESETS[] = {{"hold.chunk", "8 MiB"}, {"spill", "true"}, {NULL, NULL}};
static const struct param_kind KINDS[] = {
    {.id = "ferry",
     .title = "Ferry",
     .summary = "a ship that comes back",
     .rows = FERRY_ROWS,
     .row_count = FERRY__COUNT},
    {.id = "ferry-tuned",
     .title = "Ferry, tuned",
     .summary = "a ship that comes back sooner",
     .rows = FERRY_ROWS,
     .row_count = FERRY__COUNT,
     .presets = FERRY_PRESETS},
    {.id = "raft", .title = "Raft", .summary = "made of logs", .rows = RAFT_ROWS, .row_count = 1},
};
static const char *const DEFAULT_USES[] = {"ferry", "ferry-tuned", NULL};
/* Stand-ins for the shipped ones, which defaults name. */
static const struct param_profile PROFILES[] = {
    {"s3-standard-put", "{sized: {base: 50 ms, per_mib: 10 ms, noise: {lognormal: {p50: 1, p99: 2.5}}}}",
     0.99, 'D', "a put of its own", "2026-11", ""},
    {"s3-standard-get", "{lognormal: {p50: 20 ms, p99: 90 ms}}", 0.99, 'C', "a get of its own", "2026-11",
     ""},
    {"warpstream-commit", "{lognormal: {p50: 40 ms, sigma: 0.4}}", 0.99, 'D', "made up", "2026-11", ""},
    {"warpstream-lookup", "{lognormal: {p50: 90 ms, sigma: 0.2}}", 0.5, 'D', "made up", "2026-11", ""},
    {"rtt-same-zone", "0.15 ms", 0.5, 'D', "made up", "2026-11", ""},
    {"rtt-cross-zone", "0.8 ms", 0.5, 'D', "made up", "2026-11", ""},
    {"broker-append",
     "{mixture: [{weight: 99, constant: 3 ms}, {weight: 1, lognormal: {p50: 150 ms, sigma: 0.1}}]}", 0.9999,
     'D', "made up", "2019-08", ""},
    {"broker-pause", "0.2 s", 0.9999, 'D', "made up", "2019-08", ""},
    {"broker-collection", "0.01 s", 0.5, 'D', "made up", "2026-12", ""},
    {"ebs-gp3-append", "2 ms", 0.5, 'D', "made up", "2026-12", ""},
    {"flush-nvme", "0.1 ms", 0.5, 'D', "made up", "2026-12", ""},
    {"flush-io2", "0.5 ms", 0.5, 'D', "made up", "2026-12", ""},
    {"flush-hdd", "12 ms", 0.5, 'D', "made up", "2026-12", ""},
    {.name = NULL},
};
static const struct param_registry FIXTURE = {KINDS, 3, DEFAULT_USES, PROFILES, NULL};

/* Resolve text as "orders.yaml" with the sets (NULL-ended, or NULL). */
static inline const struct params *resolve_text(const char *text, const char *const *sets,
                                                struct arena *arena, struct diags *diags)
{
    size_t count = 0;
    while (sets != NULL && sets[count] != NULL) count++;
    struct param_request request = {.workload = {"orders.yaml", text, strlen(text)},
                                    .sets = sets,
                                    .set_count = count};
    return params_resolve(&FIXTURE, &request, arena, diags);
}
