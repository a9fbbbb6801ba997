/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>

/* Call work(user, index) for every index below count, on up to `threads` threads (1: on the caller's own).
 * Calls share nothing but user; each index is done once, in no order, all before this returns. */
void parallel_for(unsigned threads, size_t count, void (*work)(void *user, size_t index), void *user);
