/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "arch/arch.h"
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

/* What a workload that names no architectures compares. */
static const char *const DEFAULT_USES[] = {"kafka-classic", "kafka-tuned", "warpstream", NULL};

const struct param_registry *arch_registry(struct arena *arena)
{
    struct param_kind *kinds = arena_new_of(arena, struct param_kind, ARCH_COUNT);
    for (size_t i = 0; i < ARCH_COUNT; i++) kinds[i] = ARCHS[i]->kind;
    struct param_registry *registry = arena_new_of(arena, struct param_registry, 1);
    *registry = (struct param_registry){kinds, ARCH_COUNT, DEFAULT_USES, latency_embedded(arena)};
    return registry;
}
