/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pick: the one architecture of a run that a rule is for. */
#pragma once

#include "gate/rules.h"

/* The architecture that the rule names, or that the run recommends, finds cheapest or has today. NULL, with
 * problem and why of none set, when there is none or the run doesn't know. Not for SCOPE_ALL. */
const struct run_architecture *pick(const struct rule *rule, const struct run *run, struct measure *none,
                                    struct arena *arena);

/* "'NAMED', did you mean 'NEAREST'? (it has: A, B, …)" for an unknown name. */
const char *pick_hint(const char *named, const char *const *names, size_t count, struct arena *arena);
