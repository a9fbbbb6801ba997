/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Options that every architecture has before its own: an architecture's row table begins with
 *
 *     #define PARAM(id, ...) {__VA_ARGS__},
 *     #include "arch/options.def"
 *     #include "arch/mine.def" */
#pragma once

enum common_option {
#define PARAM(id, ...) OPTION_##id,
#include "arch/options.def"
#undef PARAM
    OPTION__COUNT
};

enum processor_choice { PROCESSOR_CHOICE_X86_64, PROCESSOR_CHOICE_ARM64, PROCESSOR_CHOICE_ANY };

/* The value of `instance` that overrides a preset type with a search. */
#define INSTANCE_SEARCH "search"
