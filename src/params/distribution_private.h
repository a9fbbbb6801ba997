/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by the readers of distributions. Each reports mistakes as diagnostics of the source. */
#pragma once

#include "params/distribution.h"

/* Columns of a quoted text, keys that a message lists, bytes of a source or a file name. */
enum { QUOTE_COLUMNS = 60, DISTRIBUTION_KEYS_MAX = 32, SOURCE_MAX_BYTES = 500 };

struct distribution_reader {
    const struct param_row *row;
    const struct value_source *source;
    struct distribution *into;
    bool is_factor; /* inside `noise`: plain numbers, no times */
};

struct place distribution_place(const struct distribution_reader *reader, const struct yaml_node *node);
const char *distribution_quote(const struct distribution_reader *reader, const char *text);
char *distribution_below(const struct distribution_reader *reader, const char *path, const char *key);
bool distribution_fail_shape(const struct distribution_reader *reader, const struct yaml_node *node,
                             const char *what, const char *example);

/* Diagnose an unknown key; names are NULL-ended. Always false. */
bool distribution_fail_key(const struct distribution_reader *reader, const struct yaml_node *key,
                           const char *const *names, size_t count);

/* Read a scalar of a kind, and a kind that takes only scalars or quantiles (distribution_scalars.c). */
bool distribution_read_scalar(const struct distribution_reader *reader, const char *path, bool is_time,
                              double min, double max, const struct yaml_node *node, double *number);
bool distribution_read_plain(const struct distribution_reader *reader, const struct distribution_kind *kind,
                             const char *path, const struct yaml_node *node, struct dist *dist);

/* Read measurements from a file (distribution_file.c). */
bool distribution_read_file(const struct distribution_reader *reader, const struct yaml_node *node,
                            struct dist *dist);
