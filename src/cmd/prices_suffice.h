/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Suffice: whether a book can price an architecture. It can when a small workload with default options passes
 * through the same comparison that users run. */
#pragma once

#include "arch/arch.h"
#include "pricing/book.h"

struct sufficiency {
    bool suffices;
    const char *words; /* "yes", "yes (unverified: 2)", "no: AmazonEC2:BoxUsage:*, …" */
};

struct sufficiency prices_suffice(const struct arch *arch, const struct book *book,
                                  const struct catalogue *catalogue, struct arena *arena);
