/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Check of the architectures' tables: a missing hook or row is named at start instead of a crash later. */
#pragma once

#include "arch/arch.h"

/* Append a diagnostic for each missing or contradictory hook, table or row; false when there is any. */
bool arch_check(const struct arch *const *archs, size_t count, struct diags *diags);
