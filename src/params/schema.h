/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Documents generated from the parameter rows: the JSON Schema of a workload file, a commented starter
 * workload, the reference page. Texts live in the arena. */
#pragma once

#include "params/params.h"

/* JSON Schema (draft-07) of a workload file. */
char *schema_json(const struct param_registry *registry, struct arena *arena);

/* Name of the schema file that a starter workload names for editors, beside it. */
#define SCHEMA_FILE "workload.schema.json"

/* A starter workload with every common key, commented. With has_current it lists a Kafka cluster as it runs
 * today, from which the verdict counts savings. */
char *schema_starter(const struct param_registry *registry, bool has_current, struct arena *arena);

/* Markdown reference of every parameter: type, range, default, source, grade, help. */
char *schema_reference(const struct param_registry *registry, struct arena *arena);
