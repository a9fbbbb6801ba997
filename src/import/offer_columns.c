/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/offer_columns.h"

#include <string.h>

#include "base/text.h"

static const char *const FIELD_NAMES[OFFER_FIELD__COUNT] = {
#define F(id, name) [OFFER_##id] = name,
    OFFER_FIELDS(F)
#undef F
};

/* Without these a row of an offer isn't usable. */
static const enum offer_field NEEDED_OF_OFFER[] = {OFFER_SKU,   OFFER_RATE_CODE, OFFER_TERM_TYPE,
                                                   OFFER_FROM,  OFFER_TO,        OFFER_UNIT,
                                                   OFFER_PRICE, OFFER_CURRENCY,  OFFER_USAGETYPE};
static const enum offer_field NEEDED_OF_PLAN[] = {OFFER_SKU,
                                                  OFFER_RATE_CODE,
                                                  OFFER_UNIT,
                                                  OFFER_DISCOUNTED_RATE,
                                                  OFFER_CURRENCY,
                                                  OFFER_DISCOUNTED_SKU,
                                                  OFFER_DISCOUNTED_SERVICE,
                                                  OFFER_DISCOUNTED_USAGETYPE,
                                                  OFFER_DISCOUNTED_OPERATION,
                                                  OFFER_PURCHASE,
                                                  OFFER_LEASE,
                                                  OFFER_FAMILY};

enum { NAME_MAX_BYTES = 80, QUOTED_COLUMNS_MAX = 40 };

/* Copy a name short enough to be known; longer ones are unknown. */
static const char *name_of(struct offer_cell cell, char name[NAME_MAX_BYTES + 1])
{
    size_t length = cell.length > NAME_MAX_BYTES ? 0 : cell.length;
    if (length > 0) memcpy(name, cell.bytes, length);
    name[length] = '\0';
    return name;
}

static struct place place_at(const char *file, const struct offer_row *row)
{
    return (struct place){file, (uint32_t)row->line, 1};
}

bool offer_opens_header(const char *bytes, size_t length)
{
    char name[NAME_MAX_BYTES + 1];
    return text_equal_loosely(name_of((struct offer_cell){bytes, length}, name), FIELD_NAMES[OFFER_SKU]);
}

void offer_take_head(struct offer_head *head, struct offer_cell name, struct offer_cell value,
                     struct arena *arena)
{
    const struct {
        const char *name;
        const char **value;
    } rows[] = {{"FormatVersion", &head->format_version},
                {"Publication Date", &head->publication_date},
                {"Version", &head->version},
                {"OfferCode", &head->offer_code}};
    char text[NAME_MAX_BYTES + 1];
    name_of(name, text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (text_equal_loosely(rows[i].name, text) && value.length <= NAME_MAX_BYTES)
            *rows[i].value = arena_copy(arena, value.bytes, value.length);
}

static int field_named(const char *name)
{
    for (int i = 0; i < OFFER_FIELD__COUNT; i++)
        if (text_equal_loosely(FIELD_NAMES[i], name)) return i;
    return OFFER_NO_FIELD;
}

bool offer_bind(struct offer_columns *columns, struct offer_cell name, const char *file,
                const struct offer_row *row, struct diags *diags)
{
    if (columns->width == OFFER_COLUMNS_MAX)
        return diags_add(diags, DIAG_CSV_COLUMN, place_at(file, row),
                         "the header names over %d columns; this is no price list (byte %llu)",
                         OFFER_COLUMNS_MAX, (unsigned long long)row->offset);
    char text[NAME_MAX_BYTES + 1];
    int field = field_named(name_of(name, text));
    columns->field_of[columns->width++] = (int8_t)field;
    if (field == OFFER_NO_FIELD) return true;
    if (columns->has[field])
        return diags_add(diags, DIAG_CSV_COLUMN, place_at(file, row),
                         "column '%s' is named twice; download the file again (byte %llu)",
                         FIELD_NAMES[field], (unsigned long long)row->offset);
    columns->has[field] = true;
    return true;
}

bool offer_columns_suffice(const struct offer_columns *columns, const char *file, const struct offer_row *row,
                           struct diags *diags)
{
    bool is_plan = columns->has[OFFER_DISCOUNTED_RATE] || columns->has[OFFER_DISCOUNTED_SKU];
    const enum offer_field *needed = is_plan ? NEEDED_OF_PLAN : NEEDED_OF_OFFER;
    size_t count = is_plan ? sizeof NEEDED_OF_PLAN / sizeof *NEEDED_OF_PLAN
                           : sizeof NEEDED_OF_OFFER / sizeof *NEEDED_OF_OFFER;
    bool suffices = true;
    for (size_t i = 0; i < count; i++)
        if (!columns->has[needed[i]])
            suffices =
                diags_add(diags, DIAG_CSV_COLUMN, place_at(file, row),
                          "column '%s' is missing from the header; download the file again (byte %llu)",
                          FIELD_NAMES[needed[i]], (unsigned long long)row->offset);
    return suffices;
}
