/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/arch.h"

#include <string.h>

#include "arch/latency.h"

#define ARCH(symbol) extern const struct arch symbol;
#include "arch/registry.def"
#undef ARCH

const struct arch *const ARCHS[] = {
#define ARCH(symbol) &symbol,
#include "arch/registry.def"
#undef ARCH
};
const size_t ARCH_COUNT = sizeof ARCHS / sizeof *ARCHS;

/* The comparison of a workload that names no architectures. */
static const char *const DEFAULT_USES[] = {"kafka-classic", "kafka-tuned", "warpstream", NULL};

/* Append to the kind's options those that any architecture may override. */
static struct param_kind with_overrides(const struct param_kind *kind, struct arena *arena)
{
    struct param_kind whole = *kind;
    struct param_row *rows = arena_new_of(arena, struct param_row, kind->row_count + OVERRIDE__COUNT);
    memcpy(rows, kind->rows, kind->row_count * sizeof *rows);
    memcpy(rows + kind->row_count, OVERRIDE_ROWS, sizeof OVERRIDE_ROWS);
    whole.rows = rows;
    whole.row_count += OVERRIDE__COUNT;
    whole.override_count = OVERRIDE__COUNT;
    return whole;
}

const struct param_registry *arch_registry(struct arena *arena)
{
    struct param_kind *kinds = arena_new_of(arena, struct param_kind, ARCH_COUNT);
    for (size_t i = 0; i < ARCH_COUNT; i++) kinds[i] = with_overrides(&ARCHS[i]->kind, arena);
    struct param_registry *registry = arena_new_of(arena, struct param_registry, 1);
    *registry = (struct param_registry){kinds, ARCH_COUNT, DEFAULT_USES, latency_embedded(arena), NULL};
    return registry;
}
