/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists of a plan's machines for people: instances of one resource by their keys only. */
#pragma once

#include "base/text.h"
#include "iac/terraform.h"

/* An address as it is quoted in messages. */
const char *list_quote(const char *address, struct arena *arena);

/* The part of an address behind its base: "[0]". */
const char *list_instance(const char *address, const char *base);

/* Machines that one sentence is about: those of one resource, as many as follow each other and are alike. */
struct machine_run {
    size_t first, end; /* indexes of the plan's machines; not all between are of the run */
    uint64_t count;    /* of machines */
    const char *text;  /* "aws_instance.kafka[0], [1], [2]" */
};

/* Find the next run from the index on among machines that `is_member` chooses; false at the end. Two of one
 * resource are in one run when `is_alike` says so. */
struct machine_choice {
    const struct terraform *terraform;
    bool (*is_member)(const void *user, size_t machine);
    bool (*is_alike)(const void *user, size_t a, size_t b);
    const void *user;
    struct arena *arena;
};
bool list_next(const struct machine_choice *choice, size_t from, struct machine_run *run);
