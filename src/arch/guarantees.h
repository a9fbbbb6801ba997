/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Promises: what an architecture gives its users besides bytes and latency. Printed with every comparison, so
 * that nobody reads two prices as the price of the same thing. */
#pragma once

#include <stdbool.h>

/* Copies that the object store keeps its own way and does not count for its users. */
enum { PROMISE_BY_OBJECT_STORE = 0 };

struct guarantees {
    const char *ack;  /* what is true when a record is acknowledged */
    double copies;    /* of each acknowledged record at that moment, or PROMISE_BY_OBJECT_STORE */
    double zones;     /* that hold one */
    const char *loss; /* what has to fail for acknowledged records to be lost */
    bool idempotence;
    bool transactions;
    bool compaction;
    const char *headroom;      /* what spare capacity the deployment has */
    const char *optimisations; /* which cost options are on */
};
