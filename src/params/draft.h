/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Draft: params while they are put together, with arrays that can still be written. */
#pragma once

#include "params/keys.h"
#include "params/value.h"
#include "params/yaml.h"

struct document {
    const char *name;
    char sha256[65];
    struct yaml_node root;
};

struct draft {
    struct params params; /* the params as paths and checks see them; its arrays are those below */
    struct value *root;
    struct topic *topics;
    struct value *topic_values; /* topic_count × TOPIC__COUNT */
    struct place *topic_places;
    struct scenario *scenarios;
    struct value **scenario_values;
    struct place *scenario_places;
    struct free_value *free;
    size_t free_capacity;
    struct input *inputs;

    struct value *topic_base;  /* defaults and profiles, for every topic group */
    struct value **kind_bases; /* defaults, presets and profiles of a kind */
    const struct key *root_keys;
    const struct key *topic_keys;
    const struct key **kind_keys; /* of its own options */
    const struct key *override_keys;

    const struct param_files *files; /* files that values may name; NULL for none */
    struct arena *arena;             /* outlives the draft */
    struct arena *scratch;           /* freed before the draft's arena */
    struct diags *diags;
};

/* The input that stands for all overrides. */
#define INPUT_OF_SETS "--set"

/* Free keys are searched one by one, so there can't be very many. */
enum { FREE_KEYS_MAX = 2000, PROFILES_MAX = 32 };

/* A mapping to read into the values of a scope. */
struct section {
    struct draft *draft;
    struct value_source source;
    const struct param_row *rows;
    size_t row_count;
    struct value *values;
    const char *const *reserved; /* keys of the top level that the caller reads; NULL-ended, or NULL */
};

/* Read every key of mapping that a row names; others are diagnosed. */
void section_read(const struct section *section, const struct key *keys, const struct yaml_node *mapping);

/* Diagnose and return false when node isn't of the wanted kind. */
bool section_expect(const struct value_source *source, const struct yaml_node *node, enum yaml_kind kind,
                    const char *what, const char *example);

void draft_set_free(struct draft *draft, enum root_param row, const char *key, struct value value,
                    struct place place);

/* Read the topic groups and architectures of a workload, and a profile's values for them. */
void topics_read(struct draft *draft, const struct value_source *source, const struct yaml_node *workload);
void scenarios_read(struct draft *draft, const struct value_source *source, const struct yaml_node *workload);
void topics_read_profile(struct draft *draft, const struct value_source *source,
                         const struct yaml_node *node);
void scenarios_read_profile(struct draft *draft, const struct value_source *source,
                            const struct yaml_node *node);
