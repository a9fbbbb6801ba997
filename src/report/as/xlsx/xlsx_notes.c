/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The user's own pages of a workbook: the notes, a row for each paragraph or item, and the logo. */
#include <math.h>

#include "base/text.h"
#include "report/notes.h"
#include "report/as/xlsx/picture.h"
#include "report/as/xlsx/xlsx.h"

enum { LAST = 1, COLUMNS = 120 };

/* The plain words, with a link's target after them. */
static const char *plain_text(const struct xlsx *xlsx, const struct note *note)
{
    struct text out = text_new(xlsx->arena);
    for (size_t n = 0; n < note->span_count; n++) {
        const struct note_span *span = &note->spans[n];
        text_add(&out, text_equal(span->text, "\n") ? " " : span->text);
        if (span->mark == NOTE_LINK) text_addf(&out, " (%s)", span->target);
    }
    return out.length == 0 ? "" : out.bytes;
}

/* Code keeps its lines. */
static uint32_t write_code(struct xlsx *xlsx, uint32_t row, const struct note *note)
{
    for (size_t n = 0; n < note->span_count; n++)
        if (!text_equal(note->spans[n].text, "\n"))
            xlsx_text(xlsx, row, 0, STYLE_AFTER, note->spans[n].text);
        else
            row++;
    return row;
}

void xlsx_write_notes(struct xlsx *xlsx)
{
    static const double WIDTHS[] = {60, 60, 0};
    size_t count, number = 0;
    const struct note *notes = notes_read(xlsx->cover->notes, xlsx->arena, &count);
    uint32_t row = 0;
    xlsx_begin(xlsx, xlsx->notes, WIDTHS);
    xlsx_text(xlsx, row++, 0, STYLE_TITLE, "Notes");
    for (size_t i = 0; i < count; i++) {
        const struct note *note = &notes[i];
        const char *words = plain_text(xlsx, note);
        row += note->opens;
        number = note->kind == NOTE_NUMBER && !note->opens ? number + 1 : 1;
        if (note->kind == NOTE_CODE)
            row = write_code(xlsx, row, note);
        else if (note->kind == NOTE_HEADING)
            xlsx_text(xlsx, row++, 0, STYLE_SECTION, words);
        else
            xlsx_paragraph(xlsx, row++, 0, LAST, COLUMNS, STYLE_WRAP,
                           note->kind == NOTE_BULLET   ? text_format(xlsx->arena, "\u2022 %s", words)
                           : note->kind == NOTE_NUMBER ? text_format(xlsx->arena, "%zu. %s", number, words)
                                                       : words);
    }
    xlsx_page(xlsx, 0, 0);
}

bool xlsx_write_logo(struct xlsx *xlsx, uint32_t row, int column)
{
    const double height_px = 48, width_px = 180; /* at most */
    const struct cover *cover = xlsx->cover;
    struct picture_size size;
    if (cover == NULL || cover->logo_length == 0) return true;
    if (!picture_measure(cover->logo_bytes, cover->logo_length, &size)) return false;
    double scale = fmin(1, fmin(height_px / size.height_px, width_px / size.width_px));
    lxw_image_options options = {.x_scale = scale, .y_scale = scale, .decorative = LXW_TRUE};
    return worksheet_insert_image_buffer_opt(xlsx->summary, row, (lxw_col_t)column,
                                             (const unsigned char *)cover->logo_bytes, cover->logo_length,
                                             &options) == LXW_NO_ERROR;
}
