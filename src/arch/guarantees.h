/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Guarantees: an architecture's promises to its users besides bytes and latency. Every comparison prints
 * them, so that nobody takes two prices for the price of the same thing. */
#pragma once

#include <stdbool.h>

/* The object store keeps its own copies, which users don't count. */
enum { COPIES_BY_OBJECT_STORE = 0 };

struct guarantees {
    const char *ack;  /* the state of a record when it is acknowledged */
    double copies;    /* of each acknowledged record at that moment, or COPIES_BY_OBJECT_STORE */
    double zones;     /* zones that hold a copy */
    const char *loss; /* failures that lose acknowledged records */
    bool idempotence;
    bool transactions;
    bool compaction;
    const char *headroom;      /* spare capacity of the deployment */
    const char *optimisations; /* cost options that are on */
    const char *clients; /* settings of clients to change (arch/clients.h); "" when unknown. Of the hook:
                            a note on settings, or NULL */
};
