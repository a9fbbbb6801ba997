/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values: a row's type decides how its text or list is read and printed. */
#pragma once

#include "base/units.h"
#include "params/params.h"
#include "params/yaml.h"

/* Reads files that values name: the bytes, or NULL with a diagnostic. base is the file that names it. */
struct param_files {
    const char *(*read)(void *user, const char *base, const char *name, struct place place, size_t *length,
                        struct diags *diags);
    void *user;
};

/* The source of values while a document is read. */
struct value_source {
    const char *file;
    uint8_t input;     /* index of the file in params.inputs */
    uint8_t origin;    /* enum param_origin */
    const char *scope; /* prefix of a row's path: "topics.events."; NULL for none */
    const char *path;  /* the whole path as given, where scope and row don't give it; or NULL */
    const struct param_profile *profiles; /* profiles of distributions; NULL for none */
    const struct param_files *files;      /* NULL when files can't be read */
    const char *base;                     /* files that a value names are relative to this one; NULL: file */
    struct arena *arena;
    struct diags *diags;
};

/* Read node as a value of row. On failure a diagnostic, and *value is untouched. */
bool value_read(const struct param_row *row, const struct yaml_node *node, const struct value_source *source,
                struct value *value);

/* As value_read_text, for the scalar at path inside old, a distribution that is set. */
bool value_change(const struct param_row *row, const struct value *old, const char *path, const char *text,
                  struct place place, const struct value_source *source, struct value *value);

/* As value_read, for text outside YAML (a default, an override); lists are flow YAML: "[a, b]". */
bool value_read_text(const struct param_row *row, const char *text, struct place place,
                     const struct value_source *source, struct value *value);

/* The row's default, or an unset value when it has none. */
struct value value_default(const struct param_row *row, const struct param_profile *profiles,
                           struct arena *arena);

/* The kind of quantity of a type; UNIT__COUNT for types without one. */
enum unit_kind value_unit_kind(enum param_type type);

/* "1 to 100", "1 B to 1.1 GB"; "" when a type has no range. */
char *value_range(struct arena *arena, const struct param_row *row);

/* "delete, compact" */
char *value_choices(struct arena *arena, const struct param_row *row);
