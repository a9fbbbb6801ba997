/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading: shared code for reading budget and policy from YAML. A reader goes on after a mistake, so that
 * one run reports them all. */
#pragma once

#include "base/error.h"
#include "params/yaml.h"

enum { READING_QUOTE_COLUMNS = 60 };

struct reading {
    const char *file;
    struct arena *arena;
    struct diags *diags;
};

/* Parse a file's text as a mapping; false with diagnostics. what: "a budget". */
bool reading_open(struct reading *reading, const char *bytes, size_t length, size_t max_bytes,
                  const char *what, const char *example, struct yaml_node *root);

struct place reading_place(const struct reading *reading, const struct yaml_node *node);

/* Return whether node is of this kind; else false with a diagnostic. */
bool reading_expect(const struct reading *reading, const struct yaml_node *node, enum yaml_kind kind,
                    const char *what, const char *example);

/* The text of node in the arena if it can name something; else NULL with a diagnostic. */
const char *reading_name(const struct reading *reading, const struct yaml_node *node, const char *what,
                         const char *example);

/* Diagnose an unknown key, with the nearest of the count known ones. */
void reading_unknown_key(const struct reading *reading, const struct yaml_node *key, const char *const *known,
                         size_t count, const char *of);

/* The index of node's choice (NULL-ended); -1 with a diagnostic. */
int reading_choice(const struct reading *reading, const struct yaml_node *node, const char *what,
                   const char *const *choices);
