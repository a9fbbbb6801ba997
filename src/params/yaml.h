/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * YAML as a tree whose nodes know their line and column.
 *
 * One document becomes nodes of 24 bytes; a list or mapping keeps its children side by side, and an alias
 * is a shallow copy that shares them, with the position of its anchor. Merge keys are resolved (keys of
 * the mapping itself win, then earlier mappings), keys are scalars and occur once. Tags are ignored: the
 * parameter decides what a text means.
 *
 * Bounds hold for the tree as a reader sees it, aliases expanded: YAML_NODES_MAX nodes, YAML_DEPTH_MAX
 * levels. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { YAML_DEPTH_MAX = 64, YAML_NODES_MAX = 1000000, YAML_ANCHORS_MAX = 1024 };

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAPPING };

struct yaml_node {
    uint8_t kind;
    bool plain;      /* text without quotes */
    uint16_t column; /* from 1; 65535 stands for all beyond */
    uint32_t line;   /* from 1 */
    uint32_t count;  /* bytes of the text, items of the list, pairs of the mapping */
    union {
        const char *text;              /* NUL-terminated, no NUL inside */
        const struct yaml_node *items; /* of a mapping: key, value, key, value, … */
    };
};

/* Parse the one document of bytes. False when there is no tree (invalid YAML, or over a bound); duplicate
 * keys and broken merge keys are diagnosed and left out, so that the rest can still be checked. The tree
 * lives in arena. */
bool yaml_read(const char *file, const char *bytes, size_t length, struct arena *arena, struct diags *diags,
               struct yaml_node *root);

/* True for null: empty, ~ or null without quotes. */
bool yaml_is_null(const struct yaml_node *node);

/* The value of a key, or NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key);

/* "a mapping", "a list", "a text". */
const char *yaml_kind_name(const struct yaml_node *node);
