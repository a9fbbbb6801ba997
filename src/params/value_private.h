/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Declarations shared by the files of values: types of rows, and a value's name in messages. */
#pragma once

#include "params/value.h"

struct value_type {
    const char *name;
    enum unit_kind unit; /* UNIT__COUNT: no quantity */
    const char
        *bare_unit; /* unit of the number that Kafka, or a program, writes without one; NULL when unclear */
    const char *noun;
};
extern const struct value_type VALUE_TYPES[PARAM__COUNT];

/* The kind of quantity that a value holds, be it one or many, and its name in a message. */
enum unit_kind value_item_unit(const struct param_row *row);
const char *value_item_noun(const struct param_row *row);

/* A user's text, shortened for messages. */
const char *value_quote(const struct value_source *source, const char *text);

/* The last key of the row's path; the whole path, for messages that are read far from the place. */
const char *value_last_key(const struct param_row *row);
const char *value_full_path(const struct param_row *row, const struct value_source *source);

/* A valid value of the row; one item for a list. */
const char *value_example(const struct param_row *row, struct arena *arena);
const char *value_item_example(const struct param_row *row, struct arena *arena);

/* Diagnose text that is no quantity of the row (result isn't UNITS_OK), with an example. Always false. */
bool value_fail_quantity(enum units_result result, const struct param_row *row, const char *text,
                         struct place place, const struct value_source *source);
