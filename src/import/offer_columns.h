/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Columns of an offer in CSV: the lines before the header, and the cell of each field in a row.
 *
 * AWS writes five rows of two cells ("Publication Date","2025-09-12T22:53:08Z"), then the header. The
 * header is the first row whose first cell is SKU. Names are compared without case and spaces. */
#pragma once

#include "import/offer.h"

/* More rows than this before the header are no head. */
enum { OFFER_HEAD_ROWS_MAX = 32, OFFER_COLUMNS_MAX = 512 };

struct offer_columns {
    size_t width;                       /* cells of the header */
    int8_t field_of[OFFER_COLUMNS_MAX]; /* position in a row → enum offer_field, or OFFER_NO_FIELD */
    bool has[OFFER_FIELD__COUNT];
};
enum { OFFER_NO_FIELD = -1 };

/* True if this first cell of a row begins the header. */
bool offer_opens_header(const char *bytes, size_t length);

/* Take a row of the head, its first two cells; unknown ones are skipped. */
void offer_take_head(struct offer_head *head, struct offer_cell name, struct offer_cell value,
                     struct arena *arena);

/* Bind the next cell of the header, which begins at row. False with a diagnostic when a field is named twice
 * or there are too many columns. */
bool offer_bind(struct offer_columns *columns, struct offer_cell name, const char *file,
                const struct offer_row *row, struct diags *diags);

/* True if every column that rows of an offer or of a Savings Plan need is there; a diagnostic for each
 * missing one. */
bool offer_columns_suffice(const struct offer_columns *columns, const char *file, const struct offer_row *row,
                           struct diags *diags);
