/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Diff of latencies: p99 at peak of produce and end to end, before and after, for all topic groups
 * together and, with several groups, for each. */
#pragma once

#include "gate/latency.h"

struct latency_side {
    enum latency_knowledge knowledge;
    struct latency p99; /* if known */
    const char *why;    /* reason if unknown */
};

struct latency_change {
    enum latency_path path;
    const char *topic_group; /* "" for all together */
    const char *what;        /* "p99 of produce", "p99 end to end of orders" */
    bool in_base, in_head;   /* the topic group exists and, end to end, is consumed */
    struct latency_side base, head;
};

/* Verdict on whether head's p99 exceeds base's by more than a fraction of it. */
enum latency_rise { RISE_WITHIN, RISE_BEYOND, RISE_UNDECIDED };

/* Both sides are known and converged. The interval of head − (1 + fraction) × base follows from those of
 * the two (MOVER: Zou and Donner, Statistics in Medicine 27, 2008, p. 1693: for independent estimates; too
 * wide for estimates with common draws). If it contains 0, sampling can't decide. Equal bits on both sides
 * are one simulation: nothing rose. */
enum latency_rise latency_rise(const struct latency *base, const struct latency *head, double fraction);

/* The latency changes of one architecture; either run may be NULL. */
const struct latency_change *latency_changes(const struct run *base_run, const struct run_architecture *base,
                                             const struct run *head_run, const struct run_architecture *head,
                                             struct arena *arena, size_t *count);
