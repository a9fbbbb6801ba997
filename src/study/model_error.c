/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/model_error.h"

#include <assert.h>

#include "base/table.h"
#include "base/text.h"
#include "pricing/embedded.h"

enum column { FAMILY, POINTS, FACTOR, COLUMN__COUNT };
static const struct table_column COLUMNS[COLUMN__COUNT] = {
    [FAMILY] = {"family", true}, [POINTS] = {"points", true}, [FACTOR] = {"factor", true}};
static const double MOST = 1e6;

struct search {
    const char *family;
    struct run_model_error *error;
    bool is_found;
};

static void take_row(struct table *table, void *context)
{
    struct search *search = context;
    const char *family;
    struct run_model_error error;
    if (!table_text(table, FAMILY, true, &family) || !table_number(table, POINTS, MOST, &error.points) ||
        !table_number(table, FACTOR, MOST, &error.factor) || !text_equal(family, search->family))
        return;
    *search->error = error;
    search->is_found = true;
}

bool model_error_of(const char *family, struct run_model_error *error, struct arena *arena)
{
    struct search search = {.family = family, .error = error};
    struct diags diags;
    diags_init(&diags, arena);
    struct csv_source source = embedded_source("pricing/model-error.csv");
    bool is_read = family == NULL ||
                   table_read(&source, COLUMNS, COLUMN__COUNT, take_row, &search, arena, &diags);
    assert(is_read && "the program was built with the errors of its models");
    (void)is_read;
    return search.is_found;
}
