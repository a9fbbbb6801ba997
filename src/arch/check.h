/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Check of the tables of architectures: what one lacks is said at start, by name, not by a crash later. */
#pragma once

#include "arch/arch.h"

/* Append a diagnostic for each hook, table or row that an architecture lacks or contradicts; false when there
 * is any. */
bool arch_check(const struct arch *const *archs, size_t count, struct diags *diags);
